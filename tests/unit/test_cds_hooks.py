"""CDS Hooks cards from a screening, against the fields that the standard lists."""

import json
import re
from datetime import date

import pytest
from attrs import evolve
from hypothesis import event, given, settings

from looking import CATALOG, anyone, lifted, looked
from medmassage.disclaimers import disclaimers_for
from medmassage.errors import DataError, NotForScreeningError
from medmassage.export._cds_cards import shortened
from medmassage.export.cds_hooks import cards
from medmassage.model.intake import Clearance, Complaint, Finding, Intake
from medmassage.screening import no_to_rest, screen
from medmassage.vocabulary import Action, AppearsIn, Decision

BACK = Complaint("lower-back-pain", stage="chronic", regions=["lower-back"], side="left")
TRAUMA = CATALOG.contraindications["trauma-history"].name[:20]
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CARD = {"uuid", "summary", "detail", "indicator", "source"}
IF_SUGGESTING = {"suggestions", "selectionBehavior"}
URGENCY = ("info", "warning", "critical")
fewer = settings(max_examples=max(5, settings.default.max_examples // 2))


def shown(*complaints, on=None, **rest):
    """The cards of somebody who said no to everything else."""
    return cards(screen(no_to_rest(Intake(complaints=complaints, **rest), on), on))["cards"]


def card_of(found, start):
    """The one card whose summary begins so."""
    (card,) = [one for one in found if one["summary"].startswith(start)]
    return card


def reasons(card):
    """The codes of the reasons for putting a card aside."""
    return [one["code"] for one in card.get("overrideReasons", ())]


def letters(text):
    """Letters and digits only."""
    return "".join(one for one in text if one.isalnum())


# --- the standard and the laws --------------------------------------------------------------------


@fewer
@given(anyone)
def test_every_card_has_the_form_of_the_standard(person):
    """Every card has the fields that CDS Hooks asks for, and none that it does not know."""
    response = cards(looked(person))

    assert {"cards"} == set(response)
    assert response["cards"]
    for one in response["cards"]:
        assert CARD <= set(one) <= CARD | IF_SUGGESTING | {"overrideReasons"}
        assert 0 < len(one["summary"]) < 140
        assert "\n" not in one["summary"]
        assert one["indicator"] in URGENCY
        assert {"label"} <= set(one["source"]) <= {"label", "url", "topic"}
        assert one["source"]["label"].strip()
        assert one["source"].get("url", "https://").startswith(("https://", "http://"))
        assert IF_SUGGESTING.isdisjoint(one) or set(one) >= IF_SUGGESTING
        assert one.get("selectionBehavior", "any") in ("any", "at-most-one")
        for suggestion in one.get("suggestions", ()):
            assert {"label", "uuid", "isRecommended"} == set(suggestion)
            assert UUID.fullmatch(suggestion["uuid"])
        for reason in one.get("overrideReasons", ()):
            assert {"system", "code", "display"} == set(reason)
            assert reason["display"].strip()
        assert UUID.fullmatch(one["uuid"])


@fewer
@given(anyone)
def test_no_card_is_read_without_its_notices(person):
    """The required notices stand in full in the detail of every card."""
    found = looked(person)
    kind = AppearsIn.WITHHELD if found.stops_treatment else AppearsIn.PLAN

    for one in cards(found)["cards"]:
        detail = letters(one["detail"])
        assert all(letters(notice.text) in detail for notice in disclaimers_for(kind, CATALOG))


@fewer
@given(anyone)
def test_nothing_that_was_found_is_left_out(person):
    """The decision comes first, then a card for each rule that fired, in the same order."""
    found = looked(person)
    response = cards(found)["cards"]
    topics = [one["source"].get("topic", {}).get("system") for one in response]
    count = len(found.fired)

    assert "urn:medmassage:decision" == topics[0]
    assert ["urn:medmassage:action"] * count == topics[1 : 1 + count]
    assert "urn:medmassage:action" not in topics[1 + count :]
    for rule, one in zip(found.fired, response[1:], strict=False):
        assert letters(rule.why.rstrip(".")) in letters(one["detail"])
        assert letters(rule.instructions or "") in letters(one["detail"])
        event(f"lifted: {bool(rule.clearances)}")


@fewer
@given(anyone)
def test_the_first_card_is_as_urgent_as_the_decision(person):
    """Critical exactly for the same day and at once; info only where nothing was found."""
    found = looked(person)
    first = cards(found)["cards"][0]
    urgent = found.decision in (Decision.REFER_URGENTLY, Decision.EMERGENCY)

    assert urgent == (first["indicator"] == "critical")
    assert (found.decision is Decision.PROCEED) == (first["indicator"] == "info")


@fewer
@given(lifted)
def test_a_stricter_rule_is_never_less_urgent(person):
    """Among rules that stop, the stricter action has the more urgent card."""
    found = looked(person)
    response = cards(found)["cards"][1 : 1 + len(found.fired)]
    ranks = [
        (rule.action.rank, URGENCY.index(one["indicator"]))
        for rule, one in zip(found.fired, response, strict=True)
        if rule.action.rank >= Action.OBTAIN_CLEARANCE.rank
    ]

    assert sorted(ranks) == sorted(ranks, key=lambda pair: (pair[0], pair[1]))
    for rank, urgency in ranks:
        assert (rank >= Action.REFER_URGENTLY.rank) == (urgency == 2)


@fewer
@given(anyone)
def test_cards_depend_on_their_arguments_alone(person):
    """The same screening and key give the same cards; another key gives other uuids."""
    found = looked(person)
    first = cards(found)
    other = cards(found, key="another request")
    uuids = {one["uuid"] for one in first["cards"]}

    assert json.dumps(first) == json.dumps(cards(found))
    assert len(first["cards"]) == len(uuids)
    assert uuids.isdisjoint(one["uuid"] for one in other["cards"])
    assert "another request" not in json.dumps(other)


# --- examples -------------------------------------------------------------------------------------


class TestDecision:
    """The first card."""

    @pytest.mark.parametrize(
        "present, indicator, summary, put_aside",
        [
            ("ces-saddle-numbness", "critical", "No massage: call the emergency", "help-called"),
            ("deep-vein-thrombosis", "critical", "No massage: a clinician must look", "assessed"),
            ("fever-or-systemic-infection", "warning", "No massage today", "assessed"),
            ("epilepsy", "warning", "No massage before a clinician has agreed", "cleared"),
            ("anticoagulant-therapy", "warning", "Massage within the limits", None),
        ],
    )
    def test_what_may_happen(self, present, indicator, summary, put_aside):
        """In a sentence, with how urgent it is and why one may put it aside."""
        first = shown(BACK, present=[present])[0]

        assert indicator == first["indicator"]
        assert first["summary"].startswith(summary)
        assert put_aside == next(iter(reasons(first)), None)
        assert bool(put_aside) == ("suggestions" in first)

    def test_nothing_found_is_a_card_too(self):
        """It is no empty list, and it does not say that massage is safe."""
        found = shown(BACK)

        assert "info" == found[0]["indicator"]
        assert "the rules for everyone hold" in found[0]["summary"]
        assert "safe" not in found[0]["summary"]

    def test_nobody_puts_an_emergency_aside_as_assessed(self):
        """Help was called, or it is not so; a letter does not lift it."""
        for one in shown(BACK, present=["ces-saddle-numbness"])[:3]:
            assert {"help-called", "not-so"} == set(reasons(one))

    def test_clearances_that_do_not_count_are_told(self):
        """With the reason, and the date at which they were read."""
        letter = Clearance("ces-bladder-bowel")
        first = shown(
            BACK, present=["ces-bladder-bowel"], clearances=[letter], on=date(2030, 1, 1)
        )[0]

        assert "A clearance for ces-bladder-bowel does not count" in first["detail"]
        assert "2030-01-01" in first["detail"]


class TestRules:
    """A card for each rule."""

    def test_limits_sources_and_clearance(self):
        """What to do, what is left, what a clearance changes, who says so."""
        card = card_of(shown(BACK, present=["anticoagulant-therapy"]), "Anticoagulant medicine: ")

        assert "at most light pressure" in card["detail"]
        assert "deep tissue massage" in card["detail"]
        assert "**Clearance:** If the prescriber agrees" in card["detail"]
        assert "**Sources:**" in card["detail"]
        assert card["source"]["url"].startswith("https://")
        assert "Ask for a written clearance" == card["suggestions"][0]["label"]
        assert ["cleared", "no-massage", "not-so"] == reasons(card)

    def test_a_rule_that_was_lifted(self):
        """Who lifted it and why, as it was written: markup of it does not count."""
        letter = Clearance("anticoagulant-therapy", reason="<b>*fine*</b>")
        found = shown(BACK, present=["anticoagulant-therapy"], clearances=[letter])
        card = card_of(found, "Anticoagulant medicine: ")

        assert "**Cleared by the prescriber**: &lt;b&gt;\\*fine\\*&lt;/b&gt;" in card["detail"]
        assert "at most moderate pressure" in card["detail"]

    def test_an_instruction_alone_is_information(self):
        """What limits nothing does not warn."""
        card = card_of(shown(BACK, present=["trauma-history"]), TRAUMA)

        assert "info" == card["indicator"]

    def test_a_sign_without_a_clearance_says_what_ends_it(self):
        """Where no letter lifts a rule, its terms tell what ends it."""
        found = shown(BACK, present=["cauda-equina-signs"])

        assert "**What ends it:**" in found[1]["detail"]
        assert "cleared" not in reasons(found[1])

    def test_a_rule_of_which_little_is_known(self):
        """Without sources the source is our own knowledge; without answers none are listed."""
        found = screen(no_to_rest(Intake(complaints=[BACK], present=["trauma-history"])))
        (rule,) = found.fired
        bare = evolve(rule, source_ids=(), question_ids=(), clearance_terms=None)
        response = cards(evolve(found, fired=[bare], general=()))["cards"]
        card = card_of(response, TRAUMA)

        assert f"medmassage {CATALOG.version}" == card["source"]["label"]
        assert "**Sources:**" not in card["detail"]
        assert "**Answered with yes:**" not in card["detail"]
        assert not [one for one in response if "everyone." in one["summary"]]

    def test_a_long_name_is_cut(self):
        """The whole of it stands in the data; a summary stays short."""
        found = screen(no_to_rest(Intake(complaints=[BACK], present=["trauma-history"])))
        long = evolve(found.fired[0], name=f"{TRAUMA}{' and more' * 40}")
        card = card_of(cards(evolve(found, fired=[long]))["cards"], TRAUMA)

        assert len(card["summary"]) < 140
        assert card["summary"].endswith(" and more…")

    def test_where_it_is(self):
        """A limit names its place."""
        wound = Finding("open-wound-or-ulcer", regions=["calf"], side="left")
        found = shown(BACK, present=[wound])

        assert any("Left calf: no hands-on work." in one["detail"] for one in found)


class TestAsking:
    """What is still to be asked."""

    def test_open_questions(self):
        """They are listed, and nothing may start before."""
        found = cards(screen(Intake(complaints=[BACK])))["cards"]
        card = card_of(found, f"{len(screen(Intake(complaints=[BACK])).open)} questions")

        assert "no hands-on work before that" in card["summary"]
        assert "warning" == card["indicator"]
        assert "Ask the open questions" == card["suggestions"][0]["label"]

    def test_open_questions_beside_an_emergency(self):
        """They inform: no answer makes it milder."""
        found = cards(screen(Intake(complaints=[BACK], present=["ces-saddle-numbness"])))["cards"]
        card = next(one for one in found if "still to be asked" in one["summary"])

        assert "info" == card["indicator"]
        assert "no answer makes the decision milder" in card["summary"]

    def test_a_side_can_wait(self):
        """Where only a side or a stage is open, the safe reading holds."""
        found = shown("neck-pain")
        card = next(one for one in found if "still to be asked" in one["summary"])

        assert "info" == card["indicator"]
        assert "the safe reading holds meanwhile" in card["summary"]

    def test_answers_in_bulk(self):
        """What was set to no in bulk is listed as it is asked."""
        intake = no_to_rest(Intake(complaints=[BACK]))
        card = next(one for one in cards(screen(intake))["cards"] if "in bulk" in one["summary"])

        assert CATALOG.questions[intake.assumed[0]].text in card["detail"]
        assert card["summary"].startswith(f"{len(intake.assumed)} answers were")

    def test_what_is_asked_again(self):
        """A yes that nothing explains, and a no that another answer contradicts."""
        intake = no_to_rest(Intake(complaints=[BACK], present=["skin-problem"]))
        found = cards(screen(intake))["cards"]

        assert "ask in their own words" in card_of(found, "1 answer to ask about")["detail"]

    def test_answers_that_conflict(self):
        """The question is told, and who says yes."""
        intake = Intake(complaints=["lymphedema"], absent=["lymphedema-or-risk"])
        found = screen(intake)
        card = card_of(cards(found)["cards"], "1 answer to ask about")

        assert found.conflicts
        assert "answered no, but yes from lymphedema" in card["detail"]

    def test_a_question_that_is_gone_keeps_its_id(self):
        """An old screening names what the catalog no longer has."""
        found = evolve(screen(no_to_rest(Intake(complaints=[BACK]))), assumed=["gone-since"])
        card = card_of(cards(found)["cards"], "1 answer was set to no")

        assert "- gone-since" in card["detail"]


class TestFaults:
    """What cannot be shown."""

    def test_only_screenings(self):
        """Anything else is named by its kind, and so is a key that is no text."""
        with pytest.raises(DataError) as caught:
            cards(BACK, key=7)

        assert ["screening", "key"] == [one.where for one in caught.value.faults]

    def test_a_catalog_without_notices_is_refused(self):
        """Without the required notices no card is written."""
        with pytest.raises(NotForScreeningError):
            cards(screen(Intake(complaints=[BACK])), catalog=CATALOG.only("ospina-medical-massage"))


class TestShortened:
    """Summaries end between words."""

    @pytest.mark.parametrize(
        "text, most, expected",
        [
            ("one two", 7, "one two"),
            ("one two three", 8, "one two…"),
            ("one two three", 9, "one two…"),
            ("one\n two", 10, "one two"),
            ("abcdefghij", 5, "abcd…"),
        ],
    )
    def test_cut(self, text, most, expected):
        """No word is cut unless it is longer than the whole."""
        assert expected == shortened(text, most)
        assert len(shortened(text, most)) <= most
