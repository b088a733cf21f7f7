"""What speaks for which advice: what stands beside what, and where one turns into another."""

from typing import Any

import pytest
from attrs import evolve

from medmassage.catalog import default_catalog
from medmassage.criteria import is_worse
from medmassage.model.course import PlanPolicy
from medmassage.model.intake import Complaint, Intake
from medmassage.model.outcome import Measurement
from medmassage.model.plan import TreatmentPlan
from medmassage.model.record import AdverseEvent, Review, SessionRecord, StepDone
from medmassage.planning import outline_plan
from medmassage.progress import review_progress
from medmassage.scoring import interpret
from medmassage.screening import no_to_rest
from medmassage.vocabulary import Advised, ChangeDirection, ChangeSize, PhaseKind

CATALOG = default_catalog()
BACK = Complaint("lower-back-pain", stage="chronic", pain=6, regions=["lower-back"], side="both")


def planned(*complaints: Complaint, **choices: Any) -> TreatmentPlan:
    """A plan for a person who said no to all."""
    person = no_to_rest(Intake(complaints=complaints or [BACK]))
    plan = outline_plan(person, PlanPolicy(**choices))
    assert isinstance(plan, TreatmentPlan)
    return plan


def visit(plan: TreatmentPlan, number: int, *scores: Measurement, **more: Any) -> SessionRecord:
    """A session done as planned."""
    steps = SessionRecord.as_planned(plan.sessions[min(number, len(plan.sessions)) - 1]).steps
    return SessionRecord(session=number, **{"steps": steps, "measurements": scores, **more})


def pain(value: float) -> Measurement:
    """A score of pain, from 0 to 10."""
    return Measurement(measure_id="nprs", value=value)


def function(value: float, activity: str) -> Measurement:
    """A score of an activity, from 0 to 10; higher is better."""
    return Measurement(measure_id="psfs", value=value, of_what=activity)


def disability(value: float) -> Measurement:
    """A score of the back's disability, from 0 to 24."""
    return Measurement(measure_id="rmdq", value=value)


def soreness(severity: str) -> list[AdverseEvent]:
    """Soreness after a session."""
    return [AdverseEvent(kind="soreness", severity=severity)]


def advices(review: Review) -> set[Advised]:
    """Every advice that something speaks for."""
    return {one.advised for one in review.reasons}


@pytest.fixture(scope="module")
def plan():
    """Ten weekly sessions for a chronic lower back, looked at in the fourth."""
    return planned()


class TestGraveReasons:
    """Where harm or a finding ends hands-on work."""

    @pytest.mark.parametrize("severity, advised", [("serious", "stop"), ("moderate", "refer")])
    def test_nothing_milder_stands_beside_harm(self, plan, severity, advised):
        """A course that went well goes on no more, nor is a score asked for again."""
        went_well = [visit(plan, 1, pain(6), function(3, "stairs"))]
        harm = visit(plan, 2, pain(3), function(4, "reading"), adverse_events=soreness(severity))
        without = evolve(harm, adverse_events=[])

        assert Advised.CONTINUE in advices(review_progress(plan, [*went_well, without]))
        assert {Advised(advised)} == advices(review_progress(plan, [*went_well, harm]))

    def test_a_worse_score_stands_beside_harm(self, plan):
        """What calls for a referral itself is said beside it."""
        records = [
            visit(plan, 1, pain(6)),
            visit(plan, 2, pain(9), adverse_events=soreness("serious")),
        ]

        assert {Advised.STOP, Advised.REFER} == advices(review_progress(plan, records))


class TestWorse:
    """A score that is worse than at the start decides alone."""

    def test_what_else_went_well_does_not_weigh(self, plan):
        """Less pain does not make up for more disability."""
        records = [
            visit(plan, 1, pain(6), disability(6)),
            visit(plan, 2, pain(3), disability(20)),
        ]

        assert {Advised.REFER} == advices(review_progress(plan, records))

    def test_it_is_said_once(self, plan):
        """What is worse than at the start is worse than at the best visit, too."""
        records = [visit(plan, 1, pain(6)), visit(plan, 2, pain(3)), visit(plan, 3, pain(9))]

        assert {Advised.REFER} == advices(review_progress(plan, records))

    def test_a_relapse_is_none_since_the_start(self, plan):
        """Worse than at the best visit, and no worse than at the first: the work is changed."""
        records = [visit(plan, 1, pain(6)), visit(plan, 2, pain(3)), visit(plan, 3, pain(6))]

        assert Advised.ADJUST is review_progress(plan, records).advised

    @pytest.mark.parametrize(
        "direction, size, beyond, worse",
        [
            ("worse", "within-error", False, False),
            ("worse", "below-mcid", True, True),
            ("worse", "below-mcid", None, False),
            ("worse", "between", None, True),
            ("worse", "reaches-mcid", None, True),
            ("worse", "not-known", None, False),
            ("worse", "not-known", True, True),
            ("better", "reaches-mcid", True, False),
        ],
    )
    def test_what_counts_as_worse(self, direction, size, beyond, worse):
        """What is beyond chance, or what some people called important."""
        change = evolve(
            interpret("nprs", 6, 6, catalog=CATALOG),
            direction=ChangeDirection(direction),
            size=ChangeSize(size),
            beyond_error=beyond,
        )

        assert worse is is_worse(change)


class TestNothingToCompare:
    """No goal was measured since work began."""

    def test_one_score_of_each_of_several_things_is_told_once(self, plan):
        """Two activities were scored that were not scored before."""
        records = [
            visit(plan, 1, function(3, "stairs")),
            visit(plan, 2, function(3, "reading"), function(4, "walking")),
        ]
        texts = [one.text for one in review_progress(plan, records).reasons]

        assert 1 == sum(one.startswith("PSFS was last scored for something else") for one in texts)

    @pytest.mark.parametrize("sessions, advised", [(1, "continue"), (2, "adjust")])
    def test_the_first_visit_can_have_no_gain(self, sessions, advised):
        """A clinic that looks at each visit is asked to measure from the second on."""
        plan = planned(reassess_at_session=1)
        records = [visit(plan, number) for number in range(1, sessions + 1)]

        assert advised == review_progress(plan, records).advised


class TestNoGain:
    """The score did not change."""

    @pytest.mark.parametrize("weeks, advised", [(1, "adjust"), (2, "refer"), (3, "refer")])
    def test_at_the_end_of_a_short_course(self, weeks, advised):
        """Two weeks are time enough to tell; a course of days is not."""
        plan = planned(weeks=weeks, sessions=3)
        records = [visit(plan, 1, pain(6)), visit(plan, 2), visit(plan, 3, pain(6))]

        assert weeks == plan.sessions[-1].week
        assert advised == review_progress(plan, records).advised

    def test_what_helps_is_not_exchanged(self, plan):
        """Less disability, and the goal not reached: another fault does not change the work."""
        extra = StepDone(technique_id="scar-massage", regions=["lower-back"])
        last = visit(plan, 4, disability(8))
        records = [
            visit(plan, 1, disability(12)),
            visit(plan, 2),
            visit(plan, 3),
            evolve(last, steps=[*last.steps, extra]),
        ]
        review = review_progress(plan, records)

        assert Advised.ADJUST in advices(review)
        assert review.adjusted is None


class TestGain:
    """The score got better."""

    def scored(self, plan, number, *values):
        """All three goals, or those whose score is given."""
        scores = (pain, disability, lambda value: Measurement(measure_id="psfs", value=value))
        return visit(plan, number, *(one(it) for one, it in zip(scores, values, strict=False)))

    @pytest.mark.parametrize(
        "last, values, advised",
        [
            (4, (4, 8, 5), "taper"),
            (3, (4, 8, 5), "continue"),  # before the first look
            (4, (4, 8), "continue"),  # one was not measured
            (4, (4, 12, 5), "continue"),  # one has not moved
            (4, (4, 7, 6), "discharge"),
        ],
    )
    def test_visits_are_spaced_out_when_all_is_nearly_there(self, plan, last, values, advised):
        """All goals at a look, each measured, and at least three quarters of every way."""
        between = [visit(plan, number) for number in range(2, last)]
        records = [self.scored(plan, 1, 6, 12, 3), *between, self.scored(plan, last, *values)]

        assert advised == review_progress(plan, records).advised

    @pytest.mark.parametrize("last, advised", [(3, "continue"), (4, "adjust")])
    def test_the_rest_is_measured_before_the_end(self, last, advised):
        """The pain is as wanted; at the end of the course the other goals are asked for."""
        plan = planned(sessions=4)
        records = [
            visit(plan, 1, pain(6)),
            *(visit(plan, number) for number in range(2, last)),
            visit(plan, last, pain(3)),
        ]

        assert advised == review_progress(plan, records).advised


class TestWithoutGoals:
    """Somebody comes to feel well."""

    @pytest.mark.parametrize("stage, advised", [("chronic", "maintain"), ("acute", "discharge")])
    def test_the_end_of_the_course(self, stage, advised):
        """What may be kept up is; what has no upkeep ends."""
        plan = planned(Complaint("wellness-visit", stage=stage, regions=["neck"]))
        records = [visit(plan, one.number) for one in plan.sessions]
        goes_on = any(one.kind is PhaseKind.MAINTENANCE for one in plan.phases)

        assert () == plan.goals
        assert (stage == "chronic") == goes_on
        assert advised == review_progress(plan, records).advised
