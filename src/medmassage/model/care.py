"""The course of care, as the article tells it and as conventions add."""

from medmassage.model.care_words import as_advice_kind, as_expectation_kind
from medmassage.model.evidence import Span
from medmassage.model.fields import (
    FLAG,
    ID,
    IDS,
    OPTIONAL_TEXT,
    TEXT,
    Record,
    optional_one,
    optional_word,
    whole,
    word,
)
from medmassage.model.making import field, frozen
from medmassage.model.words import as_ids, as_optional_stage
from medmassage.vocabulary import AdviceKind, ExpectationKind, Stage


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
    kind: ExpectationKind = field(
        default=ExpectationKind.GENERAL,
        converter=as_expectation_kind,
        metadata=word(ExpectationKind),
    )
    """What it is about."""
    condition_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """The conditions it is about; empty: massage in general."""
    stage: Stage | None = field(
        default=None, converter=as_optional_stage, metadata=optional_word(Stage)
    )
    """The stage it is about; None: any."""
    weeks: Span | None = field(default=None, metadata=optional_one(Span))
    """The weeks it speaks of, from onset or from the start of care; None: it names none."""
    note: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """Limits of what is known."""
    review: bool = field(default=False, metadata=FLAG)
    """True: weakly sourced; waits for a clinician."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """Who says so."""


@frozen(kw_only=True, repr=False)
class Advice(Record):
    """Something a person may do, or be told, beside massage."""

    id: str = field(metadata=ID)
    """Its id, stable for ever."""
    kind: AdviceKind = field(converter=as_advice_kind, metadata=word(AdviceKind))
    """What it is about."""
    text: str = field(metadata=TEXT)
    """The advice, in plain words."""
    strength: str = field(metadata=TEXT)
    """How well it is founded, in the source's own terms."""
    condition_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """The conditions it is for, with all their kinds; empty: any."""
    stage: Stage | None = field(
        default=None, converter=as_optional_stage, metadata=optional_word(Stage)
    )
    """The stage it is for; None: any."""
    not_if: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Safety rules: where one has fired, the advice is not given."""
    review: bool = field(default=False, metadata=FLAG)
    """True: weakly sourced; waits for a clinician."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """Who gives it."""


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
