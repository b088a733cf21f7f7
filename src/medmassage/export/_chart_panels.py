"""What a chart of scores says: each goal with its scores and what they are held against."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from medmassage.catalog import Catalog
from medmassage.export._chart_frame import harmless
from medmassage.export._text import complaint_names
from medmassage.goals import is_kept
from medmassage.model.course import Goal
from medmassage.model.outcome import Interpretation, OutcomeMeasure
from medmassage.model.plan import TreatmentPlan
from medmassage.model.record import SessionRecord
from medmassage.scoring import interpret
from medmassage.so_far import SoFar
from medmassage.subjects import Track
from medmassage.vocabulary import ChangeSize, HigherIs


class Panel(NamedTuple):
    """A goal with all that is drawn of it."""

    goal: Goal
    heading: str
    measure: OutcomeMeasure
    before: float | None
    """The score that the intake gives; None: it gives none."""
    scores: tuple[tuple[int, float], ...]
    """Sessions and scores, in order; session 0 is before the first."""
    change: Interpretation
    """What the change up to the latest score means, with what it was held against."""

    @property
    def baseline(self) -> float:
        """The score that changes are counted from."""
        return self.change.before

    @property
    def higher_is_better(self) -> bool:
        """Which way is better."""
        return self.measure.higher_is is HigherIs.BETTER

    @property
    def errors(self) -> list[float]:
        """The measurement errors on file in points, smallest first."""
        return sorted(
            {one.value for one in self.change.measurement_errors if one.value is not None}
        )

    @property
    def mcids(self) -> list[float]:
        """The important differences on file in points, smallest first."""
        return sorted({one.points for one in self.change.mcids})

    def better_by(self, points: float) -> float:
        """The score that is so many points better than the baseline; it may be off the scale."""
        return round(self.baseline + (points if self.higher_is_better else -points), 3)

    def holds(self, score: float) -> bool:
        """Whether a score is on the scale."""
        low, high = self.measure.minimum, self.measure.maximum
        return (low is None or low <= score) and (high is None or score <= high)

    def nearest(self, score: float) -> float:
        """A score, or the end of the scale that it lies beyond."""
        low, high = self.measure.minimum, self.measure.maximum
        if low is not None and score < low:
            return low
        return high if high is not None and score > high else score

    def told(self) -> Iterator[str]:
        """The panel in sentences."""
        goal, unit = self.goal, self.measure.unit
        if goal.latest is None:
            yield f"One score so far: {self.baseline:g}."
        else:
            yield f"From {self.baseline:g} to {goal.latest:g}. {self.change.text}"
        if self.change.size in (ChangeSize.NONE, ChangeSize.WITHIN_ERROR):
            yield (
                f"Important difference: {_range(self.mcids, unit)}. "
                f"Measurement error: {_range(self.errors, unit)}."
            )
        if is_kept(goal):
            yield f"No score to aim at: {goal.why}."
        elif goal.target is None:
            yield "No score to aim at: no change that counts is on file."
        else:
            way = "or more" if self.higher_is_better else "or less"
            status = goal.status.replace("-", " ")
            yield f"Goal: {goal.target:g} {way} by week {goal.due_week}, {status}."


def _range(points: list[float], unit: str) -> str:
    if not points:
        return "no number on file"
    between = f"{points[0]:g} to " if len(points) > 1 else ""
    return f"{between}{points[-1]:g} {unit}"


def panels(
    plan: TreatmentPlan, records: Iterable[SessionRecord], catalog: Catalog
) -> tuple[Panel, ...]:
    """The goals that have a score, in order, from records that fit the plan."""
    return tuple(_panels(plan, records, catalog))


def _panels(
    plan: TreatmentPlan, records: Iterable[SessionRecord], catalog: Catalog
) -> Iterator[Panel]:
    look = SoFar(
        plan=plan,
        done=tuple(sorted(records, key=lambda one: one.session)),
        intake=plan.intake,
        screening=plan.screening,
        then=plan.screening,
        answer=None,
        catalog=catalog,
    )
    found = zip(plan.goals, look.readings, look.goal_tracks, strict=True)
    for planned, (goal, change, _), track in found:
        if goal.baseline is None:
            continue
        measure = catalog.outcome_measures[goal.measure_id]
        scores = [*track.scores] if track else []
        first = scores[0].taken if planned.baseline is None else goal.baseline
        yield Panel(
            goal=goal,
            heading=f"{goal.measure_name}: {', '.join([goal.text, *_about(plan, goal, track)])}",
            measure=measure,
            before=planned.baseline,
            scores=tuple((one.session, one.taken.value) for one in scores),
            change=change or interpret(measure, first, first, goal.condition_id, catalog=catalog),
        )


def _about(plan: TreatmentPlan, goal: Goal, track: Track | None) -> Iterator[str]:
    """What the scores are of, as far as the goal does not say it."""
    if track and track.subject.of_what:
        yield harmless(track.subject.of_what)
    if len({one.condition_id for one in plan.goals}) > 1:
        yield complaint_names(plan).get(goal.condition_id, goal.condition_id.replace("-", " "))
