"""Which techniques are open to each complaint of many people, and the best of them."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from medmassage.cohort._people import BOTH, LEFT, MIDLINE, NO_SIDE, RIGHT
from medmassage.cohort._screening import Screened
from medmassage.cohort._sets import Ragged, members
from medmassage.cohort._tables import Tables

if TYPE_CHECKING:
    from medmassage.cohort._sets import Masks, Numbers


class Matched:
    """People who were screened, held against every technique."""

    def __init__(self, screened: Screened) -> None:
        self.screened = screened
        self.tables: Tables = screened.tables
        self.people = screened.answers.people
        found, np = self.people.complaints, self.tables.np
        here = np.where(found.given != 0, found.given, self.tables.usual[found.condition])
        self.entry, self.region = members(here, np)
        """The places of each complaint, one after the other."""
        self.row = found.row[self.entry]
        """Whose place it is."""
        places = np.bincount(self.row, minlength=self.people.many)
        self.places_of = Ragged(places, np.arange(len(self.row)), np)
        """The places of each person."""
        self.left = self.tables.always[self.region]
        """For each place the techniques not used on its left half."""
        self.right = self.left.copy()
        self.avoided = np.full(self.people.many, self.tables.always_avoided, dtype=np.uint8)
        """For each person the positions to avoid."""
        self._limit_everywhere()
        self._limit_where_reported()

    # --- limits -------------------------------------------------------------------------------

    def _limit_everywhere(self) -> None:
        """Take the limits that hold wherever the finding is."""
        np, tables = self.tables.np, self.tables
        which, row = self.screened.crowd.pairs(self.screened.fired[tables.limiting])
        rule = tables.limiting[which]
        np.bitwise_or.at(self.avoided, row, tables.avoided[rule])
        which, place = self.places_of.at(row)
        blocked = tables.fixed[rule[which], self.region[place]]
        np.bitwise_or.at(self.left, place, blocked)
        np.bitwise_or.at(self.right, place, blocked)

    def _limit_where_reported(self) -> None:
        """Take the limits that hold where a finding was reported."""
        reported, named = self.tables.reported, self.people.present
        for row, question, side, given in self.screened.answers.spots:
            self._limit(row, side, given, reported.by_question.at(question))
        alone = (named.rule >= 0) & (named.given != 0)
        if alone.any():
            limits = reported.by_rule.at(named.rule[alone])
            self._limit(named.row[alone], named.side[alone], named.given[alone], limits)
        self._avoid_without_place()

    def _limit(
        self,
        row: "Numbers",
        side: "Numbers",
        given: "Masks",
        limits: "tuple[Numbers, Numbers]",
    ) -> None:
        """Take limits of findings at their places."""
        np, reported = self.tables.np, self.tables.reported
        finding, limit = limits
        if not len(finding):
            return
        np.bitwise_or.at(self.avoided, row[finding], reported.positions[limit])
        which, region = members(given[finding], np)
        covers, limit, finding = reported.covers[limit[which], region], limit[which], finding[which]
        which, place = self.places_of.at(row[finding])
        bit = (covers[which] >> self.region[place].astype(np.uint64)) & np.uint64(1)
        hit = bit != 0
        place, blocked = place[hit], reported.blocked[limit[which[hit]]]
        at = side[finding[which[hit]]]
        for half, other in ((self.left, RIGHT), (self.right, LEFT)):
            touched = at != other
            np.bitwise_or.at(half, place[touched], blocked[touched])

    def _avoid_without_place(self) -> None:
        """A finding without the place it needs keeps the person out of positions all the same."""
        np, crowd, screened = self.tables.np, self.screened.crowd, self.screened
        answers = screened.answers
        for one in self.tables.placeless:
            bare = np.bitwise_or.reduce(answers.placeless[one.questions], axis=0)
            bare = (bare | answers.named_placeless[one.rule]) & screened.fired[one.rule]
            if bare.any():
                self.avoided[crowd.flags(bare)] |= np.uint8(one.positions)

    # --- techniques ---------------------------------------------------------------------------

    @cached_property
    def _usable(self) -> "Masks":
        """For each complaint the techniques that fit it and are used where it is."""
        np, tables, found = self.tables.np, self.tables, self.people.complaints
        used = np.zeros(len(found.row), dtype=tables.masks)
        np.bitwise_or.at(used, self.entry, tables.used[self.region])
        usable: Masks = used & tables.fitting[found.condition, found.stage]
        return usable

    @cached_property
    def _free(self) -> "Masks":
        """For each complaint the techniques that it is open to."""
        np, tables, found = self.tables.np, self.tables, self.people.complaints
        free: Masks = np.zeros(len(found.row), dtype=tables.masks)
        np.bitwise_or.at(free, self.entry, tables.used[self.region] & ~self._closed())
        free &= self._usable
        avoided = self.avoided[found.row]
        for place, own in enumerate(tables.positions):
            if own:
                free[(own & ~avoided) == 0] &= ~tables.masks(1 << place)
        free[self.screened.stopped[found.row]] = 0
        return free

    def _closed(self) -> "Masks":
        """For each place the techniques that are not used there, on any half that counts."""
        np, tables, found = self.tables.np, self.tables, self.people.complaints
        side = found.side[self.entry]
        unknown = np.where(tables.needs_side[found.condition[self.entry]], MIDLINE, BOTH)
        side = np.where(side == NO_SIDE, unknown, side)
        closed: Masks = np.select(
            [side == LEFT, side == RIGHT, side == BOTH],
            [self.left, self.right, self.left & self.right],
            self.left | self.right,
        )
        return closed

    @cached_property
    def allowed(self) -> "Masks":
        """For each person the techniques accepted for a complaint."""
        return self._together(self._free)

    @cached_property
    def blocked(self) -> "Masks":
        """For each person the techniques that the screening keeps off a complaint they fit."""
        return self._together(self._usable & ~self._free)

    def _together(self, by_complaint: "Masks") -> "Masks":
        np = self.tables.np
        found: Masks = np.zeros(self.people.many, dtype=self.tables.masks)
        np.bitwise_or.at(found, self.people.complaints.row, by_complaint)
        return found

    @cached_property
    def best(self) -> "tuple[Numbers, Numbers, Numbers]":
        """The first technique of the first complaint that has one, the complaint, the support."""
        np, tables, found = self.tables.np, self.tables, self.people.complaints
        entry = np.flatnonzero(self._free)[::-1]
        first = np.full(self.people.many, -1, dtype=np.intp)
        first[found.row[entry]] = entry
        row = np.flatnonzero(first >= 0)
        entry = first[row]
        condition, stage = found.condition[entry], found.stage[entry]
        order, free = tables.order[condition, stage], self._free[entry]
        open_ = (order >= 0) & (
            (free[:, None] >> np.maximum(order, 0).astype(tables.masks)) & 1 != 0
        )
        technique = order[np.arange(len(row)), open_.argmax(axis=1)]
        return (
            self._for_all(row, technique),
            self._for_all(row, condition),
            self._for_all(row, tables.support[condition, stage, technique]),
        )

    def _for_all(self, row: "Numbers", values: Any) -> "Numbers":
        """A number for each person; -1: none."""
        found: Numbers = self.tables.np.full(self.people.many, -1, dtype=self.tables.np.intp)
        found[row] = values
        return found
