"""
The pictures of charts in the documentation show what the code beside them draws.

A picture names the chart it was drawn from by a fingerprint. After a change, draw them anew with
`python tests/test_pictures.py`, which needs vl-convert-python.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import drawings

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "how-to" / "draw-charts.md"
AGAIN = "draw the pictures anew: python tests/test_pictures.py"
PICTURES = {"timeline.svg": "course", "progress.svg": "scores", "evidence-map.svg": "known"}
"""Pictures, and what the page calls their charts."""


@cache
def charts() -> dict[str, Any]:
    """What the blocks of the page define."""
    names: dict[str, Any] = {}
    for block in re.findall(r"(?ms)^```python\n(.*?)^```", PAGE.read_text("utf-8")):
        if not block.startswith(">>>"):
            exec(block, names)  # noqa: S102 - our own page
    return names


def mark(name: str) -> str:
    """The line of a picture that names its chart."""
    return f"<!-- drawn from {drawings.fingerprint(charts()[PICTURES[name]])} -->"


@pytest.mark.parametrize("name", PICTURES)
def test_up_to_date(name):
    """A picture was drawn from the chart that the page makes today."""
    assert mark(name) == (DOCS / "_static" / name).read_text("utf-8").splitlines()[0], AGAIN


@pytest.mark.parametrize("name", PICTURES)
def test_shown(name):
    """The page shows it, with words for those who do not see it."""
    assert re.search(rf"!\[[^]]{{80,}}\]\(\.\./_static/{name}\)", PAGE.read_text("utf-8"))


def draw() -> None:
    """Draw every picture anew."""
    for name, chart in PICTURES.items():
        picture = drawings.svg(charts()[chart])
        (DOCS / "_static" / name).write_text(f"{mark(name)}\n{picture}", "utf-8")


if __name__ == "__main__":
    draw()
