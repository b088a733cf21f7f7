"""
The kinds of record a catalog holds: one file each.

Who screens needs a third of the classes, so each is imported when its kind is read.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module

from medmassage.model.fields import Record

_HOMES = {
    "advice": "medmassage.model.care Advice",
    "allergens": "medmassage.model.safety Allergen",
    "benefits": "medmassage.model.anatomy Benefit",
    "body_regions": "medmassage.model.anatomy BodyRegion",
    "body_systems": "medmassage.model.anatomy BodySystem",
    "care_steps": "medmassage.model.care CareStep",
    "conditions": "medmassage.model.condition Condition",
    "contraindications": "medmassage.model.safety Contraindication",
    "disclaimers": "medmassage.model.safety Disclaimer",
    "evidence": "medmassage.model.evidence Evidence",
    "expectations": "medmassage.model.care Expectation",
    "impairments": "medmassage.model.condition Impairment",
    "massage_comparisons": "medmassage.model.care MassageComparison",
    "outcome_measures": "medmassage.model.outcome OutcomeMeasure",
    "pressure_levels": "medmassage.model.technique PressureLevel",
    "questions": "medmassage.model.safety Question",
    "red_flags": "medmassage.model.safety RedFlag",
    "sources": "medmassage.model.evidence Source",
    "statements": "medmassage.model.evidence Statement",
    "table_positions": "medmassage.model.technique TablePosition",
    "technique_targets": "medmassage.model.technique TechniqueTarget",
    "techniques": "medmassage.model.technique Technique",
}


class _Kinds(Mapping[str, type[Record]]):
    """The class of each kind."""

    def __getitem__(self, kind: str) -> type[Record]:
        module, name = _HOMES[kind].split()
        found: type[Record] = getattr(import_module(module), name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(_HOMES)

    def __len__(self) -> int:
        return len(_HOMES)


KINDS: Mapping[str, type[Record]] = _Kinds()
"""Kind (the file's name and the catalog's attribute) to class."""

FOR_SCREENING = ("body_regions", "conditions", "contraindications", "questions", "red_flags")
"""Kinds without which nobody can be screened."""


def noun(kind: str) -> str:
    """One record of a kind in words: `red flag` for `red_flags`."""
    return kind.replace("_", " ").removesuffix("s")
