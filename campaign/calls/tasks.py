"""The worker's side of calls: thin, and harmless when run twice."""

from celery import shared_task

from campaign.calls import asking
from campaign.lib import clock


@shared_task(name="campaign.calls.ask")  # type: ignore[untyped-decorator]  # celery is untyped
def ask(call_id: int) -> None:
    """Write the letters that ask groups to answer a call."""
    asking.tell(call_id, clock.now())
