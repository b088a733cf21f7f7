"""
The one way a data file is written.

A list sorted by id, one record a block, one field a line in the order of the class, fields at
their default left out. So a diff shows only the fact that changed.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from medmassage.catalog import Catalog
from medmassage.catalog.checking import Checked, checked, digest
from medmassage.catalog.reading import MANIFEST
from medmassage.errors import CatalogError, ExportError, Fault
from medmassage.model.fields import Model, Record
from medmassage.serialization import to_dict


def canonical(records: Iterable[Record]) -> bytes:
    """The bytes of a data file that holds these records."""
    blocks = []
    for record in sorted(records, key=lambda one: str(one.id)):
        lines = ",\n".join(
            f"  {_json(key)}: {_json(value)}" for key, value in _sparse(record).items()
        )
        blocks.append("{\n" + lines + "\n}")
    return ("[\n" + ",\n".join(blocks) + "\n]\n").encode() if blocks else b"[]\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _sparse(obj: Model) -> dict[str, Any]:
    cls: Any = type(obj)
    plain = to_dict(obj)
    kept: dict[str, Any] = {}
    for one in attrs.fields(cls):
        value = getattr(obj, one.name)
        default = one.default
        if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
            default = default.factory()
        if value == default and type(value) is type(default):
            continue
        if isinstance(value, Model):
            kept[one.name] = _sparse(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Model):
            kept[one.name] = [_sparse(item) for item in value]
        else:
            kept[one.name] = plain[one.name]
    return kept


def export_folder(catalog: Catalog, folder: Path) -> tuple[str, ...]:
    """
    Write a catalog as a data folder that `load_catalog` reads back.

    Args:
        catalog: What is written.

        folder: A folder that does not exist yet, or is empty.

    Returns:
        The names of the files.

    Raises:
        ExportError: The folder holds something already; nothing is written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExportError(f"{folder} is not an empty folder; nothing was written")
    contents = {f"{kind}.json": canonical(index.values()) for kind, index in catalog.kinds()}
    contents[MANIFEST] = manifest(catalog.version, contents)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in contents.items():
        (folder / name).write_bytes(text)
    return tuple(contents)


def tidy_folder(folder: Path) -> tuple[str, ...]:
    """
    Write the files of a data folder in their canonical form, with the right fingerprint.

    Args:
        folder: A data folder whose records are sound one by one.

    Returns:
        The names of the files that changed.

    Raises:
        CatalogError: A record is damaged; nothing is written.
    """
    found = _sound(folder)
    contents = {
        f"{kind}.json": canonical(many.values())
        for kind, many in found.records.items()
        if (folder / f"{kind}.json").exists()
    }
    contents[MANIFEST] = manifest(found.version, contents)
    changed = []
    for name, text in contents.items():
        path = folder / name
        if not path.exists() or path.read_bytes() != text:
            path.write_bytes(text)
            changed.append(name)
    return tuple(changed)


def canonical_faults(folder: Path) -> tuple[Fault, ...]:
    """
    The files of a data folder that are not in canonical form, or do not match their fingerprint.

    Raises:
        CatalogError: A record is damaged.
    """
    sound = _sound(folder)
    found = [
        Fault(f"{kind}.json", "not in canonical form; --fix writes it")
        for kind, many in sound.records.items()
        if (path := folder / f"{kind}.json").exists()
        and path.read_bytes() != canonical(many.values())
    ]
    path = folder / MANIFEST
    if not path.exists() or path.read_bytes() != _manifest_bytes(sound.version, sound.digest):
        found.append(Fault(MANIFEST, "version or digest do not match the files; --fix writes it"))
    return tuple(found)


def _sound(folder: Path) -> Checked:
    found = checked(folder)
    if found.faults:
        raise CatalogError(str(folder), found.faults)
    return found


def manifest(version: str, contents: Mapping[str, bytes]) -> bytes:
    """The bytes of the file with version and fingerprint."""
    return _manifest_bytes(version, digest(contents))


def _manifest_bytes(version: str, fingerprint: str) -> bytes:
    return (json.dumps({"version": version, "digest": fingerprint}, indent=2) + "\n").encode()
