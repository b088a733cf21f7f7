"""
The notebook under docs/notebooks runs from top to bottom, and its stored outputs are current.

No Jupyter is needed: cells run in one namespace, and the value of the last line is shown as a
notebook shows it. After a change of code or data, write the outputs anew with
`python tests/test_notebook.py`, which needs vl-convert-python for the pictures of charts.
"""

import ast
import html
import json
import re
import sys
import types
from pathlib import Path
from typing import Any

import altair as alt
import pytest

import drawings
from medmassage.disclaimers import verify_disclaimers
from medmassage.model.plan import TreatmentPlan, Withheld

PATH = Path(__file__).parents[1] / "docs" / "notebooks" / "explore.ipynb"
AGAIN = "write the outputs anew: python tests/test_notebook.py"
PICTURE = "image/svg+xml"
SHOWN = {"text/html": "_repr_html_", "text/markdown": "_repr_markdown_", PICTURE: "_repr_svg_"}
"""What a notebook asks an object for, by kind."""


def read() -> dict[str, Any]:
    """The notebook as it is stored."""
    found: dict[str, Any] = json.loads(PATH.read_text("utf-8"))
    return found


class Display:
    """What stands in for a class of IPython.display: a text of one kind."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return f"<IPython.core.display.{type(self).__name__} object>"


class SVG(Display):
    """A picture."""

    def _repr_svg_(self) -> str:
        return self.text


class Markdown(Display):
    """Words."""

    def _repr_markdown_(self) -> str:
        return self.text


def stand_ins() -> dict[str, types.ModuleType]:
    """The part of IPython that the notebook uses."""
    inner = types.ModuleType("IPython.display")
    inner.SVG, inner.Markdown = SVG, Markdown  # type: ignore[attr-defined]
    return {"IPython": types.ModuleType("IPython"), "IPython.display": inner}


# --- running --------------------------------------------------------------------------------------


def run(source: str, names: dict[str, Any]) -> Any:
    """Run a cell; the value of its last line, or None."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, PATH.name, "exec"), names)  # noqa: S102 - our own notebook
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), PATH.name, "eval"), names)  # noqa: S307 - ours


def outputs(value: Any) -> list[dict[str, Any]]:
    """What a notebook stores of a value; of a chart what it was drawn from, without the picture."""
    if value is None:
        return []
    data, metadata = {"text/plain": plain(value)}, {}
    if isinstance(value, alt.TopLevelMixin):
        data["text/plain"] = f"alt.{type(value).__name__}(...)"
        metadata = {"drawn_from": drawings.fingerprint(value)}
    else:
        for kind, method in SHOWN.items():
            if hasattr(value, method):
                data[kind] = getattr(value, method)()
    return [{"data": data, "metadata": metadata, "output_type": "execute_result"}]


def plain(value: Any) -> str:
    """A value as text: a long list or mapping has a line for each member, as in IPython."""
    if len(repr(value)) < 80 or not isinstance(value, list | tuple | dict):
        return repr(value)
    if isinstance(value, dict):
        inner = [f"{key!r}: {one!r}" for key, one in value.items()]
    else:
        inner = [*map(repr, value)]
    opening, closing = {list: "[]", tuple: "()", dict: "{}"}[type(value)]
    joined = ",\n ".join(inner)
    return f"{opening}{joined}{closing}"


def values() -> list[Any]:
    """The value of every cell of code, in order."""
    names: dict[str, Any] = {"__name__": "__main__"}
    cells = [one for one in read()["cells"] if one["cell_type"] == "code"]
    return [run("".join(one["source"]), names) for one in cells]


# --- comparing ------------------------------------------------------------------------------------


def words(text: str | list[str]) -> list[str]:
    """
    The words of an output.

    Versions of libraries differ in markup and spaces, and the fingerprint of the knowledge changes
    with every record.
    """
    whole = re.sub(r"(?s)<style.*?</style>|<[^<>]*>", " ", "".join(text))
    return re.sub(r"\b[0-9a-f]{12}\b", "fingerprint", html.unescape(whole)).split()


def comparable(output: dict[str, Any]) -> dict[str, Any]:
    """An output as far as it is the same everywhere."""
    data = output["data"]
    kept = {kind: words(text) for kind, text in data.items() if kind != PICTURE}
    if "text/html" in data:
        del kept["text/plain"]  # how wide it is depends on the screen
    if "drawn_from" in output["metadata"]:
        kept["drawn_from"] = output["metadata"]["drawn_from"]
    elif PICTURE in data:
        kept[PICTURE] = "".join(data[PICTURE])
    return kept


@pytest.fixture(scope="module")
def found():
    """The notebook, run once."""
    with pytest.MonkeyPatch.context() as patch:
        for name, module in stand_ins().items():
            patch.setitem(sys.modules, name, module)
        return values()


def test_runs_and_shows_what_is_stored(found):
    """No cell raises or warns, and each shows what is stored below it."""
    cells = [one for one in read()["cells"] if one["cell_type"] == "code"]
    for cell, value in zip(cells, found, strict=True):
        expected = [comparable(one) for one in outputs(value)]

        assert expected == [comparable(one) for one in cell["outputs"]], AGAIN


def test_every_chart_has_its_picture():
    """Readers who do not run it see the charts."""
    charts = [
        one
        for cell in read()["cells"]
        for one in cell.get("outputs", ())
        if "drawn_from" in one["metadata"]
    ]

    assert 3 == len(charts)
    assert all("<svg" in "".join(one["data"][PICTURE]) for one in charts)


def test_plans_are_shown_with_their_notices(found):
    """Where a plan or a refusal is shown, its notices are."""
    stored = json.dumps([one.get("outputs") for one in read()["cells"]], ensure_ascii=False)
    answers = [one for one in found if isinstance(one, TreatmentPlan | Withheld)]

    assert {TreatmentPlan, Withheld} == {type(one) for one in answers}
    assert [] == [one for one in answers if verify_disclaimers(stored, one)]


def test_well_formed():
    """Ids of cells differ, counts go up, and links lead to pages that are there."""
    cells = read()["cells"]
    ids = [one["id"] for one in cells]
    counts = [one["execution_count"] for one in cells if one["cell_type"] == "code"]
    text = "".join(line for one in cells for line in one["source"])
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text)

    assert len(ids) == len(set(ids))
    assert [*range(1, len(counts) + 1)] == counts
    assert links
    assert [] == [one for one in links if not (PATH.parent / one).exists()]


# --- writing --------------------------------------------------------------------------------------


def lines(text: str) -> list[str]:
    """A text as notebooks store it."""
    return text.splitlines(keepends=True)


def write() -> None:
    """Run the notebook and store what its cells show."""
    sys.modules |= stand_ins()
    notebook, found = read(), values()
    cells = [one for one in notebook["cells"] if one["cell_type"] == "code"]
    for place, (cell, value) in enumerate(zip(cells, found, strict=True), start=1):
        cell["execution_count"] = place
        cell["outputs"] = outputs(value)
        for one in cell["outputs"]:
            one["execution_count"] = place
            if "drawn_from" in one["metadata"]:
                one["data"][PICTURE] = drawings.svg(value)
            one["data"] = {kind: lines(text) for kind, text in one["data"].items()}
    text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True)
    PATH.write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    write()
