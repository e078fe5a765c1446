"""Stopping announcements by the link at their end (RFC 8058), for one group or one action."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from actions.announcements import audience
from actions.announcements.models import Addressed, Announcement, AnnouncementQuerySet
from actions.announcements.stop_links import OF_ACTION, OF_GROUP
from actions.planning.models import Registration
from actions.planning.taking_part import registrations
from campaign.groups import membership as memberships
from campaign.groups.models import Membership
from campaign.lib import links
from campaign.mail import outbox
from campaign.people import addresses


@dataclass(frozen=True, slots=True)
class Place:
    """What a link stands for: a person's place in a group, or a registration for an action."""

    membership: Membership | None = None
    registration: Registration | None = None

    @property
    def wants(self) -> bool:
        return bool((self.membership or self.registration).wants_announcements)  # type: ignore[union-attr]

    @property
    def title(self) -> str:
        """Whose announcements they are."""
        if self.membership is not None:
            return self.membership.group.name
        assert self.registration is not None  # noqa: S101 - one of the two
        return self.registration.action.title


def opened_by(token: str) -> Place | None:
    """What a genuine link stands for; nothing for a forged one, or when the place is no longer held."""
    if (id := links.verify(OF_GROUP, token)) is not None:
        membership = Membership.objects.select_related("group").filter(pk=id).first()
        return Place(membership=membership) if membership else None
    id = links.claimed_id(token) or 0
    found = list(Registration.objects.select_related("action", "action__group").filter(pk=id))
    if found and links.verify(OF_ACTION, token, lambda id: found[0].generation) is not None:
        return Place(registration=found[0])
    return None


def choose(place: Place, *, wants: bool, now: datetime) -> None:
    """Stop the announcements, also those that wait in the outbox; or have them come again."""
    if place.membership is not None:
        memberships.choose_mail(place.membership, announcements=wants)
        address = addresses.verified_address(place.membership.person_id)
        group = place.membership.group_id
        addressed = Addressed.objects.filter(group=group).values("announcement")
        under_way = Announcement.objects.filter(Q(group=group, action=None) | Q(pk__in=addressed))
    else:
        assert place.registration is not None  # noqa: S101 - one of the two
        Registration.objects.filter(pk=place.registration.pk).update(wants_announcements=wants)
        recipient = registrations.recipient(place.registration)
        address = recipient.address if recipient else None
        under_way = Announcement.objects.filter(action=place.registration.action_id)
    if address and not wants:
        _skip_what_waits(under_way, address, now)


def _skip_what_waits(announcements: AnnouncementQuerySet, address: str, now: datetime) -> None:
    """Takes the announcements' rows first: whoever is just adding recipients to one ends before, or sees the wish."""
    sending = announcements.filter(state=Announcement.State.SENDING)
    with transaction.atomic(durable=True):
        for announcement in sending.select_related("mailing").order_by("pk"):
            Announcement.objects.filter(pk=announcement.pk).update(reached=F("reached"))
            if announcement.mailing is not None:
                outbox.skip(announcement.mailing, [audience.key(announcement.mailing.pk, address)], now)
