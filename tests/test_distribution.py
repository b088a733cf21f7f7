"""
What people install is the wheel, not this tree: build it once, look inside, use it.

Needs a package index, like every installation; `pytest -m "not distribution"` does without.
"""

import importlib.metadata
import os
import shlex
import subprocess
import sys
import tarfile
import venv
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

pytestmark = pytest.mark.distribution

PROJECT = Path(__file__).parents[1]
SOURCE = PROJECT / "src" / "medmassage"
MAX_BYTES = 1_000_000
DEPENDENCIES = {"attrs", "cattrs", "importlib-resources"}

# Without any extra: the knowledge is there, and nothing large was loaded to answer.
ANSWER = """
import sys
import medmassage
catalog = medmassage.default_catalog()
assert catalog.version, "the catalog has no version"
assert len(catalog.conditions) > 0, "the catalog has no conditions"
assert catalog.screens is True, "the catalog cannot screen"
large = {"pandas", "numpy", "pyarrow", "polars", "matplotlib", "jinja2"} & set(sys.modules)
assert not large, large
print(medmassage.__version__)
print(medmassage.__file__)
"""


def run(*command: str | Path, cwd: Path = PROJECT) -> str:
    """Run a command away from this environment's settings; what it printed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    result = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=clean | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )

    assert result.returncode == 0, f"{command}\n{result.stdout}\n{result.stderr}"
    return result.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A folder with the source distribution, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built) -> Path:
    """The wheel."""
    (path,) = built.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def contents(wheel) -> dict[str, bytes]:
    """The files in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def metadata(contents) -> Message:
    """What the wheel says about itself."""
    (text,) = [data for name, data in contents.items() if name.endswith(".dist-info/METADATA")]
    return Parser().parsestr(text.decode())


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The folder of programs of a new environment that holds the wheel and what it requires."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=True, symlinks=os.name != "nt")
    programs = home / ("Scripts" if os.name == "nt" else "bin")
    run(programs / "python", "-m", "pip", "install", "--quiet", wheel, cwd=home)
    return programs


class TestWheel:
    """What is in the file."""

    def test_holds_the_data(self, contents):
        """Every data file of the tree, with the page that says where it comes from."""
        expected = {
            f"medmassage/{path.relative_to(SOURCE).as_posix()}"
            for path in (SOURCE / "data").rglob("*.json")
        }

        assert expected
        assert expected | {"medmassage/data/README.md"} <= set(contents)

    def test_holds_the_schema(self, contents):
        """The JSON Schema of all documents, and the TypeScript types made from it."""
        folder = "medmassage/schema"

        assert {f"{folder}/medmassage.schema.json", f"{folder}/medmassage.d.ts"} <= set(contents)

    def test_is_typed(self, contents):
        """Type checkers look for the marker."""
        assert "medmassage/py.typed" in contents

    def test_holds_nothing_else(self, contents):
        """No tests, no documentation, no compiled files."""
        tops = {name.partition("/")[0] for name in contents}
        kinds = {Path(name).suffix for name in contents if name.startswith("medmassage/")}

        assert {"medmassage", f"medmassage-{version()}.dist-info"} == tops
        assert kinds <= {".py", ".json", ".md", ".ts", ".typed"}

    def test_holds_the_notices(self, metadata, contents):
        """The license and the notices of LOINC, ICD-10-CM and MeSH travel with the data."""
        licenses = f"medmassage-{version()}.dist-info/licenses"

        assert metadata["License-Expression"] == "Apache-2.0"
        assert {f"{licenses}/LICENSE", f"{licenses}/NOTICE"} <= set(contents)

    def test_is_small(self, wheel):
        """Facts are text."""
        assert wheel.stat().st_size < MAX_BYTES

    def test_requires_little(self, metadata):
        """Three libraries; everything else is an extra."""
        required = {
            line.partition(">")[0]
            for line in metadata.get_all("Requires-Dist", [])
            if "extra ==" not in line
        }

        assert DEPENDENCIES == required


class TestSourceDistribution:
    """What packagers start from."""

    def test_can_be_tested(self, built):
        """It has the tests, the documentation and the notices; the wheel above came out of it."""
        (path,) = built.glob("*.tar.gz")
        with tarfile.open(path) as archive:
            names = {name.partition("/")[2] for name in archive.getnames()}

        expected = {"LICENSE", "NOTICE", "README.md", "conftest.py", "docs/conf.py"}

        assert expected | {"tests/test_distribution.py"} <= names


class TestInstalled:
    """The wheel in an environment of its own, without extras."""

    def test_answers(self, installed, tmp_path):
        """It reads its data and loads nothing large."""
        version_there, file = run(
            installed / "python", "-I", "-W", "error", "-c", ANSWER, cwd=tmp_path
        ).splitlines()

        assert version() == version_there
        assert Path(file).resolve().is_relative_to(installed.parent.resolve())

    def test_command_line(self, installed, tmp_path):
        """The program is installed under its name."""
        assert "usage: medmassage" in run(installed / "medmassage", "--help", cwd=tmp_path)

    def test_readme_command(self, installed, tmp_path):
        """The command that README begins with gives an answer."""
        arguments = readme_arguments()

        assert run(installed / "python", "-m", "medmassage", *arguments, cwd=tmp_path).strip()


def version() -> str:
    """The version this environment has."""
    return importlib.metadata.version("medmassage")


def readme_arguments() -> list[str]:
    """What follows `-m medmassage` in README, the first time it is there."""
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    (line, *_) = [line for line in text.splitlines() if "-m medmassage " in line]
    return shlex.split(line.partition("-m medmassage ")[2])
