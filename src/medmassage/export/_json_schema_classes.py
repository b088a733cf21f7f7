"""The classes that have a schema, and the sentences that stand in their source."""

import ast
import importlib
import inspect
import itertools
import pkgutil
import sys
from collections.abc import Iterator, Mapping
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


def sentences(cls: type[Model]) -> Mapping[str, str]:
    """What the docstring below each field says; empty where there is no source to read."""
    found: dict[str, str] = {}
    for one in reversed(cls.__mro__):
        found |= _in_source(one.__module__).get(one.__name__, {})
    return found


@cache
def _in_source(module: str) -> Mapping[str, Mapping[str, str]]:
    """For each class of a module the docstrings of its fields."""
    try:
        tree = ast.parse(inspect.getsource(sys.modules[module]))
    except (KeyError, OSError, TypeError):
        return {}
    return {
        one.name: {
            field.target.id: " ".join(inspect.cleandoc(text.value.value).split())
            for field, text in itertools.pairwise(one.body)
            if isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(text, ast.Expr)
            and isinstance(text.value, ast.Constant)
            and isinstance(text.value.value, str)
        }
        for one in tree.body
        if isinstance(one, ast.ClassDef)
    }
