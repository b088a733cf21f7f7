"""The columns that go in and come out, with their types."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from medmassage.catalog import Catalog
from medmassage.errors import Fault, ModelError, did_you_mean, nearest

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

PASSED = "_"
"""What the names of columns begin with that are passed through."""

INPUT = {
    "complaints": "lists of texts",
    "stages": "lists of texts",
    "sides": "lists of texts",
    "regions": "lists of lists of texts",
    "impairments": "lists of lists of texts",
    "pain": "lists of numbers",
    "present": "lists of texts",
    "present_sides": "lists of texts",
    "present_regions": "lists of lists of texts",
    "absent": "lists of texts",
    "unknown": "lists of texts",
    "allergies": "lists of texts",
    "age_years": "numbers",
    "clearances": "lists of structs",
}
"""The columns that are read. Only `complaints` must be there."""

CLEARANCE = ("rule_id", "by", "reason", "limits", "expires")
"""The fields of a clearance."""
LIMIT = ("reported", "regions", "spread", "pressure_cap", "technique_ids", "positions_avoid")
"""The fields of a limit in one."""

LISTS = ("fired", "open", "open_where", "allowed", "blocked")
"""Output columns that hold lists of texts."""
MASKS = ("allowed_mask", "blocked_mask")
"""Output columns that hold whole numbers."""
OUTPUT = (
    "decision",
    *LISTS[:-1],
    MASKS[0],
    LISTS[-1],
    MASKS[1],
    "best",
    "best_complaint",
    "support",
    "error",
)
"""The columns that are written, in their order."""


def input_schema() -> "pa.Schema":
    """
    The input columns with the types that suit them best.

    Use it where types cannot be told from the values, as with lists that are all empty.
    """
    import pyarrow as pa

    texts = pa.list_(pa.string())
    special = {
        "reported": pa.bool_(),
        "regions": texts,
        "technique_ids": texts,
        "positions_avoid": texts,
        "expires": pa.date32(),
    }
    limit = pa.struct([(name, special.get(name, pa.string())) for name in LIMIT])
    special["limits"] = pa.list_(limit)
    clearance = pa.struct([(name, special.get(name, pa.string())) for name in CLEARANCE])
    types = {
        "lists of texts": texts,
        "lists of lists of texts": pa.list_(texts),
        "lists of numbers": pa.list_(pa.int64()),
        "numbers": pa.int64(),
        "lists of structs": pa.list_(clearance),
    }
    return pa.schema([(name, types[form]) for name, form in INPUT.items()])


def output_schema(
    columns: Iterable[str], catalog: Catalog, given: "pa.Schema | None" = None
) -> "pa.Schema":
    """Output columns, after the columns of *given* that are passed through."""
    import pyarrow as pa

    types: dict[str, Any] = dict.fromkeys(LISTS, pa.list_(pa.string()))
    types |= dict.fromkeys(MASKS, pa.int64())
    passed = [one for one in given or () if one.name.startswith(PASSED)]
    made = [pa.field(name, types.get(name, pa.string())) for name in columns]
    return pa.schema(
        [*passed, *made],
        metadata={
            "medmassage.catalog_version": catalog.version,
            "medmassage.catalog_digest": catalog.digest,
        },
    )


def chosen(columns: Iterable[str] | None) -> tuple[str, ...]:
    """
    The output columns that are asked for, in their order; `error` is always among them.

    Raises:
        ModelError: There are no such columns; all are named.
    """
    if columns is None:
        return OUTPUT
    wanted = (columns,) if isinstance(columns, str) else tuple(columns)
    faults = [
        Fault("columns", f"no such output column: {name!r}{did_you_mean(nearest(name, OUTPUT))}")
        for name in wanted
        if name not in OUTPUT
    ]
    if faults:
        raise ModelError("Screener", faults)
    return tuple(name for name in OUTPUT if name in wanted or name == "error")


# --- what is given --------------------------------------------------------------------------------


def check(given: "pa.Schema") -> None:
    """
    Refuse a batch without complaints, or with columns that nobody reads or of another type.

    Raises:
        ModelError: Every such column is named.
    """
    faults = [
        Fault(name, f"no such input column{did_you_mean(nearest(name, INPUT))}")
        for name in given.names
        if name not in INPUT and not name.startswith(PASSED)
    ]
    faults += [
        Fault(name, "expected one column of this name")
        for name in INPUT
        if given.names.count(name) > 1
    ]
    if "complaints" not in given.names:
        faults.append(Fault("complaints", "expected this column"))
    faults += [
        Fault(one.name, f"expected {INPUT[one.name]}, got {one.type}")
        for one in given
        if one.name in INPUT and not _fits(one.type, INPUT[one.name])
    ]
    if "clearances" in given.names:
        faults += _unknown_fields("clearances", given.field("clearances").type, CLEARANCE)
    if faults:
        raise ModelError("cohort", faults)


def _unknown_fields(where: str, given: Any, known: Sequence[str]) -> Iterator[Fault]:
    """Fields of structs that nobody reads; a letter must not say what is then left out."""
    import pyarrow as pa

    while pa.types.is_nested(given) and not pa.types.is_struct(given):
        given = given.value_type
    for one in given if pa.types.is_struct(given) else ():
        if one.name not in known:
            near = did_you_mean(nearest(one.name, known))
            yield Fault(f"{where}.{one.name}", f"no such field{near}")
        elif one.name == "limits":
            yield from _unknown_fields(f"{where}.limits", one.type, LIMIT)


def _fits(given: Any, form: str) -> bool:
    import pyarrow as pa

    kinds = pa.types
    ends: dict[str, Callable[[Any], bool]] = {
        "texts": _is_text,
        "numbers": lambda of: kinds.is_integer(of) or kinds.is_floating(of),
        "structs": kinds.is_struct,
    }
    *depth, end = form.split(" of ")
    for _ in depth:
        if kinds.is_null(given):
            return True
        if not (
            kinds.is_list(given) or kinds.is_large_list(given) or kinds.is_fixed_size_list(given)
        ):
            return False
        given = given.value_type
    return kinds.is_null(given) or ends[end](given)


def _is_text(given: Any) -> bool:
    import pyarrow as pa

    kinds = pa.types
    if kinds.is_dictionary(given):
        given = given.value_type
    found: bool = (
        kinds.is_string(given) or kinds.is_large_string(given) or kinds.is_string_view(given)
    )
    return found
