"""
The safety rules as tables: built once from a catalog, shared by every verb.

Nothing here knows a person. `screening` reads the tables for one intake.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from medmassage.catalog import Catalog
from medmassage.model.condition import Condition
from medmassage.model.safety import Contraindication, Limit, Question, RedFlag
from medmassage.vocabulary import Action, AppliesTo, Decision, Region, Section, Spread

Rule = Contraindication | RedFlag

_DECISIONS = {
    Action.OBTAIN_CLEARANCE: Decision.OBTAIN_CLEARANCE,
    Action.POSTPONE: Decision.POSTPONE,
    Action.REFER: Decision.REFER,
    Action.REFER_URGENTLY: Decision.REFER_URGENTLY,
    Action.EMERGENCY: Decision.EMERGENCY,
}


class Rulebook:
    """Everything that follows from the safety data alone."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.questions: Mapping[str, Question] = catalog.questions.records
        self.brought_by: dict[str, tuple[str, ...]] = _brought_by(self.questions)
        self.children: dict[str, tuple[str, ...]] = _children(self.questions)
        self.descendants: dict[str, tuple[str, ...]] = {
            id: _reach(id, lambda one: self.children.get(one, ())) if id in self.children else ()
            for id in self.questions
        }
        self.implied: dict[str, tuple[str, ...]] = {
            id: _reach(id, lambda one: self.questions[one].implies) if question.implies else ()
            for id, question in self.questions.items()
        }
        self.general: tuple[Contraindication, ...] = tuple(
            rule
            for id in catalog.contraindications.mentioning(AppliesTo.EVERYONE)
            if (rule := catalog.contraindications[id]).applies_to is AppliesTo.EVERYONE
        )
        self._concerning: dict[str, frozenset[str]] = {}
        self._decisions: dict[str, Decision] = {}

    def rule(self, id: str) -> Rule:
        """The rule of an id, whichever kind it is."""
        red_flags = self.catalog.red_flags
        return red_flags[id] if red_flags.holds(id) else self.catalog.contraindications[id]

    def decision(self, rule_id: str) -> Decision:
        """What a rule makes of the whole session; see `decision_of`."""
        found = self._decisions.get(rule_id)
        if found is None:
            decides = rule_id in self._may_decide
            found = self._decisions[rule_id] = (
                decision_of(self.rule(rule_id)) if decides else Decision.PROCEED_WITH_PRECAUTIONS
            )
        return found

    @cached_property
    def _may_decide(self) -> frozenset[str]:
        """Rules that may decide the whole session; the others need not be built to know it."""
        words = ("decides_whole_session", Action.REFER_URGENTLY, Action.EMERGENCY)
        rules = self.catalog.contraindications
        strict = (id for word in words for id in rules.mentioning(word))
        return frozenset((*self.catalog.red_flags, *strict))

    @cached_property
    def explained_by(self) -> dict[str, frozenset[str]]:
        """For each broad question: the questions whose yes explains its yes."""
        found: dict[str, set[str]] = {
            id: set(self.descendants[id]) for id, one in self.questions.items() if is_broad(one)
        }
        for id, implied in self.implied.items():
            for broad in implied:
                if broad in found:
                    found[broad].add(id)
        return {id: frozenset(narrow) for id, narrow in found.items()}

    @cached_property
    def never_over(self) -> dict[str, tuple[str, ...]]:
        """For each rule: techniques that are never used over its place."""
        found: dict[str, list[str]] = {}
        for technique in self.catalog.techniques.values():
            for rule_id in technique.never_over:
                found.setdefault(rule_id, []).append(technique.id)
        return {rule_id: tuple(ids) for rule_id, ids in found.items()}

    @cached_property
    def aged(self) -> tuple[Question, ...]:
        """Questions that an age can answer."""
        return tuple(one for one in self.questions.values() if one.yes_at_ages or one.no_at_ages)

    @cached_property
    def about_allergies(self) -> tuple[str, ...]:
        """Questions that naming an allergen answers with yes."""
        return tuple(one.id for one in self.questions.values() if one.section is Section.ALLERGIES)

    def concerning(self, condition: Condition, regions: Iterable[Region]) -> frozenset[str]:
        """
        Ids of the questions that a complaint brings up.

        Those for everyone, for the condition, for what it is screened as, for the pain complaint
        of each region named, and for whatever these are kinds of.
        """
        found = self._for_condition(condition.id)
        for region in regions:
            for part in region.members:
                complaint = self.catalog.body_regions[part].pain_complaint_id
                if complaint is not None:
                    found |= self._for_condition(complaint)
        return found

    def _for_condition(self, condition_id: str) -> frozenset[str]:
        found = self._concerning.get(condition_id)
        if found is None:
            named = self.kinds_of(condition_id)
            for other in self.catalog.conditions[condition_id].screen_as:
                named |= self.kinds_of(other)
            found = self._concerning[condition_id] = frozenset(
                one.id
                for one in self.questions.values()
                if one.concerns_everyone or not named.isdisjoint(one.concerns)
            )
        return found

    def kinds_of(self, condition_id: str) -> frozenset[str]:
        """A condition and everything it is a kind of."""
        conditions = self.catalog.conditions
        return frozenset(
            {condition_id, *_reach(condition_id, lambda id: conditions[id].parent_ids)}
        )

    def current_rule(self, rule_id: str) -> str:
        """The id of a rule today."""
        catalog = self.catalog
        if rule_id in catalog.red_flags:
            return catalog.red_flags.current_id(rule_id)
        return catalog.contraindications.current_id(rule_id)

    def places(self, limit: Limit, regions: Iterable[Region]) -> tuple[Region, ...]:
        """Where a reported limit holds, given the regions reported."""
        if limit.spread is None:
            return tuple(regions)
        return tuple(
            sorted({part for region in regions for part in self._spread(limit.spread, region)})
        )

    def _spread(self, spread: Spread, region: Region) -> Iterable[Region]:
        bodies = self.catalog.body_regions
        yield region
        if spread is Spread.AT_AND_BELOW:
            yield from bodies[region].below
            return
        for limb in (Region.ARM, Region.LEG):
            inside = limb in region.path
            if spread is Spread.LIMB_AND_TRUNK_QUADRANT:
                quarter = bodies[limb].quarter
                if inside or not quarter_parts(quarter).isdisjoint(region.contents):
                    yield limb
                    yield from quarter
            elif inside:
                yield limb


def quarter_parts(quarter: Iterable[Region]) -> frozenset[Region]:
    """Every region in a quarter of the trunk."""
    return frozenset(part for region in quarter for part in region.contents)


def is_broad(question: Question) -> bool:
    """Whether a yes is not enough: narrower questions say what it means."""
    return question.must_be_explained or not question.triggers


def rulebook(catalog: Catalog) -> Rulebook:
    """The tables of a catalog, built when first needed."""
    return catalog.derived("rulebook", lambda: Rulebook(catalog))


def decision_of(rule: Rule) -> Decision:
    """What a rule makes of the whole session."""
    if rule.action.rank >= Action.REFER_URGENTLY.rank or rule.decides_whole_session:
        return _DECISIONS.get(rule.action, Decision.PROCEED_WITH_PRECAUTIONS)
    return Decision.PROCEED_WITH_PRECAUTIONS


def decision_for(action: Action) -> Decision:
    """The decision of an action that holds for the whole session."""
    return _DECISIONS.get(action, Decision.PROCEED_WITH_PRECAUTIONS)


def _brought_by(questions: Mapping[str, Question]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[Question]] = {}
    for question in questions.values():
        for rule_id in question.triggers:
            found.setdefault(rule_id, []).append(question)
    return {
        rule_id: tuple(one.id for one in sorted(many, key=lambda one: (one.order, one.id)))
        for rule_id, many in found.items()
    }


def _children(questions: Mapping[str, Question]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for question in questions.values():
        if question.under is not None:
            found.setdefault(question.under, []).append(question.id)
    return {id: tuple(many) for id, many in found.items()}


def _reach(start: str, step: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
    """Everything reachable in one or more steps, without the start."""
    found: dict[str, None] = {}
    waiting = list(step(start))
    while waiting:
        one = waiting.pop(0)
        if one not in found and one != start:
            found[one] = None
            waiting.extend(step(one))
    return tuple(found)
