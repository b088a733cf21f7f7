"""
What speaks for going on, changing, ending, referring or stopping a course.

A worse latest score only ever adds reasons of more alarm. `stop` comes from harm and from
findings that stop treatment, never from a score.
"""

from collections.abc import Iterable, Iterator, Sequence

from medmassage.model.outcome import Interpretation
from medmassage.model.plan import Withheld
from medmassage.model.record import AdverseEvent, Reason
from medmassage.model.screening import FiredRule, Restriction, Screening
from medmassage.phases import REFER_AFTER_WEEKS
from medmassage.so_far import Change, SoFar
from medmassage.vocabulary import (
    Action,
    AdverseSeverity,
    Advised,
    Asks,
    ChangeDirection,
    ChangeSize,
    Decision,
    PhaseKind,
    PlanStatus,
)

_CONVENTIONS = "medmassage-conventions"

_NEARLY = 0.75
"""The share of a target change from which visits may be spaced out (our own)."""

_EXPECTED_HOURS = 48
"""What lasts longer is no expected after-effect (statement `expected-after-effects`)."""


def reasons(look: SoFar) -> Iterator[Reason]:
    """Everything that speaks for an advice; at least one."""
    yield from _of_safety(look)
    yield from _of_harm(look)
    yield from _of_questions(look)
    if not look.is_all_reached:
        yield from _of_what_was_lifted(look)
        yield from _of_dose(look)
    yield from _of_scores(look)
    yield from _of_goals(look)


# --- safety ---------------------------------------------------------------------------------------


def _of_safety(look: SoFar) -> Iterator[Reason]:
    if isinstance(look.answer, Withheld):
        yield _of_refusal(look, look.answer)
        return
    now, then = look.screening, look.then
    known = {one.rule_id for one in then.fired}
    broad = {one.id for one in then.unexplained}
    fresh = [one for one in now.fired if one.rule_id not in known]
    unexplained = sorted(one.id for one in now.unexplained if one.id not in broad)
    if fresh:
        yield _reason(
            look,
            Advised.ADJUST,
            f"New since the plan, and binding from now on: {_names(fresh)}.",
            "rescreen-every-visit",
            rules=fresh,
        )
    if unexplained and now.decision is not Decision.INCOMPLETE:  # else the narrower ones are open
        yield _reason(
            look,
            Advised.ADJUST,
            "A new yes that nothing narrower explains; ask about it in their own words: "
            f"{', '.join(unexplained)}.",
            "rescreen-every-visit",
        )
    if other := [one for one in _with_other_limits(now, then) if one not in fresh]:
        why = {one.rule_id: one.reason for one in now.uncounted_clearances}
        ended = [f"the clearance: {why[one.rule_id]}" for one in other if one.rule_id in why]
        more = f" ({'; '.join(ended)})" if ended else ""
        yield _reason(
            look,
            Advised.ADJUST,
            f"Other limits than in the plan: {_names(other)}{more}.",
            "rescreen-every-visit",
            rules=other,
        )


def _of_refusal(look: SoFar, answer: Withheld) -> Reason:
    """Why no plan is left, and what that advises."""
    rules = answer.screening.stops_treatment or answer.reasons
    waits = answer.action in (Action.REFER, Action.OBTAIN_CLEARANCE) or not rules
    strictest = [one for one in answer.reasons if one.action is answer.action] or answer.reasons
    why = [_names(strictest)] if strictest else []
    why += [f"a yes that nothing explains ({one.id})" for one in answer.screening.unexplained]
    stops = {one.rule_id for one in strictest}
    why += [
        f"the clearance: {one.reason}"
        for one in answer.screening.uncounted_clearances
        if one.rule_id in stops
    ]
    where = "" if answer.screening.stops_treatment else " No technique or place is left to work on."
    return _reason(
        look,
        Advised.REFER if waits else Advised.STOP,
        f"Screened again, the answer is {answer.action}: {'; '.join(why) or 'nothing fits'}."
        f"{where} {answer.next_steps[0]}",
        "rescreen-every-visit",
        rules=strictest,
    )


def _with_other_limits(now: Screening, then: Screening) -> list[FiredRule]:
    """Rules in force whose limits are not those of the plan, those for everyone included."""

    def limits(screening: Screening, rule_id: str) -> set[Restriction]:
        return {one for one in screening.restrictions if one.rule_id == rule_id}

    return [
        one
        for one in (*now.fired, *now.general)
        if limits(now, one.rule_id) != limits(then, one.rule_id)
    ]


def _of_what_was_lifted(look: SoFar) -> Iterator[Reason]:
    """What the plan waits for or keeps away from without need."""
    now, then = look.screening, look.then
    there = {one.rule_id for one in now.fired}
    if gone := [one for one in then.fired if one.rule_id not in there]:
        text = f"No longer so, and the plan still keeps its limits: {_names(gone)}."
        yield _reason(look, Advised.ADJUST, text, rules=gone)
    if look.plan.status is PlanStatus.PROVISIONAL and now.decision is not Decision.INCOMPLETE:
        text = "The open questions are answered: the plan is provisional no more."
        yield _reason(look, Advised.ADJUST, text)


def _of_questions(look: SoFar) -> Iterator[Reason]:
    if look.screening.decision is Decision.INCOMPLETE:
        waiting = [one for one in look.screening.open if one.asks in (Asks.ANSWER, Asks.WHERE)]
        yield _reason(
            look,
            Advised.ANSWER_QUESTIONS,
            f"Answer the open questions ({len(waiting)}) before any hands-on work.",
            "rescreen-every-visit",
        )


# --- harm -----------------------------------------------------------------------------------------


def _of_harm(look: SoFar) -> Iterator[Reason]:
    events = [(record.session, one) for record in look.done for one in record.adverse_events]
    for severity, advised, words in (
        (AdverseSeverity.SERIOUS, Advised.STOP, "A serious adverse event: stop and refer"),
        (
            AdverseSeverity.MODERATE,
            Advised.REFER,
            "An adverse event that lasted beyond 48 hours, or changed what the person could do",
        ),
    ):
        if found := [one for _, one in events if _severity(one) is severity]:
            yield _reason(look, advised, f"{words} ({_kinds(found)}).", "alarm-same-day")
    mild = [(session, one) for session, one in events if _severity(one) is AdverseSeverity.MILD]
    if alarming := [one for _, one in mild if one.kind.is_alarm]:
        yield _reason(
            look,
            Advised.REFER,
            f"After a session: {_kinds(alarming)}. A clinician should look the same day.",
            "alarm-same-day",
        )
    if len({session for session, _ in mild}) > 1:
        yield _reason(
            look,
            Advised.ADJUST,
            f"Mild reactions after more than one session ({_kinds(one for _, one in mild)}): "
            "work more lightly, or for less time.",
            "expected-after-effects",
        )


def _severity(event: AdverseEvent) -> AdverseSeverity:
    """How bad it was; what lasts beyond the expected hours is not mild, whatever it was called."""
    lasting = event.hours is not None and event.hours > _EXPECTED_HOURS
    if lasting and event.severity is AdverseSeverity.MILD:
        return AdverseSeverity.MODERATE
    return event.severity


def _kinds(events: Iterable[AdverseEvent]) -> str:
    return ", ".join(sorted({one.kind.value for one in events}))


# --- dose -----------------------------------------------------------------------------------------


def _of_dose(look: SoFar) -> Iterator[Reason]:
    given = look.delivered()
    missed = given.sessions_planned - given.sessions_done
    if missed > 1 and missed * 3 > given.sessions_planned:
        yield _reason(
            look,
            Advised.ADJUST,
            f"{missed} of {given.sessions_planned} sessions were missed or not recorded: "
            "less was given than planned. Agree on visits that can be kept.",
        )
    minutes, planned = given.minutes_done, given.minutes_planned
    if minutes is not None and given.sessions_done > 1 and minutes * 3 < planned * 2:
        yield _reason(
            look,
            Advised.ADJUST,
            f"{minutes} of {planned} minutes of hands-on work were given. Plan what the "
            "time allows.",
        )


# --- what the scores say --------------------------------------------------------------------------


def _of_scores(look: SoFar) -> Iterator[Reason]:
    """What speaks against going on, in any score."""
    for measure in look.referring:
        yield _reason(
            look,
            Advised.REFER,
            f"The latest score calls for a referral: {measure.abbreviation or measure.name}.",
            sources=measure.source_ids,
        )
    for one in look.changes:
        sources = one.read.source_ids
        if _is_worse(one.read):
            text = f"{_told(look, one)} Worse: screen again and refer."
            yield _reason(look, Advised.REFER, text, sources=sources)
        elif _may_be_worse(one.read):
            text = f"{_told(look, one)} Ask what the person notices; if it is worse, refer."
            yield _reason(look, Advised.ADJUST, text, sources=sources)
    for name in dict.fromkeys(one.measure_name for one in look.astray):
        yield _reason(
            look,
            Advised.CONTINUE,
            f"{name} was last scored for something else than before, so nothing compares: "
            "score the same again.",
        )


def _is_worse(change: Interpretation) -> bool:
    """Whether a score got worse by more than chance, or as much as some people called important."""
    if change.direction is not ChangeDirection.WORSE:
        return False
    return change.beyond_error or change.size in (ChangeSize.BETWEEN, ChangeSize.REACHES_MCID)


def _may_be_worse(change: Interpretation) -> bool:
    """Whether a score got worse, and nothing on file says how much that is."""
    return change.direction is ChangeDirection.WORSE and change.size is ChangeSize.NOT_KNOWN


def _of_goals(look: SoFar) -> Iterator[Reason]:
    """What the way to the goals speaks for; to go on where nothing was measured yet."""
    if any(_is_worse(one.read) for one in look.changes):
        return  # that alone decides
    if not look.progress:
        yield _reason(
            look,
            Advised.ADJUST if look.is_over else Advised.CONTINUE,
            "The course is over and nothing was measured since it began: measure before going on."
            if look.is_over
            else "Nothing to compare yet: go on, and measure at the next look.",
            "reassess-by-session-four",
        )
        return
    main = look.progress[0]
    text, sources = _told(look, main), main.read.source_ids
    if look.is_all_reached:
        yield _at_the_goal(look, main)
    elif gain := _gain(look):
        yield _under_way(look, gain)
    elif _is_late(look):
        text = f"{text} No gain that counts by week {look.week}: back to a clinician."
        yield _reason(look, Advised.REFER, text, "refer-without-gain", sources=sources)
    elif look.is_looked_at:
        text = f"{text} Change the work."
        yield _reason(look, Advised.ADJUST, text, "reassess-by-session-four", sources=sources)
    else:
        text = f"{text} Too early to judge."
        yield _reason(look, Advised.CONTINUE, text, "reassess-by-session-four", sources=sources)


def lacks_gain(look: SoFar) -> bool:
    """Whether a look at the course finds no gain that counts, and there is time to change it."""
    return (
        bool(look.progress)
        and look.is_looked_at
        and not (_is_late(look) or look.is_all_reached or _gain(look))
    )


def _is_late(look: SoFar) -> bool:
    return look.is_over or look.week >= REFER_AFTER_WEEKS


def _gain(look: SoFar) -> Change | None:
    """The first gain that counts in the first complaint that was scored; None: there is none."""
    main = look.progress[0].condition_id
    return next(
        (one for one in look.progress if one.condition_id == main and _is_gain(one.read)), None
    )


def _is_gain(change: Interpretation) -> bool:
    """
    Whether a score got better by an amount that counts.

    That is as much as some people called important and no less than chance; where nobody was
    asked what is important, more than chance.
    """
    if change.direction is not ChangeDirection.BETTER:
        return False
    if change.size is ChangeSize.NOT_KNOWN:
        return bool(change.beyond_error)
    return change.size in (ChangeSize.BETWEEN, ChangeSize.REACHES_MCID)


def _at_the_goal(look: SoFar, main: Change) -> Reason:
    others = dict.fromkeys(one.goal.measure_name for one in look.readings if not one.is_progress)
    but = f" Not measured since: {', '.join(others)}." if others else ""
    text, sources = f"{_told(look, main)} The goals are reached:", main.read.source_ids
    if look.is_over and any(one.kind is PhaseKind.MAINTENANCE for one in look.plan.phases):
        text = f"{text} maintain while it helps, or discharge.{but}"
        return _reason(look, Advised.MAINTAIN, text, "maintenance-interval", sources=sources)
    return _reason(look, Advised.DISCHARGE, f"{text} end the course.{but}", sources=sources)


def _under_way(look: SoFar, main: Change) -> Reason:
    if look.is_over:
        advised = Advised.ADJUST
        text = (
            "Better, and the course is over without all goals: end it, or outline a further "
            "course with new goals."
        )
    elif look.is_looked_at and look.share >= _NEARLY:
        advised, text = Advised.TAPER, "Nearly there: space the visits out."
    else:
        advised, text = Advised.CONTINUE, "Better: go on."
    return _reason(look, advised, f"{_told(look, main)} {text}", sources=main.read.source_ids)


# --- how a reason is written ----------------------------------------------------------------------


def _reason(
    look: SoFar,
    advised: Advised,
    text: str,
    statement_id: str | None = None,
    *,
    rules: Sequence[FiredRule] = (),
    sources: Iterable[str] = (),
) -> Reason:
    """A reason with its sources; which advice follows is our own convention."""
    said = look.catalog.statements.records.get(statement_id) if statement_id else None
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


def _told(look: SoFar, change: Change) -> str:
    """What a change says, with the complaint where there are several."""
    if len(look.plan.intake.complaints) == 1:
        return change.read.text
    return f"{look.catalog.conditions[change.condition_id].name}: {change.read.text}"


def _names(rules: Iterable[FiredRule]) -> str:
    return "; ".join(dict.fromkeys(one.name for one in rules))
