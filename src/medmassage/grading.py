"""
From findings to a level of support, by one written rule.

A level is the lower of two: F, the best that the favorable findings earn, and C, the lowest
ceiling that the unfavorable ones set. So one more favorable finding never lowers the level, and
one more unfavorable finding never raises it.

What favorable findings earn (F), best first:

1. `recommended`: a guideline recommends the technique.
2. `supported`: a synthesis that its own source grades above very low, or two trials of different
   teams, found better symptoms than inactive or usual care.
3. `limited`: one such trial; a synthesis graded very low or not at all; a recommendation to
   consider it, or one by somebody else than a guideline; better movement; trials against other
   active care, without a control group, or on laboratory measures. For an acute complaint, no
   more than this is earned by findings that name no stage.
4. `article-only`: the article names the technique for it.
5. `no-research`: nothing conclusive.

What unfavorable findings allow at most (C):

- A guideline advises against: `advised-against`; `mixed` where another guideline favors it.
- A synthesis found no better symptoms than inactive or usual care: `unsupported`; `mixed` where a
  synthesis or guideline is in favor, or the favorable findings earn `supported` or better.
- A trial found no better symptoms than inactive or usual care, or worse ones than active care,
  or somebody else than a guideline advises against: `unsupported`; `mixed` where there is any
  favorable research.
- A finding of no difference that its source grades very low: `mixed`.

Where a source found an earlier benefit, its own later finding of no difference does not cancel
it: it marks it short-term. Findings of another stage do not count; findings on a flare count for
the acute stage only. Safety, delivery and inconclusive findings are shown and count for nothing.

What broader techniques and conditions lend to narrower ones is in `knowledge`.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

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

_SYNTHESES = frozenset(
    {SourceKind.SYSTEMATIC_REVIEW, SourceKind.UMBRELLA_REVIEW, SourceKind.EVIDENCE_MAP}
)
_GRADED = frozenset({Certainty.HIGH, Certainty.MODERATE, Certainty.LOW})
_PLAIN_COMPARATORS = frozenset({ComparatorKind.INACTIVE, ComparatorKind.USUAL_CARE})
_FAVORABLE = frozenset({Direction.RECOMMEND, Direction.CONSIDER, Direction.BENEFIT})


class Grade(NamedTuple):
    """What findings come to."""

    support: Support
    favorable: tuple[Evidence, ...] = ()
    """Findings in favor that count."""
    unfavorable: tuple[Evidence, ...] = ()
    """Findings against that count."""
    faded: tuple[Evidence, ...] = ()
    """Later findings of no difference that mark an earlier benefit short-term."""


def grade(
    findings: Iterable[Evidence],
    sources: Mapping[str, Source],
    *,
    stage: Stage | None = None,
    in_article: bool = False,
) -> Grade:
    """
    Grade the findings on one technique for one condition.

    Args:
        findings: In any order; the result does not depend on it.

        sources: The sources of the findings, by id; one that is missing counts as no guideline,
            review or trial.

        stage: The stage asked for; None counts every stage.

        in_article: Whether the article names the technique for the condition.

    Returns:
        The level, what counted on each side, and the findings that mark a benefit short-term.
    """
    fitting = sorted((one for one in findings if fits(one, stage)), key=lambda one: one.id)
    if not fitting:
        return Grade(Support.ARTICLE_ONLY if in_article else Support.NO_RESEARCH)
    favorable = tuple(one for one in fitting if _is_favorable(one))
    against = [one for one in fitting if _is_unfavorable(one)]
    early = {
        one.source_id
        for one in favorable
        if one.direction is Direction.BENEFIT and one.term in (None, Term.SHORT)
    }
    faded = tuple(one for one in against if one.source_id in early and _is_late_null(one))
    unfavorable = tuple(one for one in against if one not in faded)
    sided = _Sided(favorable, sources, stage)
    earned = sided.earned(in_article=in_article)
    allowed = max(
        (sided.ceiling(one, earned) for one in unfavorable),
        key=lambda one: one.level,
        default=Support.RECOMMENDED,
    )
    support = max(earned, allowed, key=lambda one: one.level)
    if support.level == Support.LIMITED.level:
        support = Support.MIXED if favorable and unfavorable else Support.LIMITED
    return Grade(support, favorable, unfavorable, faded)


def fits(finding: Evidence, stage: Stage | None) -> bool:
    """Whether a finding was made at the stage asked for."""
    if finding.in_flare:
        return stage is Stage.ACUTE
    return stage is None or not finding.stages or stage in finding.stages


def _is_favorable(finding: Evidence) -> bool:
    return finding.direction in _FAVORABLE and finding.outcome_kind not in (
        OutcomeKind.SAFETY,
        OutcomeKind.PROCESS,
    )


def _is_unfavorable(finding: Evidence) -> bool:
    if finding.direction is Direction.RECOMMEND_AGAINST:
        return True
    if finding.direction is not Direction.NO_DIFFERENCE:
        return False
    if finding.outcome_kind is not OutcomeKind.SYMPTOM:
        return False
    if finding.comparator_kind is ComparatorKind.ACTIVE:
        return finding.relative is Relative.INFERIOR
    return finding.comparator_kind in (*_PLAIN_COMPARATORS, ComparatorKind.MIXED)


def _is_late_null(finding: Evidence) -> bool:
    return (
        finding.direction is Direction.NO_DIFFERENCE
        and finding.relative is not Relative.INFERIOR
        and finding.term in (Term.INTERMEDIATE, Term.LONG)
    )


class _Sided:
    """The favorable findings, weighed."""

    def __init__(
        self,
        favorable: tuple[Evidence, ...],
        sources: Mapping[str, Source],
        stage: Stage | None,
    ) -> None:
        self.favorable = favorable
        self.sources = sources
        self.stage = stage

    def earned(self, *, in_article: bool) -> Support:
        """F: the best that the favorable findings earn."""
        staged = [one for one in self.favorable if self.stage is not Stage.ACUTE or one.stages]
        if any(one.direction is Direction.RECOMMEND and self._is_guideline(one) for one in staged):
            return Support.RECOMMENDED
        graded = any(
            self._is_synthesis(one)
            and one.certainty in _GRADED
            and _eases_symptoms(one, (*_PLAIN_COMPARATORS, ComparatorKind.MIXED))
            for one in staged
        )
        teams = {
            self._team(one)
            for one in staged
            if self._kind(one) is SourceKind.RCT and _eases_symptoms(one, _PLAIN_COMPARATORS)
        }
        if graded or len(teams) > 1:
            return Support.SUPPORTED
        if self.favorable:
            return Support.LIMITED
        return Support.ARTICLE_ONLY if in_article else Support.NO_RESEARCH

    def ceiling(self, finding: Evidence, earned: Support) -> Support:
        """C: the most that one unfavorable finding allows beside them."""
        if finding.direction is Direction.RECOMMEND_AGAINST:
            if not self._is_guideline(finding):
                return Support.MIXED if self.favorable else Support.UNSUPPORTED
            favored = any(
                self._is_guideline(one)
                and one.direction in (Direction.RECOMMEND, Direction.CONSIDER)
                for one in self.favorable
            )
            return Support.MIXED if favored else Support.ADVISED_AGAINST
        if finding.certainty is Certainty.VERY_LOW:
            return Support.MIXED
        if self._is_synthesis(finding):
            matched = earned.level <= Support.SUPPORTED.level or any(
                self._is_synthesis(one) or self._is_guideline(one) for one in self.favorable
            )
            return Support.MIXED if matched else Support.UNSUPPORTED
        return Support.MIXED if self.favorable else Support.UNSUPPORTED

    def _kind(self, finding: Evidence) -> SourceKind | None:
        source = self.sources.get(finding.source_id)
        return None if source is None else source.kind

    def _is_synthesis(self, finding: Evidence) -> bool:
        return self._kind(finding) in _SYNTHESES

    def _is_guideline(self, finding: Evidence) -> bool:
        return self._kind(finding) is SourceKind.GUIDELINE

    def _team(self, finding: Evidence) -> str:
        """Who did a trial: its first author, or the source where no author was seen."""
        authors = self.sources[finding.source_id].authors
        return authors[0] if authors else finding.source_id


def _eases_symptoms(finding: Evidence, comparators: Iterable[ComparatorKind]) -> bool:
    return (
        finding.direction is Direction.BENEFIT
        and finding.outcome_kind is OutcomeKind.SYMPTOM
        and finding.comparator_kind in comparators
    )
