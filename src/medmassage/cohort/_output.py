"""What was found, as Arrow columns."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from medmassage.cohort._arrow import list_column, number_column, text_column
from medmassage.cohort._layout import output_schema
from medmassage.cohort._matching import Matched
from medmassage.cohort._tables import DECISIONS, SUPPORTS, Tables

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

    from medmassage.cohort._sets import Bools, Numbers

Row = Mapping[str, Any]
"""The output of one row, by column, where it was worked out alone."""


class Writer:
    """Writes output batches for one catalog."""

    def __init__(self, tables: Tables, columns: Iterable[str]) -> None:
        self.tables = tables
        self.columns = tuple(columns)
        techniques = tuple(one.id for one in tables.techniques)
        self.names: dict[str, tuple[str, ...]] = {
            "decision": tuple(one.value for one in DECISIONS),
            "fired": tables.rule_ids,
            "open": tables.question_ids,
            "open_where": tuple(
                sorted((*tables.question_ids, *(f"where-of-{id}" for id in tables.condition_ids)))
            ),
            "allowed": techniques,
            "blocked": techniques,
            "best": techniques,
            "best_complaint": tables.condition_ids,
            "support": tuple(one.value for one in SUPPORTS),
        }
        self.number = {
            column: {name: place for place, name in enumerate(names)}
            for column, names in self.names.items()
        }

    def write(
        self,
        found: Matched,
        alone: "Bools",
        rows: Mapping[int, Row],
        passed: "pa.RecordBatch",
    ) -> "pa.RecordBatch":
        """
        The output batch.

        Args:
            found: What was worked out together.

            alone: Rows of which it says nothing.

            rows: The output of those rows.

            passed: The batch whose columns are passed through.

        Returns:
            One row for each person, in order.
        """
        import pyarrow as pa

        schema = output_schema(self.columns, self.tables.catalog, passed.schema)
        page = _Page(self, found, ~alone, rows)
        columns = [passed.column(name) for name in schema.names if name not in self.columns]
        columns += [page.column(name) for name in self.columns]
        return pa.RecordBatch.from_arrays(columns, schema=schema)


class _Page:
    """The columns of one batch."""

    def __init__(
        self, writer: Writer, found: Matched, kept: "Bools", rows: Mapping[int, Row]
    ) -> None:
        np = writer.tables.np
        self.np = np
        self.tables = writer.tables
        self.names, self.number = writer.names, writer.number
        self.found = found
        self.kept = kept
        self.right = {row: one for row, one in rows.items() if "error" not in one}
        self.told = {row: one["error"] for row, one in rows.items() if "error" in one}
        self.wrong: Bools = np.zeros(len(kept), dtype=bool)
        self.wrong[list(self.told)] = True

    def column(self, name: str) -> "pa.Array":
        """An output column."""
        found, screened = self.found, self.found.screened
        columns: dict[str, Callable[[], pa.Array]] = {
            "decision": lambda: self._words(name, screened.decision),
            "fired": lambda: self._lists(name, *screened.crowd.pairs(screened.fired)),
            "open": lambda: self._lists(name, *screened.crowd.pairs(screened.open)),
            "open_where": lambda: self._lists(name, *self._where()),
            "allowed": lambda: self._lists(name, *self._members(found.allowed)),
            "blocked": lambda: self._lists(name, *self._members(found.blocked)),
            "allowed_mask": lambda: self._mask("allowed", found.allowed),
            "blocked_mask": lambda: self._mask("blocked", found.blocked),
            "best": lambda: self._words(name, found.best[0]),
            "best_complaint": lambda: self._words(name, found.best[1]),
            "support": lambda: self._words(name, found.best[2]),
            "error": self._errors,
        }
        return columns[name]()

    def _words(self, column: str, codes: "Numbers") -> "pa.Array":
        np = self.np
        found = np.where(self.kept, codes, -1).astype(np.int64)
        for row, one in self.right.items():
            if one[column] is not None:
                found[row] = self.number[column][one[column]]
        return text_column(self.names[column], found, np)

    def _lists(self, column: str, code: "Numbers", row: "Numbers") -> "pa.Array":
        """Lists of names from pairs of a number and a row, those worked out alone among them."""
        np, number = self.np, self.number[column]
        mine = self.kept[row]
        code, row = code[mine], row[mine]
        more = [(number[name], place) for place, one in self.right.items() for name in one[column]]
        if more:
            code = np.concatenate([code, [one for one, _ in more]])
            row = np.concatenate([row, [place for _, place in more]])
        order = _by_row(row, len(self.kept), np)
        return list_column(self.names[column], row[order], code[order], self.wrong, np)

    def _members(self, masks: Any) -> "tuple[Numbers, Numbers]":
        """The techniques in masks, by number and row."""
        np = self.np
        places = np.arange(len(self.tables.techniques), dtype=masks.dtype)
        code, row = np.nonzero((masks >> places[:, None]) & masks.dtype.type(1))
        return code, row

    def _where(self) -> "tuple[Numbers, Numbers]":
        """Findings and complaints whose place matters and was not given."""
        np, screened, number = self.np, self.found.screened, self.number["open_where"]
        question, row = screened.crowd.pairs(screened.where)
        complaints = screened.answers.people.complaints
        names = [number[id] for id in self.tables.question_ids]
        about = [number[f"where-of-{id}"] for id in self.tables.condition_ids]
        nowhere = screened.nowhere
        code = np.append(np.array(names)[question], np.array(about)[complaints.condition[nowhere]])
        row = np.append(row, complaints.row[nowhere])
        many = max(len(self.kept), 1)
        each: tuple[Numbers, Numbers] = np.divmod(np.unique(code * many + row), many)
        return each  # once, though a complaint be named twice

    def _mask(self, column: str, masks: Any) -> "pa.Array":
        np = self.np
        found = np.where(self.kept, masks, 0).astype(np.int64)
        for row, one in self.right.items():
            found[row] = sum(1 << self.number[column][id] for id in one[column])
        return number_column(found, self.wrong, np)

    def _errors(self) -> "pa.Array":
        np = self.np
        told: Sequence[str] = sorted(set(self.told.values()))
        number = {text: place for place, text in enumerate(told)}
        codes = np.full(len(self.kept), -1, dtype=np.int64)
        for row, text in self.told.items():
            codes[row] = number[text]
        return text_column(told, codes, np)


def _by_row(row: "Numbers", many: int, np: Any) -> "Numbers":
    """The order of rows; equal rows stay in theirs."""
    small = np.uint16 if many <= 1 << 16 else np.int64
    found: Numbers = np.argsort(row.astype(small), kind="stable")
    return found
