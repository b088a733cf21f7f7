"""What is never answered in bulk, since a sign of it was reported elsewhere."""

import pytest

from medmassage.catalog import default_catalog
from medmassage.model.intake import Complaint, Intake
from medmassage.planning import outline_plan
from medmassage.screening import no_to_rest, screen
from medmassage.vocabulary import Action, Asks

CATALOG = default_catalog()
FEVER = "fever-or-systemic-infection"


def with_fever(condition_id):
    """Somebody with a complaint and a fever, of whom nothing else was asked."""
    return Intake(complaints=[Complaint(condition_id, stage="chronic")], present=[FEVER])


@pytest.mark.parametrize(
    "condition_id, asked",
    [
        ("headache", "headache-with-other-signs"),
        ("lower-back-pain", "spine-pain-general-warning"),
        ("shoulder-pain", "shoulder-infection"),
    ],
)
def test_a_fever_is_asked_about_beside_the_complaint(condition_id, asked):
    """The question stays open after a no to the rest; without the fever it does not."""
    intake = no_to_rest(with_fever(condition_id))
    well = no_to_rest(Intake(complaints=intake.complaints))

    assert asked in {one.question.id for one in screen(intake).open}
    assert asked not in intake.absent
    assert asked in well.absent


def test_the_refusal_asks_at_once():
    """Rebooking is not all: what could be an emergency is asked before the person leaves."""
    for intake in (with_fever("headache"), no_to_rest(with_fever("headache"))):
        withheld = outline_plan(intake)

        assert Action.POSTPONE is withheld.action
        assert withheld.next_steps[0].startswith("Ask before the person leaves: With your headache")
        assert "call emergency services" in withheld.next_steps[0]


def test_nothing_is_asked_twice():
    """Once it is answered, the refusal no longer asks."""
    intake = with_fever("lower-back-pain")
    answered = Intake(
        complaints=intake.complaints,
        present=intake.present,
        absent=["spine-pain-general-warning", "headache-with-other-signs"],
    )

    assert not any(one.startswith("Ask before") for one in outline_plan(answered).next_steps)


def test_new_swelling_of_a_leg_waits_for_a_physician():
    """Nobody has said yet what it is; a lasting one whose cause is known can be drained."""
    fresh, old = (
        no_to_rest(Intake(complaints=[Complaint("leg-swelling", stage=stage)]))
        for stage in ("acute", "chronic")
    )
    explained = outline_plan(old.with_answers({"leg-swelling-unexplained": "no"}))

    assert Action.REFER is outline_plan(fresh).action
    assert ["leg-swelling-unexplained"] == [
        one.question.id for one in screen(old).open if one.asks is Asks.ANSWER
    ]
    assert (
        explained.phases[0].tasks[2].startswith("Leg swelling: no hands-on work before a physician")
    )


def test_only_known_questions():
    """What a question is never assumed after can be answered, and is another question."""
    for question in CATALOG.questions.values():
        for id in question.never_assumed_after:
            assert CATALOG.questions[id].id != question.id
