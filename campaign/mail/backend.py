"""Django's e-mail backend: whatever Django or allauth sends goes through the outbox."""

from django.core.mail.backends.base import BaseEmailBackend


class OutboxBackend(BaseEmailBackend):
    """Writes each message into the outbox."""
