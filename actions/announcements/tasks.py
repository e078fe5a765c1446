"""The worker's side of announcements: thin, and harmless when run twice."""

from celery import shared_task

from actions.announcements import expansion
from campaign.lib import clock


@shared_task(name="actions.announcements.expand")  # type: ignore[untyped-decorator]  # celery is untyped
def expand(id: int) -> None:
    """Put an announcement's recipients into the outbox."""
    expansion.expand(id, clock.now())
