"""“Still?”: asked of those who have a place, after what they signed up for has become another day, hour or city.

1. The notice asks (notices.py), and their seats are unsure from the same transaction on: they stay taken, and are
   counted apart (fill.py). Only whom mail reaches is asked; nobody loses a place for a question that was never read.
   Whoever signs up meanwhile, or moves up from the line, knows the new time and is sure.
2. Where it moves again while somebody is asked, the next notice asks anew, with a day to answer.
3. Silence until the hour frees the seats (signup.end), and the line moves up in the same transaction. An answer holds
   the same row: one of the two comes first, and the other one finds that.
4. Nobody is asked any more about what is cancelled, postponed or has begun. While a further notice is due, while the
   mail has not left yet, or where it left too late to be answered or never arrived, there was no silence.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from actions.planning.models import Action, Edition, Registration
from actions.planning.taking_part import letters, notice_letters, registrations, signup
from actions.planning.taking_part import seats as counter
from campaign.lib.sweeps import each
from campaign.mail import outbox
from campaign.mail.models import Delivery

BATCH = 200
SHORTEST = timedelta(hours=1)  # that somebody has to answer
ANEW = timedelta(hours=24)  # the same, where it moves again while somebody is asked
LETTER = f"{letters.TEMPLATES}/still"
State = Registration.State


class Moved(Exception):
    """What somebody has answered was about another time or place: it has changed since the page was shown."""

    def __str__(self) -> str:
        return gettext("It has changed again since you opened this page. Does it still work for you as it is now?")


def key(id: int, sequence: int) -> str:
    """The key of the notice by which this registration is told this sequence."""
    return f"notice:{id}:{sequence}"


def asked_until(registration: Registration, action: Action, old: Edition | None, now: datetime) -> datetime | None:
    """Until when a notice asks this party to answer; None where it only tells."""
    if registration.state != State.CONFIRMED or action.state != Action.State.ANNOUNCED:
        return None
    if action.ask_again_until is not None and notice_letters.moved(action, old):
        return in_time(action.ask_again_until, action, now, shortest=SHORTEST)
    if registration.unsure_until is not None:
        return in_time(registration.unsure_until, action, now, shortest=ANEW)
    return None


def in_time(until: datetime, action: Action, now: datetime, *, shortest: timedelta) -> datetime | None:
    """That hour, or a later one if it leaves less time than that, and not after the beginning; None where it begins
    too soon to ask."""
    if action.starts is None or action.starts < now + SHORTEST:
        return None
    return min(max(until, now + shortest), action.starts)


def ask(rows: Collection[Registration], *, until: datetime | None) -> None:
    """In the transaction that writes their notice: these are unsure until then, or asked no more."""
    if until is not None or any(row.unsure_until is not None for row in rows):
        Registration.objects.filter(pk__in=[row.pk for row in rows]).update(unsure_until=until)


def still_coming(registration: Registration, *, knew: int | None = None) -> None:
    """Somebody still comes: the seats are sure again. Saying it twice, or unasked, changes nothing.

    `knew`: the action's sequence that the answer is about. A word after the hour counts as well, as long as the seats
    have not been given away. Raises LinkUsed where the registration has ended, and Moved.
    """
    with transaction.atomic(durable=True):
        counter.hold(registration.action_id)
        action = Action.objects.select_related("group", "call").get(pk=registration.action_id)
        if knew is not None and knew != action.sequence:
            registration.action = action
            raise Moved
        Registration.objects.filter(pk=registration.pk, state=State.CONFIRMED).update(unsure_until=None)
        try:
            registration.refresh_from_db(fields=["state", "unsure_until"])
        except Registration.DoesNotExist as error:
            raise signup.LinkUsed from error
        if registration.state == State.CANCELLED:
            raise signup.LinkUsed


def sweep(now: datetime) -> int:
    """Give back the seats of those who were asked and kept silent; how many registrations ended."""
    asked = Registration.objects.filter(unsure_until__isnull=False)
    off = ~Q(action__state=Action.State.ANNOUNCED) | Q(action__starts=None) | Q(action__starts__lte=now)
    asked.filter(off).update(unsure_until=None)
    due = {one.pk: one for one in asked.filter(unsure_until__lte=now, action__notice_due=None).order_by("pk")}
    ended, ids = 0, list(due)
    for start in range(0, len(ids), BATCH):
        some = {id: due[id] for id in ids[start : start + BATCH]}
        fates = outbox.fates(LETTER, [key(id, one.told_sequence) for id, one in some.items()])
        ended += each(some, lambda id: _settle(some[id], fates, now), "Asking again, registration")  # noqa: B023 - at once
    return ended


def _settle(registration: Registration, fates: dict[str, outbox.Fate], now: datetime) -> int:
    """End it where it was silence; keep the place of whom the question did not reach in time."""
    until, fate = registration.unsure_until, fates.get(key(registration.pk, registration.told_sequence))
    if fate is not None and fate.at is None:
        return 0  # the mail has not left yet
    if until is None or not _was_heard(fate, until) or registrations.recipient(registration) is None:
        Registration.objects.filter(pk=registration.pk, unsure_until=until).update(unsure_until=None)
        return 0
    try:
        signup.end(registration, letters.not_answered, now, only=lambda held: _is_silent(held, now))
    except signup.LinkUsed:
        return 0
    return int(registration.state == State.CANCELLED)


def _was_heard(fate: outbox.Fate | None, until: datetime) -> bool:
    """Whether the question left for the reader in time. What is forgotten was sent long ago."""
    if fate is None or fate.at is None:
        return True
    left = fate.state in (Delivery.State.SENT, Delivery.State.UNCERTAIN)
    return left and fate.at <= until - SHORTEST


def _is_silent(held: Registration, now: datetime) -> bool:
    """Whether, with the action's row held, still nothing was answered, and nothing new is to be told."""
    action = held.action
    if held.state != State.CONFIRMED or held.unsure_until is None or held.unsure_until > now:
        return False
    begun = action.starts is None or action.starts <= now
    return action.state == Action.State.ANNOUNCED and action.notice_due is None and not begun
