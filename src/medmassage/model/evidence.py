"""Where statements come from."""

from collections.abc import Iterator

from medmassage.errors import Fault
from medmassage.model.fields import (
    FLAG,
    ID,
    IDS,
    OPTIONAL_FLAG,
    OPTIONAL_ID,
    OPTIONAL_TEXT,
    TEXT,
    TEXTS,
    Model,
    Record,
    optional_number,
    optional_one,
    optional_whole,
    optional_word,
    unchecked,
    word,
    words,
)
from medmassage.model.making import field, frozen
from medmassage.model.words import (
    as_certainty,
    as_comparator_kind,
    as_direction,
    as_evidence_role,
    as_ids,
    as_optional_relative,
    as_optional_stage,
    as_optional_term,
    as_outcome_kind,
    as_source_kind,
    as_stages,
    as_statement_topic,
    as_written,
)
from medmassage.vocabulary import (
    Certainty,
    ComparatorKind,
    Direction,
    EvidenceRole,
    OutcomeKind,
    Relative,
    SourceKind,
    Stage,
    StatementTopic,
    Term,
)


@frozen(repr=False)
class Span(Model):
    """A range from `low` to `high`, both inclusive; None leaves that end open."""

    low: float | None = field(default=None, metadata=optional_number())
    """The lowest value, or None."""
    high: float | None = field(default=None, metadata=optional_number())
    """The highest value, or None."""

    def _faults(self) -> Iterator[Fault]:
        if self.low is None and self.high is None:
            yield Fault("low", "expected at least one end, got none")
        elif self.low is not None and self.high is not None and self.low > self.high:
            yield Fault("high", f"expected at least low ({self.low}), got {self.high}")

    def __contains__(self, value: float) -> bool:
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)

    def __repr__(self) -> str:
        return f"Span({self.low}, {self.high})"

    def __str__(self) -> str:
        low, high = _plain_number(self.low), _plain_number(self.high)
        if low is None:
            return f"up to {high}"
        if high is None:
            return f"from {low}"
        return low if low == high else f"{low} to {high}"


def _plain_number(value: float | None) -> str | None:
    """A number without an exponent or a needless fraction."""
    if value is None:
        return None
    return f"{int(value)}" if value == int(value) else f"{value:f}".rstrip("0")


@frozen(repr=False)
class Citation(Model):
    """A pointer into a source."""

    source_id: str = field(metadata=ID)
    """The source."""
    locator: str | None = field(default=None, kw_only=True, metadata=OPTIONAL_TEXT)
    """Where in the source, such as `abstract`; None points at the whole."""


_cite = unchecked(Citation)


@frozen(kw_only=True, repr=False)
class Source(Record):
    """A document that statements rest on. An identifier is None where nobody saw it."""

    id: str = field(metadata=ID)
    """Its id, stable for ever."""
    kind: SourceKind = field(converter=as_source_kind, metadata=word(SourceKind))
    """What sort of document it is."""
    title: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """Its title, or None where none was seen."""
    authors: tuple[str, ...] = field(default=(), converter=as_written, metadata=TEXTS)
    """Authors in the order of the document; empty where none was seen."""
    editors: tuple[str, ...] = field(default=(), converter=as_written, metadata=TEXTS)
    """Who edited it."""
    medical_reviewers: tuple[str, ...] = field(default=(), converter=as_written, metadata=TEXTS)
    """Who reviewed it medically."""
    publisher: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """Who published it."""
    year: int | None = field(default=None, metadata=optional_whole(1800, 2100))
    """Year of publication, or None where none was seen."""
    container: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """Journal, book or site."""
    doi: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """Digital object identifier."""
    pmid: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """PubMed id."""
    pmcid: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """PubMed Central id."""
    url: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """Address where it was seen."""
    citable: bool = field(default=True, metadata=FLAG)
    """False: no identifier and no page of the publisher; cited only beside a citable source."""

    @property
    def address(self) -> str | None:
        """The best address to follow: DOI, PubMed, PubMed Central, then the page."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        if self.pmcid:
            return f"https://pmc.ncbi.nlm.nih.gov/articles/{self.pmcid}/"
        return self.url


@frozen(kw_only=True, repr=False)
class Statement(Record):
    """A sourced statement about medical massage, healing or care."""

    id: str = field(metadata=ID)
    """Its id, stable for ever."""
    topic: StatementTopic = field(converter=as_statement_topic, metadata=word(StatementTopic))
    """What it is about."""
    text: str = field(metadata=TEXT)
    """The statement, in our own words."""
    condition_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """The conditions it is about, with all their kinds; empty: massage in general."""
    only_if: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Safety rules: it is told where one of them has fired; empty: it does not depend on any."""
    stage: Stage | None = field(
        default=None, converter=as_optional_stage, metadata=optional_word(Stage)
    )
    """The stage it is about; None: any."""
    days: Span | None = field(default=None, metadata=optional_one(Span))
    """Days since the injury that it speaks of; None: it names none."""
    minutes: Span | None = field(default=None, metadata=optional_one(Span))
    """Minutes of one session, where the statement names them."""
    review: bool = field(default=False, metadata=FLAG)
    """True: weakly sourced; waits for a clinician."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """Who says so. Our own defaults cite `medmassage-conventions`."""


@frozen(kw_only=True, repr=False)
class Code(Model):
    """A code of a published code system."""

    system: str = field(metadata=TEXT)
    """`ICD-10-CM` or `MeSH`; `SNOMED CT` where that was asked for."""
    code: str = field(metadata=TEXT)
    """The code."""
    display: str = field(metadata=TEXT)
    """The system's own name for it."""
    billable: bool | None = field(default=None, metadata=OPTIONAL_FLAG)
    """ICD-10-CM: whether it is a leaf code; None elsewhere."""
    note: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """How it fits."""


@frozen(kw_only=True, repr=False)
class Dose(Model):
    """How much was given. None: not stated."""

    minutes: Span | None = field(default=None, metadata=optional_one(Span))
    """Minutes of one session."""
    sessions_per_week: Span | None = field(default=None, metadata=optional_one(Span))
    """Sessions in a week."""
    weeks: Span | None = field(default=None, metadata=optional_one(Span))
    """Weeks of the course."""
    sessions: Span | None = field(default=None, metadata=optional_one(Span))
    """Sessions in all."""


@frozen(kw_only=True, repr=False)
class Evidence(Record):
    """One finding of one source on a technique for a condition."""

    id: str = field(metadata=ID)
    """Its id, stable for ever: the source's id and a number."""
    source_id: str = field(metadata=ID)
    """The source."""
    locator: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """Where in the source."""
    condition_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """The conditions it is about; empty where `population` or `benefit_ids` says more."""
    benefit_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """The claimed benefits it speaks to."""
    population: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """The people, where `condition_ids` do not say it: no condition, or people with another."""
    stages: tuple[Stage, ...] = field(default=(), converter=as_stages, metadata=words(Stage))
    """The stages studied; empty: any."""
    in_flare: bool = field(default=False, metadata=FLAG)
    """Whether it is about a flare of an inflammatory disease."""
    role: EvidenceRole = field(
        default=EvidenceRole.TECHNIQUE, converter=as_evidence_role, metadata=word(EvidenceRole)
    )
    """What it is to our techniques."""
    technique_id: str | None = field(default=None, metadata=OPTIONAL_ID)
    """Our technique; None for context and comparators."""
    intervention: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """The intervention's name, where it is not one of our techniques."""
    comparator: str = field(metadata=TEXT)
    """What it was compared with, in words."""
    comparator_kind: ComparatorKind = field(
        converter=as_comparator_kind, metadata=word(ComparatorKind)
    )
    """What sort of comparator that is."""
    outcome: str = field(metadata=TEXT)
    """What was measured, in words."""
    outcome_kind: OutcomeKind = field(converter=as_outcome_kind, metadata=word(OutcomeKind))
    """What sort of outcome that is."""
    direction: Direction = field(converter=as_direction, metadata=word(Direction))
    """What it says."""
    relative: Relative | None = field(
        default=None, converter=as_optional_relative, metadata=optional_word(Relative)
    )
    """How it did against an active comparator; None: not stated."""
    certainty: Certainty = field(
        default=Certainty.NOT_GRADED, converter=as_certainty, metadata=word(Certainty)
    )
    """How sure it is, as the source states it; never upgraded."""
    strength: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """The strength of a recommendation, in the source's own scale."""
    term: Term | None = field(
        default=None, converter=as_optional_term, metadata=optional_word(Term)
    )
    """How long after treatment; None: not stated."""
    only_with_other_care: bool = field(default=False, metadata=FLAG)
    """Whether it holds only beside exercise or other care."""
    participants: int | None = field(default=None, metadata=optional_whole(1, 10_000_000))
    """People studied; None: not stated."""
    dose: Dose | None = field(default=None, metadata=optional_one(Dose))
    """How much was given; None: not stated."""
    details: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """More of how it was done."""
    summary: str = field(metadata=TEXT)
    """The finding in a sentence, in our own words."""
    note: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """Limits of the finding."""
    review: bool = field(default=False, metadata=FLAG)
    """True: its source has no identifier or page; waits for review."""

    @property
    def source_ids(self) -> tuple[str, ...]:
        """The source, under the name that all records have."""
        return (self.source_id,)

    @property
    def citation(self) -> Citation:
        """The pointer into the source."""
        return _cite(source_id=self.source_id, locator=self.locator)

    def _faults(self) -> Iterator[Fault]:
        ours = self.role is EvidenceRole.TECHNIQUE
        if ours != (self.technique_id is not None):
            yield Fault("technique_id", "expected one exactly for the role technique")
        if ours == (self.intervention is not None):
            yield Fault("intervention", "expected one exactly where there is no technique_id")
        if not (self.condition_ids or self.benefit_ids or self.population):
            yield Fault("condition_ids", "expected condition_ids, benefit_ids or a population")
