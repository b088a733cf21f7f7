"""The rules of a time zone, as a calendar carries them (VTIMEZONE of RFC 5545)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    import icalendar


class Change(NamedTuple):
    """A moment at which a clock is set."""

    at: datetime
    """In UTC: the first moment of the new offset."""
    before: timedelta
    after: timedelta

    @property
    def local(self) -> datetime:
        """What the clock shows when it is set, as RFC 5545 counts it: with the offset before."""
        return (self.at + self.before).replace(tzinfo=None)


def zone_rules(zone: ZoneInfo, first: datetime, last: datetime) -> "icalendar.Timezone":
    """
    The rules of a zone from the beginning of one year to the end of another.

    The library's own `Timezone.from_tzinfo` begins summer time at what the clock shows after it is
    set, where RFC 5545 asks for what it shows before; so the changes are looked up here.

    Args:
        zone: The time zone.

        first: Something in the first year.

        last: Something in the last year.
    """
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    start = datetime(first.year, 1, 1, tzinfo=zone).astimezone(UTC)
    end = datetime(last.year + 1, 1, 1, tzinfo=zone).astimezone(UTC)
    offset = _offset(zone, start)
    rules = Timezone()
    rules.add("tzid", zone.key)
    for change in (Change(start, offset, offset), *_changes(zone, start, end)):
        local = change.at.astimezone(zone)
        one = TimezoneDaylight() if local.dst() else TimezoneStandard()
        one.add("dtstart", change.local)
        one.add("tzname", local.tzname())
        one.add("tzoffsetfrom", change.before)
        one.add("tzoffsetto", change.after)
        rules.add_component(one)
    return rules


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[Change]:
    """Every change of the offset between two moments, to the second."""
    day = start
    while day < end:
        following = day + timedelta(days=1)
        before, after = _offset(zone, day), _offset(zone, following)
        if before != after:
            low, high = day, following
            while high - low > timedelta(seconds=1):
                middle = (low + (high - low) / 2).replace(microsecond=0)
                low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
            yield Change(high, before, after)
        day = following


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    found = moment.astimezone(zone).utcoffset()
    return timedelta(0) if found is None else found
