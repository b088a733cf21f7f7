"""
Matching once more: slow, obvious, and written from the design and its explanation.

The tests compare it with `medmassage.matching`, as `naive` is compared with screening; the words
in quotation marks are those of the pages "How matching works" and "How support is graded". For
each complaint and technique it goes through all records again, keeps nothing between two calls,
and imports no code that grades or matches. Comments that begin with "Silent:" mark where the
pages leave a choice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from medmassage.catalog import Catalog
from medmassage.model.condition import Condition
from medmassage.model.evidence import Evidence, Source
from medmassage.model.intake import Complaint, Intake
from medmassage.model.safety import Contraindication, RedFlag
from medmassage.model.technique import Technique
from medmassage.vocabulary import (
    Action,
    Decision,
    Pressure,
    PressureCap,
    Region,
    Side,
    Stage,
    Support,
)
from naive import ORDER_OF_DECISIONS, Bound, Found, down, halves, naive_screen, up

ORDER_OF_PRESSURES = (Pressure.LIGHT, Pressure.MODERATE, Pressure.FIRM, Pressure.DEEP)
RANKS = {
    Support.RECOMMENDED: 0,
    Support.SUPPORTED: 1,
    Support.MIXED: 2,  # "`mixed` and `limited` share a rank"
    Support.LIMITED: 2,
    Support.ARTICLE_ONLY: 3,
    Support.NO_RESEARCH: 4,
    Support.UNSUPPORTED: 5,
    Support.ADVISED_AGAINST: 6,
}
REVIEWS = ("systematic-review", "umbrella-review", "evidence-map")


@dataclass(frozen=True)
class Spot:
    """Where a technique can be used, and what is left there."""

    region: Region
    side: Side
    pressure: Pressure
    except_regions: frozenset[Region]


@dataclass(frozen=True)
class Pair:
    """One technique for one complaint."""

    condition_id: str
    technique_id: str
    accepted: bool
    support: Support
    direct: bool
    impairment_ids: tuple[str, ...]
    places: tuple[Spot, ...] = ()
    blocked_by: frozenset[str] = frozenset()
    precaution_ids: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Matched:
    """Every technique for every complaint, in order."""

    accepted: tuple[Pair, ...]
    rejected: tuple[Pair, ...]


def naive_match(
    intake: Intake,
    on: date | None,
    catalog: Catalog,
    technique_ids: Iterable[str] = (),
) -> Matched:
    """Match an intake whose ids all exist."""
    found = naive_screen(intake, on, catalog)
    offered = {catalog.techniques[id].id for id in technique_ids}
    accepted: list[Pair] = []
    rejected: list[Pair] = []
    # "Complaint by complaint, in the order given"
    for complaint in intake.complaints:
        pairs = [
            _Naive(intake, complaint, found, catalog).pair(technique)
            for technique in catalog.techniques.values()
            if technique.id != "massage-therapy"  # "is never itself a match"
        ]
        pairs.sort(key=lambda one: _order(one, complaint))
        # Silent: only what could be used is rejected because nobody offers it; it stands last
        missing = [
            one for one in pairs if one.accepted and offered and one.technique_id not in offered
        ]
        accepted += [one for one in pairs if one.accepted and one not in missing]
        rejected += [one for one in pairs if not one.accepted]
        rejected += [_without_place(one) for one in missing]
    return Matched(tuple(accepted), tuple(rejected))


def places_left(
    technique: Technique, complaint: Complaint, intake: Intake, found: Found, catalog: Catalog
) -> tuple[Spot, ...]:
    """List where a technique can be used for a complaint, whether or not it fits."""
    return _Naive(intake, complaint, found, catalog).places(technique)[0]


def _without_place(pair: Pair) -> Pair:
    return replace(pair, accepted=False, places=(), precaution_ids=frozenset())


def _order(pair: Pair, complaint: Complaint) -> tuple[int, bool, int, int, str]:
    """
    Give what two techniques for one complaint are compared by.

    "Better support first", "direct findings before indirect ones", "more of the impairments that
    were found in this person, then more of the usual ones", "the id".
    """
    found = [id for id in pair.impairment_ids if id in complaint.impairment_ids]
    return (
        RANKS[pair.support],
        not pair.direct,
        -len(found),
        -(len(pair.impairment_ids) - len(found)),
        pair.technique_id,
    )


class _Naive:
    """One complaint of one person."""

    def __init__(
        self, intake: Intake, complaint: Complaint, found: Found, catalog: Catalog
    ) -> None:
        self.intake = intake
        self.complaint = complaint
        self.found = found
        self.catalog = catalog
        self.condition = catalog.conditions[complaint.condition_id]
        # "something that is usual for the condition or was found in this person"
        self.there = [*complaint.impairment_ids, *self.condition.impairment_ids]

    def pair(self, technique: Technique) -> Pair:
        """Accept a technique, or reject it."""
        support, direct = naive_support(
            self.condition, technique, self.complaint.stage, self.catalog
        )
        pair = Pair(
            condition_id=self.condition.id,
            technique_id=technique.id,
            accepted=False,
            support=support,
            direct=direct,
            impairment_ids=tuple(
                id for id in dict.fromkeys(self.there) if id in technique.impairment_ids
            ),
        )
        if not self.fits(technique, support):
            return pair
        decision = ORDER_OF_DECISIONS.index(self.found.decision)
        if decision > ORDER_OF_DECISIONS.index(Decision.INCOMPLETE):
            return replace(pair, blocked_by=frozenset(self.stopping()))
        places, blocking, limiting = self.places(technique)
        if not places:
            return replace(pair, blocked_by=blocking)
        return replace(pair, accepted=True, places=places, precaution_ids=limiting)

    # "Does it fit?"

    def fits(self, technique: Technique, support: Support) -> bool:
        # "is screened and never matched"
        if self.condition.id == "other":
            return False
        # "It is only for certain impairments, and none of them is there."
        if technique.only_for and not set(technique.only_for) & set(self.there):
            return False
        # "It acts on nothing usual for the condition, and no finding tests it."
        # Silent: a finding that counts on no side at the stage of the complaint does not test it
        own = _findings(self.condition.id, technique.id, self.catalog)
        sources = dict(self.catalog.sources)
        _, tested = naive_grade(own, sources, self.complaint.stage, named=False)
        if not tested and not set(technique.impairment_ids) & set(self.there):
            return False
        # "A guideline advises against it for the condition."
        return support is not Support.ADVISED_AGAINST

    # "What a rule does": whole sessions

    def rule(self, id: str) -> Contraindication | RedFlag:
        flags = self.catalog.red_flags
        return flags[id] if id in flags else self.catalog.contraindications[id]

    def stopping(self) -> set[str]:
        """List the rules that decide the whole session, without those that a letter lifted."""
        letters = {self.rule(one.rule_id).id for one in self.intake.clearances}
        return {
            id
            for id in self.found.fired - (letters - self.found.uncounted)
            if self.rule(id).decides_whole_session
            or self.rule(id).action in (Action.EMERGENCY, Action.REFER_URGENTLY)
        }

    # "Has it a place?"

    def places(
        self, technique: Technique
    ) -> tuple[tuple[Spot, ...], frozenset[str], frozenset[str]]:
        """List the places left, the rules that block where none is, and those that limit it."""
        spots: list[Spot] = []
        blocking: set[str] = set()
        limiting: set[str] = set()
        # "The regions that the person named; else those of the condition"
        for region in _one_by_one(self.complaint.regions or self.condition.regions):
            if not used_at(technique, region):
                continue
            seen: list[Spot] = []
            for side in self.sides():
                against = self.against(technique, region, side)
                if against:
                    blocking |= against
                else:
                    seen.append(self.spot(technique, region, side))
                    limiting |= self.limiting(technique, region, side)
            spots += _joined(seen)
        return tuple(spots), frozenset(blocking), frozenset(limiting)

    def sides(self) -> list[Side | None]:
        """
        List the sides to look at, one by one.

        "A complaint whose side matters and is missing is asked, and a finding on either side
        covers it": then both halves are looked at together, which is None here.
        """
        if self.complaint.side is None and self.condition.needs_side:
            return [None]
        if self.complaint.side in (None, Side.BOTH):
            return [Side.LEFT, Side.RIGHT]
        return [self.complaint.side]

    def binding(self, region: Region, side: Side | None) -> list[Bound]:
        return [
            one
            for one in self.found.bounds
            if set(up(region)) & one.regions and halves(side) & halves(one.side)
        ]

    def everyones(self) -> set[str]:
        rules = self.catalog.contraindications.values()
        return {one.id for one in rules if one.applies_to == "everyone"}

    def against(self, technique: Technique, region: Region, side: Side | None) -> set[str]:
        """List the rules that keep a technique off a place."""
        # "close the place, block the technique there, or cap the pressure below its lightest"
        against = {
            one.rule_id
            for one in self.binding(region, side)
            if technique.id in one.technique_ids or not _allows(one.cap, technique.pressure.low)
        }
        # "A position must be left for it", of those that no limit avoids, "wherever the work is"
        avoided = {position for one in self.found.bounds for position in one.positions}
        if technique.positions and set(technique.positions) <= avoided:
            against |= {
                one.rule_id for one in self.found.bounds if one.positions & set(technique.positions)
            }
        # "They are a reason for a rejection only where they alone block."
        return (against - self.everyones()) or against

    def spot(self, technique: Technique, region: Region, side: Side | None) -> Spot:
        """Say what is left at a place where a technique can be used."""
        pressure = max(
            (
                one
                for one in ORDER_OF_PRESSURES
                if _allows(self.found.at(region, side).cap, one)
                and ORDER_OF_PRESSURES.index(one)
                <= ORDER_OF_PRESSURES.index(technique.pressure.high)
            ),
            key=ORDER_OF_PRESSURES.index,
        )
        # "and the parts that stay out": where it cannot be used like this
        out = {
            part
            for part in down(region)
            if part is not region
            and (
                set(up(part)) & set(technique.regions_never)
                or technique.id in self.found.at(part, side).technique_ids
                or not _allows(self.found.at(part, side).cap, pressure)
            )
        }
        return Spot(region, side or Side.BOTH, pressure, frozenset(out))

    def limiting(self, technique: Technique, region: Region, side: Side | None) -> set[str]:
        """List the rules of the person that limit a technique at a place without blocking it."""
        return {
            one.rule_id
            for one in self.found.bounds
            if one.rule_id not in self.everyones()
            # "or takes a position that it uses", since a position is avoided "wherever the work is"
            and (
                one.positions & set(technique.positions)
                or self.limits(one, technique, region, side)
            )
        }

    def limits(self, one: Bound, technique: Technique, region: Region, side: Side | None) -> bool:
        """Whether one rule "lowers its pressure, or closes or limits a part of the place"."""
        # Silent: what is never touched has no limits, and a place "that matters and is not given"
        # may be here
        parts = [part for part in down(region) if not set(up(part)) & set(technique.regions_never)]
        waits = not one.regions and self.rule(one.rule_id).needs_place
        is_here = waits or (
            any(set(up(part)) & one.regions for part in parts)
            and bool(halves(side) & halves(one.side))
        )
        return is_here and (
            technique.id in one.technique_ids or not _allows(one.cap, technique.pressure.high)
        )


def used_at(technique: Technique, region: Region) -> bool:
    """Whether a technique is used somewhere: "its `regions`, without its `regions_never`"."""
    return bool(set(up(region)) & set(technique.regions)) and not (
        set(up(region)) & set(technique.regions_never)
    )


def _one_by_one(regions: Iterable[Region]) -> list[Region]:
    """Replace groups by what they stand for, and keep the order."""
    found: list[Region] = []
    for region in regions:
        parts = [region]
        if region.is_group:
            parts = [
                one
                for one in down(region)
                if not one.is_group and one.parent is not None and one.parent.is_group
            ]
        found += [one for one in parts if one not in found]
    return found


def _allows(cap: PressureCap | None, pressure: Pressure) -> bool:
    if cap is None:
        return True
    if cap is PressureCap.NO_PRESSURE:
        return False
    return ORDER_OF_PRESSURES.index(pressure) <= ORDER_OF_PRESSURES.index(Pressure(cap.value))


def _joined(spots: list[Spot]) -> list[Spot]:
    """Join left and right where the same is left on both."""
    if len(spots) == 2 and replace(spots[0], side=Side.BOTH) == replace(spots[1], side=Side.BOTH):
        return [replace(spots[0], side=Side.BOTH)]
    return spots


# --- "What broader findings lend" -------------------------------------------------------------


def naive_support(
    condition: Condition, technique: Technique, stage: Stage | None, catalog: Catalog
) -> tuple[Support, bool]:
    """Say what the findings on file earn a technique for a condition, and whether directly."""
    sources = dict(catalog.sources)
    named = _named_in_article(condition, technique, catalog)
    own = _findings(condition.id, technique.id, catalog)
    support, _ = naive_grade(own, sources, stage, named)
    # "Where a technique has findings of its own for a condition at the stage asked for, they
    # decide."
    if any(_fits(one, stage) for one in own):
        return support, True
    # Silent: to what is only for certain impairments, nothing is lent where none of them is usual
    if technique.only_for and not set(technique.only_for) & set(condition.impairment_ids):
        return support, True
    # "the favorable findings on the nearest broader technique or condition earn `limited`"
    # Silent: of the same condition before those of a broader one
    for broader_condition in _conditions_up(condition, catalog):
        for broader_technique in _techniques_up(technique, catalog):
            findings = _findings(broader_condition.id, broader_technique.id, catalog)
            level, counts = naive_grade(findings, sources, stage, False)
            if not counts:
                continue
            # "They earn nothing where they come to `unsupported` or `advised-against`"
            if RANKS[level] > RANKS[Support.LIMITED]:
                return support, True
            # "or `mixed` where findings stand against them"
            return (Support.MIXED if level is Support.MIXED else Support.LIMITED), False
    return support, True


def _findings(condition_id: str, technique_id: str, catalog: Catalog) -> list[Evidence]:
    return [
        one
        for one in catalog.evidence.values()
        if one.technique_id == technique_id and condition_id in one.condition_ids
    ]


def _conditions_up(condition: Condition, catalog: Catalog) -> list[Condition]:
    """List a condition and what it is a kind of, nearest first, as far as they lend."""
    found = [condition]
    for one in found:
        # "A condition may refuse what its parents lend"
        for parent_id in one.parent_ids if one.evidence_from_parents else ():
            parent = catalog.conditions[parent_id]
            if parent not in found:
                found.append(parent)
    return found


def _techniques_up(technique: Technique, catalog: Catalog) -> list[Technique]:
    found = [technique]
    while found[-1].parent_id is not None:
        found.append(catalog.techniques[found[-1].parent_id])
    return found


def _named_in_article(condition: Condition, technique: Technique, catalog: Catalog) -> bool:
    """
    Whether the article names a technique for a condition.

    Silent: it names both, and says that the technique acts on what is usual for the condition.
    """
    return condition.id in technique.article_condition_ids or (
        condition.in_article
        and technique.in_article
        and any(
            one.in_article
            and one.technique_id == technique.id
            and one.impairment_id in condition.impairment_ids
            and one.impairment_id in technique.impairment_ids
            for one in catalog.technique_targets.values()
        )
    )


# --- "How support is graded" ------------------------------------------------------------------


def naive_grade(
    findings: Iterable[Evidence],
    sources: dict[str, Source],
    stage: Stage | None,
    named: bool,
) -> tuple[Support, bool]:
    """Say what findings come to, and whether any of them counts on either side."""
    counting = [one for one in findings if _counts(one, stage)]
    favorable = [one for one in counting if one.direction in ("recommend", "consider", "benefit")]
    unfavorable = [
        one for one in counting if _stands_against(one, sources) and not _is_late(one, favorable)
    ]
    earned = _earned(favorable, sources, stage, named)
    level = earned
    for one in unfavorable:
        ceiling = _ceiling(one, favorable, earned, sources)
        # "The level is the lower of F and C."
        if RANKS[ceiling] > RANKS[level]:
            level = ceiling
    if RANKS[level] == RANKS[Support.LIMITED]:
        # "the word says whether findings stand on both sides"
        level = Support.MIXED if unfavorable else Support.LIMITED
    return level, bool(favorable or unfavorable)


def _counts(one: Evidence, stage: Stage | None) -> bool:
    """List "what does not count": another stage, safety, delivery, inconclusive."""
    # Silent: advice against it counts, whatever it was given for
    if one.outcome_kind in ("safety", "process") and one.direction != "recommend-against":
        return False
    return _fits(one, stage)


def _fits(one: Evidence, stage: Stage | None) -> bool:
    """Whether a finding was made at the stage asked for."""
    # "A finding on a flare counts for the acute stage only."
    # Silent: so not where no stage is asked for, where findings of every stage count
    if one.in_flare:
        return stage == "acute"
    return stage is None or not one.stages or stage in one.stages


def _kind(one: Evidence, sources: dict[str, Source]) -> str:
    return sources[one.source_id].kind.value if one.source_id in sources else ""


def _earned(
    favorable: list[Evidence], sources: dict[str, Source], stage: Stage | None, named: bool
) -> Support:
    """F: what favorable findings earn."""
    if not favorable:
        return Support.ARTICLE_ONLY if named else Support.NO_RESEARCH
    # "For an acute complaint, findings that name no stage earn `limited` at most."
    weighed = [one for one in favorable if stage != "acute" or one.stages]
    for one in weighed:
        if _kind(one, sources) == "guideline" and one.direction == "recommend":
            return Support.RECOMMENDED
    for one in weighed:
        if (
            (_better(one) or _better(one, "mixed"))
            and _kind(one, sources) in REVIEWS
            and one.certainty in ("high", "moderate", "low")
        ):
            return Support.SUPPORTED
    # Silent: trials whose authors nobody saw are of different teams
    teams = {
        (*sources[one.source_id].authors, one.source_id)[0]
        for one in weighed
        if _better(one) and _kind(one, sources) == "rct"
    }
    return Support.SUPPORTED if len(teams) > 1 else Support.LIMITED


def _better(one: Evidence, *more: str) -> bool:
    """Whether it found "better symptoms than inactive or usual care"."""
    return (
        one.direction == "benefit"
        and one.outcome_kind == "symptom"
        and one.comparator_kind in ("inactive", "usual-care", *more)
    )


def _stands_against(one: Evidence, sources: dict[str, Source]) -> bool:
    if one.direction == "recommend-against":
        return True
    if one.direction != "no-difference" or one.outcome_kind != "symptom":
        return False
    # Silent: several comparators together stand for inactive ones, but in a trial's benefit
    if one.comparator_kind in ("inactive", "usual-care", "mixed"):
        return True
    # "No difference from an active comparator" does not count, "worse symptoms" do
    return one.comparator_kind == "active" and one.relative == "inferior"


def _is_late(one: Evidence, favorable: list[Evidence]) -> bool:
    """Whether it is "a later finding of no difference", beside "an earlier benefit"."""
    if one.direction != "no-difference" or one.relative == "inferior":
        return False
    # Silent: early is right after treatment, or when nobody says; what is later has to be told
    return one.term in ("intermediate", "long") and any(
        other.direction == "benefit"
        and other.source_id == one.source_id
        and other.term in (None, "short")
        for other in favorable
    )


def _ceiling(
    one: Evidence, favorable: list[Evidence], earned: Support, sources: dict[str, Source]
) -> Support:
    """C: what one unfavorable finding allows at most."""
    kind = _kind(one, sources)
    kinds = {_kind(other, sources) for other in favorable}
    if one.direction == "recommend-against":
        if kind == "guideline":
            # Silent: what the same guideline recommends or considers beside it counts like another
            others = [
                other
                for other in favorable
                if _kind(other, sources) == "guideline"
                and other.direction in ("recommend", "consider")
            ]
            return Support.MIXED if others else Support.ADVISED_AGAINST
        return Support.MIXED if favorable else Support.UNSUPPORTED
    if one.certainty == "very-low":
        return Support.MIXED
    if kind in REVIEWS:
        stands = kinds & {"guideline", *REVIEWS} or RANKS[earned] <= RANKS[Support.SUPPORTED]
        return Support.MIXED if stands else Support.UNSUPPORTED
    return Support.MIXED if favorable else Support.UNSUPPORTED
