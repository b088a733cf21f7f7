"""The refusal of a plan: what was found, whom to ask, and what to tell the person."""

from collections.abc import Iterator

from medmassage.export._fhir_bundle_case import SNOMED, Case, address_of
from medmassage.export._fhir_bundle_copyright import copyright_text
from medmassage.export._fhir_bundle_findings import write_flags, write_issues, write_stop
from medmassage.export._fhir_bundle_notes import advised, made_from, stated
from medmassage.export._fhir_bundle_parts import (
    ACTION,
    HL7,
    concept,
    narrative,
    notes,
    section,
)
from medmassage.export._fhir_bundle_person import (
    treated_conditions,
    write_conditions,
    write_observations,
)
from medmassage.export._fhir_bundle_series import write_letters
from medmassage.export._fhir_codes import Json, coding
from medmassage.export._markdown_text import small
from medmassage.export._notices import notice_texts
from medmassage.export._text import counted, listed, source_line
from medmassage.model.plan import Withheld
from medmassage.vocabulary import Action, Asks

_PRIORITY = {
    Action.EMERGENCY: "stat",
    Action.REFER_URGENTLY: "urgent",
    Action.REFER: "asap",
}
_INSTRUCTION = coding(f"{HL7}communication-category", "instruction", "Instruction")


def write_withheld(case: Case, withheld: Withheld) -> None:
    """Every resource of a refusal; what to tell comes last."""
    write_conditions(case)
    scores = write_observations(case)
    issues = write_issues(case, {})
    flags = [*write_flags(case), write_stop(case, withheld.action, withheld.next_steps)]
    letters = write_letters(case, withheld.letters, withheld.action)
    title = f"No plan for {listed(map(small, withheld.complaint_names))}: {withheld.action.meaning}"
    told = list(_told(case, withheld))
    case.add(
        "CommunicationRequest",
        text=narrative(title, *told, *notice_texts(withheld)),
        status="draft",
        category=[concept("Instruction", _INSTRUCTION)],
        priority=_PRIORITY.get(withheld.action, "routine"),
        subject=case.subject,
        about=[*treated_conditions(case), *scores, *issues, *flags, *letters],
        payload=[{"contentString": one} for one in (title, *told)],
        authoredOn=case.day,
        reasonCode=[concept(withheld.action.meaning, _action(withheld.action))],
        note=notes([*notice_texts(withheld), *_basis(case, withheld)]),
    )


def _action(action: Action) -> Json:
    return coding(ACTION, action, action.meaning)


def _told(case: Case, withheld: Withheld) -> Iterator[str]:
    """What to do, why, and what to watch for, a text each."""
    yield from withheld.next_steps
    if withheld.policy.emergency_number:
        yield f"Local emergency number: {withheld.policy.emergency_number}."
    yield from section("Why", (f"{one.name}: {one.why}" for one in withheld.reasons))
    yield from section("Not treated", _left_out(case, withheld))
    yield from section("Ask again", _ask_again(case, withheld))
    yield from section("Clearances that do not count", _uncounted(withheld))
    waiting = [one for one in withheld.screening.open if one.asks is Asks.ANSWER]
    if waiting:
        yield f"Not asked yet: {counted(len(waiting), 'question')}. No answer makes this milder."
    yield from section("After an earlier session", map(stated, withheld.aftercare))
    yield from section("What is known", map(stated, withheld.statements))
    yield from section("Meanwhile", map(advised, withheld.advice))


def _left_out(case: Case, withheld: Withheld) -> Iterator[str]:
    for one in withheld.not_treated:
        rules = f" ({', '.join(one.rule_ids)})" if one.rule_ids else ""
        yield f"{case.catalog.conditions[one.condition_id].name}: {one.reason}{rules}"


def _ask_again(case: Case, withheld: Withheld) -> Iterator[str]:
    for one in withheld.screening.unexplained:
        yield f"{one.text} (said yes; ask in their own words)"
    for conflict in withheld.screening.conflicts:
        text = case.catalog.questions[conflict.question_id].text
        yield f"{text} (answered no, but yes from {', '.join(conflict.yes_from)}; the yes counts)"


def _uncounted(withheld: Withheld) -> Iterator[str]:
    for one in withheld.screening.uncounted_clearances:
        yield f"{one.rule_id} (by the {one.by}): {one.reason}"


def _basis(case: Case, withheld: Withheld) -> Iterator[str]:
    """The sources that the texts cite, what it was made from, and the notices of codes."""
    sources = (f"[{one.id}] {source_line(one)}" for one in withheld.provenance.sources)
    yield from section("Sources", sources)
    yield made_from(withheld)
    snomed = [
        one for codes in case.codes.values() for one in codes if address_of(one.system) == SNOMED
    ]
    yield copyright_text(snomed)
