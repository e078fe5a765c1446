"""What tests stand on, made as on the site: each maker calls the real verbs. Names are a cast, not data."""

from datetime import UTC, date, datetime, time
from typing import Any

from actions.planning import drafting
from actions.planning.models import Action, Registration
from actions.planning.series import rules
from actions.planning.series.recurrence import Rule
from actions.planning.taking_part import registrations, signup
from campaign.calls import editing, translating
from campaign.calls.models import Call, CallTranslation
from campaign.calls.words import Wording
from campaign.groups import founding, handover
from campaign.groups import membership as memberships
from campaign.groups.models import Group, Membership
from campaign.lib import clock
from campaign.people import accounts
from campaign.people.models import Person
from campaign.web import gazetteer
from campaign.web.gazetteer import Place

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
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
    if role == "coordinator":  # asked by one who is, and she says yes
        giver = group.memberships.filter(role=role).earliest("pk")
        return handover.accept(handover.offer(giver, made, afterwards=role))
    return memberships.set_role(made, role) if role != "member" else made


def call(
    title: str = "Days of action",
    *,
    slug: str | None = None,
    state: str = "published",
    group: Group | None = None,
    now: datetime | None = None,
    **words: Any,
) -> Call:
    """A call to three days of action in October 2002."""
    now = now or clock.now()
    october = tuple(date(2002, 10, day) for day in (11, 12, 13))
    asks: dict[str, Any] = {"summary": "Come.", "text": "Come all.", "days": october} | words
    made = editing.write(Wording(title=title, **asks), now=now, slug=slug, group=group)
    if state != "draft":
        made = editing.publish(made, now=now)
    return editing.end(made, now=now) if state == "ended" else made


def translation(
    of: Call, language: str = "pl", *, shown: bool = True, now: datetime | None = None, **words: str
) -> CallTranslation:
    """A call in one more language, up to date: each text with the language before it, unless `words` say otherwise."""
    original = translating.original(of)
    said = {name: f"{language} {text}" for name, text in original.items()} | words
    return translating.put(
        of,
        language,
        said,
        seen=0,
        beside=translating.digest(original),
        caught_up=True,
        shown=shown,
        now=now or clock.now(),
    )


def action(of: Group | None = None, *, announced: bool = True, now: datetime = NOW, **plan: Any) -> Action:
    """An action on Friday 9 October 2026, 9:00 to 16:00 in the group's city, announced."""
    words: dict[str, Any] = {"title": "Close the office", "kind": "occupation", "day": date(2026, 10, 9)}
    words |= {"time": time(9), "end_time": time(16)}
    made = drafting.draft(of or group(), now=now, **(words | plan))
    if announced:
        drafting.announce(made, now=now)
    return made


def requested(of: Action, address: str = "kim@example.org", *, now: datetime = NOW, **words: Any) -> Registration:
    """A registration that awaits the link in its mail."""
    signup.request(of, **({"name": "Kim", "address": address, "now": now} | words))
    index = registrations.address_index(address)
    return Registration.objects.exclude(state="cancelled").get(action=of, address_index=index)


def registered(of: Action, address: str = "kim@example.org", *, now: datetime = NOW, **words: Any) -> Registration:
    """One whose link was followed: with a place, or in the line."""
    return signup.confirm(requested(of, address, now=now, **words), now=now)


def series(of: Action, *, now: datetime = NOW, **rule: Any) -> Action:
    """That action every week from its day on, for twelve months; `rule` says otherwise. The action, in its series."""
    assert of.day is not None
    words: dict[str, Any] = {"frequency": "weekly", "interval": 1, "weekday": of.day.weekday(), "ordinal": None}
    ruling = rules.Ruling(of, Rule(**(words | {"first": of.day} | rule)), Action.objects.all())
    rules.save(ruling, seen=rules.propose(ruling, now=now).seen, now=now)
    return of
