"""When a plan is looked at and changed, what may be expected, and what to do beside massage."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from medmassage.export._markdown_answer import expected_lines, home_lines
from medmassage.export._markdown_text import Ready, escape, join, table
from medmassage.export._text import Numbered, complaint_names
from medmassage.model.care import Advice, Expectation
from medmassage.model.course import Criterion, Phase
from medmassage.model.plan import TreatmentPlan
from medmassage.vocabulary import ExpectationKind, PhaseKind, StatementTopic

_EXPECTED, _ADVISED = 3, 4
"""The most expectations and pieces of advice for one complaint; the rest stay in the data."""

_FEWER = 2
"""The same for each of several complaints."""

_TOLD_ELSEWHERE = frozenset(
    {"maintenance-in-chronic-conditions", "realistic-outcome-and-time", "recovery-varies"}
)
"""What the part on maintenance, the consent and the notices tell."""

R = TypeVar("R", Advice, Expectation)


def change_lines(plan: TreatmentPlan, numbered: Numbered) -> Iterator[str]:
    """Reassessment, what leads to which advice, then maintenance and discharge."""
    phases = {one.kind: one for one in plan.phases}
    look = phases.get(PhaseKind.REASSESSMENT)
    end = phases.get(PhaseKind.DISCHARGE)
    if look is not None:
        yield f"{_run_in(look)} {numbered.mark(look.source_ids)}"
        yield ""
    criteria = [one for phase in (look, end) if phase for one in phase.criteria]
    yield from _criteria(criteria, numbered)
    for kind, name in ((PhaseKind.MAINTENANCE, "Maintenance"), (PhaseKind.DISCHARGE, "Discharge")):
        phase = phases.get(kind)
        if phase is not None and phase.tasks:
            yield ""
            yield f"**{name}:** {_run_in(phase)} {numbered.mark(phase.source_ids)}"


def _run_in(phase: Phase) -> str:
    return " ".join(escape(task) for task in phase.tasks)


def _criteria(criteria: Iterable[Criterion], numbered: Numbered) -> Iterator[str]:
    yield from table(
        ("found", "advised", "what to do"),
        (
            (
                one.when,
                Ready(f"**{one.advised}**"),
                Ready(join(escape(one.text), numbered.mark(one.source_ids))),
            )
            for one in criteria
        ),
    )


def expectation_lines(plan: TreatmentPlan, numbered: Numbered) -> Iterator[str]:
    """What may be expected: of the complaints first, then of massage in general."""
    general = [
        one for one in plan.expectations if not one.condition_ids and one.id not in _TOLD_ELSEWHERE
    ]
    own = [
        one
        for one in plan.expectations
        if one.condition_ids and one.kind is not ExpectationKind.REVIEW_POINT
    ]
    yield from expected_lines((*_fairly(own, plan, _EXPECTED), *general), numbered)


def care_lines(plan: TreatmentPlan, numbered: Numbered) -> Iterator[str]:
    """Healing and first care of the complaints, then advice."""
    care = (StatementTopic.HEALING, StatementTopic.CORE_CARE)
    own = [one for one in plan.statements if one.condition_ids and one.topic in care]
    yield from home_lines(own[:_EXPECTED], _fairly(plan.advice, plan, _ADVISED), numbered)


def _fairly(records: Sequence[R], plan: TreatmentPlan, most: int) -> list[R]:
    """The first records; with several complaints, the first that name each, then any others."""
    complaints = complaint_names(plan)
    if len(complaints) < 2:
        return list(records[:most])
    kept: list[R] = []
    for id in complaints:
        own = [one for one in records if id in one.condition_ids and one not in kept]
        kept += own[:_FEWER]
    others = [one for one in records if one not in kept]
    kept += others[: max(0, _FEWER * len(complaints) - len(kept))]
    return [one for one in records if one in kept]
