"""
The text that the Markdown door writes, as HTML: sections, tables with headers, linked sources.

Only what that door uses is read as Markdown. Everything else is text, and text is escaped. What a
person or a clinic wrote stands there with backslashes, so it never passes for one of our marks.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from medmassage.errors import MissingExtraError
from medmassage.export._markup import Ids, Markup, element, escape, joined

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_USED = (
    *("heading", "list", "blockquote", "table"),
    *("newline", "escape", "backticks", "emphasis", "entity"),
)
"""The rules of Markdown that are read."""

_SOURCE = re.compile(r"\[(\d+)\] ")
_MARK = re.compile(r"\[(\d+)\]")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:)]")


class Part(NamedTuple):
    """A section of a page."""

    id: str
    heading: str
    """Its heading as plain text."""
    body: Markup
    """The section whole, with its heading."""


class Document(NamedTuple):
    """A text, taken apart."""

    title: str
    """Its first heading as plain text."""
    head: Markup
    """What stands between that heading and the first section."""
    parts: tuple[Part, ...]
    """Its sections, in order."""


def document(markdown: str, ids: Ids) -> Document:
    """
    Take a text of the Markdown door apart.

    Raises:
        MissingExtraError: markdown-it-py is not installed.
    """
    try:
        from markdown_it import MarkdownIt
        from markdown_it.tree import SyntaxTreeNode
    except ModuleNotFoundError as error:
        raise MissingExtraError("html", "markdown-it-py") from error
    parser = MarkdownIt("zero").enable(_USED).disable("text_join")
    return _Reading(SyntaxTreeNode(parser.parse(markdown)), ids).document()


class _Reading:
    """One text on its way to HTML."""

    def __init__(self, root: "SyntaxTreeNode", ids: Ids) -> None:
        self.root = root
        self.ids = ids
        self.heading = ""
        """The heading above."""

    def document(self) -> Document:
        """The whole."""
        rest = [*self.root.children]
        named = bool(rest) and rest[0].type == "heading"
        self.heading = name = _plain(rest.pop(0)) if named else "Nothing"
        runs = [[*run] for _, run in groupby(rest, _Counter())]
        head: list[SyntaxTreeNode] = []
        if runs and runs[0][0].type != "heading":
            head = runs.pop(0)
        return Document(
            name,
            joined(map(self.head_block, head), "\n"),
            tuple(self.part(*run) for run in runs),
        )

    def part(self, heading: "SyntaxTreeNode", *blocks: "SyntaxTreeNode") -> Part:
        """A heading with what follows it."""
        self.heading = _plain(heading)
        id = self.ids.of(self.heading)
        inner = (element("h2", self.inline(heading), id=id), *map(self.block, blocks))
        body = element("section", "\n", joined(inner, "\n"), "\n", aria_labelledby=id)
        return Part(id, self.heading, body)

    # --- blocks -------------------------------------------------------------------------------

    def head_block(self, node: "SyntaxTreeNode") -> Markup:
        """A block above the first section; a quote there is what must not be missed."""
        if node.type == "blockquote":
            return element("div", "\n", self.blocks(node), "\n", class_="in-short")
        return self.block(node)

    def blocks(self, node: "SyntaxTreeNode") -> Markup:
        """Everything in a block."""
        return joined(map(self.block, node.children), "\n")

    def block(self, node: "SyntaxTreeNode") -> Markup:
        """A paragraph, list, table or quote."""
        if node.type == "paragraph":
            return self.paragraph(node)
        if node.type == "table":
            return self.table(node)
        if node.type == "blockquote":
            return element("blockquote", "\n", self.blocks(node), "\n")
        items = (element("li", self.item(one)) for one in node.children)
        return element("ul", "\n", joined(items, "\n"), "\n")

    def item(self, node: "SyntaxTreeNode") -> Markup:
        """What stands in an item of a list."""
        return joined(
            (
                self.inline(one) if one.type == "paragraph" and one.hidden else self.block(one)
                for one in node.children
            ),
            "\n",
        )

    def paragraph(self, node: "SyntaxTreeNode") -> Markup:
        """A paragraph; one of numbered sources becomes their list."""
        lines = [*_lines(node)]
        numbers = [*map(_number, lines)]
        if not all(numbers):
            return element("p", self.inline(node))
        items = (
            element("li", _linked(_said(line).partition(" ")[2]), id=f"source-{number}")
            for line, number in zip(lines, numbers, strict=True)
        )
        return element("ol", "\n", joined(items, "\n"), "\n", class_="sources")

    def table(self, node: "SyntaxTreeNode") -> Markup:
        """A table with a caption and with headers for its columns and rows."""
        head, body = (one.children for one in node.children)
        cells = head[0].children
        names = [_plain(one) or f"column {place}" for place, one in enumerate(cells, start=1)]
        caption = self.heading if self.heading.lower() == names[0] else ""
        caption = caption or f"{self.heading}: {names[0]}"
        heads = joined(
            element("th", escape(name) if _plain(cell) else _hidden(name), scope="col")
            for name, cell in zip(names, cells, strict=True)
        )
        rows = joined((self.row(row.children, names) for row in body), "\n")
        return element(
            "table",
            "\n",
            element("caption", caption),
            element("thead", element("tr", heads)),
            "\n",
            element("tbody", "\n", rows, "\n"),
            "\n",
        )

    def row(self, cells: Sequence["SyntaxTreeNode"], names: Sequence[str]) -> Markup:
        """A row; its first cell is its header, unless it is empty."""
        first, *others = cells
        name = "th" if first.children else "td"
        scope = "row" if first.children else None
        return element(
            "tr",
            element(name, self.inline(first), scope=scope),
            *(
                element("td", self.inline(cell), data_label=label)
                for cell, label in zip(others, names[1:], strict=True)
            ),
        )

    # --- lines --------------------------------------------------------------------------------

    def inline(self, node: "SyntaxTreeNode") -> Markup:
        """The words of a block."""
        return joined(self.piece(one) for inner in node.children for one in inner.children)

    def piece(self, node: "SyntaxTreeNode") -> Markup:
        """Words, or words with stress."""
        if node.type == "text":
            return self.marked(node.content)
        if node.type == "text_special":
            return escape(node.content)
        if node.type == "code_inline":
            return element("code", node.content)
        if node.type == "hardbreak":
            return Markup("<br>\n")
        if node.type == "softbreak":
            return Markup("\n")
        name = {"strong": "strong", "em": "em"}[node.type]
        return element(name, *map(self.piece, node.children))

    def marked(self, text: str) -> Markup:
        """Text in which the numbers of sources lead to them."""
        pieces, end = list[str](), 0
        for found in _MARK.finditer(text):
            if found[1] in self.source_numbers:
                words = ("[", _hidden("source "), found[1], "]")
                link = element("a", *words, class_="source", href=f"#source-{found[1]}")
                pieces += [text[end : found.start()], link]
                end = found.end()
        return joined([*pieces, text[end:]])

    @cached_property
    def source_numbers(self) -> frozenset[str]:
        """The numbers under which sources are listed."""
        return frozenset(
            number
            for node in self.root.children
            if node.type == "paragraph"
            for line in _lines(node)
            if (number := _number(line))
        )


class _Counter:
    """Says of each block in which section it stands, counted from the top."""

    def __init__(self) -> None:
        self.section = 0

    def __call__(self, node: "SyntaxTreeNode") -> int:
        self.section += node.type == "heading"
        return self.section


def _lines(paragraph: "SyntaxTreeNode") -> Iterator[list["SyntaxTreeNode"]]:
    """The pieces of a paragraph, line by line."""
    line: list[SyntaxTreeNode] = []
    for one in paragraph.children[0].children:
        if one.type in ("hardbreak", "softbreak"):
            yield line
            line = []
        else:
            line.append(one)
    yield line


def _number(line: Sequence["SyntaxTreeNode"]) -> str:
    """The number that a line of the list of sources begins with; empty for any other line."""
    first = line[0] if line else None
    found = _SOURCE.match(first.content) if first and first.type == "text" else None
    return found[1] if found else ""


def _said(nodes: Iterable["SyntaxTreeNode"]) -> str:
    """The words of some pieces."""
    return "".join(_said(one.children) or one.content for one in nodes)


def _plain(node: "SyntaxTreeNode") -> str:
    """The words of a heading or a cell."""
    return _said(node.children[0].children) if node.children else ""


def _hidden(words: str) -> Markup:
    """Words for those who listen to a page."""
    return element("span", words, class_="hidden")


def _linked(text: str) -> Markup:
    """Text with its addresses as links."""
    pieces, end = list[str](), 0
    for found in _ADDRESS.finditer(text):
        pieces += [text[end : found.start()], element("a", found[0], href=found[0])]
        end = found.end()
    return joined([*pieces, text[end:]])
