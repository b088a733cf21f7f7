"""The schemas say what `to_dict` writes and what `from_dict` reads, no more and no less."""

from copy import deepcopy
from functools import cache
from typing import Any

import attrs
import pytest
from hypothesis import Phase, given, settings, strategies as st
from jsonschema import Draft202012Validator as Validator

from medmassage.errors import DataError
from medmassage.export.json_schema import bundle, schema
from medmassage.model.intake import Intake
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.serialization import _converter, _fields, _only_required, from_dict, to_dict
from medmassage.vocabulary import REQUIRED_DISCLAIMERS
from model_strategies import CLASSES, FIELDS, named, objects

each_class = pytest.mark.parametrize("cls", CLASSES, ids=named)
fewer = settings(
    max_examples=max(5, settings.default.max_examples // 10),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)

ANSWERS = objects(TreatmentPlan) | objects(Withheld)

PROBES = (
    *(None, True, False, {}, {"no_such": 1}, [None], [1], [[]], [{}]),
    *(-1, 0, 1, 10, 11, 60, 61, 130, 131, 10**7, 10**7 + 1, 10**301, -(10**301), 10**400),
    *(0.5, -0.5, 1e-300, 1e300, -1e300, 1e299),
    *("", " ", "\t\n", "a", "-a", "a-", "A", "a b", "neck-pain", "Two words.", "naïve"),
    *("acute", "left", "lower-back", "light", "proceed", "no-such-word"),
    *("2026-12-31", "2026-02-30", "2026-2-3", "20261231", "0000-01-01", "2026-12-31T00:00"),
)
"""
Values to try anywhere. Two that Python tells apart and JSON does not are left out: 6.0, which is 6
to a schema, and text that ends in a line break, where Python's `$` is not that of JSON Schema.
"""


@cache
def validator(cls: Any) -> Validator:
    """What validates the documents of a class, dates included."""
    return Validator(schema(cls), format_checker=Validator.FORMAT_CHECKER)


@cache
def inside_bundle(name: str) -> Validator:
    """What validates by a definition of the bundle."""
    whole = bundle()
    del whole["anyOf"]
    return Validator({**whole, "$ref": f"#/$defs/{name}"}, format_checker=Validator.FORMAT_CHECKER)


TIDIED_OR_RULES = {"uniqueItems", "minItems", "dependentSchemas"}
"""Keywords for what `from_dict` tidies, and for rules between fields that a schema can say."""


def loosened(node: Any) -> Any:
    """A schema that also allows what `from_dict` tidies, and text that stands for an object."""
    if isinstance(node, list):
        return [loosened(one) for one in node]
    if not isinstance(node, dict):
        return node
    loose = {key: loosened(one) for key, one in node.items() if key not in TIDIED_OR_RULES}
    if (name := str(node.get("$ref")).rpartition("/")[2]) in TAKING_TEXT:
        del loose["$ref"]
        loose["anyOf"] = [{"$ref": node["$ref"]}, TAKING_TEXT[name]]
    return loose


TAKING_TEXT = {
    cls.__name__: schema(cls)["properties"][name]
    for cls in CLASSES
    if (name := _only_required(cls))
}
"""Classes of which one text makes an object, with the schema of the text."""


@cache
def loose(cls: Any) -> Validator:
    """What validates the documents of a class and their short forms."""
    return Validator(loosened(schema(cls)), format_checker=Validator.FORMAT_CHECKER)


def is_read(cls: Any, plain: Any) -> bool:
    """Whether `from_dict` makes an object of it."""
    try:
        from_dict(cls, plain)
    except DataError:
        return False
    return True


class TestWritten:
    """What `to_dict` writes is valid."""

    @each_class
    @fewer
    @given(data=st.data())
    def test_valid(self, cls, data):
        """Every object is valid by the schema of its class and by the bundle."""
        plain = to_dict(data.draw(objects(cls)))

        assert [] == [one.message for one in validator(cls).iter_errors(plain)]
        assert [] == [
            one.message for one in inside_bundle(f"{cls.__name__}Document").iter_errors(plain)
        ]

    @each_class
    @fewer
    @given(data=st.data())
    def test_valid_inside_a_document(self, cls, data):
        """Inside a document an object has neither `type` nor `format`; the bundle has that too."""
        plain = to_dict(data.draw(objects(cls)))
        inner = {key: one for key, one in plain.items() if key not in ("type", "format")}

        assert inside_bundle(cls.__name__).is_valid(inner)
        assert not inside_bundle(cls.__name__).is_valid(plain)

    @fewer
    @given(plain=ANSWERS.map(to_dict))
    def test_valid_by_a_union(self, plain):
        """A plan and a refusal are both valid by the union, and neither without its type."""
        union = validator(TreatmentPlan | Withheld)

        assert union.is_valid(plain)
        assert not union.is_valid({key: one for key, one in plain.items() if key != "type"})

    @fewer
    @given(plain=ANSWERS.map(to_dict), notice=st.sampled_from(sorted(REQUIRED_DISCLAIMERS)))
    def test_no_plan_without_its_notices(self, plain, notice):
        """A plan or a refusal that lacks one required notice is valid by no schema."""
        kept = [one for one in plain["disclaimers"] if one["id"] != notice]
        name = f"{plain['type']}Document"

        assert not validator(TreatmentPlan | Withheld).is_valid(plain | {"disclaimers": kept})
        assert not inside_bundle(name).is_valid(plain | {"disclaimers": kept})


# --- damage -----------------------------------------------------------------------------------


def places(plain: Any) -> Any:
    """Every container in a document, with its keys or indexes."""
    if isinstance(plain, dict):
        yield from ((plain, key) for key in plain)
        for one in plain.values():
            yield from places(one)
    elif isinstance(plain, list):
        yield from ((plain, place) for place in range(len(plain)))
        for one in plain:
            yield from places(one)


@st.composite
def damaged(draw: st.DrawFn, cls: Any) -> Any:
    """A document of a class with one or two changes, most of which make it wrong."""
    plain = deepcopy(to_dict(draw(objects(cls))))
    for _ in range(draw(st.integers(1, 2))):
        inside, at = draw(st.sampled_from(list(places(plain))))
        match draw(st.sampled_from(["change", "drop", "add"])):
            case "change":
                inside[at] = deepcopy(draw(st.sampled_from(PROBES)))
            case "drop":
                del inside[at]
            case "add" if isinstance(inside, dict):
                inside[draw(st.sampled_from(["no_such", "type", "id"]))] = "a"
            case _:
                inside.append(deepcopy(draw(st.sampled_from([*PROBES, *inside]))))
        if not plain:
            break
    return plain


@pytest.fixture(scope="class")
def without_rules_between_fields():
    """Objects are checked field by field alone, which is what a schema can say."""
    with pytest.MonkeyPatch.context() as patch:
        for cls in CLASSES:
            patch.setattr(cls, "_faults", lambda _: iter(()))
        patch.setattr(Intake, "_contradictions", lambda _: [])
        yield


@pytest.mark.usefixtures("without_rules_between_fields")
class TestDamaged:
    """What is valid is read, and what is not valid is refused."""

    @each_class
    @fewer
    @given(data=st.data())
    def test_read_if_valid(self, cls, data):
        """What is valid can be read; beyond it only repeats and text that stands for an object."""
        plain = data.draw(damaged(cls))
        found = is_read(cls, plain)

        assert found or not validator(cls).is_valid(plain)
        assert found == loose(cls).is_valid(plain)

    @each_class
    @fewer
    @given(data=st.data())
    def test_missing_or_unknown(self, cls, data):
        """A required key left out, and a key that the class does not have, are refused by both."""
        plain = to_dict(data.draw(objects(cls)))
        wrong = [{**plain, "no_such": 1}] + [
            {key: value for key, value in plain.items() if key != one.name}
            for one in attrs.fields(cls)
            if one.default is attrs.NOTHING
        ]

        assert not any(is_read(cls, one) or validator(cls).is_valid(one) for one in wrong)


@pytest.mark.parametrize("cls, name", FIELDS, ids=named)
def test_field_by_field(cls, name):
    """Each field takes by itself what its schema allows, and nothing else."""
    reader = _converter("refuse")
    validate = loose(cls)
    wrong = []
    for probe in (*PROBES, *([one] for one in PROBES)):
        _, faults = _fields(reader, cls, {name: probe})
        is_taken = name not in {_field_of(one.where) for one in faults}
        is_allowed = not any(
            one.path and one.path[0] == name for one in validate.iter_errors({name: probe})
        )
        if is_taken != is_allowed and not _is_object(probe):
            wrong.append((probe, is_taken))

    assert [] == wrong


def _field_of(where: str) -> str:
    """The field that a path begins with."""
    return where.partition(".")[0].partition("[")[0]


def _is_object(probe: Any) -> bool:
    """Whether a probe may be an object, of which a rule between its fields may be broken."""
    return {} in (probe, probe[0] if isinstance(probe, list) else None)
