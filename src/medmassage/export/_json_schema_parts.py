"""The parts of a schema: one for each class, field and closed list."""

from collections.abc import Iterable, Mapping
from datetime import date
from inspect import cleandoc
from typing import Any, get_args, get_origin

import attrs

from medmassage.export._field_sentences import sentences
from medmassage.export._json_schema_examples import DATE, OBJECTS, example_id
from medmassage.export._json_schema_words import for_people, for_programs, label, word_label
from medmassage.model.fields import ID, Model
from medmassage.model.intake import Intake
from medmassage.model.matching import Argument
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.record import Review
from medmassage.serialization import FORMAT, to_dict
from medmassage.vocabulary import REQUIRED_DISCLAIMERS, Vocabulary

Plain = dict[str, Any]

_PLAIN: dict[Any, Plain] = {
    bool: {"type": "boolean"},
    date: {
        "type": "string",
        "format": "date",
        # `format` alone is a remark to many validators.
        "pattern": "^(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        "examples": [DATE],
    },
    float: {"type": "number"},
    int: {"type": "integer"},
    str: {"type": "string"},
}

_AT_LEAST_ONE = {
    (Argument, "citations"),
    (Intake, "complaints"),
    (Review, "reasons"),
    (Withheld, "next_steps"),
}
"""Lists that are never empty, whatever the other fields hold: their classes say so as a rule."""

# Not in the field itself, where makers of types would read it as another type.
_WITH_NOTICES: Plain = {
    "dependentSchemas": {
        "disclaimers": {
            "properties": {
                "disclaimers": {
                    "type": "array",
                    "allOf": [
                        {"contains": {"type": "object", "properties": {"id": {"const": one.value}}}}
                        for one in sorted(REQUIRED_DISCLAIMERS)
                    ],
                }
            }
        }
    }
}
"""No plan and no refusal without its notices."""

_MAJOR = FORMAT.partition(".")[0]


class Definitions:
    """The definitions that a schema refers to, made as they are asked for."""

    def __init__(self, *, for_forms: bool) -> None:
        """
        Begin with none.

        Args:
            for_forms: True: every field and word has a label. False: none has, since makers of
                types take each label for the name of a type.
        """
        self._for_forms = for_forms
        self._made: dict[str, Plain] = {}

    def by_name(self) -> dict[str, Plain]:
        """All that were asked for, and what they refer to, by name."""
        return {name: self._made[name] for name in sorted(self._made)}

    def refer(self, cls: type[Model] | type[Vocabulary]) -> Plain:
        """Refer to the definition of an object inside a document, or of a closed list."""
        name = cls.__name__
        if name not in self._made:
            self._made[name] = {}
            self._made[name] = self._words(cls) if issubclass(cls, Vocabulary) else self.inner(cls)
        return _ref(name)

    def refer_to_document(self, cls: type[Model]) -> Plain:
        """Refer to the definition of a whole document, which must say its `type`."""
        name = f"{cls.__name__}Document"
        made = self.document(cls)
        required = ["type", *made.pop("required", ())]
        self._made[name] = {**made, "title": name, "required": required}
        return _ref(name)

    def document(self, cls: type[Model]) -> Plain:
        """The schema of a whole document: the object with its `type` and `format`."""
        name = cls.__name__
        made = self.inner(cls)
        head = {
            "type": {
                **self._titled("Type of document"),
                "description": "The class of the object.",
                "type": "string",
                "const": name,
                "default": name,
            },
            "format": {
                **self._titled("Format of document"),
                "description": f"The version of the form; every {_MAJOR}.x can be read.",
                "type": "string",
                "pattern": rf"^{_MAJOR}\.[0-9]+$",
                "default": FORMAT,
            },
        }
        # A form begins with what is asked, a type with what tells it from others.
        both = (made["properties"], head) if self._for_forms else (head, made["properties"])
        made["properties"] = {**both[0], **both[1]}
        if name in OBJECTS:
            top = {"type": name, "format": FORMAT}
            made["examples"] = [{**top, **one} for one in OBJECTS[name]]
        return made

    def inner(self, cls: type[Model]) -> Plain:
        """The schema of an object inside a document."""
        fields = _fields(cls)
        required = [one.name for one in fields if one.default is attrs.NOTHING]
        examples = OBJECTS.get(cls.__name__)
        return {
            "title": cls.__name__,
            **self._described(_paragraphs(cls), fields),
            "type": "object",
            "properties": {one.name: self._property(cls, one) for one in fields},
            **({"required": required} if required else {}),
            "additionalProperties": False,
            **(_WITH_NOTICES if issubclass(cls, TreatmentPlan | Withheld) else {}),
            **({"examples": examples} if examples else {}),
        }

    def _property(self, cls: type[Model], field: Any) -> Plain:
        value: Plain = self._value(field.type, field)
        # Makers of types copy what has keywords beside `$ref`; forms lose choices inside `allOf`.
        if "$ref" in value and not self._for_forms:
            value = {"allOf": [value]}
        if (cls, field.name) in _AT_LEAST_ONE:
            value["minItems"] = 1
        if field.default is not attrs.NOTHING:
            value["default"] = _default(field.default)
        return {
            **self._titled(label(field.name)),
            **self._described(sentences(cls).get(field.name, ""), _fields(cls)),
            **value,
        }

    def _value(self, of: Any, field: Any) -> Plain:
        """The schema of a value of a type."""
        if get_origin(of) is tuple:
            return {
                "type": "array",
                "items": self._value(get_args(of)[0], field),
                **({"uniqueItems": True} if _drops_repeats(field.converter) else {}),
            }
        if type(None) in get_args(of):
            [inner] = (one for one in get_args(of) if one is not type(None))
            return self._or_null(inner, field)
        if of in _PLAIN:
            bounds = field.metadata.get("bounds", {})
            example = example_id(field.name) if bounds is ID["bounds"] else None
            return {**_PLAIN[of], **bounds, **({"examples": [example]} if example else {})}
        return self.refer(of)

    def _or_null(self, of: Any, field: Any) -> Plain:
        if of in _PLAIN:
            made = self._value(of, field)
            return {**made, "type": [made["type"], "null"]}
        if self._for_forms and issubclass(of, Vocabulary):  # a form makes one list of choices of it
            null = {"const": None, "title": "Not given"}
            return {"type": ["string", "null"], "oneOf": [*_choices(of), null]}
        return {"anyOf": [self.refer(of), {"type": "null", **self._titled("Not given")}]}

    def _words(self, of: type[Vocabulary]) -> Plain:
        text = _paragraphs(of)
        if self._for_forms:
            listed: Plain = {"oneOf": _choices(of)}
        else:
            listed = {"enum": list(of.values())}
            text += "\n\n" + "\n".join(f"- `{one}`: {one.meaning}" for one in of)
        return {"title": of.__name__, **self._described(text), "type": "string", **listed}

    def _titled(self, text: str) -> Plain:
        return {"title": text} if self._for_forms else {}

    def _described(self, text: str, beside: Iterable[Any] = ()) -> Plain:
        if not text:
            return {}
        names = [one.name for one in beside]
        said = for_people(text, names) if self._for_forms else for_programs(text)
        return {"description": said}


def _fields(cls: Any) -> tuple[Any, ...]:
    return tuple(attrs.fields(cls))


def _ref(name: str) -> Plain:
    return {"$ref": f"#/$defs/{name}"}


def _paragraphs(cls: type) -> str:
    """The docstring of a class, one paragraph to a line."""
    parts = cleandoc(cls.__doc__ or "").split("\n\n")
    return "\n\n".join(" ".join(part.split()) for part in parts)


def _choices(of: type[Vocabulary]) -> list[Plain]:
    return [
        {"const": one.value, "title": word_label(one), "description": one.meaning} for one in of
    ]


def _drops_repeats(converter: Any) -> bool:
    """Whether a field's converter leaves out what stands in a list twice."""
    return converter is not None and len(converter(("a", "a"))) == 1


def _default(value: Any) -> Any:
    """A default as it is written."""
    if isinstance(value, attrs.Factory):  # type: ignore[arg-type]
        value = value.factory()
    if isinstance(value, Model):
        written: Mapping[str, Any] = to_dict(value)
        return {key: one for key, one in written.items() if key not in ("type", "format")}
    if isinstance(value, Vocabulary):
        return value.value
    return list(value) if isinstance(value, tuple) else value
