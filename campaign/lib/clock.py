"""The one clock. Verbs ask it once, at their top, and hand the instant on."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)
