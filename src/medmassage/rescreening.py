"""Which plans would come out differently under newer knowledge, and why."""

from collections.abc import Iterable, Iterator
from datetime import date

from medmassage.catalog import Catalog, default_catalog
from medmassage.errors import MedMassageError
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.record import Outdated
from medmassage.model.session import step_faults
from medmassage.planning import outline_plan


def rescreen(
    plans: Iterable[TreatmentPlan],
    catalog: Catalog | None = None,
    on: date | None = None,
) -> tuple[Outdated, ...]:
    """
    List the plans whose answer would be another one today, and why.

    A plan is listed when the decision, the rules that fire, the techniques that fit or its
    support change, when a step would break a limit of today, or when it can no longer be made.
    New sources or words alone do not list it.

    Args:
        plans: Plans, such as all that a clinic works from.

        catalog: The knowledge of today. None: the shipped knowledge.

        on: The date at which dated clearances are read. None: the date of each plan.

    Returns:
        The plans that changed, in the order given; empty: all stand.

    Raises:
        MedMassageError: An id of a plan is not in *catalog*; the place of the plan is named.

    Example:
        >>> from medmassage.model.intake import Intake
        >>> from medmassage.screening import no_to_rest
        >>> plan = outline_plan(no_to_rest(Intake(complaints=["neck-pain"])))
        >>> rescreen([plan])
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
        reasons = tuple(_reasons(plan, now))
        if reasons:
            found.append(
                Outdated(
                    plan=place,
                    catalog_digest=plan.provenance.catalog_digest,
                    reasons=reasons,
                    rule_ids=_fired(plan) ^ _fired(now),
                    plan_now=now if isinstance(now, TreatmentPlan) else None,
                    withheld_now=now if isinstance(now, Withheld) else None,
                )
            )
    return tuple(found)


def _fired(answer: TreatmentPlan | Withheld) -> set[str]:
    return {one.rule_id for one in answer.screening.fired}


def _reasons(plan: TreatmentPlan, now: TreatmentPlan | Withheld) -> Iterator[str]:
    """What is different, the strictest first."""
    if isinstance(now, Withheld):
        yield f"No plan would be made today: {now.action}."
    for session in plan.sessions[:2]:
        for place, step in enumerate(session.steps, start=1):
            for reason in step_faults(step, now.screening.restrictions):
                yield f"Session {session.number}, step {place} breaks a limit of today: {reason}."
    if plan.screening.decision is not now.screening.decision:
        yield f"The decision was {plan.screening.decision} and is {now.screening.decision}."
    if more := sorted(_fired(now) - _fired(plan)):
        yield f"Rules that fire now and did not: {', '.join(more)}."
    if fewer := sorted(_fired(plan) - _fired(now)):
        yield f"Rules that fired and do not now: {', '.join(fewer)}."
    if isinstance(now, TreatmentPlan):
        yield from _techniques(plan, now)


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
