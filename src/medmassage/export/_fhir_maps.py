"""Which record of the catalog a code of a patient's record stands for."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from medmassage.catalog import Catalog
from medmassage.errors import UnknownIdError, nearest
from medmassage.export._fhir_codes import ALLERGEN, CONDITION, QUESTION, RULE
from medmassage.model.evidence import Code
from medmassage.rules import rulebook
from medmassage.vocabulary import Side

ICD_10_CM = "http://hl7.org/fhir/sid/icd-10-cm"
LOINC = "http://loinc.org"

CodeMap = Mapping[tuple[str, str], str]
"""From system and code to the id of a condition, a question, a rule or an allergen."""

_OURS = {
    CONDITION: ("conditions",),
    QUESTION: ("questions",),
    RULE: ("contraindications", "red_flags"),
    ALLERGEN: ("allergens",),
}
_LONGEST = _WITH_ENCOUNTER = 7
"""The length of an injury code, whose last letter tells the visit and not the injury."""


class Meaning(NamedTuple):
    """What a code stands for."""

    kind: str
    id: str
    side: Side | None = None
    note: str | None = None


class Codes:
    """The code maps: ours, those of the catalog, and that of the caller."""

    def __init__(self, catalog: Catalog, given: CodeMap | None) -> None:
        """
        Take the maps.

        Raises:
            UnknownIdError: The caller's map names records that do not exist; all are named.
        """
        self._catalog = catalog
        self._asked = rulebook(catalog).brought_by
        self._listed: tuple[tuple[str, Code, Meaning], ...] = catalog.derived(
            "icd-10-cm", lambda: tuple(_icd_10_cm(catalog))
        )
        found = {key: self._record(id) for key, id in (given or {}).items()}
        self._given = {key: one for key, one in found.items() if one is not None}
        ids = [id for key, id in (given or {}).items() if key not in self._given]
        if ids:
            noun = "condition, question, allergen or rule that is asked about"
            errors = [UnknownIdError(noun, id, self._near(id)) for id in dict.fromkeys(ids)]
            raise errors[0] if len(errors) == 1 else errors[0].with_others(errors[1:])

    def meanings(self, system: str, code: str) -> list[Meaning]:
        """Everything that a code stands for; empty: it is in no map."""
        if (system, code) in self._given:
            return [self._given[system, code]]
        if system == ICD_10_CM:
            return self._of_icd(code)
        found = self._record(code) if system in _OURS else None
        return [found] if found is not None and found.kind in _OURS[system] else []

    def _record(self, id: str) -> Meaning | None:
        """The record of an id that an intake can speak of."""
        catalog = self._catalog
        for kind, index in (
            ("conditions", catalog.conditions),
            ("questions", catalog.questions),
            ("allergens", catalog.allergens),
            ("contraindications", catalog.contraindications),
            ("red_flags", catalog.red_flags),
        ):
            if id in index:
                now = index.current_id(id)
                asked = kind not in _OURS[RULE] or now in self._asked
                return Meaning(kind, now) if asked else None
        return None

    def _near(self, id: str) -> tuple[str, ...]:
        catalog = self._catalog
        kinds = (catalog.conditions, catalog.questions, catalog.allergens)
        return nearest(id, {one for index in kinds for one in index} | set(self._asked))

    def _of_icd(self, code: str) -> list[Meaning]:
        """The code as it is listed, else under the longest listed heading that it falls under."""
        plain = code.upper().replace(".", "")
        if not plain.isalnum() or len(plain) > _LONGEST:
            return []  # words that begin like a code are no code
        fits = [(_fit(listed, one, plain), one, meaning) for listed, one, meaning in self._listed]
        best = max((fit for fit, _, _ in fits), default=0)
        if not best:
            return []
        return [
            meaning._replace(side=_side(one.display), note=one.note)
            for fit, one, meaning in fits
            if fit == best
        ]


def _icd_10_cm(catalog: Catalog) -> Iterator[tuple[str, Code, Meaning]]:
    for condition in catalog.conditions.values():
        for code in condition.codes:
            if code.system == "ICD-10-CM":
                yield code.code.replace(".", ""), code, Meaning("conditions", condition.id)


def _fit(listed: str, code: Code, plain: str) -> int:
    """How closely a listed code fits another: 0 not at all."""
    if listed == plain:
        return 100
    if len(listed) == len(plain) == _WITH_ENCOUNTER and listed[:-1] == plain[:-1]:
        return 99
    return len(listed) if code.billable is False and plain.startswith(listed) else 0


def _side(title: str) -> Side | None:
    """The side that the title of a code names."""
    words = set(title.lower().replace(",", " ").split())
    if "bilateral" in words:
        return Side.BOTH
    named = [side for side in (Side.LEFT, Side.RIGHT) if side.value in words]
    return named[0] if len(named) == 1 else None
