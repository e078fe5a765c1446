"""Names as parts of addresses, from any script: letters, digits and hyphens of ASCII."""

from collections.abc import Iterator

from anyascii import anyascii
from django.utils.text import slugify

RESERVED = frozenset({"new"})  # `/groups/new/` is a form


def slug(text: str, *, length: int) -> str:
    """`text` in ASCII letters, digits and hyphens, at most `length` of them, cut between words where that goes.

    Empty where nothing of the text can be written so.

    >>> slug("Łódź ohne Grenzen", length=60)
    'lodz-ohne-grenzen'
    """
    whole = slugify(anyascii(text))
    if len(whole) <= length:
        return whole
    head, hyphen, _ = whole[: length + 1].rpartition("-")
    return head if hyphen else whole[:length]


def numbered(base: str, *, length: int) -> Iterator[str]:
    """`base`, `base-2`, `base-3` and so on, without what is reserved, each at most `length` characters long."""
    if base not in RESERVED:
        yield base
    number = 2
    while True:
        tail = f"-{number}"
        yield base[: length - len(tail)] + tail
        number += 1
