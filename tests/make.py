"""What tests stand on, made as on the site: each maker calls the real verbs. Names are a cast, not data."""

from datetime import date, datetime
from typing import Any

from campaign.calls import editing
from campaign.calls.models import Call
from campaign.groups import founding
from campaign.groups import membership as memberships
from campaign.groups.models import Group, Membership
from campaign.lib import clock
from campaign.people import accounts
from campaign.people.models import Person
from campaign.web import gazetteer
from campaign.web.gazetteer import Place

PASSWORD = "a password nobody guesses"


def place(words: str = "Berlin") -> Place:
    """A place of the gazetteer that is meant beyond doubt."""
    found = gazetteer.sure(gazetteer.find(words))
    assert found is not None, words
    return found


def person(
    pseudonym: str, *, address: str | None = None, verified: bool = True, active: bool = True, **fields: Any
) -> Person:
    """Somebody with an account; `network_role="coordinator"` for one of the network's."""
    made = accounts.create(pseudonym, PASSWORD, address=address, verified=verified, **fields)
    if not active:
        made.is_active = False
        made.save(update_fields=["is_active"])
    return made


def group(name: str = "Berlin", *, city: str = "Berlin", by: Person | None = None, **words: Any) -> Group:
    """A group in a city, coordinated by `by`."""
    by = by or person(f"{name} coordinator")
    return founding.found(name=name, city=place(city), by=by, **words)


def membership(group: Group, member: Person, role: str = "member") -> Membership:
    """Somebody's place in an open group."""
    made = memberships.join(group, member)
    return memberships.set_role(made, role) if role != "member" else made


def call(title: str = "Days of action", *, state: str = "published", now: datetime | None = None, **words: Any) -> Call:
    """A call to three days of action in October 2002."""
    now = now or clock.now()
    october = tuple(date(2002, 10, day) for day in (11, 12, 13))
    asks: dict[str, Any] = {"summary": "Come.", "text": "Come all.", "days": october} | words
    made = editing.write(editing.Wording(title=title, **asks), now=now)
    if state != "draft":
        made = editing.publish(made, now=now)
    return editing.end(made, now=now) if state == "ended" else made
