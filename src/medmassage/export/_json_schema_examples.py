"""Examples in the schemas: what people write by hand, and an id of each kind."""

from typing import Any

IDS = {
    "absent": "pregnancy-first-trimester",
    "allergies": "tree-nut",
    "assumed": "pregnancy-first-trimester",
    "body_system": "musculoskeletal",
    "condition": "lower-back-pain",
    "impairment": "trigger-point",
    "question": "anticoagulant-therapy",
    "rule": "anticoagulant-therapy",
    "source": "ospina-medical-massage",
    "technique": "myofascial-release",
    "unknown": "pregnancy-first-trimester",
}
"""An id that exists, for each field of ids: by its name, without `_id` or `_ids`."""

DATE = "2026-12-31"

OBJECTS: dict[str, list[dict[str, Any]]] = {
    "Citation": [{"source_id": "ospina-medical-massage", "locator": "abstract"}],
    "Clearance": [
        {"rule_id": "anticoagulant-therapy", "by": "prescriber", "expires": DATE},
    ],
    "Complaint": [
        {
            "condition_id": "lower-back-pain",
            "stage": "chronic",
            "pain": 6,
            "regions": ["lower-back"],
            "side": "left",
        },
    ],
    "Finding": [
        {"question_id": "open-wound-or-ulcer", "regions": ["lower-back"], "side": "right"},
    ],
    "Intake": [
        {
            "complaints": [{"condition_id": "lower-back-pain", "stage": "chronic", "pain": 6}],
            "present": [{"question_id": "anticoagulant-therapy"}],
            "absent": ["pregnancy-first-trimester"],
            "allergies": ["tree-nut"],
            "age_years": 48,
        },
    ],
    "Limit": [{"regions": ["lower-back"], "pressure_cap": "light"}],
    "Measurement": [{"measure_id": "nprs", "value": 6, "session": 1}],
    "PlanPolicy": [{"session_minutes": 45, "sessions": 6, "sessions_per_week": 2}],
    "Span": [{"low": 4, "high": 6}],
}
"""Objects as people write them, by class."""


def example_id(field: str) -> str | None:
    """An id for a field of ids; None where no kind of record has its name."""
    return IDS.get(field.removesuffix("_ids").removesuffix("_id"))
