"""Letters: a template rendered once for a language and cut into pieces of bytes, filled for each recipient.

Everything is quoted-printable (RFC 2045, 6.7), with a full stop at the start of a line encoded, so that no line of a
letter ever needs SMTP's dot-stuffing: the bytes on the wire and the bytes in a file are the same.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from html import escape
from typing import Any

import css_inline
from django.conf import settings
from django.template import Context, engines
from django.utils import translation

from campaign.mail import headers
from campaign.mail.headers import Unfit, clean
from campaign.web.models import Network

LINE = 75  # characters of a quoted-printable line, without its soft break
PLAIN = re.compile(r"[!-\-/-<>-~](?:[ -<>-~]{0,73}[!-<>-~])?")  # needs no encoding on a line of its own
WIRED = re.compile(r"[!#-'*+\-./0-9=?A-Z^-~]+@[0-9A-Za-z.-]+")  # RFC 5321, 4.1.2, without quoted local parts
RESERVED = ("ics", "unsubscribe", "from_name")

_inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that each recipient's own value takes."""

    name: str
    is_html: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in one language. `pieces` are what follows the head, from the blank line on."""

    head: bytes
    pieces: tuple[bytes | Slot, ...]
    unsubscribe: str | None = None

    def fill(self, *, to: str, message_id: str, date: datetime, values: Mapping[str, str]) -> bytes:
        """The whole message (RFC 5322) for one recipient, lines ended by CR LF."""
        head = [self.head, b"To: ", to.encode("ascii"), b"\r\nMessage-ID: ", message_id.encode("ascii")]
        head += [b"\r\nDate: ", _date(date.replace(microsecond=0)), b"\r\n"]
        if unsubscribe := values.get("unsubscribe", self.unsubscribe):
            head += [b"List-Unsubscribe: <", _address(unsubscribe), b">\r\n"]
            head.append(b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")
        body = [piece if isinstance(piece, bytes) else _value(piece, values) for piece in self.pieces]
        return b"".join(head + body)


def render(template: str, context: Mapping[str, Any], language: str, *, slots: frozenset[str] = frozenset()) -> Letter:
    """The letter that `template` makes of `context`, with open places for the names in `slots`."""
    nonce = secrets.token_hex(8)  # so that nothing a person wrote can pass for a place
    network = Network.current().name
    told = {
        "from_name": network,
        "unsubscribe": None,
        **context,
        **{name: f"\ue000{nonce}.{name}\ue001" for name in slots},
        "language": language,
        "network_name": network,
        "site_url": settings.SITE_URL,
    }
    with translation.override(language):
        subject, text = _subject(template, told), _words(template, told)
        told["subject"] = subject
        html = told.get("whole_html") or engines["django"].get_template(f"{template}/body.html").render(told)
    if nonce in subject:
        raise Unfit(f"{template}: a recipient's own value can't stand in the subject.")
    cut = re.compile(f"\ue000{nonce}\\.([a-z_]+)\ue001")
    pieces, boundary = _body(text, _inliner.inline(html), told.get("ics"), cut)
    unsubscribe = None if "unsubscribe" in slots else told["unsubscribe"]
    return Letter(_head(str(told["from_name"]), subject, boundary, mixed=bool(told.get("ics"))), pieces, unsubscribe)


@dataclass(frozen=True, slots=True)
class Plain:
    """A letter in words, to look at before it is sent."""

    subject: str
    text: str


def plain(template: str, context: Mapping[str, Any], language: str) -> Plain:
    """What `render` makes of it in words alone."""
    network = Network.current().name
    told = {"from_name": network, **context, "language": language, "network_name": network}
    told["site_url"] = settings.SITE_URL
    with translation.override(language):
        return Plain(_subject(template, told), _words(template, told))


def _subject(template: str, told: Mapping[str, Any]) -> str:
    return " ".join(_text(f"{template}/subject.txt", told).split())


def _words(template: str, told: Mapping[str, Any]) -> str:
    return re.sub(r"\n{3,}", "\n\n", _text(f"{template}/body.txt", told)).strip() + "\n"


def _text(name: str, told: Mapping[str, Any]) -> str:
    template = engines["django"].engine.get_template(name)  # type: ignore[attr-defined]  # only Django's engine is used
    return str(template.render(Context(dict(told), autoescape=False)))


def _head(name: str, subject: str, boundary: str, *, mixed: bool) -> bytes:
    """The headers that all recipients share."""
    kind = "mixed" if mixed else "alternative"
    return b"".join(
        (
            headers.sender(name, parseaddr(settings.MAIL_FROM)[1]),
            headers.subject(subject),
            headers.checked("Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"),
            headers.checked(f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n'),
        )
    )


def _body(text: str, html: str, ics: str | None, cut: re.Pattern[str]) -> tuple[tuple[bytes | Slot, ...], str]:
    """What follows the head, and the boundary that the head names."""
    boundary = f"=_{secrets.token_hex(12)}"  # "=_" can't occur in quoted-printable
    inner = boundary if ics is None else f"{boundary}.letter"
    pieces: list[bytes | Slot] = []
    if ics is not None:
        pieces.append(f'\r\n--{boundary}\r\nContent-Type: multipart/alternative; boundary="{inner}"\r\n'.encode())
    for content, kind in ((text, "plain"), (html, "html")):
        pieces.append(_part_head(inner, f"text/{kind}; charset=utf-8"))
        pieces += _encoded(content, cut, is_html=kind == "html")
    pieces.append(f"\r\n--{inner}--\r\n".encode())
    if ics is not None:
        pieces.append(_part_head(boundary, "text/calendar; charset=utf-8; method=PUBLISH", attached="action.ics"))
        pieces.append(_quoted(ics))
        pieces.append(f"\r\n--{boundary}--\r\n".encode())
    return _joined(pieces), boundary


def _part_head(boundary: str, kind: str, attached: str = "") -> bytes:
    disposition = f'Content-Disposition: attachment; filename="{attached}"\r\n' if attached else ""
    return (
        f"\r\n--{boundary}\r\nContent-Type: {kind}\r\n{disposition}Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode()


def _encoded(content: str, cut: re.Pattern[str], *, is_html: bool) -> list[bytes | Slot]:
    """Fixed bytes and open places in turn; a soft break on each side of a place lets any value stand there."""
    pieces: list[bytes | Slot] = []
    for index, part in enumerate(cut.split(content)):
        if index % 2:
            pieces += [b"=\r\n", Slot(part, is_html), b"=\r\n"]
        else:
            pieces.append(_quoted(part))
    return pieces


def _joined(pieces: list[bytes | Slot]) -> tuple[bytes | Slot, ...]:
    joined: list[bytes | Slot] = []
    for piece in pieces:
        if joined and isinstance(piece, bytes) and isinstance(joined[-1], bytes):
            joined[-1] += piece
        else:
            joined.append(piece)
    return tuple(joined)


def _quoted(text: str) -> bytes:
    """Quoted-printable, lines ended by CR LF, none longer than 76 characters or starting with a full stop."""
    return "\r\n".join(map(_quoted_line, re.split(r"\r\n|\r|\n", text))).encode("ascii")


def _quoted_line(line: str) -> str:
    out: list[str] = []
    used = 0
    last = len(line) - 1
    for position, character in enumerate(line):
        if character == "\t" or (" " <= character <= "~" and character != "="):
            token = _hex(character) if character in " \t" and position == last else character
        else:
            token = _hex(character)
        if used + len(token) > LINE:
            out.append("=\r\n")
            used = 0
        if used == 0 and character == ".":
            token = _hex(".")
        out.append(token)
        used += len(token)
    return "".join(out)


@lru_cache(maxsize=4)
def _date(instant: datetime) -> bytes:
    """As RFC 5322 writes it. Many letters leave within one second."""
    return format_datetime(instant).encode()


@lru_cache(maxsize=1024)
def _hex(character: str) -> str:
    return "".join(f"={byte:02X}" for byte in character.encode("utf-8", "replace"))


def _value(slot: Slot, values: Mapping[str, str]) -> bytes:
    """A recipient's value; it stands between soft breaks, so it starts at the beginning of a line."""
    text = clean(values[slot.name])
    if slot.is_html:
        text = escape(text)
    return text.encode("ascii") if PLAIN.fullmatch(text) else _quoted_line(text).encode("ascii")


def _address(url: str) -> bytes:
    if not re.fullmatch(r"https?://[!-;=?-~]{1,900}", url):
        raise Unfit("The address for unsubscribing is none.")
    return url.encode("ascii")


def wire_address(address: str) -> str:
    """The address as it stands on the wire: a domain in other letters than a–z in its ASCII form (RFC 5891)."""
    local, _, domain = address.rpartition("@")
    try:
        wired = f"{local.encode('ascii').decode()}@{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise Unfit("No mail server takes an address with such letters before the @.") from error
    if not WIRED.fullmatch(wired):  # a domain's letters may stand for others: “＞” for “>”
        raise Unfit("No mail server takes such an address.")
    return wired
