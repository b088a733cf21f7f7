"""When the sessions of a plan are: from weeks and weekdays to moments of a time zone."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from medmassage.errors import DataError, Fault, did_you_mean, nearest, seen
from medmassage.model.plan import TreatmentPlan
from medmassage.model.session import Session

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_OF_THE_MACHINE = {"Factory", "localtime"}
"""Names that are in the database of time zones and are none."""


class Slot(NamedTuple):
    """A time of the week."""

    after: int
    """Days after the first day of the week, 0 to 6."""
    at: time


class Visit(NamedTuple):
    """A session and when it begins."""

    session: Session
    start: datetime
    """In the time zone of the calendar; a time that exists there."""

    @property
    def shown_twice(self) -> bool:
        """Whether clocks show the time of its beginning a second time that day."""
        return self.start.utcoffset() != self.start.replace(fold=1).utcoffset()

    @property
    def end(self) -> datetime:
        """When it ends."""
        return self.start.astimezone(UTC) + timedelta(minutes=self.session.minutes)


def visits(
    plan: TreatmentPlan, start: Any, tz: Any, times: Any, faults: list[Fault]
) -> tuple[Visit, ...]:
    """
    The sessions of a plan with their beginnings, in order.

    Args:
        plan: The plan.

        start: As in `to_ics`, and not yet checked.

        tz: As *start*.

        times: As *start*.

        faults: What is wrong elsewhere; it is told with the rest.

    Raises:
        DataError: Something does not fit; all that can be seen at once is listed.
    """
    zone = _zone(tz, faults)
    first = _first_day(start, faults)
    slots = _slots(times, first, faults)
    if not plan.sessions:
        faults.append(Fault("plan", "expected at least one session, got none"))
    if slots is not None:
        faults.extend(_too_few(plan.sessions, slots))
    if zone is None or first is None or slots is None or faults:
        raise DataError("to_ics", faults)
    found = tuple(_visits(plan.sessions, first, zone, slots))
    if overlapping := tuple(_overlaps(found)):
        raise DataError("to_ics", overlapping)
    return found


def _visits(
    sessions: Iterable[Session], first: date, zone: ZoneInfo, slots: Sequence[Slot]
) -> Iterator[Visit]:
    taken: dict[int, int] = {}
    for session in sessions:
        place = taken.get(session.week, 0)
        taken[session.week] = place + 1
        slot = slots[place]
        day = first + timedelta(weeks=session.week - 1, days=slot.after)
        yield Visit(session, existing(datetime.combine(day, slot.at, zone)))


def existing(local: datetime) -> datetime:
    """
    The time that a clock of the zone shows at a local time.

    A time that the clock skips is read with the offset before the gap, as RFC 5545 says: 02:30
    becomes 03:30. A time that it shows twice is the first of the two.
    """
    return local.astimezone(UTC).astimezone(local.tzinfo)


def _too_few(sessions: Sequence[Session], slots: Sequence[Slot]) -> Iterator[Fault]:
    weeks = [one.week for one in sessions]
    most = max(map(weeks.count, weeks), default=0)
    if most > len(slots):
        week = next(one for one in weeks if weeks.count(one) == most)
        yield Fault(
            "times",
            f"expected at least {most}, for the sessions of week {week}; got {len(slots)}",
        )


def _overlaps(found: Sequence[Visit]) -> Iterator[Fault]:
    for place, one in enumerate(found[1:]):
        before = found[place]
        if one.start.astimezone(UTC) < before.end:
            yield Fault(
                "times",
                f"session {one.session.number} begins before session {before.session.number} "
                f"of {before.session.minutes} minutes ends",
            )


# --- what the caller gave -------------------------------------------------------------------------


def _zone(tz: Any, faults: list[Fault]) -> ZoneInfo | None:
    known = available_timezones() - _OF_THE_MACHINE
    if isinstance(tz, str) and tz in known:
        return ZoneInfo(tz)
    if not known:
        reason = "no time zones are on file here: pip install tzdata"
    else:
        # A city alone, and any mixture of capitals, leads to the name.
        names = {one.rpartition("/")[2].lower(): one for one in sorted(known, reverse=True)}
        names |= {one.lower(): one for one in known}
        asked = tz.replace(" ", "_") if isinstance(tz, str) else tz
        near = dict.fromkeys(names[one] for one in nearest(asked, names))
        reason = f"expected a time zone such as 'Europe/Berlin', got {seen(tz)}{did_you_mean(near)}"
    faults.append(Fault("tz", reason))
    return None


def _first_day(start: Any, faults: list[Fault]) -> date | None:
    if type(start) is date and 1970 <= start.year <= 2100:
        return start
    reason = f"expected a date without a time from 1970 to 2100, got {seen(start)}"
    faults.append(Fault("start", reason))
    return None


def _slots(times: Any, first: date | None, faults: list[Fault]) -> tuple[Slot, ...] | None:
    """The times of the week, in order from its first day; None where one cannot be read."""
    pairs = times.items() if isinstance(times, Mapping) else times
    if isinstance(pairs, str) or not isinstance(pairs, Iterable):
        example = "{'monday': '10:00'}"
        faults.append(Fault("times", f"expected times such as {example}, got {seen(times)}"))
        return None
    wrong: list[Fault] = []
    found = [
        slot
        for place, pair in enumerate(pairs)
        if (slot := _slot(pair, first or date(1970, 1, 5), f"times[{place}]", wrong)) is not None
    ]
    faults.extend(wrong)
    return None if wrong else tuple(sorted(found))


def _slot(pair: Any, first: date, where: str, faults: list[Fault]) -> Slot | None:
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        reason = f"expected a weekday and a time, got {seen(pair)}"
        faults.append(Fault(where, reason))
        return None
    weekday, at = pair
    day = weekday.lower() if isinstance(weekday, str) else weekday
    if day not in WEEKDAYS:
        near = did_you_mean(nearest(weekday, WEEKDAYS))
        reason = f"expected a weekday such as 'monday', got {seen(weekday)}{near}"
        faults.append(Fault(where, reason))
    moment = _moment(at)
    if moment is None:
        reason = f"expected a time of day such as '09:30', got {seen(at)}"
        faults.append(Fault(where, reason))
    if day not in WEEKDAYS or moment is None:
        return None
    return Slot((WEEKDAYS.index(day) - first.weekday()) % 7, moment)


def _moment(at: Any) -> time | None:
    if type(at) is time:
        whole = at.tzinfo is None and not at.second and not at.microsecond
        return at if whole else None
    if isinstance(at, str) and re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", at):
        return time.fromisoformat(at)
    return None
