"""What the first answer of a fresh process loads: exact sets, no times."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import medmassage
from medmassage.catalog import reading

SCRIPT = """
import sys
import medmassage as mm
from medmassage import catalog
read, original = [], catalog.shipped_bytes
def noting(name):
    read.append(name)
    return original(name)
catalog.shipped_bytes = noting
{action}
ours = sorted(name[11:] for name in sys.modules if name.startswith("medmassage."))
heavy = sorted(set(sys.modules) & {heavy})
print(*sorted(read), "|", *ours, "|", *heavy)
"""
HEAVY = {
    *("attr", "attrs", "cattrs", "dataclasses", "difflib", "hypothesis", "importlib_resources"),
    *("inspect", "pathlib", "threading"),
}
"""What takes longer to load than the answer is worth."""
TO_START = {
    *("catalog", "catalog.blocks", "catalog.index", "catalog.kinds", "catalog.reading"),
    *("errors", "model", "model.fields", "model.making", "model.words", "vocabulary"),
    *("vocabulary.base", "vocabulary.body", "vocabulary.care", "vocabulary.evidence"),
    "vocabulary.safety",
}
"""The modules behind `default_catalog`."""
TO_SCREEN = TO_START | {
    *("admission", "answers", "asking", "firing", "rules", "screening"),
    *("model.anatomy", "model.condition", "model.evidence", "model.intake", "model.safety"),
    *("model.screening", "model.technique"),
}
TO_MATCH = TO_SCREEN | {
    *("changes", "grading", "ground", "knowledge", "matching", "model.matching"),
}
FILES_TO_SCREEN = {
    *("body_regions.json", "catalog.json", "conditions.json", "contraindications.json"),
    *("disclaimers.json", "questions.json", "red_flags.json", "techniques.json"),
}
FILES_TO_MATCH = FILES_TO_SCREEN | {
    *("evidence.json", "impairments.json", "sources.json", "technique_targets.json"),
}
INTAKE = 'intake = mm.Intake(complaints=["lower-back-pain"], present=["anticoagulant-therapy"])\n'


def loaded(action):
    """The data files read, our modules and the heavy modules loaded by some code."""
    script = SCRIPT.format(action=action, heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return [set(part.split()) for part in done.stdout.split("|")]


@pytest.mark.parametrize(
    "action, files, modules",
    [
        ("mm.default_catalog()", {"catalog.json"}, TO_START),
        (
            "len(mm.default_catalog().conditions)",
            {"catalog.json", "conditions.json"},
            TO_START | {"model.condition", "model.evidence"},
        ),
        (INTAKE + "mm.screen(intake)", FILES_TO_SCREEN, TO_SCREEN),
        (INTAKE + "mm.match_techniques(intake)", FILES_TO_MATCH, TO_MATCH),
    ],
    ids=["catalog", "conditions", "screen", "match"],
)
def test_only_what_is_asked_for_is_read(action, files, modules):
    """A verb reads the files and loads the modules it needs, and none of the heavy ones."""
    read, ours, heavy = loaded(action)

    assert set() == heavy
    assert files == read
    assert modules == ours


def test_only_records_that_are_asked_for_are_built():
    """A first match builds the findings on its complaint and their sources, and no others."""
    counts = (
        "for kind in ('conditions', 'evidence', 'sources', 'contraindications'):\n"
        "    index = getattr(mm.default_catalog(), kind)\n"
        "    print(kind, len(index._kept), len(index))\n"
    )
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import medmassage as mm\n{INTAKE}mm.match_techniques(intake)\n{counts}",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    for kind, built, there in map(str.split, done.stdout.splitlines()):
        assert 0 < int(built) < int(there) / 2, kind


def test_files_that_are_not_where_the_code_is(monkeypatch):
    """Where the package has no folder, its files are found through the import system."""
    expected = reading.shipped_bytes("catalog.json")
    monkeypatch.setattr(reading, "_DATA", "nowhere/")

    assert expected == reading.shipped_bytes("catalog.json")


def test_from_a_zip_file(tmp_path):
    """The package answers from a zip file too."""
    package = Path(medmassage.__file__).parent
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for path in package.rglob("*"):
            if path.suffix in (".py", ".json"):
                archive.write(path, path.relative_to(package.parent))
    program = "import medmassage as mm; print(mm.__file__, len(mm.default_catalog().conditions))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": str(tmp_path / "all.zip")},
        capture_output=True,
        text=True,
        check=True,
    )
    file, count = done.stdout.split()

    assert file.startswith(str(tmp_path / "all.zip"))
    assert len(medmassage.default_catalog().conditions) == int(count)
