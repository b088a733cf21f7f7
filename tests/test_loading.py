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
heavy = sorted(set(sys.modules) & {{"cattrs", "importlib_resources", "difflib", "hypothesis"}})
print(*sorted(read), "|", *heavy)
"""
TO_SCREEN = {
    "body_regions.json",
    "catalog.json",
    "conditions.json",
    "contraindications.json",
    "disclaimers.json",
    "questions.json",
    "red_flags.json",
}
INTAKE = 'intake = mm.Intake(complaints=["lower-back-pain"], present=["anticoagulant-therapy"])\n'


def loaded(action):
    """The data files read and the heavy modules loaded by some code in a fresh process."""
    script = SCRIPT.format(action=action)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    files, _, modules = done.stdout.partition("|")
    return set(files.split()), set(modules.split())


@pytest.mark.parametrize(
    "action, files",
    [
        ("mm.default_catalog()", {"catalog.json"}),
        ("len(mm.default_catalog().conditions)", {"catalog.json", "conditions.json"}),
        (INTAKE + "mm.screen(intake)", TO_SCREEN | {"allergens.json", "techniques.json"}),
        (
            INTAKE + "mm.match_techniques(intake)",
            TO_SCREEN
            | {"allergens.json", "techniques.json", "technique_targets.json"}
            | {"evidence.json", "sources.json", "impairments.json"},
        ),
    ],
    ids=["catalog", "conditions", "screen", "match"],
)
def test_only_what_is_asked_for_is_read(action, files):
    """A verb reads the files it needs, and loads neither cattrs nor importlib_resources."""
    read, heavy = loaded(action)

    assert set() == heavy
    assert read <= files


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
