"""Invitations: a link that lets somebody into a group. It lapses, works so many times, and can be revoked.

Who made one and who came by it is not kept, nor to whom it was mailed: that address stands in the sealed delivery only.
The link is signed and stored nowhere.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from campaign.groups import dormancy, letters
from campaign.groups.membership import JoiningClosed, held, let_in
from campaign.groups.models import Group, Invitation, Membership
from campaign.lib import clock, links, qr
from campaign.mail.outbox import Recipient
from campaign.people.addresses import letter_to
from campaign.people.models import Person
from campaign.web import pace
from campaign.web.viewer import Viewer

PURPOSE = "invitation"
Role = Membership.Role
RANKS = (Role.MEMBER, Role.ORGANISER, Role.COORDINATOR)
MOST_USES = 100
LONGEST = timedelta(days=30)
KEPT = timedelta(days=30)  # after it has lapsed, so that its link says what became of it


class NotYours(Exception):
    """The maker may not give this role, or not in this group."""


class InvitationOver(Exception):
    """It lets nobody in any more. `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def may_give(viewer: Viewer, group: Group) -> list[Role]:
    """The roles to which the viewer may invite: coordinators to each, organisers to be members.

    Where nobody looks after the group, the network's coordinators invite somebody to coordinate it.
    """
    here = Group.objects.filter(pk=group.pk)
    if here.coordinated_by(viewer).exists():
        return list(RANKS)
    roles = [Role.MEMBER] if here.planned_by(viewer).exists() else []
    return roles + ([Role.COORDINATOR] if is_left_alone(group) and here.overseen_by(viewer).exists() else [])


def invite(
    group: Group,
    *,
    by: Viewer,
    role: str = Role.MEMBER,
    uses: int = 1,
    lasts: timedelta = timedelta(days=7),
    now: datetime | None = None,
) -> Invitation:
    """A new invitation to be passed on by its link. To coordinate, one is invited alone. Raises NotYours."""
    now = now or clock.now()
    with transaction.atomic(durable=True):
        return _make(group, by=by, role=role, uses=uses, lasts=lasts, now=now)


def invite_by_mail(
    group: Group,
    *,
    by: Viewer,
    address: str,
    language: str,
    role: str = Role.MEMBER,
    lasts: timedelta = timedelta(days=7),
    now: datetime | None = None,
) -> bool:
    """An invitation for one, sent to `address`. False, and nothing is made, where the address has had its letters for
    the day: the page says the same either way. Raises NotYours."""
    now = now or clock.now()
    if role not in may_give(by, group):
        raise NotYours
    if pace.first_refused(letter_to(address)) is not None:
        return False
    with transaction.atomic(durable=True):
        made = _make(group, by=by, role=role, uses=1, lasts=lasts, now=now, mailed=True)
        letters.invitation(made, link=address_of(made), to=Recipient(address, language), now=now)
    return True


@transaction.atomic(durable=True)
def revoke(invitation: Invitation, *, by: Viewer, now: datetime | None = None) -> None:
    """Its link lets nobody in from now on."""
    Invitation.objects.filter(pk=invitation.pk).update(revoked=True)
    dormancy.deed_of(by, invitation.group_id, now=now or clock.now())


@transaction.atomic(durable=True)
def accept(invitation: Invitation, person: Person, *, now: datetime | None = None) -> Membership:
    """Come in. Who is in the group already gets the role where it is more than hers; else no use is taken.

    Raises InvitationOver, JoiningClosed.
    """
    now = now or clock.now()
    group = held(invitation.group)
    place = Membership.objects.filter(group=group, person=person).first()
    if place is not None and not gains(invitation, place):
        return place
    if _is_needless(invitation):
        raise InvitationOver(over(invitation, now))
    here = Invitation.objects.filter(pk=invitation.pk)
    if not here.usable(now).update(uses_left=F("uses_left") - 1):
        raise InvitationOver(over(here.first(), now))
    if place is None:
        if is_shut(group):
            raise JoiningClosed
        return let_in(group, person, role=invitation.role)
    Membership.objects.filter(pk=place.pk).update(role=invitation.role)
    place.role = invitation.role
    return place


def is_shut(group: Group) -> bool:
    """Whether the group takes nobody new: not even those who are invited, while somebody coordinates it."""
    return group.joining == Group.Joining.CLOSED and not Group.objects.filter(pk=group.pk).orphaned().exists()


def is_left_alone(group: Group) -> bool:
    """Nobody coordinates it, or nobody has for half a year."""
    here = Group.objects.filter(pk=group.pk)
    return here.orphaned().exists() or here.dormant(clock.now().date()).exists()


def gains(invitation: Invitation, place: Membership | None) -> bool:
    """Whether it gives anything to somebody with this place in the group."""
    return place is None or RANKS.index(Role(place.role)) < RANKS.index(Role(invitation.role))


def opened_by(token: str) -> Invitation | None:
    """The invitation that a genuine token opens, with its group; None for a forged one, and for one long over."""
    id = links.verify(PURPOSE, token)
    return None if id is None else Invitation.objects.select_related("group").filter(pk=id).first()


def path(invitation: Invitation) -> str:
    """Its link within the site."""
    return f"/invitations/{links.sign(PURPOSE, invitation.pk)}/"


def address_of(invitation: Invitation) -> str:
    """Its link, absolute."""
    return settings.SITE_URL + path(invitation)


def drawing(invitation: Invitation) -> SafeString:
    """The same for a telephone's camera."""
    return qr.draw(address_of(invitation), label=gettext("QR code of the invitation"))


def over(invitation: Invitation | None, now: datetime) -> str:
    """Why it lets nobody in any more; empty while it does."""
    if invitation is not None and invitation.revoked:
        return gettext("The group has taken this invitation back.")
    if invitation is not None and not invitation.uses_left:
        return gettext("This invitation is used up: as many people have come by it as it was meant for.")
    if invitation is None or invitation.lapses_at <= now:
        return gettext("This invitation has lapsed: it was meant for a few days only.")
    if _is_needless(invitation):
        return gettext("Somebody looks after the group again: ask its coordinators.")
    return ""


def _is_needless(invitation: Invitation) -> bool:
    """The network looked for somebody to coordinate the group, which looks after itself again."""
    return invitation.by_network and not is_left_alone(invitation.group)


def sweep(now: datetime) -> int:
    """Forget those that lapsed a month ago."""
    return Invitation.objects.filter(lapses_at__lt=now - KEPT).delete()[0]


def _make(
    group: Group, *, by: Viewer, role: str, uses: int, lasts: timedelta, now: datetime, mailed: bool = False
) -> Invitation:
    present = held(group)
    if role not in may_give(by, present):
        raise NotYours
    by_network = role == Role.COORDINATOR and not Group.objects.filter(pk=group.pk).coordinated_by(by).exists()
    uses = 1 if role == Role.COORDINATOR else min(max(uses, 1), MOST_USES)
    dormancy.deed_of(by, group.pk, now=now)
    return Invitation.objects.create(
        group=present,
        role=Role(role),
        uses_left=uses,
        lapses_at=now + min(lasts, LONGEST),
        mailed=mailed,
        by_network=by_network,
    )
