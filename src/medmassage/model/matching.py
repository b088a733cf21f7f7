"""Which techniques fit a complaint, and why or why not."""

from collections.abc import Iterator

from medmassage.errors import Fault
from medmassage.model.evidence import Citation
from medmassage.model.fields import (
    FLAG,
    ID,
    IDS,
    OPTIONAL_ID,
    OPTIONAL_TEXT,
    TEXT,
    Model,
    Shown,
    many,
    one,
    optional_word,
    word,
    words,
)
from medmassage.model.making import field, frozen
from medmassage.model.screening import Screening
from medmassage.model.words import (
    as_change_kind,
    as_ids,
    as_optional_stage,
    as_pressure,
    as_region,
    as_region_set,
    as_side,
    as_support,
    in_order,
)
from medmassage.vocabulary import ChangeKind, Pressure, Region, Side, Stage, Support


@frozen(kw_only=True, repr=False)
class Argument(Model):
    """One reason for or against a technique, with its source."""

    text: str = field(metadata=TEXT)
    """The reason, in a sentence."""
    citations: tuple[Citation, ...] = field(metadata=many(Citation))
    """Who says so."""
    evidence_id: str | None = field(default=None, metadata=OPTIONAL_ID)
    """The finding it rests on; None: the article or a text."""
    only_with_other_care: bool = field(default=False, metadata=FLAG)
    """Whether it holds only beside exercise or other care."""

    def _faults(self) -> Iterator[Fault]:
        if not self.citations:
            yield Fault("citations", "expected at least one source, got none")


@frozen(kw_only=True, repr=False)
class Indication(Model):
    """What is known of a technique for a condition, without a person."""

    condition_id: str = field(metadata=ID)
    """The condition."""
    technique_id: str = field(metadata=ID)
    """The technique."""
    support: Support = field(converter=as_support, metadata=word(Support))
    """What its evidence earns."""
    direct: bool = field(default=True, metadata=FLAG)
    """False: through a broader technique or condition."""
    stage: Stage | None = field(
        default=None, converter=as_optional_stage, metadata=optional_word(Stage)
    )
    """The stage asked for; None: evidence of every stage counts."""
    impairment_ids: tuple[str, ...] = field(default=(), converter=in_order, metadata=IDS)
    """What it acts on among what is usual for the condition, most typical first."""
    arguments_for: tuple[Argument, ...] = field(default=(), metadata=many(Argument))
    """What speaks for it."""
    arguments_against: tuple[Argument, ...] = field(default=(), metadata=many(Argument))
    """What speaks against it."""
    cautions: tuple[Argument, ...] = field(default=(), metadata=many(Argument))
    """What speaks against broader techniques or conditions, or holds only beside other care."""
    context: tuple[Argument, ...] = field(default=(), metadata=many(Argument))
    """Findings that count for neither side: inconclusive ones, and manual therapy in general."""
    short_term: bool = field(default=False, metadata=FLAG)
    """Whether later findings show that the benefit fades."""

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """All arguments, of whatever side."""
        return (*self.arguments_for, *self.arguments_against, *self.cautions, *self.context)

    @property
    def is_tested(self) -> bool:
        """Whether a finding on this very pair counts on either side."""
        return self.direct and any(
            one.evidence_id for one in (*self.arguments_for, *self.arguments_against)
        )

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Every source it rests on, sorted."""
        return tuple(
            sorted(
                {
                    citation.source_id
                    for argument in self.arguments
                    for citation in argument.citations
                }
            )
        )


@frozen(kw_only=True, repr=False)
class Place(Model):
    """Somewhere a technique can be used, and what is left there."""

    region: Region = field(converter=as_region, metadata=word(Region))
    """The region."""
    side: Side = field(converter=as_side, metadata=word(Side))
    """Which side."""
    pressure: Pressure = field(converter=as_pressure, metadata=word(Pressure))
    """The most pressure: the technique's own top, or the cap."""
    except_regions: tuple[Region, ...] = field(
        default=(), converter=as_region_set, metadata=words(Region)
    )
    """What lies in the region and stays out."""


@frozen(kw_only=True, repr=False)
class Change(Model):
    """What would make a rejected technique possible."""

    kind: ChangeKind = field(converter=as_change_kind, metadata=word(ChangeKind))
    """What sort of change it is."""
    text: str = field(metadata=TEXT)
    """The change, in a sentence."""
    rule_id: str | None = field(default=None, metadata=OPTIONAL_ID)
    """The rule it is about; None: it is not about a rule."""


@frozen(kw_only=True, repr=False)
class TechniqueMatch(Model):
    """One technique for one complaint: accepted or rejected, and why."""

    condition_id: str = field(metadata=ID)
    """The complaint."""
    technique_id: str = field(metadata=ID)
    """The technique."""
    technique_name: str = field(metadata=TEXT)
    """Its name."""
    accepted: bool = field(metadata=FLAG)
    """Whether it can be used somewhere for this complaint."""
    support: Support = field(converter=as_support, metadata=word(Support))
    """What its evidence for this complaint earns."""
    direct: bool = field(default=True, metadata=FLAG)
    """False: through a broader technique or condition."""
    impairment_ids: tuple[str, ...] = field(default=(), converter=in_order, metadata=IDS)
    """What it acts on among what is found or usual, most typical first."""
    places: tuple[Place, ...] = field(default=(), metadata=many(Place))
    """Where it can be used, main region first; empty when rejected."""
    place_is_known: bool = field(default=True, metadata=FLAG)
    """False: `places` depends on an answer about where."""
    arguments_for: tuple[Argument, ...] = field(default=(), metadata=many(Argument))
    """What speaks for it."""
    arguments_against: tuple[Argument, ...] = field(default=(), metadata=many(Argument))
    """What speaks against it."""
    cautions: tuple[Argument, ...] = field(default=(), metadata=many(Argument))
    """What speaks against broader techniques or conditions, or holds only beside other care."""
    context: tuple[Argument, ...] = field(default=(), metadata=many(Argument))
    """Findings that count for neither side: inconclusive ones, and manual therapy in general."""
    short_term: bool = field(default=False, metadata=FLAG)
    """Whether later findings show that the benefit fades."""
    precaution_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Rules that limit it without blocking it."""
    blocked_by: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Rules that block it everywhere the complaint is."""
    reason: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """Why it is rejected, in a sentence; None when accepted."""
    would_change: tuple[Change, ...] = field(default=(), metadata=many(Change))
    """What would allow it, smallest change first; empty when accepted or when nothing would."""

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """All arguments, of whatever side."""
        return (*self.arguments_for, *self.arguments_against, *self.cautions, *self.context)

    @property
    def is_tested(self) -> bool:
        """Whether a finding on this very pair counts on either side."""
        return self.direct and any(
            one.evidence_id for one in (*self.arguments_for, *self.arguments_against)
        )

    @property
    def only_with_other_care(self) -> bool:
        """Whether a source holds that it helps only beside exercise or other care."""
        return any(
            one.only_with_other_care
            for one in (*self.arguments_for, *self.arguments_against, *self.cautions)
        )

    def _faults(self) -> Iterator[Fault]:
        if self.accepted and (self.blocked_by or self.reason or not self.places):
            yield Fault("accepted", "expected places and no reason against it")
        if not self.accepted and (self.places or not self.reason):
            yield Fault("accepted", "expected a reason and no places for a rejected technique")


@frozen(kw_only=True, repr=False)
class MatchReport(Shown):
    """Every technique for every complaint of an intake."""

    accepted: tuple[TechniqueMatch, ...] = field(default=(), metadata=many(TechniqueMatch))
    """Best first, complaint by complaint in the order given."""
    rejected: tuple[TechniqueMatch, ...] = field(default=(), metadata=many(TechniqueMatch))
    """The others, with the reason."""
    screening: Screening = field(metadata=one(Screening))
    """The screening they rest on."""
