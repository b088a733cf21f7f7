"""
A look at a course: what was done, what changed, and what is advised.

The cases in `cases/reviews.json` can be read by any language. A plan is made for `person`, who
answered "no" to everything that is not named, except to what is `open`; `policy` is the clinic's
choice, `planned_on` and `on` the days of the plan and of the review. A record is done as planned
unless it has `steps`; the sessions that `fill` names were done too and have no score. Only what
`expect` names is checked:

    advised             the advice
    reasons             for an advice, words that a reason for it holds, or a list of such
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
from medmassage.criteria import is_gain
from medmassage.disclaimers import verify_disclaimers
from medmassage.errors import (
    MissingDisclaimerError,
    ModelError,
    NotAnAnswerError,
    UnknownIdError,
)
from medmassage.export.markdown import render
from medmassage.model.course import PlanPolicy
from medmassage.model.intake import Clearance, Complaint, Finding, Intake
from medmassage.model.outcome import Measurement
from medmassage.model.plan import TreatmentPlan
from medmassage.model.record import Deviation, Review, SessionRecord, StepDone
from medmassage.planning import fingerprint, outline_plan
from medmassage.progress import review_progress
from medmassage.scoring import interpret
from medmassage.screening import no_to_rest
from medmassage.serialization import dumps, from_dict, loads
from medmassage.vocabulary import (
    REQUIRED_DISCLAIMERS,
    Action,
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
    return [*SessionRecord.as_planned(plan.sessions[min(number, len(plan.sessions)) - 1]).steps]


def visit(
    plan: TreatmentPlan, number: int, pain: float | None = None, **more: Any
) -> SessionRecord:
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
    said = [(one.advised.value, one.text) for one in review.reasons]
    assert expect["advised"] == review.advised, said
    for advised, words in expect.get("reasons", {}).items():
        for one in [words] if isinstance(words, str) else words:
            assert any(one in text for given, text in said if given == advised), (one, said)
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


@pytest.fixture(scope="module")
def plan():
    """Ten weekly sessions for a chronic lower back, looked at in the fourth."""
    return planned()


def plateau(plan: TreatmentPlan, count: int = 4, **more: Any) -> list[SessionRecord]:
    """Sessions done as planned, without any change of pain."""
    return [visit(plan, number, 6, **more) for number in range(1, count + 1)]


def techniques(plan: TreatmentPlan) -> set[str]:
    """The techniques of a plan's steps."""
    return {step.technique_id for one in plan.sessions for step in one.steps}


def faults_of(*given: Any, **more: Any) -> list[tuple[str, str]]:
    """What a review is refused for."""
    with pytest.raises(ModelError) as caught:
        review_progress(*given, **more)
    return [(fault.where, fault.reason) for fault in caught.value.faults]


class TestAnotherTechnique:
    """A course that did not help by its first look."""

    def test_one_technique_is_exchanged(self, plan):
        """The best supported of those given gives way to the next; all else stays."""
        review = review_progress(plan, plateau(plan))

        before, after = techniques(plan), techniques(review.adjusted)
        assert {"myofascial-release"} == before - after
        assert {"deep-tissue-massage"} == after - before
        assert plan.intake == review.adjusted.intake

    def test_the_technique_given_most_is_exchanged(self, plan):
        """What was given once more than the other is the first to go."""
        stretching = "passive-resistive-stretching"
        once_more = [one for one in as_planned(plan, 2) if one.technique_id == stretching]
        records = [
            *plateau(plan, 3, steps=as_planned(plan, 2)),
            visit(plan, 4, 6, steps=once_more),
        ]

        review = review_progress(plan, records)

        assert {stretching} == techniques(plan) - techniques(review.adjusted)

    @pytest.mark.parametrize(
        "condition_id, region, old, new",
        [
            ("neck-pain", "neck", "trigger-point-therapy", "myofascial-release"),
            ("knee-osteoarthritis", "knee", "myofascial-release", "passive-resistive-stretching"),
        ],
    )
    def test_one_thing_is_changed_at_a_time(self, condition_id, region, old, new):
        """A kind of the technique that failed does not take its place; nothing else changes."""
        sore = Complaint(condition_id, stage="chronic", pain=6, regions=[region], side="both")
        plan = planned(sore)
        adjusted = review_progress(plan, plateau(plan)).adjusted

        assert ({old}, {new}) == (
            techniques(plan) - techniques(adjusted),
            techniques(adjusted) - techniques(plan),
        )

    def test_the_records_go_on_with_the_adjusted_plan(self, plan):
        """It is the same course from its first session on, and is not exchanged again at once."""
        records = plateau(plan)
        adjusted = review_progress(plan, records).adjusted

        again = review_progress(adjusted, records)

        assert (Advised.ADJUST, {"passive-resistive-stretching"}) == (
            again.advised,
            techniques(adjusted) - techniques(again.adjusted),
        )
        assert Advised.REFER == review_progress(adjusted, plateau(plan, 6)).advised

    def test_only_what_was_given_can_have_failed(self, plan):
        """Where the general technique alone was given, nothing is exchanged."""
        steps = [StepDone(technique_id="swedish-massage", minutes=45)]

        review = review_progress(plan, plateau(plan, steps=steps))

        assert (Advised.ADJUST, None) == (review.advised, review.adjusted)

    def test_nothing_unfounded_is_tried(self):
        """Where neither research nor the article supports another technique, none is derived."""
        plan = planned(
            Complaint("fibromyalgia", stage="chronic", pain=6, regions=["upper-back"], side="both")
        )

        review = review_progress(plan, plateau(plan))

        assert (Advised.ADJUST, None) == (review.advised, review.adjusted)

    def test_the_offer_of_the_clinic_is_kept(self):
        """A technique that the clinic does not offer takes nobody's place."""
        offered = ["swedish-massage", "myofascial-release", "passive-resistive-stretching"]
        plan = planned(policy=PlanPolicy(technique_ids=offered))

        review = review_progress(plan, plateau(plan))

        assert (Advised.ADJUST, None) == (review.advised, review.adjusted)

    @pytest.mark.parametrize(
        "condition_id, region, offered",
        [
            ("lower-back-pain", "lower-back", ["deep-tissue-massage"]),
            ("post-operative-scar", "abdomen", ["scar-massage", "swedish-massage"]),
        ],
    )
    def test_where_nothing_is_left_nothing_is_exchanged(self, condition_id, region, offered):
        """The only technique on offer stays; so does the only one on offer that fits."""
        sore = Complaint(condition_id, stage="chronic", pain=6, regions=[region], side="both")
        plan = planned(sore, policy=PlanPolicy(technique_ids=offered))

        review = review_progress(plan, plateau(plan))

        assert (Advised.ADJUST, None) == (review.advised, review.adjusted)
        assert set(offered) >= techniques(plan)

    def test_a_score_of_something_else_does_not_hinder_it(self, plan):
        """A reason to go on beside it makes no difference."""
        other = Measurement(measure_id="psfs", value=3, of_what="stairs")
        later = evolve(other, of_what="reading")
        records = plateau(plan)
        records[0] = evolve(records[0], measurements=[*records[0].measurements, other])
        records[3] = evolve(records[3], measurements=[*records[3].measurements, later])

        review = review_progress(plan, records)

        assert review.adjusted is not None
        assert Advised.CONTINUE in {one.advised for one in review.reasons}

    def test_a_course_that_would_be_over_is_none(self):
        """Where the next technique was tested in a shorter course that is over, none is derived."""
        heel = Complaint(
            "plantar-fasciitis", stage="chronic", pain=6, regions=["foot"], side="left"
        )
        offered = ["swedish-massage", "myofascial-release", "deep-tissue-massage"]
        early, late = (
            planned(heel, policy=PlanPolicy(reassess_at_session=n, technique_ids=offered))
            for n in (4, 8)
        )

        before = review_progress(early, plateau(early, 4))
        after = review_progress(late, plateau(late, 8))

        assert (12, 8) == (len(early.sessions), len(before.adjusted.sessions))
        assert (Advised.ADJUST, None) == (after.advised, after.adjusted)

    def test_answers_that_change_nothing_do_not_hinder_it(self, plan):
        """A no that is confirmed is in the adjusted plan, and another technique too."""
        records = plateau(plan, now_absent=["unwell-today"])

        adjusted = review_progress(plan, records).adjusted

        assert "unwell-today" in set(plan.intake.assumed) - set(adjusted.intake.assumed)
        assert {"myofascial-release"} == techniques(plan) - techniques(adjusted)

    def test_an_expected_reaction_does_not_hinder_it(self, plan):
        """Another reason to adjust does: then the technique is not to blame."""
        sore = from_dict(SessionRecord, {"session": 1, "adverse_events": [MILD]}).adverse_events
        one = [*plateau(plan, 3), visit(plan, 4, 6, adverse_events=sore)]
        two = plateau(plan, adverse_events=sore)

        assert review_progress(plan, one).adjusted is not None
        assert review_progress(plan, two).adjusted is None


MILD = {"kind": "soreness", "severity": "mild"}


class TestScores:
    """Which scores are compared with which."""

    def test_a_score_with_and_without_a_mark(self, plan):
        """A score marked with the only complaint is of the same thing as one without a mark."""
        marked = Measurement(measure_id="nprs", value=6, of_what="lower-back-pain")
        records = [visit(plan, 1, measurements=[marked]), visit(plan, 2, 9)]

        review = review_progress(plan, records)

        assert (Advised.REFER, 9) == (review.advised, review.goals[0].latest)

    def test_a_score_without_a_mark(self):
        """It is of the first complaint that has a goal with its measure."""
        neck = Complaint("neck-pain", stage="chronic", pain=5, regions=["neck"], side="both")
        both = planned(evolve(BACK, pain=0), neck)

        review = review_progress(both, [visit(both, 2, 8)])

        assert [("neck-pain", 8)] == [
            (one.condition_id, one.latest) for one in review.goals if one.measure_id == "nprs"
        ]
        assert Advised.REFER == review.advised

    def test_a_score_from_before_the_first_session(self, plan):
        """A score of session 0 is a baseline, wherever it is written down."""
        score = {"measure_id": "rmdq"}
        early = [
            Measurement(**score, value=12, session=0),
            Measurement(**score, value=20, session=3),
        ]

        review = review_progress(plan, [visit(plan, 3, measurements=early)])

        goal = next(one for one in review.goals if one.measure_id == "rmdq")
        assert (12, 20, GoalStatus.OPEN) == (goal.baseline, goal.latest, goal.status)

    def test_a_share_of_the_baseline_becomes_a_number(self):
        """A goal whose number follows from the baseline gets it with the first score."""
        head = planned(Complaint("tension-type-headache", stage="chronic", regions=["head"]))
        days = [Measurement(measure_id="headache-days", value=12)]

        review = review_progress(head, [visit(head, 1, measurements=days)])

        goal = next(one for one in review.goals if one.measure_id == "headache-days")
        assert (12, 6, 6) == (goal.baseline, goal.change, goal.target)
        assert goal.source_ids

    def test_a_score_near_the_best_end_is_kept(self):
        """Where no change that counts is left, none is aimed at, on either kind of scale."""
        mild = planned(evolve(BACK, pain=None))
        scores = [
            Measurement(measure_id="nprs", value=1),
            Measurement(measure_id="psfs", value=9.5),
        ]

        review = review_progress(mild, [visit(mild, 1, measurements=scores)])

        aims = {one.measure_id: (one.baseline, one.change, one.target) for one in review.goals}
        assert ((1, 0, None), (9.5, 0, None)) == (aims["nprs"], aims["psfs"])
        why = next(one.why for one in review.goals if one.measure_id == "nprs")
        assert "NPRS 1 leaves no room for a change that counts, so it is kept as it is" == why

    @pytest.mark.parametrize("pain, room", [(0, False), (1, False), (2, True), (3, True)])
    def test_a_pain_is_aimed_at_alike_before_and_after_the_first_visit(self, pain, room):
        """Whether the pain is told with the intake or scored in the first visit: same aim."""
        told = planned(evolve(BACK, pain=pain))
        asked = planned(evolve(BACK, pain=None))
        score = [Measurement(measure_id="nprs", value=pain)]
        review = review_progress(asked, [visit(asked, 1, measurements=score)])

        at_once = [one.target for one in told.goals if one.measure_id == "nprs"]
        later = [one.target for one in review.goals if one.measure_id == "nprs"]
        assert ([pain - 2] if room else [], [pain - 2 if room else None]) == (at_once, later)

    def test_days_that_were_none_from_the_start_are_kept(self):
        """A number that follows from the baseline is none where the baseline is."""
        head = planned(Complaint("tension-type-headache", stage="chronic", regions=["head"]))
        days = [Measurement(measure_id="headache-days", value=0)]

        review = review_progress(head, [visit(head, 1, measurements=days)])

        goal = next(one for one in review.goals if one.measure_id == "headache-days")
        assert (0, 0, None) == (goal.baseline, goal.change, goal.target)

    def test_pain_at_rest_is_not_the_pain_of_the_intake(self, plan):
        """A baseline of the complaint as a whole is not compared with a part of it."""
        rest = Measurement(measure_id="nprs", value=1, of_what="at rest")

        records = [visit(plan, 1), visit(plan, 2), visit(plan, 3, measurements=[rest])]
        review = review_progress(plan, records)

        assert (Advised.CONTINUE, None) == (review.advised, review.goals[0].latest)
        assert "score the same again" in render(review)

    def test_two_complaints_of_one_name(self):
        """Scores that could be of either knee are read once."""
        knees = [
            Complaint(
                "knee-osteoarthritis", stage="chronic", pain=pain, regions=["knee"], side=side
            )
            for pain, side in ((6, "left"), (8, "right"))
        ]
        both = planned(*knees)

        review = review_progress(both, [visit(both, 1, 6), visit(both, 2, 5)])

        pains = [one.latest for one in review.goals if one.measure_id == "nprs"]
        assert [5, None] == pains

    def test_a_rating_of_change_is_no_score_to_compare(self, plan):
        """A later rating of change that is lower than an earlier one is not a change for worse."""
        rated = [[Measurement(measure_id="groc", value=value)] for value in (5, -1)]
        records = [visit(plan, n, measurements=one) for n, one in enumerate(rated, start=2)]

        assert () == review_progress(plan, records).changes

    def test_one_score_is_no_change(self, plan):
        """A measure that is no goal and was scored once is compared with nothing."""
        score = Measurement(measure_id="odi", value=30)

        assert () == review_progress(plan, [visit(plan, 2, measurements=[score])]).changes

    def test_other_measures_follow_the_goals(self, plan):
        """Changes come in the order of the goals, then those of measures that are no goals."""
        records = [
            visit(
                plan,
                number,
                measurements=[
                    Measurement(measure_id=id, value=value)
                    for id, value in (("odi", 30), ("rmdq", 12), ("nprs", 6))
                ],
            )
            for number in (1, 2)
        ]

        assert ["nprs", "rmdq", "odi"] == [
            one.measure_id for one in review_progress(plan, records).changes
        ]

    def test_minutes_that_were_not_recorded(self, plan):
        """The minutes given are not known where a step has none."""
        steps = [StepDone(technique_id="swedish-massage")]

        review = review_progress(plan, [visit(plan, 1, 6), visit(plan, 2, 6, steps=steps)])

        assert (None, Advised.CONTINUE) == (review.delivered.minutes_done, review.advised)

    def test_the_complaint_is_named_where_there_are_several(self):
        """A reason says whose score it is about."""
        neck = Complaint("neck-pain", stage="chronic", pain=5, regions=["neck"], side="both")
        both = planned(BACK, neck)
        bad = [Measurement(measure_id="nprs", value=9, of_what="neck-pain")]

        review = review_progress(both, [visit(both, 2, measurements=bad)])

        assert review.reasons[0].text.startswith("Neck pain: NPRS: up 4 points")


class TestFindings:
    """What is known of the person now."""

    def test_what_was_found_is_not_new_at_the_next_look(self, plan):
        """The records go on with the adjusted plan: what they found is in it already."""
        records = [visit(plan, 1, 6, new_findings=[Finding("trauma-history")])]
        adjusted = review_progress(plan, records).adjusted

        again = review_progress(adjusted, records)

        assert adjusted.screening == again.screening
        assert not any(one.rule_ids for one in again.reasons)

    def test_a_no_that_a_new_yes_contradicts_is_no_conflict(self, plan):
        """A later yes replaces the earlier no to it and to the broader question above it."""
        record = visit(plan, 1, new_findings=["anticoagulant-therapy"])

        review = review_progress(plan, [record])

        assert () == review.screening.conflicts
        assert "regular-medicines" not in review.adjusted.intake.assumed

    def test_two_names_of_one_answer(self, plan):
        """A rule and the question that alone brings it are the same answer."""
        cauda = {"new_findings": ["abdominal-aneurysm"], "now_absent": ["abdominal-aneurysm"]}
        both = {"new_findings": ["joint-hot-swollen"], "now_absent": ["septic-joint-suspected"]}

        for answers in (cauda, both):
            found = faults_of(plan, [visit(plan, 1, **answers)])
            assert ["session 1"] == [where for where, _ in found]
            assert "keep one answer" in found[0][1]

    def test_a_rule_cannot_be_answered_with_no(self, plan):
        """The message names the questions to answer instead."""
        with pytest.raises(NotAnAnswerError, match="septic-joint-suspected"):
            review_progress(plan, [visit(plan, 1, now_absent=["joint-hot-swollen"])])

    def test_unknown_answers_give_way(self):
        """A question that could not be answered at first is answered by a record."""
        person = no_to_rest(Intake(complaints=[BACK], unknown=["trauma-history"]))
        waiting = outline_plan(person)
        record = SessionRecord(session=1, now_absent=["trauma-history"])

        review = review_progress(waiting, [record])

        assert (PlanStatus.PROVISIONAL, PlanStatus.READY) == (
            waiting.status,
            review.adjusted.status,
        )
        yes = SessionRecord(session=1, new_findings=["trauma-history"])
        assert {"trauma-history"} <= {
            one.question_id for one in review_progress(waiting, [yes]).adjusted.intake.present
        }

    def test_a_side_is_no_place(self):
        """A finding without a place is not narrowed by one that gives a side alone."""
        bruised = planned(present=["hematoma-bruise"])
        left = Finding("hematoma-bruise", side="left")

        found = review_progress(bruised, [SessionRecord(session=1, new_findings=[left])])

        assert (Finding("hematoma-bruise"), left) == found.screening.fired[0].findings

    def test_dates_of_records_do_not_make_clearances_count(self, plan):
        """A plan that was screened without a date is reviewed without one."""
        later = date(2026, 7, 8)

        assert review_progress(plan, [visit(plan, 1, on=date(2026, 7, 7))]).screening.on is None
        assert later == review_progress(plan, [], on=later).screening.on

    def test_a_broad_yes_that_nothing_explains(self, plan):
        """It is asked about in the person's own words, not passed over."""
        narrow = [
            one.question.id
            for one in review_progress(
                plan, [visit(plan, 1, new_findings=["regular-medicines"])]
            ).screening.open
        ]
        record = visit(plan, 1, new_findings=["regular-medicines"], now_absent=narrow)

        review = review_progress(plan, [record])

        assert Advised.ADJUST == review.advised
        assert "their own words: regular-medicines" in review.reasons[0].text

    def test_a_broad_yes_that_stops_treatment(self, plan):
        """A stop that no rule brings still says why."""
        broad = ["stroke-or-neck-artery-signs"]
        opened = review_progress(plan, [visit(plan, 1, new_findings=broad)]).screening.open
        narrow = [one.question.id for one in opened]

        review = review_progress(plan, [visit(plan, 1, new_findings=broad, now_absent=narrow)])

        assert (Advised.REFER, Action.REFER) == (review.advised, review.withheld.action)
        assert broad[0] in review.reasons[0].text

    def test_a_finding_and_harm_together(self, plan):
        """Nothing is offered to work from where the advice is to refer or to stop."""
        bruise = from_dict(
            SessionRecord,
            {"session": 1, "adverse_events": [{"kind": "bruise", "severity": "moderate"}]},
        ).adverse_events
        record = visit(plan, 1, new_findings=["trauma-history"], adverse_events=bruise)

        review = review_progress(plan, [record])

        assert (Advised.REFER, None, None) == (review.advised, review.adjusted, review.withheld)


class TestReasons:
    """What a reason says, and what it leaves out."""

    def test_two_thirds_of_the_minutes_are_enough(self, plan):
        """One minute less than two thirds is less than what was planned."""
        whole = sum(step.minutes for one in plan.sessions[:3] for step in one.steps)

        def advised(minutes: int) -> Advised:
            given = (whole // 3, whole // 3 - 5, minutes - 2 * (whole // 3) + 5)
            return review_progress(
                plan,
                [
                    visit(plan, n, 6, steps=[StepDone(technique_id="swedish-massage", minutes=one)])
                    for n, one in enumerate(given, start=1)
                ],
            ).advised

        assert (135, 0) == (whole, whole % 3)
        assert Advised.CONTINUE == advised(90)
        assert Advised.ADJUST == advised(89)

    def test_the_strictest_finding_is_named(self, plan):
        """An emergency is not mixed with what would wait."""
        both = ["ces-saddle-numbness", "fever-or-systemic-infection"]

        reason = review_progress(plan, [visit(plan, 1, new_findings=both)]).reasons[0]

        assert "fever" not in reason.text.lower()
        assert ("cauda-equina-signs", "ces-saddle-numbness") == reason.rule_ids

    def test_the_clearance_that_stops_is_named(self):
        """A clearance that ended too, and stops nothing, is left out."""
        letters = [
            Clearance("epilepsy", expires=date(2026, 6, 30)),
            Clearance("anticoagulant-therapy", expires=date(2026, 6, 29)),
        ]
        person = no_to_rest(
            Intake(
                complaints=[BACK],
                present=["epilepsy", "anticoagulant-therapy"],
                clearances=letters,
            )
        )
        cleared = outline_plan(person, on=date(2026, 6, 1))

        text = review_progress(cleared, [], on=date(2026, 7, 1)).reasons[0].text

        assert "it ended on 2026-06-30" in text
        assert "2026-06-29" not in text

    def test_harm_is_told_once(self, plan):
        """What refers is not told again as a mild reaction."""
        event = {"kind": "numbness", "severity": "moderate"}
        harmed = from_dict(SessionRecord, {"session": 1, "adverse_events": [event]}).adverse_events
        records = [visit(plan, number, 6, adverse_events=harmed) for number in (1, 2)]

        review = review_progress(plan, records)

        assert [Advised.REFER] == [one.advised for one in review.reasons if "numb" in one.text]
        assert not any("Mild" in one.text for one in review.reasons)

    def test_what_was_known_is_not_told_again(self):
        """Neither a rule nor a broad yes of the plan is new in a review."""
        broad = planned(present=["regular-medicines", "osteoporosis"])

        fresh = "leg-deep-pressure-vte-risk"
        review = review_progress(broad, [visit(broad, 1, new_findings=[fresh])])

        assert [(fresh,)] == [one.rule_ids for one in review.reasons if one.rule_ids]
        assert not any("regular-medicines" in one.text for one in review.reasons)

    def test_only_what_has_other_limits_is_named(self):
        """A second place changes the limits of its rule alone."""
        thigh = Finding("hematoma-bruise", regions=["thigh"], side="left")
        bruised = planned(present=["osteoporosis", thigh])
        calf = evolve(thigh, regions=["calf"])

        review = review_progress(bruised, [visit(bruised, 1, new_findings=[calf])])

        assert [("hematoma-bruise",)] == [one.rule_ids for one in review.reasons if one.rule_ids]

    def test_nothing_is_exchanged_beside_another_reason(self, plan):
        """No exchange is told of where it is too late for one, or where the goal is reached."""
        late = [visit(plan, number, 6) for number in (1, 2, 4, 6)]
        mild = planned(evolve(BACK, pain=1))
        sore = from_dict(SessionRecord, {"session": 1, "adverse_events": [MILD]}).adverse_events
        well = [visit(mild, number, 0, adverse_events=sore) for number in range(1, 5)]

        for given, records, advised in (
            (plan, late, Advised.REFER),
            (mild, well, Advised.ADJUST),
        ):
            review = review_progress(given, records)
            assert (advised, None) == (review.advised, review.adjusted)
            assert not any("leaves out" in one.text for one in review.reasons)

    @pytest.mark.parametrize(
        "direction, size, beyond, gain",
        [
            ("better", "reaches-mcid", True, True),
            ("better", "reaches-mcid", None, True),
            ("better", "between", True, True),
            ("better", "below-mcid", True, False),
            ("better", "within-error", False, False),
            ("better", "not-known", True, True),
            ("better", "not-known", None, False),
            ("same", "none", None, False),
            ("worse", "reaches-mcid", True, False),
        ],
    )
    def test_what_counts_as_a_gain(self, direction, size, beyond, gain):
        """As much as some called important; where nobody was asked, more than chance."""
        change = interpret("nprs", 6, 4)
        read = evolve(change, direction=direction, size=size, beyond_error=beyond)

        assert gain is is_gain(read)

    def test_a_plan_without_sessions(self, plan):
        """A course that has not begun is not over."""
        assert Advised.CONTINUE == review_progress(evolve(plan, phases=[]), []).advised


class TestRefusals:
    """What cannot be reviewed."""

    def test_a_refusal_is_no_plan(self, plan):
        """The union of `outline_plan` makes the caller look; a record is no text either."""
        withheld = outline_plan(evolve(plan.intake, present=["ces-saddle-numbness"]))

        assert [("plan", "expected a TreatmentPlan, got a Withheld")] == faults_of(withheld, [])
        assert [("records", "expected SessionRecords, got a dict")] == faults_of(plan, [{}])

    def test_ids_that_do_not_exist(self, plan):
        """A mistyped measure or technique is not passed over; all are named."""
        record = visit(
            plan,
            1,
            measurements=[Measurement(measure_id="nrps", value=9)],
            steps=[StepDone(technique_id="sweedish-massage")],
            deviations=[Deviation(reason="time", technique_id="nothing-like-it")],
        )

        with pytest.raises(UnknownIdError) as caught:
            review_progress(plan, [record, visit(plan, 2, steps=record.steps)])

        text = str(caught.value)
        assert 3 == len(text.splitlines())
        assert "did you mean 'nprs'" in text
        assert "did you mean 'swedish-massage'" in text

    def test_a_score_of_another_session(self, plan):
        """A score that says another session than its record is not read."""
        score = Measurement(measure_id="nprs", value=6, session=2)

        assert [
            ("session 3, measurements[0]", "expected a score of session 3, got 2")
        ] == faults_of(plan, [visit(plan, 3, measurements=[score])])

    def test_a_day_before_the_plan(self):
        """A review does not look back: what counted then may have ended."""
        letter = Clearance("anticoagulant-therapy", expires=date(2026, 6, 30))
        person = no_to_rest(
            Intake(complaints=[BACK], present=["anticoagulant-therapy"], clearances=[letter])
        )
        cleared = outline_plan(person, on=date(2026, 6, 15))

        wanted = "expected a day not before that of the plan or a record (2026-06-15)"
        assert [("on", f"{wanted}, got 2026-06-14")] == faults_of(cleared, [], on=date(2026, 6, 14))
        assert date(2026, 6, 15) == review_progress(cleared, [], on=date(2026, 6, 15)).screening.on

    def test_two_scores_of_one_thing(self, plan):
        """Nobody could say which one counts, be they of the session or from before the first."""
        for session in (None, 0, 1):
            score = Measurement(measure_id="nprs", value=6, session=session)
            marked = evolve(score, value=5, of_what="lower-back-pain")
            found = faults_of(plan, [visit(plan, 1, measurements=[score, marked])])

            assert ["session 1, measurements[1]"] == [where for where, _ in found]

    def test_two_visits_on_one_day(self, plan):
        """Days run backwards only where a later session is on an earlier day."""
        records = [visit(plan, number, 6, on=date(2026, 2, 2)) for number in (1, 2)]

        assert Advised.CONTINUE == review_progress(plan, records, on=date(2026, 2, 2)).advised

    def test_texts_stay_private(self, plan):
        """Neither a review nor a refusal holds what was written in free text."""
        texts = dict.fromkeys(("subjective", "objective", "assessment", "next_time"), "SECRET")
        scores = [Measurement(measure_id="psfs", value=one, of_what="SECRET") for one in (3, 11)]
        notes = {
            "adverse_events": [{**MILD, "note": "SECRET"}],
            "deviations": [{"reason": "time", "note": "SECRET"}],
        }
        given = from_dict(SessionRecord, {"session": 1, **notes, **texts})
        good = evolve(given, measurements=scores[:1], session=2)
        bad = evolve(given, measurements=scores)

        review = review_progress(plan, [good, evolve(good, session=1)])

        assert "SECRET" not in dumps(review) + render(review) + repr(review)
        assert "SECRET" not in str(faults_of(plan, [bad, bad]))


class TestReview:
    """What a review is."""

    def test_a_review_carries_every_notice(self, plan):
        """It cannot be built without them, and its rendering keeps them."""
        review = review_progress(plan, [])

        assert REQUIRED_DISCLAIMERS <= {one.id for one in review.disclaimers}
        assert () == verify_disclaimers(render(review), plan)
        with pytest.raises(MissingDisclaimerError, match="Review"):
            evolve(review, disclaimers=review.disclaimers[1:])
        first, *rest = review.disclaimers
        mixed = [evolve(first, language="de"), *rest]
        with pytest.raises(MissingDisclaimerError, match="one language"):
            evolve(review, disclaimers=mixed)

    def test_the_advice_is_the_strictest(self, plan):
        """A review whose advice is milder than a reason, or without reasons, cannot be built."""
        review = review_progress(plan, [visit(plan, 2, 9)])

        for change in ({"advised": "continue"}, {"reasons": []}):
            with pytest.raises(ModelError):
                evolve(review, **change)

    def test_stopping_leaves_no_milder_advice(self, plan):
        """A screening that stops treatment leaves refer or stop."""
        stopped = review_progress(plan, [visit(plan, 1, new_findings=["ces-saddle-numbness"])])
        review = review_progress(plan, [])

        with pytest.raises(ModelError, match="leaves refer or stop"):
            evolve(review, screening=stopped.screening)

    def test_every_source_is_there(self, plan):
        """Each id that a reason, goal or change cites has its source in the review."""
        review = review_progress(plan, [visit(plan, 1, 6), visit(plan, 6, 6)])

        cited = {
            id for one in (*review.reasons, *review.goals, *review.changes) for id in one.source_ids
        }
        assert cited <= {one.id for one in review.provenance.sources}
        assert default_catalog().digest == review.provenance.catalog_digest

    def test_the_same_arguments_give_the_same_bytes(self, plan):
        """Records may come from a generator, and a review can be copied between processes."""
        review = review_progress(plan, (one for one in plateau(plan)))

        assert dumps(review) == dumps(review_progress(plan, plateau(plan)))
        assert review == pickle.loads(pickle.dumps(review))  # noqa: S301 - our own bytes

    def test_reasons_come_strictest_first(self, plan):
        """The advice is that of the first reason."""
        record = visit(plan, 2, 9, new_findings=["anticoagulant-therapy"])

        ranks = [one.advised.rank for one in review_progress(plan, [record]).reasons]

        assert sorted(ranks, reverse=True) == ranks
        assert len(set(ranks)) > 1


KNEES = [
    Complaint("knee-osteoarthritis", stage="chronic", pain=6, regions=["knee"], side=side)
    for side in ("left", "right")
]
THINNER = {"present": ["anticoagulant-therapy"]}


def deep(**more: Any) -> StepDone:
    """Deep work on the lower back, as far as it is recorded."""
    given = {"regions": ["lower-back"], "side": "both", "pressure": "deep", **more}
    return StepDone(technique_id="swedish-massage", **given)


def beyond(review: Review) -> list[str]:
    """What a review says of work beyond a limit."""
    return [one.text for one in review.reasons if "beyond a limit" in one.text]


class TestLimits:
    """What was done against what the plan allows."""

    def test_session_rule_and_watch_are_named(self):
        """Two sessions that break one limit are one reason, with the harm to watch for."""
        plan = planned(**THINNER)
        records = [visit(plan, number, 6, steps=[deep()]) for number in (1, 2)]

        review = review_progress(plan, records)

        (rule,) = [one for one in plan.screening.fired if one.rule_id == "anticoagulant-therapy"]
        assert any(
            "sessions 1 to 2, swedish massage" in text and rule.name in text and rule.why in text
            for text in beyond(review)
        )
        assert "anticoagulant-therapy" in {id for one in review.reasons for id in one.rule_ids}

    @pytest.mark.parametrize(
        "missing", [{"pressure": None}, {"regions": []}, {"pressure": "light", "side": None}]
    )
    def test_what_is_not_recorded_breaks_no_limit(self, missing):
        """A record that leaves pressure or place out says nothing against the work."""
        plan = planned(**THINNER)

        assert [] == beyond(review_progress(plan, [visit(plan, 1, 6, steps=[deep(**missing)])]))

    def test_a_position_that_is_ruled_out(self):
        """Where the person must not lie counts, wherever the work was."""
        plan = planned(present=["pregnancy-after-13-weeks"])
        step = StepDone(technique_id="swedish-massage", position="prone")

        review = review_progress(plan, [visit(plan, 1, 6, steps=[step])])

        assert any("rules out prone" in text for text in beyond(review))

    def test_a_limit_on_the_other_side(self):
        """Work on the left breaks no limit on the right; where no side is told, none is broken."""
        wound = Finding("open-wound-or-ulcer", regions=["knee"], side="right")
        plan = planned(evolve(KNEES[0]), present=[wound])
        sides = {
            side: beyond(review_progress(plan, [visit(plan, 1, 6, steps=[step])]))
            for side in ("left", "right", None)
            for step in [StepDone(technique_id="swedish-massage", regions=["knee"], side=side)]
        }

        assert ([], True, []) == (sides["left"], bool(sides["right"]), sides[None])

    def test_a_finding_binds_from_the_next_session_on(self, plan):
        """The work of the session that brought it may have been done before it was told."""
        told = visit(plan, 1, 6, steps=[deep()], new_findings=["anticoagulant-therapy"])
        after = visit(plan, 2, 6, steps=[deep()])

        assert not any("session 1," in text for text in beyond(review_progress(plan, [told])))
        both = beyond(review_progress(plan, [told, after]))
        assert any("session 2, swedish massage: Anticoagulant" in text for text in both)
        adjusted = review_progress(plan, [told]).adjusted
        assert not any(
            "Anticoagulant" in text for text in beyond(review_progress(adjusted, [told]))
        )

    def test_a_limit_that_was_lifted(self):
        """What is no longer so binds no session from then on."""
        plan = planned(present=["pregnancy-after-13-weeks"])
        step = StepDone(technique_id="swedish-massage", position="prone")
        gone = visit(plan, 1, 6, now_absent=["pregnancy-after-13-weeks"])

        assert [] == beyond(review_progress(plan, [gone, visit(plan, 2, 6, steps=[step])]))

    def test_steps_done_as_planned_break_nothing(self):
        """What the plan lays out keeps its limits."""
        plan = planned(**THINNER)

        review = review_progress(plan, [visit(plan, number, 6) for number in (1, 2)])

        assert [] == beyond(review)
        assert not any("not in the plan" in one.text for one in review.reasons)


class TestTwoOfOneCondition:
    """Left and right are two complaints."""

    def test_each_has_its_own_label(self):
        """The goals carry it, with the place of the complaint."""
        plan = planned(*KNEES)

        assert {("left knee", 0), ("right knee", 1)} == {
            (one.label, one.complaint_index) for one in plan.goals
        }
        assert all(one.label in one.text for one in plan.goals)

    def test_scores_are_told_apart(self):
        """Neither knee is read for the other; a score without a label is of the first."""
        plan = planned(*KNEES)
        right = Measurement(measure_id="nprs", value=3, of_what="Right knee")
        plain = Measurement(measure_id="nprs", value=5)

        review = review_progress(plan, [visit(plan, 2, measurements=[right, plain])])

        assert [("left knee", 5), ("right knee", 3)] == [
            (one.label, one.latest) for one in review.goals if one.measure_id == "nprs"
        ]

    def test_a_goal_that_does_not_say_where_its_complaint_stands(self, plan):
        """It is of the first complaint of its condition, or of the first where there is none."""
        records = [visit(plan, 1, 6), visit(plan, 2, 9)]
        for goals in (
            [evolve(one, complaint_index=None) for one in plan.goals],
            [evolve(one, complaint_index=None, condition_id="neck-pain") for one in plan.goals],
        ):
            older = evolve(plan, goals=goals)

            assert Advised.REFER == review_progress(older, records).advised

    def test_two_scores_without_a_label_are_refused(self):
        """The message offers the labels."""
        plan = planned(*KNEES)
        scores = [Measurement(measure_id="nprs", value=value) for value in (5, 6)]

        ((_, reason),) = faults_of(plan, [visit(plan, 2, measurements=scores)])

        assert "of_what: left knee, right knee" in reason

    @pytest.mark.parametrize(
        "sides, labels",
        [
            (("left", "right"), ("left side", "right side")),
            (("left", "left"), ("complaint 1", "complaint 2")),
            ((None, "right"), ("complaint 1", "right side")),
        ],
    )
    def test_labels_without_a_place(self, sides, labels):
        """A side is enough; where nothing differs a number stands for it."""
        complaints = [
            Complaint("knee-osteoarthritis", side=side, pain=pain)
            for pain, side in enumerate(sides, start=5)
        ]

        assert labels == Intake(complaints=complaints).labels
        assert (None,) == Intake(complaints=[BACK]).labels


class TestOneTable:
    """What a plan prints leads to what a review advises."""

    @pytest.mark.parametrize("pain", [4, 6, 8])
    @pytest.mark.parametrize("score", range(11))
    def test_the_scores_of_the_table_are_those_of_the_review(self, pain, score):
        """From the printed score on a change is worse, and from the other on it is a gain."""
        plan = planned(evolve(BACK, pain=pain))
        (look,) = [one for one in plan.phases if one.kind == "reassessment"]
        when = {one.advised: one.when for one in look.criteria if "NPRS" in one.when}
        change = interpret("nprs", pain, score, "lower-back-pain")
        gains = when[Advised.CONTINUE].partition("NPRS ")[2].split()[0]
        losses = when[Advised.REFER].partition("NPRS ")[2].split()[0]

        assert is_gain(change) == (score <= int(gains))
        review = review_progress(plan, [visit(plan, 2, score)])
        assert (review.advised is Advised.REFER) == (score >= int(losses.rstrip(")")))

    def test_soreness_that_passes_by_itself_refers_nobody(self):
        """A course of days is no time in which a gain could be missed."""
        sore = Complaint("delayed-onset-muscle-soreness", stage="acute", pain=4, regions=["thigh"])
        plan = planned(evolve(sore, side="both"))
        said = [one.when for phase in plan.phases for one in phase.criteria]

        assert not any("No gain by week" in one for one in said)
        review = review_progress(plan, [visit(plan, 1, 4), visit(plan, 2, 4)])
        assert Advised.ADJUST == review.advised

    def test_a_visit_without_goals_speaks_of_none(self):
        """Neither its table nor its review names goals that are not there."""
        plan = planned(Complaint("wellness-visit", pain=0))
        said = [one.when + one.text for phase in plan.phases for one in phase.criteria]
        records = [visit(plan, number) for number in range(1, len(plan.sessions) + 1)]

        assert not any("goal" in one for one in said)
        assert Advised.CONTINUE == review_progress(plan, records[:4]).advised
        assert Advised.DISCHARGE == review_progress(plan, records).advised

    def test_a_course_of_one_visit(self):
        """It is measured some days later, and nothing is looked at in the visit itself."""
        plan = planned(policy=PlanPolicy(sessions=1))
        (look,) = [one for one in plan.phases if one.kind == "reassessment"]

        assert look.tasks[0].startswith("Some days after the only session")
        assert not any("No gain by week" in one.when for one in look.criteria)


class TestGoals:
    """What a course aims at."""

    def test_anxiety_is_measured_by_its_own_scale(self):
        """Sleep is aimed at where poor sleep is a complaint."""
        anxious = Complaint("anxiety-and-stress", stage="chronic", pain=0)
        alone = planned(anxious)
        with_sleep = planned(anxious, Complaint("poor-sleep", stage="chronic", pain=0))

        assert ["gad7"] == [one.measure_id for one in alone.goals]
        assert {"gad7", "isi"} <= {one.measure_id for one in with_sleep.goals}

    def test_what_leads(self):
        """Function before slight pain, days with headache before its strength, else pain."""
        first = {
            name: planned(one).goals[0].measure_id
            for name, one in (
                ("slight", evolve(BACK, pain=2)),
                ("strong", BACK),
                ("migraine", Complaint("migraine", stage="chronic", pain=6, regions=["head"])),
            )
        }

        assert {"slight": "rmdq", "strong": "nprs", "migraine": "headache-days"} == first

    def test_who_called_a_change_important(self):
        """Experts are not patients, and a mark of trials is neither."""
        neck = Complaint("neck-pain", stage="chronic", pain=6, regions=["neck"])
        head = Complaint("migraine", stage="chronic", pain=6, regions=["head"])
        why = {
            (one.condition_id, one.measure_id): one.why
            for plan in (planned(), planned(evolve(neck, side="both")), planned(head))
            for one in plan.goals
        }

        assert "called important by experts" in why["lower-back-pain", "nprs"]
        assert "called important by patients" in why["neck-pain", "nprs"]
        assert "mark of a response in trials" in why["migraine", "headache-days"]


class TestAPlanThatIsReplaced:
    """What `supersedes` takes."""

    @pytest.mark.parametrize("wrong", ["abc", "", 7])
    def test_only_a_plan_is_replaced(self, wrong):
        """The error names the argument."""
        with pytest.raises(ModelError, match="supersedes: expected a TreatmentPlan or None"):
            outline_plan(no_to_rest(Intake(complaints=[BACK])), supersedes=wrong)
