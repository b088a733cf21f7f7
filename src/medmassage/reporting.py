"""What a record lacks that a good report holds."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from medmassage.errors import Fault, ModelError
from medmassage.model.making import evolve
from medmassage.model.plan import TreatmentPlan
from medmassage.model.record import Gap, SessionRecord, StepDone
from medmassage.vocabulary import Standard

_SOURCES = {
    Standard.STRICT_M: ("crawford-2016",),
    Standard.SOAP: ("medmassage-conventions",),
}
"""Who lists the items; STRICT-M is table 3 of the review."""


class _Item(NamedTuple):
    text: str
    where: str
    held: Callable[[SessionRecord, TreatmentPlan | None], bool]


def completeness(
    record: SessionRecord,
    standard: Standard | str = Standard.STRICT_M,
    *,
    plan: TreatmentPlan | None = None,
) -> tuple[Gap, ...]:
    """
    Name what a record lacks that a good report of massage holds.

    STRICT-M asks for the reason for treatment, the technique in detail (name, place, minutes at
    each place, pressure, response sought), the regimen, other components, the practitioner and
    the setting (crawford-2016, table 3). Its items on a control group are for trials and left
    out here; side and position are our additions. SOAP asks for what the person said, what was
    found, how it is read, and what comes next (a custom that schools teach).

    Args:
        record: What was done.

        standard: The list of items.

        plan: The plan that was worked from; the reason for treatment and the regimen stand
            there. None: they are missing.

    Returns:
        The gaps in the order of the list; empty: nothing is missing.

    Raises:
        ModelError: There is no such standard.

    Example:
        >>> completeness(SessionRecord(session=1))[0].item
        'the reason for the treatment'
    """
    if standard not in Standard.values():
        raise ModelError("completeness", [Fault("standard", Standard.refusal(standard))])
    chosen = Standard(standard)
    return tuple(
        Gap(standard=chosen, item=one.text, where=one.where, source_ids=_SOURCES[chosen])
        for one in (_strict_m() if chosen is Standard.STRICT_M else _soap())
        if not one.held(record, plan)
    )


def _soap() -> Iterator[_Item]:
    for text, name in (
        ("what the person said", "subjective"),
        ("what was seen and felt", "objective"),
        ("how the therapist reads it", "assessment"),
        ("what comes next", "next_time"),
    ):
        yield _Item(text, name, _has(name))


def _has(name: str) -> Callable[[SessionRecord, TreatmentPlan | None], bool]:
    return lambda record, _: getattr(record, name) is not None


def _strict_m() -> Iterator[_Item]:
    yield _Item("the reason for the treatment", "plan", lambda _, plan: plan is not None)
    yield _Item(
        "how far the treatment varied from its plan",
        "deviations, or a plan with the same steps",
        lambda record, plan: bool(record.deviations) or _as_planned(record, plan),
    )
    yield _Item("the techniques by name", "steps", lambda record, _: bool(record.steps))
    for text, name in (
        ("the place of each technique", "regions"),
        ("the side of each technique", "side"),
        ("the minutes at each place", "minutes"),
        ("the pressure", "pressure"),
        ("the position", "position"),
        ("the response", "response"),
    ):
        yield _Item(text, f"steps.{name}", _each_step(name))
    yield _Item(
        "the number of sessions, how often and over what time",
        "plan.dose",
        lambda _, plan: plan is not None and bool(plan.dose),
    )
    yield _Item("the length of the visit", "minutes", lambda record, _: record.minutes is not None)
    yield _Item("products and equipment", "products", lambda record, _: bool(record.products))
    yield _Item("the setting", "setting", lambda record, _: record.setting is not None)
    yield _Item(
        "the practitioner and the training",
        "practitioner",
        lambda record, _: record.practitioner is not None,
    )


def _each_step(name: str) -> Callable[[SessionRecord, TreatmentPlan | None], bool]:
    def held(record: SessionRecord, _: TreatmentPlan | None) -> bool:
        return bool(record.steps) and all(
            getattr(step, name) not in (None, ()) for step in record.steps
        )

    return held


def _as_planned(record: SessionRecord, plan: TreatmentPlan | None) -> bool:
    """Whether the steps done are those planned."""
    if plan is None:
        return False
    session = next((one for one in plan.sessions if one.number == record.session), None)
    if session is None:
        return False
    planned = [StepDone.as_planned(one) for one in session.steps]
    return planned == [evolve(one, response=None) for one in record.steps]
