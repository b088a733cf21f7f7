"""A look at a course, as a therapist reads it: the advice first, then why and what comes next."""

from collections.abc import Iterator

from medmassage.export._markdown_answer import required_notices, source_lines
from medmassage.export._markdown_goals import aim
from medmassage.export._markdown_text import Ready, capital, escape, join, section, table
from medmassage.export._text import Numbered, counted, course_name
from medmassage.goals import is_kept
from medmassage.model.course import Goal
from medmassage.model.outcome import Interpretation
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.record import Outdated, Review
from medmassage.vocabulary import ChangeSize, PlanStatus


def review_lines(review: Review) -> Iterator[str]:
    """A review, line by line."""
    numbered = Numbered(review.provenance.sources)
    yield f"# Review: {review.advised.replace('-', ' ')}"
    yield ""
    yield f"**{capital(review.advised.meaning)}.**"
    yield ""
    for reason in review.reasons:
        rules = f" ({', '.join(reason.rule_ids)})" if reason.rule_ids else ""
        marks = numbered.mark(reason.source_ids)
        yield f"- **{reason.advised}:** {join(escape(reason.text) + rules, marks)}"
    yield ""
    yield f"**Given:** {_delivered(review)}"
    yield ""
    yield f"**Next:** {_next(review)}"
    yield from section("Goals", _goals(review, numbered))
    yield from section("Other scores", _others(review, numbered))
    yield from section("Basis", source_lines(numbered))
    yield from required_notices(review.disclaimers)


def _delivered(review: Review) -> str:
    given = review.delivered
    if not given.sessions_planned:
        return "no session is recorded yet."
    minutes = (
        "minutes of hands-on work not recorded throughout"
        if given.minutes_done is None
        else f"{given.minutes_done} of {given.minutes_planned} planned minutes of hands-on work"
    )
    return (
        f"{given.sessions_done} of {counted(given.sessions_planned, 'session')} planned by now, "
        f"{minutes}."
    )


def _next(review: Review) -> str:
    answer = review.adjusted or review.withheld
    if answer is None:
        return "the plan stands as it is; do what the advice says."
    if isinstance(answer, Withheld) and any(
        answer.next_steps[0] in one.text for one in review.reasons
    ):
        return f"no plan now: **{answer.action}**."
    return answer_in_short(answer, "an adjusted plan")


def answer_in_short(answer: TreatmentPlan | Withheld, what: str = "a plan") -> str:
    """A plan or a refusal in a line or two."""
    if isinstance(answer, Withheld):
        names = "; ".join(dict.fromkeys(one.name for one in answer.reasons))
        why = f" ({escape(names)})" if names else ""
        return f"no plan now: **{answer.action}**{why}. {escape(answer.next_steps[0])}"
    many = len(answer.screening.open)
    waiting = (
        f" Provisional: no hands-on session before {counted(many, 'question')} "
        f"{'is' if many == 1 else 'are'} answered."
        if answer.status is PlanStatus.PROVISIONAL
        else ""
    )
    found = "; ".join(dict.fromkeys(one.name for one in answer.screening.fired))
    limits = f" Limits from: {escape(found)}." if found else ""
    return f"{what}: {course_name(answer)}.{waiting}{limits}"


# --- goals ----------------------------------------------------------------------------------------


def _goals(review: Review, numbered: Numbered) -> Iterator[str]:
    """Each goal with its scores and what the change says."""
    several = len({one.condition_id for one in review.goals}) > 1
    yield from table(
        ("goal", "measure", "first", "now", "aim", "status", "what the change says"),
        (
            (
                f"{one.condition_id.replace('-', ' ')}: {one.text}" if several else one.text,
                one.measure_name,
                _score(one.baseline),
                _score(one.latest),
                aim(one) if is_kept(one) else f"{aim(one)} (week {one.due_week})",
                "no aim" if is_kept(one) else one.status.replace("-", " "),
                Ready(_change(one, review, numbered)),
            )
            for one in review.goals
        ),
    )


def _score(value: float | None) -> str:
    return "not measured" if value is None else f"{value:g}"


def _change(goal: Goal, review: Review, numbered: Numbered) -> str:
    """What a change says; in a few words where a reason tells it already."""
    change = next((one for one in review.changes if _is_of(goal, one)), None)
    if change is None:
        return ""
    marks = numbered.mark(change.source_ids)
    if _is_told(change, review):
        return join(f"{change.direction}: {SIZES[change.size]}", marks)
    return join(escape(change.text), marks)


def _others(review: Review, numbered: Numbered) -> Iterator[str]:
    """Changes of scores that no goal and no reason tells."""
    for one in review.changes:
        if not any(_is_of(goal, one) for goal in review.goals) and not _is_told(one, review):
            yield f"- {join(escape(one.text), numbered.mark(one.source_ids))}"


def _is_of(goal: Goal, change: Interpretation) -> bool:
    return (change.measure_id, change.before, change.after) == (
        goal.measure_id,
        goal.baseline,
        goal.latest,
    )


def _is_told(change: Interpretation, review: Review) -> bool:
    return any(change.text in reason.text for reason in review.reasons)


SIZES = {
    ChangeSize.NONE: "not moved",
    ChangeSize.WITHIN_ERROR: "within the measurement error",
    ChangeSize.NOT_KNOWN: "no number on file says how much counts",
    ChangeSize.BELOW_MCID: "less than what others called important",
    ChangeSize.BETWEEN: "as much as some others called important",
    ChangeSize.REACHES_MCID: "as much as others called important",
}
"""How much a change says, in a few words."""


# --- plans of the past ----------------------------------------------------------------------------


def outdated_lines(found: Outdated) -> Iterator[str]:
    """A plan whose answer would be another one today: why, and what it would be."""
    yield f"# Plan {found.plan}: out of date"
    yield ""
    yield f"Made from knowledge {escape(found.catalog_digest[:12])}."
    yield ""
    for reason in found.reasons:
        yield f"- {escape(reason)}"
    for answer in (found.plan_now, found.withheld_now):
        if answer is not None:
            yield from ("", f"**Today:** {answer_in_short(answer)}")
