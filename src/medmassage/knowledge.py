"""
What the findings on file say of each technique for each condition.

Where a technique has findings of its own for the condition at the stage asked for, they decide.
Where it has none, the favorable findings on the nearest broader technique or condition earn
`limited`, or `mixed` where findings stand against them, and the support is labelled indirect; they
earn nothing where they come to `unsupported` or `advised-against` themselves. What speaks against
a broader technique or condition, or for it only beside other care, is printed as a caution in
every case.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from medmassage.grading import Grade, fits, grade
from medmassage.model.condition import Condition
from medmassage.model.evidence import Citation, Evidence, Source
from medmassage.model.fields import unchecked
from medmassage.model.matching import Argument, Indication
from medmassage.model.technique import Technique, TechniqueTarget
from medmassage.vocabulary import EvidenceRole, Stage, Support

_argue = unchecked(Argument)
_indicate = unchecked(Indication)

ARTICLE = "ospina-medical-massage"
"""The source id of the article that the library is named for."""

ROOT_TECHNIQUE = "massage-therapy"
"""It carries evidence on massage in general and is never itself a match."""


class Knowledge:
    """The records that grading reads, and what was worked out of them."""

    def __init__(
        self,
        *,
        conditions: Mapping[str, Condition],
        techniques: Mapping[str, Technique],
        targets: Iterable[TechniqueTarget],
        naming: Callable[[str], Iterable[Evidence]],
        sources: Mapping[str, Source],
    ) -> None:
        self.conditions = conditions
        self.techniques = techniques
        self.sources = sources
        self.article_targets: set[tuple[str, str]] = {
            (one.technique_id, one.impairment_id) for one in targets if one.in_article
        }
        self._naming = naming
        self._found: dict[str, dict[str | None, list[Evidence]]] = {}
        self._known: dict[tuple[str, str, Stage | None], Indication | None] = {}
        self._arguments: dict[tuple[str, str], Argument] = {}

    def findings(self, condition_id: str, technique_id: str | None) -> Sequence[Evidence]:
        """
        The findings on a condition and a technique.

        Without a technique, those on manual therapy in general, which count for neither side.
        """
        found = self._found.get(condition_id)
        if found is None:
            found = {}
            for one in self._naming(condition_id):
                if condition_id not in one.condition_ids:
                    continue
                if one.technique_id is not None or one.role is EvidenceRole.CONTEXT:
                    found.setdefault(one.technique_id, []).append(one)
            self._found[condition_id] = found
        return found.get(technique_id, ())

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
        own = self.findings(condition_id, technique_id)
        usual = not technique.only_for or not set(technique.only_for).isdisjoint(addressed)
        if not (own or usual):
            return None
        named = self._in_article(condition, technique, addressed)
        whole = grade(own, self.sources, stage=stage, in_article=named)
        broader = tuple(self._broader(condition_id, technique_id, stage))
        fitting = [one for one in own if fits(one, stage)]
        lends = usual and not fitting
        inherited = [one for one in broader[:1] if lends and one.carries]
        arguments_for = [self._argument(one) for one in whole.favorable] + [
            self._argument(finding, one.about)
            for one in inherited
            for finding in one.grade.favorable
        ]
        arguments_against = [self._argument(one) for one in (*whole.unfavorable, *whole.faded)]
        cautions = [
            self._argument(finding, one.about)
            for one in broader
            for finding in one.grade.unfavorable
        ] + [
            self._argument(finding, one.about)
            for one in broader
            for finding in one.grade.favorable
            if finding.only_with_other_care and one not in inherited
        ]
        support = whole.support
        if any(one.grade.favorable for one in inherited):
            both = any(one.grade.unfavorable for one in inherited)
            support = Support.MIXED if both else Support.LIMITED
        if named:
            arguments_for.append(_article_argument(technique))
        if not (addressed or own or arguments_for):
            return None
        counted = {one.id for one in (*whole.favorable, *whole.unfavorable, *whole.faded)}
        return _indicate(
            condition_id=condition_id,
            technique_id=technique_id,
            support=support,
            direct=support is whole.support or bool(fitting),
            short_term=bool(whole.faded) or any(one.grade.faded for one in inherited),
            stage=stage,
            impairment_ids=addressed,
            arguments_for=tuple(arguments_for),
            arguments_against=tuple(arguments_against),
            cautions=tuple(cautions),
            context=(
                *(self._argument(one) for one in own if one.id not in counted),
                *(
                    self._argument(one)
                    for one in self.findings(condition_id, None)
                    if fits(one, stage)
                ),
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

    def _broader(
        self, condition_id: str, technique_id: str, stage: Stage | None
    ) -> Iterator["_Broader"]:
        """What findings on broader techniques and conditions come to, nearest first."""
        for broader_condition in self.broader_conditions(condition_id):
            for broader_technique in self.broader_techniques(technique_id):
                if (broader_condition, broader_technique) == (condition_id, technique_id):
                    continue
                findings = self.findings(broader_condition, broader_technique)
                whole = grade(findings, self.sources, stage=stage)
                if whole.favorable or whole.unfavorable:
                    yield _Broader(
                        self._about(
                            broader_condition if broader_condition != condition_id else None,
                            broader_technique if broader_technique != technique_id else None,
                        ),
                        whole,
                    )

    def _about(self, condition_id: str | None, technique_id: str | None) -> str:
        words = []
        if technique_id == ROOT_TECHNIQUE:
            words.append("massage in general")
        elif technique_id is not None:
            words.append(self.techniques[technique_id].name.lower())
        else:
            words.append("the same technique")
        if condition_id is not None:
            words.append(f"for {self.conditions[condition_id].name.lower()}")
        return " ".join(words)

    def _argument(self, finding: Evidence, about: str = "") -> Argument:
        """What a finding says, on whatever it is about; shared by all that rests on it."""
        key = (finding.id, about)
        found = self._arguments.get(key)
        if found is None:
            found = self._arguments[key] = _argue(
                text=f"From {about}: {finding.summary}" if about else finding.summary,
                citations=(finding.citation,),
                evidence_id=finding.id,
                only_with_other_care=finding.only_with_other_care,
            )
        return found

    def broader_techniques(self, technique_id: str) -> Iterator[str]:
        """The technique and what it is a kind of, nearest first."""
        current: str | None = technique_id
        while current is not None:
            yield current
            current = self.techniques[current].parent_id

    def broader_conditions(self, condition_id: str) -> Iterator[str]:
        """The condition and those whose findings speak for it too, nearest first."""
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


class _Broader(NamedTuple):
    """What findings on a broader technique or condition come to."""

    about: str
    """What they are about, in words."""
    grade: Grade

    @property
    def carries(self) -> bool:
        """Whether their favorable side speaks for the narrower pair."""
        return self.grade.support.level <= Support.LIMITED.level


def _article_argument(technique: Technique) -> Argument:
    return _argue(
        text=technique.article_statement or technique.description, citations=(Citation(ARTICLE),)
    )
