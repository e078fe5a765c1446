"""When sign-up ends, and that it is said."""

from datetime import UTC, datetime, time, timedelta

import pytest

from actions.planning import drafting
from actions.planning.models import Registration
from actions.planning.taking_part import signup, waiting_list
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


def test_without_a_rule_sign_up_is_open_until_the_action_is_over() -> None:
    action = make.action()
    assert action.closes is None
    assert action.ends is not None
    assert signup.closed(action, action.ends - timedelta(seconds=1)) == ""
    assert signup.closed(action, action.ends) == "This action is over."


def test_it_ends_so_many_hours_before_and_the_page_says_when() -> None:
    action = make.action(closes_hours=15)
    assert action.closes == datetime(2026, 10, 8, 16, tzinfo=UTC)
    assert signup.closed(action, action.closes - timedelta(seconds=1)) == ""
    assert signup.closed(action, action.closes) == "Sign-up ended on Thursday 8 October, 18:00."


def test_after_that_nobody_asks_joins_or_confirms() -> None:
    action = make.action(closes_hours=15)
    pending = make.requested(action)
    Registration.objects.update(lapses_at=action.ends)
    pending.refresh_from_db()
    person = make.person("ann")
    assert action.closes is not None
    for attempt in (
        lambda: signup.request(action, name="No", address="no@example.org", now=action.closes),
        lambda: signup.join(action, person=person, now=action.closes),
        lambda: signup.confirm(pending, now=action.closes),
    ):
        with pytest.raises(signup.SignUpClosed, match="Sign-up ended on Thursday 8 October, 18:00"):
            attempt()
    action.refresh_from_db()
    assert (action.seats_taken, action.waiting) == (0, 0)
    just_before = action.closes - timedelta(seconds=1)
    assert signup.confirm(Registration.objects.get(), now=just_before).state == "confirmed"


def test_who_waits_still_moves_up_after_that() -> None:
    action = make.action(seats=1, closes_hours=15)
    first, second = (make.registered(action, f"{name}@example.org") for name in ("first", "second"))
    assert action.closes is not None
    signup.withdraw(first, now=action.closes)
    second.refresh_from_db()
    assert second.state in ("confirmed", "offered")
    assert waiting_list.ahead(second) == 0


def test_it_follows_the_action_to_another_day_and_hour() -> None:
    action = make.action(closes_hours=15)
    drafting.edit(action, day=datetime(2026, 10, 30, tzinfo=UTC).date(), time=time(8), now=NOW)
    action.refresh_from_db()
    assert action.closes == datetime(2026, 10, 29, 16, tzinfo=UTC)  # the clocks have been put back


def test_while_the_day_is_to_be_announced_it_does_not_end() -> None:
    action = make.action(closes_hours=15, day=None, time=None, end_time=None)
    assert action.closes is None
    assert make.registered(action).state == "confirmed"
