"""The frame of a handout: one file that fetches nothing and runs nothing."""

from collections.abc import Iterable, Sequence

from medmassage.export._body_figure import figure_style
from medmassage.export._html_style import STYLE
from medmassage.export._markup import Markup, element, escape, joined

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What the page may load: its own style, and nothing else whatever stands in it."""


_UNNAMED = "Without a name"
"""The title where an object's own has no letter that can be shown."""


def page(
    title: str, *, head: Iterable[str], main: Iterable[str], class_: str, contents: Markup
) -> str:
    """
    A page.

    Args:
        title: Its title, also its first heading.

        head: What stands below that heading.

        main: The rest.

        class_: The register, for its look.

        contents: A list of links to its sections; empty: none.

    Returns:
        A document of HTML that ends with a line break.
    """
    if not escape(title).strip():
        title = _UNNAMED
    about = joined(
        (
            element("meta", charset="utf-8"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            Markup(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
            element("meta", name="referrer", content="no-referrer"),
            element("meta", name="color-scheme", content="light dark"),
            element("title", title),
            element("style", Markup(f"{STYLE}{figure_style()}\n")),
        ),
        "\n",
    )
    body = joined(
        (
            element("a", "Skip to the content", class_="skip", href="#content"),
            element("header", "\n", element("h1", title), "\n", joined(head, "\n"), "\n"),
            *([contents] if contents else []),
            element("main", "\n", joined(main, "\n"), "\n", id="content", tabindex="-1"),
        ),
        "\n",
    )
    page = element(
        "html",
        "\n",
        element("head", "\n", about, "\n"),
        "\n",
        element("body", "\n", body, "\n", class_=class_),
        "\n",
        lang="en-US",
    )
    return f"<!DOCTYPE html>\n{page}\n"


def contents(parts: Sequence[tuple[str, str]]) -> Markup:
    """Links to the sections of a page, given as id and heading; nothing for a short page."""
    if len(parts) < 4:
        return Markup()
    links = (element("li", element("a", name, href=f"#{id}")) for id, name in parts)
    listed = element("ul", "\n", joined(links, "\n"), "\n")
    return element("nav", "\n", listed, "\n", aria_label="On this page")
