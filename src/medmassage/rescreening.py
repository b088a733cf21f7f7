"""Which plans would come out differently under newer knowledge, and why."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from medmassage.catalog import Catalog, default_catalog
from medmassage.errors import Fault, MedMassageError, ModelError, seen
from medmassage.model.making import evolve
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.record import Outdated
from medmassage.model.screening import Screening
from medmassage.model.session import SessionStep, step_faults
from medmassage.planning import fingerprint, outline_plan
from medmassage.renaming import id_of_today, under_ids_of_today

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
        ModelError: Something in *plans* is no plan; all that are none are named. A refusal has
            nothing to screen again: ask `outline_plan` for its intake.
        MedMassageError: An id of a plan is not in *catalog*; the place of the plan is named.

    Example:
        >>> from medmassage.model.intake import Intake
        >>> from medmassage.screening import no_to_rest
        >>> rescreen([outline_plan(no_to_rest(Intake(complaints=["neck-pain"])))])
        ()
    """
    catalog = catalog or default_catalog()
    found = []
    for place, plan in enumerate(_checked(plans)):
        try:
            now = outline_plan(plan.intake, plan.policy, on or plan.screening.on, catalog=catalog)
        except MedMassageError as error:
            error.add_note(f"in plan {place}, of knowledge {plan.provenance.catalog_version}")
            raise
        then = under_ids_of_today(plan.screening, catalog)
        if reasons := tuple(_reasons(plan, then, now, catalog)):
            found.append(
                Outdated(
                    plan=place,
                    catalog_digest=plan.provenance.catalog_digest,
                    reasons=reasons,
                    rule_ids=_fired(then) ^ _fired(now.screening),
                    plan_now=evolve(now, supersedes=fingerprint(plan))
                    if isinstance(now, TreatmentPlan)
                    else None,
                    withheld_now=now if isinstance(now, Withheld) else None,
                )
            )
    return tuple(found)


def _checked(plans: Iterable[object]) -> list[TreatmentPlan]:
    """The plans; all that are none are reported together."""
    given: Any = plans
    if isinstance(given, TreatmentPlan | Withheld | str) or not isinstance(given, Iterable):
        wanted = f"expected several TreatmentPlans, got {seen(given)}"
        raise ModelError("rescreen", [Fault("plans", wanted)])
    listed = list(given)
    faults = [
        Fault(f"plans[{place}]", f"expected a TreatmentPlan, got {seen(one)}")
        for place, one in enumerate(listed)
        if not isinstance(one, TreatmentPlan)
    ]
    if faults:
        raise ModelError("rescreen", faults)
    return [one for one in listed if isinstance(one, TreatmentPlan)]


def _reasons(plan: TreatmentPlan, then: Screening, now: Answer, catalog: Catalog) -> Iterator[str]:
    """What is different, the strictest first; *then* is the screening of the plan."""
    if isinstance(now, Withheld):
        yield f"No plan would be made today: {now.action}."
    yield from _broken(plan, now.screening)
    if then.decision is not now.screening.decision:
        yield f"The decision was {then.decision} and is {now.screening.decision}."
    yield from _rules(then, now.screening)
    if more := sorted(_open(now.screening) - _open(then)):
        yield f"Questions that are open now and were not: {', '.join(more)}."
    if isinstance(now, TreatmentPlan):
        yield from _techniques(plan, now, catalog)
        yield from _dose(plan, now)
        yield from _goals(plan, now, catalog)


def _broken(plan: TreatmentPlan, now: Screening) -> Iterator[str]:
    """Steps of the plan that break a limit of today, rule by rule; how many in all comes first."""
    faults: dict[SessionStep, list[tuple[str, str]]] = {}
    sessions: dict[str, set[int]] = {}
    steps: dict[str, int] = {}
    told: dict[str, dict[str, str]] = {}
    for session in plan.sessions:
        for place, step in enumerate(session.steps, start=1):
            if step not in faults:
                faults[step] = [
                    (limit.rule_id, reason)
                    for limit in now.restrictions
                    for reason in step_faults(step, [limit])
                ]
            for rule_id in dict.fromkeys(id for id, _ in faults[step]):
                sessions.setdefault(rule_id, set()).add(session.number)
                steps[rule_id] = steps.get(rule_id, 0) + 1
            for rule_id, reason in faults[step]:
                where = f"session {session.number}, step {place}"
                told.setdefault(rule_id, {}).setdefault(reason, where)
    if len(told) > 1:
        every = set().union(*sessions.values())
        yield f"{_counted(len(every), 'session')} of the plan break limits of {len(told)} rules."
    for rule_id, reasons in told.items():
        first = "; ".join(f"{reason} (first in {where})" for reason, where in reasons.items())
        yield (
            f"{_counted(steps[rule_id], 'step')} in {_counted(len(sessions[rule_id]), 'session')} "
            f"break a limit of today: {first}."
        )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _rules(then: Screening, now: Screening) -> Iterator[str]:
    before, after = _fired(then), _fired(now)
    if more := sorted(after - before):
        yield f"Rules that fire now and did not: {', '.join(more)}."
    if fewer := sorted(before - after):
        yield f"Rules that fired and do not now: {', '.join(fewer)}."
    different = {one.rule_id for one in set(then.restrictions) ^ set(now.restrictions)}
    if other := sorted(different - (before ^ after)):
        yield f"Rules with other limits now: {', '.join(other)}."


def _fired(screening: Screening) -> set[str]:
    return {one.rule_id for one in screening.fired}


def _open(screening: Screening) -> set[str]:
    return {one.question.id for one in screening.open}


def _techniques(plan: TreatmentPlan, now: TreatmentPlan, catalog: Catalog) -> Iterator[str]:
    def support(answer: TreatmentPlan) -> dict[tuple[str, str], str]:
        return {
            (
                id_of_today(one.condition_id, catalog.conditions),
                id_of_today(one.technique_id, catalog.techniques),
            ): one.support.value
            for one in answer.techniques
        }

    before, after = support(plan), support(now)
    for condition_id, technique_id in sorted(before.keys() - after.keys()):
        yield f"{technique_id} no longer fits {condition_id}."
    for condition_id, technique_id in sorted(after.keys() - before.keys()):
        yield f"{technique_id} fits {condition_id} now."
    for key in sorted(before.keys() & after.keys()):
        if before[key] != after[key]:
            yield f"{key[1]} for {key[0]} was {before[key]} and is {after[key]}."


def _dose(plan: TreatmentPlan, now: TreatmentPlan) -> Iterator[str]:
    before = {one.quantity: one.planned for one in plan.dose}
    for one in now.dose:
        if before.get(one.quantity) != one.planned:
            was = before.get(one.quantity, "not planned")
            yield f"The dose was {was} and is {one.planned}: {one.quantity.meaning}."


def _goals(plan: TreatmentPlan, now: TreatmentPlan, catalog: Catalog) -> Iterator[str]:
    def aims(answer: TreatmentPlan) -> set[tuple[str, str, float | None]]:
        return {
            (
                id_of_today(one.condition_id, catalog.conditions),
                id_of_today(one.measure_id, catalog.outcome_measures),
                one.change,
            )
            for one in answer.goals
        }

    different = {one[:2] for one in aims(plan) ^ aims(now)}
    for condition_id, measure_id in sorted(different):
        yield f"The goal in {measure_id} for {condition_id} is another one."
