"""Records built one by one are the records of the file; `medmassage.catalog.blocks`."""

import json
from threading import Thread

import attrs
import pytest

from medmassage.catalog.blocks import Blocks
from medmassage.catalog.index import Index
from medmassage.catalog.kinds import KINDS
from medmassage.catalog.reading import shipped_bytes, trusted
from medmassage.errors import UnknownIdError

ROWS = [{"id": "a", "words": ["b"]}, {"id": "a-b", "flag": True}, {"id": "b", "text": "a\n},\n{"}]


def file(rows):
    """Rows as a file in canonical form."""
    blocks = [
        "{\n" + ",\n".join(f'  "{key}": {json.dumps(value)}' for key, value in row.items()) + "\n}"
        for row in rows
    ]
    return Blocks(("[\n" + ",\n".join(blocks) + "\n]\n" if blocks else "[]\n").encode(), dict)


@pytest.mark.parametrize("kind", KINDS)
class TestShipped:
    """Every file that is shipped."""

    def test_one_by_one(self, kind):
        """Each record found alone equals the one that was read with all others."""
        whole = trusted(kind, shipped_bytes(f"{kind}.json")).all()
        alone = trusted(kind, shipped_bytes(f"{kind}.json"))

        assert whole == {id: alone[id] for id in whole}
        assert list(whole) == list(alone)
        assert whole == {id: alone[id] for id in alone}
        assert len(whole) == len(alone)

    def test_mentioning(self, kind):
        """A record is found by every id in it, and by every field that is not at its default."""
        blocks = trusted(kind, shipped_bytes(f"{kind}.json"))
        for id, record in blocks.all().items():
            for one in attrs.fields(type(record)):
                value = getattr(record, one.name)
                usual = one.default
                if isinstance(usual, attrs.Factory):
                    usual = usual.factory()
                words = [] if usual in (attrs.NOTHING, value) else [one.name]
                if one.name.endswith("_ids"):
                    words += value
                for word in words:
                    assert id in set(blocks.mentioning(word)), (id, word)


class TestBlocks:
    """A small file."""

    def test_found_before_and_after_the_cut(self):
        """It is the same whether the file was cut into its records or not."""
        blocks = file(ROWS)

        for _ in range(2):
            assert ROWS == [blocks[row["id"]] for row in ROWS]
            assert [True, True, True, False, False] == [
                one in blocks for one in ("a", "a-b", "b", "c", "")
            ]
            assert 1 not in blocks
            with pytest.raises(KeyError, match="'c'"):
                blocks["c"]
            assert ["a", "a-b", "b"] == list(blocks)

    @pytest.mark.parametrize(
        "wrong",
        ['a",\n  "words', 'a"', "a\n", "\ud800", "A", 'b",\n  "text": "a'],
        ids=[
            "a piece of the text",
            "a quote",
            "a line",
            "half a letter",
            "a capital",
            "two fields",
        ],
    )
    def test_what_is_no_id_finds_nothing(self, wrong):
        """Text that stands in the file around an id is not taken for one, cut or not."""
        blocks = file(ROWS)

        for _ in range(2):
            assert wrong not in blocks
            with pytest.raises(KeyError):
                blocks[wrong]
            assert 3 == len(blocks)

    def test_unknown_to_the_catalog(self):
        """Such a text is an unknown id, with the nearest ones, like any other."""
        for wrong in ('sprain",\n  "name', "\ud800", "sprain "):
            index = Index(
                "condition", lambda: trusted("conditions", shipped_bytes("conditions.json"))
            )
            with pytest.raises(UnknownIdError):
                index[wrong]
            assert wrong not in index

    def test_mentioning(self):
        """Whole values and keys are found, and parts of them are not."""
        blocks = file(ROWS)

        assert ["a", "b"] == list(blocks.mentioning("b"))
        assert ["a-b"] == list(blocks.mentioning("flag"))
        assert [] == list(blocks.mentioning("fla"))

    def test_empty(self):
        """A file without records is false, and has nothing."""
        empty = file([])

        assert not empty
        assert file(ROWS)
        assert ([], 0, {}) == (list(empty), len(empty), empty.all())
        assert "a" not in file([])


class TestIndex:
    """An index over such a file."""

    def test_record_is_kept(self):
        """A record that was built alone stays the same when all are read."""
        index = Index("condition", lambda: trusted("conditions", shipped_bytes("conditions.json")))
        alone = index["sprain"]

        assert alone is index["sprain"]
        assert alone is index.records["sprain"]
        assert alone is index["sprain"]
        assert list(index) == list(index.records)

    def test_ids_without_records(self):
        """Ids, number, truth and membership need no record."""
        index = Index("condition", lambda: trusted("conditions", shipped_bytes("conditions.json")))

        assert index
        assert len(index) == len(list(index)) == len(index.keys())
        assert "sprain" in index
        assert index.holds("sprain")
        assert not index.holds("sprains")
        assert {} == index._kept

    def test_many_threads_share_a_record(self):
        """Whoever asks first, all get the same object."""
        index = Index("condition", lambda: trusted("conditions", shipped_bytes("conditions.json")))
        got = []
        threads = [Thread(target=lambda: got.append(index["sprain"])) for _ in range(8)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()

        assert len(got) == 8
        assert len({id(one) for one in got}) == 1

    def test_mentioning_without_a_file(self):
        """An index over plain records gives every id: more may be among them."""
        index = Index("step", lambda: {"a": 1, "b": 2})

        assert ["a", "b"] == list(index.mentioning("x"))
