"""
How hard a text is to read: the Flesch-Kincaid grade, the school year in the United States.

    0.39 x words per sentence + 11.8 x syllables per word - 15.59

Syllables are counted from the spelling, by the rules below; `tests/unit/test_reading.py` holds them
against words whose syllables a dictionary gives.
"""

import re

_WORD = re.compile(r"[A-Za-z0-9]+(?:['’][A-Za-z]+)*")
_END = re.compile(r"[.!?:;]+(?:[\"'”’)\]]*)(?=\s|$)")

_VOWELS = re.compile(r"[aeiouy]+")

# Endings whose e is not spoken.
_SILENT = re.compile(r"(?<=[^aeiouyl])e$|(?<=[aeiouyrnsv]l)e$|(?<=[^aeiouytd])ed$|(?<=[^aeiouyscxzgh])es$")

# Vowels that stand together and are spoken apart.
_APART = re.compile(
    r"ia(?!l$|n$|ge$|ble|te)|ial(?=ly)|io(?!n|us)|iu|eo(?!n$)|ua(?!l|r)|uou|ying|ea(?=t[ei][^d]|l$(?<=real))"
)

_KNOWN = {
    "area": 3,
    "areas": 3,
    "being": 2,
    "create": 2,
    "diet": 2,
    "doing": 2,
    "every": 2,
    "everything": 3,
    "going": 2,
    "idea": 3,
    "medicine": 3,
    "medicines": 3,
    "people": 2,
    "quiet": 2,
    "something": 2,
    "sometimes": 2,
    "somewhere": 2,
    "therapies": 3,
}


def words(text):
    """The words of a text; a number counts as a word."""
    return _WORD.findall(text)
