"""What is measured to see whether care helps, and what a change of a score means."""

from collections.abc import Iterator
from datetime import date

from medmassage.errors import Fault
from medmassage.model.care_words import (
    as_change_direction,
    as_change_size,
    as_change_unit,
    as_higher_is,
    as_measure_license,
    as_scoring_method,
)
from medmassage.model.evidence import Span
from medmassage.model.fields import (
    FLAG,
    ID,
    IDS,
    OPTIONAL_DATE,
    OPTIONAL_FLAG,
    OPTIONAL_TEXT,
    TEXT,
    TEXTS,
    Model,
    Record,
    Shown,
    many,
    number,
    one,
    optional_number,
    optional_one,
    optional_positive,
    optional_whole,
    positive,
    whole,
    word,
)
from medmassage.model.making import field, frozen
from medmassage.model.words import as_ids, as_written
from medmassage.vocabulary import (
    ChangeDirection,
    ChangeSize,
    ChangeUnit,
    HigherIs,
    MeasureLicense,
    ScoringMethod,
)


@frozen(kw_only=True, repr=False)
class Mcid(Model):
    """
    A minimal clinically important difference: the change that some people called important.

    It comes from the people named, none of them massage clients.
    """

    value: float = field(metadata=positive())
    """The change, in `unit`; always positive, whichever way is better."""
    unit: ChangeUnit = field(converter=as_change_unit, metadata=word(ChangeUnit))
    """Points of the scale, or percent of the score before."""
    population: str = field(metadata=TEXT)
    """In whom, and how it was found."""
    condition_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """The conditions of the catalog that it was found in; empty: none, or many together."""
    subscale: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """The part of the instrument it is about, as in `of_what`; None: the score as a whole."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """Who found it."""


@frozen(kw_only=True, repr=False)
class MeasurementError(Model):
    """How far a score moves by chance alone."""

    value: float | None = field(default=None, metadata=optional_positive())
    """The change in points that is still chance; None where it depends on what `text` says."""
    kind: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """The statistic, such as `MDC90`: the change that nine in ten unchanged people stay within."""
    text: str = field(metadata=TEXT)
    """In whom, and for what."""
    answers: Span | None = field(default=None, metadata=optional_one(Span))
    """The number of answers of a score that it is for; None: any."""
    condition_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """The conditions of the catalog that it was found in; empty: none, or many together."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """Who found it."""


@frozen(kw_only=True, repr=False)
class MeasureCode(Model):
    """A LOINC code of a measure or of a part of it."""

    code: str = field(metadata=TEXT)
    """The code."""
    part: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """What it stands for; None: the total score."""
    note: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """How sure it is."""


@frozen(kw_only=True, repr=False)
class OutcomeMeasure(Record):
    """A scale, questionnaire, diary or reading that shows change."""

    id: str = field(metadata=ID)
    """Its id, stable for ever."""
    name: str = field(metadata=TEXT)
    """Its name."""
    abbreviation: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """Short form."""
    construct: str = field(metadata=TEXT)
    """What it measures."""
    minimum: float | None = field(default=None, metadata=optional_number())
    """Lowest score; None: no limit is on file."""
    maximum: float | None = field(default=None, metadata=optional_number())
    """Highest score; None: no limit is on file."""
    step: float = field(metadata=positive())
    """The smallest difference between two scores of all answers; a scaled score may lie between."""
    unit: str = field(default="points", metadata=TEXT)
    """What a score is counted in."""
    higher_is: HigherIs = field(converter=as_higher_is, metadata=word(HigherIs))
    """What a higher score means."""
    method: ScoringMethod = field(converter=as_scoring_method, metadata=word(ScoringMethod))
    """How `score` makes a score of answers."""
    scoring: str = field(metadata=TEXT)
    """How the instrument is scored, in words."""
    items: int | None = field(default=None, metadata=optional_whole(1, 100))
    """How many answers (days of a diary) it takes; None: the person decides, or not seen."""
    answer_range: Span | None = field(default=None, metadata=optional_one(Span))
    """What one answer may be, in whole numbers; None: as the score itself."""
    answers_needed: int | None = field(default=None, metadata=optional_whole(1, 100))
    """The fewest answers that give a score; None: all of them."""
    item_labels: tuple[str, ...] = field(default=(), converter=as_written, metadata=TEXTS)
    """What each answer is about, in our words; empty where texts may not be shipped."""
    missing_rule: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """What happens when answers are missing, in words; None: not seen."""
    mcids: tuple[Mcid, ...] = field(default=(), metadata=many(Mcid))
    """Changes that people called important; they disagree, so all are listed."""
    measurement_errors: tuple[MeasurementError, ...] = field(
        default=(), metadata=many(MeasurementError)
    )
    """How far it moves by chance."""
    refer_from: float | None = field(default=None, metadata=optional_number())
    """The score that calls for a referral, as does any worse one; None: none is on file."""
    license: MeasureLicense = field(converter=as_measure_license, metadata=word(MeasureLicense))
    """Whether it may be used without asking."""
    item_text_may_be_shipped: bool = field(default=False, metadata=FLAG)
    """Whether its items may stand in software; False: scores are entered, items are not shown."""
    loinc: tuple[MeasureCode, ...] = field(default=(), metadata=many(MeasureCode))
    """Its LOINC codes, the total score first; empty: none was seen."""
    note: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """Limits, versions, rights."""
    review: bool = field(default=False, metadata=FLAG)
    """True: something about it was not seen in its source; waits for review."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """What the record rests on."""
    former_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Ids it had before; they still find it."""

    @property
    def loinc_code(self) -> str | None:
        """The LOINC code of the total score, or None."""
        return next((one.code for one in self.loinc if one.part is None), None)

    def calls_for_referral(self, value: float) -> bool:
        """
        Whether a score is `refer_from` or worse.

        Args:
            value: The score.

        Returns:
            False also where no such score is on file, which is not a reassurance.

        Example:
            >>> from medmassage.catalog import default_catalog
            >>> default_catalog().outcome_measures["gad7"].calls_for_referral(12)
            True
        """
        if self.refer_from is None:
            return False
        if self.higher_is is HigherIs.BETTER:
            return value <= self.refer_from
        return value >= self.refer_from

    def _faults(self) -> Iterator[Fault]:
        low, high = self.minimum, self.maximum
        if low is not None and high is not None and low >= high:
            yield Fault("maximum", f"expected more than minimum ({low}), got {high}")
        if self.item_labels and len(self.item_labels) != self.items:
            yield Fault("item_labels", f"expected one for each of the {self.items} items")
        if self.item_labels and not self.item_text_may_be_shipped:
            yield Fault("item_labels", "expected none where item texts may not be shipped")
        if self.items and self.answers_needed and self.answers_needed > self.items:
            yield Fault("answers_needed", f"expected at most {self.items}")


@frozen(kw_only=True, repr=False)
class Measurement(Model):
    """One score of one person. It says nothing of who the person is."""

    measure_id: str = field(metadata=ID)
    """The measure."""
    value: float = field(metadata=number())
    """The score."""
    session: int | None = field(default=None, metadata=optional_whole(0, 1000))
    """The session it was taken in, before hands-on work; None: not in one; 0: before the first."""
    on: date | None = field(default=None, metadata=OPTIONAL_DATE)
    """The day it was taken, or None."""
    answered: int = field(default=1, metadata=whole(1, 1000))
    """How many answers it was made of."""
    of: int = field(default=1, metadata=whole(1, 1000))
    """How many it could have been made of."""
    of_what: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """For a scale used several times: movement, joint, activity, subscale. Compared exactly."""

    def _faults(self) -> Iterator[Fault]:
        if self.answered > self.of:
            yield Fault("answered", f"expected at most {self.of}, got {self.answered}")


@frozen(kw_only=True, repr=False)
class McidReading(Model):
    """One important difference held against a change."""

    mcid: Mcid = field(metadata=one(Mcid))
    """The difference, with its population and source."""
    points: float = field(metadata=number())
    """What it comes to in points from this score before."""
    reached: bool = field(metadata=FLAG)
    """Whether the change is at least as large, whichever way it went."""


@frozen(kw_only=True, repr=False)
class Interpretation(Shown):
    """What a change between two scores of one measure says. Never more than the error allows."""

    measure_id: str = field(metadata=ID)
    """The measure."""
    before: float = field(metadata=number())
    """The earlier score."""
    after: float = field(metadata=number())
    """The later score."""
    change: float = field(metadata=number())
    """After minus before."""
    percent: float | None = field(default=None, metadata=optional_number())
    """The change in percent of the score before; None where that was 0."""
    direction: ChangeDirection = field(
        converter=as_change_direction, metadata=word(ChangeDirection)
    )
    """Better, worse or the same."""
    size: ChangeSize = field(converter=as_change_size, metadata=word(ChangeSize))
    """How much the change says."""
    beyond_error: bool | None = field(default=None, metadata=OPTIONAL_FLAG)
    """Whether it is larger than the measurement error; None: the error is not on file."""
    mcids: tuple[McidReading, ...] = field(default=(), metadata=many(McidReading))
    """Each important difference that was held against it; those of the condition, if any are."""
    measurement_errors: tuple[MeasurementError, ...] = field(
        default=(), metadata=many(MeasurementError)
    )
    """The errors it was held against."""
    refer: bool = field(default=False, metadata=FLAG)
    """Whether the later score itself calls for a referral."""
    text: str = field(metadata=TEXT)
    """The same in a sentence or two."""
    source_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """What it rests on."""

    @property
    def important(self) -> bool:
        """Whether it is an important change for the better: an MCID reached, beyond the error."""
        return (
            self.direction is ChangeDirection.BETTER
            and self.size is ChangeSize.REACHES_MCID
            and self.beyond_error is not False
        )

    def _faults(self) -> Iterator[Fault]:
        if self.beyond_error is False and self.size.rank > ChangeSize.WITHIN_ERROR.rank:
            yield Fault("size", f"expected within-error, got {self.size}")
