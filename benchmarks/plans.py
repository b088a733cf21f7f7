"""
Outlining a plan beside matching alone, and writing plans beside fhir.resources.

    python benchmarks/plans.py [plans]

fhir.resources builds and writes what our FHIR door makes of the same plan: the care plan alone,
which is an eighth of what our JSON holds, and the whole bundle, which is about all of it.

`dumps` keeps the texts of what plans share, so two ratios are told: that of 300 plans of different
people, or as many as are asked for, each written once after other people's were, and that of one
plan written again and again.
"""

import json
import sys
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

from fhir.resources.bundle import Bundle
from fhir.resources.careplan import CarePlan
from measure import line, side_by_side
from people import SEED, rows

from medmassage import Complaint, Intake, dumps, match_techniques, no_to_rest, outline_plan
from medmassage.cohort import intake_of
from medmassage.export import fhir
from medmassage.model.plan import TreatmentPlan


def main(count: int) -> None:
    """Plan and write in turn, and print the ratios."""
    complaint = Complaint("lower-back-pain", stage="chronic", pain=6)
    intake = no_to_rest(Intake(complaints=[complaint], present=["anticoagulant-therapy"]))
    plan = outline_plan(intake)
    if not isinstance(plan, TreatmentPlan):
        raise TypeError("the example has no plan")
    bundle = bundle_of(plan)
    (care_plan,) = (
        entry["resource"]
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] == "CarePlan"
    )
    ours, theirs = each_once(count)
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
    whole = "fhir.resources, the whole plan / `dumps(plan)`"
    line(f"{whole}: {count} plans, each once", ">= 40", theirs / ours)
    line(f"{whole}: one plan again and again", ">= 40", took["bundle"] / took["dumps"])
    line(
        "fhir.resources, its CarePlan alone / `dumps(plan)`", "", took["care plan"] / took["dumps"]
    )
    size = len(dumps(plan)) / len(json.dumps(care_plan))
    line("bytes of `dumps(plan)` / bytes of the CarePlan", "", size)


def each_once(count: int) -> tuple[float, float]:
    """Processor time of writing each plan once, ours and theirs, after as many other plans."""
    before = list(islice(plans(SEED), count))
    for plan in before:
        dumps(plan)
    Bundle(**bundle_of(before[0])).model_dump_json()
    ours = theirs = 0.0
    for plan in islice(plans(SEED + 1), count):
        bundle = bundle_of(plan)
        start = time.process_time()
        dumps(plan)
        between = time.process_time()
        Bundle(**bundle).model_dump_json()
        ours += between - start
        theirs += time.process_time() - between
    return ours, theirs


def plans(seed: int) -> Iterator[TreatmentPlan]:
    """Plans of people drawn at random; those who get none are left out."""
    for row in rows(sys.maxsize, seed):
        answer = outline_plan(no_to_rest(intake_of(row)))
        if isinstance(answer, TreatmentPlan):
            yield answer


def bundle_of(plan: TreatmentPlan) -> dict[str, Any]:
    """What our FHIR door makes of a plan."""
    return fhir.bundle(plan, subject="Patient/x", version="R5")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
