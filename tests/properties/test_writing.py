"""What `dumps` writes on one line is what the standard library would write of `to_dict`."""

import copy
import json
import math
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from enum import IntEnum
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings, strategies as st

import strategies
from medmassage import writing
from medmassage.catalog import default_catalog
from medmassage.errors import ModelError
from medmassage.matching import match_techniques
from medmassage.model.course import PlanPolicy
from medmassage.model.evidence import Citation, Span, Statement
from medmassage.model.fields import Model, Record
from medmassage.model.intake import Clearance, Complaint, Intake
from medmassage.model.making import field, fields, frozen
from medmassage.model.matching import Argument, Indication
from medmassage.model.plan import TreatmentPlan
from medmassage.model.safety import Question
from medmassage.model.screening import FiredRule, OpenQuestion, RuledOut
from medmassage.model.session import Session
from medmassage.planning import outline_plan
from medmassage.screening import no_to_rest, screen
from medmassage.serialization import FORMAT, dumps, loads, to_dict
from medmassage.vocabulary import AppliesTo, Vocabulary
from medmassage.writing import Kept, write
from model_strategies import CLASSES, named, objects

CATALOG = default_catalog()
PEOPLE = strategies.intakes(CATALOG)
PRIVATE = "Zyprexa since the winter"

QUESTION = {
    "id": "fever",
    "text": "Fever?",
    "reason": "It matters.",
    "section": "today",
    "order": 1,
    "triggers": ["fever"],
}
"""A question that is kept."""
INDICATION = {"condition_id": "neck-pain", "technique_id": "a", "support": "limited"}

each_class = pytest.mark.parametrize("cls", CLASSES, ids=named)
fewer = settings(
    max_examples=max(5, settings.default.max_examples // 5),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)

awkward = st.text(
    st.sampled_from("\"\\/'<>&\b\f\n\r\t\0\x1f\x7f\x80\u2028\u2029\ufeff\ufffdé痛💆")
    | st.characters(exclude_categories=["Cs"]),
    min_size=1,
    max_size=30,
).filter(str.strip)
"""Texts full of what JSON escapes, and of what it leaves."""


def standard(one: Model, **options) -> str:
    """What the standard library writes of the plain data."""
    return json.dumps(to_dict(one), ensure_ascii=False, allow_nan=False, **options)


def kept() -> list[tuple[str, object]]:
    """The texts that are kept, and the objects they were written from."""
    return list(writing.KEPT._texts.values())


def parts(value: object) -> Iterator[Model]:
    """An object and all objects in it, however deep."""
    if isinstance(value, tuple):
        for one in value:
            yield from parts(one)
    elif isinstance(value, Model):
        yield value
        for one in fields(type(value)):
            yield from parts(getattr(value, one.name))


def planned(*present: str, pain: int = 6) -> TreatmentPlan:
    """A plan for somebody's back."""
    complaint = Complaint("lower-back-pain", stage="chronic", pain=pain, side="both")
    plan = outline_plan(no_to_rest(Intake(complaints=[complaint], present=present)))
    assert isinstance(plan, TreatmentPlan)
    return plan


class TestBytes:
    """The law, over every class, every record and any answer."""

    @each_class
    @fewer
    @given(data=st.data())
    def test_of_every_class(self, cls, data):
        """`dumps` writes exactly what `json.dumps` would write of `to_dict`, and once more."""
        one = data.draw(objects(cls))
        expected = standard(one)

        assert [expected] * 3 == [dumps(one), dumps(one), dumps(one, indent=None)]

    @each_class
    @fewer
    @given(data=st.data())
    def test_inside_another(self, cls, data):
        """In another object the same is written, without `type` and `format`, and once more."""
        one = data.draw(objects(cls))
        head = f'"type": "{cls.__name__}", "format": "{FORMAT}", '
        expected = standard(one).replace(head, "", 1)
        assert write(one) == expected

        assert [expected] * 2 == [writing._WRITERS[cls](one), writing._WRITERS[cls](one)]

    @each_class
    @fewer
    @given(data=st.data(), indent=st.integers(0, 4))
    def test_with_indent(self, cls, data, indent):
        """`dumps` writes with an indent what `json.dumps` would, whatever was kept before."""
        one = data.draw(objects(cls))
        dumps(one)

        assert standard(one, indent=indent) == dumps(one, indent=indent)

    @each_class
    @fewer
    @given(data=st.data())
    def test_of_equal_objects(self, cls, data):
        """An object that is equal but not the same, down to its parts, gives the same bytes."""
        one = data.draw(objects(cls))
        expected = dumps(one)

        assert [expected] * 2 == [dumps(copy.deepcopy(one)), dumps(loads(cls, expected))]

    @each_class
    @settings(max_examples=3)
    @given(data=st.data())
    def test_no_class_takes_the_long_way(self, cls, data):
        """Every class has a writer: without one the laws here would hold, and show nothing."""
        assert write(data.draw(objects(cls))) is not None

    @settings(suppress_health_check=[HealthCheck.too_slow])
    @given(PEOPLE, strategies.days, awkward)
    def test_of_answers(self, person, on, notice):
        """`dumps` writes exactly what `json.dumps` would write of `to_dict` of any answer."""
        answers = [
            screen(person, on),
            match_techniques(person, on),
            outline_plan(person, on=on),
            outline_plan(no_to_rest(person, on), PlanPolicy(notices=[notice]), on),
        ]

        assert list(map(standard, answers)) == list(map(dumps, answers))
        assert None not in map(write, answers)

    def test_of_every_record(self):
        """`dumps` writes exactly what `json.dumps` would write of `to_dict` of every record."""
        records = [one for _, index in CATALOG.kinds() for one in index.values()]
        expected = list(map(standard, records))

        assert [expected] * 2 == [list(map(dumps, records)), list(map(dumps, records))]
        assert None not in map(write, records)

    @given(awkward)
    def test_of_texts(self, text):
        """Quotes, control characters and letters of any script are written as ever."""
        letter = Clearance("fever", reason=text)
        question = OpenQuestion(question=Question(**QUESTION | {"text": text}))

        assert [standard(letter), standard(question)] == [dumps(letter), dumps(question)]
        assert text == json.loads(dumps(letter))["reason"]

    @given(st.integers() | st.floats())
    @example(math.nan)
    @example(math.inf)
    @example(-math.inf)
    @example(-0.0)
    @example(1e16)
    @example(5e-324)
    def test_of_numbers(self, number):
        """Any number is written as ever; one that JSON does not have is refused as ever."""
        one = Span(0, 1)
        object.__setattr__(one, "high", number)  # past the checks, which leave some out
        if math.isfinite(number):
            assert standard(one) == dumps(one)
            return
        with pytest.raises(ValueError, match="Out of range") as expected:
            standard(one)
        with pytest.raises(ValueError, match="Out of range") as refused:
            dumps(one)

        assert str(expected.value) == str(refused.value)

    def test_of_numbers_that_are_equal(self):
        """Equal objects whose numbers are written differently are not taken for one another."""
        ones = [
            OpenQuestion(question=Question(**QUESTION, yes_at_ages=Span(0, most)))
            for most in (10**15, 1e15)
        ]

        assert ones[0] == ones[1]
        assert list(map(standard, ones)) == list(map(dumps, ones))
        assert dumps(ones[0]) != dumps(ones[1])

    def test_half_a_letter(self):
        """Half of a letter pair, which no file could hold, does not get as far as writing."""
        with pytest.raises(ModelError, match="half of a letter pair"):
            Clearance("fever", reason="\ud83d")

    def test_numpy(self):
        """Texts and numbers of NumPy are plain by the time they are written."""
        complaint = Complaint(
            np.str_("lower-back-pain"), impairment_ids=np.array(["trigger-points"])
        )
        span = Span(np.float64(2), np.float64(2.5))

        assert [standard(complaint), standard(span)] == [dumps(complaint), dumps(span)]
        assert None not in (write(complaint), write(span))
        assert '"low": 2, "high": 2.5}' in dumps(span)


class Mine(Span):
    """A class made from one of ours, with nothing new."""


@attrs.frozen
class More(Span):
    """A class made from one of ours, with a field more."""

    unit: str = "days"


@attrs.frozen(kw_only=True)
class Visit(Session):
    """A session with a field more."""

    room: str = "A"


@frozen(repr=False)
class Basket(Model):
    """A class made like ours, which holds what ours never do."""

    apples: list[Any] = field(metadata={})
    prices: dict[str, Any] = field(metadata={})


class Number(IntEnum):
    """Numbers with names."""

    ONE = 1


class TestUnusual:
    """What is not as our classes hold it is written as `json.dumps` would, field by field."""

    @pytest.mark.parametrize("one", [Mine(1, 2), More(1, 2), Basket([1, 2.5], {"a": None})])
    def test_a_class_of_the_user(self, one):
        """A class from elsewhere is written with all that it holds."""
        assert write(one) is None
        assert standard(one) == dumps(one)

    @pytest.mark.parametrize("days", [Mine(1, 2), More(1, 2)])
    def test_in_a_field(self, days):
        """A field is written as its own class has it, without what a class made from it adds."""
        one = Statement(id="a", topic="frame", text="T.", days=days, source_ids=["a"])

        assert write(one) is None
        assert standard(one) == dumps(one)
        assert '"days": {"low": 1, "high": 2}' in dumps(one)

    @pytest.mark.parametrize(
        "value", [["a", "b"], {"a": 1}, np.str_("a"), np.float64(2), Number.ONE]
    )
    def test_past_the_checks(self, value):
        """A value that no check let in is written as ever."""
        one = Citation("a")
        object.__setattr__(one, "locator", value)

        assert write(one) is None
        assert standard(one) == dumps(one)

    def test_sessions(self):
        """Sessions in a list, or of a class of the user, are written as ever."""
        phase = next(one for one in planned().phases if one.sessions)
        visits = tuple(
            Visit(**{field.name: getattr(one, field.name) for field in fields(Session)})
            for one in phase.sessions
        )
        for sessions in (list(phase.sessions), visits):
            one = copy.copy(phase)
            object.__setattr__(one, "sessions", sessions)

            assert standard(phase) == standard(one) == dumps(one)

    @pytest.mark.parametrize("one", ["text", None, 1, Span, {"type": "Span"}])
    def test_no_object_of_ours(self, one):
        """What is no object of the library has no writer."""
        assert write(one) is None


class TestKeeping:
    """Texts are kept of what belongs to no person, up to a bound."""

    @fewer
    @given(PEOPLE, strategies.days)
    def test_nothing_of_a_person(self, person, on):
        """
        What is kept is knowledge.

        No rule is that somebody's answers or letters are in, no question that was made for a
        complaint, and no rule ruled out by what somebody said of several questions.
        """
        dumps(screen(person, on))
        dumps(outline_plan(person, on=on))

        for _, one in kept():
            assert isinstance(one, Record | Argument | FiredRule | RuledOut)
            if isinstance(one, FiredRule):
                assert () == (*one.findings, *one.clearances, *one.question_ids)
            if isinstance(one, RuledOut):
                assert 1 == len(one.question_ids)
            if isinstance(one, Question):
                assert one.triggers

    def test_no_private_text(self):
        """A reason for lifting a rule is in no text that is kept; nor for one for everyone."""
        rules = [
            one.id
            for one in CATALOG.contraindications.values()
            if one.applies_to is AppliesTo.EVERYONE
        ]
        person = Intake(
            complaints=["lower-back-pain"],
            present=["anticoagulant-therapy"],
            clearances=[
                Clearance(id, by=by, reason=PRIVATE)
                for id in (*rules, "anticoagulant-therapy")
                for by in ("prescriber", "therapist")
            ],
        )
        found = screen(person)
        lifted = [one for one in (*found.fired, *found.general) if one.clearances]

        assert len(lifted) > 1
        assert PRIVATE in dumps(found)
        assert PRIVATE in dumps(outline_plan(no_to_rest(person)))
        assert [] == [text for text, _ in kept() if PRIVATE in text]

    def test_knowledge_is_kept(self):
        """A second plan finds the texts of all its records and arguments."""
        dumps(planned("anticoagulant-therapy"))
        there = {id(one) for _, one in kept()}
        shared = [one for one in parts(planned(pain=3)) if isinstance(one, Record | Argument)]

        assert len(shared) > 100
        assert [] == [one for one in shared if id(one) not in there]

    @given(st.lists(st.text("é", max_size=12), max_size=40), st.integers(0, 30))
    @example(["é", "é", "ééé"], 2)
    def test_bound(self, texts, most):
        """No more characters are ever kept than the bound; what fits and came last is kept."""
        store = Kept(most)
        written = store.writer(lambda one: one[0])
        for one in [[text] for text in texts]:
            assert one[0] == written(one)

            held = {key: text for key, (text, _) in store._texts.items()}
            assert store.characters == sum(map(len, held.values())) <= most
            assert (len(one[0]) <= most) == (id(one) in held)

    def test_written_at_once(self):
        """An object that two threads write at once is kept once, and counted once."""
        store, one, asked = Kept(10), ["ab"], []

        def slow(one):
            asked.append(one)
            return written(one) if len(asked) == 1 else one[0]  # the other thread is faster

        written = store.writer(slow)

        assert "ab" == written(one) == written(one)
        assert (2, 2, 1) == (len(asked), store.characters, len(store))

    def test_bound_of_all(self, monkeypatch):
        """The texts of all classes are under one bound, however many objects are written."""
        monkeypatch.setattr(writing.KEPT, "most", 3000)
        for number in range(200):
            argument = Argument(text=f"T {number}.", citations=[Citation("a")])
            dumps(Indication(**INDICATION, arguments_for=[argument]))
            dumps(OpenQuestion(question=Question(**QUESTION | {"text": f"{number}?"})))

            assert writing.KEPT.characters == sum(len(text) for text, _ in kept())
            assert writing.KEPT.characters <= 3000

    def test_threads(self, monkeypatch):
        """Threads that write at once, with little room, give the bytes that one gives alone."""
        plans = [planned(), planned("anticoagulant-therapy"), planned("osteoporosis")]
        plans += [loads(TreatmentPlan, dumps(one)) for one in plans]
        expected = list(map(standard, plans))
        monkeypatch.setattr(writing.KEPT, "most", 20_000)
        for cls in [one for one in writing._WRITERS if issubclass(one, Model | Vocabulary)]:
            monkeypatch.delitem(writing._WRITERS, cls)  # the threads make the writers, too
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        try:
            with ThreadPoolExecutor(8) as pool:
                told = list(pool.map(lambda _: list(map(dumps, plans)), range(24)))
        finally:
            sys.setswitchinterval(interval)

        assert [expected] * 24 == told
        assert writing.KEPT.characters == sum(len(text) for text, _ in kept()) <= 20_000
