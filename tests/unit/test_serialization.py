"""Documents: what is read, what is refused, and what the refusal says."""

import copy
import json
from datetime import date
from types import MappingProxyType
from typing import ClassVar

import pytest

from medmassage.errors import DataError, MedMassageError
from medmassage.model.condition import Condition
from medmassage.model.evidence import Citation, Span
from medmassage.model.fields import Model
from medmassage.model.intake import Clearance, Complaint, Finding, Intake
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.safety import Disclaimer, Limit
from medmassage.model.screening import Screening
from medmassage.model.session import Session
from medmassage.model.technique import PressureRange
from medmassage.serialization import FORMAT, dumps, from_dict, loads, read_json, to_dict
from medmassage.vocabulary import DisclaimerId, Region, Side, Stage, Vocabulary
from model_strategies import CLASSES, named

BACK = {"condition_id": "lower-back-pain"}

VALID = {
    "smallest": (Intake, {"complaints": ["a"]}, Intake(complaints=["a"])),
    "type and format": (
        Finding,
        {"type": "Finding", "format": "1.0", "question_id": "burn"},
        Finding("burn"),
    ),
    "later format": (Finding, {"format": "1.7", "question_id": "burn"}, Finding("burn")),
    "words": (
        Complaint,
        {**BACK, "stage": "chronic", "side": "left", "regions": ["flank", "back"]},
        Complaint(
            "lower-back-pain",
            stage=Stage.CHRONIC,
            side=Side.LEFT,
            regions=[Region.FLANK, Region.BACK],
        ),
    ),
    "no pain is not unknown pain": (
        Complaint,
        {**BACK, "pain": 0},
        Complaint("lower-back-pain", pain=0),
    ),
    "worst pain": (Complaint, {**BACK, "pain": 10}, Complaint("lower-back-pain", pain=10)),
    "null is unknown": (
        Complaint,
        {**BACK, "pain": None, "stage": None, "side": None},
        Complaint("lower-back-pain"),
    ),
    "text for an object with one required field": (
        Intake,
        {"complaints": ["a", {"condition_id": "b"}], "present": ["burn"], "clearances": ["fever"]},
        Intake(
            complaints=[Complaint("a"), Complaint("b")],
            present=[Finding("burn")],
            clearances=[Clearance("fever")],
        ),
    ),
    "ids are sorted and kept once": (
        Intake,
        {"complaints": ["a"], "absent": ["c", "b", "c"]},
        Intake(complaints=["a"], absent=["b", "c"]),
    ),
    "complaints keep their order": (
        Intake,
        {"complaints": ["b", "a"]},
        Intake(complaints=["b", "a"]),
    ),
    "date": (
        Clearance,
        {"rule_id": "a", "expires": "2028-02-29"},
        Clearance("a", expires=date(2028, 2, 29)),
    ),
    "one end open": (Span, {"low": 2}, Span(2, None)),
    "a whole number where a number is expected": (Span, {"low": 2, "high": 2.5}, Span(2, 2.5)),
    "huge id": (Finding, {"question_id": "x" * 100_000}, Finding("x" * 100_000)),
    "any language": (
        Clearance,
        {"rule_id": "a", "reason": "Größe, 痛, 💆, e\u0301, \u202e, \u0000"},
        Clearance("a", reason="Größe, 痛, 💆, e\u0301, \u202e, \u0000"),
    ),
    "composed and decomposed letters stay two texts": (
        Clearance,
        {"rule_id": "a", "reason": "\u00e9"},
        Clearance("a", reason="\u00e9"),
    ),
    "an enum's own words": (
        Disclaimer,
        {
            "id": "emergencies",
            "version": "1",
            "language": "en-US",
            "text": "Call.",
            "appears_in": ["withheld", "plan"],
            "source_ids": ["a"],
        },
        Disclaimer(
            id=DisclaimerId.EMERGENCIES,
            version="1",
            language="en-US",
            text="Call.",
            appears_in=["plan", "withheld"],
            source_ids=["a"],
        ),
    ),
    "any mapping": (Finding, MappingProxyType({"question_id": "burn"}), Finding("burn")),
}

NOT_AN_ID = "expected an id of lower-case letters, digits and hyphens, got "
SEARCH = "; Catalog.search finds ids by name"
PAIN = "pain: expected a whole number"

# name: (class, data, where and what each fault says - all of it, or what is essential in it)
INVALID = {
    "nothing": (Intake, {}, ["complaints: required and missing"]),
    "several missing": (
        Disclaimer,
        {"version": "1", "text": "x"},
        [
            "id: required and missing",
            "language: required and missing",
            "appears_in: required and missing",
            "source_ids: required and missing",
        ],
    ),
    "null where something is required": (
        Intake,
        {"complaints": None},
        ["complaints: expected a list, got None"],
    ),
    "no complaint": (
        Intake,
        {"complaints": []},
        ["complaints: expected at least one complaint, got none"],
    ),
    "bare string for a list": (
        Intake,
        {"complaints": "lower-back-pain"},
        ["complaints: expected a list, got 'lower-back-pain'"],
    ),
    "bare string for a list of ids": (
        Intake,
        {"complaints": ["a"], "absent": "fever"},
        ["absent: expected a list, got 'fever'"],
    ),
    "dict for a list": (
        Intake,
        {"complaints": {"condition_id": "a"}},
        ["complaints: expected a list, got a dict"],
    ),
    "set for a list": (
        Intake,
        {"complaints": ["a"], "absent": {"b"}},
        ["absent: expected a list, got a set"],
    ),
    "number for an object": (
        Intake,
        {"complaints": ["a", 7]},
        ["complaints[1]: expected a Complaint object, got 7"],
    ),
    "list for an object": (
        Intake,
        {"complaints": [["a"]]},
        ["complaints[0]: expected a Complaint object, got a list"],
    ),
    "text for an object with several required fields": (
        Condition,
        {
            "id": "a",
            "name": "A",
            "plain_name": "A",
            "description": "A.",
            "therapist_role": "comfort and relaxation",
            "aliases": "ache",
        },
        ["aliases: expected a Aliases object, got 'ache'"],
    ),
    "pain 11": (Complaint, {**BACK, "pain": 11}, [PAIN + " of pain from 0 to 10, got 11"]),
    "pain -1": (Complaint, {**BACK, "pain": -1}, [PAIN + " of pain from 0 to 10, got -1"]),
    "text for a number": (Complaint, {**BACK, "pain": "3"}, [PAIN + ", got '3'"]),
    "3.0 for 3": (Complaint, {**BACK, "pain": 3.0}, [PAIN + ", got 3.0"]),
    "6.7 for 6": (Complaint, {**BACK, "pain": 6.7}, [PAIN + ", got 6.7"]),
    "true for 1": (Complaint, {**BACK, "pain": True}, [PAIN + ", got True"]),
    "not a number": (Complaint, {**BACK, "pain": float("nan")}, [PAIN + ", got nan"]),
    "true for a number": (Span, {"low": True}, ["low: expected a finite number, got True"]),
    "text for a decimal": (Span, {"low": "2"}, ["low: expected a finite number, got '2'"]),
    "NaN": (Span, {"low": float("nan")}, ["low: expected a finite number, got nan"]),
    "infinity": (Span, {"high": float("-inf")}, ["high: expected a finite number, got -inf"]),
    "1 for true": (
        Screening,
        {
            "decision": "refer",
            "catalog_version": "1",
            "catalog_digest": "a",
            "fired": [
                {
                    "rule_id": "a",
                    "name": "A",
                    "action": "refer",
                    "decides_whole_session": 1,
                    "why": "B",
                }
            ],
        },
        ["fired[0].decides_whole_session: expected true or false, got 1"],
    ),
    "text for false": (
        Limit,
        {"reported": "false"},
        ["reported: expected true or false, got 'false'"],
    ),
    "number for text": (Clearance, {"rule_id": "a", "reason": 5}, ["reason: expected text, got 5"]),
    "number for an id": (Finding, {"question_id": 5}, ["question_id: expected text, got 5"]),
    "blank text": (
        Clearance,
        {"rule_id": "a", "reason": " \u3000\n"},
        ["reason: expected text, got none"],
    ),
    "empty id": (Finding, {"question_id": ""}, ["question_id: " + NOT_AN_ID + "''"]),
    "spaces in an id": (
        Finding,
        {"question_id": "Open Wound"},
        ["question_id: " + NOT_AN_ID + f"'Open Wound' (perhaps 'open-wound'{SEARCH})"],
    ),
    "hyphen at an end": (Finding, {"question_id": "-a"}, ["question_id: " + NOT_AN_ID + "'-a'"]),
    "letters that look alike": (
        Finding,
        {"question_id": "f\u0435ver"},  # a Cyrillic letter
        ["question_id: " + NOT_AN_ID + "'f\u0435ver'"],
    ),
    "digits of another script": (
        Finding,
        {"question_id": "a\u0663"},
        ["question_id: " + NOT_AN_ID + "'a\u0663'"],
    ),
    "huge text where an id is expected": (
        Finding,
        {"question_id": "Long " * 1000},
        ["question_id: " + NOT_AN_ID + "a text of 5000 characters"],
    ),
    "mistyped word": (
        Complaint,
        {**BACK, "stage": "cronic"},
        ["stage: 'cronic' is not a Stage; did you mean 'chronic'?"],
    ),
    "word in capitals": (
        Complaint,
        {**BACK, "side": "LEFT"},
        ["side: 'LEFT' is not a Side; did you mean 'left'?"],
    ),
    "word that is near to none": (
        Complaint,
        {**BACK, "side": "center"},
        ["side: 'center' is not a Side; expected one of left, right, both, midline"],
    ),
    "number for a word": (
        Complaint,
        {**BACK, "side": 1},
        ["side: 1 is not a Side; expected one of left, right, both, midline"],
    ),
    "unknown region": (
        Complaint,
        {**BACK, "regions": ["lower-back", "lowerback"]},
        ["regions[1]: 'lowerback' is not a Region; did you mean 'lower-back'"],
    ),
    "list of the wrong things": (
        Complaint,
        {**BACK, "regions": ["neck", None, 4]},
        [
            "regions[1]: None is not a Region",
            "regions[2]: 4 is not a Region",
        ],
    ),
    "unknown key": (
        Complaint,
        {**BACK, "pian": 3},
        ["unknown key 'pian'; did you mean 'pain'?"],
    ),
    "unknown key far below": (
        Intake,
        {"complaints": ["a", {"condition_id": "b", "sid": "left"}]},
        ["complaints[1]: unknown key 'sid'; did you mean 'side'?"],
    ),
    "key that is no text": (Finding, {"question_id": "a", 3: 4}, ["unknown key 3"]),
    "type and format inside": (
        Intake,
        {"complaints": [{"type": "Complaint", "format": "1.0", "condition_id": "a"}]},
        ["complaints[0]: unknown key 'type'", "complaints[0]: unknown key 'format'"],
    ),
    "date with a time": (
        Clearance,
        {"rule_id": "a", "expires": "2026-12-31T00:00:00"},
        ["expires: expected a date such as 2026-12-31, got '2026-12-31T00:00:00'"],
    ),
    "date that does not exist": (
        Clearance,
        {"rule_id": "a", "expires": "2027-02-29"},
        ["expires: expected a date such as 2026-12-31, got '2027-02-29'"],
    ),
    "date without hyphens": (
        Clearance,
        {"rule_id": "a", "expires": "20261231"},
        ["expires: expected a date such as 2026-12-31, got '20261231'"],
    ),
    "week of a year": (
        Clearance,
        {"rule_id": "a", "expires": "2026-W01-1"},
        ["expires: expected a date such as 2026-12-31, got '2026-W01-1'"],
    ),
    "number for a date": (
        Clearance,
        {"rule_id": "a", "expires": 20261231},
        ["expires: expected a date such as 2026-12-31, got 20261231"],
    ),
    "rule between fields": (
        Clearance,
        {"rule_id": "a", "by": "therapist"},
        ["reason: expected a reason, because the therapist lifted the rule"],
    ),
    "rule between fields far below": (
        Intake,
        {
            "complaints": ["a"],
            "clearances": ["a", {"rule_id": "b", "limits": [{"reported": False}]}],
        },
        ["clearances[1].limits[0].regions: expected regions, or reported: true, and not both"],
    ),
    "range upside down": (
        Span,
        {"low": 3, "high": 2},
        ["high: expected at least low (3), got 2"],
    ),
    "pressure upside down": (
        PressureRange,
        {"low": "deep", "high": "light"},
        ["high: expected at least deep, got light"],
    ),
    "minutes that do not add up": (
        Session,
        {"number": 1, "week": 1, "minutes": 30, "talk_before": 5, "talk_after": 5, "steps": []},
        ["minutes: expected talk and steps to add up to 30, got 5 + 0 + 5"],
    ),
    "place in a list as it stands in the document": (
        Intake,
        {"complaints": ["a"], "absent": ["z", "z", "Bad Id"]},
        ["absent[2]: " + NOT_AN_ID + f"'Bad Id' (perhaps 'bad-id'{SEARCH})"],
    ),
    "several at once": (
        Intake,
        {
            "complaints": [
                {"condition_id": "a", "pain": "3", "side": "lfet", "regions": ["nek", "foot"]},
                7,
                {"condition_id": "A B", "pain": 11},
            ],
            "present": [{"regions": []}],
            "absent": "fever",
            "age_years": 131,
            "allergys": [],
        },
        [
            "complaints[0].pain: expected a whole number, got '3'",
            "complaints[0].regions[0]: 'nek' is not a Region; did you mean 'neck'?",
            "complaints[0].side: 'lfet' is not a Side; did you mean 'left'?",
            "complaints[1]: expected a Complaint object, got 7",
            "complaints[2].condition_id: " + NOT_AN_ID + f"'A B' (perhaps 'a-b'{SEARCH})",
            "complaints[2].pain: expected a whole number of pain from 0 to 10, got 11",
            "present[0].question_id: required and missing",
            "absent: expected a list, got 'fever'",
            "age_years: expected a whole number of years from 0 to 130, got 131",
            "unknown key 'allergys'; did you mean 'allergies'?",
        ],
    ),
    "wrong type": (
        Finding,
        {"type": "Complaint", "question_id": "a"},
        ["type: expected Finding, got 'Complaint'"],
    ),
    "type in small letters": (
        Finding,
        {"type": "finding", "question_id": "a"},
        ["type: expected Finding, got 'finding'"],
    ),
    "type that is no text": (
        Finding,
        {"type": 1, "question_id": "a"},
        ["type: expected Finding, got 1"],
    ),
    "type null": (
        Finding,
        {"type": None, "question_id": "a"},
        ["type: expected Finding, got None"],
    ),
    "later major format": (
        Finding,
        {"format": "2.0", "question_id": "a"},
        ["format: expected", "got '2.0'"],
    ),
    "no format at all": (
        Finding,
        {"format": "", "question_id": "a"},
        ["format: expected", "got ''"],
    ),
    "format null": (
        Finding,
        {"format": None, "question_id": "a"},
        ["format: expected", "got None"],
    ),
    "format that only begins well": (
        Finding,
        {"format": "1.banana", "question_id": "a"},
        ["format: expected", "got '1.banana'"],
    ),
    "format as a number": (
        Finding,
        {"format": 1.0, "question_id": "a"},
        ["format: expected '1.0', got 1.0"],  # not: expected 1.0, got 1.0
    ),
    "union without a type": (
        TreatmentPlan | Withheld,
        {},
        ["type: expected TreatmentPlan or Withheld, got None"],
    ),
    "union with another type": (
        TreatmentPlan | Withheld,
        {"type": "Intake", "complaints": ["a"]},
        ["type: expected TreatmentPlan or Withheld, got 'Intake'"],
    ),
    "text for an intake": (
        Intake,
        "lower-back-pain",
        ["expected an object, got 'lower-back-pain'"],
    ),
    "list for an object at the top": (Intake, [], ["expected an object, got a list"]),
    "nothing at the top": (Intake, None, ["expected an object, got None"]),
    "huge number": (
        Complaint,
        {**BACK, "pain": 10**5000},
        [PAIN],
    ),
    "number too large for a decimal": (Span, {"low": 10**400}, ["low: expected a finite number"]),
    "half of a letter pair": (
        Clearance,
        {"rule_id": "a", "reason": "\ud800"},  # no file can hold it
        ["reason: expected"],
    ),
}

REFUSED = [(cls, data) for cls, data, _ in INVALID.values()]


class TestFromDict:
    """Plain data to objects."""

    @pytest.mark.parametrize("cls, data, expected", VALID.values(), ids=VALID)
    def test_valid(self, cls, data, expected):
        """What is read, and as what."""
        assert expected == from_dict(cls, data)

    @pytest.mark.parametrize("cls, data, says", INVALID.values(), ids=INVALID)
    def test_invalid(self, cls, data, says):
        """What is refused: each fault with its path, the value seen and what was expected."""
        with pytest.raises(DataError) as caught:
            from_dict(cls, data)

        assert [] == [part for part in says if part not in str(caught.value)]

    @pytest.mark.parametrize("cls, data, says", INVALID.values(), ids=INVALID)
    def test_no_fault_too_many(self, cls, data, says):
        """A fault is told once, and what is right is not complained of."""
        with pytest.raises(DataError) as caught:
            from_dict(cls, data)
        starts = [part for part in says if not part.startswith("got ")]

        assert len(starts) == len(caught.value.faults)

    @pytest.mark.parametrize("cls, data", REFUSED, ids=INVALID)
    def test_message_is_short(self, cls, data):
        """No line of a message repeats a long value."""
        with pytest.raises(DataError) as caught:
            from_dict(cls, data)

        assert max(map(len, str(caught.value).splitlines())) < 300

    @pytest.mark.parametrize("cls, data", REFUSED, ids=INVALID)
    def test_argument_is_left_alone(self, cls, data):
        """Refused data is as it was."""
        before = copy.deepcopy(data)
        with pytest.raises(DataError):
            from_dict(cls, data)

        assert before == data

    def test_heading_is_the_class(self):
        """The message begins with the class that the document says it is."""
        with pytest.raises(DataError, match=r"^Withheld: \d faults\n") as caught:
            from_dict(TreatmentPlan | Withheld, {"type": "Withheld"})

        assert "Withheld" == caught.value.where

    def test_contradiction_hides_no_other_fault(self):
        """A yes and a no to one question are reported beside what else is wrong."""
        data = {"complaints": ["a"], "present": ["x"], "absent": ["x"], "assumed": ["stray"]}
        with pytest.raises(ValueError, match="x") as caught:
            from_dict(Intake, data)

        assert isinstance(caught.value, MedMassageError)
        assert "stray" in str(caught.value)

    def test_contradiction_has_its_path(self):
        """In a document that holds an intake, the contradiction says where it is."""
        data = {
            "type": "Withheld",
            "intake": {"complaints": ["a"], "present": ["x"], "absent": ["x"]},
        }
        with pytest.raises(MedMassageError) as caught:
            from_dict(Withheld, data)

        assert "intake" in str(caught.value)
        assert "action: required and missing" in str(caught.value)

    @pytest.mark.parametrize("cls", ["Intake", int, dict, None, Model, Vocabulary, Side])
    def test_other_classes(self, cls):
        """A class that is none of ours is refused in a sentence."""
        with pytest.raises((TypeError, DataError), match="expected"):
            from_dict(cls, {"complaints": ["a"]})


class TestUnknownKeys:
    """Documents of a later version may have more keys."""

    DATA: ClassVar = {"complaints": [{"condition_id": "a", "mood": "fine"}], "weather": "rain"}

    def test_refused(self):
        """By default every one is reported."""
        with pytest.raises(DataError) as caught:
            from_dict(Intake, self.DATA)

        assert ["complaints[0]", ""] == [fault.where for fault in caught.value.faults]

    def test_ignored(self):
        """On request they are dropped, at every depth."""
        expected = Intake(complaints=["a"])

        assert expected == from_dict(Intake, self.DATA, unknown_keys="ignore")
        assert expected == loads(Intake, json.dumps(self.DATA), unknown_keys="ignore")

    def test_nothing_else_is_ignored(self):
        """Known keys are as strict as ever."""
        with pytest.raises(DataError, match="pain"):
            from_dict(Complaint, {"condition_id": "a", "pain": 11, "x": 1}, unknown_keys="ignore")

    @pytest.mark.parametrize("wish", ["drop", "", None, True])
    def test_other_wishes(self, wish):
        """There are two ways."""
        with pytest.raises(DataError, match="unknown_keys: expected 'refuse' or 'ignore', got"):
            from_dict(Intake, {"complaints": ["a"]}, unknown_keys=wish)


INTAKE = '{"complaints": [{"condition_id": "a", "pain": %s}]}'

# name: (text, what the message says)
NOT_JSON = {
    "empty": ("", ["not JSON", "line 1, column 1"]),
    "words": ("lower back pain", ["not JSON", "line 1, column 1"]),
    "cut off": ('{"complaints": ["a"', ["not JSON", "line 1"]),
    "comma too many": ('{"complaints": ["a",]}', ["not JSON", "line 1, column"]),
    "single quotes": ("{'complaints': ['a']}", ["not JSON", "line 1, column 2"]),
    "comment": ('{"complaints": ["a"]} // the back', ["not JSON", "line 1"]),
    "on a later line": ('{\n "complaints": [,]}', ["not JSON", "line 2, column"]),
    "two documents": ('{"complaints": ["a"]}\n{"complaints": ["a"]}', ["not JSON", "line 2"]),
    "NaN": (INTAKE % "NaN", ["NaN is not JSON"]),
    "Infinity": (INTAKE % "Infinity", ["Infinity is not JSON"]),
    "minus Infinity": (INTAKE % "-Infinity", ["-Infinity is not JSON"]),
    "key twice": (
        '{"complaints": ["a"], "absent": ["x"], "absent": []}',
        ["the same key twice: 'absent'"],
    ),
    "keys twice": (
        '{"absent": ["x"], "absent": [], "complaints": ["a"], "complaints": ["b"]}',
        ["the same key twice: 'absent', 'complaints'"],
    ),
    "key twice with the same value": (
        '{"absent": [], "absent": []}',
        ["the same key twice: 'absent'"],
    ),
    "control character in a text": ('{"complaints": ["a\n"]}', ["not JSON", "line 1"]),
    "deep nesting": ("[" * 100_000 + "]" * 100_000, ["not JSON", "nested"]),
    "deep nesting of objects": ('{"a":' * 100_000, ["not JSON", "nested"]),
    "number of 5000 digits": (INTAKE % ("9" * 5000), ["number"]),
    "number beyond all decimals": ('{"low": 1e999}', ["finite number"]),
    "bytes that are not UTF-8": ('{"complaints": ["größe"]}'.encode("latin-1"), ["UTF-8"]),
    "UTF-16": ('{"complaints": ["a"]}'.encode("utf-16"), ["UTF-8"]),
    "UTF-32": ('{"complaints": ["a"]}'.encode("utf-32-le"), ["not JSON"]),
    "no bytes": (b"", ["not JSON"]),
    "noise": (bytes(range(256)), ["JSON"]),
}


class TestLoads:
    """JSON to objects."""

    @pytest.mark.parametrize("cls, data, expected", VALID.values(), ids=VALID)
    def test_valid(self, cls, data, expected):
        """What can be read from a dict can be read from JSON: text, bytes, escaped or not."""
        text, escaped = (json.dumps(dict(data), ensure_ascii=escape) for escape in (False, True))

        assert [expected] * 4 == [
            loads(cls, text),
            loads(cls, escaped),
            loads(cls, text.encode()),
            loads(cls, bytearray(text.encode())),
        ]

    @pytest.mark.parametrize("text, says", NOT_JSON.values(), ids=NOT_JSON)
    def test_not_json(self, text, says):
        """What is not strict JSON is refused, with the place or the reason."""
        cls = Span if "low" in str(text) else Intake
        with pytest.raises(DataError) as caught:
            loads(cls, text)

        assert [] == [part for part in says if part not in str(caught.value)]
        assert len(str(caught.value)) < 300

    @pytest.mark.parametrize(
        "text",
        [
            '{"complaints": ["a", {"condition_id": "b", "pain": 1, "pain": 2}]}',
            '{"complaints": ["a", {"condition_id": "b", "pain": NaN}]}',
        ],
        ids=["key twice", "NaN"],
    )
    def test_place_of_what_is_not_strict(self, text):
        """The message leads to the spot, by path or by line, also far down in a document."""
        with pytest.raises(DataError, match=r"complaints\[1\]|line 1"):
            loads(Intake, text)

    def test_byte_order_mark(self):
        """Bytes as Windows editors save them are read."""
        expected = Intake(complaints=["a"])

        assert expected == loads(Intake, '{"complaints": ["a"]}'.encode("utf-8-sig"))

    @pytest.mark.parametrize("text", ['"a"', "3", "null", "true", "[]"])
    def test_json_that_is_no_object(self, text):
        """Any other JSON value is not a document."""
        with pytest.raises(DataError, match="Intake: expected an object, got"):
            loads(Intake, text)

    def test_private_text_is_not_repeated(self):
        """A message shows ids and words, never the text of a reason."""
        private = "Zyprexa since the winter"
        data = {"rule_id": "A B", "by": "therapst", "expires": 3, "reason": private, private * 9: 1}
        with pytest.raises(DataError) as caught:
            loads(Clearance, json.dumps(data))

        assert private not in str(caught.value)


class TestReadJson:
    """The reader that documents and data folders share."""

    def test_reads_any_json(self):
        """It gives what the standard library gives."""
        text = '{"a": [1, 2.5, -3e2, "x", null, true, {}]}'

        assert json.loads(text) == read_json(text, "here")

    def test_names_the_document(self):
        """The message begins with the name it was given."""
        with pytest.raises(DataError, match=r"^conditions\.json: line 1, column 2: not JSON"):
            read_json("{", "conditions.json")


class TestToDict:
    """Objects to plain data."""

    def test_example(self):
        """All fields are written, also those at their default."""
        assert {
            "type": "Complaint",
            "format": FORMAT,
            "condition_id": "neck-pain",
            "stage": "acute",
            "pain": None,
            "regions": ["back-of-neck", "neck"],
            "side": None,
            "impairment_ids": [],
        } == to_dict(Complaint("neck-pain", stage="acute", regions=["back-of-neck", "neck"]))

    def test_no_word_is_left_as_a_member_of_its_list(self):
        """A word is plain text in the result: it prints, pickles and compares like JSON."""
        plain = to_dict(Complaint("neck-pain", stage="acute", side="left", regions=["neck"]))

        assert [str] * 3 == [type(plain["stage"]), type(plain["side"]), type(plain["regions"][0])]

    def test_reads_its_own_output(self):
        """What `to_dict` gives, `from_dict` takes, without JSON in between."""
        one = Complaint("neck-pain", stage="acute", side="left", regions=["neck"])

        assert one == from_dict(Complaint, to_dict(one))

    def test_inner_objects_do_not_repeat_type_and_format(self):
        """Only the outermost object says what it is."""
        plain = to_dict(Intake(complaints=["a"]))

        assert ("Intake", "1.0") == (plain["type"], plain["format"])
        assert {"type", "format"}.isdisjoint(plain["complaints"][0])

    def test_result_is_the_callers(self):
        """Changing the dict does not change the object or the next dict."""
        one = Intake(complaints=["a"], absent=["b"])
        to_dict(one)["absent"].append("c")

        assert ["b"] == to_dict(one)["absent"]

    @pytest.mark.parametrize(
        "value", [None, 3, "text", [], {}, {"a": 1}, [Finding("a")], Finding, Side.LEFT], ids=repr
    )
    @pytest.mark.parametrize("write", [to_dict, dumps])
    def test_other_values(self, write, value):
        """What is no object of this library is refused in a sentence."""
        with pytest.raises((TypeError, DataError), match="expected"):
            write(value)


class TestDumps:
    """Objects to JSON."""

    def test_one_line(self):
        """Without indent it is one line, and keeps letters as they are."""
        assert (
            '{"type": "Clearance", "format": "1.0", "rule_id": "a", "by": "therapist", '
            '"reason": "Größe 💆", "limits": [], "expires": "2026-01-02"}'
        ) == dumps(Clearance("a", by="therapist", reason="Größe 💆", expires=date(2026, 1, 2)))

    def test_line_breaks_in_texts_stay_on_the_line(self):
        """One object is one line of a JSON Lines file."""
        assert 1 == len(dumps(Clearance("a", reason="one\ntwo\r\n")).split("\n"))

    def test_indent(self):
        """With indent it is one field a line."""
        assert dumps(Citation("a"), indent=2).startswith('{\n  "type": "Citation",\n')

    @pytest.mark.parametrize("cls", CLASSES, ids=named)
    def test_type_is_the_class_name(self, cls):
        """No two classes share the name that documents carry."""
        assert [cls] == [one for one in CLASSES if one.__name__ == cls.__name__]


class Id(str):
    """Text of a class of its own, as some libraries give it."""

    __slots__ = ()


class Score(int):
    """A number of a class of its own."""


class Weeks(float):
    """A decimal of a class of its own."""


class TestSubclasses:
    """Values of subclasses of text and numbers are kept as plain ones, or refused."""

    @pytest.mark.parametrize(
        "make, name, plain",
        [
            (lambda: Finding(Id("burn")), "question_id", str),
            (lambda: Finding(Region.NECK), "question_id", str),
            (lambda: Clearance("a", reason=Id("b")), "reason", str),
            (lambda: Clearance("a", reason=Region.NECK), "reason", str),
            (lambda: Complaint("a", pain=Score(3)), "pain", int),
            (lambda: Span(Weeks(3.5)), "low", float),
        ],
    )
    def test_scalars(self, make, name, plain):
        """An object that was accepted holds, and writes, the plain type."""
        try:
            one = make()
        except MedMassageError:
            return

        assert plain is type(getattr(one, name))
        assert plain is type(to_dict(one)[name])

    @pytest.mark.parametrize("ids", [[Id("b"), Id("a")], [Region.NECK, Region.FOOT]])
    def test_collections(self, ids):
        """So does each id of a list."""
        try:
            one = Intake(complaints=["x"], absent=ids)
        except MedMassageError:
            return

        assert [str, str] == [type(id) for id in to_dict(one)["absent"]]
