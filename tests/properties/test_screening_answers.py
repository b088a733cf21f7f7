"""The laws of what an intake says: what is refused, what a yes and a no answer."""

from collections.abc import Mapping

import pytest
from attrs import evolve
from hypothesis import assume, event, given, strategies as st

from looking import (
    CATALOG,
    QUESTIONS,
    asked,
    condition_ids,
    denied,
    fired,
    looked,
    people,
    question_ids,
    without,
)
from medmassage.catalog import Catalog
from medmassage.errors import (
    ContradictionError,
    NotAnAnswerError,
    NotForScreeningError,
    UnknownIdError,
)
from medmassage.model.intake import Clearance, Complaint, Intake
from medmassage.model.safety import Limit
from medmassage.screening import no_to_rest, questions_for, screen
from medmassage.vocabulary import (
    REQUIRED_DISCLAIMERS,
    Decision,
    Region,
    Stage,
)
from strategies import (
    ages,
    asked_rules,
    complaints,
    days,
    question_of,
)

slugs = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True)


# --- what is refused ------------------------------------------------------------------------------


def in_each_place(id: str) -> dict[str, Intake]:
    """Intakes that say an id in each place where ids stand."""
    here = {"complaints": ["lower-back-pain"]}
    letter = Clearance("anticoagulant-therapy", limits=[Limit(reported=True, technique_ids=[id])])
    return {
        "complaint": Intake(complaints=["lower-back-pain", id]),
        "impairment": Intake(complaints=[Complaint("lower-back-pain", impairment_ids=[id])]),
        "present": Intake(**here, present=["any-fever", id]),
        "absent": Intake(**here, absent=["any-fever", id]),
        "unknown": Intake(**here, unknown=["any-fever", id]),
        "allergies": Intake(**here, allergies=["latex", id]),
        "clearances": Intake(**here, clearances=[Clearance(id)]),
        "letter": Intake(**here, clearances=[letter]),
    }


def known(id: str) -> bool:
    """Whether anything has this id."""
    return any(
        id in index
        for index in (
            CATALOG.questions,
            CATALOG.contraindications,
            CATALOG.red_flags,
            CATALOG.conditions,
            CATALOG.impairments,
            CATALOG.allergens,
            CATALOG.techniques,
        )
    )


@st.composite
def unknown_ids(draw) -> str:
    """Slugs that nothing has: any, and real ones with a slip."""
    id = draw(st.one_of(slugs, question_ids))
    slip = draw(st.sampled_from(("none", "drop", "double", "swap", "plural")))
    at = draw(st.integers(0, max(0, len(id) - 2)))
    if slip == "drop":
        id = id[:at] + id[at + 1 :]
    elif slip == "double":
        id = id[:at] + id[at] + id[at:]
    elif slip == "swap" and len(id) > at + 1:
        id = id[:at] + id[at + 1] + id[at] + id[at + 2 :]
    elif slip == "plural":
        id += "s"
    assume(id.strip("-") == id and "--" not in id and id)
    assume(not known(id))
    return id


@given(unknown_ids(), st.sampled_from(sorted(in_each_place("x"))))
def test_an_unknown_id_always_raises(id, place):
    """An unknown id always raises, wherever it stands, and the error names it."""
    event(place)
    person = in_each_place(id)[place]
    for verb in (screen, questions_for, no_to_rest):
        with pytest.raises(UnknownIdError) as caught:
            verb(person, catalog=CATALOG)
        assert id in {caught.value.id, *(one.id for one in caught.value.others)}


@given(st.lists(unknown_ids(), min_size=2, max_size=4, unique=True))
def test_every_unknown_id_is_named(ids):
    """All unknown ids are named, not only the first."""
    person = Intake(
        complaints=["lower-back-pain"], present=ids[:1], unknown=ids[1:2], absent=ids[2:]
    )
    with pytest.raises(UnknownIdError) as caught:
        screen(person, catalog=CATALOG)

    assert set(ids) == {caught.value.id, *(one.id for one in caught.value.others)}


@given(question_ids, st.sampled_from(["present absent", "present unknown", "absent unknown"]))
def test_the_same_id_answered_twice_raises(id, pair):
    """The same id present and absent raises; so does any other pair of answers to it."""
    with pytest.raises(ContradictionError) as caught:
        Intake(complaints=["lower-back-pain"], **{word: [id] for word in pair.split()})

    assert (id,) == caught.value.ids


@given(st.sampled_from(asked_rules(CATALOG)), st.sampled_from(["absent", "unknown"]))
def test_the_same_question_answered_twice_raises(rule_id, where):
    """The same question present and absent raises, even where the yes names its rule."""
    question_id = question_of(CATALOG, rule_id)
    assume(question_id is not None)
    event(f"same id: {question_id == rule_id}")
    with pytest.raises(ContradictionError):
        screen(
            Intake(complaints=["lower-back-pain"], present=[rule_id], **{where: [question_id]}),
            catalog=CATALOG,
        )


ALL_RULES = (*CATALOG.contraindications.values(), *CATALOG.red_flags.values())


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)
def test_a_rule_in_absent_stands_for_its_question_or_raises(rule):
    """In `absent` a rule stands for its question when the two share the id; otherwise it raises."""
    person = Intake(complaints=["lower-back-pain"], absent=[rule.id])
    if rule.id in QUESTIONS:
        assert rule.id not in {id for id, _ in asked(screen(person, catalog=CATALOG))}
        return
    with pytest.raises(NotAnAnswerError) as caught:
        screen(person, catalog=CATALOG)
    for question in QUESTIONS.values():
        if rule.id in question.triggers:
            assert question.id in str(caught.value)


@pytest.mark.parametrize(
    "rule_id",
    [one.id for one in CATALOG.contraindications.values() if one.applies_to != "asked"],
)
@pytest.mark.parametrize("where", ["present", "absent"])
def test_a_rule_that_nobody_is_asked_about_is_no_answer(rule_id, where):
    """Rules that nobody is asked about raise in `present` and in `absent`, with a sentence."""
    person = Intake(complaints=["lower-back-pain"], **{where: [rule_id]})
    with pytest.raises(NotAnAnswerError, match=r"\w+ \w+ \w+"):
        screen(person, catalog=CATALOG)


def lacking(kind: str, missing: frozenset[str] | None = None) -> Catalog:
    """Give the shipped catalog without a kind of record, or without some of its records."""

    def load(one: str) -> Mapping[str, object]:
        records = getattr(CATALOG, one)
        if one != kind:
            return dict(records)
        return {} if missing is None else {id: records[id] for id in records if id not in missing}

    return Catalog(version="0", digest="0", load=load)


LACKING = {
    **{kind: lacking(kind) for kind in ("questions", "contraindications", "red_flags")},
    **{id: lacking("disclaimers", frozenset({id})) for id in sorted(REQUIRED_DISCLAIMERS)},
    "all but the article": CATALOG.only("ospina-medical-massage"),
    "all but one source": CATALOG.only("werner-benjamin-1998"),
}


@pytest.mark.parametrize("verb", [screen, questions_for, no_to_rest])
@pytest.mark.parametrize("catalog", LACKING.values(), ids=[f"lacks {name}" for name in LACKING])
def test_a_catalog_without_safety_refuses_to_screen(verb, catalog):
    """A catalog that lacks questions, rules or a required disclaimer refuses to screen."""
    assert not catalog.screens
    for person in (Intake(complaints=["lower-back-pain"]), Intake(complaints=["no-such-thing"])):
        with pytest.raises(NotForScreeningError):
            verb(person, catalog=catalog)


# --- answers --------------------------------------------------------------------------------------


@given(people, days)
def test_a_yes_in_conflict_counts_and_is_listed(person, on):
    """In any conflict but an open contradiction the yes counts, and the pair is listed."""
    found = looked(person, on)
    event(f"{len(found.conflicts)} conflicts")
    told = {one.condition_id for one in person.complaints} | {"age-years"}
    for conflict in found.conflicts:
        assert conflict.yes_from
        assert set(conflict.yes_from) <= told | set(QUESTIONS) | set(asked_rules(CATALOG))

    agreed = person
    for conflict in found.conflicts:
        agreed = without(agreed, conflict.question_id)
    other = looked(agreed, on)

    assert (found.decision, found.fired, found.restrictions) == (
        other.decision,
        other.fired,
        other.restrictions,
    )
    assert (found.open, found.ruled_out) == (other.open, other.ruled_out)


@pytest.mark.parametrize(
    "pair",
    [(one.id, broad) for one in QUESTIONS.values() for broad in sorted(one.implies)],
    ids=" -> ".join,
)
def test_a_yes_makes_what_it_implies_yes(pair):
    """A yes makes what it implies yes, against a no, which is then listed."""
    narrow, broad = pair
    found = screen(Intake(complaints=["other"], present=[narrow], absent=[broad]), catalog=CATALOG)

    assert set(QUESTIONS[narrow].triggers) | set(QUESTIONS[broad].triggers) <= fired(found)
    assert [(broad, True)] == [
        (one.question_id, narrow in one.yes_from or bool(set(one.yes_from) & set(QUESTIONS)))
        for one in found.conflicts
    ]


@given(question_ids, st.sampled_from(condition_ids))
def test_a_no_answers_what_stands_under_it_and_nothing_else(id, condition_id):
    """A no answers the questions under it, all the way down; it never flows along implies."""
    assume(id not in CATALOG.conditions[condition_id].answers_yes)  # the complaint's yes wins
    person = Intake(complaints=[condition_id], absent=[id])
    below = denied(person)
    before = screen(Intake(complaints=[condition_id]), catalog=CATALOG)
    after = screen(person, catalog=CATALOG)
    event(f"answers {len(below)} questions, implies {len(QUESTIONS[id].implies)}")

    assert asked(before) - asked(after) <= {(one, "answer") for one in below}
    assert not {(one, "answer") for one in below} & asked(after)
    for one in after.ruled_out:
        assert set(one.question_ids) <= below


@pytest.mark.parametrize("rule_id", asked_rules(CATALOG))
def test_a_rule_in_present_fires_and_answers_its_question(rule_id):
    """A rule id in `present` fires that rule and answers yes to the question that brings it."""
    person = Intake(complaints=["other"], present=[rule_id])
    found = screen(person, catalog=CATALOG)

    assert rule_id in fired(found)
    question_id = question_of(CATALOG, rule_id)
    if question_id is not None:
        assert set(QUESTIONS[question_id].triggers) <= fired(found)
        assert (question_id, "answer") not in asked(found)


@pytest.mark.parametrize("flag", CATALOG.red_flags.values(), ids=lambda flag: flag.id)
@pytest.mark.parametrize("condition_id", ["poor-sleep", "carpal-tunnel-syndrome"])
def test_a_red_flag_that_is_ticked_fires_whatever_the_complaint(flag, condition_id):
    """A red flag that is ticked fires whatever the complaint."""
    found = screen(Intake(complaints=[condition_id], present=[flag.id]), catalog=CATALOG)

    assert flag.id in fired(found)
    if flag.decides_whole_session:
        assert found.decision.rank >= Decision(flag.action.value).rank


@given(st.sampled_from(condition_ids), ages, st.integers(0, 130))
def test_age_answers_only_where_the_data_say_so(condition_id, one_age, any_age):
    """Age answers only the questions whose data say which ages decide them."""
    for age in (one_age, any_age):
        before = screen(Intake(complaints=[condition_id]), catalog=CATALOG)
        after = screen(Intake(complaints=[condition_id], age_years=age), catalog=CATALOG)
        yes, no = set(), set()
        for one in QUESTIONS.values():
            if age is not None and one.yes_at_ages is not None and age in one.yes_at_ages:
                yes.add(one.id)
            elif age is not None and one.no_at_ages is not None and age in one.no_at_ages:
                no.add(one.id)
        event(f"age answers {len(yes | no)} questions")

        assert asked(after) == asked(before) - {(id, "answer") for id in yes | no}
        assert fired(after) - fired(before) == {
            rule_id for id in yes for rule_id in QUESTIONS[id].triggers
        }
        assert {id for one in after.ruled_out for id in one.question_ids} <= no


@given(complaints(CATALOG))
def test_the_complaint_answers_too(complaint):
    """
    Naming a complaint answers with yes, at its regions and side, what its data say.

    An explicit no to that loses and is listed as a conflict.
    """
    condition = CATALOG.conditions[complaint.condition_id]
    told = set(condition.answers_yes)
    if complaint.stage is Stage.ACUTE:
        told |= set(condition.answers_yes_when_acute)
    event(f"says {len(told)}")
    found = screen(Intake(complaints=[complaint], absent=told), catalog=CATALOG)

    assert {rule_id for id in told for rule_id in QUESTIONS[id].triggers} <= fired(found)
    assert told == {one.question_id for one in found.conflicts}
    assert all(condition.id in one.yes_from for one in found.conflicts)
    assert not {(id, asks) for id, asks in asked(found) if id in told}
    for one in found.fired:
        for finding in one.findings:
            if finding.question_id in told and complaint.regions:
                assert complaint.side == finding.side
                assert {part for region in complaint.regions for part in region.members} == set(
                    finding.regions
                ) or Region.WHOLE_BODY in complaint.regions


@given(st.sampled_from(condition_ids), st.lists(st.sampled_from(condition_ids), max_size=2))
def test_with_the_stage_missing_what_acute_would_answer_is_asked_first(condition_id, others):
    """With the stage missing, what an acute complaint answers is asked first, not assumed."""
    person = Intake(complaints=[condition_id, *others])
    found = screen(person, catalog=CATALOG)
    first = {
        id
        for one in person.complaints
        for id in CATALOG.conditions[one.condition_id].answers_yes_when_acute
    }
    said = {
        id for one in person.complaints for id in CATALOG.conditions[one.condition_id].answers_yes
    }
    event(f"asks {len(first)} first")

    assert first - said == {one.question.id for one in found.open[: len(first - said)]} & first
    assert not fired(found) & {rule for id in first - said for rule in QUESTIONS[id].triggers}


@given(people, days)
def test_a_broad_yes_that_nothing_explains_is_printed_and_is_a_precaution(person, on):
    """
    A broad yes that no narrow question explains is listed.

    The decision is then at least proceed-with-precautions, or the question's `if_unexplained`.
    """
    found = looked(person, on)
    event(f"{len(found.unexplained)} unexplained")
    for question in found.unexplained:
        assert question.must_be_explained or not question.triggers
        wanted = question.if_unexplained
        assert found.decision.rank >= (
            Decision(wanted.value).rank if wanted else Decision.PROCEED_WITH_PRECAUTIONS.rank
        )


# --- ids that changed ---------------------------------------------------------------------------


def renamed() -> Catalog:
    """Give the shipped catalog with a question, and a rule with its question, under new ids."""

    def load(kind: str) -> Mapping[str, object]:
        records = dict(getattr(CATALOG, kind))
        if kind == "questions":
            old = records.pop("consent-not-given")
            records["declined"] = evolve(old, id="declined", former_ids=[old.id])
            old = records["bleeding-disorder"]
            records[old.id] = evolve(old, triggers=["slow-clotting"])
        if kind == "contraindications":
            old = records.pop("bleeding-disorder")
            records["slow-clotting"] = evolve(old, id="slow-clotting", former_ids=[old.id])
        return records

    return Catalog(version="0", digest="0", load=load)


def test_a_former_id_still_answers_its_question():
    """Former ids keep working: as a yes, a no and an unknown, and beside the new id."""
    catalog = renamed()
    for id in ("consent-not-given", "declined"):
        yes = screen(Intake(complaints=["other"], present=[id]), catalog=catalog)
        no = screen(Intake(complaints=["other"], absent=[id]), catalog=catalog)
        unknown = screen(Intake(complaints=["other"], unknown=[id]), catalog=catalog)

        assert "consent-not-given" in fired(yes)
        assert ("declined", "answer") not in asked(no)
        assert ("declined", "answer") in asked(unknown)
    with pytest.raises(ContradictionError):
        screen(
            Intake(complaints=["other"], present=["declined"], absent=["consent-not-given"]),
            catalog=catalog,
        )


def test_a_clearance_for_a_former_id_lifts_the_rule():
    """A letter for the former id of a rule lifts the rule under its new id."""
    catalog = renamed()
    for id in ("bleeding-disorder", "slow-clotting"):
        found = screen(
            Intake(complaints=["other"], present=["bleeding-disorder"], clearances=[id]),
            catalog=catalog,
        )

        assert [("slow-clotting", True)] == [
            (one.rule_id, one.clearance is not None) for one in found.fired
        ]
