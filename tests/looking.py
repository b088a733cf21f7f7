"""
Reading a screening and changing an intake, for the tests of the laws.

`people` are those that most laws are tried on; see `strategies`.
"""

from attrs import evolve
from hypothesis import assume, strategies as st

from medmassage.catalog import default_catalog
from medmassage.errors import ContradictionError
from medmassage.model.intake import Finding, Intake
from medmassage.model.screening import Screening
from medmassage.screening import screen
from medmassage.vocabulary import Asks, Decision, PressureCap, Region, Side
from naive import EVERYWHERE, Limits
from strategies import (
    all_questions,
    intakes,
    neighbors,
    places,
    question_of,
    sides,
    sternness,
    wild_intakes,
)

CATALOG = default_catalog()
QUESTIONS = CATALOG.questions
URGENT = (Decision.REFER_URGENTLY, Decision.EMERGENCY)

people = intakes(CATALOG)
settled = intakes(CATALOG, most_open=0)
"""People of whom all is known."""
lifted = intakes(CATALOG, most_yes=3, most_open=1, lifted=True)
"""People with letters."""
wild = wild_intakes(CATALOG)
anyone = st.one_of(people, people, lifted, wild)
question_ids = st.sampled_from(all_questions(CATALOG))
condition_ids = tuple(CATALOG.conditions)


def looked(intake: Intake, on=None, catalog=CATALOG) -> Screening:
    """Screen; people who contradict themselves prove nothing here."""
    try:
        return screen(intake, on, catalog=catalog)
    except ContradictionError:
        assume(False)
        raise


def fired(found: Screening) -> set[str]:
    """Ids of the rules that fired."""
    return {one.rule_id for one in found.fired}


def asked(found: Screening) -> set[tuple[str, str]]:
    """Give what is open: question and what it needs."""
    return {(one.question.id, one.asks.value) for one in found.open}


def waiting(found: Screening) -> bool:
    """Whether anything is open that makes a decision incomplete."""
    return any(one.asks in (Asks.ANSWER, Asks.WHERE) for one in found.open)


def limits_at(found: Screening, region: Region, side: Side | None) -> Limits:
    """All that binds at one place."""
    binding = found.binding_at(region, side)
    return Limits(
        found.cap_at(region, side),
        frozenset(id for one in binding for id in one.technique_ids),
        frozenset(position for one in binding for position in one.positions_avoid),
    )


def everywhere(found: Screening, sides_asked=EVERYWHERE) -> dict[tuple[Region, object], Limits]:
    """All that binds, place by place."""
    return {
        (region, side): limits_at(found, region, side) for region in Region for side in sides_asked
    }


def height(cap: PressureCap | None) -> int:
    """How much pressure is left."""
    return 99 if cap is None else cap.rank


def loosened(before: Screening, after: Screening) -> list[object]:
    """Places where less binds after than before."""
    found = []
    for place, old in everywhere(before).items():
        new = limits_at(after, *place)
        if (
            height(new.cap) > height(old.cap)
            or (new.cap is not PressureCap.NO_PRESSURE and old.technique_ids - new.technique_ids)
            or old.positions - new.positions
        ):
            found.append((place, old, new))
    return found


def strictest_fired(found: Screening) -> int:
    """Rank of the strictest action that fired, whether or not it was lifted."""
    return max((one.action.rank for one in found.fired), default=0)


def strictest_in_force(found: Screening) -> int:
    """Rank of the strictest action that fired, decides the whole session and was not lifted."""
    return max(
        (
            one.action.rank
            for one in found.fired
            if one.decides_whole_session and one.clearance is None
        ),
        default=0,
    )


def denied(person: Intake) -> set[str]:
    """Questions that a person's no answers, under a broad one and by age too."""
    found = {QUESTIONS[id].id for id in person.absent}
    for question in QUESTIONS.values():
        age = person.age_years
        if age is not None and question.no_at_ages is not None and age in question.no_at_ages:
            found.add(question.id)
    while True:
        more = {one.id for one in QUESTIONS.values() if one.under in found} - found
        if not more:
            break
        found |= more
    said = {question_of(CATALOG, one.question_id) for one in person.present}
    return found - said - set(person.unknown)


def without(person: Intake, id: str) -> Intake:
    """Make a no an unanswered question."""
    return evolve(
        person,
        absent=[one for one in person.absent if one != id],
        assumed=[one for one in person.assumed if one != id],
    )


@st.composite
def no_and_yes(draw, of) -> tuple[Intake, Intake, str]:
    """Draw a person, the same person with one no turned into a yes, and the question."""
    person = draw(of)
    nos = sorted(denied(person))
    assume(nos)
    mild = [id for id in nos if sternness(CATALOG, id) == 0]
    present = {one.question_id for one in person.present if one.question_id in QUESTIONS}
    near = [id for one in sorted(present) for id in neighbors(CATALOG, one) if id in mild]
    pools = [pool for pool in (near, mild, mild, nos) if pool]
    id = draw(st.sampled_from(draw(st.sampled_from(pools))))
    here = tuple(region for one in person.complaints for region in one.regions)
    yes = Finding(id, regions=draw(places(here)), side=draw(sides))
    person_after = without(person, id)
    return person, evolve(person_after, present=(*person_after.present, yes)), id


@st.composite
def no_and_silence(draw, of) -> tuple[Intake, Intake, str]:
    """Draw a person, the same person with one no unanswered, and the question."""
    person = draw(of)
    assume(person.absent)
    id = draw(st.sampled_from(person.absent))
    after = without(person, id)
    if draw(st.booleans()):
        after = evolve(after, unknown=(*after.unknown, id))
    return person, after, id
