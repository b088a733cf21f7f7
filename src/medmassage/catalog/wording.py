"""What people type, made comparable: plain words, and the stem, the sound and the slips of one."""

import re
from typing import NamedTuple
from unicodedata import combining, normalize

MOST_CHARACTERS = 500
"""How much of a text is looked at."""
MOST_WORDS = 48
"""How many of its words count."""

_FILLERS = """
    a after all also am an and any anyone are as at be been before being but by can could did do
    does during for from get gets getting give given go goes going got had has have having he help
    her his i id if im in is it its ive just like me my need of on or our please really she should
    since so some someone still than that the their them then there these they this those to too
    very want was we were what when which while who will with would you your
"""
_BESIDE_CODES = "10 cm code dx icd icd10 icd10cm loinc mesh"
_CONCEPTS = """
    abdomen abdominal belly stomach tummy
    accident collision crash wreck
    ache achy aching hurt hurting killing pain painful sore soreness
    anxiety anxious nervousness
    arterial artery
    asleep sleep sleeping slept
    back lumbar
    bottom butt buttock glute gluteal
    break broke broken fracture fractured
    bruise bruised bruising contusion haematoma hematoma
    calf calves
    cannot cant unable
    cardiac heart
    cervical neck
    clot embolism thrombosis thrombus
    cramp cramping spasm
    cutaneous skin
    edema puffy swell swelled swelling swollen
    exercise gym training workout
    exhausted fatigue fatigued tired tiredness
    expecting pregnancy pregnant
    feet foot
    fiber fibre
    ham hammy hamstring
    inject injection shot
    kidney renal
    low lower
    lung pulmonary
    med medication medicine pill
    muscle muscular
    nerve neural
    op operated operation operative surgery surgical
    pee urinate urination urine
    poop stool
    quad quadriceps
    rigid stiff stiffness
    rip ripped rupture ruptured tear tore torn
    roll rolled turned twist twisted wrenched
    soy soya soybean
    teeth tooth
    tendinitis tendinopathy tendinosis tendonitis
    trap trapezius
    tumor tumour
    vein venous
    wound wounded
"""
_ENDINGS = """
    a al algia ally ancy ant ar ation ations atic atory e ed ency ent er ers es ful ic ical ie ied
    ing ings ion ions itic itis itus ity ive ivity ized ness opathy osis ous s y
"""

_CODE = re.compile(
    r"\b(?:[a-z]\d[0-9a-z](?:[.,]?[0-9a-z]{1,4})?|[a-z] \d\d[.,][0-9a-z]{1,4}"  # ICD-10-CM
    r"|d\d{6,9}"  # MeSH
    r"|\d{4,6}-?\d)\b"  # LOINC
)
_INITIALS = re.compile(r"\b[a-z](?:\.[a-z])+\b\.?")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W_]+")
_NO_WORD = re.compile(r"[\W_]+")


class Word(NamedTuple):
    """One word of a text."""

    said: str
    """The word as it stands there, in plain letters."""
    plain: str
    """Without the s of a plural."""


def words(text: str) -> tuple[Word, ...]:
    """
    The words that count: without fillers, codes without their dot.

    Where there are only fillers, they are what is looked for.
    """
    text = _plain(text)
    has_code = False
    if "." in text:
        text = _INITIALS.sub(lambda found: found[0].replace(".", ""), text)
    if _DIGIT.search(text):
        text, count = _CODE.subn(lambda found: code_key(found[0]), text)
        has_code = count > 0
    said = _WORD.findall(text)[:MOST_WORDS]
    empty = FILLERS | BESIDE_CODES if has_code else FILLERS
    counted = [one for one in said if one not in empty] or said
    return tuple(Word(one, singular(one)) for one in counted)


def _plain(text: str) -> str:
    """The text without case, accents and apostrophes; only its beginning if it is very long."""
    text = text[:MOST_CHARACTERS]
    if not text.isascii():
        text = "".join(one for one in normalize("NFKD", text) if not combining(one))
    return text.casefold().replace("'", "").replace("\u2019", "")


def is_code(word: str) -> bool:
    """Whether a plain word has the form of a code."""
    return _CODE.fullmatch(word) is not None


def code_key(code: str) -> str:
    """A code without case, dot, hyphen and space."""
    return _NO_WORD.sub("", code.casefold())


def singular(word: str) -> str:
    """A word without the s of a plural."""
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] not in "siu" else word


def stem(word: str) -> str:
    """A word without its ending: the same for `sprained` and `sprain`, `fasciitis` and `fascia`."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 4 and word[-1] == word[-2] else word


_SOUNDS = (
    (re.compile(r"^(?:kn|pn|gn)"), "n"),
    (re.compile(r"^wr|rh"), "r"),
    (re.compile(r"^ps"), "s"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"[ao]e"), "e"),
    (re.compile(r"ch(?=[lr])|ck|qu?"), "k"),
    (re.compile(r"s?c(?=[eiy])|z"), "s"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"c(?!h)"), "k"),
    (re.compile(r"gh(?=t|$)"), ""),
    (re.compile(r"y"), "i"),
    (re.compile(r"ou|oo"), "u"),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile(r"(?<=...)e$"), ""),
)


def sound(word: str) -> str:
    """About how a word sounds: the same for `facitis` and `fasciitis`, `oedema` and `edema`."""
    for pattern, letters in _SOUNDS:
        word = pattern.sub(letters, word)
    return word


def slips(typed: str, word: str, most: int) -> int:
    """
    How many letters are wrong, missing, too many, or have changed places with their neighbor.

    Args:
        typed: A word.

        word: The word it may stand for.

        most: The most slips that matter.

    Returns:
        The slips; `most` + 1 where there are more.

    Example:
        >>> slips("shoudler", "shoulder", 2), slips("tenis", "tennis", 2), slips("hip", "knee", 2)
        (1, 1, 3)
    """
    if abs(len(typed) - len(word)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(word) + 1))
    for i, one in enumerate(typed, 1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(word, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (one != other))
            if i > 1 and j > 1 and one == word[j - 2] and typed[i - 2] == other:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


FILLERS = frozenset(_FILLERS.split())
"""Words that say nothing about what is looked for."""
BESIDE_CODES = frozenset(_BESIDE_CODES.split())
"""What stands beside a code and says nothing more."""
CONCEPTS = tuple(frozenset(map(singular, line.split())) for line in _CONCEPTS.strip().splitlines())
"""Plain words that people use for the same thing; search alone reads them."""
ENDINGS = tuple(sorted(_ENDINGS.split(), key=lambda ending: (-len(ending), ending)))
"""Endings that change little of what is meant, the longest first."""
