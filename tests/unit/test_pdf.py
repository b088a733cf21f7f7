"""PDF handouts: tagged, in a language, with a title and every notice, and the same each time."""

import io
import logging
import subprocess
import sys
import types

import pytest
from pypdf import PdfReader

from medmassage.errors import DataError, ExportError, MissingExtraError
from medmassage.export import pdf
from medmassage.export._notices import notice_texts
from medmassage.export.pdf import render
from medmassage.model.course import PlanPolicy
from medmassage.model.intake import Complaint, Intake
from medmassage.planning import outline_plan
from medmassage.screening import no_to_rest
from pages import letters

POLICY = PlanPolicy(notices=["Our own notice."], emergency_number="911")
BACK = Complaint("lower-back-pain", stage="chronic", pain=6)
PLAN = outline_plan(
    no_to_rest(Intake(complaints=[BACK], present=["anticoagulant-therapy"])), POLICY
)
REFUSED = outline_plan(
    Intake(complaints=["lower-back-pain"], present=["ces-saddle-numbness"]), POLICY
)
ANSWERS = {"plan": PLAN, "refusal": REFUSED}
REGISTERS = ("professional", "patient")


@pytest.fixture(scope="module")
def written():
    """Both answers in both registers."""
    return {
        (name, register): render(answer, register)
        for name, answer in ANSWERS.items()
        for register in REGISTERS
    }


each = pytest.mark.parametrize(
    "name, register", [(name, register) for name in ANSWERS for register in REGISTERS]
)


def tags(node):
    """The elements of the structure, in order."""
    node = node.get_object()
    if isinstance(node, list):
        for one in node:
            yield from tags(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        yield from tags(node["/K"]) if "/K" in node else ()


class TestFile:
    """What a reader program finds."""

    @each
    def test_every_notice_is_in_the_text(self, written, name, register):
        """The required ones in full, and the clinic's own."""
        reader = PdfReader(io.BytesIO(written[name, register]))
        text = letters("".join(page.extract_text() for page in reader.pages))

        assert [] == [one for one in notice_texts(ANSWERS[name]) if letters(one) not in text]

    @each
    def test_it_is_tagged(self, written, name, register):
        """It says so, names its language and shows its title; it claims to be PDF/UA."""
        reader = PdfReader(io.BytesIO(written[name, register]))
        root = reader.trailer["/Root"]

        assert root["/MarkInfo"]["/Marked"]
        assert "en-US" == root["/Lang"]
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()

    @each
    def test_its_parts_have_roles(self, written, name, register):
        """One first heading, headings of sections, lists, and pictures with words."""
        reader = PdfReader(io.BytesIO(written[name, register]))
        found = [*tags(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])]
        roles = [one["/S"] for one in found]

        assert 1 == roles.count("/H1")
        assert 3 < roles.count("/H2")
        assert "/LI" in roles
        assert [] == [one for one in found if one["/S"] == "/Figure" and not one.get("/Alt")]

    def test_tables_have_headers(self, written):
        """As in the page."""
        reader = PdfReader(io.BytesIO(written["plan", "professional"]))
        roles = [one["/S"] for one in tags(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])]

        assert {"/Table", "/Caption", "/TH", "/TD"} <= set(roles)

    @each
    def test_it_has_a_title_and_no_date(self, written, name, register):
        """The title of the page."""
        about = PdfReader(io.BytesIO(written[name, register])).metadata
        titles = {
            ("plan", "professional"): "Treatment plan outline: chronic lower back pain",
            ("plan", "patient"): "Your massage plan",
            ("refusal", "professional"): "No plan: get emergency help now",
            ("refusal", "patient"): "Get emergency help now",
        }

        assert titles[name, register] == about["/Title"]
        assert {"/Producer", "/Title"} == set(about)

    @each
    def test_fonts_are_in_it(self, written, name, register):
        """So that it prints the same everywhere."""
        for page in PdfReader(io.BytesIO(written[name, register])).pages:
            for font in page["/Resources"]["/Font"].values():
                [inner] = font.get_object()["/DescendantFonts"]
                described = inner.get_object()["/FontDescriptor"].get_object()

                assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(described)

    def test_a_refusal_is_short(self, written):
        """At most two sheets; it is read in a hurry."""
        reader = PdfReader(io.BytesIO(written["refusal", "patient"]))

        assert len(reader.pages) <= 2


class TestSameEachTime:
    """Equal arguments, equal bytes."""

    def test_in_one_process(self, written):
        """Written twice."""
        assert written["plan", "patient"] == render(PLAN, "patient")

    def test_in_another_process(self, written):
        """With other hashes of texts."""
        script = (
            "import sys; from medmassage.export.pdf import render; "
            "from medmassage.model.course import PlanPolicy; "
            "from medmassage.model.intake import Intake; "
            "from medmassage.planning import outline_plan; "
            "policy = PlanPolicy(notices=['Our own notice.'], emergency_number='911'); "
            "person = Intake(complaints=['lower-back-pain'], present=['ces-saddle-numbness']); "
            "sys.stdout.buffer.write(render(outline_plan(person, policy), 'patient'))"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)

        assert written["refusal", "patient"] == done.stdout


class TestErrors:
    """What cannot be written."""

    @pytest.mark.parametrize(
        "module, package", [("weasyprint", "weasyprint"), ("markdown_it", "markdown-it-py")]
    )
    def test_without_a_library(self, module, package, monkeypatch):
        """The error names the extra that brings all it needs."""
        monkeypatch.setitem(sys.modules, module, None)

        with pytest.raises(MissingExtraError) as caught:
            render(REFUSED)
        assert f"this needs {package}: pip install 'medmassage[pdf]'" == str(caught.value)

    def test_without_a_system_library(self, monkeypatch):
        """WeasyPrint is there, Pango is not: the error says where help is."""
        broken = types.ModuleType("weasyprint")
        monkeypatch.setitem(sys.modules, "weasyprint", broken)
        monkeypatch.setattr("builtins.__import__", _without_pango(__import__))

        with pytest.raises(ExportError, match=r"Pango .*libpango-1\.0-0.*first_steps\.html"):
            render(REFUSED, "patient")

    def test_the_faults_of_a_page_come_first(self):
        """As in the HTML door."""
        with pytest.raises(DataError, match="did you mean 'patient'"):
            render(PLAN, "patiant")

    def test_nothing_is_fetched(self, monkeypatch, caplog):
        """Not even what a page would ask for."""
        asking = '<!DOCTYPE html><html lang="en"><title>x</title><img src="file:///etc/hostname">'
        monkeypatch.setattr(pdf, "handout", lambda *_: asking)
        with caplog.at_level(logging.ERROR, "weasyprint"):
            render(REFUSED)

        assert "disallowed protocol" in caplog.text


def _without_pango(real):
    """An import that fails as WeasyPrint does where a shared library is missing."""

    def load(name, *rest, **known):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest, **known)

    return load
