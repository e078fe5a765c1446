"""SMTP with pipelining (RFC 2920): the body of one letter and the envelope of the next leave in one write.

`Pipeline` is smtplib's client with one more deed, `post`. Where the server doesn't announce PIPELINING, each command
waits for its answer, as usual.
"""

import re
import smtplib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

PATIENCE = 60.0  # seconds for an answer


class Fate(Enum):
    """What became of a letter."""

    ACCEPTED = "accepted"
    REFUSED = "refused"  # 5xx: this recipient will never get it
    LATER = "later"  # 4xx, or the server refused the sender, which is no fault of the recipient
    UNCERTAIN = "uncertain"  # the server had all of it and fell silent
    UNTOUCHED = "untouched"  # it never was on the wire: the connection ended before


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter's fate and the server's words."""

    fate: Fate
    words: str = ""


ACCEPTED = Posted(Fate.ACCEPTED)


class Unsafe(ValueError):
    """A letter or an address that a server could read as more than one: it never comes near a connection."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One recipient and the whole letter, in lines of which none begins with a full stop. Raises Unsafe."""

    address: str
    letter: bytes

    def __post_init__(self) -> None:
        letter = self.letter
        lines = letter.count(b"\r\n")
        if letter.startswith(b".") or b"\n." in letter or not letter.endswith(b"\r\n"):
            raise Unsafe("The letter holds a line that would end it.")
        if not lines == letter.count(b"\r") == letter.count(b"\n"):
            raise Unsafe("The letter holds a line end that is none (RFC 5321, 2.3.8).")
        if not re.fullmatch(r"[!-;=?-~]+", self.address):
            raise Unsafe("The address can't stand in a command.")


class Pipeline(smtplib.SMTP):
    """One connection on which many letters go, each to one recipient."""

    def post(self, sender: str, envelopes: Sequence[Envelope], *, until: float) -> Iterator[Posted]:
        """Hand over each letter; the fates come in the same order, one for each.

        After `until` (of time.monotonic) no further letter is begun: what is left comes back untouched. When the
        connection breaks, the letter that the server had whole is uncertain, and all that follow are untouched.
        """
        deal = self._pipelined if self.has_extn("pipelining") else self._in_turn
        done = 0
        for posted in deal(sender, envelopes, until):
            done += 1
            yield posted
        for _ in range(len(envelopes) - done):
            yield Posted(Fate.UNTOUCHED)

    def _pipelined(self, sender: str, envelopes: Sequence[Envelope], until: float) -> Iterator[Posted]:
        """All but the first envelope travel behind the body of the letter before them."""
        if not envelopes or time.monotonic() > until:
            return
        try:
            self.send(_commands(sender, envelopes[0]))
        except (OSError, smtplib.SMTPException) as error:
            yield _broken(error, handed_over=False)
            return
        for index, envelope in enumerate(envelopes):
            follows = index + 1 < len(envelopes) and time.monotonic() < until
            next_commands = _commands(sender, envelopes[index + 1]) if follows else b""
            handed_over = False
            try:
                answers = [self.getreply(), self.getreply(), self.getreply()]
                posted = _envelope_refused(answers, envelope)
                if posted is None:
                    handed_over = True
                    self.send(envelope.letter + b".\r\n" + next_commands)
                    posted = _judged(*self.getreply(), envelope)
                else:
                    # RFC 2920, 3.1: a DATA that was accepted without recipients is ended by a full stop.
                    ends_data = answers[2][0] == 354
                    self.send((b".\r\n" if ends_data else b"") + b"RSET\r\n" + next_commands)
                    for _ in range(1 + ends_data):
                        self.getreply()
            except (OSError, smtplib.SMTPException) as error:
                yield _broken(error, handed_over=handed_over)
                return
            yield posted
            if not follows or posted.words.startswith("421"):
                return

    def _in_turn(self, sender: str, envelopes: Sequence[Envelope], until: float) -> Iterator[Posted]:
        """One command, one answer."""
        for envelope in envelopes:
            if time.monotonic() > until:
                return
            handed_over = False
            try:
                answers = []
                for command in _commands(sender, envelope).splitlines(keepends=True):
                    self.send(command)
                    answers.append(self.getreply())
                    if answers[-1][0] >= 400:
                        break
                posted = _envelope_refused(answers, envelope)
                if posted is None:
                    handed_over = True
                    self.send(envelope.letter + b".\r\n")
                    posted = _judged(*self.getreply(), envelope)
                else:
                    self.send(b"RSET\r\n")
                    self.getreply()
            except (OSError, smtplib.SMTPException) as error:
                yield _broken(error, handed_over=handed_over)
                return
            yield posted
            if posted.words.startswith("421"):
                return


class PipelineSSL(Pipeline, smtplib.SMTP_SSL):
    """The same inside TLS from the first byte."""


def _commands(sender: str, envelope: Envelope) -> bytes:
    return f"MAIL FROM:<{sender}>\r\nRCPT TO:<{envelope.address}>\r\nDATA\r\n".encode("ascii")


def _envelope_refused(answers: Sequence[tuple[int, bytes]], envelope: Envelope) -> Posted | None:
    """The fate of a letter whose envelope was not taken; None when the server waits for the body."""
    for position, (code, text) in enumerate(answers):
        if code >= 400:
            posted = _judged(code, text, envelope)
            # Only an answer to RCPT speaks of the recipient; MAIL and DATA speak of us, and we may mend.
            return posted if position == 1 else Posted(Fate.LATER, posted.words)
    return None


def _judged(code: int, text: bytes, envelope: Envelope) -> Posted:
    if code < 400:
        return ACCEPTED
    words = without_address(f"{code} {text.decode('utf-8', 'replace')}", envelope.address)
    return Posted(Fate.REFUSED if code >= 500 else Fate.LATER, words)


def _broken(error: Exception, *, handed_over: bool) -> Posted:
    if handed_over:
        return Posted(Fate.UNCERTAIN, "The server fell silent after it had the letter.")
    return Posted(Fate.LATER, f"The connection broke ({type(error).__name__}).")


def without_address(words: str, address: str) -> str:
    """The server's words on one line, 200 characters at most, without the recipient's or any other address."""
    words = re.sub(re.escape(address), "…", words, flags=re.IGNORECASE)
    words = re.sub(r"[^\s<>\"'(),:;]+@[^\s<>\"'(),:;]+", "…", words)
    local = address.rpartition("@")[0]
    if len(local) > 2:
        words = re.sub(rf"(?<!\w){re.escape(local)}(?!\w)", "…", words, flags=re.IGNORECASE)
    return " ".join(words.split())[:200]
