"""The worker's side of mail: thin, and harmless when run twice."""

from celery import shared_task

from campaign.lib import clock
from campaign.mail import nudging, sending

SECONDS = 5.0


@shared_task(name="campaign.mail.deliver")  # type: ignore[untyped-decorator]  # celery is untyped
def deliver() -> None:
    """Send what is due, for a few seconds: a worker that is told to end can do so soon, and in good order."""
    nudging.look()
    if not sending.run(seconds=SECONDS):
        return  # nothing, or a server that is away: that is tried again by the next sweep
    if sending.is_due(clock.now()):
        nudging.wake()
