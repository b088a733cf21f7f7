"""
The laws of matching and of the knowledge it rests on. Each docstring is the law.

`patients` draws the people; `naive_match` is the same matching once more. The last part checks
that the people drawn do put the laws to work. What would change a rejection has a file of its own.
"""

import random
from collections import Counter
from collections.abc import Iterable
from functools import cache

import attrs
import pytest
from attrs import evolve
from hypothesis import assume, event, example, given, settings, strategies as st

from courses import every_value
from looking import CATALOG, anyone, no_and_yes, wild
from medmassage.catalog import Catalog
from medmassage.grading import grade
from medmassage.ground import Ground, Site
from medmassage.matching import match_techniques
from medmassage.model.evidence import Evidence, Source
from medmassage.model.intake import Finding, Intake
from medmassage.model.matching import MatchReport, TechniqueMatch
from medmassage.model.screening import Restriction
from medmassage.serialization import to_dict
from medmassage.vocabulary import (
    Certainty,
    ChangeKind,
    ComparatorKind,
    Direction,
    OutcomeKind,
    Relative,
    Side,
    SourceKind,
    Stage,
    Support,
    Term,
    pressure_within,
)
from naive_match import Matched, Pair, Spot, naive_grade, naive_match, naive_support
from patients import (
    IMPAIRMENTS,
    NECK,
    TECHNIQUES,
    changed,
    drawn,
    key,
    matched,
    offers,
    patient,
    someone,
)
from strategies import days

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


@example(
    someone(NECK, Finding("insulin-injection-or-pump-site", regions=["neck"], side="left")),
    None,
    [],
)
@example(
    someone(
        NECK,
        "thrombocytopenia",
        "unexplained-severe-pain",
        clearances=["thrombocytopenia"],
    ),
    None,
    [],
)
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


@cache
def other_knowledge(number: int) -> Catalog:
    """The shipped records, with findings on other techniques and more advice against them."""
    records = {kind: dict(index.items()) for kind, index in CATALOG.kinds()}
    guidelines = [one.id for one in CATALOG.sources.values() if one.kind is SourceKind.GUIDELINE]
    ids = tuple(CATALOG.techniques)
    for place, one in enumerate(CATALOG.evidence.values()):
        if one.technique_id is None:
            continue
        other = evolve(one, technique_id=ids[(place * 7 + number * 3) % len(ids)])
        if (place + number) % 10 == 0:
            other = evolve(
                other,
                source_id=guidelines[place % len(guidelines)],
                direction=Direction.RECOMMEND_AGAINST,
                relative=None,
            )
        records["evidence"][one.id] = other
    return Catalog(version="other", digest=f"other-{number}", load=records.__getitem__)


@given(patient, days, st.integers(0, 5))
def test_matching_with_other_knowledge_is_what_the_plain_reading_gives(person, on, number):
    """So it does whatever the findings on file are."""
    catalog = other_knowledge(number)
    report = matched(person, on, catalog=catalog)
    advised = [one for one in report.rejected if one.support is Support.ADVISED_AGAINST]
    event(f"advised against: {bool(advised)}")

    assert naive_match(person, on, catalog) == plain(report)


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
    """Matches depend neither on the order of records nor on that in which answers are given."""
    # thousands of records: too much to have Hypothesis draw and shrink their order
    shuffler = random.Random(seed)  # noqa: S311 - it shuffles records, it keeps no secret

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

    one, another = (
        # what counts for neither side of a match stands as the records stand
        [evolve(match, context=()) for match in (*report.accepted, *report.rejected)]
        for report in (matched(person, on), matched(other, on, catalog=catalog))
    )

    assert one == another


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
    """With some techniques on offer, what is accepted is the same, filtered; the rest says so."""
    whole, part = matched(person, on), matched(person, on, offered)
    kept = tuple(one for one in whole.accepted if one.technique_id in offered)
    filtered = {key(one) for one in whole.accepted} - {key(one) for one in kept}
    event(f"filtered out: {bool(filtered)}")

    assert kept == part.accepted
    assert filtered == {key(one) for one, _ in changed(part, ChangeKind.OFFER)}
    assert [] == changed(whole, ChangeKind.OFFER)


@given(patient, days)
def test_a_precaution_alone_would_leave_less(person, on):
    """A rule is named as limiting a technique exactly where it alone would leave it less."""
    report = matched(person, on)
    limits = report.screening.restrictions
    own = {one.rule_id for one in report.screening.fired}
    told = own - {one.rule_id for one in limits if not one.regions}
    event(f"limits something: {any(one.precaution_ids for one in report.accepted)}")

    for match in report.accepted:
        free = left(match, ())
        less = {
            id for id in told if left(match, [one for one in limits if one.rule_id == id]) != free
        }

        assert less == told & set(match.precaution_ids)
        assert own >= set(match.precaution_ids)


def left(match: TechniqueMatch, limits: Iterable[Restriction]) -> tuple[object, ...]:
    """What some limits leave of the places of a match, and of the positions it uses."""
    technique = CATALOG.techniques[match.technique_id]
    where = [Site(one.region, one.side, one.side) for one in match.places]
    avoided = {position for one in limits for position in one.positions_avoid}
    return (
        list(Ground(limits).places(evolve(technique, positions=()), where)),
        [one for one in technique.positions if one not in avoided],
    )


@example(someone(NECK, "hematoma-bruise"), None)
@given(patient, days)
def test_a_limit_whose_place_is_not_told_is_named(person, on):
    """A rule whose place is not known is named wherever it would limit or block the technique."""
    report = matched(person, on)
    general = {one.rule_id for one in report.screening.general}
    for match in report.accepted:
        technique = CATALOG.techniques[match.technique_id]
        for limit in report.screening.restrictions:
            if limit.regions or limit.rule_id in general:
                continue
            high = technique.pressure.high
            if technique.id in limit.technique_ids or not pressure_within(high, limit.pressure_cap):
                assert limit.rule_id in match.precaution_ids


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
                if source_id in every_value(to_dict(record), "source_id", "source_ids")
            }

            assert citing == dict(getattr(only, kind))


# --- that the laws are put to work ----------------------------------------------------------------


def test_the_people_drawn_bring_up_what_the_laws_speak_of():
    """Accepted and rejected, by rules and for other reasons, indirect, mixed: all come up."""
    seen: Counter[str] = Counter()
    rarer: Counter[str] = Counter()
    people_drawn = drawn(patient)
    for person in people_drawn:
        report = match_techniques(person, catalog=CATALOG)
        general = {one.rule_id for one in report.screening.general}
        going = not report.screening.stops_treatment
        seen["accepted"] += bool(report.accepted)
        seen["stopped"] += not going
        seen["indirect"] += any(not one.direct for one in report.accepted)
        seen["mixed"] += any(one.support is Support.MIXED for one in report.accepted)
        seen["limited by a rule"] += any(one.precaution_ids for one in report.accepted)
        seen["a part stays out"] += any(
            place.except_regions for one in report.accepted for place in one.places
        )
        seen["one side"] += any(
            place.side in (Side.LEFT, Side.RIGHT) and person.complaints[0].side in (None, Side.BOTH)
            for one in report.accepted
            for place in one.places
        )
        seen["less pressure"] += any(
            place.pressure < CATALOG.techniques[one.technique_id].pressure.high
            for one in report.accepted
            for place in one.places
        )
        seen["acts on what was found"] += any(
            set(one.impairment_ids) & set(person.complaints[0].impairment_ids)
            for one in report.accepted
        )
        seen["rejected by the person's rules"] += going and any(
            set(one.blocked_by) - general for one in report.rejected
        )
        seen["does not fit"] += any(not one.blocked_by for one in report.rejected)
        rarer["unsupported"] += any(one.support is Support.UNSUPPORTED for one in report.accepted)
        rarer["beside other care"] += any(
            one.only_with_other_care for one in (*report.accepted, *report.rejected)
        )
        rarer["rejected by rules for everyone"] += any(
            one.blocked_by and set(one.blocked_by) <= general for one in report.rejected
        )
    rare = {name: many for name, many in seen.items() if many < len(people_drawn) / 20}
    too_rare = {name: many for name, many in rarer.items() if many < len(people_drawn) / 100}

    assert {} == rare
    assert {} == too_rare


def test_the_changes_drawn_close_something():
    """A tenth of the noes turned into a yes close a technique that was open."""
    closes = 0
    changes = drawn(no_and_yes(patient), 200)
    for before, after, _ in changes:
        old, new = (
            {key(one) for one in match_techniques(one, catalog=CATALOG).accepted}
            for one in (before, after)
        )
        closes += new < old

    assert closes >= len(changes) / 10


def test_other_knowledge_advises_against_techniques():
    """With other findings on file, some techniques are advised against, and rejected for that."""
    levels = Counter(
        one.support for number in range(6) for one in other_knowledge(number).indications()
    )

    assert set(Support) == set(levels)
