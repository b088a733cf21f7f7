"""Arrow tables of records, plans, measurements and evidence; frames of them."""

import json
import subprocess
import sys
from datetime import date
from typing import Any

import attrs
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings, strategies as st

from medmassage.catalog import default_catalog
from medmassage.catalog.kinds import KINDS
from medmassage.disclaimers import verify_disclaimers
from medmassage.errors import DataError, ExportError, MissingExtraError, ModelError, UnknownIdError
from medmassage.export import tables
from medmassage.export._table_rows import EVIDENCE, MATCHES, MEASUREMENTS, SCREENING, STEPS
from medmassage.knowledge import ROOT_TECHNIQUE
from medmassage.matching import match_techniques
from medmassage.model.condition import Condition
from medmassage.model.evidence import Evidence
from medmassage.model.intake import Complaint, Finding, Intake
from medmassage.model.outcome import Measurement
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.screening import Screening
from medmassage.model.technique import Technique
from medmassage.planning import outline_plan
from medmassage.screening import no_to_rest, screen
from medmassage.serialization import from_dict
from medmassage.vocabulary import EvidenceRole, Stage
from model_strategies import CLASSES, named, objects, some

ANSWERS = (TreatmentPlan, Withheld)

fewer = settings(
    max_examples=max(5, settings.default.max_examples // 10),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
each_class = pytest.mark.parametrize("cls", CLASSES, ids=named)
each_kind = pytest.mark.parametrize("kind", KINDS)
each_layout = pytest.mark.parametrize(
    "layout", [EVIDENCE, MATCHES, MEASUREMENTS, SCREENING, STEPS], ids=lambda one: one.title
)


@pytest.fixture(scope="module")
def catalog():
    """The shipped knowledge."""
    return default_catalog()


@pytest.fixture(scope="module")
def intake():
    """Somebody with a sore back, who said no to everything."""
    return no_to_rest(Intake(complaints=[Complaint("lower-back-pain", stage="chronic", pain=6)]))


@pytest.fixture(scope="module")
def plan(intake):
    """A plan for them."""
    return outline_plan(intake)


@pytest.fixture(scope="module")
def evidence(catalog):
    """The long table, as rows."""
    return tables.evidence(catalog).to_pylist()


def plain(value: Any) -> Any:
    """A value of a table as `from_dict` reads it: Arrow gives dates, JSON has text."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def again(table: pa.Table, cls: Any) -> list[Any]:
    """The objects that the rows of a table are."""
    return [from_dict(cls, plain(row)) for row in table.to_pylist()]


def said(table: pa.Table) -> dict[str, str]:
    """The metadata of a table."""
    return {key.decode(): text.decode() for key, text in table.schema.metadata.items()}


class TestRecords:
    """Each kind of record of the catalog."""

    @each_kind
    def test_comes_back(self, catalog, kind):
        """Row by row, a table holds the records of its kind, in their order."""
        index = getattr(catalog, kind)

        assert list(index.values()) == again(tables.to_arrow(index), KINDS[kind])

    @each_kind
    def test_columns(self, catalog, kind):
        """A column for each field, under its name and in its place, whatever is in the table."""
        schema = tables.to_arrow(getattr(catalog, kind)).schema
        empty = tables.to_arrow([], cls=KINDS[kind]).schema

        assert [one.name for one in attrs.fields(KINDS[kind])] == schema.names
        assert schema.equals(empty)

    def test_types(self):
        """Text and words are strings; numbers, dates, lists and objects have types of their own."""
        span = pa.struct([("low", pa.float64()), ("high", pa.float64())])
        schema = tables.to_arrow([], cls=Evidence).schema
        days = tables.to_arrow([], cls=Measurement).schema

        assert pa.string() == schema.field("direction").type
        assert pa.string() == schema.field("summary").type
        assert pa.int64() == schema.field("participants").type
        assert pa.bool_() == schema.field("in_flare").type
        assert pa.list_(pa.string()) == schema.field("stages").type
        assert span == schema.field("dose").type.field("minutes").type
        assert pa.date32() == days.field("on").type
        assert pa.float64() == days.field("value").type

    def test_nulls(self):
        """A column may hold null exactly where the field may be None."""
        schema = tables.to_arrow([], cls=Evidence).schema

        assert not schema.field("direction").nullable
        assert not schema.field("stages").nullable
        assert schema.field("relative").nullable

    def test_described(self):
        """Each column carries the sentence that stands below its field."""
        schema = tables.to_arrow([], cls=Condition).schema

        assert b"Its usual name." == schema.field("name").metadata[b"description"]
        assert all(one.metadata[b"description"] for one in schema)

    def test_made_from(self, catalog):
        """The metadata say which knowledge: that of the index, or the one that is given."""
        expected = {
            "medmassage.table": "Condition",
            "medmassage.catalog_version": catalog.version,
            "medmassage.catalog_digest": catalog.digest,
        }
        some_of_them = list(catalog.conditions.values())[:2]
        one_source = catalog.only("ospina-medical-massage")

        assert expected == said(tables.to_arrow(catalog.conditions))
        assert expected == said(tables.to_arrow(some_of_them, catalog=catalog))
        assert {"medmassage.table": "Condition"} == said(tables.to_arrow(some_of_them))
        assert {"medmassage.table": "Condition"} == said(tables.to_arrow(one_source.conditions))

    def test_empty_index(self, catalog):
        """An index without records has the columns of its kind."""
        few = catalog.only("medmassage-conventions")
        empty = [kind for kind, index in few.kinds() if not index]

        assert empty
        for kind in empty:
            table = tables.to_arrow(getattr(few, kind))

            assert 0 == table.num_rows
            assert tables.to_arrow([], cls=KINDS[kind]).schema.equals(table.schema)


class TestObjects:
    """Objects of any class."""

    @each_class
    @fewer
    @given(data=st.data())
    def test_round_trip(self, cls, data):
        """What is read back from the rows of a table equals what was written."""
        written = data.draw(st.lists(objects(cls), max_size=3))

        table = tables.to_arrow(written, cls=cls)

        table.validate(full=True)
        assert written == again(table, cls)

    @each_class
    def test_schema_does_not_change(self, cls):
        """No value changes a column or a type."""
        empty = tables.to_arrow([], cls=cls).schema

        assert [one.name for one in attrs.fields(cls)] == empty.names
        for one in some(cls, 5):
            assert empty.equals(tables.to_arrow([one]).schema)

    def test_one_object(self, intake):
        """An object by itself is a table of one row."""
        assert [intake] == again(tables.to_arrow(intake), Intake)

    def test_long_rows(self):
        """A row may be far longer than what Arrow reads at a time by itself."""
        text = "A long sentence about what was found. " * 50_000
        written = [
            Measurement(measure_id="nprs", value=number, of_what=f"{text}{number}")
            for number in range(3)
        ]

        assert written == again(tables.to_arrow(written), Measurement)

    def test_generator(self, catalog):
        """Whatever can be gone through once will do."""
        sprains = (one for one in catalog.conditions.values() if "sprain" in one.id)

        assert all("sprain" in id for id in tables.to_arrow(sprains).column("id").to_pylist())

    @pytest.mark.parametrize(
        "records, cls, message",
        [
            ("sprain", None, "records: expected an index or a list of objects of medmassage"),
            (7, None, "records: expected an index or a list of objects of medmassage, got 7"),
            ([], None, "records: expected at least one object; name their class with cls="),
            ([{"id": "sprain"}], None, "records: expected objects of a class of medmassage"),
            ([], dict, "records: expected objects of a class of medmassage, got <class 'dict'>"),
            (
                [Finding("burn"), Complaint("sprain"), "x"],
                None,
                "records[1]: expected a Finding, got a Complaint",
            ),
            ([Finding("burn")], Complaint, "records[0]: expected a Complaint, got a Finding"),
        ],
    )
    def test_refused(self, records, cls, message):
        """What is no table of one class is refused, with the place of what does not fit."""
        with pytest.raises(DataError) as caught:
            tables.to_arrow(records, cls=cls)

        assert message in str(caught.value)

    def test_all_that_do_not_fit(self):
        """Every object of another class is told."""
        with pytest.raises(DataError) as caught:
            tables.to_arrow([Finding("burn"), Complaint("sprain"), "x"])

        assert ["records[1]", "records[2]"] == [one.where for one in caught.value.faults]


class TestAnswers:
    """Plans, refusals, matches and screenings."""

    def test_steps(self, plan):
        """One row a step, in order, with its session and phase."""
        rows = tables.to_arrow(plan).to_pylist()
        expected = [
            (phase.kind, session.number, session.week, place, step.technique_id, step.minutes)
            for phase in plan.phases
            for session in phase.sessions
            for place, step in enumerate(session.steps, 1)
        ]
        names = ("phase_kind", "session_number", "session_week", "step", "technique_id", "minutes")

        assert len(expected) > 1
        assert expected == [tuple(row[name] for name in names) for row in rows]
        assert {"ready"} == {row["plan_status"] for row in rows}

    def test_session_without_steps(self, plan):
        """A visit without hands-on work is a row, not a gap."""
        talk = attrs.evolve(
            plan.sessions[0], steps=(), talk_before=plan.sessions[0].minutes, talk_after=0
        )
        phases = [attrs.evolve(one, sessions=()) for one in plan.phases]
        phases[0] = attrs.evolve(phases[0], sessions=(talk,))
        found = attrs.evolve(plan, phases=phases)

        (row,) = tables.to_arrow(found).to_pylist()

        assert (1, None, None) == (row["session_number"], row["step"], row["technique_id"])
        assert () == verify_disclaimers(row["disclaimers"], found)

    @pytest.mark.parametrize("cls", ANSWERS, ids=named)
    @fewer
    @given(data=st.data())
    def test_never_without_notices(self, cls, data):
        """A table of a plan or of a refusal carries every notice, whatever is in the plan."""
        answer = data.draw(objects(cls))

        for records in (answer, [answer]):
            text = said(tables.to_arrow(records))["medmassage.disclaimers"]

            assert () == verify_disclaimers(text, answer)

    @pytest.mark.parametrize("library", ["pandas", "polars"])
    @fewer
    @given(data=st.data())
    def test_frames_keep_notices(self, plan, library, data):
        """So does each row of a frame of a plan, even where a frame has no metadata."""
        drawn = data.draw(objects(TreatmentPlan))
        answer = attrs.evolve(plan, disclaimers=drawn.disclaimers, policy=drawn.policy)
        texts = list(tables.frame(answer, library)["disclaimers"])

        assert texts
        for text in texts:
            assert () == verify_disclaimers(text, answer)
            assert all(own in text for own in drawn.policy.notices)

    def test_refusal(self):
        """A refusal is one row, which can be read back."""
        answer = outline_plan(Intake(complaints=["neck-pain"], present=["any-fever"]))
        table = tables.to_arrow(answer)

        assert isinstance(answer, Withheld)
        assert [answer] == again(table, Withheld)
        assert answer.provenance.catalog_digest == said(table)["medmassage.catalog_digest"]

    def test_made_from(self, plan, catalog):
        """Answers say themselves which knowledge they were made from."""
        answers = (plan, [plan, plan], plan.screening, match_techniques(plan.intake))
        other = attrs.evolve(plan.screening, catalog_digest="another")

        for answer in answers:
            assert catalog.digest == said(tables.to_arrow(answer))["medmassage.catalog_digest"]
        assert "medmassage.catalog_digest" not in said(tables.to_arrow([plan.screening, other]))

    def test_matches(self, intake):
        """One row a match: accepted, then rejected, each in its order."""
        report = match_techniques(intake)
        rows = tables.to_arrow(report).to_pylist()
        matches = (*report.accepted, *report.rejected)

        assert [(one.technique_id, one.accepted) for one in matches] == [
            (row["technique_id"], row["accepted"]) for row in rows
        ]
        assert {report.screening.decision} == {row["screening_decision"] for row in rows}

    def test_silence_is_not_safety(self):
        """Of somebody who was asked nothing, the table holds each open question."""
        found = screen(Intake(complaints=["neck-pain"]))
        rows = tables.to_arrow(found).to_pylist()
        asked = [row["question_ids"] for row in rows if row["found_in"] == "open"]

        assert [[one.question.id] for one in found.open] == asked
        assert {"incomplete"} == {row["screening_decision"] for row in rows}

    @fewer
    @example(found=screen(Intake(complaints=["neck-pain"], present=["anticoagulant-therapy"])))
    @given(found=objects(Screening))
    def test_screening(self, found):
        """Nothing that a screening found is missing, except the limits that follow from it."""
        rows = tables.to_arrow(found).to_pylist()
        lists = {
            one.name
            for one in attrs.fields(Screening)
            if isinstance(getattr(found, one.name), tuple) and one.name != "restrictions"
        }

        for name in lists:
            assert len(getattr(found, name)) == sum(row["found_in"] == name for row in rows)

    def test_fired_rules(self):
        """A rule that fired is told in full."""
        found = screen(Intake(complaints=["neck-pain"], present=["anticoagulant-therapy"]))
        rows = tables.to_arrow(found).to_pylist()
        told = [row for row in rows if row["found_in"] == "fired"]

        assert found.fired
        assert [(one.rule_id, one.name, one.action) for one in found.fired] == [
            (row["rule_id"], row["name"], row["action"]) for row in told
        ]


class TestEvidence:
    """The long table of conditions, techniques and findings."""

    def test_every_pair(self, catalog, evidence):
        """Each indication is there, also where nothing is on file, with its level of support."""
        pairs = (*catalog.indications(), *catalog.indications(technique_id=ROOT_TECHNIQUE))
        expected = {(one.condition_id, one.technique_id): str(one.support) for one in pairs}

        assert expected == {
            (row["condition_id"], row["technique_id"]): row["support"] for row in evidence
        }

    def test_every_argument(self, catalog, evidence):
        """One row an argument and source; one for a pair without arguments."""
        pairs = (*catalog.indications(), *catalog.indications(technique_id=ROOT_TECHNIQUE))
        expected = sum(
            sum(len(argument.citations) for argument in one.arguments) or 1 for one in pairs
        )

        assert expected == len(evidence)

    def test_each_finding_once(self, catalog, evidence):
        """With `on_this_pair`, each finding on a technique is there once for each condition."""
        expected = sorted(
            (condition_id, one.technique_id, one.id)
            for one in catalog.evidence.values()
            if one.role is EvidenceRole.TECHNIQUE
            for condition_id in one.condition_ids
        )

        assert expected == sorted(
            (row["condition_id"], row["technique_id"], row["evidence_id"])
            for row in evidence
            if row["on_this_pair"]
        )

    def test_sides(self, catalog, evidence):
        """A finding stands on the side on which the indication has it."""
        names = {
            "for": "arguments_for",
            "against": "arguments_against",
            "caution": "cautions",
            "context": "context",
        }
        for row in evidence:
            if row["condition_id"] == "lower-back-pain" and row["argument_side"]:
                (pair,) = catalog.indications("lower-back-pain", row["technique_id"])
                texts = [one.text for one in getattr(pair, names[row["argument_side"]])]

                assert row["text"] in texts

    def test_finding_as_on_file(self, catalog, evidence):
        """What a row says of a finding and of its source is what their records say."""
        for row in evidence:
            if row["evidence_id"] is None:
                assert row["direction"] is row["certainty"] is row["on_this_pair"] is None
                continue
            finding = catalog.evidence[row["evidence_id"]]
            source = catalog.sources[finding.source_id]

            assert (finding.direction, finding.certainty) == (row["direction"], row["certainty"])
            assert (source.doi, source.year) == (row["source_doi"], row["source_year"])
            assert list(finding.stages) == row["stages"]

    def test_dose(self, catalog, evidence):
        """Each number of a dose has a column for its lowest and one for its highest value."""
        told = {row["evidence_id"]: row for row in evidence}
        dosed = [one for one in catalog.evidence.values() if one.dose and one.id in told]

        assert dosed
        for finding in dosed:
            for name in ("minutes", "sessions_per_week", "weeks", "sessions"):
                span = getattr(finding.dose, name)
                row = told[finding.id]

                assert (span and span.low) == row[f"dose_{name}_low"]
                assert (span and span.high) == row[f"dose_{name}_high"]

    def test_stage(self, catalog):
        """With a stage the support is that of the stage."""
        rows = tables.evidence(catalog, stage="acute").to_pylist()
        expected = {
            (one.condition_id, one.technique_id): one.support
            for one in catalog.indications(stage=Stage.ACUTE)
        }

        assert {"acute"} == {row["stage"] for row in rows}
        assert expected == {
            (row["condition_id"], row["technique_id"]): row["support"]
            for row in rows
            if row["technique_id"] != ROOT_TECHNIQUE
        }

    def test_no_such_stage(self):
        """A mistyped stage is not taken for any."""
        with pytest.raises(ModelError, match="acute"):
            tables.evidence(stage="acut")

    def test_names(self, catalog, evidence):
        """Names stand beside the ids."""
        row = evidence[0]

        assert catalog.conditions[row["condition_id"]].name == row["condition_name"]
        assert catalog.techniques[row["technique_id"]].name == row["technique_name"]

    def test_shipped_by_default(self, catalog):
        """Without a catalog it is that of the shipped knowledge."""
        assert tables.evidence(catalog).equals(tables.evidence(), check_metadata=True)


class TestMeasurements:
    """Scores."""

    def test_rows(self, catalog):
        """One row a score in the order given, with what is needed to read it."""
        pain = catalog.outcome_measures["nprs"]
        scores = [
            Measurement(measure_id="nprs", value=6, session=1, on=date(2030, 1, 7)),
            Measurement(measure_id="nprs", value=4.5, session=4),
        ]
        rows = tables.measurements(scores).to_pylist()

        assert [(6.0, 1, date(2030, 1, 7)), (4.5, 4, None)] == [
            (row["value"], row["session"], row["on"]) for row in rows
        ]
        assert {(pain.name, pain.unit, pain.higher_is, pain.maximum)} == {
            (
                row["measure_name"],
                row["measure_unit"],
                row["measure_higher_is"],
                row["measure_maximum"],
            )
            for row in rows
        }

    def test_none(self, catalog):
        """Of no scores there is a table too, with the same columns."""
        one = tables.measurements([Measurement(measure_id="nprs", value=6)], catalog=catalog)
        empty = tables.measurements([])

        assert 0 == empty.num_rows
        assert one.schema.equals(empty.schema, check_metadata=True)

    def test_unknown_measure(self):
        """A measure that is not on file is told, with the nearest."""
        with pytest.raises(UnknownIdError, match="nprs"):
            tables.measurements([Measurement(measure_id="nrps", value=6)])

    def test_something_else(self):
        """What is no score is told."""
        with pytest.raises(DataError, match=r"records\[0\]: expected a Measurement, got a Finding"):
            tables.measurements([Finding("burn")])


class TestLayouts:
    """The tables that are not of one class."""

    @each_layout
    def test_columns_once(self, layout):
        """No two columns have one name."""
        names = [one.name for one in layout.columns]

        assert len(names) == len(set(names))

    @each_layout
    def test_described(self, layout):
        """Each column is explained."""
        assert [] == [one.name for one in layout.columns if not one.about]

    def test_same_when_empty(self, plan, intake):
        """A table has its columns also where it has no rows."""
        bare = attrs.evolve(plan, phases=[attrs.evolve(one, sessions=()) for one in plan.phases])
        nothing = attrs.evolve(match_techniques(intake), accepted=(), rejected=())

        for full, empty in ((plan, bare), (match_techniques(intake), nothing)):
            assert 0 == tables.to_arrow(empty).num_rows
            assert tables.to_arrow(full).schema.equals(tables.to_arrow(empty).schema)


class TestFrames:
    """pandas and Polars."""

    @each_kind
    def test_pandas(self, catalog, kind):
        """A pandas frame holds the same columns, types and values as the table."""
        table = tables.to_arrow(getattr(catalog, kind))
        frame = tables.frame(getattr(catalog, kind))

        assert [pd.ArrowDtype(one.type) for one in table.schema] == list(frame.dtypes)
        assert table.equals(pa.Table.from_pandas(frame, schema=table.schema, preserve_index=False))

    @each_kind
    def test_polars(self, catalog, kind):
        """A Polars frame holds the same columns and values as the table."""
        table = tables.to_arrow(getattr(catalog, kind))
        frame = tables.frame(getattr(catalog, kind), "polars")

        assert table.schema.names == frame.columns
        assert table.to_pylist() == frame.to_dicts()

    def test_of_a_table(self):
        """The long table, or any other that was made here, becomes a frame as it is."""
        table = tables.evidence()

        assert table.num_rows == len(tables.frame(table))
        assert table.schema.names == tables.frame(table, "polars").columns

    def test_metadata(self, plan):
        """A pandas frame keeps the metadata of the table."""
        frame = tables.frame(plan)

        assert said(tables.to_arrow(plan)) == frame.attrs
        assert isinstance(frame, pd.DataFrame)

    def test_empty(self):
        """A frame without rows has its columns and their types."""
        frame = tables.frame([], "polars", cls=Technique)

        assert pl.String == frame.schema["id"]
        assert pl.List(pl.String) == frame.schema["positions"]

    def test_another_library(self):
        """A mistyped library is told, with the nearest."""
        with pytest.raises(DataError, match="got 'panda'; did you mean 'pandas'"):
            tables.frame([], "panda", cls=Technique)

    @pytest.mark.parametrize("library", ["pandas", "polars"])
    def test_not_installed(self, catalog, monkeypatch, library):
        """A library that is missing is named, with what installs it."""
        monkeypatch.setitem(sys.modules, library, None)

        with pytest.raises(ExportError, match=f"this needs {library}: pip install {library}"):
            tables.frame(catalog.techniques, library)

    @pytest.mark.parametrize("call", [tables.to_arrow, tables.frame])
    def test_no_arrow(self, catalog, monkeypatch, call):
        """Without pyarrow the extra is named."""
        monkeypatch.setitem(sys.modules, "pyarrow", None)

        with pytest.raises(MissingExtraError, match=r"pyarrow: pip install 'medmassage\[tables\]'"):
            call(catalog.techniques)


LOADED = """
import sys
from medmassage.catalog import default_catalog
from medmassage.export import tables
seen = [set(sys.modules) & {"pyarrow", "pandas", "polars"}]
tables.to_arrow(default_catalog().conditions)
tables.to_arrow([], cls=type(default_catalog().conditions["sprain"]))
tables.evidence()
seen.append(set(sys.modules) & {"pyarrow", "pandas", "polars"})
import json
print(json.dumps([sorted(one) for one in seen]))
"""


def test_loads_what_it_needs():
    """Importing the door loads no library; writing a table loads pyarrow and no other."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True
    )

    assert [[], ["pyarrow"]] == json.loads(done.stdout)
