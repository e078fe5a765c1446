"""Who gets an announcement: the members of a group, those who come to an action, or those who plan in some groups.

Members: active, and they want the group's announcements. Those who come: with a place or waiting for one (a change of
plan concerns them as well), or those chosen on the page of who comes; and they want announcements. Those who plan:
organisers and coordinators of the groups that a call's announcement addresses, if they want their group's
announcements. Each needs an address that was confirmed. An address gets one letter, however many registrations or
groups it stands for, and none if any of them was unsubscribed.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext

from actions.announcements import stop_links
from actions.announcements.models import Announcement
from actions.planning.models import Registration
from actions.planning.taking_part import registrations
from campaign.calls.answers import PLANNING_ROLES
from campaign.groups.models import Group, Membership
from campaign.lib import sealing
from campaign.mail import outbox
from campaign.mail.models import Mailing
from campaign.mail.outbox import Recipient
from campaign.people import addresses

BATCH = 500


@dataclass(frozen=True, slots=True)
class Someone:
    """A member, an organiser or a participant. Without a recipient there is no address to write to."""

    id: int  # of the membership or registration
    recipient: Recipient | None
    name: str
    unsubscribe: str

    def values(self) -> dict[str, str]:
        """What only this letter says."""
        with translation.override(self.recipient.language if self.recipient else "en"):
            greeting = gettext("Dear %(name)s,") % {"name": self.name} if self.name else gettext("Hello,")
        return {"greeting": greeting, "unsubscribe": self.unsubscribe}


@dataclass(frozen=True, slots=True)
class Count:
    """How many get a letter, and how many would if they had given an address."""

    reached: int
    without_address: int


def count(announcement: Announcement) -> Count:
    """As it stands at this moment, each address once."""
    seen: set[str] = set()
    without_address, after = 0, 0
    while batch := after_id(announcement, after):
        after = batch[-1].id
        seen.update(someone.recipient.address.lower() for someone in batch if someone.recipient)
        without_address += sum(someone.recipient is None for someone in batch)
    return Count(len(seen - refused_addresses(announcement)), without_address)


def after_id(announcement: Announcement, after: int) -> list[Someone]:
    """The next five hundred, in order of their ids; empty when there is nobody left."""
    return list(_participants(announcement, after) if announcement.action_id else _members(announcement, after))


def unreachable(announcement: Announcement) -> QuerySet[Group]:
    """The groups addressed in which nobody gets the letter."""
    reached = _willing_members(announcement).filter(person__in=addresses.reachable())
    addressed = Group.objects.filter(pk__in=announcement.addressed.values("group"))
    return addressed.exclude(pk__in=reached.values("group")).order_by("search", "pk")


def key(mailing: int, address: str) -> str:
    """One delivery for an address. It tells nothing, and differs from mailing to mailing."""
    return f"to:{sealing.blind_index(f'{mailing} {address.lower()}', purpose='announcements.address').hex()}"


def willing(announcement: Announcement, ids: Collection[int]) -> set[int]:
    """Those of the memberships or registrations `ids` whose holders want the letter at this moment."""
    asked = _willing_participants(announcement) if announcement.action_id else _willing_members(announcement)
    return set(asked.filter(pk__in=ids).values_list("pk", flat=True))


def gone(announcement: Announcement, mailing: Mailing) -> list[str]:
    """The keys of letters that wait for somebody who is not, or no longer, to get them."""
    waiting = outbox.waiting(mailing)
    if announcement.action_id is None:
        members = _willing_members(announcement).values("person")
        return list(waiting.exclude(person__in=members).values_list("key", flat=True))
    keys = set(waiting.values_list("key", flat=True))  # first: who is added meanwhile is not missed below
    after, refused = 0, refused_addresses(announcement) if keys else set()
    while keys and (batch := after_id(announcement, after)):
        after = batch[-1].id
        addresses = {someone.recipient.address.lower() for someone in batch if someone.recipient} - refused
        keys -= {key(mailing.pk, address) for address in addresses}
    return sorted(keys)


def _willing_members(announcement: Announcement) -> QuerySet[Membership]:
    wanted = Membership.objects.filter(wants_announcements=True, person__is_active=True)
    if announcement.call_id is None:
        return wanted.filter(group=announcement.group_id)
    return wanted.filter(group__in=announcement.addressed.values("group"), role__in=PLANNING_ROLES)


def _willing_participants(announcement: Announcement) -> QuerySet[Registration]:
    """An account that was closed to its holder gets nothing, as with members; nor does who has left the group."""
    if announcement.to_chosen:  # also those who await a yes: their address is as sure
        told = Registration.objects.told().filter(pk__in=announcement.chosen.values("registration"))
    else:
        told = Registration.objects.signed_up()
    return told.filter(action=announcement.action_id, wants_announcements=True).present()


def _members(announcement: Announcement, after: int) -> Iterator[Someone]:
    batch = list(_willing_members(announcement).filter(pk__gt=after).select_related("person").order_by("pk")[:BATCH])
    verified = addresses.verified_addresses(member.person_id for member in batch)
    for member in batch:
        address = verified.get(member.person_id)
        to = Recipient(address, member.person.language, member.person_id) if address else None
        yield Someone(member.pk, to, member.person.pseudonym, stop_links.for_member(member.pk))


def _participants(announcement: Announcement, after: int) -> Iterator[Someone]:
    batch = list(
        _willing_participants(announcement).filter(pk__gt=after).select_related("person").order_by("pk")[:BATCH]
    )
    verified = registrations.verified_of(batch)
    for one in batch:
        name = one.name or (one.person.pseudonym if one.person else "")
        link = stop_links.for_participant(one)
        yield Someone(one.pk, registrations.recipient(one, verified), name, link)


def refused_addresses(announcement: Announcement) -> set[str]:
    """Addresses, in small letters, of those who want no announcements of this action, on whatever registration."""
    if announcement.action_id is None:
        return set()
    unwilling = list(Registration.objects.told().filter(action=announcement.action_id, wants_announcements=False))
    verified = registrations.verified_of(unwilling)
    recipients = (registrations.recipient(one, verified) for one in unwilling)
    return {recipient.address.lower() for recipient in recipients if recipient}
