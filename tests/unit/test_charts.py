"""Charts: valid Vega-Lite, the same for the same knowledge, and true to it."""

import json
import sys
from pathlib import Path

import altair as alt
import jsonschema
import pytest
from attrs import evolve

from medmassage.catalog import Catalog, default_catalog
from medmassage.errors import DataError, MissingExtraError, UnknownIdError
from medmassage.export._evidence_cells import cells
from medmassage.export.charts import _FILL, evidence_map
from medmassage.vocabulary import Support

CATALOG = default_catalog()


def rows(chart: alt.LayerChart) -> list[dict[str, object]]:
    """The data that a chart carries."""
    return chart.to_dict()["data"]["values"]


class TestEvidenceMap:
    """Conditions by techniques."""

    def test_valid(self):
        """The specification keeps the published schema of Vega-Lite."""
        folder = Path(alt.__file__).parent / "vegalite"
        [file] = folder.glob("v*/schema/vega-lite-schema.json")
        schema = json.loads(file.read_text("utf-8"))
        judge = jsonschema.Draft7Validator(schema)
        drawn = json.loads(evidence_map().to_json())

        assert judge.is_valid(drawn)
        assert not judge.is_valid(drawn | {"layer": [{"mark": "no such mark"}]})

    def test_the_same_text_each_time(self):
        """No name or order in it depends on what was drawn before."""
        first = evidence_map().to_json()
        evidence_map(condition_ids=["sprain"])

        assert first == evidence_map().to_json()

    def test_every_pair_is_a_cell(self):
        """One row of data for each pair that the knowledge links, with its level."""
        expected = [
            (
                CATALOG.conditions[one.condition_id].name,
                CATALOG.techniques[one.technique_id].name,
                one.support,
            )
            for one in cells(CATALOG)
        ]

        assert expected == [
            (one["condition"], one["technique"], one["support"]) for one in rows(evidence_map())
        ]

    def test_rows_as_asked_for(self):
        """The order of the ids is the order from the top; an id given twice counts once."""
        asked = ["tendonitis", "frozen-shoulder", "tendonitis"]
        [ground, _] = evidence_map(CATALOG, (id for id in asked)).to_dict()["layer"]

        assert ["Tendonitis", "Frozen shoulder"] == ground["encoding"]["y"]["sort"]

    def test_the_signs_of_a_cell(self):
        """A letter, in brackets and paler where indirect, and the findings in words."""
        for one, row in zip(cells(CATALOG), rows(evidence_map()), strict=True):
            counted = one.favorable + one.unfavorable + one.neither

            assert one.direct is not str(row["signs"]).startswith("(")
            assert one.direct is (row["weight"] == 1)
            assert one.direct is (row["basis"] == "this very pair")
            assert (counted == 0) is (row["findings"] == "none on this very pair")

    def test_every_level_has_its_color(self):
        """No two levels look alike."""
        assert set(Support) == set(_FILL)
        assert len(Support) == len(set(_FILL.values()))

    def test_without_massage_in_general(self):
        """A catalog that does not have it has no column for it."""
        indexes = dict(CATALOG.kinds())
        kept = {
            "evidence": {
                id: one
                for id, one in CATALOG.evidence.items()
                if one.technique_id == "abdominal-massage"
            },
            "techniques": {
                "abdominal-massage": evolve(CATALOG.techniques["abdominal-massage"], parent_id=None)
            },
        }
        small = Catalog(
            version="1", digest="1", load=lambda one: kept.get(one, indexes[one].records)
        )

        assert {"Abdominal massage"} == {one["technique"] for one in rows(evidence_map(small))}

    def test_unknown_condition(self):
        """With the nearest ids."""
        with pytest.raises(UnknownIdError, match="did you mean 'tendonitis'"):
            evidence_map(condition_ids=["tendonitus"])

    def test_bare_string(self):
        """It is not a list of letters."""
        with pytest.raises(DataError, match="condition_ids: expected a list of ids"):
            evidence_map(condition_ids="tendonitis")

    def test_no_altair(self, monkeypatch):
        """Without Altair the extra is named."""
        monkeypatch.setitem(sys.modules, "altair", None)

        with pytest.raises(MissingExtraError, match=r"pip install 'medmassage\[charts\]'"):
            evidence_map()
