"""What is asked, what the answers forbid, and what every answer of ours must say."""

from collections.abc import Iterable, Iterator

from medmassage.errors import Fault
from medmassage.model.evidence import Span
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
    optional_one,
    optional_whole,
    optional_word,
    whole,
    word,
    words,
)
from medmassage.model.making import field, frozen
from medmassage.model.words import (
    as_action,
    as_appears_in,
    as_applies_to,
    as_clearers,
    as_disclaimer_id,
    as_ids,
    as_objects,
    as_optional_action,
    as_optional_cap,
    as_optional_spread,
    as_positions,
    as_region_set,
    as_section,
    as_severity,
    in_order,
)
from medmassage.vocabulary import (
    Action,
    AppearsIn,
    AppliesTo,
    ClearanceBy,
    DisclaimerId,
    Position,
    PressureCap,
    Region,
    Section,
    Severity,
    Spread,
)


@frozen(kw_only=True, repr=False)
class Question(Record):
    """A safety question in plain words, and what a yes means."""

    id: str = field(metadata=ID)
    """Its id, stable for ever."""
    text: str = field(metadata=TEXT)
    """The question as it is asked."""
    help: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """What counts and what does not."""
    reason: str = field(metadata=TEXT)
    """Why it is asked."""
    section: Section = field(converter=as_section, metadata=word(Section))
    """The part of the questionnaire it stands in."""
    order: int = field(metadata=whole(0, 100_000))
    """Its place in the questionnaire."""
    sensitive: bool = field(default=False, metadata=FLAG)
    """Whether it touches what people may not want to say aloud; a clinic may ask it in private."""
    concerns_everyone: bool = field(default=False, metadata=FLAG)
    """Whether it is asked whatever the complaint."""
    concerns: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """The conditions it is asked for, with all their kinds."""
    triggers: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """The rules that a yes fires; empty for a question that only opens narrower ones."""
    implies: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """The questions that a yes answers with yes."""
    under: str | None = field(default=None, metadata=OPTIONAL_ID)
    """The broader question it stands under: a no there is a no here."""
    asks_where: bool = field(default=False, metadata=FLAG)
    """Whether a yes should come with its place."""
    if_unexplained: Action | None = field(
        default=None, converter=as_optional_action, metadata=optional_word(Action)
    )
    """What a yes asks for while no narrower question explains it."""
    must_be_explained: bool = field(default=False, metadata=FLAG)
    """Whether a yes needs a narrower yes beside it, although it fires rules of its own."""
    yes_at_ages: Span | None = field(default=None, metadata=optional_one(Span))
    """Ages in years, inclusive, that answer it with yes."""
    no_at_ages: Span | None = field(default=None, metadata=optional_one(Span))
    """Ages in years, inclusive, that answer it with no."""
    never_assumed_after: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Questions whose yes keeps this one out of a no in bulk: it asks for the same sign."""
    former_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Ids it had before; they still find it."""

    def _faults(self) -> Iterator[Fault]:
        yes, no = self.yes_at_ages, self.no_at_ages
        if yes and no and any(age in yes and age in no for age in range(131)):
            yield Fault("no_at_ages", "expected ages that are not in yes_at_ages too")


@frozen(kw_only=True, repr=False)
class Limit(Model):
    """One limit on hands-on work: where, and what is left."""

    reported: bool = field(default=False, metadata=FLAG)
    """True: it holds where the person reports the finding; False: at `regions`."""
    regions: tuple[Region, ...] = field(default=(), converter=as_region_set, metadata=words(Region))
    """Where it holds; empty for a reported limit."""
    spread: Spread | None = field(
        default=None, converter=as_optional_spread, metadata=optional_word(Spread)
    )
    """How far around the reported place it reaches; None: the place itself."""
    pressure_cap: PressureCap | None = field(
        default=None, converter=as_optional_cap, metadata=optional_word(PressureCap)
    )
    """The most pressure left; None: no cap; `no-pressure` closes the place."""
    technique_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Techniques that are not used there."""
    positions_avoid: tuple[Position, ...] = field(
        default=(), converter=as_positions, metadata=words(Position)
    )
    """Positions the person is not put in."""

    def _faults(self) -> Iterator[Fault]:
        if self.reported == bool(self.regions):
            yield Fault("regions", "expected regions, or reported: true, and not both")
        if self.spread is not None and not self.reported:
            yield Fault("spread", "expected only beside reported: true")


def as_limits(values: Iterable[Limit]) -> tuple[Limit, ...]:
    """Limits in the order given."""
    return as_objects(Limit, values)  # type: ignore[no-any-return]


@frozen(kw_only=True, repr=False)
class ClearanceTerms(Model):
    """What a clearance changes about a rule."""

    lifted_by: tuple[ClearanceBy, ...] = field(
        default=(), converter=as_clearers, metadata=words(ClearanceBy)
    )
    """Who can lift it; empty: no clearance lifts it."""
    remaining: tuple[Limit, ...] = field(default=(), metadata=many(Limit))
    """The limits that stay after a clearance."""
    ends_by_itself: bool = field(default=False, metadata=FLAG)
    """True: the rule ends within days or weeks; no letter asks to lift it before."""
    terms: str = field(metadata=TEXT)
    """The same in a sentence, with what ends the rule where no clearance does."""

    def _faults(self) -> Iterator[Fault]:
        if self.remaining and not self.lifted_by:
            yield Fault("remaining", "expected none where nobody can lift the rule")


@frozen(kw_only=True, repr=False)
class Contraindication(Record):
    """A safety rule on massage."""

    id: str = field(metadata=ID)
    """Its id, stable for ever."""
    name: str = field(metadata=TEXT)
    """What the rule is about."""
    aliases: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
    """What a person might type for it; used by search alone."""
    severity: Severity = field(converter=as_severity, metadata=word(Severity))
    """How much it forbids."""
    action: Action = field(converter=as_action, metadata=word(Action))
    """What it asks for."""
    applies_to: AppliesTo = field(
        default=AppliesTo.ASKED, converter=as_applies_to, metadata=word(AppliesTo)
    )
    """Who it is for."""
    why: str = field(metadata=TEXT)
    """The harm it prevents."""
    instructions: str = field(metadata=TEXT)
    """What the therapist does."""
    decides_whole_session: bool = field(default=False, metadata=FLAG)
    """True: its action holds for the whole session; False: it limits what it covers."""
    needs_place: bool = field(default=False, metadata=FLAG)
    """Whether it cannot be applied without knowing where the finding is."""
    limits: tuple[Limit, ...] = field(default=(), metadata=many(Limit))
    """What it limits; empty: it instructs and limits nothing."""
    session_minutes: int | None = field(default=None, metadata=optional_whole(15, 90, "minutes"))
    """The most minutes of a visit while it holds, cleared or not; None: it shortens no visit."""
    clearance: ClearanceTerms = field(metadata=one(ClearanceTerms))
    """What a clearance changes."""
    review: bool = field(default=False, metadata=FLAG)
    """True: weakly sourced or loosened in wording; waits for a clinician's signature."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """What it rests on."""
    former_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Ids it had before; they still find it."""

    def _faults(self) -> Iterator[Fault]:
        if self.needs_place and not any(limit.reported for limit in self.limits):
            yield Fault("needs_place", "expected a reported limit beside it")
        if self.clearance.lifted_by and self.action.rank >= Action.REFER_URGENTLY.rank:
            yield Fault("clearance", f"expected that nobody lifts a rule that says {self.action}")


@frozen(kw_only=True, repr=False)
class RedFlag(Record):
    """A sign that a clinician must look at."""

    id: str = field(metadata=ID)
    """Its id, stable for ever."""
    sign: str = field(metadata=TEXT)
    """What is noticed."""
    aliases: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
    """What a person might type for it; used by search alone."""
    suspects: str = field(metadata=TEXT)
    """What it may mean; never a diagnosis."""
    action: Action = field(converter=as_action, metadata=word(Action))
    """What to do."""
    decides_whole_session: bool = field(default=True, metadata=FLAG)
    """False: it is advice that is printed, and the plan goes on."""
    concerns_everyone: bool = field(default=False, metadata=FLAG)
    """Whether it belongs to every complaint."""
    concerns: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """The complaints it belongs to."""
    review: bool = field(default=False, metadata=FLAG)
    """True: loosened in wording; waits for a clinician's signature."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """What it rests on."""
    former_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Ids it had before; they still find it."""

    @property
    def name(self) -> str:
        """The sign, under the name that all rules have."""
        return self.sign

    def _faults(self) -> Iterator[Fault]:
        if self.action not in (Action.REFER, Action.REFER_URGENTLY, Action.EMERGENCY):
            yield Fault("action", f"expected refer, refer-urgently or emergency, got {self.action}")
        if not self.decides_whole_session and self.action is not Action.REFER:
            yield Fault("decides_whole_session", f"{self.action} always decides the whole session")


@frozen(kw_only=True, repr=False)
class Allergen(Record):
    """Something in massage products that people react to. It blocks products, not the session."""

    id: str = field(metadata=ID)
    """Its id, stable for ever."""
    name: str = field(metadata=TEXT)
    """Its name."""
    products: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
    """What to keep off the person."""
    alternatives: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
    """What may be used instead; empty where the notes decide."""
    notes: str = field(metadata=TEXT)
    """What else to know."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """What it rests on."""
    former_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Ids it had before; they still find it."""


@frozen(kw_only=True, repr=False)
class Disclaimer(Record):
    """A notice with fixed wording. A plan carries the whole text, not a pointer to it."""

    id: DisclaimerId = field(converter=as_disclaimer_id, metadata=word(DisclaimerId))
    """Which notice it is."""
    version: str = field(metadata=TEXT)
    """The version of the wording."""
    language: str = field(metadata=TEXT)
    """Its language, such as `en-US` (BCP 47)."""
    text: str = field(metadata=TEXT)
    """The wording."""
    appears_in: tuple[AppearsIn, ...] = field(converter=as_appears_in, metadata=words(AppearsIn))
    """Where it must stand."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """What it rests on."""
