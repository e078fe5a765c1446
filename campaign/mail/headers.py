"""The headers of a letter, written by ourselves.

The mail package of Python reads an encoded word (RFC 2047) in whatever it is given as a header and writes it out
decoded, line ends and all. So it is given none: plain text goes out as it is, everything else as encoded words of ours,
and what comes out is read once more.
"""

import re
import textwrap
from email.header import Header

CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
PLAIN = re.compile(r"(?!.*=\?)[ -~]*")  # needs no encoding, and none would be seen in it
LINE = 76  # characters
LONGEST_WORD = 50  # characters that can stand in a line of their own
FIELD = re.compile(r"[!-9;-~]+:(?: [!-~](?:[ -~]*[!-~])?)?")  # RFC 5322, 2.2
CONTINUED = re.compile(r"[ \t]+[!-~](?:[ -~]*[!-~])?")


class Unfit(ValueError):
    """What should be filled in can't stand where the template wants it."""


def clean(text: str) -> str:
    """`text` on one line, without control characters: what somebody called herself can't end a line."""
    return CONTROLS.sub(" ", text).strip()


def subject(text: str) -> bytes:
    """The line, or lines, of a subject."""
    words = _one_line(text)
    if PLAIN.fullmatch(words) and all(len(word) <= LONGEST_WORD for word in words.split()):
        return checked("\r\n ".join(textwrap.wrap(f"Subject: {words}", LINE, break_on_hyphens=False)) + "\r\n")
    return checked(f"Subject: {_encoded(words, 'Subject')}\r\n")


def sender(name: str, address: str) -> bytes:
    """The line, or lines, that say who writes: a name that people read, and the address."""
    words = _one_line(name)
    if not words:
        return checked(f"From: <{address}>\r\n")
    if PLAIN.fullmatch(words) and len(words) <= LONGEST_WORD:
        quoted = re.sub(r'(["\\])', r"\\\1", words)
        return checked(f'From: "{quoted}"\r\n <{address}>\r\n')
    return checked(f"From: {_encoded(words, 'From')}\r\n <{address}>\r\n")


def checked(lines: str) -> bytes:
    """`lines` of a head on their way out. Raises Unfit unless each of them is a header or goes on with one."""
    first, *others = lines.removesuffix("\r\n").split("\r\n")
    fits = FIELD.fullmatch(first) and all(FIELD.fullmatch(line) or CONTINUED.fullmatch(line) for line in others)
    if not fits or not lines.endswith("\r\n"):
        raise Unfit("A header of the letter can't be written.")
    return lines.encode("ascii")


def _one_line(text: str) -> str:
    whole = text.encode("utf-8", "replace").decode()  # a lone half of a surrogate pair becomes a question mark
    return " ".join(clean(whole).split())


def _encoded(words: str, name: str) -> str:
    return Header(words, "utf-8", maxlinelen=LINE, header_name=name).encode(linesep="\r\n")
