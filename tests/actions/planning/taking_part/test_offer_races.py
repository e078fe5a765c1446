"""A yes and the end of its hour at the same moment, each stopped in the middle while the other begins."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from actions.planning.models import Action, Registration
from actions.planning.taking_part import letters, offers, shift_places, signup
from campaign.mail import claims
from campaign.mail.models import Delivery
from tests import make
from tests.actions.planning.taking_part.test_interleaving import Meanwhile

pytestmark = pytest.mark.django_db(transaction=True)
NEAR = datetime(2026, 10, 8, 10, tzinfo=UTC)


def offered() -> tuple[Action, Registration, Registration, datetime]:
    action = make.action(seats=1)
    inside, first, second = (make.registered(action, f"{name}@example.org") for name in "abc")
    signup.withdraw(inside, now=NEAR)
    letter = Delivery.objects.filter(mailing__template="planning/mail/offered")
    letter.update(state="sent", **claims.finished(NEAR))
    first.refresh_from_db()
    assert first.offered_until is not None
    return action, first, second, first.offered_until


def states(action: Action, *parties: Registration) -> tuple[str, ...]:
    """Their states; the counters say what the rows say."""
    action.refresh_from_db()
    rows = list(action.registrations.values_list("state", "seats"))
    assert action.seats_taken == sum(seats for state, seats in rows if state in ("confirmed", "offered")) == 1
    assert action.waiting == sum(state == "waiting" for state, _seats in rows)
    return tuple(Registration.objects.get(pk=one.pk).state for one in parties)


def test_who_accepts_while_it_lapses_finds_it_given_on(monkeypatch: pytest.MonkeyPatch) -> None:
    action, first, second, until = offered()
    other = Meanwhile(lambda: offers.accept(Registration.objects.get(pk=first.pk), now=until))
    real = letters.offer_lapsed

    def write(*args: Any, **words: Any) -> None:
        other.begin()
        real(*args, **words)

    monkeypatch.setattr(letters, "offer_lapsed", write)
    assert offers.sweep(until) == 1
    other.end()
    assert other.errors == ["LinkUsed"]
    assert states(action, first, second) == ("cancelled", "offered")


def test_what_is_accepted_while_the_sweep_looks_does_not_lapse(monkeypatch: pytest.MonkeyPatch) -> None:
    action, first, second, until = offered()
    lapsed: list[int] = []
    other = Meanwhile(lambda: lapsed.append(offers.sweep(until + timedelta(seconds=1))))
    real = shift_places.hold_wished

    def hold(*args: Any, **words: Any) -> Any:
        other.begin()
        return real(*args, **words)

    monkeypatch.setattr(shift_places, "hold_wished", hold)
    offers.accept(first, now=until)
    other.end()
    assert (other.errors, lapsed) == ([], [0])
    assert states(action, first, second) == ("confirmed", "waiting")


def test_two_sweeps_at_once_ask_one_more_party(monkeypatch: pytest.MonkeyPatch) -> None:
    action, first, second, until = offered()
    lapsed: list[int] = []
    other = Meanwhile(lambda: lapsed.append(offers.sweep(until)))
    real = letters.offer_lapsed

    def write(*args: Any, **words: Any) -> None:
        other.begin()
        real(*args, **words)

    monkeypatch.setattr(letters, "offer_lapsed", write)
    assert offers.sweep(until) == 1
    other.end()
    assert (other.errors, lapsed) == ([], [0])
    assert states(action, first, second) == ("cancelled", "offered")
    assert Delivery.objects.filter(mailing__template="planning/mail/offered").count() == 2
    connection.close()


def test_a_sweep_cut_off_in_the_middle_changes_nothing_and_the_next_one_ends_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    action, first, second, until = offered()
    with monkeypatch.context() as broken:

        def cut_off(*_args: Any, **_words: Any) -> None:
            raise RuntimeError("cut off")

        broken.setattr(letters, "offered", cut_off)  # the last step: the next party is asked
        assert offers.sweep(until) == 0
    assert states(action, first, second) == ("offered", "waiting")
    assert not Delivery.objects.filter(mailing__template="planning/mail/offer_lapsed").exists()
    assert offers.sweep(until) == 1
    assert states(action, first, second) == ("cancelled", "offered")
