"""The shipped data: in its one form, complete, sourced, and true to the article it began with."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, get_args

import attrs
import pytest

import medmassage
from medmassage.catalog import Catalog, default_catalog
from medmassage.catalog.canonical import canonical
from medmassage.catalog.checking import digest
from medmassage.catalog.kinds import KINDS
from medmassage.model.fields import Model
from medmassage.serialization import dumps, loads
from medmassage.vocabulary import (
    REQUIRED_DISCLAIMERS,
    AppliesTo,
    DisclaimerId,
    Region,
    SourceKind,
    Vocabulary,
)

DATA = Path(medmassage.__file__).parent / "data"
ARTICLE = "ospina-medical-massage"
CONVENTIONS = "medmassage-conventions"
FACTS = json.loads((Path(__file__).parents[1] / "cases" / "article.json").read_text("utf-8"))

each_kind = pytest.mark.parametrize("kind", KINDS)


def rows(kind: str) -> list[dict[str, Any]]:
    """The records of a kind as they stand in the file."""
    return json.loads((DATA / f"{kind}.json").read_text(encoding="utf-8"))


def records(kind: str) -> list[Any]:
    """The records of a kind as objects."""
    return list(getattr(default_catalog(), kind).values())


def inside(plain: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value inside plain data, with its path."""
    yield path, plain
    if isinstance(plain, dict):
        for key, value in plain.items():
            yield from inside(value, f"{path}.{key}")
    elif isinstance(plain, list):
        for place, value in enumerate(plain):
            yield from inside(value, f"{path}[{place}]")


def cited(row: dict[str, Any]) -> set[str]:
    """Every source id in a record, however deep."""
    found = set()
    for path, value in inside(row):
        if path.endswith(".source_id"):
            found.add(value)
        elif path.endswith(".source_ids"):
            found.update(value)
    return found


class TestForm:
    """One way to write each fact, so that a diff shows only what changed."""

    def test_files(self):
        """There is a file for each kind, the manifest, and nothing else but notes."""
        expected = {f"{kind}.json" for kind in KINDS} | {"catalog.json", "optional"}

        assert expected == {
            path.name for path in DATA.iterdir() if path.suffix not in (".md", ".py")
        }

    @each_kind
    def test_canonical(self, kind):
        """Written again, the records give the very bytes of the file."""
        assert canonical(records(kind)) == (DATA / f"{kind}.json").read_bytes()

    @each_kind
    def test_order_of_input_is_irrelevant(self, kind):
        """The canonical form does not depend on the order in which records are given."""
        assert canonical(records(kind)) == canonical(records(kind)[::-1])

    @each_kind
    def test_sorted_and_unique(self, kind):
        """Records stand in the order of their ids as text, each once."""
        ids = [row["id"] for row in rows(kind)]

        assert sorted(set(ids)) == ids

    @each_kind
    def test_fields_in_order(self, kind):
        """A record has its fields in the order of the class."""
        order = [field.name for field in attrs.fields(KINDS[kind])]

        assert [] == [row["id"] for row in rows(kind) if sorted(row, key=order.index) != list(row)]

    @each_kind
    def test_no_defaults(self, kind):
        """What is empty, unknown or as usual is not written."""
        usual = {
            field.name: field.default
            for field in attrs.fields(KINDS[kind])
            if field.default is not attrs.NOTHING
        }
        wrong = [
            f"{row['id']}{path}"
            for row in rows(kind)
            for path, value in inside(row)
            if value is None or value in ([], {})
        ] + [
            f"{row['id']} {name}"
            for row in rows(kind)
            for name, value in row.items()
            if isinstance(value, str | bool) and value == usual.get(name)
        ]

        assert [] == wrong

    @pytest.mark.parametrize("path", sorted(DATA.glob("*.json")), ids=lambda path: path.name)
    def test_plain_text(self, path):
        """Files are UTF-8 without byte order mark or carriage returns and end with a newline."""
        content = path.read_bytes()

        assert content.decode("utf-8").encode("utf-8") == content
        assert not content.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in content
        assert content.endswith((b"]\n", b"}\n"))

    @each_kind
    def test_clean_texts(self, kind):
        """Texts have no stray spaces, line breaks, markup or control letters, and are composed."""
        stray = re.compile(
            r"^\s|\s$|\s\s|[\x00-\x1f\x7f\ufeff\u200b\ud800-\udfff]|</?[a-z]+>|&[a-z]+;"
        )
        wrong = [
            f"{row['id']}{path}: {value[:60]!r}"
            for row in rows(kind)
            for path, value in inside(row)
            if isinstance(value, str)
            and (stray.search(value) or not unicodedata.is_normalized("NFC", value))
        ]

        assert [] == wrong

    @each_kind
    def test_round_trip(self, kind):
        """Each record can be written as a document and read again."""
        cls = KINDS[kind]

        assert [] == [one.id for one in records(kind) if one != loads(cls, dumps(one))]

    def test_digest(self):
        """The manifest has the fingerprint of the files."""
        files = {path.name: path.read_bytes() for path in DATA.glob("*.json")}
        manifest = json.loads(files["catalog.json"])

        assert {"version", "digest"} == set(manifest)
        assert digest(files) == manifest["digest"]
        assert re.fullmatch(r"\d{4}\.(0[1-9]|1[0-2])(\.\d+)?", manifest["version"])

    def test_digest_is_the_written_one(self):
        """It is SHA-256 over name and SHA-256 of each file but the manifest, by name."""
        lines = "".join(
            f"{path.name} {sha256(path.read_bytes()).hexdigest()}\n"
            for path in sorted(DATA.glob("*.json"))
            if path.name != "catalog.json"
        )

        assert sha256(lines.encode()).hexdigest() == default_catalog().digest

    @pytest.mark.parametrize(
        "change",
        [
            lambda files: files.update({"a.json": b"x"}),
            lambda files: files.update({"c.json": b"[]"}),
            lambda files: files.pop("b.json"),
            lambda files: files.update({"a.json": files["b.json"], "b.json": files["a.json"]}),
        ],
        ids=["changed", "added", "removed", "swapped"],
    )
    def test_digest_sees_every_change(self, change):
        """Any change to any file changes it; the order of the files and the manifest do not."""
        files = {"a.json": b"[1]", "b.json": b"[2]"}
        before = digest(files)
        turned = dict(reversed(files.items())) | {"catalog.json": b"{}"}
        assert before == digest(turned)
        change(files)

        assert before != digest(files)


class TestCompleteness:
    """What must be there."""

    @pytest.mark.parametrize(
        "kind, count",
        [
            ("questions", 217),
            ("contraindications", 141),
            ("red_flags", 73),
            ("allergens", 20),
            ("techniques", 16),
            ("body_systems", 5),
            ("disclaimers", len(DisclaimerId)),
            ("body_regions", len(Region)),
        ],
    )
    def test_counts(self, kind, count):
        """A record that gets lost on the way into a file is missed."""
        assert count == len(rows(kind))

    def test_every_notice(self):
        """Each notice has its one wording; the required ones stand in plans and refusals."""
        notices = {one.id: one for one in records("disclaimers")}

        assert set(DisclaimerId) == set(notices)
        assert 1 == len({one.language for one in notices.values()})
        assert [] == [
            id
            for id in sorted(REQUIRED_DISCLAIMERS)
            if not {"plan", "withheld"} <= set(notices[id].appears_in)
        ]


def words_of(of: Any) -> Iterator[type[Vocabulary]]:
    """The closed lists that a type draws from, inside its parts too."""
    if isinstance(of, type) and issubclass(of, Vocabulary):
        yield of
    elif isinstance(of, type) and issubclass(of, Model):
        for field in attrs.fields(of):
            yield from words_of(field.type)
    for inner in get_args(of):
        yield from words_of(inner)


def words_in(value: Any) -> Iterator[Vocabulary]:
    """The words in a record, inside its parts too."""
    if isinstance(value, Vocabulary):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from words_in(one)
    elif isinstance(value, Model):
        for field in attrs.fields(type(value)):
            yield from words_in(getattr(value, field.name))


LISTS = sorted(
    {one for cls in KINDS.values() for one in words_of(cls)}, key=lambda one: one.__name__
)


class TestWords:
    """The closed lists and the data say the same."""

    def test_there_are_lists(self):
        """The test below would pass without any."""
        assert len(LISTS) > 15

    @pytest.mark.parametrize("words", LISTS, ids=lambda words: words.__name__)
    def test_words_are_those_of_the_data(self, words):
        """The words of a list are the words that the records use, no more and no less."""
        used = {
            word
            for kind in KINDS
            for record in records(kind)
            for word in words_in(record)
            if type(word) is words
        }

        assert [] == [word.value for word in words if word not in used]


class TestSources:
    """No claim without its source."""

    def test_every_source_is_cited(self):
        """A source that nothing rests on is taken out."""
        found = {
            id for kind in KINDS if kind != "sources" for row in rows(kind) for id in cited(row)
        }

        assert sorted(found) == [row["id"] for row in rows("sources")]

    @pytest.mark.parametrize(
        "kind", [kind for kind, cls in KINDS.items() if "source_ids" in attrs.fields_dict(cls)]
    )
    def test_every_record_cites(self, kind):
        """Each record that can name its sources names at least one."""
        assert [] == [row["id"] for row in rows(kind) if not row.get("source_ids")]

    @each_kind
    def test_sources_are_sorted_and_unique(self, kind):
        """Lists of sources have one order."""
        wrong = [
            f"{row['id']}{path}"
            for row in rows(kind)
            for path, value in inside(row)
            if path.endswith("source_ids") and sorted(set(value)) != value
        ]

        assert [] == wrong

    def test_sources_can_be_found(self):
        """A citable source has an address, except the article, given as a text, and us."""
        without = {one.id for one in records("sources") if one.citable and one.address is None}

        assert [] == sorted(without - {ARTICLE, CONVENTIONS})

    @pytest.mark.parametrize(
        "name, form",
        [
            ("doi", r"10\.\d{4,9}/\S+"),
            ("pmid", r"[1-9]\d{0,8}"),
            ("pmcid", r"PMC\d+"),
            ("url", r"https?://\S+"),
        ],
    )
    def test_identifiers_have_their_form(self, name, form):
        """Identifiers are bare and well formed, so that addresses made of them lead somewhere."""
        assert [] == [
            f"{row['id']}: {row[name]}"
            for row in rows("sources")
            if name in row and not re.fullmatch(form, row[name])
        ]

    @pytest.mark.parametrize("name", ["doi", "pmid", "pmcid"])
    def test_no_source_twice(self, name):
        """One document is one source."""
        counts = Counter(row[name].lower() for row in rows("sources") if name in row)

        assert [] == [value for value, count in counts.items() if count > 1]

    def test_conventions_are_ours(self):
        """Our own defaults cite a source that says it is ours, and only it is."""
        assert [CONVENTIONS] == [
            one.id for one in records("sources") if one.kind is SourceKind.PROJECT
        ]


class TestRules:
    """Safety rules and questions fit together."""

    def test_every_rule_is_asked_about_or_for_all_or_none(self):
        """A rule that is asked about is brought by a question, and no other is."""
        brought = {id for one in records("questions") for id in one.triggers}
        asked = {
            one.id for one in records("contraindications") if one.applies_to is AppliesTo.ASKED
        }
        flags = {one.id for one in records("red_flags")}

        assert asked | flags == brought

    def test_order_of_questions_is_total(self):
        """No two questions stand at the same place in the questionnaire."""
        counts = Counter(one.order for one in records("questions"))

        assert [] == [order for order, count in counts.items() if count > 1]

    def test_under_leads_to_a_root(self):
        """Going from question to broader question ends."""
        index = default_catalog().questions
        for question in index.values():
            trail = [question.id]
            while index[trail[-1]].under is not None:
                trail.append(index[trail[-1]].under)
                assert len(set(trail)) == len(trail)


@pytest.fixture(scope="module")
def article() -> Catalog:
    """What the article says."""
    return default_catalog().only(ARTICLE)


class TestArticle:
    """The article is represented in full, and told apart from the rest."""

    def test_checklist_is_whole(self):
        """Every statement of the article is on the list once, with the record that holds it."""
        assert 88 == len(FACTS)
        assert len({fact["fact"] for fact in FACTS}) == len(FACTS)
        assert [{"fact", "where"}] * len(FACTS) == [set(fact) for fact in FACTS]

    @pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["fact"])
    def test_fact_has_its_record(self, article, fact):
        """The record is among what the article says; a condition or technique is so marked."""
        kind, _, id = fact["where"].partition(":")
        index = getattr(article, kind)

        assert id in index
        if kind in ("conditions", "techniques"):
            assert index[id].in_article

    @each_kind
    def test_nothing_else_is_in_it(self, article, kind):
        """No record among what the article says rests on other sources only."""
        index = getattr(article, kind)
        others = [
            id
            for id, record in index.items()
            if id != ARTICLE and ARTICLE not in getattr(record, "source_ids", ())
        ]

        assert [] == others

    @pytest.mark.parametrize(
        "kind, ids",
        [
            (
                "conditions",
                (
                    "arthritis frozen-shoulder lower-back-pain migraine-or-severe-headache "
                    "soft-tissue-injury sports-injury sprain tendonitis"
                ),
            ),
            (
                "techniques",
                (
                    "active-release-technique deep-tissue-massage myofascial-release "
                    "passive-resistive-stretching trigger-point-therapy"
                ),
            ),
        ],
    )
    def test_named_in_the_article(self, kind, ids):
        """Exactly what the article names is marked so; massage therapy itself is its subject."""
        marked = {one.id for one in records(kind) if one.in_article}

        assert ids.split() == sorted(marked - {"massage-therapy"})

    @pytest.mark.parametrize(
        "kind", ["conditions", "techniques", "impairments", "technique_targets"]
    )
    def test_marked_records_cite_it(self, kind):
        """What is marked as the article's cites the article."""
        assert [] == [
            one.id for one in records(kind) if one.in_article and ARTICLE not in one.source_ids
        ]

    @pytest.mark.parametrize(
        "kind, count",
        [
            ("body_systems", 5),
            ("benefits", 16),
            ("care_steps", 4),
            ("massage_comparisons", 4),
        ],
    )
    def test_kinds_of_its_own(self, article, kind, count):
        """These kinds hold what the article says, all of it."""
        assert count == len(getattr(article, kind)) == len(rows(kind))

    def test_steps_of_care_in_order(self, article):
        """Consultation, plan, sessions, assessment."""
        steps = sorted(article.care_steps.values(), key=lambda one: one.order)

        assert [
            "initial-consultation",
            "personalized-plan",
            "regular-sessions",
            "ongoing-assessment",
        ] == [one.id for one in steps]
        assert [1, 2, 3, 4] == [one.order for one in steps]

    def test_length_of_a_session(self, article):
        """Thirty to sixty minutes."""
        minutes = article.statements["series-of-sessions"].minutes

        assert (30, 60) == (minutes.low, minutes.high)

    def test_credits(self, article):
        """Who published, wrote, edited and reviewed it."""
        source = article.sources[ARTICLE]

        assert (
            "article",
            "Ospina Medical",
            ("Kaitlyn Tsai",),
            ("Camden Rowe",),
            ("Matthew Kohler, MD",),
        ) == (
            source.kind,
            source.publisher,
            source.authors,
            source.editors,
            source.medical_reviewers,
        )
