"""Two at once, one of them stopped at the worst moment: no seat is lost, and nobody who has confirmed is deleted."""

import threading
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import deletion

from actions.planning import drafting
from actions.planning.models import Action, Registration
from actions.planning.taking_part import notices, pending, retention, signup, waiting_list
from campaign.lib import clock
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
STOPPED = 1.0  # seconds: whoever waits for a lock is let on


class Meanwhile:
    """Does something else, once, in a thread of its own, whenever it is first called."""

    def __init__(self, deed: Callable[[], object]) -> None:
        self.deed, self.threads, self.errors = deed, list[threading.Thread](), list[str]()

    def begin(self) -> None:
        if not self.threads:
            self.threads.append(threading.Thread(target=self._run))
            self.threads[0].start()
            self.threads[0].join(STOPPED)

    def end(self) -> None:
        assert self.threads
        self.threads[0].join()

    def _run(self) -> None:
        try:
            self.deed()
        except Exception as error:
            self.errors.append(type(error).__name__)
        finally:
            connection.close()


def soon(**plan: Any) -> Action:
    now = clock.now()
    return make.action(now=now, **({"day": (now + timedelta(days=30)).date()} | plan))


def assert_counted(action: Action) -> None:
    action.refresh_from_db()
    coming = action.registrations.filter(state="confirmed").values_list("seats", flat=True)
    assert action.seats_taken == sum(coming)


def test_asking_again_while_the_link_is_followed_loses_no_seat(monkeypatch: pytest.MonkeyPatch) -> None:
    action = soon(seats=5)
    first = make.requested(action, seats=2, now=clock.now())
    other = Meanwhile(lambda: signup.confirm(Registration.objects.get(pk=first.pk)))
    real = pending._fill

    def fill(registration: Registration, *answers: Any) -> None:
        if registration.pk is not None:
            other.begin()
        real(registration, *answers)

    monkeypatch.setattr(pending, "_fill", fill)
    signup.request(action, name="Kim", address="kim@example.org", seats=3)
    other.end()
    assert other.errors == []
    first.refresh_from_db()
    assert first.state == "confirmed"
    assert_counted(action)


def test_who_confirms_while_links_lapse_is_not_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    action = soon(seats=5)
    asked = make.requested(action, seats=2, now=clock.now())
    asked.refresh_from_db()
    assert asked.lapses_at is not None
    lapse, just_before = asked.lapses_at, asked.lapses_at - timedelta(milliseconds=5)
    other = Meanwhile(lambda: signup.confirm(Registration.objects.get(pk=asked.pk), now=just_before))
    real = deletion.Collector.delete

    def delete(self: deletion.Collector) -> Any:
        other.begin()
        return real(self)

    monkeypatch.setattr(deletion.Collector, "delete", delete)
    retention.sweep(lapse)
    other.end()
    assert_counted(action)
    # Whoever was first: either it has lapsed and its link says so, or it is there with its seats.
    assert (other.errors, action.registrations.count()) in ((["LinkUsed"], 0), ([], 1))


def test_two_sweeps_erase_each_registration_once(monkeypatch: pytest.MonkeyPatch) -> None:
    action = soon(open_ended=True)
    for number in range(2):
        make.registered(action, f"{number}@example.org", now=clock.now())
    late = clock.now() + timedelta(days=61)
    real, other = retention._erase_one, Meanwhile(lambda: retention.sweep(late))

    def erase_one(id: int, now: Any) -> int:
        other.begin()
        return real(id, now)

    monkeypatch.setattr(retention, "_erase_one", erase_one)
    assert retention.sweep(late) == 0
    other.end()
    assert other.errors == []
    action.refresh_from_db()
    assert (action.registrations.count(), action.seats_taken, action.seats_past) == (0, 0, 2)


def test_a_notice_that_is_told_while_the_line_moves_up_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both write several rows of those who come, each in its own order: without one row before them all, they would
    wait for each other."""
    action = soon(seats=4)
    now = clock.now()
    small = make.requested(action, "small@example.org", now=now)
    leaves = make.registered(action, "leaves@example.org", now=now)
    make.registered(action, "stays@example.org", seats=3, now=now)
    make.registered(action, "large@example.org", seats=3, now=now)
    signup.confirm(small, now=now)
    for behind in (now, None):  # on the disk as in its indexes: PostgreSQL comes to the small one first
        Registration.objects.exclude(pk=small.pk).update(unsure_until=behind)
    drafting.edit(action, time=time(10), now=now)
    told: list[int] = []
    other = Meanwhile(lambda: told.append(notices.sweep(now + timedelta(hours=1))))
    let_in = waiting_list._let_in

    def slowly(*values: Any, **more: Any) -> None:
        other.begin()
        let_in(*values, **more)

    monkeypatch.setattr(waiting_list, "_let_in", slowly)
    signup.withdraw(leaves, now=now)
    other.end()
    assert (other.errors, told) == ([], [2])  # who moved up has just been told the new hour
    assert Registration.objects.get(pk=small.pk).state == "confirmed"
    assert_counted(action)
