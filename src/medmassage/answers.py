"""
What an intake answers: every yes, every no, and where.

A yes makes what it implies a yes. A no answers what stands under it. A yes beats a no, and the
pair is a conflict. Silence stays silence.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from medmassage.admission import answered_question, asked_rule
from medmassage.errors import ContradictionError
from medmassage.model.condition import Condition
from medmassage.model.intake import Complaint, Intake
from medmassage.rules import Rulebook
from medmassage.vocabulary import Region, Side, Stage


class Spot(NamedTuple):
    """A place on the body; no regions: the place was not given."""

    regions: tuple[Region, ...]
    side: Side | None


class Answers:
    """The answers of one intake, worked out against one rulebook."""

    def __init__(self, intake: Intake, book: Rulebook) -> None:
        self.intake = intake
        self.book = book
        self.complaints: tuple[tuple[Complaint, Condition], ...] = tuple(
            (one, book.catalog.conditions[one.condition_id]) for one in intake.complaints
        )
        self.yes: dict[str, dict[Spot, None]] = {}
        """Questions answered with yes, with their spots."""
        self.present: frozenset[str] = frozenset()
        """Questions that the intake itself answers with yes."""
        self.by_complaint: set[str] = set()
        """Questions that a complaint answers with yes."""
        self.rules: dict[str, dict[Spot, None]] = {}
        """Rules named directly, with their spots."""
        self.unknown: frozenset[str] = frozenset()
        """Questions asked and not answered."""
        self.no: frozenset[str] = frozenset()
        """Questions answered with no, by a broader no too."""
        self.conflicts: dict[str, set[str]] = {}
        """For each no that a yes beats: where the yes comes from."""
        self._work_out()
        self.concerned: frozenset[str] = frozenset().union(
            *(book.concerning(kind, one.regions) for one, kind in self.complaints)
        )
        """Questions that the complaints bring up."""
        self.first: frozenset[str] = frozenset(self._asked_first())
        """Questions that an acute complaint would answer, where the stage is not given."""
        self.open: frozenset[str] = self._open_ids()
        """Questions that still need a yes or a no."""

    def _work_out(self) -> None:
        book = self.book
        absent = {answered_question(book, id, "absent") for id in self.intake.absent}
        self.unknown = frozenset(
            answered_question(book, id, "unknown") for id in self.intake.unknown
        )
        because: dict[str, set[str]] = {}
        for finding in self.intake.present:
            spot = Spot(_members(finding.regions), finding.side)
            question_id = self._present(finding.question_id, spot)
            if question_id is not None:
                because.setdefault(question_id, set()).add(finding.question_id)
        self.present = frozenset(because)
        _refuse_both(set(because) & absent, "present", "absent")
        _refuse_both(set(because) & self.unknown, "present", "unknown")
        _refuse_both(absent & self.unknown, "absent", "unknown")
        for complaint, question_id in self._complaint_answers():
            self.by_complaint.add(question_id)
            self._yes(question_id, self._complaint_spot(complaint))
            because.setdefault(question_id, set()).add(complaint.condition_id)
        nos = absent | self._aged(because)
        for question_id in book.about_allergies if self.intake.allergies else ():
            self._yes(question_id, Spot((), None))
            because.setdefault(question_id, set()).update(self.intake.allergies)
        self._spread_yes(because)
        for id in nos & set(self.yes):
            self.conflicts[id] = because[id]
        self.no = self._spread_no(nos - set(self.yes))

    def _aged(self, because: dict[str, set[str]]) -> set[str]:
        """Take the yes answers that the age gives; return the questions it answers with no."""
        nos: set[str] = set()
        age = self.intake.age_years
        if age is None:
            return nos
        for question in self.book.aged:
            if question.yes_at_ages is not None and age in question.yes_at_ages:
                self._yes(question.id, Spot((), None))
                because.setdefault(question.id, set()).add("age-years")
            elif question.no_at_ages is not None and age in question.no_at_ages:
                nos.add(question.id)
        return nos

    def _present(self, id: str, spot: Spot) -> str | None:
        """Take a yes; return the question it answers, or None for a rule that several bring."""
        book = self.book
        if id in book.catalog.questions:
            question_id = book.catalog.questions.current_id(id)
            self._yes(question_id, spot)
            return question_id
        rule_id = asked_rule(book, id, "present")
        self.rules.setdefault(rule_id, {})[spot] = None
        question_id, *others = book.brought_by[rule_id]
        if others:
            return None
        self._yes(question_id, spot)
        return question_id

    def _yes(self, question_id: str, spot: Spot) -> None:
        self.yes.setdefault(question_id, {})[spot] = None

    def _complaint_answers(self) -> Iterator[tuple[Complaint, str]]:
        for complaint, condition in self.complaints:
            for question_id in condition.answers_yes:
                yield complaint, question_id
            if complaint.stage is Stage.ACUTE:
                for question_id in condition.answers_yes_when_acute:
                    yield complaint, question_id

    def _complaint_spot(self, complaint: Complaint) -> Spot:
        regions = _members(complaint.regions)
        if not regions:
            condition = self.book.catalog.conditions[complaint.condition_id]
            regions = () if condition.regions_are_alternatives else condition.regions
        return Spot(regions, complaint.side)

    def _spread_yes(self, because: dict[str, set[str]]) -> None:
        for question_id in tuple(self.yes):
            spots = self.yes[question_id]
            for implied in self.book.implied[question_id]:
                target = self.yes.setdefault(implied, {})
                target.update(spots)
                because.setdefault(implied, set()).add(question_id)

    def _spread_no(self, nos: Iterable[str]) -> frozenset[str]:
        found = set(nos)
        for id in tuple(found):
            found.update(self.book.descendants[id])
        return frozenset(found - set(self.yes) - self.unknown)

    def _open_ids(self) -> frozenset[str]:
        """Questions that still need a yes or a no."""
        found = set(self.unknown) - set(self.yes)
        for id in self.concerned:
            if id in self.yes or id in self.no:
                continue
            gate = self._gate(id)
            if gate is None or gate in self.yes or gate in self.unknown or id in self.first:
                found.add(id)
        return frozenset(found)

    def _gate(self, id: str) -> str | None:
        """The broader question that is asked before this one."""
        above = self.book.questions[id].under
        while above is not None and above not in self.concerned and above not in self.yes:
            above = self.book.questions[above].under
        return above

    def _asked_first(self) -> Iterator[str]:
        for complaint, condition in self.complaints:
            if complaint.stage is None:
                for id in condition.answers_yes_when_acute:
                    if id not in self.yes and id not in self.no:
                        yield id


def _members(regions: Iterable[Region]) -> tuple[Region, ...]:
    """Regions with groups replaced by what they stand for; the whole body stays itself."""
    return tuple(
        dict.fromkeys(
            part
            for region in regions
            for part in ((region,) if region is Region.WHOLE_BODY else region.members)
        )
    )


def _refuse_both(ids: Iterable[str], first: str, second: str) -> None:
    both = sorted(ids)
    if both:
        raise ContradictionError(both, first, second)
