"""A yes, a withdrawal, a closing hour and a change of rules, all at once: whatever is first, the counters are true.

Many threads on a real database. What each became is one of what may be; what stands afterwards fits together.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest

from actions.planning import drafting
from actions.planning.models import Action, Registration
from actions.planning.taking_part import approval, signup
from campaign.lib import clock
from campaign.mail.models import Delivery
from tests import make
from tests.engines import together

pytestmark = [pytest.mark.whole, pytest.mark.django_db(transaction=True)]


def soon(**plan: Any) -> Action:
    now = clock.now()
    return make.action(now=now, **({"day": (now + timedelta(days=30)).date()} | plan))


def asked(action: Action, number: int) -> Registration:
    return make.registered(action, f"{number}@example.org", name=str(number), now=clock.now())


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """What became of each: the name of the error, or nothing."""
    return [type(one).__name__ if isinstance(one, Exception) else "" for one in together.at_once(*deeds)]


def each(verb: Callable[[Registration], object], rows: Iterable[Registration]) -> list[Callable[[], object]]:
    """The verb on each, read anew as another request would."""
    return [lambda id=row.pk: verb(Registration.objects.get(pk=id)) for row in rows]  # type: ignore[misc]


def assert_true(action: Action) -> None:
    action.refresh_from_db()
    rows = list(action.registrations.values_list("state", "seats"))
    assert action.seats_taken == sum(seats for state, seats in rows if state in ("confirmed", "offered"))
    assert action.waiting == sum(state == "waiting" for state, _seats in rows)
    assert action.seats is None or action.seats_taken <= action.seats


def test_a_yes_while_they_withdraw_leaves_no_seat_behind() -> None:
    action = soon(by_approval=True, seats=20)
    rows = [asked(action, number) for number in range(6)]
    became = at_once(*each(approval.approve, rows), *each(signup.withdraw, rows))
    assert set(became[:6]) <= {"", "AlreadySettled"}
    assert became[6:] == [""] * 6
    assert set(action.registrations.values_list("state", flat=True)) == {"cancelled"}
    assert_true(action)
    assert action.seats_taken == 0
    approved = Delivery.objects.filter(mailing__template="planning/mail/approved").count()
    assert approved == became[:6].count("")


def test_a_yes_and_a_no_of_two_organisers_are_one_of_both() -> None:
    action = soon(by_approval=True, seats=20)
    rows = [asked(action, number) for number in range(6)]
    became = at_once(*each(approval.approve, rows), *each(approval.decline, rows))
    assert set(became) <= {"", "AlreadySettled"}
    for row, yes, no in zip(rows, became[:6], became[6:], strict=True):
        row.refresh_from_db()
        assert (row.state, yes, no) in (("confirmed", "", "AlreadySettled"), ("cancelled", "AlreadySettled", ""))
    assert_true(action)


def test_more_yeses_at_once_than_there_are_seats_give_no_seat_twice() -> None:
    action = soon(by_approval=True, seats=3)
    rows = [asked(action, number) for number in range(10)]
    assert at_once(*each(approval.approve, rows)) == [""] * 10
    states = sorted(action.registrations.values_list("state", flat=True))
    assert states == ["confirmed"] * 3 + ["waiting"] * 7
    assert_true(action)


def test_sign_up_that_is_closed_while_links_are_followed_lets_in_who_was_first() -> None:
    action = soon(seats=20)
    rows = [make.requested(action, f"{number}@example.org", now=clock.now()) for number in range(8)]
    closing = 24 * 40  # hours: that many before it begins are past

    def close() -> None:
        drafting.edit(Action.objects.get(pk=action.pk), closes_hours=closing)

    became = at_once(*each(signup.confirm, rows), close)
    assert became[-1] == ""
    assert set(became[:-1]) <= {"", "SignUpClosed"}
    for row, error in zip(rows, became[:-1], strict=True):
        row.refresh_from_db()
        assert row.state == ("pending" if error else "confirmed")
    assert_true(action)
    with pytest.raises(signup.SignUpClosed):
        make.requested(Action.objects.get(pk=action.pk), "late@example.org", now=clock.now())


def test_approval_that_is_asked_for_while_links_are_followed_lets_in_who_was_first() -> None:
    action = soon(seats=20)
    rows = [make.requested(action, f"{number}@example.org", now=clock.now()) for number in range(8)]

    def ask() -> None:
        drafting.edit(Action.objects.get(pk=action.pk), by_approval=True)

    assert at_once(*each(signup.confirm, rows), ask) == [""] * 9
    assert set(action.registrations.values_list("state", flat=True)) <= {"confirmed", "requested"}
    assert_true(action)


def test_erased_and_cancelled_at_once_it_is_gone_and_frees_its_seat_once() -> None:
    from actions.planning.taking_part import retention

    action = soon(seats=20)
    rows = [asked(action, number) for number in range(6)]
    became = at_once(*each(retention.erase, rows), *each(signup.withdraw, rows))
    assert set(became) <= {"", "LinkUsed", "DoesNotExist"}
    assert_true(action)
    assert (action.seats_taken, action.seats_past) == (0, 0)
    assert not action.registrations.exists()
