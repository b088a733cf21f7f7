"""
Drawing courses of treatment and reading them, for the tests of the laws of planning.

A course is a person, the clinic's choices, and the plan that comes of them. Most laws say nothing
of a refusal, so people who get one are drawn again; `answers` keeps them.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from attrs import evolve
from hypothesis import assume, strategies as st

from looking import no_and_yes
from medmassage.catalog import default_catalog
from medmassage.model.condition import Condition
from medmassage.model.course import DosePart, PlanPolicy
from medmassage.model.intake import Complaint, Finding, Intake
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.session import Session, SessionStep
from medmassage.planning import outline_plan
from medmassage.screening import no_to_rest
from medmassage.vocabulary import DoseQuantity, Region, SessionPart, Side, Stage, Support
from naive import Found, down, halves, naive_screen, up
from naive_match import RANKS, naive_match, places_left
from strategies import ages, days, intakes

CATALOG = default_catalog()
GENTLE = "swedish-massage"
GENERAL = (SessionPart.OPENING, SessionPart.MAIN)
Place = tuple[Region, Side]
"""A region, without what lies in it, on one half of the body."""


class Course(NamedTuple):
    """A person, the clinic's choices, the date, and what came of them."""

    person: Intake
    policy: PlanPolicy
    on: date | None
    answer: TreatmentPlan | Withheld

    @property
    def plan(self) -> TreatmentPlan:
        """The plan, where it is one."""
        assert isinstance(self.answer, TreatmentPlan)
        return self.answer

    @property
    def treated(self) -> list[Complaint]:
        """The complaints that the plan is for."""
        left_out = {one.complaint_index for one in self.plan.not_treated}
        complaints = self.person.complaints
        return [one for place, one in enumerate(complaints) if place not in left_out]


# --- drawing --------------------------------------------------------------------------------------


def _or_none(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.one_of(st.none(), st.none(), strategy)


@st.composite
def policies(draw) -> PlanPolicy:
    """A clinic's choices: mostly none, each now and then, such as fit each other."""
    weeks = draw(_or_none(st.sampled_from((1, 2, 4, 6, 10, 26))))
    per_week = draw(_or_none(st.integers(1, 3)))
    most = 60 if weeks is None else weeks * (per_week or 3)
    offered = st.lists(st.sampled_from(tuple(CATALOG.techniques)), min_size=2, max_size=6)
    return PlanPolicy(
        session_minutes=draw(_or_none(st.sampled_from((15, 20, 30, 45, 50, 60, 75, 90)))),
        sessions=draw(_or_none(st.integers(1, min(12, most)))),
        sessions_per_week=per_week,
        weeks=weeks,
        reassess_at_session=draw(_or_none(st.integers(1, 6))),
        maintenance_weeks=draw(_or_none(st.integers(1, 8))),
        technique_ids=draw(st.one_of(st.just(()), st.just(()), st.just(()), offered)),
        notices=draw(st.sampled_from(((), (), ("We close at six.",)))),
    )


LIMITING = (
    "age-related-frailty",
    "anticoagulant-therapy",
    "hematoma-bruise",
    "joint-replacement-precautions",
    "joint-swelling-cool",
    "lymphedema-or-risk",
    "migraine-attack-in-progress",
    "open-wound-or-ulcer",
    "osteoporosis",
    "pregnancy-after-13-weeks",
    "severe-osteoporosis-or-fragility-fracture",
    "spinal-stenosis",
)
"""Questions whose yes closes or limits places, or rules out positions, and stops nobody."""


@st.composite
def limited(draw) -> Intake:
    """A person whose complaints are where something limits the work."""
    complaints, present = [], []
    for _ in range(draw(st.integers(1, 2))):
        again = bool(complaints) and draw(st.integers(0, 2)) == 0  # two of one condition
        id = complaints[0].condition_id if again else draw(st.sampled_from(CONDITIONS))
        condition = CATALOG.conditions[id]
        regions = draw(st.lists(st.sampled_from(condition.regions), max_size=3, unique=True))
        complaints.append(
            Complaint(
                condition.id,
                stage=draw(st.sampled_from((*Stage, None))),
                pain=draw(st.integers(0, 10)),
                regions=regions,
                side=draw(st.sampled_from((None, Side.LEFT, Side.RIGHT, Side.BOTH))),
            )
        )
        near = regions[:1] or condition.regions[:1]
        present.append(
            Finding(
                draw(st.sampled_from(LIMITING)),
                regions=near,
                side=draw(st.sampled_from((Side.LEFT, Side.RIGHT, Side.BOTH, None))),
            )
        )
    return no_to_rest(Intake(complaints=complaints, present=present, age_years=draw(ages)))


@st.composite
def beside_each_other(draw) -> Intake:
    """A person who has a fresh complaint and others on the same limb or line, mostly beside it."""
    first = draw(st.sampled_from((*INJURIES, *CONDITIONS, "other")))
    start = draw(st.sampled_from(tuple(one for one in Region if one.neighbors)))
    stages = draw(st.sampled_from(("acute", "acute", "subacute", None)))
    around = [start, *start.neighbors, *start.contents]
    complaints = [
        Complaint(
            id,
            stage=stage,
            pain=draw(st.sampled_from((None, 0, 2, 5))),
            regions=draw(st.lists(st.sampled_from(where), min_size=1, max_size=2, unique=True)),
            side=draw(st.sampled_from((None, Side.LEFT, Side.LEFT, Side.RIGHT, Side.BOTH))),
        )
        for id, stage, where in (
            (first, stages, [start]),
            *(
                (draw(st.sampled_from(CONDITIONS)), draw(st.sampled_from((*Stage, None))), around)
                for _ in range(draw(st.integers(1, 2)))
            ),
        )
    ]
    draw(st.randoms(use_true_random=False)).shuffle(complaints)
    return no_to_rest(Intake(complaints=complaints, age_years=40))


CONDITIONS = tuple(id for id, one in CATALOG.conditions.items() if one.regions)

INJURIES = tuple(id for id in CONDITIONS if CATALOG.conditions[id].answers_yes_when_acute)
"""Conditions that heal, or are inflamed, where they are not old."""

people = st.one_of(
    intakes(CATALOG, most_yes=3),
    intakes(CATALOG, most_yes=3, most_open=0),
    limited(),
    beside_each_other(),
)
"""People of whom most can be treated."""


@st.composite
def answers(draw, of=people) -> Course:
    """What comes of a request for a plan."""
    person, policy, on = draw(of), draw(policies()), draw(days)
    return Course(person, policy, on, answered(person, policy, on))


def course_of(complaint: Complaint, *present: str) -> Course:
    """What comes of a request of somebody who says no to all the rest."""
    person = no_to_rest(Intake(complaints=[complaint], present=present))
    return Course(person, PlanPolicy(), None, answered(person, PlanPolicy()))


def answered(
    person: Intake, policy: PlanPolicy, on: date | None = None
) -> TreatmentPlan | Withheld:
    """The answer to a request."""
    return outline_plan(person, policy, on)


@st.composite
def courses(draw, of=people) -> Course:
    """A request that ended in a plan."""
    found = draw(answers(of))
    assume(isinstance(found.answer, TreatmentPlan))
    return found


@st.composite
def no_then_yes(draw) -> tuple[Course, Course]:
    """The same request twice: one no of the first person is a yes of the second."""
    person, other, _ = draw(no_and_yes(people))
    policy, on = draw(policies()), draw(days)
    return (
        Course(person, policy, on, answered(person, policy, on)),
        Course(other, policy, on, answered(other, policy, on)),
    )


def with_reason(person: Intake, reason: str) -> Intake:
    """The same person with letters whose reason is no one else's to read."""
    letters = [evolve(one, reason=reason) for one in person.clearances]
    return evolve(person, clearances=letters)


# --- reading --------------------------------------------------------------------------------------


def part_of(plan: TreatmentPlan, quantity: DoseQuantity) -> DosePart:
    """One number of the dose."""
    (found,) = [one for one in plan.dose if one.quantity is quantity]
    return found


def table_minutes(session: Session) -> int:
    """Minutes of hands-on work."""
    return sum(one.minutes for one in session.steps)


def different(sessions: tuple[Session, ...]) -> list[Session]:
    """The sessions, without those whose steps are those of one before."""
    found: list[Session] = []
    for session in sessions:
        if all(session.steps != one.steps for one in found):
            found.append(session)
    return found


def all_different(plan: TreatmentPlan) -> list[Session]:
    """The sessions of a plan that differ in what is done."""
    return different(plan.sessions)


def touched(step: SessionStep) -> set[Place]:
    """Every place that a step touches, worked out once more."""
    regions = {part for region in step.regions for part in down(region)}
    out = {part for region in step.except_regions for part in down(region)}
    return {(region, side) for region in regions - out for side in halves(step.side)}


def named(step: SessionStep) -> set[Place]:
    """The regions that a step names, half by half."""
    return {(region, side) for region in step.regions for side in halves(step.side)}


def broken(step: SessionStep, found: Found) -> Iterator[str]:
    """Say how a step breaks the limits of a person who was screened by the naive code."""
    for region, side in sorted(touched(step)):
        limits = found.at(region, side)
        if limits.cap is not None and limits.cap.rank <= step.pressure.rank:
            yield f"{step.technique_id} is {step.pressure} at {region} {side}, cap {limits.cap}"
        if step.technique_id in limits.technique_ids:
            yield f"{step.technique_id} is blocked at {region} {side}"
    if any(step.position in bound.positions for bound in found.bounds):
        yield f"{step.position} is avoided"


# --- when there is no plan, from section 5 of the design ----------------------------------------


def members(regions: tuple[Region, ...]) -> list[Region]:
    """Groups replaced by what they stand for, in order."""
    found: list[Region] = []
    for region in regions:
        inside = [one for one in down(region) if not one.is_group and one.parent.is_group]
        found += [one for one in (inside if region.is_group else [region]) if one not in found]
    return found


def condition_of(complaint: Complaint) -> Condition:
    """The record of a complaint."""
    return CATALOG.conditions[complaint.condition_id]


def is_closed(complaint: Complaint, found: Found) -> bool:
    """
    Whether no side of a complaint's main region is left.

    Where the place is one of several and was not given, nothing is withheld for it. Where a side
    matters and was not given, a limit on either side covers the complaint.
    """
    condition = condition_of(complaint)
    if not complaint.regions and (condition.regions_are_alternatives or not condition.regions):
        return False
    main = members(complaint.regions or condition.regions)[0]
    sides: list[Side | None] = [complaint.side]
    if complaint.side is Side.BOTH or (complaint.side is None and not condition.needs_side):
        sides = [Side.LEFT, Side.RIGHT]
    caps = [found.at(main, side).cap for side in sides]
    return all(cap is not None and cap.rank == 0 for cap in caps)


def is_to_be_withheld(person: Intake, policy: PlanPolicy, on: date | None) -> bool:
    """
    Whether the screening stops, or every complaint is closed or left without a technique.

    None is left either where what a complaint would get does not suit what is fresh beside it.
    """
    found = naive_screen(person, on, CATALOG)
    if found.decision not in ("proceed", "proceed-with-precautions", "incomplete"):
        return True
    fits = [fitting(complaint, person, policy, on) for complaint in person.complaints]
    return all(
        is_closed(complaint, found) or not has_work(place, person, policy, found, fits)
        for place, complaint in enumerate(person.complaints)
    )


def fitting(
    complaint: Complaint, person: Intake, policy: PlanPolicy, on: date | None
) -> dict[str, set[Place]]:
    """
    The techniques that fit a complaint, each with the halves of its regions left for it.

    None does where all act on stress or sleep beside it, and one is made for just the complaint.
    """
    where = {(region, side) for region in places_of(complaint) for side in halves(complaint.side)}
    found: dict[str, set[Place]] = {}
    treats = False
    for pair in naive_match(person, on, CATALOG, policy.technique_ids).accepted:
        left = {(spot.region, side) for spot in pair.places for side in halves(spot.side)}
        if pair.condition_id == condition_of(complaint).id and left & where:
            found.setdefault(pair.technique_id, set()).update(left & where)
            treats |= RANKS[pair.support] < RANKS[Support.NO_RESEARCH] or any(
                id not in ("poor-sleep", "stress-and-anxiety") or is_meant(id, complaint)
                for id in pair.impairment_ids
            )
    chief = condition_of(complaint).impairment_ids[:1]
    made_for_it = any(set(chief) & set(one.only_for) for one in CATALOG.techniques.values())
    return found if treats or not made_for_it else {}


def is_meant(impairment_id: str, complaint: Complaint) -> bool:
    """Whether an impairment is what the complaint is, or was found in this person."""
    return impairment_id in (
        *complaint.impairment_ids,
        *condition_of(complaint).impairment_ids[:1],
    )


def places_of(complaint: Complaint) -> list[Region]:
    """The regions of a complaint, the groups among them replaced."""
    return members(complaint.regions or condition_of(complaint).regions)


# --- what is fresh, from the page on plans --------------------------------------------------------


def is_injury(complaint: Complaint) -> bool:
    """Whether it is an injury, or inflamed like one, that is not known to be old."""
    return bool(condition_of(complaint).answers_yes_when_acute) and (
        complaint.stage is not Stage.CHRONIC
    )


def is_fresh(complaint: Complaint) -> bool:
    """Whether a complaint is fresh, or tissue is under repair."""
    return complaint.stage is Stage.ACUTE or is_injury(complaint)


def inside(regions: list[Region], side: Side | None) -> set[Place]:
    """All that lies in some regions, half by half."""
    return {(part, half) for one in regions for part in down(one) for half in halves(side)}


def near(complaint: Complaint) -> set[Place]:
    """What lies next to a fresh injury, along the limb or the back."""
    if not is_injury(complaint):
        return set()
    places = places_of(complaint)
    around = [
        other
        for region in places
        for one in (*up(region), *down(region))
        for other in one.neighbors
    ]
    return inside(around, complaint.side) - inside(places, complaint.side)


def strokes_lightly(technique_id: str) -> bool:
    """Whether a technique is no more than light strokes, and moves nothing."""
    technique = CATALOG.techniques[technique_id]
    return technique.pressure.high.value == "light" and "passive movement" not in (
        technique.families_used
    )


def is_against(
    technique_id: str, touching: set[Place], fresh: Complaint, fits: Iterable[str]
) -> bool:
    """Whether specific work that touches some places is wrong for a fresh complaint."""
    technique = CATALOG.techniques[technique_id]
    too_firm = technique.pressure.low.value in ("firm", "deep")
    if touching & inside(places_of(fresh), fresh.side):
        return too_firm or not (technique_id in fits or strokes_lightly(technique_id))
    if touching & near(fresh):
        return too_firm or "stretching" in technique.safety_class
    return False


def has_work(
    place: int,
    person: Intake,
    policy: PlanPolicy,
    found: Found,
    fits: list[dict[str, set[Place]]],
) -> bool:
    """Whether something is left to do for a complaint: gentle work, or what suits the others."""
    complaint, own = person.complaints[place], fits[place]
    if not own:
        return False
    lightest = all(CATALOG.techniques[id].pressure.high.value == "light" for id in own)
    if not lightest and any(gentle_ones(complaint, person, policy, found)):
        return True
    others = [
        (one, fits[at]) for at, one in enumerate(person.complaints) if at != place and is_fresh(one)
    ]
    return any(
        not any(is_against(id, inside([region], side), one, them) for one, them in others)
        for id, left in own.items()
        for region, side in left
    )


def gentle_ones(
    complaint: Complaint, person: Intake, policy: PlanPolicy, found: Found
) -> Iterator[str]:
    """Techniques on offer that can open a session where a complaint is."""
    offered = {CATALOG.techniques[id].id for id in policy.technique_ids}
    for one in CATALOG.techniques.values():
        if (
            one.parent_id is not None
            and SessionPart.OPENING in one.parts
            and one.pressure.low.value == "light"
            and (not offered or one.id in offered)
            and places_left(one, complaint, person, found, CATALOG)
        ):
            yield one.id


# --- what is printed of whom ----------------------------------------------------------------------


@cache
def kin(condition_id: str) -> frozenset[str]:
    """A condition and all that it is a kind of."""
    found = {CATALOG.conditions[condition_id].id}
    for parent in CATALOG.conditions[condition_id].parent_ids:
        found |= kin(parent)
    return frozenset(found)


def fits_stage(stage: Stage | None, complaint: Complaint) -> bool:
    """Whether what is said of a stage holds for a complaint; of no stage: for all."""
    return stage is None or complaint.stage is None or stage is complaint.stage


def every_value(data: object, *keys: str) -> Iterator[str]:
    """All that stands in a document under some keys, however deep."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in keys:
                yield from [value] if isinstance(value, str) else value or ()
            else:
                yield from every_value(value, *keys)
    elif isinstance(data, list):
        for one in data:
            yield from every_value(one, *keys)
