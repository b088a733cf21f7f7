"""
From findings to a level of support, by one written rule.

A level is the lower of two: F, the best that the favorable findings earn, and C, the lowest
ceiling that the unfavorable ones set. So one more favorable finding never lowers the level, and
one more unfavorable finding never raises it.

What favorable findings earn (F), best first:

1. `recommended`: a guideline recommends the technique.
2. `supported`: a synthesis that its own source grades above very low, or two independent trials,
   found better symptoms than inactive or usual care.
3. `limited`: one such trial; a synthesis graded very low or not at all; a recommendation to
   consider it, or one by somebody else than a guideline; better movement; trials against other
   active care, without a control group, or on laboratory measures.
4. `article-only`: the article names the technique for it.
5. `no-research`: nothing conclusive.

What unfavorable findings allow at most (C):

- A guideline advises against: `advised-against`; `mixed` where another guideline favors it.
- A synthesis found no better symptoms than inactive or usual care: `unsupported`; `mixed` where a
  synthesis or guideline is in favor, or the favorable findings earn `supported` or better.
- A trial found no better symptoms than inactive or usual care, or worse ones than active care,
  or somebody else than a guideline advises against: `unsupported`; `mixed` where there is any
  favorable research.

A later finding of no difference does not cancel an earlier benefit: it marks it short-term.
Findings of another stage do not count; findings on a flare count for the acute stage only.
Safety, delivery and inconclusive findings are shown and count for nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from medmassage.model.condition import Condition
from medmassage.model.evidence import Citation, Evidence, Source
from medmassage.model.matching import Argument, Indication
from medmassage.model.technique import Technique, TechniqueTarget
from medmassage.vocabulary import (
    Certainty,
    ComparatorKind,
    Direction,
    EvidenceRole,
    OutcomeKind,
    Relative,
    SourceKind,
    Stage,
    Support,
    Term,
)

ARTICLE = "ospina-medical-massage"
"""The source id of the article that the library is named for."""

ROOT_TECHNIQUE = "massage-therapy"
"""It carries evidence on massage in general and is never itself a match."""

_SYNTHESES = frozenset(
    {SourceKind.SYSTEMATIC_REVIEW, SourceKind.UMBRELLA_REVIEW, SourceKind.EVIDENCE_MAP}
)
_GRADED = frozenset({Certainty.HIGH, Certainty.MODERATE, Certainty.LOW})
_PLAIN_COMPARATORS = frozenset({ComparatorKind.INACTIVE, ComparatorKind.USUAL_CARE})
_FAVORABLE = frozenset({Direction.RECOMMEND, Direction.CONSIDER, Direction.BENEFIT})


class Grade(NamedTuple):
    """What findings come to."""

    support: Support
    favorable: tuple[Evidence, ...]
    """Findings in favor that count."""
    unfavorable: tuple[Evidence, ...]
    """Findings against that count."""
    short_term: bool
    """Whether later findings show that the benefit fades."""


def grade(
    findings: Iterable[Evidence],
    kinds: Mapping[str, SourceKind],
    *,
    stage: Stage | None = None,
    in_article: bool = False,
) -> Grade:
    """
    Grade the findings on one technique for one condition.

    Args:
        findings: In any order; the result does not depend on it.

        kinds: The kind of each source, by id.

        stage: The stage asked for; None counts every stage.

        in_article: Whether the article names the technique for the condition.

    Returns:
        The level, what counted on each side, and whether the benefit fades.
    """
    fitting = sorted((one for one in findings if fits(one, stage)), key=lambda one: one.id)
    favorable = tuple(one for one in fitting if _is_favorable(one))
    against = [one for one in fitting if _is_unfavorable(one)]
    early = any(_eases_symptoms(one) and one.term in (None, Term.SHORT) for one in favorable)
    faded = [one for one in against if early and one.term in (Term.INTERMEDIATE, Term.LONG)]
    unfavorable = tuple(one for one in against if one not in faded)
    earned = _earned(favorable, kinds, in_article=in_article)
    allowed = min(
        (_ceiling(one, favorable, earned, kinds) for one in unfavorable),
        key=lambda one: -one.level,
        default=Support.RECOMMENDED,
    )
    support = max(earned, allowed, key=lambda one: one.level)
    if support.level == Support.LIMITED.level:
        support = Support.MIXED if favorable and unfavorable else Support.LIMITED
    return Grade(support, favorable, unfavorable, short_term=bool(faded))


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


def _eases_symptoms(finding: Evidence) -> bool:
    """Better symptoms than inactive or usual care."""
    return (
        finding.direction is Direction.BENEFIT
        and finding.outcome_kind is OutcomeKind.SYMPTOM
        and finding.comparator_kind in _PLAIN_COMPARATORS
    )


def _is_synthesis(finding: Evidence, kinds: Mapping[str, SourceKind]) -> bool:
    return kinds.get(finding.source_id) in _SYNTHESES


def _is_guideline(finding: Evidence, kinds: Mapping[str, SourceKind]) -> bool:
    return kinds.get(finding.source_id) is SourceKind.GUIDELINE


def _earned(
    favorable: tuple[Evidence, ...], kinds: Mapping[str, SourceKind], *, in_article: bool
) -> Support:
    if any(one.direction is Direction.RECOMMEND and _is_guideline(one, kinds) for one in favorable):
        return Support.RECOMMENDED
    graded = any(
        _is_synthesis(one, kinds)
        and one.certainty in _GRADED
        and one.direction is Direction.BENEFIT
        and one.outcome_kind is OutcomeKind.SYMPTOM
        and one.comparator_kind in (*_PLAIN_COMPARATORS, ComparatorKind.MIXED)
        for one in favorable
    )
    trials = {
        one.source_id
        for one in favorable
        if kinds.get(one.source_id) is SourceKind.RCT and _eases_symptoms(one)
    }
    if graded or len(trials) > 1:
        return Support.SUPPORTED
    if favorable:
        return Support.LIMITED
    return Support.ARTICLE_ONLY if in_article else Support.NO_RESEARCH


def _ceiling(
    finding: Evidence,
    favorable: tuple[Evidence, ...],
    earned: Support,
    kinds: Mapping[str, SourceKind],
) -> Support:
    against = finding.direction is Direction.RECOMMEND_AGAINST
    if against and _is_guideline(finding, kinds):
        favored = any(
            _is_guideline(one, kinds) and one.direction in (Direction.RECOMMEND, Direction.CONSIDER)
            for one in favorable
        )
        return Support.MIXED if favored else Support.ADVISED_AGAINST
    if not against and _is_synthesis(finding, kinds):
        matched = earned.level <= Support.SUPPORTED.level or any(
            _is_synthesis(one, kinds) or _is_guideline(one, kinds) for one in favorable
        )
        return Support.MIXED if matched else Support.UNSUPPORTED
    return Support.MIXED if favorable else Support.UNSUPPORTED


class Knowledge:
    """The records that grading reads, indexed once."""

    def __init__(
        self,
        *,
        conditions: Mapping[str, Condition],
        techniques: Mapping[str, Technique],
        targets: Iterable[TechniqueTarget],
        evidence: Iterable[Evidence],
        sources: Mapping[str, Source],
    ) -> None:
        self.conditions = conditions
        self.techniques = techniques
        self.kinds: dict[str, SourceKind] = {id: one.kind for id, one in sources.items()}
        self.article_targets: set[tuple[str, str]] = {
            (one.technique_id, one.impairment_id) for one in targets if one.in_article
        }
        self.direct: dict[tuple[str, str], list[Evidence]] = {}
        self.context: dict[str, list[Evidence]] = {}
        for one in evidence:
            for condition_id in one.condition_ids:
                if one.technique_id is not None:
                    self.direct.setdefault((condition_id, one.technique_id), []).append(one)
                elif one.role is EvidenceRole.CONTEXT:
                    self.context.setdefault(condition_id, []).append(one)
        self._known: dict[tuple[str, str, Stage | None], Indication | None] = {}

    def indications(
        self,
        condition_id: str | None = None,
        technique_id: str | None = None,
        stage: Stage | None = None,
    ) -> tuple[Indication, ...]:
        """What is known of techniques for conditions; see `Catalog.indications`."""
        condition_ids = self.conditions if condition_id is None else (condition_id,)
        technique_ids = (
            tuple(id for id in self.techniques if id != ROOT_TECHNIQUE)
            if technique_id is None
            else (technique_id,)
        )
        found = [
            one
            for condition in condition_ids
            for technique in technique_ids
            if (one := self.indication(condition, technique, stage)) is not None
        ]
        return tuple(
            sorted(
                found,
                key=lambda one: (
                    one.support.level,
                    not one.direct,
                    one.condition_id,
                    -len(one.impairment_ids),
                    one.technique_id,
                ),
            )
        )

    def indication(
        self, condition_id: str, technique_id: str, stage: Stage | None = None
    ) -> Indication | None:
        """What is known of one pair; None where nothing links them."""
        key = (condition_id, technique_id, stage)
        if key not in self._known:
            self._known[key] = self._indication(*key)
        return self._known[key]

    def _indication(
        self, condition_id: str, technique_id: str, stage: Stage | None
    ) -> Indication | None:
        condition = self.conditions[condition_id]
        technique = self.techniques[technique_id]
        addressed = tuple(id for id in condition.impairment_ids if id in technique.impairment_ids)
        own = self.direct.get((condition_id, technique_id), [])
        if technique.only_for and not own and not set(technique.only_for) & set(addressed):
            return None
        named = self._in_article(condition, technique, addressed)
        if own:
            graded = grade(own, self.kinds, stage=stage, in_article=named)
            others = [one for one in own if one not in (*graded.favorable, *graded.unfavorable)]
            arguments_for = [_argument(one) for one in graded.favorable]
            arguments_against = [_argument(one) for one in graded.unfavorable]
            inconclusive = [_argument(one) for one in others]
            support, direct = graded.support, True
            short_term = graded.short_term
        else:
            inherited = list(self._inherited(condition_id, technique_id, stage))
            favorable = [one for one in inherited if one[1] in one[2].favorable]
            arguments_for = [_argument(one, about) for about, one, _ in favorable]
            arguments_against = [
                _argument(one, about) for about, one, whole in inherited if one in whole.unfavorable
            ]
            inconclusive = []
            support = grade((), {}, in_article=named).support
            direct = not favorable
            short_term = any(whole.short_term for _, _, whole in inherited)
            if favorable:
                support = Support.LIMITED
        if named:
            arguments_for.append(_article_argument(technique))
        if not (addressed or own or arguments_for or arguments_against):
            return None
        return Indication(
            condition_id=condition_id,
            technique_id=technique_id,
            support=support,
            direct=direct,
            short_term=short_term,
            stage=stage,
            impairment_ids=addressed,
            arguments_for=tuple(arguments_for),
            arguments_against=tuple(arguments_against),
            context=(
                *inconclusive,
                *(_argument(one) for one in self.context.get(condition_id, ()) if fits(one, stage)),
            ),
        )

    def _in_article(
        self, condition: Condition, technique: Technique, addressed: tuple[str, ...]
    ) -> bool:
        """
        Whether the article names the technique for the condition.

        By name, or because it names both and says that the technique acts on what is usual for
        the condition.
        """
        if condition.id in technique.article_condition_ids:
            return True
        return (
            condition.in_article
            and technique.in_article
            and technique.id != ROOT_TECHNIQUE
            and any((technique.id, id) in self.article_targets for id in addressed)
        )

    def _inherited(
        self, condition_id: str, technique_id: str, stage: Stage | None
    ) -> Iterator[tuple[str, Evidence, Grade]]:
        """Findings on broader techniques and conditions, with what they are about."""
        for broader_condition in self._broader_conditions(condition_id):
            for broader_technique in self._broader_techniques(technique_id):
                findings = self.direct.get((broader_condition, broader_technique), [])
                whole = grade(findings, self.kinds, stage=stage)
                about = self._about(
                    broader_condition if broader_condition != condition_id else None,
                    broader_technique if broader_technique != technique_id else None,
                )
                for one in (*whole.favorable, *whole.unfavorable):
                    yield about, one, whole

    def _about(self, condition_id: str | None, technique_id: str | None) -> str:
        words = []
        if technique_id == ROOT_TECHNIQUE:
            words.append("massage in general")
        elif technique_id is not None:
            words.append(self.techniques[technique_id].name.lower())
        if condition_id is not None:
            words.append(f"for {self.conditions[condition_id].name.lower()}")
        return " ".join(words)

    def _broader_techniques(self, technique_id: str) -> Iterator[str]:
        current: str | None = technique_id
        while current is not None:
            yield current
            current = self.techniques[current].parent_id

    def _broader_conditions(self, condition_id: str) -> Iterator[str]:
        waiting, seen = [condition_id], {condition_id}
        while waiting:
            current = waiting.pop(0)
            yield current
            condition = self.conditions[current]
            if condition.evidence_from_parents:
                for parent in condition.parent_ids:
                    if parent not in seen:
                        seen.add(parent)
                        waiting.append(parent)


def _argument(finding: Evidence, about: str = "") -> Argument:
    beginning = f"From {about}: " if about else ""
    return Argument(
        text=f"{beginning}{finding.summary}",
        citations=(finding.citation,),
        evidence_id=finding.id,
        only_with_other_care=finding.only_with_other_care,
    )


def _article_argument(technique: Technique) -> Argument:
    return Argument(
        text=technique.article_statement or technique.description, citations=(Citation(ARTICLE),)
    )
