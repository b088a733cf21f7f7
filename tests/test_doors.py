"""
Every door, for every vignette in `cases/`: what leaves the library carries its notices.

The people of the vignettes get their plan or refusal once, and each door renders all of them. A
door that is new in `medmassage.export` needs its line in DOORS and in WRONG.
"""

import contextlib
import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from attrs import evolve
from pypdf import PdfReader

from medmassage import export
from medmassage.disclaimers import verify_disclaimers
from medmassage.errors import MedMassageError, ModelError
from medmassage.model.course import PlanPolicy
from medmassage.model.intake import Clearance, Complaint, Intake
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.record import SessionRecord
from medmassage.planning import outline_plan
from medmassage.progress import review_progress
from medmassage.screening import no_to_rest
from medmassage.serialization import dumps, from_dict

CASES = Path(__file__).parent / "cases"
FILES = ("screening", "matching", "planning", "reviews")


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
    offered = {"technique_ids": case["technique_ids"]} if "technique_ids" in case else {}
    return intake, from_dict(PlanPolicy, {**offered, **case.get("policy", {})}), on


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
            records = [from_dict(SessionRecord, one) for one in case.get("records", ())]
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


def words(data: object) -> str:
    """The texts of plain data, one after the other."""
    if isinstance(data, dict):
        return " ".join(map(words, data.values()))
    if isinstance(data, list):
        return " ".join(map(words, data))
    return data if isinstance(data, str) else ""


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
    "calendar": (Rendering("ics", calendar, PLAN),),
    "cds_hooks": (Rendering("cards", lambda one: words(export.cds_hooks.cards(one.screening))),),
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
        Rendering("R4", lambda one: words(export.fhir.bundle(one, subject=SUBJECT))),
        Rendering("R5", lambda one: words(export.fhir.bundle(one, subject=SUBJECT, version="R5"))),
        Rendering("form", lambda one: words(export.fhir.questionnaire(one.intake)), one_in=5),
    ),
    "html": (
        Rendering("professional", export.html.render),
        Rendering("patient", lambda one: export.html.render(one, "patient")),
    ),
    "json_schema": (),  # it writes classes, and no answer to anybody
    "markdown": (Rendering("text", export.markdown.render),),
    "pdf": (Rendering("paper", paper, one_in=120),),
    "tables": (
        Rendering("metadata", metadata),
        Rendering("cells", lambda one: export.tables.to_arrow(one)["disclaimers"][0].as_py(), PLAN),
    ),
}
"""By door, each way to render an answer."""

OPEN_DOORS = {"json": (Rendering("dumps", dumps),), **DOORS}
"""With the text that needs no door."""

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


@EACH
def test_every_notice_is_in_it(rendering):
    """Whoever the answer is for, and whatever it says, no required notice is lost."""
    lost = {
        one.title: [notice.id.value for notice in missing]
        for one, text in rendered(rendering)
        if (missing := verify_disclaimers(text, one.answer))
    }

    assert {} == lost


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


@pytest.mark.parametrize("render", OF_REVIEWS.values(), ids=OF_REVIEWS)
def test_every_notice_is_in_a_review(render):
    """A look at a course carries the notices of its plan."""
    lost = [one.title for one, found in reviews() if verify_disclaimers(render(found), one.answer)]

    assert [] == lost
    assert 20 < len(reviews())


def test_every_notice_is_in_a_chart_of_a_course():
    """The scores of a course are drawn with the notices of its plan."""
    lost = [
        one.title
        for one, _ in reviews()[::8]
        if verify_disclaimers(export.charts.progress(one.answer, one.records).to_json(), one.answer)
    ]

    assert [] == lost


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
