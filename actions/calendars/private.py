"""A person's own feed: what she registered for. Its address is a secret that she can renew; nothing of it is kept."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext

from actions.calendars import bodies
from actions.calendars.bodies import Body
from actions.calendars.models import PrivateFeed
from actions.calendars.scopes import KEPT_BACK
from actions.planning import vevent
from actions.planning.models import Registration
from actions.planning.where import meeting_point
from campaign.lib import links
from campaign.people.models import Person
from campaign.web.viewer import Viewer

PURPOSE = "calendar"


def address(person: Person) -> str:
    """The address of the person's feed, absolute. Whoever has it can read the feed."""
    return settings.SITE_URL + path(person)


def path(person: Person) -> str:
    """The same, on this site."""
    generation = PrivateFeed.objects.filter(pk=person.pk).values_list("generation", flat=True).first() or 0
    return f"/calendars/private/{links.sign(PURPOSE, person.pk, generation)}.ics"


@transaction.atomic(durable=True)
def renew(person: Person) -> None:
    """Make a new address; the old one says nothing any more."""
    PrivateFeed.objects.get_or_create(person=person)
    PrivateFeed.objects.filter(person=person).update(generation=F("generation") + 1)


def owner(viewer: Viewer) -> Person | None:
    """Who has a feed of her own here: whoever is signed in."""
    return Person.objects.filter(pk=viewer.person).first() if viewer.person is not None else None


def reader(token: str) -> Person | None:
    """Whose feed a token opens."""
    id = links.verify(PURPOSE, token, _generation)
    return None if id is None else Person.objects.get(pk=id)


def _generation(id: int) -> int | None:
    if not Person.objects.filter(pk=id, is_active=True).exists():
        return None
    return PrivateFeed.objects.filter(pk=id).values_list("generation", flat=True).first() or 0


def body(person: Person, now: datetime) -> Body:
    """What the person is coming to, or waits for a place at, with meeting points as far as they are told to her."""
    viewer = Viewer(person=person.pk)
    found = (
        Registration.objects.readable_by(viewer)
        .signed_up()
        .select_related("action__call")
        .filter(action__day__isnull=False)
        .exclude(action__withdrawn_at__lt=now - KEPT_BACK)
        .order_by("action__starts", "action")
    )
    told = meeting_point.reveal_many([registration.action for registration in found], viewer, now)
    with translation.override(person.language):
        texts = [
            vevent.render(
                registration.action,
                meeting_point=told.get(registration.action_id),
                waiting=registration.state != Registration.State.CONFIRMED,
            )
            for registration in found
        ]
        zones = [vevent.zone_years(registration.action) for registration in found]
        text = vevent.join(texts, zones=zones, about=_about(person))
    return bodies.make(text, modified=int(now.timestamp()))


def _about(person: Person) -> dict[str, str]:
    name = gettext("My actions")
    return {"name": name, "x-wr-calname": name, "x-wr-timezone": person.zone}
