"""The notices that every answer carries, and the proof that a rendering kept them."""

import html
import re

from medmassage.catalog import Catalog
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.safety import Disclaimer
from medmassage.vocabulary import AppearsIn


def disclaimers_for(kind: AppearsIn, catalog: Catalog) -> tuple[Disclaimer, ...]:
    """The notices that an answer of one kind carries, in a fixed order."""
    return tuple(
        sorted(
            (one for one in catalog.disclaimers.values() if kind in one.appears_in),
            key=lambda one: one.id.rank,
        )
    )


def verify_disclaimers(text: str, plan: TreatmentPlan | Withheld) -> tuple[Disclaimer, ...]:
    """
    Find the notices of a plan that a rendering of it lost.

    Args:
        text: The rendering in any text format: Markdown, HTML, JSON, plain text.

        plan: What was rendered.

    Returns:
        The notices that are missing from *text*; empty is good. Markup, line breaks and escaping
        do not matter, the words do.
    """
    found = _letters(text)
    return tuple(one for one in plan.disclaimers if _letters(one.text) not in found)


def _letters(text: str) -> str:
    """Letters and digits only, so that markup and line folding make no difference."""
    plain = re.sub(r"<[^<>]*>", " ", text)
    return "".join(letter for letter in html.unescape(plain) if letter.isalnum())
