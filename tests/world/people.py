"""Its people and groups, and every way into a group."""

from actions.calendars import private
from campaign.groups import approval, founding, handover, inviting
from campaign.groups import asking as requests
from campaign.groups.models import Group
from campaign.web.models import Network
from campaign.web.viewer import Viewer
from tests import make
from tests.world.house import INSIDE, PLANNING, World


def enter(house: World, viewer: str) -> None:
    others = INSIDE if viewer in INSIDE else PLANNING if viewer in ("participant", "stranger") else set()
    house.people[viewer] = make.person(
        house.hide(f"pseudonym-of-{viewer}", viewer, *others),
        address=house.hide(f"address-of-{viewer}@example.org", viewer),
        network_role="coordinator" if viewer == "network" else "none",
    )


def subscribe(house: World) -> None:
    path = private.path(house.people["participant"])
    house.names["calendar"] = path.rpartition("/")[2].removesuffix(".ics")
    house.hide(house.names["calendar"], "participant", behind=(path,))


def found(house: World) -> None:
    berlin = make.group("Berlin", by=house.people["coordinator"])
    house.names["member"] = make.membership(berlin, house.people["member"]).pk
    make.membership(berlin, house.people["organiser"], "organiser")
    make.call(
        house.hide("call-of-berlin-title", "coordinator", "network"),
        slug="berlins",
        state="draft",
        group=berlin,
        text=house.hide("call-of-berlin-text", "coordinator", "network"),
    )
    elsewhere = make.person(house.hide("pseudonym-of-somebody-elsewhere"))
    warsaw = make.group("Warsaw", city="Warsaw", by=elsewhere, joining="closed")
    house.names["foreign_member"] = warsaw.memberships.get().pk


def open_ways(house: World) -> None:
    """Somebody asks to join Paris; Berlin has an invitation to be a member and one to organise, one taken back and one
    sent by mail; its coordinator offers her place to the organiser."""
    berlin, coordinator = Group.objects.get(slug="berlin"), house.people["coordinator"]
    said = {"name": "Berlin", "contact_mail": house.hide("address-of-berlin@example.org", *INSIDE)}
    founding.present(berlin, seen=berlin.revision, city=make.place(), words=said)
    paris = make.group("Paris", city="Paris", by=coordinator, joining="request")
    asker = make.person(house.hide("pseudonym-of-an-asker", "coordinator"))
    house.names["request"] = requests.ask(paris, asker, words=house.hide("words-of-an-asker", "coordinator")).pk
    by = Viewer(person=coordinator.pk)
    for name, role, seen_by in (
        ("invitation", "member", PLANNING),
        ("invitation_to_organise", "organiser", {"coordinator"}),
    ):
        made = inviting.invite(berlin, by=by, role=role, uses=5)
        path = inviting.path(made)
        house.names[name], token = made.pk, path.split("/")[2]
        if role == "member":
            house.names["invite"] = token
        house.hide(token, *seen_by, behind=(path, "/accounts/login/?next=", "/accounts/signup/?next="))
    revoked = inviting.invite(berlin, by=by)
    inviting.revoke(revoked, by=by)
    house.names["revoked_invite"] = inviting.path(revoked).split("/")[2]
    inviting.invite_by_mail(berlin, by=by, address=house.hide("address-of-the-invited@example.org"), language="en")
    places = berlin.memberships
    handover.offer(places.get(role="coordinator"), places.get(role="organiser"))


def found_in_vain(house: World) -> None:
    """The network asks for approval for a moment: one group awaits it, one is declined."""
    Network.objects.update_or_create(pk=1, defaults={"founding": Network.Founding.APPROVAL})
    founder = make.person(house.hide("pseudonym-of-a-founder", "network"))
    for slug in ("awaiting", "declined"):
        words = {
            word: house.hide(f"{slug}-group-{word}", "network") for word in ("name", "about", "languages", "contact")
        }
        made = founding.found(**words, city=make.place("Lyon"), slug=slug, by=founder)
        if slug == "declined":
            approval.decline(made, because=house.hide("declined-because", "network"))
    Network.objects.update(founding=Network.Founding.OPEN)
