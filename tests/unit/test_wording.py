"""What people type, made comparable."""

import pytest
from hypothesis import given, strategies as st

from medmassage.catalog.wording import (
    CONCEPTS,
    FILLERS,
    MOST_CHARACTERS,
    MOST_WORDS,
    code_key,
    is_code,
    singular,
    slips,
    sound,
    stem,
    words,
)

WORDS = st.text("abcde", min_size=1, max_size=9)


def plain(text: str) -> list[str]:
    """The plain words of a text."""
    return [word.plain for word in words(text)]


class TestWords:
    """From a text to the words that count."""

    @pytest.mark.parametrize(
        "text, expected",
        [
            ("Tennis Elbow", ["tennis", "elbow"]),
            ("golfer's elbow", ["golfer", "elbow"]),
            ("golfer\u2019s elbow", ["golfer", "elbow"]),
            ("de-Quervain", ["de", "quervain"]),
            ("\u0153d\u00e8me d\u00e9j\u00e0", ["\u0153deme", "deja"]),
            ("\u00c5ngstr\u00f6m \ufb01ber", ["angstrom", "fiber"]),
            ("\u0130zmir", ["izmir"]),
            ("T.M.J. pain", ["tmj", "pain"]),
            ("t.m.j", ["tmj"]),
            ("pain.now", ["pain", "now"]),
            ("my back", ["back"]),
            ("the", ["the"]),
            ("I am", ["i", "am"]),
            ("two knees", ["two", "knee"]),
            ("sciatica its", ["sciatica"]),
            ("", []),
            ("?!", []),
            ("\U0001f486", []),
        ],
    )
    def test_plain(self, text, expected):
        """Case, accents, apostrophes, hyphens and the s of a plural go; so do fillers."""
        assert expected == plain(text)

    @pytest.mark.parametrize(
        "text, expected",
        [
            ("M54.50", ["m5450"]),
            ("m54,5", ["m545"]),
            ("M 54.5", ["m545"]),
            ("S93.402A", ["s93402a"]),
            ("D000073297", ["d000073297"]),
            ("72514-3", ["725143"]),
            ("ICD-10-CM: M54.5", ["m545"]),
            ("M54.5/M54.2", ["m545", "m542"]),
            ("icd 10", ["icd", "10"]),
            ("vitamin b12", ["vitamin", "b12"]),
            ("a 10 day cold", ["10", "day", "cold"]),
        ],
    )
    def test_codes(self, text, expected):
        """A code is one word without its dot; the name of its system goes where a code is."""
        assert expected == plain(text)

    def test_said(self):
        """The word as it was typed is kept for the reason."""
        assert [("knees", "knee")] == [tuple(word) for word in words("my Knees")]

    def test_bounds(self):
        """Only the beginning of a very long text is read."""
        assert ["neck"] == plain("neck".ljust(MOST_CHARACTERS) + " elbow")
        assert MOST_WORDS == len(words("a1 " * MOST_CHARACTERS))

    @given(text=st.text(max_size=60))
    def test_laws(self, text):
        """Words are letters and digits in one case, and none is empty."""
        for word in words(text):
            assert word.said.isalnum()
            assert word.said.startswith(word.plain)
            assert word.said == word.said.casefold()


@pytest.mark.parametrize(
    "word, code",
    [
        ("m545", True),
        ("m5450", True),
        ("s93402a", True),
        ("d009420", True),
        ("725143", True),
        ("m5", False),
        ("elbow", False),
        ("12", False),
    ],
)
def test_is_code(word, code):
    """By its form alone."""
    assert code == is_code(word)


def test_code_key():
    """Codes are compared without what people leave out."""
    assert ["m5450", "725143"] == [code_key("M54.50"), code_key("72514-3")]


@pytest.mark.parametrize(
    "word, expected",
    [("knees", "knee"), ("hips", "hip"), ("arthritis", "arthritis"), ("stress", "stress")],
)
def test_singular(word, expected):
    """A plural s goes, the s of `-is`, `-us` and `-ss` stays."""
    assert expected == singular(word)


@pytest.mark.parametrize(
    "one, other",
    [
        ("sprained", "sprain"),
        ("numbness", "numb"),
        ("arthritic", "arthritis"),
        ("tendinosis", "tendinitis"),
        ("fascial", "fasciitis"),
        ("lymphatic", "lymph"),
        ("pregnant", "pregnancy"),
        ("injured", "injury"),
        ("scarring", "scarred"),
        ("circulation", "circulatory"),
    ],
)
def test_stem(one, other):
    """Words of one family have one stem."""
    assert stem(one) == stem(other)


@pytest.mark.parametrize("one, other", [("knee", "hip"), ("sprain", "strain"), ("hand", "head")])
def test_other_stems(one, other):
    """Words of two families have two, and short words stay whole."""
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    "typed, word",
    [
        ("syatica", "sciatica"),
        ("facitis", "fasciitis"),
        ("fybromialgia", "fibromyalgia"),
        ("oedema", "edema"),
        ("haematoma", "hematoma"),
        ("nees", "knees"),
        ("rist", "wrist"),
        ("soriasis", "psoriasis"),
        ("lymfatic", "lymphatic"),
        ("kronik", "chronic"),
        ("spazm", "spasm"),
        ("tite", "tight"),
    ],
)
def test_sound(typed, word):
    """What is written by ear sounds like the word."""
    assert sound(word) == sound(typed)


class TestSlips:
    """How far a typed word is from a word."""

    @given(one=WORDS, other=WORDS, most=st.integers(0, 4))
    def test_laws(self, one, other, most):
        """None for the same word, the same both ways, never more than one beyond the most."""
        count = slips(one, other, most)

        assert (count == 0) == (one == other)
        assert slips(other, one, most) == count
        assert count <= most + 1
        assert count >= min(abs(len(one) - len(other)), most + 1)

    @given(word=WORDS, data=st.data())
    def test_one_slip(self, word, data):
        """A letter left out, doubled, put in, replaced or changed with its neighbor is one slip."""
        place = data.draw(st.integers(0, len(word) - 1))
        before, letter, rest = word[:place], word[place], word[place + 1 :]
        typed = data.draw(
            st.sampled_from(
                [
                    before + rest,
                    before + 2 * letter + rest,
                    f"{before}x{letter}{rest}",
                    f"{before}x{rest}",
                    before + rest[:1] + letter + rest[1:],
                ]
            )
        )

        assert slips(typed, word, 2) <= 1


def test_concepts_are_apart():
    """A word has one meaning here, and none of them is a filler."""
    every = [word for group in CONCEPTS for word in group]

    assert sorted(set(every)) == sorted(every)
    assert set() == FILLERS & set(every)
    assert all(len(group) > 1 for group in CONCEPTS)
