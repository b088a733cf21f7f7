"""Where statements come from."""

from collections.abc import Iterator

from attrs import field, frozen

from medmassage.errors import Fault
from medmassage.model.fields import (
    FLAG,
    ID,
    IDS,
    OPTIONAL_TEXT,
    TEXT,
    TEXTS,
    Model,
    Record,
    as_ids,
    as_source_kind,
    as_statement_topic,
    in_order,
    one,
    optional_number,
    optional_whole,
    seen,
    whole,
    word,
    words,
)
from medmassage.vocabulary import SourceKind, StatementTopic


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
        return (self.low is None or self.low <= value) and (
            self.high is None or value <= self.high
        )

    def __repr__(self) -> str:
        return f"Span({self.low}, {self.high})"

    def __str__(self) -> str:
        if self.low is None:
            return f"up to {self.high:g}"
        if self.high is None:
            return f"from {self.low:g}"
        return f"{self.low:g}" if self.low == self.high else f"{self.low:g} to {self.high:g}"


@frozen(repr=False)
class Citation(Model):
    """A pointer into a source."""

    source_id: str = field(metadata=ID)
    """The source."""
    locator: str | None = field(default=None, kw_only=True, metadata=OPTIONAL_TEXT)
    """Where in the source, such as `abstract`; None points at the whole."""


@frozen(kw_only=True, repr=False)
class Source(Record):
    """A document that statements rest on. An identifier is None where nobody saw it."""

    id: str = field(metadata=ID)
    """Its id, stable for ever."""
    kind: SourceKind = field(converter=as_source_kind, metadata=word(SourceKind))
    """What sort of document it is."""
    title: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """Its title, or None where none was seen."""
    authors: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
    """Authors in the order of the document; empty where none was seen."""
    editors: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
    """Who edited it."""
    medical_reviewers: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
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
    """A sourced statement about medical massage in general."""

    id: str = field(metadata=ID)
    """Its id, stable for ever."""
    topic: StatementTopic = field(converter=as_statement_topic, metadata=word(StatementTopic))
    """What it is about."""
    text: str = field(metadata=TEXT)
    """The statement, in our own words."""
    minutes: Span | None = field(default=None)
    """Minutes of one session, where the statement names them."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """Who says so. Our own defaults cite `medmassage-conventions`."""
