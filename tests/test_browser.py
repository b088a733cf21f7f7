"""
The library in Pyodide, which is CPython for browsers: the same answers, byte for byte.

Needs Node, a package index and the npm package `pyodide`, in `node_modules` of the project or where
MEDMASSAGE_PYODIDE says; without them the test is skipped.

    npm install --no-save pyodide && pytest tests/test_browser.py
"""

import json
import os
import runpy
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
PROGRAM = PROJECT / "tests" / "browser" / "program.py"
DEPENDENCIES = ("attrs", "cattrs", "importlib-resources", "typing-extensions")
NODE = shutil.which("node")
PYODIDE = Path(os.environ.get("MEDMASSAGE_PYODIDE") or PROJECT / "node_modules" / "pyodide")

pytestmark = [
    pytest.mark.distribution,
    pytest.mark.skipif(NODE is None, reason="Node is not installed"),
    pytest.mark.skipif(not (PYODIDE / "pyodide.mjs").is_file(), reason="pyodide is not installed"),
]


def run(*command: object) -> str:
    """What a command printed."""
    done = subprocess.run(
        list(map(str, command)), cwd=PROJECT, capture_output=True, text=True, check=False
    )

    assert 0 == done.returncode, done.stderr[-2000:]
    return done.stdout


def test_the_same_answers(tmp_path):
    """Screenings, matches, plans and their Markdown are equal in both, for every condition."""
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "download")
    pinned = [f"{name}=={version(name)}" for name in DEPENDENCIES]
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path)
    run(*pip, "--no-deps", "--only-binary=:all:", "--dest", tmp_path, *pinned)

    there, found = json.loads(
        run(NODE, PROGRAM.with_name("answers.mjs"), PYODIDE, tmp_path, PROGRAM)
    )

    assert "emscripten" == there
    assert runpy.run_path(str(PROGRAM))["answers"] == found
