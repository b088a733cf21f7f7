"""
Arrow tables of records, plans, measurements and evidence; pandas and Polars frames of them.

Columns have the names of fields. Text, ids and words of closed lists are `string`, whole numbers
`int64`, other numbers `double`, dates `date32`, lists `list` and objects `struct`. A table has the
same columns and types whatever is in it. A field's metadata has its `description`; the metadata
of the table are:

- `medmassage.table`: what it is a table of.
- `medmassage.catalog_version`, `medmassage.catalog_digest`: the knowledge it was made from.
- `medmassage.disclaimers`: the notices in full, wherever it holds a plan or the refusal of one.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

import attrs

from medmassage.catalog import Catalog, Index, default_catalog
from medmassage.catalog.kinds import KINDS, noun
from medmassage.errors import (
    DataError,
    ExportError,
    Fault,
    MissingExtraError,
    did_you_mean,
    nearest,
    seen,
)
from medmassage.export._table_columns import arrow_schema
from medmassage.export._table_rows import (
    PARAGRAPH,
    Content,
    Made,
    of_evidence,
    of_matches,
    of_measurements,
    of_objects,
    of_plan,
    of_screening,
)
from medmassage.model.fields import Model
from medmassage.model.matching import MatchReport
from medmassage.model.outcome import Measurement
from medmassage.model.plan import TreatmentPlan
from medmassage.model.screening import Screening
from medmassage.vocabulary import Stage

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

Library = Literal["pandas", "polars"]
"""Whose frames can be had."""

_EPOCH = date(1970, 1, 1)


def to_arrow(
    records: Model | Iterable[Model] | Mapping[str, Model],
    *,
    cls: type[Model] | None = None,
    catalog: Catalog | None = None,
) -> "pa.Table":
    """
    Write objects as an Arrow table.

    Args:
        records: One of these:

            - an index of a catalog, such as `catalog.conditions`, or objects of one class: one
              row an object, one column a field;
            - a TreatmentPlan: one row a step, with its phase and session, in order;
            - a MatchReport: one row a match, the accepted ones first;
            - a Screening: one row a rule that fired or was ruled out, a question that is open
              and so on; `found_in` says which;
            - any other object: a table of one row.

            A list of plans has one row a plan, with everything inside it.

        cls: The class of the objects; needed where there may be none of them.

        catalog: The knowledge that the records are from, for the metadata. None: what an answer
            itself says, or the shipped knowledge for its own indexes.

    Returns:
        The table. Rows keep the order of *records*. A plan has its notices in the metadata and in
        the column `disclaimers`, since not every format keeps metadata.

    Raises:
        DataError: *records* are not objects of this library, or not of one class.
        MissingExtraError: pyarrow is not installed.

    Example:
        >>> to_arrow(default_catalog().body_systems).column("id").to_pylist()
        ['circulatory', 'digestive', 'lymphatic', 'musculoskeletal', 'nervous']
    """
    return _table(_content(records, cls, catalog))


def evidence(catalog: Catalog | None = None, *, stage: Stage | str | None = None) -> "pa.Table":
    """
    Write what is on file of every technique for every condition as one long Arrow table.

    Args:
        catalog: The knowledge. None: the shipped knowledge.

        stage: The stage asked for; None: evidence of every stage counts.

    Returns:
        One row an argument and source of an indication, sorted by condition and technique, with
        `massage-therapy` as a technique of its own. A pair without an argument is one row. The
        same finding stands at each technique that it speaks to: to count findings, keep the rows
        where `on_this_pair` is true. Findings that name no condition are not here; they are in
        `to_arrow(catalog.evidence)`.

    Raises:
        ModelError: *stage* is no stage.
        MissingExtraError: pyarrow is not installed.

    Example:
        >>> sides = evidence().column("argument_side").to_pylist()
        >>> sorted({side for side in sides if side is not None})
        ['against', 'caution', 'context', 'for']
    """
    chosen = None if stage is None else Stage(stage)
    return _table(of_evidence(catalog or default_catalog(), chosen))


def measurements(records: Iterable[Measurement], *, catalog: Catalog | None = None) -> "pa.Table":
    """
    Write scores as an Arrow table, each with what is needed to read it.

    Args:
        records: The scores, in any order.

        catalog: The knowledge that the measures are from. None: the shipped knowledge.

    Returns:
        One row a score, in the order given: its fields, and name, unit, limits and direction of
        its measure.

    Raises:
        UnknownIdError: There is no such measure.
        DataError: Something else than a Measurement is among *records*.
        MissingExtraError: pyarrow is not installed.

    Example:
        >>> table = measurements([Measurement(measure_id="nprs", value=6, session=1)])
        >>> table.select(["value", "measure_higher_is"]).to_pylist()
        [{'value': 6.0, 'measure_higher_is': 'worse'}]
    """
    found = _objects(records, Measurement, "measurements")
    return _table(of_measurements(found, catalog or default_catalog()))


def frame(
    records: "Model | Iterable[Model] | Mapping[str, Model] | pa.Table",
    library: Library = "pandas",
    *,
    cls: type[Model] | None = None,
    catalog: Catalog | None = None,
) -> Any:
    """
    Write objects as a pandas or Polars frame, through Arrow.

    Args:
        records: As in `to_arrow`, or a table that this module made.

        library: `"pandas"` or `"polars"`.

        cls: As in `to_arrow`.

        catalog: As in `to_arrow`.

    Returns:
        A DataFrame of the library with the columns of the table. In pandas they keep their Arrow
        types, and the metadata of the table are in `attrs`; Polars has no place for metadata.

    Raises:
        DataError: As in `to_arrow`, or *library* is another one.
        ExportError: The library is not installed; the message names it.
        MissingExtraError: pyarrow is not installed.

    Example:
        >>> systems = frame(default_catalog().body_systems, "polars")
        >>> systems["id"].to_list()[0]
        'circulatory'
    """
    if library not in _FRAMES:
        near = did_you_mean(nearest(library, _FRAMES))
        reason = f"expected 'pandas' or 'polars', got {seen(library)}{near}"
        raise DataError("frame", [Fault("library", reason)])
    pa = _pyarrow()
    try:
        module = import_module(library)
    except ModuleNotFoundError as error:
        raise ExportError(f"this needs {library}: pip install {library}") from error
    if not isinstance(records, pa.Table):
        records = to_arrow(records, cls=cls, catalog=catalog)
    return _FRAMES[library](records, module)


def _pandas(table: "pa.Table", pandas: Any) -> Any:
    found = table.to_pandas(types_mapper=pandas.ArrowDtype)
    found.attrs = {key.decode(): text.decode() for key, text in table.schema.metadata.items()}
    return found


def _polars(table: "pa.Table", polars: Any) -> Any:
    return polars.from_arrow(table)


_FRAMES = {"pandas": _pandas, "polars": _polars}


# --- what a table is of ---------------------------------------------------------------------------


def _content(records: Any, cls: Any, catalog: Catalog | None) -> Content:
    match records:
        case TreatmentPlan():
            return of_plan(records)
        case MatchReport():
            return of_matches(records)
        case Screening():
            return of_screening(records)
        case Model():
            return of_objects(type(records), [records], _made(records, catalog))
        case Index() if cls is None and not records:
            cls = next((one for kind, one in KINDS.items() if noun(kind) == records.noun), None)
    found = _objects(records, cls, "to_arrow")
    return of_objects(cls or type(found[0]), found, _made(records, catalog))


def _made(records: object, catalog: Catalog | None) -> Made | None:
    if catalog is None and isinstance(records, Index):
        shipped = default_catalog()
        if any(index is records for _, index in shipped.kinds()):
            catalog = shipped
    return None if catalog is None else Made(catalog.version, catalog.digest)


def _objects(records: Any, cls: Any, where: str) -> list[Any]:
    """The objects, if all are of one class of ours: *cls*, or that of the first."""
    if isinstance(records, Mapping):
        records = records.values()
    if isinstance(records, str | bytes) or not isinstance(records, Iterable):
        reason = f"expected an index or a list of objects of medmassage, got {seen(records)}"
        raise DataError(where, [Fault("records", reason)])
    found = list(records)
    if cls is None and not found:
        reason = "expected at least one object; name their class with cls= where there may be none"
        raise DataError(where, [Fault("records", reason)])
    cls = type(found[0]) if cls is None else cls
    if not (isinstance(cls, type) and issubclass(cls, Model) and attrs.has(cls)):
        got = seen(found[0]) if found else repr(cls)
        reason = f"expected objects of a class of medmassage, got {got}"
        raise DataError(where, [Fault("records", reason)])
    faults = [
        Fault(f"records[{place}]", f"expected a {cls.__name__}, got {seen(one)}")
        for place, one in enumerate(found)
        if type(one) is not cls
    ]
    if faults:
        raise DataError(where, faults)
    return found


# --- writing --------------------------------------------------------------------------------------


def _pyarrow() -> Any:
    try:
        import pyarrow as pa
    except ModuleNotFoundError as error:
        raise MissingExtraError("tables", "pyarrow") from error
    return pa


def _table(content: Content) -> "pa.Table":
    """
    Write a table.

    Arrow's own JSON reader makes the columns: `pyarrow.array` would load pandas wherever it is
    installed.
    """
    pa = _pyarrow()
    from pyarrow import json as arrow_json

    metadata = {"medmassage.table": content.layout.title}
    if content.made is not None:
        metadata["medmassage.catalog_version"] = content.made.version
        metadata["medmassage.catalog_digest"] = content.made.digest
    if content.notices:
        metadata["medmassage.disclaimers"] = PARAGRAPH.join(content.notices)
    schema = arrow_schema(content.layout.columns, metadata)
    lines = [json.dumps(row, default=_plain, allow_nan=False) for row in content.rows]
    if not lines:
        return pa.Table.from_batches([], schema=schema)
    text = "\n".join(lines).encode()
    read = arrow_json.read_json(
        BytesIO(text),
        read_options=arrow_json.ReadOptions(use_threads=False, block_size=len(text) + 1),
        parse_options=arrow_json.ParseOptions(
            explicit_schema=schema, unexpected_field_behavior="error"
        ),
    )
    return pa.Table.from_arrays([read.column(name) for name in schema.names], schema=schema)


def _plain(value: Any) -> Any:
    """An object as its fields, a date as days since 1970, which is how Arrow reads dates."""
    if isinstance(value, date):
        return (value - _EPOCH).days
    return {one.name: getattr(value, one.name) for one in attrs.fields(type(value))}
