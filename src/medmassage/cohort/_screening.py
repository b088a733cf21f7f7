"""Screening many people: which rules fire, what is open, and the decision."""

from functools import cached_property
from typing import TYPE_CHECKING

from medmassage.cohort._answers import Answers
from medmassage.cohort._sets import members
from medmassage.cohort._tables import STAGES, Tables
from medmassage.vocabulary import Decision

if TYPE_CHECKING:
    from medmassage.cohort._sets import Bits, Bools, Numbers

_NO_STAGE = STAGES.index(None)


class Screened:
    """What a screening finds, as sets of people for each rule or question."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.tables: Tables = answers.tables
        self.crowd = answers.crowd
        self.fired: Bits = self._fire()
        """By rule."""
        self.open: Bits = self._ask()
        """By question that needs a yes or a no."""
        self.where: Bits = self._ask_where()
        """By question whose place matters and was not given."""
        self.decision: Numbers = self._decide()
        """The rank of the decision, by person."""

    @property
    def stopped(self) -> "Bools":
        """Whether the screening stops treatment, by person."""
        return self.decision > Decision.INCOMPLETE.rank

    @cached_property
    def nowhere(self) -> "Numbers":
        """The complaints whose own place has to be asked."""
        found = self.answers.people.complaints
        nowhere: Numbers = self.tables.np.flatnonzero(
            (found.given == 0) & self.tables.asks_where[found.condition]
        )
        return nowhere

    # --- rules --------------------------------------------------------------------------------

    def _fire(self) -> "Bits":
        fired, yes = self.answers.named.copy(), self.answers.yes
        for question, rules in enumerate(self.tables.triggers):
            if len(rules) and yes[question].any():
                fired[rules] |= yes[question]
        return fired

    # --- what is open -------------------------------------------------------------------------

    def _ask(self) -> "Bits":
        answers = self.answers
        answered = answers.yes | answers.no
        concerned = self._concerned()
        first = self._asked_first()
        waiting = concerned & ~answered
        found = answers.unknown & ~answers.yes
        for question, above in enumerate(self.tables.above):
            if waiting[question].any():
                ready = self._gate_is_open(above, concerned)
                if question in first:
                    ready |= first[question]
                found[question] |= waiting[question] & ready
        return found

    def _concerned(self) -> "Bits":
        """The questions that the complaints bring up."""
        np, tables, found = self.tables.np, self.tables, self.answers.people.complaints
        concerned = self.crowd.none(len(tables.question_ids))
        concerned[tables.everyone] = 0xFF
        for condition, entries in self.answers.entries.items():
            if len(tables.concerns[condition]):
                concerned[tables.concerns[condition]] |= self.crowd.of(found.row[entries])
        entry, region = members(found.given, np)
        for place in np.flatnonzero(np.bincount(region, minlength=1)):
            about = tables.pain[place]
            if about is not None and len(tables.concerns[about]):
                people = self.crowd.of(found.row[entry[region == place]])
                concerned[tables.concerns[about]] |= people
        return concerned

    def _asked_first(self) -> "dict[int, Bits]":
        """Questions that an acute complaint would answer, for those who did not give the stage."""
        found = self.answers.people.complaints
        nobody: Bits = self.crowd.none(1)[0]
        first: dict[int, Bits] = {}
        for condition, entries in self.answers.entries.items():
            if len(self.tables.when_acute[condition]):
                people = self.crowd.of(found.row[entries[found.stage[entries] == _NO_STAGE]])
                for question in self.tables.when_acute[condition].tolist():
                    first[question] = first.get(question, nobody) | people
        return first

    def _gate_is_open(self, above: tuple[int, ...], concerned: "Bits") -> "Bits":
        """Whether the broader question before one was answered yes or unknown, or is not there."""
        yes, unknown = self.answers.yes, self.answers.unknown
        passed: Bits = self.crowd.none(1)[0]
        undecided = ~passed
        for question in above:
            here = undecided & (concerned[question] | yes[question])
            passed |= here & (yes[question] | unknown[question])
            undecided &= ~here
        ready: Bits = passed | undecided
        return ready

    def _ask_where(self) -> "Bits":
        tables, answers = self.tables, self.answers
        where = self.crowd.none(len(tables.question_ids))
        own = answers.placeless & (answers.present | ~answers.by_complaint)
        for question, rules in enumerate(tables.triggers):
            if len(rules) and tables.needs_place[rules].any():
                where[question] |= own[question]
        for rule in tables.np.flatnonzero(tables.needs_place):
            asked = tables.asked_for[rule]
            follows = answers.by_complaint[asked] & ~answers.present[asked]
            where[asked] |= answers.named_placeless[rule] & ~follows
        return where

    # --- decision -----------------------------------------------------------------------------

    def _decide(self) -> "Numbers":
        """The strictest of what fired, what nothing explains, and what is open."""
        np, tables, answers = self.tables.np, self.tables, self.answers
        decided = self.crowd.none(len(Decision))
        for decision, rules in tables.deciding:
            decided[decision] |= np.bitwise_or.reduce(self.fired[rules], axis=0)
        allergic = self.crowd.packed(answers.people.allergic)
        for one in tables.broad:
            if answers.yes[one.question].any():
                explained = np.bitwise_or.reduce(answers.yes[one.narrow], axis=0)
                if one.about_allergies:
                    explained |= allergic
                decided[one.decision] |= answers.yes[one.question] & ~explained
        waiting = decided[Decision.INCOMPLETE.rank]
        waiting |= np.bitwise_or.reduce(self.open, axis=0)
        waiting |= np.bitwise_or.reduce(self.where, axis=0)
        waiting |= self.crowd.of(answers.people.complaints.row[self.nowhere])
        found: Numbers = np.zeros(self.crowd.many, dtype=np.int8)
        for rank, flags in enumerate(self.crowd.flags(decided)):
            found[flags] = rank
        return found
