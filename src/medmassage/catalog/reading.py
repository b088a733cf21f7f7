"""The shipped files to records: they were checked when they were built, so nothing is checked."""

from collections.abc import Callable, Mapping
from typing import Any, get_args, get_origin

from medmassage.catalog.blocks import Blocks
from medmassage.catalog.kinds import KINDS
from medmassage.model.fields import Model, Record
from medmassage.model.making import fields
from medmassage.vocabulary import Vocabulary

MANIFEST = "catalog.json"
"""The file with the version and the fingerprint of a data folder."""


_DATA = f"{__file__.rpartition('catalog')[0]}data/"


def shipped_bytes(name: str) -> bytes:
    """A file of the shipped data."""
    try:
        with open(_DATA + name, "rb") as file:  # noqa: PTH123 - pathlib loads longer than the file
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        from importlib_resources import files  # the package may live in a zip file

    return files("medmassage").joinpath("data", name).read_bytes()


def trusted(kind: str, text: bytes) -> Blocks[Record]:
    """The records of a file that was checked before."""
    return Blocks(text, _maker(KINDS[kind]))


_MAKERS: dict[type, Callable[[Any], Any]] = {}


def _maker(cls: Any) -> Callable[[Any], Any]:
    """What builds an object of a class from a checked row."""
    found = _MAKERS.get(cls)
    if found is None:
        plain, others = [], []
        for one in fields(cls):
            put, read = getattr(cls, one.name).__set__, _reader(one.type)
            if read is None:
                plain.append((put, one.name, one.usual()))
            else:
                others.append((put, one.name, one.usual(), read))

        def make(row: Mapping[str, Any]) -> Any:
            made = object.__new__(cls)
            get = row.get
            for put, name, default in plain:
                put(made, get(name, default))
            for put, name, default, read in others:
                value = get(name)
                put(made, default if value is None else read(value))
            return made

        found = _MAKERS[cls] = make
    return found


def _reader(of: Any) -> Callable[[Any], Any] | None:
    """What turns a JSON value into a value of a type; None where it stays as it is."""
    if get_origin(of) is tuple:
        inner = _reader(get_args(of)[0])
        if inner is None:
            return tuple
        return lambda values: tuple(map(inner, values))
    choices = [one for one in get_args(of) if one is not type(None)]
    if choices:
        return _reader(choices[0])
    if isinstance(of, type) and issubclass(of, Vocabulary):
        return {member.value: member for member in of}.__getitem__
    if isinstance(of, type) and issubclass(of, Model):
        return _maker(of)
    return None
