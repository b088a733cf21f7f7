"""What the source of a class says about its fields: the sentence below each one."""

import ast
import inspect
import itertools
import sys
from collections.abc import Mapping
from functools import cache

from medmassage.model.fields import Model


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
