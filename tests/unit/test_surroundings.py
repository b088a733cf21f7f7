"""What belongs around the table; `medmassage.surroundings`."""

import pytest

from medmassage import Complaint, Intake, default_catalog, no_to_rest, outline_plan
from medmassage.export import html, markdown
from medmassage.surroundings import expectations_for
from medmassage.vocabulary import ExpectationKind

CATALOG = default_catalog()


def effects(condition_id: str) -> list[str]:
    """What is said of massage for a complaint, by id."""
    found = expectations_for([Complaint(condition_id)], CATALOG)
    return [one.id for one in found if one.kind is ExpectationKind.MASSAGE_EFFECT]


@pytest.mark.parametrize("condition_id", CATALOG.conditions)
def test_effects_come_from_where_findings_do(condition_id):
    """What massage does is told only of conditions whose findings speak for the complaint."""
    lending = {None, *CATALOG.knowledge.broader_conditions(condition_id)}

    for id in effects(condition_id):
        assert lending.intersection(CATALOG.expectations[id].condition_ids or (None,)), id


def test_sciatica_is_not_told_what_massage_does_for_the_back():
    """Sciatica is a kind of low back pain, whose findings are not lent to it."""
    assert "lower-back-pain-massage-effect-1" in effects("lower-back-pain")
    assert "lower-back-pain-massage-effect-1" not in effects("sciatica")


PREGNANT = (
    *("pregnancy", "pregnancy-after-13-weeks", "pregnancy-first-trimester"),
    *("pregnancy-high-risk", "pregnancy-no-maternity-care"),
    *("pregnant-or-recent-birth", "postpartum-six-weeks"),
)


class TestAlarmSignsInPregnancy:
    """The signs that only a pregnant person or a new mother can have."""

    ID = "alarm-emergency-pregnancy"

    @pytest.mark.parametrize("question_id", PREGNANT)
    def test_told(self, question_id):
        """Whichever question says so, plans and refusals name them in every register."""
        intake = no_to_rest(Intake(complaints=["neck-pain"], present=[question_id]))
        answer = outline_plan(intake)

        assert self.ID in [one.id for one in answer.aftercare]
        assert "fewer movements of the baby" in markdown.render(answer)
        assert "the baby moves less" in html.render(answer, "patient")

    def test_not_told(self):
        """Nobody else is told, and nobody of whom it is not known."""
        for intake in (
            Intake(complaints=["neck-pain"]),
            no_to_rest(Intake(complaints=["neck-pain"], present=["anticoagulant-therapy"])),
        ):
            assert self.ID not in [one.id for one in outline_plan(intake).aftercare]
