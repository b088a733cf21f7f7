"""
PDF for every public object: the page of the HTML door on paper, tagged for screen readers.

Needs the extra `pdf`.
"""

from collections.abc import Collection
from typing import Any

from medmassage.catalog import Catalog
from medmassage.errors import ExportError, MissingExtraError
from medmassage.export._handout import Register, handout
from medmassage.model.fields import Model

_VARIANT = "pdf/ua-1"
"""PDF for universal access: tagged, with a title and a language."""


def render(
    obj: Model | Collection[Model],
    register: Register = "professional",
    *,
    catalog: Catalog | None = None,
) -> bytes:
    """
    Write an object as a PDF: the page that the HTML door gives, printed.

    Args:
        obj: Any object of this library, or a list of them. For patients: a plan, a refusal or a
            review.

        register: For whom it is, as in the HTML door.

        catalog: Where a page for patients takes plain names and questions from. None: the
            shipped knowledge.

    Returns:
        The bytes of a file on letter paper, tagged as PDF/UA, with its fonts, without dates.
        Equal arguments give equal bytes where WeasyPrint and the installed fonts are the same.

    Raises:
        DataError: There is no such register, or the object has no words for patients.
        MissingExtraError: WeasyPrint or markdown-it-py is not installed.
        ExportError: WeasyPrint is installed and does not find the system libraries it needs.

    Example:
        >>> from medmassage import Intake, outline_plan
        >>> answer = outline_plan(Intake(complaints=["neck-pain"]))
        >>> render(answer, register="patient")[:5]
        b'%PDF-'
    """
    try:
        page = handout(obj, register, catalog)
    except MissingExtraError as error:  # the extra `pdf` brings what the HTML door needs too
        raise MissingExtraError("pdf", error.package) from error
    weasyprint = _weasyprint()
    nowhere = weasyprint.urls.URLFetcher(allowed_protocols=())  # whatever stands in the page
    document = weasyprint.HTML(string=page, url_fetcher=nowhere)
    written: bytes = document.write_pdf(pdf_variant=_VARIANT)
    return written


def _weasyprint() -> Any:
    try:
        import weasyprint  # type: ignore[import-untyped]  # it ships no types
    except ModuleNotFoundError as error:
        raise MissingExtraError("pdf", "weasyprint") from error
    except OSError as error:
        raise ExportError(
            "WeasyPrint is installed and cannot load the system library Pango or one that it "
            f"needs ({error}); its installation guide says how to install them: "
            "https://doc.courtbouillon.org/weasyprint/stable/first_steps.html"
        ) from error
    return weasyprint
