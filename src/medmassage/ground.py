"""What a person's restrictions leave to each technique at each place of the body."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from medmassage.model.condition import Condition
from medmassage.model.fields import unchecked
from medmassage.model.intake import Complaint
from medmassage.model.matching import Place
from medmassage.model.screening import Restriction
from medmassage.model.technique import Technique
from medmassage.vocabulary import Pressure, PressureCap, Region, Side, sides_touched

_place = unchecked(Place)
_PRESSURES = tuple(Pressure)


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
            (one, frozenset(one.regions), sides_touched(one.side)) for one in restrictions
        )
        self._avoiding = tuple(one for one, *_ in self._limits if one.positions_avoid)
        self._avoided = frozenset(part for one in self._avoiding for part in one.positions_avoid)
        self._spots: dict[tuple[Region, Side], _Spot] = {}

    def _at(self, region: Region, side: Side) -> _Spot:
        key = region, side
        found = self._spots.get(key)
        if found is None:
            halves = sides_touched(side)
            limits = tuple(
                one
                for one, regions, touched in self._limits
                if not regions.isdisjoint(region.path) and not halves.isdisjoint(touched)
            )
            caps = [one.pressure_cap.rank for one in limits if one.pressure_cap is not None]
            found = self._spots[key] = _Spot(
                limits,
                min(caps, default=len(_PRESSURES)) - 1,
                frozenset(id for one in limits for id in one.technique_ids),
            )
        return found

    def most_pressure(self, technique: Technique, region: Region, side: Side) -> Pressure | None:
        """The most pressure that a technique may use at a place; None where it is blocked."""
        spot = self._at(region, side)
        blocked = technique.pressure.low.rank > spot.top or technique.id in spot.blocked
        return None if blocked or self.no_position(technique) else _PRESSURES[spot.top]

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

    def binding(self, place: Place) -> Iterator[Restriction]:
        """The restrictions that bind at a place, and those whose place is not known."""
        yield from self._at(place.region, place.side).limits
        yield from (one for one, regions, _ in self._limits if not regions)

    def places(self, technique: Technique, where: Iterable[Site]) -> Iterator[Place]:
        """Where a technique can be used among some sites, in their order."""
        for site in where:
            if not used_at(technique, site.region):
                continue
            found = [
                place
                for side in halves(site.side)
                if (place := self._place(technique, site.region, side))
            ]
            if len(found) == 2 and _same_but_side(*found):
                yield _on(found[0], Side.BOTH)
            elif site.side is Side.MIDLINE:
                yield from (_on(place, site.shown) for place in found)
            else:
                yield from found

    def _place(self, technique: Technique, region: Region, side: Side) -> Place | None:
        top = self.most_pressure(technique, region, side)
        if top is None:
            return None
        pressure = min(technique.pressure.high, top, key=lambda one: one.rank)
        return _place(
            region=region,
            side=side,
            pressure=pressure,
            except_regions=tuple(
                sorted(
                    part
                    for part in region.contents
                    if part is not region and not self._goes_on(technique, part, side, pressure)
                )
            ),
        )

    def _goes_on(self, technique: Technique, part: Region, side: Side, pressure: Pressure) -> bool:
        """Whether a technique can go over a part at the pressure of the whole."""
        if part in technique.regions_never:
            return False
        top = self.most_pressure(technique, part, side)
        return top is not None and pressure.rank <= top.rank


def halves(side: Side) -> tuple[Side, ...]:
    """The sides that are looked at one by one: the middle line binds as a whole."""
    return (Side.LEFT, Side.RIGHT) if side is Side.BOTH else (side,)


def used_at(technique: Technique, region: Region) -> bool:
    """Whether a technique is used at a region at all, whoever has it."""
    never = technique.regions_never
    return any(part in technique.regions for part in region.path) and not any(
        part in never for part in region.path
    )


def _too_light(technique: Technique, cap: PressureCap | None) -> bool:
    """Whether a cap stays below the lightest pressure of a technique."""
    return cap is not None and technique.pressure.low.rank > cap.rank - 1


def _on(place: Place, side: Side) -> Place:
    return _place(
        region=place.region,
        side=side,
        pressure=place.pressure,
        except_regions=place.except_regions,
    )


def _same_but_side(first: Place, second: Place) -> bool:
    return (first.region, first.pressure, first.except_regions) == (
        second.region,
        second.pressure,
        second.except_regions,
    )
