"""What those who come are told by mail, one by one: what happened to *their* registration.

The letters to many are notices.py and reminders.py. All are written in the reader's language and hold the meeting
point only as far as who holds a place may read it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from actions.planning import vevent
from actions.planning.models import Action, Registration
from actions.planning.taking_part import registrations, shift_words, wishes
from actions.planning.when import moments
from actions.planning.where import meeting_point
from actions.planning.words import inheritance
from actions.planning.words.plain_text import plain
from campaign.lib import codes
from campaign.mail import outbox
from campaign.mail.outbox import Recipient
from campaign.web.spots import near_town
from campaign.web.templatetags import times

TEMPLATES = "planning/mail"


def facts(action: Action, *, at: datetime, told: bool) -> dict[str, Any]:
    """What a letter says of an action, in the language in use. `told`: to somebody who holds a place."""
    point = meeting_point.reveal_to_registered(action, at) if told else None
    words = meeting_point.words_for_coming(action, at, here=False) if told else meeting_point.words(action, at)
    return {
        "from_name": action.group.name,
        "title": action.title or gettext("An action of %(group)s") % {"group": action.group.name},  # withdrawn
        "group": action.group.name,
        "when": times.when(action),
        "city": near_town(action.place_name, action.city),
        "meeting_point": str(point or ""),
        "meeting_point_words": str(point or words),
        "meeting_geo": point.point.geo if point and point.point else "",
        "meeting_map": point.point.openstreetmap if point and point.point else "",
        "route": [str(stop) for stop in point.route] if point else [],
        "bring": _below(plain(inheritance.said(action, "bring"))) if told else "",
        "contact": inheritance.said(action, "contact") or action.group.public_contact if told else "",
        "url": f"{settings.SITE_URL}/actions/{action.slug}/" if action.withdrawn_at is None else "",
    }


def _below(words: str) -> str:
    """A list begins on a line of its own, a word or two behind what announces them. Empty stays empty."""
    return words and (f"\n{words}" if "\n" in words else f" {words}")


def calendar(action: Action, *, at: datetime) -> str:
    """The action as an .ics for somebody who holds a place; empty while its day is to be announced."""
    if action.day is None:
        return ""
    return vevent.document(action, meeting_points={action.pk: meeting_point.reveal_to_registered(action, at)})


def reminded(registration: Registration, action: Action, *, now: datetime) -> list[str]:
    """When somebody who has a place will be reminded, in the language in use: “Thursday 8 October, 11:00”."""
    several = (moments.local(at, action.zone) for at in wishes.to_come(registration, action, now))
    return [f"{times.day_month(at.date())}, {times.hour(at.time())}" for at in several]


def asked(registration: Registration, action: Action, *, now: datetime, times_asked: str) -> None:
    """The link that confirms a registration."""
    to = Recipient(registration.address or "", registration.language)
    _write("asked", registration, action, now=now, to=to, key=f"asked:{times_asked}", told=False)


def asked_again(registration: Registration, action: Action, *, now: datetime, times_asked: str) -> None:
    """Somebody signed up again with an address that has a place already: here is the link to it."""
    told = registration.state == Registration.State.CONFIRMED
    _write("again", registration, action, now=now, key=f"again:{times_asked}", told=told)


def address_given(registration: Registration, action: Action, *, now: datetime, times_asked: str) -> None:
    """Somebody signed in gave an address for this action: nothing more goes there before its link is followed."""
    to = Recipient(registration.address or "", registration.language)
    link = registrations.address_link(registration)
    _write("address", registration, action, now=now, to=to, key=f"address:{times_asked}", told=False, link=link)


def confirmed(registration: Registration, action: Action, *, now: datetime) -> None:
    """You have a place, with the calendar entry."""
    _write("confirmed", registration, action, now=now, key="confirmed", told=True, ics=True)


def requested(registration: Registration, action: Action, *, now: datetime) -> None:
    """The organisers are asked; a place is nobody's until they say yes."""
    _write("requested", registration, action, now=now, key="requested", told=False)


def approved(registration: Registration, action: Action, *, now: datetime) -> None:
    """The organisers say yes, and there is room: you have a place."""
    _write("approved", registration, action, now=now, key="approved", told=True, ics=True)


def declined(registration: Registration, action: Action, *, to: Recipient | None, now: datetime) -> None:
    """The organisers say no."""
    if to is not None:
        _write("declined", registration, action, now=now, to=to, key="declined", told=False)


def waiting(registration: Registration, action: Action, *, now: datetime) -> None:
    """You are in the line, at that place."""
    more = {"place": str(registration.place_in_line)} if registration.place_in_line else {}
    _write("waiting", registration, action, now=now, key="waiting", told=False, more=more)


def moved_up(registration: Registration, action: Action, *, now: datetime) -> None:
    """You waited, now you have a place."""
    _write("moved_up", registration, action, now=now, key="moved-up", told=True, ics=True)


def offered(registration: Registration, action: Action, *, now: datetime) -> None:
    """You waited, and a place is kept for you until an hour: say whether you take it."""
    if (to := registrations.recipient(registration)) is not None:
        more = {"until": _until(registration, action, to)}
        _write("offered", registration, action, now=now, to=to, key=offer_key(registration), told=False, more=more)


def offer_key(registration: Registration) -> str:
    """What tells one offer to somebody from another, or from the same until another hour."""
    at = registration.offered_until
    return f"offered:{at:%Y%m%dT%H%M%S}" if at is not None else "offered"


def accepted(registration: Registration, action: Action, *, now: datetime) -> None:
    """You took what was offered: here is all that somebody who comes is told."""
    _write("confirmed", registration, action, now=now, key="accepted", told=True, ics=True)


def offer_declined(registration: Registration, action: Action, *, to: Recipient | None, now: datetime) -> None:
    """You said no to a place."""
    if to is not None:
        more = _again(action, now)
        _write("offer_declined", registration, action, now=now, to=to, key="offer-declined", told=False, more=more)


def offer_lapsed(registration: Registration, action: Action, *, to: Recipient | None, now: datetime) -> None:
    """A place was offered to you, and you have said nothing: it is somebody else's."""
    if to is not None:
        more = {"until": _until(registration, action, to)} | _again(action, now)
        _write("offer_lapsed", registration, action, now=now, to=to, key="offer-lapsed", told=False, more=more)


def _until(registration: Registration, action: Action, to: Recipient) -> str:
    with translation.override(to.language):
        return hour_words(registration.offered_until, action.zone) if registration.offered_until else ""


def _again(action: Action, now: datetime) -> dict[str, str]:
    """Whether somebody who has ended can sign up again."""
    open = action.state == Action.State.ANNOUNCED and (action.closes is None or action.closes > now)
    return {"again": "yes"} if open and (action.ends is None or action.ends > now) else {}


def cancelled(registration: Registration, action: Action, *, to: Recipient | None, now: datetime) -> None:
    """You are no longer expected. `to` was read before the address was blanked."""
    if to is not None:
        _write("cancelled", registration, action, now=now, to=to, key="cancelled", told=False)


def struck_off(registration: Registration, action: Action, *, to: Recipient | None, now: datetime) -> None:
    """The organisers, or the group's door, say that you are no longer expected."""
    if to is not None:
        _write("struck_off", registration, action, now=now, to=to, key="struck-off", told=False)


def not_answered(registration: Registration, action: Action, *, to: Recipient | None, now: datetime) -> None:
    """You were asked whether you still come, and have not answered: you are no longer expected."""
    if to is not None and registration.unsure_until is not None:
        with translation.override(to.language):
            until = hour_words(registration.unsure_until, action.zone)
        more = {"until": until}
        _write("not_answered", registration, action, now=now, to=to, key="not-answered", told=False, more=more)


def hour_words(at: datetime, zone: str) -> str:
    """“Thursday 8 October 2026, 18:00 (Berlin time)”."""
    there = moments.local(at, zone)
    said = {"day": times.full_date(there.date()), "hour": times.hour(there), "city": times.zone_city(zone)}
    return gettext("%(day)s, %(hour)s (%(city)s time)") % said


def _write(
    letter: str,
    registration: Registration,
    action: Action,
    *,
    now: datetime,
    key: str,
    told: bool,
    to: Recipient | None = None,
    ics: bool = False,
    link: str = "",
    more: Mapping[str, str] | None = None,
) -> None:
    to = to or registrations.recipient(registration)
    if to is None:
        return
    with translation.override(to.language):
        context = facts(action, at=now, told=told)
        attachment = calendar(action, at=now) if ics else ""
        context["shifts"] = [shift_words.line(shift) for shift in registration.shifts_held]
        context["shifts_missed"] = [shift_words.line(shift) for shift in registration.shifts_missed]
        context["reminded"] = reminded(registration, action, now=now) if ics else []
    context |= {"name": registration.name or "", "seats": registration.seats} | dict(more or {})
    if action.by_approval:
        context["by_approval"] = True
    context["link"] = link or registrations.link(registration)
    if told:
        context |= {"code": codes.spaced(registrations.code(registration)), "code_drawn": True}
    if attachment:
        context["ics"] = attachment
    outbox.write(f"{TEMPLATES}/{letter}", to=to, context=context, key=f"registration:{registration.pk}:{key}", now=now)
