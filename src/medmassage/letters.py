"""Letters to copy and complete: referrals and requests for a clearance. They name nobody."""

from collections.abc import Container, Iterable, Iterator, Sequence

from medmassage.catalog import Catalog
from medmassage.firing import Fired, restrictions
from medmassage.ground import Ground, sites
from medmassage.model.course import Letter
from medmassage.model.intake import Clearance, Intake
from medmassage.model.matching import MatchReport, Place
from medmassage.model.screening import FiredRule, Restriction
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
    intake: Intake, rules: Iterable[FiredRule], report: MatchReport, catalog: Catalog
) -> tuple[Letter, ...]:
    """
    One letter about the rules that a clinician is to be asked about; none where there is none.

    Those are the rules that ask for a clearance where the complaints are, and those whose
    clearance would leave the techniques for the complaints more places, pressure or positions.
    """
    may_ask = [one for one in rules if is_for_a_clinician(one, catalog)]
    asked = [one for one in may_ask if _is_asked(one, may_ask, intake, report, catalog)]
    if not asked:
        return ()
    lines = "\n".join(
        f"- {one.name}. What our rules say of a clearance: {one.clearance_terms}" for one in asked
    )
    text = (
        f"{_OPENING}This person came to me for massage for {_complaints(intake, catalog)}. "
        f"Because of the points below I keep to the limits of our safety rules until I hear "
        f"from you:\n\n{lines}\n\nPlease tell me for each point whether massage may be given, with "
        f"what limits (places, pressure, positions) and until when.{_CLOSING}"
    )
    return (Letter(kind=LetterKind.CLEARANCE, text=text, rule_ids=[one.rule_id for one in asked]),)


# --- what a clearance would open ------------------------------------------------------------------


def _is_asked(
    rule: FiredRule,
    may_ask: Sequence[FiredRule],
    intake: Intake,
    report: MatchReport,
    catalog: Catalog,
) -> bool:
    """Whether a rule asks for a clearance here, or one would open something here."""
    limits = report.screening.restrictions
    own = [one for one in limits if one.rule_id == rule.rule_id]
    asks = rule.action in (Action.OBTAIN_CLEARANCE, Action.REFER)
    if rule.decides_whole_session:
        return True
    if any(not one.regions for one in own):  # where it binds is not known yet
        kept = catalog.contraindications[rule.rule_id]
        return asks or kept.limits != kept.clearance.remaining
    if asks:
        return _left(own, intake, report, catalog) != _left((), intake, report, catalog)
    names = {one.rule_id for one in may_ask}
    cleared = [limit for one in may_ask for limit in _cleared(one, catalog)]
    others = [one for one in limits if one.rule_id not in names]
    without = [one for one in cleared if one.rule_id != rule.rule_id]
    after = _left([*others, *cleared], intake, report, catalog)
    return after != _left([*others, *without, *own], intake, report, catalog)


def _cleared(rule: FiredRule, catalog: Catalog) -> Iterable[Restriction]:
    """What a prescriber's clearance leaves in force of a rule."""
    book = rulebook(catalog)
    clearances = (Clearance(rule.rule_id),)
    fired = Fired(book.rule(rule.rule_id), rule.question_ids, rule.findings, clearances)
    return restrictions(fired, book)


def _left(
    limits: Iterable[Restriction], intake: Intake, report: MatchReport, catalog: Catalog
) -> tuple[object, ...]:
    """Where the techniques for the complaints can be used under limits, and the positions."""
    limits = tuple(limits)
    ground = Ground(limits)
    fitting = {
        (one.condition_id, one.technique_id)
        for one in (*report.accepted, *report.rejected)
        if one.accepted or one.blocked_by
    }
    places = [
        (technique_id, tuple(ground.places(catalog.techniques[technique_id], where)))
        for complaint in intake.complaints
        for condition in (catalog.conditions[complaint.condition_id],)
        for where in (sites(complaint, condition),)
        for condition_id, technique_id in sorted(fitting)
        if condition_id == condition.id
    ]
    avoided = {part for one in limits for part in one.positions_avoid}
    return (places, list(_within_reach(places, avoided, catalog)))


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
