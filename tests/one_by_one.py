"""
What the single verbs say of a person, in the columns of the cohort engine.

The tests and `benchmarks/equality.py` compare the engine with it. It is put together from the
reports of the verbs and shares no code with the engine.
"""

from datetime import date
from typing import Any

from attrs import evolve

from medmassage.catalog import Catalog
from medmassage.cohort._layout import OUTPUT
from medmassage.errors import MedMassageError
from medmassage.ground import sites, used_at
from medmassage.knowledge import ROOT_TECHNIQUE
from medmassage.matching import match_screened, match_techniques
from medmassage.model.intake import Intake
from medmassage.model.matching import MatchReport
from medmassage.vocabulary import Asks


def expected(intake: Intake, catalog: Catalog, on: date | None = None) -> dict[str, Any]:
    """What the single verbs say of a person, by output column."""
    try:
        report = match_techniques(intake, on, catalog=catalog)
    except MedMassageError as error:
        return dict.fromkeys(OUTPUT) | {"error": str(error)}
    found = report.screening
    techniques = [id for id in catalog.techniques if id != ROOT_TECHNIQUE]
    bit = {id: 1 << place for place, id in enumerate(techniques)}
    allowed = sorted({one.technique_id for one in report.accepted})
    blocked = sorted(blocked_in(report, intake, catalog))
    best = report.accepted[0] if report.accepted else None
    return {
        "decision": found.decision.value,
        "fired": sorted(one.rule_id for one in found.fired),
        "open": sorted(one.question.id for one in found.open if one.asks is Asks.ANSWER),
        "open_where": sorted({one.question.id for one in found.open if one.asks is Asks.WHERE}),
        "allowed": allowed,
        "allowed_mask": sum(bit[id] for id in allowed),
        "blocked": blocked,
        "blocked_mask": sum(bit[id] for id in blocked),
        "best": best.technique_id if best else None,
        "best_complaint": best.condition_id if best else None,
        "support": best.support.value if best else None,
        "error": None,
    }


def blocked_in(report: MatchReport, intake: Intake, catalog: Catalog) -> set[str]:
    """Techniques rejected for what the screening found, at a place where they are used."""
    found: set[str] = set()
    for complaint in intake.complaints:
        where = sites(complaint, catalog.conditions[complaint.condition_id])
        alone = evolve(intake, complaints=[complaint])
        for one in match_screened(alone, report.screening, catalog).rejected:
            stopped = str(one.reason).startswith("The screening stops treatment")
            technique = catalog.techniques[one.technique_id]
            if (stopped or one.blocked_by) and any(used_at(technique, at.region) for at in where):
                found.add(one.technique_id)
    return found
