"""The value objects: what they accept, what they refuse in which words, and what they compute."""

import inspect
from datetime import date, datetime
from typing import Any, get_args, get_origin

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from medmassage.errors import (
    ContradictionError,
    DataError,
    MedMassageError,
    MissingDisclaimerError,
    ModelError,
)
from medmassage.model.condition import Condition
from medmassage.model.course import Phase, PlanPolicy
from medmassage.model.evidence import Citation, Source, Span
from medmassage.model.fields import Model
from medmassage.model.intake import Clearance, Complaint, Finding, Intake
from medmassage.model.matching import Argument, Indication, Place, TechniqueMatch
from medmassage.model.plan import NotTreated, TreatmentPlan, Withheld
from medmassage.model.safety import (
    ClearanceTerms,
    Contraindication,
    Disclaimer,
    Limit,
    Question,
    RedFlag,
)
from medmassage.model.screening import Restriction, Screening
from medmassage.model.session import Session, SessionStep, step_faults
from medmassage.model.technique import Parameter, PressureRange
from medmassage.vocabulary import REQUIRED_DISCLAIMERS, Action, Decision, Region, Side, Vocabulary
from model_strategies import CLASSES, FIELDS, named, objects, simplest, values


def arguments(one: Any) -> dict[str, Any]:
    """What an object was made from."""
    return {field.name: getattr(one, field.name) for field in attrs.fields(type(one))}


def refused(cls: Any, **given_values: Any) -> ModelError:
    """The error that a class raises for the simplest object with some fields replaced."""
    with pytest.raises(ModelError) as caught:
        cls(**arguments(simplest(cls)) | given_values)
    return caught.value


def plain_type(of: Any) -> Any:
    """A field's type without `None`."""
    choices = [one for one in get_args(of) if one is not type(None)]
    return choices[0] if type(None) in get_args(of) else of


ANY = object()
NEVER = [ANY, b"a", {"a": 1}, 1j, ..., int]

# What no field of a type takes, in Python.
WRONG: dict[Any, list[Any]] = {
    bool: [0, 1, "true", "", [], 1.0],
    date: ["2026-01-02", 20260102, datetime(2026, 1, 2), True],  # noqa: DTZ001 - no time belongs there
    float: [True, "2", float("nan"), float("inf"), float("-inf"), []],
    int: [True, False, "3", 3.0, -(10**9), 10**9, [], float("nan")],
    str: ["", " ", 3, True, ["a"]],
    tuple: ["a", "", 3, True, [ANY], [["a"]], {3}, [None], [b"a"]],
    Vocabulary: ["no such word", "", 0, True, ["left"], Vocabulary],
    Model: ["two words", 3, True, [], {}, ()],
}


def wrong_values() -> list[Any]:
    """Each field with each value that its type excludes."""
    found = []
    for cls, name in FIELDS:
        field = getattr(attrs.fields(cls), name)
        of = plain_type(field.type)
        kind = tuple if get_origin(of) is tuple else of
        kind = next((one for one in (Vocabulary, Model) if issubclass(kind, one)), kind)
        numbers = get_args(of)[:1] == (int,)
        fitting = [one for one in WRONG[kind] if not (numbers and one == {3})]
        wrong = [*NEVER, *fitting, *([] if type(None) in get_args(field.type) else [None])]
        found.append(pytest.param(cls, name, wrong, id=f"{cls.__name__}-{name}"))
    return found


class TestEveryField:
    """What holds of each field of each class."""

    @pytest.mark.parametrize("cls, name, wrong", wrong_values())
    def test_refuses_other_types(self, cls, name, wrong):
        """A value of another type is a ModelError that names the field, whatever it is."""
        right = arguments(simplest(cls))
        accepted = []
        for value in wrong:
            try:
                cls(**right | {name: value})
            except ModelError as error:
                if name not in {fault.where.partition("[")[0] for fault in error.faults}:
                    accepted.append(
                        (value if isinstance(value, float | str) else type(value), error)
                    )
            except Exception as error:  # noqa: BLE001 - a fault is told by ModelError and nothing else
                accepted.append((type(value), repr(error)[:200]))
            else:
                accepted.append(
                    (value if isinstance(value, float | str) else type(value), "accepted")
                )

        assert [] == accepted

    @pytest.mark.parametrize(
        "make",
        [
            lambda: Complaint("a", pain=10**5000),
            lambda: Complaint("a", pain=-(10**100)),
            lambda: Complaint(10**5000),
            lambda: Span(10**400),
            lambda: Span(None, -(10**5000)),
        ],
        ids=["pain", "negative pain", "id", "low", "high"],
    )
    def test_refuses_huge_numbers(self, make):
        """A number that Python cannot print or convert is refused like any other."""
        with pytest.raises(ModelError, match="expected") as caught:
            make()

        assert len(str(caught.value)) < 200

    @pytest.mark.parametrize("text", ["\ud800", "well \udfff"])
    def test_refuses_half_letters(self, text):
        """A text that no file can hold is refused when the object is made, not when written."""
        with pytest.raises(ModelError, match="reason: expected"):
            Clearance("a", reason=text)

    @pytest.mark.parametrize(
        "cls, name",
        [
            (cls, name)
            for cls, name in FIELDS
            if "tuple" in str(getattr(attrs.fields(cls), name).type)
        ],
        ids=named,
    )
    def test_takes_lists(self, cls, name):
        """A list does as well as a tuple."""
        one = simplest(cls)
        right = arguments(one)

        assert one == cls(**right | {name: list(right[name])})

    @pytest.mark.parametrize(
        "cls, name",
        [
            (cls, name)
            for cls, name in FIELDS
            if "medmassage.vocabulary" in str(getattr(attrs.fields(cls), name).type)
            or "enum" in str(getattr(attrs.fields(cls), name).type)
        ],
        ids=named,
    )
    @settings(max_examples=3)
    @given(data=st.data())
    def test_takes_plain_words(self, cls, name, data):
        """The text of a word does as well as the member of its list."""
        one = data.draw(objects(cls))
        value = getattr(one, name)
        plain = (
            [word.value for word in value] if isinstance(value, tuple) else value and value.value
        )

        assert one == cls(**arguments(one) | {name: plain})

    @pytest.mark.parametrize("cls", CLASSES, ids=named)
    def test_is_documented(self, cls):
        """The line below a field says what it holds."""
        source = inspect.getsource(cls)
        silent = []
        for field in attrs.fields(cls):
            after = source[source.index(f"\n    {field.name}: ") + 1 :].split('"""')
            if "\n    def " in after[0] or not after[1].strip():
                silent.append(field.name)

        assert [] == silent

    def test_several_faults_at_once(self):
        """A ModelError lists every field that is wrong."""
        with pytest.raises(ModelError) as caught:
            Complaint("A B", stage="accute", pain="3", regions=["nek"], side="lfet")

        assert (
            "Complaint: 5 faults\n"
            "  condition_id: expected an id of lower-case letters, digits and hyphens, got 'A B' "
            "(perhaps 'a-b'; Catalog.search finds ids by name)\n"
            "  stage: 'accute' is not a Stage; did you mean 'acute' or 'subacute'?\n"
            "  pain: expected a whole number of pain from 0 to 10, got '3'\n"
            "  regions: [0] 'nek' is not a Region; did you mean 'neck'?\n"
            "  side: 'lfet' is not a Side; did you mean 'left'?"
        ) == str(caught.value)

    def test_faults_of_parts_are_told_with_their_place(self):
        """Texts that stand for complaints are checked with the intake's other fields."""
        with pytest.raises(ModelError) as caught:
            Intake(complaints=["a", "B C", "D E"], present=["F G"], age_years=200)

        text = str(caught.value)

        assert [] == [part for part in ("Intake", "B C", "D E", "F G", "200") if part not in text]

    @pytest.mark.parametrize(
        "make",
        [
            lambda: Clearance("a", limits=["abdomen"]),
            lambda: Clearance("a", limits=[3]),
            lambda: Intake(complaints=[3]),
            lambda: Intake(complaints=[["a"]]),
            lambda: Intake(complaints=[{"condition_id": "a"}]),
            lambda: Intake(complaints=["a"], present=[Complaint("a")]),
        ],
    )
    def test_wrong_parts(self, make):
        """A part of another class is named by its place."""
        with pytest.raises(ModelError, match=r"(limits|complaints|present): \[0\] expected a"):
            make()

    @pytest.mark.parametrize(
        "typed", ["Größe", "Neck Pain!", "neck_pain", "-neck-", "a/b", "Neck  Pain", "É", "a..b"]
    )
    def test_offered_ids_are_ids(self, typed):
        """What an error offers instead of a mistyped id would be accepted."""
        with pytest.raises(ModelError) as caught:
            Complaint(typed)
        before, _, offered = str(caught.value).partition("perhaps '")
        if offered:
            Complaint(offered.partition("'")[0])

        assert repr(typed) in before

    @pytest.mark.parametrize(
        "make",
        [
            lambda regions: Complaint("a", regions=regions).regions,
            lambda regions: attrs.evolve(simplest(Condition), regions=regions).regions,
        ],
        ids=["Complaint", "Condition"],
    )
    def test_sets_where_order_matters(self, make):
        """A set has no first item, so it is refused, or sorted: never taken in a chance order."""
        words = set(Region.values())
        try:
            found = list(make(words))
        except ModelError:
            found = sorted(words)

        assert sorted(words) == found


UNSORTED = [
    (Intake, "absent"),
    (Intake, "unknown"),
    (Intake, "allergies"),
    (Intake, "present"),
    (Intake, "clearances"),
    (Finding, "regions"),
    (Limit, "regions"),
    (Limit, "technique_ids"),
    (Limit, "positions_avoid"),
    (Restriction, "regions"),
    (ClearanceTerms, "lifted_by"),
    (Question, "triggers"),
    (Question, "implies"),
    (RedFlag, "source_ids"),
    (PlanPolicy, "technique_ids"),
    (Phase, "at_sessions"),
]


class TestCollections:
    """Collections whose order means nothing, and those whose order does."""

    @pytest.mark.parametrize("cls, name", UNSORTED, ids=named)
    @given(data=st.data())
    def test_order_and_repeats_are_irrelevant(self, cls, name, data):
        """Turned round, shuffled, repeated or given as a set: the object is the same."""
        items = list(data.draw(values(cls, name)))
        base = arguments(data.draw(objects(cls)))
        if cls is Intake:
            base |= {"present": (), "absent": (), "unknown": (), "assumed": ()}
        if cls is Limit and name == "regions":
            base |= {"reported": False, "spread": None}
            items = items or ["neck"]
        if cls is ClearanceTerms:
            base |= {"remaining": ()}
        expected = cls(**base | {name: items})

        assert expected == cls(**base | {name: items[::-1]})
        assert expected == cls(**base | {name: data.draw(st.permutations(items * 2))})
        assert expected == cls(**base | {name: set(items)})

    @pytest.mark.parametrize(
        "make",
        [
            lambda items: Complaint("a", regions=items).regions,
            lambda items: attrs.evolve(simplest(SessionStep), regions=items).regions,
            lambda items: (
                Indication(
                    condition_id="a", technique_id="b", support="limited", impairment_ids=items
                ).impairment_ids
            ),
        ],
        ids=["Complaint.regions", "SessionStep.regions", "Indication.impairment_ids"],
    )
    def test_order_is_kept_where_it_means_something(self, make):
        """The first is the main one; a repeat counts once, at its first place."""
        assert ("neck", "back", "foot") == make(["neck", "back", "neck", "foot", "back"])

    def test_clearances_for_one_rule(self):
        """Two letters for one rule that differ in what they leave have one order too."""
        letters = [
            Clearance("a", limits=(Limit(regions=[region]),), reason=reason)
            for region, reason in (("neck", "A."), ("foot", "B."), ("foot", None))
        ]

        assert Intake(complaints=["x"], clearances=letters) == Intake(
            complaints=["x"], clearances=letters[::-1]
        )

    def test_complaints_keep_their_order(self):
        """The first complaint has priority."""
        names = ["c", "a", "b"]

        assert names == [one.condition_id for one in Intake(complaints=names).complaints]


# name: (class, changed fields, what the error says)
INTAKES = {
    "no complaint": (
        Intake,
        {"complaints": []},
        "complaints: expected at least one complaint, got none",
    ),
    "bare string": (
        Intake,
        {"complaints": "neck-pain"},
        (
            "complaints: expected a list of Complaint objects, got the bare string 'neck-pain'; "
            "write ['neck-pain']"
        ),
    ),
    "bare string of ids": (
        Intake,
        {"absent": "fever"},
        "absent: expected a list of ids, got the bare string 'fever'; write ['fever']",
    ),
    "bare string of regions": (
        Complaint,
        {"regions": "neck"},
        "regions: expected a list of Region words, got the bare string 'neck'; write ['neck']",
    ),
    "stray assumption": (
        Intake,
        {"absent": ["b"], "assumed": ["a", "b", "c"]},
        "assumed: expected ids that are also in absent, got a, c",
    ),
    "age": (
        Intake,
        {"age_years": 131},
        "age_years: expected a whole number of years from 0 to 130, got 131",
    ),
    "birth year": (
        Intake,
        {"age_years": 1980},
        "age_years: expected a whole number of years from 0 to 130, got 1980",
    ),
    "pain": (Complaint, {"pain": 11}, "pain: expected a whole number of pain from 0 to 10, got 11"),
    "side": (
        Complaint,
        {"side": "center"},
        "side: 'center' is not a Side; expected one of left, right, both, midline",
    ),
    "stage": (Complaint, {"stage": "Acute"}, "stage: 'Acute' is not a Stage; did you mean 'acute'"),
    "region": (
        Finding,
        {"regions": ["lowerback"]},
        "'lowerback' is not a Region; did you mean 'lower-back'",
    ),
    "therapist without a reason": (
        Clearance,
        {"by": "therapist"},
        "reason: expected a reason, because the therapist lifted the rule",
    ),
    "blank reason": (
        Clearance,
        {"by": "therapist", "reason": " "},
        "reason: expected text, got none",
    ),
    "date with a time": (
        Clearance,
        {"expires": datetime(2026, 1, 2)},  # noqa: DTZ001 - no time belongs there
        "expires: expected a date without a time, got datetime.datetime(2026, 1, 2, 0, 0)",
    ),
    "date as text": (
        Clearance,
        {"expires": "2026-01-02"},
        "expires: expected a date without a time, got '2026-01-02'",
    ),
    "long visit": (
        PlanPolicy,
        {"session_minutes": 100},
        "session_minutes: expected a whole number of minutes from 15 to 90, got 100",
    ),
    "daily visits": (
        PlanPolicy,
        {"sessions_per_week": 7},
        "sessions_per_week: expected a whole number of visits from 1 to 3, got 7",
    ),
}


class TestIntake:
    """What is known of a person."""

    @pytest.mark.parametrize("cls, changed, says", INTAKES.values(), ids=INTAKES)
    def test_invalid(self, cls, changed, says):
        """One fault, in one sentence."""
        error = refused(cls, **changed)

        assert says in str(error)
        assert 1 == len(error.faults)

    @pytest.mark.parametrize(
        "answers, says",
        [
            (
                {"present": ["fever"], "absent": ["fever"]},
                "both present and absent: fever; keep one answer",
            ),
            (
                {"present": ["b", "a"], "unknown": ["a", "b"]},
                "both present and unknown: a, b; keep one answer",
            ),
            (
                {"absent": ["fever"], "unknown": ["fever"]},
                "both absent and unknown: fever; keep one answer",
            ),
            (
                {"present": [Finding("fever", regions=["neck"])], "absent": ["fever"]},
                "both present and absent: fever; keep one answer",
            ),
        ],
    )
    def test_contradiction(self, answers, says):
        """A question has one answer."""
        with pytest.raises(ContradictionError) as caught:
            Intake(complaints=["neck-pain"], **answers)

        assert says == str(caught.value)

    def test_every_contradiction_is_named(self):
        """Several contradictions are told together, of whichever pair."""
        with pytest.raises(ContradictionError) as caught:
            Intake(complaints=["x"], present=["aa"], absent=["aa", "bb"], unknown=["bb"])

        assert "aa" in str(caught.value)
        assert "bb" in str(caught.value)

    def test_no_identity(self):
        """No field could hold a name, an address, a birth date or a number of a person."""
        fields = {one.name for one in attrs.fields(Intake)}

        assert {
            "complaints",
            "present",
            "absent",
            "unknown",
            "allergies",
            "clearances",
            "age_years",
            "assumed",
        } == fields

    def test_text_stands_for_an_object(self):
        """A short text does where an object with one required field is expected."""
        assert Intake(
            complaints=[Complaint("a")], present=[Finding("b")], clearances=[Clearance("c")]
        ) == Intake(complaints=["a"], present=["b"], clearances=["c"])

    def test_a_finding_can_be_at_two_places(self):
        """The same question may be answered for the left shoulder and for the right knee."""
        two = [Finding("b", regions=["shoulder"], side="left"), Finding("b", regions=["knee"])]

        assert set(two) == set(Intake(complaints=["a"], present=two).present)


class TestWithAnswers:
    """More answers to an intake."""

    BASE = Intake(
        complaints=["a"],
        present=["yes-1", Finding("yes-2", side="left")],
        absent=["no-1", "no-2"],
        unknown=["open-1"],
        assumed=["no-2"],
        allergies=["tree-nut"],
        age_years=40,
    )

    @pytest.mark.parametrize(
        "answers, changed",
        [
            ({}, {}),
            ({"new": "yes"}, {"present": ["new", *BASE.present]}),
            ({"new": "no"}, {"absent": ["new", *BASE.absent]}),
            ({"new": "unknown"}, {"unknown": ["new", "open-1"]}),
            (
                {"new": Finding("new", regions=["foot"])},
                {"present": [Finding("new", regions=["foot"]), *BASE.present]},
            ),
            ({"yes-1": "no"}, {"present": BASE.present[1:], "absent": ["yes-1", *BASE.absent]}),
            ({"yes-2": "yes"}, {"present": ["yes-1", "yes-2"]}),
            ({"no-2": "no"}, {"assumed": []}),
            (
                {"no-2": "yes"},
                {"present": ["no-2", *BASE.present], "absent": ["no-1"], "assumed": []},
            ),
            ({"open-1": "no"}, {"unknown": [], "absent": ["open-1", *BASE.absent]}),
            ({"no-1": "unknown"}, {"unknown": ["no-1", "open-1"], "absent": ["no-2"]}),
        ],
        ids=repr,
    )
    def test_replaces(self, answers, changed):
        """An answer replaces an earlier one to the same question, and nothing else changes."""
        assert attrs.evolve(self.BASE, **changed) == self.BASE.with_answers(answers)

    def test_original_stays(self):
        """The intake that was asked is as it was."""
        before = attrs.evolve(self.BASE)
        self.BASE.with_answers({"yes-1": "no", "new": "yes"})

        assert before == self.BASE

    def test_order_of_answers_is_irrelevant(self):
        """A dict has no first answer."""
        answers = {"b": "yes", "a": "no", "c": "unknown", "d": "yes"}
        turned = dict(reversed(answers.items()))

        assert self.BASE.with_answers(answers) == self.BASE.with_answers(turned)

    @pytest.mark.parametrize(
        "answers, says",
        [
            (
                {"a": "maybe", "b": True},
                (
                    "with_answers: 2 faults\n"
                    "  a: expected 'yes', 'no', 'unknown' or a Finding, got 'maybe'\n"
                    "  b: expected 'yes', 'no', 'unknown' or a Finding, got True"
                ),
            ),
            (
                {"a": "Yes"},
                "with_answers: a: expected 'yes', 'no', 'unknown' or a Finding, got 'Yes'",
            ),
            (
                {"a": None},
                "with_answers: a: expected 'yes', 'no', 'unknown' or a Finding, got None",
            ),
            ({"a": Finding("b")}, "with_answers: a: got a Finding of 'b' instead"),
        ],
        ids=repr,
    )
    def test_invalid(self, answers, says):
        """An answer is one of four; all that are not are told."""
        with pytest.raises(ModelError) as caught:
            self.BASE.with_answers(answers)

        assert says == str(caught.value)

    @pytest.mark.parametrize("answers", [{"Open Wound": "no"}, {3: "no"}, {"": "yes"}], ids=repr)
    def test_invalid_ids(self, answers):
        """A question id is an id, whatever the answer."""
        with pytest.raises(ModelError, match="expected an id"):
            self.BASE.with_answers(answers)

    @pytest.mark.parametrize("answers", ["no", ["fever"]], ids=repr)
    def test_no_mapping(self, answers):
        """Anything but a mapping is refused in a sentence."""
        with pytest.raises((TypeError, MedMassageError), match="expected"):
            self.BASE.with_answers(answers)


def step(**changed: Any) -> SessionStep:
    """Ten minutes on the left lower back."""
    return SessionStep(
        **{
            "technique_id": "a",
            "technique_name": "A",
            "part": "main",
            "regions": ["lower-back"],
            "side": "left",
            "minutes": 10,
            "pressure": "moderate",
            "position": "prone",
            "intent": "Ease.",
            **changed,
        }
    )


def match(**changed: Any) -> TechniqueMatch:
    """An accepted technique."""
    return TechniqueMatch(
        **{
            "condition_id": "a",
            "technique_id": "b",
            "technique_name": "B",
            "accepted": True,
            "support": "limited",
            "places": (Place(region="neck", side="left", pressure="light"),),
            **changed,
        }
    )


AGE = {"yes_at_ages": Span(0, 17), "no_at_ages": Span(18, None)}
RULES_BETWEEN_FIELDS = {
    # name: (class, values that are right together, a change that is wrong, what is said)
    "span without ends": (
        Span,
        {"low": 1},
        {"low": None, "high": None},
        "expected at least one end",
    ),
    "span upside down": (
        Span,
        {"low": 1, "high": 1},
        {"low": 2},
        "high: expected at least low (2), got 1",
    ),
    "pressure upside down": (
        PressureRange,
        {"low": "firm", "high": "deep"},
        {"high": "light"},
        "high: expected at least firm, got light",
    ),
    "parameter upside down": (
        Parameter,
        {"low": 1, "high": 2},
        {"low": 3},
        "high: expected at least",
    ),
    "limit without a place": (
        Limit,
        {"regions": ["neck"], "reported": False, "spread": None},
        {"regions": []},
        "regions: expected regions, or reported: true, and not both",
    ),
    "limit with two places": (
        Limit,
        {"regions": [], "reported": True},
        {"regions": ["neck"]},
        "regions: expected regions, or reported: true, and not both",
    ),
    "spread of a fixed place": (
        Limit,
        {"regions": ["neck"], "reported": False, "spread": None},
        {"spread": "whole-limb"},
        "spread: expected only beside reported: true",
    ),
    "what remains of a rule that nobody lifts": (
        ClearanceTerms,
        {"lifted_by": ["prescriber"], "remaining": (Limit(regions=["neck"]),)},
        {"lifted_by": []},
        "remaining: expected none where nobody can lift the rule",
    ),
    "place that no limit uses": (
        Contraindication,
        {"needs_place": True, "limits": (Limit(reported=True),)},
        {"limits": (Limit(regions=["neck"]),)},
        "needs_place: expected a reported limit beside it",
    ),
    "emergency that is lifted": (
        Contraindication,
        {"action": "refer", "clearance": ClearanceTerms(lifted_by=["prescriber"], terms="T.")},
        {"action": "emergency"},
        "clearance: expected that nobody lifts a rule that says emergency",
    ),
    "red flag that postpones": (
        RedFlag,
        {"action": "refer"},
        {"action": "postpone"},
        "action: expected refer, refer-urgently or emergency, got postpone",
    ),
    "emergency that is advice": (
        RedFlag,
        {"action": "refer", "decides_whole_session": False},
        {"action": "emergency"},
        "decides_whole_session: emergency always decides the whole session",
    ),
    "age that is both": (Question, AGE, {"no_at_ages": Span(17, None)}, "at_ages"),
    "argument without a source": (
        Argument,
        {"citations": (Citation("a"),)},
        {"citations": ()},
        "citations: expected at least one source, got none",
    ),
    "accepted nowhere": (
        TechniqueMatch,
        arguments(match()),
        {"places": ()},
        "accepted: expected places and no reason against it",
    ),
    "accepted and blocked": (
        TechniqueMatch,
        arguments(match()),
        {"blocked_by": ["fever"]},
        "accepted: expected places and no reason against it",
    ),
    "rejected without a reason": (
        TechniqueMatch,
        arguments(match(accepted=False, places=(), reason="Closed.")),
        {"reason": None},
        "accepted: expected a reason and no places for a rejected technique",
    ),
    "rejected with a place": (
        TechniqueMatch,
        arguments(match(accepted=False, places=(), reason="Closed.")),
        {"places": match().places},
        "accepted: expected a reason and no places for a rejected technique",
    ),
    "minutes": (
        Session,
        {"minutes": 30, "talk_before": 15, "talk_after": 5, "steps": (step(),)},
        {"talk_after": 6},
        "minutes: expected talk and steps to add up to 30, got 15 + 10 + 6",
    ),
    "plan of a stopped screening": (
        TreatmentPlan,
        {},
        {"screening": attrs.evolve(simplest(Screening), decision="refer")},
        "screening: refer leaves no plan",
    ),
    "ready plan of an incomplete screening": (
        TreatmentPlan,
        {"status": "ready", "screening": attrs.evolve(simplest(Screening), decision="proceed")},
        {"screening": attrs.evolve(simplest(Screening), decision="incomplete")},
        "status: expected provisional, got ready",
    ),
    "withheld for nothing": (
        Withheld,
        {
            "not_treated": (NotTreated(condition_id="a", complaint_index=0, reason="Closed."),),
            "reasons": (),
            "screening": attrs.evolve(simplest(Screening), decision="proceed"),
        },
        {"not_treated": ()},
        "not_treated: expected the complaints that are closed",
    ),
    "withheld for a complaint that nobody has": (
        Withheld,
        {},
        {"not_treated": (NotTreated(condition_id="a", complaint_index=9, reason="Closed."),)},
        "not_treated: expected a at intake.complaints[9], got none",
    ),
    "withheld without a next step": (
        Withheld,
        {"next_steps": ["Call."]},
        {"next_steps": []},
        "next_steps: expected at least one",
    ),
    "withheld without an action": (
        Withheld,
        {"action": "postpone"},
        {"action": "none"},
        "action: expected one of emergency, refer-urgently, refer, obtain-clearance, postpone, got",
    ),
}


class TestRulesBetweenFields:
    """What is wrong only together."""

    @pytest.mark.parametrize(
        "cls, right, wrong, says", RULES_BETWEEN_FIELDS.values(), ids=RULES_BETWEEN_FIELDS
    )
    def test_rule(self, cls, right, wrong, says):
        """The right neighbor is accepted, the wrong one refused in a sentence."""
        base = arguments(simplest(cls)) | right
        cls(**base)

        with pytest.raises(ModelError) as caught:
            cls(**base | wrong)

        assert says in str(caught.value)

    @pytest.mark.parametrize("cls", [TreatmentPlan, Withheld], ids=named)
    @pytest.mark.parametrize("missing", sorted(REQUIRED_DISCLAIMERS))
    def test_every_required_notice(self, cls, missing):
        """Without any one of the required notices neither a plan nor a refusal can be built."""
        base = arguments(simplest(cls))
        base["disclaimers"] = tuple(one for one in base["disclaimers"] if one.id != missing)

        with pytest.raises(MissingDisclaimerError) as caught:
            cls(**base)

        assert (missing,) == caught.value.missing
        assert f"{cls.__name__}: disclaimers: required and missing: {missing}" == str(caught.value)

    @pytest.mark.parametrize("cls", [TreatmentPlan, Withheld], ids=named)
    def test_notices_of_two_languages(self, cls):
        """All notices are in one language."""
        base = arguments(simplest(cls))
        first, *rest = base["disclaimers"]
        base["disclaimers"] = (attrs.evolve(first, language="fr"), *rest)

        with pytest.raises(MissingDisclaimerError, match="one language"):
            cls(**base)

    def test_blank_notice(self):
        """A notice has a text."""
        notice = simplest(Disclaimer)

        with pytest.raises(ModelError, match="text: expected text, got none"):
            attrs.evolve(notice, text=" ")

    @pytest.mark.parametrize(
        "decision, action",
        [
            (Decision.EMERGENCY, Action.POSTPONE),
            (Decision.EMERGENCY, Action.REFER_URGENTLY),
            (Decision.REFER, Action.OBTAIN_CLEARANCE),
        ],
    )
    def test_refusal_is_not_milder_than_its_screening(self, decision, action):
        """An emergency cannot be written down as a new appointment."""
        base = arguments(simplest(Withheld))
        base["screening"] = attrs.evolve(base["screening"], decision=decision)

        with pytest.raises(ModelError, match="action"):
            Withheld(**base | {"action": action})


LIMIT = Restriction(rule_id="r", regions=["back"])
STEPS = {
    # name: (step, restriction, what is said; None: it keeps it)
    "no limit at all": (step(), LIMIT, None),
    "elsewhere": (step(), attrs.evolve(LIMIT, regions=["neck"], pressure_cap="no-pressure"), None),
    "other side": (step(), attrs.evolve(LIMIT, side="right", pressure_cap="no-pressure"), None),
    "closed": (step(), attrs.evolve(LIMIT, pressure_cap="no-pressure"), "r closes lower-back"),
    "closed on this side": (
        step(),
        attrs.evolve(LIMIT, side="left", pressure_cap="no-pressure"),
        "r closes lower-back",
    ),
    "closed on the midline": (
        step(),
        attrs.evolve(LIMIT, side="midline", pressure_cap="no-pressure"),
        "r closes lower-back",
    ),
    "closed on one side of two": (
        step(side="both"),
        attrs.evolve(LIMIT, side="right", pressure_cap="no-pressure"),
        "r closes lower-back",
    ),
    "a part is closed": (
        step(),
        attrs.evolve(LIMIT, regions=["flank"], pressure_cap="no-pressure"),
        "r closes flank",
    ),
    "the closed part is left out": (
        step(except_regions=["flank"]),
        attrs.evolve(LIMIT, regions=["flank"], pressure_cap="no-pressure"),
        None,
    ),
    "the cap is kept": (step(), attrs.evolve(LIMIT, pressure_cap="moderate"), None),
    "the cap is broken": (
        step(),
        attrs.evolve(LIMIT, pressure_cap="light"),
        "r allows at most light at lower-back",
    ),
    "the technique is blocked": (
        step(),
        attrs.evolve(LIMIT, technique_ids=["a", "b"]),
        "r blocks a at lower-back",
    ),
    "another technique is blocked": (step(), attrs.evolve(LIMIT, technique_ids=["b"]), None),
    "the position is avoided": (
        step(),
        attrs.evolve(LIMIT, positions_avoid=["prone"]),
        "r rules out prone",
    ),
    "the position is avoided for a place elsewhere": (
        step(),
        attrs.evolve(LIMIT, regions=["abdomen"], positions_avoid=["prone"]),
        "r rules out prone",
    ),
    "nothing is touched": (step(except_regions=["trunk"]), LIMIT, "touches no region"),
}


class TestSteps:
    """Hands-on work within limits."""

    @pytest.mark.parametrize("one, limit, says", STEPS.values(), ids=STEPS)
    def test_step_faults(self, one, limit, says):
        """How a step breaks a restriction, in a sentence."""
        assert ([] if says is None else [says]) == list(step_faults(one, [limit]))

    @pytest.mark.parametrize("one, limit, says", STEPS.values(), ids=STEPS)
    def test_plan_keeps_its_restrictions(self, one, limit, says):
        """No plan can be built that breaks what its own screening says."""
        base = arguments(simplest(TreatmentPlan))
        base["screening"] = attrs.evolve(base["screening"], restrictions=(limit,))
        session = Session(number=1, week=1, minutes=30, talk_before=10, talk_after=10, steps=(one,))
        phase = simplest(Phase)
        base["phases"] = (attrs.evolve(phase, sessions=(session,)),)

        if says is None:
            assert (session,) == TreatmentPlan(**base).sessions
        else:
            with pytest.raises(ModelError, match=f"session 1, step 1: {says}"):
                TreatmentPlan(**base)

    @pytest.mark.parametrize(
        "regions, except_regions, touched",
        [
            (["knee"], [], {"knee", "back-of-knee"}),
            (["knee"], ["back-of-knee"], {"knee"}),
            (["knee"], ["leg"], set()),
            (["lower-leg", "foot"], ["calf"], {"lower-leg", "foot"}),
            (["back"], ["lower-back"], {"back", "upper-back", "mid-back"}),
        ],
    )
    def test_touches(self, regions, except_regions, touched):
        """A step touches its regions and all that lies in them, except what is left out."""
        assert touched == set(step(regions=regions, except_regions=except_regions).touches())


class TestScreening:
    """Reading a screening's restrictions."""

    LIMITS = (
        Restriction(rule_id="a", regions=["back"], pressure_cap="moderate", side="left"),
        Restriction(rule_id="b", regions=["lower-back"], pressure_cap="light"),
        Restriction(rule_id="c", regions=["flank"], pressure_cap="no-pressure", side="right"),
        Restriction(rule_id="d", regions=["foot"], positions_avoid=["prone", "seated"]),
        Restriction(rule_id="e", positions_avoid=["prone"]),
    )
    SCREENING = Screening(
        decision="proceed-with-precautions",
        restrictions=LIMITS,
        catalog_version="1",
        catalog_digest="d",
    )

    @pytest.mark.parametrize(
        "region, side, cap, rules",
        [
            ("upper-back", "left", "moderate", "a"),
            ("upper-back", "right", None, ""),
            ("upper-back", "both", "moderate", "a"),
            ("upper-back", "midline", "moderate", "a"),
            ("upper-back", None, "moderate", "a"),
            ("lower-back", "left", "light", "ab"),
            ("flank", "left", "light", "ab"),
            ("flank", "right", "no-pressure", "bc"),
            ("flank", None, "no-pressure", "abc"),
            ("foot", "left", None, "d"),
            ("trunk", "left", None, ""),
            (Region.BACK, Side.LEFT, "moderate", "a"),
        ],
    )
    def test_at_a_place(self, region, side, cap, rules):
        """All restrictions on a place and what it lies in bind; the strictest cap wins."""
        assert rules == "".join(one.rule_id for one in self.SCREENING.binding_at(region, side))
        assert cap == self.SCREENING.cap_at(region, side)

    def test_positions(self):
        """A position to avoid is avoided wherever the work is."""
        assert ("prone", "seated") == self.SCREENING.positions_avoid

    @pytest.mark.parametrize(
        "ask",
        [
            lambda: TestScreening.SCREENING.cap_at("lowerback"),
            lambda: TestScreening.SCREENING.binding_at("lowerback", "left"),
            lambda: TestScreening.LIMITS[0].covers("lowerback"),
        ],
    )
    def test_mistyped_region(self, ask):
        """A mistyped place is no place without limits: it raises, with the nearest."""
        with pytest.raises(MedMassageError, match=r"lowerback.*did you mean 'lower-back'"):
            ask()

    def test_mistyped_side(self):
        """Nor is a mistyped side."""
        with pytest.raises(MedMassageError, match=r"lfet.*did you mean 'left'"):
            self.SCREENING.cap_at("neck", "lfet")


class TestSmallValues:
    """What the small objects compute."""

    @pytest.mark.parametrize(
        "span, inside, outside, text",
        [
            (Span(2, 4), [2, 3.5, 4], [1.99, 4.01], "2 to 4"),
            (Span(2, 2), [2], [1, 3], "2"),
            (Span(None, 4), [-100, 4], [4.5], "up to 4"),
            (Span(2.5, None), [2.5, 1e9], [2.4], "from 2.5"),
            (Span(0, 0), [0], [0.1], "0"),
        ],
        ids=repr,
    )
    def test_span(self, span, inside, outside, text):
        """Both ends belong to it; None leaves an end open."""
        assert all(value in span for value in inside)
        assert not any(value in span for value in outside)
        assert text == str(span)

    @pytest.mark.parametrize(
        "number, text", [(1_000_000, "1000000"), (1234567, "1234567"), (0.125, "0.125"), (-3, "-3")]
    )
    def test_span_prints_numbers_in_full(self, number, text):
        """Large numbers are not rounded or written with an exponent."""
        assert text == str(Span(number, number))

    @pytest.mark.parametrize(
        "known, address",
        [
            ({"doi": "10.1/x", "pmid": "1", "url": "u"}, "https://doi.org/10.1/x"),
            ({"pmid": "1", "pmcid": "PMC2"}, "https://pubmed.ncbi.nlm.nih.gov/1/"),
            ({"pmcid": "PMC2", "url": "u"}, "https://pmc.ncbi.nlm.nih.gov/articles/PMC2/"),
            ({"url": "https://example.org"}, "https://example.org"),
            ({}, None),
        ],
    )
    def test_address(self, known, address):
        """The best address is the one that lasts longest."""
        assert address == Source(id="a", kind="rct", **known).address

    def test_indication_sources(self):
        """An indication names every source that it rests on, once, sorted."""
        one = Indication(
            condition_id="a",
            technique_id="b",
            support="mixed",
            arguments_for=(
                Argument(text="A.", citations=(Citation("c"), Citation("a"))),
                Argument(text="B.", citations=(Citation("a", locator="p. 3"),)),
            ),
            arguments_against=(Argument(text="C.", citations=(Citation("b"),)),),
        )

        assert ("a", "b", "c") == one.source_ids

    def test_clearance_is_the_prescribers_unless_said(self):
        """A bare clearance is a letter."""
        assert "prescriber" == Clearance("a").by


class TestPrinting:
    """What `repr` shows."""

    @pytest.mark.parametrize(
        "one, text",
        [
            (Complaint("neck-pain"), "Complaint('neck-pain')"),
            (
                Complaint("neck-pain", stage="acute", pain=0, regions=["neck"], side="left"),
                "Complaint('neck-pain', stage='acute', pain=0, regions=('neck',), side='left')",
            ),
            (Finding("burn", side="left"), "Finding('burn', side='left')"),
            (
                Clearance("fever", by="therapist", reason="private"),
                "Clearance('fever', by='therapist')",
            ),
            (
                Clearance("fever", expires=date(2026, 1, 2)),
                "Clearance('fever', expires=datetime.date(2026, 1, 2))",
            ),
            (Span(2, None), "Span(2, None)"),
            (Citation("a", locator="p. 3"), "Citation('a', locator='p. 3')"),
            (PressureRange("light", "firm"), "PressureRange('light', 'firm')"),
            (
                Intake(complaints=["a"], absent=["b"]),
                "Intake(complaints=(Complaint('a'),), absent=('b',))",
            ),
            (Source(id="a", kind="rct", title="T"), "Source('a')"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_repr(self, one, text):
        """As it would be written, without what is at its default or private; a record by its id."""
        assert text == repr(one)


def test_data_error_and_model_error_differ():
    """A caller can tell a bad document from a bad call."""
    assert not issubclass(ModelError, DataError)
    assert not issubclass(DataError, ModelError)
