"""The classes that have a schema."""

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

import attrs

from medmassage import catalog, model
from medmassage.model.fields import Model


@cache
def every_class() -> tuple[type[Model], ...]:
    """Every public class whose objects can be written and read, by name."""
    for package in (model, catalog):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    homes = (f"{model.__name__}.", f"{catalog.__name__}.")
    found = {one for one in _below(Model) if one.__module__.startswith(homes) and is_made(one)}
    return tuple(sorted(found, key=lambda one: one.__name__))


def is_made(cls: Any) -> bool:
    """Whether there are objects of a class: not of those that others are only made from."""
    return isinstance(cls, type) and issubclass(cls, Model) and attrs.has(cls)


def _below(cls: type[Model]) -> Iterator[type[Model]]:
    for one in cls.__subclasses__():
        # attrs replaces a class by one with slots; the draft may linger.
        if getattr(sys.modules.get(one.__module__), one.__name__, None) is one:
            yield one
        yield from _below(one)
