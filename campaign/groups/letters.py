"""What the network writes about groups: to one person each, where she has a confirmed address."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from campaign.groups.models import Group, Handover, Invitation, JoinRequest, Membership
from campaign.mail import outbox
from campaign.mail.outbox import Recipient
from campaign.people import addresses
from campaign.people.models import Person
from campaign.web.models import Network
from campaign.web.templatetags import times

TEMPLATES = "groups/mail"


def founding_asked(group: Group, *, now: datetime) -> None:
    """To the network's coordinators: somebody asks to found a group."""
    coordinators = Person.objects.filter(network_role=Person.NetworkRole.COORDINATOR, is_active=True)
    _write(
        "founding_asked",
        coordinators,
        _of_the_network(group) | {"link": f"{settings.SITE_URL}/network/groups/{group.slug}/"},
        key=f"founding:{group.pk}:{group.revision}",
        now=now,
    )


def founding_answered(group: Group, *, now: datetime) -> None:
    """To the founder: approved, or declined and why."""
    letter = "founding_approved" if group.stands else "founding_declined"
    words = {"because": group.declined_because, "link": f"{settings.SITE_URL}{group.get_absolute_url()}"}
    key = f"answer:{group.pk}:{group.revision}"
    _write(letter, _coordinators(group), _of_the_network(group) | words, key=key, now=now)


def request_made(request: JoinRequest, *, now: datetime) -> None:
    """To the group's coordinators: somebody asks to join. Who it is stands on the page, not in the letter."""
    group = request.group
    link = f"{settings.SITE_URL}/groups/{group.slug}/requests/"
    _write("request_made", _coordinators(group), _of(group) | {"link": link}, key=f"request:{request.pk}", now=now)


def request_answered(request: JoinRequest, *, accepted: bool, now: datetime) -> None:
    """To the asker."""
    letter = "request_accepted" if accepted else "request_declined"
    _write(letter, [request.person], _of(request.group), key=f"request:{request.pk}", now=now)


def invitation(invited: Invitation, *, link: str, to: Recipient, now: datetime) -> None:
    """To an address that a coordinator or organiser has typed. It stands nowhere but in this delivery.

    A stranger gets it, so it comes in the network's name: whoever founds a group chooses what that is called.
    """
    with translation.override(to.language):
        context = _of_the_network(invited.group) | {
            "link": link,
            "role": invited.role,
            "until": times.full_date(invited.lapses_at.date()),
        }
    outbox.write(f"{TEMPLATES}/invitation", to=to, context=context, key=f"invitation:{invited.pk}", now=now)


def handover_offered(handover: Handover, *, now: datetime) -> None:
    """To the one who is asked to coordinate."""
    group = handover.giver.group
    words = _of(group) | {"giver": handover.giver.person.pseudonym}
    words["link"] = f"{settings.SITE_URL}/groups/{group.slug}/handover/"
    _write("handover_offered", [handover.receiver.person], words, key=f"handover:{handover.pk}", now=now)


def handover_answered(handover: Handover, *, accepted: bool, now: datetime) -> None:
    """To the one who offered."""
    letter = "handover_accepted" if accepted else "handover_declined"
    words = _of(handover.giver.group) | {"receiver": handover.receiver.person.pseudonym}
    words["afterwards"] = handover.afterwards
    _write(letter, [handover.giver.person], words, key=f"handover:{handover.pk}", now=now)


def dormant(group: Group, *, now: datetime) -> int:
    """To the coordinators: nobody has looked after it in half a year. How many are written to."""
    return _write("dormant", _coordinators(group), _of(group), key=f"dormant:{group.pk}:{group.last_deed}", now=now)


def _coordinators(group: Group) -> list[Person]:
    coordinators = group.memberships.filter(role=Membership.Role.COORDINATOR, person__is_active=True)
    return [place.person for place in coordinators.select_related("person").order_by("pk")]


def _of(group: Group) -> dict[str, Any]:
    link = f"{settings.SITE_URL}{group.get_absolute_url()}"
    return {"from_name": group.name, "group": group.name, "city": group.city, "link": link}


def _of_the_network(group: Group) -> dict[str, Any]:
    return _of(group) | {"from_name": Network.current().name}


def _write(letter: str, people: Iterable[Person], context: dict[str, Any], *, key: str, now: datetime) -> int:
    """One letter to each who has a confirmed address; whoever has none reads it on the site. How many have one."""
    readers = {person.pk: person for person in people}
    known = addresses.verified_addresses(readers)
    for id, address in known.items():
        to = Recipient(address, readers[id].language, id)
        outbox.write(f"{TEMPLATES}/{letter}", to=to, context=context, key=f"{key}:{id}", now=now)
    return len(known)
