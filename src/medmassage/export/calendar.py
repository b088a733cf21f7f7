"""
A plan's sessions as an iCalendar file (RFC 5545), for any calendar program.

Titles say nothing of health. Each event carries the notices of the plan in its description.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from medmassage.errors import DataError, Fault, MissingExtraError, seen
from medmassage.export._calendar_times import Visit, visits
from medmassage.export._calendar_zone import zone_rules
from medmassage.export._notices import notice_texts
from medmassage.export._text import counted, listed, place_name, region_name
from medmassage.model.plan import TreatmentPlan
from medmassage.model.session import Session, SessionStep
from medmassage.planning import fingerprint
from medmassage.vocabulary import PlanStatus

if TYPE_CHECKING:
    import icalendar

Times = Mapping[str, str | time] | Iterable[tuple[str, str | time]]
"""Weekdays with times of day, such as `{"monday": "10:00"}` or `[("monday", "10:00")]`."""

_PROGRAM = "-//medmassage//plan outline//EN"
_OPEN = "Questions are open: no hands-on session may start before they are answered."


def to_ics(
    plan: TreatmentPlan,
    start: date,
    tz: str,
    times: Times,
    *,
    details: bool = False,
    key: str = "",
    stamp: datetime | None = None,
) -> bytes:
    """
    Lay out the sessions of a plan as events of a calendar.

    Args:
        plan: The plan. A provisional one gives tentative events; the first says in its title
            that questions are open.

        start: The first day of week 1 of the plan; later weeks begin on the same weekday.

        tz: The time zone by its IANA name, such as `America/New_York`.

        times: When sessions can be: at least as many times as there are sessions in any week.
            The first session of a week takes the first of them, counting from the weekday of
            *start*. Clocks of 24 hours.

        details: Whether the descriptions name techniques, regions, pressure and position. False:
            nothing in the file says what the sessions are for.

        key: Anything that tells this course from another with the same plan, such as a case
            number of yours. Only a fingerprint of it is written.

        stamp: When the file was made, with its time zone. None: *start* at 00:00 UTC.

    Returns:
        The file, one event a session, with the rules of the time zone. An event keeps its
        identity (UID) while plan and key are the same, so that a calendar program moves it when
        the file is read again with other times. A local time that the clocks skip is written as
        what they show then (02:30 as 03:30). One that they show twice is the first of the two,
        written in UTC, because programs differ on which is meant. The same arguments and the same
        time zone data give the same bytes.

    Raises:
        DataError: Something does not fit. All that can be seen at once is listed, with the
            nearest time zones or weekdays.
        MissingExtraError: icalendar is not installed.

    Example:
        >>> from medmassage.model.intake import Intake
        >>> from medmassage.planning import outline_plan
        >>> from medmassage.screening import no_to_rest
        >>> plan = outline_plan(no_to_rest(Intake(complaints=["neck-pain"])))
        >>> times = {"monday": "10:00", "thursday": "16:30"}
        >>> ics = to_ics(plan, date(2030, 3, 4), "America/New_York", times).decode()
        >>> [line for line in ics.splitlines() if line.startswith("DTSTART;")][0]
        'DTSTART;TZID=America/New_York:20300304T100000'
    """
    if not isinstance(plan, TreatmentPlan):
        raise DataError("to_ics", [Fault("plan", f"expected a TreatmentPlan, got {seen(plan)}")])
    faults = [*_stamp_faults(stamp), *_key_faults(key)]
    found = visits(plan, start, tz, times, faults)
    made = datetime.combine(start, time(), UTC) if stamp is None else stamp.astimezone(UTC)
    identity = sha256(f"{fingerprint(plan)}\n{key}".encode()).hexdigest()[:32]
    calendar = _icalendar().Calendar()
    calendar.add("prodid", _PROGRAM)
    calendar.add("version", "2.0")
    calendar.add_component(zone_rules(ZoneInfo(tz), found[0].start, found[-1].start))
    for visit in found:
        event = _event(plan, visit, tz)
        event.add("uid", f"{identity}-{visit.session.number}@medmassage")
        event.add("dtstamp", made)
        event.add("description", "\n".join(_description(plan, visit.session, details=details)))
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _stamp_faults(stamp: Any) -> Iterator[Fault]:
    if stamp is None:
        return
    if not isinstance(stamp, datetime) or stamp.utcoffset() is None:
        yield Fault("stamp", f"expected a moment with its time zone, got {seen(stamp)}")


def _key_faults(key: Any) -> Iterator[Fault]:
    if not isinstance(key, str):
        yield Fault("key", f"expected text, got {seen(key)}")


def _event(plan: TreatmentPlan, visit: Visit, tz: str) -> "icalendar.Event":
    """What a calendar shows of a session at a glance."""
    event: icalendar.Event = _icalendar().Event()
    if visit.shown_twice:
        event.add("dtstart", visit.start.astimezone(UTC))
    else:  # with the name beside a local time, also where the zone is the same as UTC
        event.add("dtstart", visit.start.replace(tzinfo=None), parameters={"TZID": tz})
    event.add("duration", timedelta(minutes=visit.session.minutes))
    event.add("summary", _title(plan, visit.session))
    event.add("class", "PRIVATE")
    event.add("status", "CONFIRMED" if plan.status is PlanStatus.READY else "TENTATIVE")
    return event


def _title(plan: TreatmentPlan, session: Session) -> str:
    notes = []
    if session is plan.sessions[0] and plan.status is PlanStatus.PROVISIONAL:
        notes.append("questions are open")
    if session.reassessment:
        notes.append("reassessment")
    end = f" ({', '.join(notes)})" if notes else ""
    return f"Massage session {session.number} of {len(plan.sessions)}{end}"


def _description(plan: TreatmentPlan, session: Session, *, details: bool) -> Iterator[str]:
    yield f"Week {session.week}, {counted(session.minutes, 'minute')}."
    if plan.status is PlanStatus.PROVISIONAL:
        yield _OPEN
    if session.reassessment:
        yield "The plan is looked at again in this session."
    if details:
        if not session.place_is_known:
            yield "The place was not given: the usual main region stands in for it."
        yield from map(_step, session.steps)
    yield ""
    yield from map(_line, notice_texts(plan))


def _step(step: SessionStep) -> str:
    where = place_name(step.regions, step.side)
    if step.except_regions:
        where += f", except {listed(map(region_name, step.except_regions))}"
    return _line(
        f"{step.minutes} min {step.technique_name}: {where}; at most {step.pressure}, "
        f"{step.position}"
    )


def _line(text: str) -> str:
    """Text on one line, without the control characters that a calendar may not hold."""
    return " ".join(
        "".join(one if unicodedata.category(one) != "Cc" else " " for one in text).split()
    )


def _icalendar() -> Any:
    try:
        import icalendar
    except ModuleNotFoundError as error:
        raise MissingExtraError("calendar", "icalendar") from error
    return icalendar
