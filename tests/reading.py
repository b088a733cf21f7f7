"""
How hard a text is to read: the Flesch-Kincaid grade, a school year in the United States.

    0.39 x words per sentence + 11.8 x syllables per word - 15.59

A sentence ends with a period, a question mark or an exclamation mark, and with its block: an item
of a list counts as one. Syllables are counted from the spelling; `tests/unit/test_reading.py`
holds the count against words as they are spoken.
"""

import re
from collections.abc import Iterable

_WORD = re.compile(r"[A-Za-z0-9]+(?:['’][A-Za-z]+)*")
_END = re.compile(r"(?<=[.!?])[)\"”’]*\s+")

_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(
    r"(?<=[^aeiouyl])e$"  # like, not able
    r"|(?<=[aeiouyrlnsw]l)e$"  # while, not little
    r"|(?<=[^aeiouytd])ed$"  # worked, not rested
    r"|(?<=[^aeiouyscxzgl])es$"  # times, not places
    r"|(?<=[aeiou]l)es$"  # muscles has two, miles one
    r"|(?<=[^aeiouycgsz])e(?=ly$|ful$|ment$|ness$|less$)"  # lately, careful
)
_APART = re.compile(
    r"ia(?=[^lngt]|$)|ia(?=te)|io(?=[^nu])|iu|ua(?=te|l)|eo(?=[^nu])|ie(?=t)|uou|[aeou]y?ing"
)


_KNOWN = {
    **{"anyone": 3, "are": 1, "area": 3, "areas": 3, "beyond": 2, "hour": 2, "hours": 2, "idea": 3},
    **{"one": 1, "people": 2, "react": 2, "realistic": 4, "recovery": 4, "serious": 3},
    **{"seriously": 4, "several": 2, "someone": 2, "something": 2, "sometimes": 2, "tired": 2},
    **{"use": 1, "useful": 2},
}
"""Frequent words that the rules miscount."""


def words(text: str) -> list[str]:
    """The words of a text; a number counts as one."""
    return _WORD.findall(text)


def sentences(text: str) -> list[str]:
    """The sentences of a block."""
    return [one for one in _END.split(text) if words(one)]


def syllables(word: str) -> int:
    """How many vowels of a word are spoken, as its spelling suggests."""
    plain = re.sub(r"['’]s$", "", word.lower())
    if plain in _KNOWN:
        return _KNOWN[plain]
    plain = _SILENT.sub("", plain) if len(plain) > 3 else plain
    return max(1, len(_VOWELS.findall(plain)) + len(_APART.findall(plain)))


def grade(blocks: Iterable[str]) -> float:
    """The grade of some blocks of text: paragraphs, items of lists."""
    told = [one for block in blocks for one in sentences(block)]
    said = [word for one in told for word in words(one)]
    spoken = sum(map(syllables, said))
    return 0.39 * len(said) / len(told) + 11.8 * spoken / len(said) - 15.59
