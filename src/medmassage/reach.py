"""Which positions are left to a person, and what each reaches."""

from collections.abc import Iterable, Sequence

from medmassage.catalog import Catalog
from medmassage.model.matching import Place
from medmassage.model.screening import Screening
from medmassage.model.technique import Technique
from medmassage.vocabulary import Position

POSITIONS = (
    Position.PRONE,
    Position.SUPINE,
    Position.SIDE_LYING,
    Position.SEMI_RECLINED,
    Position.SEATED,
)
"""In the order of preference where several serve as well (our own)."""


class Reach:
    """The positions that a person's limits leave, and the places within reach in each."""

    def __init__(self, screening: Screening, catalog: Catalog) -> None:
        self._open = [one for one in POSITIONS if one not in screening.positions_avoid]
        self._access = {
            id: frozenset(one.access) for id, one in catalog.table_positions.records.items()
        }

    def positions(self, technique: Technique) -> list[Position]:
        """The positions that are left for a technique."""
        return [one for one in self._open if one in technique.positions]

    def within(self, position: Position, places: Iterable[Place]) -> tuple[Place, ...]:
        """The places that a position reaches."""
        access = self._access[position]
        return tuple(one for one in places if not access.isdisjoint(one.region.path))

    def blocks(self, technique: Technique, places: Sequence[Place]) -> list[tuple[Place, ...]]:
        """
        Places that are reached together.

        Args:
            technique: What is done there.

            places: Where, the main place first.

        Returns:
            The places by position: first those reached with the main place, as many as can be;
            then the rest. What no position reaches stays with the first.
        """
        left = list(places)
        blocks: list[tuple[Place, ...]] = []
        while left:
            reached = self._most(technique, left)
            if not reached:
                break
            blocks.append(reached)
            left = [one for one in left if one not in reached]
        first, *others = blocks or [()]
        return [(*first, *left), *others]

    def _most(self, technique: Technique, places: Sequence[Place]) -> tuple[Place, ...]:
        """The most places that one position reaches, with the main one if it can be; lying down."""
        positions = self.positions(technique)
        lying = [one for one in positions if one is not Position.SEATED]
        reached = [self.within(one, places) for one in lying]
        if not any(reached):
            reached = [self.within(one, places) for one in positions]
        with_main = [one for one in reached if places[0] in one]
        return max(with_main or reached, key=len, default=())
