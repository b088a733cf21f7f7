"""A plan's sessions as an iCalendar file."""

import sys
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import icalendar
import pytest
from dateutil.tz import tzical
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from medmassage.disclaimers import verify_disclaimers
from medmassage.errors import DataError, MissingExtraError
from medmassage.export import _calendar_times
from medmassage.export.calendar import to_ics
from medmassage.model.course import PlanPolicy
from medmassage.model.intake import Complaint, Intake
from medmassage.model.plan import TreatmentPlan
from medmassage.planning import outline_plan
from medmassage.screening import no_to_rest
from model_strategies import objects

NEW_YORK, BERLIN, SYDNEY = "America/New_York", "Europe/Berlin", "Australia/Sydney"
MONDAY = date(2030, 1, 7)
ONCE = {"monday": "10:00"}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

fewer = settings(
    max_examples=max(5, settings.default.max_examples // 5),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def planned(**policy: Any) -> TreatmentPlan:
    """A plan for somebody with a sore back, who said no to everything."""
    intake = Intake(complaints=[Complaint("lower-back-pain", stage="chronic", pain=6)])
    answer = outline_plan(no_to_rest(intake), PlanPolicy(**policy))

    assert isinstance(answer, TreatmentPlan)
    return answer


@pytest.fixture(scope="module")
def weekly():
    """One session a week, sixty of them."""
    return planned(sessions_per_week=1, sessions=60)


@pytest.fixture(scope="module")
def twice():
    """Two sessions a week."""
    return planned(sessions_per_week=2, sessions=6, reassess_at_session=4)


@pytest.fixture(scope="module")
def provisional():
    """A plan with open questions."""
    answer = outline_plan(Intake(complaints=["neck-pain"]))

    assert isinstance(answer, TreatmentPlan)
    return answer


def events(ics: bytes) -> list[icalendar.Event]:
    """The events of a file, in its order."""
    return list(icalendar.Calendar.from_ical(ics).walk("VEVENT"))


def unfolded(ics: bytes) -> str:
    """The file with long lines put together again."""
    return ics.decode().replace("\r\n ", "")


def lines(ics: bytes, name: str) -> list[str]:
    """What the events of a file say under a name."""
    inside = unfolded(ics).partition("BEGIN:VEVENT")[2]
    return [one for one in inside.splitlines() if one.startswith(name)]


def moments(ics: bytes, tz: str) -> list[datetime]:
    """When events begin, in UTC, as the time zone rules in the file itself say."""
    rules = tzical(StringIO(unfolded(ics))).get(tz)
    found = []
    for line in lines(ics, "DTSTART"):
        value = line.rpartition(":")[2]
        local = datetime.strptime(value.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007
        found.append(local.replace(tzinfo=UTC if value.endswith("Z") else rules).astimezone(UTC))
    return found


class TestWhen:
    """Weeks and times of the week become moments."""

    def test_week_by_week(self, twice):
        """The k-th session of a week takes the k-th time of that week."""
        found = events(to_ics(twice, MONDAY, BERLIN, {"thursday": "16:30", "monday": "10:00"}))
        expected = [
            datetime.combine(
                MONDAY + timedelta(weeks=session.week - 1, days=0 if session.number % 2 else 3),
                time(10) if session.number % 2 else time(16, 30),
            )
            for session in twice.sessions
        ]

        assert [1, 1, 2, 2, 3, 3] == [one.week for one in twice.sessions]
        assert expected == [one["dtstart"].dt.replace(tzinfo=None) for one in found]

    def test_weeks_begin_at_start(self, twice):
        """With a start on Thursday, Thursday is the first day of each week and Monday a later."""
        thursday = date(2030, 1, 10)
        found = events(
            to_ics(twice, thursday, BERLIN, [("Monday", time(10)), ("thursday", "16:30")])
        )

        assert [(10, 16), (14, 10), (17, 16)] == [
            (one["dtstart"].dt.day, one["dtstart"].dt.hour) for one in found[:3]
        ]

    def test_lengths(self, twice):
        """An event is as long as its session."""
        found = events(to_ics(twice, MONDAY, BERLIN, {"monday": "10:00", "thursday": "16:30"}))

        assert [timedelta(minutes=one.minutes) for one in twice.sessions] == [
            one["duration"].dt for one in found
        ]

    def test_more_times_than_sessions(self, weekly):
        """Times that no session needs are left free."""
        ics = to_ics(weekly, MONDAY, BERLIN, {"monday": "10:00", "friday": "10:00"})

        assert {"Mon"} == {f"{one['dtstart'].dt:%a}" for one in events(ics)}

    def test_two_on_a_day(self, twice):
        """Two times of one day serve as well."""
        ics = to_ics(twice, MONDAY, BERLIN, [("monday", "15:00"), ("monday", "09:00")])

        assert [9, 15, 9] == [one["dtstart"].dt.hour for one in events(ics)][:3]

    @pytest.mark.parametrize("tz", [NEW_YORK, BERLIN, SYDNEY, "Asia/Kathmandu", "UTC"])
    def test_same_local_time(self, weekly, tz):
        """Across daylight saving a session stays at its local time, as the file's rules have it."""
        ics = to_ics(weekly, MONDAY, tz, {"tuesday": "16:30"})
        local = [one.astimezone(ZoneInfo(tz)) for one in moments(ics, tz)]

        assert len(weekly.sessions) == len(local)
        assert {("Tue", 16, 30)} == {(f"{one:%a}", one.hour, one.minute) for one in local}

    @pytest.mark.parametrize(
        "tz, day, hour",
        [
            (NEW_YORK, date(2030, 3, 9), 17),
            (NEW_YORK, date(2030, 3, 10), 16),
            (NEW_YORK, date(2030, 11, 2), 16),
            (NEW_YORK, date(2030, 11, 3), 17),
            (BERLIN, date(2030, 3, 30), 11),
            (BERLIN, date(2030, 3, 31), 10),
            (BERLIN, date(2030, 10, 26), 10),
            (BERLIN, date(2030, 10, 27), 11),
            (SYDNEY, date(2030, 4, 6), 1),
            (SYDNEY, date(2030, 4, 7), 2),
            (SYDNEY, date(2030, 10, 5), 2),
            (SYDNEY, date(2030, 10, 6), 1),
        ],
    )
    def test_clocks_change(self, weekly, tz, day, hour):
        """Noon is another hour of UTC from the day on which the clocks of the place are set."""
        first = moments(to_ics(weekly, day, tz, {WEEKDAYS[day.weekday()]: "12:00"}), tz)[0]

        assert datetime(day.year, day.month, day.day, hour, tzinfo=UTC) == first

    @pytest.mark.parametrize(
        "tz, sunday, shown",
        [
            (NEW_YORK, date(2030, 3, 10), "20300310T033000"),
            (BERLIN, date(2030, 3, 31), "20300331T033000"),
            (SYDNEY, date(2030, 10, 6), "20301006T033000"),
        ],
    )
    def test_skipped_time(self, weekly, tz, sunday, shown):
        """A time that clocks skip is written as what they show then."""
        ics = to_ics(weekly, sunday, tz, {"sunday": "02:30"})
        first, second = lines(ics, "DTSTART")[:2]

        assert f"DTSTART;TZID={tz}:{shown}" == first
        assert second.endswith("T023000")
        assert [3, 2] == [one.astimezone(ZoneInfo(tz)).hour for one in moments(ics, tz)[:2]]

    @pytest.mark.parametrize(
        "tz, sunday, at, moment",
        [
            (NEW_YORK, date(2030, 11, 3), "01:30", "20301103T053000Z"),
            (BERLIN, date(2030, 10, 27), "02:30", "20301027T003000Z"),
            (SYDNEY, date(2030, 4, 7), "02:30", "20300406T153000Z"),
        ],
    )
    def test_time_shown_twice(self, weekly, tz, sunday, at, moment):
        """A time that clocks show twice is the first of the two, in UTC, where no one errs."""
        first, second = lines(to_ics(weekly, sunday, tz, {"sunday": at}), "DTSTART")[:2]

        assert f"DTSTART:{moment}" == first
        assert second.startswith(f"DTSTART;TZID={tz}:")

    @pytest.mark.parametrize(
        "tz, onsets",
        [
            (NEW_YORK, ["20300101T000000", "20300310T020000", "20301103T020000"]),
            (BERLIN, ["20300101T000000", "20300331T020000", "20301027T030000"]),
            (SYDNEY, ["20300101T000000", "20300407T030000", "20301006T020000"]),
            ("Australia/Lord_Howe", ["20300101T000000", "20300407T020000", "20301006T020000"]),
            ("Asia/Tokyo", ["20300101T000000"]),
        ],
    )
    def test_zone_rules(self, weekly, tz, onsets):
        """Rules begin at the local time before clocks are set, as RFC 5545 has them."""
        ics = unfolded(to_ics(weekly, MONDAY, tz, ONCE)).partition("BEGIN:VEVENT")[0]
        found = [line.partition(":")[2] for line in ics.splitlines() if "DTSTART" in line]

        assert onsets == found[: len(onsets)]

    @fewer
    @given(
        tz=st.sampled_from([NEW_YORK, BERLIN, SYDNEY, "America/St_Johns", "Africa/Cairo"]),
        start=st.dates(date(2025, 1, 1), date(2045, 12, 31)),
        weekday=st.sampled_from(WEEKDAYS),
        at=st.times().map(lambda one: time(one.hour, one.minute)),
    )
    def test_moments(self, weekly, tz, start, weekday, at):
        """Read with the rules in the file, each event begins at the moment that was meant."""
        ics = to_ics(weekly, start, tz, [(weekday, at)])
        days = (WEEKDAYS.index(weekday) - start.weekday()) % 7
        expected = [
            datetime.combine(
                start + timedelta(weeks=one.week - 1, days=days), at, ZoneInfo(tz)
            ).astimezone(UTC)
            for one in weekly.sessions
        ]

        assert expected == moments(ics, tz)


class TestEvents:
    """What an event says."""

    def test_titles(self, twice):
        """A number and nothing of health; the reassessment is marked."""
        found = events(to_ics(twice, MONDAY, BERLIN, [("monday", "10:00"), ("friday", "10:00")]))
        looked_at = [one.number for one in twice.sessions if one.reassessment]

        assert looked_at
        assert [
            f"Massage session {number} of 6{' (reassessment)' if number in looked_at else ''}"
            for number in range(1, 7)
        ] == [str(one["summary"]) for one in found]

    def test_no_health_details(self, twice):
        """Without being asked for, neither technique nor place nor complaint is in the file."""
        times = [("monday", "10:00"), ("friday", "10:00")]
        ics = to_ics(twice, MONDAY, BERLIN, times)
        text = unfolded(ics).lower()
        steps = [step for session in twice.sessions for step in session.steps]
        words = {
            *(step.technique_name.lower() for step in steps),
            *(region.value.replace("-", " ") for step in steps for region in step.regions),
            *(name.lower() for name in twice.complaint_names),
        }

        assert words
        assert set() == {word for word in words if word in text}
        assert {"PRIVATE"} == {str(one["class"]) for one in events(ics)}

    def test_details(self, twice):
        """Asked for, each step is in the description, and still not in the title."""
        times = [("monday", "10:00"), ("friday", "10:00")]
        found = events(to_ics(twice, MONDAY, BERLIN, times, details=True))

        for session, event in zip(twice.sessions, found, strict=True):
            for step in session.steps:
                told = f"{step.minutes} min {step.technique_name}: "
                (line,) = [
                    one
                    for one in str(event["description"]).splitlines()
                    if one.startswith(told) and f"at most {step.pressure}" in one
                ]

                assert all(one.value.replace("-", " ") in line for one in step.regions)
                assert all(one.value.replace("-", " ") in line for one in step.except_regions)
                assert line.endswith(step.position)
                assert step.technique_name not in str(event["summary"])

    def test_place_not_given(self, twice):
        """Where the usual region stands in for a place that was not given, details say so."""
        unknown = attrs.evolve(twice.sessions[0], place_is_known=False)
        phases = [attrs.evolve(one, sessions=()) for one in twice.phases]
        phases[0] = attrs.evolve(phases[0], sessions=(unknown,))
        (event,) = events(
            to_ics(attrs.evolve(twice, phases=phases), MONDAY, BERLIN, ONCE, details=True)
        )

        assert "The place was not given" in str(event["description"])

    def test_provisional(self, provisional):
        """With questions open, the first title says so, every event does, and all are tentative."""
        times = [(day, "10:00") for day in WEEKDAYS]
        found = events(to_ics(provisional, MONDAY, BERLIN, times))
        first, *rest = (str(one["summary"]) for one in found)

        assert "questions are open" in first
        assert not any("questions" in one for one in rest)
        assert {"TENTATIVE"} == {str(one["status"]) for one in found}
        assert all("no hands-on session may start" in str(one["description"]) for one in found)

    def test_ready(self, weekly):
        """A plan that may be worked from gives events that stand."""
        found = events(to_ics(weekly, MONDAY, BERLIN, ONCE))

        assert {"CONFIRMED"} == {str(one["status"]) for one in found}
        assert not any("Questions are open" in str(one["description"]) for one in found)

    @fewer
    @given(drawn=objects(TreatmentPlan), details=st.booleans())
    def test_never_without_notices(self, twice, drawn, details):
        """Whatever the notices of a plan are, each of its events carries every one."""
        plan = attrs.evolve(twice, disclaimers=drawn.disclaimers, policy=drawn.policy)
        times = [("monday", "10:00"), ("friday", "10:00")]
        ics = to_ics(plan, MONDAY, BERLIN, times, details=details)

        assert len(plan.sessions) == len(events(ics))
        assert () == verify_disclaimers(unfolded(ics), plan)
        for event in events(ics):
            assert () == verify_disclaimers(str(event["description"]), plan)

    @fewer
    @given(plan=objects(TreatmentPlan))
    def test_any_plan(self, plan):
        """Whatever is in a plan, each session is an event; without sessions there is no file."""
        times = [(day, at) for day in WEEKDAYS for at in ("08:00", "10:00")]
        if plan.sessions:
            ics = to_ics(plan, MONDAY, BERLIN, times, details=True)

            assert len(plan.sessions) == len(events(ics))
        else:
            with pytest.raises(DataError, match="expected at least one session"):
                to_ics(plan, MONDAY, BERLIN, times)

    def test_own_notices(self):
        """The clinic's own notices come after the others, safe from what calendars read as code."""
        own = "Cancel by phone, please;\r\nBEGIN:VEVENT\x07 thanks\\n"
        plan = planned(notices=[own], sessions_per_week=1)
        ics = to_ics(plan, MONDAY, BERLIN, ONCE)
        told = lines(ics, "DESCRIPTION")

        assert len(plan.sessions) == len(events(ics)) == len(told)
        for line in told:
            assert line.endswith(r"\nCancel by phone\, please\; BEGIN:VEVENT thanks\\n")


class TestFile:
    """The file as a whole."""

    def test_form(self, twice):
        """Lines end in CR LF and hold at most 75 octets; the file says what it is."""
        times = [("monday", "10:00"), ("friday", "10:00")]
        ics = to_ics(twice, MONDAY, BERLIN, times, details=True)

        assert b"\n" not in ics.replace(b"\r\n", b"")
        assert max(map(len, ics.split(b"\r\n"))) <= 75
        assert ics.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//medmassage//")
        assert ics.endswith(b"END:VCALENDAR\r\n")

    def test_same_bytes(self, twice):
        """The same arguments give the same file."""
        times = [("monday", "10:00"), ("friday", "10:00")]

        assert to_ics(twice, MONDAY, BERLIN, times) == to_ics(twice, MONDAY, BERLIN, times[::-1])

    def test_identity(self, twice, weekly):
        """An event keeps its UID at other times; another plan, session or key has another."""
        times = [("monday", "10:00"), ("friday", "10:00")]
        uids = lines(to_ics(twice, MONDAY, BERLIN, times), "UID")
        moved = lines(to_ics(twice, date(2031, 3, 3), SYDNEY, times), "UID")
        keyed = lines(to_ics(twice, MONDAY, BERLIN, times, key="case 7"), "UID")
        other = lines(to_ics(weekly, MONDAY, BERLIN, times), "UID")

        assert uids == moved
        assert len(uids) == len(set(uids))
        assert set() == set(uids) & {*keyed, *other}
        assert not any("case" in uid for uid in keyed)

    def test_stamp(self, weekly):
        """The file is stamped with the start, or with the moment that is given, in UTC."""
        own = datetime(2029, 12, 31, 23, 30, tzinfo=ZoneInfo(NEW_YORK))

        assert {"DTSTAMP:20300107T000000Z"} == set(
            lines(to_ics(weekly, MONDAY, NEW_YORK, ONCE), "DTSTAMP")
        )
        assert {"DTSTAMP:20300101T043000Z"} == set(
            lines(to_ics(weekly, MONDAY, NEW_YORK, ONCE, stamp=own), "DTSTAMP")
        )


class TestRefused:
    """What cannot be laid out is told, with what was expected."""

    @pytest.mark.parametrize(
        "change, message",
        [
            ({"start": "2030-01-07"}, "start: expected a date without a time"),
            ({"start": datetime(2030, 1, 7, tzinfo=UTC)}, "start: expected a date without a time"),
            ({"start": date(1, 1, 1)}, "from 1970 to 2100"),
            ({"tz": "Europe/Berlim"}, "did you mean 'Europe/Berlin'"),
            ({"tz": "new york"}, "did you mean 'America/New_York'"),
            ({"tz": "europe/berlin"}, "did you mean 'Europe/Berlin'"),
            ({"tz": "localtime"}, "tz: expected a time zone such as 'Europe/Berlin'"),
            ({"tz": "../../etc/passwd"}, "tz: expected a time zone"),
            ({"tz": None}, "tz: expected a time zone such as 'Europe/Berlin', got None"),
            ({"times": "monday 10:00"}, "times: expected times such as {'monday': '10:00'}"),
            ({"times": 10}, "times: expected times such as {'monday': '10:00'}, got 10"),
            ({"times": {}}, "times: expected at least 1, for the sessions of week 1; got 0"),
            ({"times": ["monday"]}, "times[0]: expected a weekday and a time, got 'monday'"),
            ({"times": {"mondy": "10:00"}}, "got 'mondy'; did you mean 'monday'"),
            ({"times": {0: "10:00"}}, "times[0]: expected a weekday such as 'monday', got 0"),
            ({"times": {"monday": "10"}}, "expected a time of day such as '09:30', got '10'"),
            ({"times": {"monday": "25:00"}}, "such as '09:30', got '25:00'"),
            ({"times": {"monday": time(10, 0, 1)}}, "such as '09:30', got a time"),
            ({"times": {"monday": time(10, tzinfo=UTC)}}, "such as '09:30', got a time"),
            ({"stamp": datetime(2030, 1, 7)}, "stamp: expected a moment with its time zone"),  # noqa: DTZ001
            ({"stamp": "now"}, "stamp: expected a moment with its time zone, got 'now'"),
            ({"key": 7}, "key: expected text, got 7"),
        ],
    )
    def test_arguments(self, weekly, change, message):
        """A fault names the argument, what was seen and what is near."""
        arguments = {"start": MONDAY, "tz": BERLIN, "times": ONCE} | change

        with pytest.raises(DataError) as caught:
            to_ics(weekly, **arguments)

        assert message in str(caught.value)

    def test_all_at_once(self, weekly):
        """Several faults are told together."""
        with pytest.raises(DataError) as caught:
            to_ics(weekly, None, "Mars", {"mo": "10:00", "tuesday": "ten"}, key=None, stamp=0)

        assert ["stamp", "key", "tz", "start", "times[0]", "times[1]"] == [
            fault.where for fault in caught.value.faults
        ]

    def test_too_few_times(self, twice):
        """The week with the most sessions says how many times are needed."""
        with pytest.raises(DataError, match="at least 2, for the sessions of week 1; got 1"):
            to_ics(twice, MONDAY, BERLIN, ONCE)

    def test_overlap(self, twice):
        """A session does not begin before the one before it ends."""
        times = [("monday", "10:00"), ("monday", "10:30")]

        with pytest.raises(DataError, match="session 2 begins before session 1 of 60 minutes ends"):
            to_ics(twice, MONDAY, BERLIN, times)

    def test_back_to_back(self, twice):
        """It may begin when that ends."""
        times = [("monday", "10:00"), ("monday", "11:00")]

        assert len(twice.sessions) == len(events(to_ics(twice, MONDAY, BERLIN, times)))

    def test_refusal(self):
        """Where there is no plan there is nothing to lay out."""
        answer = outline_plan(Intake(complaints=["neck-pain"], present=["any-fever"]))

        with pytest.raises(DataError, match="plan: expected a TreatmentPlan, got a Withheld"):
            to_ics(answer, MONDAY, BERLIN, ONCE)

    def test_no_sessions(self, weekly):
        """A calendar needs an event."""
        phases = [attrs.evolve(one, sessions=()) for one in weekly.phases]
        bare = attrs.evolve(weekly, phases=phases)

        with pytest.raises(DataError, match="plan: expected at least one session, got none"):
            to_ics(bare, MONDAY, BERLIN, ONCE)

    def test_no_time_zones(self, weekly, monkeypatch):
        """Where no time zones are on file, the message says what brings them."""
        monkeypatch.setattr(_calendar_times, "available_timezones", set)

        with pytest.raises(DataError, match="pip install tzdata"):
            to_ics(weekly, MONDAY, BERLIN, ONCE)

    def test_no_icalendar(self, weekly, monkeypatch):
        """Without icalendar the extra is named."""
        monkeypatch.setitem(sys.modules, "icalendar", None)

        with pytest.raises(MissingExtraError, match=r"pip install 'medmassage\[calendar\]'"):
            to_ics(weekly, MONDAY, BERLIN, ONCE)
