"""What scores are of: a measure, a complaint, and perhaps a part of it."""

from typing import NamedTuple

from medmassage.catalog import Catalog
from medmassage.model.course import Goal
from medmassage.model.outcome import Measurement, OutcomeMeasure
from medmassage.model.plan import TreatmentPlan

RATES_CHANGE = frozenset({"groc", "pgic"})
"""Measures that ask how much changed; each rating is held against the start by itself."""


class Score(NamedTuple):
    """A score with the session it was taken in; session 0: before the first."""

    session: int
    taken: Measurement

    @property
    def is_of_first_visit(self) -> bool:
        """Whether it was taken before any hands-on work could change it."""
        return self.session <= 1


class Subject(NamedTuple):
    """What a score is of."""

    measure_id: str
    """The measure, by its id of today."""
    condition_id: str
    """The complaint."""
    of_what: str | None
    """The movement, activity or subscale; None: the complaint as a whole."""
    complaint: int
    """The place of the complaint in the intake, from 0: two may be of one condition."""


class Track(NamedTuple):
    """The scores of one measure of one thing, in order."""

    measure: OutcomeMeasure
    subject: Subject
    scores: tuple[Score, ...]


def subject_of(score: Measurement, plan: TreatmentPlan, catalog: Catalog) -> Subject:
    """
    What a score is of.

    One marked with the label or the id of a complaint is of that complaint as a whole; any other
    is of the first complaint that has a goal with its measure, else of the first.
    """
    measures, complaints = catalog.outcome_measures, plan.intake.complaints
    measure_id = measures.current_id(score.measure_id)
    marked = [
        place
        for place, (one, label) in enumerate(zip(complaints, plan.intake.labels, strict=True))
        if score.of_what is not None
        and (score.of_what == one.condition_id or score.of_what.strip().lower() == label)
    ]
    owners = [
        complaint_of(one, plan)
        for one in plan.goals
        if measures.current_id(one.measure_id) == measure_id
    ]
    if marked:
        place = next((one for one in owners if one in marked), marked[0])
        return Subject(measure_id, complaints[place].condition_id, None, place)
    place = next(iter(owners), 0)
    return Subject(measure_id, complaints[place].condition_id, score.of_what, place)


def complaint_of(goal: Goal, plan: TreatmentPlan) -> int:
    """The place of a goal's complaint in the intake, from 0."""
    if goal.complaint_index is not None:
        return goal.complaint_index
    ids = [one.condition_id for one in plan.intake.complaints]
    return ids.index(goal.condition_id) if goal.condition_id in ids else 0
