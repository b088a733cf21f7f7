"""
Outlining a plan beside matching alone, and writing it beside fhir.resources.

    python benchmarks/plans.py

fhir.resources builds and writes what our FHIR door makes of the same plan: the care plan alone,
which is an eighth of what our JSON holds, and the whole bundle, which is about all of it.
"""

import json

from fhir.resources.bundle import Bundle
from fhir.resources.careplan import CarePlan
from measure import line, side_by_side

from medmassage import Complaint, Intake, dumps, match_techniques, no_to_rest, outline_plan
from medmassage.export import fhir
from medmassage.model.plan import TreatmentPlan


def main() -> None:
    """Plan and write in turn, and print the ratios."""
    complaint = Complaint("lower-back-pain", stage="chronic", pain=6)
    intake = no_to_rest(Intake(complaints=[complaint], present=["anticoagulant-therapy"]))
    plan = outline_plan(intake)
    if not isinstance(plan, TreatmentPlan):
        raise TypeError("the example has no plan")
    bundle = fhir.bundle(plan, subject="Patient/x", version="R5")
    (care_plan,) = (
        entry["resource"]
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] == "CarePlan"
    )
    took = side_by_side(
        {
            "match": lambda: match_techniques(intake),
            "outline": lambda: outline_plan(intake),
            "dumps": lambda: dumps(plan),
            "json": lambda: json.dumps(bundle),
            "care plan": lambda: CarePlan(**care_plan).model_dump_json(),
            "bundle": lambda: Bundle(**bundle).model_dump_json(),
        },
        rounds=25,
    )
    line("`outline_plan` / screen and match alone", "", took["outline"] / took["match"])
    line("fhir.resources, the whole plan / `dumps(plan)`", ">= 40", took["bundle"] / took["dumps"])
    line(
        "fhir.resources, its CarePlan alone / `dumps(plan)`", "", took["care plan"] / took["dumps"]
    )
    size = len(dumps(plan)) / len(json.dumps(care_plan))
    line("bytes of `dumps(plan)` / bytes of the CarePlan", "", size)


if __name__ == "__main__":
    main()
