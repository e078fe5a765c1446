"""The link for the host of the day: who has it keeps the list at the door, for one action and its days only.

It is signed and stored nowhere; taking it back raises its generation. A day at the door ends at four in the morning,
so that a night has one list; from midnight of the first day on it is open.
"""

from datetime import date, datetime, timedelta
from datetime import time as Clock  # noqa: N812 - `time` is the name of a field

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from actions.planning.models import Action, DoorLink
from actions.planning.when import moments
from campaign.lib import clock, links, qr
from campaign.web.templatetags import times

PURPOSE = "door"
NIGHT = timedelta(hours=4)  # how long after midnight a day goes on
GRACE = timedelta(days=1)  # after the end: what a device still has to send is taken, and nothing is told
LONGEST = timedelta(days=60)  # of a link, where an action is open-ended
KEPT = timedelta(days=14)  # after its last day: a label may name somebody
State = Action.State


class DoorClosed(Exception):
    """The list is not to be seen now. The text says why."""

    def __init__(self, sentence: str, *, early: bool = False) -> None:
        super().__init__(sentence)
        self.early = early  # its day is still to come


def days(action: Action) -> tuple[date, date] | None:
    """The first and the last day for which there may be a link; nothing while the day is to be announced."""
    if action.day is None:
        return None
    return action.day, moments.last_day(action) or action.day + LONGEST


@transaction.atomic(durable=True)
def make(action: Action, *, label: str, first_day: date, last_day: date) -> DoorLink:
    """A new link. The form has seen that its days are the action's."""
    return DoorLink.objects.create(action=action, label=label, first_day=first_day, last_day=last_day)


@transaction.atomic(durable=True)
def revoke(link: DoorLink, *, now: datetime | None = None) -> None:
    """It opens nothing any more. Doing it twice changes nothing."""
    there = DoorLink.objects.filter(pk=link.pk, revoked_at=None)
    there.update(generation=F("generation") + 1, revoked_at=now or clock.now())


def path(link: DoorLink) -> str:
    """Its address within the site."""
    return f"/door/{links.sign(PURPOSE, link.pk, link.generation)}/"


def address_of(link: DoorLink) -> str:
    """The same, absolute."""
    return settings.SITE_URL + path(link)


def drawing(link: DoorLink) -> SafeString:
    """The same for a telephone's camera."""
    return qr.draw(address_of(link), label=gettext("QR code of the link for the door"))


def opened_by(token: str) -> DoorLink | None:
    """The link of a genuine token, with its action; nothing for a forged one, or one that was taken back."""
    found: list[DoorLink] = []

    def generation_of(id: int) -> int | None:
        found.extend(DoorLink.objects.select_related("action__group", "action__call").filter(pk=id))
        return found[0].generation if found else None

    return found[0] if links.verify(PURPOSE, token, generation_of) is not None else None


def today(link: DoorLink, now: datetime) -> date:
    """The day whose list it is. Raises DoorClosed before the first and after the last one, and where nothing is on."""
    if sentence := _off(link.action):
        raise DoorClosed(sentence)
    if now >= until(link):
        raise DoorClosed(gettext("The days of this list are over."))
    here = moments.local(now, link.action.zone)
    if here.date() < link.first_day:
        words = gettext("This list opens on %(day)s.") % {"day": times.full_date(link.first_day)}
        raise DoorClosed(words, early=True)
    return max((here - NIGHT).date(), link.first_day)


def until(link: DoorLink) -> datetime:
    """The instant after which nothing of it may be on a device."""
    return _end_of(link.last_day, link.action)


def day_ends(link: DoorLink, day: date) -> datetime:
    """When the list of that day makes room for the next one's."""
    return _end_of(day, link.action)


def takes(link: DoorLink, now: datetime) -> bool:
    """Whether ticks made in its days may still come in: some devices find a net only on the way home."""
    begun = moments.instant(link.first_day, moments.MIDNIGHT, link.action.zone) <= now
    return begun and now < until(link) + GRACE and link.action.withdrawn_at is None


def is_over(link: DoorLink, now: datetime) -> bool:
    """Whether its days have passed."""
    return now >= until(link)


def sweep(now: datetime) -> int:
    """Forget links whose days are long over."""
    return DoorLink.objects.filter(last_day__lt=(now - KEPT).date()).delete()[0]


def _end_of(day: date, action: Action) -> datetime:
    return moments.instant(day + moments.DAY, Clock(NIGHT.seconds // 3600), action.zone)


def _off(action: Action) -> str:
    if action.withdrawn_at is not None:
        return gettext("This action was withdrawn.")
    if action.state == State.CANCELLED:
        return gettext("This action is cancelled.")
    if action.state == State.POSTPONED:
        return gettext("This action is postponed.")
    return ""
