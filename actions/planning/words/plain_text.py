"""Markdown as people read it where there is no markup: calendar programs and the text part of a mail."""

import re

from django.conf import settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

# What RFC 5545 (3.3.11) and mail forbid in text, the Unicode line ends, and lone halves of a surrogate pair.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029]")
# Without references, as in campaign.lib.markdown: one long target used often would make megabytes of a feed.
_parser = MarkdownIt("commonmark", {"html": False}).disable("reference")


def clean(text: str) -> str:
    """`text` with line feeds as its only line ends and without control characters."""
    return CONTROLS.sub("", LINE_ENDS.sub("\n", text)).strip()


def one_line(text: str) -> str:
    """`text` in a single line."""
    return " ".join(clean(text).split())


def plain(markdown: str) -> str:
    """The words of `markdown`: paragraphs apart by an empty line, list items by a dash, link targets in brackets."""
    lines: list[str] = []
    depth = 0
    bullet = ""
    for token in _parser.parse(clean(markdown)):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            depth += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
            if depth == 0:
                lines.append("")
        elif token.type == "list_item_open":
            bullet = "  " * (depth - 1) + (f"{token.info}. " if token.info else "– ")
        elif token.type == "inline":
            lines.append(bullet + _words(token.children or []))
            bullet = ""
            if depth == 0:
                lines.append("")
        elif token.type in ("fence", "code_block", "html_block"):
            lines += [token.content.rstrip("\n"), ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _words(tokens: list[Token]) -> str:
    words: list[str] = []
    targets: list[tuple[int, str]] = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            words.append("\n")
        elif token.type == "link_open":
            targets.append((len(words), str(token.attrs.get("href", ""))))
        elif token.type == "link_close":
            start, target = targets.pop()
            if target.startswith("/") and not target.startswith("//"):
                target = f"{settings.SITE_URL}{target}"  # elsewhere nobody knows which site is meant
            if target and target != "".join(words[start:]):
                words.append(f" ({target})")
        else:
            words.append(token.content)
    return "".join(words)
