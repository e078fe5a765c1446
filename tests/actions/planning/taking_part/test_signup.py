"""Signing up, with and without an account."""

from datetime import timedelta

import pytest

from actions.planning import cancellation, drafting
from actions.planning.models import Action, Registration
from actions.planning.taking_part import registrations, retention, signup
from campaign.mail.models import Delivery
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


def taken(action: Action) -> tuple[int, int]:
    action.refresh_from_db()
    return action.seats_taken, action.waiting


def letters() -> list[str]:
    """The letters written, oldest first."""
    rows = Delivery.objects.order_by("pk").values_list("mailing__template", flat=True)
    return [template.removeprefix("planning/mail/") for template in rows]


def test_a_request_holds_no_seat_and_mails_a_link() -> None:
    action = make.action(seats=2)
    registration = make.requested(action)
    assert (registration.state, registration.lapses_at) == ("pending", NOW + timedelta(hours=48))
    assert taken(action) == (0, 0)
    assert letters() == ["asked"]


def test_following_the_link_takes_the_seats_and_mails_the_calendar_entry() -> None:
    action = make.action(seats=3)
    registration = signup.confirm(make.requested(action, seats=2), now=NOW)
    assert (registration.state, registration.confirmed_at, registration.lapses_at) == ("confirmed", NOW, None)
    assert taken(action) == (2, 0)
    assert letters() == ["asked", "confirmed"]


def test_following_it_again_changes_nothing() -> None:
    action = make.action(seats=3)
    registration = make.registered(action)
    assert signup.confirm(registration, now=NOW).state == "confirmed"
    assert taken(action) == (1, 0)
    assert letters() == ["asked", "confirmed"]


def test_a_link_works_until_just_before_48_hours() -> None:
    registration = make.requested(make.action())
    assert signup.confirm(registration, now=NOW + timedelta(hours=47, minutes=59)).state == "confirmed"


def test_a_link_of_48_hours_ago_has_lapsed() -> None:
    action = make.action()
    with pytest.raises(signup.LinkUsed):
        signup.confirm(make.requested(action), now=NOW + timedelta(hours=48))
    assert taken(action) == (0, 0)


def test_a_second_request_renews_the_one_pending_registration() -> None:
    action = make.action()
    first = make.requested(action, seats=1)
    second = make.requested(action, "KIM@example.org", seats=2, now=NOW + timedelta(hours=1))
    assert (first.pk, second.seats, second.generation) == (second.pk, 2, 0)
    assert Registration.objects.count() == 1
    assert letters() == ["asked", "asked"]


def test_after_48_hours_a_new_request_makes_the_old_link_void() -> None:
    action = make.action()
    old = registrations.path(make.requested(action))
    new = registrations.path(make.requested(action, now=NOW + timedelta(hours=49)))
    assert registrations.opened_by(old.split("/")[2]) is None
    assert registrations.opened_by(new.split("/")[2]) is not None


def test_who_is_registered_and_asks_again_gets_the_link_to_it_and_nothing_changes() -> None:
    action = make.action(seats=3)
    make.registered(action)
    make.requested(action, seats=3)
    assert taken(action) == (1, 0)
    assert letters() == ["asked", "confirmed", "again"]


def test_the_fourth_request_of_a_day_to_one_address_mails_nothing() -> None:
    group = make.group()
    actions = [make.action(group) for _ in range(4)]
    for action in actions:
        signup.request(action, name="Kim", address="kim@example.org", now=NOW)
    assert letters() == ["asked"] * 3
    assert Registration.objects.count() == 3
    signup.request(actions[3], name="Noor", address="noor@example.org", now=NOW)
    assert letters() == ["asked"] * 4


def test_name_and_address_are_sealed() -> None:
    from django.db import connection

    make.requested(make.action())
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, address, address_index FROM planning_registration")
        (row,) = cursor.fetchall()
    assert not any(b"kim" in bytes(value).lower() for value in row)


def test_with_an_account_it_is_confirmed_at_once_and_mailed_to_the_verified_address() -> None:
    action = make.action(seats=1)
    person = make.person("kim", address="kim@example.org")
    registration = signup.join(action, person=person, now=NOW)
    assert registration.state == "confirmed"
    assert letters() == ["confirmed"]


def test_an_account_without_an_address_gets_no_mail() -> None:
    signup.join(make.action(), person=make.person("kim"), now=NOW)
    assert letters() == []


def test_joining_twice_gives_the_one_registration() -> None:
    action, person = make.action(seats=3), make.person("kim")
    first = signup.join(action, person=person, now=NOW)
    assert signup.join(action, person=person, seats=2, now=NOW).pk == first.pk
    assert taken(action) == (1, 0)


def test_an_address_given_with_an_account_gets_nothing_but_a_link_until_it_is_followed() -> None:
    action = make.action()
    registration = signup.join(action, person=make.person("kim"), address="kim@example.org", now=NOW)
    assert (registration.state, registrations.recipient(registration)) == ("confirmed", None)
    assert letters() == ["address"]
    signup.confirm_address(registration, now=NOW)
    to = registrations.recipient(registration)
    assert to is not None
    assert to.address == "kim@example.org"
    assert letters() == ["address", "confirmed"]


def test_an_address_that_was_never_confirmed_is_deleted_and_the_place_kept() -> None:
    registration = signup.join(make.action(), person=make.person("kim"), address="kim@example.org", now=NOW)
    retention.sweep(NOW + timedelta(hours=48))
    registration.refresh_from_db()
    assert (registration.state, registration.address, registration.lapses_at) == ("confirmed", None, None)


def test_seats_are_given_back_and_name_and_address_blanked_by_cancelling() -> None:
    action = make.action(seats=2)
    registration = make.registered(action, seats=2)
    signup.withdraw(registration, now=NOW)
    registration.refresh_from_db()
    assert (registration.state, registration.name, registration.address) == ("cancelled", None, None)
    assert registration.address_index is None
    assert taken(action) == (0, 0)
    assert letters() == ["asked", "confirmed", "cancelled"]


def test_cancelling_twice_gives_back_once() -> None:
    action = make.action(seats=2)
    registration = make.registered(action)
    make.registered(action, "noor@example.org")
    signup.withdraw(registration, now=NOW)
    signup.withdraw(registration, now=NOW)
    assert taken(action) == (1, 0)


def test_after_cancelling_one_can_sign_up_again() -> None:
    action = make.action(seats=1)
    signup.withdraw(make.registered(action), now=NOW)
    assert make.registered(action).state == "confirmed"
    assert taken(action) == (1, 0)


def test_more_places_are_taken_while_there_are_some() -> None:
    action = make.action(seats=3)
    registration = make.registered(action)
    signup.change_seats(registration, seats=3, now=NOW)
    assert taken(action) == (3, 0)


def test_more_places_than_there_are_leave_everything_as_it_was() -> None:
    action = make.action(seats=3)
    registration = make.registered(action)
    make.registered(action, "noor@example.org")
    with pytest.raises(signup.NoSeats, match="only 1 place more"):
        signup.change_seats(registration, seats=3, now=NOW)
    registration.refresh_from_db()
    assert (registration.seats, taken(action)) == (1, (2, 0))


def test_sign_up_is_closed_for_what_is_not_announced_over_cancelled_or_postponed() -> None:
    group = make.group()
    closed = {
        name: make.action(group, announced=name != "draft") for name in ("draft", "over", "cancelled", "postponed")
    }
    cancellation.cancel(closed["cancelled"], reason="", now=NOW)
    drafting.postpone(closed["postponed"], now=NOW)
    for name, action in closed.items():
        when = NOW + timedelta(days=60) if name == "over" else NOW
        with pytest.raises(signup.SignUpClosed, match="not announced" if name == "draft" else name):
            signup.request(action, name="Kim", address="kim@example.org", now=when)
        with pytest.raises(signup.SignUpClosed):
            signup.join(action, person=make.person(f"kim {name}"), now=when)
    assert Registration.objects.count() == 0
    assert [taken(action) for action in closed.values()] == [(0, 0)] * 4


def test_sign_up_is_open_while_it_runs() -> None:
    action = make.action()
    assert action.starts
    assert make.registered(action, now=action.starts + timedelta(hours=1)).state == "confirmed"


def test_a_link_followed_after_the_action_was_cancelled_says_so() -> None:
    action = make.action()
    registration = make.requested(action)
    cancellation.cancel(action, reason="", now=NOW)
    with pytest.raises(signup.SignUpClosed, match="cancelled"):
        signup.confirm(registration, now=NOW)
