"""Which techniques a plan uses and on what basis, what guidelines say, and what is left out."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from medmassage.export._markdown_limits import rule_name
from medmassage.export._markdown_text import Ready, bullets, capital, escape, join, small, table
from medmassage.export._text import Numbered, complaint_names
from medmassage.model.matching import Argument, TechniqueMatch
from medmassage.model.plan import TreatmentPlan
from medmassage.model.screening import Screening
from medmassage.vocabulary import ChangeKind, SourceKind, Support

_ARTICLE = "ospina-medical-massage"

_GUIDELINES = 3
"""The most guidelines that a mark shows."""


def technique_lines(plan: TreatmentPlan, numbered: Numbered) -> Iterator[str]:
    """For each complaint: what is used, what guidelines say, what is in reserve or left out."""
    names = complaint_names(plan)
    for place, (condition_id, name) in enumerate(names.items()):
        if len(names) > 1:
            yield from ([""] if place else [])
            yield from (f"**For {escape(name)}**", "")
        yield from _for_complaint(plan, condition_id, numbered)


def _for_complaint(plan: TreatmentPlan, condition_id: str, numbered: Numbered) -> Iterator[str]:
    planned = {step.technique_id for session in plan.sessions for step in session.steps}
    mine = [one for one in plan.techniques if one.condition_id == condition_id]
    used = [one for one in mine if one.technique_id in planned]
    rejected = [one for one in plan.rejected if one.condition_id == condition_id]
    fitting = {one.technique_id for one in plan.techniques}
    around = [one for one in rejected if one.technique_id in planned - fitting]
    alike = all(one.only_with_other_care for one in used)
    yield from table(
        ("in the sessions", "support", "what was found"),
        (
            *(_row(group, numbered, alike=alike) for group in _alike(used)),
            *((one.technique_name, one.support.value, _AROUND) for one in around),
        ),
    )
    yield from _guidelines([*mine, *(one for one in rejected if one.blocked_by)], numbered)
    yield from ("", *_reserve([one for one in mine if one not in used]))
    others = [one for one in rejected if one not in around]
    yield from bullets(_left_out(others, plan.screening, numbered))


_AROUND = "Only opens, eases and closes the session; not matched to the complaint."


# --- what is used ---------------------------------------------------------------------------------


def _alike(matches: Iterable[TechniqueMatch]) -> list[list[TechniqueMatch]]:
    """Techniques that rest on the same findings together, the others alone."""
    groups: dict[object, list[TechniqueMatch]] = {}
    for one in matches:
        findings = (*one.arguments_for, *one.arguments_against)
        tested = frozenset(found.evidence_id for found in findings if found.evidence_id)
        key = one.technique_id if one.direct or not tested else (one.support, tested)
        groups.setdefault(key, []).append(one)
    return list(groups.values())


def _row(
    matches: Sequence[TechniqueMatch], numbered: Numbered, *, alike: bool
) -> tuple[str, str, str]:
    """Names, support and findings; `alike`: the care beside it is told once, below the table."""
    names = ", ".join(dict.fromkeys(one.technique_name for one in matches))
    words = [f"**{matches[0].support}**", *qualified(matches[0], alike=alike)]
    return names, Ready(", ".join(words)), Ready(_found(matches, numbered))


def qualified(match: TechniqueMatch, *, alike: bool = False) -> list[str]:
    """What qualifies the support of a technique."""
    words = [] if match.direct else ["indirect"]
    words += ["short-term"] if match.short_term else []
    words += ["beside exercise or other care"] if match.only_with_other_care and not alike else []
    return words


def _found(matches: Sequence[TechniqueMatch], numbered: Numbered) -> str:
    """The best finding on each side, and whether the article names the technique."""
    first = matches[0]
    parts = [
        _told(best, numbered)
        for side in (first.arguments_for, first.arguments_against)
        if (best := _best(side, numbered)) is not None
    ]
    if not parts:
        parts = ["Nothing conclusive on file."]
    if any(one.evidence_id is None for match in matches for one in match.arguments_for):
        parts.append(f"Named by the article {numbered.mark([_ARTICLE])}.")
    return " ".join(parts)


def _best(arguments: Iterable[Argument], numbered: Numbered) -> Argument | None:
    """The finding of the strongest source; guidelines are told apart, so they come last here."""
    return min(
        (one for one in arguments if one.evidence_id),
        key=lambda one: (_is_guideline(one, numbered), numbered.weight(_cited(one))),
        default=None,
    )


def _told(argument: Argument, numbered: Numbered) -> str:
    return f"{escape(argument.text)} {numbered.mark(_cited(argument))}"


def _cited(argument: Argument) -> list[str]:
    return [citation.source_id for citation in argument.citations]


def _is_guideline(argument: Argument, numbered: Numbered) -> bool:
    return SourceKind.GUIDELINE in numbered.kinds(_cited(argument))


# --- what guidelines say --------------------------------------------------------------------------


class _Sides(NamedTuple):
    """Guidelines by what they say; one that says several things stands on the mildest side."""

    favoring: tuple[str, ...]
    beside: tuple[str, ...]
    doubting: tuple[Argument, ...]


def _sides(matches: Iterable[TechniqueMatch], numbered: Numbered) -> _Sides:
    favoring: dict[str, None] = {}
    beside: dict[str, None] = {}
    doubting: dict[str, Argument] = {}
    for match in matches:
        for side in (match.arguments_for, match.arguments_against, match.cautions):
            for one in side:
                if not _is_guideline(one, numbered):
                    continue
                for id in _cited(one):
                    if one.only_with_other_care:
                        beside[id] = None
                    elif side is match.arguments_for:
                        favoring[id] = None
                    else:
                        doubting.setdefault(id, one)
    return _Sides(
        tuple(id for id in favoring if id not in beside),
        tuple(beside),
        tuple(one for id, one in doubting.items() if id not in beside and id not in favoring),
    )


def _guidelines(matches: Sequence[TechniqueMatch], numbered: Numbered) -> Iterator[str]:
    """Guidelines on each side in one sentence, and that the work goes with other care."""
    sides = _sides(matches, numbered)
    said = []
    if sides.favoring:
        marks = numbered.mark(sides.favoring, _GUIDELINES)
        said.append(f"{len(sides.favoring)} in favor {marks}")
    if sides.beside:
        marks = numbered.mark(sides.beside, _GUIDELINES)
        said.append(f"{len(sides.beside)} only beside exercise or other care {marks}")
    if sides.doubting:
        cited = dict.fromkeys(id for one in sides.doubting for id in _cited(one))
        marks = numbered.mark(cited, _GUIDELINES)
        told = escape(_bare(sides.doubting[0].text).rstrip("."))
        said.append(f"{len(cited)} not in favor {marks}: {told}")
    parts = []
    if said:
        differ = " differ" if len(said) > 1 else ""
        parts.append(f"Guidelines{differ}: {'; '.join(said)}.")
    if any(one.only_with_other_care for one in matches if one.accepted):
        parts.append("**This plan goes with exercise or other active care, not instead of it.**")
    if parts:
        yield from ("", " ".join(parts))


def _bare(text: str) -> str:
    """A finding without the words that say through what it is inherited."""
    through, _, rest = text.partition(": ")
    return rest if rest and through.startswith("From ") else text


# --- what is not used -----------------------------------------------------------------------------


def _reserve(matches: Sequence[TechniqueMatch]) -> Iterator[str]:
    """What fits and is not planned; without a foundation it is only counted."""
    founded = [one for one in matches if one.support.is_founded]
    others = len(matches) - len(founded)
    parts = [_listed(founded)] if founded else []
    parts += [f"{others} more without anything in favor"] if others and founded else []
    if parts:
        yield f"- **In reserve:** {'; '.join(parts)}."


def _listed(matches: Iterable[TechniqueMatch]) -> str:
    """Names with their support, those of one support together."""
    groups: dict[str, list[str]] = {}
    for one in matches:
        support = f"{one.support}{'' if one.direct else ', indirect'}"
        groups.setdefault(support, []).append(one.technique_name)
    return "; ".join(f"{escape(', '.join(names))} ({level})" for level, names in groups.items())


def _left_out(
    matches: Sequence[TechniqueMatch], screening: Screening, numbered: Numbered
) -> Iterator[str]:
    """Techniques that do not fit, by reason, with the smallest change that would allow them."""
    groups: dict[tuple[str, str], list[TechniqueMatch]] = {}
    never: list[TechniqueMatch] = []
    for one in matches:
        why = _reason(one, screening, numbered)
        if why is None:
            never.append(one)
        else:
            groups.setdefault(why, []).append(one)
    for (label, change), found in groups.items():
        yield join(f"**{label}:** {_listed(found)}.", f"*{change}*" if change else "")
    if never:
        names = ", ".join(escape(one.technique_name) for one in never)
        yield f"**Not for this complaint or place:** {names}."


def _reason(
    match: TechniqueMatch, screening: Screening, numbered: Numbered
) -> tuple[str, str] | None:
    """Why it is left out, and what would change that; None where it is simply not for this."""
    change = match.would_change[0] if match.would_change else None
    if match.support is Support.ADVISED_AGAINST:
        against = next(iter(match.arguments_against), None)
        return "Advised against", _told(against, numbered) if against else ""
    if change is not None and change.kind is ChangeKind.OFFER:
        return "Fitting, not offered by the clinic", ""
    if not match.blocked_by:
        return None
    names = {one.rule_id: rule_name(one) for one in (*screening.fired, *screening.general)}
    rules = "; ".join(small(names.get(id, id.replace("-", " "))) for id in match.blocked_by)
    if change is not None and change.kind is ChangeKind.CLEARANCE:
        return f"Until a clearance ({escape(rules)})", ""
    if change is not None and change.kind is ChangeKind.LIGHTER_PRESSURE:
        return f"Too firm for what is left ({escape(rules)})", ""  # the lighter ones stand above
    return f"Ruled out ({escape(rules)})", escape(capital(change.text)) if change else ""
