"""Markdown into HTML that can be shown: what people write is hostile until it has gone through here.

Raw HTML is never taken as such, pictures are never loaded from elsewhere, links lead away without telling where from.
markdown-it makes the HTML, nh3 takes out of it whatever is not on a short list, so that a mistake in the one is caught
by the other. On top of CommonMark and tables there are two forms of our own:

``[1]``
    leads to the page's first source, where the page has one;

``::: number 91`` … ``:::``
    a number shown large, what it counts below it, and in a last paragraph where it comes from.
"""

from __future__ import annotations

import re
from collections.abc import Collection, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from campaign.lib.folding import fold

LONGEST = 60_000  # letters; what is longer is cut there
GROWTH, ROOM = 12, 10_000  # letters of HTML for each letter written, and those that any text may have besides
MOST_HEADINGS = 100  # that get an id and a line in the table of contents
RESERVED = frozenset({"main", "sources", "contents", "top"})  # ids that pages use for themselves
AWAY = "noopener nofollow noreferrer"

_TAGS = (
    "p h2 h3 h4 ul ol li blockquote pre code em strong s a hr br sup figure figcaption div"
    " table thead tbody tr th td"
)  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "ol": {"start"},
    "div": {"tabindex"},
}
_CLASSES = {
    "figure": {"figure"},
    "p": {"numeral", "quiet"},
    "sup": {"source"},
    "div": {"scroll"},
    "td": {"number"},
    "th": {"number"},
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of a table of contents: `level` 2 to 4, the `id` it leads to, the plain `title`."""

    level: int
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """Safe HTML, and what its headings are."""

    html: SafeString
    toc: list[Heading] = field(default_factory=list)

    def __str__(self) -> SafeString:
        return self.html


def render(text: str, *, sources: Collection[int] = (), prefix: str = "") -> Rendered:
    """Return `text` as safe HTML with its headings.

    `sources` are the numbers that ``[1]`` may lead to (as ``#source-1``); `prefix` stands before every heading's id,
    for a page that shows several texts. The highest heading becomes an h2: a page has its own h1. A text whose HTML
    would be out of all proportion is shown as it was written.
    """
    env: dict[str, Any] = {"sources": frozenset(sources)}
    written = text[:LONGEST].replace("\x00", "")
    tokens = _MARKDOWN.parse(written, env)
    toc = _name_headings(tokens, prefix)
    _quieten_last_words(tokens)
    _unhead_empty_cells(tokens)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, env)
    if len(html) > ROOM + GROWTH * len(written):
        return Rendered(mark_safe(f"<pre>{escape(written)}</pre>"))  # noqa: S308 (escaped)
    return Rendered(mark_safe(_clean(html)), toc)  # noqa: S308 (cleaned one word before)


def plain(text: str, longest: int = 300) -> str:
    """Return the words of `text` without any markup, at most `longest` letters, for previews, feeds and mail."""
    words: list[str] = []
    for token in _MARKDOWN.parse(text[:LONGEST], {}):
        if token.type == "inline":
            words.append(_title(token))
    line = re.sub(r"\s*\[\d{1,3}\]", "", " ".join(words)).strip()
    return line if len(line) <= longest else line[: longest - 1].rsplit(" ", 1)[0] + "…"


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(_TAGS.split()),
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes={"https", "http", "mailto"},
        link_rel=None,  # ours is set where a link leads away, and nowhere else
    )


def _name_headings(tokens: list[Token], prefix: str) -> list[Heading]:
    """Give every heading its level and id, and return them."""
    headings = [(token, tokens[place + 1]) for place, token in enumerate(tokens) if token.type == "heading_open"]
    highest = min((int(token.tag[1]) for token, _ in headings), default=1)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) - highest + 2, 4)}"
    taken = set(RESERVED)
    toc: list[Heading] = []
    for token, inline in headings[:MOST_HEADINGS]:
        title = _title(inline)
        id = prefix + _free_id(fold(title).replace(" ", "-")[:60] or "part", taken)
        token.attrSet("id", id)
        toc.append(Heading(int(token.tag[1]), id, title))
    return toc


def _quieten_last_words(tokens: list[Token]) -> None:
    """The last of several paragraphs below a large number says where it comes from, in a smaller voice."""
    paragraphs: list[Token] = []
    for token in tokens:
        if token.type == "container_number_open":
            paragraphs = []
        elif token.type == "paragraph_open":
            paragraphs.append(token)
        elif token.type == "container_number_close" and len(paragraphs) > 1:
            paragraphs[-1].attrSet("class", "quiet")


def _unhead_empty_cells(tokens: list[Token]) -> None:
    """A column's head without words is a plain cell: a reader aloud would announce a head and find nothing."""
    for opening, inside, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opening.type == "th_open" and not inside.content.strip():
            opening.tag = closing.tag = "td"


def _free_id(wanted: str, taken: set[str]) -> str:
    id, count = wanted, 1
    while id in taken:
        count += 1
        id = f"{wanted}-{count}"
    taken.add(id)
    return id


def _title(inline: Token) -> str:
    parts = []
    for child in inline.children or []:
        if child.type in {"text", "code_inline", "image"}:
            parts.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
    return "".join(parts).strip()


def _source_rule(state: StateInline, silent: bool) -> bool:
    """``[1]`` where there is a source of that number and no link is meant."""
    found = _SOURCE.match(state.src, state.pos)
    if not found or int(found[1]) not in state.env.get("sources", ()):
        return False
    if not silent:
        token = state.push("source", "sup", 0)
        token.meta = {"number": int(found[1])}
    state.pos = found.end()
    return True


_SOURCE = re.compile(r"\[(\d{1,3})\](?![(\[:])")


def _source(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: MutableMapping[str, Any]
) -> str:
    number = tokens[place].meta["number"]
    if env.get("in_number"):
        words = escape(gettext("source %(number)s") % {"number": number})
        return f'<a href="#source-{number}">{words}</a>'
    return f'<sup class="source"><a href="#source-{number}">{number}</a></sup>'


def _number(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: MutableMapping[str, Any]
) -> str:
    token = tokens[place]
    env["in_number"] = token.nesting == 1
    if token.nesting != 1:
        return "</figure>\n"
    numeral = escape(token.info.strip().removeprefix("number").strip()[:20])
    return f'<figure class="figure"><p class="numeral">{numeral}</p>\n'


def _link(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: MutableMapping[str, Any]
) -> str:
    token = tokens[place]
    href = str(token.attrGet("href") or "")
    if not href.startswith(("/", "#")) or href.startswith(("//", "/\\")):
        token.attrSet("rel", AWAY)
    return renderer.renderToken(tokens, place, options, env)


def _picture(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: MutableMapping[str, Any]
) -> str:
    """A picture's words alone: nothing is loaded from elsewhere."""
    return str(escape(tokens[place].content))


def _cell(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: MutableMapping[str, Any]
) -> str:
    """A table's cell, a column of numbers marked by a class: the policy knows no inline style."""
    token = tokens[place]
    is_number = token.attrs.pop("style", "") == "text-align:right"
    return f'<{token.tag} class="number">' if is_number else f"<{token.tag}>"


def _table(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: MutableMapping[str, Any]
) -> str:
    # A wide table scrolls by itself; what scrolls can be reached by keyboard.
    return '<div class="scroll" tabindex="0"><table>\n' if tokens[place].nesting == 1 else "</table></div>\n"


def _build() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(["table", "strikethrough"])
    markdown.disable("reference")  # a long target named once and used often makes megabytes of a page
    markdown.use(container_plugin, name="number", render=_number)
    markdown.inline.ruler.before("link", "source", _source_rule)
    rules = {
        "source": _source,
        "link_open": _link,
        "image": _picture,
        "th_open": _cell,
        "td_open": _cell,
        "table_open": _table,
        "table_close": _table,
    }
    for name, rule in rules.items():
        markdown.add_render_rule(name, rule)
    return markdown


_MARKDOWN = _build()
