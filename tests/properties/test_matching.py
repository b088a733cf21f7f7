"""
The laws of matching and of the knowledge it rests on. Each docstring is the law.

They are tried on the people that screening is tried on, who are mostly fit for some session, with
more findings in the soft tissue and clinics that offer only some techniques. `naive_match` is the
same matching once more. The last part checks that the people drawn do put the laws to work.
"""

import random
import re
from collections import Counter

import attrs
import pytest
from attrs import evolve
from hypothesis import Phase, assume, event, given, settings, strategies as st

from looking import CATALOG, anyone, lifted, no_and_yes, people, settled, wild
from medmassage.catalog import Catalog
from medmassage.errors import ContradictionError
from medmassage.grading import grade
from medmassage.matching import match_techniques
from medmassage.model.evidence import Evidence, Source
from medmassage.model.intake import Clearance, Complaint, Finding, Intake
from medmassage.model.matching import MatchReport, TechniqueMatch
from medmassage.model.outcome import OutcomeMeasure
from medmassage.screening import no_to_rest
from medmassage.vocabulary import (
    Certainty,
    ChangeKind,
    ComparatorKind,
    Decision,
    Direction,
    OutcomeKind,
    Pressure,
    Region,
    Relative,
    Side,
    SourceKind,
    Stage,
    Support,
    Term,
)
from naive_match import Matched, Pair, Spot, naive_grade, naive_match, naive_support
from strategies import days, intakes, places, sides

TECHNIQUES = tuple(id for id in CATALOG.techniques if id != "massage-therapy")
IMPAIRMENTS = tuple(CATALOG.impairments)
LOCAL = tuple(
    id
    for id, question in CATALOG.questions.items()
    if question.asks_where
    and all(
        id in CATALOG.contraindications and not CATALOG.contraindications[id].decides_whole_session
        for id in question.triggers
    )
)
"""Questions about a place whose yes limits that place and no more."""

offers = st.lists(st.sampled_from(TECHNIQUES), min_size=1, max_size=8, unique=True)
"""The techniques of a clinic."""
mild = intakes(CATALOG, most_yes=1, most_open=1)


@st.composite
def sore(draw) -> Intake:
    """A person with one complaint, and one or two findings at or near it."""
    condition = CATALOG.conditions[draw(st.sampled_from(tuple(CATALOG.conditions)))]
    regions = draw(places(condition.regions)) or condition.regions[:1] or (Region.KNEE,)
    complaint = Complaint(
        condition.id,
        stage=draw(st.sampled_from((Stage.CHRONIC, Stage.CHRONIC, *Stage, None))),
        regions=regions,
        side=draw(sides),
    )
    ids = draw(st.lists(st.sampled_from(LOCAL), min_size=1, max_size=2, unique=True))
    there = st.lists(st.sampled_from(regions), min_size=1, max_size=2)
    present = [Finding(id, regions=draw(there), side=draw(sides)) for id in ids]
    return no_to_rest(Intake(complaints=[complaint], present=present), catalog=CATALOG)


@st.composite
def patients(draw) -> Intake:
    """A person with findings in the soft tissue, and no condition named twice."""
    person = draw(st.one_of(mild, mild, people, settled, lifted, sore(), sore()))
    found = {}
    for one in person.complaints:
        ids = draw(st.lists(st.sampled_from(IMPAIRMENTS), max_size=3, unique=True))
        found.setdefault(one.condition_id, evolve(one, impairment_ids=ids))
    return evolve(person, complaints=list(found.values()))


patient = patients()


def matched(person: Intake, on=None, technique_ids=(), catalog=CATALOG) -> MatchReport:
    """Match; people who contradict themselves prove nothing here."""
    try:
        return match_techniques(person, on, technique_ids=technique_ids, catalog=catalog)
    except ContradictionError:
        assume(False)
        raise


def key(match: TechniqueMatch) -> tuple[str, str]:
    """What a match is about."""
    return match.condition_id, match.technique_id


def is_accepted(person: Intake, on, match: TechniqueMatch) -> bool:
    """Whether what was rejected is accepted for another person."""
    return key(match) in {key(one) for one in matched(person, on).accepted}


def changed(report: MatchReport, kind: ChangeKind) -> list[tuple[TechniqueMatch, str]]:
    """Rejected matches with the text of a change of one kind."""
    return [
        (one, change.text)
        for one in report.rejected
        for change in one.would_change
        if change.kind is kind
    ]


# --- the same once more ---------------------------------------------------------------------------


def plain(report: MatchReport) -> Matched:
    """What the plain reading says, of a report."""

    def pair(one: TechniqueMatch) -> Pair:
        return Pair(
            condition_id=one.condition_id,
            technique_id=one.technique_id,
            accepted=one.accepted,
            support=one.support,
            direct=one.direct,
            impairment_ids=one.impairment_ids,
            places=tuple(
                Spot(place.region, place.side, place.pressure, frozenset(place.except_regions))
                for place in one.places
            ),
            blocked_by=frozenset(one.blocked_by),
            precaution_ids=frozenset(one.precaution_ids),
        )

    return Matched(tuple(map(pair, report.accepted)), tuple(map(pair, report.rejected)))


@given(st.one_of(patient, patient, anyone), days, st.one_of(st.just([]), offers))
def test_matching_is_what_the_plain_reading_of_the_rules_gives(person, on, offered):
    """
    Matching gives what a plain reading of the rules gives.

    That is: what is accepted and rejected, in which order, with which support, for which
    impairments, at which places, and which rules block or limit it.
    """
    report = matched(person, on, offered)
    event(f"stopped: {report.screening.stops_treatment}, on offer: {bool(offered)}")

    assert naive_match(person, on, CATALOG, offered) == plain(report)


@given(wild, days)
def test_matching_of_any_answers_is_what_the_plain_reading_gives(person, on):
    """So it does for any answers to any questions."""
    report = matched(person, on)

    assert naive_match(person, on, CATALOG) == plain(report)


@pytest.mark.parametrize("stage", [None, *Stage])
def test_every_indication_has_the_support_that_its_findings_earn(stage):
    """The support of every pair is what the written rule gives for its findings, at each stage."""
    known = {(one.condition_id, one.technique_id): one for one in CATALOG.indications(stage=stage)}
    earned, said = {}, {}
    for condition in CATALOG.conditions.values():
        for technique_id in TECHNIQUES:
            pair = condition.id, technique_id
            technique = CATALOG.techniques[technique_id]
            earned[pair] = naive_support(condition, technique, stage, CATALOG)
            one = known.get(pair)
            said[pair] = (one.support, one.direct) if one else (Support.NO_RESEARCH, True)

    assert earned == said


def test_no_support_is_written_by_hand():
    """No record of the knowledge states a level of support: it always follows from findings."""
    by_hand = [
        (kind, field.name)
        for kind, index in CATALOG.kinds()
        for field in attrs.fields(type(next(iter(index.values()))))
        if field.type is Support
    ]

    assert [] == by_hand


SOURCES = {
    f"{kind}-{number}": Source(id=f"{kind}-{number}", kind=kind, authors=[f"Team {number % 2}"])
    for kind in (
        SourceKind.GUIDELINE,
        SourceKind.SYSTEMATIC_REVIEW,
        SourceKind.RCT,
        SourceKind.COHORT,
    )
    for number in range(3)
}
mostly_symptoms = st.sampled_from((OutcomeKind.SYMPTOM,) * 4 + tuple(OutcomeKind))
findings = st.builds(
    Evidence,
    id=st.integers(0, 10**6).map("finding-{}".format),
    source_id=st.sampled_from(sorted(SOURCES)),
    condition_ids=st.just(["complaint"]),
    technique_id=st.just("technique"),
    stages=st.lists(st.sampled_from(Stage), max_size=2),
    in_flare=st.sampled_from((False, False, False, True)),
    comparator=st.just("something"),
    comparator_kind=st.sampled_from(ComparatorKind),
    outcome=st.just("something"),
    outcome_kind=mostly_symptoms,
    direction=st.sampled_from(Direction),
    certainty=st.sampled_from(Certainty),
    relative=st.sampled_from((None, *Relative)),
    term=st.sampled_from((None, *Term)),
    summary=st.just("A finding."),
)


@settings(max_examples=500)
@given(
    st.lists(findings, max_size=6, unique_by=lambda one: one.id),
    st.sampled_from((None, *Stage)),
    st.booleans(),
)
def test_grading_is_what_the_plain_reading_of_the_table_gives(ones, stage, named):
    """Any findings are graded as a plain reading of the table grades them."""
    expected, counts = naive_grade(ones, SOURCES, stage, named=named)
    whole = grade(ones, SOURCES, stage=stage, in_article=named)
    event(str(whole.support))

    assert expected is whole.support
    assert counts == bool(whole.favorable or whole.unfavorable)


# --- order ----------------------------------------------------------------------------------------


def place_in_order(match: TechniqueMatch, person: Intake) -> tuple:
    """What the order of matches goes by, as the explanation lists it."""
    ids = [one.condition_id for one in person.complaints]
    number = ids.index(match.condition_id)
    found = set(person.complaints[number].impairment_ids) & set(match.impairment_ids)
    usual = set(match.impairment_ids) - found
    return (
        number,
        match.support.level,
        not match.direct,
        -len(found),
        -len(usual),
        match.technique_id,
    )


@given(patient, days)
def test_the_order_is_total(person, on):
    """What is accepted stands in the order that is written down, and no two have one place."""
    order = [place_in_order(one, person) for one in matched(person, on).accepted]

    assert sorted(set(order)) == order


@given(patient, days, st.integers(0, 10**6))
def test_the_order_of_records_and_answers_is_irrelevant(person, on, seed):
    """A report depends neither on the order of records nor on that in which answers are given."""
    shuffler = random.Random(seed)

    def shuffled(values):
        values = list(values)
        shuffler.shuffle(values)
        return values

    records = {kind: dict(shuffled(index.items())) for kind, index in CATALOG.kinds()}
    catalog = Catalog(version=CATALOG.version, digest=CATALOG.digest, load=records.__getitem__)
    other = evolve(
        person,
        present=shuffled(person.present),
        absent=shuffled((*person.absent, *person.absent[:2])),
        unknown=shuffled(person.unknown),
        assumed=shuffled(person.assumed),
    )

    assert matched(person, on) == matched(other, on, catalog=catalog)


@given(patient, days, st.sampled_from(IMPAIRMENTS))
def test_reporting_an_impairment_never_lowers_what_acts_on_it(person, on, id):
    """
    Reporting an impairment never lowers a technique that acts on it.

    That is, among techniques of the same support and directness: none that stood behind it comes
    before it.
    """
    first, *others = person.complaints
    assume(id not in first.impairment_ids)
    told = evolve(first, impairment_ids=(*first.impairment_ids, id))
    old, new = (
        [one for one in matched(one, on).accepted if one.condition_id == first.condition_id]
        for one in (person, evolve(person, complaints=[told, *others]))
    )
    after = [one.technique_id for one in new]
    acting = [
        (number, one)
        for number, one in enumerate(old)
        if id in CATALOG.techniques[one.technique_id].impairment_ids
    ]
    event(f"acting on it: {len(acting)}")

    assert {one.technique_id for one in old} <= set(after)
    for number, one in acting:
        behind = [
            other.technique_id
            for other in old[number + 1 :]
            if (other.support.level, other.direct) == (one.support.level, one.direct)
        ]
        assert [] == [
            other for other in behind if after.index(other) < after.index(one.technique_id)
        ]


# --- answers and offers ---------------------------------------------------------------------------


@given(no_and_yes(st.one_of(patient, anyone)), days)
def test_a_yes_instead_of_a_no_never_opens_a_technique(change, on):
    """Turning a no into a yes never makes a rejected technique accepted."""
    before, after, _ = change
    old, new = ({key(one) for one in matched(one, on).accepted} for one in (before, after))
    event(f"closes one: {new < old}")

    assert new <= old


@given(patient, days, offers)
def test_what_is_not_on_offer_is_filtered_out_and_says_so(person, on, offered):
    """What is accepted of the techniques on offer is the whole report, filtered; the rest says so."""
    whole, part = matched(person, on), matched(person, on, offered)
    kept = tuple(one for one in whole.accepted if one.technique_id in offered)
    filtered = {key(one) for one in whole.accepted} - {key(one) for one in kept}
    event(f"filtered out: {bool(filtered)}")

    assert kept == part.accepted
    assert filtered == {key(one) for one, _ in changed(part, ChangeKind.OFFER)}
    assert [] == changed(whole, ChangeKind.OFFER)


@given(patient, days)
def test_only_with_other_care_is_what_an_argument_says(person, on):
    """A match holds only beside other care exactly where a finding among its reasons says so."""
    report = matched(person, on)
    for match in (*report.accepted, *report.rejected):
        said = any(
            one.evidence_id is not None and CATALOG.evidence[one.evidence_id].only_with_other_care
            for one in (*match.arguments_for, *match.arguments_against, *match.cautions)
        )

        assert said == match.only_with_other_care


# --- what would change it -------------------------------------------------------------------------


@given(patient, days)
def test_a_clearance_that_is_named_allows_the_technique(person, on):
    """Where every rule that blocks can be lifted and a clearance is named, all of them allow it."""
    report = matched(person, on)
    fired = {one.rule_id: one for one in report.screening.fired}
    tried = {}
    for match, _ in changed(report, ChangeKind.CLEARANCE):
        rules = [fired[id] for id in match.blocked_by if id in fired]
        if all(one.can_be_lifted and not one.clearances for one in rules):
            if match.blocked_by not in tried:
                letters = [full_clearance(one.rule_id) for one in rules]
                cleared = evolve(person, clearances=[*person.clearances, *letters])
                tried[match.blocked_by] = {key(one) for one in matched(cleared, on).accepted}

            assert key(match) in tried[match.blocked_by]
    event(f"tried: {len(tried)}")


def full_clearance(rule_id: str) -> Clearance:
    """A clearance by somebody who may give it, without limits of its own."""
    by = CATALOG.contraindications[rule_id].clearance.lifted_by[0]
    return Clearance(rule_id, by=by, reason="a reason")


def at(person: Intake, match: TechniqueMatch, **place) -> Intake:
    """The same person with the complaint of a match somewhere else."""
    return evolve(
        person,
        complaints=[
            evolve(one, **place) if one.condition_id == match.condition_id else one
            for one in person.complaints
        ],
    )


@given(patient, days)
def test_a_side_that_is_asked_for_allows_the_technique(person, on):
    """Where an answer about the side of the complaint is named, that side allows the technique."""
    tried = 0
    for match, text in changed(matched(person, on), ChangeKind.ANSWER):
        for side in re.findall(r"^Ask .* complaint is: on the (left|right) it could", text):
            tried += 1

            assert is_accepted(at(person, match, side=side), on, match)
    event(f"tried: {bool(tried)}")


@given(patient, days)
def test_another_place_that_is_named_allows_the_technique(person, on):
    """Where another side or region is named, the same complaint there allows the technique."""
    tried = 0
    for match, text in changed(matched(person, on), ChangeKind.OTHER_PLACE):
        for name in text.removesuffix(".").partition(": ")[2].split(", "):
            side, _, rest = name.partition(" ")
            region = Region((rest if side in ("left", "right") else name).replace(" ", "-"))
            place = {"side": side} if side in ("left", "right") else {"regions": [region]}
            there = matched(at(person, match, **place), on)
            open_at = {(key(one), spot.region) for one in there.accepted for spot in one.places}
            tried += 1

            assert (key(match), region) in open_at
    event(f"tried: {bool(tried)}")


@given(patient, days, st.one_of(st.just([]), offers))
def test_lighter_techniques_that_are_named_are_accepted(person, on, offered):
    """What is named for lighter work is accepted for that complaint."""
    report = matched(person, on, offered)
    tried = 0
    for match, text in changed(report, ChangeKind.LIGHTER_PRESSURE):
        names = text.removesuffix(".").partition("more lightly: ")[2].split(", ")
        accepted = [
            one.technique_name for one in report.accepted if one.condition_id == match.condition_id
        ]
        tried += 1

        assert set(names) <= set(accepted)
    event(f"tried: {bool(tried)}")


@given(patient, days, st.one_of(st.just([]), offers))
def test_the_smallest_change_stands_first(person, on, offered):
    """Changes stand in the order of their kinds, unless treatment is stopped."""
    report = matched(person, on, offered)
    assume(not report.screening.stops_treatment)
    for match in report.rejected:
        kinds = [one.kind for one in match.would_change]

        assert sorted(kinds, key=lambda one: one.rank) == kinds


@given(patient, days)
def test_what_is_accepted_needs_no_change(person, on):
    """What would change it is said of rejected techniques alone."""
    assert [] == [one for one in matched(person, on).accepted if one.would_change]


# --- the knowledge --------------------------------------------------------------------------------


def test_one_source_alone_says_nothing_of_others():
    """The catalog of one source has the records that cite it, for every source, and no other."""
    for source_id in CATALOG.sources:
        only = CATALOG.only(source_id)

        assert {source_id} == set(only.sources)
        for kind, index in CATALOG.kinds():
            if kind == "sources":
                continue
            citing = {
                id: record
                for id, record in index.items()
                if source_id in getattr(record, "source_ids", ())
            }

            assert citing == dict(getattr(only, kind))


# --- that the laws are put to work ----------------------------------------------------------------


def drawn(strategy, many: int = 300) -> list:
    """Draw examples, the same ones each time."""
    found = []

    @settings(
        max_examples=many,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
    )
    @given(strategy)
    def collect(one):
        found.append(one)

    collect()
    return found
