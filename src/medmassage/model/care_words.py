"""How words about care and outcome measures are tidied; see `words`."""

from medmassage.model.words import word_of
from medmassage.vocabulary import (
    AdverseKind,
    AdverseSeverity,
    AdviceKind,
    Advised,
    ChangeDirection,
    ChangeSize,
    ChangeUnit,
    DeviationReason,
    DoseBasis,
    DoseQuantity,
    DoseStanding,
    ExpectationKind,
    GoalStatus,
    HigherIs,
    LetterKind,
    MeasureLicense,
    PhaseKind,
    PlanStatus,
    ScoringMethod,
    Standard,
)


def as_adverse_kind(value: AdverseKind | str) -> AdverseKind:
    """The AdverseKind of that name."""
    return word_of(AdverseKind, value)  # type: ignore[no-any-return]


def as_adverse_severity(value: AdverseSeverity | str) -> AdverseSeverity:
    """The AdverseSeverity of that name."""
    return word_of(AdverseSeverity, value)  # type: ignore[no-any-return]


def as_advice_kind(value: AdviceKind | str) -> AdviceKind:
    """The AdviceKind of that name."""
    return word_of(AdviceKind, value)  # type: ignore[no-any-return]


def as_advised(value: Advised | str) -> Advised:
    """The Advised of that name."""
    return word_of(Advised, value)  # type: ignore[no-any-return]


def as_change_direction(value: ChangeDirection | str) -> ChangeDirection:
    """The ChangeDirection of that name."""
    return word_of(ChangeDirection, value)  # type: ignore[no-any-return]


def as_change_size(value: ChangeSize | str) -> ChangeSize:
    """The ChangeSize of that name."""
    return word_of(ChangeSize, value)  # type: ignore[no-any-return]


def as_change_unit(value: ChangeUnit | str) -> ChangeUnit:
    """The ChangeUnit of that name."""
    return word_of(ChangeUnit, value)  # type: ignore[no-any-return]


def as_deviation_reason(value: DeviationReason | str) -> DeviationReason:
    """The DeviationReason of that name."""
    return word_of(DeviationReason, value)  # type: ignore[no-any-return]


def as_dose_basis(value: DoseBasis | str) -> DoseBasis:
    """The DoseBasis of that name."""
    return word_of(DoseBasis, value)  # type: ignore[no-any-return]


def as_dose_quantity(value: DoseQuantity | str) -> DoseQuantity:
    """The DoseQuantity of that name."""
    return word_of(DoseQuantity, value)  # type: ignore[no-any-return]


def as_dose_standing(value: DoseStanding | str) -> DoseStanding:
    """The DoseStanding of that name."""
    return word_of(DoseStanding, value)  # type: ignore[no-any-return]


def as_expectation_kind(value: ExpectationKind | str) -> ExpectationKind:
    """The ExpectationKind of that name."""
    return word_of(ExpectationKind, value)  # type: ignore[no-any-return]


def as_goal_status(value: GoalStatus | str) -> GoalStatus:
    """The GoalStatus of that name."""
    return word_of(GoalStatus, value)  # type: ignore[no-any-return]


def as_higher_is(value: HigherIs | str) -> HigherIs:
    """The HigherIs of that name."""
    return word_of(HigherIs, value)  # type: ignore[no-any-return]


def as_letter_kind(value: LetterKind | str) -> LetterKind:
    """The LetterKind of that name."""
    return word_of(LetterKind, value)  # type: ignore[no-any-return]


def as_measure_license(value: MeasureLicense | str) -> MeasureLicense:
    """The MeasureLicense of that name."""
    return word_of(MeasureLicense, value)  # type: ignore[no-any-return]


def as_scoring_method(value: ScoringMethod | str) -> ScoringMethod:
    """The ScoringMethod of that name."""
    return word_of(ScoringMethod, value)  # type: ignore[no-any-return]


def as_standard(value: Standard | str) -> Standard:
    """The Standard of that name."""
    return word_of(Standard, value)  # type: ignore[no-any-return]


def as_phase_kind(value: PhaseKind | str) -> PhaseKind:
    """The PhaseKind of that name."""
    return word_of(PhaseKind, value)  # type: ignore[no-any-return]


def as_plan_status(value: PlanStatus | str) -> PlanStatus:
    """The PlanStatus of that name."""
    return word_of(PlanStatus, value)  # type: ignore[no-any-return]
