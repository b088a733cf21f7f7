"""
SNOMED CT codes for some records: off by default, nothing else reads them.

They come from the Global Patient Set, release of 2020-09-30. Its license, CC BY 4.0, asks for
attribution: whoever passes the codes on passes on `snomed_notice()` too. Other releases have
other terms. The codes have no hierarchy here, and a code may say more or less than its record.
"""

import json
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from medmassage.catalog.reading import shipped_bytes
from medmassage.model.evidence import Code

__all__ = ["snomed_codes", "snomed_notice"]


def snomed_codes() -> Mapping[str, tuple[Code, ...]]:
    """
    Give the SNOMED CT codes of the records that have any.

    Off by default: nothing else reads them. They are found by no search and stand in no record
    and no export unless you put them there.

    Returns:
        The codes by the id of a condition, technique, impairment, body system, rule or question,
        each with SNOMED CT's own name as `display`. An id that is missing has no code in that
        release. Immutable, read once.

    Example:
        >>> [code.code for code in snomed_codes()["frozen-shoulder"]]
        ['399114005']
    """
    return _read()[1]


def snomed_notice() -> str:
    """
    Give the notice that stands wherever the codes are shown or passed on.

    Example:
        >>> "release of 2020-09-30" in snomed_notice()
        True
    """
    return _read()[0]


@cache
def _read() -> tuple[str, Mapping[str, tuple[Code, ...]]]:
    file: dict[str, Any] = json.loads(shipped_bytes("optional/snomed_gps.json"))
    codes = {
        id: tuple(Code(system=file["system"], **row) for row in rows)
        for id, rows in file["codes"].items()
    }
    return file["notice"], MappingProxyType(codes)
