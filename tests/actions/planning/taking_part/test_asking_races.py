"""Somebody answers while the sweep gives her seats away: one of the two comes first, and the other one finds that."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from actions.planning.models import Action, Registration
from actions.planning.taking_part import asking_again, letters, signup
from campaign.lib import clock
from campaign.mail.models import Delivery
from tests import make
from tests.actions.planning.taking_part.test_interleaving import Meanwhile, assert_counted, soon

pytestmark = pytest.mark.django_db(transaction=True)


def unsure(action: Action, number: int, now: datetime) -> Registration:
    """Asked three days ago, until now."""
    registration = make.registered(action, f"{number}@example.org", now=now)
    Registration.objects.filter(pk=registration.pk).update(unsure_until=now)
    registration.refresh_from_db()
    return registration


def test_an_answer_while_the_seats_are_given_away_comes_too_late(monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    action = soon(seats=1)
    silent = unsure(action, 1, now)
    waiting = make.registered(action, "waiting@example.org", now=now)
    answer = Meanwhile(lambda: asking_again.still_coming(Registration.objects.get(pk=silent.pk)))
    whole = letters.not_answered

    def written(*args: Any, **words: Any) -> None:
        answer.begin()  # the row is held, and silence was found
        whole(*args, **words)

    monkeypatch.setattr(letters, "not_answered", written)
    assert asking_again.sweep(now) == 1
    answer.end()
    assert answer.errors == ["LinkUsed"]
    silent.refresh_from_db()
    waiting.refresh_from_db()
    assert (silent.state, waiting.state) == ("cancelled", "confirmed")
    assert_counted(action)


def test_a_sweep_while_the_answer_is_written_finds_no_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    action = soon(seats=1)
    registration = unsure(action, 1, now)
    swept = Meanwhile(lambda: asking_again.sweep(now))
    whole = registration.refresh_from_db

    def read(*args: Any, **words: Any) -> None:
        swept.begin()  # the row is held, and the answer is not there yet for others
        whole(*args, **words)

    monkeypatch.setattr(registration, "refresh_from_db", read)
    asking_again.still_coming(registration)
    swept.end()
    assert swept.errors == []
    there = Registration.objects.get(pk=registration.pk)
    assert (there.state, there.unsure_until) == ("confirmed", None)
    assert not Delivery.objects.filter(mailing__template="planning/mail/not_answered").exists()
    assert_counted(action)


def test_a_sweep_while_the_action_is_moved_again_ends_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    action = soon(seats=1)
    registration = unsure(action, 1, now)
    due = now + timedelta(minutes=10)
    moved = Meanwhile(lambda: Action.objects.filter(pk=action.pk).update(notice_due=due))
    whole = signup.end

    def ended(*args: Any, **words: Any) -> None:
        moved.begin()
        whole(*args, **words)

    monkeypatch.setattr(signup, "end", ended)
    assert asking_again.sweep(now) == 0
    moved.end()
    registration.refresh_from_db()
    assert (registration.state, registration.unsure_until) == ("confirmed", now)


@pytest.mark.whole
def test_twenty_answer_while_three_sweeps_end_who_is_silent() -> None:
    now = clock.now()
    action = soon(seats=20)
    asked = [unsure(action, number, now) for number in range(20)]
    for number in range(20, 30):
        make.registered(action, f"{number}@example.org", now=now)

    def deed(registration: Registration | None) -> str:
        try:
            if registration is None:
                asking_again.sweep(now)
                return "swept"
            asking_again.still_coming(Registration.objects.get(pk=registration.pk))
        except signup.LinkUsed:
            return "too late"
        finally:
            connection.close()
        return "in time"

    with ThreadPoolExecutor(23) as pool:
        became = list(pool.map(deed, [*asked[:10], None, None, None, *asked[10:]]))
    said = dict(zip([one.pk for one in asked], became[:10] + became[13:], strict=True))
    rows = dict(Registration.objects.filter(pk__in=said).values_list("pk", "state"))
    assert rows == {id: "confirmed" if word == "in time" else "cancelled" for id, word in said.items()}
    assert not Registration.objects.filter(unsure_until__isnull=False).exists()
    assert_counted(action)
    action.refresh_from_db()
    gone = list(said.values()).count("too late")
    assert action.waiting == 10 - min(10, gone)
    ended = Delivery.objects.filter(mailing__template="planning/mail/not_answered").values_list("key", flat=True)
    assert len(ended) == len(set(ended)) == gone
