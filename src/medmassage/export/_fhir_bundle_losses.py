"""What a Bundle of a plan or a refusal does not hold, so that nothing is dropped in silence."""

from collections.abc import Iterator
from typing import NamedTuple

from medmassage.catalog import Catalog
from medmassage.export._fhir_bundle_icd import icd_code
from medmassage.export._fhir_codes import Version
from medmassage.export._text import counted
from medmassage.model.course import PlanPolicy
from medmassage.model.plan import TreatmentPlan, Withheld

_OF_A_QUESTION = ("help", "reason", "section", "concerns", "implies", "triggers", "under")
_OF_A_SOURCE = ("kind", "authors", "editors", "medical_reviewers", "pmid", "pmcid", "doi", "url")
_TOLD = ("advice", "aftercare", "consent", "expectations", "statements")
_REASONS = ("arguments_for", "arguments_against", "cautions", "context")


class Loss(NamedTuple):
    """Something of an answer that a Bundle does not hold."""

    paths: tuple[str, ...]
    """Fields of the answer, from its top; all below them is meant."""
    text: str
    """What is lost, and where else it stands if it does."""

    def __str__(self) -> str:
        return f"{', '.join(self.paths)}: {self.text}"


def losses(answer: TreatmentPlan | Withheld, version: Version, catalog: Catalog) -> Iterator[Loss]:
    """Everything of an answer that its Bundle does not hold; what is empty is not lost."""
    yield from _of_answers(answer)
    yield from _of_screening(answer)
    yield from _of_codes(answer, catalog)
    if isinstance(answer, TreatmentPlan):
        yield from _of_plan(answer, version)
    else:
        yield from _of_refusal(answer)
    yield from _of_both(answer)


def _of_answers(answer: TreatmentPlan | Withheld) -> Iterator[Loss]:
    intake = answer.intake
    told = {id for rule in answer.screening.fired for id in rule.question_ids}
    silent = [one for one in intake.present if one.question_id not in told]
    form = "`answers` writes them as a QuestionnaireResponse"
    for path, count, what in (
        ("intake.absent", len(intake.absent), "answers of no"),
        ("intake.unknown", len(intake.unknown), "answers of unknown"),
        ("intake.present", len(silent), "yes answers that brought no rule by themselves"),
    ):
        if count:
            yield Loss((path,), f"{what}: {count}; {form}")
    if intake.clearances:
        text = "the letters themselves; what they changed stands with each rule"
        yield Loss(("intake.clearances",), text)


def _of_screening(answer: TreatmentPlan | Withheld) -> Iterator[Loss]:
    screening = answer.screening
    if screening.ruled_out:
        text = f"{counted(len(screening.ruled_out), 'rule')} that answers ruled out"
        yield Loss(("screening.ruled_out",), text)
    if screening.fired:
        text = "how much a rule forbids, in our four words; a DetectedIssue has three"
        yield Loss(("screening.fired.severity", "reasons.severity"), text)
    if screening.open or screening.unexplained:
        paths = tuple(
            f"screening.{field}.{part}"
            for field in ("open.question", "unexplained")
            for part in _OF_A_QUESTION
        )
        yield Loss(paths, "why a question is asked, what counts, where it stands; see the catalog")


def _of_codes(answer: TreatmentPlan | Withheld, catalog: Catalog) -> Iterator[Loss]:
    for place, one in enumerate(answer.intake.complaints):
        condition = catalog.conditions[one.condition_id]
        has = any(code.system == "ICD-10-CM" for code in condition.codes)
        if has and icd_code(one, condition) is None:
            text = "no ICD-10-CM code on file says as much as the complaint and no more"
            yield Loss((f"intake.complaints[{place}]",), text)


def _of_plan(plan: TreatmentPlan, version: Version) -> Iterator[Loss]:
    if plan.policy != PlanPolicy(
        notices=plan.policy.notices, emergency_number=plan.policy.emergency_number
    ):
        yield Loss(("policy",), "the clinic's choices; the dose says which numbers are its own")
    reasons = sum(len(one.arguments) for one in plan.rejected)
    if reasons:
        paths = tuple(f"rejected.{one}" for one in _REASONS)
        what = counted(reasons, "finding")
        yield Loss(paths, f"{what} on techniques that are not used; why they are not stands")
    if plan.dose:
        text = "the findings that state a number; their sources are named"
        yield Loss(("dose.evidence_ids",), text)
    if version == "R5":
        yield Loss(("consent",), "that the consent is for treatment: Consent has no scope in R5")


def _of_refusal(withheld: Withheld) -> Iterator[Loss]:
    screening = withheld.screening
    if screening.open:
        text = f"{counted(len(screening.open), 'question')} not asked yet; they are counted"
        yield Loss(("screening.open",), text)
    if screening.general:
        text = f"{counted(len(screening.general), 'rule')} for everyone, with their limits"
        yield Loss(("screening.general", "screening.restrictions"), text)
    if screening.assumed:
        text = f"{counted(len(screening.assumed), 'answer')} set to no in bulk"
        yield Loss(("screening.assumed", "intake.assumed"), text)


def _of_both(answer: TreatmentPlan | Withheld) -> Iterator[Loss]:
    if answer.provenance.sources:
        paths = tuple(f"provenance.sources.{one}" for one in _OF_A_SOURCE)
        text = "kinds, editors, reviewers, further authors and identifiers; one address stands"
        yield Loss(paths, text)
    if isinstance(answer, TreatmentPlan) and answer.techniques:
        paths = tuple(
            f"techniques.{one}.{part}"
            for one in _REASONS
            for part in ("citations.locator", "evidence_id")
        )
        yield Loss(paths, "where in a source a finding stands; the source is named")
    paths = tuple(
        f"{field}.{part}"
        for field in _TOLD
        if getattr(answer, field, ())
        for part in ("id", "kind", "topic", "condition_ids", "not_if")
    )
    text = "ids and kinds of what it rests on; the texts stand with their sources"
    yield Loss(("provenance.rule_ids", "provenance.statement_ids", *paths), text)
