"""The actions of October 2002, and the same once more for the rehearsal."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from actions.planning import drafting
from actions.planning.furniture import furnishing
from actions.planning.furniture.furnishing import Furniture
from actions.planning.kinds import BUILT_IN
from actions.planning.models import Action, Registration, Shift
from actions.planning.taking_part import signup
from actions.planning.taking_part.particulars import Particulars
from campaign.calls import editing
from campaign.calls.models import Call
from campaign.groups.models import Group
from campaign.management.demonstration import people, places
from campaign.management.demonstration.texts import Text, table, texts

WORDS = (
    *("kind", "title", "summary", "time", "end_time", "open_ended", "seats", "languages", "contact"),
    *("meeting_point", "meeting_point_for", "meeting_point_hours", "asks", "asks_needs"),
)
MARKDOWN = ("bring", "access")


def load(calls: Mapping[str, Call], groups: Mapping[str, Group], now: datetime) -> None:
    """Plan and announce what is missing, and move the rehearsal to where its call now stands."""
    past, ahead = editing.wording(calls["october-2002"]).days, editing.wording(calls["rehearsal"]).days
    for text in texts("actions"):
        group, once, again = groups[text.head["group"]], _told(text, "past"), _told(text, "ahead")
        _action(once, text.head["slug"], calls["october-2002"], group, past, now)
        rehearsed = _action(again, text.head["rehearsal"], calls["rehearsal"], group, ahead, now)
        if rehearsed.withdrawn_at is None:
            _move(rehearsed, again, ahead, now)
            _furnish(rehearsed, again)
    _sign_up(now)


def _told(text: Text, when: str) -> Text:
    """The text as it is told of 2002 (`past`) or of the rehearsal (`ahead`): what differs there goes before."""
    head = text.head | text.head.get(when, {})
    return Text(text.name, head, f"{text.body}\n\n{head.get('more', '')}".strip())


def _action(text: Text, slug: str, call: Call, group: Group, days: tuple[date, ...], now: datetime) -> Action:
    action = Action.objects.filter(slug=slug).first()
    if action is None:
        first, last = _when(text, days)
        plan: drafting.Plan = {"call": call, "text": text.body, "place": places.named(text.head["place"])}
        plan |= {"day": first, "end_day": last}
        plan |= {word: text.head[word] for word in WORDS if word in text.head}  # type: ignore[typeddict-item]
        plan |= {word: text.head[word].strip() for word in MARKDOWN if word in text.head}  # type: ignore[typeddict-item]
        action = drafting.draft(group, slug=slug, now=now, **plan)
    if action.state == Action.State.DRAFT and action.announced_at is None:
        drafting.announce(action, now=now)
    return action


def _when(text: Text, days: tuple[date, ...]) -> tuple[date, date | None]:
    last = text.head.get("end_day")
    return days[text.head["day"] - 1], days[last - 1] if last else None


def _move(action: Action, text: Text, days: tuple[date, ...], now: datetime) -> None:
    first, last = _when(text, days)
    if (action.day, action.end_day) != (first, last):
        drafting.edit(action, day=first, end_day=last, now=now)


def _furnish(action: Action, text: Text) -> None:
    """Shifts and checklist, once: they move with their action, and whoever tries them may change and drop them."""
    assert action.day is not None  # noqa: S101 (every text names a day; this tells the type checker)
    with transaction.atomic(durable=True):
        if action.shifts.exists() or action.checklist.exists():
            return
        Shift.objects.bulk_create(
            Shift(action=action, **{**values, "day": action.day + timedelta(days=values["day"])})
            for values in text.head.get("shifts", ())
        )
        furnishing.furnish(action, Furniture(BUILT_IN[action.kind], shifts=False))


def _sign_up(now: datetime) -> None:
    """Examples, so that lists live. Nobody who has been there before is signed up again."""
    network = table("network")
    for slug, parties in network["registrations"].items():
        for action in Action.objects.filter(slug=slug, state=Action.State.ANNOUNCED):
            works = network["shifts"].get(slug, {})
            for pseudonym, seats in parties.items():
                person = people.example(pseudonym)
                if not Registration.objects.filter(action=action, person=person).exists():
                    titles = [title for title, takers in works.items() if pseudonym in takers]
                    wished = Particulars(
                        shifts=list(action.shifts.filter(title__in=titles).values_list("pk", flat=True))
                    )
                    signup.join(action, person=person, seats=seats, particulars=wished if titles else None, now=now)
