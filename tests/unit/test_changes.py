"""What would make a rejected technique possible, and in which order it is told."""

from medmassage.catalog import default_catalog
from medmassage.matching import match_techniques
from medmassage.model.intake import Complaint, Finding, Intake
from medmassage.screening import no_to_rest
from medmassage.vocabulary import ChangeKind, Region

CATALOG = default_catalog()


def sore(condition_id, *regions, side="both", stage="chronic"):
    """A complaint."""
    return Complaint(condition_id, stage=stage, regions=regions, side=side)


def at(question_id, *regions, side=None):
    """A yes with its place."""
    return Finding(question_id, regions=regions, side=side)


def changes(technique_id, *complaints, **answers):
    """What would allow a technique for the first complaint that rejects it."""
    person = no_to_rest(Intake(complaints=complaints, **answers))
    return next(
        one.would_change
        for one in match_techniques(person).rejected
        if one.technique_id == technique_id and one.blocked_by
    )


def kinds(*args, **answers):
    """Their kinds, in order."""
    return [one.kind for one in changes(*args, **answers)]


class TestAnswers:
    """What an answer would lay open."""

    def test_the_side_of_one_of_two_places(self):
        """The side of the one swelling is known, and that of the other is asked for."""
        arm, leg = at("lymphedema-or-risk", "elbow"), at("lymphedema-or-risk", "knee", side="left")
        elbow = sore("tendonitis", "elbow", side="right")

        assert ChangeKind.ANSWER in kinds("myofascial-release", elbow, present=[arm])
        assert ChangeKind.ANSWER in kinds("myofascial-release", elbow, present=[arm, leg])

    def test_a_side_that_is_known_is_not_asked_for(self):
        """The right knee was sprained, whatever another sprain's side is."""
        knee = sore("knee-sprain", "knee", side="right", stage="acute")
        other = sore("sprain", "ankle", "neck", side=None, stage="acute")

        assert ChangeKind.ANSWER not in kinds("swedish-massage", knee, other)

    def test_answers_that_contradict_each_other(self):
        """No to a pregnancy and yes to its fourth month: both rules of it are asked about."""
        answers = {"present": ["pregnancy-after-13-weeks"], "absent": ["pregnancy"]}
        calm = sore("anxiety-and-stress", "lower-back", "abdomen")
        again = [
            one.rule_id
            for one in changes("neuromuscular-therapy", calm, **answers)
            if one.kind is ChangeKind.ANSWER
        ]
        straight = changes("neuromuscular-therapy", calm, present=answers["present"])

        assert ["pregnancy-abdominal-deep-work", "pregnancy-low-back-deep-work"] == sorted(again)
        assert ChangeKind.ANSWER not in {one.kind for one in straight}


class TestLighter:
    """What does the work more lightly."""

    def test_three_are_named(self):
        """They are the best supported; there are more."""
        neck = sore("muscle-pain", "neck")
        (lighter,) = (
            one.text
            for one in changes("deep-tissue-massage", neck)
            if one.kind is ChangeKind.LIGHTER_PRESSURE
        )

        assert 3 == sum(one.name in lighter for one in CATALOG.techniques.values())

    def test_nothing_is_lighter_where_no_hand_goes(self):
        """An open wound on one of two places closes it, and pressure is no matter."""
        wound = at("open-wound-or-ulcer", "neck", side="right")
        neck = sore("fibromyalgia", "neck", side="right")

        assert ChangeKind.LIGHTER_PRESSURE not in kinds(
            "deep-tissue-massage", neck, present=[wound]
        )

    def test_a_wound_elsewhere_is_no_matter(self):
        """It closes the hand; the neck is too tender for deep work, and not for lighter."""
        wound = at("open-wound-or-ulcer", "hand", side="right")
        neck = sore("muscle-pain", "neck")

        assert ChangeKind.LIGHTER_PRESSURE in kinds("deep-tissue-massage", neck, present=[wound])


class TestElsewhere:
    """Other places, should the complaint be there too."""

    def test_they_are_open_on_the_side_of_the_complaint(self):
        """The left leg is at risk with its quadrant of the trunk, and the left side is meant."""
        risk = at("lymphedema-or-risk", "knee", side="left")
        knee = sore("chronic-pain", "knee", side="left")
        (text,) = (
            one.text
            for one in changes("compression-massage", knee, present=[risk])
            if one.kind is ChangeKind.OTHER_PLACE
        )

        assert Region.LOWER_BACK in CATALOG.conditions["chronic-pain"].regions
        assert "right knee" in text
        assert "lower back" not in text


class TestEndings:
    """What lifts a rule or ends it."""

    def test_nothing_else_helps_where_treatment_stops(self):
        """With a fever no side and no place is open; what ends it is told, if anything does."""
        shoulder = sore("frozen-shoulder", side=None)
        known, unknown = (
            kinds("swedish-massage", shoulder, present=[fever])
            for fever in ("fever-or-systemic-infection", "any-fever")
        )

        assert [ChangeKind.LATER_DATE] == known
        assert [] == unknown

    def test_clearances_come_first(self):
        """A letter can be asked for today; a flare, which is stricter, has to settle."""
        gout = sore("gout", "knee", stage="acute")
        found = kinds("transverse-friction-massage", gout)

        assert [ChangeKind.CLEARANCE, ChangeKind.LATER_DATE] == found

    def test_unless_treatment_stops(self):
        """Then the strictest rule is told first, and nothing lifts it."""
        answers = {"present": ["intoxication", "severe-anemia"]}

        assert [ChangeKind.LATER_DATE, ChangeKind.CLEARANCE] == kinds(
            "swedish-massage", sore("de-quervain"), **answers
        )
