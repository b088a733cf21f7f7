"""Finding records by what a person might type."""

from typing import Any

import pytest
from hypothesis import given, strategies as st

from medmassage.catalog import Catalog, default_catalog
from medmassage.catalog.search import SEARCHED, Hit
from medmassage.errors import MedMassageError, UnknownIdError
from medmassage.model.condition import Aliases, Condition
from medmassage.model.evidence import Code
from medmassage.model.technique import PressureRange, Technique


def search(text: str, **wishes: Any) -> tuple[Hit, ...]:
    """Search the shipped knowledge."""
    return default_catalog().search(text, **wishes)


def condition(id: str, name: str, plain_name: str, *lay: str, **more: Any) -> Condition:
    """A condition with names."""
    return Condition(
        id=id,
        name=name,
        plain_name=plain_name,
        description="D.",
        therapist_role="comfort and relaxation",
        aliases=Aliases(lay=lay, **more.pop("aliases", {})),
        **more,
    )


def technique(id: str, name: str, *aliases: str, **more: Any) -> Technique:
    """A technique with names."""
    return Technique(
        id=id,
        name=name,
        aliases=aliases,
        description="D.",
        pressure=PressureRange("light", "deep"),
        source_ids=["a"],
        **more,
    )


RECORDS: dict[str, tuple[Any, ...]] = {
    "conditions": (
        condition(
            "lateral-epicondylitis",
            "Lateral epicondylitis",
            "Tennis elbow",
            "sore outer elbow",
            codes=(Code(system="ICD-10-CM", code="M77.1", display="Lateral epicondylitis"),),
        ),
        condition("medial-epicondylitis", "Medial epicondylitis", "Golfer's elbow"),
        condition(
            "frozen-shoulder",
            "Frozen shoulder",
            "A stiff shoulder",
            aliases={"clinical": ("Adhesive capsulitis",), "abbreviations": ("FS",)},
        ),
        condition("stretch-injury", "Stretch", "A pulled muscle"),
        condition("zz-copy", "Frozen shoulder", "Another stiff shoulder"),
    ),
    "techniques": (
        technique("active-release", "Active Release Technique", "release", abbreviation="ART"),
        technique("stretch-technique", "Stretch"),
    ),
}

TINY = Catalog(
    version="1",
    digest="d",
    load=lambda kind: {record.id: record for record in RECORDS.get(kind, ())},
)

# what is typed: the ids that are found as exactly that, best first
EXACT = {
    "Tennis elbow": ["lateral-epicondylitis"],
    "tennis elbow": ["lateral-epicondylitis"],
    "TENNIS  ELBOW": ["lateral-epicondylitis"],
    " tennis-elbow ": ["lateral-epicondylitis"],
    "a tennis elbow": ["lateral-epicondylitis"],
    "tennis elbow!": ["lateral-epicondylitis"],
    "lateral epicondylitis": ["lateral-epicondylitis"],
    "lateral-epicondylitis": ["lateral-epicondylitis"],
    "sore outer elbow": ["lateral-epicondylitis"],
    "M77.1": ["lateral-epicondylitis"],
    "m77.1": ["lateral-epicondylitis"],
    "adhesive capsulitis": ["frozen-shoulder"],
    "FS": ["frozen-shoulder"],
    "art": ["active-release"],
    "Golfer's elbow": ["medial-epicondylitis"],
    "Golfer\u2019s elbow": ["medial-epicondylitis"],
    "golfers elbow": ["medial-epicondylitis"],
    "stretch": ["stretch-injury", "stretch-technique"],
    "frozen shoulder": ["frozen-shoulder", "zz-copy"],
    "zz copy": ["zz-copy"],
}


class TestTiny:
    """On a catalog that fits on a page."""

    @pytest.mark.parametrize("text, ids", EXACT.items(), ids=EXACT)
    def test_exact(self, text, ids):
        """Whatever the case, hyphens and apostrophes, a name finds all that bear it."""
        hits = [hit for hit in TINY.search(text) if hit.score == 1]

        assert ids == [hit.id for hit in hits]

    def test_hit(self):
        """A hit says what was found, how well, and why."""
        (hit,) = TINY.search("tennis elbow", limit=1)

        assert (
            Hit(
                kind="conditions",
                id="lateral-epicondylitis",
                name="Lateral epicondylitis",
                score=1.0,
                why="plain name 'Tennis elbow', exact",
            )
            == hit
        )

    @pytest.mark.parametrize(
        "text, why",
        [
            ("lateral epicondylitis", "name 'Lateral epicondylitis', exact"),
            ("sore outer elbow", "alias 'sore outer elbow', exact"),
            ("adhesive capsulitis", "alias 'Adhesive capsulitis', exact"),
            ("FS", "abbreviation 'FS', exact"),
            ("ART", "abbreviation 'ART', exact"),
            ("M77.1", "ICD-10-CM code 'M77.1', exact"),
            ("tennis elbows pain", "plain name 'Tennis elbow', in part"),
        ],
    )
    def test_why(self, text, why):
        """The reason names what was matched, and whether it was the whole."""
        assert why == TINY.search(text)[0].why

    @pytest.mark.parametrize(
        "text",
        [
            "tenis elbow",
            "tennis elbwo",
            "tennis ellbow",
            "elbow tennis",
            "tennis elbo",
            "epicondilitis",
        ],
    )
    def test_typos(self, text):
        """A slip, a turn or a beginning still finds it, with a score below 1."""
        hit = TINY.search(text)[0]

        assert "lateral-epicondylitis" == hit.id
        assert 0 < hit.score < 1

    @pytest.mark.parametrize("text", ["M77", "m77."])
    def test_beginning_of_a_code(self, text):
        """The beginning of a code finds it, and is no exact hit."""
        (hit,) = TINY.search(text)

        assert "lateral-epicondylitis" == hit.id
        assert hit.score < 1

    @pytest.mark.parametrize(
        "text", ["", " ", "?!", "the", "x", "M7", "quantum", "💆", "\u0000", "M78.1", "of the"]
    )
    def test_nothing(self, text):
        """What is near to nothing finds nothing."""
        assert () == TINY.search(text)

    def test_order_of_equals(self):
        """Equally good hits stand by kind, then by id: the order is total."""
        assert ["stretch-injury", "stretch-technique"] == [hit.id for hit in TINY.search("stretch")]
        assert ["frozen-shoulder", "zz-copy"] == [hit.id for hit in TINY.search("frozen shoulder")][
            :2
        ]

    @pytest.mark.parametrize("limit, count", [(0, 0), (1, 2), (2, 2), (-1, 0)])
    def test_limit_keeps_equals(self, limit, count):
        """No hit is cut off that is as good as the last one shown: ambiguity is visible."""
        assert count == len(TINY.search("stretch", limit=limit))

    def test_kind(self):
        """A kind narrows the search."""
        assert ["stretch-technique"] == [
            hit.id for hit in TINY.search("stretch", kind="techniques")
        ]
        assert () == TINY.search("tennis elbow", kind="techniques")

    @pytest.mark.parametrize(
        "kind, message",
        [
            ("condition", "did you mean 'conditions'"),
            ("Techniques", "did you mean 'techniques'"),
            ("zzz", "'zzz'"),
            ("", "''"),
            (3, "3"),
        ],
    )
    def test_unknown_kind(self, kind, message):
        """A mistyped kind is an error with the nearest, not an empty result."""
        with pytest.raises(UnknownIdError, match=f"no searchable kind .*{message}"):
            TINY.search("x", kind=kind)

    @pytest.mark.parametrize("text", [None, 3, ["neck"], b"neck"], ids=repr)
    def test_no_text(self, text):
        """What is no text is refused in a sentence."""
        with pytest.raises((TypeError, MedMassageError), match="expected"):
            TINY.search(text)


class TestShipped:
    """On the knowledge that is shipped."""

    @pytest.mark.parametrize(
        "text, id",
        [
            ("tennis elbow", "lateral-epicondylitis"),
            ("golfers elbow", "medial-epicondylitis"),
            ("lower back pain", "lower-back-pain"),
            ("low back pain", "lower-back-pain"),
            ("back ache", "lower-back-pain"),
            ("lumbago", "lower-back-pain"),
            ("tendinitis", "tendonitis"),
            ("tendonitis", "tendonitis"),
            ("migrane", "migraine"),
            ("frozen shoulder", "frozen-shoulder"),
            ("adhesive capsulitis", "frozen-shoulder"),
            ("deep tissue", "deep-tissue-massage"),
            ("trigger point therapy", "trigger-point-therapy"),
            ("trigger point", "trigger-point"),
            ("ART", "active-release-technique"),
            ("tree nuts", "tree-nut"),
            ("M54.5", "lower-back-pain"),
        ],
    )
    def test_best_hit(self, text, id):
        """What people say leads to what we call it."""
        best = search(text)

        assert id in [hit.id for hit in best if hit.score == best[0].score]

    @pytest.mark.parametrize("kind", SEARCHED)
    def test_every_record_is_found_by_its_name(self, kind):
        """A record is among the exact hits for its name; rules are tried by samples."""
        records = list(getattr(default_catalog(), kind).values())
        lost = [
            record.id
            for record in records[:: max(1, len(records) // 20)]
            if record.id not in [hit.id for hit in search(record.name, kind=kind) if hit.score == 1]
        ]

        assert [] == lost

    @pytest.mark.parametrize("kind", ["conditions", "techniques"])
    def test_every_alias_is_best(self, kind):
        """Each other name finds its record before all others; every sixth record is tried."""
        lost = []
        for id, record in list(getattr(default_catalog(), kind).items())[::6]:
            aliases = record.aliases
            if kind == "conditions":
                aliases = (
                    *aliases.lay,
                    *aliases.clinical,
                    *aliases.abbreviations,
                    record.plain_name,
                )
            lost += [
                (id, alias)
                for alias in aliases
                if id not in [hit.id for hit in search(alias, kind=kind, limit=1)]
            ]

        assert [] == lost

    @given(text=st.text(max_size=30) | st.sampled_from(["pain", "back pain", "massage", "tendon"]))
    def test_laws(self, text):
        """Scores are from 0 to 1 and fall, no record stands twice, no chance is at play."""
        hits = search(text, limit=1000)
        scores = [hit.score for hit in hits]

        assert sorted(scores, reverse=True) == scores
        assert all(0 < score <= 1 for score in scores)
        assert len({(hit.kind, hit.id) for hit in hits}) == len(hits)
        assert hits == search(text, limit=1000)
        assert hits == search(f"  {text}\t", limit=1000)

    @given(text=st.sampled_from(["pain", "neck pain", "massage", "x"]), limit=st.integers(0, 40))
    def test_limit(self, text, limit):
        """A smaller limit gives the beginning of what a larger one gives."""
        short, long = search(text, limit=limit), search(text, limit=1000)

        assert long[: len(short)] == short
        assert limit <= len(short) or len(long) == len(short)
        assert all(hit.score == short[limit - 1].score for hit in short[limit:])

    @given(text=st.sampled_from(["pain", "neck pain", "massage", "injury"]))
    def test_kinds_add_up(self, text):
        """Together the kinds find what a search of everything finds."""
        whole = search(text, limit=1000)
        parts = [hit for kind in SEARCHED for hit in search(text, kind=kind, limit=1000)]

        assert sorted(map(repr, whole)) == sorted(map(repr, parts))
