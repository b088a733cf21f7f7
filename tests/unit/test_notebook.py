"""How objects show themselves in a notebook: as Markdown, which takes its colors from there."""

import subprocess
import sys

import pytest

import medmassage
from medmassage.catalog import Index, default_catalog
from medmassage.export import markdown
from medmassage.model.fields import Model
from model_strategies import CLASSES, named, simplest

CATALOG = default_catalog()


def is_class_of_objects(name) -> bool:
    """Whether a public name is a class whose objects can stand at the end of a cell."""
    found = getattr(medmassage, name)
    return isinstance(found, type) and not issubclass(found, BaseException | str)


class TestEveryObject:
    """What a notebook asks for."""

    @pytest.mark.parametrize("cls", CLASSES, ids=named)
    def test_it_is_written_as_the_door_writes_it(self, cls):
        """With a heading first."""
        obj = simplest(cls)
        text = obj._repr_markdown_()

        assert markdown.render(obj) == text
        assert text.startswith("# ")

    @pytest.mark.parametrize("name", [*filter(is_class_of_objects, medmassage.__all__)])
    def test_every_public_class_has_one_form(self, name):
        """Markdown alone: a page of HTML would bring its own colors into a dark notebook."""
        cls = getattr(medmassage, name)

        assert callable(cls._repr_markdown_)
        assert not hasattr(cls, "_repr_html_")

    def test_models_are_among_them(self):
        """The test above sees classes of every sort."""
        found = {getattr(medmassage, name) for name in filter(is_class_of_objects, dir(medmassage))}

        assert {type(CATALOG), Index} <= found
        assert 10 < sum(issubclass(one, Model) for one in found)

    def test_tables_are_set_flush_left(self):
        """Some notebooks set cells without a mark flush right, as numbers."""
        [line] = [
            one
            for one in CATALOG.techniques["swedish-massage"]._repr_markdown_().splitlines()
            if one.startswith("|:")
        ]

        assert "|:---|:---|" == line


class TestCatalog:
    """The knowledge at a glance."""

    def test_every_kind_with_its_number(self):
        """And three ids to begin with."""
        text = CATALOG._repr_markdown_()

        assert text.startswith(f"# Catalog {CATALOG.version}\n")
        assert "it can screen" in text
        for kind, index in CATALOG.kinds():
            first = ", ".join(f"`{id}`" for id in [*index][:3])

            assert f"| `{kind}` | {len(index)} | {first} |" in text

    def test_a_catalog_for_reading(self):
        """Says that it cannot screen."""
        assert "for reading only" in CATALOG.only("ospina-medical-massage")._repr_markdown_()

    def test_an_index_shows_its_first_records(self):
        """By id and name; how many more there are is told."""
        text = CATALOG.conditions._repr_markdown_()
        rows = [one for one in text.splitlines() if one.startswith("| `")]

        assert text.startswith(f"# Condition: {len(CATALOG.conditions)} records\n")
        assert 20 == len(rows)
        assert "| `achilles-tendinopathy` | Achilles tendinopathy |" == rows[0]
        assert text.endswith(f"… and {len(CATALOG.conditions) - 20} more.\n")

    def test_a_short_index_is_shown_whole(self):
        """Nothing more is told; one record is one record."""
        one = Index("sort", lambda: {"sprain": CATALOG.conditions["sprain"]})

        assert "more" not in CATALOG.body_systems._repr_markdown_()
        assert one._repr_markdown_().startswith("# Sort: 1 record\n")

    @pytest.mark.parametrize(
        "kind, begins",
        [
            ("questions", "Have you been told that you have an aneurysm in your belly?"),
            ("benefits", "The article says that"),
            ("evidence", ""),
            ("sources", ""),
            ("massage_comparisons", ""),
        ],
    )
    def test_records_without_a_name(self, kind, begins):
        """A text is cut between words."""
        rows = getattr(CATALOG, kind)._repr_markdown_().splitlines()
        names = [one.split(" | ")[1].rstrip(" |") for one in rows if one.startswith("| `")]

        assert names[0].startswith(begins)
        assert all(0 < len(one) <= 100 for one in names)

    def test_a_record_that_says_nothing_of_itself(self):
        """Its id stands alone."""
        first = CATALOG.technique_targets._repr_markdown_().splitlines()[4]

        assert "| `abdominal-massage-constipation-1` |  |" == first


def test_nothing_is_loaded_before_it_is_shown():
    """Catalogs and records know their form only when a notebook asks."""
    script = (
        "import sys, medmassage; medmassage.default_catalog().conditions['sprain']; "
        "print(*[one for one in sys.modules if one.startswith('medmassage.export')])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)

    assert b"" == done.stdout.strip()
