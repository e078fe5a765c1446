"""Writing an announcement, sending it off, stopping it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from actions.announcements import audience
from actions.announcements.models import Addressed, Announcement, Chosen
from actions.planning.models import Action, Registration
from campaign.calls.models import Call
from campaign.groups import dormancy
from campaign.groups.models import Group
from campaign.lib import markdown, nudges
from campaign.mail import outbox
from campaign.people.models import Person

TEMPLATE = "announcements/mail/announcement"


class AlreadySent(Exception):
    """It is no draft any more."""


class HostsNoMore(Exception):
    """The group has ceased to host the action to whose participants it writes."""


@dataclass(frozen=True, slots=True)
class Words:
    """What an announcement says; of a group's, to whom: its members, or those who come to an action."""

    title: str
    text: str
    action: Action | None = None


def write(group: Group, words: Words, *, by: Person) -> Announcement:
    """Keep a draft. Nobody gets it yet."""
    return Announcement.objects.create(
        group=group, action=words.action, title=words.title, text=words.text, written_by=by
    )


@transaction.atomic(durable=True)
def write_to_groups(call: Call, words: Words, *, groups: Iterable[int], by: Person) -> Announcement:
    """Keep a draft to those who plan in these groups. From now on it goes to these and no others."""
    announcement = Announcement.objects.create(call=call, title=words.title, text=words.text, written_by=by)
    rows = [Addressed(announcement=announcement, group_id=group) for group in groups]
    Addressed.objects.bulk_create(rows, batch_size=500)
    return announcement


@transaction.atomic(durable=True)
def write_to_chosen(action: Action, words: Words, *, group: Group, parties: Iterable[int], by: Person) -> Announcement:
    """Keep a draft to these registrations of an action, in the name of a group that hosts it. It goes to no others."""
    announcement = Announcement.objects.create(
        group=group, action=action, to_chosen=True, title=words.title, text=words.text, written_by=by
    )
    there = set(Registration.objects.filter(action=action).values_list("pk", flat=True))  # some may be erased since
    rows = [Chosen(announcement=announcement, registration_id=party) for party in parties if party in there]
    Chosen.objects.bulk_create(rows, batch_size=500)
    return announcement


def rewrite(announcement: Announcement, words: Words) -> None:
    """Change a draft. Raises AlreadySent."""
    drafts = Announcement.objects.filter(pk=announcement.pk, state=Announcement.State.DRAFT)
    action = announcement.action if announcement.to_chosen else words.action
    if not drafts.update(action=action, title=words.title, text=words.text):
        raise AlreadySent


def discard(announcement: Announcement) -> None:
    """Throw a draft away. Raises AlreadySent."""
    if not Announcement.objects.filter(pk=announcement.pk, state=Announcement.State.DRAFT).delete()[0]:
        raise AlreadySent


def send(announcement: Announcement, *, now: datetime) -> None:
    """Send it off, once: its recipients are put into the outbox by a task, in batches.

    Raises AlreadySent, HostsNoMore.
    """
    counted = audience.count(announcement)
    with transaction.atomic(durable=True):
        drafts = Announcement.objects.filter(pk=announcement.pk, state=Announcement.State.DRAFT)
        if not drafts.update(
            state=Announcement.State.SENDING,
            sent_at=now,
            expected=counted.reached,
            without_address=counted.without_address,
        ):
            raise AlreadySent
        announcement.refresh_from_db()
        _must_host(announcement)
        announcement.mailing = outbox.begin(TEMPLATE, context=letter(announcement), now=now, followed=True)
        announcement.save(update_fields=["mailing"])
        if announcement.group_id and announcement.action is None:  # to the members only a coordinator writes
            dormancy.deed(announcement.group_id, now=now)
        nudges.wake_on_commit("actions.announcements.expand", announcement.pk)


def _must_host(announcement: Announcement) -> None:
    if announcement.action_id is None:
        return
    hosted = Action.objects.hosted_by(Group.objects.filter(pk=announcement.group_id or 0))
    if not hosted.filter(pk=announcement.action_id).exists():
        raise HostsNoMore


def stop(announcement: Announcement, *, now: datetime) -> None:
    """Send nothing more of it; what a mail server has is gone."""
    with transaction.atomic(durable=True):
        Announcement.objects.filter(pk=announcement.pk, state=Announcement.State.SENDING).update(
            state=Announcement.State.STOPPED
        )
        if announcement.mailing:
            outbox.stop(announcement.mailing, now)


def letter(announcement: Announcement) -> dict[str, Any]:
    """What the letter says to all its recipients, as plain values."""
    return {
        "from_name": announcement.sender,
        "title": announcement.title,
        "text": announcement.text,
        "text_html": str(markdown.render(announcement.text).html),
        "group": announcement.sender,
        "call": announcement.call.title if announcement.call else "",
        "action": announcement.action.title if announcement.action else "",
        "url": f"{settings.SITE_URL}{_page(announcement)}",
    }


def _page(announcement: Announcement) -> str:
    if announcement.action:
        return f"/actions/{announcement.action.slug}/"
    about = announcement.call or announcement.group
    return about.get_absolute_url() if about else "/"
