"""What a Bundle of a plan or a refusal does not hold, so that nothing is dropped in silence."""

from collections.abc import Iterator

from medmassage.catalog import Catalog
from medmassage.export._fhir_bundle_icd import ICD_10_CM, icd_code
from medmassage.export._fhir_bundle_person import measure_code
from medmassage.export._fhir_codes import Version
from medmassage.export._text import counted
from medmassage.model.course import PlanPolicy
from medmassage.model.plan import TreatmentPlan, Withheld

_OF_A_QUESTION = ("help", "reason", "section", "concerns", "implies", "triggers", "under")
_OF_A_SOURCE = ("kind", "authors", "editors", "medical_reviewers", "pmid", "pmcid", "doi", "url")
_OF_A_TEXT = ("id", "kind", "topic", "condition_ids", "not_if")
_TEXTS = ("advice", "aftercare", "consent", "expectations", "statements")
_REASONS = ("arguments_for", "arguments_against", "cautions", "context")
_FORM = "`answers` writes them as a QuestionnaireResponse"


def losses(answer: TreatmentPlan | Withheld, version: Version, catalog: Catalog) -> Iterator[str]:
    """
    Everything of an answer that its Bundle does not hold, by its path in the answer.

    Braces stand for one of several: `rejected.{cautions,context}`. All below a path is meant.
    """
    yield from _of_answers(answer)
    yield from _of_codes(answer, catalog)
    yield from _of_screening(answer)
    if isinstance(answer, TreatmentPlan):
        yield from _of_plan(answer)
        if version == "R5":
            yield "consent: that it is a consent to treatment; Consent has no scope in R5"
    else:
        yield from _of_refusal(answer)
    yield from _of_both(answer)


def _one_of(*parts: str) -> str:
    return parts[0] if len(parts) == 1 else f"{{{','.join(parts)}}}"


def _of_answers(answer: TreatmentPlan | Withheld) -> Iterator[str]:
    intake = answer.intake
    told = {id for rule in answer.screening.fired for id in rule.question_ids}
    silent = [one for one in intake.present if one.question_id not in told]
    if intake.absent:
        yield f"intake.absent: answered with no: {len(intake.absent)}; {_FORM}"
    if intake.unknown:
        yield f"intake.unknown: answered with unknown: {len(intake.unknown)}; {_FORM}"
    if silent:
        yield f"intake.present: answered with yes, without a rule: {len(silent)}; {_FORM}"
    if intake.clearances:
        yield "intake.clearances: the letters themselves; what they changed stands with each rule"


def _of_codes(answer: TreatmentPlan | Withheld, catalog: Catalog) -> Iterator[str]:
    for place, one in enumerate(answer.intake.complaints):
        condition = catalog.conditions[one.condition_id]
        has = any(code.system == ICD_10_CM for code in condition.codes)
        if has and icd_code(one, condition) is None:
            yield (
                f"intake.complaints[{place}]: an ICD-10-CM code; the titles of those on file say "
                "more or less than the complaint"
            )

    goals = answer.goals if isinstance(answer, TreatmentPlan) else ()
    for id in dict.fromkeys(one.measure_id for one in goals):
        measure = catalog.outcome_measures[id]
        if measure.loinc_code and len(measure_code(measure, None)["coding"]) == 1:
            yield f"goals.measure_id: a LOINC code of {measure.name}; the one on file is not sure"


def _of_screening(answer: TreatmentPlan | Withheld) -> Iterator[str]:
    screening = answer.screening
    if screening.ruled_out:
        yield f"screening.ruled_out: {counted(len(screening.ruled_out), 'rule')}"
    if screening.fired:
        yield (
            f"{_one_of('screening.fired', 'reasons')}.severity: how much a rule forbids, in our "
            "words; DetectedIssue.severity is coarser"
        )
    asked = [
        *(["open.question"] if screening.open else []),
        *(["unexplained"] if screening.unexplained else []),
    ]
    if asked:
        yield (
            f"screening.{_one_of(*asked)}.{_one_of(*_OF_A_QUESTION)}: why a question is asked, "
            "what counts and what follows; the catalog has it"
        )


def _of_plan(plan: TreatmentPlan) -> Iterator[str]:
    own = plan.policy
    if own != PlanPolicy(notices=own.notices, emergency_number=own.emergency_number):
        yield "policy: the clinic's choices; the dose says which numbers are its own"
    findings = sum(len(one.arguments) for one in plan.rejected)
    if findings:
        yield (
            f"rejected.{_one_of(*_REASONS)}: {counted(findings, 'finding')}; why a technique is "
            "not used stands"
        )
    if plan.techniques:
        yield (
            f"techniques.{_one_of(*_REASONS)}.{_one_of('citations.locator', 'evidence_id')}: "
            "where in a source a finding stands; the source is named"
        )
    if plan.dose:
        yield "dose.evidence_ids: the findings that state a number; their sources are named"


def _of_refusal(withheld: Withheld) -> Iterator[str]:
    screening = withheld.screening
    if screening.open:
        yield f"screening.open: {counted(len(screening.open), 'question')} not asked yet"
    if screening.general:
        yield (
            f"screening.{_one_of('general', 'restrictions')}: "
            f"{counted(len(screening.general), 'rule')} for everyone, with their limits"
        )
    if screening.assumed:
        yield (
            f"{_one_of('screening', 'intake')}.assumed: "
            f"{counted(len(screening.assumed), 'answer')} set to no in bulk"
        )


def _of_both(answer: TreatmentPlan | Withheld) -> Iterator[str]:
    if answer.provenance.sources:
        yield (
            f"provenance.sources.{_one_of(*_OF_A_SOURCE)}: kinds, editors, reviewers, further "
            "authors and identifiers; title, year and one address stand"
        )
    texts = [one for one in _TEXTS if getattr(answer, one, ())]
    if texts:
        yield (
            f"{_one_of(*texts)}.{_one_of(*_OF_A_TEXT)}: what is kept about a text; the text "
            "stands with its sources"
        )
    yield f"provenance.{_one_of('rule_ids', 'statement_ids')}: the ids of all that it rests on"
