"""What `import medmassage` promises: a short sorted list of documented names, and sound errors."""

import copy
import importlib
import inspect
import pickle
import pkgutil
from collections.abc import Callable, Iterator

import pytest

import medmassage
from medmassage import errors
from medmassage.errors import MedMassageError

MAX_NAMES = 64  # the nouns and verbs of the whole loop of care; about 40 were meant

# Public names that are neither module, class nor function, and the page or class that explains
# them: Python gives such a value no docstring of its own.
EXPLAINED_ELSEWHERE: dict[str, str] = {}

# One instance of every class that we raise. A new error class needs a line here.
EXAMPLES: dict[str, Callable[[], MedMassageError]] = {
    "MedMassageError": lambda: MedMassageError("something is wrong"),
    "ModelError": lambda: errors.ModelError(
        "Complaint", [errors.Fault("pain", "expected a whole number from 0 to 10, got 11")]
    ),
    "MissingDisclaimerError": lambda: errors.MissingDisclaimerError(
        "TreatmentPlan", ["not-medical-advice"]
    ),
    "ContradictionError": lambda: errors.ContradictionError(["fever"], "present", "absent"),
    "DataError": lambda: errors.DataError(
        "intake.json", [errors.Fault("complaints[0].pain", "missing"), errors.Fault("", "empty")]
    ),
    "CatalogError": lambda: errors.CatalogError(
        "data", [errors.Fault("conditions.json", "not found")]
    ),
    "UnknownIdError": lambda: errors.UnknownIdError(
        "condition", "tendinitis", ["tendonitis"], [errors.UnknownIdError("allergen", "nuts")]
    ),
    "NotAnAnswerError": lambda: errors.NotAnAnswerError("site-axilla", "present", "for everyone"),
    "NotForScreeningError": lambda: errors.NotForScreeningError(["questions", "red flags"]),
    "ExportError": lambda: errors.ExportError("no such format"),
    "MissingExtraError": lambda: errors.MissingExtraError("tables", "pyarrow"),
}


def public(names: list[str]) -> list[str]:
    """The names without a leading underscore, in the order given."""
    return [name for name in names if not name.startswith("_")]


class TestNames:
    """`medmassage.__all__` is the public surface."""

    def test_sorted(self):
        """In plain order, so that a new name has one place."""
        assert sorted(medmassage.__all__) == list(medmassage.__all__)

    def test_no_name_twice(self):
        """Each name is there once."""
        assert len(set(medmassage.__all__)) == len(medmassage.__all__)

    def test_few(self):
        """A name that no page uses goes before another comes."""
        assert len(medmassage.__all__) <= MAX_NAMES

    def test_dir_shows_the_same(self):
        """Completion offers what is public and nothing else."""
        assert public(list(medmassage.__all__)) == public(dir(medmassage))

    def test_star_import_works(self):
        """Every name can be loaded together with the others."""
        space: dict[str, object] = {}
        exec("from medmassage import *", space)  # noqa: S102 - what a reader would type

        assert set() == set(medmassage.__all__) - set(space)

    def test_other_names_are_refused(self):
        """A mistyped name is an AttributeError, as for any module."""
        with pytest.raises(AttributeError, match="outline_plna"):
            medmassage.outline_plna  # noqa: B018 - looking it up is the test

    @pytest.mark.parametrize("name", public(list(medmassage.__all__)))
    def test_documented(self, name):
        """Each name has a docstring of its own, not one it inherits."""
        value = getattr(medmassage, name)
        if inspect.isclass(value):
            text = vars(value).get("__doc__")
        elif inspect.ismodule(value) or inspect.isroutine(value):
            text = value.__doc__
        else:
            text = EXPLAINED_ELSEWHERE.get(name)

        assert text
        assert text.strip()


def subclasses(cls: type) -> Iterator[type]:
    """A class and all classes below it that are ours."""
    yield cls
    for child in cls.__subclasses__():
        if child.__module__.partition(".")[0] == "medmassage":
            yield from subclasses(child)


def error_classes() -> dict[str, type]:
    """Every error class by name, wherever in the package it is defined."""
    for module in pkgutil.walk_packages(medmassage.__path__, "medmassage."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return {cls.__name__: cls for cls in subclasses(MedMassageError)}


CLASSES = error_classes()


def state(error: BaseException) -> tuple[object, ...]:
    """All that a caller can see of an error."""
    return type(error), error.args, vars(error), str(error), repr(error)


COPIES = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    **{
        f"pickle-{protocol}": lambda error, protocol=protocol: pickle.loads(  # noqa: S301 - ours
            pickle.dumps(error, protocol)
        )
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
    },
}


class TestErrors:
    """Errors carry facts, and keep them when they travel to another process."""

    def test_every_class_has_an_example(self):
        """EXAMPLES and the error tree list the same classes."""
        assert sorted(CLASSES) == sorted(EXAMPLES)

    @pytest.mark.parametrize("name", sorted(EXAMPLES))
    def test_example_is_of_its_class(self, name):
        """The table names what it builds."""
        assert type(EXAMPLES[name]()) is CLASSES[name]

    @pytest.mark.parametrize("name", sorted(CLASSES))
    def test_named_and_documented(self, name):
        """A class of ours ends in Error and says when it is raised."""
        assert name.endswith("Error")
        assert vars(CLASSES[name]).get("__doc__")

    @pytest.mark.parametrize("name", sorted(EXAMPLES))
    def test_says_something(self, name):
        """The message is a sentence, not a tuple of arguments."""
        text = str(EXAMPLES[name]())

        assert text
        assert not text.startswith("(")

    @pytest.mark.parametrize("duplicate", COPIES.values(), ids=COPIES)
    @pytest.mark.parametrize("name", sorted(EXAMPLES))
    def test_survives_copying(self, name, duplicate):
        """Copying and pickling lose nothing."""
        error = EXAMPLES[name]()

        assert state(error) == state(duplicate(error))
