"""Saying what happened. Writing reports on the site comes later."""

from django.db import transaction

from actions.planning.models import Action
from actions.reports.models import Report
from campaign.lib import clock


def publish(action: Action, *, text: str, number: int | None = None, number_of: str = "", source: str = "") -> Report:
    """Publish what happened at `action`, or publish it anew.

    `number` people (or whatever `number_of` says) came; None where nobody told. `source` says who says so.
    """
    at = clock.now()
    told = {"text": text, "number": number, "number_of": number_of, "source": source}
    with transaction.atomic(durable=True):
        report, _ = Report.objects.update_or_create(
            action=action, defaults=told, create_defaults={**told, "published_at": at}
        )
    return report
