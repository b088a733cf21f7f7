"""
CDS Hooks cards from a screening, for a record system that shows decision support.

The response of a service is plain data. How it is served, and at which hook, is yours.
"""

from typing import Any

from medmassage.catalog import Catalog, default_catalog
from medmassage.errors import DataError, Fault, seen
from medmassage.export._cds_cards import all_cards
from medmassage.export._fhir_codes import Json
from medmassage.model.screening import Screening

__all__ = ["cards"]


def cards(screening: Screening, *, key: str = "", catalog: Catalog | None = None) -> Json:
    """
    Write a screening as the response of a CDS Hooks service (version 2.0).

    Args:
        screening: What `screen` found.

        key: Anything that tells this request from another with the same screening, such as the
            `hookInstance`. Only a fingerprint of it is written.

        catalog: The knowledge that it was screened with, for notices, names and sources. None:
            the shipped one.

    Returns:
        A new dict `{"cards": [...]}`. The first card is the decision; then come the rules that
        fired, strictest first, what is still to be asked, and the rules for everyone. A summary
        has fewer than 140 characters. Every card carries the required notices in its `detail`,
        so that none is read without them. Suggestions have no actions: nothing is ordered.

        The `uuid` of a card and of a suggestion is always the same for the same screening and
        key. A screening that found nothing is a card too, never an empty list.

    Raises:
        DataError: It is no Screening, or *key* is no text.
        NotForScreeningError: The catalog lacks the notices.

    Example:
        >>> from medmassage.model.intake import Intake
        >>> from medmassage.screening import screen
        >>> found = screen(Intake(complaints=["lower-back-pain"], present=["ces-saddle-numbness"]))
        >>> first = cards(found)["cards"][0]
        >>> first["indicator"], first["summary"]
        ('critical', 'No massage: call the emergency services now.')
    """
    faults = [*_kind("screening", screening, Screening), *_kind("key", key, str)]
    if faults:
        raise DataError("cards", faults)
    knowledge = catalog or default_catalog()
    knowledge.require_screening()
    return {"cards": all_cards(screening, key, knowledge)}


def _kind(field: str, given: Any, kind: type) -> list[Fault]:
    if isinstance(given, kind):
        return []
    return [Fault(field, f"expected {kind.__name__}, got {seen(given)}")]
