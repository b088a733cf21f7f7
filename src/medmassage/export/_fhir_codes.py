"""
What the FHIR documents share: our code systems, codings, and how the items of a form are named.

An id of ours has no dot, so a name with one can never be the id of a question.
"""

from typing import Any, Literal

from medmassage.errors import UnknownIdError

Json = dict[str, Any]
"""A FHIR resource or a part of one, as plain data."""

Version = Literal["R4", "R5"]
"""R4 is FHIR 4.0.1."""

ANSWER = "urn:medmassage:answer"
ALLERGEN = "urn:medmassage:allergen"
CONDITION = "urn:medmassage:condition"
IMPAIRMENT = "urn:medmassage:impairment"
MARK = "urn:medmassage:mark"
QUESTION = "urn:medmassage:question"
REGION = "urn:medmassage:body-region"
RULE = "urn:medmassage:rule"
SIDE = "urn:medmassage:side"
STAGE = "urn:medmassage:stage"

QUESTIONNAIRE = "urn:medmassage:questionnaire:safety"
"""The canonical address of the safety questions; the version says which form of them."""

YES, NO, UNKNOWN = "yes", "no", "unknown"


def coding(system: str, code: str, display: str) -> Json:
    """One code of a code system."""
    return {"system": system, "code": str.__str__(code), "display": display}


ANSWERS = (
    coding(ANSWER, YES, "Yes"),
    coding(ANSWER, NO, "No"),
    coding(ANSWER, UNKNOWN, "I do not know"),
)
"""What a question can be answered with."""

SOMEWHERE = coding(ANSWER, UNKNOWN, "I cannot say where")
"""A place that the person cannot name."""

ASSUMED, NOTICES = "form.assumed", "form.notices"
AGE, ALLERGIES = "person.age", "person.allergies"
PLACE, MORE, CONCERN = "place", "more", "concern"
ABOUT, REGIONS, SIDE_OF, STAGE_OF, PAIN = "about", "regions", "side", "stage", "pain"
IMPAIRMENTS = "impairments"
COMPLAINT, NOTICE, RECORDED, SECTION = "complaint", "notice", "rule", "section"


def link(*parts: object) -> str:
    """The name of an item: `burn.place`, `complaint.1.pain`."""
    return ".".join(map(str, parts))


def check_version(version: str) -> None:
    """
    Refuse a version of FHIR that is not written.

    Raises:
        UnknownIdError: It is neither R4 nor R5.
    """
    if version not in ("R4", "R5"):
        raise UnknownIdError("FHIR version", version, ("R4", "R5"))
