"""Named manual methods."""

from collections.abc import Iterator

from medmassage.errors import Fault
from medmassage.model.evidence import Code, Span
from medmassage.model.fields import (
    FLAG,
    ID,
    IDS,
    OPTIONAL_ID,
    OPTIONAL_TEXT,
    TEXT,
    TEXTS,
    Model,
    Record,
    many,
    one,
    optional_number,
    optional_one,
    word,
    words,
)
from medmassage.model.making import field, frozen
from medmassage.model.words import (
    as_basis,
    as_ids,
    as_parts,
    as_position,
    as_positions_in_order,
    as_pressure,
    as_region_set,
    as_regions,
    as_training_scope,
    in_order,
)
from medmassage.vocabulary import (
    Basis,
    Position,
    Pressure,
    Region,
    SessionPart,
    TrainingScope,
)


@frozen(repr=False)
class PressureRange(Model):
    """The pressures a technique can be done at."""

    low: Pressure = field(converter=as_pressure, metadata=word(Pressure))
    """The lightest."""
    high: Pressure = field(converter=as_pressure, metadata=word(Pressure))
    """The strongest."""

    def _faults(self) -> Iterator[Fault]:
        if self.low.rank > self.high.rank:
            yield Fault("high", f"expected at least {self.low}, got {self.high}")


@frozen(kw_only=True, repr=False)
class Parameter(Model):
    """A number of how a technique is done, from one source."""

    name: str = field(metadata=TEXT)
    """What is counted."""
    low: float | None = field(default=None, metadata=optional_number())
    """Lowest value; None is open."""
    high: float | None = field(default=None, metadata=optional_number())
    """Highest value; None is open."""
    unit: str = field(metadata=TEXT)
    """In what unit."""
    note: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """What else to know."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """Who used or states it."""

    def _faults(self) -> Iterator[Fault]:
        if self.low is not None and self.high is not None and self.low > self.high:
            yield Fault("high", f"expected at least low ({self.low}), got {self.high}")


@frozen(kw_only=True, repr=False)
class Training(Model):
    """What a therapist needs to offer a technique."""

    scope: TrainingScope = field(converter=as_training_scope, metadata=word(TrainingScope))
    """How it stands to a massage license."""
    text: str = field(metadata=TEXT)
    """In a sentence."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """Who says so."""


@frozen(kw_only=True, repr=False)
class Technique(Record):
    """A named manual method. All are kinds of `massage-therapy`."""

    id: str = field(metadata=ID)
    """Its id, stable for ever."""
    name: str = field(metadata=TEXT)
    """Its name."""
    abbreviation: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """Short form."""
    aliases: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
    """Other names."""
    parent_id: str | None = field(default=None, metadata=OPTIONAL_ID)
    """The broader technique; None for massage therapy itself."""
    codes: tuple[Code, ...] = field(default=(), metadata=many(Code))
    """Codes of published code systems; empty: none fits."""
    in_article: bool = field(default=False, metadata=FLAG)
    """Whether the article names it."""
    article_statement: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """What the article says it targets and is used for, in our words."""
    article_condition_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Conditions for which the article names this very technique."""
    family: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """The stroke it is mainly made of."""
    families_used: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
    """All strokes it uses."""
    goals: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
    """Sherman's goals: relaxation, clinical, movement re-education (sherman-2006-taxonomy)."""
    description: str = field(metadata=TEXT)
    """What it is."""
    how_it_is_done: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
    """Step by step."""
    mechanism_claimed: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """How it is said to work."""
    mechanism_evidence: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """What research says of that."""
    tissues: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
    """What it is applied to."""
    impairment_ids: tuple[str, ...] = field(default=(), converter=in_order, metadata=IDS)
    """What it acts on, most typical first."""
    only_for: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Impairments of which one must be present; empty: no such condition."""
    pressure: PressureRange = field(metadata=one(PressureRange))
    """The pressures it can be done at."""
    regions: tuple[Region, ...] = field(default=(), converter=as_regions, metadata=words(Region))
    """Where it is used; `whole-body` is anywhere."""
    regions_never: tuple[Region, ...] = field(
        default=(), converter=as_region_set, metadata=words(Region)
    )
    """Where it is never used."""
    never_over: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Rules over whose place it is never used."""
    positions: tuple[Position, ...] = field(
        default=(), converter=as_positions_in_order, metadata=words(Position)
    )
    """How the person can lie or sit for it, the usual one first."""
    parts: tuple[SessionPart, ...] = field(
        default=(), converter=as_parts, metadata=words(SessionPart)
    )
    """Where in a session it belongs."""
    minutes_per_region: Span | None = field(default=None, metadata=optional_one(Span))
    """Minutes on one region; None where no source gives any."""
    minutes_basis: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """Where those minutes come from."""
    parameters: tuple[Parameter, ...] = field(default=(), metadata=many(Parameter))
    """Numbers that trials or texts used."""
    client_feels: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """What it feels like."""
    after_effects: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """What may follow."""
    training: Training | None = field(default=None, metadata=optional_one(Training))
    """What a therapist needs to offer it."""
    equipment: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
    """What is used."""
    trademark_note: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """Rights in the name."""
    safety_class: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """What it does, in the words of the safety rules."""
    review: bool = field(default=False, metadata=FLAG)
    """True: weakly sourced in part, waits for a clinician."""
    review_note: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """What to review."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """What the record rests on."""
    former_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Ids it had before; they still find it."""


@frozen(kw_only=True, repr=False)
class TechniqueTarget(Record):
    """A technique addresses an impairment, on one basis."""

    id: str = field(metadata=ID)
    """Its id, stable for ever."""
    technique_id: str = field(metadata=ID)
    """The technique."""
    impairment_id: str = field(metadata=ID)
    """The impairment."""
    basis: Basis = field(converter=as_basis, metadata=word(Basis))
    """What the link rests on."""
    in_article: bool = field(default=False, metadata=FLAG)
    """Whether the article makes the link."""
    note: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """What the basis says."""
    review: bool = field(default=False, metadata=FLAG)
    """True: it rests only on a source without identifier or page; waits for review."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """Who says so."""


@frozen(kw_only=True, repr=False)
class TablePosition(Record):
    """A way to lie or sit, and what it gives access to."""

    id: Position = field(converter=as_position, metadata=word(Position))
    """The position's word."""
    name: str = field(metadata=TEXT)
    """Its name."""
    description: str = field(metadata=TEXT)
    """How the person lies or sits."""
    access: tuple[Region, ...] = field(default=(), converter=as_regions, metadata=words(Region))
    """The regions within reach."""
    use_when: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
    """What it is good for."""
    avoid_when: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
    """When another position is better."""
    supports: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
    """Cushions and the like."""
    note: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """Where sources differ."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """What it rests on."""


@frozen(kw_only=True, repr=False)
class PressureLevel(Record):
    """How a pressure is given and what it is used for."""

    id: Pressure = field(converter=as_pressure, metadata=word(Pressure))
    """The pressure's word."""
    name: str = field(metadata=TEXT)
    """Its name."""
    description: str = field(metadata=TEXT)
    """What the hand does and what moves."""
    walton_scale: Span = field(metadata=one(Span))
    """The steps of the Walton pressure scale (0 to 5) that we take it for."""
    typical_use: str = field(metadata=TEXT)
    """What it is used for."""
    note: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """What else to know."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """What it rests on."""
