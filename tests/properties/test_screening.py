"""
The laws of screening. Each docstring is the law; `strategies` draws the people.

Most laws are said of any intake. They are tried on people whose answers mostly bring precautions,
where caps and places can differ, and on wild ones. The last part checks that the people drawn do
put the laws to work. Answers, places and asking have files of their own beside this one.
"""

import os
import random
import subprocess
import sys
import textwrap
from collections import Counter
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import Phase, assume, event, given, settings, strategies as st

import medmassage
from looking import (
    CATALOG,
    QUESTIONS,
    anyone,
    asked,
    condition_ids,
    everywhere,
    fired,
    height,
    lifted,
    limits_at,
    looked,
    loosened,
    no_and_silence,
    no_and_yes,
    people,
    settled,
    strictest_fired,
    strictest_in_force,
    waiting,
    wild,
)
from medmassage.catalog import Catalog
from medmassage.errors import (
    ContradictionError,
)
from medmassage.model.intake import Clearance, Complaint, Finding, Intake
from medmassage.model.safety import Limit
from medmassage.screening import no_to_rest, questions_for, screen
from medmassage.vocabulary import (
    Action,
    Asks,
    Decision,
    PressureCap,
    Region,
    Side,
)
from naive import SaidTwiceError, naive_screen
from strategies import (
    TODAY,
    all_questions,
    asked_rules,
    days,
    implied,
)

# --- a yes never makes anything milder ------------------------------------------------------------


@given(no_and_yes(anyone), days)
def test_a_yes_instead_of_a_no_keeps_every_rule_that_fired(change, on):
    """For any intake, turning a no into a yes keeps every rule that fired."""
    before, after, _ = change
    old, new = looked(before, on), looked(after, on)
    event(f"more rules fired: {len(fired(new)) > len(fired(old))}")

    assert fired(old) <= fired(new)


@given(no_and_yes(anyone), days)
def test_a_yes_instead_of_a_no_never_makes_the_strictest_action_milder(change, on):
    """For any intake, turning a no into a yes never makes the strictest fired action milder."""
    before, after, _ = change
    old, new = looked(before, on), looked(after, on)
    event(f"stricter: {strictest_in_force(new) > strictest_in_force(old)}")

    assert strictest_fired(old) <= strictest_fired(new)
    assert strictest_in_force(old) <= strictest_in_force(new)


@given(no_and_yes(anyone), days)
def test_a_yes_instead_of_a_no_never_loosens_a_place(change, on):
    """
    For any intake, turning a no into a yes leaves, at every region and side, the cap no higher.

    Nor are the blocked techniques and the avoided positions fewer.
    """
    before, after, _ = change
    old, new = looked(before, on), looked(after, on)
    event(f"tightened somewhere: {everywhere(old) != everywhere(new)}")

    assert [] == loosened(old, new)


@given(no_and_yes(st.one_of(settled, settled, people)), days)
def test_with_nothing_open_a_yes_never_gives_a_milder_decision(change, on):
    """With nothing open, turning a no into a yes never gives a milder decision or action."""
    before, after, _ = change
    old = looked(before, on)
    assume(not waiting(old))
    new = looked(after, on)
    event(f"from {old.decision}, stricter: {new.decision.rank > old.decision.rank}")

    assert old.decision.rank <= new.decision.rank
    assert strictest_in_force(old) <= strictest_in_force(new)


# --- silence is never milder than a no ------------------------------------------------------------


@given(no_and_silence(anyone), days)
def test_silence_instead_of_a_no_never_gives_a_milder_decision(change, on):
    """For any intake, turning a no into an unanswered question never gives a milder decision."""
    before, after, _ = change
    old, new = looked(before, on), looked(after, on)
    event(f"from {old.decision}, stricter: {new.decision.rank > old.decision.rank}")

    assert old.decision.rank <= new.decision.rank


@given(no_and_silence(anyone), days)
def test_silence_instead_of_a_no_loosens_no_place_and_clears_no_rule(change, on):
    """Silence is not safety: without the no, no place is freer and no more is ruled out."""
    before, after, _ = change
    old, new = looked(before, on), looked(after, on)

    assert [] == loosened(old, new)
    assert {one.rule_id for one in new.ruled_out} <= {one.rule_id for one in old.ruled_out}


@given(anyone, days)
def test_with_open_questions_the_decision_is_never_proceed(person, on):
    """With open questions the decision is never proceed or proceed-with-precautions."""
    found = looked(person, on)
    event(f"open: {waiting(found)}, {found.decision}")

    if waiting(found):
        assert found.decision.rank >= Decision.INCOMPLETE.rank
    else:
        assert found.decision is not Decision.INCOMPLETE


@given(anyone, days)
def test_nothing_ruled_out_was_left_unanswered(person, on):
    """An unanswered question never reads as clear: it is not a reason to rule a rule out."""
    found = looked(person, on)
    unanswered = {id for id, asks in asked(found) if asks == Asks.ANSWER}
    brought = {rule_id for id in unanswered for rule_id in QUESTIONS[id].triggers}

    assert set() == brought & {one.rule_id for one in found.ruled_out}
    assert set() == fired(found) & {one.rule_id for one in found.ruled_out}


BROUGHT_BY_SEVERAL = [
    (rule_id, [one.id for one in QUESTIONS.values() if rule_id in one.triggers])
    for rule_id in asked_rules(CATALOG)
    if sum(rule_id in one.triggers for one in QUESTIONS.values()) > 1
]


@given(st.sampled_from(BROUGHT_BY_SEVERAL), st.sampled_from(condition_ids), st.data())
def test_no_rule_is_ruled_out_while_a_question_that_brings_it_is_unknown(pair, complaint, data):
    """A rule that several questions bring is not ruled out while one of them is "unknown"."""
    rule_id, bringing = pair
    unknown = data.draw(st.sampled_from(bringing))
    absent = [id for id in bringing if id != unknown]
    found = looked(Intake(complaints=[complaint], absent=absent, unknown=[unknown]))

    assert (unknown, "answer") in asked(found) or rule_id in fired(found)
    assert rule_id not in {one.rule_id for one in found.ruled_out}


@given(anyone, days)
def test_only_stage_and_side_may_be_missing_from_a_session(person, on):
    """Open items that ask for a stage or a side do not make a decision incomplete."""
    found = looked(person, on)
    known = evolve(
        person,
        complaints=[
            evolve(one, side=one.side or Side.BOTH)
            if CATALOG.conditions[one.condition_id].needs_side
            else one
            for one in person.complaints
        ],
    )
    sided = looked(known, on)

    assert found.decision == sided.decision
    assert not any(one.asks is Asks.SIDE for one in sided.open)


# --- decisions ------------------------------------------------------------------------------------


@given(anyone, days)
def test_the_decision_is_the_strictest_action_that_fired(person, on):
    """
    The decision is the strictest action that fired, or incomplete if that is stricter.

    Emergency and urgent actions decide the whole session, and so do rules that are marked so;
    what a clearance lifted, what limits only places, and advice do not.
    """
    found = looked(person, on)
    ranks = [Decision.PROCEED.rank]
    if found.fired or found.unexplained:
        ranks.append(Decision.PROCEED_WITH_PRECAUTIONS.rank)
    for one in found.fired:
        kind = CATALOG.red_flags if one.rule_id in CATALOG.red_flags else CATALOG.contraindications
        rule = kind[one.rule_id]
        urgent = rule.action in (Action.EMERGENCY, Action.REFER_URGENTLY)
        if urgent:
            assert one.clearance is None
        whole = urgent or rule.decides_whole_session
        if whole and one.clearance is None and rule.action.value in Decision.values():
            ranks.append(Decision(rule.action.value).rank)
    ranks += [
        Decision(one.if_unexplained.value).rank for one in found.unexplained if one.if_unexplained
    ]
    if waiting(found):
        ranks.append(Decision.INCOMPLETE.rank)

    assert max(ranks) == found.decision.rank


@given(anyone, days)
def test_rules_for_everyone_are_never_asked_and_always_in_general(person, on):
    """Rules for everyone are always in `general`, bind everyone, and are never asked."""
    everyone = {
        one.id for one in CATALOG.contraindications.values() if one.applies_to == "everyone"
    }
    nobody = {one.id for one in CATALOG.contraindications.values() if one.applies_to == "nobody"}
    found = looked(person, on)

    assert everyone == {one.rule_id for one in found.general}
    assert not (everyone | nobody) & fired(found)
    assert not (everyone | nobody) & {one.rule_id for one in found.ruled_out}
    assert not (everyone | nobody) & {
        rule_id for one in found.open for rule_id in one.question.triggers
    }
    if not {one.rule_id for one in person.clearances} & everyone:
        for rule_id in everyone:
            for limit in CATALOG.contraindications[rule_id].limits:
                for region in limit.regions:
                    cap = found.cap_at(region)
                    assert height(cap) <= height(limit.pressure_cap)


def test_rules_for_everyone_do_not_move_proceed():
    """Rules for everyone do not move `proceed`."""
    found = screen(
        no_to_rest(
            Intake(complaints=[Complaint("poor-sleep", stage="chronic")], age_years=40),
            catalog=CATALOG,
        ),
        catalog=CATALOG,
    )

    assert found.general
    assert (Decision.PROCEED, ()) == (found.decision, found.fired)


@given(anyone, days)
def test_nothing_more_is_asked_once_it_is_urgent(person, on):
    """`questions_for` is empty once emergency or refer-urgently has fired, and only then silent."""
    found = looked(person, on)
    urgent = any(one.action in (Action.EMERGENCY, Action.REFER_URGENTLY) for one in found.fired)
    event(f"urgent: {urgent}")
    expected = () if urgent else found.open

    assert expected == questions_for(person, on, catalog=CATALOG)


# --- the same as the slow reference ---------------------------------------------------------------


def compared(person: Intake, on) -> str:
    """Compare everything with the slow reference; give what came out."""
    try:
        expected = naive_screen(person, on, CATALOG)
    except SaidTwiceError:
        with pytest.raises(ContradictionError):
            screen(person, on, catalog=CATALOG)
        return "said twice"
    found = screen(person, on, catalog=CATALOG)

    assert expected.decision == found.decision
    assert expected.fired == fired(found)
    assert expected.open == asked(found)
    assert expected.unexplained == {one.id for one in found.unexplained}
    assert expected.conflicts == {one.question_id for one in found.conflicts}
    assert expected.uncounted == {
        one.rule_id
        for one in found.uncounted_clearances
        if not any(fire.clearance for fire in found.fired if fire.rule_id == one.rule_id)
    }
    assert expected.ruled_out == {one.rule_id for one in found.ruled_out}
    for (region, side), here in everywhere(found).items():
        assert (region, side, expected.at(region, side)) == (region, side, here)
    return found.decision.value


@given(st.one_of(people, lifted), days)
def test_screening_is_what_the_plain_reading_of_the_rules_gives(person, on):
    """Screening gives what a plain reading of the rules gives, at every region and side."""
    event(compared(person, on))


@given(wild, days)
def test_screening_of_any_answers_is_what_the_plain_reading_gives(person, on):
    """So it does for any answers to any questions, and it refuses what that refuses."""
    event(compared(person, on))


@pytest.mark.parametrize(
    "rule_id",
    [one.id for one in CATALOG.contraindications.values() if one.clearance.lifted_by],
)
def test_each_clearance_is_what_the_plain_reading_gives(rule_id):
    """Each rule that can be lifted is lifted within the limits that remain, and only then."""
    rule = CATALOG.contraindications[rule_id]
    for regions_given in ([], [Region.KNEE], [Region.CHEST]):
        person = no_to_rest(
            Intake(
                complaints=[Complaint("other", regions=["shoulder"], side="left")],
                present=[Finding(rule_id, regions=regions_given, side="right")]
                if rule_id in asked_rules(CATALOG)
                else [],
                age_years=40,
            ),
            catalog=CATALOG,
        )
        letter = Clearance(rule_id, by=rule.clearance.lifted_by[0], reason="a reason")
        compared(evolve(person, clearances=[letter]), None)


# --- order and repetition -------------------------------------------------------------------------


@given(anyone, days, st.randoms(use_true_random=False))
def test_the_order_of_findings_is_irrelevant(person, on, shuffler: random.Random):
    """The order of findings is irrelevant, and so is that of every answer."""

    def shuffled(values):
        values = list(values)
        shuffler.shuffle(values)
        return values

    other = evolve(
        person,
        present=[evolve(one, regions=shuffled(one.regions)) for one in shuffled(person.present)],
        absent=shuffled((*person.absent, *person.absent[:2])),
        unknown=shuffled(person.unknown),
        allergies=shuffled(person.allergies),
        clearances=shuffled(person.clearances),
        assumed=shuffled(person.assumed),
    )

    assert person == other
    assert looked(person, on) == looked(other, on)


@given(anyone, days)
def test_the_order_of_complaints_changes_no_safety(person, on):
    """The order of complaints says what matters most; it changes nothing that safety decides."""
    event(f"{len(person.complaints)} complaints")
    other = evolve(person, complaints=person.complaints[::-1])
    old, new = looked(person, on), looked(other, on)

    assert old.decision == new.decision
    assert old.fired == new.fired
    assert old.ruled_out == new.ruled_out
    assert set(old.restrictions) == set(new.restrictions)
    assert asked(old) == asked(new)
    assert (old.unexplained, old.conflicts) == (new.unexplained, new.conflicts)


LETTERS = [
    Clearance("anticoagulant-therapy"),
    *(
        Clearance("anticoagulant-therapy", limits=[Limit(regions=["thigh"], pressure_cap=cap)])
        for cap in PressureCap
    ),
]


@pytest.mark.parametrize("one", range(len(LETTERS)))
@pytest.mark.parametrize("other", range(len(LETTERS)))
def test_of_two_letters_for_one_rule_the_stricter_wins(one, other):
    """Two clearances of one rule give the same result in either order, and the stricter wins."""
    bare = Intake(complaints=["lower-back-pain"], present=["anticoagulant-therapy"])

    def cap(letters):
        return screen(evolve(bare, clearances=letters), catalog=CATALOG).cap_at("thigh")

    alone = [cap([LETTERS[one]]), cap([LETTERS[other]])]

    assert min(map(height, alone)) == height(cap([LETTERS[one], LETTERS[other]]))


@given(anyone, days)
def test_the_same_intake_always_gives_the_same_screening(person, on):
    """A screening depends on the intake, the date and the catalog, and on nothing before it."""
    fresh = Catalog(
        version=CATALOG.version,
        digest=CATALOG.digest,
        load=lambda kind: dict(getattr(CATALOG, kind)),
    )

    assert looked(person, on) == looked(person, on)
    assert looked(person, on) == looked(person, on, fresh)


PROGRAM = """
    import datetime, hashlib, locale, random, time, os

    def refused(*args, **kwargs):
        raise AssertionError("the clock, the locale, the environment or chance was read")

    real = datetime.date
    from medmassage.catalog import default_catalog
    from medmassage.model.intake import Clearance, Complaint, Finding, Intake
    from medmassage.screening import no_to_rest, questions_for, screen
    from medmassage.serialization import dumps

    catalog = default_catalog()
    for name in ("time", "localtime", "time_ns"):
        setattr(time, name, refused)
    for name in ("random", "choice", "shuffle", "randint"):
        setattr(random, name, refused)
    locale.getlocale = refused
    os.getenv = refused
    made = hashlib.sha256()
    ids = sorted(catalog.questions)
    for number, condition in enumerate(sorted(catalog.conditions)):
        yes = [Finding(ids[(number * 7 + step * 31) % len(ids)]) for step in range(3)]
        person = Intake(
            complaints=[Complaint(condition, stage="acute")],
            present=yes,
            clearances=[Clearance("anticoagulant-therapy", expires=real(2030, 1, 1))],
        )
        for one in (person, no_to_rest(person)):
            made.update(dumps(screen(one)).encode())
            made.update(dumps(screen(one, real(2029, 1, 1))).encode())
            made.update(repr([q.question.id for q in questions_for(one)]).encode())
    print(made.hexdigest())
"""


def test_no_clock_locale_environment_or_randomness_changes_a_result(tmp_path):
    """No clock, locale, environment or randomness changes a result."""
    program = tmp_path / "program.py"
    program.write_text(textwrap.dedent(PROGRAM), encoding="utf-8")
    package = Path(medmassage.__file__).parent.parent
    told = set()
    for seed, zone, language in (
        ("0", "UTC", "C"),
        ("1", "Pacific/Kiritimati", "tr_TR.UTF-8"),
        ("4711", "America/Anchorage", "de_DE.UTF-8"),
    ):
        done = subprocess.run(
            [sys.executable, str(program)],
            env={
                "PATH": os.environ.get("PATH", ""),
                "PYTHONPATH": os.pathsep.join([str(package), *sys.path]),
                "PYTHONHASHSEED": seed,
                "TZ": zone,
                "LC_ALL": language,
                "LANG": language,
            },
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (0, "") == (done.returncode, done.stderr)
        told.add(done.stdout)

    assert 1 == len(told)


# --- that the laws are put to work ----------------------------------------------------------------


def drawn(strategy, many: int = 300) -> list:
    """Draw examples, the same ones each time."""
    found = []

    @settings(
        max_examples=many,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
    )
    @given(strategy)
    def collect(one):
        found.append(one)

    collect()
    return found


def test_the_people_drawn_are_mostly_fit_for_some_session():
    """At least a third end below obtain-clearance, and nearly every decision comes up."""
    seen = Counter(
        screen(one, catalog=CATALOG).decision for one in drawn(st.one_of(people, settled))
    )
    milder = sum(many for one, many in seen.items() if one.rank < Decision.OBTAIN_CLEARANCE.rank)
    with_answer = seen[Decision.PROCEED] + seen[Decision.PROCEED_WITH_PRECAUTIONS]

    assert milder >= sum(seen.values()) / 3
    assert with_answer >= sum(seen.values()) / 4
    assert len(seen) >= 6


def test_the_people_drawn_bring_up_what_the_laws_speak_of():
    """Conflicts, clearances, unexplained answers, caps on one side: all come up often enough."""
    seen: Counter[str] = Counter()
    people_drawn = drawn(st.one_of(people, lifted))
    for person in people_drawn:
        found = screen(person, TODAY, catalog=CATALOG)
        seen["conflict"] += bool(found.conflicts)
        seen["unexplained"] += bool(found.unexplained)
        seen["cleared"] += any(one.clearance is not None for one in found.fired)
        seen["a letter with limits"] += any(
            one.clearance is not None and one.clearance.limits for one in found.fired
        )
        seen["uncounted"] += bool(found.uncounted_clearances)
        seen["where"] += any(one.asks is Asks.WHERE for one in found.open)
        seen["unknown"] += bool(person.unknown)
        seen["one side"] += any(
            limits_at(found, region, Side.LEFT) != limits_at(found, region, Side.RIGHT)
            for region in Region
        )
        seen["nested"] += any(
            height(found.cap_at(inner)) < height(found.cap_at(region))
            for region in (Region.LOWER_BACK, Region.SHOULDER, Region.KNEE, Region.LOWER_LEG)
            for inner in region.contents
        )
    rare = {name: many for name, many in seen.items() if many < len(people_drawn) / 20}

    assert {} == rare


def test_the_changes_drawn_change_something():
    """Half of the yes answers fire a new rule, a quarter tighten a place, silence opens."""
    fires = tightens = opens = 0
    changes = drawn(no_and_yes(people), 200)
    for before, after, _ in changes:
        old, new = (screen(one, catalog=CATALOG) for one in (before, after))
        fires += fired(old) < fired(new)
        tightens += everywhere(old, (Side.LEFT, Side.RIGHT)) != everywhere(
            new, (Side.LEFT, Side.RIGHT)
        )
    silences = drawn(no_and_silence(settled), 100)
    for before, after, _ in silences:
        old, new = (screen(one, catalog=CATALOG) for one in (before, after))
        opens += old.decision.rank < new.decision.rank

    assert fires >= len(changes) / 2
    assert tightens >= len(changes) / 4
    assert opens >= len(silences) / 3


@pytest.mark.parametrize("id", all_questions(CATALOG))
def test_every_yes_has_an_effect(id):
    """No question is asked in vain: a yes fires a rule, opens narrower ones or is printed."""
    found = screen(Intake(complaints=["other"], present=[id]), catalog=CATALOG)
    below = [one for one in QUESTIONS.values() if one.under in implied(CATALOG, id)]

    assert fired(found) or below or found.unexplained
    assert found.decision is not Decision.PROCEED
