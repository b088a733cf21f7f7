"""Plans whose answer would be another one under newer knowledge, or at another date."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from medmassage.catalog import Catalog, default_catalog, load_catalog
from medmassage.catalog.canonical import export_folder
from medmassage.errors import ModelError, UnknownIdError
from medmassage.export.markdown import render
from medmassage.model.course import PlanPolicy
from medmassage.model.intake import Clearance, Complaint, Finding, Intake
from medmassage.model.plan import TreatmentPlan
from medmassage.model.record import Outdated, SessionRecord
from medmassage.planning import fingerprint, outline_plan
from medmassage.progress import review_progress
from medmassage.rescreening import rescreen
from medmassage.screening import no_to_rest
from medmassage.serialization import dumps, loads
from medmassage.vocabulary import Action, Advised

BACK = Complaint("lower-back-pain", stage="chronic", pain=6, regions=["lower-back"], side="both")
ALL = "*"
"""Every record of a kind."""

Edit = tuple[str, str, Callable[[dict[str, Any]], object]]
"""A kind, the id of a record or ALL, and what is done to it."""


def plan_for(*complaints: Complaint, on: date | None = None, **more: Any) -> TreatmentPlan:
    """A plan for a person who said no to all that is not named."""
    person = no_to_rest(Intake(complaints=complaints or [BACK], **more), on)
    plan = outline_plan(person, on=on)
    assert isinstance(plan, TreatmentPlan)
    return plan


@pytest.fixture(scope="module")
def plans():
    """A person with a sore back alone, and one with weak bones beside it."""
    return [plan_for(), plan_for(present=["osteoporosis"])]


@pytest.fixture
def altered(tmp_path):
    """A function that makes the knowledge of tomorrow: the shipped data with some edits."""

    def make(*edits: Edit) -> Catalog:
        folder = tmp_path / f"data-{len(list(tmp_path.iterdir()))}"
        export_folder(default_catalog(), folder)
        for kind, id, change in edits:
            change_records(folder / f"{kind}.json", id, change)
        return load_catalog(folder)

    return make


def change_records(path: Path, id: str, change: Callable[[dict[str, Any]], object]) -> None:
    """Alter one record of a file, or all."""
    records = json.loads(path.read_text("utf-8"))
    chosen = [one for one in records if id in (ALL, one["id"])]
    assert chosen
    for one in chosen:
        change(one)
    path.write_text(json.dumps(records), "utf-8")


def setting(**fields: Any) -> Callable[[dict[str, Any]], object]:
    """Set fields of a record."""
    return lambda record: record.update(fields)


NEEDS_CLEARANCE = setting(
    action="obtain-clearance", severity="clearance-required", decides_whole_session=True
)
OTHER_RULE: tuple[Edit, ...] = (
    ("questions", "osteoporosis", setting(triggers=["lupus"])),
    ("questions", "lupus", setting(triggers=["lupus", "osteoporosis"])),
)
"""A yes to weak bones brings the rule on lupus, and no longer its own."""


def only(found: tuple[Outdated, ...], place: int) -> Outdated:
    """The one plan that is listed."""
    assert [place] == [one.plan for one in found]
    return found[0]


class TestWhatListsAPlan:
    """What makes the answer of a plan another one."""

    def test_nothing_changed(self, plans):
        """Under the knowledge that they were made from all plans stand."""
        assert () == rescreen(plans)
        assert () == rescreen([])

    def test_a_decision(self, plans, altered):
        """A rule that needs a clearance now leaves no plan; the strictest is told first."""
        catalog = altered(("contraindications", "osteoporosis", NEEDS_CLEARANCE))

        found = only(rescreen(plans, catalog), 1)

        assert Action.OBTAIN_CLEARANCE == found.withheld_now.action
        assert None is found.plan_now
        assert (
            "No plan would be made today: obtain-clearance.",
            "The decision was proceed-with-precautions and is obtain-clearance.",
        ) == found.reasons
        assert plans[1].provenance.catalog_digest == found.catalog_digest

    def test_a_limit_that_a_step_breaks(self, plans, altered):
        """The steps are counted for each rule, and the first is named."""

        def close(record: dict[str, Any]) -> None:
            record["limits"][0]["technique_ids"].append("positional-release")

        catalog = altered(("contraindications", "osteoporosis", close))
        found = only(rescreen(plans, catalog), 1)

        blocked = "osteoporosis blocks positional-release at lower-back"
        counted = r"\d+ steps? in \d+ sessions? break a limit of today"
        assert re.match(
            rf"{counted}: {blocked} \(first in session \d+, step \d\)", found.reasons[0]
        )
        assert 1 == sum("limit of today" in one for one in found.reasons)
        assert "Rules with other limits now: osteoporosis." in found.reasons
        assert "positional-release no longer fits lower-back-pain." in found.reasons
        assert len(set(found.reasons)) == len(found.reasons)
        assert () == found.rule_ids

    def test_a_step_of_a_late_session(self, plans):
        """Every session is held against the limits of today, not the first ones alone."""
        plan, stricter = (
            plans[0],
            plan_for(present=[Finding("open-wound-or-ulcer", regions=["neck"])]),
        )
        consultation, treatment, *others = plan.phases
        last = treatment.sessions[-1]
        neck = evolve(last.steps[0], regions=["neck"], except_regions=[])
        moved = evolve(last, steps=[neck, *last.steps[1:]])
        phases = [
            consultation,
            evolve(treatment, sessions=[*treatment.sessions[:-1], moved]),
            *others,
        ]
        changed = evolve(plan, phases=phases, intake=stricter.intake)

        reasons = rescreen([changed])[0].reasons

        assert f"(first in session {last.number}, step 1)" in reasons[0]

    def test_a_limit_that_no_step_breaks(self, plans, altered):
        """A limit that became milder lists the plan too: more would be possible."""
        milder = setting(limits=[{"regions": ["neck"], "pressure_cap": "light"}])
        catalog = altered(("contraindications", "osteoporosis", milder))

        found = only(rescreen(plans, catalog), 1)

        assert "Rules with other limits now: osteoporosis." == found.reasons[0]
        assert "deep-tissue-massage fits lower-back-pain now." in found.reasons
        assert not any("breaks" in one for one in found.reasons)

    def test_a_rule_that_fires(self, plans, altered):
        """A question that brings another rule, and one that brings none any more."""
        more = altered(("questions", "osteoporosis", setting(triggers=["osteoporosis", "lupus"])))
        none = altered(*OTHER_RULE)

        found, other = only(rescreen(plans, more), 1), only(rescreen(plans, none), 1)

        assert ("lupus",) == found.rule_ids
        assert "Rules that fire now and did not: lupus." in found.reasons
        assert ("lupus", "osteoporosis") == other.rule_ids
        assert "Rules that fired and do not now: osteoporosis." in other.reasons

    def test_a_rule_for_everyone(self, plans, altered):
        """Limits of the rules for everyone count like others."""
        closed = setting(limits=[{"regions": ["foot"], "pressure_cap": "no-pressure"}])
        catalog = altered(("contraindications", "site-popliteal", closed))

        assert [0, 1] == [one.plan for one in rescreen(plans, catalog)]

    def test_a_question(self, plans, altered):
        """A question that nobody was asked yet makes a plan provisional."""
        catalog = altered(("questions", "lupus", setting(under=None)))

        found = only(rescreen(plans, catalog), 0)

        assert (
            "The decision was proceed and is incomplete.",
            "Questions that are open now and were not: lupus.",
        ) == found.reasons
        assert fingerprint(plans[0]) == found.plan_now.supersedes

    def test_a_technique(self, plans, altered):
        """A technique that is for scars alone now fits nobody's back."""
        catalog = altered(
            ("techniques", "deep-tissue-massage", setting(only_for=["scar-tissue-adhesion"]))
        )

        found = only(rescreen(plans, catalog), 0)

        assert ("deep-tissue-massage no longer fits lower-back-pain.",) == found.reasons[:1]

    def test_support(self, altered):
        """A guideline that advises for or against changes what a technique earns."""
        plan = plan_for(Complaint("neck-pain", stage="chronic", regions=["neck"], side="both"))
        knowledge = default_catalog().knowledge
        chosen = next(
            one
            for one in knowledge.findings("neck-pain", "trigger-point-therapy")
            if one.direction == "benefit"
        )
        catalog = altered(("evidence", chosen.id, setting(direction="no-difference")))

        reasons = rescreen([plan], catalog)[0].reasons

        assert any(
            one.startswith("trigger-point-therapy for neck-pain was limited and is")
            for one in reasons
        )

    def test_a_dose(self, plans, altered):
        """The finding that a course follows says another number."""
        followed = next(one.followed for one in plans[0].dose if one.quantity == "sessions")

        def longer(record: dict[str, Any]) -> None:
            record["dose"]["sessions"] = {"low": 12, "high": 12}

        found = rescreen(plans[:1], altered(("evidence", followed, longer)))

        assert "The dose was 10 and is 12: visits in all." in found[0].reasons

    def test_a_goal(self, plans, altered):
        """A greater important difference makes another goal."""

        def greater(record: dict[str, Any]) -> None:
            for one in record["mcids"]:
                one["value"] = max(one["value"], 3)

        found = rescreen(plans, altered(("outcome_measures", "nprs", greater)))

        assert [0, 1] == [one.plan for one in found]
        assert "The goal in nprs for lower-back-pain is another one." in found[0].reasons


class TestWhatDoesNot:
    """What leaves a plan as good as it was."""

    def test_words_and_sources(self, plans, altered):
        """New texts, and a source that says the same, list nothing."""

        def reworded(*names: str) -> Callable[[dict[str, Any]], object]:
            return lambda one: one.update(
                {name: f"{one[name]} (New.)" for name in names if name in one}
            )

        catalog = altered(
            ("contraindications", ALL, reworded("name", "why", "instructions")),
            ("red_flags", ALL, reworded("sign", "name", "suspects")),
            ("questions", ALL, reworded("text", "reason")),
            ("techniques", ALL, reworded("name", "description")),
            ("conditions", ALL, reworded("name")),
            ("statements", ALL, reworded("text")),
            ("disclaimers", ALL, reworded("text")),
            ("sources", ALL, reworded("title")),
        )

        assert default_catalog().digest != catalog.digest
        assert () == rescreen(plans, catalog)

    def test_a_new_id(self, plans, tmp_path):
        """A rule, its question and a technique that are found by their old ids are the same."""
        folder = tmp_path / "renamed"
        export_folder(default_catalog(), folder)
        names = {"osteoporosis": "weak-bones", "positional-release": "strain-counterstrain"}
        for path in folder.glob("*.json"):
            text = path.read_text("utf-8")
            for old, new in names.items():
                text = text.replace(f'"{old}"', f'"{new}"')
            path.write_text(text, "utf-8")
        for kind, old in (
            ("contraindications", "osteoporosis"),
            ("questions", "osteoporosis"),
            ("techniques", "positional-release"),
        ):
            change_records(folder / f"{kind}.json", names[old], setting(former_ids=[old]))
        catalog = load_catalog(folder)

        assert "positional-release" in {one.technique_id for one in plans[1].techniques}
        assert set(names).isdisjoint({*catalog.contraindications, *catalog.techniques})
        assert () == rescreen(plans, catalog)
        review = review_progress(plans[1], [], catalog=catalog)
        assert (Advised.CONTINUE, None) == (review.advised, review.adjusted)

    def test_a_plan_of_a_review_stands(self, plans):
        """A plan that a review adjusted is not listed under the same knowledge."""
        records = [SessionRecord(session=1, new_findings=["trauma-history"])]
        adjusted = review_progress(plans[0], records).adjusted

        assert () == rescreen([adjusted])


class TestDates:
    """Clearances with an end."""

    def test_a_clearance_that_expired(self):
        """The date of each plan is used, unless another is given."""
        letter = Clearance("anticoagulant-therapy", expires=date(2026, 6, 30))
        plan = plan_for(present=["anticoagulant-therapy"], clearances=[letter], on=date(2026, 6, 1))

        found = only(rescreen([plan], on=date(2026, 7, 1)), 0)

        assert () == rescreen([plan])
        assert () == rescreen([plan], on=date(2026, 6, 30))
        assert "Rules with other limits now: anticoagulant-therapy." in found.reasons
        assert any("break a limit of today" in one for one in found.reasons)


class TestReviewUnderNewerKnowledge:
    """A look at a course with other knowledge than that of its plan."""

    def test_a_technique_that_is_gone(self, plans, altered):
        """A refusal that no rule brings says that nothing fits; it is a referral, not a stop."""
        policy = PlanPolicy(technique_ids=["deep-tissue-massage"])
        plan = outline_plan(plans[0].intake, policy)
        scars = setting(only_for=["scar-tissue-adhesion"])
        catalog = altered(("techniques", "deep-tissue-massage", scars))
        record = SessionRecord(session=1, new_findings=["leg-deep-pressure-vte-risk"])

        review = review_progress(plan, [record], catalog=catalog)

        assert (Advised.REFER, Action.POSTPONE) == (review.advised, review.withheld.action)
        assert "postpone: nothing fits. No technique or place is left" in review.reasons[0].text

    def test_a_rule_that_is_stricter_now(self, plans, altered):
        """What the plan knew and what stops today is found without any record."""
        catalog = altered(("contraindications", "osteoporosis", NEEDS_CLEARANCE))

        review = review_progress(plans[1], [], catalog=catalog)

        assert Advised.REFER == review.advised
        assert catalog.digest == review.provenance.catalog_digest


class TestAnswer:
    """What comes back."""

    def test_plans_are_named_by_their_place(self, plans, altered):
        """The order is that of the plans, and a policy is kept."""
        short = outline_plan(plans[1].intake, PlanPolicy(sessions=3))
        catalog = altered(("contraindications", "osteoporosis", NEEDS_CLEARANCE))

        found = rescreen([short, *plans, short], catalog)

        assert [0, 2, 3] == [one.plan for one in found]
        milder = altered(*OTHER_RULE)
        now = rescreen([short], milder)[0].plan_now
        assert (PlanPolicy(sessions=3), 3) == (now.policy, len(now.sessions))

    def test_it_can_be_written_and_shown(self, plans, altered):
        """It survives JSON and has a rendering."""
        catalog = altered(*OTHER_RULE)
        found = only(rescreen(plans, catalog), 1)

        assert found == loads(Outdated, dumps(found))
        assert "lupus" in render(found)

    def test_there_is_a_plan_or_a_refusal(self, plans, altered):
        """Never both, never neither."""
        catalog = altered(*OTHER_RULE)
        found = only(rescreen(plans, catalog), 1)

        with pytest.raises(ModelError, match="exactly one"):
            evolve(found, plan_now=None)

    def test_an_id_that_is_gone(self, plans):
        """The place of the plan stands with the error."""
        person = no_to_rest(Intake(complaints=[Complaint("neck-pain", stage="chronic")]))
        strange = evolve(plans[0], intake=evolve(person, unknown=["never-asked"]))

        with pytest.raises(UnknownIdError, match="never-asked") as caught:
            rescreen([plans[0], strange])

        assert ["in plan 1, of knowledge " + plans[0].provenance.catalog_version] == (
            caught.value.__notes__
        )


class TestWhatIsNoPlan:
    """What cannot be screened again."""

    def test_each_is_named(self, plans):
        """Refusals and texts are told with their places, all together."""
        withheld = outline_plan(
            no_to_rest(Intake(complaints=["lower-back-pain"], present=["ces-saddle-numbness"]))
        )

        with pytest.raises(ModelError) as caught:
            rescreen([plans[0], "x", withheld])

        assert [
            ("plans[1]", "expected a TreatmentPlan, got 'x'"),
            ("plans[2]", "expected a TreatmentPlan, got a Withheld"),
        ] == [tuple(one) for one in caught.value.faults]

    @pytest.mark.parametrize("wrong", ["x", 3, None])
    def test_several_plans_are_wanted(self, wrong):
        """One thing that is no list of plans is refused with its own message."""
        with pytest.raises(ModelError, match="plans: expected several TreatmentPlans"):
            rescreen(wrong)

    def test_a_plan_alone_is_no_list(self, plans):
        """A forgotten pair of brackets is told."""
        with pytest.raises(ModelError, match="got a TreatmentPlan"):
            rescreen(plans[0])

    def test_limits_of_several_rules_come_after_their_sum(self, plans):
        """One line for each rule, and first how many sessions are concerned."""
        plan = plans[0]
        present = ["anticoagulant-therapy", Finding("open-wound-or-ulcer", regions=["lower-back"])]
        changed = evolve(plan, intake=no_to_rest(Intake(complaints=["neck-pain"], present=present)))

        reasons = rescreen([changed])[0].reasons
        each = [one for one in reasons if "break a limit of today" in one]

        assert len(each) > 1
        assert f"break limits of {len(each)} rules." in reasons[0]
