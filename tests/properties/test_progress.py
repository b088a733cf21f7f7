"""The laws of a look at a course, on people and courses drawn at random."""

from collections import Counter
from dataclasses import dataclass

from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings, strategies as st

from looking import CATALOG, loosened
from medmassage.disclaimers import verify_disclaimers
from medmassage.errors import ContradictionError
from medmassage.export.markdown import render
from medmassage.model.intake import Finding
from medmassage.model.outcome import Measurement
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.record import AdverseEvent, Review, SessionRecord, StepDone
from medmassage.planning import fingerprint, outline_plan
from medmassage.progress import review_progress
from medmassage.rescreening import rescreen
from medmassage.serialization import dumps, loads
from medmassage.subjects import Subject, subject_of
from medmassage.vocabulary import (
    REQUIRED_DISCLAIMERS,
    AdverseKind,
    AdverseSeverity,
    Advised,
    Decision,
    HigherIs,
    PhaseKind,
)
from strategies import all_questions, days, intakes, of_sternness, places, sides

MEASURES = CATALOG.outcome_measures
slow_to_draw = settings(suppress_health_check=[HealthCheck.too_slow])
"""A course is drawn by planning it, which takes its time on a busy machine."""

MOST = 7
"""The last session that is recorded."""

plans = (
    st.builds(outline_plan, intakes(CATALOG, most_yes=2, most_open=1, lifted=False), on=days)
    | st.builds(outline_plan, intakes(CATALOG, most_yes=2, most_open=0, lifted=True), on=days)
).filter(lambda answer: isinstance(answer, TreatmentPlan))

events = st.builds(
    AdverseEvent,
    kind=st.sampled_from(AdverseKind),
    severity=st.sampled_from((AdverseSeverity.MILD, *AdverseSeverity)),
    hours=st.sampled_from((None, 1, 48, 49)),
)


@st.composite
def scores(draw, plan: TreatmentPlan, *, end: str | None) -> list[Measurement]:
    """Scores of one visit: of all goals, good or bad ones, or mostly of goals and any."""
    ids = [one.measure_id for one in plan.goals]
    found = {}
    any_of = st.lists(st.sampled_from((*ids * 3, "gad7", "odi")), min_size=1, max_size=5)
    for id in ids if end and ids else draw(any_of):
        complaints = [one.condition_id for one in plan.intake.complaints]
        labels = [one for one in plan.intake.labels if one is not None]
        parts = st.sampled_from((None, None, None, *complaints, *labels, "stairs"))
        score = Measurement(
            measure_id=id,
            value=draw(end_values(id, good=end == "good") if end else values(id)),
            of_what=None if end else draw(parts),
        )
        found[subject_of(score, plan, CATALOG)] = score
    return list(found.values())


def values(measure_id: str, low: float | None = None, high: float | None = None):
    """Scores of a measure, between two of them."""
    measure = MEASURES[measure_id]
    low = low if low is not None else measure.minimum if measure.minimum is not None else 20
    high = high if high is not None else measure.maximum if measure.maximum is not None else 80
    return st.integers(int(low), int(high)) if low < high else st.just(low)


def end_values(measure_id: str, *, good: bool):
    """Scores of a measure at its better or its worse end."""
    measure = MEASURES[measure_id]
    low = 20 if measure.minimum is None else measure.minimum
    high = 80 if measure.maximum is None else measure.maximum
    third = (high - low) / 3
    if good == (measure.higher_is is HigherIs.BETTER):
        return values(measure_id, low=high - third)
    return values(measure_id, high=low + third)


@st.composite
def answers(draw, plan: TreatmentPlan) -> dict[str, object]:
    """Now and then what is new, mostly such as only limits places."""
    level = draw(st.sampled_from((None,) * 15 + (0, 0, 0, 0, 1, 2)))
    fresh = [] if level is None else [draw(st.sampled_from(of_sternness(CATALOG, level)))]
    near = [region for one in plan.intake.complaints for region in one.regions]
    known = [one.question.id for one in plan.screening.open if one.asks == "answer"]
    known += [
        one.question_id for one in plan.intake.present if one.question_id in CATALOG.questions
    ]
    gone = [id for id in known if id not in fresh and draw(st.integers(0, 3)) == 3]
    return {
        "new_findings": [
            Finding(id, regions=draw(places(tuple(near))), side=draw(sides)) for id in fresh
        ],
        "now_absent": gone,
    }


mostly = st.sampled_from((True,) * 7 + (False,))


@dataclass(repr=False)
class Course:
    """A plan with records of its sessions, and perhaps others to compare; told in short."""

    plan: TreatmentPlan
    records: list[SessionRecord]
    others: list[SessionRecord] | None = None

    def __iter__(self):
        """Unpack what is there."""
        return iter((self.plan, self.records) if self.others is None else vars(self).values())

    def __repr__(self):
        records = [dumps(one) for one in (*self.records, *(self.others or ()))]
        return f"Course({self.plan.intake!r}, {records})"


@st.composite
def courses(draw, *, quiet: bool = False) -> Course:
    """A plan and records of some of its sessions, by session; quiet: neither harm nor findings."""
    plan = draw(plans)
    last = min(len(plan.sessions), MOST)
    numbers = [one for one in range(1, draw(st.integers(1, last)) + 1) if draw(mostly)] or [1]
    if any(one.kind is PhaseKind.MAINTENANCE for one in plan.phases) and draw(st.booleans()):
        numbers.append(len(plan.sessions) + 1)
    records, goes_well = [], draw(st.booleans())
    ends = ("bad", "good")
    for number in numbers:
        session = plan.sessions[min(number, len(plan.sessions)) - 1]
        steps = [
            StepDone(technique_id=one.technique_id, regions=one.regions, minutes=one.minutes)
            for one in session.steps
        ]
        more = {} if quiet else draw(answers(plan))
        records.append(
            SessionRecord(
                session=number,
                steps=steps if draw(mostly) else [],
                measurements=draw(scores(plan, end=ends[number > 1] if goes_well else None)),
                adverse_events=[] if quiet or draw(mostly) else [draw(events)],
                pain_after=draw(st.sampled_from((None, 0, 10))),
                **more,
            )
        )
    return Course(plan, records)


def looked(plan: TreatmentPlan, records) -> Review:
    """Review; people who contradict themselves prove nothing here."""
    try:
        return review_progress(plan, records)
    except ContradictionError:
        assume(False)
        raise


@slow_to_draw
@given(plans.map(lambda plan: Course(plan, [])))
def test_without_records_the_plan_stands(course):
    """Without records it is `continue` for a ready plan, `answer-questions` for a provisional."""
    plan, _ = course
    waiting = plan.screening.decision is Decision.INCOMPLETE
    review = review_progress(plan, [])

    assert (Advised.ANSWER_QUESTIONS if waiting else Advised.CONTINUE) == review.advised
    assert (None, None) == (review.adjusted, review.withheld)
    assert plan.screening == review.screening
    assert plan.goals == review.goals


@st.composite
def worsened(draw, of) -> Course:
    """A plan, records, and the same with one latest score that is worse."""
    plan, records = draw(of)
    taken: dict[Subject, list[tuple[int, int]]] = {}
    for place, record in enumerate(records):
        for spot, one in enumerate(record.measurements):
            taken.setdefault(subject_of(one, plan, CATALOG), []).append((place, spot))
    known = {
        (one.measure_id, one.condition_id, None, one.complaint_index)
        for one in plan.goals
        if one.baseline is not None
    }
    compared = {key: found for key, found in taken.items() if len(found) > 1 or key in known}
    assume(taken)
    choices = compared if compared and draw(mostly) else taken
    place, spot = choices[draw(st.sampled_from(sorted(choices, key=repr)))][-1]
    changed = list(records[place].measurements)
    score = changed[spot]
    better = MEASURES[score.measure_id].higher_is is HigherIs.BETTER
    limits = {"high": score.value} if better else {"low": score.value}
    changed[spot] = evolve(score, value=draw(values(score.measure_id, **limits)))
    assume(score != changed[spot])
    after = [*records]
    after[place] = evolve(records[place], measurements=changed)
    return Course(plan, records, after)


@slow_to_draw
@given(worsened(courses(quiet=True) | courses()))
def test_a_worse_latest_score_never_lowers_the_alarm(course):
    """A worse latest score of any measure never makes the advice milder."""
    plan, before, after = course

    assert looked(plan, before).advised.rank <= looked(plan, after).advised.rank


@slow_to_draw
@given(courses(), events, st.data())
def test_more_harm_never_lowers_the_alarm(course, event, data):
    """One more adverse event never makes the advice milder."""
    plan, records = course
    place = data.draw(st.integers(0, len(records) - 1))
    after = [*records]
    after[place] = evolve(records[place], adverse_events=[*records[place].adverse_events, event])

    assert looked(plan, records).advised.rank <= looked(plan, after).advised.rank


@slow_to_draw
@given(courses())
def test_what_stops_treatment_is_never_passed_over(course):
    """Where treatment stops or no plan is left the advice is refer or stop, and says why."""
    plan, records = course
    review = looked(plan, records)
    stopped = review.screening.stops_treatment or review.withheld is not None

    assert stopped == (review.withheld is not None)
    if stopped:
        assert Advised.REFER.rank <= review.advised.rank
        assert any(str(review.withheld.action) in one.text for one in review.reasons)


@slow_to_draw
@given(courses())
def test_stop_is_for_harm_and_for_findings(course):
    """`stop` comes from a serious event or from a finding that stops, never from a score."""
    plan, records = course
    review = looked(plan, records)

    if review.advised is Advised.STOP:
        serious = [
            one
            for record in records
            for one in record.adverse_events
            if one.severity is AdverseSeverity.SERIOUS
        ]
        assert serious or review.withheld is not None


@slow_to_draw
@given(courses(), st.randoms(use_true_random=False))
def test_records_in_any_order_give_the_same_review(course, shuffler):
    """The order in which records are given makes no difference."""
    plan, records = course
    shuffled = [*records]
    shuffler.shuffle(shuffled)

    assert looked(plan, records) == looked(plan, iter(shuffled))


@slow_to_draw
@given(courses(), st.sampled_from((None, 0, 10)))
def test_a_session_is_not_judged_by_its_own_before_and_after(course, pain):
    """Pain after a session changes nothing in a review."""
    plan, records = course
    after = [evolve(one, pain_after=pain) for one in records]

    assert looked(plan, records) == looked(plan, after)


@slow_to_draw
@given(courses())
def test_an_adjusted_plan_is_one_for_the_person_as_known_now(course):
    """It comes with adjust or answer-questions alone, obeys the screening, and names the old."""
    plan, records = course
    review = looked(plan, records)
    adjusted = review.adjusted

    if adjusted is not None:
        assert review.advised in (Advised.ADJUST, Advised.ANSWER_QUESTIONS)
        assert review.withheld is None
        assert review.screening == adjusted.screening
        assert fingerprint(plan) == adjusted.supersedes
        if len(adjusted.sessions) >= records[-1].session:
            again = review_progress(adjusted, records)
            assert adjusted.screening == again.screening
            assert not any(one.rule_ids for one in again.reasons)


@slow_to_draw
@given(courses(quiet=True), st.data())
def test_new_findings_never_loosen(course, data):
    """A yes in a record leaves every limit of the plan in force."""
    plan, records = course
    found = data.draw(answers(plan))["new_findings"]
    unplaced = {one.question_id for one in plan.intake.present if not one.regions}
    # the place of a finding that had none is an answer, and may set other places free
    assume(unplaced.isdisjoint(one.question_id for one in found))
    last = evolve(records[-1], new_findings=found)
    review = looked(plan, [*records[:-1], last])

    if not review.screening.stops_treatment:
        assert [] == loosened(plan.screening, review.screening)


@slow_to_draw
@given(courses())
def test_every_review_carries_every_notice(course):
    """A review, its rendering and the plan in it carry every required notice."""
    plan, records = course
    review = looked(plan, records)

    assert REQUIRED_DISCLAIMERS <= {one.id for one in review.disclaimers}
    assert () == verify_disclaimers(render(review), plan)
    assert review == loads(Review, dumps(review))


@slow_to_draw
@given(courses())
def test_every_reason_has_its_source(course):
    """Each reason names sources, each of them is in the review, and the strictest comes first."""
    plan, records = course
    review = looked(plan, records)
    there = {one.id for one in review.provenance.sources}

    for one in review.reasons:
        assert one.source_ids
        assert there.issuperset(one.source_ids)
    assert review.advised is review.reasons[0].advised


@slow_to_draw
@given(courses())
def test_what_was_given_is_counted(course):
    """Sessions given are those with hands-on work; nothing is counted twice."""
    plan, records = course
    given_now = looked(plan, records).delivered
    worked = [one for one in records if one.steps]

    assert len(worked) == given_now.sessions_done
    assert sum(step.minutes for one in worked for step in one.steps) == given_now.minutes_done
    assert min(records[-1].session, len(plan.sessions)) == given_now.sessions_planned


@slow_to_draw
@given(courses())
def test_plans_stand_under_the_knowledge_they_were_made_from(course):
    """Neither a plan nor one that a review adjusted is listed for looking at again."""
    plan, records = course
    adjusted = looked(plan, records).adjusted

    assert () == rescreen([plan] if adjusted is None else [plan, adjusted])


def test_the_courses_drawn_get_every_advice():
    """The laws above would pass empty if nearly every course were stopped."""
    advised, others = Counter(), Counter()

    @settings(slow_to_draw, max_examples=150, database=None, derandomize=True)
    @given(courses() | courses(quiet=True))
    def count(course):
        review = looked(*course)
        advised[review.advised] += 1
        others["adjusted"] += review.adjusted is not None
        others["withheld"] += isinstance(review.withheld, Withheld)
        others["compared"] += bool(review.changes)

    count()

    ending = {Advised.DISCHARGE, Advised.TAPER, Advised.MAINTAIN}
    assert {*Advised} - ending <= set(advised), advised
    assert sum(advised[one] for one in ending) >= 2, advised
    assert max(advised.values()) <= 90
    assert others["adjusted"] >= 10
    assert others["withheld"] >= 8
    assert others["compared"] >= 40


def test_the_scores_drawn_matter():
    """The law on scores would pass empty if a worse one hardly ever changed the advice."""
    found = Counter()

    @settings(slow_to_draw, max_examples=40, database=None, derandomize=True)
    @given(worsened(courses(quiet=True)))
    def count(course):
        plan, before, after = course
        one, other = looked(plan, before).advised, looked(plan, after).advised
        found[one is other] += 1

    count()

    assert found[False] >= 4, found


def test_every_question_can_be_drawn():
    """The three kinds of findings drawn are all there are."""
    drawn = {id for level in (0, 1, 2) for id in of_sternness(CATALOG, level)}

    assert set(all_questions(CATALOG)) == drawn
