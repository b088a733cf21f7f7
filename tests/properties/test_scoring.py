"""The laws of scoring, on the shipped measures and answers drawn at random."""

from math import inf

import pytest
from hypothesis import assume, event, given, settings, strategies as st

from medmassage.catalog import default_catalog
from medmassage.errors import ModelError
from medmassage.scoring import interpret, mcid_points, score
from medmassage.vocabulary import (
    ChangeDirection,
    ChangeSize,
    ChangeUnit,
    HigherIs,
    ScoringMethod,
)

CATALOG = default_catalog()
MEASURES = tuple(CATALOG.outcome_measures.values())
COMPUTED = tuple(one for one in MEASURES if one.method is not ScoringMethod.ENTRY)
ERRING = tuple(one for one in MEASURES if one.measurement_errors)
REFERRING = tuple(one for one in MEASURES if one.refer_from is not None)
OF_MANY = tuple(one for one in COMPUTED if one.items != 1)
FAR = 200
"""Where a scale without an end is cut off."""

measures = st.sampled_from(MEASURES)
of_many = st.sampled_from(OF_MANY)


def family(condition_id):
    """A condition and all conditions above it."""
    found, waiting = set(), [condition_id]
    while waiting:
        found.add(id := waiting.pop())
        waiting += CATALOG.conditions[id].parent_ids
    return found


def ends(measure):
    """The lowest and the highest score that are drawn."""
    low = 0 if measure.minimum is None else measure.minimum
    return low, FAR if measure.maximum is None else measure.maximum


def values(measure):
    """Scores of a measure, with a decimal where it has any."""
    low, high = ends(measure)
    whole = st.integers(int(low), int(high))
    return whole | st.integers(int(low * 10), int(high * 10)).map(lambda tenths: tenths / 10)


def entry(measure):
    """What one answer may be."""
    if measure.method is ScoringMethod.DIARY:
        return st.booleans() | st.integers(0, 1)
    low, high = ends(measure)
    if measure.answer_range is not None:
        low, high = measure.answer_range.low, measure.answer_range.high
    return st.integers(int(low), int(high))


def needed(measure):
    """The fewest answers of a score, in words of the data."""
    return measure.answers_needed or measure.items or 1


@st.composite
def answers(draw, measure, fewest=None):
    """Answers that give a score, some of them missing where that is allowed."""
    if measure.method is ScoringMethod.ENTRY:
        return [draw(values(measure))]
    many = measure.items or draw(st.integers(1, 8))
    fewest = needed(measure) if fewest is None else fewest
    given_ones = draw(st.integers(min(fewest, many), many))
    filled = [draw(entry(measure)) for _ in range(given_ones)]
    return draw(st.permutations([*filled, *[None] * (many - given_ones)]))


@st.composite
def complaints(draw, measure):
    """Any complaint or none, mostly one in which the measure was studied, or a kind of it."""
    studied = {
        id for one in (*measure.mcids, *measure.measurement_errors) for id in one.condition_ids
    }
    related = [id for id in CATALOG.conditions if studied & family(id)]
    if related and draw(st.integers(0, 3)):
        return draw(st.sampled_from(related))
    return draw(st.sampled_from([None, *CATALOG.conditions]))


@st.composite
def changes(draw, among=MEASURES):
    """A measure, two scores of it, often just at the edge of what is on file, and a complaint."""
    measure = draw(st.sampled_from(among))
    low, high = ends(measure)
    before, after = draw(values(measure)), draw(values(measure))
    edges = [
        *(mcid_points(one, before) for one in measure.mcids),
        *(one.value for one in measure.measurement_errors if one.value is not None),
    ]
    if edges and draw(st.integers(0, 3)):
        change = draw(st.sampled_from(edges)) + draw(st.sampled_from([0, -0.1, 0.1]))
        after = round(before + draw(st.sampled_from([-1, 1])) * change, 3)
        after = min(max(after, low), high)
    return measure, before, after, draw(complaints(measure))


# --- scores -------------------------------------------------------------------------------------


@given(st.data(), measures)
def test_a_score_lies_on_its_scale(data, measure):
    """A score lies between the lowest and the highest, whatever is missing."""
    given_answers = data.draw(answers(measure))
    found = score(measure, given_answers)
    low, high = ends(measure)

    assert low <= found.value <= high
    assert len(given_answers) == found.of
    assert len(given_answers) - given_answers.count(None) == found.answered


@given(st.data(), of_many)
def test_the_order_of_answers_is_irrelevant(data, measure):
    """A mean, a sum and a diary do not depend on the order of the answers."""
    given_answers = data.draw(answers(measure))

    assert score(measure, given_answers) == score(
        measure, data.draw(st.permutations(given_answers))
    )


@given(st.data(), of_many)
def test_more_of_an_answer_is_never_less_of_a_score(data, measure):
    """Raising one answer never lowers the score."""
    given_answers = data.draw(answers(measure))
    place = data.draw(st.integers(0, len(given_answers) - 1))
    assume(given_answers[place] is not None)
    more = data.draw(entry(measure))
    assume(more >= given_answers[place])
    raised = [more if at == place else one for at, one in enumerate(given_answers)]

    assert score(measure, given_answers).value <= score(measure, raised).value


@given(st.data(), of_many)
def test_a_missing_answer_is_never_a_zero(data, measure):
    """Too many missing answers are refused; a mean is the mean of those given."""
    given_answers = data.draw(answers(measure, fewest=0))
    numbers = [one for one in given_answers if one is not None]
    event(f"{measure.id}: {'enough' if len(numbers) >= needed(measure) else 'too few'}")
    if len(numbers) < needed(measure):
        with pytest.raises(ModelError, match=f"at least {needed(measure)} answered") as caught:
            score(measure, given_answers)
        assert ["answers"] == [one.where for one in caught.value.faults]
    elif measure.method is ScoringMethod.MEAN:
        assert abs(score(measure, given_answers).value - sum(numbers) / len(numbers)) <= 0.051


WRONG = st.sampled_from([-99, 0.25, 10**6, "3", inf, [1], "many words of a person"])


@given(st.data(), of_many)
def test_every_fault_is_told_at_once(data, measure):
    """The faults of answers name every wrong answer and nothing else."""
    given_answers = data.draw(answers(measure))
    places = data.draw(
        st.sets(st.integers(0, len(given_answers) - 1), min_size=1, max_size=len(given_answers))
    )
    broken = [data.draw(WRONG) if at in places else one for at, one in enumerate(given_answers)]
    with pytest.raises(ModelError) as caught:
        score(measure, broken)

    assert [f"answers[{place}]" for place in sorted(places)] == [
        one.where for one in caught.value.faults
    ]


# --- changes ------------------------------------------------------------------------------------


@settings(max_examples=500)
@given(changes(ERRING))
def test_chance_is_never_called_important(change):
    """A change that is no larger than a measurement error is never called important."""
    measure, before, after, complaint = change
    found = interpret(*change)
    errors = [one.value for one in measure.measurement_errors if one.value is not None]
    about = family(complaint) if complaint else set()
    own = [one.value for one in measure.measurement_errors if about & set(one.condition_ids)]
    errors = [one for one in own or errors if one is not None]
    event(f"{found.size}")
    if errors and round(abs(after - before), 3) <= max(errors):
        assert found.size.rank <= ChangeSize.WITHIN_ERROR.rank
        assert not found.beyond_error
        assert not found.important
    else:
        assert found.size is not ChangeSize.WITHIN_ERROR


@given(changes())
def test_an_important_change_reaches_every_difference(change):
    """What is called important went the better way and reaches each difference named."""
    found = interpret(*change)
    event(f"important: {found.important}")
    if found.important:
        assert found.direction is ChangeDirection.BETTER
        assert found.mcids
        for one in found.mcids:
            assert one.reached
            assert abs(found.change) >= one.points


@given(changes())
def test_back_is_the_other_way(change):
    """Swapping before and after flips the direction; the size stays where points count."""
    measure, before, after, complaint = change
    there, back = interpret(*change), interpret(measure, after, before, complaint)
    turned = {
        ChangeDirection.BETTER: ChangeDirection.WORSE,
        ChangeDirection.WORSE: ChangeDirection.BETTER,
        ChangeDirection.SAME: ChangeDirection.SAME,
    }

    assert turned[there.direction] is back.direction
    assert there.change == -back.change
    assert there.beyond_error == back.beyond_error
    if all(one.mcid.unit is ChangeUnit.POINTS for one in (*there.mcids, *back.mcids)):
        assert there.size is back.size


@given(changes(), st.data())
def test_more_of_a_change_never_says_less(change, data):
    """From the same score, a larger change for the better never has a smaller size."""
    measure, *given_scores, complaint = change
    up = measure.higher_is is HigherIs.BETTER
    before, after, further = sorted([*given_scores, data.draw(values(measure))], reverse=not up)
    less, more = (interpret(measure, before, one, complaint) for one in (after, further))
    event(f"{less.size} then {more.size}")

    assert less.size.rank <= more.size.rank
    assert less.important <= more.important


@given(changes())
def test_the_better_way_is_the_measures_own(change):
    """Up is better exactly where the measure says so."""
    measure, before, after, _ = change
    assume(before != after)
    up = measure.higher_is is HigherIs.BETTER

    assert (interpret(*change).direction is ChangeDirection.BETTER) == ((after > before) == up)


@settings(max_examples=200)
@given(changes())
def test_differences_of_the_condition_come_first(change):
    """Where differences were found in the condition or one above it, they are used alone."""
    measure, before, _, complaint = change
    whole = [one for one in measure.mcids if one.subscale is None]
    about = family(complaint) if complaint else set()
    own = [one for one in whole if about & set(one.condition_ids)]
    event(f"{'own' if own else 'others'}")
    used = [one.mcid for one in interpret(*change).mcids]

    assert [one for one in own or whole if before or one.unit is ChangeUnit.POINTS] == used


@given(changes() | changes(REFERRING))
def test_the_latest_score_alone_calls_for_a_referral(change):
    """A referral depends on the later score, however much better it is."""
    measure, _, after, _ = change
    found = interpret(*change)
    event(f"refer: {found.refer}")

    assert (measure.refer_from is not None and after >= measure.refer_from) == found.refer
