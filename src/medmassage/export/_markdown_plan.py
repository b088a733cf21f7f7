"""A plan outline, as a therapist reads it: what decides first, sources and notices last."""

from collections.abc import Iterator

from medmassage.export._markdown_answer import (
    all_notices,
    consent_lines,
    letter_lines,
    source_lines,
)
from medmassage.export._markdown_course import care_lines, change_lines, expectation_lines
from medmassage.export._markdown_goals import dose_in_short, dose_lines, goal_lines
from medmassage.export._markdown_limits import limits_in_short
from medmassage.export._markdown_safety import more_open_lines, open_lines, safety_lines
from medmassage.export._markdown_sessions import session_lines
from medmassage.export._markdown_techniques import technique_lines
from medmassage.export._markdown_text import escape, join, section, small
from medmassage.export._text import (
    Numbered,
    complaint_names,
    counted,
    course_name,
    listed,
    place_name,
)
from medmassage.model.plan import TreatmentPlan
from medmassage.phases import ending_clearances
from medmassage.vocabulary import Asks, PlanStatus, Side

_CONVENTIONS = "medmassage-conventions"


def plan_lines(plan: TreatmentPlan) -> Iterator[str]:
    """A plan outline, line by line."""
    numbered = Numbered(plan.provenance.sources)
    yield f"# Treatment plan outline: {escape(listed(map(small, plan.complaint_names)))}"
    yield from ("", _status(plan), "", *_in_short(plan))
    if plan.status is PlanStatus.PROVISIONAL:
        yield from section("First: what is still to be asked", open_lines(plan.screening))
    yield from section("Safety", safety_lines(plan, numbered))
    yield from section(
        "Goals and dose",
        (*goal_lines(plan, numbered), "", *dose_lines(plan, numbered)),
    )
    yield from section("Techniques", technique_lines(plan, numbered))
    yield from section("Sessions", session_lines(plan, numbered))
    yield from section("When to change it", change_lines(plan, numbered))
    yield from section("What to expect", expectation_lines(plan, numbered))
    yield from section("Beside massage", care_lines(plan, numbered))
    consent = tuple(consent_lines(plan.consent, numbered))
    yield from section("Basis", _basis(plan, numbered))
    if plan.status is PlanStatus.PROVISIONAL:
        yield from section("Still to be asked", more_open_lines(plan.screening))
    yield from section("Consent: tell, agree, record", consent)
    yield from letter_lines(plan.letters)
    yield from all_notices(plan)


def _status(plan: TreatmentPlan) -> str:
    notes = []
    if plan.status is PlanStatus.PROVISIONAL:
        notes.append("questions are open: no hands-on session before they are answered")
    else:
        notes.append("screened")
    if plan.screening.assumed:
        many = counted(len(plan.screening.assumed), "answer")
        verb = "was" if len(plan.screening.assumed) == 1 else "were"
        notes.append(f"{many} {verb} set to no in bulk: confirm before hands-on work")
    where = plan.provenance
    replaced = f" · replaces the plan {plan.supersedes[:12]}" if plan.supersedes else ""
    return (
        f"For a licensed massage therapist · **{plan.status}** ({'; '.join(notes)}) · "
        f"{_person(plan)}knowledge {escape(where.catalog_version)} "
        f"(sha {escape(where.catalog_digest[:12])})"
        f"{escape(replaced)}"
    )


def _person(plan: TreatmentPlan) -> str:
    """Age and places, as far as they were given."""
    parts = [f"age {plan.intake.age_years}"] if plan.intake.age_years is not None else []
    for one in plan.intake.complaints:
        if one.regions:
            parts.append(place_name(one.regions, one.side))
        elif one.side is not None:
            side = "both sides" if one.side is Side.BOTH else f"{one.side} side"
            name = complaint_names(plan).get(one.condition_id, "")
            parts.append(f"{name}, {side}" if len(plan.intake.complaints) > 1 else side)
    return f"{escape('; '.join(parts))} · " if parts else ""


def _in_short(plan: TreatmentPlan) -> Iterator[str]:
    """What a busy reader must not miss."""
    lines = [f"**{course_name(plan)}.** {dose_in_short(plan)}".strip()]
    if plan.status is PlanStatus.PROVISIONAL:
        lines.insert(
            0, "**Provisional: no hands-on session before the open questions are answered.**"
        )
    limits = [escape(one) for one in limits_in_short(plan)]
    lines.append(" ".join(limits[:3]) or _no_limits(plan))
    if len(limits) > 3:
        lines[-1] += " More limits: see Safety."
    lines += map(escape, ending_clearances(plan.screening, plan.sessions))
    if plan.allergens:
        names = listed(one.name.lower() for one in plan.allergens)
        lines.append(f"Allergy: {escape(names)}; see Safety for products.")
    lines.append("*Information for professionals, not a diagnosis. See the notices at the end.*")
    return (f"> {line}{'' if last else '  '}" for line, last in _with_last(lines))


def _no_limits(plan: TreatmentPlan) -> str:
    waiting = len([one for one in plan.screening.open if one.asks in (Asks.ANSWER, Asks.WHERE)])
    if not waiting:
        return "No limits beyond those that hold for everyone."
    return (
        f"Limits are not known yet: {counted(waiting, 'question')} "
        f"{'is' if waiting == 1 else 'are'} open."
    )


def _with_last(lines: list[str]) -> Iterator[tuple[str, bool]]:
    return ((line, place == len(lines) - 1) for place, line in enumerate(lines))


def _basis(plan: TreatmentPlan, numbered: Numbered) -> Iterator[str]:
    fired = ", ".join(one.rule_id for one in plan.screening.fired)
    ours = numbered.mark([_CONVENTIONS])
    shown = len(numbered.cited())
    more = len(plan.provenance.sources) - shown
    rest = f" The plan's data name {more} more sources." if more > 0 else ""
    yield join(
        f"Rules: {fired or 'none of this person'}, {len(plan.screening.general)} general.",
        f"Order of work, shares of time and days of reassessment are our defaults {ours}.{rest}",
    )
    yield ""
    yield from source_lines(numbered)
