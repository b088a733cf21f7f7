"""
Every door, for every vignette in `cases/`: what leaves the library carries its notices.

The people of the vignettes get their plan or refusal once, and each door renders all of them. All
of them write HOSTILE wherever they and their clinics can write in their own words. A door that is
new in `medmassage.export` needs its line in DOORS and in WRONG.
"""

import contextlib
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest
from attrs import evolve, fields
from pypdf import PdfReader

from medmassage import export
from medmassage.disclaimers import verify_disclaimers
from medmassage.errors import MedMassageError, ModelError
from medmassage.model.course import PlanPolicy
from medmassage.model.fields import ID, IDS, OPTIONAL_ID, Model
from medmassage.model.intake import Clearance, Complaint, Intake
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.record import SessionRecord
from medmassage.planning import outline_plan
from medmassage.progress import review_progress
from medmassage.screening import no_to_rest
from medmassage.serialization import dumps, from_dict

CASES = Path(__file__).parent / "cases"
FILES = ("screening", "matching", "planning", "reviews")
HOSTILE = "</script></style>]]>--><script>alert(1)</script>"
"""What tries to get out of a text into a page."""


class Vignette(NamedTuple):
    """A person of the files, with what came of the request for a plan."""

    title: str
    answer: TreatmentPlan | Withheld
    records: tuple[SessionRecord, ...] = ()
    """What was done in the course, where that is told."""


# --- people -----------------------------------------------------------------------------------


def asked_for(case: dict[str, Any]) -> tuple[Intake, PlanPolicy, date | None]:
    """The request of a vignette."""
    day = case.get("planned_on", None if "person" in case else case.get("on"))
    on = None if day is None else date.fromisoformat(day)
    intake = from_dict(Intake, case.get("person") or case["intake"])
    if "person" in case or case.get("everything_else") == "no":
        intake = no_to_rest(intake, on)
    left = set(case.get("open", ()))
    intake = evolve(intake, absent=set(intake.absent) - left, assumed=set(intake.assumed) - left)
    letters = [evolve(one, reason=written("reason")) for one in intake.clearances]
    offered = {"technique_ids": case["technique_ids"]} if "technique_ids" in case else {}
    policy = from_dict(PlanPolicy, {**offered, **case.get("policy", {})})
    own = {"notices": [*policy.notices, written("notice")], "emergency_number": written("number")}
    return evolve(intake, clearances=letters), evolve(policy, **own), on


def written(name: str) -> str:
    """What somebody wrote in a field of a name."""
    return f"own {name} {HOSTILE}"


def told(record: SessionRecord) -> SessionRecord:
    """The record of a session in the words of somebody hostile."""
    return evolve(
        record,
        steps=[evolve(one, response=written("response")) for one in record.steps],
        deviations=[evolve(one, note=written("note")) for one in record.deviations],
        adverse_events=[evolve(one, note=written("note")) for one in record.adverse_events],
        measurements=[
            evolve(one, of_what=one.of_what and f"{one.of_what} {HOSTILE}")
            for one in record.measurements
        ],
        products=[written("product")],
        **{name: written(name) for name in OF_A_RECORD},
    )


OF_A_RECORD = ("subjective", "objective", "assessment", "next_time", "practitioner", "setting")
"""The texts of a record itself."""


@cache
def all_of_them() -> tuple[Vignette, ...]:
    """Everybody in the files."""
    known: dict[tuple[Any, ...], TreatmentPlan | Withheld] = {}
    found = []
    for name in FILES:
        for case in json.loads((CASES / f"{name}.json").read_text("utf-8")):
            request = asked_for(case)
            if request not in known:
                known[request] = outline_plan(request[0], request[1], request[2])
            records = [told(from_dict(SessionRecord, one)) for one in case.get("records", ())]
            found.append(Vignette(f"{name}: {case['title']}", known[request], tuple(records)))
    return tuple(found)


def vignettes() -> list[Vignette]:
    """The vignettes, one of those that ask for the same."""
    return [*{id(one.answer): one for one in reversed(all_of_them())}.values()][::-1]


# --- doors ------------------------------------------------------------------------------------


class Rendering(NamedTuple):
    """One way through a door."""

    name: str
    render: Callable[[Any], str]
    of: type | tuple[type, ...] = (TreatmentPlan, Withheld)
    one_in: int = 1
    """Of how many vignettes one is rendered: more than one where a door is slow."""
    live: str | None = "</?script"
    """What is not text there but markup, as a pattern; None: nothing is, it is data."""


MARKDOWN = r"(?<!\\)</?script"
"""What is live in Markdown."""


def words(data: object) -> str:
    """The texts of plain data, one after the other."""
    if isinstance(data, dict):
        return " ".join(map(words, data.values()))
    if isinstance(data, list):
        return " ".join(map(words, data))
    return data if isinstance(data, str) else ""


def narrated(data: object) -> str:
    """As `words`, of FHIR: the narratives are markup, and everything else is text."""
    if isinstance(data, dict):
        parts = (one if key == "div" else narrated(one) for key, one in data.items())
        return " ".join(parts)
    return " ".join(map(narrated, data)) if isinstance(data, list) else escape(words(data))


def calendar(plan: TreatmentPlan) -> str:
    """The sessions as events."""
    times = dict.fromkeys(("monday", "wednesday", "friday"), "10:00")
    written = export.calendar.to_ics(plan, date(2030, 3, 4), "Europe/Berlin", times)
    return written.decode().replace("\r\n ", "")


def timeline(plan: TreatmentPlan) -> str:
    """The chart of the sessions; that it keeps its schema is tested with the charts."""
    return export.charts.timeline(plan).to_json(validate=False)


def metadata(answer: TreatmentPlan | Withheld) -> str:
    """What a table says of itself."""
    return export.tables.to_arrow(answer).schema.metadata[b"medmassage.disclaimers"].decode()


def paper(answer: TreatmentPlan | Withheld) -> str:
    """The text of the pages."""
    pages = PdfReader(BytesIO(export.pdf.render(answer))).pages
    return " ".join(page.extract_text() for page in pages)


BOTH, PLAN = (TreatmentPlan, Withheld), TreatmentPlan
SUBJECT = "Patient/x"

DOORS = {
    "body_map": (
        Rendering("svg", export.body_map.svg),
        Rendering("without", lambda one: export.body_map.svg(one, show_notices=False), one_in=5),
    ),
    "calendar": (Rendering("ics", calendar, PLAN, live=None),),
    "cds_hooks": (
        Rendering("cards", lambda one: words(export.cds_hooks.cards(one.screening)), live=MARKDOWN),
    ),
    "charts": (
        Rendering("timeline", timeline, PLAN),
        Rendering(
            "without",
            lambda one: export.charts.timeline(one, show_notices=False).to_json(),
            PLAN,
            one_in=30,
        ),
        Rendering("progress", lambda one: export.charts.progress(one, []).to_json(), PLAN, 20),
    ),
    "fhir": (
        Rendering("R4", lambda one: narrated(export.fhir.bundle(one, subject=SUBJECT))),
        Rendering(
            "R5", lambda one: narrated(export.fhir.bundle(one, subject=SUBJECT, version="R5"))
        ),
        Rendering("form", lambda one: narrated(export.fhir.questionnaire(one.intake)), one_in=5),
    ),
    "html": (
        Rendering("professional", export.html.render),
        Rendering("patient", lambda one: export.html.render(one, "patient")),
    ),
    "json_schema": (),  # it writes classes, and no answer to anybody
    "markdown": (Rendering("text", export.markdown.render, live=MARKDOWN),),
    "pdf": (Rendering("paper", paper, one_in=120, live=None),),
    "tables": (
        Rendering("metadata", metadata, live=None),
        Rendering(
            "cells",
            lambda one: export.tables.to_arrow(one)["disclaimers"][0].as_py(),
            PLAN,
            live=None,
        ),
    ),
}
"""By door, each way to render an answer."""

OPEN_DOORS = {
    "json": (Rendering("dumps", dumps, live=None),),
    "notebook": (Rendering("display", lambda one: one._repr_markdown_(), live=MARKDOWN),),
    **DOORS,
}
"""With the text that needs no door, and with what a notebook shows by itself."""

EACH = pytest.mark.parametrize(
    "rendering",
    [
        pytest.param(one, id=f"{door}-{one.name}")
        for door, ways in OPEN_DOORS.items()
        for one in ways
    ],
)
"""Every way out."""


def rendered(rendering: Rendering) -> Iterator[tuple[Vignette, str]]:
    """The vignettes that a door is for, each as the door writes it."""
    fitting = [one for one in vignettes() if isinstance(one.answer, rendering.of)]
    for one in fitting[:: rendering.one_in]:
        yield one, rendering.render(one.answer)


def test_every_door_has_its_line():
    """None is left out, and none is listed that is not there."""
    assert dir(export) == [*DOORS] == [*WRONG]


def test_there_are_people_of_all_sorts():
    """Between them they are ready, wait for answers, or are refused, with every action."""
    answers = [one.answer for one in vignettes()]
    plans = [one for one in answers if isinstance(one, TreatmentPlan)]

    assert {"ready", "provisional"} == {one.status for one in plans}
    assert 5 == len({one.action for one in answers if isinstance(one, Withheld)})


class Faults(NamedTuple):
    """What is wrong with what a door wrote, and what shows that there was something to see."""

    lost: dict[str, list[str]]
    """By vignette the notices that are not there."""
    live: list[str]
    """The vignettes in which a text got out of its place."""
    told: int
    """How many tell something in somebody's own words."""


@cache
def looked_at(rendering: Rendering) -> Faults:
    """Everything that a door writes, looked at once."""
    found = Faults({}, [], 0)
    for one, text in rendered(rendering):
        if missing := verify_disclaimers(text, one.answer):
            found.lost[one.title] = [notice.id.value for notice in missing]
        if rendering.live and re.search(rendering.live, text):
            found.live.append(one.title)
        found = found._replace(told=found.told + ("alert" in text))
    return found


@EACH
def test_every_notice_is_in_it(rendering):
    """Whoever the answer is for, and whatever it says, no required notice is lost."""
    assert {} == looked_at(rendering).lost


@EACH
def test_no_text_becomes_markup(rendering):
    """
    Whatever somebody wrote in their own words, it stays text.

    Where it is not shown, there is nothing to see: in cards, forms and the cells of tables.
    """
    found = looked_at(rendering)

    assert [] == found.live
    assert rendering.name in SILENT or found.told


SILENT = {"cards", "form", "cells", "ics"}
"""Ways on which nothing stands in anybody's own words."""


@EACH
def test_the_same_each_time(rendering):
    """A door writes the same for the same answer."""
    sample = rendering._replace(one_in=30 * rendering.one_in)
    first = [text for _, text in rendered(sample)]

    assert first == [text for _, text in rendered(sample)]


# --- reviews ----------------------------------------------------------------------------------

OF_REVIEWS = {
    "json": dumps,
    "markdown": export.markdown.render,
    "html-professional": export.html.render,
    "html-patient": lambda review: export.html.render(review, "patient"),
}
LIVE = {"json": "$^", "markdown": MARKDOWN}
"""As for the doors; pages have the rest."""


@cache
def reviews() -> tuple[tuple[Vignette, Any], ...]:
    """What a look at each course advises; courses whose records do not fit have none."""
    found = []
    for one in all_of_them():
        if not one.records:
            continue
        with contextlib.suppress(ModelError):
            found.append((one, review_progress(one.answer, one.records)))
    return tuple(found)


@pytest.mark.parametrize("name", OF_REVIEWS)
def test_every_notice_is_in_a_review(name):
    """A look at a course carries the notices of its plan, and what was recorded stays text."""
    lost, live = [], []
    for one, found in reviews():
        text = OF_REVIEWS[name](found)
        if verify_disclaimers(text, one.answer):
            lost.append(one.title)
        if re.search(LIVE.get(name, "</?script"), text):
            live.append(one.title)

    assert ([], []) == (lost, live)
    assert 20 < len(reviews())


OF_RECORDS = {
    "markdown": (export.markdown.render, MARKDOWN),
    "html": (export.html.render, "</?script"),
    "notebook": (lambda record: record._repr_markdown_(), MARKDOWN),
}


@pytest.mark.parametrize("render,live", OF_RECORDS.values(), ids=OF_RECORDS)
def test_what_was_recorded_stays_text(render, live):
    """The record of a session is shown with what was written in it, as text."""
    shown = [render(record) for one in all_of_them() for record in one.records[:2]]

    assert 20 < len(shown)
    assert all("alert" in text for text in shown)
    assert not any(re.search(live, text) for text in shown)


def free_texts(cls: type) -> Iterator[str]:
    """The fields of a class, and of what stands in it, that hold somebody's own words."""
    ids = [one["check"] for one in (ID, OPTIONAL_ID, IDS)]
    for one in fields(cls):
        parts = (one.type, *get_args(one.type))
        for part in parts:
            if isinstance(part, type) and issubclass(part, Model):
                yield from free_texts(part)
        if str in parts and one.metadata.get("check") not in ids:
            yield one.name


def test_every_text_is_written_in():
    """What a person or a clinic can write is hostile in the vignettes, field by field."""
    known = {"reason", "notices", "emergency_number", "response", "note", "of_what", "products"}
    found = {name for cls in (Intake, PlanPolicy, SessionRecord) for name in free_texts(cls)}

    assert found == {*known, *OF_A_RECORD}


def test_every_notice_is_in_a_chart_of_a_course():
    """The scores of a course are drawn with the notices of its plan, and no text is markup."""
    lost, live = [], []
    of_what = [one for one in reviews() if "of_what" in dumps(one[1])]
    for one, _ in [*reviews()[::8], *of_what[:2]]:
        text = export.charts.progress(one.answer, one.records).to_json()
        if verify_disclaimers(text, one.answer):
            lost.append(one.title)
        if re.search("</?script", text):
            live.append(one.title)

    assert ([], []) == (lost, live)


# --- errors -----------------------------------------------------------------------------------

PRIVATE = "Zebediah of the violet house"


@cache
def person() -> Intake:
    """Somebody whose letter gives a reason that is nobody else's business."""
    letter = Clearance("anticoagulant-therapy", by="therapist", reason=PRIVATE)
    back = Complaint("lower-back-pain", stage="chronic", pain=6)
    return no_to_rest(
        Intake(complaints=[back], present=["anticoagulant-therapy"], clearances=[letter])
    )


@cache
def plan() -> TreatmentPlan:
    """A plan for that person."""
    found = outline_plan(person())
    assert isinstance(found, TreatmentPlan)
    return found


NOWHERE = {"monday": "10:00"}

WRONG = {
    "body_map": (
        lambda: export.body_map.svg(person()),
        lambda: export.body_map.svg(plan(), prefix="1 2"),
    ),
    "calendar": (
        lambda: export.calendar.to_ics(plan(), date(2030, 3, 4), "Nowhere/Else", NOWHERE),
        lambda: export.calendar.to_ics(person(), date(2030, 3, 4), "Europe/Berlin", NOWHERE),
    ),
    "cds_hooks": (
        lambda: export.cds_hooks.cards(plan()),
        lambda: export.cds_hooks.cards(person()),
    ),
    "charts": (
        lambda: export.charts.timeline(person()),
        lambda: export.charts.progress(plan(), 2 * [SessionRecord(session=1, subjective=PRIVATE)]),
        lambda: export.charts.progress(plan(), [person()]),
    ),
    "fhir": (
        lambda: export.fhir.bundle(person(), subject=SUBJECT),
        lambda: export.fhir.bundle(plan(), subject=SUBJECT, version="R9"),
        lambda: export.fhir.bundle(plan(), subject=""),
        lambda: export.fhir.read_answers({"resourceType": "Bundle"}, person()),
    ),
    "html": (
        lambda: export.html.render(person(), "patient"),
        lambda: export.html.render(plan(), "nobody"),
        lambda: export.html.render([plan(), PRIVATE]),
    ),
    "json_schema": (lambda: export.json_schema.schema(plan()),),
    "markdown": (),  # it has words for every object, and refuses none
    "pdf": (lambda: export.pdf.render(person(), "patient"),),
    "tables": (
        lambda: export.tables.frame(plan(), "excel"),
        lambda: export.tables.to_arrow([plan(), person()]),
    ),
}
"""By door, what it refuses."""


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(ask, id=f"{door}-{n}")
        for door, asks in WRONG.items()
        for n, ask in enumerate(asks)
    ],
)
def test_errors_keep_free_text_to_themselves(ask):
    """What a door refuses, it refuses in words of its own, all the way down."""
    with pytest.raises(MedMassageError) as caught:
        ask()
    error: BaseException | None = caught.value
    while error is not None:
        assert PRIVATE not in f"{error} {error!r}"
        error = error.__cause__ or error.__context__


def test_the_free_text_is_there():
    """The person does carry it; the test above would pass without."""
    assert PRIVATE in dumps(plan())
