"""
What the verbs build without checks is what the checks would have let through.

The verbs put parts together that were checked before, so they leave the checks out; here the same
answers are built once more, with every converter and check.
"""

from collections.abc import Iterator
from datetime import date

import attrs
from hypothesis import given, strategies as st

from looking import CATALOG, anyone
from medmassage.model.fields import Model, altered, unchecked
from medmassage.model.intake import Finding, Intake
from medmassage.model.matching import (
    Argument,
    Change,
    Indication,
    MatchReport,
    Place,
    TechniqueMatch,
)
from medmassage.model.safety import Question
from medmassage.model.screening import (
    Conflict,
    FiredRule,
    OpenQuestion,
    Restriction,
    RuledOut,
    Screening,
    UncountedClearance,
)
from medmassage.serialization import from_dict, to_dict
from medmassage.vocabulary import Side, Stage
from patients import drawn, matched, offers, patient
from strategies import days

BUILT = {
    Argument,
    Change,
    Conflict,
    Finding,
    FiredRule,
    MatchReport,
    OpenQuestion,
    Place,
    Question,
    Restriction,
    RuledOut,
    Screening,
    TechniqueMatch,
    UncountedClearance,
}
"""The classes of which screening and matching build objects without checks."""


def parts(value: object) -> Iterator[object]:
    """An object and all that is in it, however deep."""
    yield value
    if isinstance(value, Model):
        for field in attrs.fields(type(value)):
            yield from parts(getattr(value, field.name))
    elif isinstance(value, tuple):
        for one in value:
            yield from parts(one)


def assert_checked(answer: Model) -> None:
    """Build an answer anew with every check, and compare values and classes."""
    checked = from_dict(type(answer), to_dict(answer))

    assert checked == answer
    assert list(map(type, parts(checked))) == list(map(type, parts(answer)))


@given(st.one_of(anyone, patient), days, offers)
def test_answers_pass_the_checks(person, on, offered):
    """A report with its screening is the one that is built from its JSON with every check."""
    assert_checked(matched(person, on, offered))


@given(st.sampled_from(tuple(CATALOG.conditions)), st.sampled_from((None, *Stage)))
def test_indications_pass_the_checks(condition_id, stage):
    """What is known of a condition is what is built from its JSON with every check."""
    for one in CATALOG.indications(condition_id, stage=stage):
        assert_checked(one)


def test_every_class_is_among_them():
    """The law above speaks of every class that the verbs build objects of."""
    seen = {
        type(part)
        for person in drawn(patient, 60) + drawn(anyone, 60)
        for part in parts(matched(person, date(2026, 1, 1)))
    }

    assert set() == BUILT - seen


def test_what_is_not_given_is_at_its_default():
    """The builder gives what the class gives."""
    assert unchecked(Finding)(question_id="burn") == Finding("burn")
    assert unchecked(Indication)(
        condition_id="sprain", technique_id="cupping", support="limited"
    ) == Indication(condition_id="sprain", technique_id="cupping", support="limited")


def test_altered_changes_what_is_named():
    """The other fields stay, and so does the object itself."""
    finding = Finding("burn", regions=["knee"])

    assert Finding("burn", regions=["knee"], side="left") == altered(finding, side=Side.LEFT)
    assert finding.side is None
    assert Intake(complaints=["sprain"]) == altered(
        Intake(complaints=["sprain"], age_years=3), age_years=None
    )
