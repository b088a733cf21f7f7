"""
Scores made of answers, and what a change between two scores says.

The cases in `cases/scoring.json` can be read by any language. A case with `answers` is scored; one
with `before` and `after` is a change, where a score is a number or the answers it is made of. Only
what `expect` names is checked; `refused` lists the places of all faults, in order, and `says` what
the message or the text must hold.
"""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from medmassage.catalog import Catalog, default_catalog
from medmassage.errors import ModelError, UnknownIdError
from medmassage.model.outcome import (
    Interpretation,
    Mcid,
    Measurement,
    MeasurementError,
    OutcomeMeasure,
)
from medmassage.scoring import interpret, mcid_points, score
from medmassage.serialization import from_dict
from medmassage.vocabulary import ChangeSize, MeasureLicense, ScoringMethod

CASES = json.loads((Path(__file__).parents[1] / "cases" / "scoring.json").read_text("utf-8"))
SCORES = [case for case in CASES if "answers" in case]
CHANGES = [case for case in CASES if "before" in case]
CONVENTIONS = "medmassage-conventions"

WORDS = {
    "value",
    "answered",
    "of",
    "refused",
    "says",
    "change",
    "percent",
    "direction",
    "size",
    "beyond_error",
    "important",
    "refer",
    "points",
    "errors",
}

each_measure = pytest.mark.parametrize("id", list(default_catalog().outcome_measures))


def measure(**more: Any) -> OutcomeMeasure:
    """A scale of a test's own."""
    plain = {
        "id": "scale",
        "name": "Scale",
        "construct": "Something.",
        "step": 1,
        "higher_is": "worse",
        "method": "single",
        "scoring": "Somehow.",
        "license": "free",
        "source_ids": ["a"],
    }
    return from_dict(OutcomeMeasure, plain | more)


def mcid(value: float, **more: Any) -> dict[str, Any]:
    """An important difference of a test's own."""
    return {"value": value, "unit": "points", "population": "People.", "source_ids": ["b"], **more}


def refused(call: Any, *given: Any, **more: Any) -> ModelError:
    """The error of a call."""
    with pytest.raises(ModelError) as caught:
        call(*given, **more)
    return caught.value


def given_score(case: dict[str, Any], name: str) -> Measurement | float:
    """A score of a case: a number, or the answers it is made of."""
    plain = case[name]
    if isinstance(plain, dict):
        return score(case["measure"], plain["answers"], of_what=plain.get("of_what"))
    return plain


def check_refusal(expect: dict[str, Any], error: ModelError) -> None:
    """Compare the places of all faults, and the message."""
    assert expect["refused"] == [fault.where for fault in error.faults]
    assert [] == [part for part in expect["says"] if part not in str(error)]


class TestCases:
    """What a therapist would expect."""

    @pytest.mark.parametrize("case", SCORES, ids=lambda case: case["title"])
    def test_score(self, case):
        """Answers give the score, or are refused with all their faults."""
        expect, of_what = case["expect"], case.get("of_what")
        if "refused" in expect:
            check_refusal(expect, refused(score, case["measure"], case["answers"]))
            return
        found = score(case["measure"], case["answers"], of_what=of_what)

        assert expect == {name: getattr(found, name) for name in expect}
        assert (case["measure"], of_what) == (found.measure_id, found.of_what)

    @pytest.mark.parametrize("case", CHANGES, ids=lambda case: case["title"])
    def test_change(self, case):
        """Two scores give the reading, or are refused with all their faults."""
        expect = case["expect"]
        given = (case["measure"], given_score(case, "before"), given_score(case, "after"))
        if "refused" in expect:
            check_refusal(expect, refused(interpret, *given))
            return
        found = interpret(*given, case.get("condition"))
        seen = {
            "points": sorted(one.points for one in found.mcids),
            "errors": sorted(one.value for one in found.measurement_errors)
            if len(found.measurement_errors) > 1
            else [one.value for one in found.measurement_errors],
        }

        for name in expect.keys() - {"says"}:
            assert (name, expect[name]) == (name, seen.get(name, getattr(found, name, None)))
        assert [] == [part for part in expect.get("says", ()) if part not in found.text]

    def test_well_formed(self):
        """Titles are unique, each case says why, and every expectation is one that is checked."""
        titles = [case["title"] for case in CASES]

        assert len(titles) == len(set(titles))
        assert len(CASES) == len(SCORES) + len(CHANGES)
        assert [] == [case["title"] for case in CASES if not case["why"]]
        assert set() == {word for case in CASES for word in case["expect"]} - WORDS

    def test_every_measure(self):
        """Each measure is scored in one case and refuses in another."""
        measures = set(default_catalog().outcome_measures)

        assert measures == {case["measure"] for case in SCORES if "value" in case["expect"]}
        assert measures == {case["measure"] for case in SCORES if "refused" in case["expect"]}

    def test_every_size(self):
        """Between them the cases end at every size."""
        assert set(ChangeSize) == {case["expect"].get("size") for case in CHANGES} - {None}


def named_by_type(value):
    """The name of a value's type, the same in every process."""
    return type(value).__name__


class TestScore:
    """`score` beyond the shipped measures."""

    def test_keeps_what_it_is_told(self):
        """Session, day and subject are kept."""
        found = score("nprs", 6, session=3, on=date(2026, 3, 1), of_what="left knee")

        assert (3, date(2026, 3, 1), "left knee") == (found.session, found.on, found.of_what)

    def test_measure_of_ones_own(self):
        """A measure can be given itself; it need not be in a catalog."""
        assert score(measure(), 4) == Measurement(measure_id="scale", value=4)

    def test_catalog_of_ones_own(self):
        """An id is looked up in the catalog that is given."""
        own = Catalog(version="1", digest="d", load=lambda _: {"scale": measure()})

        assert score("scale", 4, catalog=own).value == 4
        with pytest.raises(UnknownIdError):
            score("nprs", 4, catalog=own)

    def test_unknown_measure(self):
        """The nearest id is named."""
        with pytest.raises(UnknownIdError, match="nprs"):
            score("npsr", 4)

    @pytest.mark.parametrize(
        "answers", ["6", b"6", None, {6}, {0: 6}, iter([6])], ids=named_by_type
    )
    def test_neither_number_nor_list(self, answers):
        """A text is not a list of digits, and what has no order is not a list of answers."""
        error = refused(score, "nprs", answers)

        assert ["answers"] == [fault.where for fault in error.faults]
        assert "expected a number or a list of numbers" in str(error)

    @pytest.mark.parametrize("answer", [float("nan"), float("inf"), 10**400, "6", [6]], ids=repr)
    def test_not_a_number(self, answer):
        """What is not a finite number is no answer."""
        assert ["answers[0]"] == [fault.where for fault in refused(score, "midas", [answer]).faults]

    def test_tuples(self):
        """Any sequence will do."""
        assert score("peg", (6, 5, 7)) == score("peg", [6, 5, 7])

    @pytest.mark.parametrize("answers", [3, 3.0, [3], [3.0]], ids=repr)
    def test_one_form(self, answers):
        """A whole score is a whole number, however it was written."""
        found = score("nprs", answers).value

        assert (3, int) == (found, type(found))

    @pytest.mark.parametrize(
        "limits, answer, says",
        [
            ({"minimum": 1}, 0, "expected a number from 1, got 0"),
            ({"maximum": 5}, 6, "expected a number up to 5, got 6"),
            ({"minimum": 1, "maximum": 5}, 6, "expected a number from 1 to 5, got 6"),
            ({}, 2.5, "expected a multiple of 1, got 2.5"),
            ({"step": 0.5, "maximum": 5}, 2.25, "expected a multiple of 0.5 up to 5, got 2.25"),
        ],
    )
    def test_limits_in_the_message(self, limits, answer, says):
        """The message names the limits that there are."""
        assert f"score of scale: answers[0]: {says}" == str(
            refused(score, measure(**limits), answer)
        )

    def test_no_limits(self):
        """Without limits any number will do."""
        assert score(measure(step=0.1), -1234.5).value == -1234.5

    def test_fewest_answers(self):
        """Where a measure needs fewer answers than it has items, some may be missing."""
        short = measure(method="mean", items=4, answers_needed=3, answer_range={"low": 0})

        assert score(short, [1, 2, None, 6]).value == 3
        assert "expected at least 3 answered, got 2" in str(
            refused(score, short, [1, None, None, 6])
        )

    def test_missing_rule_not_on_file(self):
        """Without a rule the message ends with the counts."""
        error = refused(score, measure(method="sum", items=2), [1, None])

        assert "score of scale: answers: expected at least 2 answered, got 1" == str(error)

    def test_finer_scale(self):
        """A mean on a finer scale has three decimals."""
        assert score(measure(method="mean", step=0.01), [1, 1, 2]).value == 1.333

    def test_sum_of_fractions(self):
        """Tenths add up to what they are."""
        assert score(measure(method="sum", step=0.1), [0.1] * 10).value == 1

    def test_no_free_text_in_messages(self):
        """What a score is of may name a person's body; no message shows it."""
        before = score("rom", 10, of_what="scar from 1987")
        error = refused(interpret, "rom", before, score("rom", 12, of_what="left arm"))

        assert "1987" not in str(error)
        assert "1987" not in interpret("rom", before, before).text


class TestEveryMeasure:
    """What holds for each shipped measure."""

    @each_measure
    def test_ends_of_the_scale(self, id):
        """The least of all answers gives the lowest score, the most the highest."""
        found = default_catalog().outcome_measures[id]
        low, high = found.minimum, found.maximum
        if found.method is ScoringMethod.DIARY:
            ends = (0, 1)
        elif found.answer_range is not None:
            ends = (found.answer_range.low, found.answer_range.high)
        else:
            ends = (low, high)
        many = 1 if found.method is ScoringMethod.ENTRY else found.items or 3
        seen = [None if end is None else score(id, [end] * many).value for end in ends]

        assert [low, high] == seen

    @each_measure
    def test_not_shipped_is_entered(self, id):
        """Where item texts may not be shipped, only the score is taken."""
        found = default_catalog().outcome_measures[id]

        assert found.item_text_may_be_shipped == (found.method is not ScoringMethod.ENTRY)
        assert found.item_text_may_be_shipped <= (found.license is MeasureLicense.FREE)

    @each_measure
    def test_own_rules(self, id):
        """What is our own is said, cites our conventions, and nothing else does."""
        found = default_catalog().outcome_measures[id]
        texts = f"{found.scoring} {found.missing_rule} {found.note}"

        assert bool(re.search(r"\bour own\b", texts)) == (CONVENTIONS in found.source_ids)

    @each_measure
    def test_marked_for_review(self, id):
        """What was not seen, or is a rule of ours, waits for review."""
        found = default_catalog().outcome_measures[id]
        texts = f"{found.scoring} {found.missing_rule} {found.note}".lower()
        weak = re.search("not seen|our own rule|without an identifier|secondary source", texts)

        assert bool(weak) == found.review

    @each_measure
    def test_differences_fit_the_scale(self, id):
        """No difference or error is wider than the scale; percentages are below 100."""
        found = default_catalog().outcome_measures[id]
        width = 100 if found.maximum is None else found.maximum - (found.minimum or 0)

        assert [] == [
            one for one in found.mcids if one.value >= (width if mcid_points(one, 0) else 100)
        ]
        assert [] == [one for one in found.measurement_errors if (one.value or 0) >= width]

    @each_measure
    def test_codes(self, id):
        """Codes have the form of LOINC, each part has one, and a total comes first."""
        found = default_catalog().outcome_measures[id]
        parts = [one.part for one in found.loinc]

        assert [] == [one.code for one in found.loinc if not re.fullmatch(r"\d{3,7}-\d", one.code)]
        assert len(parts) == len(set(parts))
        assert None not in parts[1:]
        assert found.loinc_code == (found.loinc[0].code if None in parts else None)

    def test_recommended_measures_fit(self):
        """What a source recommends for a condition is among the measures that fit it."""
        for condition in default_catalog().conditions.values():
            recommended = {one.outcome_measure_id for one in condition.recommended_measures}

            assert set() == recommended - set(condition.outcome_measure_ids)


class TestInterpret:
    """`interpret` beyond the shipped measures."""

    def test_names_its_sources(self):
        """It rests on the sources of the differences and errors it used, and on no others."""
        found = interpret("nprs", 6, 4, "lateral-epicondylitis")

        assert ("prtee-2025",) == found.source_ids

    def test_numbers_and_measurements(self):
        """A number reads like the score made of it."""
        assert interpret("odi", 40, 28) == interpret("odi", score("odi", 40), score("odi", 28))
        assert interpret("odi", 40, 28) == interpret("odi", score("odi", 40), 28)

    def test_answers_of_one_score_are_not_known(self):
        """Beside a bare number, a score's own answers do not choose the error."""
        found = interpret("psfs", score("psfs", [3, 4, 3]), 6)

        assert [2, 3] == [one.value for one in found.measurement_errors]

    @pytest.mark.parametrize("value", [True, "6", None, float("nan"), [6]], ids=repr)
    def test_not_a_score(self, value):
        """What is neither a number nor a measurement is no score."""
        error = refused(interpret, "nprs", value, 4)

        assert ["before"] == [fault.where for fault in error.faults]
        assert "expected a number or a Measurement" in str(error)

    def test_score_of_another_measure(self):
        """Two instruments are not compared; what else is wrong is told too."""
        error = refused(interpret, "nprs", score("peg", [6, 5, 7]), 12)

        assert ["before", "after"] == [fault.where for fault in error.faults]
        assert "expected a score of nprs, got peg" in str(error)

    def test_measurement_off_the_scale(self):
        """A measurement made by hand is checked like a number."""
        error = refused(interpret, "nprs", Measurement(measure_id="nprs", value=12), 4)

        assert "before: expected a number from 0 to 10, got 12" in str(error)

    def test_former_id(self):
        """A score that was stored under a former id is still a score of the measure."""
        renamed = measure(former_ids=["old-scale"])
        found = interpret(renamed, Measurement(measure_id="old-scale", value=6), 4)

        assert -2 == found.change

    def test_unknown_condition(self):
        """A mistyped condition is not silently a condition without differences."""
        with pytest.raises(UnknownIdError, match="lower-back-pain"):
            interpret("nprs", 6, 4, "lower-backpain")

    def test_subscale_and_whole(self):
        """Differences of a subscale are for it alone, those of the whole for all else."""
        both = measure(mcids=[mcid(3), mcid(1, subscale="pain")])
        seen = {
            part: [one.points for one in interpret(both, *scores(both, part)).mcids]
            for part in ("pain", "left knee", None)
        }

        assert {"pain": [1], "left knee": [3], None: [3]} == seen

    def test_errors_of_the_condition(self):
        """An error found in the condition is used alone, else all that are on file."""
        errors = [
            {"value": 3, "text": "Some.", "condition_ids": ["neck-pain"], "source_ids": ["a"]},
            {"value": 5, "text": "Others.", "source_ids": ["a"]},
        ]
        scale = measure(measurement_errors=errors)
        seen = {
            id: [one.value for one in interpret(scale, 9, 5, id).measurement_errors]
            for id in ("whiplash", "knee-pain", None)
        }

        assert {"whiplash": [3], "knee-pain": [3, 5], None: [3, 5]} == seen

    def test_referral_where_higher_is_better(self):
        """On a scale where higher is better, a low score calls for a referral."""
        scale = measure(higher_is="better", refer_from=10)

        assert [True, True, False] == [scale.calls_for_referral(value) for value in (9, 10, 11)]
        assert interpret(scale, 20, 9).refer

    def test_no_referral_on_file(self):
        """Most measures have no such score."""
        assert not measure().calls_for_referral(10**6)

    def test_numbers_of_other_libraries(self):
        """A number of a subclass, as other libraries have them, reads like a plain one."""

        class Number(float):
            def __abs__(self) -> "Number":
                return Number(float(self).__abs__())

            def __round__(self, places: int) -> "Number":
                return Number(round(float(self), places))

            def __sub__(self, other: float) -> "Number":
                return Number(float(self) - float(other))

            def __gt__(self, other: float) -> Any:
                return int(float(self) > other)  # truth that is not True

        assert interpret("nprs", 6, 4) == interpret("nprs", Number(6), Number(4))

    def test_prints_itself(self):
        """Like every answer of a verb it can be printed."""
        assert "NPRS: down 2 points, better." in str(interpret("nprs", 6, 4, "lower-back-pain"))


def scores(of: OutcomeMeasure, part: str | None) -> tuple[Measurement, Measurement]:
    """Two scores of a part of a measure."""
    return score(of, 6, of_what=part), score(of, 4, of_what=part)


class TestModel:
    """What the classes refuse between their fields."""

    @pytest.mark.parametrize(
        "fields, says",
        [
            ({"minimum": 5, "maximum": 5}, "maximum: expected more than minimum (5), got 5"),
            (
                {"items": 2, "item_labels": ["one"], "item_text_may_be_shipped": True},
                "item_labels: expected one for each of the 2 items",
            ),
            (
                {"items": 1, "item_labels": ["one"]},
                "item_labels: expected none where item texts may not be shipped",
            ),
            ({"items": 2, "answers_needed": 3}, "answers_needed: expected at most 2"),
        ],
    )
    def test_measure(self, fields, says):
        """A measure that contradicts itself is refused."""
        with pytest.raises(ValueError, match=re.escape(says)):
            measure(**fields)

    def test_more_answers_than_there_were(self):
        """No score is made of more answers than it could have been made of."""
        error = refused(Measurement, measure_id="peg", value=4, answered=4, of=3)

        assert "answered: expected at most 3, got 4" in str(error)

    def test_chance_is_never_a_difference(self):
        """A reading that contradicts its own measurement error cannot be built."""
        found = interpret("lefs", 40, 45)
        plain = {name: getattr(found, name) for name in ("measure_id", "before", "after", "change")}
        error = refused(
            Interpretation,
            **plain,
            direction="better",
            size="reaches-mcid",
            beyond_error=False,
            text="T.",
        )

        assert "size: expected within-error, got reaches-mcid" in str(error)

    def test_percent_of_baseline(self):
        """A percentage is taken of the score before, below zero too; of nothing it is nothing."""
        third = Mcid(value=30, unit="percent-of-baseline", population="P.", source_ids=["a"])

        assert [1.8, 1.8, 0] == [mcid_points(third, before) for before in (6, -6, 0)]

    def test_error_without_a_number(self):
        """An error that depends on more than a number is kept in words."""
        assert MeasurementError(text="It depends.", source_ids=["a"]).value is None
