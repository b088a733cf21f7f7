"""The body: systems, what massage is said to do for them, and the tree of regions."""

from medmassage.model.evidence import Code
from medmassage.model.fields import (
    ID,
    IDS,
    OPTIONAL_ID,
    OPTIONAL_TEXT,
    TEXT,
    Record,
    many,
    word,
    words,
)
from medmassage.model.making import field, frozen
from medmassage.model.words import as_ids, as_region, as_region_set, as_verdict
from medmassage.vocabulary import Region, Verdict


@frozen(kw_only=True, repr=False)
class BodySystem(Record):
    """A system of the body that massage is said to benefit."""

    id: str = field(metadata=ID)
    """Its id, stable for ever."""
    name: str = field(metadata=TEXT)
    """Its name."""
    description: str = field(metadata=TEXT)
    """What belongs to it."""
    codes: tuple[Code, ...] = field(default=(), metadata=many(Code))
    """Codes of published code systems; empty: none fits."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """Who names it."""


@frozen(kw_only=True, repr=False)
class Benefit(Record):
    """A claim that massage benefits a body system, attributed to who makes it."""

    id: str = field(metadata=ID)
    """Its id, stable for ever."""
    body_system_id: str = field(metadata=ID)
    """The body system."""
    claim: str = field(metadata=TEXT)
    """What is claimed, in our own words."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """Who claims it."""
    verdict: Verdict = field(
        default=Verdict.NOT_ON_FILE, converter=as_verdict, metadata=word(Verdict)
    )
    """What research on file says of the claim."""
    research: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """The same in a sentence or two; None where nothing is on file."""
    evidence_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """The findings behind it."""


@frozen(kw_only=True, repr=False)
class BodyRegion(Record):
    """A place in the tree of regions. What is said of a region holds for all that lies in it."""

    id: Region = field(converter=as_region, metadata=word(Region))
    """The region's word; `id.parent` is the region it lies in."""
    name: str = field(metadata=TEXT)
    """Its plain name."""
    codes: tuple[Code, ...] = field(default=(), metadata=many(Code))
    """Codes of published code systems; empty: none fits."""
    pain_complaint_id: str | None = field(default=None, metadata=OPTIONAL_ID)
    """The complaint whose safety questions are asked when this region is named."""
    below: tuple[Region, ...] = field(default=(), converter=as_region_set, metadata=words(Region))
    """What lies farther from the trunk on the same limb."""
    quarter: tuple[Region, ...] = field(default=(), converter=as_region_set, metadata=words(Region))
    """For a limb: the quarter of the trunk that drains with it."""
