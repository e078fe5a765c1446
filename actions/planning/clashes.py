"""What else is on that day: in the same town, and with the groups that host it. Only what the viewer may see anyway.

An action whose hours overlap weighs more than one on the same day: people can't be at both. What has no hour yet, or
goes on for weeks with an open end, is only on the same day.
"""

from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from actions.planning import drafting
from actions.planning.models import Action
from actions.planning.models.action import ActionQuerySet
from actions.planning.when import moments
from campaign.calls.models import Call, KeyDate
from campaign.groups.models import Group
from campaign.web.templatetags import times
from campaign.web.viewer import Viewer

MOST = 20  # in a town on one day; whoever plans among more has another problem
OFF = (Action.State.POSTPONED, Action.State.CANCELLED)
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Clash:
    """Something else on that day. `hour`, `place` and `hosts` are words; all three are empty for a date of a call."""

    title: str
    url: str
    overlaps: bool
    hour: str = ""
    place: str = ""
    hosts: str = ""
    draft: bool = False
    call: bool = False
    words: str = ""  # of a key date


def of(action: Action, viewer: Viewer) -> list[Clash] | None:
    """What else is on when this one is, stored or only sketched; nothing to say while it has no day."""
    if action.day is None:
        return None
    hosting = Q(pk=action.group_id)
    if action.pk is not None:
        hosting |= Q(cohosted__action=action.pk, cohosted__state__in=["asked", "accepted"])
    return on(
        action.city_key,
        action.day,
        Group.objects.filter(hosting),
        viewer,
        until=moments.last_day(action),
        span=_span(action),
        but=action,
    )


def shown(action: Action, viewer: Viewer) -> dict[str, Any]:
    """The same for a page: `clashes`, and `there` they were looked for."""
    return {"clashes": of(action, viewer), "there": action.where, "looked": True}


def on(
    place_key: str,
    day: date,
    groups: QuerySet[Group],
    viewer: Viewer,
    *,
    until: date | None = None,
    span: Span | None = None,
    but: Action | None = None,
) -> list[Clash]:
    """What the viewer may see of that day (to `until`) in that town and with these groups, what overlaps first; then
    days of calls and key dates. In the same number of queries however much it is."""
    until = until or day
    shown = Action.objects.visible_to(viewer).exclude(state__in=OFF)
    there = _during(shown, day, until).exclude(pk=(but and but.pk) or 0).order_by("day", "pk")
    ids = set(there.hosted_by(groups).values_list("pk", flat=True)[:MOST])
    if place_key:
        ids |= set(there.filter(city_key=place_key).values_list("pk", flat=True)[:MOST])
    rows = Action.objects.visible_to(viewer).with_hosts().filter(pk__in=ids).order_by("starts", "pk")
    found = [_clash(row, span) for row in rows if row.open_ended or (moments.last_day(row) or until) >= day]
    found.sort(key=lambda clash: not clash.overlaps)
    return found + _of_calls(day, until, viewer, but)


def sketch(group: Group, plan: drafting.Plan, *, action: Action | None = None) -> Action:
    """An action that is stored nowhere and says what stands in a form, as far as that can be read."""
    sketched = copy(action) if action is not None else Action(group=group, state=Action.State.DRAFT)
    if action is None:
        for field in drafting.LOCATED:
            setattr(sketched, field, getattr(group, field))
    drafting.say(sketched, plan)
    return sketched


def moved(action: Action, day: date | None, hour: time | None) -> Action:
    """The same action on another day, stored nowhere."""
    sketched = copy(action)
    drafting.move(sketched, day, hour)
    return sketched


def _during(actions: ActionQuerySet, day: date, until: date) -> ActionQuerySet:
    """Those that may go on between these days: one without a last day may end past midnight."""
    lasting = Q(end_day__gte=day) | Q(end_day=None, day__gte=day - timedelta(days=1)) | Q(open_ended=True)
    return actions.filter(lasting, day__lte=until)


def _span(action: Action) -> Span | None:
    """From when until when people are there; nothing where no hour is told, or the end is open."""
    starts, ends = moments.starts(action), moments.ends(action)
    return (starts, ends) if starts and ends and action.time else None


def _clash(row: Action, span: Span | None) -> Clash:
    theirs = _span(row)
    overlaps = span is not None and theirs is not None and theirs[0] < span[1] and span[0] < theirs[1]
    return Clash(
        title=row.title,
        url=f"/actions/{row.slug}/",
        overlaps=overlaps,
        hour=times.hours(row),
        place=row.where,
        hosts=", ".join(group.name for group in row.hosts),
        draft=row.state not in Action.SHOWN_STATES,
    )


def _of_calls(day: date, until: date, viewer: Viewer, but: Action | None) -> list[Clash]:
    """Days of action of other calls, and key dates of all."""
    calls = Call.objects.visible_to(viewer)
    within = {"date__gte": day, "date__lte": until}
    others = calls.filter(days__date__gte=day, days__date__lte=until).exclude(pk=(but and but.call_id) or 0)
    dates = KeyDate.objects.filter(call__in=calls.order_by().values("pk"), **within).select_related("call")
    return [
        *(Clash(call.title, call.get_absolute_url(), overlaps=False, call=True) for call in others.distinct()[:MOST]),
        *(
            Clash(
                date.title, f"{date.call.get_absolute_url()}#day-{date.date:%Y-%m-%d}", overlaps=False, words=date.words
            )
            for date in dates[:MOST]
        ),
    ]
