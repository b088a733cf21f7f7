"""
The vignettes in `cases/`: people as a clinician would describe them, and what should come out.

Each file can be read by any language. `everything_else: "no"` means that every question that is
open and was not answered is answered no; without it, what is not said was not asked. A place is a
region and a side, where null means either side. Only what `expect` names is checked:

    decision, decision_at_least   the decision, or the mildest that will do
    fired, not_fired              rules; an empty `fired` means that none fired
    open_includes, open_excludes  questions still open, `id` or `id:where` (side, stage)
    open_first                    the questions that are asked before all others
    unexplained, conflicts        exactly these questions
    uncounted                     exactly these clearances do not count
    not_ruled_out                 rules that no answer rules out
    closed, not_closed            places with or without the cap `no-pressure`
    capped                        places with exactly this cap; null means none
    positions_avoid               positions among those avoided
"""

import json
from datetime import date
from pathlib import Path

import pytest

from medmassage.model.intake import Intake
from medmassage.screening import no_to_rest, questions_for, screen
from medmassage.serialization import from_dict
from medmassage.vocabulary import Decision, PressureCap

CASES = json.loads((Path(__file__).parent / "cases" / "screening.json").read_text("utf-8"))

WORDS = {
    "decision",
    "decision_at_least",
    "fired",
    "not_fired",
    "open_includes",
    "open_excludes",
    "open_first",
    "unexplained",
    "conflicts",
    "uncounted",
    "not_ruled_out",
    "closed",
    "not_closed",
    "capped",
    "positions_avoid",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_what_should_come_out_comes_out(case):
    """Each vignette ends as a clinician expects."""
    on = date.fromisoformat(case["on"]) if "on" in case else None
    intake = from_dict(Intake, case["intake"])
    if case.get("everything_else") == "no":
        intake = no_to_rest(intake, on)
    found = screen(intake, on)
    check_answers(found, case["expect"])
    check_places(found, case["expect"])
    if found.decision in (Decision.EMERGENCY, Decision.REFER_URGENTLY):
        assert () == questions_for(intake, on)


def check_answers(found, expect):
    """Compare the decision, the rules and what is open."""
    fired = {one.rule_id for one in found.fired}
    asked = {
        one.question.id if one.asks == "answer" else f"{one.question.id}:{one.asks}"
        for one in found.open
    }
    first = [one.question.id for one in found.open[: len(expect.get("open_first", ()))]]

    assert expect.get("decision", found.decision) == found.decision
    assert Decision(expect.get("decision_at_least", "proceed")).rank <= found.decision.rank
    assert set() == set(expect.get("fired", ())) - fired
    assert expect.get("fired") != [] or set() == fired
    assert set() == set(expect.get("not_fired", ())) & fired
    assert set() == set(expect.get("open_includes", ())) - asked
    assert set() == set(expect.get("open_excludes", ())) & asked
    assert sorted(expect.get("open_first", ())) == sorted(first)
    for name, seen in (
        ("unexplained", {one.id for one in found.unexplained}),
        ("conflicts", {one.question_id for one in found.conflicts}),
        ("uncounted", {one.rule_id for one in found.uncounted_clearances}),
    ):
        assert (name, set(expect.get(name, seen))) == (name, seen)
    assert set() == set(expect.get("not_ruled_out", ())) & {one.rule_id for one in found.ruled_out}


def check_places(found, expect):
    """Compare what is left to hands-on work."""
    caps = [(place, found.cap_at(*place)) for place in expect.get("closed", ())]
    assert [] == [place for place, cap in caps if cap is not PressureCap.NO_PRESSURE]
    caps = [(place, found.cap_at(*place)) for place in expect.get("not_closed", ())]
    assert [] == [place for place, cap in caps if cap is PressureCap.NO_PRESSURE]
    for region, side, cap in expect.get("capped", ()):
        assert (region, side, cap) == (region, side, found.cap_at(region, side))
    assert set() == set(expect.get("positions_avoid", ())) - set(found.positions_avoid)


def test_the_vignettes_are_well_formed():
    """Titles are unique, and every expectation is one that is checked."""
    titles = [case["title"] for case in CASES]

    assert len(titles) == len(set(titles))
    assert set() == {word for case in CASES for word in case["expect"]} - WORDS
    assert {"title", "on", "everything_else", "intake", "expect"} >= {
        word for case in CASES for word in case
    }


def test_the_vignettes_reach_every_decision():
    """Between them the vignettes end at every decision."""
    assert set(Decision) == {case["expect"].get("decision") for case in CASES} - {None}
