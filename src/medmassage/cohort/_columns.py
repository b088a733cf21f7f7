"""The columns of a batch as numbers: which rows are read together, and which one by one."""

from typing import TYPE_CHECKING, Any, NamedTuple

from medmassage.cohort._arrow import WRONG, Words, numbers, opened
from medmassage.cohort._people import NO_SIDE, Asked, Complaints, Findings, People
from medmassage.cohort._tables import REGIONS, STAGES, Tables
from medmassage.vocabulary import Region, Side, Stage

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

    from medmassage.cohort._sets import Bools, Masks, Numbers


class Read(NamedTuple):
    """A batch as numbers."""

    people: People
    alone: "Bools"
    """Rows that are looked at one by one: what they hold needs the single verbs, or is wrong."""


class Reader:
    """Reads batches for one catalog."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        catalog = tables.catalog
        self.conditions = self._ids(catalog.conditions.records, tables.condition)
        self.allergens = self._ids(
            catalog.allergens.records, dict.fromkeys(catalog.allergens.records, 0)
        )
        self.questions = self._ids(catalog.questions.records, tables.question)
        self.stages = self._words(
            {one.value: STAGES.index(one) for one in Stage}, null=STAGES.index(None)
        )
        self.sides = self._words({one.value: one.rank for one in Side}, null=NO_SIDE)
        self.regions = self._words({one.value: one.rank for one in REGIONS})
        self._present()

    def _present(self) -> None:
        """Take the ids that say yes: the question that each answers, and the rule that it names."""
        questions = dict(self.questions.codes)
        rules = dict.fromkeys(questions, -1)
        for id, number in self.tables.rule.items():
            brought = self.tables.book.brought_by.get(id, ())
            if brought and id not in rules:
                questions[id] = self.tables.question[brought[0]] if len(brought) == 1 else -1
                rules[id] = number
        self.present = self._words(questions)
        self.rules = self._words(rules)

    def _words(self, codes: dict[str, int], null: int | None = None) -> Words:
        return Words(codes, self.tables.np, null)

    def _ids(self, records: Any, numbers_of: dict[str, int]) -> Words:
        """Ids and former ids as numbers."""
        codes = {str(id): numbers_of[id] for id in records}
        for record in records.values():
            for former in record.former_ids:
                codes[former] = numbers_of[record.id]
        return self._words(codes)

    def read(self, batch: "pa.RecordBatch") -> Read:
        """A batch as numbers."""
        return _Batch(self, batch).read()


class _Batch:
    """One batch, column by column; on the way it notes which rows are looked at alone."""

    def __init__(self, reader: Reader, batch: "pa.RecordBatch") -> None:
        self.reader = reader
        self.np = reader.tables.np
        self.many = batch.num_rows
        self.columns: dict[str, Any] = {
            name: column
            for name, column in zip(batch.schema.names, batch.columns, strict=True)
            if column.null_count < self.many
        }
        self.alone: Bools = self.np.zeros(self.many, dtype=bool)

    def read(self) -> Read:
        """Read all columns."""
        reader, np = self.reader, self.np
        complaints = self._complaints()
        people = People(
            many=self.many,
            complaints=complaints,
            present=self._present(),
            absent=Asked(*self._ids("absent", reader.questions)),
            unknown=Asked(*self._ids("unknown", reader.questions)),
            allergic=self._allergic(),
            age=self._age(),
        )
        self._pain(complaints.row)
        self.alone |= np.bincount(complaints.row, minlength=self.many) == 0
        for name in ("clearances", "impairments"):
            row, lists = self._lists(name)
            self.alone[row if name == "clearances" else row[opened(lists, np)[0]]] = True
        return Read(
            people if not self.alone.any() else _without(people, self.alone, np), self.alone
        )

    # --- parts --------------------------------------------------------------------------------

    def _complaints(self) -> Complaints:
        reader = self.reader
        row, condition = self._ids("complaints", reader.conditions)
        return Complaints(
            row=row,
            condition=condition,
            stage=self._beside("stages", row, reader.stages),
            side=self._beside("sides", row, reader.sides),
            given=self._places("regions", row, of_complaints=True),
        )

    def _present(self) -> Findings:
        reader = self.reader
        row, question = self._ids("present", reader.present)
        _, rule = self._ids("present", reader.rules)
        return Findings(
            row=row,
            question=question,
            rule=rule,
            side=self._beside("present_sides", row, reader.sides),
            given=self._places("present_regions", row, of_complaints=False),
        )

    def _allergic(self) -> "Bools":
        row, _ = self._ids("allergies", self.reader.allergens)
        found: Bools = self.np.zeros(self.many, dtype=bool)
        found[row] = True
        return found

    def _age(self) -> "Numbers":
        np = self.np
        if "age_years" not in self.columns:
            unknown: Numbers = np.full(self.many, np.nan)
            return unknown
        age: Numbers = self._numbers(self.columns["age_years"])
        self.alone |= _not_whole(age, 130, np)
        return age

    def _pain(self, row: "Numbers") -> None:
        """Pain decides nothing here, but a value that is none is refused all the same."""
        own, values = self._lists("pain")
        if len(own):
            wrong = _not_whole(self._numbers(values), 10, self.np)
            self.alone[own[wrong]] = True
            self._aligned(wrong, own, row, missing=False)

    # --- values -------------------------------------------------------------------------------

    def _lists(self, name: str) -> "tuple[Numbers, Any]":
        """The members of a column of lists, each with its row."""
        if name not in self.columns:
            import pyarrow as pa

            return self.np.zeros(0, dtype=self.np.intp), pa.nulls(0, pa.list_(pa.null()))
        return opened(self.columns[name], self.np)

    def _ids(self, name: str, words: Words) -> "tuple[Numbers, Numbers]":
        """Ids as numbers, each with its row; rows with an id that is none are looked at alone."""
        row, texts = self._lists(name)
        if not len(row):
            return row, row
        found = words.look_up(texts)
        self._refuse(row, found)
        return row, found

    def _refuse(self, row: "Numbers", found: "Numbers") -> None:
        wrong = found == WRONG
        if wrong.any():
            self.alone[row[wrong]] = True

    def _beside(self, name: str, row: "Numbers", words: Words) -> "Numbers":
        """The values of a list beside another one; a null stands for nothing given."""
        own, texts = self._lists(name)
        if not len(own):
            nothing: Numbers = self.np.full(len(row), words.null)
            return nothing
        found = words.look_up(texts)
        self._refuse(own, found)
        beside: Numbers = self._aligned(found, own, row, words.null)
        return beside

    def _places(self, name: str, row: "Numbers", *, of_complaints: bool) -> "Masks":
        """Lists of regions as masks, beside the entries of another list."""
        np = self.np
        own, lists = self._lists(name)
        masks: Masks = np.zeros(len(own) or len(row), dtype=np.uint64)
        if not len(own):
            return masks
        which, texts = opened(lists, np)
        if len(which):
            region = self.reader.regions.look_up(texts)
            self._refuse(own[which], region)
            bits = np.array([_bits(one, of_complaints) for one in REGIONS], dtype=np.uint64)
            known = region != WRONG
            np.bitwise_or.at(masks, which[known], bits[region[known]])
        found: Masks = self._aligned(masks, own, row, 0)
        return found

    def _aligned(self, found: Any, own: "Numbers", row: "Numbers", missing: int) -> Any:
        """Values in the order of the entries they stand beside; rows of other lengths are alone."""
        np = self.np
        if np.array_equal(own, row):
            return found
        count = np.bincount(own, minlength=self.many)
        wanted = np.bincount(row, minlength=self.many)
        same = count == wanted
        self.alone |= ~same & (count > 0)
        aligned = np.full(len(row), missing, dtype=found.dtype)
        aligned[same[row]] = found[same[own]]
        return aligned

    def _numbers(self, column: Any) -> Any:
        """A column of numbers; a null is NaN."""
        import pyarrow as pa

        return numbers(column.cast(pa.float64()), self.np, self.np.nan)


def _not_whole(values: Any, high: int, np: Any) -> "Bools":
    """Numbers that are not whole or lie outside 0 to *high*; one that is missing is right."""
    wrong: Bools = ~np.isnan(values) & ~(
        (values >= 0) & (values <= high) & (values == np.floor(values))
    )
    return wrong


def _bits(region: Region, of_complaints: bool) -> int:  # noqa: FBT001
    """A region, or what it stands for where it is a group; a finding has a whole body."""
    whole = region is Region.WHOLE_BODY and not of_complaints
    found = 0
    for part in (region,) if whole else region.members:
        found |= 1 << part.rank
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
