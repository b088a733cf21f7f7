"""The laws of asking: what is asked, what `no_to_rest` answers, and that asking ends."""

import pytest
from attrs import evolve
from hypothesis import event, given, strategies as st

from looking import (
    CATALOG,
    URGENT,
    anyone,
    asked,
    condition_ids,
    fired,
    looked,
)
from medmassage.model.intake import Complaint, Finding, Intake
from medmassage.model.screening import OpenQuestion
from medmassage.screening import no_to_rest, questions_for, screen
from medmassage.vocabulary import (
    Asks,
    Decision,
    Side,
    Stage,
)
from strategies import (
    all_questions,
    complaints,
    days,
    regions,
    sides,
    sternness,
)

MILD = [id for id in all_questions(CATALOG) if sternness(CATALOG, id) == 0]


# --- no to the rest -------------------------------------------------------------------------------


@given(anyone, days)
def test_no_to_rest_leaves_open_only_what_is_unknown(person, on):
    """
    `no_to_rest` leaves nothing open that asks for an answer, but what is "unknown".

    And what names a sign that was reported: that is never denied in bulk.
    """
    looked(person, on)
    rest = no_to_rest(person, on, catalog=CATALOG)
    found = screen(rest, on, catalog=CATALOG)
    told = {id for one in found.fired for id in one.question_ids}
    told |= {one.id for one in found.unexplained}
    held = {
        one.id for one in CATALOG.questions.values() if not told.isdisjoint(one.never_assumed_after)
    }

    assert {id for id, asks in asked(found) if asks == "answer"} <= {*person.unknown, *held}
    assert held.isdisjoint({*rest.assumed} - {*person.assumed})


@given(anyone, days)
def test_no_to_rest_answers_nothing_else(person, on):
    """`no_to_rest` never touches "unknown", a yes, a place, a side or a stage."""
    before = looked(person, on)
    rest = no_to_rest(person, on, catalog=CATALOG)
    after = screen(rest, on, catalog=CATALOG)

    assert person == evolve(rest, absent=person.absent, assumed=person.assumed)
    assert not set(person.unknown) & set(rest.absent)
    assert set(person.absent) <= set(rest.absent)
    assert fired(before) == fired(after)
    assert before.restrictions == after.restrictions
    assert {one for one in asked(before) if one[1] != "answer"} == {
        one for one in asked(after) if one[1] != "answer"
    }


@given(anyone, days)
def test_no_to_rest_lists_every_no_it_gave(person, on):
    """`no_to_rest` lists in `assumed` every no that it gave, and only such."""
    looked(person, on)
    rest = no_to_rest(person, on, catalog=CATALOG)
    given_now = set(rest.absent) - set(person.absent)
    event(f"{len(given_now) // 10 * 10} or more")

    assert set(person.assumed) | given_now == set(rest.assumed)
    assert screen(rest, on, catalog=CATALOG).assumed == rest.assumed


@given(anyone, days)
def test_no_to_rest_twice_is_no_to_rest_once(person, on):
    """`no_to_rest` of its own result changes nothing."""
    looked(person, on)
    once = no_to_rest(person, on, catalog=CATALOG)

    assert once == no_to_rest(once, on, catalog=CATALOG)


# --- asking ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("condition_id", condition_ids)
def test_a_healthy_person_is_asked_a_few_dozen_questions(condition_id):
    """A healthy person with one complaint is asked a few dozen questions."""
    person = Intake(complaints=[condition_id])
    start = [one for one in questions_for(person, catalog=CATALOG) if one.asks is Asks.ANSWER]
    rest = no_to_rest(person, catalog=CATALOG)

    assert 20 <= len(start) <= 45
    assert len(rest.absent) <= 60


@pytest.mark.parametrize("condition_id", condition_ids)
def test_a_healthy_person_may_go_on(condition_id):
    """A healthy person who answers no to all, and gives place, side and stage, is not stopped."""
    condition = CATALOG.conditions[condition_id]
    person = no_to_rest(
        Intake(
            complaints=[
                Complaint(
                    condition_id,
                    stage="chronic",
                    regions=condition.regions[:1] or ["thigh"],
                    side="left",
                )
            ],
            age_years=40,
        ),
        catalog=CATALOG,
    )
    signs = [one.question.id for one in screen(person, catalog=CATALOG).open]
    person = person.with_answers(dict.fromkeys(signs, "no"))
    found = screen(person, catalog=CATALOG)

    assert () == found.open
    assert found.decision in (Decision.PROCEED, Decision.PROCEED_WITH_PRECAUTIONS)


@given(
    st.lists(complaints(CATALOG), min_size=1, max_size=2),
    st.lists(st.sampled_from(MILD), max_size=3, unique=True),
    st.data(),
)
def test_answering_what_is_asked_comes_to_an_end(asked_for, present, data):
    """Whoever answers each open question as it is asked ends with nothing open."""
    person = Intake(complaints=asked_for, present=present)
    rounds = 0
    while opened := questions_for(person, catalog=CATALOG):
        rounds += 1
        assert rounds <= 10
        for one in opened:
            person = answered(person, one, data.draw)
    event(f"{rounds} rounds")

    found = screen(person, catalog=CATALOG)
    assert () == found.open or found.decision in URGENT


def answered(person: Intake, one: OpenQuestion, draw) -> Intake:
    """Answer one open question as it was asked."""
    id = one.question.id
    if one.asks is Asks.ANSWER:
        if draw(st.integers(0, 15)) == 15 and sternness(CATALOG, id) < 2:
            return person.with_answers({id: "yes"})
        return person.with_answers({id: "no"})
    if one.condition_id is None:
        where = [draw(regions)]
        return person.with_answers({id: Finding(id, regions=where, side=draw(sides))})
    told = {
        Asks.WHERE: {"regions": [draw(regions)]},
        Asks.SIDE: {"side": Side.LEFT},
        Asks.STAGE: {"stage": Stage.CHRONIC},
    }[one.asks]
    name = next(iter(told))
    return evolve(
        person,
        complaints=[
            evolve(complaint, **told)
            if complaint.condition_id == one.condition_id and not getattr(complaint, name)
            else complaint
            for complaint in person.complaints
        ],
    )
