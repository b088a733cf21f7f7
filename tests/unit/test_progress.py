"""
A look at a course: what was done, what changed, and what is advised.

The cases in `cases/reviews.json` can be read by any language. A plan is made for `person`, who
answered "no" to everything that is not named, except to what is `open`; `policy` is the clinic's
choice, `planned_on` and `on` the days of the plan and of the review. A record is done as planned
unless it has `steps`; the sessions that `fill` names were done too and have no score. Only what
`expect` names is checked:

    advised             the advice
    reasons             for an advice, words that a reason for it holds
    adjusted, ready     whether there is an adjusted plan, and whether it may be worked from
    drops               techniques that the adjusted plan leaves out
    withheld            the action of the refusal
    goals               by measure: status, target and latest score of the first such goal
    delivered           sessions planned and done
    fired, rests_on     rules, and sources of reasons
    closed, capped      places with the cap `no-pressure`, or with exactly this cap
    refused             the places of all faults, in order
"""

import json
import pickle
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from medmassage.catalog import default_catalog
from medmassage.disclaimers import verify_disclaimers
from medmassage.errors import (
    MissingDisclaimerError,
    ModelError,
    NotAnAnswerError,
    UnknownIdError,
)
from medmassage.export.markdown import render
from medmassage.model.course import PlanPolicy
from medmassage.model.intake import Complaint, Finding, Intake
from medmassage.model.outcome import Measurement
from medmassage.model.plan import TreatmentPlan
from medmassage.model.record import Deviation, Review, SessionRecord, StepDone
from medmassage.planning import fingerprint, outline_plan
from medmassage.progress import review_progress
from medmassage.screening import no_to_rest
from medmassage.serialization import dumps, from_dict, loads
from medmassage.vocabulary import (
    REQUIRED_DISCLAIMERS,
    Advised,
    GoalStatus,
    PlanStatus,
    PressureCap,
)

CASES = json.loads((Path(__file__).parents[1] / "cases" / "reviews.json").read_text("utf-8"))
WORDS = {
    "advised",
    "reasons",
    "adjusted",
    "ready",
    "drops",
    "withheld",
    "goals",
    "delivered",
    "fired",
    "rests_on",
    "closed",
    "capped",
    "refused",
}
BACK = Complaint("lower-back-pain", stage="chronic", pain=6, regions=["lower-back"], side="both")


def day(text: str | None) -> date | None:
    """A date, or None."""
    return None if text is None else date.fromisoformat(text)


def planned(*complaints: Complaint, policy: PlanPolicy | None = None, **more: Any) -> TreatmentPlan:
    """A plan for a person who said no to all that is not named."""
    person = no_to_rest(Intake(complaints=complaints or [BACK], **more))
    plan = outline_plan(person, policy)
    assert isinstance(plan, TreatmentPlan)
    return plan


def as_planned(plan: TreatmentPlan, number: int) -> list[StepDone]:
    """The steps of a session, done as they were planned; those of the last beyond the course."""
    session = plan.sessions[min(number, len(plan.sessions)) - 1]
    return [
        StepDone(
            technique_id=one.technique_id,
            regions=one.regions,
            side=one.side,
            minutes=one.minutes,
            pressure=one.pressure,
            position=one.position,
        )
        for one in session.steps
    ]


def visit(plan: TreatmentPlan, number: int, pain: float | None = None, **more: Any) -> SessionRecord:
    """A session done as planned, with a score of pain."""
    scores = [] if pain is None else [Measurement(measure_id="nprs", value=pain)]
    given = {"steps": as_planned(plan, number), "measurements": scores, **more}
    return SessionRecord(session=number, **given)


def plan_of(case: dict[str, Any]) -> TreatmentPlan:
    """The plan of a case."""
    on = day(case.get("planned_on"))
    person = no_to_rest(from_dict(Intake, case["person"]), on)
    left = set(case.get("open", ()))
    person = evolve(
        person,
        absent=set(person.absent) - left,
        assumed=set(person.assumed) - left,
    )
    plan = outline_plan(person, from_dict(PlanPolicy, case.get("policy", {})), on)
    assert isinstance(plan, TreatmentPlan)
    return plan


def records_of(case: dict[str, Any], plan: TreatmentPlan) -> list[SessionRecord]:
    """The records of a case."""
    found = [from_dict(SessionRecord, one) for one in case["records"]]
    return [
        *(
            done if "steps" in one else evolve(done, steps=as_planned(plan, done.session))
            for one, done in zip(case["records"], found, strict=True)
        ),
        *(visit(plan, number) for number in case.get("fill", ())),
    ]


class TestCases:
    """The readable cases."""

    @pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
    def test_what_should_come_out_comes_out(self, case):
        """Each course ends as a clinician expects, whatever the order of the records."""
        plan, expect = plan_of(case), case["expect"]
        records, on = records_of(case, plan), day(case.get("on"))
        if "refused" in expect:
            with pytest.raises(ModelError) as caught:
                review_progress(plan, records, on=on)
            assert expect["refused"] == [fault.where for fault in caught.value.faults]
            return
        review = review_progress(plan, records, on=on)

        check_advice(review, expect)
        check_findings(review, expect)
        assert review == review_progress(plan, reversed(records), on=on)
        assert review == loads(Review, dumps(review))
        if review.adjusted is not None:
            assert fingerprint(plan) == review.adjusted.supersedes
            unused = {step.technique_id for one in review.adjusted.sessions for step in one.steps}
            assert set() == unused & set(expect.get("drops", ()))

    def test_the_cases_are_well_formed(self):
        """Titles are unique, and every expectation is one that is checked."""
        titles = Counter(case["title"] for case in CASES)

        assert {1} == set(titles.values())
        assert set() == {word for case in CASES for word in case["expect"]} - WORDS

    def test_the_cases_reach_every_advice(self):
        """Between them the cases end at every advice."""
        assert set(Advised) == {case["expect"].get("advised") for case in CASES} - {None}


def check_advice(review: Review, expect: dict[str, Any]) -> None:
    """Compare the advice, its reasons and what comes with it."""
    assert (expect["advised"], expect.get("reasons", {})) == (
        review.advised,
        {
            advised: words
            for advised, words in expect.get("reasons", {}).items()
            if any(words in one.text for one in review.reasons if one.advised == advised)
        },
    ), [(one.advised.value, one.text) for one in review.reasons]
    adjusted = review.adjusted
    assert expect.get("adjusted", adjusted is not None) == (adjusted is not None)
    assert expect.get("withheld") == (None if review.withheld is None else review.withheld.action)
    if "ready" in expect:
        assert adjusted is not None
        assert expect["ready"] == (adjusted.status is PlanStatus.READY)
    cited = {id for one in review.reasons for id in one.source_ids}
    assert set() == set(expect.get("rests_on", ())) - cited


def check_findings(review: Review, expect: dict[str, Any]) -> None:
    """Compare goals, dose, rules and places."""
    goals: dict[str, list[Any]] = {}
    for one in review.goals:
        goals.setdefault(one.measure_id, [one.status, one.target, one.latest])
    assert expect.get("goals", {}) == {id: goals[id] for id in expect.get("goals", {})}
    given = [review.delivered.sessions_planned, review.delivered.sessions_done]
    assert expect.get("delivered", given) == given
    found = review.screening
    assert set() == set(expect.get("fired", ())) - {one.rule_id for one in found.fired}
    for place in expect.get("closed", ()):
        assert (place, PressureCap.NO_PRESSURE) == (place, found.cap_at(*place))
    for region, side, cap in expect.get("capped", ()):
        assert (region, side, cap) == (region, side, found.cap_at(region, side))
