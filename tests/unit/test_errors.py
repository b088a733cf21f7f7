"""Each message names what was wrong, where, the value seen, what was expected and the nearest."""

import copy
import pickle

import pytest

from medmassage import errors
from medmassage.errors import (
    CatalogError,
    ContradictionError,
    DataError,
    ExportError,
    Fault,
    MedMassageError,
    MissingDisclaimerError,
    MissingExtraError,
    ModelError,
    NotForScreeningError,
    UnknownIdError,
    did_you_mean,
    nearest,
)

TWO = (Fault("pain", "expected a whole number from 0 to 10, got 11"), Fault("", "empty"))

CASES = {
    "one fault": (
        lambda: ModelError("Complaint", TWO[:1]),
        "Complaint: pain: expected a whole number from 0 to 10, got 11",
    ),
    "two faults": (
        lambda: ModelError("Complaint", TWO),
        "Complaint: 2 faults\n  pain: expected a whole number from 0 to 10, got 11\n  empty",
    ),
    "faults as tuples": (
        lambda: DataError("JSON", [("a[0].b", "missing")]),
        "JSON: a[0].b: missing",
    ),
    "a generator of faults": (lambda: DataError("JSON", (one for one in TWO[1:])), "JSON: empty"),
    "data folder": (
        lambda: CatalogError(
            "data", [Fault("conditions.json sprain name", "required and missing")]
        ),
        "data: conditions.json sprain name: required and missing",
    ),
    "missing notices": (
        lambda: MissingDisclaimerError("TreatmentPlan", ["emergencies", "results-vary"]),
        "TreatmentPlan: disclaimers: required and missing: emergencies, results-vary",
    ),
    "contradiction": (
        lambda: ContradictionError(["fever", "rash"], "present", "absent"),
        "both present and absent: fever, rash; keep one answer",
    ),
    "unknown id": (
        lambda: UnknownIdError("condition", "tendinitis", ["tendonitis"]),
        "no condition 'tendinitis'; did you mean 'tendonitis'?",
    ),
    "unknown id, several near": (
        lambda: UnknownIdError("condition", "pain", ["neck-pain", "hip-pain"]),
        "no condition 'pain'; did you mean 'neck-pain' or 'hip-pain'?",
    ),
    "unknown id, none near": (lambda: UnknownIdError("red flag", "zzz"), "no red flag 'zzz'"),
    "not for screening": (
        lambda: NotForScreeningError(["questions", "red flags"]),
        "this catalog cannot screen: it has no questions, no red flags",
    ),
    "missing extra": (
        lambda: MissingExtraError("tables", "pyarrow"),
        "this needs pyarrow: pip install 'medmassage[tables]'",
    ),
    "export": (lambda: ExportError("no such format"), "no such format"),
}

each_case = pytest.mark.parametrize("make, text", CASES.values(), ids=CASES)


class TestMessages:
    """What a reader sees."""

    @each_case
    def test_text(self, make, text):
        """The whole message."""
        assert text == str(make())

    @each_case
    def test_text_survives_travel(self, make, text):
        """Copied or sent to another process, an error keeps its class and its message."""
        error = make()
        others = [copy.copy(error), copy.deepcopy(error), pickle.loads(pickle.dumps(error))]  # noqa: S301 - ours

        assert [(type(error), text)] * 3 == [(type(other), str(other)) for other in others]

    def test_huge_id_is_not_repeated(self):
        """A pasted novel as id gives a short message."""
        assert len(str(UnknownIdError("condition", "x" * 100_000))) < 200

    def test_long_list_of_faults_is_complete(self):
        """All faults are shown, one a line."""
        error = DataError("JSON", [Fault(f"a[{place}]", "bad") for place in range(1000)])

        assert 1001 == len(str(error).splitlines())

    def test_others_are_told(self):
        """Further unknown ids follow, each with its own nearest, and survive pickling."""
        others = [UnknownIdError("allergen", "nutt", ["tree-nut"])]
        error = UnknownIdError("question", "fevr", ["fever"]).with_others(others)
        text = (
            "no question 'fevr'; did you mean 'fever'?\n"
            "no allergen 'nutt'; did you mean 'tree-nut'?"
        )

        assert text == str(error)
        assert text == str(pickle.loads(pickle.dumps(error)))  # noqa: S301 - ours


class TestFields:
    """What a program reads."""

    @pytest.mark.parametrize(
        "error, fields",
        [
            (ModelError("A", [TWO[0]]), {"class_name": "A", "faults": (TWO[0],)}),
            (DataError("A", TWO), {"where": "A", "faults": TWO}),
            (CatalogError("A", TWO), {"where": "A", "faults": TWO}),
            (MissingDisclaimerError("A", ["b"]), {"class_name": "A", "missing": ("b",)}),
            (ContradictionError(["a"], "b", "c"), {"ids": ("a",), "first": "b", "second": "c"}),
            (UnknownIdError("a", "b", ["c"]), {"kind": "a", "id": "b", "suggestions": ("c",)}),
            (NotForScreeningError(["a"]), {"missing": ("a",)}),
            (MissingExtraError("a", "b"), {"extra": "a", "package": "b"}),
        ],
        ids=lambda value: type(value).__name__,
    )
    def test_fields(self, error, fields):
        """The parts of the message are attributes; lists are tuples."""
        assert fields == {name: getattr(error, name) for name in fields}


class TestTree:
    """What an except clause catches."""

    @pytest.mark.parametrize(
        "cls, parents",
        [
            (ModelError, [ValueError]),
            (MissingDisclaimerError, [ModelError, ValueError]),
            (ContradictionError, [ValueError]),
            (DataError, [ValueError]),
            (CatalogError, [DataError, ValueError]),
            (UnknownIdError, [KeyError, LookupError]),
            (NotForScreeningError, [ValueError]),
            (ExportError, []),
            (MissingExtraError, [ExportError, ImportError]),
        ],
    )
    def test_parents(self, cls, parents):
        """Each error is ours, and is the builtin that a caller would expect."""
        assert all(issubclass(cls, parent) for parent in [MedMassageError, *parents])

    def test_drawn(self):
        """The tree in the module's docstring names every class, and no other."""
        drawn = {
            line.strip(" |-`").split("(")[0].split()[0]
            for line in errors.__doc__.splitlines()
            if "-- " in line or "MedMassageError(" in line
        }
        ours = {
            name
            for name, value in vars(errors).items()
            if isinstance(value, type) and issubclass(value, MedMassageError)
        }

        assert ours == drawn


class TestNearest:
    """What is offered instead of a mistyped word."""

    WORDS = ("neck-pain", "knee-pain", "tendonitis", "tennis-elbow", "left", "right")

    @pytest.mark.parametrize(
        "typed, first",
        [
            ("neck-pian", "neck-pain"),
            ("Neck Pain", "neck-pain"),
            ("NECK-PAIN", "neck-pain"),
            ("neck_pain", "neck-pain"),
            ("  neck   pain ", "neck-pain"),
            ("tendinitis", "tendonitis"),
            ("lfet", "left"),
            ("rigth", "right"),
        ],
    )
    def test_first(self, typed, first):
        """The best comes first, whatever the case, spaces or underscores."""
        assert first == nearest(typed, self.WORDS)[0]

    @pytest.mark.parametrize(
        "typed", ["", "zzzz", "💆", "x" * 100_000, None, 3, 2.5, True, b"left", []]
    )
    def test_none(self, typed):
        """Nothing is offered where nothing is near, nor for what is no text."""
        assert () == nearest(typed, self.WORDS)

    def test_spaces_are_hyphens(self):
        """Words with spaces between them are nearest to the id with hyphens between them."""
        assert "a-b-c-d" == nearest("A b c D", ["abcd", "a-b-c-d"])[0]

    def test_order_of_choices_is_irrelevant(self):
        """A set of choices gives what a list gives."""
        assert nearest("neck-pian", self.WORDS) == nearest("neck-pian", self.WORDS[::-1])
        assert nearest("neck-pian", self.WORDS) == nearest("neck-pian", set(self.WORDS))

    @pytest.mark.parametrize(
        "names, text",
        [([], ""), (["a"], "; did you mean 'a'?"), (["a", "b"], "; did you mean 'a' or 'b'?")],
    )
    def test_did_you_mean(self, names, text):
        """The end of a message; empty where there is nothing to offer."""
        assert text == did_you_mean(names)
