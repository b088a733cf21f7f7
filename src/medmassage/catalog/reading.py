"""
Files to records.

The shipped data was checked when it was built, so it is read without checks. A user's folder
gets every check, and every fault is reported.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, get_args, get_origin

import attrs

from medmassage.catalog.kinds import KINDS
from medmassage.errors import CatalogError, DataError, Fault
from medmassage.model.fields import Model, Record
from medmassage.vocabulary import Vocabulary

MANIFEST = "catalog.json"
"""The file with the version and the fingerprint of a data folder."""


def shipped_bytes(name: str) -> bytes:
    """A file of the shipped data."""
    path = Path(__file__).parent.parent / "data" / name
    if path.is_file():
        return path.read_bytes()
    from importlib_resources import files  # the package may live in a zip file

    return files("medmassage").joinpath("data", name).read_bytes()


def trusted(kind: str, text: bytes) -> dict[str, Record]:
    """The records of a file that was checked before."""
    make = _maker(KINDS[kind])
    return {row["id"]: make(row) for row in json.loads(text)}


def digest(contents: Mapping[str, bytes]) -> str:
    """The fingerprint of a data folder: it changes when any record does."""
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
        parts = [(one.name, _default(one), _reader(one.type)) for one in attrs.fields(cls)]
        put = object.__setattr__

        def make(row: Mapping[str, Any]) -> Any:
            made = object.__new__(cls)
            get = row.get
            for name, default, read in parts:
                value = get(name)
                if value is None:
                    put(made, name, default)
                else:
                    put(made, name, value if read is None else read(value))
            return made

        found = _MAKERS[cls] = make
    return found


def _default(one: Any) -> Any:
    default = one.default
    return default.factory() if isinstance(default, attrs.Factory) else default  # type: ignore[arg-type]


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


def checked(folder: Path) -> tuple[str, str, dict[str, dict[str, Record]]]:
    """
    Read a data folder with every check that one record allows.

    Returns:
        Version, digest and the records by kind. A kind without a file is empty.

    Raises:
        CatalogError: Something is wrong; all faults are listed with file, record and field.
    """
    from medmassage.serialization import from_dict, read_json

    where = str(folder)
    if not folder.is_dir():
        raise CatalogError(where, [Fault("", "expected a folder of data files")])
    contents = {path.name: path.read_bytes() for path in sorted(folder.glob("*.json"))}
    faults: list[Fault] = []
    known = {f"{kind}.json" for kind in KINDS} | {MANIFEST}
    faults += [Fault(name, "no such kind of record") for name in contents if name not in known]
    records: dict[str, dict[str, Record]] = {kind: {} for kind in KINDS}
    version = "unversioned"
    for name, text in contents.items():
        try:
            rows = read_json(text, name)
        except DataError as error:
            faults += [
                Fault(f"{name} {fault.where}".strip(), fault.reason) for fault in error.faults
            ]
            continue
        if name == MANIFEST:
            version = _version(rows, faults)
        elif name in known:
            kind = name.removesuffix(".json")
            if isinstance(rows, list):
                _fill(records[kind], name, rows, partial(from_dict, KINDS[kind]), faults)
            else:
                faults.append(Fault(name, "expected a list of records"))
    if faults:
        raise CatalogError(where, faults)
    return version, digest(contents), records


def _version(manifest: Any, faults: list[Fault]) -> str:
    version = manifest.get("version") if isinstance(manifest, dict) else None
    if not isinstance(version, str) or not version:
        faults.append(Fault(MANIFEST, "expected an object with a version"))
        return ""
    return version


def _fill(
    found: dict[str, Record],
    name: str,
    rows: Iterable[Any],
    build: Callable[[Any], Record],
    faults: list[Fault],
) -> None:
    for place, row in enumerate(rows):
        id = row.get("id") if isinstance(row, dict) else None
        label = f"{name} {id}" if isinstance(id, str) and len(id) <= 80 else f"{name} [{place}]"
        try:
            record = build(row)
        except DataError as error:
            faults += [
                Fault(f"{label} {fault.where}".strip(), fault.reason) for fault in error.faults
            ]
            continue
        if record.id in found:
            faults.append(Fault(label, "this id stands twice"))
        found[record.id] = record
