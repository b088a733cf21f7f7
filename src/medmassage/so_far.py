"""A plan and what is known of its course: findings, scores, dose."""

from collections.abc import Sequence
from typing import NamedTuple

from attrs import evolve

from medmassage.catalog import Catalog
from medmassage.model.course import Goal
from medmassage.model.intake import Intake
from medmassage.model.outcome import Interpretation, Measurement
from medmassage.model.plan import TreatmentPlan
from medmassage.model.record import Delivered, SessionRecord
from medmassage.model.screening import Screening
from medmassage.scoring import interpret
from medmassage.vocabulary import GoalStatus, HigherIs


class SoFar(NamedTuple):
    """A plan with what is known of its course."""

    plan: TreatmentPlan
    done: tuple[SessionRecord, ...]
    intake: Intake
    screening: Screening
    catalog: Catalog

    @property
    def week(self) -> int:
        """The week of the plan that the last record falls in; 0 without records."""
        if not self.done:
            return 0
        last = self.done[-1].session
        planned = {one.number: one.week for one in self.plan.sessions}
        return planned.get(last, max(planned.values(), default=0) + 1)

    @property
    def is_over(self) -> bool:
        """Whether the last session of the course is done."""
        return bool(self.done) and self.done[-1].session >= len(self.plan.sessions)

    # --- goals --------------------------------------------------------------------------------

    def scores(self, goal: Goal) -> tuple[Measurement, ...]:
        """
        The scores of a goal, by session.

        Those marked as of its complaint; else, for the first goal with the measure, those that
        are of the same thing as the first one.
        """
        every = [
            one
            for record in self.done
            for one in record.measurements
            if one.measure_id == goal.measure_id
        ]
        marked = tuple(one for one in every if one.of_what == goal.condition_id)
        if marked or not every:
            return marked
        first = next(one for one in self.plan.goals if one.measure_id == goal.measure_id)
        if first is not goal:
            return ()
        return tuple(one for one in every if one.of_what == every[0].of_what)

    def goals_now(self) -> tuple[tuple[Goal, ...], tuple[Interpretation, ...]]:
        """The goals with their latest scores, and what each change means."""
        looked = [self._looked_at(goal, self.scores(goal)) for goal in self.plan.goals]
        return (
            tuple(goal for goal, _ in looked),
            tuple(change for _, change in looked if change is not None),
        )

    def _looked_at(
        self, goal: Goal, scores: Sequence[Measurement]
    ) -> tuple[Goal, Interpretation | None]:
        if not scores:
            return goal, None
        measure = self.catalog.outcome_measures[goal.measure_id]
        first: Measurement | float = scores[0] if goal.baseline is None else goal.baseline
        baseline = scores[0].value if goal.baseline is None else goal.baseline
        later = scores[1:] if goal.baseline is None else scores
        better = measure.higher_is is HigherIs.BETTER
        target = goal.target
        if target is None and goal.change is not None:
            target = baseline + (goal.change if better else -goal.change)
        if not later:
            return evolve(goal, baseline=baseline, target=target, status=GoalStatus.OPEN), None
        latest = later[-1]
        reached = target is not None and (
            latest.value >= target if better else latest.value <= target
        )
        status = GoalStatus.REACHED if reached else GoalStatus.OPEN
        if not reached and self.week >= goal.due_week:
            status = GoalStatus.NOT_REACHED
        change = interpret(measure, first, latest, goal.condition_id, catalog=self.catalog)
        return (
            evolve(goal, baseline=baseline, target=target, latest=latest.value, status=status),
            change,
        )

    # --- dose ---------------------------------------------------------------------------------

    def delivered(self) -> Delivered:
        """Planned and given, up to the last session recorded."""
        last = self.done[-1].session if self.done else 0
        planned = [one for one in self.plan.sessions if one.number <= last]
        given = [one for one in self.done if one.steps]
        numbers = {one.session for one in given}
        minutes = [step.minutes for one in given for step in one.steps]
        return Delivered(
            sessions_planned=len(planned),
            sessions_done=len(given),
            minutes_planned=sum(
                step.minutes for one in planned if one.number in numbers for step in one.steps
            ),
            minutes_done=None
            if any(one is None for one in minutes)
            else sum(one for one in minutes if one is not None),
        )
