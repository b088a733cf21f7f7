"""What the schemas say beside what is valid, and the files that are shipped."""

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_origin

import attrs
import pytest
from jsonschema import Draft202012Validator as Validator

import medmassage
from medmassage import vocabulary
from medmassage.catalog.kinds import KINDS
from medmassage.errors import DataError, MedMassageError
from medmassage.export import _field_sentences, json_schema
from medmassage.export._json_schema_examples import IDS, OBJECTS
from medmassage.export._json_schema_words import for_people, for_programs, label, word_label
from medmassage.export.json_schema import bundle, schema
from medmassage.model.evidence import Span
from medmassage.model.fields import Model
from medmassage.model.intake import Clearance, Complaint, Finding, Intake
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.serialization import FORMAT, from_dict, to_dict
from medmassage.vocabulary import Region, Side, SourceKind, Stage, Vocabulary
from model_strategies import CLASSES, named, some

FOLDER = Path(json_schema.__file__).parents[1] / "schema"
DATA = FOLDER.parent / "data"
BUNDLE = bundle()
DEFS = BUNDLE["$defs"]
BY_NAME = {cls.__name__: cls for cls in CLASSES}
WORDS = {
    name: one
    for name in dir(vocabulary)
    if isinstance(one := getattr(vocabulary, name), type)
    and issubclass(one, Vocabulary)
    and one is not Vocabulary
}
each_class = pytest.mark.parametrize("cls", CLASSES, ids=named)


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of a schema."""
    if isinstance(node, dict):
        yield node
    for one in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from nodes(one)


def refs(whole: dict[str, Any]) -> set[str]:
    """The names that a schema refers to."""
    return {str(node["$ref"]).removeprefix("#/$defs/") for node in nodes(whole) if "$ref" in node}


class TestSchema:
    """The schema of one class."""

    @each_class
    def test_is_a_schema(self, cls):
        """It keeps the rules of JSON Schema 2020-12, and all that it refers to is in it."""
        made = schema(cls)
        Validator.check_schema(made)

        assert Validator.META_SCHEMA["$id"] == made["$schema"]
        assert refs(made) == set(made.get("$defs", ()))

    @each_class
    def test_names(self, cls):
        """Its title is the name of the class, its id is stable, its text is that of the class."""
        made = schema(cls)

        assert cls.__name__ == made["title"]
        assert f"urn:medmassage:schema:{FORMAT}:{cls.__name__}" == made["$id"]
        assert made["description"]

    @each_class
    def test_keys(self, cls):
        """It has every field, and nothing else but the type and the format of the document."""
        made = schema(cls)
        fields = attrs.fields(cls)

        assert [*(one.name for one in fields), "type", "format"] == list(made["properties"])
        assert [one.name for one in fields if one.default is attrs.NOTHING] == made.get(
            "required", []
        )
        assert made["additionalProperties"] is False

    @each_class
    def test_labels(self, cls):
        """Every field has a label and a sentence for a form, both in plain words."""
        properties = schema(cls)["properties"].values()

        assert all(re.fullmatch(r"[A-Z][A-Za-z ]*", one["title"]) for one in properties)
        assert all(one["description"] for one in properties)
        assert not any(
            re.search(r"`|\b(None|True|False|null)\b", one["description"]) for one in properties
        )

    @each_class
    def test_defaults(self, cls):
        """A default is what `to_dict` writes for a field that was left out."""
        made = schema(cls)
        written = to_dict(some(cls, 1)[0])
        shown = {
            name: one["default"] for name, one in made["properties"].items() if "default" in one
        }
        left_out = {key: one for key, one in written.items() if key not in shown}

        assert set(written) - set(shown) == set(made.get("required", ()))
        assert Validator(made).is_valid(left_out | shown)
        for name in shown.keys() - {"type", "format"}:
            default = getattr(attrs.fields(cls), name).default
            is_made = isinstance(default, attrs.Factory)
            value = default.factory() if is_made else default

            assert json.loads(json.dumps(_plain(value))) == shown[name]

    def test_union(self):
        """A union tells its classes apart by the type that their documents must say."""
        made = schema(TreatmentPlan | Withheld)
        documents = [made["$defs"][f"{name}Document"] for name in ("TreatmentPlan", "Withheld")]

        assert made["title"] == "TreatmentPlan or Withheld"
        assert made["$id"].endswith(":TreatmentPlan-or-Withheld")
        assert [one["properties"]["type"]["const"] for one in documents] == [
            "TreatmentPlan",
            "Withheld",
        ]
        assert all("type" in one["required"] for one in documents)

    def test_words_have_labels(self):
        """Where one word is chosen, each has a label and its meaning; none may be chosen too."""
        made = schema(Complaint)
        stage = made["properties"]["stage"]
        [region] = [one for one in made["$defs"]["Region"]["oneOf"] if one["const"] == "lower-back"]

        assert [*Stage.values(), None] == [one["const"] for one in stage["oneOf"]]
        assert stage["oneOf"][0] == {"const": "acute", "title": "Acute", "description": "fresh"}
        assert stage["oneOf"][-1] == {"const": None, "title": "Not given"}
        assert region["title"] == "Lower back"
        assert region["description"] == Region.LOWER_BACK.meaning

    def test_bounds(self):
        """Numbers, ids, dates and lists say what is allowed."""
        complaint, clearance = schema(Complaint)["properties"], schema(Clearance)["properties"]
        intake = schema(Intake)["properties"]

        assert complaint["pain"] | {"minimum": 0, "maximum": 10} == complaint["pain"]
        assert complaint["condition_id"]["pattern"] == "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"
        assert complaint["regions"]["uniqueItems"] is True
        assert clearance["expires"]["format"] == "date"
        assert intake["complaints"]["minItems"] == 1
        assert "minItems" not in intake["present"]

    def test_is_new(self):
        """Who changes what was given changes nothing for the next."""
        for give in (bundle, lambda: schema(Intake)):
            text = json.dumps(give())
            for node in [*nodes(give())]:
                node.clear()
            for node in [*nodes(give())]:
                for one in node.values():
                    if isinstance(one, list):
                        one.clear()

            assert text == json.dumps(give())

    @pytest.mark.parametrize("cls", [int, "Intake", Model, Intake | None, Stage], ids=str)
    def test_refuses(self, cls):
        """What is no class of ours has no schema."""
        with pytest.raises(DataError, match="expected a class of medmassage"):
            schema(cls)

    def test_without_source(self, monkeypatch):
        """Where the source of a class cannot be read, sentences are left out and all else stays."""

        def fail(_: object) -> str:
            raise OSError

        monkeypatch.setattr(inspect, "getsource", fail)
        _field_sentences._in_source.cache_clear()
        made = schema(Span)
        _field_sentences._in_source.cache_clear()

        assert "description" not in made["properties"]["low"]
        assert made["properties"]["low"]["title"] == "Low"

    @each_class
    def test_never_empty(self, cls):
        """A list that no object of the class has empty must have a member."""
        lists = [one.name for one in attrs.fields(cls) if get_origin(one.type) is tuple]
        objects = some(cls, 10) if lists else []
        never_empty = {
            name
            for name in lists
            if all(
                f"{name}: expected at least one" in _told(cls, to_dict(one) | {name: []})
                for one in objects
            )
        }
        properties = schema(cls)["properties"]

        assert never_empty == {name for name in lists if "minItems" in properties[name]}


def _plain(value: Any) -> Any:
    """A default as plain data."""
    if isinstance(value, Model):
        return {key: one for key, one in to_dict(value).items() if key not in ("type", "format")}
    return value


def _told(cls: type, plain: Any) -> str:
    """What is said of a document that does not fit."""
    try:
        from_dict(cls, plain)
    except MedMassageError as error:
        return str(error)
    return ""


class TestWords:
    """How fields and words are called in a form."""

    @pytest.mark.parametrize(
        "name, expected",
        [
            ("condition_id", "Condition"),
            ("impairment_ids", "Impairments"),
            ("session_minutes", "Session minutes"),
            ("age_years", "Age in years"),
            ("present", "Answered yes"),
            ("mcids", "MCIDs"),
            ("id", "Id"),
        ],
    )
    def test_label(self, name, expected):
        """Ids are called by what they stand for."""
        assert expected == label(name)

    def test_word_label(self):
        """Words lose their hyphens, short forms keep their capitals."""
        assert word_label(Region.FRONT_OF_NECK) == "Front of neck"
        assert word_label(SourceKind.RCT) == "RCT"

    def test_for_people(self):
        """A sentence in a form calls other fields by their labels; values stand as they are."""
        text = "Those of `absent` at `no-pressure`; None: none, True: all."

        assert (
            for_people(text, ["absent"])
            == 'Those of "Answered no" at no-pressure; empty: none, yes: all.'
        )
        assert for_people("None: not given.", []) == "Empty: not given."

    def test_for_programs(self):
        """A sentence in a type keeps names and says null, true and false."""
        assert (
            for_programs("Those of `absent`; None: none, False: all.")
            == "Those of `absent`; null: none, false: all."
        )


class TestExamples:
    """Examples can be used as they stand."""

    @pytest.mark.parametrize("name", OBJECTS)
    def test_objects(self, name):
        """An example is valid and can be read, with its type and format or without."""
        made = schema(BY_NAME[name])
        validator = Validator(made, format_checker=Validator.FORMAT_CHECKER)

        assert made["examples"]
        for one in made["examples"]:
            validator.validate(one)

            assert isinstance(from_dict(BY_NAME[name], one), BY_NAME[name])
        assert [*DEFS[name]["examples"]] == [
            {key: value for key, value in one.items() if key not in ("type", "format")}
            for one in made["examples"]
        ]

    def test_of_fields(self):
        """An example of a field is valid for it."""
        for node in nodes(DEFS):
            for one in node.get("examples", ()) if node.get("type") != "object" else ():
                Validator(node, format_checker=Validator.FORMAT_CHECKER).validate(one)

    def test_ids_exist(self):
        """Ids in examples are those of the shipped records."""
        catalog = medmassage.default_catalog()
        known = {
            id
            for kind in catalog.__dir__()
            if isinstance(index := getattr(catalog, kind, None), medmassage.Index)
            for id in index
        }
        ids = {
            value
            for node in nodes([IDS, OBJECTS])
            for key, value in node.items()
            if key in IDS or key.endswith("_id")
            if isinstance(value, str)
        }

        assert ids
        assert set() == ids - known

    def test_used(self):
        """Each id stands in some schema."""
        used = {one for node in nodes(DEFS) for one in node.get("examples", ()) if type(one) is str}

        assert set(IDS.values()) <= used

    def test_intake(self):
        """The example of an intake can be screened."""
        [example] = schema(Intake)["examples"]

        assert medmassage.screen(from_dict(Intake, example)).decision


class TestData:
    """The form of a record is that of the class."""

    @pytest.mark.parametrize("kind", KINDS)
    def test_records_are_valid(self, kind):
        """Each record of the shipped data files is valid by the bundle."""
        whole = bundle()
        del whole["anyOf"]
        rows = {"type": "array", "items": {"$ref": f"#/$defs/{KINDS[kind].__name__}"}}
        text = (DATA / f"{kind}.json").read_text(encoding="utf-8")

        Validator({**whole, **rows}).validate(json.loads(text))


class TestBundle:
    """One schema of all classes."""

    def test_is_a_schema(self):
        """It keeps the rules of JSON Schema 2020-12, and all that it refers to is in it."""
        Validator.check_schema(BUNDLE)

        assert refs(BUNDLE) <= set(DEFS)
        assert BUNDLE["$id"] == f"urn:medmassage:schema:{FORMAT}"

    def test_has_every_class(self):
        """Every class alone and as a document, every closed list, and nothing else."""
        documents = {f"{name}Document" for name in BY_NAME}

        assert documents == refs({"anyOf": BUNDLE["anyOf"]})
        assert documents | set(BY_NAME) | set(WORDS) == set(DEFS)

    def test_words(self):
        """A closed list has its words in order, and says what each means."""
        for name, one in WORDS.items():
            assert list(one.values()) == DEFS[name]["enum"]
            assert all(f"- `{word}`: {word.meaning}" in DEFS[name]["description"] for word in one)

    def test_titles(self):
        """Only definitions have a title, which is their name: it becomes the name of a type."""
        titles = [node["title"] for node in nodes(BUNDLE) if isinstance(node.get("title"), str)]

        assert sorted([*DEFS, BUNDLE["title"]]) == sorted(titles)

    def test_speaks_of_json(self):
        """Sentences say null, true and false."""
        told = [
            node["description"] for node in nodes(BUNDLE) if type(node.get("description")) is str
        ]

        assert any("null" in one for one in told)
        assert not any(re.search(r"\b(None|True|False)\b", one) for one in told)

    def test_inner_is_document_without_head(self):
        """An object inside a document is the document without its type and format."""
        for name in BY_NAME:
            document = DEFS[f"{name}Document"]["properties"]

            assert ["type", "format"] == [*document][:2]
            assert DEFS[name]["properties"] == {
                key: one for key, one in document.items() if key not in ("type", "format")
            }


# --- the shipped files --------------------------------------------------------------------------

TYPES = (FOLDER / "medmassage.d.ts").read_text(encoding="utf-8")
INTERFACES = {
    found["name"]: dict(re.findall(r"(?m)^  (\w+)(\??): ", found["body"]))
    for found in re.finditer(r"(?ms)^export interface (?P<name>\w+) \{\n(?P<body>.*?)^\}", TYPES)
}
UNIONS = {
    found["name"]: re.findall(r'"([^"]+)"', found["body"])
    for found in re.finditer(r"(?ms)^export type (?P<name>\w+) =(?P<body>.*?);$", TYPES)
}
COMMENTS = " ".join(re.findall(r"(?m)^ *\* ?(.*)$", TYPES))


class TestShipped:
    """The files in the folder `schema` of the package are those of the classes."""

    def test_bundle(self, tmp_path):
        """`python -m medmassage.export.json_schema` would change nothing."""
        json_schema._write(tmp_path)
        [made] = tmp_path.iterdir()

        assert made.read_bytes() == (FOLDER / made.name).read_bytes()
        assert bundle() == json.loads(made.read_bytes())

    def test_types_have_every_document(self):
        """The types have each class that the bundle leads to, with every field, optional or not."""
        led_to = {"MedMassageDocument"}
        found = refs({"anyOf": BUNDLE["anyOf"]})
        while found - led_to:
            led_to |= found
            found = {name for one in found for name in refs(DEFS[one])}
        fields = {
            name: {key: "" if key in one.get("required", ()) else "?" for key in one["properties"]}
            for name in led_to - {"MedMassageDocument"}
            if (one := DEFS[name])["type"] == "object"
        }

        assert fields == INTERFACES

    def test_types_have_every_word(self):
        """The types have each closed list with its words."""
        assert {name: list(one.values()) for name, one in WORDS.items()} == {
            name: words for name, words in UNIONS.items() if name != "MedMassageDocument"
        }

    def test_types_have_every_sentence(self):
        """The types explain themselves in the words of the bundle."""
        shown = " ".join(COMMENTS.split())
        told = {
            " ".join(node["description"].split())
            for name in [*INTERFACES, *UNIONS]
            for node in nodes(DEFS.get(name, {}))
            if type(node.get("description")) is str
        }

        assert told
        assert set() == {one for one in told if one not in shown}

    def test_types_have_names_of_the_bundle(self):
        """No type was given a number because two had one name."""
        assert set(INTERFACES) | set(UNIONS) == refs(BUNDLE) | {"MedMassageDocument"}


def test_short_names_are_taken_by_one():
    """A class and a closed list never share a name."""
    assert not set(BY_NAME) & set(WORDS)
    assert Finding.__name__ in DEFS
    assert Side.__name__ in DEFS
