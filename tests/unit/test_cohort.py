"""Screening many people at once: columns in and out, faults, and what rows stand for."""

import json
import math
import pickle
import subprocess
import sys
from datetime import date

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from attrs import evolve

from medmassage import cohort
from medmassage.catalog import Catalog, default_catalog
from medmassage.cohort import Screener, input_schema, intake_of, row_of
from medmassage.cohort._arrow import joined
from medmassage.cohort._layout import INPUT, OUTPUT
from medmassage.cohort._sets import Crowd, Ragged, members
from medmassage.cohort._single import answer
from medmassage.cohort._tables import REGIONS
from medmassage.errors import MissingExtraError, ModelError, NotForScreeningError
from medmassage.matching import match_techniques
from medmassage.model.intake import Clearance, Complaint, Finding, Intake
from medmassage.model.safety import Limit
from medmassage.screening import no_to_rest, screen
from medmassage.vocabulary import Asks, Position

CATALOG = default_catalog()


@pytest.fixture(scope="module")
def screener():
    """A screener of the shipped knowledge."""
    return Screener()


def batch_of(*intakes):
    """A batch of intakes."""
    return pa.RecordBatch.from_pylist([row_of(one) for one in intakes], schema=input_schema())


def settled(*present, complaint="neck-pain", **complaint_is):
    """Somebody of whom all is known."""
    given = {"stage": "chronic", "side": "left"} | complaint_is
    return no_to_rest(Intake(complaints=[Complaint(complaint, **given)], present=present))


def changed(**kinds):
    """The shipped catalog with other records of some kinds: a function of the records by kind."""
    found = {kind: dict(index) for kind, index in CATALOG.kinds()}
    for kind, change in kinds.items():
        found[kind] = change(found[kind])
    return Catalog(version="1", digest="1", load=lambda kind: dict(sorted(found[kind].items())))


def renamed(id):
    """A change that gives a record a former id."""
    return lambda records: records | {id: evolve(records[id], former_ids=[f"old-{id}"])}


def assert_same(catalog, intake):
    """Assert that both ways give the same answer; return it."""
    (found,) = Screener(catalog)(batch_of(intake)).to_pylist()
    alone = answer(row_of(intake), None, catalog)

    assert alone == {name: found[name] for name in alone}
    return found


def many_techniques(count):
    """A change that adds techniques, each a copy of one there is."""

    def change(records):
        one = records["deep-tissue-massage"]
        return records | {
            f"z-{place}": evolve(one, id=f"z-{place}", name=f"Z {place}") for place in range(count)
        }

    return change


class TestColumns:
    """What goes in and what comes out."""

    def test_all_faults_are_told_together(self, screener):
        """Names, types and what is missing, each with what was expected."""
        batch = pa.RecordBatch.from_pydict(
            {"complaint": [["neck-pain"]], "age_years": ["34"], "absent": ["any-fever"]}
        )

        with pytest.raises(ModelError) as error:
            screener(batch)

        assert [
            "complaint: no such input column",
            "complaints: expected this column",
            "age_years: expected numbers, got string",
            "absent: expected lists of texts, got string",
        ] == [str(one).partition("; did")[0] for one in error.value.faults]

    @pytest.mark.parametrize(
        "name, given",
        [
            ("complaints", pa.array([["neck-pain"]], pa.list_view(pa.string()))),
            ("complaints", pa.array([[b"neck-pain"]])),
            ("regions", pa.array([["neck"]])),
            ("pain", pa.array([[True]])),
            ("clearances", pa.array([["bleeding-disorder"]])),
            ("stages", pa.array([[1]], pa.list_(pa.int8()))),
        ],
    )
    def test_other_types(self, screener, name, given):
        """A column of another type stops the batch before a row of it is read."""
        columns = {"complaints": pa.array([["neck-pain"]])} | {name: given}

        with pytest.raises(ModelError, match=f"{name}: expected lists of"):
            screener(pa.RecordBatch.from_pydict(columns))

    def test_twice(self, screener):
        """Two columns of one name leave open which one counts."""
        complaints = pa.array([["neck-pain"]])
        batch = pa.RecordBatch.from_arrays([complaints, complaints], names=["complaints"] * 2)

        with pytest.raises(ModelError, match="complaints: expected one column of this name"):
            screener(batch)

    def test_fields_that_nobody_reads(self, screener):
        """A letter must not say what is then left out: its fields are checked too."""
        letter = {"rule_id": "bleeding-disorder", "until": None, "limits": [{"cap": "light"}]}
        batch = pa.RecordBatch.from_pylist([{"complaints": ["other"], "clearances": [letter]}])

        with pytest.raises(ModelError) as error:
            screener(batch)

        assert ["clearances.until: no such field", "clearances.limits.cap: no such field"] == [
            str(one).partition("; did")[0] for one in error.value.faults
        ]

    @pytest.mark.parametrize("of", [pa.list_(pa.null()), pa.list_(pa.list_(pa.null())), pa.null()])
    def test_lists_without_a_type(self, screener, of):
        """Lists that are all empty may have any type."""
        values = [[]] if of == pa.list_(pa.null()) else [None]
        batch = pa.RecordBatch.from_pydict(
            {"complaints": [["other"]], "regions": pa.array(values, of)}
        )

        assert ["incomplete"] == screener(batch).column("decision").to_pylist()

    def test_nulls_without_a_type(self, screener):
        """A null beside an entry is nothing given; a null among ids is an error."""
        nulls = pa.array([[None]], pa.list_(pa.null()))
        batch = pa.RecordBatch.from_pydict({"complaints": [["other"]], "stages": nulls})
        faulty = pa.RecordBatch.from_pydict({"complaints": [["other"]], "absent": nulls})

        assert [None] == screener(batch).column("error").to_pylist()
        assert ["Intake: absent: [0] expected an id, got None"] == (
            screener(faulty).column("error").to_pylist()
        )

    def test_fixed_size_lists(self, screener):
        """Lists of a fixed size are lists too."""
        fixed = pa.array([["other"], ["neck-pain"]], pa.list_(pa.string(), 1))
        usual = pa.array([["other"], ["neck-pain"]])

        assert screener(pa.RecordBatch.from_pydict({"complaints": usual})) == screener(
            pa.RecordBatch.from_pydict({"complaints": fixed})
        )

    def test_output(self, screener):
        """The columns of the schema, with what the knowledge is."""
        found = screener(batch_of(settled()))

        assert screener.schema == found.schema
        assert list(OUTPUT) == found.schema.names
        assert {
            b"medmassage.catalog_version": CATALOG.version.encode(),
            b"medmassage.catalog_digest": CATALOG.digest.encode(),
        } == found.schema.metadata

    def test_no_rows(self, screener):
        """An empty batch has an empty answer."""
        found = screener(batch_of())

        assert screener.schema == found.schema
        assert 0 == found.num_rows

    def test_passing_through(self, screener):
        """Columns with an underscore come out as they went in, before the others."""
        batch = batch_of(settled(), settled()).append_column("_id", pa.array([7, None], pa.int8()))

        found = screener(batch)

        assert screener.schema_for(batch.schema) == found.schema
        assert ["_id", *OUTPUT] == found.schema.names
        assert [7, None] == found.column("_id").to_pylist()

    def test_choice(self):
        """The order is fixed, and the error is always there."""
        assert ("decision", "support", "error") == Screener(columns=["support", "decision"]).columns
        assert ("decision", "error") == Screener(columns="decision").columns

    def test_no_such_choice(self):
        """A misspelled column is named with the nearest one."""
        with pytest.raises(ModelError, match="'descision'; did you mean 'decision'"):
            Screener(columns=["descision", "support"])

    def test_masks(self, screener):
        """Bit by bit the techniques of the list."""
        (found,) = screener(batch_of(settled())).to_pylist()
        in_mask = [
            id for bit, id in enumerate(screener.techniques) if found["allowed_mask"] >> bit & 1
        ]

        assert found["allowed"]
        assert found["allowed"] == in_mask

    def test_a_technique_can_be_allowed_and_blocked(self, screener):
        """Blocked is what is kept off one complaint, though another has it."""
        shingles = Finding("bruise-or-hematoma", regions=["lower-back"])
        intake = Intake(
            complaints=[
                Complaint("lower-back-pain", stage="chronic"),
                Complaint("gluteal-pain" if "gluteal-pain" in CATALOG.conditions else "sprain"),
            ],
            present=[shingles] if shingles.question_id in CATALOG.questions else [],
        )
        (found,) = screener(batch_of(intake)).to_pylist()
        report = match_techniques(intake)

        assert sorted({one.technique_id for one in report.accepted}) == found["allowed"]
        assert (
            sorted({one.technique_id for one in report.rejected if one.blocked_by})
            == (found["blocked"])
        )


class TestFrames:
    """What other libraries make of people."""

    def test_pandas(self, screener):
        """Lists of Python, ages with gaps as floating numbers."""
        frame = pd.DataFrame(
            {"complaints": [["other"], ["other"]], "age_years": [34, None], "absent": [[], None]}
        )
        batch = pa.RecordBatch.from_pandas(frame, preserve_index=False)

        assert [None, None] == screener(batch).column("error").to_pylist()

    def test_polars(self, screener):
        """Long lists of long texts, and categories."""
        frame = pl.DataFrame({"complaints": [["other"]], "sides": [["left"]]}).with_columns(
            pl.col("sides").cast(pl.List(pl.Categorical))
        )
        (batch,) = frame.to_arrow().to_batches()

        assert [None] == screener(batch).column("error").to_pylist()


class TestRows:
    """Rows and the intakes they stand for."""

    def test_letters(self):
        """A clearance with its limits and dates survives the way through Arrow."""
        letter = Clearance(
            "bleeding-disorder",
            by="prescriber",
            reason="stable",
            limits=[Limit(regions=["neck"], pressure_cap="light")],
            expires=date(2030, 1, 1),
        )
        intake = Intake(complaints=["neck-pain"], clearances=[letter])
        (row,) = batch_of(intake).to_pylist()

        assert intake == intake_of(row)

    def test_a_complaint_named_twice(self, screener):
        """What is open about it stands there once."""
        twice = [Complaint("sprain", side="left"), Complaint("sprain", side="right")]
        (found,) = screener(batch_of(Intake(complaints=twice))).to_pylist()

        assert ["where-of-sprain"] == found["open_where"]

    def test_plain(self):
        """A row holds what JSON holds: lists and texts, no tuples and no words of closed lists."""
        row = row_of(settled(Finding("burn", regions=["neck"], side="left")))

        assert row == json.loads(json.dumps(row))
        assert {str, type(None)} >= {type(one) for one in (*row["stages"], *row["sides"])}

    def test_whole_numbers_that_float(self):
        """4.0 is 4; NaN is nothing given."""
        row = {"complaints": ["other", "other"], "pain": [4.0, math.nan], "age_years": math.nan}

        assert Intake(complaints=[Complaint("other", pain=4), "other"]) == intake_of(row)

    def test_letters_that_are_none(self, screener):
        """A null among the letters is an error of its row."""
        row = row_of(settled()) | {"clearances": [None]}
        found = screener(pa.RecordBatch.from_pylist([row], schema=input_schema()))

        assert ["Intake: clearances: [0] expected a Clearance, got None"] == (
            found.column("error").to_pylist()
        )

    @pytest.mark.parametrize("age", [33.5, -1.0, 131.0, math.inf])
    def test_ages_that_are_none(self, screener, age):
        """The row has the error of the single verbs, which the batch does not share."""
        batch = pa.RecordBatch.from_pydict(
            {"complaints": [["other"], ["other"]], "age_years": [age, 30.0]}
        )

        first, second = screener(batch).column("error").to_pylist()

        assert "expected a whole number of years from 0 to 130" in first
        assert second is None

    def test_lists_of_different_lengths(self, screener):
        """All of them are named."""
        batch = batch_of(settled()).to_pylist()[0] | {"sides": ["left"] * 2, "stages": [None] * 3}
        found = screener(pa.RecordBatch.from_pylist([batch], schema=input_schema()))

        (error,) = found.column("error").to_pylist()

        assert "stages: expected one value for each of 1 complaints, got 3" in error
        assert "sides: expected one value for each of 1 complaints, got 2" in error

    def test_errors_do_not_tell_what_people_wrote(self, screener):
        """The reason of a clearance is never part of a sentence."""
        letter = {"rule_id": "no-such-rule", "reason": "told in confidence"}
        rows = [{"complaints": ["other"], "clearances": [letter]}]

        (error,) = screener(pa.RecordBatch.from_pylist(rows)).column("error").to_pylist()

        assert "no-such-rule" in error
        assert "confidence" not in error

    def test_dated_letters(self):
        """They count when the screener has a date that is not past."""
        letter = Clearance("bleeding-disorder", reason="stable", expires=date(2030, 1, 1))
        intake = Intake(
            complaints=["neck-pain"], present=["bleeding-disorder"], clearances=[letter]
        )
        for on in (None, date(2030, 1, 1), date(2030, 1, 2)):
            (found,) = Screener(on=on)(batch_of(intake)).column("decision").to_pylist()

            assert screen(intake, on).decision == found


class TestCatalogs:
    """Other knowledge."""

    def test_former_ids(self):
        """Ids that a record had before are read, and today's come out."""
        catalog = changed(
            conditions=renamed("neck-pain"),
            questions=renamed("any-fever"),
            allergens=renamed("latex"),
        )
        old = Intake(
            complaints=[Complaint("old-neck-pain", stage="chronic")],
            absent=["old-any-fever"],
            allergies=["old-latex"],
        )
        (found,) = Screener(catalog)(batch_of(old)).to_pylist()
        opened = screen(old, catalog=catalog).open

        assert sorted(one.question.id for one in opened if one.asks is Asks.ANSWER) == found["open"]
        assert found["error"] is None

    def test_more_techniques_than_16(self):
        """Masks grow with the number of techniques."""
        catalog = changed(techniques=many_techniques(40))
        intake = settled(complaint="lower-back-pain")
        (found,) = Screener(catalog)(batch_of(intake)).to_pylist()
        accepted = {one.technique_id for one in match_techniques(intake, catalog=catalog).accepted}

        assert "z-39" in accepted
        assert sorted(accepted) == found["allowed"]

    def test_more_techniques_than_63(self):
        """A mask has no room for them, and that is said at once."""
        most = 63 - len(Screener().techniques)

        assert 63 == len(Screener(changed(techniques=many_techniques(most))).techniques)
        with pytest.raises(ModelError, match="techniques: expected at most 63"):
            Screener(changed(techniques=many_techniques(most + 1)))

    def test_not_for_screening(self):
        """A catalog without rules cannot screen a cohort either."""
        with pytest.raises(NotForScreeningError):
            Screener(CATALOG.only("ospina-medical-massage"))

    def test_pain_that_nothing_is_asked_about(self):
        """A region may have no pain complaint."""
        catalog = changed(
            body_regions=lambda records: {
                id: evolve(one, pain_complaint_id=None) for id, one in records.items()
            }
        )
        intake = Intake(complaints=[Complaint("sprain", regions=["neck"])])
        opened = screen(intake, catalog=catalog).open
        (found,) = Screener(catalog)(batch_of(intake)).to_pylist()

        assert sorted(one.question.id for one in opened if one.asks is Asks.ANSWER) == found["open"]

    @pytest.mark.parametrize("place", [[], ["neck"]])
    @pytest.mark.parametrize("needed", [True, False])
    def test_positions_to_avoid_without_a_place(self, place, needed):
        """A finding that lacks a place it needs keeps the person out of positions all the same."""

        def lying(records):
            return {id: evolve(one, positions=["prone", "supine"]) for id, one in records.items()}

        def not_prone(records):
            burn = records["burn"]
            there = Limit(reported=True, pressure_cap="light", positions_avoid=["prone"])
            foot = Limit(regions=["foot"], positions_avoid=["supine"])
            return records | {"burn": evolve(burn, needs_place=needed, limits=[there, foot])}

        catalog = changed(techniques=lying, contraindications=not_prone)
        found = assert_same(catalog, settled(Finding("burn", regions=place)))

        assert bool(place or needed) == (found["allowed"] == [])

    @pytest.mark.parametrize(
        "present",
        [
            [],
            ["a-burn"],
            [Finding("a-burn", regions=["neck"])],
            ["a-burn", Finding("burn", regions=["neck"])],
            ["a-burn", "burn"],
            ["a-burn", "itching"],
            [Finding("a-burn", regions=["neck"]), "itching"],
        ],
    )
    def test_a_rule_that_several_questions_bring(self, present):
        """Named itself, it says which place is missing, whoever else answers its questions."""
        # the id of the rule is the first of all, so that its number is 0

        def renamed_burn(records):
            burn = records.pop("burn")
            there = Limit(reported=True, pressure_cap="light", positions_avoid=list(Position))
            return records | {"a-burn": evolve(burn, id="a-burn", limits=[there])}

        def two_questions(records):
            one = evolve(records["burn"], triggers=["a-burn"])
            return records | {
                "burn": one,
                "itching": evolve(one, id="itching", order=one.order + 1),
            }

        def answering(records):
            return records | {"neck-pain": evolve(records["neck-pain"], answers_yes=["burn"])}

        catalog = changed(
            contraindications=renamed_burn, questions=two_questions, conditions=answering
        )
        for regions in ([], ["neck"]):
            complaint = Complaint("neck-pain", stage="chronic", regions=regions)

            assert_same(catalog, Intake(complaints=[complaint], present=present))

    def test_techniques_for_any_position(self):
        """A technique without positions is never without one."""

        def any_position(records):
            return {id: evolve(one, positions=[]) for id, one in records.items()}

        assert_same(changed(techniques=any_position), settled())

    def test_without_findings(self):
        """Where nothing is on file, all support is alike and the impairments decide the order."""
        catalog = changed(evidence=lambda _: {}, technique_targets=lambda _: {})
        best = {assert_same(catalog, settled(complaint=id))["best"] for id in CATALOG.conditions}

        assert {Screener(catalog).techniques[0], None} < best

    def test_advised_against(self):
        """What a guideline advises against is neither allowed nor blocked."""

        def against(records):
            return {
                id: evolve(one, direction="recommend-against")
                for id, one in records.items()
                if one.direction == "recommend" or one.technique_id is None
            }

        catalog = changed(evidence=against)
        advised = [
            (one.condition_id, one.technique_id)
            for one in catalog.indications()
            if one.support == "advised-against"
        ]
        condition_id, technique_id = advised[0]
        found = assert_same(catalog, settled(complaint=condition_id))

        assert technique_id not in (*found["allowed"], *found["blocked"])

    def test_rules_for_nobody_in_particular(self):
        """A catalog without rules for everyone blocks nothing for everyone."""

        def asked(records):
            return {id: one for id, one in records.items() if one.applies_to != "everyone"}

        assert_same(changed(contraindications=asked), settled())


class TestElsewhere:
    """Other processes, other environments."""

    def test_travels(self):
        """A pickled screener answers alike; the shipped knowledge is not sent with it."""
        screener = Screener(on=date(2030, 1, 1), columns=["decision"])
        sent = pickle.dumps(screener)
        found = pickle.loads(sent)  # noqa: S301 - made in the line above

        assert 1000 > len(sent)
        assert (screener.on, screener.columns) == (found.on, found.columns)
        assert screener(batch_of(settled())) == found(batch_of(settled()))

    def test_own_knowledge_is_sent(self):
        """It is part of what a screener of it was made from."""
        catalog = changed()

        assert catalog is Screener(catalog).__reduce__()[1][0]

    @pytest.mark.parametrize("library", ["numpy", "pyarrow"])
    def test_missing_extra(self, monkeypatch, library):
        """The error names what to install."""
        monkeypatch.setattr(
            "importlib.util.find_spec", lambda name: None if name == library else name
        )

        with pytest.raises(MissingExtraError, match=rf"{library}: pip install 'medmassage\[cohort"):
            Screener()

    def test_loads_neither_pandas_nor_polars(self):
        """A cohort is screened without other libraries, wherever they are installed."""
        script = (
            "import sys, pyarrow as pa\n"
            "from medmassage.cohort import Screener\n"
            "complaints = pa.nulls(1, pa.list_(pa.string()))\n"
            "ages = pa.nulls(1, pa.int64())\n"
            "batch = pa.RecordBatch.from_arrays([complaints, ages], ['complaints', 'age_years'])\n"
            "print(Screener()(batch).num_rows)\n"
            "print(sorted({'pandas', 'polars', 'cattrs'} & set(sys.modules)))\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        )

        assert ["1", "[]"] == done.stdout.splitlines()

    def test_batches_are_read_one_by_one(self, screener):
        """The second batch is not asked for before the first answer is taken."""
        asked = []

        def batches():
            for place in range(2):
                asked.append(place)
                yield batch_of(settled())

        next(screener.batches(batches()))

        assert [0] == asked


class TestSets:
    """The arrays underneath."""

    def test_crowd(self):
        """Sets by number, and back to pairs by number and person."""
        crowd = Crowd(11, np)
        sets = crowd.by(np.array([2, 0, 2]), np.array([10, 3, 1]), 4)

        number, person = crowd.pairs(sets)

        assert [(0, 3), (2, 1), (2, 10)] == list(zip(number.tolist(), person.tolist(), strict=True))
        assert [False, True] == crowd.flags(sets)[2, :2].tolist()

    def test_nobody(self):
        """Sets of nobody have no pairs."""
        crowd = Crowd(0, np)

        assert [0, 0] == [len(one) for one in crowd.pairs(crowd.none(3))]

    def test_ragged(self):
        """Members with the place of the number that was asked for."""
        which, found = Ragged.of([[5], [], [7, 8]], np).at(np.array([2, 1, 2, 0]))

        assert [0, 0, 2, 2, 3] == which.tolist()
        assert [7, 8, 7, 8, 5] == found.tolist()

    def test_members(self):
        """The bits of masks, the highest region among them."""
        last = len(REGIONS) - 1
        place, number = members(np.array([0, 1 << last | 2], dtype=np.uint64), np)

        assert [1, 1] == place.tolist()
        assert [1, last] == number.tolist()

    def test_joined(self):
        """Several batches as one."""
        parts = [pa.RecordBatch.from_pydict({"a": [value]}) for value in (1, 2)]

        assert pa.RecordBatch.from_pydict({"a": [1, 2]}) == joined(iter(parts))


def test_every_input_column_is_described():
    """The documented columns are those of the schema, and those of the docstring."""
    described = str(Screener.__doc__)

    assert list(INPUT) == input_schema().names
    assert [] == [name for name in (*INPUT, *OUTPUT) if f"`{name}`" not in described]
    assert {"Screener", "input_schema", "intake_of", "row_of"} == set(cohort.__all__)
