"""
The closed lists: words with one meaning each, in their natural order.

Every member is a string, so `decision == "proceed"` works, and carries its `meaning`. Where the
order of members is a scale, `rank` counts up from the first.

The lists that only plans, records and measures use load when they are asked for.
"""

from typing import TYPE_CHECKING

from medmassage.vocabulary.base import Vocabulary
from medmassage.vocabulary.body import (
    Position,
    Pressure,
    PressureCap,
    Region,
    Side,
    pressure_within,
    sides_touched,
)
from medmassage.vocabulary.care import (
    ChangeKind,
    SessionPart,
    Stage,
    StatementTopic,
    TherapistRole,
    TrainingScope,
)
from medmassage.vocabulary.evidence import (
    Basis,
    Certainty,
    ComparatorKind,
    Direction,
    EvidenceRole,
    OutcomeKind,
    Relative,
    SourceKind,
    Support,
    Term,
    Verdict,
)
from medmassage.vocabulary.safety import (
    REQUIRED_DISCLAIMERS,
    Action,
    AppearsIn,
    AppliesTo,
    Asks,
    ClearanceBy,
    Decision,
    DisclaimerId,
    Section,
    Severity,
    Spread,
)

if TYPE_CHECKING:
    from medmassage.vocabulary.course import (
        AdverseKind as AdverseKind,
        AdverseSeverity as AdverseSeverity,
        AdviceKind as AdviceKind,
        Advised as Advised,
        DeviationReason as DeviationReason,
        DoseBasis as DoseBasis,
        DoseQuantity as DoseQuantity,
        DoseStanding as DoseStanding,
        ExpectationKind as ExpectationKind,
        GoalStatus as GoalStatus,
        LetterKind as LetterKind,
        PhaseKind as PhaseKind,
        PlanStatus as PlanStatus,
        Standard as Standard,
    )
    from medmassage.vocabulary.outcome import (
        ChangeDirection as ChangeDirection,
        ChangeSize as ChangeSize,
        ChangeUnit as ChangeUnit,
        HigherIs as HigherIs,
        MeasureLicense as MeasureLicense,
        ScoringMethod as ScoringMethod,
    )

__all__ = [
    "Action",
    "AdverseKind",
    "AdverseSeverity",
    "AdviceKind",
    "Advised",
    "AppearsIn",
    "AppliesTo",
    "Asks",
    "Basis",
    "Certainty",
    "ChangeDirection",
    "ChangeKind",
    "ChangeSize",
    "ChangeUnit",
    "ClearanceBy",
    "ComparatorKind",
    "Decision",
    "DeviationReason",
    "Direction",
    "DisclaimerId",
    "DoseBasis",
    "DoseQuantity",
    "DoseStanding",
    "EvidenceRole",
    "ExpectationKind",
    "GoalStatus",
    "HigherIs",
    "LetterKind",
    "MeasureLicense",
    "OutcomeKind",
    "PhaseKind",
    "PlanStatus",
    "Position",
    "Pressure",
    "PressureCap",
    "REQUIRED_DISCLAIMERS",
    "Region",
    "Relative",
    "ScoringMethod",
    "Section",
    "SessionPart",
    "Severity",
    "Side",
    "SourceKind",
    "Spread",
    "Stage",
    "Standard",
    "StatementTopic",
    "Support",
    "Term",
    "TherapistRole",
    "TrainingScope",
    "Verdict",
    "Vocabulary",
    "pressure_within",
    "sides_touched",
]

_LATER = {
    "ExpectationKind": "course",
    "AdviceKind": "course",
    "PlanStatus": "course",
    "PhaseKind": "course",
    "AdverseKind": "course",
    "AdverseSeverity": "course",
    "Advised": "course",
    "DeviationReason": "course",
    "DoseBasis": "course",
    "DoseQuantity": "course",
    "DoseStanding": "course",
    "GoalStatus": "course",
    "LetterKind": "course",
    "Standard": "course",
    "ChangeDirection": "outcome",
    "ChangeSize": "outcome",
    "ChangeUnit": "outcome",
    "HigherIs": "outcome",
    "MeasureLicense": "outcome",
    "ScoringMethod": "outcome",
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module 'medmassage.vocabulary' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"medmassage.vocabulary.{_LATER[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
