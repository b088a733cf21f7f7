"""
Files to records.

The shipped data was checked when it was built, so it is read without checks. A user's folder
gets every check, and every fault is reported.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, get_args, get_origin

import attrs

from medmassage.catalog.kinds import KINDS
from medmassage.errors import CatalogError, DataError, Fault, did_you_mean, nearest
from medmassage.model.fields import Model, Record, default_of
from medmassage.vocabulary import Vocabulary

if TYPE_CHECKING:
    from pathlib import Path

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


def trusted(kind: str, text: bytes) -> dict[str, Record]:
    """The records of a file that was checked before."""
    make = _maker(KINDS[kind])
    return {row["id"]: make(row) for row in json.loads(text)}


def digest(contents: Mapping[str, bytes]) -> str:
    """The fingerprint of a data folder: it changes when any record does."""
    from hashlib import sha256

    whole = sha256()
    for name in sorted(contents):
        if name != MANIFEST:
            whole.update(f"{name} {sha256(contents[name]).hexdigest()}\n".encode())
    return whole.hexdigest()


# --- without checks --------------------------------------------------------------------------

_MAKERS: dict[type, Callable[[Any], Any]] = {}


def _maker(cls: Any) -> Callable[[Any], Any]:
    """What builds an object of a class from a checked row."""
    found = _MAKERS.get(cls)
    if found is None:
        plain, others = [], []
        for one in attrs.fields(cls):
            put, read = getattr(cls, one.name).__set__, _reader(one.type)
            if read is None:
                plain.append((put, one.name, default_of(one)))
            else:
                others.append((put, one.name, default_of(one), read))

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


# --- with checks -----------------------------------------------------------------------------


Broken = dict[str, set[str] | None]


class Checked(NamedTuple):
    """A data folder, read with every check that one record allows."""

    version: str
    digest: str
    records: dict[str, dict[str, Record]]
    """The sound records by kind and id. A kind without a file is empty."""
    faults: list[Fault]
    """What is wrong, with file, record and field."""
    broken: Broken
    """What could not be read: for each kind the ids, or None for the whole file."""


def checked(folder: "Path") -> Checked:
    """
    Read a data folder with every check that one record allows.

    Returns:
        The sound records, and what is wrong with the others.

    Raises:
        CatalogError: There is no such folder.
    """
    from medmassage.serialization import from_dict, read_json

    where = str(folder)
    if not folder.is_dir():
        raise CatalogError(where, [Fault("", "expected a folder of data files")])
    faults: list[Fault] = []
    contents = {}
    for path in sorted(folder.glob("*.json")):
        if path.is_file():
            contents[path.name] = path.read_bytes()
        else:
            faults.append(Fault(path.name, "expected a file"))
    known = {f"{kind}.json" for kind in KINDS} | {MANIFEST}
    faults += [
        Fault(name, f"no such kind of record{did_you_mean(_near_file(name, known))}")
        for name in contents
        if name not in known
    ]
    found = Checked("unversioned", digest(contents), {kind: {} for kind in KINDS}, faults, {})
    for name, text in contents.items():
        kind = name.removesuffix(".json")
        try:
            rows = read_json(text, name)
        except DataError as error:
            faults += [
                Fault(f"{name} {fault.where}".strip(), fault.reason) for fault in error.faults
            ]
            found.broken[kind] = None
            continue
        if name == MANIFEST:
            found = found._replace(version=_version(rows, faults))
        elif name in known and isinstance(rows, list):
            _fill(found, kind, rows, partial(from_dict, KINDS[kind]))
        elif name in known:
            faults.append(Fault(name, "expected a list of records"))
            found.broken[kind] = None
    return found


def _near_file(name: str, known: Iterable[str]) -> list[str]:
    kinds = [one.removesuffix(".json") for one in known]
    return [f"{one}.json" for one in nearest(name.removesuffix(".json"), kinds)]


def _version(manifest: Any, faults: list[Fault]) -> str:
    version = manifest.get("version") if isinstance(manifest, dict) else None
    if not isinstance(version, str) or not version:
        faults.append(Fault(MANIFEST, "expected an object with a version"))
        return ""
    return version


def _fill(found: Checked, kind: str, rows: Iterable[Any], build: Callable[[Any], Record]) -> None:
    sound: dict[str, Record] = {}
    for place, row in enumerate(rows):
        id = row.get("id") if isinstance(row, dict) else None
        named = isinstance(id, str) and 0 < len(id) <= 80
        label = f"{kind}.json {id}" if named else f"{kind}.json [{place}]"
        try:
            record = build(row)
        except DataError as error:
            found.faults.extend(
                Fault(f"{label} {fault.where}".strip(), fault.reason) for fault in error.faults
            )
            ids = found.broken.setdefault(kind, set())
            if ids is not None and named:
                ids.add(str(id))
            continue
        if record.id in sound:
            found.faults.append(Fault(label, "this id stands twice"))
        sound[record.id] = record
    found.records[kind] = dict(sorted(sound.items(), key=lambda item: str(item[0])))
