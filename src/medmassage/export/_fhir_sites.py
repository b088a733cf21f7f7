"""The places on the body that a resource names, and their sides."""

from collections.abc import Iterable
from typing import NamedTuple

from medmassage.export._fhir_codes import REGION, SIDE
from medmassage.export._fhir_record import Concept, Resource, objects
from medmassage.model.words import word_of
from medmassage.vocabulary import Region, Side


class Sites(NamedTuple):
    """What the sites of a resource say in our own code systems."""

    regions: tuple[Region, ...]
    """Where, in order; empty: not said."""
    general: frozenset[Side]
    """Sides that stand without a region, and so belong to every region that has none."""
    own: tuple[frozenset[Side], ...]
    """For each site with a region, and for each that was not read, its sides."""
    unread: tuple[tuple[str, str], ...]
    """Path and reason of each site that was not read."""

    def sides_with(self, coded: Side | None) -> frozenset[Side | None]:
        """
        Every side that is named; None among them: a place has none.

        Args:
            coded: The side that the code of the resource names itself.
        """
        named = self.general if coded is None else self.general | {coded}
        rest: frozenset[Side | None] = named or frozenset({None})
        named_by_sites = [sides or rest for sides in self.own] or [rest]
        return named.union(*named_by_sites)


NO_SITES = Sites((), frozenset(), (), ())


def read_sites(resource: Resource) -> Sites:
    """The sites of a resource: a list of concepts, or one as in an Observation."""
    value = resource.data.get("bodySite")
    regions: list[Region] = []
    general: set[Side] = set()
    own: list[frozenset[Side]] = []
    unread = []
    if "bodyStructure" in resource.data:
        path = f"{resource.path}.bodyStructure"
        unread.append((path, "structures of the body are not read; ask for the place"))
    alone = value is not None and not isinstance(value, list | tuple)
    for one, data in enumerate(objects([value] if alone else value)):
        path = f"{resource.path}.bodySite" + ("" if alone else f"[{one}]")
        words = [
            word_of(Region if system == REGION else Side, code)
            for _, system, code in Concept(path, data).codings()
            if system in (REGION, SIDE)
        ]
        here = [word for word in words if isinstance(word, Region)]
        sides = frozenset(word for word in words if isinstance(word, Side))
        regions += here
        if here or not sides:
            own.append(sides)
        else:
            general |= sides
        if not here and not sides:
            unread.append((path, "the place is in no code system of ours; ask for it"))
    return Sites(tuple(regions), frozenset(general), tuple(own), tuple(unread))


def one_side(sides: Iterable[Side | None]) -> Side | None:
    """
    The side that several sides are together.

    None where one of them is open, or where the middle is named beside a side: then it is asked.
    """
    found = set(sides)
    if len(found) == 1:
        return found.pop()
    return Side.BOTH if found <= {Side.LEFT, Side.RIGHT, Side.BOTH} else None
