"""
The vignettes in `cases/planning.json`: people as a therapist meets them, and what their plan holds.

The file can be read by any language. `why` says what a good therapist reasons, `sources` who says
so in the catalog. `everything_else: "no"` means that every question that is open and was not
answered is answered no; `policy` is the clinic's choices, `on` the date. A place is a region and
a side, where null means either side. Only what `expect` names is checked:

    answer                         ready, provisional or withheld
    action, reasons                of a refusal: what to do; exactly the rules behind it
    not_treated                    exactly the complaints left out, each with exactly its rules
    techniques, techniques_never   each stands in a session; none does
    techniques_only                no other stands in any session
    never_together                 pairs of techniques that no session joins
    technique_at, technique_never_at   technique, region, side: used there; not used there
    touched, untouched             places that a session works on; places that none does
    pressure_at_most               the most pressure anywhere
    pressures                      region, side, the most pressure there
    positions_only, positions_never    how the person lies or sits
    opens_with, closes_with        part and technique of the first and the last step
    techniques_at_most             different techniques in one session
    specific_at_most               different techniques of specific steps in one session
    minutes, minutes_at_most       of each visit
    technique_minutes              technique -> least and most minutes in one later session
    more_minutes                   pairs of places: the first gets more of a later session
    dose                           quantity -> planned, basis, standing, followed, tested
    goals, goals_never             fields of goals, each fits one; measures that are no goal
    phases, maintenance, looked_at exactly the phases; weeks between visits; sessions
    stages                         session -> stage
    letters                        exactly these kinds, each about these rules among others
    advice, advice_never           ids; the same for statements
    allergens                      exactly these
    gave_way                       exactly what gave way, by its first word
    says                           words in what is to be done first
    place_is_known                 whether the place of the complaint is
"""

import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from courses import all_different, touched
from medmassage.catalog import default_catalog
from medmassage.model.course import PlanPolicy
from medmassage.model.intake import Intake
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.planning import outline_plan
from medmassage.screening import no_to_rest
from medmassage.serialization import from_dict, to_dict
from medmassage.vocabulary import Pressure, Region, SessionPart, Side

CATALOG = default_catalog()
CASES = json.loads((Path(__file__).parent / "cases" / "planning.json").read_text("utf-8"))
BY_TITLE = {case["title"]: case for case in CASES}


def title(case):
    """Name a test by its vignette."""
    return case["title"]


@cache
def answer_to(name):
    """What comes of the request of a vignette."""
    case = BY_TITLE[name]
    on = date.fromisoformat(case["on"]) if "on" in case else None
    intake = from_dict(Intake, case["intake"])
    if case.get("everything_else") == "no":
        intake = no_to_rest(intake, on)
    return outline_plan(intake, from_dict(PlanPolicy, case.get("policy", {})), on)


@pytest.mark.parametrize("case", CASES, ids=title)
def test_the_plan_is_what_a_therapist_expects(case):
    """Each vignette gets the plan, or the refusal, that its sources and a therapist ask for."""
    assert {} == faults(answer_to(case["title"]), case["expect"])


# --- reading an answer ----------------------------------------------------------------------------


def faults(answer, expect):
    """What differs, by the word that names it."""
    found = {word: read(word, answer, wanted) for word, wanted in expect.items()}
    return {word: seen for word, seen in found.items() if seen not in (None, [], {}, set())}


def read(word, answer, wanted):
    """What differs from one expectation; a plan has no action, and a refusal no phases."""
    try:
        return WORDS[word](answer, wanted)
    except AttributeError as missing:
        return f"{kind_of(answer)}: {missing}"


def steps(answer):
    """Every step of every session that differs from the others."""
    sessions = all_different(answer) if isinstance(answer, TreatmentPlan) else []
    return [step for session in sessions for step in session.steps]


def at(place):
    """The halves of a place."""
    region, side = place
    sides = [Side(side)] if side else [Side.LEFT, Side.RIGHT]
    return {(Region(region), one) for one in sides}


def unlike(seen, wanted):
    """What was seen, where it is not what was wanted."""
    return None if seen == wanted else f"got {seen}"


def used(answer):
    """Ids of the techniques in the sessions."""
    return {one.technique_id for one in steps(answer)}


def is_used_at(answer, technique_id, *place):
    """Whether a technique touches a place in some session."""
    return any(
        one.technique_id == technique_id and touched(one) & at(place) for one in steps(answer)
    )


def harder(answer, most, place=None):
    """The steps that are harder than a pressure, at a place or anywhere."""
    return [
        f"{one.technique_id} {one.pressure}"
        for one in steps(answer)
        if one.pressure.rank > Pressure(most).rank and (place is None or touched(one) & at(place))
    ]


def kind_of(answer):
    """Ready, provisional or withheld."""
    return "withheld" if isinstance(answer, Withheld) else answer.status.value


def most_in_a_session(answer, parts):
    """The most techniques that the steps of one session have, by their parts."""
    return max(
        len({one.technique_id for one in session.steps if one.part in parts})
        for session in all_different(answer)
    )


def ends_of(answer, place):
    """The parts and techniques that sessions begin or end with."""
    return {(one.steps[place].part.value, one.steps[place].technique_id) for one in answer.sessions}


def later_steps(answer):
    """The steps of the second session, or of the only one."""
    return answer.sessions[:2][-1].steps


def minutes_in(answer, technique_id):
    """Minutes of a technique in a later session."""
    return sum(one.minutes for one in later_steps(answer) if one.technique_id == technique_id)


def minutes_at(answer, place):
    """Minutes of the steps that touch a place in a later session."""
    return sum(one.minutes for one in later_steps(answer) if touched(one) & at(place))


def differing(record, wanted):
    """The fields of a record that differ from those wanted."""
    plain = to_dict(record)
    if plain.get("tested"):
        plain["tested"] = [plain["tested"]["low"], plain["tested"]["high"]]
    return {key: plain.get(key) for key, value in wanted.items() if plain.get(key) != value}


def dose_differs(answer, wanted):
    """The numbers of the dose that differ."""
    parts = {one.quantity.value.replace("-", "_"): one for one in answer.dose}
    return {name: seen for name in wanted if (seen := differing(parts[name], wanted[name]))}


def goals_missing(answer, wanted):
    """Goals that are wanted and fit none of the plan."""
    return [one for one in wanted if all(differing(goal, one) for goal in answer.goals)]


def letters_differ(answer, wanted):
    """Whether the letters are of other kinds, and the rules that they leave out."""
    seen = {one.kind.value: set(one.rule_ids) for one in answer.letters}
    if set(seen) != set(wanted):
        return f"got {sorted(seen)}"
    return [rule for kind, rules in wanted.items() for rule in rules if rule not in seen[kind]]


def ids(records):
    """Ids of records."""
    return {one.id for one in records}


def said(answer):
    """What is to be done first."""
    lines = answer.next_steps if isinstance(answer, Withheld) else answer.phases[0].tasks
    return "\n".join(lines)


def maintained(answer):
    """Weeks between maintenance visits."""
    return [[one.every_weeks.low, one.every_weeks.high] for one in answer.phases if one.every_weeks]


PARTS = frozenset(SessionPart)
WORDS = {
    "answer": lambda a, w: unlike(kind_of(a), w),
    "action": lambda a, w: unlike(a.action.value, w),
    "reasons": lambda a, w: unlike(sorted(one.rule_id for one in a.reasons), sorted(w)),
    "not_treated": lambda a, w: unlike(
        {one.condition_id: list(one.rule_ids) for one in a.not_treated}, w
    ),
    "techniques": lambda a, w: set(w) - used(a),
    "techniques_only": lambda a, w: used(a) - set(w),
    "techniques_never": lambda a, w: set(w) & used(a),
    "never_together": lambda a, w: [
        pair
        for pair in w
        for one in all_different(a)
        if set(pair) <= {step.technique_id for step in one.steps}
    ],
    "technique_at": lambda a, w: [one for one in w if not is_used_at(a, *one)],
    "technique_never_at": lambda a, w: [one for one in w if is_used_at(a, *one)],
    "touched": lambda a, w: [p for p in w if not any(touched(s) & at(p) for s in steps(a))],
    "untouched": lambda a, w: [p for p in w if any(touched(s) & at(p) for s in steps(a))],
    "pressure_at_most": harder,
    "pressures": lambda a, w: [seen for *place, most in w if (seen := harder(a, most, place))],
    "positions_only": lambda a, w: {one.position.value for one in steps(a)} - set(w),
    "positions_never": lambda a, w: {one.position.value for one in steps(a)} & set(w),
    "opens_with": lambda a, w: unlike(ends_of(a, 0), {tuple(w)}),
    "closes_with": lambda a, w: unlike(ends_of(a, -1), {tuple(w)}),
    "techniques_at_most": lambda a, w: max(most_in_a_session(a, PARTS) - w, 0) or None,
    "specific_at_most": lambda a, w: (
        max(most_in_a_session(a, {SessionPart.SPECIFIC}) - w, 0) or None
    ),
    "minutes": lambda a, w: {one.minutes for one in a.sessions} - {w},
    "minutes_at_most": lambda a, w: {one.minutes for one in a.sessions if one.minutes > w},
    "technique_minutes": lambda a, w: {
        id: minutes_in(a, id)
        for id, (least, most) in w.items()
        if not least <= minutes_in(a, id) <= most
    },
    "more_minutes": lambda a, w: [
        (one, other) for one, other in w if minutes_at(a, one) <= minutes_at(a, other)
    ],
    "dose": dose_differs,
    "goals": goals_missing,
    "goals_never": lambda a, w: {one.measure_id for one in a.goals} & set(w),
    "phases": lambda a, w: unlike([one.kind.value for one in a.phases], w),
    "maintenance": lambda a, w: unlike(maintained(a), [w]),
    "looked_at": lambda a, w: unlike([one.number for one in a.sessions if one.reassessment], w),
    "stages": lambda a, w: {
        number: seen
        for number, stage in w.items()
        if (seen := a.sessions[int(number) - 1].stage) != stage
    },
    "letters": letters_differ,
    "advice": lambda a, w: set(w) - ids(a.advice),
    "advice_never": lambda a, w: set(w) & ids(a.advice),
    "statements": lambda a, w: set(w) - ids(a.statements),
    "statements_never": lambda a, w: set(w) & ids(a.statements),
    "allergens": lambda a, w: unlike(sorted(ids(a.allergens)), sorted(w)),
    "gave_way": lambda a, w: unlike(
        sorted({text.split(":")[0] for one in a.sessions for text in one.gave_way}), sorted(w)
    ),
    "says": lambda a, w: [text for text in w if text not in said(a)],
    "place_is_known": lambda a, w: unlike({one.place_is_known for one in a.sessions}, {w}),
}
"""How each word of `expect` is read; nothing is found where all is as wanted."""


# --- the file -------------------------------------------------------------------------------------

KNOWN = {
    "advice": CATALOG.advice,
    "allergens": CATALOG.allergens,
    "goals_never": CATALOG.outcome_measures,
    "reasons": {**CATALOG.contraindications, **CATALOG.red_flags},
    "statements": CATALOG.statements,
    "techniques": CATALOG.techniques,
}
"""Where the ids of a word must exist, since a wrong id is never there."""


def test_the_vignettes_are_well_formed():
    """Titles are unique, every word is one that is checked, and each vignette says why."""
    assert len(CASES) == len(BY_TITLE)
    assert set() == {word for case in CASES for word in case["expect"]} - set(WORDS)
    assert [] == [case["title"] for case in CASES if not case["why"] or not case["expect"]]
    keys = {"title", "why", "sources", "on", "everything_else", "intake", "policy", "expect"}
    assert set() == {key for case in CASES for key in case} - keys


@pytest.mark.parametrize("word", sorted(KNOWN))
def test_the_vignettes_name_what_exists(word):
    """Every id that a vignette names is in the catalog."""
    for case in CASES:
        one = case["expect"]
        named = [*one.get(word, ()), *one.get(f"{word}_never", ()), *one.get(f"{word}_only", ())]
        assert (case["title"], []) == (
            case["title"],
            [id for id in named if id not in KNOWN[word]],
        )


def test_the_vignettes_cite_sources_of_the_catalog():
    """Every source that a vignette cites is in the catalog; nearly every vignette cites one."""
    cited = [case.get("sources", []) for case in CASES]

    assert [] == [id for one in cited for id in one if id not in CATALOG.sources]
    assert sum(bool(one) for one in cited) >= 0.8 * len(CASES)


def test_the_vignettes_are_many_and_various():
    """At least 65 vignettes between them reach every answer and every family of complaints."""
    asked = {one["condition_id"] for case in CASES for one in case["intake"]["complaints"]}
    reached = {id for one in asked for id in CATALOG.knowledge.broader_conditions(one)}
    families = {one.id for one in CATALOG.conditions.values() if not one.parent_ids}

    assert len(CASES) >= 65
    assert set() == families - reached
    assert {"ready", "provisional", "withheld"} == {
        case["expect"].get("answer") for case in CASES
    } - {None}
    assert {"emergency", "refer-urgently", "refer", "obtain-clearance", "postpone"} == {
        case["expect"].get("action") for case in CASES
    } - {None}
