"""The command line, where a door has options of its own: `--format fhir`, `--register`."""

import json

import pytest

from medmassage.__main__ import main
from medmassage.disclaimers import verify_disclaimers
from medmassage.export import fhir
from medmassage.model.intake import Complaint, Intake
from medmassage.planning import outline_plan
from medmassage.screening import no_to_rest

NECK = no_to_rest(Intake(complaints=[Complaint("neck-pain")]))
STOPPED = Intake(complaints=[Complaint("neck-pain")], present=["pe-symptoms"])
ANSWERS = {
    "ready": (outline_plan(NECK), ["--no-to-rest"]),
    "provisional": (outline_plan(Intake(complaints=["neck-pain"])), []),
    "withheld": (outline_plan(STOPPED), ["--present", "pe-symptoms"]),
}


def refused(words, capsys):
    """What is said when the options are wrong; nothing is written."""
    with pytest.raises(SystemExit) as caught:
        main(words)
    printed = capsys.readouterr()

    assert (2, "") == (caught.value.code, printed.out)
    return printed.err.splitlines()[-1]


class TestFhir:
    """`--format fhir --subject REF`."""

    @pytest.mark.parametrize("name", ANSWERS)
    @pytest.mark.parametrize("version", [None, "R4", "R5"])
    def test_a_bundle(self, name, version, capsys):
        """Whatever the answer is, it is printed as the FHIR door writes it; R4 is the default."""
        answer, options = ANSWERS[name]
        options = [*options, *(["--fhir-version", version] if version else [])]
        words = ["plan", "neck-pain", "--format", "fhir", "--subject", "Patient/x", *options]

        assert 0 == main(words)
        printed = capsys.readouterr().out
        expected = fhir.bundle(answer, subject="Patient/x", version=version or "R4")
        assert expected == json.loads(printed)
        assert () == verify_disclaimers(printed, answer)

    def test_no_subject(self, capsys):
        """A plan is about somebody; a bundle of nobody is not written."""
        told = refused(["plan", "neck-pain", "--format", "fhir"], capsys)

        assert told.endswith("--format fhir needs --subject, the patient it is about, as Patient/x")

    def test_a_subject_that_is_none(self, capsys):
        """A name is not a reference, and it is not repeated."""
        words = ["plan", "neck-pain", "--format", "fhir", "--subject", "Ann Sample"]

        assert 1 == main(words)
        told = capsys.readouterr().err
        assert "expected a reference to a patient" in told
        assert "Ann" not in told

    @pytest.mark.parametrize(
        "options", [["--subject", "Patient/x"], ["--fhir-version", "R5", "--format", "json"]]
    )
    def test_only_fhir_has_subjects(self, options, capsys):
        """A wish that would be ignored is refused."""
        told = refused(["plan", "neck-pain", *options], capsys)

        assert f"{options[0]} needs --format fhir" in told

    @pytest.mark.parametrize("command", ["screen", "match"])
    def test_only_plans_have_bundles(self, command, capsys):
        """There is no bundle of a screening."""
        assert "invalid choice: 'fhir'" in refused([command, "a", "--format", "fhir"], capsys)


class TestRegister:
    """`--register`."""

    @pytest.mark.parametrize("command", ["plan", "show"])
    def test_only_html_has_registers(self, command, capsys):
        """A wish that would be ignored is refused."""
        told = refused([command, "neck-pain", "--register", "patient"], capsys)

        assert told.endswith("--register needs --format html; the format is markdown")
