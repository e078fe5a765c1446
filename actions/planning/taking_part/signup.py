"""Signing up, with and without an account: from the request to the end of a registration.

Without an account a request writes a *pending* registration, which holds no seat, and mails its link; confirming
takes the seats or joins the line, in order of confirmation. With an account it is confirmed at once. Nobody can be
flooded: one pending registration for an action and address, at most three requests a day to one address, and the
answer is the same whether it is known here or not.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext, ngettext

from actions.planning.models import Action, Registration
from actions.planning.taking_part import doors, letters, pending, registrations, shift_places, waiting_list
from actions.planning.taking_part import particulars as said
from actions.planning.taking_part import seats as counter
from actions.planning.taking_part.doors import SignUpClosed as SignUpClosed  # what its verbs raise
from actions.planning.taking_part.doors import closed as closed
from actions.planning.taking_part.particulars import Particulars
from campaign.lib import clock
from campaign.people import addresses
from campaign.people.models import Person
from campaign.web import pace

State = Registration.State


class TooManyFromHere(Exception):
    """Very many have signed up from the same source within minutes."""


class LinkUsed(Exception):
    """The registration behind this link is over or its link has lapsed."""


@dataclass
class NoSeats(Exception):
    """There are not so many places more; `free` there are."""

    free: int

    def __str__(self) -> str:
        if not self.free:
            return gettext("There is no place more. Your registration stays as it is.")
        return ngettext(
            "There is only %(free)d place more. Your registration stays as it is.",
            "There are only %(free)d places more. Your registration stays as it is.",
            self.free,
        ) % {"free": self.free}


def largest_party(action: Action) -> int:
    """For how many one may sign up: oneself and the guests."""
    return 1 + action.most_guests


def has_to_wait(action: Action) -> bool:
    """Whether who signs up now gets no place at once: there is none, others wait for one, or the organisers decide."""
    full = action.seats is not None and action.seats_taken >= action.seats
    return full or action.waiting > 0 or action.by_approval


def request(
    action: Action,
    *,
    name: str,
    address: str,
    seats: int = 1,
    language: str = "en",
    here: pace.Deed | None = None,
    particulars: Particulars | None = None,
    now: datetime | None = None,
) -> None:
    """Ask for a registration by address; the link in the mail confirms it. Raises SignUpClosed, TooManyFromHere.

    `here` is the pace of where the request comes from.

    Says nothing about what is known of the address: the caller answers the same in every case.
    """
    now = now or clock.now()
    if sentence := closed(action, now):
        raise SignUpClosed(sentence)
    address = address.strip()
    index = registrations.address_index(address)
    asked = pending.Asked(name, address, seats, language, particulars)
    to_one_address = addresses.letter_to(address)
    refused = pace.first_refused(*([here] if here else []), to_one_address)
    if refused is not None and refused is here:
        raise TooManyFromHere
    if refused is not None:
        return
    with transaction.atomic(durable=True):
        registration = pending.store(action, index, asked, now=now)
        letter = letters.asked if registration.state == State.PENDING else letters.asked_again
        letter(registration, action, now=now, times_asked=secrets.token_hex(4))


def confirm(registration: Registration, now: datetime | None = None) -> Registration:
    """Follow the link of a pending registration: take the seats, join the line, or await the organisers' yes.

    Raises SignUpClosed, LinkUsed.
    Following it again changes nothing.
    """
    now = now or clock.now()
    with transaction.atomic(durable=True):
        _hold(registration)
        if registration.state != State.PENDING:
            if registration.state == State.CANCELLED:
                raise LinkUsed
            return registration
        if registration.lapses_at is not None and registration.lapses_at <= now:
            raise LinkUsed
        doors.place(registration, now)
        registration.save(update_fields=doors.PLACED)
        if registration.state == State.CONFIRMED:
            shift_places.hold_wished(registration, now=now)
        doors.tell(registration, now)
    return registration


def join(
    action: Action,
    *,
    person: Person,
    seats: int = 1,
    name: str = "",
    address: str = "",
    language: str = "",
    particulars: Particulars | None = None,
    now: datetime | None = None,
) -> Registration:
    """Sign up with an account: at once. Who has a registration already gets that one. Raises SignUpClosed.

    `address` may be given for this action only; a link is mailed there, and nothing else before it is followed.
    """
    now = now or clock.now()
    address = address.strip()
    may_ask = bool(address) and pace.first_refused(addresses.letter_to(address)) is None
    with transaction.atomic(durable=True):
        counter.hold(action.pk)
        mine = Registration.objects.filter(action=action, person=person).exclude(state=State.CANCELLED)
        if there := mine.first():
            return there
        registration = Registration(
            action=action,
            person=person,
            name=name or None,
            seats=seats,
            language=language or person.language,
            created_at=now,
        )
        if may_ask:
            registration.address, registration.address_checked = address, False
            registration.lapses_at = now + registrations.LINK_LASTS
        said.fill(registration, particulars)
        doors.place(registration, now)
        registration.save()
        said.keep(registration, particulars)
        if particulars and registration.state == State.CONFIRMED:
            shift_places.hold_wished(registration, now=now)
        doors.tell(registration, now)
        if may_ask:
            letters.address_given(registration, registration.action, now=now, times_asked=secrets.token_hex(4))
    return registration


def confirm_address(registration: Registration, now: datetime | None = None) -> None:
    """Follow the link of an address given with an account: mail about this action goes there from now on.

    Raises LinkUsed.
    """
    now = now or clock.now()
    with transaction.atomic(durable=True):
        waiting = Registration.objects.awaiting_address(now).filter(pk=registration.pk)
        if not waiting.update(address_checked=True, lapses_at=None):
            raise LinkUsed
        registration.refresh_from_db()
        shift_places.recall(registration)
        registration.place_in_line = waiting_list.places([registration]).get(registration.pk, 0)
        doors.tell(registration, now)


def change_seats(registration: Registration, *, seats: int, now: datetime | None = None) -> None:
    """More or fewer places for one party. Raises NoSeats, SignUpClosed, LinkUsed.

    Fewer give what they free to the line. More are taken only while nobody waits and they suffice; who waits keeps
    the place in the line.
    """
    now = now or clock.now()
    with transaction.atomic(durable=True):
        _hold(registration)
        action = registration.action
        if registration.state == State.CANCELLED:
            raise LinkUsed
        more = seats - registration.seats
        holds = registration.state in Registration.HOLDING
        if more > 0 and action.by_approval and registration.state == State.WAITING:
            raise SignUpClosed(_ask_them())  # the yes was to fewer
        if holds and more > 0 and not _take(action, more, now):
            raise NoSeats(0 if action.waiting or action.seats is None else action.seats - action.seats_taken)
        if holds and more < 0:
            counter.free(action.pk, seats=-more)
        registration.seats = seats
        registration.save(update_fields=["seats"])
        waiting_list.move_up(action, now=now)
        registration.refresh_from_db()


def answer(registration: Registration, particulars: Particulars) -> None:
    """Say something else than at sign-up; shifts stay as they are. Raises LinkUsed."""
    with transaction.atomic(durable=True):
        _hold(registration)
        if registration.state == State.CANCELLED:
            raise LinkUsed
        said.fill(registration, particulars)
        registration.save(update_fields=["needs", "languages"])
        said.answer(registration, particulars)


def withdraw(registration: Registration, now: datetime | None = None) -> None:
    """No longer coming: the seats go to the line, name and address are blanked. Doing it twice changes nothing."""
    end(registration, letters.cancelled, now or clock.now())


def strike_off(registration: Registration, now: datetime | None = None) -> None:
    """An organiser says that somebody does not come; otherwise as `withdraw`. Doing it twice changes nothing."""
    end(registration, letters.struck_off, now or clock.now())


def end(
    registration: Registration,
    letter: Callable[..., None],
    now: datetime,
    *,
    only: Callable[[Registration], bool] | None = None,
) -> bool:
    """Whoever stops coming does so here, whatever the reason: `letter` says which. Doing it twice changes nothing.
    `only`: whether it holds still, once the action's row is held and the registration read anew.

    The seats go to the line; name, address and all that was said are blanked. Returns
    whether it ended now.
    """
    with transaction.atomic(durable=True):
        _hold(registration)
        before = registration.state
        if before == State.CANCELLED or (only is not None and not only(registration)):
            return False
        to = registrations.recipient(registration) if before != State.PENDING else None
        letter(registration, registration.action, to=to, now=now)
        registration.state, registration.line, registration.lapses_at = State.CANCELLED, None, None
        registration.offered_until = registration.unsure_until = None
        registration.name = registration.address = registration.address_index = None
        said.erase(registration)
        registration.save()
        shift_places.release(registration)
        seats = registration.seats if before in Registration.HOLDING else 0
        counter.free(registration.action_id, seats=seats, waiting=int(before == State.WAITING))
        waiting_list.move_up(registration.action, now=now)
    return True


def _hold(registration: Registration) -> None:
    """Hold the action's row, and read the registration as it now is. Raises LinkUsed where it is gone."""
    counter.hold(registration.action_id)
    try:
        registration.refresh_from_db(from_queryset=Registration.objects.select_related("action__group", "action__call"))
    except Registration.DoesNotExist as error:
        raise LinkUsed from error


def _take(action: Action, seats: int, now: datetime) -> bool:
    if counter.take(action.pk, seats=seats, now=now):
        return True
    if sentence := closed(action, now):
        raise SignUpClosed(sentence)
    if action.by_approval:
        raise SignUpClosed(_ask_them())
    return False


def _ask_them() -> str:
    return gettext("Here the organisers say yes to each place: ask them if you want to bring more people.")
