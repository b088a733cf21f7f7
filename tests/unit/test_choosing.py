"""Which techniques and places join for a complaint: the choice among those that match."""

import pytest

from medmassage.catalog import default_catalog
from medmassage.healing import is_healing
from medmassage.model.intake import Complaint, Finding
from medmassage.vocabulary import DoseQuantity, Pressure, Region, SessionPart
from visits import chronic, later, plan

CATALOG = default_catalog()


def used(session):
    """The techniques of a visit."""
    return {one.technique_id for one in session.steps}


def specific(session):
    """The techniques of its specific work, in order."""
    return [one.technique_id for one in session.steps if one.part is SessionPart.SPECIFIC]


def general(session):
    """The regions of its general work, by side."""
    return {one.side.value: one.regions for one in session.steps if one.part is SessionPart.MAIN}


class TestSmallParts:
    """One or two small parts of the body do not fill an hour."""

    @pytest.mark.parametrize(
        "regions, minutes",
        [
            (["elbow"], 45),
            (["elbow", "forearm"], 45),
            (["elbow", "forearm", "hand"], 60),
            (["elbow", "shoulder"], 60),
        ],
    )
    def test_length_of_a_visit(self, regions, minutes):
        """Three small parts do, and so does one that is not small."""
        (found,) = (
            one.planned
            for one in plan(chronic("elbow-pain", *regions)).dose
            if one.quantity is DoseQuantity.MINUTES
        )

        assert minutes == found


class TestFewTechniques:
    """Two specific techniques in all, and none of a complaint that has no other work is dropped."""

    def test_what_two_complaints_share_is_one_technique(self):
        """Stress and a stiff knee share myofascial release, so there is room for a second."""
        knee = chronic("joint-pain", "knee", side="left")
        session = later(chronic("anxiety-and-stress"), knee)

        assert ["myofascial-release"] == specific(later(knee))[:1]
        assert "myofascial-release" in specific(session)
        assert 2 == len(set(specific(session)))

    def test_what_is_all_that_is_done_stays(self):
        """A swelling is only drained: that is not left out for two other techniques."""
        session = later(
            chronic("hip-pain"),
            chronic("muscle-tightness", "calf"),
            chronic("leg-swelling", "lower-leg"),
        )

        assert {"swedish-massage", "manual-lymphatic-drainage"} < used(session)
        assert 2 == len(set(specific(session)))

    def test_nobody_gets_more_for_want_of_gentle_strokes(self):
        """Where nothing on offer opens a visit, each of two complaints has one technique."""
        offered = [
            "instrument-assisted-soft-tissue-mobilization",
            "neuromuscular-therapy",
            "passive-resistive-stretching",
            "sports-massage",
        ]
        hand, neck = chronic("hand-pain", "hand"), chronic("neck-pain", "shoulder")

        assert 2 == len(used(later(hand, technique_ids=offered)))
        assert 2 == len(used(later(hand, neck, technique_ids=offered)))


class TestWhichTechnique:
    """What comes first of those that match as well."""

    def test_what_was_reported_is_eased_first(self):
        """Trigger point therapy acts on referred pain, which somebody told of."""
        usual = chronic("poor-sleep", "neck")
        told = chronic("poor-sleep", "neck", impairment_ids=["referred-pain"])

        assert ["myofascial-release", "trigger-point-therapy"] == specific(later(usual))
        assert ["trigger-point-therapy", "myofascial-release"] == specific(later(told))

    def test_what_acts_on_more_comes_next(self):
        """Trigger point therapy acts on more of what a sore hip has than myofascial release."""
        acting = {
            one.technique_id: len(one.impairment_ids)
            for one in plan(chronic("hip-pain", "hip")).techniques
        }

        assert acting["trigger-point-therapy"] > acting["myofascial-release"]
        assert ["trigger-point-therapy"] == specific(later(chronic("hip-pain", "hip")))

    def test_what_is_lighter_comes_next(self):
        """Positional release and neuromuscular therapy match alike; one is light."""
        session = later(chronic("arthritis", "hand"))

        assert "positional-release" in specific(session)
        assert "neuromuscular-therapy" not in specific(session)

    def test_a_second_one_does_something_else(self):
        """Friction would act on what the first acts on already; drainage acts on the swelling."""
        first, second = specific(later(chronic("gout")))
        acting = {one.technique_id: one.impairment_ids for one in plan(chronic("gout")).techniques}

        assert not set(acting[second]) <= set(acting[first])

    def test_what_only_opens_is_no_specific_work(self):
        """Compression opens a visit as the gentle strokes do, and adds nothing to them."""
        fresh = Complaint("constipation", stage="acute")

        assert "compression-massage" in {one.technique_id for one in plan(fresh).techniques}
        assert "compression-massage" not in used(plan(fresh).sessions[0])

    def test_what_is_firm_at_its_lightest_needs_a_finding(self):
        """Deep tissue massage fits a tense calf that has spasms, and nobody tested it there."""
        calf = chronic("muscle-spasm", "calf", side="left", impairment_ids=["deep-muscle-tension"])

        assert "deep-tissue-massage" in {one.technique_id for one in plan(calf).techniques}
        assert ["neuromuscular-therapy"] == specific(later(calf))

    def test_what_was_not_tested_is_not_firm(self):
        """Trigger point therapy can be deep; for a sore calf nothing speaks for more."""
        calf = later(chronic("calf-pain", "calf"))

        assert ["trigger-point-therapy"] == specific(calf)
        assert Pressure.MODERATE.rank >= max(one.pressure.rank for one in calf.steps)

    def test_massage_as_a_whole_is_no_technique_to_open_with(self):
        """It stands for all of them: where it alone is on offer, nothing opens a visit."""
        offered = ["massage-therapy", "passive-resistive-stretching"]
        session = later(chronic("neck-pain"), technique_ids=offered)

        assert {"passive-resistive-stretching"} == used(session)


class TestWhereGeneralWorkGoes:
    """A small complaint takes in its neighbors."""

    @pytest.mark.parametrize(
        "regions, neighbors",
        [
            (["forearm"], {"elbow", "wrist"}),
            (["forearm", "elbow"], {"upper-arm", "wrist"}),
            (["forearm", "elbow", "hand"], set()),
        ],
    )
    def test_neighbors_of_two_regions_at_most(self, regions, neighbors):
        """Two regions have theirs taken in; three are enough."""
        worked = general(later(chronic("elbow-pain", *regions)))["both"]

        assert regions == [one.value for one in worked[: len(regions)]]
        assert neighbors == {one.value for one in worked[len(regions) :]}

    def test_neighbors_on_the_side_of_the_main_place(self):
        """The arm at risk is worked on lightly, with its neighbors; the other elbow alone."""
        risk = Finding("lymphedema-or-risk", regions=["upper-arm"], side="left")
        session = later(chronic("elbow-pain", "elbow"), present=[risk])

        assert {
            "left": (Region.ELBOW, Region.UPPER_ARM, Region.FOREARM),
            "right": (Region.ELBOW,),
        } == general(session)

    def test_neighbors_that_are_open_on_both_sides(self):
        """One hand is swollen: beside sore wrists both forearms are worked on, and no hand."""
        swollen = Finding("joint-swelling-cool", regions=["hand"], side="right")
        session = later(chronic("hand-osteoarthritis", "wrist"), present=[swollen])

        assert {"both": (Region.WRIST, Region.FOREARM)} == general(session)

    def test_a_place_of_the_complaint_is_no_neighbor(self):
        """Beside a bruise on the left shoulder, the arms are worked on once."""
        bruise = Finding("hematoma-bruise", regions=["shoulder"], side="left")
        session = later(chronic("frozen-shoulder", "shoulder", "upper-arm"), present=[bruise])
        arms = [
            one.side
            for one in session.steps
            if one.part is SessionPart.MAIN and Region.UPPER_ARM in one.regions
        ]

        assert ["both"] == arms

    def test_a_groin_that_was_named_is_worked_on(self):
        """It is left out only where a larger part of the body was named."""
        session = later(chronic("inflammatory-arthritis", "groin"))

        assert {"both": (Region.GROIN,)} == general(session)
        assert SessionPart.OPENING is session.steps[0].part


@pytest.mark.parametrize("condition_id", ["leg-swelling", "lymphedema"])
def test_swelling_is_no_injury(condition_id):
    """Swelling of an age that is not known binds nothing as a fresh injury would."""
    condition = CATALOG.conditions[condition_id]

    assert condition.answers_yes_when_acute
    assert not is_healing(Complaint(condition_id), condition)
    assert is_healing(Complaint(condition_id, stage="acute"), condition)


def test_an_injury_of_unknown_age_heals():
    """So does a joint that was inflamed, until it is known to be old."""
    for condition_id in ("ankle-sprain", "rheumatoid-arthritis", "post-operative-scar"):
        condition = CATALOG.conditions[condition_id]

        assert is_healing(Complaint(condition_id), condition)
        assert not is_healing(Complaint(condition_id, stage="chronic"), condition)
