"""Which plans would come out differently under newer knowledge, and why."""

from collections.abc import Iterable, Iterator
from datetime import date

from attrs import evolve

from medmassage.catalog import Catalog, default_catalog
from medmassage.errors import MedMassageError
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.record import Outdated
from medmassage.model.session import SessionStep, step_faults
from medmassage.planning import fingerprint, outline_plan

Answer = TreatmentPlan | Withheld


def rescreen(
    plans: Iterable[TreatmentPlan],
    catalog: Catalog | None = None,
    on: date | None = None,
) -> tuple[Outdated, ...]:
    """
    List the plans whose answer would be another one today, and why.

    A plan is listed when the decision, the rules that fire, their limits, the open questions,
    the techniques that fit or their support, the dose or the number of a goal change, when a
    step would break a limit of today, or when it can no longer be made. New sources or words
    alone do not list it.

    Args:
        plans: Plans, such as all that a clinic works from.

        catalog: The knowledge of today. None: the shipped knowledge.

        on: The date at which dated clearances are read. None: the date of each plan.

    Returns:
        The plans that changed, in the order given, each with its place and with the plan or
        refusal of today; such a plan says that it supersedes the old one. Empty: all stand.

    Raises:
        MedMassageError: An id of a plan is not in *catalog*; the place of the plan is named.

    Example:
        >>> from medmassage.model.intake import Intake
        >>> from medmassage.screening import no_to_rest
        >>> rescreen([outline_plan(no_to_rest(Intake(complaints=["neck-pain"])))])
        ()
    """
    catalog = catalog or default_catalog()
    found = []
    for place, plan in enumerate(plans):
        try:
            now = outline_plan(plan.intake, plan.policy, on or plan.screening.on, catalog=catalog)
        except MedMassageError as error:
            error.add_note(f"in plan {place}, of knowledge {plan.provenance.catalog_version}")
            raise
        reasons = tuple(dict.fromkeys(_reasons(plan, now)))
        if reasons:
            found.append(_outdated(place, plan, now, reasons))
    return tuple(found)


def _outdated(place: int, plan: TreatmentPlan, now: Answer, reasons: tuple[str, ...]) -> Outdated:
    return Outdated(
        plan=place,
        catalog_digest=plan.provenance.catalog_digest,
        reasons=reasons,
        rule_ids=_fired(plan) ^ _fired(now),
        plan_now=evolve(now, supersedes=fingerprint(plan))
        if isinstance(now, TreatmentPlan)
        else None,
        withheld_now=now if isinstance(now, Withheld) else None,
    )


def _reasons(plan: TreatmentPlan, now: Answer) -> Iterator[str]:
    """What is different, the strictest first."""
    if isinstance(now, Withheld):
        yield f"No plan would be made today: {now.action}."
    yield from _broken(plan, now)
    if plan.screening.decision is not now.screening.decision:
        yield f"The decision was {plan.screening.decision} and is {now.screening.decision}."
    yield from _rules(plan, now)
    if more := sorted(_open(now) - _open(plan)):
        yield f"Questions that are open now and were not: {', '.join(more)}."
    if isinstance(now, TreatmentPlan):
        yield from _techniques(plan, now)
        yield from _numbers(plan, now)


def _broken(plan: TreatmentPlan, now: Answer) -> Iterator[str]:
    """Steps of the plan that break a limit of today; sessions that do the same are told once."""
    seen: set[SessionStep] = set()
    for session in plan.sessions:
        for place, step in enumerate(session.steps, start=1):
            if step in seen:
                continue
            seen.add(step)
            for reason in step_faults(step, now.screening.restrictions):
                yield f"Session {session.number}, step {place} breaks a limit of today: {reason}."


def _rules(plan: TreatmentPlan, now: Answer) -> Iterator[str]:
    before, after = _fired(plan), _fired(now)
    if more := sorted(after - before):
        yield f"Rules that fire now and did not: {', '.join(more)}."
    if fewer := sorted(before - after):
        yield f"Rules that fired and do not now: {', '.join(fewer)}."
    different = set(plan.screening.restrictions) ^ set(now.screening.restrictions)
    told = before ^ after
    if other := sorted({one.rule_id for one in different} - told):
        yield f"Limits that are other ones now: {', '.join(other)}."


def _fired(answer: Answer) -> set[str]:
    return {one.rule_id for one in answer.screening.fired}


def _open(answer: Answer) -> set[str]:
    return {one.question.id for one in answer.screening.open}


def _techniques(plan: TreatmentPlan, now: TreatmentPlan) -> Iterator[str]:
    def support(answer: TreatmentPlan) -> dict[tuple[str, str], str]:
        return {
            (one.condition_id, one.technique_id): one.support.value for one in answer.techniques
        }

    before, after = support(plan), support(now)
    for condition_id, technique_id in sorted(before.keys() - after.keys()):
        yield f"{technique_id} no longer fits {condition_id}."
    for condition_id, technique_id in sorted(after.keys() - before.keys()):
        yield f"{technique_id} fits {condition_id} now."
    for key in sorted(before.keys() & after.keys()):
        if before[key] != after[key]:
            yield f"{key[1]} for {key[0]} was {before[key]} and is {after[key]}."


def _numbers(plan: TreatmentPlan, now: TreatmentPlan) -> Iterator[str]:
    """Numbers of the dose and of the goals that are other ones today."""
    before = {one.quantity: one.planned for one in plan.dose}
    for one in now.dose:
        if before.get(one.quantity) != one.planned:
            was = before.get(one.quantity, "not planned")
            yield f"The dose was {was} and is {one.planned}: {one.quantity.meaning}."
    goals = [
        {(one.condition_id, one.measure_id): one.change for one in answer.goals}
        for answer in (plan, now)
    ]
    for key in sorted({*goals[0], *goals[1]}):
        if key not in goals[0] or key not in goals[1] or goals[0][key] != goals[1][key]:
            yield f"The goal in {key[1]} for {key[0]} is another one."
