"""How well search finds what people type: the share found first, and among the first three."""

import json
from pathlib import Path

from medmassage.catalog import default_catalog

QUERIES = json.loads((Path(__file__).parent / "cases/queries.json").read_text(encoding="utf-8"))


def found(query, most):
    """Whether an expected record is among the first hits, or as good as the last of them."""
    hits = default_catalog().search(query["query"], limit=most)
    return not set(query["expect"]).isdisjoint(hit.id for hit in hits)


def test_share_found(record_property):
    """Nine of ten queries find an expected record first; what they miss is in the report."""
    first = [query for query in QUERIES if found(query, 1)]
    three = [query for query in QUERIES if found(query, 3)]
    missed = [query["query"] for query in QUERIES if query not in three]
    record_property("found first", len(first) / len(QUERIES))
    record_property("found among three", len(three) / len(QUERIES))
    # The figures are what a reader of the report wants, so they are shown with `pytest -s`.
    print(f"first {len(first)}, among three {len(three)} of {len(QUERIES)}; missed {missed}")  # noqa: T201

    assert len(first) >= 0.9 * len(QUERIES)
    assert len(three) >= len(first)
