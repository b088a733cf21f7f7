"""What speaks for going on, changing, ending, referring or stopping a course."""

from collections.abc import Iterable, Iterator, Sequence

from medmassage.model.course import Goal
from medmassage.model.outcome import Interpretation
from medmassage.model.plan import TreatmentPlan
from medmassage.model.record import AdverseEvent, Reason
from medmassage.phases import REFER_AFTER_WEEKS
from medmassage.so_far import SoFar
from medmassage.vocabulary import (
    AdverseSeverity,
    Advised,
    ChangeDirection,
    Decision,
    GoalStatus,
    PhaseKind,
)

_CONVENTIONS = "medmassage-conventions"
_NEARLY = 0.75
"""The share of a target change from which visits may be spaced out (our own)."""


def reasons(
    look: SoFar, goals: Sequence[Goal], changes: Sequence[Interpretation]
) -> Iterator[Reason]:
    """Everything that speaks for an advice; at least one."""
    yield from _of_safety(look)
    yield from _of_harm(look)
    yield from _of_questions(look)
    if not _all_reached(goals):
        yield from _of_dose(look)
    yield from _of_change(look, goals, changes)


def _of_safety(look: SoFar) -> Iterator[Reason]:
    before = {one.rule_id for one in look.plan.screening.fired}
    fresh = [one for one in look.screening.fired if one.rule_id not in before]
    stopping = [
        one for one in look.screening.fired if one.decides_whole_session and not one.clearances
    ]
    if look.screening.stops_treatment:
        refers = look.screening.decision in (Decision.REFER, Decision.OBTAIN_CLEARANCE)
        yield _reason(
            Advised.REFER if refers else Advised.STOP,
            f"Screened again, the answer is {look.screening.decision}: "
            f"{_listed(one.name for one in stopping)}.",
            rule_ids=[one.rule_id for one in stopping],
            source_ids=[id for one in stopping for id in one.source_ids],
        )
    elif fresh:
        yield _reason(
            Advised.ADJUST,
            f"New since the plan: {_listed(one.name for one in fresh)}. Its limits now bind.",
            rule_ids=[one.rule_id for one in fresh],
            source_ids=[id for one in fresh for id in one.source_ids],
        )


def _of_harm(look: SoFar) -> Iterator[Reason]:
    events = [one for record in look.done for one in record.adverse_events]
    for severity, advised, words in (
        (AdverseSeverity.SERIOUS, Advised.STOP, "A serious adverse event: stop and refer."),
        (AdverseSeverity.MODERATE, Advised.REFER, "An adverse event beyond 48 hours: refer."),
    ):
        kinds = sorted({one.kind.value for one in events if one.severity is severity})
        if kinds:
            yield _reason(advised, f"{words[:-1]} ({', '.join(kinds)}).")
    alarming = [one for one in events if _is_alarm(one)]
    if alarming:
        kinds = sorted({one.kind.value for one in alarming})
        yield _reason(
            Advised.REFER,
            f"After a session: {', '.join(kinds)}. The same day, a clinician should look.",
        )
    mild = [one for one in events if one.severity is AdverseSeverity.MILD]
    if len({id(one) for one in mild}) > 1:
        yield _reason(Advised.ADJUST, "Mild reactions more than once: work more lightly.")


def _of_questions(look: SoFar) -> Iterator[Reason]:
    if look.screening.decision is Decision.INCOMPLETE:
        waiting = len(look.screening.open)
        yield _reason(
            Advised.ANSWER_QUESTIONS,
            f"Answer the open questions ({waiting}) before any hands-on work.",
        )


def _of_dose(look: SoFar) -> Iterator[Reason]:
    given = look.delivered()
    missed = given.sessions_planned - given.sessions_done
    if missed > 1 and missed * 3 > given.sessions_planned:
        yield _reason(
            Advised.ADJUST,
            f"{missed} of {given.sessions_planned} sessions were missed: what was given is "
            "less than what was planned.",
        )


def _is_alarm(event: AdverseEvent) -> bool:
    """Whether it is a sign that the aftercare tells people to call about."""
    return event.kind.is_alarm and event.severity is AdverseSeverity.MILD


# --- what the scores say --------------------------------------------------------------------------


def _of_change(
    look: SoFar, goals: Sequence[Goal], changes: Sequence[Interpretation]
) -> Iterator[Reason]:
    """What the scores speak for; to go on where nothing was measured yet."""
    referring = [one for one in changes if one.refer]
    if referring:
        yield _reason(
            Advised.REFER,
            f"A score calls for a referral: {_listed(one.measure_id for one in referring)}.",
            source_ids=[id for one in referring for id in one.source_ids],
        )
    if not changes:
        yield _reason(
            Advised.ADJUST if look.is_over else Advised.CONTINUE,
            "The course is over and nothing was measured: measure before going on."
            if look.is_over
            else "Nothing to compare yet: go on, and measure at the next look.",
        )
        return
    main = changes[0]
    sources = main.source_ids
    worse = [one for one in changes if _is_worse(one)]
    for one in worse:
        yield _reason(Advised.REFER, f"{one.text} Worse: screen again and refer.", one.source_ids)
    if worse:
        return
    if _all_reached(goals):
        yield _at_the_goal(look, main)
        return
    aimed = _aimed(goals)
    if main.important or _share(aimed) >= _NEARLY:
        yield _underway(look, main, nearly=bool(aimed) and _share(aimed) >= _NEARLY)
        return
    if look.week >= REFER_AFTER_WEEKS or look.is_over:
        yield _reason(
            Advised.REFER,
            f"{main.text} No gain that counts by week {look.week}: back to a clinician.",
            sources,
        )
        return
    looked = look.done[-1].session >= _first_look(look.plan)
    yield _reason(
        Advised.ADJUST if looked else Advised.CONTINUE,
        f"{main.text} {'Change the work.' if looked else 'Too early to judge.'}",
        sources,
    )


def _is_worse(change: Interpretation) -> bool:
    """Whether a score got worse by more than chance explains."""
    return change.direction is ChangeDirection.WORSE and change.beyond_error is not False


def _aimed(goals: Sequence[Goal]) -> list[Goal]:
    """The goals with a target and a score since."""
    return [one for one in goals if one.latest is not None and one.target is not None]


def _all_reached(goals: Sequence[Goal]) -> bool:
    aimed = _aimed(goals)
    return bool(aimed) and all(one.status is GoalStatus.REACHED for one in aimed)


def _at_the_goal(look: SoFar, main: Interpretation) -> Reason:
    chronic = any(one.kind is PhaseKind.MAINTENANCE for one in look.plan.phases)
    if look.is_over and chronic:
        text = f"{main.text} The goals are reached: maintain while it helps, or discharge."
        return _reason(Advised.MAINTAIN, text, main.source_ids)
    return _reason(
        Advised.DISCHARGE, f"{main.text} The goals are reached: end the course.", main.source_ids
    )


def _underway(look: SoFar, main: Interpretation, *, nearly: bool) -> Reason:
    if look.is_over:
        text = f"{main.text} Better, and the course is over without all goals: adjust or end it."
        return _reason(Advised.ADJUST, text, main.source_ids)
    if nearly and look.done[-1].session >= _first_look(look.plan):
        text = f"{main.text} Nearly there: space the visits out."
        return _reason(Advised.TAPER, text, main.source_ids)
    return _reason(Advised.CONTINUE, f"{main.text} Better: go on.", main.source_ids)


def _share(goals: Sequence[Goal]) -> float:
    """The least share of the way to a target among goals that have one; 0 without any."""
    shares = [
        (one.latest - one.baseline) / (one.target - one.baseline)
        for one in goals
        if one.latest is not None
        and one.baseline is not None
        and one.target is not None
        and one.target != one.baseline
    ]
    return min(shares, default=0.0)


def _first_look(plan: TreatmentPlan) -> int:
    return min((one.number for one in plan.sessions if one.reassessment), default=1)


def _reason(
    advised: Advised,
    text: str,
    source_ids: Iterable[str] = (),
    *,
    rule_ids: Iterable[str] = (),
) -> Reason:
    return Reason(
        text=text,
        advised=advised,
        rule_ids=tuple(rule_ids),
        source_ids=tuple(source_ids) or (_CONVENTIONS,),
    )


def _listed(names: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(names))
