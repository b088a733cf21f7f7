"""
Collects every code example as a test: README, the pages under docs/, and docstrings.

A fenced `python` block runs as it stands; one that starts with `>>>` is compared with the output
shown. The blocks of a page share one namespace, from top to bottom; a docstring also sees the names
of its module. To hide set-up or leave a block out, write in Markdown

    <!--- invisible-code-block: python
    intake = ...
    --->

    <!--- skip: next --->

and in a docstring `.. skip: next`.
"""

from collections.abc import Iterator
from doctest import ELLIPSIS

from sybil import Document, Region, Sybil
from sybil.evaluators.doctest import DocTestEvaluator
from sybil.parsers import myst, rest
from sybil.parsers.abstract.doctest import DocTestStringParser
from sybil.sybil import SybilCollection

collect_ignore = ["docs/_build"]


def console_sessions(document: Document) -> Iterator[Region]:
    """Treat `pycon` blocks like `python` blocks that start with `>>>`; no block stays untested."""
    examples = DocTestStringParser(DocTestEvaluator(ELLIPSIS))
    for block in myst.CodeBlockParser(language="pycon", evaluator=lambda _: None)(document):
        for example in examples(block.parsed, document.path):
            example.adjust(block, block.parsed)
            yield example


MARKDOWN = [
    myst.PythonCodeBlockParser(doctest_optionflags=ELLIPSIS),
    console_sessions,
    myst.SkipParser(),
]
DOCSTRINGS = [
    rest.DocTestParser(optionflags=ELLIPSIS),
    rest.SkipParser(),
]

# Patterns match from the right, so they reach every depth below `path`.
pytest_collect_file = SybilCollection(
    [
        Sybil(MARKDOWN, path=".", pattern="README.md"),  # also the one beside the data
        Sybil(MARKDOWN, path="docs", pattern="*.md", exclude="README.md"),
        Sybil(DOCSTRINGS, path="src", pattern="*.py"),
    ]
).pytest()
