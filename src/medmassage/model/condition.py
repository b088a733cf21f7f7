"""What massage is asked for, and what a technique acts on."""

from medmassage.model.evidence import Code, Span
from medmassage.model.fields import (
    FLAG,
    ID,
    IDS,
    OPTIONAL_TEXT,
    TEXT,
    TEXTS,
    Model,
    Record,
    many,
    one,
    optional_one,
    word,
    words,
)
from medmassage.model.making import field, frozen
from medmassage.model.words import as_ids, as_regions, as_stage, as_therapist_role, in_order
from medmassage.vocabulary import Region, Stage, TherapistRole


@frozen(kw_only=True, repr=False)
class Aliases(Model):
    """Other names of a condition."""

    lay: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
    """What a patient might type."""
    clinical: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
    """What a physician might write."""
    abbreviations: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
    """Short forms."""


@frozen(kw_only=True, repr=False)
class StageWeeks(Model):
    """What a stage means for one condition."""

    stage: Stage = field(converter=as_stage, metadata=word(Stage))
    """The stage."""
    weeks: Span | None = field(default=None, metadata=optional_one(Span))
    """Weeks since onset, from low up to but not including high; None: weeks do not define it."""
    note: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """What else to know."""
    source_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Who bounds it; empty where nobody was found."""


@frozen(kw_only=True, repr=False)
class RecommendedMeasure(Model):
    """A measure that a source recommends for a condition."""

    outcome_measure_id: str = field(metadata=ID)
    """The measure."""
    note: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """For what it is recommended."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """Who recommends it."""


@frozen(kw_only=True, repr=False)
class TargetMuscle(Model):
    """A muscle that trials or texts work on for a condition."""

    latin: str = field(metadata=TEXT)
    """Anatomical name."""
    plain: str = field(metadata=TEXT)
    """Plain words."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """Who names it."""


@frozen(kw_only=True, repr=False)
class Condition(Record):
    """A complaint or diagnosis that massage is asked for."""

    id: str = field(metadata=ID)
    """Its id, stable for ever."""
    name: str = field(metadata=TEXT)
    """Its usual name."""
    plain_name: str = field(metadata=TEXT)
    """The name in plain words."""
    description: str = field(metadata=TEXT)
    """What it is."""
    parent_ids: tuple[str, ...] = field(default=(), converter=in_order, metadata=IDS)
    """The broader conditions it is a kind of, the main one first."""
    in_article: bool = field(default=False, metadata=FLAG)
    """Whether the article names it."""
    aliases: Aliases = field(factory=Aliases, metadata=one(Aliases))
    """Other names."""
    codes: tuple[Code, ...] = field(default=(), metadata=many(Code))
    """ICD-10-CM and MeSH codes."""
    regions: tuple[Region, ...] = field(default=(), converter=as_regions, metadata=words(Region))
    """Where it usually is; the first is the main one."""
    regions_are_alternatives: bool = field(default=False, metadata=FLAG)
    """True: it is in one of `regions`, so the place must be asked."""
    needs_side: bool = field(default=False, metadata=FLAG)
    """Whether left or right matters."""
    body_system_ids: tuple[str, ...] = field(default=(), converter=in_order, metadata=IDS)
    """The body systems concerned, main one first."""
    stages: tuple[StageWeeks, ...] = field(default=(), metadata=many(StageWeeks))
    """The stages it can be in, earliest first."""
    impairment_ids: tuple[str, ...] = field(default=(), converter=in_order, metadata=IDS)
    """What is usually found in the soft tissue, most typical first."""
    target_muscles: tuple[TargetMuscle, ...] = field(default=(), metadata=many(TargetMuscle))
    """Muscles worked on for it, where a source names them."""
    outcome_measure_ids: tuple[str, ...] = field(default=(), converter=in_order, metadata=IDS)
    """Measures that fit it, the first ones first."""
    recommended_measures: tuple[RecommendedMeasure, ...] = field(
        default=(), metadata=many(RecommendedMeasure)
    )
    """Those of them that a source recommends for it."""
    therapist_role: TherapistRole = field(converter=as_therapist_role, metadata=word(TherapistRole))
    """The place of massage in its care."""
    diagnosis_needed: bool = field(default=False, metadata=FLAG)
    """Whether a medical diagnosis should come first."""
    massage_note: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """What a therapist should know about massage for it."""
    evidence_from_parents: bool = field(default=True, metadata=FLAG)
    """False: findings on the broader conditions do not speak for this one."""
    screen_as: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Other conditions whose safety questions are asked too."""
    answers_yes: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Questions that naming this complaint answers with yes, at its place."""
    answers_yes_when_acute: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """The same, when the complaint is given as acute."""
    easily_confused_with: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Conditions that look alike."""
    source_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """What the record rests on."""
    former_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Ids it had before; they still find it."""


@frozen(kw_only=True, repr=False)
class Impairment(Record):
    """A finding in the soft tissue, or a symptom, that a technique acts on."""

    id: str = field(metadata=ID)
    """Its id, stable for ever."""
    name: str = field(metadata=TEXT)
    """Its name."""
    description: str = field(metadata=TEXT)
    """What it is."""
    how_assessed: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
    """How a therapist finds it, step by step."""
    outcome_measure_ids: tuple[str, ...] = field(default=(), converter=in_order, metadata=IDS)
    """What shows its change."""
    in_article: bool = field(default=False, metadata=FLAG)
    """Whether the article speaks of it."""
    caution: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """What to rule out or respect."""
    note: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """Limits of what is known."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """What the record rests on."""
    former_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Ids it had before; they still find it."""
