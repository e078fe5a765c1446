"""Which reminders somebody wants, and which will still come: what the sweep will do, said beforehand."""

from datetime import datetime

from django.db import transaction

from actions.planning.models import Action, Registration

State = Registration.State


def choose(registration: Registration, *, day_before: bool, hours_before: bool) -> bool:
    """Which reminders this one gets from now on. False where the registration is over."""
    with transaction.atomic(durable=True):
        there = Registration.objects.filter(pk=registration.pk).exclude(state=State.CANCELLED)
        chosen = there.update(wants_day_before=day_before, wants_hours_before=hours_before)
    registration.wants_day_before, registration.wants_hours_before = day_before, hours_before
    return bool(chosen)


def to_come(registration: Registration, action: Action, now: datetime) -> list[datetime]:
    """When somebody who has a place will be reminded, in order; asks nothing of the database.

    What was due before the place was got is not among them: the mail with the place has just said all of it.
    """
    if registration.state != State.CONFIRMED or registration.confirmed_at is None:
        return []
    since = registration.confirmed_at
    day = action.remind_day if registration.wants_day_before else None
    day = day if day is not None and day >= since else None
    second = None
    if registration.wants_hours_before:
        second = action.remind_hours or (None if day else action.remind_evening)
    return sorted(at for at in (day, second) if at is not None and at >= since and at > now)
