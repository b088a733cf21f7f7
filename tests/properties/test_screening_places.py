"""The laws of places and clearances: what binds where, and what a letter changes."""

import pytest
from attrs import evolve
from hypothesis import event, given, strategies as st

from looking import (
    CATALOG,
    QUESTIONS,
    URGENT,
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
)
from medmassage.model.intake import Clearance, Complaint, Finding, Intake
from medmassage.model.safety import Limit
from medmassage.screening import no_to_rest, screen
from medmassage.vocabulary import (
    Action,
    Decision,
    PressureCap,
    Region,
    Side,
)
from naive import EVERYWHERE
from strategies import (
    TODAY,
    asked_rules,
    days,
    implied,
    places,
    regions,
    sides,
    sternness,
)

# --- places ---------------------------------------------------------------------------------------


NEEDS_PLACE = [
    (rule.id, question.id)
    for rule in CATALOG.contraindications.values()
    for question in QUESTIONS.values()
    if rule.needs_place and rule.id in question.triggers and sternness(CATALOG, question.id) == 0
]


@pytest.mark.parametrize("pair", NEEDS_PLACE, ids=" by ".join)
def test_a_finding_without_its_place_is_asked_and_nothing_is_withheld_for_it(pair):
    """A finding whose place matters and is not given is asked, and binds nowhere until then."""
    rule_id, question_id = pair
    here = Complaint("other", regions=["hand"], side="left")
    person = no_to_rest(
        Intake(complaints=[here], present=[question_id], age_years=40), catalog=CATALOG
    )
    found = screen(person, catalog=CATALOG)
    own = {
        region for limit in CATALOG.contraindications[rule_id].limits for region in limit.regions
    }

    assert (question_id, "where") in asked(found)
    assert Decision.INCOMPLETE == found.decision
    assert own == {
        region for one in found.restrictions if one.rule_id == rule_id for region in one.regions
    }
    assert any(one.rule_id == rule_id and not one.regions for one in found.restrictions)

    told = screen(
        person.with_answers({question_id: Finding(question_id, regions=["knee"], side="right")}),
        catalog=CATALOG,
    )

    assert (question_id, "where") not in asked(told)
    assert Decision.PROCEED_WITH_PRECAUTIONS == told.decision
    assert any(
        one.covers("knee", "right") and not one.covers("knee", "left")
        for one in told.restrictions
        if one.rule_id == rule_id
    )


PLACED_AND_BARE = [
    (placed, bare)
    for rule_id, placed in NEEDS_PLACE
    for other_rule_id, bare in NEEDS_PLACE
    if rule_id == other_rule_id and placed not in implied(CATALOG, bare)
] + [("tumor-site", "any-new-lump")]


@pytest.mark.parametrize("pair", PLACED_AND_BARE, ids=" and ".join)
def test_only_a_finding_without_its_place_is_asked_where(pair):
    """Where two answers bring a rule and one has its place, the place of the other is asked."""
    placed, bare = pair
    found = screen(
        Intake(complaints=["other"], present=[Finding(placed, regions=["knee"]), bare]),
        catalog=CATALOG,
    )

    assert {(bare, "where")} == {one for one in asked(found) if one[0] in pair}


@given(st.sampled_from(NEEDS_PLACE), st.lists(regions, min_size=2, max_size=3, unique=True))
def test_each_place_that_is_reported_counts(pair, where):
    """A rule limits every place where the person reported it, on each side reported."""
    rule_id, question_id = pair
    reports = [
        Finding(question_id, regions=[region], side=side)
        for region, side in zip(where, (Side.LEFT, Side.RIGHT, Side.LEFT), strict=False)
    ]
    found = screen(Intake(complaints=["other"], present=reports), catalog=CATALOG)
    binding = [one for one in found.restrictions if one.rule_id == rule_id]

    for report in reports:
        for region in report.regions[0].members:
            assert any(one.covers(region, report.side) for one in binding)
    for report in reports:
        alone = screen(Intake(complaints=["other"], present=[report]), catalog=CATALOG)
        assert [] == loosened(alone, found)


@given(st.sampled_from(NEEDS_PLACE), regions)
def test_a_finding_without_a_side_covers_both(pair, region):
    """A finding without a side covers both sides; one with a side covers that one."""
    _, question_id = pair

    def at(side):
        return screen(
            Intake(
                complaints=["other"], present=[Finding(question_id, regions=[region], side=side)]
            ),
            catalog=CATALOG,
        )

    both, left, right = at(None), at("left"), at("right")
    for (place, side), here in everywhere(both).items():
        one, other = limits_at(left, place, side), limits_at(right, place, side)
        assert here.technique_ids == one.technique_ids | other.technique_ids
        assert height(here.cap) == min(height(one.cap), height(other.cap))


@given(anyone, days)
def test_a_place_without_a_side_is_both_its_sides(person, on):
    """A complaint whose side is not known is covered by a finding on either side."""
    found = looked(person, on)
    for region in Region:
        either = limits_at(found, region, None)
        left, right = (limits_at(found, region, side) for side in (Side.LEFT, Side.RIGHT))

        assert height(either.cap) == min(height(left.cap), height(right.cap))
        assert either.technique_ids == left.technique_ids | right.technique_ids
        assert either.positions == left.positions | right.positions


@given(anyone, days)
def test_what_is_said_of_a_region_holds_for_all_that_lies_in_it(person, on):
    """What binds at a region binds at everything that lies in it."""
    found = looked(person, on)
    for region in Region:
        for inner in region.contents:
            for side in EVERYWHERE:
                outside, inside = limits_at(found, region, side), limits_at(found, inner, side)

                assert height(inside.cap) <= height(outside.cap)
                assert outside.technique_ids <= inside.technique_ids
                assert outside.positions <= inside.positions


GROUPS = [region for region in Region if region.is_group and region is not Region.WHOLE_BODY]


@given(st.sampled_from(NEEDS_PLACE), st.sampled_from(GROUPS), sides)
def test_a_group_of_regions_stands_for_its_members(pair, group, side):
    """Groups are expanded first: what is said of the leg is said of each part of the leg."""
    _, question_id = pair

    def at(where):
        return screen(
            Intake(
                complaints=[Complaint("other", regions=where, side=side)],
                present=[Finding(question_id, regions=where, side=side)],
            ),
            catalog=CATALOG,
        )

    whole, parts = at([group]), at(group.members)

    assert set(whole.restrictions) == set(parts.restrictions)
    assert (whole.decision, whole.open) == (parts.decision, parts.open)


@given(st.sampled_from(condition_ids), places(most=3), st.booleans())
def test_naming_a_region_only_adds_questions(condition_id, where, sided):
    """Naming a region asks the questions of its pain complaint too, and drops none."""
    side = Side.LEFT if sided else None
    before = screen(Intake(complaints=[Complaint(condition_id, side=side)]), catalog=CATALOG)
    after = screen(
        Intake(complaints=[Complaint(condition_id, side=side, regions=where)]), catalog=CATALOG
    )
    pains = {
        CATALOG.body_regions[part].pain_complaint_id for region in where for part in region.members
    } - {None}
    event(f"{len(pains)} pain complaints")

    assert {one for one in asked(before) if one[1] == "answer"} <= asked(after)
    for question in QUESTIONS.values():
        if (
            pains & set(question.concerns)
            and question.under is None
            and question.id not in CATALOG.conditions[condition_id].answers_yes
        ):
            assert (question.id, "answer") in asked(after)


# --- clearances -----------------------------------------------------------------------------------


@given(lifted)
def test_a_dated_clearance_counts_only_when_a_date_is_given_and_not_past(person):
    """A dated clearance counts only when `on` is given and not past."""
    for on in (None, TODAY.replace(day=13), TODAY, TODAY.replace(day=20)):
        found = looked(person, on)
        for one in found.fired:
            for letter in one.clearances:
                if letter.expires is not None:
                    event("a dated clearance counted")
                    assert on is not None
                    assert on <= letter.expires
        for one in found.uncounted_clearances:
            assert one.reason


@given(lifted, days)
def test_a_clearance_lifts_only_what_can_be_lifted_by_whom_it_can_be_lifted(person, on):
    """Emergency and urgent actions are never lifted, nor is any rule by the wrong party."""
    person = evolve(
        person,
        clearances=[
            *person.clearances,
            *(
                Clearance(rule_id, by=by, reason="a reason")
                for rule_id in sorted(fired(looked(person, on)))
                for by in ("prescriber", "therapist")
                if rule_id not in {one.rule_id for one in person.clearances}
            ),
        ],
    )
    found = looked(person, on)
    for one in found.fired:
        if one.rule_id in CATALOG.red_flags:
            assert one.clearance is None
            continue
        rule = CATALOG.contraindications[one.rule_id]
        for letter in one.clearances:
            event("a clearance counted")
            assert rule.action not in (Action.EMERGENCY, Action.REFER_URGENTLY)
            assert letter.by in rule.clearance.lifted_by
    if any(one.action in (Action.EMERGENCY, Action.REFER_URGENTLY) for one in found.fired):
        assert found.decision in URGENT


@given(lifted, days)
def test_a_clearance_frees_nothing_but_its_own_rule(person, on):
    """A clearance changes what its own rule limits, and never which rules fired."""
    bare = looked(evolve(person, clearances=[]), on)
    found = looked(person, on)
    cleared = {one.rule_id for one in (*found.fired, *found.general) if one.clearance is not None}
    event(f"{len(cleared)} cleared")

    assert fired(bare) == fired(found)
    assert {one for one in bare.restrictions if one.rule_id not in cleared} == {
        one for one in found.restrictions if one.rule_id not in cleared
    }
    assert {one for one in asked(bare) if one[1] != "where"} == {
        one for one in asked(found) if one[1] != "where"
    }
    assert found.decision.rank <= max(bare.decision.rank, Decision.INCOMPLETE.rank)


LIMITS_A_REPORTED_PLACE_STILL = [
    one.id
    for one in CATALOG.contraindications.values()
    if one.clearance.lifted_by and any(limit.reported for limit in one.clearance.remaining)
]


@pytest.mark.parametrize("rule_id", LIMITS_A_REPORTED_PLACE_STILL)
def test_a_clearance_that_leaves_the_place_limited_waits_for_the_place(rule_id):
    """A clearance that still limits the place of the finding counts once the place is known."""
    letter = Clearance(rule_id, by=CATALOG.contraindications[rule_id].clearance.lifted_by[0])
    bare = Intake(complaints=["other"], present=[rule_id])
    before = screen(bare, catalog=CATALOG)
    without_place = screen(evolve(bare, clearances=[letter]), catalog=CATALOG)
    placed = evolve(bare, present=[Finding(rule_id, regions=["thigh"], side="left")])
    with_place = screen(evolve(placed, clearances=[letter]), catalog=CATALOG)

    assert (rule_id, "where") in asked(without_place)
    assert {rule_id} == {one.rule_id for one in without_place.uncounted_clearances}
    assert set(before.restrictions) == set(without_place.restrictions)
    assert () == with_place.uncounted_clearances
    assert [True] == [
        one.clearance is not None for one in with_place.fired if one.rule_id == rule_id
    ]
    assert (rule_id, "where") not in asked(with_place)


@given(lifted, days)
def test_the_stricter_of_rule_and_letter_wins(person, on):
    """What a letter still forbids comes on top of what the rule leaves in force."""
    stripped = evolve(person, clearances=[evolve(one, limits=[]) for one in person.clearances])
    plain, found = looked(stripped, on), looked(person, on)
    event(f"a letter with limits: {stripped != person}")

    assert [] == loosened(plain, found)
    assert plain.decision.rank <= found.decision.rank
    for one in found.fired:
        if one.clearance is None:
            continue
        kept = CATALOG.contraindications[one.rule_id].clearance.remaining
        letters = [limit for letter in one.clearances for limit in letter.limits]
        for limit in (*kept, *letters):
            places_given = [(region, None) for region in limit.regions] or [
                (region, finding.side) for finding in one.findings for region in finding.regions
            ]
            for place in places_given:
                here = limits_at(found, *place)

                assert height(here.cap) <= height(limit.pressure_cap)
                assert set(limit.technique_ids) <= here.technique_ids
                assert set(limit.positions_avoid) <= here.positions


@pytest.mark.parametrize(
    "rule_id",
    [one.id for one in CATALOG.contraindications.values() if one.clearance.lifted_by],
)
def test_what_remains_after_a_clearance_was_in_force_before(rule_id):
    """A clearance leaves part of a rule in force; it forbids nothing that the rule did not."""
    rule = CATALOG.contraindications[rule_id]

    def person(letters):
        return Intake(
            complaints=["other"],
            present=[Finding(rule_id, regions=["calf"], side="left")]
            if rule_id in asked_rules(CATALOG)
            else [],
            clearances=letters,
        )

    letter = Clearance(rule_id, by=rule.clearance.lifted_by[0], reason="a reason")
    before, after = (screen(person(one), catalog=CATALOG) for one in ([], [letter]))

    new_limits = []
    for place, old in everywhere(before, (None,)).items():
        new = limits_at(after, *place)
        if old.cap is not PressureCap.NO_PRESSURE and (
            height(new.cap) < height(old.cap)
            or new.technique_ids - old.technique_ids
            or new.positions - old.positions
        ):
            new_limits.append(f"{place[0]}: {old.cap} before, {new.cap} after")

    assert [] == new_limits


@pytest.mark.parametrize(
    "rule",
    [
        one
        for one in CATALOG.contraindications.values()
        if one.applies_to == "everyone" and one.clearance.lifted_by and one.limits
    ],
    ids=lambda rule: rule.id,
)
def test_a_letter_about_a_rule_for_everyone_is_not_overlooked(rule):
    """A clearance of a rule that holds for everyone counts, or is listed as one that does not."""
    region = rule.limits[0].regions[0]
    letter = Clearance(
        rule.id,
        by=rule.clearance.lifted_by[0],
        reason="a reason",
        limits=[Limit(regions=[region], pressure_cap="no-pressure")],
    )
    found = screen(Intake(complaints=["other"], clearances=[letter]), catalog=CATALOG)
    listed = {one.rule_id for one in found.uncounted_clearances}

    assert found.cap_at(region) is PressureCap.NO_PRESSURE or rule.id in listed
