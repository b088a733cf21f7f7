"""One visit: talk, and steps of hands-on work that keep the limits."""

from collections.abc import Iterable, Iterator

from medmassage.errors import Fault
from medmassage.model.fields import (
    FLAG,
    ID,
    IDS,
    TEXT,
    TEXTS,
    Model,
    many,
    optional_word,
    whole,
    word,
    words,
)
from medmassage.model.making import field, frozen
from medmassage.model.screening import Restriction
from medmassage.model.words import (
    as_optional_stage,
    as_position,
    as_pressure,
    as_region_set,
    as_regions,
    as_session_part,
    as_side,
    in_order,
)
from medmassage.vocabulary import (
    Position,
    Pressure,
    PressureCap,
    Region,
    SessionPart,
    Side,
    Stage,
    pressure_within,
)


@frozen(kw_only=True, repr=False)
class SessionStep(Model):
    """One piece of hands-on work."""

    technique_id: str = field(metadata=ID)
    """The technique."""
    technique_name: str = field(metadata=TEXT)
    """Its name."""
    impairment_ids: tuple[str, ...] = field(default=(), converter=in_order, metadata=IDS)
    """What it acts on, most typical first; empty: the region in general."""
    part: SessionPart = field(converter=as_session_part, metadata=word(SessionPart))
    """The part of the session it belongs to."""
    regions: tuple[Region, ...] = field(converter=as_regions, metadata=words(Region))
    """Where, with all that lies there except `except_regions`."""
    except_regions: tuple[Region, ...] = field(
        default=(), converter=as_region_set, metadata=words(Region)
    )
    """What lies there and is left out."""
    side: Side = field(converter=as_side, metadata=word(Side))
    """Which side."""
    minutes: int = field(metadata=whole(1, 90, "minutes"))
    """How long."""
    pressure: Pressure = field(converter=as_pressure, metadata=word(Pressure))
    """The most pressure planned."""
    position: Position = field(converter=as_position, metadata=word(Position))
    """How the person lies or sits."""
    intent: str = field(metadata=TEXT)
    """The response sought."""

    def touches(self) -> tuple[Region, ...]:
        """Every region the step touches."""
        out = {part for region in self.except_regions for part in region.contents}
        return tuple(
            dict.fromkeys(
                part for region in self.regions for part in region.contents if part not in out
            )
        )


@frozen(kw_only=True, repr=False)
class Session(Model):
    """One visit. Talk and hands-on steps add up to its minutes."""

    number: int = field(metadata=whole(1, 1000))
    """Its number in the course, from 1."""
    week: int = field(metadata=whole(1, 520))
    """The week it falls in, from 1."""
    stage: Stage | None = field(
        default=None, converter=as_optional_stage, metadata=optional_word(Stage)
    )
    """The stage of the first complaint by then, counting from the stage given; None: not given."""
    minutes: int = field(metadata=whole(15, 90, "minutes"))
    """Length of the visit."""
    talk_before: int = field(metadata=whole(0, 90, "minutes"))
    """Minutes for history, questions, consent and scores before hands-on work."""
    talk_after: int = field(metadata=whole(0, 90, "minutes"))
    """Minutes for getting up, retest and advice."""
    steps: tuple[SessionStep, ...] = field(metadata=many(SessionStep))
    """The hands-on work, in order."""
    place_is_known: bool = field(default=True, metadata=FLAG)
    """False: the place of a complaint was not given; its usual main region stands in for it."""
    reassessment: bool = field(default=False, metadata=FLAG)
    """Whether the plan is looked at again in this session."""
    gave_way: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
    """What could not be held, a sentence each: time, turns, order; empty: all was."""

    def _faults(self) -> Iterator[Fault]:
        hands_on = sum(step.minutes for step in self.steps)
        if self.talk_before + hands_on + self.talk_after != self.minutes:
            yield Fault(
                "minutes",
                f"expected talk and steps to add up to {self.minutes}, "
                f"got {self.talk_before} + {hands_on} + {self.talk_after}",
            )


def step_faults(step: SessionStep, restrictions: Iterable[Restriction]) -> Iterator[str]:
    """How a step breaks the restrictions, a sentence each; nothing when it keeps them."""
    touched = step.touches()
    above = {part for region in touched for part in region.path}
    if not touched:
        yield "touches no region"
    for limit in restrictions:
        if step.position in limit.positions_avoid:
            yield f"{limit.rule_id} rules out {step.position}"
        if above.isdisjoint(limit.regions):
            continue
        at = next((region for region in touched if limit.covers(region, step.side)), None)
        if at is None:
            continue
        if limit.pressure_cap is PressureCap.NO_PRESSURE:
            yield f"{limit.rule_id} closes {at}"
        elif step.technique_id in limit.technique_ids:
            yield f"{limit.rule_id} blocks {step.technique_id} at {at}"
        elif limit.pressure_cap is not None and not pressure_within(
            step.pressure, limit.pressure_cap
        ):
            yield f"{limit.rule_id} allows at most {limit.pressure_cap} at {at}"
