"""How words about care and outcome measures are tidied; see `words`."""

from medmassage.model.words import word_of
from medmassage.vocabulary import (
    AdviceKind,
    ChangeDirection,
    ChangeKind,
    ChangeSize,
    ChangeUnit,
    ExpectationKind,
    HigherIs,
    MeasureLicense,
    ScoringMethod,
)


def as_advice_kind(value: AdviceKind | str) -> AdviceKind:
    """The AdviceKind of that name."""
    return word_of(AdviceKind, value)  # type: ignore[no-any-return]


def as_change_direction(value: ChangeDirection | str) -> ChangeDirection:
    """The ChangeDirection of that name."""
    return word_of(ChangeDirection, value)  # type: ignore[no-any-return]


def as_change_kind(value: ChangeKind | str) -> ChangeKind:
    """The ChangeKind of that name."""
    return word_of(ChangeKind, value)  # type: ignore[no-any-return]


def as_change_size(value: ChangeSize | str) -> ChangeSize:
    """The ChangeSize of that name."""
    return word_of(ChangeSize, value)  # type: ignore[no-any-return]


def as_change_unit(value: ChangeUnit | str) -> ChangeUnit:
    """The ChangeUnit of that name."""
    return word_of(ChangeUnit, value)  # type: ignore[no-any-return]


def as_expectation_kind(value: ExpectationKind | str) -> ExpectationKind:
    """The ExpectationKind of that name."""
    return word_of(ExpectationKind, value)  # type: ignore[no-any-return]


def as_higher_is(value: HigherIs | str) -> HigherIs:
    """The HigherIs of that name."""
    return word_of(HigherIs, value)  # type: ignore[no-any-return]


def as_measure_license(value: MeasureLicense | str) -> MeasureLicense:
    """The MeasureLicense of that name."""
    return word_of(MeasureLicense, value)  # type: ignore[no-any-return]


def as_scoring_method(value: ScoringMethod | str) -> ScoringMethod:
    """The ScoringMethod of that name."""
    return word_of(ScoringMethod, value)  # type: ignore[no-any-return]
