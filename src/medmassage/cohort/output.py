"""What was found, as Arrow columns."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from medmassage.cohort.arrow import list_column, number_column, text_column
from medmassage.cohort.tables import DECISIONS, SUPPORTS, Tables

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

    from medmassage.cohort.people import Found
    from medmassage.cohort.tables import Bools, Numbers

Row = Mapping[str, Any]
"""The output of one row, by column, where it was worked out alone."""


def schema() -> "pa.Schema":
    """The output columns and their types."""
    import pyarrow as pa

    texts = pa.list_(pa.string())
    return pa.schema(
        [
            ("decision", pa.string()),
            ("fired", texts),
            ("open", texts),
            ("open_where", texts),
            ("allowed", texts),
            ("allowed_mask", pa.int64()),
            ("best", pa.string()),
            ("best_complaint", pa.string()),
            ("support", pa.string()),
            ("error", pa.string()),
        ]
    )


class Writer:
    """Writes output batches for one catalog."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.names: dict[str, tuple[str, ...]] = {
            "decision": tuple(one.value for one in DECISIONS),
            "fired": tables.rule_ids,
            "open": tables.question_ids,
            "open_where": tuple(
                sorted((*tables.question_ids, *(f"where-of-{id}" for id in tables.condition_ids)))
            ),
            "allowed": tuple(one.id for one in tables.techniques),
            "best": tuple(one.id for one in tables.techniques),
            "best_complaint": tables.condition_ids,
            "support": tuple(one.value for one in SUPPORTS),
        }
        self.number = {
            column: {name: place for place, name in enumerate(names)}
            for column, names in self.names.items()
        }
        np, where = tables.np, self.number["open_where"]
        self.where_question = np.array([where[id] for id in tables.question_ids])
        self.where_complaint = np.array([where[f"where-of-{id}"] for id in tables.condition_ids])

    def write(
        self, found: "Found", alone: "Bools", rows: Mapping[int, Row], passed: "pa.RecordBatch"
    ) -> "pa.RecordBatch":
        """
        The output batch.

        Args:
            found: What was worked out together.

            alone: Rows of which it says nothing.

            rows: The output of those rows.

            passed: The columns that are passed through.

        Returns:
            One row for each person, in order.
        """
        import pyarrow as pa

        np, kept = self.tables.np, ~alone
        wrong = np.zeros(len(alone), dtype=bool)
        wrong[[row for row, one in rows.items() if one.get("error")]] = True
        right = {row: one for row, one in rows.items() if not one.get("error")}
        support = np.where(found.best >= 0, found.support, -1)
        places = np.arange(len(self.names["allowed"]), dtype=np.uint64)
        bits = (found.allowed[:, None] >> places) & np.uint64(1)
        columns = [
            self._words("decision", found.decision, kept, right),
            self._lists("fired", np.nonzero(found.fired.T & kept[:, None]), right, wrong),
            self._lists("open", np.nonzero(found.open.T & kept[:, None]), right, wrong),
            self._lists("open_where", self._where(found, kept), right, wrong),
            self._lists("allowed", np.nonzero((bits != 0) & kept[:, None]), right, wrong),
            number_column(self._masks(found, right), wrong, np),
            self._words("best", found.best, kept, right),
            self._words("best_complaint", found.best_complaint, kept, right),
            self._words("support", support, kept, right),
            self._errors(len(alone), rows),
        ]
        return pa.RecordBatch.from_arrays(
            [*passed.columns, *columns], names=[*passed.schema.names, *schema().names]
        )

    def _words(
        self, column: str, codes: "Numbers", kept: "Bools", rows: Mapping[int, Row]
    ) -> "pa.Array":
        np = self.tables.np
        found = np.where(kept, codes, -1).astype(np.int64)
        for row, one in rows.items():
            if one[column] is not None:
                found[row] = self.number[column][one[column]]
        return text_column(self.names[column], found, np)

    def _lists(
        self,
        column: str,
        coordinates: "tuple[Numbers, Numbers]",
        rows: Mapping[int, Row],
        wrong: "Bools",
    ) -> "pa.Array":
        """Lists of names by row and number, those of the rows worked out alone among them."""
        row, code = coordinates
        np, number = self.tables.np, self.number[column]
        more = [(place, number[name]) for place, one in rows.items() for name in one[column]]
        if more:
            row = np.concatenate([row, [place for place, _ in more]])
            code = np.concatenate([code, [one for _, one in more]])
        return list_column(self.names[column], row, code, wrong, np)

    def _where(self, found: "Found", kept: "Bools") -> "tuple[Numbers, Numbers]":
        """Findings and complaints whose place matters and was not given."""
        np = self.tables.np
        row, question = np.nonzero(found.where.T & kept[:, None])
        mine = kept[found.placeless_row]
        return (
            np.concatenate([row, found.placeless_row[mine]]),
            np.concatenate(
                [
                    self.where_question[question],
                    self.where_complaint[found.placeless_condition[mine]],
                ]
            ),
        )

    def _masks(self, found: "Found", rows: Mapping[int, Row]) -> "Numbers":
        np = self.tables.np
        masks: Numbers = found.allowed.astype(np.int64)
        for row, one in rows.items():
            masks[row] = sum(1 << self.number["allowed"][id] for id in one["allowed"])
        return masks

    def _errors(self, many: int, rows: Mapping[int, Row]) -> "pa.Array":
        np = self.tables.np
        told: Sequence[str] = sorted({one["error"] for one in rows.values() if one.get("error")})
        codes = np.full(many, -1, dtype=np.int64)
        for row, one in rows.items():
            if one.get("error"):
                codes[row] = told.index(one["error"])
        return text_column(told, codes, np)


def passed_through(batch: "pa.RecordBatch") -> "pa.RecordBatch":
    """The columns of a batch whose names begin with `_`, as they are."""
    names: Iterable[str] = [name for name in batch.schema.names if name.startswith("_")]
    return batch.select(list(names))
