"""Words of a schema: labels of fields and of closed lists, sentences that speak of values."""

import re
from collections.abc import Container, Mapping

from medmassage.vocabulary import Vocabulary

_LABELS = {
    "absent": "Answered no",
    "age_years": "Age in years",
    "assumed": "Set to no in bulk",
    "doi": "DOI",
    "former_ids": "Former ids",
    "loinc": "LOINC codes",
    "on": "Date",
    "pmcid": "PMCID",
    "pmid": "PMID",
    "present": "Answered yes",
    "unknown": "Answer not known",
    "url": "URL",
}
"""Fields whose names do not make a label by themselves."""

_ACRONYMS = {"mcid": "MCID", "mcids": "MCIDs", "rct": "RCT"}

_IN_JSON = {"None": "null", "True": "true", "False": "false"}
_IN_A_FORM = {"None": "empty", "True": "yes", "False": "no"}


def label(name: str) -> str:
    """A field's name as a form shows it: `condition_id` is `Condition`."""
    if name in _LABELS:
        return _LABELS[name]
    if name.endswith("_ids"):
        name = f"{name.removesuffix('_ids')}s"
    return _capitalized(name.removesuffix("_id").split("_"))


def word_label(word: Vocabulary) -> str:
    """A word of a closed list as a form shows it: `lower-back` is `Lower back`."""
    return _capitalized(word.value.split("-"))


def _capitalized(words: list[str]) -> str:
    text = " ".join(_ACRONYMS.get(word, word) for word in words)
    return text[0].upper() + text[1:]


def for_programs(text: str) -> str:
    """A sentence about a field, in which Python's None, True and False are those of JSON."""
    return _replaced(text, _IN_JSON)


def for_people(text: str, fields: Container[str]) -> str:
    """
    A sentence as a form shows it: None is an empty field, and other fields have their labels.

    Args:
        text: The sentence, in which names and values stand in backticks.

        fields: The names of the fields that the form shows beside it.
    """
    plain = re.sub(
        r"`([^`]*)`",
        lambda found: f'"{label(found[1])}"' if found[1] in fields else found[1],
        _replaced(text, _IN_A_FORM),
    )
    return plain[0].upper() + plain[1:]


def _replaced(text: str, words: Mapping[str, str]) -> str:
    return re.sub(rf"\b(?:{'|'.join(words)})\b", lambda found: words[found.group()], text)
