"""
The vignettes in `cases/matching.json`: people as a therapist would describe them, and what fits.

The file can be read by any language. `everything_else: "no"` means that every question that is
open and was not answered is answered no; `technique_ids` are those on offer, `on` is the date. A
technique is named by its id, or by `condition/technique` where there are several complaints. A
place is a region, a side, the most pressure and the parts that stay out. Only what `expect` names
is checked:

    decision                  of the screening
    accepted, accepted_only   techniques that fit; all that fit, in any order
    order, last               accepted techniques, each before the next; the last one of all
    rejected                  for each technique, parts of the reason
    blocked_by                the rules that block it, exactly
    precautions               the rules that limit it, exactly
    places                    where it can be used, exactly
    place_is_known            whether the places depend on no answer
    support, direct, indirect the level, and whether its own findings earn it
    impairments               what it acts on, exactly
    for, against, cautions    findings among those on that side
    not_resting_on            findings that are among none of these
    only_with_other_care      techniques that hold only beside other care
    would_change              the kinds of what would change it, exactly and in order
    change_says               parts of the texts of these
    no_change_of              kinds that nothing needs
"""

import json
from datetime import date
from pathlib import Path

import pytest

from medmassage.matching import match_techniques
from medmassage.model.intake import Intake
from medmassage.screening import no_to_rest
from medmassage.serialization import from_dict
from medmassage.vocabulary import ChangeKind, Support

CASES = json.loads((Path(__file__).parent / "cases" / "matching.json").read_text("utf-8"))

WORDS = {
    "decision",
    "accepted",
    "accepted_only",
    "order",
    "last",
    "rejected",
    "blocked_by",
    "precautions",
    "places",
    "place_is_known",
    "support",
    "direct",
    "indirect",
    "impairments",
    "for",
    "against",
    "cautions",
    "not_resting_on",
    "only_with_other_care",
    "would_change",
    "change_says",
    "no_change_of",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_what_should_fit_fits(case):
    """Each vignette is matched as a therapist expects."""
    on = date.fromisoformat(case["on"]) if "on" in case else None
    intake = from_dict(Intake, case["intake"])
    if case.get("everything_else") == "no":
        intake = no_to_rest(intake, on)
    report = match_techniques(intake, on, technique_ids=case.get("technique_ids", ()))
    expect = case["expect"]
    several = len(intake.complaints) > 1
    accepted = {named(one, several): one for one in report.accepted}
    rejected = {named(one, several): one for one in report.rejected}

    assert expect.get("decision", report.screening.decision) == report.screening.decision
    check_accepted(accepted, expect)
    check_rejected(rejected, expect)
    check_basis({**accepted, **rejected}, expect)


def named(match, several):
    """How a vignette names a match."""
    return f"{match.condition_id}/{match.technique_id}" if several else match.technique_id


def check_accepted(accepted, expect):
    """Compare what fits, where, and in which order."""
    order = list(accepted)

    assert set() == set(expect.get("accepted", ())) - set(order)
    assert sorted(expect.get("accepted_only", order)) == sorted(order)
    assert expect.get("order", []) == [id for id in order if id in expect.get("order", ())]
    assert expect.get("last") in (None, *order[-1:])
    for id, rules in expect.get("precautions", {}).items():
        assert (id, sorted(rules)) == (id, list(accepted[id].precaution_ids))
    for id, places in expect.get("places", {}).items():
        found = [
            [one.region, one.side, one.pressure, list(one.except_regions)]
            for one in accepted[id].places
        ]
        assert (id, places) == (id, found)
    for match in accepted.values() if "place_is_known" in expect else ():
        assert expect["place_is_known"] == match.place_is_known


def check_rejected(rejected, expect):
    """Compare what does not fit, why, and what would change it."""
    for id, parts in expect.get("rejected", {}).items():
        assert (id, []) == (id, [part for part in parts if part not in rejected[id].reason])
    for id, rules in expect.get("blocked_by", {}).items():
        assert (id, sorted(rules)) == (id, sorted(rejected[id].blocked_by))
    for id, kinds in expect.get("would_change", {}).items():
        assert (id, kinds) == (id, [one.kind for one in rejected[id].would_change])
    for id, parts in expect.get("change_says", {}).items():
        text = " ".join(one.text for one in rejected[id].would_change)
        assert (id, []) == (id, [part for part in parts if part not in text])
    kinds = {one.kind for match in rejected.values() for one in match.would_change}
    assert set() == set(expect.get("no_change_of", ())) & kinds


def check_basis(matches, expect):
    """Compare what each match rests on."""
    for id, level in expect.get("support", {}).items():
        assert (id, level) == (id, matches[id].support)
    for word, direct in (("direct", True), ("indirect", False)):
        for id in expect.get(word, ()):
            assert (id, direct) == (id, matches[id].direct)
    for id, impairments in expect.get("impairments", {}).items():
        assert (id, impairments) == (id, list(matches[id].impairment_ids))
    for word, name in (
        ("for", "arguments_for"),
        ("against", "arguments_against"),
        ("cautions", "cautions"),
    ):
        for id, findings in expect.get(word, {}).items():
            found = {one.evidence_id for one in getattr(matches[id], name)}
            assert (id, word, set()) == (id, word, set(findings) - found)
    for id, findings in expect.get("not_resting_on", {}).items():
        found = {one.evidence_id for one in matches[id].arguments}
        assert (id, set()) == (id, set(findings) & found)
    for id in expect.get("only_with_other_care", ()):
        assert matches[id].only_with_other_care


def test_the_vignettes_are_well_formed():
    """Titles are unique, and every expectation is one that is checked."""
    titles = [case["title"] for case in CASES]

    assert len(titles) == len(set(titles))
    assert set() == {word for case in CASES for word in case["expect"]} - WORDS
    assert {"title", "on", "everything_else", "technique_ids", "intake", "expect"} >= {
        word for case in CASES for word in case
    }


def test_the_vignettes_need_every_change_and_reach_most_levels():
    """Between them the vignettes name every kind of change, and the levels that are on file."""
    kinds = {
        kind
        for case in CASES
        for found in case["expect"].get("would_change", {}).values()
        for kind in found
    }
    levels = {level for case in CASES for level in case["expect"].get("support", {}).values()}

    assert set(ChangeKind) == kinds
    assert set(Support) - {Support.ADVISED_AGAINST} == levels
