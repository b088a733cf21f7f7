"""Which techniques are open to each complaint of many people, and the best of them."""

from typing import TYPE_CHECKING

from medmassage.cohort.people import BOTH, LEFT, NO_SIDE, RIGHT, Answered, Found, People
from medmassage.cohort.tables import REGIONS, Reported, Tables
from medmassage.vocabulary import Decision

if TYPE_CHECKING:
    from medmassage.cohort.tables import Masks, Numbers


class Matching:
    """People whose answers were worked out, held against every technique."""

    def __init__(self, tables: Tables, people: People, answered: Answered) -> None:
        self.tables = tables
        self.people = people
        self.answered = answered

    def found(self) -> Found:
        """The techniques that are open to each complaint, and the best of them."""
        np, tables, found = self.tables.np, self.tables, self.people.complaints
        blocked, avoided = self._blocked()
        here = np.where(found.given != 0, found.given, tables.usual[found.condition])
        free = np.zeros(len(found.row), dtype=np.uint16)
        for region in range(len(REGIONS)):
            at = np.flatnonzero((here >> np.uint64(region)) & np.uint64(1))
            if len(at):
                free[at] |= tables.used[region] & ~self._closed(blocked, region, at)
        positions = avoided[found.row]
        for place, own in enumerate(tables.positions):
            if own:
                none_left = (own & ~positions) == 0
                free[none_left] &= np.uint16(~(1 << place) & 0xFFFF)
        free &= tables.fitting[found.condition, found.stage]
        free[self.answered.decision[found.row] > Decision.INCOMPLETE.rank] = 0
        allowed = np.zeros(self.people.many, dtype=np.uint64)
        np.bitwise_or.at(allowed, found.row, free.astype(np.uint64))
        best, which = self._best(free)
        support = np.zeros(self.people.many, dtype=np.int8)
        known = best >= 0
        entry = which[known]
        support[known] = tables.support[found.condition[entry], found.stage[entry], best[known]]
        return Found(
            decision=self.answered.decision,
            fired=self.answered.fired,
            open=self.answered.open,
            where=self.answered.where,
            allowed=allowed,
            best=best,
            best_complaint=np.where(known, found.condition[which], -1),
            support=support,
            placeless_row=found.row[self.answered.nowhere],
            placeless_condition=found.condition[self.answered.nowhere],
            contradicts=self.answered.contradicts,
        )

    def _closed(self, blocked: "Masks", region: int, at: "Numbers") -> "Masks":
        """The techniques that are not used at a region, for some complaints."""
        np, found = self.tables.np, self.people.complaints
        row, side = found.row[at], found.side[at]
        left, right = blocked[0, region, row], blocked[1, region, row]
        unsided = (side == NO_SIDE) & ~self.tables.needs_side[found.condition[at]]
        either = (side == BOTH) | unsided
        closed: Masks = np.where(
            either,
            left & right,
            np.where(side == LEFT, left, np.where(side == RIGHT, right, left | right)),
        )
        return closed

    def _blocked(self) -> "tuple[Masks, Masks]":
        """The techniques not used at each place on each half, and the positions to avoid."""
        np, tables, many = self.tables.np, self.tables, self.people.many
        blocked = np.empty((2, len(REGIONS), many), dtype=np.uint16)
        blocked[:] = tables.always[None, :, None]
        avoided = np.full(many, tables.always_avoided, dtype=np.uint8)
        for rule in np.flatnonzero(self.answered.fired.any(axis=1)):
            rows = np.flatnonzero(self.answered.fired[rule])
            for region in np.flatnonzero(tables.fixed[rule]):
                blocked[:, region, rows] |= tables.fixed[rule, region]
            avoided[rows] |= tables.avoided[rule]
        for limit in tables.reported:
            if self.answered.fired[limit.rule].any():
                self._limit_reported(limit, blocked, avoided)
        return blocked, avoided

    def _limit_reported(self, limit: Reported, blocked: "Masks", avoided: "Masks") -> None:
        np, tables = self.tables.np, self.tables
        bringing = tables.brought_by[limit.rule]
        row, side, given = self._spots_of(limit)
        covered = np.zeros(len(row), dtype=np.uint64)
        for region in range(len(REGIONS)):
            here = (given >> np.uint64(region)) & np.uint64(1) != 0
            covered[here] |= limit.covers[region]
        for region in range(len(REGIONS)):
            here = (covered >> np.uint64(region)) & np.uint64(1) != 0
            if not here.any():
                continue
            for half, other in ((0, RIGHT), (1, LEFT)):
                rows = row[here & (side != other)]
                blocked[half, region, rows] |= np.uint16(limit.blocked)
        avoided[row] |= np.uint8(limit.positions)
        if tables.needs_place[limit.rule] and limit.positions:
            bare = self.answered.rule_placeless[limit.rule] | self.answered.placeless[bringing].any(
                axis=0
            )
            avoided[bare & self.answered.fired[limit.rule]] |= np.uint8(limit.positions)

    def _spots_of(self, limit: Reported) -> "tuple[Numbers, Numbers, Masks]":
        """The places that were reported for a rule, through any question that brings it."""
        np = self.tables.np
        found = [
            (row[kept], side[kept], given[kept])
            for row, question, side, given in self.answered.spots
            for kept in [limit.told_by[question]]
            if kept.any()
        ]
        named = self.people.present
        alone = (named.rule == limit.rule) & (named.given != 0)
        found.append((named.row[alone], named.side[alone], named.given[alone]))
        return (
            np.concatenate([one[0] for one in found]),
            np.concatenate([one[1] for one in found]),
            np.concatenate([one[2] for one in found]),
        )

    def _best(self, free: "Masks") -> "tuple[Numbers, Numbers]":
        """The first technique of the first complaint that has one, and that complaint's entry."""
        np, tables, found = self.tables.np, self.tables, self.people.complaints
        chosen = np.full(len(found.row), -1, dtype=np.int8)
        order = tables.order[found.condition, found.stage]
        for rank in range(order.shape[1]):
            technique = order[:, rank]
            there = (technique >= 0) & (
                (free >> np.maximum(technique, 0).astype(np.uint16)) & 1 != 0
            )
            chosen = np.where((chosen < 0) & there, technique, chosen)
        best = np.full(self.people.many, -1, dtype=np.int8)
        which = np.zeros(self.people.many, dtype=np.intp)
        last_first = np.flatnonzero(chosen >= 0)[::-1]
        best[found.row[last_first]] = chosen[last_first]
        which[found.row[last_first]] = last_first
        return best, which
