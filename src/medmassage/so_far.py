"""A plan and what is known of its course: findings, scores, dose."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from attrs import evolve, frozen

from medmassage.catalog import Catalog
from medmassage.criteria import is_worse
from medmassage.goals import from_first_score, is_kept, no_room
from medmassage.model.course import Goal
from medmassage.model.intake import Intake
from medmassage.model.outcome import Interpretation, Measurement, OutcomeMeasure
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.record import Delivered, Reason, SessionRecord
from medmassage.model.screening import FiredRule, Screening
from medmassage.scoring import interpret
from medmassage.subjects import RATES_CHANGE, Score, Subject, Track, complaint_of, subject_of
from medmassage.vocabulary import Advised, GoalStatus, HigherIs

_CONVENTIONS = "medmassage-conventions"


class Reading(NamedTuple):
    """A goal as it stands, with its scores."""

    goal: Goal
    change: Interpretation | None
    """What the change since the baseline means; None: there is no score since."""
    is_progress: bool
    """Whether the latest score was taken after work had begun."""


class Change(NamedTuple):
    """What the change of a score means, and in which complaint of the intake, from 0."""

    complaint: int
    read: Interpretation


class Relapse(NamedTuple):
    """A latest score that is worse than an earlier one, the best, and when that was taken."""

    session: int
    change: Change


@frozen(kw_only=True, slots=False, eq=False)
class SoFar:
    """A plan with what is known of its course."""

    plan: TreatmentPlan
    """The plan that was worked from."""
    done: tuple[SessionRecord, ...]
    """The records, by session."""
    intake: Intake
    """The person as known now."""
    screening: Screening
    """The person screened again."""
    then: Screening
    """The screening of the plan, under the ids of today."""
    answer: TreatmentPlan | Withheld | None
    """The plan or refusal for the person as known now; None: the screening finds nothing else."""
    catalog: Catalog
    """The knowledge used."""

    @property
    def last_session(self) -> int:
        """The last session recorded; 0 without records."""
        return self.done[-1].session if self.done else 0

    @property
    def week(self) -> int:
        """The week that the last record falls in, by plan or by dates, the later; 0 without any."""
        if not self.done:
            return 0
        planned = {one.number: one.week for one in self.plan.sessions}
        by_plan = planned.get(self.last_session, max(planned.values(), default=0) + 1)
        days = [one.on for one in self.done if one.on is not None]
        by_date = (days[-1] - days[0]).days // 7 + 1 if days else 0
        return max(by_plan, by_date)

    @property
    def is_over(self) -> bool:
        """Whether the last session of the course is done."""
        return bool(self.done) and self.last_session >= len(self.plan.sessions)

    @property
    def is_looked_at(self) -> bool:
        """Whether the first session at which the plan is looked at again is done."""
        return self.last_session >= self.first_look

    @property
    def first_look(self) -> int:
        """The first session at which the plan is looked at again."""
        return min((one.number for one in self.plan.sessions if one.reassessment), default=1)

    # --- scores -------------------------------------------------------------------------------

    @cached_property
    def tracks(self) -> tuple[Track, ...]:
        """The scores by what they are of, in the order of the first of each."""
        found: dict[Subject, list[Score]] = {}
        for record in self.done:
            for one in record.measurements:
                subject = subject_of(one, self.plan, self.catalog)
                score = Score(
                    0 if one.session == 0 else record.session,
                    evolve(one, measure_id=subject.measure_id, of_what=subject.of_what),
                )
                found.setdefault(subject, []).append(score)
        return tuple(
            Track(
                self.catalog.outcome_measures[subject.measure_id],
                subject,
                tuple(sorted(scores, key=lambda one: one.session)),
            )
            for subject, scores in found.items()
        )

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """The goals with their latest scores, in order."""
        return tuple(
            self._read(goal, track)
            for goal, track in zip(self.plan.goals, self.goal_tracks, strict=True)
        )

    @cached_property
    def goal_tracks(self) -> tuple[Track | None, ...]:
        """For each goal in order its track, or None; no track serves two goals."""
        taken: list[Track | None] = []
        for goal in self.plan.goals:
            free = [one for one in self._like(goal) if one not in taken]
            whole = [one for one in free if one.subject.of_what is None]
            # A baseline of the intake is of the complaint as a whole; only the like is compared.
            fitting = whole or (free if goal.baseline is None else [])
            taken.append(fitting[0] if fitting else None)
        return tuple(taken)

    def _like(self, goal: Goal) -> list[Track]:
        """The tracks of a goal's measure and complaint, of whatever part of it."""
        measure_id = self.catalog.outcome_measures.current_id(goal.measure_id)
        place = complaint_of(goal, self.plan)
        return [
            one
            for one in self.tracks
            if (one.subject.measure_id, one.subject.complaint) == (measure_id, place)
        ]

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What each change means: those of the goals in their order, then all others."""
        return (
            *(
                Change(complaint_of(one.goal, self.plan), one.change)
                for one in self.readings
                if one.change is not None
            ),
            *self._other_changes(),
        )

    @property
    def progress(self) -> tuple[Change, ...]:
        """
        The changes of the goals that were scored since work began, in the order of the goals.

        Those whose first score leaves no room are not among them: they can neither gain nor fail.
        """
        return tuple(
            Change(complaint_of(one.goal, self.plan), one.change)
            for one in self.readings
            if one.change is not None and one.is_progress and not is_kept(one.goal)
        )

    @property
    def kept(self) -> str:
        """What was scored since work began and leaves no room, in words; empty: nothing."""
        found = (one.goal for one in self.readings if one.is_progress and is_kept(one.goal))
        return "; ".join(
            no_room(one.measure_name, one.baseline) for one in found if one.baseline is not None
        )

    @property
    def _aimed(self) -> tuple[Goal, ...]:
        """The goals with a target that were scored since work began."""
        return tuple(
            one.goal for one in self.readings if one.is_progress and one.goal.target is not None
        )

    @property
    def is_all_reached(self) -> bool:
        """Whether every goal with a target that was scored since work began is reached."""
        return bool(self._aimed) and all(one.status is GoalStatus.REACHED for one in self._aimed)

    @property
    def share(self) -> float:
        """The least share of the way to a target; 0 where no goal has one."""
        shares = [
            (one.latest - one.baseline) / (one.target - one.baseline)
            for one in self._aimed
            if one.latest is not None
            and one.baseline is not None
            and one.target is not None
            and one.target != one.baseline
        ]
        return min(shares, default=0.0)

    def _other_changes(self) -> Iterator[Change]:
        for track in self.tracks:
            first, last = track.scores[0].taken, track.scores[-1].taken
            if (
                track in self.goal_tracks
                or len(track.scores) < 2
                or track.measure.id in RATES_CHANGE
            ):
                continue
            yield Change(
                track.subject.complaint,
                interpret(
                    track.measure, first, last, track.subject.condition_id, catalog=self.catalog
                ),
            )

    @cached_property
    def unmeasured(self) -> tuple[str, ...]:
        """The measures of goals that were not scored since work began, by name, in order."""
        found = zip(self.plan.goals, self.goal_tracks, strict=True)
        names = (
            goal.measure_name + (f" ({goal.label})" if goal.label else "")
            for goal, track in found
            if track is None or track.scores[-1].is_of_first_visit
        )
        return tuple(dict.fromkeys(names))

    @property
    def may_end(self) -> bool:
        """Whether all goals are reached at a look at which each was measured."""
        return self.is_all_reached and self.is_looked_at and not self.unmeasured

    @property
    def relapses(self) -> tuple[Relapse, ...]:
        """Latest scores that are worse than the best before by an amount that counts."""
        found = []
        for track in self.tracks:
            if track.measure.id in RATES_CHANGE or len(track.scores) < 2:
                continue
            *before, last = track.scores
            way = 1 if track.measure.higher_is is HigherIs.BETTER else -1
            best = max(before, key=lambda one: (way * one.taken.value, one.session))
            condition_id = track.subject.condition_id
            read = interpret(
                track.measure, best.taken, last.taken, condition_id, catalog=self.catalog
            )
            if is_worse(read):
                found.append(Relapse(best.session, Change(track.subject.complaint, read)))
        return tuple(found)

    @property
    def astray(self) -> tuple[Goal, ...]:
        """Goals whose measure was last scored for something else, which compares with nothing."""
        return tuple(
            goal
            for goal, own in zip(self.plan.goals, self.goal_tracks, strict=True)
            for one in self._like(goal)
            if one not in self.goal_tracks
            and len(one.scores) == 1
            and (own is None or own.scores[-1].session < one.scores[-1].session)
        )

    @property
    def referring(self) -> tuple[OutcomeMeasure, ...]:
        """Measures whose latest score calls for a referral by itself, goal or not."""
        return tuple(
            one.measure
            for one in self.tracks
            if one.measure.calls_for_referral(one.scores[-1].taken.value)
        )

    def _read(self, goal: Goal, track: Track | None) -> Reading:
        if track is None:
            return Reading(goal, None, is_progress=False)
        scores = track.scores
        before: Measurement | float
        if goal.baseline is None:
            before = scores[0].taken
            goal = from_first_score(goal, scores[0].taken.value, self.catalog)
            scores = scores[1:]
        else:
            before = goal.baseline
        if not scores:
            return Reading(goal, None, is_progress=False)
        latest = scores[-1]
        is_progress = not latest.is_of_first_visit
        status = GoalStatus.OPEN
        if is_progress and _is_reached(goal, track.measure, latest.taken.value):
            status = GoalStatus.REACHED
        elif goal.target is not None and self.week >= goal.due_week:
            status = GoalStatus.NOT_REACHED
        change = interpret(
            track.measure, before, latest.taken, goal.condition_id, catalog=self.catalog
        )
        return Reading(
            evolve(goal, latest=latest.taken.value, status=status), change, is_progress=is_progress
        )

    # --- how it is told -----------------------------------------------------------------------

    def reason(
        self,
        advised: Advised,
        text: str,
        statement_id: str | None = None,
        *,
        rules: Sequence[FiredRule] = (),
        sources: Iterable[str] = (),
    ) -> Reason:
        """A reason with its sources; which advice follows is our own convention."""
        said = self.catalog.statements.records.get(statement_id) if statement_id else None
        return Reason(
            text=text,
            advised=advised,
            rule_ids=tuple(one.rule_id for one in rules),
            source_ids={
                _CONVENTIONS,
                *sources,
                *(said.source_ids if said else ()),
                *(id for one in rules for id in one.source_ids),
            },
        )

    def told(self, change: Change) -> str:
        """What a change says, with the complaint where there are several."""
        complaints = self.plan.intake.complaints
        if len(complaints) == 1:
            return change.read.text
        name = self.catalog.conditions[complaints[change.complaint].condition_id].name
        label = self.plan.intake.labels[change.complaint]
        return f"{name}{f', {label}' if label else ''}: {change.read.text}"

    # --- dose ---------------------------------------------------------------------------------

    def delivered(self) -> Delivered:
        """Planned and given, up to the last session recorded."""
        planned = [one for one in self.plan.sessions if one.number <= self.last_session]
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


def _is_reached(goal: Goal, measure: OutcomeMeasure, latest: float) -> bool:
    if goal.target is None:
        return False
    return latest >= goal.target if measure.higher_is is HigherIs.BETTER else latest <= goal.target
