"""Saying what happened."""

import hashlib

from django.db import transaction

from actions.planning.models import Action
from actions.planning.taking_part import seats as counter
from actions.reports.models import Report
from campaign.lib import clock


class ChangedMeanwhile(Exception):
    """Somebody else has told it since this form was opened."""


def publish(
    action: Action,
    *,
    text: str,
    number: int | None = None,
    number_of: str = "",
    source: str = "",
    seen: str | None = None,
) -> Report:
    """Publish what happened at `action`, or publish it anew.

    `number` people (or whatever `number_of` says) came; None where nobody told. `source` says who says so.
    `seen`: the mark of what was told when its form was opened. Raises ChangedMeanwhile.
    """
    at = clock.now()
    told = {"text": text, "number": number, "number_of": number_of, "source": source}
    with transaction.atomic(durable=True):
        counter.hold(action.pk)
        if seen is not None and seen != mark(Report.objects.filter(action=action).first()):
            raise ChangedMeanwhile
        report, _ = Report.objects.update_or_create(
            action=action, defaults=told, create_defaults={**told, "published_at": at}
        )
    return report


def mark(report: Report | None) -> str:
    """Another one for another report; empty where there is none."""
    if report is None:
        return ""
    return hashlib.sha256(f"{report.number}\0{report.number_of}\0{report.text}".encode()).hexdigest()[:16]
