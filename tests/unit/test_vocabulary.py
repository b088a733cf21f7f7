"""The closed lists: every word explains itself, and the scales and the tree of regions hold."""

import copy
import json
import pickle

import pytest

from medmassage import vocabulary
from medmassage.vocabulary import (
    REQUIRED_DISCLAIMERS,
    Action,
    Decision,
    DisclaimerId,
    Position,
    Pressure,
    PressureCap,
    Region,
    Side,
    Support,
    Vocabulary,
    pressure_within,
    sides_touched,
)

LISTS = tuple(
    value
    for value in vars(vocabulary).values()
    if isinstance(value, type) and issubclass(value, Vocabulary) and value is not Vocabulary
)
WORDS = tuple(word for words in LISTS for word in words)

each_list = pytest.mark.parametrize("words", LISTS, ids=lambda words: words.__name__)


class TestWords:
    """What holds of every list."""

    def test_there_are_lists(self):
        """The tests below would pass on an empty module."""
        assert len(LISTS) > 20

    @each_list
    def test_list_is_documented(self, words):
        """A list says what it is a list of, in words of its own."""
        assert vars(words).get("__doc__")

    @each_list
    def test_every_word_has_a_meaning(self, words):
        """A reader of the list needs no other page."""
        assert [] == [word.value for word in words if not word.meaning.strip()]

    @each_list
    def test_ranks_count_up(self, words):
        """`rank` is the place in the list, from 0; `values` has the plain words in order."""
        assert list(range(len(words))) == [word.rank for word in words]
        assert [word.value for word in words] == list(words.values())
        assert {str} == {type(value) for value in words.values()}

    @each_list
    def test_words_compare_by_rank(self, words):
        """A word that stands later is greater, so that `max` of some decisions is the strictest."""
        turned = list(words)[::-1]

        assert list(words) == sorted(turned)
        assert (turned[0], turned[-1]) == (max(words), min(words))
        assert all(
            (one < other, one <= other, one > other, one >= other)
            == (
                one.rank < other.rank,
                one.rank <= other.rank,
                one.rank > other.rank,
                one.rank >= other.rank,
            )
            for one in words
            for other in words
        )

    @each_list
    def test_values_are_distinct(self, words):
        """No two names stand for one word: an alias would hide a typing error."""
        assert len(words.__members__) == len(words)

    @each_list
    def test_names_follow_values(self, words):
        """The Python name is the word in capitals where the word is a slug."""
        slugs = [word for word in words if " " not in word.value]

        assert [word.value.replace("-", "_").upper() for word in slugs] == [
            word.name for word in slugs
        ]

    @pytest.mark.parametrize("word", WORDS, ids=lambda word: f"{type(word).__name__}.{word.name}")
    def test_is_its_text(self, word):
        """A word compares, hashes, prints and is written like its text."""
        text = word.value

        assert (text, hash(text), text, json.dumps(text)) == (
            word,
            hash(word),
            f"{word}",
            json.dumps(word),
        )
        assert type(word)(text) is word

    @pytest.mark.parametrize("word", WORDS, ids=lambda word: f"{type(word).__name__}.{word.name}")
    def test_survives_copying(self, word):
        """A copied or pickled word is the word itself."""
        assert {id(word)} == {
            id(copy.copy(word)),
            id(copy.deepcopy(word)),
            id(pickle.loads(pickle.dumps(word))),  # noqa: S301 - ours
        }

    @pytest.mark.parametrize("text", ["", "Neck", " neck", "neck ", "NECK", "neckk", "upper_back"])
    def test_other_texts_are_no_words(self, text):
        """Case, spaces and near misses do not count."""
        with pytest.raises(ValueError, match=r"not a (valid )?Region"):
            Region(text)


class TestRegions:
    """The tree of the body."""

    FIXED = (
        "head face jaw neck shoulder upper-arm elbow forearm wrist hand upper-back mid-back "
        "lower-back chest abdomen hip gluteal groin thigh knee lower-leg calf ankle foot "
        "front-of-neck back-of-neck flank armpit front-of-elbow back-of-knee"
    )

    def test_fixed_words_are_there(self):
        """Other people's code names these."""
        assert set() == set(self.FIXED.split()) - set(Region.values())

    def test_one_root(self):
        """Only the whole body lies in nothing."""
        assert [Region.WHOLE_BODY] == [region for region in Region if region.parent is None]

    @pytest.mark.parametrize("region", Region)
    def test_path_climbs_to_the_root(self, region):
        """The path begins with the region, goes from parent to parent and ends at the root."""
        path = region.path

        assert (region, Region.WHOLE_BODY) == (path[0], path[-1])
        assert [one.parent for one in path[:-1]] == list(path[1:])

    @pytest.mark.parametrize("region", Region)
    def test_contents_turn_path_round(self, region):
        """A region contains all whose path passes it: itself first, parents before parts."""
        contents = region.contents

        assert region is contents[0]
        assert {one for one in Region if region in one.path} == set(contents)
        assert len(set(contents)) == len(contents)
        assert all(contents.index(one.parent) < contents.index(one) for one in contents[1:])

    @pytest.mark.parametrize("region", Region)
    def test_members_are_no_groups(self, region):
        """A group stands for the regions right below its groups; any other region for itself."""
        members = region.members

        assert not any(one.is_group for one in members)
        assert all(region in one.path for one in members)
        assert (region,) == members if not region.is_group else region not in members

    @pytest.mark.parametrize("region", [one for one in Region if one.is_group])
    def test_members_leave_nothing_out_and_overlap_nowhere(self, region):
        """Together the members and what lies in them are all of a group but groups."""
        covered = [part for member in region.members for part in member.contents]
        inside = [part for part in region.contents if not part.is_group]

        assert sorted(inside) == sorted(covered)

    @pytest.mark.parametrize(
        "region, parents",
        [
            ("flank", "lower-back back trunk whole-body"),
            ("front-of-neck", "neck head-and-neck whole-body"),
            ("jaw", "face head head-and-neck whole-body"),
            ("armpit", "shoulder arm whole-body"),
            ("back-of-knee", "knee leg whole-body"),
            ("calf", "lower-leg leg whole-body"),
            ("gluteal", "leg whole-body"),
            ("abdomen", "trunk whole-body"),
        ],
    )
    def test_anatomy(self, region, parents):
        """Some places, and all that they lie in."""
        assert (region, *parents.split()) == Region(region).path


class TestSides:
    """Left and right."""

    @pytest.mark.parametrize(
        "side, touched",
        [
            (Side.LEFT, {"left"}),
            (Side.RIGHT, {"right"}),
            (Side.BOTH, {"left", "right"}),
            (Side.MIDLINE, {"left", "right"}),
            (None, {"left", "right"}),
        ],
    )
    def test_halves_touched(self, side, touched):
        """The midline and a side that nobody gave touch both halves: silence is not safety."""
        assert touched == sides_touched(side)


class TestScales:
    """Lists whose order is a scale."""

    @pytest.mark.parametrize(
        "words, order",
        [
            (
                Decision,
                (
                    "proceed proceed-with-precautions incomplete obtain-clearance postpone refer "
                    "refer-urgently emergency"
                ),
            ),
            (
                Action,
                (
                    "none modify-position lighten-pressure avoid-area obtain-clearance postpone "
                    "refer refer-urgently emergency"
                ),
            ),
            (Pressure, "light moderate firm deep"),
            (PressureCap, "no-pressure light moderate"),
            (
                Support,
                (
                    "recommended supported mixed limited article-only no-research unsupported "
                    "advised-against"
                ),
            ),
            (vocabulary.Severity, "none precaution clearance-required absolute"),
            (vocabulary.Stage, "acute subacute chronic"),
            (Position, "prone supine side-lying seated semi-reclined"),
            (Side, "left right both midline"),
        ],
    )
    def test_order(self, words, order):
        """The words that the design fixes, in its order."""
        assert tuple(order.split()) == words.values()

    def test_strict_actions_are_decisions(self):
        """From clearance on, an action and the decision it makes have one word and one order."""
        shared = [word for word in Action.values() if word in Decision.values()]

        assert list(Action.values()[Action.OBTAIN_CLEARANCE.rank :]) == shared
        assert list(Decision.values()[Decision.OBTAIN_CLEARANCE.rank :]) == shared

    def test_mixed_and_limited_share_a_level(self):
        """Levels count up with the ranks, except that these two are equally good."""
        assert [0, 1, 2, 2, 3, 4, 5, 6] == [word.level for word in Support]

    @pytest.mark.parametrize(
        "cap, allowed",
        [
            (None, "light moderate firm deep"),
            (PressureCap.MODERATE, "light moderate"),
            (PressureCap.LIGHT, "light"),
            (PressureCap.NO_PRESSURE, ""),
        ],
    )
    def test_pressure_within(self, cap, allowed):
        """A cap leaves what it names and all that is lighter; a closed place leaves nothing."""
        assert allowed.split() == [one for one in Pressure if pressure_within(one, cap)]


class TestDisclaimers:
    """The notices."""

    def test_required(self):
        """All but the notice on images must stand in every plan."""
        assert {*DisclaimerId} - {"images-may-show-models"} == set(REQUIRED_DISCLAIMERS)
