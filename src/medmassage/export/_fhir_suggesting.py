"""What the words of a patient's record sound like: something to ask about, never an answer."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from medmassage.catalog import Catalog
from medmassage.export._fhir_maps import LOINC
from medmassage.export._fhir_record import Concept, Resource
from medmassage.model.reading import Suggestion
from medmassage.rules import rulebook

_RULES = ("contraindications", "red_flags")
_KINDS = {
    "AllergyIntolerance": ("allergens",),
    "Condition": ("conditions", *_RULES),
    "MedicationRequest": _RULES,
    "MedicationStatement": _RULES,
    "Observation": _RULES,
    "Procedure": (*_RULES, "conditions"),
}
"""What the words of each type of resource are compared with."""
_MEDICINES = "regular-medicines"
_LIKELY = 0.6
"""How well words must fit a name, of 1."""
_FEW = 3
"""The most records that one text suggests, ties aside."""
_LETTERS = 5
"""The least letters of a word that suggests something by itself."""
_LARGEST = 10**9
"""A score that is larger is none."""
_LONGEST = 200
"""The most letters of a text that are compared."""


class _Sound(NamedTuple):
    """A record that words sound like."""

    kind: str
    id: str
    why: str


class Suggesting:
    """The suggestions of one reading."""

    def __init__(self, catalog: Catalog) -> None:
        self.found: list[Suggestion] = []
        self._catalog = catalog
        self._asked = rulebook(catalog).brought_by
        self._heard: dict[tuple[str, str], list[_Sound]] = {}
        self._measures = {
            code: measure.id
            for measure in catalog.outcome_measures.values()
            if (code := measure.loinc_code) is not None
        }

    def add(
        self, resource: Resource, concepts: Iterable[Concept], *, counts: bool, known: Iterable[str]
    ) -> None:
        """
        Suggest what a resource sounds like.

        Args:
            resource: The resource.

            concepts: What it is about.

            counts: Whether it says that something is so now.

            known: Ids that were taken from its codes; they are not suggested too.
        """
        if counts and resource.type == "Observation":
            self._score(resource)
        said = dict.fromkeys(known)
        for concept in concepts:
            for sound in self._sounds(resource.type, concept.words()):
                if sound.id not in said:
                    said[sound.id] = None
                    self._suggest(concept.path, sound)
        medicine = counts and resource.type.startswith("Medication")
        if medicine and _MEDICINES in self._catalog.questions and _MEDICINES not in said:
            why = "a medicine that is taken now is in the record"
            self._suggest(resource.path, _Sound("questions", _MEDICINES, why))

    def _suggest(self, path: str, sound: _Sound, value: float | None = None) -> None:
        self.found.append(
            Suggestion(path=path, kind=sound.kind, id=sound.id, why=sound.why, value=value)
        )

    def _score(self, resource: Resource) -> None:
        """A score of an outcome measure: whose complaint it is of, the record does not say."""
        code = resource.concept("code")
        for _, system, one in code.codings() if code else ():
            if system == LOINC and one in self._measures:
                why = "its LOINC code is that of the measure"
                sound = _Sound("outcome_measures", self._measures[one], why)
                self._suggest(resource.path, sound, _number(resource))

    def _sounds(self, type: str, texts: Iterable[str]) -> Iterator[_Sound]:
        for text in texts:
            key = (type, text)
            if key not in self._heard:
                self._heard[key] = list(dict.fromkeys(self._hear(type, text)))
            yield from self._heard[key]

    def _hear(self, type: str, text: str) -> Iterator[_Sound]:
        """Records with a name like a text, or with a word of it as a name."""
        short = text[:_LONGEST]
        words = [one.strip("(),.;:/") for one in short.split()]
        singles = [one for one in words if len(one) >= _LETTERS and one.isalpha()]
        for kind in _KINDS[type]:
            for hit in self._catalog.search(short, kind, _FEW):
                if hit.score >= _LIKELY:
                    yield from self._about(
                        kind, hit.id, f"its words fit a name of it, {hit.score:.2f} of 1"
                    )
            for word in singles if len(words) > 1 else ():
                for hit in self._catalog.search(word, kind, _FEW):
                    if hit.score == 1:
                        yield from self._about(kind, hit.id, "one of its words is a name of it")

    def _about(self, kind: str, id: str, why: str) -> Iterator[_Sound]:
        """The record itself, or the questions that bring a rule."""
        if kind in _RULES:
            asked = self._asked.get(id, ())
            for question_id in [id] if id in asked else asked:
                yield _Sound("questions", question_id, why)
        else:
            yield _Sound(kind, id, why)


def _number(resource: Resource) -> float | None:
    """The value of an observation, where it is a number."""
    quantity = resource.concept("valueQuantity")
    value = quantity.data.get("value") if quantity else resource.data.get("valueInteger")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) < _LARGEST else None
