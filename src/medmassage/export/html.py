"""
HTML for every public object: a page for a therapist, or for the person who is treated.

Needs the extra `html` for the professional register.
"""

from collections.abc import Collection

from medmassage.catalog import Catalog
from medmassage.export._handout import Register, handout
from medmassage.model.fields import Model

__all__ = ["Register", "render"]


def render(
    obj: Model | Collection[Model],
    register: Register = "professional",
    *,
    catalog: Catalog | None = None,
) -> str:
    """
    Write an object as a page of HTML: one file, printable, without scripts, fetching nothing.

    Args:
        obj: Any object of this library, or a list of them. For patients: a plan, a refusal or a
            review.

        register: For whom it is. `professional` says what Markdown says, in the same order, with
            a body map; `patient` says in plain words and short sentences what will happen and
            when to call for help, without names of rules.

        catalog: Where a page for patients takes plain names and questions from. None: the
            shipped knowledge.

    Returns:
        A document that ends with a line break. Plans, refusals and reviews carry their notices in
        full; all text is escaped. Equal arguments give equal text.

    Raises:
        DataError: There is no such register, or the object has no words for patients.
        MissingExtraError: markdown-it-py is not installed; the patient register does not need it.

    Example:
        >>> from medmassage import Intake, outline_plan
        >>> answer = outline_plan(Intake(complaints=["neck-pain"]))
        >>> page = render(answer, register="patient")
        >>> "<h1>Your massage plan</h1>" in page
        True
    """
    return handout(obj, register, catalog)
