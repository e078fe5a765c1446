"""Django's e-mail backend: whatever Django or allauth sends goes through the outbox, sealed, as a ready-made letter."""

import secrets
from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.translation import get_language

from campaign.lib import clock
from campaign.mail import outbox

READY = "mail/ready"  # a template that shows the finished subject, text and HTML as they are


class OutboxBackend(BaseEmailBackend):
    """Writes each message into the outbox: one delivery for each of its recipients."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many messages were written. In the caller's transaction, where there is one."""
        now = clock.now()
        with transaction.atomic(savepoint=False):
            return sum(self._write(message, now) for message in email_messages)

    def _write(self, message: EmailMessage, now: Any) -> int:
        if message.attachments:
            raise ValueError("Mail with attachments is written by campaign.mail.outbox.")
        context = {"subject": str(message.subject), "text": str(message.body), "whole_html": _html(message)}
        language = get_language() or "en"
        for address in message.recipients():
            to = outbox.Recipient(address, language)
            outbox.write(READY, to=to, context=context, key=secrets.token_urlsafe(18), now=now)
        return 1 if message.recipients() else 0


def _html(message: EmailMessage) -> str:
    """The message's HTML, empty where there is none (the letter then shows the text)."""
    if message.content_subtype == "html":
        return str(message.body)
    for content, kind in getattr(message, "alternatives", []):
        if kind == "text/html":
            return str(content)
    return ""
