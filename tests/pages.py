"""
Reading a page of HTML strictly: what a browser would forgive is a fault here.

`read` gives the tree of a page. `faults` lists what keeps it from being valid, self-contained and
usable with a keyboard or a screen reader, as far as a tree can show it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise

VOID = {"br", "meta"}

_HTML = """
    a blockquote body br caption code dd div dl dt em h1 h2 h3 head header html li main meta nav ol
    p section span strong style table tbody td th thead title tr ul
"""
_SVG = "svg title defs pattern rect path circle g text"
_ATTRIBUTES = """
    aria-describedby aria-hidden aria-label aria-labelledby charset class content d data-label
    data-paint data-status fill font-size height href http-equiv id lang name patternunits
    pointer-events r role rx scope stroke stroke-linecap stroke-linejoin stroke-width tabindex
    text-anchor viewbox width x xmlns y cx cy
"""
HTML, SVG, ATTRIBUTES = (frozenset(one.split()) for one in (_HTML, _SVG, _ATTRIBUTES))


class Node:
    """An element, with what stands in it."""

    def __init__(self, name, attributes=(), parent=None):
        self.name = name
        self.attributes = dict(attributes)
        self.parent = parent
        self.content = []

    def __getitem__(self, key):
        """An attribute; None where it is not given."""
        return self.attributes.get(key)

    @property
    def children(self):
        """The elements in it."""
        return [one for one in self.content if isinstance(one, Node)]

    def walk(self) -> "Iterator[Node]":
        """Itself and all that stands in it, in order."""
        yield self
        for one in self.children:
            yield from one.walk()

    def all(self, *names) -> "list[Node]":
        """The elements of some names in it."""
        return [one for one in self.walk() if one.name in names]

    def text(self, *, hidden=True) -> str:
        """The words in it; `hidden`: also those that are not shown."""
        if not hidden and (self["class"] == "hidden" or self.name in ("style", "caption")):
            return ""
        return "".join(
            one.text(hidden=hidden) if isinstance(one, Node) else one for one in self.content
        )


class _Reader(HTMLParser):
    """Builds the tree, and lists what does not fit together."""

    def __init__(self):
        super().__init__()
        self.root = self.here = Node("root")
        self.faults = []

    def handle_starttag(self, tag, attrs):
        node = Node(tag, attrs, self.here)
        if len(node.attributes) < len(attrs):
            self.faults.append(f"an attribute of {tag} is given twice")
        self.here.content.append(node)
        if tag not in VOID:
            self.here = node

    def handle_startendtag(self, tag, attrs):
        self.here.content.append(Node(tag, attrs, self.here))
        if tag not in SVG:
            self.faults.append(f"{tag} closes itself")

    def handle_endtag(self, tag):
        if self.here.name == tag:
            self.here = self.here.parent
        else:
            self.faults.append(f"</{tag}> in {self.here.name}")

    def handle_data(self, data):
        self.here.content.append(data)

    def handle_comment(self, data):
        self.faults.append(f"a comment of {len(data)} letters")


def _read(page):
    reader = _Reader()
    reader.feed(page)
    reader.close()
    if reader.here is not reader.root:
        reader.faults.append(f"{reader.here.name} is not closed")
    return reader


def read(page) -> Node:
    """The element `html` of a page."""
    [html] = _read(page).root.children
    return html


def faults(page) -> list[str]:
    """What is wrong with a page; empty is good."""
    reader = _read(page)
    if not page.startswith("<!DOCTYPE html>\n<html") or reader.faults:
        return ["no document", *reader.faults]
    html = read(page)
    return [*_whole(html), *_names(html), *_loads(html), *_order(html), *_tables(html)]


def _whole(html):
    [head, body] = html.children
    if html["lang"] != "en-US":
        yield "no language"
    if not any(one["name"] == "viewport" for one in head.all("meta")):
        yield "no viewport"
    titles = [one.text() for one in head.all("title")]
    if titles != [one.text() for one in body.all("h1")] or not titles[0].strip():
        yield "the title is not the one first heading"
    top = [one.name for one in body.children]
    if top not in (["a", "header", "main"], ["a", "header", "nav", "main"]):
        yield f"landmarks: {top}"
    [skip, *_] = body.children
    if skip["href"] != f"#{body.children[-1]['id']}":
        yield "the first link does not skip to the content"


def _names(html):
    """Elements, attributes and ids."""
    given = Counter(one["id"] for one in html.walk() if one["id"] is not None)
    yield from (f"id {id} is given {many} times" for id, many in given.items() if many > 1)
    yield from (f"id {id!r}" for id in given if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", id))
    for one in html.walk():
        if one.name not in HTML | SVG:
            yield f"element {one.name}"
        yield from (f"{one.name} {key}" for key in one.attributes if key not in ATTRIBUTES)
        used = [one["aria-labelledby"], one["aria-describedby"]]
        used += [one["href"][1:]] if (one["href"] or "").startswith("#") else []
        used += re.findall(r"url\(#(.*?)\)", one["fill"] or "")
        yield from (f"{one.name} names {id}" for id in used if id is not None and id not in given)


def _loads(html):
    """Nothing is fetched or run."""
    policies = [one["content"] for one in html.all("meta") if one["http-equiv"]]
    if policies != [
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    ]:
        yield "the policy lets something in"
    for one in html.all("style"):
        if re.search(r"@import|url\(|expression|</", one.text()):
            yield "the style fetches something"
    for one in html.all("a"):
        if not re.match(r"#|https?://", one["href"] or ""):
            yield f"a link to {one['href']!r}"


def _order(html):
    """Headings go down one level at a time; sections and pictures have names."""
    levels = [int(one.name[1]) for one in html.all("h1", "h2", "h3")]
    yield from (f"h{low} after h{high}" for high, low in pairwise(levels) if low > high + 1)
    for one in html.all("section"):
        if one["aria-labelledby"] != one.children[0]["id"]:
            yield "a section without its heading"
    for one in html.all("svg"):
        named = one["aria-labelledby"] if one["role"] == "img" else one["aria-hidden"]
        if not named or one.children[0].name != "title":
            yield "a picture without words"
    for one in html.all("ul", "ol", "dl"):
        if not one.children:
            yield f"{one.name} is empty"


def _tables(html):
    for table in html.all("table"):
        caption, head, body = table.children
        columns = head.all("th")
        if caption.name != "caption" or not caption.text().strip():
            yield "a table without a caption"
        if not columns or any(one["scope"] != "col" for one in columns):
            yield "a column without a header"
        for row in body.children:
            first, *others = row.children
            if len(row.children) != len(columns) or (first.name == "th") != (
                first["scope"] == "row"
            ):
                yield "a row that does not fit its columns"
            labels = [one["data-label"] for one in others]
            if labels != [one.text() for one in columns[1:]]:
                yield "cells that do not say their column"


def letters(text) -> str:
    """Letters and digits only, so that markup and spaces make no difference."""
    return "".join(letter for letter in text if letter.isalnum())
