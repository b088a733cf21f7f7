"""Arrow columns to numbers: which rows can be read in bulk, and which are looked at one by one."""

from typing import TYPE_CHECKING, Any, NamedTuple

from medmassage.cohort.arrow import numbers
from medmassage.cohort.people import NO_SIDE, Asked, Complaints, Findings, People
from medmassage.cohort.tables import REGIONS, STAGES, Tables
from medmassage.errors import Fault, ModelError, did_you_mean, nearest
from medmassage.vocabulary import Side, Stage

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

    from medmassage.cohort.tables import Bools, Masks, Numbers

INPUT = {
    "complaints": "list<string>",
    "stages": "list<string>",
    "sides": "list<string>",
    "regions": "list<list<string>>",
    "present": "list<string>",
    "present_sides": "list<string>",
    "present_regions": "list<list<string>>",
    "absent": "list<string>",
    "unknown": "list<string>",
    "allergies": "list<string>",
    "age_years": "int",
    "impairments": "list<list<string>>",
    "pain": "list<int>",
    "clearances": "list<struct>",
}
"""The columns that are read, with their types. Only `complaints` must be there."""

_BAD = -2
"""Stands for a text that is no word or id."""


class Read(NamedTuple):
    """A batch as numbers."""

    people: People
    alone: "Bools"
    """Rows that are looked at one by one: what they hold needs the single verbs, or is wrong."""


def check_columns(names: list[str]) -> None:
    """
    Refuse a batch without complaints, or with columns that nobody reads.

    Raises:
        ModelError: Every such column is named.
    """
    faults = [
        Fault(name, f"no such column{did_you_mean(nearest(name, INPUT))}")
        for name in names
        if name not in INPUT and not name.startswith("_")
    ]
    if "complaints" not in names:
        faults.append(Fault("complaints", "expected this column"))
    if faults:
        raise ModelError("cohort", faults)


class Reader:
    """Reads batches for one catalog."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        catalog = tables.catalog
        self.conditions = _codes(catalog.conditions.records, tables.condition)
        self.allergens = dict.fromkeys(catalog.allergens, 0)
        self.questions = _codes(catalog.questions.records, tables.question)
        self.stages = {one.value: STAGES.index(one) for one in Stage}
        self.sides = {one.value: one.rank for one in Side}
        self.regions = {one.value: one.rank for one in REGIONS}
        self._rules()

    def _rules(self) -> None:
        """Rule ids as answers: what a yes fires, and the question that it answers."""
        tables, book = self.tables, self.tables.book
        self.present: dict[str, tuple[int, int]] = {
            id: (code, -1) for id, code in self.questions.items()
        }
        for id, number in tables.rule.items():
            brought = book.brought_by.get(id, ())
            if id in self.questions or not brought:
                continue
            alone = tables.question[brought[0]] if len(brought) == 1 else -1
            self.present[id] = (alone, number)

    def read(self, batch: "pa.RecordBatch") -> Read:
        """A batch as numbers."""
        np = self.tables.np
        many = batch.num_rows
        alone = np.zeros(many, dtype=bool)
        complaints = self._complaints(batch, alone)
        people = People(
            many=many,
            complaints=complaints,
            present=self._present(batch, alone),
            absent=self._asked(batch, "absent", alone),
            unknown=self._asked(batch, "unknown", alone),
            allergic=self._allergic(batch, alone),
            age=self._age(batch, alone),
        )
        there = np.zeros(many, dtype=bool)
        there[complaints.row] = True
        alone |= ~there
        for name in ("clearances", "impairments"):
            if name in batch.schema.names:
                row, _ = _flat(batch, name, np, nested=name == "impairments")
                alone[row] = True
        return Read(_without(people, alone, np), alone)

    # --- parts --------------------------------------------------------------------------------

    def _complaints(self, batch: "pa.RecordBatch", alone: "Bools") -> Complaints:
        np = self.tables.np
        row, texts = _flat(batch, "complaints", np)
        condition = self._coded(texts, self.conditions, row, alone)
        many = len(row)
        return Complaints(
            row=row,
            condition=condition,
            stage=self._beside(
                batch, "stages", self.stages, row=row, alone=alone, missing=STAGES.index(None)
            ),
            side=self._beside(batch, "sides", self.sides, row=row, alone=alone, missing=NO_SIDE),
            given=self._places(batch, "regions", row, alone, members=True)
            if many
            else np.zeros(0, dtype=np.uint64),
        )

    def _present(self, batch: "pa.RecordBatch", alone: "Bools") -> Findings:
        np = self.tables.np
        row, texts = _flat(batch, "present", np)
        question = self._coded(texts, {id: one[0] for id, one in self.present.items()}, row, alone)
        rule = self._coded(texts, {id: one[1] for id, one in self.present.items()}, row, alone)
        return Findings(
            row=row,
            question=question,
            rule=rule,
            side=self._beside(
                batch, "present_sides", self.sides, row=row, alone=alone, missing=NO_SIDE
            ),
            given=self._places(batch, "present_regions", row, alone, members=False),
        )

    def _asked(self, batch: "pa.RecordBatch", name: str, alone: "Bools") -> Asked:
        row, texts = _flat(batch, name, self.tables.np)
        return Asked(row, self._coded(texts, self.questions, row, alone))

    def _allergic(self, batch: "pa.RecordBatch", alone: "Bools") -> "Bools":
        np = self.tables.np
        row, texts = _flat(batch, "allergies", np)
        self._coded(texts, self.allergens, row, alone)
        found: Bools = np.zeros(batch.num_rows, dtype=bool)
        found[row] = True
        return found

    def _age(self, batch: "pa.RecordBatch", alone: "Bools") -> "Numbers":
        import pyarrow as pa
        import pyarrow.compute as pc  # type: ignore[import-untyped]

        np = self.tables.np
        if "age_years" not in batch.schema.names:
            missing: Numbers = np.full(batch.num_rows, np.nan)
            return missing
        ages = pc.fill_null(batch.column("age_years").cast(pa.float64()), float("nan"))
        found: Numbers = numbers(ages, np)
        alone |= (found < 0) | (found > 130) | (found != np.floor(found)) & ~np.isnan(found)
        return found

    # --- values -------------------------------------------------------------------------------

    def _coded(
        self, texts: Any, codes: dict[str, int], row: "Numbers", alone: "Bools"
    ) -> "Numbers":
        """Texts as numbers; rows with a text that has none are looked at alone."""
        np = self.tables.np
        found: Numbers = _take(texts, codes, _BAD, np)
        alone[row[found == _BAD]] = True
        return found

    def _beside(
        self,
        batch: "pa.RecordBatch",
        name: str,
        codes: dict[str, int],
        *,
        row: "Numbers",
        alone: "Bools",
        missing: int,
    ) -> "Numbers":
        """A list beside another one; a null stands for nothing given."""
        np = self.tables.np
        own, texts = _flat(batch, name, np)
        if not len(own):
            empty: Numbers = np.full(len(row), missing, dtype=np.intp)
            return empty
        found = _take(texts, codes, _BAD, np, null=missing)
        alone[own[found == _BAD]] = True
        beside: Numbers = self._aligned(found, own, row, alone, missing)
        return beside

    def _aligned(
        self, found: Any, own: "Numbers", row: "Numbers", alone: "Bools", missing: int
    ) -> Any:
        """Values in the order of the entries they stand beside; rows of other lengths are alone."""
        np = self.tables.np
        if np.array_equal(own, row):
            return found
        many = len(alone)
        count, wanted = np.bincount(own, minlength=many), np.bincount(row, minlength=many)
        differs = (count != wanted) & (count > 0)
        alone |= differs
        aligned = np.full(len(row), missing, dtype=found.dtype)
        same = (count == wanted) & (count > 0)
        aligned[same[row]] = found[same[own]]
        return aligned

    def _places(
        self, batch: "pa.RecordBatch", name: str, row: "Numbers", alone: "Bools", *, members: bool
    ) -> "Masks":
        """Lists of regions as masks, beside the entries of another list."""
        np = self.tables.np
        if name not in batch.schema.names:
            none: Masks = np.zeros(len(row), dtype=np.uint64)
            return none
        own, inner, texts = _nested(batch, name, np)
        region = _take(texts, self.regions, _BAD, np)
        entry_row = own[inner] if len(inner) else own[:0]
        alone[entry_row[region == _BAD]] = True
        bits = np.array(
            [_members_mask(one, complaints=members) for one in REGIONS], dtype=np.uint64
        )
        masks = np.zeros(len(own), dtype=np.uint64)
        good = region >= 0
        np.bitwise_or.at(masks, inner[good], bits[region[good]])
        if not len(own):
            empty: Masks = np.zeros(len(row), dtype=np.uint64)
            return empty
        found: Masks = self._aligned(masks, own, row, alone, 0)
        return found


def _members_mask(region: Any, *, complaints: bool) -> int:
    """A region, or what it stands for where it is a group."""
    whole = region.value == "whole-body" and not complaints
    parts = (region,) if whole else region.members
    found = 0
    for part in parts:
        found |= 1 << part.rank
    return found


def _codes(records: Any, numbers: dict[str, int]) -> dict[str, int]:
    """Ids and former ids as numbers."""
    found = {str(id): numbers[id] for id in records}
    for record in records.values():
        for former in getattr(record, "former_ids", ()):
            found[former] = numbers[record.id]
    return found


def _without(people: People, alone: "Bools", np: Any) -> People:
    """The same people without what was read of rows that are looked at alone."""
    kept = ~alone

    def only(entries: Any) -> Any:
        mine = kept[entries.row]
        return type(entries)(*(column[mine] for column in entries))

    return People(
        many=people.many,
        complaints=only(people.complaints),
        present=only(people.present),
        absent=only(people.absent),
        unknown=only(people.unknown),
        allergic=people.allergic & kept,
        age=np.where(kept, people.age, np.nan),
    )


# --- Arrow to NumPy -------------------------------------------------------------------------------


def _flat(
    batch: "pa.RecordBatch", name: str, np: Any, *, nested: bool = False
) -> "tuple[Numbers, Any]":
    """The row of each item of a list column, and the items."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if name not in batch.schema.names or batch.schema.field(name).type == pa.null():
        return np.zeros(0, dtype=np.intp), None
    column = batch.column(name)
    items = pc.list_flatten(column)
    parents = _numbers(pc.list_parent_indices(column), np)
    if nested:
        return parents[_numbers(pc.list_parent_indices(items), np)], None
    return parents, items


def _nested(batch: "pa.RecordBatch", name: str, np: Any) -> "tuple[Numbers, Numbers, Any]":
    """The row of each inner list, the inner list of each item, and the items."""
    import pyarrow.compute as pc

    column = batch.column(name)
    inner = pc.list_flatten(column)
    own = _numbers(pc.list_parent_indices(column), np)
    return own, _numbers(pc.list_parent_indices(inner), np), pc.list_flatten(inner)


def _numbers(array: Any, np: Any) -> "Numbers":
    """A column of whole numbers without nulls."""
    found: Numbers = numbers(array, np).astype(np.intp)
    return found


def _take(texts: Any, codes: dict[str, int], bad: int, np: Any, null: int | None = None) -> Any:
    """Texts as numbers, looked up once for each different text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if texts is None or not len(texts):
        return np.zeros(0, dtype=np.intp)
    if pa.types.is_dictionary(texts.type):
        texts = texts.cast(texts.type.value_type)
    encoded = pc.dictionary_encode(texts)
    table = np.array(
        [codes.get(one, bad) for one in encoded.dictionary.to_pylist()] + [bad], dtype=np.intp
    )
    if null is not None:
        table[-1] = null
    places = pc.fill_null(encoded.indices, len(table) - 1)
    return table[_numbers(places, np)]
