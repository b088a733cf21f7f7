"""The laws of grading, on findings drawn at random."""

from hypothesis import given, settings, strategies as st

from medmassage.catalog import default_catalog
from medmassage.grading import grade
from medmassage.model.evidence import Evidence, Source
from medmassage.vocabulary import (
    Certainty,
    ComparatorKind,
    Direction,
    OutcomeKind,
    Relative,
    SourceKind,
    Stage,
    Support,
    Term,
)

SOURCES = {
    f"{kind}-{number}": Source(
        id=f"{kind}-{number}", kind=kind, title="A title", authors=[f"Team {number % 2}"]
    )
    for kind in (
        SourceKind.GUIDELINE,
        SourceKind.SYSTEMATIC_REVIEW,
        SourceKind.RCT,
        SourceKind.COHORT,
        SourceKind.TEXTBOOK,
    )
    for number in range(3)
}
FAVORABLE = (Direction.RECOMMEND, Direction.CONSIDER, Direction.BENEFIT)
UNFAVORABLE = (Direction.RECOMMEND_AGAINST, Direction.NO_DIFFERENCE)


@st.composite
def findings(draw, directions=tuple(Direction)):
    """One finding on one technique for one condition."""
    return Evidence(
        id=f"finding-{draw(st.integers(0, 10**6))}",
        source_id=draw(st.sampled_from(sorted(SOURCES))),
        condition_ids=["complaint"],
        technique_id="technique",
        stages=draw(st.lists(st.sampled_from(Stage), max_size=2)),
        in_flare=draw(st.booleans()) and draw(st.booleans()),
        comparator="something",
        comparator_kind=draw(st.sampled_from(ComparatorKind)),
        outcome="something",
        outcome_kind=draw(st.sampled_from([OutcomeKind.SYMPTOM] * 3 + list(OutcomeKind))),
        direction=draw(st.sampled_from(directions)),
        certainty=draw(st.sampled_from(Certainty)),
        relative=draw(st.sampled_from([None, *Relative])),
        term=draw(st.sampled_from([None, *Term])),
        summary="A finding.",
    )


many = st.lists(findings(), max_size=6, unique_by=lambda one: one.id)
stages = st.sampled_from([None, *Stage])


@settings(max_examples=500)
@given(many, findings(FAVORABLE), stages, st.booleans())
def test_a_favorable_finding_never_lowers_the_level(ones, more, stage, in_article):
    """Adding a favorable finding never lowers the level."""
    before = grade(ones, SOURCES, stage=stage, in_article=in_article)
    after = grade([*ones, more], SOURCES, stage=stage, in_article=in_article)

    assert after.support.level <= before.support.level


@settings(max_examples=500)
@given(many, findings(UNFAVORABLE), stages, st.booleans())
def test_an_unfavorable_finding_never_raises_the_level(ones, more, stage, in_article):
    """Adding an unfavorable finding never raises the level."""
    before = grade(ones, SOURCES, stage=stage, in_article=in_article)
    after = grade([*ones, more], SOURCES, stage=stage, in_article=in_article)

    assert after.support.level >= before.support.level


@given(many, st.randoms(use_true_random=False), stages)
def test_order_is_irrelevant(ones, random, stage):
    """The order of findings does not matter."""
    shuffled = list(ones)
    random.shuffle(shuffled)

    assert grade(ones, SOURCES, stage=stage) == grade(shuffled, SOURCES, stage=stage)


@given(many, stages)
def test_mixed_is_said_exactly_where_both_sides_stand(ones, stage):
    """At the rank of `limited`, `mixed` is the word exactly where both sides stand."""
    found = grade(ones, SOURCES, stage=stage)

    if found.support.level == Support.LIMITED.level:
        both = bool(found.favorable and found.unfavorable)
        assert both == (found.support is Support.MIXED)


def test_every_level_is_earned_by_something():
    """The laws above would hold for a constant: the shipped findings earn most levels."""
    earned = {one.support for one in default_catalog().indications()}

    assert {
        Support.SUPPORTED,
        Support.MIXED,
        Support.LIMITED,
        Support.ARTICLE_ONLY,
        Support.NO_RESEARCH,
        Support.UNSUPPORTED,
    } <= earned


def test_every_indication_rests_on_its_findings():
    """The support of a directly tested pair is what grading gives for its findings."""
    catalog = default_catalog()
    kinds = catalog.sources.records
    for one in catalog.indications():
        own = [
            finding
            for finding in catalog.evidence.values()
            if finding.technique_id == one.technique_id
            and one.condition_id in finding.condition_ids
        ]
        if own:
            named = any(argument.evidence_id is None for argument in one.arguments_for)
            assert grade(own, kinds, in_article=named).support is one.support
