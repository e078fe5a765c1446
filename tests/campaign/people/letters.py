"""The letters that wait in the outbox, read as their recipients will read them."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from campaign.lib import clock
from campaign.mail import letters
from campaign.mail.models import Delivery


@dataclass(frozen=True)
class Letter:
    """One delivery: to whom, and the finished message."""

    to: str
    subject: str
    text: str
    html: str

    @property
    def link(self) -> str:
        """The path of the first address in it that stands on a line of its own."""
        found = re.search(r"^https?://[^/\s]+(/\S*)$", self.text, re.MULTILINE)
        assert found, self.text
        return found[1]


def waiting() -> list[Letter]:
    """All that were written and not yet sent, in their order."""
    return [_read(delivery) for delivery in Delivery.objects.filter(finished_at=None).order_by("pk")]


def last() -> Letter:
    return waiting()[-1]


def _read(delivery: Delivery) -> Letter:
    import json

    assert delivery.address is not None
    letter = letters.render(delivery.mailing.template, json.loads(delivery.values or "{}"), delivery.language)
    content = letter.fill(to=delivery.address, message_id=delivery.message_id, date=clock.now(), values={})
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    bodies = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
    bodies = {kind: content.replace("\r\n", "\n") for kind, content in bodies.items()}
    return Letter(delivery.address, str(message["Subject"]), bodies["text/plain"], bodies["text/html"])
