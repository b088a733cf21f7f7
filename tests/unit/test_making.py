"""Classes are made as attrs would make them; `medmassage.model.making`."""

import copy
import inspect
import pickle
import subprocess
import sys
import weakref
from typing import Any

import attrs
import pytest

from medmassage import Citation, Complaint, Intake, Span
from medmassage.export.json_schema import every_class
from medmassage.model import making
from medmassage.model.fields import Model, whole
from medmassage.model.making import evolve, field, fields, frozen
from medmassage.vocabulary import Stage

CLASSES = every_class()


@frozen(repr=False)
class Made(Model):
    """A class of every sort of field."""

    first: int = field(metadata={})
    """A number."""
    text: str = field(default="", converter=str.strip, kw_only=True, metadata={})
    """A text."""
    parts: tuple[int, ...] = field(factory=tuple, converter=tuple, kw_only=True, metadata={})
    """Numbers."""


@attrs.frozen
class Twin:
    """The same by attrs."""

    first: int = attrs.field()
    text: str = attrs.field(default="", converter=str.strip, kw_only=True)
    parts: tuple[int, ...] = attrs.field(factory=tuple, converter=tuple, kw_only=True)


class TestAsAttrsSeesIt:
    """To attrs, and to what is built on it, they are attrs classes."""

    @pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
    def test_fields(self, cls):
        """Attrs knows the same fields, in the same order, with the same defaults."""
        seen = attrs.fields(cls)

        assert attrs.has(cls)
        assert [one.name for one in fields(cls)] == [one.name for one in seen]
        for ours, theirs in zip(fields(cls), seen, strict=True):
            assert ours.type == theirs.type
            assert ours.kw_only == theirs.kw_only
            assert ours.repr == theirs.repr
            assert ours.converter is theirs.converter
            assert dict(ours.metadata) == dict(theirs.metadata)
            assert ours.is_required == (theirs.default is attrs.NOTHING)
            if isinstance(theirs.default, attrs.Factory):
                assert ours.usual() == theirs.default.factory()
            elif not ours.is_required:
                assert ours.usual() == theirs.default

    def test_verbs_of_attrs(self):
        """`evolve`, `asdict` and `astuple` work, and go through the checks."""
        one = Complaint("sprain", pain=3)

        assert Complaint("sprain", pain=2) == attrs.evolve(one, pain=2)
        assert 3 == attrs.asdict(one)["pain"]
        assert "sprain" == attrs.astuple(one)[0]
        with pytest.raises(ValueError, match="pain"):
            attrs.evolve(one, pain=11)

    def test_class_of_ones_own_below(self):
        """A class that attrs makes below one of ours has its fields too."""

        @attrs.frozen(kw_only=True)
        class Longer(Span):
            """A span with a unit."""

            unit: str

        one = Longer(low=1, high=2, unit="weeks")

        assert (1, 2, "weeks") == (one.low, one.high, one.unit)
        assert one != Longer(low=1, high=2, unit="days")
        assert one == evolve(Longer(low=1, high=2, unit="days"), unit="weeks")
        assert ["low", "high", "unit"] == [field.name for field in fields(Longer)]
        with pytest.raises(ValueError, match="low"):
            Longer(low="x", high=2, unit="weeks")

    def test_class_of_ones_own_from_the_base(self):
        """A class that attrs makes from the base checks itself and prints itself like ours."""

        @attrs.frozen(kw_only=True, repr=False)
        class Own(Model):
            """A class of somebody else."""

            number: int = attrs.field(metadata=whole(0, 3))
            words: list[str] = attrs.field(factory=list)

        assert "Own(number=2)" == repr(Own(number=2))
        with pytest.raises(ValueError, match="number"):
            Own(number=4)

    def test_plain_class_below(self):
        """A plain class below one of ours is built and compared as its parent, and is not equal."""

        class Named(Citation):
            """A citation by another name."""

        assert Named("x") == Named("x")
        assert Named("x") != Citation("x")
        assert hash(Named("x")) == hash(Named("x"))
        assert "source_id" in inspect.signature(Named).parameters

    def test_base_has_no_fields(self):
        """The bases themselves are no attrs classes, and are built as any object."""
        assert not attrs.has(Model)
        assert ["self", "args", "kwargs"] == list(inspect.signature(Model.__init__).parameters)
        assert Model() != Model()
        assert 2 == len({Model(), Model()})


class TestBuilding:
    """What can be given, and what is refused."""

    def test_arguments(self):
        """The signature is the one that attrs would write, but for what a converter takes."""
        ours, theirs = inspect.signature(Made).parameters, inspect.signature(Twin).parameters

        assert {"first", "text", "parts"} == set(ours)
        assert inspect.Parameter.POSITIONAL_OR_KEYWORD is ours["first"].kind
        for name in ours:
            assert theirs[name].kind is ours[name].kind

    def test_values(self):
        """Converters run on what is given and on defaults; each object has its own new value."""
        assert ("x", (1, 2)) == (Made(1, text=" x ").text, Made(1, parts=[1, 2]).parts)
        assert ("", ()) == (Made(1).text, Made(1).parts)

    @pytest.mark.parametrize(
        "wrong", [(), (1, "x"), (1, 2, 3)], ids=["none", "by place", "too many"]
    )
    def test_wrong_number(self, wrong):
        """Too few and too many values are refused as attrs refuses them."""
        with pytest.raises(TypeError) as theirs:
            Twin(*wrong)
        with pytest.raises(TypeError) as ours:
            Made(*wrong)

        assert type(theirs.value) is type(ours.value)

    def test_unknown_name(self):
        """A field that is not there is refused, by evolve too."""
        with pytest.raises(TypeError, match="secret"):
            Made(1, secret=2)
        with pytest.raises(TypeError, match="secret"):
            evolve(Made(1), secret=2)

    def test_positions_in_a_match_statement(self):
        """Fields that may stand alone match by place."""
        match Complaint("sprain", stage="acute"):
            case Complaint(id, stage=stage):
                assert ("sprain", Stage.ACUTE) == (id, stage)
            case _:
                pytest.fail("it did not match")


class TestObjects:
    """Frozen, compared and hashed by value."""

    ONE = Intake(complaints=[Complaint("sprain", pain=3)], present=["fever-or-systemic-infection"])

    def test_frozen(self):
        """Nothing can be set or deleted, not even something new."""
        for name in ("complaints", "other"):
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                setattr(self.ONE, name, ())
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                delattr(self.ONE, name)

    @pytest.mark.parametrize(
        "again",
        [
            lambda one: pickle.loads(pickle.dumps(one)),  # noqa: S301 - our own
            copy.copy,
            copy.deepcopy,
            evolve,
            lambda one: one.__replace__(),
        ],
        ids=["pickle", "copy", "deepcopy", "evolve", "replace"],
    )
    def test_again(self, again):
        """A copy is equal, hashes alike and prints alike."""
        other = again(self.ONE)

        assert self.ONE == other
        assert hash(self.ONE) == hash(other)
        assert repr(self.ONE) == repr(other)

    @pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
    def test_slots(self, cls):
        """There is no room for anything but the fields, and weak references work."""
        assert "__dict__" not in dir(cls)
        assert {*(one.name for one in fields(cls)), "__weakref__"} == set(cls.__slots__)
        assert self.ONE is weakref.ref(self.ONE)()

    def test_unlike_things(self):
        """Objects of another class are not equal, whatever is in them."""
        assert Made(1) != Twin(1)
        assert Made.__eq__(Made(1), 1) is NotImplemented
        assert len({Made(1), Made(1), Made(2)}) == 2

    @pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
    def test_no_method_knows_its_class(self, cls):
        """No method uses super() or __class__, which would mean the draft that slots replaced."""
        methods = [one for one in vars(cls).values() if inspect.isfunction(one)]

        assert [] == [one.__name__ for one in methods if "__class__" in one.__code__.co_freevars]


def test_written_once():
    """A method is written when it is first asked for, and then stands in the class."""
    program = (
        "from medmassage.model.evidence import Citation as C\n"
        "before = [name in vars(C) for name in ('__init__', '__eq__', '__hash__')]\n"
        "C('x') == C('x'), hash(C('x'))\n"
        "print(before, [name in vars(C) for name in ('__init__', '__eq__', '__hash__')])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert "[False, False, False] [True, True, True]" == done.stdout.strip()


def test_required_after_optional():
    """A field without a default cannot follow one with a default, unless it is named."""

    @frozen(repr=False)
    class Wrong(Model):
        """Out of order."""

        first: int = field(default=1, metadata={})
        second: int = field(metadata={})

    build: Any = Wrong

    with pytest.raises(SyntaxError):
        build(1, 2)


def test_nothing_prints_itself():
    """What stands for no default says so."""
    assert "NOTHING" == repr(making.NOTHING)
