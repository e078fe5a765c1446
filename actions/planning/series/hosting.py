"""Several groups host a series: what is asked and answered for one date and for all that follow.

Each date is an action of its own, and has its own hosts. Together with a date its later ones are asked, accepted,
declined and given up: one letter tells of all. A date that somebody has answered otherwise meanwhile stays as it is.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from actions.planning import changes
from actions.planning.drafting import NotPossible
from actions.planning.hosting import cohosting
from actions.planning.models import Action, Cohost
from actions.planning.series import dates
from campaign.groups.models import Group
from campaign.lib import clock

State = Cohost.State


def invite(action: Action, group: Group, *, now: datetime | None = None) -> int:
    """Ask a group to co-host this date and all that follow; how many those are. Raises what asking for one does."""
    now = now or clock.now()
    cohosting.invite(action, group, following=True, now=now)
    asked = 1
    for date in later(action, now):
        with suppress(NotPossible, changes.ChangedMeanwhile):
            cohosting.invite(date, group, following=True, told=False, now=now)
            asked += 1
    return asked


def later(action: Action, now: datetime) -> list[Action]:
    """The dates of its series after this one that are still to come, and that the same group leads."""
    if action.series is None or action.series_date is None:
        return []
    after = dates.to_come(action.series, now).filter(series_date__gt=action.series_date, group=action.group_id)
    return list(after.order_by("pk"))


def accept(cohost: Cohost, *, now: datetime | None = None) -> None:
    """Co-host this date, those that follow, and those that will be made. Raises NotAsked."""
    _together(cohost, State.ASKED, lambda one, told: cohosting.accept(one, told=told, following=True, now=now))


def accept_only(cohost: Cohost, *, now: datetime | None = None) -> None:
    """Co-host this date, and none of those that follow. Raises NotAsked."""
    others = list(cohosting.alike(cohost, State.ASKED))
    cohosting.accept(cohost, now=now)
    for other in others:
        with suppress(NotPossible, changes.ChangedMeanwhile):
            cohosting.decline(other, told=False, now=now)


def decline(cohost: Cohost, *, now: datetime | None = None) -> None:
    """Don't co-host any of them. Raises NotAsked."""
    _together(cohost, State.ASKED, lambda one, told: cohosting.decline(one, told=told, now=now))


def part(cohost: Cohost, *, now: datetime | None = None) -> None:
    """Give up this date and all that follow. Raises NotHosting."""
    _together(cohost, State.ACCEPTED, lambda one, told: cohosting.part(one, told=told, now=now))


def end(cohost: Cohost, *, now: datetime | None = None) -> None:
    """The same by the group that leads, of the dates that it leads. Raises NotHosting, LedByAnother."""
    _together(cohost, State.ACCEPTED, lambda one, told: cohosting.end(one, told=told, now=now), led_alike=True)


def take_back(cohost: Cohost) -> None:
    """Ask for none of them any more, of the dates that the group leads. Raises NotPossible, LedByAnother."""
    _together(cohost, State.ASKED, lambda one, _told: cohosting.take_back(one), led_alike=True)


def _together(cohost: Cohost, state: str, do: Callable[[Cohost, bool], None], *, led_alike: bool = False) -> None:
    """`led_alike`: only where the same group leads: what another one leads now is not this one's to decide."""
    others = list(cohosting.alike(cohost, state))
    if led_alike:
        others = [other for other in others if other.action.group_id == cohost.action.group_id]
    do(cohost, True)
    for other in others:
        with suppress(NotPossible, changes.ChangedMeanwhile):
            do(other, False)
