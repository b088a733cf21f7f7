"""
The laws of the cohort engine. Each docstring is the law.

`one_by_one` says once more what the single verbs say of a person, so that both ways of the engine,
rows together and rows alone, are held against the same thing.
"""

from typing import Any
from unittest.mock import patch

import pyarrow as pa
import pytest
from attrs import evolve
from hypothesis import assume, given, settings, strategies as st

from looking import CATALOG, lifted, people, settled, wild
from medmassage import cohort
from medmassage.cohort import Screener, input_schema, intake_of, row_of
from medmassage.cohort._layout import OUTPUT
from medmassage.errors import ContradictionError
from medmassage.matching import match_techniques
from medmassage.model.intake import Complaint, Finding, Intake
from medmassage.rules import rulebook
from medmassage.screening import no_to_rest
from medmassage.vocabulary import Side, Stage
from one_by_one import expected
from strategies import days, question_of

SCREENER = Screener()
fewer = settings(max_examples=max(5, settings.default.max_examples // 5))
"""For laws about the form of batches, which any few people show."""
ALL = {one: input_schema().field(one).type for one in input_schema().names}

# --- people ---------------------------------------------------------------------------------------


def plain(intake: Intake) -> Intake:
    """The same person without what rows are looked at alone for."""
    return evolve(
        intake,
        complaints=[evolve(one, impairment_ids=()) for one in intake.complaints],
        clearances=(),
        assumed=(),
    )


together = st.one_of(people, people, settled, wild).map(plain)
"""People whose rows are worked out together."""
anyone = st.one_of(people, lifted, wild).map(lambda one: evolve(one, assumed=()))
"""People with letters and findings in the soft tissue among them."""


def faults(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The ways in which a row can be wrong: columns to put into it."""
    many, yes = len(row["complaints"]), len(row["present"])
    alone: dict[str, Any] = {"present_sides": [], "present_regions": []}
    no = row["absent"][0]
    return [
        {"complaints": []},
        {"complaints": None},
        {"complaints": [None]},
        {"complaints": ["no-such-condition"] * many},
        {"complaints": ["Neck pain"] * many},
        {"stages": ["chronical"] * many},
        {"stages": ["acute"] * (many + 1)},
        {"sides": ["port"] * many},
        {"sides": ["left"] * (many + 1)},
        {"regions": [["tail"]] * many},
        {"regions": [[None]] * many},
        {"regions": [["knee"]] * (many + 1)},
        {"pain": [11] * many},
        {"pain": [-1] * many},
        {"pain": [1] * (many + 1)},
        {"impairments": [["sadness"]] * many},
        {"impairments": [["edema"]] * (many + 1)},
        {"absent": ["no-such-question"]},
        {"absent": [None]},
        {"unknown": ["no-such-question"]},
        {"unknown": [no]},
        {"present": ["no-such-question"], **alone},
        {"present": [None], **alone},
        {"present": [no], **alone},
        {"present": ["any-fever"], "absent": [], "unknown": ["any-fever"], **alone},
        {"present_sides": ["left"] * (yes + 1)},
        {"present_regions": [["knee"]] * (yes + 1)},
        {"allergies": ["moon-dust"]},
        {"allergies": [None]},
        {"age_years": 131},
        {"age_years": -1},
        {"clearances": [{"rule_id": "no-such-rule"}]},
        {"clearances": [{"rule_id": None}]},
        {"clearances": [None]},
        {"clearances": [{"rule_id": "bleeding-disorder", "by": "a friend"}]},
        {"clearances": [{"rule_id": "bleeding-disorder", "by": "therapist"}]},
        {"clearances": [{"rule_id": "bleeding-disorder", "limits": [{"reported": False}]}]},
    ]


def batch_of(rows: list[dict[str, Any]]) -> pa.RecordBatch:
    """A batch of rows with every input column."""
    return pa.RecordBatch.from_pylist(rows, schema=input_schema())


def no_single_verbs(row, on, catalog):
    """Stand in for the single verbs where they must not be needed."""
    raise AssertionError(row)


def assert_together(intakes: list[Intake]) -> None:
    """Assert that people are worked out together, and as the single verbs would."""
    with patch.object(cohort, "answer", no_single_verbs):
        found = SCREENER(batch_of([row_of(one) for one in intakes])).to_pylist()

    assert [expected(one, CATALOG) for one in intakes] == found


# --- laws -----------------------------------------------------------------------------------------


@given(st.lists(together, min_size=1, max_size=3))
def test_rows_worked_out_together_equal_the_single_verbs(intakes):
    """Of people without letters or reported impairments both say the same, column by column."""
    assume(all(expected(one, CATALOG)["error"] is None for one in intakes))

    assert_together(intakes)


@given(st.lists(anyone, min_size=1, max_size=2), days)
def test_any_row_equals_the_single_verbs(intakes, on):
    """Of anyone, on any day, both say the same; where one refuses, so does the other."""
    wanted = [expected(one, CATALOG, on) for one in intakes]

    found = Screener(on=on)(batch_of([row_of(one) for one in intakes])).to_pylist()

    assert wanted == found


@fewer
@given(together)
def test_a_faulty_row_has_an_error_and_stops_nobody(intake):
    """A row that cannot be read says why and says nothing else; its neighbors are not touched."""
    row = row_of(intake)
    assume(row["absent"])
    (alone,) = SCREENER(batch_of([row])).to_pylist()
    wrong = [row | fault for fault in faults(row)]

    found = SCREENER(
        batch_of([one for pair in zip([row] * len(wrong), wrong, strict=True) for one in pair])
    )

    assert [alone] * len(wrong) == found.to_pylist()[::2]
    for one in found.to_pylist()[1::2]:
        assert isinstance(one["error"], str)
        assert {None} == {one[name] for name in OUTPUT if name != "error"}


@fewer
@given(st.lists(anyone, min_size=2, max_size=5), st.data())
def test_where_batches_end_is_irrelevant(intakes, data):
    """Two batches give what one gives, and so do the parts that a batch is worked out in."""
    batch = batch_of([row_of(one) for one in intakes])
    cut = data.draw(st.integers(0, len(intakes)))
    whole = SCREENER(batch)

    parts = [*SCREENER.batches([batch.slice(0, cut), batch.slice(cut)])]
    with patch.object(cohort, "ROWS_AT_ONCE", data.draw(st.integers(1, 3))):
        piecemeal = SCREENER(batch)

    assert whole.to_pylist() == [row for part in parts for row in part.to_pylist()]
    assert whole == piecemeal


@fewer
@given(st.lists(together, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_rows_is_irrelevant(intakes, by):
    """Rows in another order have the same answers in that order."""
    order = list(range(len(intakes)))
    by.shuffle(order)
    rows = [row_of(one) for one in intakes]

    straight = SCREENER(batch_of(rows)).to_pylist()
    shuffled = SCREENER(batch_of([rows[place] for place in order])).to_pylist()

    assert [straight[place] for place in order] == shuffled


def large(of: pa.DataType) -> pa.DataType:
    """The same type with offsets of 64 bits."""
    if pa.types.is_list(of):
        return pa.large_list(large(of.value_type))
    return pa.large_string() if pa.types.is_string(of) else of


def encoded(of: pa.DataType) -> pa.DataType:
    """The same type with texts as numbers and a dictionary."""
    if pa.types.is_list(of):
        return pa.list_(encoded(of.value_type))
    return pa.dictionary(pa.int16(), pa.string()) if pa.types.is_string(of) else of


def viewed(of: pa.DataType) -> pa.DataType:
    """The same type with texts as views."""
    if pa.types.is_list(of):
        return pa.list_(viewed(of.value_type))
    return pa.string_view() if pa.types.is_string(of) else of


def small(of: pa.DataType) -> pa.DataType:
    """The same type with small numbers, or with floating ones inside lists."""
    if of == pa.list_(pa.int64()):
        return pa.list_(pa.float32())
    return pa.uint8() if of == pa.int64() else of


@pytest.mark.parametrize("form", [large, encoded, viewed, small])
@fewer
@given(intakes=st.lists(together, min_size=1, max_size=3))
def test_how_columns_are_stored_is_irrelevant(form, intakes):
    """Long offsets, dictionaries, views and other numbers change nothing."""
    rows = [row_of(one) | {"clearances": None} for one in intakes]
    names = [name for name in ALL if name != "clearances"]
    stored = pa.RecordBatch.from_pylist(
        rows, schema=pa.schema([(name, form(ALL[name])) for name in names])
    )

    assert SCREENER(batch_of(rows)) == SCREENER(stored)


@fewer
@given(st.lists(anyone, min_size=1, max_size=3), st.data())
def test_columns_do_not_depend_on_each_other(intakes, data):
    """A choice of output columns gives what those columns are among all."""
    columns = data.draw(st.lists(st.sampled_from(OUTPUT), unique=True))
    batch = batch_of([row_of(one) for one in intakes])
    chosen = Screener(columns=columns)

    assert SCREENER(batch).select(chosen.schema.names) == chosen(batch)
    assert {*columns, "error"} == set(chosen.schema.names)


@fewer
@given(st.lists(together, min_size=1, max_size=3), st.data())
def test_a_missing_column_is_one_of_nulls(intakes, data):
    """A column that is missing, one of nulls and one without a type mean the same."""
    empty = data.draw(st.sets(st.sampled_from([name for name in ALL if name != "complaints"])))
    rows = [row_of(one) | dict.fromkeys(empty) for one in intakes]
    untyped = pa.schema([(name, pa.null() if name in empty else of) for name, of in ALL.items()])

    whole = SCREENER(batch_of(rows))

    assert whole == SCREENER(batch_of(rows).select([one for one in ALL if one not in empty]))
    assert whole == SCREENER(pa.RecordBatch.from_pylist(rows, schema=untyped))


@given(anyone)
def test_rows_and_intakes_stand_for_each_other(intake):
    """An intake written as a row, and through Arrow, is read back as it was."""
    (through,) = batch_of([row_of(intake)]).to_pylist()

    assert intake == intake_of(row_of(intake)) == intake_of(through)


@pytest.mark.parametrize(
    "regions, allergies, age",
    [([], [], None), ([], ["latex"], 70), (["lower-back"], [], 51), (["arm", "knee"], [], 19)],
)
def test_every_yes(regions, allergies, age):
    """Each question, and each rule by its own name, answered with yes: with a place and without."""
    complaints = [
        Complaint("lower-back-pain", stage="chronic", regions=["lower-back", "hip"]),
        Complaint("knee-osteoarthritis", stage="chronic", side="left"),
    ]
    healthy = plain(no_to_rest(Intake(complaints=complaints, allergies=allergies, age_years=age)))
    ids = sorted({*CATALOG.questions, *rulebook(CATALOG).brought_by})

    assert_together(
        [
            evolve(
                healthy,
                present=[Finding(id, regions=regions, side="right")],
                absent=[one for one in healthy.absent if one not in (id, question_of(CATALOG, id))],
            )
            for id in ids
        ]
    )


@pytest.mark.parametrize("answered", [True, False])
@pytest.mark.parametrize("regions", [[], ["neck"], ["whole-body"]])
def test_every_complaint(regions, answered):
    """Each condition at each stage, with nothing answered and with no to all."""
    intakes = [
        Intake(complaints=[Complaint(id, stage=stage, regions=regions, side=side)])
        for id in CATALOG.conditions
        for stage, side in zip((*Stage, None), (None, *Side), strict=False)
    ]

    assert_together([plain(no_to_rest(one)) if answered else one for one in intakes])


def test_a_contradiction_by_another_name_is_refused():
    """A yes to a rule and a no to its question contradict each other in a batch too."""
    rule_id, question_id = next(
        (id, ids[0])
        for id, ids in rulebook(CATALOG).brought_by.items()
        if len(ids) == 1 and id not in CATALOG.questions
    )
    intake = Intake(complaints=["neck-pain"], present=[rule_id], absent=[question_id])

    with pytest.raises(ContradictionError) as error:
        match_techniques(intake)

    assert [str(error.value)] == SCREENER(batch_of([row_of(intake)])).column("error").to_pylist()
