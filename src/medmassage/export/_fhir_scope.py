"""
Which questions a form holds, for one intake or for anyone, and what shows them.

Worked out from the tables that screening reads, so that a form asks what a screening will miss.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from medmassage.admission import check_ids
from medmassage.answers import Answers
from medmassage.catalog import Catalog
from medmassage.model.condition import Condition
from medmassage.model.intake import Complaint, Finding, Intake
from medmassage.model.safety import Allergen, Question
from medmassage.rules import rulebook
from medmassage.vocabulary import Region, Section

_SLOTS_FOR_ANYONE = 3
"""How many complaints a form that knows of no intake has room for."""


class Concern(NamedTuple):
    """For whom a question is."""

    everyone: bool
    condition_ids: frozenset[str] = frozenset()
    """The complaints that bring it up."""
    regions: frozenset[Region] = frozenset()
    """The places that bring it up, whatever the complaint."""

    def covers(self, other: "Concern") -> bool:
        """Whether whoever the other is for, this one is for."""
        return self.everyone or (
            not other.everyone
            and other.condition_ids <= self.condition_ids
            and other.regions <= self.regions
        )


ALWAYS = Concern(everyone=True)


class Slot(NamedTuple):
    """Room for one complaint."""

    number: int
    """Counted from 1."""
    complaint: Complaint | None = None
    """What the intake says of it; None: anything may be chosen."""
    condition: Condition | None = None
    """What it is; None: anything may be chosen."""

    @property
    def asks_regions(self) -> bool:
        """Whether the place is asked."""
        if self.complaint is None or self.condition is None:
            return True
        alternatives = self.condition.regions_are_alternatives or not self.condition.regions
        return alternatives or bool(self.complaint.regions)

    @property
    def regions_open(self) -> bool:
        """Whether the place is asked and not known yet."""
        return self.asks_regions and not (self.complaint and self.complaint.regions)

    @property
    def asks_side(self) -> bool:
        """Whether the side is asked."""
        if self.complaint is None or self.condition is None:
            return True
        return self.condition.needs_side or self.complaint.side is not None

    @property
    def asks_stage(self) -> bool:
        """Whether the stage is asked."""
        if self.complaint is None or self.condition is None:
            return True
        return bool(self.condition.stages) or self.complaint.stage is not None


class Scope:
    """The questions of one form."""

    def __init__(self, intake: Intake | None, catalog: Catalog) -> None:
        """
        Work it out.

        Args:
            intake: Whom it is for; None: anyone.

            catalog: Where the questions come from.

        Raises:
            MedMassageError: As in `screen`.
        """
        catalog.require_screening()
        self.catalog = catalog
        self.book = rulebook(catalog)
        self.intake = intake
        self._answers = None if intake is None else Answers(check_ids(intake, catalog), self.book)
        self.slots: tuple[Slot, ...] = tuple(self._slots())
        self.findings: dict[str, list[Finding]] = {}
        """What the intake says yes to, by the current id of the question or rule."""
        self.recorded: tuple[str, ...] = ()
        """Rules that the intake names and that no question shares its id with."""
        self.assumed: tuple[str, ...] = ()
        """Questions that were set to no in bulk."""
        self._answered: frozenset[str] = frozenset()
        self._cleared: frozenset[str] = frozenset()
        if intake is not None:
            self._take(intake)
        self._concerns: dict[str, Concern] = {
            id: concern
            for id, question in self.book.questions.items()
            if (concern := self._concern(question)) is not None
        }

    def _slots(self) -> Iterator[Slot]:
        if self._answers is None:
            yield from map(Slot, range(1, _SLOTS_FOR_ANYONE + 1))
            return
        for number, (complaint, condition) in enumerate(self._answers.complaints, start=1):
            yield Slot(number, complaint, condition)

    def _take(self, intake: Intake) -> None:
        questions = self.catalog.questions
        for finding in intake.present:
            id = finding.question_id
            asked = id in questions
            id = questions.current_id(id) if asked else self.book.current_rule(id)
            self.findings.setdefault(id, []).append(finding)
        self._cleared = frozenset(self.book.current_rule(one.rule_id) for one in intake.clearances)
        self.recorded = tuple(sorted(id for id in self.findings if id not in questions))
        self.assumed = tuple(sorted(map(questions.current_id, intake.assumed)))
        given = map(questions.current_id, (*intake.absent, *intake.unknown))
        self._answered = frozenset({*given, *(id for id in self.findings if id in questions)})

    def _concern(self, question: Question) -> Concern | None:
        """For whom a question of the form is; None: it is not in it."""
        regions = frozenset(region for region, ids in self._by_region.items() if question.id in ids)
        if self._answers is not None:
            if question.id in self._answers.concerned or question.id in self._answered:
                return ALWAYS
            if regions and any(slot.regions_open for slot in self.slots):
                return Concern(everyone=False, regions=regions)
            return None
        if question.concerns_everyone:
            return ALWAYS
        conditions = frozenset(id for id, ids in self._by_condition.items() if question.id in ids)
        found = Concern(everyone=False, condition_ids=conditions, regions=regions)
        return found if conditions or regions else None

    @cached_property
    def _by_condition(self) -> dict[str, frozenset[str]]:
        """The questions that each complaint brings up."""
        return {
            id: self.book.concerning(condition, ())
            for id, condition in self.catalog.conditions.items()
        }

    @cached_property
    def _by_region(self) -> dict[Region, frozenset[str]]:
        """The questions that each place brings up beyond those for everyone."""
        found: dict[Region, frozenset[str]] = {}
        for region in self.catalog.body_regions.values():
            pains = {
                self.catalog.body_regions[part].pain_complaint_id for part in region.id.members
            }
            found[region.id] = frozenset().union(
                *(self._by_condition[id] for id in pains if id is not None)
            )
        return found

    def concern(self, question: Question) -> Concern:
        """For whom a question of the form is."""
        return self._concerns[question.id]

    @cached_property
    def _tree(self) -> dict[str | None, list[Question]]:
        """The questions of the form by the one that they are asked after, in order."""
        found: dict[str | None, list[Question]] = {}
        questions = [self.book.questions[id] for id in self._concerns]
        for question in sorted(questions, key=lambda one: (one.order, one.id)):
            found.setdefault(self._gate(question), []).append(question)
        return found

    def _gate(self, question: Question) -> str | None:
        """The nearest broader question that whoever is asked this one is asked before."""
        above = question.under
        while above is not None:
            concern = self._concerns.get(above)
            if concern is not None and concern.covers(self._concerns[question.id]):
                return above
            above = self.book.questions[above].under
        return None

    def roots(self, section: Section) -> list[Question]:
        """The questions of a section that stand under no other."""
        return [one for one in self._tree.get(None, ()) if one.section is section]

    def below(self, question: Question) -> list[Question]:
        """The questions that are asked after one."""
        return self._tree.get(question.id, [])

    def _all_below(self, id: str) -> Iterator[str]:
        for one in self._tree.get(id, ()):
            yield one.id
            yield from self._all_below(one.id)

    def is_open(self, id: str) -> bool:
        """Whether the intake itself shows what stands under a question."""
        answers = self._answers
        if answers is None:
            return False
        if id in answers.yes or id in answers.unknown:
            return True
        given = self._answered.difference(self.assumed)
        return any(one in given or one in answers.first for one in self._all_below(id))

    def implying(self, id: str) -> list[str]:
        """Questions elsewhere in the form whose yes is a yes to this one."""
        below = self.book.descendants[id]
        return [one for one in self._concerns if id in self.book.implied[one] and one not in below]

    def conditions_opening(self, id: str) -> list[str]:
        """Complaints that may be a yes to a question, or to one that stands under it."""
        below = self.book.descendants[id]
        return [
            condition.id
            for condition in self.catalog.conditions.values()
            if any(
                one == id or one in below or id in self.book.implied[one]
                for one in (*condition.answers_yes, *condition.answers_yes_when_acute)
            )
        ]

    def asks_place(self, question: Question) -> bool:
        """Whether a yes is asked for its place."""
        return question.asks_where or any(map(self._has_place, (question.id, *question.triggers)))

    def asks_place_of_rule(self, rule_id: str) -> bool:
        """Whether a rule that the intake names is asked for its place."""
        asked = [self.book.questions[id].asks_where for id in self.book.brought_by[rule_id]]
        return any(asked) or self._has_place(rule_id)

    def _has_place(self, id: str) -> bool:
        """Whether the intake gives a place for a yes, or a letter that may depend on one."""
        found = self.findings.get(id, ())
        given = len(found) > 1 or any(one.regions or one.side for one in found)
        return given or id in self._cleared

    @property
    def has_allergies(self) -> bool:
        """Whether the intake names an allergen."""
        return self.intake is not None and bool(self.intake.allergies)

    @property
    def allergens(self) -> list[Allergen]:
        """Allergens to choose from; a record without an alternative is about a practice."""
        named = () if self.intake is None else self.intake.allergies
        ids = {self.catalog.allergens.current_id(id) for id in named}
        return [one for one in self.catalog.allergens.values() if one.alternatives or one.id in ids]

    @property
    def about_allergies(self) -> list[str]:
        """Questions of the form about allergies."""
        return [id for id in self.book.about_allergies if id in self._concerns]
