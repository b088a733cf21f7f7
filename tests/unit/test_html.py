"""HTML handouts: valid, self-contained, usable by everyone, and nothing breaks out of them."""

import html
import json
import re
import sys
from datetime import date
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from attrs import evolve
from hypothesis import given, settings, strategies as st

from medmassage.__main__ import main
from medmassage.catalog import default_catalog
from medmassage.disclaimers import verify_disclaimers
from medmassage.errors import DataError, MissingExtraError
from medmassage.export import markdown
from medmassage.export._html_from_markdown import document
from medmassage.export._markup import Ids, bulleted, element, escape
from medmassage.export.html import Register, render
from medmassage.matching import match_techniques
from medmassage.model.course import PlanPolicy
from medmassage.model.intake import Clearance, Complaint, Finding, Intake
from medmassage.model.outcome import Measurement
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.record import Review, SessionRecord, StepDone
from medmassage.planning import outline_plan
from medmassage.progress import review_progress
from medmassage.screening import no_to_rest
from medmassage.serialization import dumps, from_dict
from model_strategies import CLASSES, named, objects
from pages import faults, letters, read

CATALOG = default_catalog()
REGISTERS = get_args(Register)
CASES = [
    case
    for path in sorted((Path(__file__).parents[1] / "cases").glob("*.json"))
    for case in json.loads(path.read_text("utf-8"))
    if "intake" in case
]

HOSTILE = (
    '<script>alert(1)</script> <b onclick="x()">\'&amp;" &lt; [1] [a](javascript:b) `c` *d* _e_\n'
    "# f\n- g | h\n</p></section></body> \\ ]]> --> {{ x }} \u0000\ufffe\u202e end"
)
"""Free text that tries every way out."""


def plan_for(*complaints, policy=None, **known) -> TreatmentPlan:
    """A plan with nothing left to ask."""
    answer = outline_plan(no_to_rest(Intake(complaints=complaints, **known)), policy)

    assert isinstance(answer, TreatmentPlan)
    return answer


BACK = Complaint("lower-back-pain", stage="chronic", pain=6, side="left")
WOUND = Finding("open-wound-or-ulcer", regions=["lower-leg"], side="right")
READY = plan_for(BACK, present=["anticoagulant-therapy", WOUND], allergies=["tree-nut"])
REFUSED = outline_plan(Intake(complaints=["neck-pain"], present=["fever-or-systemic-infection"]))
RECORDS = [
    SessionRecord(
        session=number,
        rescreened=True,
        consent=True,
        steps=[StepDone(technique_id="swedish-massage", minutes=30)],
        measurements=[Measurement(measure_id="nprs", value=value, session=number)],
    )
    for number, value in ((1, 6), (2, 5))
]


@cache
def answer_of(place) -> TreatmentPlan | Withheld:
    """What one vignette comes to."""
    case = CASES[place]
    on = date.fromisoformat(case["on"]) if "on" in case else None
    intake = from_dict(Intake, case["intake"])
    if case.get("everything_else") == "no":
        intake = no_to_rest(intake, on)
    return outline_plan(intake, on=on)


every_answer = pytest.mark.parametrize(
    "place", range(len(CASES)), ids=[case["title"] for case in CASES]
)


def shown(page) -> str:
    """The words that a page shows, without the body map."""
    tree = read(page)
    for one in tree.walk():
        one.content = [
            inner
            for inner in one.content
            if isinstance(inner, str) or inner["aria-labelledby"] != "body-map"
        ]
    [_, body] = tree.children
    header, *_, main = body.children[1:]
    return f"{header.text(hidden=False)} {main.text(hidden=False)}"


def difference(first, second) -> str:
    """Where two long texts begin to differ; a comparison letter by letter would take minutes."""
    if first == second:
        return ""
    place = next(
        (n for n, pair in enumerate(zip(first, second, strict=False)) if len(set(pair)) > 1),
        min(len(first), len(second)),
    )
    return f"{first[place - 20 : place + 40]!r} / {second[place - 20 : place + 40]!r}"


class TestEveryVignette:
    """The people of the vignettes, in both registers."""

    @every_answer
    @pytest.mark.parametrize("register", REGISTERS)
    def test_the_page_is_sound(self, place, register):
        """Valid, self-contained, with headers, captions, names and an order of headings."""
        assert [] == faults(render(answer_of(place), register))

    @every_answer
    @pytest.mark.parametrize("register", REGISTERS)
    def test_every_notice_is_there_in_full(self, place, register):
        """As the answer carries it."""
        answer = answer_of(place)

        assert () == verify_disclaimers(render(answer, register), answer)

    @every_answer
    def test_a_professional_reads_what_markdown_says(self, place):
        """Every word of it, in the same order, and no more than a body map beside it."""
        answer = answer_of(place)
        lines = re.sub(r"^(\[\d+\] |[|:-]+$)", "", markdown.render(answer), flags=re.MULTILINE)

        assert "" == difference(letters(html.unescape(lines)), letters(shown(render(answer))))


class TestAnyObject:
    """Objects drawn at random, with texts that nobody would write."""

    @pytest.mark.parametrize("cls", CLASSES, ids=named)
    @settings(max_examples=5)
    @given(data=st.data())
    def test_every_class_has_a_page(self, cls, data):
        """Whatever its fields hold, the page is sound and says what Markdown says."""
        page = render(data.draw(objects(cls)))

        assert [] == faults(page)

    @pytest.mark.parametrize("cls", [TreatmentPlan, Withheld, Review], ids=named)
    @given(data=st.data())
    def test_patients_have_one_of_every_answer(self, cls, data):
        """Also where ids are in no catalog and texts are not ours."""
        answer = data.draw(objects(cls))
        page = render(answer, "patient")

        assert [] == faults(page)
        assert () == verify_disclaimers(page, answer)

    @pytest.mark.parametrize("kind", [kind for kind, _ in CATALOG.kinds()])
    def test_every_kind_of_record_has_a_page(self, kind):
        """The first records of the catalog."""
        for record in [*getattr(CATALOG, kind).values()][:3]:
            assert [] == faults(render(record))

    def test_several_records_make_one_page(self):
        """Each has its heading."""
        found = [CATALOG.contraindications["burn"], CATALOG.questions["burn"]]
        page = render(found)

        assert [] == faults(page)
        assert ["Burn or sunburn", "burn"] == [one.text() for one in read(page).all("h1", "h2")]

    def test_nothing_at_all(self):
        """An empty list is a page that says so."""
        page = render([])

        assert [] == faults(page)
        assert "Nothing." in read(page).text()

    @pytest.mark.parametrize("register", REGISTERS)
    def test_equal_objects_give_equal_text(self, register):
        """Nothing depends on the moment or on what was written before."""
        again = outline_plan(READY.intake)

        assert render(READY, register) == render(again, register)


class TestNothingBreaksOut:
    """Texts of people and clinics are text."""

    def test_a_clinic_writes_notices_and_a_number(self):
        """Both are shown as they were typed, in both registers."""
        policy = PlanPolicy(notices=[HOSTILE], emergency_number="<i>911</i>")
        answer = plan_for(BACK, policy=policy)
        for register in REGISTERS:
            page = render(answer, register)

            assert [] == faults(page)
            assert letters(HOSTILE) in letters(read(page).text())
            assert "<i>911</i>" in read(page).text()
            assert [] == read(page).all("script", "i", "b")

    def test_a_therapist_writes_a_note(self):
        """Private texts of a record, and the reason of a clearance."""
        record = evolve(
            RECORDS[0], subjective=HOSTILE, objective=HOSTILE, setting=HOSTILE, products=[HOSTILE]
        )
        cleared = plan_for(
            BACK,
            present=["anticoagulant-therapy"],
            clearances=[Clearance("anticoagulant-therapy", reason=HOSTILE)],
        )
        for obj, times in ((record, 4), (cleared, 1)):
            page = render(obj)

            assert [] == faults(page)
            assert times == letters(read(page).text()).count(letters(HOSTILE))

    def test_a_number_in_brackets_is_no_source(self):
        """Only our own marks lead to the list of sources."""
        answer = plan_for(BACK, policy=PlanPolicy(notices=["see [1]", "[1] A. Forged"]))
        tree = read(render(answer))
        linked = [one for one in tree.all("a") if one["href"] == "#source-1"]
        notices = next(one for one in tree.all("section") if one["aria-labelledby"] == "notices")

        assert linked
        assert [] == notices.all("a")
        assert "see [1]" in notices.text()

    @given(st.text().filter(lambda text: escape(text).strip()))
    def test_any_text(self, text):
        """Every letter arrives, and nothing else changes."""
        refusal = evolve(REFUSED, policy=PlanPolicy(notices=[text]))
        record = evolve(RECORDS[0], subjective=text)
        for page in (render(record), render(refusal), render(refusal, "patient")):
            assert [] == faults(page)
            assert letters(text) in letters(read(page).text())


class TestProfessional:
    """What a page adds to Markdown."""

    def test_sources_are_a_list_that_marks_lead_to(self):
        """Each mark is a link, each source is there once, with its address as a link."""
        tree = read(render(READY))
        [sources] = [one for one in tree.all("ol") if one["class"] == "sources"]
        ids = [one["id"] for one in sources.all("li")]
        marks = {one["href"] for one in tree.all("a") if one["class"] == "source"}

        assert [f"source-{number}" for number in range(1, len(ids) + 1)] == ids
        assert {f"#{id}" for id in ids} == marks
        assert any(one["href"].startswith("https://doi.org/") for one in sources.all("a"))

    def test_the_body_map_follows_safety(self):
        """What must not be done is read first."""
        ids = [one["aria-labelledby"] for one in read(render(READY)).all("section")]

        assert ids.index("safety") + 1 == ids.index("body-map")

    def test_a_screening_has_a_map_unless_it_stops(self):
        """A map of a refusal would be one color."""
        assert 'id="map-front"' in render(READY.screening)
        assert "<svg" not in render(REFUSED.screening)
        assert "<svg" not in render(match_techniques(READY.intake))

    def test_a_map_tells_its_places_in_words(self):
        """For whoever does not see it."""
        tree = read(render(READY))
        [words] = [one for one in tree.walk() if one["id"] == "map-words"]

        assert "Avoid, no hands-on work" in words.text()

    def test_a_long_page_has_a_list_of_its_sections(self):
        """A short one has none."""
        [nav] = read(render(READY)).all("nav")

        assert ["Safety", "Body map", "Goals and dose"] == [one.text() for one in nav.all("li")][:3]
        assert [] == read(render(CATALOG.techniques["swedish-massage"])).all("nav")

    def test_a_row_has_a_header(self):
        """Its first cell, where it says something."""
        [table, *_] = read(render(READY)).all("table")

        assert "Safety: what was found" == table.children[0].text()
        assert "row" == table.children[2].children[0].children[0]["scope"]

    def test_a_column_without_a_name_is_named_for_listeners(self):
        """Markdown numbers steps in a column without a head."""
        heads = [one.text() for one in read(render(RECORDS[0])).all("th") if one["scope"] == "col"]

        assert "column 1" in heads

    def test_what_must_not_be_missed_stands_in_a_box(self):
        """Above the first section."""
        [box] = [one for one in read(render(READY)).all("div") if one["class"] == "in-short"]

        assert "at most light pressure" in box.text()

    def test_what_to_do_instead_stands_in_a_box(self):
        """A refusal begins with its action, and nothing stands out more."""
        [box] = [one for one in read(render(REFUSED)).all("div") if one["class"] == "in-short"]

        assert " ".join(REFUSED.next_steps) == " ".join(box.text().split())

    def test_a_review_has_a_page(self):
        """With its advice as the title."""
        review = review_progress(READY, RECORDS)
        page = render(review)

        assert [] == faults(page)
        assert f"<title>Review: {review.advised}</title>" in page


class TestErrors:
    """What cannot be written."""

    def test_there_are_two_registers(self):
        """The nearest is named."""
        with pytest.raises(DataError, match=r"got 'patients'; did you mean 'patient'\?"):
            render(READY, "patients")  # a typing error

    @pytest.mark.parametrize("obj", [None, "neck-pain", 5, [1], {"a": 1}])
    def test_only_our_objects_have_pages(self, obj):
        """Neither ids nor plain data."""
        with pytest.raises(DataError, match="expected objects of this library"):
            render(obj)

    def test_patients_are_shown_answers_only(self):
        """A screening names rules, so it is for professionals."""
        with pytest.raises(DataError, match="for a patient, got a Screening"):
            render(READY.screening, "patient")

    def test_two_faults_are_told_together(self):
        """Nobody mends one to find the next."""
        with pytest.raises(DataError, match="2 faults"):
            render(5, "layman")

    def test_without_the_library(self, monkeypatch):
        """The professional register names the extra; the other does not need it."""
        monkeypatch.setitem(sys.modules, "markdown_it", None)

        with pytest.raises(MissingExtraError, match=r"medmassage\[html\]"):
            render(READY)
        assert [] == faults(render(READY, "patient"))


class TestCommandLine:
    """`--format html` and `--register`."""

    @pytest.mark.parametrize("register", [[], ["--register", "professional"]])
    def test_a_plan_as_a_page(self, register, capsys):
        """The professional register is the default."""
        words = ["plan", "neck-pain", "--no-to-rest", "--format", "html", *register]

        assert 0 == main(words)
        assert render(plan_for(Complaint("neck-pain"))) == capsys.readouterr().out

    def test_a_plan_for_the_person(self, capsys):
        """With the catalog that is in use."""
        options = ["--no-to-rest", "--format", "html", "--register", "patient"]

        assert 0 == main(["plan", "neck-pain", *options])
        assert render(plan_for(Complaint("neck-pain")), "patient") == capsys.readouterr().out

    @pytest.mark.parametrize("command", ["screen", "match"])
    def test_other_results(self, command, capsys):
        """They have pages too."""
        assert 0 == main([command, "neck-pain", "--format", "html"])
        assert [] == faults(capsys.readouterr().out)

    def test_records_with_one_id_are_one_page(self, capsys):
        """`show` finds every kind."""
        assert 0 == main(["show", "deep-vein-thrombosis", "--format", "html"])
        assert [] == faults(capsys.readouterr().out)

    def test_a_review(self, tmp_path, capsys):
        """From JSON to a page."""
        (tmp_path / "plan.json").write_text(dumps(READY), "utf-8")

        assert 0 == main(["review", "--plan", str(tmp_path / "plan.json"), "--format", "html"])
        assert [] == faults(capsys.readouterr().out)


class TestParts:
    """What pages are built from."""

    def test_an_id_is_given_once(self):
        """Words become letters, digits and hyphens; a second one gets a number."""
        ids = Ids()

        assert ["what-it-is", "what-it-is-2", "what-it-is-3"] == [
            ids.of("What it is?") for _ in range(3)
        ]
        assert ["part-1-a", "part"] == [ids.of("1 a"), ids.of("é")]

    def test_text_is_escaped_once(self):
        """Markup stays; attributes are escaped too; None leaves one out."""
        inner = element("em", "a < b")

        assert '<p class="x" data-y="&quot;">1 &amp; <em>a &lt; b</em></p>' == element(
            "p", "1 & ", inner, class_="x", data_y='"', id=None
        )
        assert "<br>" == element("br")

    def test_letters_that_html_cannot_hold(self):
        """They are left out: controls, halves of pairs, and what is no letter at all."""
        assert "a\tb\nc" == escape("a\tb\nc\x00\x1b\x85\ud800\ufffe\uffff")

    def test_only_sources_that_are_listed_are_linked(self):
        """Any other number in brackets is text."""
        text = "# Title\n\nSee [9] and [1].\n\n## Basis\n\n[1] A. https://a.test/b.\n[2] B\n"
        found = document(text, Ids())

        assert 1 == found.head.count("<a ")
        assert "See [9] and <a " in found.head
        assert '<li id="source-1">A. <a href="https://a.test/b">https://a.test/b</a>.</li>' in (
            found.parts[0].body
        )

    def test_a_list_without_items_is_nothing(self):
        """Empty lists are not valid for a screen reader."""
        assert "" == bulleted([])
