"""
The one way a data file is written.

A list sorted by id, one record a block, one field a line in the order of the class, fields at
their default left out. So a diff shows only the fact that changed.
"""

import json
from collections.abc import Iterable
from typing import Any

import attrs

from medmassage.model.fields import Model, Record
from medmassage.serialization import to_dict


def canonical(records: Iterable[Record]) -> bytes:
    """The bytes of a data file that holds these records."""
    blocks = []
    for record in sorted(records, key=lambda one: one.id):
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
