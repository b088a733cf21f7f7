"""What the intakes of many people answer: the same steps as `medmassage.answers` takes for one."""

from typing import TYPE_CHECKING

from medmassage.cohort._people import People
from medmassage.cohort._sets import Crowd
from medmassage.cohort._tables import STAGES, Tables, in_span
from medmassage.vocabulary import Stage

if TYPE_CHECKING:
    from medmassage.cohort._sets import Bits, Masks, Numbers

_ACUTE = STAGES.index(Stage.ACUTE)


class Answers:
    """
    Every yes, every no, and where.

    Each attribute that holds `Bits` has a set of people for each question (or rule).
    """

    def __init__(self, tables: Tables, people: People) -> None:
        self.tables = tables
        self.people = people
        self.crowd = Crowd(people.many, tables.np)
        self.entries = _by_number(people.complaints.condition, tables)
        """The complaints of each condition that somebody names."""
        self.spots: list[tuple[Numbers, Numbers, Numbers, Masks]] = []
        """Places of yes answers: person, question, side and regions."""
        questions = len(tables.question_ids)
        absent = self.crowd.by(people.absent.question, people.absent.row, questions)
        self.unknown: Bits = self.crowd.by(people.unknown.question, people.unknown.row, questions)
        self._take_present()
        self.contradicts: Bits = tables.np.bitwise_or.reduce(
            (self.present & (absent | self.unknown)) | (absent & self.unknown), axis=0
        )
        """People with a question answered in two ways: the single verbs refuse them."""
        self._take_complaints()
        self._take_age(absent)
        self._take_allergies()
        self._spread_yes()
        self.no: Bits = self._spread_no(absent & ~self.yes)

    def _take_present(self) -> None:
        tables, crowd, found = self.tables, self.crowd, self.people.present
        questions, rules = len(tables.question_ids), len(tables.rule_ids)
        bare = found.given == 0
        asked, named = found.question >= 0, found.rule >= 0
        self.present: Bits = crowd.by(found.question[asked], found.row[asked], questions)
        """Questions that the intake itself answers with yes."""
        self.yes: Bits = self.present.copy()
        self.placeless: Bits = crowd.by(
            found.question[asked & bare], found.row[asked & bare], questions
        )
        """Questions with a yes whose place was not given."""
        self.named: Bits = crowd.by(found.rule[named], found.row[named], rules)
        """Rules named directly."""
        self.named_placeless: Bits = crowd.by(
            found.rule[named & bare], found.row[named & bare], rules
        )
        placed = asked & ~bare
        self._spot(
            found.row[placed], found.question[placed], found.side[placed], found.given[placed]
        )

    def _spot(self, row: "Numbers", question: "Numbers", side: "Numbers", given: "Masks") -> None:
        if len(row):
            self.spots.append((row, question, side, given))

    def _take_complaints(self) -> None:
        np, tables, found = self.tables.np, self.tables, self.people.complaints
        self.by_complaint: Bits = np.zeros_like(self.yes)
        """Questions that a complaint answers with yes."""
        for condition, entries in self.entries.items():
            self._answer(tables.answers_yes[condition], entries)
            if len(tables.when_acute[condition]):
                acute = entries[found.stage[entries] == _ACUTE]
                self._answer(tables.when_acute[condition], acute)

    def _answer(self, questions: "Numbers", entries: "Numbers") -> None:
        """Take some complaints for a yes to some questions, at their place."""
        if not (len(questions) and len(entries)):
            return
        np, found = self.tables.np, self.people.complaints
        row, given = found.row[entries], found.given[entries]
        usual = self.tables.usual_spots[found.condition[entries]]
        where = np.where(given != 0, given, usual)
        self.yes[questions] |= self.crowd.of(row)
        self.by_complaint[questions] |= self.crowd.of(row)
        self.placeless[questions] |= self.crowd.of(row[where == 0])
        placed = where != 0
        side = found.side[entries]
        for question in questions:
            which = np.full(int(placed.sum()), question)
            self._spot(row[placed], which, side[placed], where[placed])

    def _take_age(self, absent: "Bits") -> None:
        age = self.people.age
        for one in self.tables.aged:
            yes = self.crowd.packed(in_span(age, one.yes)) if one.yes else self.crowd.none(1)[0]
            self.yes[one.question] |= yes
            self.placeless[one.question] |= yes
            if one.no:
                absent[one.question] |= self.crowd.packed(in_span(age, one.no)) & ~yes

    def _take_allergies(self) -> None:
        allergic = self.crowd.packed(self.people.allergic)
        self.yes[self.tables.allergies] |= allergic
        self.placeless[self.tables.allergies] |= allergic

    def _spread_yes(self) -> None:
        """A yes makes what it implies a yes, at the same place."""
        for question, implied in enumerate(self.tables.implied):
            if len(implied) and self.yes[question].any():
                self.yes[implied] |= self.yes[question]
                self.placeless[implied] |= self.placeless[question]

    def _spread_no(self, nos: "Bits") -> "Bits":
        """A no answers what stands under it; a yes and an unknown stay what they are."""
        found = nos.copy()
        for question, below in enumerate(self.tables.below):
            if len(below) and nos[question].any():
                found[below] |= nos[question]
        return found & ~(self.yes | self.unknown)


def _by_number(numbers: "Numbers", tables: Tables) -> "dict[int, Numbers]":
    """The places of each number that there is, in their order."""
    np = tables.np
    order = np.argsort(numbers.astype(np.uint16), kind="stable")
    count = np.bincount(numbers, minlength=1)
    ends = np.cumsum(count)
    return {
        int(number): order[ends[number] - count[number] : ends[number]]
        for number in np.flatnonzero(count)
    }
