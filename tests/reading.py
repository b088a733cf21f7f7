"""
How hard a text is to read: the Flesch-Kincaid grade, a school year in the United States.

    0.39 x words per sentence + 11.8 x syllables per word - 15.59

A sentence ends with a period, a question mark or an exclamation mark, and with its block: an item
of a list counts as one. Syllables are counted from the spelling; `tests/unit/test_reading.py`
holds the count against words as they are spoken.
"""

import re
from collections.abc import Iterable

_WORD = re.compile(r"[A-Za-z0-9]+(?:['\u2019][A-Za-z]+)*")
_END = re.compile(r"(?<=[.!?])[)\"\u201d\u2019]*\s+")

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


_COUNTED = {
    1: "are one use",
    2: "beyond hour hours people react several someone something sometimes tired useful",
    3: "anyone area areas idea serious",
    4: "realistic recovery seriously",
}
"""Frequent words that the rules miscount."""

_KNOWN = {word: count for count, told in _COUNTED.items() for word in told.split()}


def words(text: str) -> list[str]:
    """The words of a text; a number counts as one."""
    return _WORD.findall(text)


def sentences(text: str) -> list[str]:
    """The sentences of a block."""
    return [one for one in _END.split(text) if words(one)]


def syllables(word: str) -> int:
    """How many vowels of a word are spoken, as its spelling suggests."""
    plain = re.sub(r"['\u2019]s$", "", word.lower())
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
