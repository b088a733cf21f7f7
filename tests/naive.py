"""
Screening once more: slow, obvious, and written from design.md section 5 instead of from the code.

The tests compare it with `medmassage.screening`. It reads the records through the catalog's
mappings with plain loops, keeps nothing between two calls, and imports no code that screens.
Comments that begin with "Silent:" mark where section 5 leaves a choice; there the docstrings of
the model decide, or the safer reading where they are silent too.
"""

from dataclasses import dataclass
from datetime import date

from medmassage.catalog import Catalog
from medmassage.model.intake import Clearance, Complaint, Finding, Intake
from medmassage.model.safety import Contraindication, Limit, Question, RedFlag
from medmassage.vocabulary import Action, Decision, Position, PressureCap, Region, Side

Place = tuple[frozenset[Region], Side | None]
"""Regions and side of one report; no regions: the place was not given."""

EVERYWHERE = (None, Side.LEFT, Side.RIGHT, Side.BOTH, Side.MIDLINE)
"""Every side that can be asked about; None: either."""

ORDER_OF_CAPS = (PressureCap.NO_PRESSURE, PressureCap.LIGHT, PressureCap.MODERATE)
ORDER_OF_DECISIONS = (
    Decision.PROCEED,
    Decision.PROCEED_WITH_PRECAUTIONS,
    Decision.INCOMPLETE,
    Decision.OBTAIN_CLEARANCE,
    Decision.POSTPONE,
    Decision.REFER,
    Decision.REFER_URGENTLY,
    Decision.EMERGENCY,
)


class SaidTwiceError(Exception):
    """The same question has two answers."""


@dataclass(frozen=True)
class Bound:
    """One limit in force."""

    rule_id: str
    regions: frozenset[Region]
    side: Side | None
    cap: PressureCap | None
    technique_ids: frozenset[str]
    positions: frozenset[Position]


@dataclass(frozen=True)
class Limits:
    """What is left to hands-on work at one place."""

    cap: PressureCap | None
    technique_ids: frozenset[str]
    positions: frozenset[Position]


@dataclass(frozen=True)
class Found:
    """What the comparison found."""

    decision: Decision
    fired: frozenset[str]
    ruled_out: frozenset[str]
    open: frozenset[tuple[str, str]]
    unexplained: frozenset[str]
    conflicts: frozenset[str]
    uncounted: frozenset[str]
    bounds: tuple[Bound, ...]

    def at(self, region: Region, side: Side | None) -> Limits:
        """All that binds at a place; the strictest wins."""
        cap = None
        technique_ids: set[str] = set()
        positions: set[Position] = set()
        for bound in self.bounds:
            if not (set(up(region)) & bound.regions and halves(side) & halves(bound.side)):
                continue
            technique_ids |= bound.technique_ids
            positions |= bound.positions
            if bound.cap is not None and (
                cap is None or ORDER_OF_CAPS.index(bound.cap) < ORDER_OF_CAPS.index(cap)
            ):
                cap = bound.cap
        return Limits(cap, frozenset(technique_ids), frozenset(positions))


def naive_screen(intake: Intake, on: date | None, catalog: Catalog) -> Found:
    """Screen an intake whose ids all exist."""
    return _Naive(intake, on, catalog).found()


# --- the body ---------------------------------------------------------------------------------


def up(region: Region) -> list[Region]:
    """A region and all that it lies in."""
    above = [region]
    while above[-1].parent is not None:
        above.append(above[-1].parent)
    return above


def down(region: Region) -> list[Region]:
    """A region and all that lies in it."""
    return [other for other in Region if region in up(other)]


def halves(side: Side | None) -> set[Side]:
    """Left, right or both; a side that is not given covers both, and so does the middle."""
    return {side} if side in (Side.LEFT, Side.RIGHT) else {Side.LEFT, Side.RIGHT}


def expanded(regions: tuple[Region, ...]) -> frozenset[Region]:
    """Groups replaced by what they stand for ("groups are expanded first")."""
    found: set[Region] = set()
    for region in regions:
        if region is Region.WHOLE_BODY or not region.is_group:
            found.add(region)  # Silent: a finding on the whole body stays that, and covers it all
        else:
            found |= {one for one in down(region) if not one.is_group and one.parent.is_group}
    return frozenset(found)


# --- screening --------------------------------------------------------------------------------


class _Naive:
    def __init__(self, intake: Intake, on: date | None, catalog: Catalog) -> None:
        self.intake = intake
        self.on = on
        self.catalog = catalog
        self.rules: dict[str, Contraindication | RedFlag] = {}
        for rule in (*catalog.contraindications.values(), *catalog.red_flags.values()):
            self.rules[rule.id] = rule
        self.yes: dict[str, set[Place]] = {}
        self.named: dict[str, set[Place]] = {}
        self.unknown: set[str] = set()
        self.no: set[str] = set()
        self.from_complaint: set[str] = set()
        self.said: set[str] = set()
        self.conflicts: set[str] = set()
        self.answer()
        self.asked = self.concerned()
        self.first = self.asked_first()

    def found(self) -> Found:
        fired = self.fired()
        cleared = {id: self.counting(id) for id in fired}
        unexplained = self.unexplained()
        open_ = self.open_answers() | self.open_places(fired, cleared) | self.open_complaints()
        decisions = [
            Decision.PROCEED,
            *(
                Decision.PROCEED_WITH_PRECAUTIONS if cleared[id] else self.decision(self.rules[id])
                for id in fired
            ),
        ]
        for id in unexplained:
            # "at least `proceed-with-precautions`, or the question's `if_unexplained`"
            wanted = self.catalog.questions[id].if_unexplained
            decisions.append(_whole(wanted) if wanted else Decision.PROCEED_WITH_PRECAUTIONS)
        if any(asks in ("answer", "where") for _, asks in open_):
            decisions.append(Decision.INCOMPLETE)
        return Found(
            decision=max(decisions, key=ORDER_OF_DECISIONS.index),
            fired=frozenset(fired),
            ruled_out=frozenset(self.ruled_out(fired)),
            open=frozenset(open_),
            unexplained=frozenset(unexplained),
            conflicts=frozenset(self.conflicts),
            uncounted=frozenset(
                id
                for id in {*fired, *(one.id for one in self.everyones())}
                if self.clearances_of(id) and not self.counting(id)
            ),
            bounds=tuple(self.bounds(fired, cleared)),
        )

    # "Answers."

    def answer(self) -> None:
        absent = {self.question_of(id) for id in self.intake.absent}
        self.unknown = {self.question_of(id) for id in self.intake.unknown}
        for finding in self.intake.present:
            self.answer_yes(finding)
        if self.said & absent or self.said & self.unknown or absent & self.unknown:
            raise SaidTwiceError
        for complaint in self.intake.complaints:
            # "at its regions and side"
            for question_id in self.told_by(complaint):
                self.yes.setdefault(question_id, set()).add(self.place_of(complaint))
                self.from_complaint.add(question_id)
        self.answer_by_allergies()
        denied = absent | self.answer_by_age()
        self.spread_yes()
        # "In any other conflict the yes counts and the pair is listed"
        self.conflicts = denied & set(self.yes)
        denied -= self.conflicts
        # "A no answers the questions `under` it, all the way down"
        for question in self.catalog.questions.values():
            chain = {question.id, *self.above(question)}
            # Silent: an explicit "unknown" under a no stays unknown
            if denied & chain and question.id not in {*self.yes, *self.unknown}:
                self.no.add(question.id)

    def answer_yes(self, finding: Finding) -> None:
        place = (expanded(finding.regions), finding.side)
        if finding.question_id not in self.catalog.questions:
            # "A rule id in `present` fires that rule"
            rule_id = self.rules[finding.question_id].id
            self.named.setdefault(rule_id, set()).add(place)
        question_id = self.question_for_yes(finding.question_id)
        if question_id is not None:
            self.yes.setdefault(question_id, set()).add(place)
            self.said.add(question_id)

    def answer_by_allergies(self) -> None:
        """Answer yes to whether there are allergies, where some are named."""
        for question in self.catalog.questions.values() if self.intake.allergies else ():
            if question.section == "allergies":
                self.yes.setdefault(question.id, set()).add((frozenset(), None))

    def answer_by_age(self) -> set[str]:
        """Answer yes what age answers with yes; give what it answers with no."""
        denied = set()
        age = self.intake.age_years
        for question in self.catalog.questions.values() if age is not None else ():
            if question.yes_at_ages is not None and age in question.yes_at_ages:
                self.yes.setdefault(question.id, set()).add((frozenset(), None))
            elif question.no_at_ages is not None and age in question.no_at_ages:
                denied.add(question.id)
        return denied

    def spread_yes(self) -> None:
        """Spread every yes, with its places: "a yes makes what it `implies` yes"."""
        changed = True
        while changed:
            changed = False
            for question_id in list(self.yes):
                for implied in self.catalog.questions[question_id].implies:
                    before = self.yes.get(implied)
                    after = (before or set()) | self.yes[question_id]
                    if after != before:
                        self.yes[implied] = after
                        changed = True

    def question_of(self, id: str) -> str:
        """Give the question that an id in `absent` or `unknown` stands for."""
        return self.catalog.questions[id].id

    def question_for_yes(self, id: str) -> str | None:
        """Give the question that a yes answers: "its own, else the only one that does"."""
        if id in self.catalog.questions:
            return self.catalog.questions[id].id
        bringing = self.bringing(self.rules[id].id)
        return bringing[0].id if len(bringing) == 1 else None

    def bringing(self, rule_id: str) -> list[Question]:
        return [one for one in self.catalog.questions.values() if rule_id in one.triggers]

    def above(self, question: Question) -> list[str]:
        """Give the broader questions that a question stands under, nearest first."""
        found = []
        while question.under is not None:
            found.append(question.under)
            question = self.catalog.questions[question.under]
        return found

    # "The complaint answers too."

    def told_by(self, complaint: Complaint) -> list[str]:
        condition = self.catalog.conditions[complaint.condition_id]
        acute = condition.answers_yes_when_acute if complaint.stage == "acute" else ()
        return [*condition.answers_yes, *acute]

    def place_of(self, complaint: Complaint) -> Place:
        condition = self.catalog.conditions[complaint.condition_id]
        regions = complaint.regions
        if not regions and not condition.regions_are_alternatives:
            regions = condition.regions  # Silent: a complaint without place is where it usually is
        return expanded(regions), complaint.side

    def asked_first(self) -> set[str]:
        """With the stage missing, what an acute complaint would answer is asked first."""
        found: set[str] = set()
        for complaint in self.intake.complaints:
            if complaint.stage is None:
                found |= set(self.catalog.conditions[complaint.condition_id].answers_yes_when_acute)
        return found - set(self.yes) - self.no

    # "A broad yes that no narrow question explains"

    def unexplained(self) -> set[str]:
        found = set()
        for question_id in self.yes:
            question = self.catalog.questions[question_id]
            # Silent: broad is what fires nothing itself; a complaint that says it is no explanation
            if question.triggers and not question.must_be_explained:
                continue
            explained = any(
                question_id in (*self.above(self.catalog.questions[other]), *self.implied(other))
                for other in self.yes
                if other != question_id
            )
            # Silent: the allergens given explain a yes to an allergy
            if question.section == "allergies" and self.intake.allergies:
                explained = True
            if not explained:
                found.add(question_id)
        return found

    def implied(self, question_id: str) -> set[str]:
        found: set[str] = set()
        waiting = [question_id]
        while waiting:
            for one in self.catalog.questions[waiting.pop()].implies:
                if one not in found:
                    found.add(one)
                    waiting.append(one)
        return found

    # "Concern."

    def concerned(self) -> set[str]:
        names: set[str] = set()
        for complaint in self.intake.complaints:
            names |= self.screened_as(complaint.condition_id)
            for region in expanded(complaint.regions):
                parts = [region]
                if region is Region.WHOLE_BODY:
                    parts = [one for one in down(region) if not one.is_group]
                for part in parts:
                    pain = self.catalog.body_regions[part].pain_complaint_id
                    if pain is not None:
                        # Silent: the pain complaint is screened as any complaint is
                        names |= self.screened_as(pain)
        return {
            question.id
            for question in self.catalog.questions.values()
            if question.concerns_everyone or names.intersection(question.concerns)
        }

    def screened_as(self, condition_id: str) -> set[str]:
        """Give the condition, its `screen_as`, and what these are kinds of."""
        found: set[str] = set()
        waiting = [condition_id, *self.catalog.conditions[condition_id].screen_as]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting.extend(self.catalog.conditions[one].parent_ids)
        return found

    # "Where?"

    def open_answers(self) -> set[tuple[str, str]]:
        found = {(id, "answer") for id in self.unknown if id not in self.yes}
        for question_id in self.asked:
            if question_id in self.yes or question_id in self.no:
                continue
            # Silent: what stands under a broad question waits until that is yes or unknown
            gates = [
                one
                for one in self.above(self.catalog.questions[question_id])
                if one in self.asked or one in self.yes
            ]
            if (
                not gates
                or gates[0] in self.yes
                or gates[0] in self.unknown
                or question_id in self.first
            ):
                found.add((question_id, "answer"))
        return found

    def open_places(
        self, fired: set[str], cleared: dict[str, list[Clearance]]
    ) -> set[tuple[str, str]]:
        found = set()
        for rule_id in fired:
            if not (self.lacks_place(rule_id, cleared[rule_id]) or self.waits(rule_id)):
                continue
            for question in self.bringing(rule_id):
                # Silent: what a complaint says gets its place with the complaint's
                told_only = question.id in self.from_complaint and question.id not in self.said
                if not told_only and any(
                    not regions for regions, _ in self.yes.get(question.id, ())
                ):
                    found.add((question.id, "where"))
            if any(not regions for regions, _ in self.named.get(rule_id, ())):
                # Silent: for a rule that several questions bring, the one asked first
                first = min(self.bringing(rule_id), key=lambda one: (one.order, one.id))
                found.add((first.id, "where"))
        return found

    def open_complaints(self) -> set[tuple[str, str]]:
        found = set()
        for complaint in self.intake.complaints:
            condition = self.catalog.conditions[complaint.condition_id]
            if not complaint.regions and (
                condition.regions_are_alternatives or not condition.regions
            ):
                found.add((f"where-of-{condition.id}", "where"))
            if condition.needs_side and complaint.side is None:
                found.add((f"side-of-{condition.id}", "side"))
            if condition.stages and complaint.stage is None:
                found.add((f"stage-of-{condition.id}", "stage"))
        return found

    def lacks_place(self, rule_id: str, letters: list[Clearance]) -> bool:
        """Whether a rule limits the place of a finding, which was not given."""
        rule = self.rules[rule_id]
        if isinstance(rule, RedFlag):
            return False
        if not letters:
            # Silent: of a rule that closes the whole session no place is asked
            if not rule.needs_place or self.decision(rule) != Decision.PROCEED_WITH_PRECAUTIONS:
                return False
            limits = rule.limits
        else:
            limits = self.left_by(rule, letters)
        return any(limit.reported for limit in limits) and any(
            not regions for regions, _ in self.places(rule_id)
        )

    # "Decisions" and "What a rule does."

    def fired(self) -> set[str]:
        found = set(self.named)
        for question_id in self.yes:
            found.update(self.catalog.questions[question_id].triggers)
        return found

    def decision(self, rule: Contraindication | RedFlag) -> Decision:
        whole = rule.decides_whole_session or rule.action in (
            Action.EMERGENCY,
            Action.REFER_URGENTLY,
        )
        return _whole(rule.action) if whole else Decision.PROCEED_WITH_PRECAUTIONS

    def ruled_out(self, fired: set[str]) -> set[str]:
        """Every question asked that brings it was answered no, and one was."""
        found = set()
        for rule_id in self.rules:
            asked = {
                one.id
                for one in self.bringing(rule_id)
                if one.id in self.asked or one.id in self.unknown or one.id in self.no
            }
            if asked and asked <= self.no and rule_id not in fired:
                found.add(rule_id)
        return found

    def places(self, rule_id: str) -> set[Place]:
        found = set(self.named.get(rule_id, ()))
        for question in self.bringing(rule_id):
            found |= self.yes.get(question.id, set())
        return found

    # "Clearances"

    def clearances_of(self, rule_id: str) -> list[Clearance]:
        return [one for one in self.intake.clearances if self.rules[one.rule_id].id == rule_id]

    def everyones(self) -> list[Contraindication]:
        rules = self.catalog.contraindications.values()
        return [one for one in rules if one.applies_to == "everyone"]

    def valid(self, rule_id: str) -> list[Clearance]:
        """Clearances of the right party for a rule that can be lifted, not past at the date."""
        rule = self.rules[rule_id]
        if isinstance(rule, RedFlag) or rule.action in (Action.EMERGENCY, Action.REFER_URGENTLY):
            return []
        return [
            one
            for one in self.clearances_of(rule_id)
            if one.by in rule.clearance.lifted_by
            and (one.expires is None or (self.on is not None and self.on <= one.expires))
        ]

    def counting(self, rule_id: str) -> list[Clearance]:
        """List the clearances that count: of several for one rule, all bind."""
        letters = self.valid(rule_id)
        return [] if letters and self.lacks_place(rule_id, letters) else letters

    def left_by(self, rule: Contraindication, letters: list[Clearance]) -> list[Limit]:
        """List what stays forbidden: "the stricter of rule and letter wins"."""
        return [*rule.clearance.remaining, *(limit for one in letters for limit in one.limits)]

    def waits(self, rule_id: str) -> bool:
        """Whether a clearance would count if the place were known."""
        return bool(self.valid(rule_id)) and not self.counting(rule_id)

    # "Other rules limit what they cover"

    def bounds(self, fired: set[str], cleared: dict[str, list[Clearance]]) -> list[Bound]:
        found = []
        everyones = {one.id for one in self.everyones()}
        for rule_id in fired | everyones:
            rule = self.rules[rule_id]
            if isinstance(rule, RedFlag):
                continue
            letters = self.counting(rule_id) if rule_id in everyones else cleared[rule_id]
            limits = list(rule.limits)
            never: list[str] = []
            if letters:
                limits = self.left_by(rule, letters)
            else:
                # Silent: a letter also lifts what a technique says of the rule's place
                never = [
                    one.id for one in self.catalog.techniques.values() if rule_id in one.never_over
                ]
            for limit in limits:
                for regions, side in self.where(rule_id, limit):
                    found.append(
                        Bound(
                            rule_id,
                            regions,
                            side,
                            limit.pressure_cap,
                            frozenset((*limit.technique_ids, *never)),
                            frozenset(limit.positions_avoid),
                        )
                    )
        return found

    def where(self, rule_id: str, limit: Limit) -> list[Place]:
        """List the places a limit covers: "where the person reported it, or the rule's own"."""
        if not limit.reported:
            return [(frozenset(limit.regions), None)]
        return [
            (frozenset().union(*(self.around(limit, one) for one in regions)), side)
            for regions, side in self.places(rule_id)
        ]

    def around(self, limit: Limit, region: Region) -> frozenset[Region]:
        """Widen a reported place as far as the limit reaches (the meanings in `Spread`)."""
        records = self.catalog.body_regions
        found = {region}
        if limit.spread == "at-and-below":
            found |= set(records[region].below)
        for limb in (Region.ARM, Region.LEG):
            quarter = records[limb].quarter
            drains_there = any(set(down(part)) & set(down(region)) for part in quarter)
            if limit.spread == "whole-limb" and limb in up(region):
                found.add(limb)
            if limit.spread == "limb-and-trunk-quadrant" and (limb in up(region) or drains_there):
                found |= {limb, *quarter}
        return frozenset(found)


def _whole(action: Action) -> Decision:
    """Give the decision of an action that holds for the whole session."""
    if action.value in Decision.values():
        return Decision(action.value)
    return Decision.PROCEED_WITH_PRECAUTIONS
