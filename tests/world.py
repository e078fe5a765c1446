"""A small world with one of everything that somebody may see and somebody else may not. For access and leaks."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

from django.test import Client

from actions.calendars import private
from actions.planning import registrations, signup
from campaign.people.models import Person
from campaign.resources.models import Resource
from tests import make
from tests.make import NOW

VIEWERS = ("visitor", "stranger", "participant", "member", "organiser", "coordinator", "network")


@dataclass
class World:
    """`people` by what they are; `names` fill the placeholders of addresses."""

    NUMBERS: ClassVar = ("member", "foreign_member")
    TOKENS: ClassVar = ("registration", "pending", "calendar", "forged")

    people: dict[str, Person] = field(default_factory=dict)
    names: dict[str, Any] = field(default_factory=dict)

    def browser(self, viewer: str) -> Client:
        """A viewer's browser, signed in unless she is a visitor."""
        client = Client(raise_request_exception=False)
        if viewer in self.people:
            client.force_login(self.people[viewer])
        return client


def build() -> World:
    """Group `berlin` (coordinator, organiser, member) with the actions `public`, `inside` (for members) and `draft`;
    group `warsaw`, closed; the calls `october` and `unpublished`. The participant comes to `public` and `inside`
    without being in the group; the stranger has an account and nothing else."""
    house = World({viewer: make.person(viewer) for viewer in VIEWERS if viewer not in ("visitor", "network")})
    house.people["network"] = make.person("network", network_role="coordinator")
    _groups(house)
    _actions(house)
    make.call("October")
    make.call("Unpublished", state="draft")
    Resource.objects.create(slug="borders", section="background", title="Borders", summary="On them.", text="Text.")
    house.names["forged"] = "1-" + "a" * 22
    return house


def _groups(house: World) -> None:
    berlin = make.group("Berlin", by=house.people["coordinator"])
    house.names["member"] = make.membership(berlin, house.people["member"]).pk
    make.membership(berlin, house.people["organiser"], "organiser")
    warsaw = make.group("Warsaw", city="Warsaw", by=make.person("elsewhere"), joining="closed")
    house.names["foreign_member"] = warsaw.memberships.get().pk


def _actions(house: World) -> None:
    from campaign.groups.models import Group

    berlin = Group.objects.get(slug="berlin")
    now = NOW + timedelta(minutes=1)
    public = make.action(berlin, title="Public", seats=70)
    inside = make.action(berlin, title="Inside", visibility="group")
    make.action(berlin, title="Draft", announced=False)
    for action in (public, inside):
        signup.join(action, person=house.people["participant"], now=now)
    token = registrations.path(make.registered(public, "kim@example.org", now=now))
    pending = registrations.path(make.requested(public, "lou@example.org", now=now))
    house.names |= {"registration": token.split("/")[2], "pending": pending.split("/")[2]}
    house.names["calendar"] = private.path(house.people["participant"]).rpartition("/")[2].removesuffix(".ics")
