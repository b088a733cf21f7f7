"""
The closed lists: words with one meaning each, in their natural order.

Every member is a string, so `decision == "proceed"` works, and carries its `meaning`. Where the
order of members is a scale, `rank` counts up from the first.
"""

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
    PhaseKind,
    PlanStatus,
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

__all__ = [
    "Action",
    "AppearsIn",
    "AppliesTo",
    "Asks",
    "Basis",
    "Certainty",
    "ClearanceBy",
    "ComparatorKind",
    "Decision",
    "Direction",
    "DisclaimerId",
    "EvidenceRole",
    "OutcomeKind",
    "PhaseKind",
    "PlanStatus",
    "Position",
    "Pressure",
    "PressureCap",
    "REQUIRED_DISCLAIMERS",
    "Region",
    "Relative",
    "Section",
    "SessionPart",
    "Severity",
    "Side",
    "SourceKind",
    "Spread",
    "Stage",
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
