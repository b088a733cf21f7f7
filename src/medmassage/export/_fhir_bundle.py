"""A plan, or the refusal of one, as a transaction Bundle, and what such a Bundle does not hold."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from medmassage.catalog import Catalog, default_catalog
from medmassage.errors import DataError, Fault, seen
from medmassage.export._fhir_bundle_case import CallerCodes, Case
from medmassage.export._fhir_bundle_losses import losses
from medmassage.export._fhir_bundle_plan import write_plan
from medmassage.export._fhir_bundle_r5 import as_r5
from medmassage.export._fhir_bundle_withheld import write_withheld
from medmassage.export._fhir_codes import Json, Version, check_version
from medmassage.model.outcome import Measurement
from medmassage.model.plan import TreatmentPlan, Withheld


def bundle(
    answer: TreatmentPlan | Withheld,
    *,
    subject: str,
    version: Version = "R4",
    codes: CallerCodes | None = None,
    measurements: Iterable[Measurement] = (),
    authored: date | None = None,
    start: date | None = None,
    catalog: Catalog | None = None,
) -> Json:
    """
    Write a plan, or the refusal of one, as a transaction Bundle.

    Nothing in it is active: a plan is a draft for a licensed therapist, letters are drafts, and a
    consent is a form that nobody has signed. It holds health data of the subject, except for its
    PlanDefinition and ActivityDefinitions, in which nothing of the person's answers stands.

    Args:
        answer: What `outline_plan` gave.

        subject: Whom it is about: `"Patient/x"`, the full address of a Patient, a conditional
            reference `"Patient?identifier=..."`, or a `urn:uuid:` of a Patient that you add to
            the Bundle. It is written as it is; nobody is ever made up.

        version: `"R4"` (4.0.1) or `"R5"`.

        codes: Codes of your own by the id of a condition, technique, impairment, rule, question
            or allergen, such as `snomed_codes()`. Of each system the first is written. A `system`
            is an address, or one of `SNOMED CT`, `ICD-10-CM`, `MeSH`, `LOINC`.

        measurements: Scores to write beside the pain of the complaints.

        authored: The day it is written. None: it has no date.

        start: The first day of week 1. Then the course has days, and every session a proposed
            Appointment with the days of its week. None: lengths of time alone, no Appointments.

        catalog: The knowledge that the answer was made from. None: the shipped one.

    Returns:
        A new dict of JSON types. Ids depend on the answer, the subject and *authored* alone, so
        that a Bundle that is posted twice writes nothing twice (`ifNoneExist`). With a `urn:` for
        the subject only the definitions have that: such a subject may be somebody else's next
        time. Every reference but that to the subject points into the Bundle.

        The required notices stand in full in `CarePlan.note`, `PlanDefinition.usage` and
        `ActivityDefinition.usage`; for a refusal in `CommunicationRequest.note`.

    Raises:
        DataError: The answer is neither of the two, the subject is no reference to a patient, or
            a code has no system. All that can be seen at once is listed.
        UnknownIdError: There is no such version of FHIR, or the catalog lacks a record.

    Example:
        >>> from medmassage.planning import outline_plan
        >>> from medmassage.model.intake import Intake
        >>> withheld = outline_plan(Intake(complaints=["neck-pain"], present=["pe-symptoms"]))
        >>> written = bundle(withheld, subject="Patient/x")
        >>> types = {one["resource"]["resourceType"]: None for one in written["entry"]}
        >>> list(types)
        ['Condition', 'DetectedIssue', 'Flag', 'ServiceRequest', 'CommunicationRequest']
    """
    check_version(version)
    _check_answer("bundle", answer)
    case = Case(
        answer,
        subject,
        authored=authored,
        start=start,
        codes={} if codes is None else codes,
        measurements=tuple(measurements),
        catalog=catalog or default_catalog(),
    )
    if isinstance(answer, TreatmentPlan):
        write_plan(case, answer)
    else:
        write_withheld(case, answer)
    written = {
        "resourceType": "Bundle",
        "id": case.bundle_id,
        "language": case.language,
        "type": "transaction",
        "entry": case.entries,
    }
    return written if version == "R4" else as_r5(written)


def bundle_losses(
    answer: TreatmentPlan | Withheld,
    *,
    version: Version = "R4",
    catalog: Catalog | None = None,
) -> tuple[str, ...]:
    """
    List what `bundle` does not write of an answer.

    Args:
        answer: As for `bundle`.

        version: As for `bundle`.

        catalog: As for `bundle`.

    Returns:
        For each loss its path in the answer, a colon, and what is lost. All below the path is
        meant, and braces stand for one of several: `rejected.{cautions,context}`. All other texts
        of the answer stand in the Bundle word for word.

    Raises:
        DataError: The answer is neither a plan nor a refusal.
        UnknownIdError: There is no such version of FHIR, or the catalog lacks a record.

    Example:
        >>> from medmassage.planning import outline_plan
        >>> from medmassage.model.intake import Intake
        >>> plan = outline_plan(Intake(complaints=["neck-pain"], unknown=["any-fever"]))
        >>> bundle_losses(plan)[0]
        'intake.unknown: answered with unknown: 1; `answers` writes them as a QuestionnaireResponse'
    """
    check_version(version)
    _check_answer("bundle_losses", answer)
    return tuple(losses(answer, version, catalog or default_catalog()))


def _check_answer(where: str, answer: Any) -> None:
    if not isinstance(answer, TreatmentPlan | Withheld):
        expected = f"expected a TreatmentPlan or a Withheld, got {seen(answer)}"
        raise DataError(where, [Fault("answer", expected)])
