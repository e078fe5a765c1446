"""When registrations end, and what their erasure leaves."""

from datetime import time, timedelta
from typing import Any

import pytest

from actions.planning import cancellation, drafting
from actions.planning.furniture import shifts
from actions.planning.models import Action, Registration
from actions.planning.taking_part import notices, reminders, retention, shift_places
from campaign.mail.models import Delivery
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


def end(action: Action) -> Any:
    assert action.ends
    return action.ends


def test_a_pending_one_is_deleted_when_its_link_has_lapsed() -> None:
    make.requested(make.action())
    assert retention.sweep(NOW + timedelta(hours=47)) == 0
    assert retention.sweep(NOW + timedelta(hours=48)) == 1
    assert not Registration.objects.exists()


def test_registrations_are_erased_two_weeks_after_the_action_and_the_counts_stay() -> None:
    action = make.action(seats=2)
    make.registered(action, seats=2)
    make.registered(action, "noor@example.org")
    retention.sweep(end(action) + timedelta(days=14) - timedelta(seconds=1))
    assert Registration.objects.count() == 2
    assert retention.sweep(end(action) + timedelta(days=14)) == 2
    action.refresh_from_db()
    assert (Registration.objects.count(), action.seats_taken, action.waiting) == (0, 2, 1)


def test_of_a_cancelled_action_too() -> None:
    action = make.action()
    make.registered(action)
    cancellation.cancel(action, reason="", now=NOW)
    assert retention.sweep(end(action) + timedelta(days=14)) == 1


def test_where_it_goes_on_they_are_erased_sixty_days_after_sign_up_and_the_line_moves_up() -> None:
    action = make.action(seats=1, open_ended=True)
    make.registered(action)
    later = make.registered(action, "noor@example.org", now=NOW + timedelta(days=1))
    assert retention.sweep(NOW + timedelta(days=60) - timedelta(seconds=1)) == 0
    assert retention.sweep(NOW + timedelta(days=60)) == 1
    later.refresh_from_db()
    action.refresh_from_db()
    assert (later.state, action.seats_taken, action.seats_past) == ("confirmed", 1, 1)


def test_postponed_it_does_not_count_as_over() -> None:
    action = make.action()
    make.registered(action)
    drafting.postpone(action, now=NOW)
    late = NOW + timedelta(days=55)
    assert late > end(action) + timedelta(days=14)
    assert retention.sweep(late) == 0
    assert retention.sweep(NOW + timedelta(days=60)) == 1


def test_many_are_erased_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    action = make.action()
    for number in range(5):
        make.registered(action, f"{number}@example.org")
    assert retention.sweep(end(action) + timedelta(days=14)) == 5


def test_where_nothing_ends_whoever_works_is_erased_two_weeks_after_the_last_shift() -> None:
    action = make.action(open_ended=True, end_time=None)
    later = {"least": 1, "most": 5, "time": time(8), "end_time": time(12)}
    soon, late = (
        action.shifts.create(title="Kitchen", day=NOW.date() + timedelta(days=days), **later) for days in (10, 80)
    )
    idle, short, long = (make.registered(action, f"{name}@example.org") for name in ("idle", "short", "long"))
    shift_places.take(short, soon.pk, now=NOW)
    shift_places.take(long, soon.pk, now=NOW)
    shift_places.take(long, late.pk, now=NOW)
    days = {one: (retention.kept_until(one) - NOW.date()).days for one in (idle, short, long)}
    assert days == {idle: 61, short: 25, long: 95}
    left = []
    for day in (24, 25, 60, 94, 95):
        retention.sweep(NOW + timedelta(days=day))
        left.append(set(Registration.objects.values_list("pk", flat=True)))
    everyone = {idle.pk, short.pk, long.pk}
    assert left == [everyone, everyone - {short.pk}, {long.pk}, {long.pk}, set()]
    action.refresh_from_db()
    assert (action.seats_taken, action.seats_past) == (0, 3)


def test_erased_now_no_letter_that_still_waits_keeps_the_address() -> None:
    action = make.action(seats=3)
    registration, other = make.registered(action), make.registered(action, "noor@example.org")
    more = make.registered(make.action(action.group), "kim@example.org")
    drafting.edit(action, time=time(10), now=NOW)
    notices.sweep(NOW + timedelta(minutes=10))
    begun = action.starts - timedelta(hours=22) if action.starts else NOW
    reminders.sweep(begun)
    keys = [f"registration:{registration.pk}:", f"notice:{registration.pk}:", "reminder:"]
    waiting = Delivery.objects.filter(finished_at=None).exclude(key__startswith=f"registration:{more.pk}:")
    assert all(waiting.filter(key__startswith=beginning).exists() for beginning in keys)
    retention.erase(registration, now=begun)
    assert {one.address for one in waiting.exclude(key=f"reminder:{more.reminders.get().pk}")} == {"noor@example.org"}
    assert Delivery.objects.filter(key__startswith=f"registration:{more.pk}:", finished_at=None).exists()
    assert Registration.objects.filter(pk__in=[other.pk, more.pk]).count() == 2


def test_erased_while_it_is_moved_to_a_day_to_come_leaves_no_shift_taken() -> None:
    action = make.action(seats=3)
    assert action.day
    work = shifts.Work("Kitchen", time(9), time(11), 1, 2)
    shifts.plan(action, work, [action.day])
    shift = action.shifts.get()
    registration = make.registered(action)
    shift_places.take(registration, shift.pk, now=NOW)
    later = end(action) + timedelta(hours=1)
    stale = Registration.objects.select_related("action").get(pk=registration.pk)
    drafting.edit(action, day=action.day + timedelta(days=30), end_day=None, now=later)
    retention.erase(stale, now=later)
    action.refresh_from_db()
    shift.refresh_from_db()
    assert (action.seats_taken, action.seats_past, shift.taken) == (0, 0, 0)
