"""
How the documentation site is built: `sphinx-build -W -n docs build/docs`.

Warnings are errors and every reference must lead somewhere. Nothing is fetched: references to other
projects are written out below instead of being looked up in their inventories.
"""

import importlib.metadata
import sys
from typing import Any

import medmassage

# --- the project ------------------------------------------------------------------------------

project = "medmassage"
author = "The medmassage developers"
copyright = author  # noqa: A001 - Sphinx's word
release = version = importlib.metadata.version("medmassage")

# --- how pages are read -----------------------------------------------------------------------

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
nitpicky = True
default_role = "literal"  # docstrings put code in single backticks, as Markdown does

# `<!--- invisible-code-block: python` is for the tests; Markdown readers see a comment.
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True, "show-inheritance": True}
python_maximum_signature_line_length = 100

napoleon_numpy_docstring = False
napoleon_custom_sections = [("Source", "params_style"), "Sources"]
napoleon_use_rtype = False

# What our signatures mention and no page here describes: the standard library and dependencies,
# whose documentation would have to be fetched to link to it, and type variables.
# Short names that annotations use: `alt` for Altair, `pa` for PyArrow.
_OUTSIDE = sorted({*sys.stdlib_module_names, "attr", "attrs", "cattrs", "pa", "alt"})
nitpick_ignore_regex = [
    (r"py:.*", rf"({'|'.join(_OUTSIDE)})\..*"),
    (r"py:.*", r"(medmassage\..*\.)?[A-Z]"),  # a type variable: one letter, described nowhere
]

# --- how it looks -----------------------------------------------------------------------------

html_theme = "furo"
html_title = f"medmassage {release}"
html_copy_source = False
html_show_sphinx = False


def lead_to_public_name(
    app: Any,
    env: Any,
    node: Any,
    contnode: Any,
) -> Any:
    """
    Lead `medmassage.model.plan.TreatmentPlan` to `medmassage.TreatmentPlan`, where it is described.

    Annotations name the module that a class is defined in; pages describe the public name.
    """
    target = node.get("reftarget", "")
    name = target.rpartition(".")[2]
    if node.get("refdomain") != "py" or name not in medmassage.__all__:
        return None
    public = f"medmassage.{name}"
    if target == public:
        return None
    domain = env.domains["py"]
    return domain.resolve_xref(
        env, node["refdoc"], app.builder, node["reftype"], public, node, contnode
    )


def keep_attribute_sentences(
    _app: Any, what: str, _name: str, _obj: Any, _options: Any, lines: list[str]
) -> None:
    """
    Let the docstring of a field contain a colon.

    Napoleon takes what stands before a colon in the first line for the type of the field. An empty
    comment, which shows nothing, makes another line the first.
    """
    if what in {"attribute", "data", "property"}:
        lines[:0] = ["..", ""]


def setup(app: Any) -> None:
    """Connect the functions above; called by Sphinx."""
    app.connect("autodoc-process-docstring", keep_attribute_sentences, priority=400)
    app.connect("missing-reference", lead_to_public_name)
