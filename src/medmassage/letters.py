"""Letters to copy and complete: referrals and requests for a clearance. They name nobody."""

from collections.abc import Container, Iterable, Iterator, Sequence

from medmassage.catalog import Catalog
from medmassage.firing import as_fired, restrictions, waits_for_place
from medmassage.ground import Ground, sites
from medmassage.model.course import Letter
from medmassage.model.intake import Intake
from medmassage.model.matching import MatchReport, Place
from medmassage.model.screening import FiredRule, Restriction, Screening
from medmassage.rules import rulebook
from medmassage.vocabulary import Action, ClearanceBy, LetterKind, Position

_OPENING = "[date]\n\nTo: [clinician]\nAbout: [name, date of birth]\n\n"
_CLOSING = "\n\n[therapist, license, telephone]"


def referral(
    intake: Intake, rules: Sequence[FiredRule], action: Action, catalog: Catalog
) -> Letter:
    """A letter that asks a clinician to look at what stopped treatment."""
    how_soon = {
        Action.EMERGENCY: "as an emergency",
        Action.REFER_URGENTLY: "today",
    }.get(action, "before massage is considered")
    found = "; ".join(_as_a_sign(one.name) for one in rules)
    noticed = f" reported or showed the following: {found}." if found else " needs an assessment."
    text = (
        f"{_OPENING}This person came to me for massage for {_complaints(intake, catalog)} and"
        f"{noticed} I am not able to judge what it means and have given no treatment. Please "
        f"assess {how_soon}. Please let me know whether massage may be given afterward, and "
        f"within what limits.{_CLOSING}"
    )
    return Letter(kind=LetterKind.REFERRAL, text=text, rule_ids=[one.rule_id for one in rules])


def _as_a_sign(name: str) -> str:
    """What was found, never as a diagnosis: nobody reports or shows a suspicion."""
    for beginning in ("Suspected, ", "Suspected or ", "Suspected ", "Signs of "):
        if name.startswith(beginning):
            return f"signs that may mean {name.removeprefix(beginning)}"
    return name[0].lower() + name[1:]


def is_for_a_clinician(rule: FiredRule, catalog: Catalog) -> bool:
    """Whether a prescriber can lift a rule that is in force and does not end by itself."""
    kept = catalog.contraindications.get(rule.rule_id)
    return (
        kept is not None
        and not rule.clearances
        and ClearanceBy.PRESCRIBER in kept.clearance.lifted_by
        and not kept.clearance.ends_by_itself
    )


def clearance_requests(
    intake: Intake,
    rules: Iterable[FiredRule],
    report: MatchReport,
    catalog: Catalog,
    *,
    offered: frozenset[str] = frozenset(),
) -> tuple[Letter, ...]:
    """
    One letter about the rules that a clinician is to be asked about; none where there is none.

    Those are the rules that ask for a clearance where the complaints are, and those whose
    clearance would leave the techniques for the complaints more places, more pressure or a
    position that reaches more. *offered* are the techniques that count; empty: all.
    """
    may_ask = [one for one in rules if is_for_a_clinician(one, catalog)]
    opening = _Opening(intake, report, offered, catalog)
    asked = [one for one in may_ask if opening.is_asked(one, may_ask)]
    if not asked:
        return ()
    lines = "\n".join(_point(one, report.screening, catalog) for one in asked)
    text = (
        f"{_OPENING}This person came to me for massage for {_complaints(intake, catalog)}. "
        f"Because of the points below I keep to the limits of our safety rules until I hear "
        f"from you:\n\n{lines}\n\nPlease tell me for each point whether massage may be given, with "
        f"what limits (places, pressure, positions) and until when.{_CLOSING}"
    )
    return (Letter(kind=LetterKind.CLEARANCE, text=text, rule_ids=[one.rule_id for one in asked]),)


# --- what a clearance would open ------------------------------------------------------------------


class _Opening:
    """What clearances would open to the techniques that fit the complaints."""

    def __init__(
        self, intake: Intake, report: MatchReport, offered: frozenset[str], catalog: Catalog
    ) -> None:
        self.limits = report.screening.restrictions
        self.catalog = catalog
        fitting = {
            (one.condition_id, one.technique_id)
            for one in (*report.accepted, *report.rejected)
            if (one.accepted or one.blocked_by) and (not offered or one.technique_id in offered)
        }
        self._fitting = [
            (catalog.techniques[technique_id], sites(complaint, condition))
            for complaint in intake.complaints
            for condition in (catalog.conditions[complaint.condition_id],)
            for condition_id, technique_id in sorted(fitting)
            if condition_id == condition.id
        ]

    def is_asked(self, rule: FiredRule, may_ask: Sequence[FiredRule]) -> bool:
        """Whether a rule asks for a clearance here, or one would open something here."""
        own = [one for one in self.limits if one.rule_id == rule.rule_id]
        asks = rule.action in (Action.OBTAIN_CLEARANCE, Action.REFER)
        if rule.decides_whole_session:
            return True
        if any(not one.regions for one in own):  # where it binds is not known yet
            kept = self.catalog.contraindications[rule.rule_id]
            return asks or kept.limits != kept.clearance.remaining
        if asks:
            return self._left(own) != self._left(())
        names = {one.rule_id for one in may_ask}
        cleared = [limit for one in may_ask for limit in _cleared(one, self.catalog)]
        others = [one for one in self.limits if one.rule_id not in names]
        without = [one for one in cleared if one.rule_id != rule.rule_id]
        return self._left([*others, *cleared]) != self._left([*others, *without, *own])

    def _left(self, limits: Iterable[Restriction]) -> tuple[object, ...]:
        """Where the techniques can be used under limits, and where they reach."""
        limits = tuple(limits)
        ground = Ground(limits)
        places = [(one.id, tuple(ground.places(one, where))) for one, where in self._fitting]
        avoided = {part for one in limits for part in one.positions_avoid}
        return (places, list(_within_reach(places, avoided, self.catalog)))


def _point(rule: FiredRule, screening: Screening, catalog: Catalog) -> str:
    """What is asked about a rule; and its place, where a clearance would not count without."""
    text = f"- {rule.name}. What our rules say of a clearance: {rule.clearance_terms}"
    if waits_for_place(rule, screening.uncounted_clearances, rulebook(catalog)):
        text = f"{text} It counts only once the place is known: please name it."
    return text


def _cleared(rule: FiredRule, catalog: Catalog) -> Iterable[Restriction]:
    """What a prescriber's clearance leaves in force of a rule."""
    book = rulebook(catalog)
    return restrictions(as_fired(rule, book).cleared, book)


def _within_reach(
    open_to: Iterable[tuple[str, tuple[Place, ...]]], avoided: Container[Position], catalog: Catalog
) -> Iterator[tuple[str, Place]]:
    """The places that a technique reaches in some position that is left: the rest need another."""
    for technique_id, found in open_to:
        lying = [
            frozenset(catalog.table_positions[one].access)
            for one in catalog.techniques[technique_id].positions
            if one not in avoided and one in catalog.table_positions
        ]
        for place in found:
            if any(not access.isdisjoint(place.region.path) for access in lying):
                yield technique_id, place


def _complaints(intake: Intake, catalog: Catalog) -> str:
    names = [catalog.conditions[one.condition_id].name for one in intake.complaints]
    return " and ".join(name[0].lower() + name[1:] for name in dict.fromkeys(names))
