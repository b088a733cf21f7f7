"""What an answer says of each place on the body: planned, caution, avoid, or not assessed."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from medmassage.export._text import counted, listed, place_name, region_name
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.screening import Restriction, Screening
from medmassage.vocabulary import (
    Decision,
    PlanStatus,
    Pressure,
    PressureCap,
    Region,
    Side,
    sides_touched,
)

Answer = TreatmentPlan | Withheld | Screening

_HALVES = (Side.LEFT, Side.RIGHT)


class Status(StrEnum):
    """How a place is drawn, strictest first. What nobody looked at never reads as clear."""

    AVOID = "avoid"
    PLANNED_WITH_CAUTION = "planned-with-caution"
    PLANNED = "planned"
    CAUTION = "caution"
    GENERAL_CARE = "general-care"
    NOT_ASSESSED = "not-assessed"


LEGEND = {
    Status.AVOID: "Avoid: no hands-on work",
    Status.PLANNED_WITH_CAUTION: "Planned with caution: limits hold here",
    Status.PLANNED: "Planned",
    Status.CAUTION: "Caution: limits hold, no work planned",
    Status.GENERAL_CARE: "Care with everyone: no strong pressure",
    Status.NOT_ASSESSED: "Not assessed: no work planned, not cleared",
}


class Place(NamedTuple):
    """A region on one side, and what is said of it."""

    region: Region
    side: Side
    status: Status
    words: str
    """The status with its reasons, as a phrase."""
    called: str = ""
    """What the region is called; empty: by its name."""

    @property
    def name(self) -> str:
        """The place in words, such as `Left shoulder`."""
        return f"{self.side.capitalize()} {self.called or region_name(self.region)}"


class _Work(NamedTuple):
    """What the sessions do at a place."""

    pressure: Pressure
    techniques: tuple[str, ...]
    place_is_known: bool


def places(answer: Answer) -> tuple[Place, ...]:
    """Every region that is no group, on both sides, in the order of the vocabulary."""
    said = _Said(answer)
    return tuple(said.at(region, side) for region in _REGIONS for side in _HALVES)


_REGIONS = tuple(region for region in Region if not region.is_group)


class _Said:
    """What one answer says, place by place."""

    def __init__(self, answer: Answer) -> None:
        self.screening = answer if isinstance(answer, Screening) else answer.screening
        self.general = {one.rule_id for one in self.screening.general}
        self.names = {
            one.rule_id: one.name for one in (*self.screening.fired, *self.screening.general)
        }
        self.open = isinstance(answer, TreatmentPlan) and answer.status is PlanStatus.PROVISIONAL
        self.unplaced = tuple(
            one
            for one in self.screening.restrictions
            if not one.regions and _limits_work(one) and one.rule_id not in self.general
        )
        self.work = _work(answer) if isinstance(answer, TreatmentPlan) else {}

    def at(self, region: Region, side: Side) -> Place:
        """What is said of one place."""
        status, words = self._status(region, side)
        return Place(region, side, status, words)

    def _status(self, region: Region, side: Side) -> tuple[Status, str]:
        limits = [one for one in self.screening.binding_at(region, side) if _limits_work(one)]
        closing = [one for one in limits if one.pressure_cap is PressureCap.NO_PRESSURE]
        if closing:
            return Status.AVOID, f"avoid, no hands-on work ({self._names(closing)})"
        if self.screening.stops_treatment:
            return Status.AVOID, f"avoid, no hands-on session ({self.screening.decision})"
        own = any(one.rule_id not in self.general for one in limits)
        work = self.work.get((region, side))
        if work is not None:
            return self._planned(work, limits if own else [])
        if own:
            return Status.CAUTION, f"caution, {self._left(limits)}, no work planned"
        if limits:
            left = ", ".join(_left(limits))
            return Status.GENERAL_CARE, f"care as with everyone, {left}, no work planned"
        return Status.NOT_ASSESSED, "not assessed, no work planned"

    def _planned(self, work: _Work, limits: list[Restriction]) -> tuple[Status, str]:
        caution = bool(limits or self.unplaced)
        status = Status.PLANNED_WITH_CAUTION if caution else Status.PLANNED
        parts = [f"{status.replace('-', ' ')}, up to {work.pressure} pressure"]
        parts.append(f" ({listed(work.techniques)})")
        if limits:
            parts.append(f"; {self._left(limits)}")
        if self.unplaced:
            parts.append(f"; may hold here, place not known yet: {self._left(self.unplaced)}")
        if not work.place_is_known:
            parts.append("; the place of the complaint is not known yet")
        if self.open:
            parts.append("; not before the open questions are answered")
        return status, "".join(parts)

    def _left(self, limits: Iterable[Restriction]) -> str:
        """What limits leave together, and where they come from."""
        limits = tuple(limits)
        own = [one for one in limits if one.rule_id not in self.general]
        names = [self._names(own)] if own else []
        if len(own) < len(limits):
            names.append("care as with everyone")
        return f"{', '.join(_left(limits))} ({'; '.join(names)})"

    def _names(self, limits: Iterable[Restriction]) -> str:
        return "; ".join(dict.fromkeys(self.names.get(one.rule_id, one.rule_id) for one in limits))

    def notes(self) -> Iterator[str]:
        """What holds beyond single places."""
        if self.screening.stops_treatment:
            yield f"No hands-on session: {self.screening.decision.meaning}."
        elif self.screening.decision is Decision.INCOMPLETE:
            yield "Questions are open: no hands-on session before they are answered."
        elif self.screening.open:
            asked = dict.fromkeys(one.asks for one in self.screening.open)
            yield f"Still to be asked of a complaint: {listed(asked)}."
        if self.unplaced:
            yield f"Place not known yet: {self._left(self.unplaced)}."
        everywhere = [
            one
            for one in self.screening.restrictions
            if Region.WHOLE_BODY in one.regions and _limits_work(one)
        ]
        if everywhere:
            yield f"Everywhere: {self._left(everywhere)}."
        if self.screening.positions_avoid:
            yield f"Positions to avoid: {listed(self.screening.positions_avoid)}."
        if self.screening.assumed:
            many = len(self.screening.assumed)
            verb = "was" if many == 1 else "were"
            yield (
                f"{counted(many, 'answer')} {verb} set to no in bulk: confirm before hands-on work."
            )


def notes(answer: Answer) -> tuple[str, ...]:
    """What an answer says beyond single places, a sentence each; the gravest first."""
    found = [*_Said(answer).notes()]
    if isinstance(answer, Withheld) and not answer.screening.stops_treatment:
        found.insert(0, f"No plan: {answer.action.meaning}.")
    return tuple(found)


def _limits_work(limit: Restriction) -> bool:
    """Whether it limits hands-on work, and not positions alone."""
    return limit.pressure_cap is not None or bool(limit.technique_ids)


def _left(limits: Iterable[Restriction]) -> Iterator[str]:
    """What limits leave together: the strictest cap, and how many techniques are out."""
    limits = tuple(limits)
    caps = [one.pressure_cap for one in limits if one.pressure_cap is not None]
    if caps:
        cap = min(caps)
        closed = cap is PressureCap.NO_PRESSURE
        yield "no hands-on work" if closed else f"at most {cap} pressure"
    ruled_out = {id for one in limits for id in one.technique_ids}
    if ruled_out:
        yield f"{counted(len(ruled_out), 'technique')} ruled out"


def _work(plan: TreatmentPlan) -> dict[tuple[Region, Side], _Work]:
    """What the sessions do, place by place: the most pressure, the techniques."""
    found: dict[tuple[Region, Side], _Work] = {}
    for session in plan.sessions:
        for step in session.steps:
            for region in step.touches():
                for side in sides_touched(step.side):
                    known = found.get((region, side))
                    new = _Work(step.pressure, (step.technique_name,), session.place_is_known)
                    if known is not None:
                        new = _Work(
                            max(known.pressure, new.pressure),
                            tuple(dict.fromkeys((*known.techniques, *new.techniques))),
                            known.place_is_known and new.place_is_known,
                        )
                    found[region, side] = new
    return found


def told(said: Iterable[Place]) -> Iterator[str]:
    """The places in sentences, those of which the same is said together; strictest first."""
    together: dict[tuple[Status, str], dict[Region, list[Side]]] = {}
    for place in said:
        regions = together.setdefault((place.status, place.words), {})
        regions.setdefault(place.region, []).append(place.side)
    order = list(Status)
    for (_, words), regions in sorted(
        together.items(), key=lambda one: (order.index(one[0][0]), one[0][1])
    ):
        by_side: dict[Side, list[Region]] = {}
        for region, sides in regions.items():
            side = Side.BOTH if len(sides) == 2 else sides[0]
            by_side.setdefault(side, []).append(region)
        where = "; ".join(place_name(by_side[side], side) for side in sorted(by_side))
        yield f"{words[0].upper()}{words[1:]}: {where}."
