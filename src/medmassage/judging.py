"""
What speaks for going on, changing, ending, referring or stopping a course.

A worse latest score only ever adds reasons of more alarm. `stop` comes from harm and from
findings that stop treatment, never from a score.
"""

from collections.abc import Iterable, Iterator

from medmassage.conduct import of_dose, of_gaps, of_harm, of_limits, of_techniques
from medmassage.criteria import (
    CHANGE_WORK,
    GO_ON,
    HELPS,
    NEARLY,
    NO_GAIN,
    NOT_ALL_REACHED,
    REACHED,
    REACHED_AT_THE_END,
    REFER_AFTER_WEEKS,
    REFER_FROM_WEEKS,
    RELAPSE,
    SHORT_WITHOUT_GAIN,
    SPACE_OUT,
    WORSE,
    is_gain,
    is_worse,
)
from medmassage.model.outcome import Interpretation
from medmassage.model.plan import Withheld
from medmassage.model.record import Reason
from medmassage.model.screening import FiredRule, Restriction, Screening
from medmassage.so_far import Change, SoFar
from medmassage.vocabulary import (
    Action,
    Advised,
    Asks,
    ChangeDirection,
    ChangeSize,
    Decision,
    PhaseKind,
    PlanStatus,
)


def reasons(look: SoFar) -> Iterator[Reason]:
    """
    Everything that speaks for an advice; at least one.

    Where safety or harm ends hands-on work, nothing that speaks for going on stands beside it.
    """
    grave = [*_of_safety(look), *of_harm(look)]
    yield from grave
    yield from of_limits(look)
    if any(one.advised.rank >= Advised.REFER.rank for one in grave):
        yield from (one for one in _of_scores(look) if one.advised.rank >= Advised.REFER.rank)
        return
    yield from of_techniques(look)
    yield from of_gaps(look)
    yield from _of_questions(look)
    if not look.may_end:
        yield from _of_what_was_lifted(look)
        yield from of_dose(look)
    yield from _of_scores(look)
    yield from _of_relapses(look)
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
        yield look.reason(
            Advised.ADJUST,
            f"New since the plan, and binding from now on: {_names(fresh)}.",
            "rescreen-every-visit",
            rules=fresh,
        )
    if unexplained and now.decision is not Decision.INCOMPLETE:  # else the narrower ones are open
        yield look.reason(
            Advised.ADJUST,
            "A new yes that nothing narrower explains; ask about it in their own words: "
            f"{', '.join(unexplained)}.",
            "rescreen-every-visit",
        )
    if other := [one for one in _with_other_limits(now, then) if one not in fresh]:
        why = {one.rule_id: one.reason for one in now.uncounted_clearances}
        ended = [f"the clearance: {why[one.rule_id]}" for one in other if one.rule_id in why]
        more = f" ({'; '.join(ended)})" if ended else ""
        yield look.reason(
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
    return look.reason(
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
        yield look.reason(Advised.ADJUST, text, rules=gone)
    if look.plan.status is PlanStatus.PROVISIONAL and now.decision is not Decision.INCOMPLETE:
        text = "The open questions are answered: the plan is provisional no more."
        yield look.reason(Advised.ADJUST, text)


def _of_questions(look: SoFar) -> Iterator[Reason]:
    if look.screening.decision is Decision.INCOMPLETE:
        waiting = [one for one in look.screening.open if one.asks in (Asks.ANSWER, Asks.WHERE)]
        yield look.reason(
            Advised.ANSWER_QUESTIONS,
            f"Answer the open questions ({len(waiting)}) before any hands-on work.",
            "rescreen-every-visit",
        )


# --- what the scores say --------------------------------------------------------------------------


def _of_scores(look: SoFar) -> Iterator[Reason]:
    """What speaks against going on, in any score."""
    for measure in look.referring:
        yield look.reason(
            Advised.REFER,
            f"The latest score calls for a referral: {measure.abbreviation or measure.name}.",
            sources=measure.source_ids,
        )
    for one in look.changes:
        sources = one.read.source_ids
        if is_worse(one.read):
            text = f"{look.told(one)} Worse: {WORSE.do}"
            yield look.reason(WORSE.advised, text, sources=sources)
        elif _may_be_worse(one.read):
            text = f"{look.told(one)} Ask what the person notices; if it is worse, refer."
            yield look.reason(Advised.ADJUST, text, sources=sources)
    for name in dict.fromkeys(one.measure_name for one in look.astray):
        yield look.reason(
            Advised.CONTINUE,
            f"{name} was last scored for something else than before, so nothing compares: "
            "score the same again.",
        )


def _may_be_worse(change: Interpretation) -> bool:
    """Whether a score got worse, and nothing on file says how much that is."""
    return change.direction is ChangeDirection.WORSE and change.size is ChangeSize.NOT_KNOWN


def _of_relapses(look: SoFar) -> Iterator[Reason]:
    """What was better before; a score that is worse than at the start says it already."""
    if any(is_worse(one.read) for one in look.changes):
        return
    for session, change in look.relapses:
        when = f"at session {session}" if session else "before the first session"
        text = f"{look.told(change)} Worse than {when}: {RELAPSE.do}"
        yield look.reason(RELAPSE.advised, text, sources=change.read.source_ids)


def _of_goals(look: SoFar) -> Iterator[Reason]:
    """What the way to the goals speaks for; to go on where nothing was measured yet."""
    if any(is_worse(one.read) for one in look.changes):
        return  # that alone decides
    if not look.plan.goals or (look.kept and not look.progress and not look.unmeasured):
        yield _without_goals(look)
        return
    if not look.progress:
        yield _not_measured(look)
        return
    main = look.progress[0]
    if look.is_all_reached:
        yield _at_the_goal(look, main)
    elif gain := _gain(look):
        yield _under_way(look, gain)
    else:
        yield _without_gain(look, main)


def _without_goals(look: SoFar) -> Reason:
    kept = f"{look.kept}. " if look.kept else ""
    if look.is_over:
        ends = REACHED_AT_THE_END if _goes_on(look) else REACHED
        text = f"{kept}The course is over: {ends.do}"
        return look.reason(ends.advised, text, ends.statement_id)
    none = look.kept or "No goal is set in numbers"
    return look.reason(HELPS.advised, f"{none}; ask what has changed, and {HELPS.do}")


def _not_measured(look: SoFar) -> Reason:
    statement, names = "reassess-by-session-four", ", ".join(look.unmeasured)
    kept, other = (f"{look.kept}. ", " other") if look.kept else ("", "")
    if look.is_over:
        nothing = "no other goal" if kept else "nothing"
        text = f"The course is over and {nothing} was measured since it began: measure before"
        advised, text = Advised.ADJUST, f"{kept}{text} going on{f' ({names})' if names else ''}."
    elif look.is_looked_at and look.last_session > 1 and names:
        advised = Advised.ADJUST
        text = (
            f"{kept}Session {look.first_look}, the first look, is past and no{other} goal was "
            f"measured since work began: measure now ({names})."
        )
    else:
        advised = Advised.CONTINUE
        text = "Nothing to compare yet: go on, and measure at the next look."
    return look.reason(advised, text, statement)


def _without_gain(look: SoFar, main: Change) -> Reason:
    text, sources = look.told(main), main.read.source_ids
    if not (look.is_looked_at or _is_late(look)):
        text = f"{text} Too early to judge."
        return look.reason(Advised.CONTINUE, text, "reassess-by-session-four", sources=sources)
    if any(of_dose(look)):
        text = f"{text} Too little was given to judge the work by it."
        return look.reason(Advised.ADJUST, text, sources=sources)
    turn = CHANGE_WORK
    if _is_late(look):
        turn = NO_GAIN
        text = f"{text} No gain that counts by week {look.week}: {turn.do}"
    elif look.is_over:
        turn = SHORT_WITHOUT_GAIN
        text = f"{text} No gain that counts: {turn.do}"
    else:
        text = f"{text} {turn.do[:1].upper()}{turn.do[1:]}"
    return look.reason(turn.advised, text, turn.statement_id, sources=sources)


def lacks_gain(look: SoFar) -> bool:
    """Whether a look at the course finds no gain that counts, and there is time to change it."""
    return (
        bool(look.progress)
        and look.is_looked_at
        and not (look.is_over or _is_late(look) or look.is_all_reached or _gain(look))
        and not any(of_dose(look))
    )


def _is_late(look: SoFar) -> bool:
    """Whether no gain by now leads back to a clinician; a course of days is no time to tell."""
    if look.is_over and look.week >= REFER_FROM_WEEKS:
        return True
    return look.week >= REFER_AFTER_WEEKS


def _goes_on(look: SoFar) -> bool:
    return any(one.kind is PhaseKind.MAINTENANCE for one in look.plan.phases)


def _gain(look: SoFar) -> Change | None:
    """The first gain that counts in the first complaint that was scored; None: there is none."""
    main = look.progress[0].complaint
    return next((one for one in look.progress if one.complaint == main and is_gain(one.read)), None)


def _at_the_goal(look: SoFar, main: Change) -> Reason:
    text, sources = f"{look.told(main)} The goals", main.read.source_ids
    if look.unmeasured:
        names = ", ".join(look.unmeasured)
        text = f"{text} that were measured are reached: before the course ends, measure {names}."
        advised = Advised.ADJUST if look.is_over else Advised.CONTINUE
        return look.reason(advised, text, "reassess-by-session-four", sources=sources)
    if not look.is_looked_at:
        text = f"{text} are reached: go on, and measure again at session {look.first_look}."
        return look.reason(Advised.CONTINUE, text, "reassess-by-session-four", sources=sources)
    turn = REACHED_AT_THE_END if look.is_over and _goes_on(look) else REACHED
    text = f"{text} are reached: {turn.do}"
    return look.reason(turn.advised, text, turn.statement_id, sources=sources)


def _under_way(look: SoFar, main: Change) -> Reason:
    text, turn = look.told(main), GO_ON
    if look.is_over:
        turn = NOT_ALL_REACHED
        text = f"{text} Better, and the course is over without all goals: {turn.do}"
    elif look.is_looked_at and not look.unmeasured and look.share >= NEARLY:
        turn = SPACE_OUT
        text = f"{text} Nearly there: {turn.do}"
    else:
        text = f"{text} Better: {turn.do}"
    return look.reason(turn.advised, text, sources=main.read.source_ids)


def _names(rules: Iterable[FiredRule]) -> str:
    return "; ".join(dict.fromkeys(one.name for one in rules))
