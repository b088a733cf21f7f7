"""What each step of a visit keeps to, whoever it is for: position, part, places, time, pressure."""

from hypothesis import given, settings

from courses import CATALOG, all_different, courses
from medmassage.vocabulary import Pressure, SessionPart, Stage

fewer = settings(max_examples=max(10, settings.default.max_examples // 2))
"""For laws that every plan speaks to, whoever it is for."""


def steps(course):
    """The steps of a plan, without visits that are the same."""
    return [one for session in all_different(course.plan) for one in session.steps]


def specific(course):
    """Those that are specific work, each with its technique."""
    return [
        (one, CATALOG.techniques[one.technique_id])
        for one in steps(course)
        if one.part is SessionPart.SPECIFIC
    ]


@fewer
@given(courses())
def test_a_technique_is_used_in_its_positions(course):
    """Nobody lies or sits for a technique in another position than those on file for it."""
    for step in steps(course):
        assert step.position in CATALOG.techniques[step.technique_id].positions


@fewer
@given(courses())
def test_a_technique_has_the_part_it_plays(course):
    """What opens a visit or is specific work is of a technique that is on file for that."""
    for step in steps(course):
        if step.part in (SessionPart.OPENING, SessionPart.SPECIFIC):
            assert step.part in CATALOG.techniques[step.technique_id].parts


@fewer
@given(courses())
def test_specific_work_is_for_few_regions(course):
    """A step of specific work is at three regions at most."""
    for step, _ in specific(course):
        assert len(step.regions) <= 3


@fewer
@given(courses())
def test_specific_work_takes_no_longer_than_a_source_says(course):
    """Where a source gives a technique some minutes a region, specific work takes no more."""
    for step, technique in specific(course):
        if technique.minutes_per_region and technique.minutes_per_region.high:
            assert step.minutes <= technique.minutes_per_region.high * len(step.regions)


@fewer
@given(courses())
def test_a_technique_keeps_to_its_pressure(course):
    """Nothing is done more lightly than a technique can be, nor harder."""
    for step in steps(course):
        can = CATALOG.techniques[step.technique_id].pressure
        assert can.low.rank <= step.pressure.rank <= can.high.rank


@given(courses())
def test_firm_specific_work_is_founded(course):
    """Beside gentle work, firm work was found to help with that very complaint, which is old."""
    founded = {
        one.technique_id for one in course.plan.techniques if one.direct and one.support.is_founded
    }
    fresh = all(one.stage is Stage.ACUTE for one in course.treated)

    for step, _ in specific(course):
        if step.pressure.rank > Pressure.MODERATE.rank:
            assert step.technique_id in founded
            assert not fresh
