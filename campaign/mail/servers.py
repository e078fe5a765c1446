"""Where letters go: to the server that EMAIL_URL names, or into files under VAR_DIR/mail/ where it names none.

smtp:// is plain (port 25), smtp+tls:// and submission:// begin plain and ask for TLS (port 587), smtps:// and
smtp+ssl:// are TLS from the first byte (port 465).
"""

import os
import re
import smtplib
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings

from campaign.mail.pipelining import PATIENCE, Envelope, Fate, Pipeline, PipelineSSL, Posted

STARTTLS = ("smtp+tls", "submission", "submit")
TLS = ("smtps", "smtp+ssl")


class Unreachable(Exception):
    """No letter can be handed over at all: the server is away, or does not let us in. The text names EMAIL_URL."""


class Connection(Protocol):
    """An open way out."""

    def post(self, envelopes: Sequence[Envelope], *, until: float) -> Iterator[Posted]:
        """Hand over each letter; one fate for each, in order. Raises Unreachable before the first."""


@dataclass(frozen=True, slots=True)
class Server:
    """What EMAIL_URL says."""

    scheme: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)

    @classmethod
    def from_url(cls, url: str) -> "Server":
        """Reads smtp://user:password@host:port; user and password may be percent-encoded."""
        parts = urlsplit(url)
        port = parts.port or (587 if parts.scheme in STARTTLS else 465 if parts.scheme in TLS else 25)
        # dj-email-url reads smtps://…:587 as STARTTLS, and that is what answers on this port everywhere
        scheme = "smtp+tls" if parts.scheme in TLS and port == 587 else parts.scheme
        return cls(scheme, parts.hostname or "", port, unquote(parts.username or ""), unquote(parts.password or ""))

    def connect(self) -> Pipeline:
        """An open, encrypted and signed-in connection. Raises what smtplib raises."""
        name = urlsplit(settings.SITE_URL).hostname
        if self.scheme in TLS:
            client: Pipeline = PipelineSSL(
                self.host, self.port, name, timeout=PATIENCE, context=ssl.create_default_context()
            )
        else:
            client = Pipeline(self.host, self.port, name, timeout=PATIENCE)
        with ExitStack() as unless_all_goes_well:
            unless_all_goes_well.callback(client.close)
            if self.scheme in STARTTLS:
                client.starttls(context=ssl.create_default_context())
            if self.user:
                client.login(self.user, self.password)
            client.ehlo_or_helo_if_needed()
            unless_all_goes_well.pop_all()
        return client


class Smtp:
    """One connection, opened for the first letter and again when it broke."""

    def __init__(self, server: Server, sender: str) -> None:
        self.server = server
        self.sender = sender
        self.client: Pipeline | None = None

    def post(self, envelopes: Sequence[Envelope], *, until: float) -> Iterator[Posted]:
        client = self.client or self._connected()
        whole = True
        for posted in client.post(self.sender, envelopes, until=until):
            broken = posted.fate in (Fate.UNCERTAIN, Fate.UNTOUCHED) or posted.words.startswith("421")
            whole = whole and not broken and client.sock is not None
            yield posted
        if not whole:
            self.close()

    def _connected(self) -> Pipeline:
        try:
            self.client = self.server.connect()
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(
                f"The mail server that EMAIL_URL names ({self.server.host}:{self.server.port}) can't be used: "
                f"{type(error).__name__}."
            ) from error
        return self.client

    def close(self) -> None:
        """Say good-bye; a server that is gone already doesn't matter."""
        client, self.client = self.client, None
        if client is not None:
            with suppress(OSError, smtplib.SMTPException):
                client.quit()
            client.close()


class Files:
    """Each letter as one file, readable by its owner only, written beside and renamed in, so that none is half.

    A file is named after the letter's Message-ID: a letter written twice is one file.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.drafts = folder.with_name(f"{folder.name}-drafts")

    def post(self, envelopes: Sequence[Envelope], *, until: float) -> Iterator[Posted]:
        for folder in (self.folder, self.drafts):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for envelope in envelopes:
            if time.monotonic() > until:
                yield Posted(Fate.UNTOUCHED)
            else:
                self._write(_file_name(envelope.letter), envelope.letter)
                yield Posted(Fate.ACCEPTED)

    def _write(self, name: str, letter: bytes) -> None:
        draft = self.drafts / f"{name}.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(letter)
        draft.rename(self.folder / name)

    def close(self) -> None:
        """Nothing is open."""


def _file_name(letter: bytes) -> str:
    found = re.search(rb"^Message-ID: <([^@>]+)@", letter, re.MULTILINE)
    assert found is not None  # noqa: S101 - every letter of ours has one
    return f"{found.group(1).decode('ascii')}.eml"


@contextmanager
def way_out() -> Iterator[Connection]:
    """The way that letters go, closed at the end."""
    out: Smtp | Files
    if settings.EMAIL_URL:
        out = Smtp(Server.from_url(settings.EMAIL_URL), parseaddr(settings.MAIL_FROM)[1])
    else:
        out = Files(settings.VAR_DIR / "mail")
    try:
        yield out
    finally:
        out.close()
