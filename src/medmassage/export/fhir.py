"""
FHIR R4 (4.0.1) and R5, as plain data: the safety questions, their answers, records and plans.

`questionnaire` writes the questions for any form renderer, `answers` and `read_answers` turn an
intake into a response and back, and `read_intake` reads what a record says. `bundle` writes a plan
or the refusal of one, and `bundle_losses` says what it does not write.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from medmassage.catalog import Catalog, default_catalog
from medmassage.export._fhir_answers import filled
from medmassage.export._fhir_bundle import bundle, bundle_losses
from medmassage.export._fhir_codes import Json, Version, check_version
from medmassage.export._fhir_maps import CodeMap
from medmassage.export._fhir_merging import read as read_response
from medmassage.export._fhir_questionnaire import document
from medmassage.export._fhir_read import read as read_record
from medmassage.export._fhir_scope import Scope
from medmassage.model.intake import Intake
from medmassage.model.reading import ReadResult

__all__ = [
    "Version",
    "answers",
    "bundle",
    "bundle_losses",
    "questionnaire",
    "read_answers",
    "read_intake",
]


def questionnaire(
    intake: Intake | None = None,
    *,
    version: Version = "R4",
    on: date | None = None,
    catalog: Catalog | None = None,
) -> Json:
    """
    Write the safety questions as a Questionnaire for any form renderer.

    A question is an item whose `linkId` is its id. It is answered with "yes", "no" or "I do not
    know", and what a broad question opens is shown by enableWhen. Every choice stands in the
    document itself, so a form needs no server.

    Args:
        intake: Whom it is for: then it asks about these complaints, and about what was answered
            before. The answers themselves are not in it; give a renderer `answers` to go on from.
            None: for anyone, with the complaint as the first item.

        version: `"R4"` (4.0.1) or `"R5"`.

        on: The date of the document. None: it has none.

        catalog: Where the questions come from. None: the shipped knowledge.

    Returns:
        A new dict of JSON types. The same arguments always give the same document; its
        `version` changes when an item does. The required notices stand in it twice: in the
        description, and as items at the end that are shown.

    Raises:
        MedMassageError: As in `screen`: ids that do not exist, a question answered in two ways,
            a catalog that cannot screen.
        UnknownIdError: There is no such version of FHIR.

    Example:
        >>> form = questionnaire()
        >>> form["item"][0]["linkId"], form["item"][0]["type"]
        ('complaint.1', 'choice')
    """
    check_version(version)
    return document(Scope(intake, catalog or default_catalog()), version=version, on=on)


def answers(
    intake: Intake,
    *,
    on: date | None = None,
    subject: str | None = None,
    catalog: Catalog | None = None,
) -> Json:
    """
    Write what an intake says as a QuestionnaireResponse to `questionnaire(intake)`.

    Args:
        intake: What is known. Its clearances are not part of a form and are left out.

        on: The date it was written, and the date at which dated clearances are read. None: the
            document has no date, and no dated clearance counts.

        subject: Whom it is about, such as `"Patient/x"`. None: nobody is named.

        catalog: As in `questionnaire`.

    Returns:
        A new dict of JSON types, valid in R4 and R5. The status is `completed` when nothing more
        needs asking, else `in-progress`. Questions that were set to no in bulk are not answered
        in it; they are listed for confirmation.

    Raises:
        MedMassageError: As in `questionnaire`.

    Example:
        >>> response = answers(Intake(complaints=["neck-pain"], absent=["any-fever"]))
        >>> response["status"], read_answers(response).absent
        ('in-progress', ('any-fever',))
    """
    return filled(Scope(intake, catalog or default_catalog()), intake, on=on, subject=subject)


def read_answers(
    questionnaire_response: Mapping[str, Any],
    intake: Intake | None = None,
    *,
    catalog: Catalog | None = None,
) -> Intake:
    """
    Read the answers of a form into an intake.

    An item without an answer says nothing: its question stays open. Nothing is read as a no but
    the answer "no".

    Args:
        questionnaire_response: The response to any `questionnaire`, in R4 or R5, however its
            items are nested; empty lists of answers are no answers.

        intake: What is known already, which stays. The form may add to it, answer what was
            unknown or set to no in bulk, and give the place of a yes; it may not contradict it.
            None: nothing; then the form must name a complaint.

        catalog: As in `questionnaire`.

    Returns:
        A new intake. A complaint of the form that the intake has is that one; others come after
        it. Where the form names all complaints of the intake, their order is the form's.

    Raises:
        DataError: The document does not fit: items that no form has, values of another type,
            codes that do not exist, two answers where one can stand, details that the intake
            gives otherwise. All are listed, each with its path.
        ContradictionError: The document fits, and answers questions otherwise than the intake.
        MedMassageError: *intake* is at fault, as in `screen`.

    Example:
        >>> yes = {"system": "urn:medmassage:answer", "code": "yes"}
        >>> burn = {"linkId": "burn", "answer": [{"valueCoding": yes}]}
        >>> read_answers(
        ...     {"resourceType": "QuestionnaireResponse", "status": "completed", "item": [burn]},
        ...     Intake(complaints=["neck-pain"]),
        ... )
        Intake(complaints=(Complaint('neck-pain'),), present=(Finding('burn'),))
    """
    return read_response(questionnaire_response, intake, catalog or default_catalog())


def read_intake(
    bundle: Mapping[str, Any],
    *,
    codes: CodeMap | None = None,
    on: date | None = None,
    catalog: Catalog | None = None,
) -> ReadResult:
    """
    Read a patient's record into complaints and yes answers, and list what was not read.

    Codes are read where a map has them: ICD-10-CM codes of the catalog's conditions and what lies
    under them, the codes of our own systems, and *codes*. Words are never read; they become
    suggestions. Nothing in a record is a no: what is refuted, over or not understood is listed.

    Args:
        bundle: A Bundle of one patient, in R4 or R5. Condition, MedicationStatement,
            MedicationRequest, AllergyIntolerance, Observation and Procedure are read, and of a
            Patient the date of birth.

        codes: Your own code maps, for example of RxNorm, ATC or SNOMED CT: from system and code
            to the id of a condition, question, rule or allergen. They come before the others.

        on: The date at which the age is reckoned. None: the age is not read.

        catalog: As in `questionnaire`.

    Returns:
        The intake, the codes it rests on, suggestions, what was not read and what is
        contradictory, in the order of the record. No names, addresses, identifiers or words of
        the record are in it.

    Raises:
        DataError: It is no Bundle, or one of more than one patient.
        UnknownIdError: *codes* names records that do not exist.
        NotForScreeningError: *catalog* cannot screen.

    Example:
        >>> icd = {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M54.2"}
        >>> neck = {"resourceType": "Condition", "code": {"coding": [icd]}}
        >>> read_intake({"resourceType": "Bundle", "entry": [{"resource": neck}]}).intake
        Intake(complaints=(Complaint('neck-pain'),))
    """
    return read_record(bundle, codes, on, catalog or default_catalog())
