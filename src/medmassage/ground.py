"""What a person's restrictions leave to each technique at each place of the body."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from medmassage.model.condition import Condition
from medmassage.model.fields import altered, unchecked
from medmassage.model.intake import Complaint
from medmassage.model.matching import Place
from medmassage.model.screening import Restriction
from medmassage.model.technique import Technique
from medmassage.vocabulary import Pressure, PressureCap, Region, Side, sides_touched

_place = unchecked(Place)
_PRESSURES = tuple(Pressure)

# Sets of places are the bits of a number: a bit for each region on the left, then on the right.
_HALVES: dict[Side | None, int] = {
    side: sum(1 << len(Region) * (half is Side.RIGHT) for half in sides_touched(side))
    for side in (None, *Side)
}


@lru_cache(maxsize=4096)
def _inside(regions: tuple[Region, ...]) -> int:
    """The bits of some regions and of all that lies in them, without a side."""
    return sum(1 << part.rank for part in {part for one in regions for part in one.contents})


@lru_cache(maxsize=4096)
def _touched(region: Region, side: Side, never: tuple[Region, ...]) -> int:
    """The bits of a region and of what lies in it, on a side, without what is never touched."""
    return (_inside((region,)) & ~_inside(never)) * _HALVES[side]


class Site(NamedTuple):
    """A place of a complaint to look at."""

    region: Region
    side: Side
    shown: Side
    """What the side is called: both where it matters and is not known."""


def sites(complaint: Complaint, condition: Condition) -> tuple[Site, ...]:
    """The places of a complaint: those reported, else those usual for it; groups one by one."""
    return sites_in(complaint.regions or condition.regions, complaint.side, condition)


def sites_in(
    regions: Iterable[Region], side: Side | None, condition: Condition
) -> tuple[Site, ...]:
    """Regions on a side; where a side matters and is not known, what covers either counts."""
    at = side or (Side.MIDLINE if condition.needs_side else Side.BOTH)
    members = dict.fromkeys(part for region in regions for part in region.members)
    return tuple(Site(region, at, side or Side.BOTH) for region in members)


class _Spot(NamedTuple):
    """What is left at one region and side."""

    limits: tuple[Restriction, ...]
    top: int
    """The rank of the most pressure; -1 where the place is closed."""
    blocked: frozenset[str]
    """Techniques that are not used there."""


class Ground:
    """A person's restrictions, looked up by place. Built once for a screening."""

    def __init__(self, restrictions: Iterable[Restriction]) -> None:
        self._limits = tuple(
            (one, _inside(one.regions) * _HALVES[one.side]) for one in restrictions
        )
        self._avoiding = tuple(one for one, _ in self._limits if one.positions_avoid)
        self._avoided = frozenset(part for one in self._avoiding for part in one.positions_avoid)
        self._spots: dict[tuple[Region, Side], _Spot] = {}

    def _at(self, region: Region, side: Side) -> _Spot:
        key = region, side
        found = self._spots.get(key)
        if found is None:
            spot = (1 << region.rank) * _HALVES[side]
            limits = tuple(one for one, covered in self._limits if covered & spot)
            caps = [one.pressure_cap.rank for one in limits if one.pressure_cap is not None]
            found = self._spots[key] = _Spot(
                limits,
                min(caps, default=len(_PRESSURES)) - 1,
                frozenset(id for one in limits for id in one.technique_ids),
            )
        return found

    def _most_pressure(self, technique: Technique, region: Region, side: Side) -> int:
        """The rank of the most pressure a technique may use at a place; -1 where it is blocked."""
        spot = self._at(region, side)
        blocked = technique.pressure.low.rank > spot.top or technique.id in spot.blocked
        return -1 if blocked else spot.top

    def no_position(self, technique: Technique) -> tuple[str, ...]:
        """The rules that together leave no position for a technique; empty: one is left."""
        if not technique.positions or not self._avoided.issuperset(technique.positions):
            return ()
        used = set(technique.positions)
        return tuple(
            sorted({one.rule_id for one in self._avoiding if used & set(one.positions_avoid)})
        )

    def blockers(self, technique: Technique, region: Region, side: Side) -> set[str]:
        """The rules that keep a technique off a place."""
        return {
            *(
                one.rule_id
                for one in self._at(region, side).limits
                if technique.id in one.technique_ids or _too_light(technique, one.pressure_cap)
            ),
            *self.no_position(technique),
        }

    def limiting(self, technique: Technique, places: Iterable[Place]) -> set[str]:
        """
        The rules that leave a technique less at its places, each of them alone.

        They lower its pressure, close or limit a part that lies in a place, or take a position
        that it uses, which holds wherever the work is. A rule whose place is not known is among
        them where it would limit the technique, or block it, at a place.
        """
        if not self._limits:
            return set()
        at, top = 0, technique.pressure.high.rank
        for one in places:
            at |= _touched(one.region, one.side, technique.regions_never)
        return {
            one.rule_id
            for one, covered in self._limits
            if (
                (covered & at or not covered)
                and (
                    (one.pressure_cap is not None and one.pressure_cap.rank <= top)
                    or technique.id in one.technique_ids
                )
            )
            or any(part in technique.positions for part in one.positions_avoid)
        }

    def places(self, technique: Technique, where: Iterable[Site]) -> Iterator[Place]:
        """Where a technique can be used among some sites, in their order."""
        if self.no_position(technique):
            return
        for site in where:
            if not used_at(technique, site.region):
                continue
            found = [
                place
                for side in halves(site.side)
                if (place := self._place(technique, site.region, side))
            ]
            if len(found) == 2 and _same_but_side(*found):
                yield altered(found[0], side=Side.BOTH)
            elif site.side is Side.MIDLINE:
                yield from (altered(place, side=site.shown) for place in found)
            else:
                yield from found

    def _place(self, technique: Technique, region: Region, side: Side) -> Place | None:
        top = self._most_pressure(technique, region, side)
        if top < 0:
            return None
        most = min(technique.pressure.high.rank, top)
        return _place(
            region=region,
            side=side,
            pressure=_PRESSURES[most],
            except_regions=tuple(
                part
                for part in region.contents[1:]
                if part in technique.regions_never
                or self._most_pressure(technique, part, side) < most
            ),
        )


def halves(side: Side) -> tuple[Side, ...]:
    """The sides that are looked at one by one: the middle line binds as a whole."""
    return (Side.LEFT, Side.RIGHT) if side is Side.BOTH else (side,)


def used_at(technique: Technique, region: Region) -> bool:
    """Whether a technique is used at a region at all, whoever has it."""
    used = _inside(technique.regions) & ~_inside(technique.regions_never)
    return bool(used >> region.rank & 1)


def _too_light(technique: Technique, cap: PressureCap | None) -> bool:
    """Whether a cap stays below the lightest pressure of a technique."""
    return cap is not None and technique.pressure.low.rank > cap.rank - 1


def _same_but_side(first: Place, second: Place) -> bool:
    return (first.pressure, first.except_regions) == (second.pressure, second.except_regions)
