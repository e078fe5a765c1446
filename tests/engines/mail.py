"""A mail server on the loopback that keeps what it is given, and refuses what it is told to refuse."""

import email
import email.policy
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Letter:
    """One message as it arrived: to whom the envelope said, the bytes, and the bytes parsed."""

    recipients: list[str]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        parsed = email.message_from_bytes(self.content, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass
class Sink:
    """What arrived, in order. `refusals` maps a recipient to the answer that RCPT gets, such as "550 unknown"."""

    letters: list[Letter] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    answer_to_data: str = "250 OK"
    connections: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        """As EMAIL_URL wants it."""
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[Letter]:
        return [letter for letter in self.letters if address in letter.recipients]

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, name: str, said: list[str]) -> Any:  # noqa: N802
        self.connections += 1
        session.host_name = name
        return said

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        if refusal := self.refusals.get(address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer_to_data.startswith("2"):
            assert isinstance(envelope.content, bytes)
            self.letters.append(Letter(list(envelope.rcpt_tos), envelope.content))
        return self.answer_to_data


@contextmanager
def listening(sink: Sink | None = None) -> Iterator[Sink]:
    """A sink on a free port, until the end of the block."""
    sink = sink or Sink()
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        sink.port = probe.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port, data_size_limit=0)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
