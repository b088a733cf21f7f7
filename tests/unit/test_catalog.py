"""The catalog: records by id, read on first use, never altered, and refused when damaged."""

import importlib.util
import json
import shutil
import sys
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest

import medmassage
from medmassage.catalog import Catalog, Index, default_catalog, load_catalog
from medmassage.catalog.kinds import FOR_SCREENING, KINDS, noun
from medmassage.catalog.search import SEARCHED
from medmassage.errors import CatalogError, NotForScreeningError, UnknownIdError
from medmassage.model.care import CareStep
from medmassage.model.condition import Condition
from medmassage.model.fields import Model
from medmassage.vocabulary import REQUIRED_DISCLAIMERS, Region

SHIPPED = Path(medmassage.__file__).parent / "data"
ARTICLE = "ospina-medical-massage"

each_kind = pytest.mark.parametrize("kind", KINDS)


def fresh_module() -> ModuleType:
    """A second copy of the module `medmassage.catalog`, in which nothing has been read."""
    spec = importlib.util.find_spec("medmassage.catalog")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fresh() -> Catalog:
    """A catalog of the shipped data of which nothing has been read."""
    return fresh_module().default_catalog()


def step(id: str, former_ids: tuple[str, ...] = ()) -> Any:
    """A small record; a condition where it needs former ids."""
    if not former_ids:
        return CareStep(id=id, order=1, name=id, text=id, source_ids=["a"])
    return Condition(
        id=id,
        name=id,
        plain_name=id,
        description=id,
        therapist_role="comfort and relaxation",
        former_ids=former_ids,
    )


def index_of(*records: Any) -> Index[Any]:
    """An index of some records."""
    return Index("care step", lambda: {record.id: record for record in records})


class TestIndex:
    """A mapping from id to record."""

    INDEX = index_of(step("back"), step("neck", ("nape", "throat")), step("foot"))

    def test_is_a_mapping(self):
        """Whatever takes a mapping takes an index."""
        assert isinstance(self.INDEX, Mapping)
        assert {"back", "neck", "foot"} == {**self.INDEX}.keys()

    @pytest.mark.parametrize("id", ["back", "neck", "foot"])
    def test_get(self, id):
        """A record is found by its id, by indexing and by `get`."""
        assert id == self.INDEX[id].id
        assert self.INDEX[id] is self.INDEX.get(id)

    def test_views(self):
        """Keys, values and items go together, and `len` counts them."""
        assert 3 == len(self.INDEX)
        assert [(one.id, one) for one in self.INDEX.values()] == list(self.INDEX.items())
        assert list(self.INDEX) == list(self.INDEX.keys())

    @each_kind
    def test_order(self, kind):
        """The shipped records are in the order of their ids as text."""
        index = dict(default_catalog().kinds())[kind]
        ids = [str(record.id) for record in index.values()]

        assert sorted(ids) == ids == list(index)

    @pytest.mark.parametrize("former", ["nape", "throat"])
    def test_former_ids(self, former):
        """An id that a record had before still finds it, and is no id of its own."""
        assert self.INDEX["neck"] is self.INDEX[former]
        assert self.INDEX["neck"] is self.INDEX.get(former)
        assert former in self.INDEX
        assert "neck" == self.INDEX.current_id(former)
        assert former not in list(self.INDEX)

    @pytest.mark.parametrize("id", ["back", "neck"])
    def test_current_ids_stay(self, id):
        """A current id is its own current id."""
        assert id == self.INDEX.current_id(id)

    @pytest.mark.parametrize(
        "id",
        ["Back", " back", "back ", "", "baack", "x" * 100_000, "💆", None, 3, 3.5, b"back", ()],
    )
    def test_others_are_not_in_it(self, id):
        """No other id is found, near as it may be, nor anything that is no text."""
        assert id not in self.INDEX
        assert None is self.INDEX.get(id)
        assert "other" == self.INDEX.get(id, "other")

    @pytest.mark.parametrize(
        "id, message",
        [
            ("bak", "no care step 'bak'; did you mean 'back'?"),
            ("Back", "no care step 'Back'; did you mean 'back'?"),
            ("zzz", "no care step 'zzz'"),
            ("", "no care step ''"),
            (3, "no care step 3"),
            (None, "no care step None"),
        ],
    )
    def test_unknown_id(self, id, message):
        """A miss is a KeyError of ours that names the nearest ids."""
        with pytest.raises(UnknownIdError) as caught:
            self.INDEX[id]

        assert isinstance(caught.value, KeyError)
        assert message == str(caught.value)
        assert ("care step", id) == (caught.value.kind, caught.value.id)

    @pytest.mark.parametrize("id", ["bak", 3, None])
    def test_unknown_current_id(self, id):
        """`current_id` misses in the same way."""
        with pytest.raises(UnknownIdError, match="no care step"):
            self.INDEX.current_id(id)

    @pytest.mark.parametrize(
        "change",
        [
            lambda index: index.__setitem__("back", 1),
            lambda index: index.__delitem__("back"),
            lambda index: index.records.__setitem__("x", 1),
            lambda index: index.records.__delitem__("back"),
            lambda index: index.records.clear(),
            lambda index: setattr(index, "noun", "joke"),
            lambda index: setattr(index, "records", {}),
            lambda index: setattr(index, "other", 1),
        ],
        ids=[
            "set",
            "delete",
            "set in records",
            "delete in records",
            "clear",
            "noun",
            "records",
            "new",
        ],
    )
    def test_cannot_be_changed(self, change):
        """Nothing that an index offers lets anyone take a record, say a safety rule, out of it."""
        index = index_of(step("back"))

        with pytest.raises((TypeError, AttributeError)):
            change(index)

        assert ["back"] == list(index)
        assert "care step" == index.noun

    def test_repr(self):
        """It prints how many, not what."""
        assert "<Index of 3 care steps>" == repr(self.INDEX)
        assert len(repr(default_catalog().sources)) < 50

    def test_reads_once(self):
        """The records are read when they are first asked for, and then kept."""
        reads = []
        index = Index("care step", lambda: reads.append(1) or {"a": step("a")})

        assert [] == reads
        assert index["a"] is index["a"]
        assert [1] == reads

    def test_failed_reading_is_tried_again(self):
        """An error while reading is told, and does not leave an empty index behind."""
        tries = []

        def load() -> dict[str, Any]:
            tries.append(1)
            if len(tries) == 1:
                raise OSError("disk")
            return {"a": step("a")}

        index = Index("care step", load)
        with pytest.raises(OSError, match="disk"):
            len(index)

        assert 1 == len(index)


class TestCatalog:
    """Everything the library knows."""

    @each_kind
    def test_every_kind_is_an_attribute(self, kind):
        """Each data file has an index of the same name, with records of its class."""
        index = getattr(default_catalog(), kind)

        assert isinstance(index, Index)
        assert len(index) > 0
        assert {KINDS[kind]} == {type(record) for record in index.values()}

    def test_kinds(self):
        """All kinds can be gone through, by name."""
        kinds = dict(default_catalog().kinds())

        assert list(KINDS) == list(kinds) == sorted(kinds)
        assert all(kinds[kind] is getattr(default_catalog(), kind) for kind in KINDS)

    @each_kind
    def test_nouns(self, kind):
        """One record of a kind has a name in words, which errors use."""
        word = noun(kind)
        with pytest.raises(UnknownIdError) as caught:
            getattr(default_catalog(), kind)["no-such-record"]

        assert str(caught.value).startswith(f"no {word} 'no-such-record'")
        assert KINDS[kind].__name__.lower() == word.replace(" ", "")

    @pytest.mark.parametrize(
        "change",
        [
            lambda catalog: setattr(catalog, "version", "x"),
            lambda catalog: setattr(catalog, "digest", "x"),
            lambda catalog: setattr(catalog, "conditions", {}),
            lambda catalog: setattr(catalog, "anything", 1),
            lambda catalog: delattr(catalog, "version"),
            lambda catalog: delattr(catalog, "questions"),
        ],
    )
    def test_immutable(self, change):
        """Nothing can be set or deleted."""
        catalog = fresh()
        with pytest.raises(AttributeError):
            change(catalog)

        assert (default_catalog().version, default_catalog().digest) == (
            catalog.version,
            catalog.digest,
        )

    def test_cannot_be_made_to_screen(self):
        """What a catalog keeps for its verbs is not a way around the check that it can screen."""
        catalog = default_catalog().only(ARTICLE)
        for name in ("made", "_made"):
            kept = getattr(catalog, name, None)
            if isinstance(kept, dict):
                kept["missing for screening"] = ()

        assert not catalog.screens

    def test_repr(self):
        """It prints version and the beginning of the fingerprint."""
        catalog = default_catalog()

        assert f"<Catalog {catalog.version} ({catalog.digest[:12]})>" == repr(catalog)

    def test_default_is_one_object(self):
        """The shipped knowledge is read once in a process."""
        assert default_catalog() is default_catalog()

    def test_screens(self):
        """The shipped knowledge can screen."""
        assert default_catalog().screens
        default_catalog().require_screening()

    @pytest.mark.parametrize("missing", [*FOR_SCREENING, *sorted(REQUIRED_DISCLAIMERS)])
    def test_does_not_screen_without(self, missing):
        """Questions, rules and each required notice are needed; what is missing is named."""
        whole = dict(default_catalog().kinds())

        def load(kind: str) -> Mapping[str, Any]:
            if kind == missing:
                return {}
            return {id: one for id, one in whole[kind].items() if id != missing}

        catalog = Catalog(version="1", digest="d", load=load)
        words = missing.replace("_", " ") if missing in FOR_SCREENING else f"disclaimer {missing}"

        assert not catalog.screens
        with pytest.raises(NotForScreeningError) as caught:
            catalog.require_screening()
        assert (words,) == caught.value.missing
        assert f"this catalog cannot screen: it has no {words}" == str(caught.value)


def watch(monkeypatch: pytest.MonkeyPatch, module: ModuleType, seconds: float = 0) -> list[str]:
    """The names of the files that a module reads, as it reads them; slowly if asked to."""
    names: list[str] = []
    real = module.shipped_bytes

    def watching(name: str) -> bytes:
        names.append(name)
        time.sleep(seconds)
        return real(name)

    monkeypatch.setattr(module, "shipped_bytes", watching)
    return names


class TestLaziness:
    """Nothing is read before it is asked for."""

    @pytest.mark.parametrize(
        "ask, files",
        [
            (type, []),
            (lambda catalog: catalog.conditions, []),
            (lambda catalog: dict(catalog.kinds()), []),
            (repr, []),
            (lambda catalog: catalog.conditions["sprain"], ["conditions.json"]),
            (lambda catalog: len(catalog.conditions), ["conditions.json"]),
            (lambda catalog: "sprain" in catalog.conditions, ["conditions.json"]),
            (lambda catalog: [*catalog.red_flags, *catalog.red_flags], ["red_flags.json"]),
            (
                lambda catalog: catalog.search("sprain", kind="techniques"),
                [f"{kind}.json" for kind in SEARCHED],
            ),
            (lambda catalog: catalog.only(ARTICLE), ["sources.json"]),
            (
                lambda catalog: catalog.only(ARTICLE).body_systems["nervous"],
                ["sources.json", "body_systems.json"],
            ),
            (
                lambda catalog: catalog.screens,
                [*(f"{kind}.json" for kind in FOR_SCREENING), "disclaimers.json"],
            ),
        ],
    )
    def test_reads_only_what_is_asked_for(self, monkeypatch, ask, files):
        """Each question reads the files it is about, once: conditions do not read sources."""
        module = fresh_module()
        read = watch(monkeypatch, module)
        catalog = module.default_catalog()
        ask(catalog)
        ask(catalog)

        assert ["catalog.json", *files] == read


class TestThreads:
    """A catalog is shared."""

    COUNT = 8

    def together(self, ask: Callable[[], Any]) -> list[Any]:
        """What several threads get that ask at the same moment."""
        start = threading.Barrier(self.COUNT)

        def one(_: int) -> Any:
            start.wait()
            return ask()

        with ThreadPoolExecutor(self.COUNT) as pool:
            return list(pool.map(one, range(self.COUNT)))

    def test_first_catalog(self, monkeypatch):
        """Threads that ask for the shipped knowledge first, all at once, get one and the same."""
        module = fresh_module()
        read = watch(monkeypatch, module, seconds=0.02)
        catalogs = self.together(module.default_catalog)

        assert 1 == len({id(catalog) for catalog in catalogs})
        assert ["catalog.json"] == read

    def test_first_record(self, monkeypatch):
        """Threads that ask for a first record read its file once, and get one object."""
        module = fresh_module()
        read = watch(monkeypatch, module, seconds=0.02)
        catalog = module.default_catalog()
        found = self.together(lambda: catalog.conditions["sprain"])

        assert 1 == len({id(record) for record in found})
        assert ["catalog.json", "conditions.json"] == read

    def test_all_kinds(self, monkeypatch):
        """All kinds asked for by all threads: each file is read once, and all see the same."""
        module = fresh_module()
        read = watch(monkeypatch, module, seconds=0.002)
        catalog = module.default_catalog()
        found = self.together(lambda: [len(index) for _, index in catalog.kinds()])

        assert [[len(index) for _, index in default_catalog().kinds()]] * self.COUNT == found
        assert sorted(["catalog.json", *(f"{kind}.json" for kind in KINDS)]) == sorted(read)

    def test_search(self):
        """So with what a catalog derives and keeps."""
        catalog = fresh()
        found = self.together(lambda: catalog.search("tennis elbow"))

        assert [default_catalog().search("tennis elbow")] * self.COUNT == found


@pytest.fixture(scope="module")
def article() -> Catalog:
    """What the article says."""
    return default_catalog().only(ARTICLE)


class TestOnly:
    """What one source says."""

    @each_kind
    def test_records_cite_the_source(self, article, kind):
        """Every record that cites the source is there as it is, and no other."""
        whole = getattr(default_catalog(), kind)
        expected = {
            id: record
            for id, record in whole.items()
            if ARTICLE in getattr(record, "source_ids", ())
        }
        if kind == "sources":
            expected = {ARTICLE: whole[ARTICLE]}

        assert expected == dict(getattr(article, kind))

    def test_cannot_screen(self, article):
        """One source's view has no questions, so it is for reading only, and says so."""
        assert not article.screens
        with pytest.raises(NotForScreeningError, match="no questions"):
            article.require_screening()

    def test_is_another_catalog(self, article):
        """Its fingerprint is its own, so that a plan cannot pass it off as the whole."""
        assert default_catalog().digest != article.digest
        assert default_catalog().version == article.version

    def test_again(self, article):
        """The source's view of the source's view is the same."""
        again = article.only(ARTICLE)

        assert {kind: dict(index) for kind, index in article.kinds()} == {
            kind: dict(index) for kind, index in again.kinds()
        }

    def test_unknown_source(self):
        """A mistyped source is an error with the nearest, not an empty catalog."""
        with pytest.raises(UnknownIdError, match=f"no source .*did you mean '{ARTICLE}'"):
            default_catalog().only("ospina-medical-masage")


# --- a folder of one's own ----------------------------------------------------------------------

Rows = list[dict[str, Any]]


class Folder:
    """A copy of the shipped data that a test damages."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def rows(self, kind: str) -> Rows:
        """The records of a file as plain data."""
        return json.loads((self.path / f"{kind}.json").read_text(encoding="utf-8"))

    def write(self, name: str, content: Any) -> None:
        """Put text, bytes or plain data into a file."""
        if isinstance(content, bytes):
            (self.path / name).write_bytes(content)
        else:
            text = content if isinstance(content, str) else json.dumps(content)
            (self.path / name).write_text(text, encoding="utf-8")

    def edit(self, kind: str, id: str, /, **changed: Any) -> None:
        """Change fields of one record; None takes a field out."""
        rows = self.rows(kind)
        (row,) = (row for row in rows if row["id"] == id)
        row.update(changed)
        for name in [name for name, value in changed.items() if value is None]:
            del row[name]
        self.write(f"{kind}.json", rows)

    def replace(self, name: str, old: str, new: str) -> None:
        """Change the text of a file at one place."""
        text = (self.path / name).read_text(encoding="utf-8")
        assert 1 == text.count(old)
        self.write(name, text.replace(old, new))

    def load(self) -> Catalog:
        """Load the folder with every check."""
        return load_catalog(self.path)

    def faults(self) -> list[str]:
        """What is wrong with it, a line each."""
        with pytest.raises(CatalogError) as caught:
            self.load()
        assert str(self.path) == caught.value.where
        return [str(fault) for fault in caught.value.faults]


@pytest.fixture
def folder(tmp_path) -> Folder:
    """A sound folder."""
    path = tmp_path / "data"
    shutil.copytree(SHIPPED, path, ignore=shutil.ignore_patterns("*.md"))
    return Folder(path)


def cut(folder: Folder, name: str, count: int) -> None:
    """Take bytes off the end of a file."""
    folder.write(name, (folder.path / name).read_bytes()[:-count])


def twice(folder: Folder, kind: str, place: int) -> None:
    """Repeat a record."""
    rows = folder.rows(kind)
    folder.write(f"{kind}.json", [*rows, rows[place]])


# name: (damage, for each fault all that its line must hold)
DAMAGED: dict[str, tuple[Callable[[Folder], Any], list[list[str]]]] = {
    "unknown source": (
        lambda folder: folder.edit(
            "body_systems", "nervous", source_ids=[ARTICLE, "ospina-medicl"]
        ),
        [["body_systems.json nervous source_ids", "'ospina-medicl'"]],
    ),
    "unknown source, nearly right": (
        lambda folder: folder.edit(
            "care_steps", "regular-sessions", source_ids=[ARTICLE, ARTICLE + "s"]
        ),
        [["care_steps.json regular-sessions source_ids", f"did you mean '{ARTICLE}'"]],
    ),
    "unknown source inside a record": (
        lambda folder: folder.edit(
            "conditions",
            "sprain",
            stages=[{"stage": "acute", "source_ids": ["nobody"]}],
        ),
        [["conditions.json sprain", "source_ids", "'nobody'"]],
    ),
    "dangling parent": (
        lambda folder: folder.edit("conditions", "sprain", parent_ids=["soft-tissue-injry"]),
        [
            [
                "conditions.json sprain parent_ids",
                "'soft-tissue-injry'",
                "did you mean 'soft-tissue-injury'",
            ]
        ],
    ),
    "dangling body system": (
        lambda folder: folder.edit("benefits", "nervous-stress", body_system_id="nerves"),
        [["benefits.json nervous-stress body_system_id", "'nerves'"]],
    ),
    "dangling technique of a limit": (
        lambda folder: folder.edit(
            "contraindications",
            "open-wound-or-ulcer",
            limits=[{"reported": True, "technique_ids": ["cuping"]}],
        ),
        [["contraindications.json open-wound-or-ulcer", "technique_ids", "'cuping'"]],
    ),
    "dangling technique of a clearance": (
        lambda folder: folder.edit(
            "contraindications",
            "open-wound-or-ulcer",
            clearance={
                "lifted_by": ["prescriber"],
                "terms": "T.",
                "remaining": [{"regions": ["neck"], "technique_ids": ["cuping"]}],
            },
        ),
        [["contraindications.json open-wound-or-ulcer", "technique_ids", "'cuping'"]],
    ),
    "dangling target": (
        lambda folder: folder.edit(
            "technique_targets", "abdominal-massage-constipation-1", impairment_id="constipaton"
        ),
        [
            [
                "technique_targets.json abdominal-massage-constipation-1 impairment_id",
                "did you mean 'constipation'?",
            ]
        ],
    ),
    "duplicate id": (
        lambda folder: twice(folder, "body_systems", 0),
        [["body_systems.json circulatory", "twice"]],
    ),
    "id three times": (
        lambda folder: (twice(folder, "body_systems", 0), twice(folder, "body_systems", 0)),
        [["body_systems.json circulatory", "twice"]] * 2,
    ),
    "former id in use": (
        lambda folder: folder.edit("conditions", "sprain", former_ids=["tendonitis"]),
        [["conditions.json sprain former_ids", "'tendonitis'", "in use"]],
    ),
    "former id of two": (
        lambda folder: (
            folder.edit("conditions", "sprain", former_ids=["old"]),
            folder.edit("conditions", "tendonitis", former_ids=["old"]),
        ),
        [["conditions.json tendonitis former_ids", "'old'", "'sprain'"]],
    ),
    "condition that is its own parent": (
        lambda folder: folder.edit("conditions", "sprain", parent_ids=["sprain"]),
        [["conditions.json sprain", "circle: sprain -> sprain"]],
    ),
    "circle of parents": (
        lambda folder: (
            folder.edit("conditions", "tendonitis", parent_ids=["frozen-shoulder"]),
            folder.edit("conditions", "frozen-shoulder", parent_ids=["tendonitis"]),
        ),
        [["conditions.json ", "circle", "tendonitis", "frozen-shoulder"]],
    ),
    "circles of two kinds": (
        lambda folder: (
            folder.edit("conditions", "sprain", parent_ids=["sprain"]),
            folder.edit("techniques", "deep-tissue-massage", parent_id="deep-tissue-massage"),
        ),
        [
            ["conditions.json sprain", "circle"],
            ["techniques.json deep-tissue-massage", "circle"],
        ],
    ),
    "two circles of one kind": (
        lambda folder: (
            folder.edit("conditions", "sprain", parent_ids=["sprain"]),
            folder.edit("conditions", "tendonitis", parent_ids=["tendonitis"]),
        ),
        [
            ["conditions.json sprain", "circle"],
            ["conditions.json tendonitis", "circle"],
        ],
    ),
    "span upside down": (
        lambda folder: folder.edit(
            "techniques", "deep-tissue-massage", minutes_per_region={"low": 10, "high": 5}
        ),
        [
            [
                "techniques.json deep-tissue-massage minutes_per_region.high",
                "expected at least low (10), got 5",
            ]
        ],
    ),
    "span without ends": (
        lambda folder: folder.edit("techniques", "deep-tissue-massage", minutes_per_region={}),
        [["techniques.json deep-tissue-massage minutes_per_region", "expected at least one end"]],
    ),
    "parameter upside down": (
        lambda folder: folder.edit(
            "techniques",
            "deep-tissue-massage",
            parameters=[
                {"name": "N", "low": 3, "high": 2, "unit": "minutes", "source_ids": [ARTICLE]}
            ],
        ),
        [["techniques.json deep-tissue-massage parameters[0].high", "got 2"]],
    ),
    "mistyped word": (
        lambda folder: folder.edit("questions", "any-fever", section="tody"),
        [["questions.json any-fever section", "'tody' is not a Section; did you mean 'today'?"]],
    ),
    "unknown field": (
        lambda folder: folder.edit("questions", "any-fever", reson="R."),
        [["questions.json any-fever", "unknown key 'reson'; did you mean 'reason'?"]],
    ),
    "missing field": (
        lambda folder: folder.edit("questions", "any-fever", text=None),
        [["questions.json any-fever text", "required and missing"]],
    ),
    "missing id": (
        lambda folder: folder.write("care_steps.json", [*folder.rows("care_steps"), {"order": 1}]),
        [
            ["care_steps.json [4] id", "required and missing"],
            ["care_steps.json [4] name", "required and missing"],
            ["care_steps.json [4] text", "required and missing"],
            ["care_steps.json [4] source_ids", "required and missing"],
        ],
    ),
    "bare string for a list": (
        lambda folder: folder.edit("body_systems", "nervous", source_ids=ARTICLE),
        [["body_systems.json nervous source_ids", "expected a list, got", ARTICLE]],
    ),
    "text for a number": (
        lambda folder: folder.edit("care_steps", "regular-sessions", order="3"),
        [["care_steps.json regular-sessions order", "expected a whole number, got '3'"]],
    ),
    "rows that are no records": (
        lambda folder: folder.write("care_steps.json", [*folder.rows("care_steps"), "x", None]),
        [
            ["care_steps.json [4]", "expected an object, got 'x'"],
            ["care_steps.json [5]", "expected an object, got None"],
        ],
    ),
    "object for a list": (
        lambda folder: folder.write("care_steps.json", {"regular-sessions": {}}),
        [["care_steps.json", "expected a list of records"]],
    ),
    "not JSON": (
        lambda folder: cut(folder, "care_steps.json", 5),
        [["care_steps.json", "line", "not JSON"]],
    ),
    "empty file": (
        lambda folder: folder.write("care_steps.json", ""),
        [["care_steps.json", "not JSON"]],
    ),
    "NaN": (
        lambda folder: folder.replace("care_steps.json", '"order": 3', '"order": NaN'),
        [["care_steps.json regular-sessions order", "NaN is not JSON"]],
    ),
    "not UTF-8": (
        lambda folder: folder.write("care_steps.json", '[{"id": "größe"}]'.encode("latin-1")),
        [["care_steps.json", "UTF-8"]],
    ),
    "UTF-16": (
        lambda folder: folder.write(
            "care_steps.json", json.dumps(folder.rows("care_steps")).encode("utf-16")
        ),
        [["care_steps.json", "UTF-8"]],
    ),
    "key twice": (
        lambda folder: folder.replace("care_steps.json", '"order": 3', '"order": 3, "order": 4'),
        [["care_steps.json regular-sessions", "the same key twice: 'order'"]],
    ),
    "wrong kind of file": (
        lambda folder: folder.write("widgets.json", []),
        [["widgets.json", "no such kind of record"]],
    ),
    "mistyped file": (
        lambda folder: folder.write("condtions.json", []),
        [["condtions.json", "did you mean 'conditions.json'"]],
    ),
    "file of another kind": (
        lambda folder: folder.write("body_systems.json", folder.rows("care_steps")[:1]),
        [
            ["body_systems.json initial-consultation description", "required and missing"],
            ["body_systems.json initial-consultation", "unknown key 'order'"],
            ["body_systems.json initial-consultation", "unknown key 'text'"],
        ],
    ),
    "missing file that others point into": (
        lambda folder: (folder.path / "body_systems.json").unlink(),
        [["benefits.json nervous-stress body_system_id", "'nervous'"]],
    ),
    "source that nobody cites": (
        lambda folder: folder.write(
            "sources.json", [*folder.rows("sources"), {"id": "zzz-1999", "kind": "rct"}]
        ),
        [["sources.json zzz-1999", "nothing cites it"]],
    ),
    "manifest without a version": (
        lambda folder: folder.write("catalog.json", {"digest": "x"}),
        [["catalog.json", "version"]],
    ),
    "manifest that is a list": (
        lambda folder: folder.write("catalog.json", []),
        [["catalog.json", "version"]],
    ),
    "question that concerns nobody": (
        lambda folder: folder.edit("questions", "any-fever", concerns=None, concerns_everyone=None),
        [["questions.json any-fever", "concerns nobody"]],
    ),
    "rule that no question brings": (
        lambda folder: folder.edit("contraindications", "anticoagulant-therapy", id="new-rule"),
        [["contraindications.json new-rule", "no question brings this rule"]],
    ),
    "body region left out": (
        lambda folder: folder.write(
            "body_regions.json", [row for row in folder.rows("body_regions") if row["id"] != "calf"]
        ),
        [["body_regions.json", "'calf'"]],
    ),
    "several faults in one record": (
        lambda folder: folder.edit(
            "care_steps", "regular-sessions", order="3", name=" ", source_ids=ARTICLE, colour="red"
        ),
        [
            ["care_steps.json regular-sessions order"],
            ["care_steps.json regular-sessions name"],
            ["care_steps.json regular-sessions source_ids"],
            ["care_steps.json regular-sessions", "unknown key 'colour'"],
        ],
    ),
    "several files": (
        lambda folder: (
            folder.edit("care_steps", "regular-sessions", order="3"),
            folder.edit("questions", "any-fever", section="tody"),
            folder.edit("conditions", "sprain", regions=["ankel"]),
            folder.write("expectations.json", "["),
            folder.write("widgets.json", []),
            twice(folder, "body_systems", 0),
        ),
        [
            ["care_steps.json regular-sessions order", "'3'"],
            ["questions.json any-fever section", "'tody'"],
            ["conditions.json sprain regions", "'ankel'"],
            ["expectations.json", "not JSON"],
            ["widgets.json", "no such kind"],
            ["body_systems.json circulatory", "twice"],
        ],
    ),
    "several dangling ids": (
        lambda folder: (
            folder.edit("body_systems", "nervous", source_ids=[ARTICLE, "nobody-1"]),
            folder.edit("conditions", "sprain", screen_as=["nothing-1", "nothing-2"]),
            folder.edit("conditions", "tendonitis", parent_ids=["tendonitis"]),
        ),
        [
            ["body_systems.json nervous source_ids", "'nobody-1'"],
            ["conditions.json sprain screen_as", "'nothing-1'"],
            ["conditions.json sprain screen_as", "'nothing-2'"],
            ["conditions.json tendonitis", "circle"],
        ],
    ),
    "a damaged record and a dangling id in another": (
        lambda folder: (
            folder.edit("care_steps", "regular-sessions", order="3"),
            folder.edit("body_systems", "nervous", source_ids=[ARTICLE, "nobody-1"]),
        ),
        [
            ["care_steps.json regular-sessions order", "'3'"],
            ["body_systems.json nervous source_ids", "'nobody-1'"],
        ],
    ),
}

FAR_REACHING = {
    "missing file that others point into",
    "file of another kind",
    "rule that no question brings",
    "circle of parents",
}
"""Damage that brings more faults than those listed above."""


class TestLoadCatalog:
    """A data folder of one's own."""

    @each_kind
    def test_shipped_records(self, kind):
        """With every check the shipped data gives the same records as without."""
        quick, careful = (getattr(one, kind) for one in (default_catalog(), load_catalog(SHIPPED)))

        assert list(careful) == list(quick)
        assert [] == [id for id in careful if not alike(careful[id], quick[id])]

    def test_shipped_version_and_digest(self):
        """Version and fingerprint are the same either way."""
        quick, careful = default_catalog(), load_catalog(SHIPPED)

        assert (careful.version, careful.digest) == (quick.version, quick.digest)
        assert careful.screens

    def test_path_or_text(self, folder):
        """The folder may be given as a path or as text."""
        assert load_catalog(folder.path).digest == load_catalog(str(folder.path)).digest

    def test_digest_changes_with_any_record(self, folder):
        """One changed word makes another fingerprint."""
        folder.edit("care_steps", "regular-sessions", name="Regular visits")

        assert default_catalog().digest != folder.load().digest

    def test_order_in_the_file_is_irrelevant(self, folder):
        """Records written in any order are gone through by id."""
        folder.write("care_steps.json", folder.rows("care_steps")[::-1])
        index = folder.load().care_steps

        assert sorted(index) == list(index)

    def test_other_files_are_left_alone(self, folder):
        """Notes beside the data do not matter."""
        folder.write("README.md", "Ours.")
        folder.write("notes.txt", "[")

        assert default_catalog().digest == folder.load().digest

    def test_small_folder(self, tmp_path):
        """Kinds without a file are empty; without safety rules nobody can be screened."""
        folder = Folder(tmp_path)
        folder.write("sources.json", [{"id": "ours", "kind": "project"}])
        folder.write(
            "statements.json",
            [{"id": "a", "topic": "frame", "text": "T.", "source_ids": ["ours"]}],
        )
        catalog = folder.load()

        assert {"sources": 1, "statements": 1} == {
            kind: len(index) for kind, index in catalog.kinds() if index
        }
        assert "T." == catalog.statements["a"].text
        assert not catalog.screens
        with pytest.raises(NotForScreeningError, match="no questions"):
            catalog.require_screening()

    def test_empty_folder(self, tmp_path):
        """A folder without data gives a catalog that knows nothing and screens nobody."""
        assert not load_catalog(tmp_path).screens

    @pytest.mark.parametrize("name", DAMAGED)
    def test_damaged(self, folder, name):
        """Each fault is listed with file, record and field, and nothing else is."""
        damage, says = DAMAGED[name]
        damage(folder)
        lines = folder.faults()
        missing = [
            parts
            for parts in says
            if not any(all(part in line for part in parts) for line in lines)
        ]

        assert [] == missing, "\n".join(lines[:10])
        assert name in FAR_REACHING or len(says) == len(lines), "\n".join(lines[:10])

    @pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "sources"])
    def test_every_kind_is_checked(self, folder, kind):
        """A field that no class has is found in a file of any kind."""
        rows = folder.rows(kind)
        rows[-1]["colour"] = "red"
        folder.write(f"{kind}.json", rows)

        assert [f"{kind}.json {rows[-1]['id']}: unknown key 'colour'"] == folder.faults()

    @pytest.mark.parametrize(
        "kind",
        [kind for kind, cls in KINDS.items() if "source_ids" in attrs.fields_dict(cls)],
    )
    def test_every_source_id_is_checked(self, folder, kind):
        """A source that does not exist is found in a file of any kind that cites."""
        rows = folder.rows(kind)
        rows[-1]["source_ids"] = [*rows[-1]["source_ids"], "nobody-1"]
        folder.write(f"{kind}.json", rows)
        (line,) = folder.faults()

        assert line.startswith(f"{kind}.json {rows[-1]['id']} source_ids: ")

    def test_key_twice_names_the_record(self, folder):
        """In a file of hundreds of records, the message leads to the one with the fault."""
        text = (folder.path / "questions.json").read_text(encoding="utf-8")
        start = text.index('"id": "any-fever"')
        text = text[:start] + '"order": 3, ' + text[start:]
        folder.write("questions.json", text)
        (line,) = folder.faults()

        assert "any-fever" in line or "line " in line

    @pytest.mark.parametrize("field", ["under", "implies"])
    def test_circle_of_questions(self, folder, field):
        """Questions that stand under each other are a fault, not an endless search."""
        one, two = "broad-question-1", "broad-question-2"
        rows = folder.rows("questions")
        for id, other in ((one, two), (two, one)):
            rows.append(
                {
                    "id": id,
                    "text": "T?",
                    "reason": "R.",
                    "section": "today",
                    "order": 1,
                    "concerns_everyone": True,
                    "implies": [other],
                    "if_unexplained": "refer",
                    **({"under": other} if field == "under" else {}),
                }
            )
        folder.write("questions.json", rows)

        assert any("circle" in line and one in line for line in folder.faults())

    def test_long_chain_of_parents(self, folder):
        """A deep tree is no circle and no reason to fail."""
        rows = folder.rows("conditions")
        parent = "sprain"
        for place in range(sys.getrecursionlimit() + 100):
            row = {**rows[0], "id": f"deep-{place}", "parent_ids": [parent]}
            parent = row["id"]
            rows.append(row)
        folder.write("conditions.json", rows)

        assert parent in folder.load().conditions

    @pytest.mark.parametrize("name", ["no such folder", "a file"])
    def test_no_folder(self, tmp_path, name):
        """Anything but a folder is refused by name."""
        path = tmp_path / "here"
        if name == "a file":
            path.write_text("[]", encoding="utf-8")

        with pytest.raises(CatalogError, match="here: expected a folder of data files"):
            load_catalog(path)

    def test_folder_in_place_of_a_file(self, folder):
        """A folder that is named like a data file is a fault like any other."""
        (folder.path / "widgets.json").mkdir()

        assert any("widgets.json" in line for line in folder.faults())

    def test_nothing_is_loaded(self, folder):
        """A refused folder leaves no trace in the shipped knowledge."""
        before = default_catalog().conditions["sprain"].name
        folder.edit("conditions", "sprain", name="Twist", plain_name=" ")
        folder.faults()

        assert before == default_catalog().conditions["sprain"].name

    def test_every_fault_of_findings_at_once(self, folder):
        """Five faults around findings are told together, each with file, record and field."""
        sound = {kind: folder.rows(kind) for kind in ("conditions", "evidence")}
        rows = folder.rows("evidence")
        first, second, third, fourth = (row["id"] for row in rows[:4])
        rows[0]["source_id"] = "nobody-1"
        rows[1]["direction"] = "helps"
        rows[2]["dose"] = {"minutes": {"low": 30, "high": 10}}
        folder.write("evidence.json", [*rows, rows[3]])
        folder.edit("conditions", "sprain", parent_ids=["ankle-sprain"])
        lines = folder.faults()
        expected = [
            [f"evidence.json {first} source_id:", "'nobody-1'"],
            [f"evidence.json {second} direction:", "'helps'", "is not a Direction"],
            [f"evidence.json {third} dose.minutes.high:", "expected at least low (30), got 10"],
            [f"evidence.json {fourth}:", "this id stands twice"],
            ["conditions.json ankle-sprain", "parents run in a circle"],
        ]

        assert [] == [
            parts for parts in expected if not any(all(map(line.count, parts)) for line in lines)
        ], "\n".join(lines)
        assert len(expected) == len(lines)
        assert lines == folder.faults()

        for kind, mended in sound.items():
            folder.write(f"{kind}.json", mended)

        assert dict(default_catalog().evidence) == dict(folder.load().evidence)


def alike(one: Any, other: Any) -> bool:
    """Whether two values are equal and of the same types, down to the last part."""
    if type(one) is not type(other) or one != other:
        return False
    if isinstance(one, tuple):
        return all(map(alike, one, other))
    if isinstance(one, Model):
        return all(
            alike(getattr(one, field.name), getattr(other, field.name))
            for field in attrs.fields(type(one))
        )
    return True


class TestFixedIds:
    """Ids that other people's code names."""

    @pytest.mark.parametrize(
        "kind, ids",
        [
            ("body_systems", "musculoskeletal circulatory lymphatic nervous digestive"),
            (
                "conditions",
                (
                    "lower-back-pain tendonitis migraine-or-severe-headache frozen-shoulder "
                    "soft-tissue-injury sprain sports-injury arthritis other"
                ),
            ),
            (
                "techniques",
                (
                    "deep-tissue-massage myofascial-release trigger-point-therapy "
                    "passive-resistive-stretching active-release-technique massage-therapy"
                ),
            ),
            ("sources", "ospina-medical-massage medmassage-conventions"),
            ("disclaimers", " ".join(sorted(REQUIRED_DISCLAIMERS))),
        ],
    )
    def test_there(self, kind, ids):
        """They are stable for ever."""
        index = getattr(default_catalog(), kind)

        assert [] == [id for id in ids.split() if id not in index]

    def test_regions_are_records(self):
        """Every word for a region has its record, found by word and by text."""
        index = default_catalog().body_regions

        assert sorted(Region.values()) == list(index)
        assert [] == [word for word in Region if index[word] is not index[word.value]]
