"""Advice, expectations, phase facts and pressures: what always holds of them."""

import re
from collections import Counter

import pytest

from medmassage.catalog import default_catalog
from medmassage.model.care import Advice, Expectation
from medmassage.model.condition import Condition
from medmassage.vocabulary import (
    AdviceKind,
    ExpectationKind,
    Pressure,
    Stage,
    StatementTopic,
)

ARTICLE = "ospina-medical-massage"
CONVENTIONS = "medmassage-conventions"

WITHOUT_ADVICE = {
    "tendonitis": "what to do depends on the tendon, so the advice stands with its kinds",
}
"""Conditions of the article that have no advice of their own, and why not."""

CATALOG = default_catalog()
ADVICE = tuple(CATALOG.advice.values())
EXPECTATIONS = tuple(CATALOG.expectations.values())
STATEMENTS = tuple(CATALOG.statements.values())

each_advice = pytest.mark.parametrize("one", ADVICE, ids=lambda one: one.id)


def with_parents(id: str) -> set[str]:
    """A condition and all above it."""
    found = {id}
    for parent in CATALOG.conditions[id].parent_ids:
        found |= with_parents(parent)
    return found


def with_kinds(ids: tuple[str, ...]) -> set[str]:
    """Some conditions and all their kinds."""
    return {id for id in CATALOG.conditions if not with_parents(id).isdisjoint(ids)}


def fired_by(condition: Condition, stage: Stage | None) -> set[str]:
    """The rules that naming a complaint fires by itself."""
    waiting = [*condition.answers_yes]
    if stage is Stage.ACUTE:
        waiting += condition.answers_yes_when_acute
    answered = set()
    while waiting:
        id = waiting.pop()
        if id not in answered:
            answered.add(id)
            waiting += CATALOG.questions[id].implies
    return {rule for id in answered for rule in CATALOG.questions[id].triggers}


class TestCounts:
    """What must be there."""

    @pytest.mark.parametrize(
        "kind, count",
        [("advice", 85), ("expectations", 84), ("pressure_levels", 4)],
    )
    def test_counts(self, kind, count):
        """A record that gets lost on the way into a file is missed."""
        assert count == len(getattr(CATALOG, kind))


class TestAdvice:
    """What a person may do or be told."""

    def test_conditions_of_the_article(self):
        """Each has advice of its own, or a reason why not."""
        own = {id for one in ADVICE for id in one.condition_ids}
        named = {id for id, one in CATALOG.conditions.items() if one.in_article}

        assert set(WITHOUT_ADVICE) == named - own

    @pytest.mark.parametrize("broad", WITHOUT_ADVICE)
    def test_kinds_stand_in(self, broad):
        """Where a broad condition has none, each of its kinds does."""
        kinds = with_kinds((broad,)) - {broad}

        assert kinds
        assert set() == kinds - {id for one in ADVICE for id in one.condition_ids}

    @each_advice
    def test_says_for_what(self, one):
        """Each piece of advice names the conditions it is for."""
        assert one.condition_ids

    @each_advice
    def test_short(self, one):
        """One or two sentences."""
        sentences = re.split(r"(?<=[.!?])\s+", one.text)

        assert len(sentences) in (1, 2)
        assert one.text[0].isupper()
        assert one.text[-1] == "."

    @each_advice
    def test_addressed_to_the_person(self, one):
        """It speaks to the person, not about people in care."""
        assert not re.search(r"(?i)\b(patient|client|the person)s?\b", one.text)

    @each_advice
    def test_strength_is_a_phrase(self, one):
        """How well it is founded fits in a dozen words and is no sentence."""
        assert len(one.strength.split()) <= 12
        assert not one.strength.endswith(".")

    @each_advice
    def test_weak_is_marked(self, one):
        """What its source calls weak waits for a clinician."""
        assert one.review or "weak" not in one.strength

    def test_physician_advice_is_never_held_back(self):
        """A finding is no reason not to see a physician."""
        physician = [one for one in ADVICE if one.kind is AdviceKind.SEE_PHYSICIAN]

        assert physician
        assert [] == [one.id for one in physician if one.not_if]

    @each_advice
    def test_not_shut_out_by_its_own_complaint(self, one):
        """No rule that the complaint itself fires at that stage holds the advice back."""
        shut = {
            id: sorted(rules)
            for id in with_kinds(one.condition_ids)
            if (rules := fired_by(CATALOG.conditions[id], one.stage) & set(one.not_if))
        }

        assert {} == shut

    @pytest.mark.parametrize("condition", CATALOG.conditions.values(), ids=lambda one: one.id)
    def test_heat_is_not_both_offered_and_ruled_out(self, condition):
        """What suggests heat never stands beside what says to skip it."""
        family = with_parents(condition.id)
        fired = fired_by(condition, Stage.ACUTE)
        texts = [
            one.text
            for one in ADVICE
            if not family.isdisjoint(one.condition_ids)
            and one.stage in (None, Stage.ACUTE)
            and fired.isdisjoint(one.not_if)
        ]
        skips = any(re.search(r"(?i)\b(skip|keep|avoid) heat\b", text) for text in texts)
        warms = any(re.search(r"(?i)\btry\b.*\b(heat|warm|warmth)\b", text) for text in texts)

        assert not (skips and warms)

    def test_complaints_do_fire_rules(self):
        """The test above would pass if no complaint fired any."""
        fired = fired_by(CATALOG.conditions["gout"], Stage.ACUTE)

        assert "acute-inflammatory-flare" in fired


PROMISE = re.compile(
    r"(?i)\b(cures?|cured|curing|guarantee\w*|miracle|risk-free|painless|heals|fix(es)?"
    r"|(sure|certain|bound) to|always (helps?|works?)|never fails?|(is|are) (\w+ly )?safe"
    r"|(will|shall) (soon )?(help|heal|ease|end|relieve|improve|prevent|stop|work|recover|go away"
    r"|disappear|be (gone|better|well|cured|healed)))\b"
)


class TestNoPromise:
    """Nothing that is said of the future is promised."""

    @pytest.mark.parametrize(
        "one", [*ADVICE, *EXPECTATIONS], ids=lambda one: f"{type(one).__name__}-{one.id}"
    )
    def test_texts(self, one: Advice | Expectation):
        """No text says that something cures, is sure to help or is without risk."""
        found = PROMISE.search(one.text)

        assert found is None, found

    @pytest.mark.parametrize(
        "text",
        [
            "This cures back pain.",
            "We guarantee relief.",
            "It is completely safe.",
            "The pain will go away.",
            "Massage always helps.",
        ],
    )
    def test_promises_are_seen(self, text):
        """The words that are looked for are found."""
        assert PROMISE.search(text)


COUNTED = re.compile(
    r"(?i)\b(\d+|half an|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|eighteen|twenty|twenty-\w+|several|a few) (hour|day|week|month|year)s?\b"
)


class TestExpectations:
    """What may be expected of recovery."""

    def test_general_ones_are_the_article_s(self):
        """What is said of massage in general is what the article says, all of it."""
        general = [one for one in EXPECTATIONS if one.kind is ExpectationKind.GENERAL]

        assert 4 == len(general)
        assert {(ARTICLE,)} == {one.source_ids for one in general}

    def test_others_name_a_condition(self):
        """All others are about a condition, and only they are."""
        assert [] == [
            one.id
            for one in EXPECTATIONS
            if (one.kind is ExpectationKind.GENERAL) == bool(one.condition_ids)
        ]

    def test_ids_say_what_they_are_about(self):
        """An id is the condition, the kind and a number, from 1 without a gap."""
        named = [one for one in EXPECTATIONS if one.condition_ids]
        seen = Counter(f"{one.condition_ids[0]}-{one.kind}" for one in named)
        expected = {
            f"{stem}-{number}" for stem, count in seen.items() for number in range(1, count + 1)
        }

        assert expected == {one.id for one in named}

    def test_time_courses_name_weeks(self):
        """A time course that counts hours, days, weeks, months or years has its weeks."""
        courses = [one for one in EXPECTATIONS if one.kind is ExpectationKind.TIME_COURSE]

        assert courses
        assert [] == [one.id for one in courses if COUNTED.search(one.text) and one.weeks is None]

    def test_review_points_of_weeks(self):
        """When to look again is a number of weeks."""
        assert [] == [
            one.id
            for one in EXPECTATIONS
            if one.kind is ExpectationKind.REVIEW_POINT and one.weeks is None
        ]


class TestStatements:
    """Phases of healing, core care, definitions."""

    @pytest.mark.parametrize("id", sorted(with_kinds(("soft-tissue-injury", "sprain"))))
    def test_fresh_injuries_have_healing_facts(self, id):
        """A fresh injury has a statement on healing, its own or of a broader injury."""
        above = with_parents(id)

        assert any(
            one.topic is StatementTopic.HEALING
            and one.stage in (None, Stage.ACUTE)
            and not above.isdisjoint(one.condition_ids)
            for one in STATEMENTS
        )

    @pytest.mark.parametrize(
        "topic", [StatementTopic.FRAME, StatementTopic.SUITABILITY, StatementTopic.AFTERCARE]
    )
    def test_what_every_plan_carries_is_general(self, topic):
        """The frame, suitability and aftercare are of no condition; they may be of a rule."""
        assert [] == [
            one.id for one in STATEMENTS if one.topic is topic and (one.condition_ids or one.stage)
        ]

    @pytest.mark.parametrize("topic", [StatementTopic.HEALING, StatementTopic.CORE_CARE])
    def test_healing_is_of_a_condition(self, topic):
        """What heals and what comes first are said of a condition."""
        assert [] == [one.id for one in STATEMENTS if one.topic is topic and not one.condition_ids]

    def test_days_are_of_healing(self):
        """Days since the injury stand with healing only."""
        assert {StatementTopic.HEALING} == {one.topic for one in STATEMENTS if one.days is not None}

    def test_undocumented_pages_are_marked(self):
        """A page that names no references waits for a clinician."""
        assert [] == [
            one.id for one in STATEMENTS if "no references" in one.text and not one.review
        ]


class TestPressures:
    """How each pressure is given."""

    def test_one_for_each_pressure(self):
        """Each pressure is described."""
        assert set(Pressure) == {one.id for one in CATALOG.pressure_levels.values()}

    def test_steps_of_the_scale(self):
        """From the lightest to the strongest they take the steps 1 to 5, none twice."""
        steps = [
            step
            for pressure in Pressure
            for scale in (CATALOG.pressure_levels[pressure].walton_scale,)
            for step in range(int(scale.low), int(scale.high) + 1)
        ]

        assert [1, 2, 3, 4, 5] == steps

    def test_mapping_is_ours(self):
        """The scale does not know our words, so the records say that the mapping is ours."""
        assert [] == [
            one.id for one in CATALOG.pressure_levels.values() if CONVENTIONS not in one.source_ids
        ]
