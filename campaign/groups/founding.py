"""How a group comes into being, and how it speaks of itself."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from campaign.groups import dormancy, letters, network
from campaign.groups.models import Group, Membership
from campaign.lib import clock
from campaign.people.models import Person
from campaign.web import revisions
from campaign.web.gazetteer import Place
from campaign.web.models import Network
from campaign.web.slugs import save_under
from campaign.web.spots import Spot
from campaign.web.viewer import Viewer

PRESENTED = frozenset(("about", "languages", "contact", "contact_mail", "contact_page", "contact_shown", "joining"))


class FoundingClosed(Exception):
    """Only the network's coordinators found groups here."""


@dataclass
class AlreadyThere(Exception):
    """There is a group of that name in that town, whatever its capitals and accents. `group` is the one."""

    group: Group


@dataclass
class Overtaken(Exception):
    """Somebody else has saved since this was opened. `group` is what now stands."""

    group: Group


def open_to(viewer: Viewer) -> bool:
    """Whether the network lets the viewer found a group."""
    if Network.current().founding == Network.Founding.COORDINATORS:
        return network.open_to(viewer)
    return Person.objects.filter(pk=viewer.person or 0, is_active=True).exists()


def needs_approval(viewer: Viewer) -> bool:
    """Whether a group that the viewer founds awaits the yes of the network's coordinators."""
    return Network.current().founding == Network.Founding.APPROVAL and not network.open_to(viewer)


def found(
    *,
    name: str,
    city: Place | Spot,
    by: Person,
    about: str = "",
    languages: str = "",
    contact: str = "",
    joining: str = Group.Joining.OPEN,
    slug: str | None = None,
    now: datetime | None = None,
) -> Group:
    """Found a group in a city and coordinate it. Its address comes from `slug`, else from its name.

    Where the network asks for approval, it awaits that. Raises FoundingClosed, AlreadyThere.
    """
    now = now or clock.now()
    group = Group(last_deed=now.date(), about=about, languages=languages, contact=contact, joining=joining)
    group.call_it(name)
    group.locate(city)
    with _alone_of_its_name(group), transaction.atomic(durable=True):
        if not open_to(Viewer(person=by.pk)):
            raise FoundingClosed
        if needs_approval(Viewer(person=by.pk)):
            group.state = Group.State.AWAITING
            _not_asked_for_yet(group, by)
        save_under(group, slug or name, otherwise="group")
        Membership.objects.create(group=group, person=by, role=Membership.Role.COORDINATOR)
        if not group.stands:
            letters.founding_asked(group, now=now)
        revisions.bump(["groups", f"group:{group.pk}"])
    return group


def present(
    group: Group, *, seen: int, city: Place | Spot, words: Mapping[str, str], now: datetime | None = None
) -> Group:
    """Change how a group presents itself: `words` by the names of its text fields (PRESENTED), and where it is.

    `seen` is the revision that was open in the form. Raises Overtaken where another has been saved since, and
    AlreadyThere; then nothing is changed.
    """
    now = now or clock.now()
    said = Group(pk=group.pk)
    said.call_it(words["name"])
    said.locate(city)
    with _alone_of_its_name(said), transaction.atomic(durable=True):
        changed = Group.objects.filter(pk=group.pk, revision=seen).update(revision=F("revision") + 1)
        present = Group.objects.get(pk=group.pk)
        if not changed:
            raise Overtaken(present)
        present.call_it(words["name"])
        for name in PRESENTED & words.keys():
            setattr(present, name, words[name])
        present.contact_mail = present.contact_mail or None
        present.locate(city)
        present.save()
        dormancy.deed(group.pk, now=now)
        revisions.bump(["groups", f"group:{group.pk}"])
    return present


@contextmanager
def _alone_of_its_name(group: Group) -> Iterator[None]:
    """The database refuses a second group of one name in a town; this says which one is there."""
    try:
        yield
    except IntegrityError:
        there = named_like(group)
        if there is None:
            raise
        raise AlreadyThere(there) from None


def named_like(group: Group) -> Group | None:
    """The group that stands and has this one's name, in its town."""
    others = Group.objects.standing().exclude(pk=group.pk)
    return others.filter(search=group.search, country=group.country, city_key=group.city_key).first()


def _not_asked_for_yet(group: Group, by: Person) -> None:
    """One of that name stands, or the founder has asked for it (the button was pressed twice). Of what others have
    asked for nothing is said. Raises AlreadyThere."""
    own = Group.objects.presented_by(Viewer(person=by.pk)).filter(state=Group.State.AWAITING)
    asked = own.filter(search=group.search, country=group.country, city_key=group.city_key).first()
    if there := named_like(group) or asked:
        raise AlreadyThere(there)
