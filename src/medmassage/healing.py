"""Where a complaint is fresh or heals, and what that leaves to the work for the others."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from medmassage.catalog import Catalog
from medmassage.ground import Site, halves, sites
from medmassage.model.condition import Condition
from medmassage.model.intake import Complaint
from medmassage.model.making import evolve
from medmassage.model.matching import Place, TechniqueMatch
from medmassage.model.technique import Technique
from medmassage.vocabulary import Pressure, Region, Side, Stage, sides_touched

BESIDE_A_FRESH_COMPLAINT = (
    "Another complaint at its place or next to it is fresh or heals, and no technique that is on "
    "offer suits both."
)
"""Why a complaint that has techniques of its own is left out."""

_NO_INJURY = frozenset({"unexplained-edema"})
"""What an acute complaint may answer and is no injury: such swelling waits for a physician."""

_STRETCHING = "stretching"
"""The safety class of techniques that pull on what lies next to their place."""

Half = tuple[Region, Side]
"""A region without what lies in it, on the left or on the right."""


def is_healing(complaint: Complaint, condition: Condition) -> bool:
    """Whether tissue is fresh or under repair: acute, or an injury that is not known to be old."""
    return complaint.stage is Stage.ACUTE or _is_injury(complaint, condition)


def _is_injury(complaint: Complaint, condition: Condition) -> bool:
    """Whether it is an injury, or inflamed like one, that is not known to be old."""
    injury = not _NO_INJURY.issuperset(condition.answers_yes_when_acute)
    return injury and complaint.stage is not Stage.CHRONIC


class Fresh(NamedTuple):
    """A complaint that is fresh or heals."""

    here: frozenset[Half]
    """Where it is."""
    near: frozenset[Half]
    """What lies next to an injury along the limb or the back; empty where it is none."""
    fit: frozenset[str]
    """The techniques that have a place in it; empty: none is left for it."""


def fresh_complaints(
    complaints: Sequence[Complaint],
    fitting: Sequence[Iterable[TechniqueMatch]],
    catalog: Catalog,
) -> tuple[Fresh | None, ...]:
    """
    What is fresh or heals among the complaints of an intake, worked on or not.

    Args:
        complaints: The complaints, in order.

        fitting: The techniques that are left for each of them.

        catalog: Where the conditions are.

    Returns:
        As many as there are complaints; None: it is neither fresh nor heals.
    """
    return tuple(
        _fresh(complaint, catalog.conditions[complaint.condition_id], matches)
        for complaint, matches in zip(complaints, fitting, strict=True)
    )


def _fresh(
    complaint: Complaint, condition: Condition, matches: Iterable[TechniqueMatch]
) -> Fresh | None:
    if not is_healing(complaint, condition):
        return None
    where = sites(complaint, condition)
    here = frozenset(_halves(where))
    beside = (
        Site(region, site.side, site.shown) for site in where for region in _next_to(site.region)
    )
    near = frozenset(_halves(beside)) - here if _is_injury(complaint, condition) else frozenset()
    return Fresh(here, near, frozenset(one.technique_id for one in matches))


def _next_to(region: Region) -> Iterator[Region]:
    """The regions next to one, to what it lies in, and to what lies in it."""
    for one in (*region.path, *region.contents):
        yield from one.neighbors


def _halves(places: Iterable[Place | Site]) -> Iterator[Half]:
    for one in places:
        for side in sides_touched(one.side):
            yield from ((part, side) for part in one.region.contents)


class Beside:
    """What the fresh complaints of an intake leave to the work for another one."""

    def __init__(self, others: Iterable[Fresh | None], catalog: Catalog) -> None:
        self._others = tuple(one for one in others if one is not None)
        self._catalog = catalog

    def spared(self, matches: Iterable[TechniqueMatch]) -> tuple[TechniqueMatch, ...]:
        """The techniques as they may be used, in their order; without those that must not be."""
        if not self._others:
            return tuple(matches)
        return tuple(one for match in matches for one in self._spared(match))

    def gently(self, places: Iterable[Place]) -> tuple[Place, ...]:
        """Places of general work, moderate at most where others are fresh or next to that."""
        return tuple(
            at_most(one, Pressure.MODERATE) if self._is_here(one) or self._is_near(one) else one
            for one in places
        )

    def apart(self, places: Iterable[Place]) -> tuple[Place, ...]:
        """Places that are no part of another fresh complaint."""
        return tuple(one for one in places if not self._is_here(one))

    def here(self, places: Iterable[Place]) -> tuple[Region, ...]:
        """The regions of some places where others are fresh or heal."""
        return tuple(dict.fromkeys(one.region for one in places if self._is_here(one)))

    def next_to(
        self, usual: Iterable[tuple[str, Place]], spared: Iterable[tuple[str, Place]]
    ) -> tuple[Region, ...]:
        """The regions next to an injury where other work was chosen than would be without it."""
        left = set(spared)
        return tuple(
            dict.fromkeys(
                place.region
                for technique_id, place in usual
                if (technique_id, place) not in left
                and self._is_near(place)
                and not self._is_here(place)
            )
        )

    def _is_here(self, place: Place) -> bool:
        parts = tuple(_halves([place]))
        return any(not one.here.isdisjoint(parts) for one in self._others)

    def _is_near(self, place: Place) -> bool:
        parts = tuple(_halves([place]))
        return any(not one.near.isdisjoint(parts) for one in self._others)

    def _spared(self, match: TechniqueMatch) -> Iterator[TechniqueMatch]:
        technique = self._catalog.techniques[match.technique_id]
        places = tuple(one for place in match.places for one in self._left(technique, place))
        if places:
            yield match if places == match.places else evolve(match, places=places)

    def _left(self, technique: Technique, place: Place) -> Iterator[Place]:
        """What is left of a place: all of it, a half of it, or nothing."""
        sides = halves(place.side)
        each = [evolve(place, side=side) for side in sides]
        kept = [one for one in each if self._suits(technique, one)]
        if len(kept) == len(sides):
            kept = [place]
        yield from self.gently(kept)

    def _suits(self, technique: Technique, place: Place) -> bool:
        """Whether a technique may be used at a place, for all that is fresh there or next to it."""
        parts = tuple(_halves([place]))
        lightest, stretches = technique.pressure.low, _STRETCHING in technique.safety_class
        for one in self._others:
            if not one.here.isdisjoint(parts):
                suits = technique.id in one.fit or _strokes_lightly(technique)
            elif not one.near.isdisjoint(parts):
                suits = not stretches
            else:
                continue
            if not suits or lightest.rank > Pressure.MODERATE.rank:
                return False
        return True


def _strokes_lightly(technique: Technique) -> bool:
    """Whether it is no more than light strokes, as lymph drainage is: those suit any place."""
    moves = any("movement" in one for one in technique.families_used)
    return technique.pressure.high is Pressure.LIGHT and not moves


def at_most(place: Place, pressure: Pressure) -> Place:
    """The same place, worked no harder than a pressure."""
    return place if place.pressure.rank <= pressure.rank else evolve(place, pressure=pressure)
