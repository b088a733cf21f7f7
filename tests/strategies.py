"""
Hypothesis strategies for people who are screened.

Random yes answers end at an emergency four times in five, and a law about pressure caps says
nothing there. `intakes` therefore begins with a healthy person, answers a few questions with yes,
mostly such as bring precautions and their neighbors along `implies` and `under`, and leaves a few
open. `wild_intakes` draws over all ids without asking what makes sense.
"""

from datetime import date
from functools import cache

from attrs import evolve
from hypothesis import strategies as st

from medmassage.catalog import Catalog
from medmassage.model.intake import Clearance, Complaint, Finding, Intake
from medmassage.model.safety import Contraindication, Limit
from medmassage.screening import no_to_rest
from medmassage.vocabulary import (
    Action,
    ClearanceBy,
    Position,
    PressureCap,
    Region,
    Side,
    Spread,
    Stage,
)

TODAY = date(2030, 6, 15)
"""The day on which dated clearances are read, where one is given."""

sides = st.sampled_from((None, *Side))
days = st.sampled_from((None, TODAY))
"""The argument `on`."""
ages = st.sampled_from((None, None, None, 18, 19, 20, 34, 49, 50, 51, 54, 55, 66, 90, 3, 17))
"""Ages, mostly at the edges of what age decides."""


# --- what the data say, worked out once ----------------------------------------------------------


@cache
def all_questions(catalog: Catalog) -> tuple[str, ...]:
    """Every question id, in the order of asking."""
    return tuple(sorted(catalog.questions, key=lambda id: (catalog.questions[id].order, id)))


@cache
def asked_rules(catalog: Catalog) -> tuple[str, ...]:
    """Every rule that people are asked about."""
    return tuple(
        sorted({rule_id for one in catalog.questions.values() for rule_id in one.triggers})
    )


@cache
def implied(catalog: Catalog, question_id: str) -> frozenset[str]:
    """The question and all that a yes to it answers with yes."""
    found: set[str] = set()
    waiting = [question_id]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(catalog.questions[one].implies)
    return frozenset(found)


@cache
def neighbors(catalog: Catalog, question_id: str) -> tuple[str, ...]:
    """Questions one step away along `implies` and `under`, in either direction."""
    question = catalog.questions[question_id]
    found = {*question.implies, *([question.under] if question.under else [])}
    for other in catalog.questions.values():
        if question_id in other.implies or other.under == question_id:
            found.add(other.id)
    return tuple(sorted(found - {question_id}))


@cache
def sternness(catalog: Catalog, question_id: str) -> int:
    """How much a yes stops: 0 it limits places, 1 it stops the session, 2 it is urgent."""
    worst = 0
    for id in implied(catalog, question_id):
        question = catalog.questions[id]
        for rule_id in question.triggers:
            kind = catalog.red_flags if rule_id in catalog.red_flags else catalog.contraindications
            rule = kind[rule_id]
            if rule.action in (Action.EMERGENCY, Action.REFER_URGENTLY):
                worst = 2
            elif rule.decides_whole_session:
                worst = max(worst, 1)
        if question.if_unexplained is not None:
            worst = max(worst, 1)
    return worst


@cache
def of_sternness(catalog: Catalog, level: int) -> tuple[str, ...]:
    """Questions of one sternness."""
    return tuple(id for id in all_questions(catalog) if sternness(catalog, id) == level)


def triggered(catalog: Catalog, ids: frozenset[str]) -> tuple[str, ...]:
    """Rules that a yes to these questions fires."""
    found = {rule_id for id in ids for rule_id in catalog.questions[id].triggers}
    return tuple(sorted(found))


def question_of(catalog: Catalog, id: str) -> str | None:
    """The question that an id in `present` answers, or None for a rule that several bring."""
    if id in catalog.questions:
        return catalog.questions[id].id
    bringing = [one.id for one in catalog.questions.values() if id in one.triggers]
    return bringing[0] if len(bringing) == 1 else None


# --- places -----------------------------------------------------------------------------------


@st.composite
def places(draw, near: tuple[Region, ...] = (), most: int = 2) -> list[Region]:
    """Regions, none of them too, mostly at or around those given, and nested in each other."""
    found = []
    for _ in range(draw(st.integers(0, most))):
        region = draw(st.sampled_from(near) if near and draw(st.booleans()) else regions)
        step = draw(st.sampled_from(("here", "here", "outward", "inward")))
        if step == "outward":
            region = region.parent or region
        elif step == "inward":
            region = draw(st.sampled_from(region.contents))
        found.append(region)
    return found


regions = st.sampled_from([one for one in Region if not one.is_group] + [Region.LEG, Region.BACK])


# --- people -----------------------------------------------------------------------------------


@st.composite
def complaints(draw, catalog: Catalog) -> Complaint:
    """One complaint, with or without place, side and stage."""
    condition = catalog.conditions[draw(st.sampled_from(tuple(catalog.conditions)))]
    return Complaint(
        condition.id,
        stage=draw(st.sampled_from((*Stage, None))),
        pain=draw(st.sampled_from((None, 0, 5, 10))),
        regions=draw(places(condition.regions)),
        side=draw(sides),
        impairment_ids=draw(st.lists(st.sampled_from(tuple(catalog.impairments)), max_size=1)),
    )


def limits(catalog: Catalog) -> st.SearchStrategy[Limit]:
    """A limit as a letter states it."""
    rest = {
        "pressure_cap": st.sampled_from((None, *PressureCap)),
        "technique_ids": st.lists(st.sampled_from(tuple(catalog.techniques)), max_size=2),
        "positions_avoid": st.lists(st.sampled_from(Position), max_size=2),
    }
    return st.one_of(
        st.builds(Limit, regions=st.lists(st.sampled_from(Region), min_size=1, max_size=2), **rest),
        st.builds(Limit, reported=st.just(True), spread=st.sampled_from((None, *Spread)), **rest),
    )


@st.composite
def clearances(draw, catalog: Catalog, rule_id: str) -> Clearance:
    """A clearance for a rule: mostly one that counts."""
    rule = catalog.contraindications.get(rule_id) if rule_id not in catalog.red_flags else None
    right = rule.clearance.lifted_by if isinstance(rule, Contraindication) else ()
    right_hand = bool(right) and draw(st.integers(0, 7)) < 7
    by = right[0] if right_hand else draw(st.sampled_from(ClearanceBy))
    return Clearance(
        rule_id,
        by=by,
        reason="a reason",
        limits=draw(st.lists(limits(catalog), max_size=2)),
        expires=draw(
            st.sampled_from((None, None, TODAY, TODAY.replace(day=14), TODAY.replace(day=16)))
        ),
    )


@cache
def liftable(catalog: Catalog) -> tuple[str, ...]:
    """Questions that bring a rule which a clearance can lift."""
    return tuple(
        id
        for id in all_questions(catalog)
        if any(
            rule_id in catalog.contraindications
            and catalog.contraindications[rule_id].clearance.lifted_by
            for rule_id in catalog.questions[id].triggers
        )
    )


@st.composite
def yes_ids(draw, catalog: Catalog, most: int, lifted: bool) -> list[str]:
    """Questions answered with yes: mostly precautions, and neighbors of each other."""
    found: list[str] = []
    for _ in range(draw(st.integers(1 if lifted else 0, most))):
        roll = draw(st.integers(0, 99))
        level = 0 if roll < 85 else 1 if roll < 95 else 2
        near = [
            id
            for one in found
            for id in neighbors(catalog, one)
            if sternness(catalog, id) <= level and id not in found
        ]
        choices = liftable(catalog) if lifted and level < 2 else of_sternness(catalog, level)
        if near and draw(st.booleans()):
            choices = near
        id = draw(st.sampled_from(choices))
        if id not in found:
            found.append(id)
    return found


@st.composite
def intakes(
    draw, catalog: Catalog, *, most_yes: int = 5, most_open: int = 3, lifted: bool = False
) -> Intake:
    """
    A person whose answers are mostly known: see the top of this module.

    Args:
        draw: Hypothesis's.

        catalog: Where the ids come from.

        most_yes: The most questions answered with yes.

        most_open: The most questions left open or answered "unknown"; 0: all that were asked
            are answered, and every complaint has its place, side and stage.

        lifted: Whether most answers bring a rule that can be lifted, and a letter lifts it.
    """
    how_many = 1 + (draw(st.integers(0, 3)) == 3) + (draw(st.integers(0, 9)) == 9)
    asked = [draw(complaints(catalog)) for _ in range(how_many)]
    if most_open == 0:
        asked = [_placed(draw, catalog, one) for one in asked]
    near = tuple(dict.fromkeys(region for one in asked for region in one.regions))
    ids = draw(yes_ids(catalog, most_yes, lifted))
    person = Intake(
        complaints=asked,
        present=[one for id in ids for one in _said(draw, catalog, id, near, most_open == 0)],
        age_years=draw(ages),
        allergies=draw(st.lists(st.sampled_from(tuple(catalog.allergens)), max_size=1)),
    )
    yes = {question_of(catalog, one.question_id) for one in person.present} - {None}
    every_yes = frozenset().union(*(implied(catalog, id) for id in yes))
    person = evolve(person, clearances=_letters(draw, catalog, every_yes, lifted))
    person = no_to_rest(person, catalog=catalog)
    if every_yes - yes and draw(st.integers(0, 2)) == 2:
        broad = draw(st.sampled_from(sorted(every_yes - yes)))
        person = evolve(person, absent=(*person.absent, broad))
    if most_open and person.absent:
        person = _reopened(draw, catalog, person, most_open)
    return person


def _said(draw, catalog: Catalog, id: str, near: tuple[Region, ...], placed: bool) -> list[Finding]:
    """Say yes to a question, once or twice, now and then by the id of a rule."""
    rule_ids = catalog.questions[id].triggers
    name = draw(st.sampled_from(rule_ids)) if rule_ids and draw(st.integers(0, 9)) == 9 else id
    found = []
    for _ in range(1 + (draw(st.integers(0, 7)) == 7)):
        where = draw(places(near))
        if not where and (placed or draw(st.booleans())):
            where = [draw(st.sampled_from(near) if near else regions)]
        found.append(Finding(name, regions=where, side=draw(sides)))
    return found


def _reopened(draw, catalog: Catalog, person: Intake, most: int) -> Intake:
    """Turn a few noes into silence or "unknown", and now and then "unknown" what nobody asked."""
    dropped = draw(st.lists(st.sampled_from(person.absent), max_size=most, unique=True))
    unknown = [id for id in dropped if draw(st.integers(0, 3)) == 3]
    if draw(st.integers(0, 9)) == 9:
        said = {question_of(catalog, one.question_id) for one in person.present}
        stray = draw(st.sampled_from(all_questions(catalog)))
        if stray not in said and stray not in person.absent:
            unknown.append(stray)
    return evolve(
        person,
        absent=[id for id in person.absent if id not in dropped],
        assumed=[id for id in person.assumed if id not in dropped],
        unknown=unknown,
    )


def _placed(draw, catalog: Catalog, complaint: Complaint) -> Complaint:
    """Give a complaint a place, a side and a stage."""
    condition = catalog.conditions[complaint.condition_id]
    return Complaint(
        complaint.condition_id,
        stage=complaint.stage or Stage.CHRONIC,
        pain=complaint.pain,
        regions=complaint.regions or [draw(st.sampled_from(condition.regions or tuple(Region)))],
        side=complaint.side or Side.LEFT,
        impairment_ids=complaint.impairment_ids,
    )


def _letters(draw, catalog: Catalog, yes: frozenset[str], many: bool) -> list[Clearance]:
    """Write clearances, now and then two for one rule, mostly for rules that fire."""
    how_many = st.sampled_from((0, 1, 1, 2) if many else (0, 0, 0, 0, 1, 1, 2))
    found = [
        draw(clearances(catalog, rule_id))
        for rule_id in triggered(catalog, yes)
        for _ in range(draw(how_many))
    ]
    if draw(st.integers(0, 9)) == 9:
        rules = tuple(catalog.contraindications) + tuple(catalog.red_flags)
        rule_id = draw(st.sampled_from(rules))
        if rule_id not in {one.rule_id for one in found}:
            found.append(draw(clearances(catalog, rule_id)))
    return found


@st.composite
def wild_intakes(draw, catalog: Catalog) -> Intake:
    """
    Any answers to any questions, asked or not.

    No id stands in two places under the same name; the same question may, by the id of a rule.
    """
    questions = all_questions(catalog)
    named = draw(
        st.lists(st.sampled_from((*questions, *asked_rules(catalog))), max_size=8, unique=True)
    )
    free = [id for id in questions if id not in named]
    absent = draw(st.lists(st.sampled_from(free), max_size=60, unique=True))
    free = [id for id in free if id not in absent]
    unknown = draw(st.lists(st.sampled_from(free), max_size=4, unique=True))
    rules = tuple(catalog.contraindications) + tuple(catalog.red_flags)
    cleared = draw(st.lists(st.sampled_from(rules), max_size=3, unique=True))
    return Intake(
        complaints=draw(st.lists(complaints(catalog), min_size=1, max_size=3)),
        present=[Finding(id, regions=draw(places(most=3)), side=draw(sides)) for id in named],
        absent=absent,
        unknown=unknown,
        allergies=draw(st.lists(st.sampled_from(tuple(catalog.allergens)), max_size=2)),
        clearances=[draw(clearances(catalog, rule_id)) for rule_id in cleared],
        age_years=draw(ages),
        assumed=absent if draw(st.booleans()) else (),
    )
