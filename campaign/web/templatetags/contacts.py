"""How people can be reached, as they wrote it, with a link on every page, address and number in it."""

import re

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
# A number is one with its country (“+49 30 …”), or a long one that begins with nought: days and hours look like less.
CONTACT = re.compile(
    r"(?P<page>https?://[^\s<>\"]+[^\s<>\".,;:!?)])"
    r"|(?P<address>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<number>(?<![\w.+])(?:\+\d[\d ()/.-]{5,}\d|0\d(?:[ ()/]{0,2}\d){7,})(?!\w))"
)


@register.filter
def reachable(words: str) -> SafeString:
    """“Write to us@example.org”: what can be written to or rung up is a link, the rest stays as it is."""
    parts, end = [], 0
    for found in CONTACT.finditer(words):
        parts += [escape(words[end : found.start()]), _link(found)]
        end = found.end()
    parts.append(escape(words[end:]))
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped


def _link(found: re.Match[str]) -> SafeString:
    if page := found["page"]:
        return format_html(
            '<a href="{}" rel="noopener nofollow noreferrer">{}</a>', page, page.partition("//")[2].rstrip("/")
        )
    if address := found["address"]:
        return format_html('<a href="mailto:{0}">{0}</a>', address)
    return format_html('<a href="tel:{}">{}</a>', re.sub(r"[^\d+]", "", found["number"]), found["number"])
