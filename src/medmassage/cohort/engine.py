"""Screening and matching many people at once, step by step as the single verbs do for one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medmassage.cohort.fitting import Matching
from medmassage.cohort.people import Answered, Found, People
from medmassage.cohort.tables import REGIONS, STAGES, Tables, in_span
from medmassage.vocabulary import Decision, Stage

if TYPE_CHECKING:
    from medmassage.cohort.tables import Bools, Masks, Numbers

_ACUTE = STAGES.index(Stage.ACUTE)
_NO_STAGE = STAGES.index(None)


class Engine:
    """The steps of screening and matching over arrays."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def run(self, people: People) -> Found:
        """Screen and match."""
        case = _Case(self.tables, people)
        case.answer()
        case.fire()
        case.ask()
        case.decide()
        return Matching(self.tables, people, case).found()


@dataclass
class _Case(Answered):
    """The answers of some people, worked out step by step."""

    def __post_init__(self) -> None:
        np, many = self.tables.np, self.people.many
        shape = (len(self.tables.question_ids), many)
        self.yes = np.zeros(shape, dtype=bool)
        self.placeless = np.zeros(shape, dtype=bool)
        self.present = np.zeros(shape, dtype=bool)
        self.by_complaint = np.zeros(shape, dtype=bool)
        self.unknown = np.zeros(shape, dtype=bool)
        self.rule_placeless = np.zeros((len(self.tables.rule_ids), many), dtype=bool)
        self.fired = np.zeros((len(self.tables.rule_ids), many), dtype=bool)
        self.spots = []

    # --- answers ------------------------------------------------------------------------------

    def answer(self) -> None:
        """Take every yes and no, and let them flow."""
        tables, people = self.tables, self.people
        absent = tables.np.zeros_like(self.yes)
        absent[people.absent.question, people.absent.row] = True
        self.unknown[people.unknown.question, people.unknown.row] = True
        self._present()
        self.contradicts = ((self.present & (absent | self.unknown)) | (absent & self.unknown)).any(
            axis=0
        )
        self._complaints_answer()
        self._others_answer(absent)
        for id, implied in enumerate(tables.implied):
            if len(implied) and self.yes[id].any():
                self.yes[implied] |= self.yes[id]
                self.placeless[implied] |= self.placeless[id]
        nos = absent & ~self.yes
        self.no = nos.copy()
        for id, below in enumerate(tables.below):
            if len(below) and nos[id].any():
                self.no[below] |= nos[id]
        self.no &= ~(self.yes | self.unknown)

    def _present(self) -> None:
        found = self.people.present
        asked = found.question >= 0
        question, row = found.question[asked], found.row[asked]
        self.present[question, row] = True
        self.yes[question, row] = True
        bare = asked & (found.given == 0)
        self.placeless[found.question[bare], found.row[bare]] = True
        alone = (found.rule >= 0) & (found.given == 0)
        self.rule_placeless[found.rule[alone], found.row[alone]] = True
        named = found.rule >= 0
        self.fired[found.rule[named], found.row[named]] = True
        self._spot(row, question, found.side[asked], found.given[asked])

    def _spot(self, row: "Numbers", question: "Numbers", side: "Numbers", given: "Masks") -> None:
        placed = given != 0
        if placed.any():
            self.spots.append((row[placed], question[placed], side[placed], given[placed]))

    def _complaints_answer(self) -> None:
        tables, found = self.tables, self.people.complaints
        where = tables.np.where(found.given != 0, found.given, tables.usual_spots[found.condition])
        for condition in tables.np.unique(found.condition):
            mine = found.condition == condition
            answered = [(mine, tables.answers_yes[condition])]
            answered.append((mine & (found.stage == _ACUTE), tables.when_acute[condition]))
            for entries, questions in answered:
                for question in questions:
                    row = found.row[entries]
                    self.yes[question, row] = True
                    self.by_complaint[question, row] = True
                    bare = row[where[entries] == 0]
                    self.placeless[question, bare] = True
                    many = tables.np.full(len(row), question)
                    self._spot(row, many, found.side[entries], where[entries])

    def _others_answer(self, absent: "Bools") -> None:
        """Age and allergies."""
        tables, people = self.tables, self.people
        for one in tables.aged:
            if one.yes is not None:
                answered = in_span(people.age, one.yes)
                self.yes[one.question] |= answered
                self.placeless[one.question] |= answered
            else:
                answered = tables.np.zeros(people.many, dtype=bool)
            if one.no is not None:
                absent[one.question] |= in_span(people.age, one.no) & ~answered
        for question in tables.allergies:
            self.yes[question] |= people.allergic
            self.placeless[question] |= people.allergic

    # --- rules --------------------------------------------------------------------------------

    def fire(self) -> None:
        """Fire the rules that the answers bring."""
        for question, rules in enumerate(self.tables.triggers):
            if len(rules) and self.yes[question].any():
                self.fired[rules] |= self.yes[question]

    # --- what is open -------------------------------------------------------------------------

    def ask(self) -> None:
        """Find the questions that need an answer, and those whose place is missing."""
        np, tables, found = self.tables.np, self.tables, self.people.complaints
        concerned = np.zeros_like(self.yes)
        self._concern(concerned, found.row, found.condition)
        for region in range(len(REGIONS)):
            if tables.pain[region] >= 0:
                here = (found.given >> np.uint64(region)) & np.uint64(1) != 0
                about = np.full(int(here.sum()), tables.pain[region])
                self._concern(concerned, found.row[here], about)
        first = np.zeros_like(self.yes)
        unstaged = found.stage == _NO_STAGE
        for condition in np.unique(found.condition[unstaged]):
            rows = found.row[unstaged & (found.condition == condition)]
            for question in tables.when_acute[condition]:
                first[question, rows] = True
        first &= ~(self.yes | self.no)
        self.open = self.unknown & ~self.yes
        waiting = concerned & ~(self.yes | self.no)
        for question, above in enumerate(tables.above):
            if waiting[question].any():
                ready = self._gate_is_open(above, concerned) | first[question]
                self.open[question] |= waiting[question] & ready
        self._ask_where()

    def _concern(self, concerned: "Bools", row: "Numbers", condition: "Numbers") -> None:
        for one in self.tables.np.unique(condition):
            rows = row[condition == one]
            about = self.tables.np.flatnonzero(self.tables.concerns[one])
            concerned[about[:, None], rows] = True

    def _gate_is_open(self, above: tuple[int, ...], concerned: "Bools") -> "Bools":
        """Whether the broader question before one was answered yes or unknown, or is not there."""
        undecided = self.tables.np.ones(self.people.many, dtype=bool)
        passed = self.tables.np.zeros(self.people.many, dtype=bool)
        for question in above:
            here = undecided & (concerned[question] | self.yes[question])
            passed |= here & (self.yes[question] | self.unknown[question])
            undecided &= ~here
        ready: Bools = passed | undecided
        return ready

    def _ask_where(self) -> None:
        np, tables = self.tables.np, self.tables
        self.where = np.zeros_like(self.yes)
        own = self.placeless & self.yes & (self.present | ~self.by_complaint)
        for question, rules in enumerate(tables.triggers):
            if len(rules) and tables.needs_place[rules].any() and own[question].any():
                self.where[question] |= own[question]
        for rule in np.flatnonzero(tables.needs_place):
            if self.rule_placeless[rule].any():
                asked = min(
                    tables.brought_by[rule],
                    key=lambda one: (
                        tables.book.questions[tables.question_ids[one]].order,
                        tables.question_ids[one],
                    ),
                )
                follows = self.by_complaint[asked] & ~self.present[asked]
                self.where[asked] |= self.rule_placeless[rule] & ~follows

    # --- decision -----------------------------------------------------------------------------

    def decide(self) -> None:
        """The strictest of what fired, what nothing explains, and what is open."""
        np, tables, found = self.tables.np, self.tables, self.people.complaints
        self.decision = np.zeros(self.people.many, dtype=np.int8)
        for rule, decision in enumerate(tables.decision):
            if self.fired[rule].any():
                np.maximum(self.decision, self.fired[rule] * decision, out=self.decision)
        for one in tables.broad:
            unexplained = self.yes[one.question] & ~self.yes[one.narrow].any(axis=0)
            if one.about_allergies:
                unexplained &= ~self.people.allergic
            np.maximum(self.decision, unexplained * np.int8(one.decision), out=self.decision)
        waiting = np.asarray(self.open.any(axis=0) | self.where.any(axis=0))
        self.nowhere = np.flatnonzero((found.given == 0) & tables.asks_where[found.condition])
        waiting[found.row[self.nowhere]] = True
        np.maximum(self.decision, waiting * np.int8(Decision.INCOMPLETE.rank), out=self.decision)
