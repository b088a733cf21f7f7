"""Finding records by what a person might type."""

from typing import Any

import pytest
from hypothesis import given, strategies as st

from medmassage.catalog import Catalog, default_catalog
from medmassage.catalog.names import names
from medmassage.catalog.search import SEARCHED, Hit
from medmassage.catalog.wording import MOST_CHARACTERS
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


TYPED = st.sampled_from(
    ["pain", "neck pain", "massage", "injury", "tenis elbo", "blood clot in my leg", "slipped disc"]
)
"""What finds many records, some of them equally good."""

DRESS = {
    " ": (" ", "  ", " - ", ", ", "/", "\t", "_"),
    "a": ("a", "A", "\u00e1", "a\u0301"),
    "e": ("e", "E", "\u00e9"),
    "o": ("o", "O", "\u00f6"),
    "s": ("s", "S", "'s", "\u2019s"),
}
"""Other ways to type a letter or a space."""

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


def finds(text: str, *conditions: Condition) -> list[tuple[str, str]]:
    """The ids and reasons that a search in a catalog of these conditions gives."""
    held = {"conditions": {one.id: one for one in conditions}}
    catalog = Catalog(version="1", digest="d", load=lambda kind: held.get(kind, {}))
    return [(hit.id, hit.why) for hit in catalog.search(text)]


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
            ("elbow tennis", "plain name 'Tennis elbow', the same words"),
            ("tenis elbow", "plain name 'Tennis elbow', nearly; 'tenis' read as 'tennis'"),
            ("tennis elbo", "plain name 'Tennis elbow', nearly; 'elbo' read as 'elbow'"),
            ("painful outer elbow", "alias 'sore outer elbow', nearly; 'painful' read as 'sore'"),
            ("outerelbow", "alias 'sore outer elbow', in part"),
            ("M77", "ICD-10-CM code 'M77.1', in part; it begins with M77"),
            ("m77.12", "ICD-10-CM code 'M77.1', in part; M7712 is under it"),
            ("M77.1 of a cook", "ICD-10-CM code 'M77.1', in part"),
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


class TestRanking:
    """What counts more."""

    def test_own_names_before_titles(self):
        """A title of a code system may be broader than the record; nobody types an id."""
        title = Code(system="MeSH", code="D1", display="Big toe gout attack")
        found = finds(
            "big toe",
            condition("big-toe-gout-attack", "A", "a"),
            condition("b", "B", "b", codes=(title,)),
            condition("c", "C", "c", "big toe gout attack"),
        )

        assert ["c", "big-toe-gout-attack", "b"] == [id for id, _ in found]

    def test_word_itself_before_its_like(self):
        """A word that stands in the name is not read as another."""
        [(_, why)] = finds("sore arm", condition("a", "Painful and sore arm muscles", "a"))

        assert "name 'Painful and sore arm muscles', in part" == why

    def test_telling_words(self):
        """What few records have says more than what many have."""
        found = finds(
            "elbow pain from gripping",
            condition("a", "Elbow pain", "a"),
            condition("b", "Gripping hurts the outer arm", "b"),
            condition("c", "Elbow swelling", "c"),
            condition("d", "Elbow pain at night", "d"),
        )

        assert ["b", "a", "d"] == [id for id, _ in found]

    def test_names_together(self):
        """Words that stand in several names of one record count together."""
        found = finds(
            "stiff neck after a crash",
            condition("a", "Stiff neck", "a"),
            condition("b", "Neck jolt", "b", "car crash", "stiff neck"),
        )

        assert ["b", "a"] == [id for id, _ in found]


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

    @pytest.mark.parametrize(
        "text, why",
        [
            ("blood thinner", "alias 'blood thinner', exact"),
            ("warferin", "alias 'warfarin', nearly; 'warferin' read as 'warfarin'"),
            ("numb saddle", "alias 'numb saddle', exact"),
            ("almond oil", "product 'sweet almond oil', in part"),
            ("sesame allergy", "allergy 'Sesame allergy', exact"),
            ("D009420", "MeSH code 'D009420', exact"),
            ("NPRS", "abbreviation 'NPRS', exact"),
            ("brain nerves", "description 'The brain, the spinal cord and the nerves.', in part"),
        ],
    )
    def test_why(self, text, why):
        """Rules, products, systems and measures are found by what people call them, too."""
        assert why in [hit.why for hit in search(text, limit=3)]

    @pytest.mark.parametrize(
        "text",
        ["M54.50", "m5450", "M54,50", "M 54.50", "(M54.50)", "ICD-10 M54.50", "icd10cm m5450!"],
    )
    def test_forms_of_a_code(self, text):
        """A code is the same with and without its dot, its case and the name of its system."""
        assert [("lower-back-pain", 1.0, "ICD-10-CM code 'M54.50', exact")] == [
            (hit.id, hit.score, hit.why) for hit in search(text)
        ]

    def test_code_that_two_records_share(self):
        """Both are returned."""
        names = {hit.id for hit in search("M75", limit=1)}

        assert {"frozen-shoulder", "rotator-cuff-tendinopathy"} == names

    @pytest.mark.parametrize(
        "text, id",
        [
            ("whip lash", "whiplash"),
            ("Whip-Lash", "whiplash"),
            ("bees wax", "beeswax-propolis"),
            ("head ache", "headache"),
            ("rotatorcuff", "rotator-cuff-tendinopathy"),
            ("lowback pain", "lower-back-pain"),
        ],
    )
    def test_compounds(self, text, id):
        """One word or two."""
        assert id == search(text)[0].id

    @pytest.mark.parametrize(
        "text",
        [
            "qwertz",
            "asdf jkl",
            "\U0001f486\U0001f486",
            "?!.,;",
            "-",
            "___",
            "\u8170\u75db",
            "zzz 77",
        ],
    )
    def test_nonsense(self, text):
        """It finds nothing."""
        assert () == search(text)

    @given(text=st.text(max_size=80))
    def test_never_raises(self, text):
        """Whatever is typed, in any script, is looked for."""
        assert isinstance(search(text), tuple)

    @given(more=st.text(max_size=30))
    def test_bounded(self, more):
        """What stands beyond the limit is not looked at, so no text is too long."""
        text = "tennis elbow ".ljust(MOST_CHARACTERS)

        assert search(text) == search(text + more * 1000)

    @pytest.mark.parametrize("kind", SEARCHED)
    def test_every_name_finds_its_record_first(self, kind):
        """Each name, alias, abbreviation, product and code finds its record first, or tied."""
        lost = [
            (str(id), name)
            for id, record in getattr(default_catalog(), kind).items()
            for _, name in names(record)
            if (kind, str(id)) not in [(hit.kind, hit.id) for hit in search(name, limit=1)]
        ]

        assert [] == lost

    @given(text=TYPED, data=st.data())
    def test_dress_does_not_matter(self, text, data):
        """Case, accents, punctuation and spaces change neither the hits nor their reasons."""
        dressed = "".join(
            data.draw(st.sampled_from(DRESS.get(letter, (letter, letter.upper()))))
            for letter in text
        )

        assert search(text) == search(f"  {dressed}?")

    @given(text=TYPED, limit=st.integers(0, 30))
    def test_one_more(self, text, limit):
        """Asking for one hit more adds to the end and changes nothing before it."""
        fewer, more = search(text, limit=limit), search(text, limit=limit + 1)

        assert fewer == more[: len(fewer)]

    @given(text=TYPED)
    def test_order_is_total(self, text):
        """Hits fall by score, then stand by kind, then by id; none stands twice."""
        keys = [(-hit.score, SEARCHED.index(hit.kind), hit.id) for hit in search(text, limit=1000)]

        assert sorted(set(keys)) == keys

    @given(words=st.permutations(["pinched", "nerve", "in", "the", "lower", "back"]))
    def test_word_order(self, words):
        """In any order the same records are found."""
        asked, turned = search("pinched nerve in the lower back"), search(" ".join(words))

        assert asked[0].id == turned[0].id

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
