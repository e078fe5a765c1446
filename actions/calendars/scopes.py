"""What a public feed covers, and how often that has changed: one query by cursor on every request.

`all` and a group hold thirty days back, all that goes on and all that comes; a call and an action hold everything.
What was announced and then withdrawn leaves a tombstone for thirty days.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Q

from actions.planning.models import Action
from actions.planning.models.action import ActionQuerySet
from campaign.calls.models import Call
from campaign.groups.models import Group
from campaign.web import driver
from campaign.web.models import ScopeRevision

KEPT_BACK = timedelta(days=30)


def _revision(key: str) -> str:
    """SQL for the revision of the scope whose key the SQL expression `key` gives."""
    return f"COALESCE((SELECT revision FROM {ScopeRevision._meta.db_table} WHERE key = {key}), 0)"  # noqa: S608 - ours


def _words(states: Iterable[str]) -> str:
    return ", ".join(f"'{state}'" for state in states)


ALL, CALL, GROUP, EPOCH = map(_revision, ("'all'", "'call:' || id", "'group:' || id", "'calls'"))
CALLS_SHOWN = (Call.State.PUBLISHED, Call.State.ENDED)
# Only names of our own tables and words of our own enums are put together here; every slug is a parameter.
QUERIES = {
    "all": f"SELECT 0, '', {ALL}, {EPOCH}",
    "calls": f"SELECT id, title, {CALL}, {EPOCH} FROM {Call._meta.db_table}"  # noqa: S608
    f" WHERE slug = %s AND state IN ({_words(CALLS_SHOWN)})",
    "groups": f"SELECT id, name, {GROUP}, {EPOCH} FROM {Group._meta.db_table}"  # noqa: S608
    f" WHERE slug = %s AND state = '{Group.State.STANDING}'",
    "actions": f"SELECT id, title, revision, {EPOCH} FROM {Action._meta.db_table} WHERE slug = %s"  # noqa: S608
    f" AND visibility = '{Action.Visibility.PUBLIC}' AND (withdrawn_at IS NULL AND"
    f" state IN ({_words(Action.SHOWN_STATES)}) OR withdrawn_at IS NOT NULL AND announced_at IS NOT NULL)",
}
KINDS = frozenset(QUERIES)


class Scope(NamedTuple):
    """One public feed: its kind (`all`, `calls`, `groups`, `actions`) and the slug of what it is about."""

    kind: str
    slug: str = ""


class Stamp(NamedTuple):
    """What a feed's bytes depend on. Equal stamps, equal bytes."""

    id: int
    title: str
    revision: int
    epoch: int  # of all calls: a corrected call changes what its actions say
    day: date  # UTC: what is kept back moves on with it


def stamp(scope: Scope, now: datetime) -> Stamp | None:
    """The scope's present stamp; None where there is no such feed for the public."""
    row = driver.row(QUERIES[scope.kind], (scope.slug,) if scope.slug else ())
    return Stamp(int(row[0]), row[1], int(row[2]), int(row[3]), now.date()) if row else None


def actions(scope: Scope, stamp: Stamp) -> ActionQuerySet:
    """The actions that stand in the feed, also as tombstones, in a fixed order; each has a day."""
    oldest = datetime.combine(stamp.day, time(), UTC) - KEPT_BACK
    buried = Q(visibility=Action.Visibility.PUBLIC, announced_at__isnull=False, withdrawn_at__gte=oldest)
    shown = Q(visibility=Action.Visibility.PUBLIC, state__in=Action.SHOWN_STATES, withdrawn_at__isnull=True)
    found = Action.objects.filter(shown | buried, day__isnull=False).order_by("starts", "pk")
    if scope.kind == "calls":
        return found.filter(call=stamp.id)
    if scope.kind == "actions":
        return found.filter(pk=stamp.id)
    if scope.kind == "groups":
        found = found.hosted_by(Group.objects.filter(pk=stamp.id))
    return found.filter(Q(ends__isnull=True) | Q(ends__gte=oldest))
