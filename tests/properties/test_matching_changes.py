"""
The laws of what would change a rejection: each change that is named is made, and matched again.

Each docstring is the law; `patients` draws the people.
"""

import re
from collections import Counter

from attrs import evolve
from hypothesis import assume, event, example, given, strategies as st

from looking import CATALOG
from medmassage.matching import match_techniques
from medmassage.model.intake import Clearance, Finding, Intake
from medmassage.model.matching import MatchReport, TechniqueMatch
from medmassage.vocabulary import ChangeKind, Region, Side
from patients import (
    ANKLE,
    BACK,
    LIFTABLE,
    NECK,
    SPRAIN,
    STOPPING,
    changed,
    drawn,
    key,
    matched,
    offers,
    patient,
    someone,
    sore,
    stiff_necks,
)
from strategies import days


@given(st.one_of(patient, sore(of=LIFTABLE)), days)
def test_a_clearance_that_is_named_allows_the_technique(person, on):
    """
    Where every rule that blocks can be lifted and a clearance is named, all of them allow it.

    That is, where they count: one that leaves limits at the place of a finding waits for it.
    """
    report = matched(person, on)
    assume(not report.screening.stops_treatment)
    told, opened = cleared(person, on, report)
    event(f"tried: {bool(told)}")

    assert told <= opened


@example(someone(ANKLE, "unexplained-severe-pain"), None)
@given(sore(also=STOPPING), days)
def test_a_clearance_for_a_whole_session_allows_the_technique(person, on):
    """So do the clearances that are named where treatment is stopped."""
    report = matched(person, on)
    assume(report.screening.stops_treatment)
    told, opened = cleared(person, on, report)
    event(f"tried: {bool(told)}")

    assert told <= opened


def cleared(person: Intake, on, report: MatchReport) -> tuple[set, set]:
    """Give what clearances should open, as its changes say, and what they do open."""
    fired = {one.rule_id: one for one in report.screening.fired}
    told: dict[tuple[str, ...], set] = {}
    for match, _ in changed(report, ChangeKind.CLEARANCE):
        rules = [fired[id] for id in match.blocked_by if id in fired]
        if all(one.can_be_lifted and not one.clearances for one in rules):
            told.setdefault(match.blocked_by, set()).add(key(match))
    opened = set()
    for blocked_by, keys in told.items():
        letters = [full_clearance(id) for id in blocked_by if id in fired]
        after = matched(evolve(person, clearances=[*person.clearances, *letters]), on)
        waiting = {one.rule_id for one in after.screening.uncounted_clearances}
        opened |= keys if waiting & set(blocked_by) else keys & set(map(key, after.accepted))
    return {one for keys in told.values() for one in keys}, opened


@example(someone(BACK, "multiple-sclerosis"), None)
@example(someone(BACK, "multiple-sclerosis", clearances=["multiple-sclerosis"]), None)
@example(someone(BACK, Finding("multiple-sclerosis", regions=["hand"], side="left")), None)
@example(someone(BACK, "recent-major-surgery"), None)
@given(st.one_of(patient, sore(of=LIFTABLE)), days)
def test_a_clearance_that_waits_for_a_place_says_so(person, on):
    """A clearance is offered with the place to be given first exactly where it would not count."""
    report = matched(person, on)
    offered = {
        (change.rule_id, change.text)
        for match in report.rejected
        for change in match.would_change
        if change.kind is ChangeKind.CLEARANCE
    }
    event(f"offered: {bool(offered)}")

    for rule_id, text in offered:
        given_ = evolve(person, clearances=[*person.clearances, full_clearance(rule_id)])
        waiting = matched(given_, on).screening.uncounted_clearances
        waits = any(
            one.rule_id == rule_id and "place that was not" in one.reason for one in waiting
        )
        said = "A clearance counts only once it is known where this is: ask that first."
        assert waits == text.endswith(said)


def full_clearance(rule_id: str) -> Clearance:
    """A clearance by somebody who may give it, without limits of its own."""
    by = CATALOG.contraindications[rule_id].clearance.lifted_by[0]
    return Clearance(rule_id, by=by, reason="a reason")


def open_to(person: Intake, on) -> set[tuple[str, str]]:
    """What is accepted for a person."""
    return {key(one) for one in matched(person, on).accepted}


def at(person: Intake, match: TechniqueMatch, **place) -> Intake:
    """The same person with the complaint of a match somewhere else."""
    return evolve(
        person,
        complaints=[
            evolve(one, **place) if one.condition_id == match.condition_id else one
            for one in person.complaints
        ],
    )


@given(sore(sides=(None,)), days)
def test_a_side_that_is_asked_for_allows_the_technique(person, on):
    """Where an answer about the side of the complaint is named, that side allows the technique."""
    tried = 0
    for match, text in changed(matched(person, on), ChangeKind.ANSWER):
        for side in re.findall(r"^Ask .* complaint is: on the (left|right) it could", text):
            tried += 1

            assert key(match) in open_to(at(person, match, side=side), on)
    event(f"tried: {bool(tried)}")


@example(someone(ANKLE, Finding("vte-history-or-treated", regions=["ankle"])), None)
@given(patient, days)
def test_a_side_of_a_finding_that_is_asked_for_allows_the_technique(person, on):
    """Where an answer about the side of a finding is named, one side allows the technique."""
    tried = 0
    report = matched(person, on)
    fired = {one.rule_id: one for one in report.screening.fired}
    for match in report.rejected:
        for change in match.would_change:
            if not change.text.startswith("Ask on which side this is"):
                continue
            places_told = {parts(one.regions) for one in fired[change.rule_id].findings}
            tried += 1

            assert any(
                key(match) in open_to(sided(person, places_told, side), on)
                for side in (Side.LEFT, Side.RIGHT)
            )
    event(f"tried: {bool(tried)}")


def parts(regions: tuple[Region, ...]) -> frozenset[Region]:
    """Regions, and what groups stand for."""
    return frozenset(part for region in regions for part in region.members)


def sided(person: Intake, places_told: set[frozenset[Region]], side: Side) -> Intake:
    """The same person, with the side of the findings at some places, or else of the complaints."""
    present = [
        evolve(one, side=side) if one.side is None and parts(one.regions) in places_told else one
        for one in person.present
    ]
    if list(person.present) != present:
        return evolve(person, present=present)
    return evolve(
        person,
        complaints=[
            evolve(one, side=side) if one.side is None else one for one in person.complaints
        ],
    )


@example(someone(SPRAIN), None)
@given(patient, days)
def test_another_place_that_is_named_allows_the_technique(person, on):
    """Where another side or region is named, the same complaint there allows the technique."""
    tried = 0
    for match, text in changed(matched(person, on), ChangeKind.OTHER_PLACE):
        for name in text.removesuffix(".").partition(": ")[2].split(", "):
            side, _, rest = name.partition(" ")
            region = Region((rest if side in ("left", "right") else name).replace(" ", "-"))
            place = {"side": side} if side in ("left", "right") else {"regions": [region]}
            there = matched(at(person, match, **place), on)
            open_at = {(key(one), spot.region) for one in there.accepted for spot in one.places}
            tried += 1

            assert (key(match), region) in open_at
    event(f"tried: {bool(tried)}")


@example(someone(NECK), None, ["deep-tissue-massage"])
@given(st.one_of(patient, stiff_necks), days, st.one_of(st.just([]), offers))
def test_lighter_techniques_that_are_named_are_accepted(person, on, offered):
    """What is named for lighter work is accepted for that complaint."""
    report = matched(person, on, offered)
    tried = 0
    for match, text in changed(report, ChangeKind.LIGHTER_PRESSURE):
        names = text.removesuffix(".").partition("more lightly: ")[2].split(", ")
        accepted = [
            one.technique_name for one in report.accepted if one.condition_id == match.condition_id
        ]
        tried += 1

        assert set(names) <= set(accepted)
    event(f"tried: {bool(tried)}")


@given(patient, days, st.one_of(st.just([]), offers))
def test_the_smallest_change_stands_first(person, on, offered):
    """Changes stand in the order of their kinds, unless treatment is stopped."""
    report = matched(person, on, offered)
    assume(not report.screening.stops_treatment)
    for match in report.rejected:
        kinds = [one.kind for one in match.would_change]

        assert sorted(kinds, key=lambda one: one.rank) == kinds


@given(patient, days)
def test_what_is_accepted_needs_no_change(person, on):
    """What would change it is said of rejected techniques alone."""
    assert [] == [one for one in matched(person, on).accepted if one.would_change]


def test_the_people_drawn_need_every_sort_of_change():
    """Every sort of change comes up often enough among the people drawn."""
    seen: Counter[str] = Counter()
    people_drawn = drawn(patient)
    for person in people_drawn:
        report = match_techniques(person, catalog=CATALOG)
        if report.screening.stops_treatment:
            continue
        for kind in ChangeKind:
            seen[kind] += bool(changed(report, kind))
        asked = [text for _, text in changed(report, ChangeKind.ANSWER)]
        seen["the side of the complaint"] += any("complaint is: on the" in one for one in asked)
        seen["the side of a finding"] += any("which side this is" in one for one in asked)
    rare = {name for name, many in seen.items() if many < len(people_drawn) / 100}

    assert {ChangeKind.OFFER} == rare
