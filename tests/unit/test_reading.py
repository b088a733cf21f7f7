"""The measure of how hard a text is to read; handouts for patients are held to it."""

import pytest

from reading import grade, sentences, syllables, words

SPOKEN = {
    1: "the a pain dark stop legs sore times worked rubbed use like breathe while are 60",
    2: "massage pressure doctor muscle muscles visit because rested places gentle lately",
    3: "therapist medicine recognize however physician's beautiful exercise numbnesses",
    4: "emergency information realistic generally operation",
    5: "physiology examination possibility",
}


class TestSyllables:
    """Counting what is spoken."""

    @pytest.mark.parametrize(
        "count, word", [(count, word) for count, told in SPOKEN.items() for word in told.split()]
    )
    def test_words(self, count, word):
        """As a dictionary of American English counts."""
        assert count == syllables(word)


class TestGrade:
    """The formula."""

    def test_a_sentence_of_short_words(self):
        """Six words of six syllables: 0.39 x 6 + 11.8 x 1 - 15.59."""
        assert -1.45 == pytest.approx(grade(["The cat sat on the mat."]))

    def test_a_long_sentence_of_long_words(self):
        """Five words of 22 syllables: 0.39 x 5 + 11.8 x 22 / 5 - 15.59."""
        hard = ["Examination possibility determination information physician."]

        assert 22 == sum(map(syllables, words(hard[0])))
        assert 38.28 == pytest.approx(grade(hard))

    def test_each_item_of_a_list_is_a_sentence(self):
        """And so is what ends with a question mark; a colon or a decimal point ends none."""
        asked = "Is it sore? It is 2.5 now: better."

        assert ["Is it sore?", "It is 2.5 now: better."] == sentences(asked)
        assert grade(["it is sore", "it is red"]) == grade(["It is sore. It is red."])

    def test_words_with_apostrophes_are_one(self):
        """A number is a word, a bare sign is none."""
        assert ["don't", "wait", "10", "minutes"] == words("don't - wait 10 minutes!")
