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
from medmassage.cohort._layout import chosen, input_schema, output_schema
from medmassage.cohort._single import answer, intake_of, row_of
from medmassage.errors import MissingExtraError

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

__all__ = ["Screener", "input_schema", "intake_of", "row_of"]

ROWS_AT_ONCE = 32_768
"""So many rows are worked out at once, whatever the size of a batch: memory stays flat."""


class Screener:
    """
    Screens and matches whole record batches.

    Input columns: `complaints` (list of condition ids, most important first; must be there) with
    `stages`, `sides`, `regions`, `impairments` and `pain` beside it, entry by entry; `present`
    (questions or rules answered with yes) with `present_sides` and `present_regions` beside it;
    `absent`, `unknown` and `allergies` (lists of ids); `age_years`; `clearances` (list of structs
    with `rule_id`, `by`, `reason`, `limits`, `expires`). A column may be missing, and a null is
    nothing given. Columns whose names begin with `_` are passed through.

    Output columns: `decision`; `fired` (rules), `open` (questions that need a yes or a no),
    `open_where` (what needs its place), each sorted; `allowed` (techniques accepted for a
    complaint) and `blocked` (techniques that the screening keeps off a complaint they fit; with
    several complaints a technique can be in both), each sorted and once more as a mask,
    `allowed_mask` and `blocked_mask`, whose bits are `techniques`; `best`, `best_complaint` and
    `support` of the first match; and `error`, a sentence where a row cannot be read: then all
    others are null, and the batch goes on.

    Example:
        >>> import pyarrow as pa
        >>> rows = pa.RecordBatch.from_pylist(
        ...     [{"complaints": ["neck-pain"]}, {"complaints": ["?"]}]
        ... )
        >>> Screener()(rows).column("decision").to_pylist()
        ['incomplete', None]
    """

    def __init__(
        self,
        catalog: Catalog | None = None,
        *,
        on: date | None = None,
        columns: Iterable[str] | None = None,
    ) -> None:
        """
        Compile the tables of a catalog.

        Args:
            catalog: Where the rules come from. None: the shipped knowledge.

            on: The date at which dated clearances are read. None: no dated clearance counts.

            columns: The output columns that are wanted; fewer are faster. `error` is always
                among them. None: all.

        Raises:
            ModelError: There is no such column, or a mask has no room for all techniques.
            NotForScreeningError: *catalog* lacks rules, questions or required notices.
            MissingExtraError: pyarrow or NumPy is not installed.
        """
        for library in ("numpy", "pyarrow"):
            _require(library)
        from medmassage.cohort._columns import Reader
        from medmassage.cohort._output import Writer
        from medmassage.cohort._tables import tables

        self.catalog: Catalog = catalog or default_catalog()
        self.catalog.require_screening()
        self.on: date | None = on
        self.columns: tuple[str, ...] = chosen(columns)
        self._tables = tables(self.catalog)
        self._reader = Reader(self._tables)
        self._writer = Writer(self._tables, self.columns)

    def __reduce__(self) -> "tuple[Any, ...]":
        """Travel to other processes by what it was made from; the shipped catalog is not sent."""
        own = None if self.catalog is default_catalog() else self.catalog
        return _made_again, (own, self.on, self.columns)

    @property
    def techniques(self) -> tuple[str, ...]:
        """The technique of each bit of a mask, the lowest bit first."""
        return tuple(one.id for one in self._tables.techniques)

    @property
    def schema(self) -> "pa.Schema":
        """The output columns and their types, without columns that are passed through."""
        return output_schema(self.columns, self.catalog)

    def schema_for(self, given: "pa.Schema") -> "pa.Schema":
        """
        The output columns and their types for batches of a schema.

        Args:
            given: The schema of the batches.

        Returns:
            The columns that are passed through, then those of `schema`.
        """
        return output_schema(self.columns, self.catalog, given)

    def __call__(self, batch: "pa.RecordBatch") -> "pa.RecordBatch":
        """
        Screen and match every row of a batch.

        Args:
            batch: People, one a row; see the class for the columns.

        Returns:
            One row for each, in the same order.

        Raises:
            ModelError: A column is missing, unknown or of another type; all are named.
        """
        from medmassage.cohort._arrow import joined
        from medmassage.cohort._layout import check

        check(batch.schema)
        starts = range(0, max(batch.num_rows, 1), ROWS_AT_ONCE)
        return joined(self._answer(batch.slice(start, ROWS_AT_ONCE)) for start in starts)

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

    def _answer(self, batch: "pa.RecordBatch") -> "pa.RecordBatch":
        from medmassage.cohort._answers import Answers
        from medmassage.cohort._matching import Matched
        from medmassage.cohort._screening import Screened

        read = self._reader.read(batch)
        screened = Screened(Answers(self._tables, read.people))
        alone = read.alone | screened.crowd.flags(screened.answers.contradicts)
        rows = {
            row: answer(batch.slice(row, 1).to_pylist()[0], self.on, self.catalog)
            for row in self._tables.np.flatnonzero(alone).tolist()
        }
        return self._writer.write(Matched(screened), alone, rows, batch)


def _made_again(catalog: Catalog | None, on: date | None, columns: tuple[str, ...]) -> "Screener":
    return Screener(catalog, on=on, columns=columns)


def _require(library: str) -> None:
    from importlib.util import find_spec

    if find_spec(library) is None:
        raise MissingExtraError("cohort", library)
