"""Feeds are joined, not built: head, each zone once, the fragments, tail."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation

from actions.calendars import fragments, scopes
from actions.calendars.bodies import Body, shelf
from actions.calendars.models import Fragment
from actions.calendars.scopes import Scope, Stamp
from actions.planning import vevent
from campaign.calls.models import KeyDate
from campaign.web.models import Network


def path(scope: Scope) -> str:
    """The feed's address on this site."""
    return f"/calendars/{scope.kind}/{scope.slug}.ics" if scope.slug else f"/calendars/{scope.kind}.ics"


def body(scope: Scope, now: datetime) -> Body | None:
    """The feed as it stands; None where the public has no such feed."""
    stamp = scopes.stamp(scope, now)
    if stamp is None:
        return None
    kept = shelf.find(scope, stamp)
    if kept is not None:
        return kept
    return shelf.keep(scope, stamp, _join(scope, stamp, now))


def _join(scope: Scope, stamp: Stamp, now: datetime) -> str:
    found = fragments.read(scopes.actions(scope, stamp), now)
    texts = [fragment.text for fragment in found]
    with translation.override(settings.LANGUAGE_CODE):
        texts += [vevent.render_key_date(key_date) for key_date in _key_dates(scope, stamp)]
        return vevent.join(texts, zones=map(_zone_years, found), about=about(scope, stamp.title))


def about(scope: Scope, title: str) -> dict[str, str]:
    """What calendar programs show of the feed itself."""
    network = Network.current().name
    name = f"{title} · {network}" if title else network
    return {"name": name, "x-wr-calname": name, "url": settings.SITE_URL + path(scope)}


def _key_dates(scope: Scope, stamp: Stamp) -> Iterable[KeyDate]:
    if scope.kind != "calls":
        return []
    dates: QuerySet[KeyDate] = KeyDate.objects.filter(call=stamp.id)
    return dates.select_related("call")


def _zone_years(fragment: Fragment) -> tuple[str, int, int] | None:
    if fragment.first_year is None or fragment.last_year is None:
        return None
    return fragment.zone, fragment.first_year, fragment.last_year
