"""What a plan aims at, and how much of the work it takes: goals and dose with their reasons."""

from collections.abc import Iterable, Iterator

from medmassage.export._markdown_text import Ready, capital, escape, join, table
from medmassage.export._text import Numbered, complaint_names, counted, without_a_goal
from medmassage.goals import is_kept
from medmassage.model.course import DosePart, Goal
from medmassage.model.plan import TreatmentPlan
from medmassage.vocabulary import DoseBasis, DoseQuantity, DoseStanding

_CONVENTIONS = "medmassage-conventions"
_ARTICLE = "ospina-medical-massage"


# --- goals ----------------------------------------------------------------------------------------


def goal_lines(plan: TreatmentPlan, numbered: Numbered) -> Iterator[str]:
    """The goals in a table; where there are several complaints each says which it is for."""
    slight = escape(" ".join(without_a_goal(plan)))
    if not plan.goals:
        yield slight or "No goal is set in numbers: no measure on file fits."
        return
    names = complaint_names(plan)
    weeks = {one.due_week for one in plan.goals}
    by = f" by week {weeks.pop()}" if len(weeks) == 1 else ""
    yield from table(
        ("goal", "measure", "now", f"aim{by}", "why that number"),
        (
            (
                f"{names.get(one.condition_id, '')}: {one.text}" if len(names) > 1 else one.text,
                one.measure_name,
                "measure first" if one.baseline is None else f"{one.baseline:g}",
                aim(one) if by else f"{aim(one)} (week {one.due_week})",
                Ready(join(escape(capital(one.why)), numbered.mark(one.source_ids))),
            )
            for one in plan.goals
        ),
    )
    if slight:
        yield ""
        yield slight


def aim(goal: Goal) -> str:
    """The score aimed at, or the change where the score before is not known."""
    if is_kept(goal):
        return f"kept at {goal.baseline:g}, no room for a change that counts"
    if goal.target is not None and goal.baseline is not None:
        way = "less" if goal.target < goal.baseline else "more"
        if goal.target in (0, goal.baseline):
            return f"{goal.target:g}"
        return f"{goal.target:g} or {way}"
    if goal.change is not None:
        return f"better by {goal.change:g}"
    return "better"


# --- dose -----------------------------------------------------------------------------------------

_UNITS = {
    DoseQuantity.MINUTES: ("a visit", "minute"),
    DoseQuantity.SESSIONS_PER_WEEK: ("a week", "visit"),
    DoseQuantity.WEEKS: ("course", "week"),
    DoseQuantity.SESSIONS: ("in all", "visit"),
}

_STANDING = {
    DoseStanding.INSIDE: "inside",
    DoseStanding.BELOW: "**below it**",
    DoseStanding.ABOVE: "**above it**",
}


def dose_lines(plan: TreatmentPlan, numbered: Numbered) -> Iterator[str]:
    """Each number of the dose: what is planned, why, and what was tested."""
    if plan.dose and all(one.standing is DoseStanding.NEVER_TESTED for one in plan.dose):
        yield from _untested(plan.dose, numbered)
        return
    yield from table(
        ("dose", "planned", "why", "tested for this complaint"),
        (
            (
                _UNITS[one.quantity][0],
                counted(one.planned, _UNITS[one.quantity][1]),
                Ready(_why(one, numbered)),
                Ready(_tested(one, numbered)),
            )
            for one in plan.dose
        ),
    )


def _untested(dose: Iterable[DosePart], numbered: Numbered) -> Iterator[str]:
    """One sentence where no finding says anything of the dose."""
    told: dict[str, list[str]] = {}
    for one in dose:
        what, noun = _UNITS[one.quantity]
        name = counted(one.planned, noun)
        if one.quantity is not DoseQuantity.WEEKS:
            name = f"{name} {what}"
        told.setdefault(_why(one, numbered), []).append(name)
    parts = (f"{', '.join(names)}: {why}" for why, names in told.items())
    yield (
        f"**Dose:** no finding on file tested one for this complaint. {capital('; '.join(parts))}."
    )


def _why(part: DosePart, numbered: Numbered) -> str:
    if part.basis is DoseBasis.POLICY:
        return "the clinic's choice"
    if part.basis is DoseBasis.EVIDENCE and part.followed is not None:
        marks = numbered.mark([part.followed.rpartition("-")[0]])
        return f"as in {marks or escape(part.followed)}"
    if part.basis is DoseBasis.SAFETY_RULE:
        ours = numbered.mark([_CONVENTIONS])
        return f"shorter, as a rule under Safety asks; the number is our default {ours}"
    if part.basis is DoseBasis.ARTICLE:
        return f"the article's frame {numbered.mark([_ARTICLE])}"
    if part.quantity is DoseQuantity.WEEKS:
        return f"follows from visits and visits a week {numbered.mark([_CONVENTIONS])}"
    return f"our default {numbered.mark([_CONVENTIONS])}"


def _tested(part: DosePart, numbered: Numbered) -> str:
    if part.tested is None:
        return "**never tested**"
    ours = (_CONVENTIONS, _ARTICLE)
    marks = numbered.mark(id for id in part.source_ids if id not in ours)
    return f"{part.tested} {marks}: {_STANDING[part.standing]}"


def dose_in_short(plan: TreatmentPlan) -> str:
    """What of the dose is not inside what was tested, in a sentence; empty where all is."""
    outside = {
        standing: [one for one in plan.dose if one.standing is standing]
        for standing in (DoseStanding.BELOW, DoseStanding.ABOVE, DoseStanding.NEVER_TESTED)
    }
    if plan.dose and len(outside[DoseStanding.NEVER_TESTED]) == len(plan.dose):
        return "No dose was tested for this complaint."
    words = {
        DoseStanding.BELOW: "below what was tested",
        DoseStanding.ABOVE: "above what was tested",
        DoseStanding.NEVER_TESTED: "never tested",
    }
    parts = [
        f"{', '.join(_short(one) for one in found)}: {words[standing]}"
        for standing, found in outside.items()
        if found
    ]
    return f"{capital('; '.join(parts))}." if parts else ""


def _short(part: DosePart) -> str:
    what, noun = _UNITS[part.quantity]
    return f"{counted(part.planned, noun)}{'' if what == 'course' else f' {what}'}"
