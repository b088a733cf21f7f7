"""What is known of each pair of condition and technique, in one row: support and counts."""

from collections.abc import Iterable
from typing import NamedTuple

from medmassage.catalog import Catalog
from medmassage.knowledge import ROOT_TECHNIQUE
from medmassage.model.matching import Indication
from medmassage.vocabulary import Support

LETTERS = {
    Support.RECOMMENDED: "R",
    Support.SUPPORTED: "S",
    Support.MIXED: "M",
    Support.LIMITED: "L",
    Support.ARTICLE_ONLY: "A",
    Support.NO_RESEARCH: "N",
    Support.UNSUPPORTED: "U",
    Support.ADVISED_AGAINST: "X",
}
"""A letter for each level, for maps that have no room for words."""


class Cell(NamedTuple):
    """One pair of condition and technique."""

    condition_id: str
    technique_id: str
    support: Support
    direct: bool
    """False: lent by broader techniques or conditions."""
    short_term: bool
    """Whether later findings show that the benefit fades."""
    favorable: int
    """Findings on this very pair in favor."""
    unfavorable: int
    """Findings on this very pair against, later ones that show a fading benefit included."""
    neither: int
    """Findings on this very pair that count for neither side, such as inconclusive ones."""
    lent: int
    """Favorable findings on broader techniques or conditions that lend their support."""

    @property
    def letter(self) -> str:
        """Its level in a letter; in brackets where it is indirect."""
        return LETTERS[self.support] if self.direct else f"({LETTERS[self.support]})"

    @property
    def counts(self) -> str:
        """The findings in signs, such as `3+ 1- 2?`; `s` marks a benefit that fades."""
        signs = ((self.favorable, "+"), (self.unfavorable, "-"), (self.neither, "?"))
        found = [f"{number}{sign}" for number, sign in signs if number]
        return " ".join([*found, *(["s"] if self.short_term and self.direct else [])])


def cells(catalog: Catalog, condition_ids: Iterable[str] | None = None) -> tuple[Cell, ...]:
    """
    Tell what is known of each condition and each technique, massage in general included.

    Args:
        catalog: The knowledge.

        condition_ids: The conditions, in the order wanted. None: all, by id.

    Returns:
        A row for each pair that the knowledge links: condition by condition, techniques by id.

    Raises:
        UnknownIdError: A condition is not in the catalog.
    """
    wanted = sorted(catalog.conditions) if condition_ids is None else condition_ids
    in_general = [ROOT_TECHNIQUE] if ROOT_TECHNIQUE in catalog.techniques else []
    found: list[Cell] = []
    for condition_id in dict.fromkeys(catalog.conditions[id].id for id in wanted):
        known = [
            *catalog.indications(condition_id),
            *(one for id in in_general for one in catalog.indications(condition_id, id)),
        ]
        found += [_cell(catalog, one) for one in sorted(known, key=lambda one: one.technique_id)]
    return tuple(found)


def _cell(catalog: Catalog, known: Indication) -> Cell:
    favorable = sum(one.evidence_id is not None for one in known.arguments_for)
    neither = sum(
        one.evidence_id is not None
        and catalog.evidence[one.evidence_id].technique_id == known.technique_id
        for one in known.context
    )
    return Cell(
        condition_id=known.condition_id,
        technique_id=known.technique_id,
        support=known.support,
        direct=known.direct,
        short_term=known.short_term,
        favorable=favorable if known.direct else 0,
        unfavorable=len(known.arguments_against),
        neither=neither,
        lent=0 if known.direct else favorable,
    )
