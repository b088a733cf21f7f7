"""
The same screening and matching for many people at once, over Arrow record batches.

Needs the extra `cohort` (pyarrow and NumPy). Rows that hold what arrays do not carry (clearances,
reported impairments) and rows that are wrong go through the single verbs, one by one; all others
are worked out together from the same tables. Both give the same answers.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from medmassage.catalog import Catalog, default_catalog
from medmassage.errors import MedMassageError, MissingExtraError
from medmassage.matching import match_screened
from medmassage.model.intake import Clearance, Complaint, Finding, Intake
from medmassage.screening import screen
from medmassage.vocabulary import Asks

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]


__all__ = ["Screener"]


class Screener:
    """
    Screens and matches whole record batches.

    Input columns: `complaints` (list of condition ids, most important first; must be there) with
    `stages`, `sides`, `regions` and `impairments` beside it, entry by entry; `present` (questions
    or rules answered with yes) with `present_sides` and `present_regions` beside it; `absent`,
    `unknown` and `allergies` (lists of ids); `age_years`; `clearances` (list of structs with
    `rule_id`, `by`, `reason`, `expires`). A column may be missing, and a null is nothing given.
    Columns whose names begin with `_` are passed through.

    Output columns: `decision`; `fired` (rules), `open` (questions that need a yes or a no),
    `open_where` (what needs its place), each sorted; `allowed` (techniques accepted for a
    complaint, sorted) and the same as a mask, `allowed_mask`, whose bits are `techniques`; `best`,
    `best_complaint` and `support` of the first match; and `error`, a sentence where a row cannot
    be read: then all others are null, and the batch goes on.

    Example:
        >>> import pyarrow as pa
        >>> rows = pa.RecordBatch.from_pylist(
        ...     [{"complaints": ["neck-pain"]}, {"complaints": ["?"]}]
        ... )
        >>> Screener()(rows).column("decision").to_pylist()
        ['incomplete', None]
    """

    def __init__(self, catalog: Catalog | None = None, *, on: date | None = None) -> None:
        """
        Compile the tables of a catalog.

        Args:
            catalog: Where the rules come from. None: the shipped knowledge.

            on: The date at which dated clearances are read. None: no dated clearance counts.

        Raises:
            NotForScreeningError: *catalog* lacks rules, questions or required notices.
            MissingExtraError: pyarrow or NumPy is not installed.
        """
        for library in ("numpy", "pyarrow"):
            _require(library)
        from medmassage.cohort.columns import Reader
        from medmassage.cohort.engine import Engine
        from medmassage.cohort.output import Writer
        from medmassage.cohort.tables import tables

        self.catalog = catalog or default_catalog()
        self.catalog.require_screening()
        self.on = on
        self._tables = tables(self.catalog)
        self._reader = Reader(self._tables)
        self._engine = Engine(self._tables)
        self._writer = Writer(self._tables)

    @property
    def techniques(self) -> tuple[str, ...]:
        """The technique of each bit of `allowed_mask`, the lowest bit first."""
        return tuple(one.id for one in self._tables.techniques)

    @property
    def schema(self) -> "pa.Schema":
        """The output columns and their types."""
        from medmassage.cohort.output import schema

        return schema()

    def __call__(self, batch: "pa.RecordBatch") -> "pa.RecordBatch":
        """
        Screen and match every row of a batch.

        Args:
            batch: People, one a row; see the class for the columns.

        Returns:
            One row for each, in the same order.

        Raises:
            ModelError: A column is missing or unknown.
        """
        from medmassage.cohort.columns import check_columns
        from medmassage.cohort.output import passed_through

        check_columns(batch.schema.names)
        read = self._reader.read(batch)
        found = self._engine.run(read.people)
        alone = read.alone | found.contradicts
        rows = {row: self._one(batch, row) for row in self._tables.np.flatnonzero(alone).tolist()}
        return self._writer.write(found, alone, rows, passed_through(batch))

    def batches(self, batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        """
        Screen and match batch after batch, as engines such as Spark's `mapInArrow` call it.

        Args:
            batches: Record batches.

        Yields:
            A batch for each, as `__call__` gives it. Memory holds one batch at a time.
        """
        for batch in batches:
            yield self(batch)

    # --- one by one -----------------------------------------------------------------------------

    def _one(self, batch: "pa.RecordBatch", row: int) -> dict[str, Any]:
        """What the single verbs say of a row."""
        try:
            intake = intake_of(
                {name: batch.column(name)[row].as_py() for name in batch.schema.names}
            )
            found = screen(intake, self.on, catalog=self.catalog)
            report = match_screened(intake, found, self.catalog)
        except (MedMassageError, TypeError, ValueError) as error:
            return {"error": str(error)}
        best = report.accepted[0] if report.accepted else None
        return {
            "decision": found.decision.value,
            "fired": sorted(one.rule_id for one in found.fired),
            "open": sorted(one.question.id for one in found.open if one.asks is Asks.ANSWER),
            "open_where": sorted(one.question.id for one in found.open if one.asks is Asks.WHERE),
            "allowed": sorted({one.technique_id for one in report.accepted}),
            "best": best and best.technique_id,
            "best_complaint": best and best.condition_id,
            "support": best and best.support.value,
            "error": None,
        }


def intake_of(row: dict[str, Any]) -> Intake:
    """
    The intake that a row of a batch stands for.

    Args:
        row: Values by input column.

    Returns:
        The intake.

    Raises:
        ModelError: A value is none that an intake takes.

    Example:
        >>> intake_of({"complaints": ["neck-pain"], "sides": ["left"], "absent": ["any-fever"]})
        Intake(complaints=(Complaint('neck-pain', side='left'),), absent=('any-fever',))
    """
    complaints = row.get("complaints") or []
    findings = row.get("present") or []

    def beside(name: str, of: list[Any]) -> list[Any]:
        values = row.get(name)
        if values and len(values) != len(of):
            raise ValueError(f"{name}: expected one value for each of {len(of)}, got {len(values)}")
        return values or [None] * len(of)

    return Intake(
        complaints=[
            Complaint(
                id,
                stage=stage,
                side=side,
                regions=regions or (),
                impairment_ids=found or (),
                pain=pain,
            )
            for id, stage, side, regions, found, pain in zip(
                complaints,
                beside("stages", complaints),
                beside("sides", complaints),
                beside("regions", complaints),
                beside("impairments", complaints),
                beside("pain", complaints),
                strict=True,
            )
        ],
        present=[
            Finding(id, side=side, regions=regions or ())
            for id, side, regions in zip(
                findings,
                beside("present_sides", findings),
                beside("present_regions", findings),
                strict=True,
            )
        ],
        absent=row.get("absent") or (),
        unknown=row.get("unknown") or (),
        allergies=row.get("allergies") or (),
        age_years=row.get("age_years"),
        clearances=[Clearance(**_given(one)) for one in row.get("clearances") or ()],
    )


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _require(library: str) -> None:
    from importlib.util import find_spec

    if find_spec(library) is None:
        raise MissingExtraError("cohort", library)
