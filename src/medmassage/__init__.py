"""
Medical massage as typed, sourced, immutable data, for developers of clinic software.

It screens an intake for safety, matches techniques with complaints and says why and why not, and
outlines treatment plans that cannot exist without their disclaimers. It never diagnoses.

Importing it reads nothing: every name loads on first use.
"""

TYPE_CHECKING = False  # the name of typing's constant, without loading typing
if TYPE_CHECKING:
    from medmassage import (
        errors as errors,
        export as export,
        model as model,
        vocabulary as vocabulary,
    )
    from medmassage.catalog import (
        Catalog as Catalog,
        Index as Index,
        default_catalog as default_catalog,
        load_catalog as load_catalog,
    )
    from medmassage.disclaimers import verify_disclaimers as verify_disclaimers
    from medmassage.errors import MedMassageError as MedMassageError
    from medmassage.matching import match_techniques as match_techniques
    from medmassage.model.anatomy import Benefit as Benefit, BodySystem as BodySystem
    from medmassage.model.condition import Condition as Condition, Impairment as Impairment
    from medmassage.model.course import Goal as Goal, PlanPolicy as PlanPolicy
    from medmassage.model.evidence import (
        Citation as Citation,
        Evidence as Evidence,
        Source as Source,
        Span as Span,
    )
    from medmassage.model.intake import (
        Clearance as Clearance,
        Complaint as Complaint,
        Finding as Finding,
        Intake as Intake,
    )
    from medmassage.model.matching import (
        Indication as Indication,
        MatchReport as MatchReport,
        TechniqueMatch as TechniqueMatch,
    )
    from medmassage.model.outcome import (
        Measurement as Measurement,
        OutcomeMeasure as OutcomeMeasure,
    )
    from medmassage.model.plan import TreatmentPlan as TreatmentPlan, Withheld as Withheld
    from medmassage.model.record import Review as Review, SessionRecord as SessionRecord
    from medmassage.model.safety import (
        Allergen as Allergen,
        Contraindication as Contraindication,
        Disclaimer as Disclaimer,
        Limit as Limit,
        Question as Question,
        RedFlag as RedFlag,
    )
    from medmassage.model.screening import (
        OpenQuestion as OpenQuestion,
        Restriction as Restriction,
        Screening as Screening,
    )
    from medmassage.model.session import Session as Session, SessionStep as SessionStep
    from medmassage.model.technique import Technique as Technique
    from medmassage.planning import outline_plan as outline_plan
    from medmassage.progress import review_progress as review_progress
    from medmassage.reporting import completeness as completeness
    from medmassage.rescreening import rescreen as rescreen
    from medmassage.scoring import interpret as interpret, score as score
    from medmassage.screening import (
        no_to_rest as no_to_rest,
        questions_for as questions_for,
        screen as screen,
    )
    from medmassage.serialization import (
        dumps as dumps,
        from_dict as from_dict,
        loads as loads,
        to_dict as to_dict,
    )
    from medmassage.vocabulary import (
        Action as Action,
        Decision as Decision,
        Position as Position,
        Pressure as Pressure,
        Region as Region,
        Side as Side,
        Stage as Stage,
        Support as Support,
    )

_HOMES = {
    "Action": "vocabulary",
    "Allergen": "model.safety",
    "Benefit": "model.anatomy",
    "BodySystem": "model.anatomy",
    "Catalog": "catalog",
    "Citation": "model.evidence",
    "Clearance": "model.intake",
    "Complaint": "model.intake",
    "Condition": "model.condition",
    "Contraindication": "model.safety",
    "Decision": "vocabulary",
    "Disclaimer": "model.safety",
    "Evidence": "model.evidence",
    "Finding": "model.intake",
    "Goal": "model.course",
    "Impairment": "model.condition",
    "Index": "catalog",
    "Indication": "model.matching",
    "Intake": "model.intake",
    "Limit": "model.safety",
    "MatchReport": "model.matching",
    "Measurement": "model.outcome",
    "MedMassageError": "errors",
    "OpenQuestion": "model.screening",
    "OutcomeMeasure": "model.outcome",
    "PlanPolicy": "model.course",
    "Position": "vocabulary",
    "Pressure": "vocabulary",
    "Question": "model.safety",
    "RedFlag": "model.safety",
    "Region": "vocabulary",
    "Restriction": "model.screening",
    "Review": "model.record",
    "Screening": "model.screening",
    "Session": "model.session",
    "SessionRecord": "model.record",
    "SessionStep": "model.session",
    "Side": "vocabulary",
    "Source": "model.evidence",
    "Span": "model.evidence",
    "Stage": "vocabulary",
    "Support": "vocabulary",
    "Technique": "model.technique",
    "TechniqueMatch": "model.matching",
    "TreatmentPlan": "model.plan",
    "Withheld": "model.plan",
    "completeness": "reporting",
    "default_catalog": "catalog",
    "dumps": "serialization",
    "from_dict": "serialization",
    "interpret": "scoring",
    "load_catalog": "catalog",
    "loads": "serialization",
    "match_techniques": "matching",
    "no_to_rest": "screening",
    "outline_plan": "planning",
    "questions_for": "screening",
    "rescreen": "rescreening",
    "review_progress": "progress",
    "score": "scoring",
    "screen": "screening",
    "to_dict": "serialization",
    "verify_disclaimers": "disclaimers",
}
_MODULES = frozenset({"errors", "export", "model", "vocabulary"})

__all__ = [
    "Action",
    "Allergen",
    "Benefit",
    "BodySystem",
    "Catalog",
    "Citation",
    "Clearance",
    "Complaint",
    "Condition",
    "Contraindication",
    "Decision",
    "Disclaimer",
    "Evidence",
    "Finding",
    "Goal",
    "Impairment",
    "Index",
    "Indication",
    "Intake",
    "Limit",
    "MatchReport",
    "Measurement",
    "MedMassageError",
    "OpenQuestion",
    "OutcomeMeasure",
    "PlanPolicy",
    "Position",
    "Pressure",
    "Question",
    "RedFlag",
    "Region",
    "Restriction",
    "Review",
    "Screening",
    "Session",
    "SessionRecord",
    "SessionStep",
    "Side",
    "Source",
    "Span",
    "Stage",
    "Support",
    "Technique",
    "TechniqueMatch",
    "TreatmentPlan",
    "Withheld",
    "completeness",
    "default_catalog",
    "dumps",
    "from_dict",
    "interpret",
    "load_catalog",
    "loads",
    "match_techniques",
    "no_to_rest",
    "outline_plan",
    "questions_for",
    "rescreen",
    "review_progress",
    "score",
    "screen",
    "to_dict",
    "verify_disclaimers",
]


def __getattr__(name: str) -> object:
    """Load a public name, a submodule or the version when it is first asked for."""
    from importlib import import_module

    if name in _HOMES:
        value = getattr(import_module(f"medmassage.{_HOMES[name]}"), name)
    elif name in _MODULES:
        value = import_module(f"medmassage.{name}")
    elif name == "__version__":
        from importlib.metadata import version

        value = version("medmassage")
    else:
        raise AttributeError(f"module 'medmassage' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return __all__
