"""A data folder of a user to records, with every check that one record allows."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from medmassage.catalog.kinds import KINDS
from medmassage.catalog.reading import MANIFEST
from medmassage.errors import CatalogError, DataError, Fault, did_you_mean, nearest
from medmassage.model.fields import Record
from medmassage.serialization import from_dict, read_json

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


def digest(contents: Mapping[str, bytes]) -> str:
    """The fingerprint of a data folder: it changes when any record does."""
    whole = sha256()
    for name in sorted(contents):
        if name != MANIFEST:
            whole.update(f"{name} {sha256(contents[name]).hexdigest()}\n".encode())
    return whole.hexdigest()


def checked(folder: Path) -> Checked:
    """
    Read a data folder with every check that one record allows.

    Returns:
        The sound records, and what is wrong with the others.

    Raises:
        CatalogError: There is no such folder.
    """
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
