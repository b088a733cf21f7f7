"""The words of a catalog's names, and which of them a typed word may mean."""

import pytest
from hypothesis import given, strategies as st

from medmassage.catalog.lexicon import Lexicon
from medmassage.catalog.wording import words

RECORDS = (
    ("Neck pain", "stiff neck"),
    ("Knee pain", "aching knees"),
    ("Rotator cuff tendinopathy", "shoulder pain"),
    ("Shoulder stiffness",),
    ("Sciatica", "Sciatic nerve pain"),
    ("Spasm", "Sprain", "Strain"),
    ("Headache", "Hit on the head"),
)
LEXICON = Lexicon([[words(name) for name in record] for record in RECORDS])


def reads(typed: str, *, unfinished: bool = False) -> dict[str, float]:
    """What a typed word may mean."""
    return dict(LEXICON.readings(typed, unfinished=unfinished))


class TestWeights:
    """How much a word says."""

    def test_rare_words_say_more(self):
        """The fewer records have it."""
        assert LEXICON.weights["rotator"] > LEXICON.weights["shoulder"] > LEXICON.weights["pain"]

    def test_like_words_say_as_much(self):
        """`aching` stands in one record and says no more than `pain`."""
        assert LEXICON.weights["aching"] == LEXICON.weights["pain"]

    def test_from_0_to_1(self):
        """A word of one record says 1, and each says something."""
        assert 1 == LEXICON.weights["rotator"]
        assert all(0 < weight <= 1 for weight in LEXICON.weights.values())

    def test_empty(self):
        """Without names there is nothing to weigh and nothing to mean."""
        empty = Lexicon([])

        assert {} == empty.weights
        assert {} == empty.readings("knee", unfinished=True)


class TestReadings:
    """What a typed word may mean."""

    @pytest.mark.parametrize(
        "typed, word",
        [
            ("neck", "neck"),
            ("cervical", "neck"),
            ("hurts", "pain"),
            ("rigid", "stiffness"),
            ("siatica", "sciatica"),
            ("sholder", "shoulder"),
            ("shoudler", "shoulder"),
            ("rotatr", "rotator"),
            ("tendinopaty", "tendinopathy"),
            ("nek", "neck"),
        ],
    )
    def test_best(self, typed, word):
        """The word itself, its family, its like, or what it was meant to be."""
        found = reads(typed.removesuffix("s"))

        assert word in [one for one, sure in found.items() if sure == max(found.values())]

    def test_order_of_sureness(self):
        """The same word is surer than its family, and that than what means the same."""
        assert reads("stiff")["stiff"] > reads("stiff")["stiffness"] > reads("sore")["pain"]

    def test_known_words_are_no_typos(self):
        """A word that the catalog has is not read as its neighbor."""
        assert {"sprain"} == reads("sprain").keys()

    def test_beginning(self):
        """The last word may be the beginning of a longer one, the surer the more is typed."""
        assert {"shoulder"} == reads("shou", unfinished=True).keys()
        assert reads("shoul")["shoulder"] > reads("sho")["shoulder"]
        assert {"head", "headache"} == reads("head", unfinished=True).keys()
        assert {"head"} == reads("head").keys()
        assert "sprain" not in reads("sp", unfinished=True)

    def test_first_letter(self):
        """Few people mistype it."""
        assert reads("strein")["strain"] > reads("mtrain")["strain"]

    @pytest.mark.parametrize("typed", ["zebra", "xx", "kn", "hxyd", "beck"])
    def test_nothing(self, typed):
        """What is near to no word means nothing."""
        assert {} == reads(typed)

    @given(typed=st.text("abcdeknprst", max_size=12), unfinished=st.booleans())
    def test_laws(self, typed, unfinished):
        """Readings are words of the catalog, each surer than 0 and at most 1."""
        found = reads(typed, unfinished=unfinished)

        assert found.keys() <= LEXICON.weights.keys()
        assert all(0 < sure <= 1 for sure in found.values())


class TestParts:
    """Two words written as one."""

    @pytest.mark.parametrize(
        "typed, parts",
        [
            ("rotatorcuff", ("rotator", "cuff")),
            ("shoulderpain", ("shoulder", "pain")),
            ("painshoulder", ("painshoulder",)),
            ("rotator", ("rotator",)),
            ("neckcuff", ("neckcuff",)),
            ("", ("",)),
        ],
    )
    def test_parts(self, typed, parts):
        """Only words that stand together in a name are taken apart."""
        assert parts == LEXICON.parts(typed)


def test_spelling():
    """A reason shows a word as it first stands in a name."""
    assert "knees" not in LEXICON.spelled
    assert ("aching", "knee") == (LEXICON.spelled["aching"], LEXICON.spelled["knee"])
