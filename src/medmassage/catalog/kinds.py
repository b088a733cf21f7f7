"""The kinds of record a catalog holds: one file each."""

from medmassage.model.anatomy import Benefit, BodyRegion, BodySystem
from medmassage.model.care import Advice, CareStep, Expectation, MassageComparison
from medmassage.model.condition import Condition, Impairment
from medmassage.model.evidence import Evidence, Source, Statement
from medmassage.model.fields import Record
from medmassage.model.outcome import OutcomeMeasure
from medmassage.model.safety import Allergen, Contraindication, Disclaimer, Question, RedFlag
from medmassage.model.technique import PressureLevel, TablePosition, Technique, TechniqueTarget

KINDS: dict[str, type[Record]] = {
    "advice": Advice,
    "allergens": Allergen,
    "benefits": Benefit,
    "body_regions": BodyRegion,
    "body_systems": BodySystem,
    "care_steps": CareStep,
    "conditions": Condition,
    "contraindications": Contraindication,
    "disclaimers": Disclaimer,
    "evidence": Evidence,
    "expectations": Expectation,
    "impairments": Impairment,
    "massage_comparisons": MassageComparison,
    "outcome_measures": OutcomeMeasure,
    "pressure_levels": PressureLevel,
    "questions": Question,
    "red_flags": RedFlag,
    "sources": Source,
    "statements": Statement,
    "table_positions": TablePosition,
    "technique_targets": TechniqueTarget,
    "techniques": Technique,
}
"""Kind (the file's name and the catalog's attribute) to class."""

FOR_SCREENING = ("body_regions", "conditions", "contraindications", "questions", "red_flags")
"""Kinds without which nobody can be screened."""


def noun(kind: str) -> str:
    """One record of a kind in words: `red flag` for `red_flags`."""
    return kind.replace("_", " ").removesuffix("s")
