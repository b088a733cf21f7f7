"""Letters to copy and complete: referrals and requests for a clearance. They name nobody."""

from collections.abc import Iterable, Sequence

from medmassage.catalog import Catalog
from medmassage.model.course import Letter
from medmassage.model.intake import Intake
from medmassage.model.screening import FiredRule
from medmassage.vocabulary import Action, LetterKind

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
    found = "; ".join(one.name[0].lower() + one.name[1:] for one in rules)
    noticed = f" reported or showed the following: {found}." if found else " needs an assessment."
    text = (
        f"{_OPENING}This person came to me for massage for {_complaints(intake, catalog)} and"
        f"{noticed} I am not able to judge what it means and have given no treatment. Please "
        f"assess {how_soon}. Please let me know whether massage may be given afterward, and "
        f"within what limits.{_CLOSING}"
    )
    return Letter(kind=LetterKind.REFERRAL, text=text, rule_ids=[one.rule_id for one in rules])


def clearance_requests(
    intake: Intake, rules: Iterable[FiredRule], catalog: Catalog
) -> tuple[Letter, ...]:
    """One letter that asks about every rule a prescriber could lift and has not; else none."""
    asked = [one for one in rules if one.can_be_lifted and not one.clearances]
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


def _complaints(intake: Intake, catalog: Catalog) -> str:
    names = [catalog.conditions[one.condition_id].name for one in intake.complaints]
    return " and ".join(name[0].lower() + name[1:] for name in dict.fromkeys(names))
