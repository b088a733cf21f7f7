"""The laws of matching and planning, on people drawn at random."""

from collections import Counter

import pytest
from attrs import evolve
from hypothesis import given, settings, strategies as st

import strategies
from medmassage import MedMassageError
from medmassage.catalog import Catalog, default_catalog
from medmassage.disclaimers import verify_disclaimers
from medmassage.errors import MissingDisclaimerError, NotForScreeningError
from medmassage.export.markdown import render
from medmassage.matching import match_techniques
from medmassage.model.course import PlanPolicy
from medmassage.model.intake import Clearance, Complaint, Finding, Intake
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.safety import Limit
from medmassage.planning import outline_plan
from medmassage.screening import no_to_rest, screen
from medmassage.serialization import dumps, loads
from medmassage.vocabulary import REQUIRED_DISCLAIMERS, PressureCap, Side

CATALOG = default_catalog()
PEOPLE = strategies.intakes(CATALOG)
SIDES = (Side.LEFT, Side.RIGHT)


def halves(side):
    """The sides of the body that a step is on."""
    return SIDES if side in (Side.BOTH, Side.MIDLINE) else (side,)


@given(PEOPLE)
def test_an_answer_is_a_plan_or_a_refusal_and_carries_every_notice(person):
    """Every plan, refusal and rendering of them carries every required disclaimer."""
    answer = outline_plan(person)

    assert REQUIRED_DISCLAIMERS <= {one.id for one in answer.disclaimers}
    for text in (render(answer), dumps(answer)):
        assert () == verify_disclaimers(text, answer)


@given(PEOPLE)
def test_no_step_breaks_a_restriction(person):
    """No blocked technique appears in a step, no step touches a closed region or breaks a cap."""
    plan = outline_plan(person)
    if isinstance(plan, Withheld):
        return

    for session in plan.sessions:
        for step in session.steps:
            for region in step.touches():
                for side in halves(step.side):
                    for limit in plan.screening.restrictions:
                        if not limit.covers(region, side):
                            continue
                        assert limit.pressure_cap is not PressureCap.NO_PRESSURE
                        assert step.technique_id not in limit.technique_ids
                        if limit.pressure_cap is not None:
                            assert step.pressure.rank < limit.pressure_cap.rank
            avoided = set(plan.screening.positions_avoid)
            assert step.position not in avoided
            technique = CATALOG.techniques[step.technique_id]
            assert step.position in technique.positions
            assert technique.pressure.low.rank <= step.pressure.rank <= technique.pressure.high.rank


@given(PEOPLE)
def test_minutes_add_up(person):
    """Talk and steps add up to the visit, which lasts 30 to 60 minutes; sessions are numbered."""
    plan = outline_plan(person)
    if isinstance(plan, Withheld):
        return

    assert [*range(1, len(plan.sessions) + 1)] == [one.number for one in plan.sessions]
    for one in plan.sessions:
        assert 30 <= one.minutes <= 60
        assert one.minutes == one.talk_before + one.talk_after + sum(s.minutes for s in one.steps)


@given(PEOPLE)
def test_withheld_exactly_where_nothing_is_left(person):
    """A refusal stands exactly where the screening stops treatment or no complaint is left."""
    answer = outline_plan(person)
    stopped = answer.screening.stops_treatment

    if isinstance(answer, Withheld):
        assert stopped or len(answer.not_treated) == len(person.complaints)
        assert not stopped or answer.action.value == answer.screening.decision.value
    else:
        assert not stopped
        assert len(answer.not_treated) < len(person.complaints)


@given(PEOPLE)
def test_what_was_assumed_is_visible(person):
    """`no_to_rest` is visible in the plan."""
    filled = no_to_rest(person)
    answer = outline_plan(filled)

    assert filled.assumed == answer.intake.assumed
    if filled.assumed and isinstance(answer, TreatmentPlan):
        assert "set to no in bulk" in render(answer)


@given(PEOPLE)
def test_answers_survive_writing(person):
    """A plan or refusal read back from JSON is equal, chosen by its type."""
    answer = outline_plan(person)

    assert answer == loads(TreatmentPlan | Withheld, dumps(answer))


@given(PEOPLE)
def test_order_of_matches_is_total_and_stable(person):
    """Matches come in one order: per complaint by support, directness, impairments, id."""
    report = match_techniques(person)

    assert report == match_techniques(person)
    wanted = [one.condition_id for one in person.complaints]
    assert len(report.accepted) + len(report.rejected) == len(wanted) * (
        len(CATALOG.techniques) - 1
    )
    if len(set(wanted)) == len(wanted) and not any(one.impairment_ids for one in person.complaints):
        keys = [
            (
                wanted.index(one.condition_id),
                one.support.level,
                not one.direct,
                -len(one.impairment_ids),
                one.technique_id,
            )
            for one in report.accepted
        ]
        assert sorted(keys) == keys


@given(PEOPLE)
def test_every_rejection_has_its_reason(person):
    """A rejected technique says why; a rule for everyone is blamed only where it alone blocks."""
    report = match_techniques(person)
    general = {one.rule_id for one in report.screening.general}

    for one in report.rejected:
        assert one.reason
        assert general.isdisjoint(one.blocked_by) or set(one.blocked_by) <= general | {
            rule.rule_id for rule in report.screening.fired
        }
    for one in report.accepted:
        assert one.places


def test_the_people_drawn_get_all_kinds_of_answers():
    """The laws above would pass empty if nearly everybody were refused."""
    kinds = Counter()

    @settings(max_examples=100, database=None, derandomize=True)
    @given(PEOPLE)
    def count(person):
        kinds[type(outline_plan(person)).__name__] += 1

    count()

    assert kinds["TreatmentPlan"] >= 30
    assert kinds["Withheld"] >= 5


@pytest.mark.parametrize("length", [30, 35, 45, 50, 60])
@pytest.mark.parametrize("condition_id", sorted(CATALOG.conditions))
def test_every_condition_gets_an_answer(condition_id, length):
    """Each condition of the list can be asked for, at each length of visit."""
    regions = CATALOG.conditions[condition_id].regions[:1] or ["thigh"]
    complaint = Complaint(condition_id, stage="chronic", side="left", regions=regions)
    person = no_to_rest(Intake(complaints=[complaint]))
    answer = outline_plan(person, PlanPolicy(session_minutes=length))

    if isinstance(answer, TreatmentPlan):
        assert {length} == {one.minutes for one in answer.sessions}
        assert len({step.technique_id for step in answer.sessions[1].steps}) <= 3
    else:
        assert condition_id in ("other", *(one.condition_id for one in answer.not_treated))


def without(kind):
    """The shipped catalog without one kind of record."""
    indexes = dict(CATALOG.kinds())
    return Catalog(
        version="1", digest="1", load=lambda one: {} if one == kind else indexes[one].records
    )


@pytest.mark.parametrize("kind", ["questions", "contraindications", "red_flags", "disclaimers"])
@pytest.mark.parametrize("verb", [screen, no_to_rest, match_techniques, outline_plan])
def test_a_catalog_without_safety_cannot_screen(kind, verb):
    """A catalog that lacks questions, rules or a required disclaimer refuses to screen."""
    catalog = without(kind)

    assert not catalog.screens
    with pytest.raises(NotForScreeningError, match=r"disclaimer|questions|contraind|red flags"):
        verb(Intake(complaints=["lower-back-pain"]), catalog=catalog)


@given(PEOPLE, st.sampled_from(sorted(REQUIRED_DISCLAIMERS)))
def test_no_answer_without_its_notices(person, missing):
    """A plan or refusal cannot be built without every required disclaimer."""
    answer = outline_plan(person)
    rest = [one for one in answer.disclaimers if one.id is not missing]

    with pytest.raises(MissingDisclaimerError):
        evolve(answer, disclaimers=rest)


@given(PEOPLE)
def test_no_plan_against_its_screening(person):
    """A plan cannot be built beside the screening of somebody who must not be treated."""
    plan = outline_plan(person)
    emergency = screen(Intake(complaints=["lower-back-pain"], present=["ces-saddle-numbness"]))
    if isinstance(plan, TreatmentPlan):
        with pytest.raises(MedMassageError, match="leaves no plan"):
            evolve(plan, screening=emergency)


def test_limits_of_one_letter_add_up():
    """Positions that two limits of one letter rule out are all ruled out."""
    letter = Clearance(
        "joint-swelling-cool",
        limits=[
            Limit(reported=True, positions_avoid=["prone", "side-lying"]),
            Limit(regions=["whole-body"], positions_avoid=["supine", "seated", "semi-reclined"]),
        ],
    )
    person = Intake(
        complaints=[Complaint("neck-pain", stage="chronic", side="left")],
        present=[Finding("joint-swelling-cool", regions=["knee"], side="left")],
        clearances=[letter],
    )

    assert isinstance(outline_plan(no_to_rest(person)), Withheld)


def test_an_allergen_named_is_a_yes():
    """Allergens given answer the question about allergies; a no to it is a conflict."""
    person = Intake(complaints=["neck-pain"], absent=["product-allergy"], allergies=["latex"])

    assert ["product-allergy"] == [one.question_id for one in screen(person).conflicts]
    asked = no_to_rest(evolve(person, absent=[]))
    assert "product-allergy" not in asked.assumed
