"""What is written to those who organise: a group is asked, answers, parts, takes over; somebody is asked by name.

One text for all organisers of a group who read the same language. No letter names a person: who it is stands on the
action's own page, for those who may know.
"""

import secrets
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from actions.planning.hosting import organisers
from actions.planning.models import Action, Cohost, Delegate
from campaign.mail import outbox
from campaign.mail.outbox import Recipient
from campaign.people import addresses
from campaign.web.templatetags import times

TEMPLATE = "planning/mail/hosts"


class Said(NamedTuple):
    """A letter's subject, why one gets it, and what can be done; put into the reader's language by `_context`."""

    subject: Any
    why: Any
    then: Any


def asked(cohost: Cohost, action: Action, *, now: datetime) -> None:
    """A group is asked to co-host."""
    said = Said(
        _("Will you host it too? %(title)s"),
        _asks(cohost),
        _("See what it says, and accept or decline. One answer is enough for the whole group."),
    )
    _to_group(cohost.group_id, said, cohost, action, key=f"asked:{cohost.pk}:{cohost.times_asked}", now=now)


def _asks(cohost: Cohost) -> Any:
    if cohost.following:
        return _(
            "%(lead)s asks %(group)s to host this action, and all later dates of its series, with them."
            " You plan actions in %(group)s."
        )
    return _("%(lead)s asks %(group)s to host this action with them. You plan actions in %(group)s.")


def accepted(cohost: Cohost, action: Action, *, now: datetime) -> None:
    """The lead hears that a group hosts it too."""
    said = Said(
        _("%(group)s hosts it with you: %(title)s"),
        _("%(group)s has accepted to host this action with you."),
        _("Its organisers may change the action now, and see who comes. Who hosts it stands here:"),
    )
    _to_group(action.group_id, said, cohost, action, key=f"accepted:{cohost.pk}:{cohost.times_asked}", now=now)


def declined(cohost: Cohost, action: Action, *, now: datetime) -> None:
    """The lead hears that a group does not."""
    said = Said(
        _("%(group)s does not host it: %(title)s"),
        _("%(group)s has declined to host this action with you."),
        _("Nothing else changes. You may ask another group:"),
    )
    _to_group(action.group_id, said, cohost, action, key=f"declined:{cohost.pk}:{cohost.times_asked}", now=now)


def parted(cohost: Cohost, action: Action, *, now: datetime) -> None:
    """The lead hears that a co-host is none any more."""
    said = Said(
        _("%(group)s hosts it no more: %(title)s"),
        _("%(group)s has given up hosting this action with you."),
        _("It is taken from that group’s page and calendar. Who hosts it stands here:"),
    )
    _to_group(action.group_id, said, cohost, action, key=f"parted:{cohost.pk}", now=now)


def ended(cohost: Cohost, action: Action, *, now: datetime) -> None:
    """A co-host hears that the lead goes on without it."""
    said = Said(
        _("You host it no more: %(title)s"),
        _("%(lead)s goes on without %(group)s. You plan actions in %(group)s."),
        _("It is taken from your group’s page and calendar. If you don’t know why, ask them."),
    )
    _to_group(cohost.group_id, said, cohost, action, key=f"ended:{cohost.pk}", now=now)


def lead_offered(cohost: Cohost, action: Action, *, now: datetime) -> None:
    """A co-host is asked to lead."""
    said = Said(
        _("Will you lead it? %(title)s"),
        _("%(lead)s asks %(group)s to take over the lead of this action. You plan actions in %(group)s."),
        _("Accept or decline. Who leads may also cancel it, ask other groups, and hand the lead on:"),
    )
    _to_group(cohost.group_id, said, cohost, action, key=f"lead:{cohost.pk}:{cohost.offers}", now=now)


def lead_taken(before: Cohost, action: Action, *, now: datetime) -> None:
    """The group that led hears that another one does; `before` is its own new place."""
    said = Said(
        _("%(lead)s leads it now: %(title)s"),
        _("%(lead)s has taken over the lead of this action. %(group)s co-hosts it from now on."),
        _("You may go on changing it, or give up hosting it:"),
    )
    _to_group(before.group_id, said, before, action, key=f"taken:{before.pk}", now=now)


def lead_refused(cohost: Cohost, action: Action, *, now: datetime) -> None:
    """The group that leads hears that it goes on leading."""
    said = Said(
        _("%(group)s does not take the lead: %(title)s"),
        _("%(group)s has declined to lead this action, and goes on hosting it with you."),
        _("You go on leading. You may ask another group that hosts it:"),
    )
    _to_group(action.group_id, said, cohost, action, key=f"refused:{cohost.pk}:{cohost.offers}", now=now)


def delegate_asked(delegate: Delegate, action: Action, *, now: datetime) -> None:
    """Somebody is asked by pseudonym to organise one action."""
    said = Said(
        _("Will you organise it? %(title)s"),
        _("%(lead)s asks you to organise this action. You need not be in the group for that."),
        _("Accept or decline on your own page:"),
    )
    _to_person(delegate, said, action, key=f"delegate:{delegate.pk}", now=now)


def delegate_ended(delegate: Delegate, action: Action, *, now: datetime) -> None:
    """Somebody organises it no more."""
    said = Said(
        _("You organise it no more: %(title)s"),
        _("%(lead)s has taken back that you organise this action."),
        _("If you don’t know why, ask them. What you plan stands on your own page:"),
    )
    _to_person(delegate, said, action, key=f"delegate-ended:{delegate.pk}", now=now)


def delegate_accepted(delegate: Delegate, action: Action, *, now: datetime) -> None:
    """The lead hears that somebody organises it."""
    said = Said(
        _("Somebody you asked organises it: %(title)s"),
        _("Somebody whom %(lead)s has asked organises this action now."),
        _("Who it is stands here, and there you can take it back:"),
    )
    _to_group(action.group_id, said, delegate, action, key=f"delegate-accepted:{delegate.pk}", now=now)


def delegate_declined(delegate: Delegate, action: Action, *, now: datetime) -> None:
    """The lead hears that somebody does not."""
    said = Said(
        _("Somebody you asked does not organise it: %(title)s"),
        _("Somebody whom %(lead)s has asked to organise this action has declined."),
        _("You may ask somebody else:"),
    )
    _to_group(action.group_id, said, delegate, action, key=f"delegate-declined:{delegate.pk}", now=now)


def delegate_left(delegate: Delegate, action: Action, *, now: datetime) -> None:
    """The lead hears that somebody organises it no more."""
    said = Said(
        _("Somebody organises it no more: %(title)s"),
        _("Somebody who organised this action for %(lead)s has given it up."),
        _("Who organises it stands here:"),
    )
    _to_group(action.group_id, said, delegate, action, key=f"delegate-left:{delegate.pk}", now=now)


def list_taken(action: Action, *, number: int, on_paper: bool, now: datetime) -> None:
    """Those who coordinate a group that hosts hear that somebody took a list of those who come out of the site."""
    said = Said(
        _("A list of who comes was printed: %(title)s") if on_paper else _("A list of who comes was saved: %(title)s"),
        _("Somebody who organises this action took a list of who comes. Registrations on it: %(number)d"),
        _("The site can’t erase what is on paper or in a file: agree on who keeps it, and destroy it afterwards."),
    )
    link, key = f"/actions/{action.slug}/participants/", secrets.token_hex(8)
    for language, readers in organisers.recipients(organisers.coordinators_of(action)).items():
        mailing = outbox.begin(TEMPLATE, context=_letter(said, action, link, language, number=number), now=now)
        outbox.add(mailing, ((f"hosts:list:{key}:{to.person}", to, {}) for to in readers), now)


def _to_group(group_id: int, said: Said, place: Cohost | Delegate, action: Action, *, key: str, now: datetime) -> None:
    """To everyone who plans in the group and has an address."""
    link = f"/actions/{action.slug}/hosts/"
    for language, readers in organisers.recipients(organisers.of_groups([group_id])).items():
        context = _context(said, place, action, link, language)
        mailing = outbox.begin(TEMPLATE, context=context, now=now)
        outbox.add(mailing, ((f"hosts:{key}:{to.person}", to, {}) for to in readers), now)


def _to_person(delegate: Delegate, said: Said, action: Action, *, key: str, now: datetime) -> None:
    person = delegate.person
    address = addresses.verified_address(person.pk) if person is not None else None
    if person is not None and address is not None:
        context = _context(said, delegate, action, "/me/", person.language)
        to = Recipient(address, person.language, person.pk)
        outbox.write(TEMPLATE, to=to, context=context, key=f"hosts:{key}", now=now)


def _context(said: Said, place: Cohost | Delegate, action: Action, link: str, language: str) -> dict[str, Any]:
    return _letter(said, action, link, language, group=place.group.name if isinstance(place, Cohost) else "")


def _letter(said: Said, action: Action, link: str, language: str, **more: Any) -> dict[str, Any]:
    words = {"lead": action.group.name, "title": action.title, **more}
    with translation.override(language):
        letter = {"subject": str(said.subject) % words, "why": str(said.why) % words, "then": str(said.then) % words}
        return letter | {
            "from_name": action.group.name,
            "title": action.title,
            "when": times.when(action),
            "city": action.city,
            "url": f"{settings.SITE_URL}{link}",
        }
