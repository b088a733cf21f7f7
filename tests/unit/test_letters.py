"""Which clearances a letter asks for, and what a refusal tells to do."""

import pytest

from medmassage.catalog import default_catalog
from medmassage.model.course import PlanPolicy
from medmassage.model.intake import Complaint, Finding, Intake
from medmassage.planning import outline_plan
from medmassage.screening import no_to_rest
from medmassage.vocabulary import Action, LetterKind

CATALOG = default_catalog()


def answer(*complaints: Complaint, present=(), **choices):
    """The plan or refusal for somebody with no other limits."""
    person = no_to_rest(Intake(complaints=complaints, present=present))
    return outline_plan(person, PlanPolicy(**choices))


def sore(condition_id, *regions, side="both", stage="chronic"):
    """A complaint."""
    return Complaint(condition_id, stage=stage, regions=regions, side=side)


def at(question_id, *regions, side="right"):
    """A yes with its place."""
    return Finding(question_id, regions=regions, side=side)


def asked(*complaints, present=()):
    """The rules that a clearance is asked for."""
    return [
        id
        for one in answer(*complaints, present=present).letters
        if one.kind is LetterKind.CLEARANCE
        for id in one.rule_ids
    ]


KNEE = sore("knee-pain", "knee", side="left")


class TestClearances:
    """A clearance is asked for where it would open something."""

    def test_a_rule_about_the_whole_person(self):
        """Where a letter decides whether there is massage at all it is asked for."""
        assert "aneurysm-known" in asked(sore("other"), present=["abdominal-aneurysm"])

    @pytest.mark.parametrize(
        "question_id, wanted",
        [("dermal-filler-site", True), ("joint-hypermobility-instability", False)],
    )
    def test_a_place_that_is_not_known(self, question_id, wanted):
        """It may be at the complaint, so that what a letter would change counts."""
        rule = CATALOG.contraindications[question_id]

        assert wanted == (rule.limits != rule.clearance.remaining)
        assert wanted == (question_id in asked(KNEE, present=[question_id]))

    def test_a_wound_without_a_place(self):
        """The scar is fresh and nobody said where: its clearance would open some place."""
        assert ["recent-surgery-site"] == asked(sore("post-operative-scar", stage="acute"))

    def test_letters_add_up(self):
        """What one letter opens another rule may close: each is asked for what it opens itself."""
        swelling = at("vte-history-or-treated", "wrist")
        disc = at("disc-herniation-stable", "wrist")
        wrist = sore("wrist-sprain", "wrist")

        assert ["vte-history-or-treated"] == asked(wrist, present=[swelling, disc])

    def test_what_would_open_nothing(self):
        """What limits the neck keeps no technique from it that fits a headache."""
        disc = at("disc-herniation-stable", "neck")

        assert [] == asked(sore("headache", "neck", stage="subacute"), present=[disc])

    def test_techniques_of_another_complaint_do_not_count(self):
        """What fits pain everywhere and not a strain opens nothing at the strain."""
        strain = sore("groin-strain", "groin", "thigh", stage="acute", side=None)
        present = ["pregnancy-first-trimester", "migraine-attack-in-progress"]

        assert [] == asked(sore("chronic-primary-pain", stage=None), strain, present=present)

    def test_only_what_is_asked_for_is_named(self):
        """A rule that a letter would not change is none of the letter's."""
        swollen, narrow = sore("lymphedema"), ["spinal-stenosis"]
        fired = {one.rule_id for one in answer(swollen, present=narrow).screening.fired}

        assert "spinal-stenosis" in fired
        assert ["lymphedema-or-risk"] == asked(swollen, present=narrow)


class TestReferrals:
    """A letter that asks a clinician to look."""

    def test_how_soon(self):
        """An emergency, the same day, and before massage are three things."""
        signs = {
            Action.EMERGENCY: "any-chest-pain",
            Action.REFER_URGENTLY: "achilles-rupture",
            Action.REFER: "constipation-alarm",
        }
        soon = set()
        for action, sign in signs.items():
            refusal = answer(KNEE, present=[sign])
            (letter,) = refusal.letters
            assert action is refusal.action
            soon.add(letter.text.partition("Please assess ")[2].partition(".")[0])

        assert 3 == len(soon)

    def test_a_sign_stands_inside_a_sentence(self):
        """So it has no capital letter."""
        refusal = answer(KNEE, present=["any-chest-pain"])
        (letter,) = refusal.letters

        for rule in refusal.reasons:
            assert rule.name[0].isupper()
            assert rule.name not in letter.text
            assert rule.name[1:] in letter.text

    def test_two_complaints_of_one_name(self):
        """The clinician reads it once."""
        shoulder = sore("joint-pain", "shoulder", side="left")
        knee = sore("joint-pain", "knee", side="left")
        (letter,) = answer(shoulder, knee, present=["any-chest-pain"]).letters

        assert 1 == letter.text.count(CATALOG.conditions["joint-pain"].name.lower())


class TestRefusals:
    """What to do instead of massage."""

    def test_what_nobody_explained_comes_first(self):
        """It is asked about before anything else; nothing is said of techniques."""
        refusal = answer(KNEE, present=["chest-or-breathing-signs"])
        plain = answer(KNEE, present=["constipation-alarm"])

        assert refusal.screening.stops_treatment
        assert () == refusal.reasons
        assert refusal.action is plain.action is Action.REFER
        assert plain.next_steps == refusal.next_steps[1:]

    def test_alarm_signs_alone_stand_after_a_refusal(self):
        """Nobody was treated, so there is no soreness to expect."""
        after = {one.id for one in answer(KNEE, present=["any-chest-pain"]).aftercare}
        planned = {one.id for one in answer(KNEE).aftercare}

        assert "expected-after-effects" in planned - after
        assert after

    def test_who_can_lift_it(self):
        """A clinician is written to, a guardian asked; where both are needed, both."""
        own = CATALOG.contraindications["minor-or-no-capacity"].instructions
        doctor, guardian, both = (
            answer(KNEE, present=present)
            for present in (
                ["epilepsy"],
                ["minor-or-no-capacity"],
                ["epilepsy", "minor-or-no-capacity"],
            )
        )

        assert {Action.OBTAIN_CLEARANCE} == {one.action for one in (doctor, guardian, both)}
        assert own not in doctor.next_steps
        assert own == guardian.next_steps[0]
        assert set() == set(doctor.next_steps) & set(guardian.next_steps)
        assert [doctor.next_steps[0], own, *doctor.next_steps[1:]] == [*both.next_steps]

    def test_many_techniques_would_fit(self):
        """Five are named, and the others counted."""
        refusal = answer(sore("knee-osteoarthritis"), technique_ids=["deep-tissue-massage"])
        would = next(one for one in refusal.next_steps if "Swedish massage" in one)
        named = {one.name for one in CATALOG.techniques.values() if one.name in would}

        assert 5 == len(named)
        assert " more" in would

    def test_nothing_fits_at_the_place(self):
        """Where the clinic's offer is not to blame, nothing is said of it."""
        throat = sore("neck-pain", "front-of-neck")
        at_all, here = answer(throat), answer(throat, technique_ids=["swedish-massage"])

        assert "on offer" not in " ".join(at_all.next_steps)
        assert "on offer" in " ".join(here.next_steps)

    def test_one_of_two_complaints_is_on_file(self):
        """The place of the one is looked at, though the other is none of those known."""
        throat = sore("neck-pain", "front-of-neck")
        both = answer(sore("other"), throat)

        assert answer(sore("other")).next_steps != both.next_steps
        assert "Check the place" in " ".join(both.next_steps)

    def test_what_must_be_asked_before_the_person_leaves(self):
        """A fever beside a headache may be of a kind that only narrower questions tell."""
        head = sore("migraine-or-severe-headache", "head", stage=None)
        refusal = answer(head, present=["any-fever"])
        asked_now = [one for one in refusal.next_steps if one.startswith("Ask before")]

        assert any("emergency" in one for one in asked_now)
        assert refusal.next_steps[: len(asked_now)] == tuple(asked_now)
