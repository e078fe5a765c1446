"""Each action's VEVENT, kept as text with the revisions it saw, and repaired by whoever reads it stale.

Two readers may repair the same fragment at once: text and revision come from one row as one statement read it, so
whichever is stored last is either right or seen to be stale by the next reader.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import translation

from actions.calendars.models import Fragment
from actions.planning import vevent
from actions.planning.models import Action
from actions.planning.models.action import ActionQuerySet
from actions.planning.where import meeting_point
from campaign.web.viewer import NOBODY

BATCH = 200  # fragments rendered and stored at once
logger = logging.getLogger(__name__)


def read(actions: ActionQuerySet, now: datetime) -> list[Fragment]:
    """The fragments of `actions`, in their order, all of them fresh. Three queries and, where some are stale, more."""
    wanted = {
        pk: (revision, call or 0) for pk, revision, call in actions.values_list("pk", "revision", "call__revision")
    }
    kept = {fragment.pk: fragment for fragment in _kept(actions)}
    stale = [pk for pk, seen in wanted.items() if pk not in kept or _seen(kept[pk]) != seen]
    for fragment in _repair(stale, now):
        kept[fragment.pk] = fragment
    return [kept[pk] for pk in wanted if pk in kept]


def _kept(actions: ActionQuerySet) -> Iterable[Fragment]:
    return Fragment.objects.filter(action__in=actions.order_by().values("pk"))


def _seen(fragment: Fragment) -> tuple[int, int]:
    return fragment.revision, fragment.calls_revision


def _repair(stale: list[int], now: datetime) -> Iterator[Fragment]:
    stale = sorted(stale)
    for batch in (stale[start : start + BATCH] for start in range(0, len(stale), BATCH)):
        fresh = [_render(action, now) for action in Action.objects.filter(pk__in=batch).select_related("call")]
        fresh.sort(key=lambda fragment: fragment.pk)  # one order for all who store, so that none waits for another
        _store(fresh)
        yield from fresh


def _render(action: Action, now: datetime) -> Fragment:
    with translation.override(settings.LANGUAGE_CODE):
        text = vevent.render(action, meeting_point=meeting_point.reveal(action, NOBODY, now))
    zone, first, last = vevent.zone_years(action) or ("", None, None)
    return Fragment(
        action=action,
        revision=action.revision,
        calls_revision=action.call.revision if action.call else 0,
        zone=zone,
        first_year=first,
        last_year=last,
        text=text,
    )


def _store(fragments: list[Fragment]) -> None:
    """Keep them; where the database can't just now, the reader is answered all the same and the next one repairs."""
    fields = ["revision", "calls_revision", "zone", "first_year", "last_year", "text"]
    try:
        with transaction.atomic(durable=True):
            Fragment.objects.bulk_create(
                fragments, update_conflicts=True, unique_fields=["action"], update_fields=fields
            )
    except DatabaseError as error:
        logger.warning("%d fragments of feeds were not kept: %s", len(fragments), error)
