"""What a plan says beside its resources, as the notes of the CarePlan: notices first."""

from collections.abc import Iterator

from medmassage.export._fhir_bundle_case import Case
from medmassage.export._fhir_bundle_parts import capital, cited, section
from medmassage.export._fhir_bundle_series import OPEN, qualities, support
from medmassage.export._limit_sentences import limit_sentences
from medmassage.export._markdown_goals import dose_in_short
from medmassage.export._notices import notice_texts
from medmassage.export._text import counted, course_name, numbered, without_a_goal
from medmassage.model.care import Advice, Expectation
from medmassage.model.course import DosePart, Phase
from medmassage.model.evidence import Statement
from medmassage.model.matching import TechniqueMatch
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.screening import FiredRule
from medmassage.vocabulary import DoseBasis, DoseQuantity, PlanStatus

_UNITS = {
    DoseQuantity.MINUTES: ("A visit", "minute"),
    DoseQuantity.SESSIONS_PER_WEEK: ("A week", "visit"),
    DoseQuantity.WEEKS: ("The course", "week"),
    DoseQuantity.SESSIONS: ("In all", "visit"),
}


def plan_notes(case: Case, plan: TreatmentPlan) -> Iterator[str]:
    """The notes of a plan: notices, whether it may be worked from, then the rest."""
    yield from notice_texts(plan)
    yield " ".join(standing(plan))
    yield from section(
        "Limits for everyone", (everyone(case, one) for one in plan.screening.general)
    )
    yield from section("Not treated now", _left_out(case, plan))
    yield from section("Clearances that do not count", _uncounted(plan))
    yield from section("Without a goal", without_a_goal(plan))
    yield from section("Dose", map(dose_line, plan.dose))
    yield from section("When the course is looked at", _criteria(plan))
    for phase in plan.phases:
        yield from section(capital(phase.kind.replace("-", " ")), _tasks(phase))
    yield from section("Sessions", _of_sessions(plan))
    yield from _in_reserve(case, plan)
    yield from section(
        "Techniques that are not used", (_rejected(case, one) for one in plan.rejected)
    )
    yield from after(plan.aftercare)
    yield from section("What may be expected", map(expected, plan.expectations))
    yield from section("Beside massage", map(advised, plan.advice))
    yield made_from(plan)


def standing(plan: TreatmentPlan) -> Iterator[str]:
    """Whether a plan may be worked from, and what is to be confirmed first."""
    if plan.status is PlanStatus.PROVISIONAL:
        yield f"Provisional. {OPEN}"
    else:
        yield "Ready to be looked at by a licensed therapist: screened, within the limits listed."
    if plan.screening.assumed:
        many = counted(len(plan.screening.assumed), "answer")
        verb = "was" if len(plan.screening.assumed) == 1 else "were"
        yield f"{many} {verb} set to no in bulk: confirm before hands-on work."
    yield f"{course_name(plan)}. {dose_in_short(plan)}".strip()
    if plan.intake.age_years is not None:
        yield f"Age given: {plan.intake.age_years} years."
    if plan.policy.emergency_number:
        yield f"Local emergency number: {plan.policy.emergency_number}."


# --- limits ---------------------------------------------------------------------------------------


def everyone(case: Case, rule: FiredRule) -> str:
    """A rule for everybody in a line: what it is about, why, what to do, what it limits."""
    limits = limit_sentences(rule.rule_id, case.answer.screening, case.names)
    parts = [f"{rule.name}: {rule.why}", rule.instructions or "", *limits]
    if rule.clearance_terms:
        parts.append(f"What ends it: {rule.clearance_terms}")
    return " ".join(filter(None, parts)) + cited(rule.source_ids)


def _left_out(case: Case, plan: TreatmentPlan) -> Iterator[str]:
    for one in plan.not_treated:
        rules = f" ({', '.join(one.rule_ids)})" if one.rule_ids else ""
        yield f"{case.catalog.conditions[one.condition_id].name}: {one.reason}{rules}"


def _uncounted(plan: TreatmentPlan) -> Iterator[str]:
    for one in plan.screening.uncounted_clearances:
        yield f"{one.rule_id} (by the {one.by}): {one.reason}"


# --- the course -----------------------------------------------------------------------------------


def dose_line(part: DosePart) -> str:
    """One number of the dose: why, and how it stands to what was tested."""
    what, noun = _UNITS[part.quantity]
    why = part.basis.meaning
    if part.basis is DoseBasis.EVIDENCE and part.followed is not None:
        why = f"as in {part.followed}"
    tested = f"tested: {part.tested}, so it is {part.standing.meaning}"
    if part.tested is None:
        tested = "never tested for this complaint"
    told = f"{what}: {counted(part.planned, noun)}; {why}; {tested}."
    return told + cited(part.source_ids)


def _criteria(plan: TreatmentPlan) -> Iterator[str]:
    for phase in plan.phases:
        for one in phase.criteria:
            yield f"{one.when}: {one.advised}. {one.text}{cited(one.source_ids)}"


def _tasks(phase: Phase) -> Iterator[str]:
    yield from phase.tasks
    if phase.at_sessions:
        yield f"At {numbered('session', phase.at_sessions)}."
    if phase.every_weeks is not None:
        yield f"Every {phase.every_weeks} weeks."
    if phase.source_ids:
        yield f"Sources:{cited(phase.source_ids)}"


def _of_sessions(plan: TreatmentPlan) -> Iterator[str]:
    """What gave way, where a place is not known, and when the stage moves on."""
    told: dict[str, list[int]] = {}
    for one in plan.sessions:
        for sentence in one.gave_way:
            told.setdefault(sentence, []).append(one.number)
    for sentence, sessions in told.items():
        yield f"Gave way in {numbered('session', sessions)}: {sentence}"
    if any(not one.place_is_known for one in plan.sessions):
        yield "The place was not given: its usual main region stands in for it until it is known."
    before = plan.sessions[0].stage if plan.sessions else None
    for one in plan.sessions:
        if one.stage is not before and one.stage is not None:
            yield f"From session {one.number} (week {one.week}) it counts as {one.stage}."
        before = one.stage


# --- techniques -----------------------------------------------------------------------------------


def _in_reserve(case: Case, plan: TreatmentPlan) -> Iterator[str]:
    """Techniques that fit and have no place in the sessions, with what speaks for them."""
    used = {step.technique_id for one in plan.sessions for step in one.steps}
    for match in plan.techniques:
        if match.technique_id not in used:
            why = "\n".join(support(case, match))
            yield f"{match.technique_name} fits and is not in these sessions. {why}"


def _rejected(case: Case, match: TechniqueMatch) -> str:
    words = ", ".join([match.support.value, *qualities(match)])
    name = case.catalog.conditions[match.condition_id].name.lower()
    changes = "".join(f" {one.text}" for one in match.would_change)
    return f"{match.technique_name} for {name} ({words}): {match.reason}{changes}"


# --- what is told ---------------------------------------------------------------------------------


def after(statements: tuple[Statement, ...]) -> Iterator[str]:
    """After-effects and alarm signs."""
    yield from section("After a session", map(stated, statements))


def stated(one: Statement) -> str:
    """A statement with its sources."""
    return f"{one.text}{_waits(review=one.review)}{cited(one.source_ids)}"


def expected(one: Expectation) -> str:
    """An expectation with its limits and sources."""
    limits = f" ({one.note})" if one.note else ""
    return f"{one.text}{limits}{_waits(review=one.review)}{cited(one.source_ids)}"


def advised(one: Advice) -> str:
    """An advice with how well it is founded, and its sources."""
    return f"{one.text} ({one.strength}){_waits(review=one.review)}{cited(one.source_ids)}"


def _waits(*, review: bool) -> str:
    return " (waits for review)" if review else ""


def made_from(answer: TreatmentPlan | Withheld) -> str:
    """What an answer was made from, at which date, and what it replaces."""
    made = answer.provenance
    told = [f"Made from knowledge {made.catalog_version} (SHA-256 {made.catalog_digest})."]
    if answer.screening.on is not None:
        told.append(f"Dated clearances were read at {answer.screening.on.isoformat()}.")
    if isinstance(answer, TreatmentPlan) and answer.supersedes:
        told.append(f"It replaces the plan {answer.supersedes}.")
    return " ".join(told)
