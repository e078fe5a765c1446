"""Putting a page of knowledge down. Editing on the site, revisions and translations come later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from campaign.resources.models import Resource, Source


@dataclass(frozen=True, slots=True)
class Cited:
    """A source as it stands below a page."""

    text: str
    url: str = ""


def write(
    slug: str,
    *,
    section: str,
    position: int,
    title: str,
    summary: str,
    text: str,
    sources: Sequence[Cited] = (),
    checked_on: date | None = None,
    language: str = "en",
) -> Resource:
    """Write the page at `slug`, or write it anew; its sources are numbered in the order given."""
    with transaction.atomic(durable=True):
        resource, _ = Resource.objects.update_or_create(
            slug=slug,
            defaults={
                "section": section,
                "position": position,
                "title": title,
                "summary": summary,
                "text": text,
                "checked_on": checked_on,
                "language": language,
            },
        )
        resource.sources.all().delete()
        Source.objects.bulk_create(
            Source(resource=resource, number=number, text=source.text, url=source.url)
            for number, source in enumerate(sources, start=1)
        )
    return resource
