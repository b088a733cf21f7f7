"""What was done against what was planned: which limit held when, and what is missing."""

from datetime import date
from typing import Any

import pytest

from medmassage.catalog import default_catalog
from medmassage.model.course import PlanPolicy
from medmassage.model.intake import Clearance, Complaint, Finding, Intake
from medmassage.model.plan import TreatmentPlan
from medmassage.model.record import Deviation, Review, SessionRecord, StepDone
from medmassage.planning import outline_plan
from medmassage.progress import review_progress
from medmassage.screening import no_to_rest

CATALOG = default_catalog()
BACK = Complaint("lower-back-pain", stage="chronic", pain=6, regions=["lower-back"], side="both")
KNEE = Complaint("knee-osteoarthritis", stage="chronic", pain=5, regions=["knee"], side="left")
THINNER = "anticoagulant-therapy"
"""A yes that makes work on the back light."""
PREGNANT = "pregnancy-after-13-weeks"
"""A yes that rules out lying prone."""


def planned(*complaints: Complaint, present: Any = (), **choices: Any) -> TreatmentPlan:
    """A plan for a person who said no to all that is not named."""
    person = no_to_rest(Intake(complaints=complaints or [BACK], present=present))
    plan = outline_plan(person, PlanPolicy(**choices))
    assert isinstance(plan, TreatmentPlan)
    return plan


def visit(plan: TreatmentPlan, number: int, *steps: StepDone, **more: Any) -> SessionRecord:
    """A session with some steps; as planned where none is given."""
    done = steps or SessionRecord.as_planned(plan.sessions[number - 1]).steps
    return SessionRecord(session=number, **{"steps": done, **more})


def deep(**more: Any) -> StepDone:
    """Deep work on the lower back, as far as it is recorded."""
    given = {"regions": ["lower-back"], "side": "both", "pressure": "deep", **more}
    return StepDone(technique_id="swedish-massage", **given)


PRONE = StepDone(technique_id="swedish-massage", position="prone")


def beyond(plan: TreatmentPlan, *records: SessionRecord) -> list[str]:
    """What a review says of work beyond a limit."""
    return said(review_progress(plan, records), "beyond a limit")


def said(review: Review, words: str) -> list[str]:
    """The reasons of a review with some words."""
    return [one.text for one in review.reasons if words in one.text]


class TestWhenALimitHolds:
    """A limit binds from the session after the one that told it to the one that lifts it."""

    def test_told_twice(self):
        """What was told in the first session binds in the second, though it is told again."""
        plan = planned()
        (text,) = beyond(
            plan,
            visit(plan, 1, new_findings=[THINNER]),
            visit(plan, 2, deep()),
            visit(plan, 3, deep(pressure="light"), new_findings=[THINNER]),
        )

        assert "session 2, " in text

    def test_until_it_is_lifted(self):
        """An answer about something else lifts nothing."""
        plan = planned(present=[PREGNANT])
        gone = {"now_absent": [PREGNANT]}
        fever = {"now_absent": ["fever-or-systemic-infection"]}

        (text,) = beyond(plan, visit(plan, 1, **fever), visit(plan, 2, PRONE))
        assert "session 2, " in text
        (text,) = beyond(
            plan, visit(plan, 1, **fever), visit(plan, 2, PRONE), visit(plan, 3, **gone)
        )
        assert "session 2, " in text

    def test_not_in_the_session_that_lifts_it(self):
        """Who says that she has given birth may lie prone at once."""
        plan = planned(present=[PREGNANT])

        assert [] == beyond(plan, visit(plan, 1, PRONE, now_absent=[PREGNANT]))

    def test_a_plan_that_came_of_the_finding(self):
        """It holds the limit from the start, and the session that told it broke none."""
        first = planned()
        told = visit(first, 1, deep(), new_findings=[THINNER])
        adjusted = review_progress(first, [told]).adjusted
        fine = visit(adjusted, 2)
        gone = visit(adjusted, 3, now_absent=[THINNER])
        broken = visit(adjusted, 2, deep())

        assert [] == beyond(adjusted, told, fine, gone)
        (text,) = beyond(adjusted, told, broken, gone)
        assert "session 2, " in text
        assert "session 1" not in text

    def test_told_by_two_questions(self):
        """A tumor is one rule, whoever tells of it: what the first answer told binds."""
        plan = planned()
        first, second = (
            [Finding(id, regions=["thigh"], side="left")] for id in ("tumor-site", "any-new-lump")
        )
        texts = beyond(
            plan,
            visit(plan, 1, new_findings=first),
            visit(plan, 2, deep(regions=["thigh"], side="left")),
            visit(plan, 3, new_findings=second),
        )

        assert any("session 2, " in one for one in texts)

    def test_a_clearance_that_ended(self):
        """It counted while it held; where it never did, it allows nothing."""
        letter = Clearance(THINNER, expires=date(2026, 6, 30))
        person = no_to_rest(Intake(complaints=[BACK], present=[THINNER], clearances=[letter]))
        in_time, too_late = (outline_plan(person, on=date(2026, month, 1)) for month in (6, 7))
        moderate = deep(pressure="moderate")
        held = visit(in_time, 1, moderate, on=date(2026, 6, 10))
        after = visit(too_late, 1, moderate, on=date(2026, 7, 10))
        today = date(2026, 7, 10)
        adjusted = review_progress(in_time, [held], on=today).adjusted

        assert [] == said(review_progress(adjusted, [held], on=today), "beyond a limit")
        assert 1 == len(said(review_progress(too_late, [after], on=today), "beyond a limit"))


class TestWhatBreaksALimit:
    """A step that the record tells of."""

    def test_a_rule_for_everyone_is_named(self):
        """Nobody is worked on deeply at the neck."""
        plan = planned()
        rule = next(one for one in plan.screening.general if one.rule_id == "neck-deep-work")
        (text,) = beyond(plan, visit(plan, 1, deep(regions=["neck"])))

        assert rule.name in text
        assert rule.why in text
        assert rule.rule_id not in text

    def test_a_side_that_was_not_recorded_is_the_planned_one(self):
        """The left knee is at risk, and only the left one is treated."""
        risk = Finding("lymphedema-or-risk", regions=["knee"], side="left")
        plan = planned(KNEE, present=[risk])

        assert 1 == len(beyond(plan, visit(plan, 1, deep(regions=["knee"], side=None))))

    def test_a_side_that_was_neither_recorded_nor_planned(self):
        """Work on a lower leg that the plan does not hold may have been on the sound one."""
        wound = Finding("open-wound-or-ulcer", regions=["lower-leg"], side="right")
        plan = planned(KNEE, present=[wound])
        worked = {
            side: beyond(plan, visit(plan, 1, deep(regions=["lower-leg"], side=side)))
            for side in ("left", "right", None)
        }

        assert ([], 1, []) == (worked["left"], len(worked["right"]), worked[None])

    def test_a_recorded_side_is_not_the_planned_one(self):
        """The right knee was worked on, and the plan holds the left one: its limit is no matter."""
        risk = Finding("lymphedema-or-risk", regions=["knee"], side="left")
        plan = planned(KNEE, present=[risk])

        assert [] == beyond(plan, visit(plan, 1, deep(regions=["knee"], side="right")))

    def test_a_position_that_was_not_recorded(self):
        """It may have been one that is left."""
        plan = planned(present=[PREGNANT])

        assert [] == beyond(plan, visit(plan, 1, deep(pressure="light")))

    def test_a_place_that_was_not_recorded_is_no_fault(self):
        """The position is told, and nothing else is."""
        plan = planned(present=[PREGNANT])
        (text,) = beyond(plan, visit(plan, 1, PRONE))

        assert "rules out prone" in text
        assert "region" not in text


class TestTechniques:
    """Techniques that the plan does not hold."""

    @pytest.mark.parametrize(
        "deviations, told",
        [
            ([], True),
            ([Deviation(reason="person-asked")], False),
            ([Deviation(reason="person-asked", technique_id="scar-massage")], False),
            ([Deviation(reason="person-asked", technique_id="positional-release")], True),
        ],
    )
    def test_a_deviation_says_why(self, deviations, told):
        """One of this technique, or of the whole session."""
        plan = planned()
        scars = StepDone(technique_id="scar-massage", regions=["lower-back"])
        review = review_progress(plan, [visit(plan, 1, scars, deviations=deviations)])

        assert told == bool(said(review, "not in the plan"))

    def test_what_the_plan_has_in_reserve_is_in_the_plan(self):
        """Deep tissue massage fits, and has no place in the sessions as they are laid out."""
        plan = planned()
        used = {step.technique_id for one in plan.sessions for step in one.steps}
        other = StepDone(technique_id="deep-tissue-massage", regions=["lower-back"])

        assert "deep-tissue-massage" in {one.technique_id for one in plan.techniques} - used
        assert [] == said(review_progress(plan, [visit(plan, 1, other)]), "not in the plan")

    def test_sessions_are_in_order(self):
        """As a reader counts them."""
        plan = planned()
        scars = StepDone(technique_id="scar-massage", regions=["lower-back"])
        review = review_progress(plan, [visit(plan, number, scars) for number in (8, 1)])

        assert [True] == ["(sessions 1, 8)" in one for one in said(review, "not in the plan")]


class TestDose:
    """Visits that are missing, within the course and after it."""

    def upkeep(self, number: int, **more: Any) -> SessionRecord:
        """A visit after the course."""
        steps = more.pop("steps", [StepDone(technique_id="swedish-massage", minutes=50)])
        return SessionRecord(session=number, steps=steps, **more)

    def test_upkeep_does_not_make_up_for_the_course(self):
        """Two of four visits are missing, whatever came after them."""
        plan = planned(sessions=4)
        records = [visit(plan, 1), visit(plan, 4), self.upkeep(5), self.upkeep(6)]

        assert said(review_progress(plan, records), "2 of 4 sessions were missed")

    def test_talk_after_the_course_is_no_missing_work(self):
        """Visits of upkeep in which nobody worked are not planned."""
        plan = planned(sessions=4)
        course = [visit(plan, number) for number in (1, 2, 3, 4)]
        talks = [self.upkeep(number, steps=[]) for number in (5, 6)]

        assert [] == said(review_progress(plan, [*course, *talks]), "less was given")

    def test_a_number_that_leaves_visits_out(self):
        """After the course it may be a slip; a last visit that was missed is told by the dose."""
        plan = planned(sessions=4)
        course = [visit(plan, number) for number in (1, 2, 3, 4)]

        assert [] == said(review_progress(plan, [*course, self.upkeep(5)]), "Check the number")
        assert [] == said(review_progress(plan, [*course[:3], self.upkeep(5)]), "Check the number")
        (text,) = said(review_progress(plan, [*course[:3], self.upkeep(7)]), "Check the number")
        assert "3 before it are not (4 to 6)" in text
