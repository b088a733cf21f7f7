"""The course of care, as the article tells it and as conventions add."""

from attrs import field, frozen

from medmassage.model.fields import ID, IDS, TEXT, Record, optional_word, whole
from medmassage.model.words import as_ids, as_optional_stage
from medmassage.vocabulary import Stage


@frozen(kw_only=True, repr=False)
class CareStep(Record):
    """A stage of the process of care."""

    id: str = field(metadata=ID)
    """Its id, stable for ever."""
    order: int = field(metadata=whole(1, 100))
    """Its place in the process, from 1."""
    name: str = field(metadata=TEXT)
    """Its name."""
    text: str = field(metadata=TEXT)
    """What happens."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """Who describes it."""


@frozen(kw_only=True, repr=False)
class Expectation(Record):
    """What may be expected of recovery; never a promise."""

    id: str = field(metadata=ID)
    """Its id, stable for ever."""
    text: str = field(metadata=TEXT)
    """What may happen."""
    condition_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """The conditions it is about; empty: massage in general."""
    stage: Stage | None = field(
        default=None, converter=as_optional_stage, metadata=optional_word(Stage)
    )
    """The stage it is about; None: any."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """Who says so."""


@frozen(kw_only=True, repr=False)
class MassageComparison(Record):
    """How medical and traditional massage differ in one respect."""

    id: str = field(metadata=ID)
    """Its id, stable for ever."""
    aspect: str = field(metadata=TEXT)
    """In what respect."""
    medical: str = field(metadata=TEXT)
    """What medical massage does."""
    traditional: str = field(metadata=TEXT)
    """What traditional massage does."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """Who says so."""
