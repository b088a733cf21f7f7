"""Markdown as people read it: what stands where, how much, and that nothing can break out of it."""

import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args, get_origin

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from medmassage.catalog import default_catalog
from medmassage.disclaimers import verify_disclaimers
from medmassage.export._text import Numbered, limit_name, numbered, place_name, source_line
from medmassage.export.markdown import render
from medmassage.matching import match_techniques
from medmassage.model.course import PlanPolicy
from medmassage.model.evidence import Source
from medmassage.model.fields import Model
from medmassage.model.intake import Clearance, Complaint, Intake
from medmassage.model.outcome import Measurement
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.record import (
    AdverseEvent,
    Deviation,
    Outdated,
    SessionRecord,
    StepDone,
)
from medmassage.model.screening import Restriction
from medmassage.planning import outline_plan
from medmassage.progress import review_progress
from medmassage.reporting import completeness
from medmassage.scoring import interpret
from medmassage.screening import no_to_rest
from medmassage.serialization import from_dict
from medmassage.vocabulary import DoseStanding, PhaseKind, PlanStatus, Region, Side, SourceKind
from model_strategies import SHOWN, named, objects

CASES = json.loads((Path(__file__).parents[1] / "cases" / "screening.json").read_text("utf-8"))

HOSTILE = "# <b>x</b> | *y* _z_ [a](b) `c` ~~d~~ \\ &amp; 1. e\n- f\n\n---\n## g"
"""Free text that tries every way out."""


def person(*complaints: Complaint, **known: Any) -> Intake:
    """Somebody who said no to all that is not given."""
    return no_to_rest(Intake(complaints=complaints, **known))


BACK = Complaint("lower-back-pain", stage="chronic", pain=6, side="both", regions=["lower-back"])

PEOPLE = {
    "chronic low back pain on anticoagulants": person(BACK, present=["anticoagulant-therapy"]),
    "neck pain and headache": person(
        Complaint("neck-pain", stage="chronic", pain=5, side="left", regions=["neck"]),
        Complaint("tension-type-headache", stage="chronic", pain=4, side="both"),
    ),
    "frozen shoulder": person(Complaint("frozen-shoulder", stage="chronic", pain=7, side="right")),
    "fresh ankle sprain": person(Complaint("ankle-sprain", stage="acute", pain=6, side="left")),
    "healing ankle sprain": person(
        Complaint("ankle-sprain", stage="subacute", pain=4, side="left")
    ),
    "pregnant, low back pain": person(
        Complaint("lower-back-pain", stage="subacute", pain=5, side="both"),
        present=["pregnancy-after-13-weeks"],
    ),
    "knee osteoarthritis at 78, frail": person(
        Complaint("knee-osteoarthritis", stage="chronic", pain=5, side="right"),
        present=["age-related-frailty"],
        age_years=78,
    ),
    "athlete's hamstring": person(
        Complaint("hamstring-strain", stage="chronic", pain=3, side="left"), age_years=24
    ),
    "scar at the knee, nut allergy": person(
        Complaint("post-operative-scar", stage="chronic", pain=2, side="right", regions=["knee"]),
        allergies=["tree-nut"],
    ),
    "fibromyalgia and poor sleep": person(
        Complaint("fibromyalgia", stage="chronic", pain=7),
        Complaint("poor-sleep", stage="chronic"),
    ),
    "constipation": person(Complaint("constipation", stage="chronic")),
    "questions open": Intake(
        complaints=[Complaint("neck-pain", pain=6)], present=["diabetes-complicated"]
    ),
    "emergency": Intake(
        complaints=[Complaint("lower-back-pain", stage="acute", pain=8)],
        present=["ces-saddle-numbness"],
    ),
    "a letter is on file": person(
        BACK,
        present=["anticoagulant-therapy"],
        clearances=[
            Clearance("anticoagulant-therapy", reason="Agreed by telephone.", expires=date.max)
        ],
    ),
    "cancer treatment": person(
        Complaint("neck-pain", stage="chronic", pain=5), present=["cancer-active-treatment"]
    ),
    "not in the list": person(Complaint("other")),
}
CLINIC = PlanPolicy(
    session_minutes=45,
    sessions=8,
    sessions_per_week=2,
    technique_ids=["swedish-massage", "myofascial-release"],
    notices=["Appointments can be moved until the day before."],
    emergency_number="112",
)


def answers():
    """All people with their answers, and some with a clinic's choices."""
    yield from ((name, outline_plan(one, on=date(2030, 1, 1))) for name, one in PEOPLE.items())
    yield "a clinic's choices", outline_plan(person(BACK), CLINIC)
    two = person(
        Complaint("sciatica", stage="chronic", pain=6, side="left"),
        Complaint("knee-pain", stage="chronic", pain=4, side="right"),
    )
    yield (
        "a quarter of an hour for two complaints",
        outline_plan(two, PlanPolicy(session_minutes=15)),
    )


ANSWERS = dict(answers())
PLANS = {name: one for name, one in ANSWERS.items() if isinstance(one, TreatmentPlan)}
REFUSALS = {name: one for name, one in ANSWERS.items() if isinstance(one, Withheld)}

every_answer = pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
every_plan = pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
every_refusal = pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)


def part(text: str, heading: str) -> str:
    """What stands under a heading."""
    _, found, rest = f"\n{text}".partition(f"\n## {heading}\n")
    assert found, heading
    return rest.partition("\n## ")[0].strip()


def before_basis(text: str) -> str:
    """All that is read before the list of sources."""
    return text.partition("\n## Basis\n")[0]


def words(text: str) -> int:
    """Words without marks of sources and the lines of tables."""
    return sum(bool(re.search(r"\w", one)) for one in re.sub(r"\[\d+\]", "", text).split())


def skeleton(text: str) -> list[str]:
    """Each line's Markdown: how it begins and what is not escaped in it."""
    lines = []
    for line in text.splitlines():
        start = re.match(r"\|?(> )?(#{1,6} |- |\+ |=+$|\d+[.)] |> ?)?", line)
        plain = re.sub(r"\\[!-/:-@\[-`{-~]|&(amp|lt|gt);", "", line)
        lines.append(f"{start.group() if start else ''} {re.sub(r'[^|*_`~<>]', '', plain)}")
    return lines


# --- notices and sources --------------------------------------------------------------------------


class TestNotices:
    """What must stand in every answer."""

    @pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
    def test_none_is_missing_for_any_vignette(self, case):
        """Every vignette's plan or refusal carries every notice in full."""
        on = date.fromisoformat(case["on"]) if "on" in case else None
        intake = from_dict(Intake, case["intake"])
        if case.get("everything_else") == "no":
            intake = no_to_rest(intake, on)
        answer = outline_plan(intake, on=on)

        assert () == verify_disclaimers(render(answer), answer)

    def test_the_clinics_own_stand_after_the_required_ones(self):
        """A clinic's notices are added and never replace one."""
        plan = PLANS["a clinic's choices"]
        listed = part(render(plan), "Notices").splitlines()

        assert len(plan.disclaimers) + 1 == len(listed)
        assert f"- {CLINIC.notices[0]}" == listed[-1]

    def test_the_emergency_number_stands_where_help_is_called(self):
        """The local number is printed beside the emergency services."""
        safety = part(render(PLANS["a clinic's choices"]), "Safety")

        assert "call emergency services (112) at once for** a severe" in safety

    @every_answer
    def test_an_answer_ends_with_one_line_break(self, answer):
        """The text ends with the notices and one line break, and is the same each time."""
        text = render(answer)

        assert re.search(r"\S\n\Z", text)
        assert text == render(answer)
        assert "\n## Notices\n" in text
        assert "\n## " not in text.partition("\n## Notices\n")[2]


class TestSources:
    """Marks and the list of sources."""

    @every_answer
    def test_every_number_resolves(self, answer):
        """Each number in the text is listed, numbers run from 1, and each has one line."""
        text = render(answer)
        listed = [int(one) for one in re.findall(r"^\[(\d+)\] ", text, re.MULTILINE)]
        cited = {int(one) for one in re.findall(r"\[(\d+)\]", text)}

        assert [*range(1, len(listed) + 1)] == listed
        assert cited == set(listed)

    @every_answer
    def test_no_source_is_listed_twice(self, answer):
        """A source has one line, and its address with it."""
        lines = re.findall(r"^\[\d+\] (.*)$", render(answer), re.MULTILINE)

        assert len(set(lines)) == len(lines)

    @every_answer
    def test_a_mark_is_short(self, answer):
        """No mark has more than three sources and our own conventions."""
        marks = re.findall(r"(?:\[\d+\])+", before_basis(render(answer)))

        assert max(mark.count("[") for mark in marks or [""]) <= 4

    def test_a_source_that_a_plan_does_not_carry_is_not_cited(self):
        """Without its sources a plan has no numbers; a finding that was followed is named by id."""
        plan = PLANS["neck pain and headache"]
        bare = attrs.evolve(plan, provenance=attrs.evolve(plan.provenance, sources=()))
        text = render(bare)

        assert [] == re.findall(r"\[\d+\]", text)
        assert f"as in {plan.dose[0].followed}" in text

    def test_our_own_defaults_are_always_cited_as_ours(self):
        """A mark never drops our own conventions, and shows the strongest of the others."""
        sources = [
            Source(id=id, kind=kind, title=id)
            for id, kind in (
                ("page", SourceKind.WEB_PAGE),
                ("trial", SourceKind.RCT),
                ("guide", SourceKind.GUIDELINE),
                ("ours", SourceKind.PROJECT),
            )
        ]
        text = Numbered(sources)

        assert "[1][2]" == text.mark(["page", "trial", "guide", "ours"], most=1)
        assert ["ours", "guide"] == [one.id for _, one in text.cited()]
        assert "" == text.mark(["never-seen"])

    def test_what_can_be_looked_up_comes_first(self):
        """A source that cannot be cited alone gives way to one that can."""
        text = Numbered(
            [
                Source(id="hidden", kind=SourceKind.GUIDELINE, title="a", citable=False),
                Source(id="open", kind=SourceKind.WEB_PAGE, title="b"),
            ]
        )
        text.mark(["hidden", "open"], most=1)

        assert ["open"] == [one.id for _, one in text.cited()]

    @pytest.mark.parametrize("kind", SourceKind)
    def test_every_kind_of_source_has_a_weight(self, kind):
        """A new kind of document needs a place among the others."""
        text = Numbered([Source(id="one", kind=kind, title="a")])

        assert 0 <= text.weight(["one"]) < text.weight([])
        assert {kind} == text.kinds(["one", "other"])

    @pytest.mark.parametrize(
        "authors, line",
        [
            ((), "A title. 2020"),
            (("Kwon L",), "Kwon L. A title. 2020"),
            (("Cheng TY", "Chen M"), "Cheng TY, Chen M. A title. 2020"),
            (("A B", "C D", "E F"), "A B, C D, E F. A title. 2020"),
            (("A B", "C D", "E F", "G H"), "A B, C D, E F and others. A title. 2020"),
        ],
    )
    def test_authors_are_told_in_order(self, authors, line):
        """Three authors are named; more are others."""
        source = Source(id="one", kind=SourceKind.RCT, title="A title.", authors=authors, year=2020)

        assert line == source_line(source)

    def test_sessions_are_counted_off(self):
        """One has its number, several are listed."""
        assert "session 4" == numbered("session", [4])
        assert "sessions 4, 8 and 10" == numbered("session", [4, 8, 10])


# --- nothing breaks out ---------------------------------------------------------------------------


def with_texts(obj: Any, text: str, *kept: str) -> Any:
    """The same object with another text in every field of free text but those kept."""
    changed = {}
    for one in attrs.fields(type(obj)):
        value = getattr(obj, one.name)
        if one.name in kept:
            continue
        if isinstance(value, Model):
            changed[one.name] = with_texts(value, text, *kept)
        elif isinstance(value, tuple) and value and isinstance(value[0], Model):
            changed[one.name] = tuple(with_texts(item, text, *kept) for item in value)
        elif _is_free(one) and value:
            changed[one.name] = text if isinstance(value, str) else (text,) * len(value)
    return attrs.evolve(obj, **changed)


def _is_free(one: Any) -> bool:
    """Whether a field takes any text."""
    many = get_origin(one.type) is tuple
    if str not in (get_args(one.type) or (one.type,)):
        return False
    check = one.metadata.get("check", lambda _: None)
    return check(("Two words.",) if many else "Two words.") is None


class TestEscaping:
    """Free text stays text."""

    @every_answer
    def test_no_text_breaks_out_of_an_answer(self, answer):
        """Whatever the texts of an answer say, its Markdown is the same: no HTML, no structure."""
        plain = render(with_texts(answer, "word", "letters"))
        hostile = render(with_texts(answer, HOSTILE, "letters"))

        assert skeleton(plain) == skeleton(hostile)
        assert "<" not in hostile

    @given(text=st.text(min_size=1).filter(str.strip))
    @settings(max_examples=60)
    def test_a_clinics_notice_stays_a_notice(self, text):
        """A notice of any text is one item of the list of notices."""
        policy = attrs.evolve(CLINIC, notices=(text,), emergency_number=text)
        plan = attrs.evolve(PLANS["a clinic's choices"], policy=policy)
        plain = attrs.evolve(
            plan, policy=attrs.evolve(policy, notices=("x",), emergency_number="x")
        )

        assert skeleton(render(plain)) == skeleton(render(plan))

    def test_a_letter_keeps_its_shape(self):
        """A letter is quoted line by line; brackets, lists and blank lines stay."""
        plan = PLANS["chronic low back pain on anticoagulants"]
        quoted = part(render(plan), "Letter to copy: asking for a clearance").splitlines()

        assert all(line.startswith(">") for line in quoted)
        assert "> \\[date\\]" == quoted[0]
        assert any(line.startswith("> - Anticoagulant medicine.") for line in quoted)

    @pytest.mark.parametrize("cls", SHOWN, ids=named)
    def test_every_result_can_be_shown(self, cls):
        """Anything a verb returns is Markdown without HTML that ends with one line break."""

        @settings(max_examples=10)
        @given(objects(cls))
        def shows(one):
            text = render(one)

            assert re.search(r"\S\n\Z", text)
            assert "<" not in text

        shows()


# --- how much -------------------------------------------------------------------------------------


class TestSize:
    """How much there is to read."""

    @every_plan
    def test_a_plan_is_a_page_or_two(self, plan):
        """A plan has at most 1,600 words before its sources, and at most 34 of these."""
        text = render(plan)

        assert words(before_basis(text)) <= 1600
        assert len(re.findall(r"^\[\d+\] ", text, re.MULTILINE)) <= 34

    @every_refusal
    def test_a_refusal_is_half_a_page(self, refusal):
        """A refusal has at most 450 words before its sources, and at most 14 of these."""
        text = render(refusal)

        assert words(before_basis(text)) <= 450
        assert len(re.findall(r"^\[\d+\] ", text, re.MULTILINE)) <= 14

    @every_answer
    def test_nothing_is_said_twice(self, answer):
        """No line of a list or paragraph stands in the text a second time."""
        lines = [one for one in render(answer).splitlines() if words(one) > 7]

        assert len(set(lines)) == len(lines)

    @every_answer
    def test_every_heading_has_something_under_it(self, answer):
        """No heading stands alone."""
        lines = [one for one in render(answer).splitlines() if one]

        assert not [
            first
            for first, second in pairwise(lines)
            if first.startswith("## ") and second.startswith("#")
        ]


# --- goals and dose -------------------------------------------------------------------------------


SLIGHT = "leaves no room for a change that counts, so no goal is set for it: it is kept as it is."
"""What is said of pain that is too low for a goal."""


class TestGoalsAndDose:
    """Numbers, each with its reason."""

    @pytest.mark.parametrize("pain", [0, 1, 2, None])
    def test_pain_too_low_for_a_goal_is_told(self, pain):
        """It says in a sentence why there is no goal; pain that can fall that far has one."""
        plan = outline_plan(person(attrs.evolve(BACK, pain=pain)))
        told = part(render(plan), "Goals and dose")

        assert (pain in (0, 1)) == (f"Pain {pain} of 10 {SLIGHT}" in told)
        assert (pain in (0, 1)) == (SLIGHT in told) == ("| NPRS |" not in told)

    def test_pain_too_low_names_its_complaint(self):
        """Of two complaints, the one with too little pain is named; so it is where no goal is."""
        both = person(
            BACK, Complaint("neck-pain", stage="chronic", pain=1, side="both", regions=["neck"])
        )
        alone = person(Complaint("constipation", stage="chronic", pain=1, regions=["abdomen"]))

        assert f"Pain, neck pain, 1 of 10 {SLIGHT}" in render(outline_plan(both))
        assert f"\nPain 1 of 10 {SLIGHT}" in render(outline_plan(alone))

    @every_plan
    def test_every_goal_has_its_numbers_and_sources(self, plan):
        """A goal stands with its measure, the score now, the aim, the reason and a source."""
        rows = [one for one in part(render(plan), "Goals and dose").splitlines() if one[:2] == "| "]

        for goal in plan.goals:
            [row] = [
                one
                for one in rows
                if f"| {goal.measure_name} |" in one
                and (goal.text in one)
                and (len(plan.intake.complaints) < 2 or goal.condition_id.partition("-")[0] in one)
            ]
            cells = row.split(" | ")
            assert ("measure first" if goal.baseline is None else f"{goal.baseline:g}") == cells[2]
            if goal.target is not None:
                assert re.fullmatch(rf"{goal.target:g}( or (less|more))?", cells[3])
            elif goal.change is not None:
                assert f"better by {goal.change:g}" == cells[3]
            assert re.search(r"\[\d+\]", cells[4])

    @every_plan
    def test_every_number_of_the_dose_is_there(self, plan):
        """What is planned and what was tested stand beside each other."""
        text = part(render(plan), "Goals and dose")

        for one in plan.dose:
            assert re.search(rf"\b{one.planned} (minute|visit|week)s?\b", text)
            if one.tested is not None:
                assert f"| {one.tested} [" in text

    @every_plan
    def test_what_is_outside_of_what_was_tested_stands_at_the_head(self, plan):
        """The first lines say where the dose is more or less than anything tested."""
        head = render(plan).partition("\n## ")[0]
        standings = {one.standing for one in plan.dose}

        assert (DoseStanding.ABOVE in standings) == ("above what was tested" in head)
        assert (DoseStanding.BELOW in standings) == ("below what was tested" in head)

    def test_goals_of_different_weeks_say_theirs(self):
        """Where goals are due at different times each says when; an aim may be to stay."""
        plan = PLANS["frozen shoulder"]
        first, *others = plan.goals
        goals = (attrs.evolve(first, due_week=3, target=first.baseline), *others)
        text = part(render(attrs.evolve(plan, goals=goals)), "Goals and dose")

        assert "| 7 | 7 (week 3) |" in text
        assert "| better by 18 (week 6) |" in text

    def test_the_clinics_choice_is_told_from_evidence_and_default(self):
        """Each number says whose it is."""
        clinic = part(render(PLANS["a clinic's choices"]), "Goals and dose")
        evidence = part(render(PLANS["neck pain and headache"]), "Goals and dose")
        default = part(render(PLANS["frozen shoulder"]), "Goals and dose")

        assert 4 == clinic.count("| the clinic's choice |")
        assert 4 == evidence.count("| as in [")
        assert "our default [" in default
        assert "the article's frame [" in default
        assert "no finding on file tested one" in default


# --- safety and techniques ------------------------------------------------------------------------


class TestSafety:
    """What was found and what it means."""

    @every_plan
    def test_every_rule_that_fired_has_its_row(self, plan):
        """Each finding stands with what it means here."""
        safety = part(render(plan), "Safety")

        for one in plan.screening.fired:
            assert f"| {one.name} |" in safety

    def test_a_cleared_rule_says_so(self):
        """Who lifted it, until when and why are printed, and what is left."""
        text = render(PLANS["a letter is on file"])

        assert "**Cleared by the prescriber until 9999-12-31**: Agreed by telephone." in text
        assert "Anticoagulant medicine (cleared): at most moderate pressure" in text

    def test_products_to_keep_off_stand_in_the_plan(self):
        """An allergy is named at the head, with products and alternatives under safety."""
        text = render(PLANS["scar at the knee, nut allergy"])

        assert "Allergy: " in text.partition("\n## ")[0]
        assert "| allergy | keep off | use instead | basis |" in part(text, "Safety")

    def test_open_questions_come_first_and_none_is_lost(self):
        """A provisional plan begins with what decides most; the others follow after the sources."""
        plan = PLANS["questions open"]
        text = render(plan)
        asked = [one.question.text for one in plan.screening.open]
        first = part(text, "First: what is still to be asked")

        assert PlanStatus.PROVISIONAL is plan.status
        assert "**Provisional: no hands-on session before" in text.partition("\n## ")[0]
        assert asked[0] in first
        assert [one for one in asked if one not in text] == []

    def test_a_complaint_that_is_left_out_is_named(self):
        """What is not treated stands with its reason and its rules."""
        two = person(
            Complaint("neck-pain", stage="chronic", pain=4, side="left"),
            Complaint("ankle-sprain", stage="acute", side="left"),
        )

        assert "**Not treated now: acute ankle sprain.**" in render(outline_plan(two))


class TestTechniques:
    """What is used, held back or left out, and on what basis."""

    @every_plan
    def test_all_that_is_worked_with_has_its_support(self, plan):
        """Each technique of the sessions stands in the table with its level of support."""
        text = part(render(plan), "Techniques")
        used = {step.technique_id for one in plan.sessions for step in one.steps}

        for match in plan.techniques:
            if match.technique_id in used:
                assert re.search(rf"\| [^|]*{match.technique_name}[^|]* \| \*\*", text)
                assert f"**{match.support}**" in text

    def test_what_only_opens_and_closes_is_told_as_that(self):
        """A technique that is not matched and yet in the sessions is not listed as left out."""
        text = part(render(PLANS["scar at the knee, nut allergy"]), "Techniques")

        assert "| Swedish massage | no-research | Only opens, eases and closes" in text
        assert 1 == text.count("Swedish massage")

    @every_plan
    def test_care_that_must_go_with_it_is_named(self, plan):
        """Where research holds only beside other care, the plan goes with it and says so."""
        text = part(render(plan), "Techniques")

        assert any(one.only_with_other_care for one in plan.techniques) == (
            "This plan goes with exercise or other active care" in text
        )

    @every_plan
    def test_every_rejected_technique_is_named(self, plan):
        """Nothing that was looked at is passed over in silence."""
        text = part(render(plan), "Techniques")

        assert [one.technique_name for one in plan.rejected if one.technique_name not in text] == []

    def test_guidelines_that_differ_are_counted_on_each_side(self):
        """Guidelines for, against and only beside other care stand in one sentence."""
        text = part(render(PLANS["knee osteoarthritis at 78, frail"]), "Techniques")

        assert re.search(
            r"^Guidelines differ: 1 in favor \[\d+\]; 1 only beside exercise or other care "
            r"\[\d+\]; 1 not in favor \[\d+\]: ACR",
            text,
            re.MULTILINE,
        )

    def test_what_a_clearance_would_open_is_told_apart(self):
        """Techniques that a clearance opens and those it does not stand in groups of their own."""
        text = part(render(PLANS["chronic low back pain on anticoagulants"]), "Techniques")

        assert "- **Until a clearance (anticoagulant medicine):** Myofascial release" in text
        too_firm = "- **Too firm for what is left (anticoagulant medicine):** "
        assert f"{too_firm}Deep tissue massage" in text

    def test_what_a_guideline_advises_against_is_told_with_it(self):
        """A technique that is rejected for a guideline stands with what the guideline says."""
        plan = PLANS["frozen shoulder"]
        finding = plan.techniques[0].arguments_for[0]
        rejected = attrs.evolve(
            plan.rejected[0], support="advised-against", arguments_against=(finding,)
        )
        text = part(
            render(attrs.evolve(plan, rejected=(rejected, *plan.rejected[1:]))), "Techniques"
        )

        assert f"- **Advised against:** {rejected.technique_name} (advised-against). " in text
        assert f"*{finding.text} [" in text

    def test_what_the_clinic_does_not_offer_is_told(self):
        """Techniques that fit and are not on offer are named with their support."""
        text = part(render(PLANS["a clinic's choices"]), "Techniques")

        assert "- **Fitting, not offered by the clinic:** Deep tissue massage (limited)" in text


# --- sessions and course --------------------------------------------------------------------------


class TestSessions:
    """Visits and their steps."""

    @every_plan
    def test_every_step_stands_with_its_minutes(self, plan):
        """Every session that differs has its minutes in a table, whole and in order."""
        text = part(render(plan), "Sessions")
        rows = [one.strip("| ").split("|") for one in text.splitlines() if re.match(r"\| \d", one)]

        for session in (plan.sessions[0], plan.sessions[-1]):
            told = [int(cell) for row in rows for cell in row if cell.strip().isdigit()]
            assert {step.minutes for step in session.steps} <= set(told)
            assert f"{session.minutes} min = {session.talk_before} talk" in text

    def test_what_could_not_be_held_is_said(self):
        """Where time or turns gave way, the plan says which."""
        plan = PLANS["a quarter of an hour for two complaints"]
        text = part(render(plan), "Sessions")

        assert plan.sessions[0].gave_way
        for one in (*plan.sessions[0].gave_way, *plan.sessions[1].gave_way):
            assert one in text

    def test_an_unknown_place_is_said(self):
        """Where the place was not given, the plan does not pretend to know it."""
        elbow = outline_plan(Intake(complaints=[Complaint("tendonitis", stage="chronic")]))

        assert "*The place was not given" in render(elbow)

    def test_sessions_that_do_other_work_have_tables_of_their_own(self):
        """A session whose steps are not among those of another one is not folded into it."""
        plan = PLANS["frozen shoulder"]
        treatment = next(one for one in plan.phases if one.kind is PhaseKind.TREATMENT)
        last = treatment.sessions[-1]
        seated = [attrs.evolve(one, intent="something else") for one in last.steps]
        changed = attrs.evolve(
            treatment,
            sessions=(*treatment.sessions[:-1], attrs.evolve(last, steps=tuple(seated))),
        )
        other = attrs.evolve(
            plan, phases=[changed if one is treatment else one for one in plan.phases]
        )

        assert "**Session 6 (week 6)**\n" in part(render(other), "Sessions")

    def test_a_stage_that_moves_on_is_said(self):
        """From when on a complaint is no longer fresh stands in the plan."""
        plan = PLANS["healing ankle sprain"]
        moved = {one.stage for one in plan.sessions}
        treatment = next(one for one in plan.phases if one.kind is PhaseKind.TREATMENT)
        later = [
            attrs.evolve(one, stage="chronic" if one.number > 3 else one.stage)
            for one in treatment.sessions
        ]
        phases = [
            attrs.evolve(one, sessions=later) if one is treatment else one for one in plan.phases
        ]

        assert 1 == len(moved)
        assert "From session 4 (week 4) it counts as chronic." in render(
            attrs.evolve(plan, phases=phases)
        )


class TestCourse:
    """What comes after the table."""

    @every_plan
    def test_what_leads_to_which_advice_is_a_table(self, plan):
        """Each criterion stands with what is advised and what to do."""
        text = part(render(plan), "When to change it")

        for phase in plan.phases:
            for one in phase.criteria:
                assert f"| {one.when} | **{one.advised}** | {one.text} [" in text

    @every_plan
    def test_advice_stands_with_its_strength(self, plan):
        """The first advice is told, with how well it is founded."""
        if plan.advice:
            first = plan.advice[0]

            assert f"- {first.text} *{first.strength}* [" in part(render(plan), "Beside massage")

    @every_plan
    def test_consent_is_a_list(self, plan):
        """What is told and agreed on stands in a list, what is planned first."""
        listed = part(render(plan), "Consent: tell, agree, record").splitlines()

        assert len(plan.consent) == len(listed)
        assert listed[0].startswith("- What is planned")

    def test_a_plan_names_the_one_it_replaces(self):
        """The fingerprint of the plan before stands in the first lines."""
        first = PLANS["frozen shoulder"]
        second = outline_plan(first.intake, supersedes=first)

        assert isinstance(second, TreatmentPlan)
        assert f"replaces the plan {second.supersedes[:12]}" in render(second).partition("\n## ")[0]


# --- refusals -------------------------------------------------------------------------------------


class TestRefusal:
    """What is read instead of a plan."""

    @every_refusal
    def test_what_to_do_comes_first(self, refusal):
        """The first sentence in bold is the first thing to do; reasons follow."""
        text = render(refusal)

        assert text.startswith("# No plan: ")
        assert text.index(f"**{refusal.next_steps[0]}**") < 200
        for one in refusal.reasons:
            assert f"| {one.name} |" in text
        for one in refusal.not_treated:
            assert one.reason in text

    def test_a_referral_can_be_copied(self):
        """An emergency brings a letter and says how many questions are open."""
        refusal = REFUSALS["emergency"]
        text = render(refusal)

        assert "Please assess as an emergency." in part(text, "Letter to copy: a referral")
        assert re.search(
            r"Not asked yet: \d+ questions\. No answer to them makes this milder", text
        )

    def test_waiting_has_its_advice(self):
        """Where only time is needed, the refusal says what to do meanwhile."""
        assert "Protect the injury" in part(render(REFUSALS["fresh ankle sprain"]), "Meanwhile")


# --- records and reviews --------------------------------------------------------------------------


def done(plan: TreatmentPlan, number: int, pain: float, **more: Any) -> SessionRecord:
    """A session done as planned."""
    steps = [
        StepDone(technique_id=one.technique_id, regions=one.regions, minutes=one.minutes)
        for one in plan.sessions[number - 1].steps
    ]
    score = Measurement(measure_id="nprs", value=pain)
    return SessionRecord(session=number, steps=steps, measurements=[score], **more)


class TestReview:
    """A look at a course."""

    plan = PLANS["chronic low back pain on anticoagulants"]

    def test_the_advice_comes_first(self):
        """Advice, reasons, dose given, what is next, then the goals."""
        review = review_progress(self.plan, [done(self.plan, 1, 6), done(self.plan, 4, 3)])
        text = render(review)

        assert text.startswith(f"# Review: {review.advised}\n")
        assert f"- **{review.reasons[0].advised}:** {review.reasons[0].text} [" in text
        assert "**Given:** 2 of 4 sessions planned by now" in text
        assert "**Next:** the plan stands as it is" in text
        assert "| NPRS | 6 | 3 | 4 or less (week 10) | reached |" in part(text, "Goals")
        assert () == verify_disclaimers(text, self.plan)

    def test_a_score_that_leaves_no_room_is_no_aim(self):
        """Pain that was 1 at first is shown without an aim, a week or a failure."""
        plan = outline_plan(person(attrs.evolve(BACK, pain=None)))
        records = [done(plan, number, 1) for number in (1, 4, 10)]
        text = part(render(review_progress(plan, records)), "Goals")

        assert "| NPRS | 1 | 1 | kept at 1, no room for a change that counts | no aim |" in text

    def test_a_change_is_told_once(self):
        """What a reason tells already is told in a few words beside the goal."""
        review = review_progress(self.plan, [done(self.plan, 1, 6), done(self.plan, 4, 3)])

        assert 1 == render(review).count("NPRS: down 3 points, better.")

    def test_a_change_that_no_reason_tells_is_told_beside_its_goal(self):
        """The change of another measure stands in the table of goals."""
        scores = [(Measurement(measure_id="rmdq", value=value),) for value in (14, 10)]
        first, last = (
            attrs.evolve(done(self.plan, number, pain), measurements=(*one, _pain(pain)))
            for number, pain, one in ((1, 6, scores[0]), (4, 3, scores[1]))
        )
        text = render(review_progress(self.plan, [first, last]))

        assert "RMDQ: down 4 points, better." in part(text, "Goals")

    def test_a_change_without_a_goal_is_not_lost(self):
        """The change of a measure that is no goal stands after the goals."""
        review = review_progress(self.plan, [done(self.plan, 1, 6), done(self.plan, 4, 3)])
        other = interpret("lefs", 40, 52)
        text = render(attrs.evolve(review, changes=(*review.changes, other)))

        assert other.text in part(text, "Other scores")

    def test_a_refusal_is_told_in_a_line(self):
        """Where no plan is left, the action and its first step are told, not the whole refusal."""
        record = done(self.plan, 2, 6, new_findings=["deep-vein-thrombosis"])
        text = render(review_progress(self.plan, [record]))

        assert "**Next:** no plan now: **refer-urgently**" in text
        assert 1 == text.count("Give no massage.")

    def test_an_adjusted_plan_is_told_in_a_line(self):
        """A plan that replaces the old one is named with its limits; it is printed by itself."""
        record = done(self.plan, 2, 6, new_findings=["pacemaker-or-icd"])
        text = render(review_progress(self.plan, [record]))

        assert "**Next:** an adjusted plan: 10 sessions of 60 minutes" in text
        assert "Provisional: no hands-on session before" in text
        assert "## Techniques" not in text

    def test_without_records_it_says_so(self):
        """Nothing recorded is not nothing done."""
        assert "no session is recorded yet" in render(review_progress(self.plan, []))

    def test_two_complaints_are_told_apart(self):
        """Goals of several complaints name theirs."""
        plan = PLANS["neck pain and headache"]

        assert "| neck pain: less pain" in part(render(review_progress(plan, [])), "Goals")


def _pain(value: float) -> Measurement:
    return Measurement(measure_id="nprs", value=value)


class TestRecord:
    """What was done, and what it says."""

    whole = SessionRecord(
        session=3,
        on=date(2030, 6, 1),
        minutes=60,
        rescreened=True,
        consent=True,
        new_findings=["pacemaker-or-icd"],
        now_absent=["any-fever"],
        steps=[StepDone(technique_id="swedish-massage", regions=["thigh"], minutes=20)],
        deviations=[
            Deviation(reason="discomfort", technique_id="swedish-massage", note="Less pressure."),
            Deviation(reason="time"),
        ],
        measurements=[
            Measurement(measure_id="psfs", value=4, answered=2, of=3, on=date(2030, 6, 1)),
            Measurement(measure_id="rom", value=90, of_what="flexion"),
        ],
        pain_after=2,
        adverse_events=[
            AdverseEvent(
                kind="bruise", severity="mild", hours=20, regions=["thigh"], note="Small."
            ),
            AdverseEvent(kind="tiredness", severity="mild"),
        ],
        products=["jojoba oil"],
        subjective="Slept better.",
        objective="Less guarding.",
        assessment="On the way.",
        next_time="As planned.",
        practitioner="licensed massage therapist",
        setting="clinic",
    )

    def test_it_is_a_soap_note(self):
        """Said, seen, read and next stand under their letters; what was done is seen."""
        text = render(self.whole)

        assert text.startswith("# Session 3 on 2030-06-01\n")
        assert ["Subjective", "Objective", "Assessment", "Plan"] == re.findall(
            r"^## (.*)$", text, re.MULTILINE
        )
        assert "Slept better." in part(text, "Subjective")
        assert "**Adverse event, mild:** a bruise, thigh, 20 hours. Small." in part(
            text, "Subjective"
        )
        assert "| 1 | Swedish massage | thigh | 20 |" in part(text, "Objective")
        assert "| PSFS | before, 2030-06-01 | 4 | 2 of 3 |" in part(text, "Objective")
        assert "| ROM, flexion | before | 90 |" in part(text, "Objective")
        assert "| pain, 0 to 10 | after | 2 |" in part(text, "Objective")
        assert "(Swedish massage): it was uncomfortable or painful: Less pressure." in part(
            text, "Objective"
        )
        assert "Products: jojoba oil." in part(text, "Objective")
        assert "As planned." == part(text, "Plan")

    def test_what_is_not_recorded_is_not_a_no(self):
        """A note without words says that nothing was recorded."""
        text = render(SessionRecord(session=1))

        assert "**not screened again**; **no consent recorded**" in text
        assert 4 == text.count("*Not recorded.*")
        assert "No hands-on work recorded." in text

    def test_private_text_cannot_break_out(self):
        """Whatever was said, the note keeps its form."""
        plain, hostile = with_texts(self.whole, "word"), with_texts(self.whole, HOSTILE)

        assert skeleton(render(plain)) == skeleton(render(hostile))

    def test_what_it_lacks_is_one_list(self):
        """Gaps stand in one table, with where each goes; no gaps are said to be none."""
        text = render(completeness(SessionRecord(session=1)))

        assert text.startswith("# Missing from the record: ")
        assert "| the pressure | steps.pressure |" in text
        assert "*Nothing.*\n" == render(())

    def test_a_change_shows_what_it_was_held_against(self):
        """Each important difference and each error stands with whom it was found in."""
        text = render(interpret("nprs", 6, 4, "lower-back-pain"))

        assert text.startswith("# NPRS: 6 to 4 (better)\n")
        assert "| 2 points | reached | Low back pain; expert consensus. | ostelo-mic |" in text
        assert "| 30 % of the score before | reached |" in text
        assert "| MDC90: 1.4 | measurement error |" in text

    def test_a_change_with_nothing_on_file_is_a_sentence(self):
        """Where no number is on file there is no table."""
        assert "| held against |" not in render(
            attrs.evolve(interpret("nprs", 6, 4), mcids=(), measurement_errors=())
        )

    def test_plans_of_the_past_are_told_one_by_one(self):
        """Several objects stand one after the other, each with what would be made today."""
        old = [
            Outdated(plan=0, catalog_digest="abc", reasons=["Why."], plan_now=TestReview.plan),
            Outdated(
                plan=1, catalog_digest="abc", reasons=["Why."], withheld_now=REFUSALS["emergency"]
            ),
        ]
        text = render(old)

        assert "# Plan 0: out of date" in text
        assert "**Today:** a plan: 10 sessions of 60 minutes" in text
        assert "**Today:** no plan now: **emergency** (" in text


class TestKnowledge:
    """Screenings, matches and records of the knowledge base."""

    def test_a_screening_lists_what_is_open(self):
        """Each open question has its id, and what it asks for."""
        text = render(PLANS["questions open"].screening)

        assert "`any-chest-pain`" in text or "`chest-or-breathing-signs`" in text
        assert " *(stage)* `stage-of-neck-pain`" in text
        assert "whole body: at most moderate pressure; no deep tissue massage" in text

    def test_a_match_says_what_must_go_with_it(self):
        """Support that holds only beside other care says so, alone and in a report."""
        plan = PLANS["chronic low back pain on anticoagulants"]
        match = plan.techniques[0]

        report = match_techniques(plan.intake)

        assert match.only_with_other_care
        assert f"**fits** · {match.support}, beside exercise or other care" in render(match)
        assert f"| {match.support}, beside exercise or other care | lower back" in render(report)

    def test_a_rejected_match_says_why_and_what_would_change_it(self):
        """Reason, findings on each side with their sources, and changes stand in parts."""
        plan = PLANS["chronic low back pain on anticoagulants"]
        release = next(one for one in plan.rejected if one.technique_id == "myofascial-release")
        text = render(release)

        assert "**does not fit** · mixed" in text
        assert release.reason in text
        assert "(wu-2021-mfr)" in part(text, "For")
        assert "(chen-2021-mfr)" in part(text, "Against")
        assert "- If the prescriber agrees: " in part(text, "What would change it")

    def test_a_zero_is_told(self):
        """No pain is a score; what is not given is left out."""
        text = render(Complaint("neck-pain", pain=0))

        assert "| pain | 0 |" in text
        assert "stage" not in text

    def test_places_and_ranges_are_told_in_words(self):
        """The middle line is a side of its own; a range is told from one end to the other."""
        series = render(default_catalog().statements["series-of-sessions"])

        assert "lower back, middle" == place_name([Region.LOWER_BACK], Side.MIDLINE)
        assert "| minutes | 30 to 60 |" in series
        assert "neck: no hands-on work" == limit_name(
            Restriction(rule_id="rule", regions=["neck"], pressure_cap="no-pressure")
        )

    def test_a_record_shows_its_parts(self):
        """A record of the catalog has its id, and ranges and parts in words."""
        measure = render(default_catalog().outcome_measures["nprs"])
        rule = render(default_catalog().contraindications["anticoagulant-therapy"])

        assert "Outcome measure `nprs`" in measure
        assert "| minimum | 0 |" in measure
        assert "value: 2, unit: points" in measure
        assert "pressure cap: light" in rule

    def test_every_advice_and_expectation_can_be_told(self):
        """Limits and marks of review stand beside what is told."""
        catalog = default_catalog()
        plan = PLANS["frozen shoulder"]
        unsigned = next(one for one in catalog.advice.values() if one.review)
        noted = attrs.evolve(plan.expectations[0], note="In one study.", review=True)
        text = render(attrs.evolve(plan, advice=(unsigned,), expectations=(noted,)))

        assert f"{unsigned.text} *{unsigned.strength}*" in text
        assert "(In one study.)" in text
        assert 2 == text.count("*(waits for review)*")
