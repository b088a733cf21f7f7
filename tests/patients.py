"""
People to match, and reading a report, for the tests of the laws of matching.

`patient` draws people as `strategies` does, with more findings in the soft tissue, and people
who have a finding at the very place of their complaint.
"""

from attrs import evolve
from hypothesis import Phase, assume, given, settings, strategies as st

from looking import CATALOG, lifted, people, settled
from medmassage.errors import ContradictionError
from medmassage.matching import match_techniques
from medmassage.model.intake import Complaint, Finding, Intake
from medmassage.model.matching import MatchReport, TechniqueMatch
from medmassage.screening import no_to_rest
from medmassage.vocabulary import ChangeKind, Region, Side, Stage
from strategies import intakes, liftable, places, sternness

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
LIFTABLE = tuple(id for id in liftable(CATALOG) if sternness(CATALOG, id) == 0)
"""Questions whose yes limits a session until a clearance is given."""
STOPPING = tuple(
    rule.id
    for rule in CATALOG.contraindications.values()
    if rule.id in CATALOG.questions and rule.decides_whole_session and rule.clearance.lifted_by
)
"""Questions whose yes stops treatment until a clearance is given."""

offers = st.lists(st.sampled_from(TECHNIQUES), min_size=1, max_size=8, unique=True)
"""The techniques of a clinic."""
some_impairments = st.lists(st.sampled_from(IMPAIRMENTS), max_size=3, unique=True)
mild = intakes(CATALOG, most_yes=1, most_open=1)


@st.composite
def sore(draw, *, of=LOCAL, sides=(None, Side.LEFT, Side.RIGHT, Side.BOTH), also=()) -> Intake:
    """
    A person with one complaint, and one or two findings where it is.

    Args:
        draw: Hypothesis's.

        of: The questions that the findings answer.

        sides: The sides that the complaint may be on.

        also: Questions of which one is answered with yes too; empty: none is.
    """
    condition = CATALOG.conditions[draw(st.sampled_from(tuple(CATALOG.conditions)))]
    regions = draw(places(condition.regions)) or condition.regions[:1] or (Region.KNEE,)
    complaint = Complaint(
        condition.id,
        stage=draw(st.sampled_from((Stage.CHRONIC, Stage.CHRONIC, *Stage, None))),
        regions=regions,
        side=draw(st.sampled_from(sides)),
        impairment_ids=draw(some_impairments),
    )
    ids = draw(st.lists(st.sampled_from(of), min_size=1, max_size=2, unique=True))
    there = st.lists(st.sampled_from(regions), min_size=1, max_size=2)
    halves = st.sampled_from((None, Side.LEFT, Side.RIGHT))
    present = [Finding(id, regions=draw(there), side=draw(halves)) for id in ids]
    if also:
        present.append(Finding(draw(st.sampled_from(also))))
    return no_to_rest(Intake(complaints=[complaint], present=present), catalog=CATALOG)


@st.composite
def patients(draw) -> Intake:
    """A person with findings in the soft tissue, and no condition named twice."""
    person = draw(st.one_of(mild, people, settled, lifted))
    found = {}
    for one in person.complaints:
        found.setdefault(one.condition_id, evolve(one, impairment_ids=draw(some_impairments)))
    return evolve(person, complaints=list(found.values()))


patient = st.one_of(patients(), sore())


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


def changed(report: MatchReport, kind: ChangeKind) -> list[tuple[TechniqueMatch, str]]:
    """Rejected matches with the text of a change of one kind."""
    return [
        (one, change.text)
        for one in report.rejected
        for change in one.would_change
        if change.kind is kind
    ]


def someone(complaint: Complaint, *present, **more) -> Intake:
    """A person who says no to all the rest."""
    return no_to_rest(Intake(complaints=[complaint], present=present, **more), catalog=CATALOG)


stiff_necks = st.builds(
    Complaint,
    st.sampled_from([one.id for one in CATALOG.conditions.values() if Region.NECK in one.regions]),
    stage=st.just(Stage.CHRONIC),
    regions=st.just([Region.NECK]),
    side=st.sampled_from((None, *Side)),
    impairment_ids=some_impairments,
).map(someone)
"""People with a complaint at the neck, where nobody is worked on deeply."""

NECK = Complaint("neck-pain", stage="chronic", regions=["neck"], side="both")
BACK = Complaint("lower-back-pain", stage="chronic", regions=["lower-back"], side="both")
ANKLE = Complaint("achilles-tendinopathy", stage="chronic", regions=["ankle"], side="left")
SPRAIN = Complaint("ankle-sprain", stage="acute", regions=["ankle"], side="left")


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
