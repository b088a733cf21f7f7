"""What restrictions leave to a technique at a place."""

import pytest
from attrs import evolve

from medmassage.catalog import default_catalog
from medmassage.ground import Ground, Site, used_at
from medmassage.model.screening import Restriction
from medmassage.vocabulary import Position, Region, Side

CATALOG = default_catalog()
GENTLE = CATALOG.techniques["swedish-massage"]
LIGHT = CATALOG.techniques["positional-release"]
BOTH = Side.BOTH


def limit(rule_id="some-rule", **fields):
    """A restriction of some rule."""
    return Restriction(rule_id=rule_id, **fields)


def places(technique, *limits, region=Region.NECK, side=BOTH):
    """The places that are left at a region, in short."""
    site = Site(region, side, side)
    return [
        (one.side.value, one.pressure.value, [part.value for part in one.except_regions])
        for one in Ground(limits).places(technique, [site])
    ]


class TestWhereATechniqueIsUsed:
    """Whoever has it."""

    @pytest.mark.parametrize("technique", CATALOG.techniques.values(), ids=lambda one: one.id)
    def test_never_where_it_says_never(self, technique):
        """Neither there nor at anything that lies in it, also where a region around it is used."""
        never = {part for one in technique.regions_never for part in one.contents}

        assert never or not technique.regions_never
        for region in Region:
            site = Site(region, BOTH, BOTH)
            for place in Ground([]).places(technique, [site]):
                assert place.region not in never
                assert set(place.region.contents) & never <= set(place.except_regions)
            assert not (region in never and used_at(technique, region))


class TestSides:
    """Left and right are looked at one by one."""

    def test_what_is_alike_is_one_place(self):
        """Two halves without limits."""
        ((side, _, _),) = places(GENTLE)

        assert "both" == side

    def test_another_pressure_is_another_place(self):
        """Light on the left, as usual on the right."""
        light = limit(regions=[Region.NECK], side=Side.LEFT, pressure_cap="light")

        assert [("left", "light"), ("right", "moderate")] == [
            (side, pressure) for side, pressure, _ in places(GENTLE, light)
        ]

    def test_another_exception_is_another_place(self):
        """The back of the neck is closed on the left alone."""
        closed = limit(regions=[Region.BACK_OF_NECK], side=Side.LEFT, pressure_cap="no-pressure")
        left, right = places(LIGHT, closed)

        assert ("left", "right") == (left[0], right[0])
        assert "back-of-neck" in left[2]
        assert "back-of-neck" not in right[2]


class TestPositions:
    """Positions that a person must not be in."""

    def test_the_rules_that_together_leave_none(self):
        """Those alone that take one which the technique uses."""
        prone = limit("first", positions_avoid=["prone"])
        others = [one.value for one in Position if one is not Position.PRONE]
        rest = limit("second", positions_avoid=others)
        ground = Ground([prone, rest])

        assert ("first", "second") == ground.no_position(GENTLE)
        assert ("first",) == ground.no_position(evolve(GENTLE, positions=["prone"]))
        assert () == Ground([prone]).no_position(GENTLE)

    def test_they_keep_it_off_every_place(self):
        """Where nobody can lie or sit for it, it is used nowhere, and they are why."""
        nowhere = limit(positions_avoid=[one.value for one in Position])

        assert [] == places(GENTLE, nowhere)
        assert {"some-rule"} == Ground([nowhere]).blockers(GENTLE, Region.NECK, BOTH)
