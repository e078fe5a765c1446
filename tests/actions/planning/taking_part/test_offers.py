"""On the last day a freed seat is offered: taken, declined, or given on when nothing is said."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from actions.planning import cancellation, drafting
from actions.planning.models import Action, Registration
from actions.planning.taking_part import offering, offers, registrations, signup
from actions.planning.when import waking
from campaign.mail import claims
from campaign.mail.models import Delivery
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
NEAR = datetime(2026, 10, 8, 10, tzinfo=UTC)  # noon in Berlin on the day before; it begins at 9:00
NEXT = date(2026, 10, 10)


def party(action: Action, name: str, seats: int = 1) -> Registration:
    return make.registered(action, f"{name}@example.org", name=name, seats=seats)


def states(*parties: Registration) -> list[str]:
    for one in parties:
        one.refresh_from_db()
    return [one.state for one in parties]


def told(template: str) -> list[int]:
    found = Delivery.objects.filter(mailing__template=f"planning/mail/{template}").order_by("pk")
    return [int(key.split(":")[1]) for key in found.values_list("key", flat=True)]


def counted(action: Action) -> tuple[int, int]:
    action.refresh_from_db()
    return action.seats_taken, action.waiting


def offered(seats: int = 1, line: str = "bc", **plan: Any) -> tuple[Action, list[Registration]]:
    """An action for so many parties, one of which has gone on the last day; the ones that waited."""
    action = make.action(seats=seats, **plan)
    inside = [party(action, f"in{number}") for number in range(seats)]
    waiting = [party(action, name) for name in line]
    signup.withdraw(inside[0], now=NEAR)
    return action, waiting


def test_a_freed_seat_is_offered_on_the_last_day_and_counts_as_taken() -> None:
    action, (first, second) = offered()
    assert states(first, second) == ["offered", "waiting"]
    assert first.offered_until == datetime(2026, 10, 8, 13, tzinfo=UTC)
    assert (counted(action), told("offered"), told("moved_up")) == ((1, 1), [first.pk], [])
    assert party(action, "newcomer").state == "waiting"


def test_a_moment_before_the_last_day_it_is_given() -> None:
    action = make.action(seats=1)
    first, second = party(action, "a"), party(action, "b")
    signup.withdraw(first, now=datetime(2026, 10, 8, 6, 59, tzinfo=UTC))
    assert states(second) == ["confirmed"]


def test_accepting_takes_the_place_once() -> None:
    action, (first, second) = offered()
    for _ in range(2):
        offers.accept(first, now=NEAR)
    assert states(first, second) == ["confirmed", "waiting"]
    assert (first.line, first.offered_until, first.confirmed_at) == (None, None, NEAR)
    assert (counted(action), told("confirmed")[-1:]) == ((1, 1), [first.pk])
    assert told("confirmed").count(first.pk) == 1


def test_declining_twice_gives_one_seat_to_the_next_one() -> None:
    action, (first, second, third) = offered(line="bcd")
    assert [offers.decline(first, now=NEAR) for _ in range(2)] == [True, True]
    assert states(first, second, third) == ["cancelled", "offered", "waiting"]
    assert (first.name, first.address) == (None, None)
    assert (counted(action), told("offer_declined"), told("offered")) == ((1, 1), [first.pk], [first.pk, second.pk])


def test_what_was_accepted_is_not_declined_by_an_old_page() -> None:
    _action, (first, _second) = offered()
    offers.accept(first, now=NEAR)
    assert not offers.decline(Registration.objects.get(pk=first.pk), now=NEAR)
    assert states(first) == ["confirmed"]


def sent(at: datetime = NEAR) -> None:
    Delivery.objects.filter(mailing__template="planning/mail/offered").update(state="sent", **claims.finished(at))


def test_silence_gives_the_seat_to_the_next_one_with_a_way_to_sign_up_again() -> None:
    action, (first, second) = offered()
    sent()
    first.refresh_from_db()
    until = first.offered_until or NEAR
    assert offers.sweep(until - timedelta(seconds=1)) == 0
    assert (offers.sweep(until), offers.sweep(until)) == (1, 0)
    assert states(first, second) == ["cancelled", "offered"]
    assert (counted(action), told("offer_lapsed")) == ((1, 0), [first.pk])
    letter = Delivery.objects.get(mailing__template="planning/mail/offer_lapsed")
    assert ('"again": "yes"' in letter.values, action.slug in letter.values) == (True, True)
    assert party(action, "b").state == "waiting"  # she signs up again


def test_while_its_letter_has_not_left_an_offer_does_not_lapse() -> None:
    action, (first, _second) = offered()
    assert offers.sweep(NEAR + timedelta(hours=9)) == 0
    assert states(first) == ["offered"]
    assert action.starts is not None
    assert offers.sweep(action.starts) == 1


def test_a_yes_after_the_hour_counts_while_nobody_else_was_asked() -> None:
    _action, (first, _second) = offered()
    offers.accept(first, now=NEAR + timedelta(hours=5))
    assert states(first) == ["confirmed"]


def test_leaving_the_line_is_possible_at_any_time() -> None:
    action, (first, second) = offered()
    signup.withdraw(second, now=NEAR)
    signup.withdraw(first, now=NEAR)
    assert (states(first, second), counted(action)) == (["cancelled", "cancelled"], (0, 0))


@pytest.mark.parametrize("way", ["postponed", "cancelled"])
def test_of_what_is_off_nothing_is_offered_and_everyone_keeps_the_number(way: str) -> None:
    action, (first, second) = offered()
    number = first.line
    if way == "postponed":
        drafting.postpone(action, now=NEAR)
    else:
        cancellation.cancel(action, reason="", now=NEAR)
    assert (states(first, second), counted(action)) == (["waiting", "waiting"], (0, 2))
    assert (first.line, first.offered_until) == (number, None)
    assert offers.accept(first, now=NEAR).state == "waiting"
    if way == "postponed":
        drafting.postpone(action, day=date(2026, 11, 2), time=time(9), now=NEAR)
        assert states(first, second) == ["confirmed", "waiting"]
    else:
        cancellation.revive(action, now=NEAR)
        assert states(first, second) == ["offered", "waiting"]


def test_moved_out_of_the_last_day_the_place_is_theirs() -> None:
    action, (first, second) = offered()
    drafting.edit(action, day=NEXT, now=NEAR)
    assert (states(first, second), counted(action)) == (["confirmed", "waiting"], (1, 1))
    assert told("moved_up") == [first.pk]


def test_moved_into_the_last_day_what_becomes_free_is_offered() -> None:
    action = make.action(seats=1, day=NEXT)
    first, second = party(action, "a"), party(action, "b")
    drafting.edit(action, day=date(2026, 10, 9), now=NEAR)
    signup.withdraw(first, now=NEAR)
    assert states(second) == ["offered"]


def test_moved_nearer_than_the_hour_it_is_offered_until_sooner_and_told() -> None:
    action, (first, _second) = offered()
    before = first.offered_until
    drafting.edit(action, day=date(2026, 10, 8), time=time(14), now=NEAR)  # in two hours
    first.refresh_from_db()
    assert before != first.offered_until == NEAR + timedelta(hours=1)
    assert told("offered") == [first.pk, first.pk]


def test_more_places_are_offered_too_and_no_limit_gives_them() -> None:
    action, (first, second, third) = offered(line="bcd")
    drafting.edit(action, seats=2, now=NEAR)
    assert states(first, second, third) == ["offered", "offered", "waiting"]
    drafting.edit(action, seats=None, now=NEAR)
    assert (states(first, second, third), counted(action)) == (["confirmed"] * 3, (3, 0))


def test_a_party_larger_than_what_is_free_is_passed_and_not_offered_a_part() -> None:
    action = make.action(seats=3)
    inside = [party(action, name) for name in "abc"]
    large, small = party(action, "large", 2), party(action, "small")
    signup.withdraw(inside[0], now=NEAR)
    assert (states(large, small), large.passed) == (["waiting", "offered"], 1)
    signup.withdraw(inside[1], now=NEAR)
    offers.decline(small, now=NEAR)
    assert (states(large), counted(action)) == (["offered"], (3, 0))


def test_who_is_offered_two_places_may_take_one_and_the_next_is_offered_the_other() -> None:
    action = make.action(seats=2)
    inside, pair, single = party(action, "a", 2), party(action, "b", 2), party(action, "c")
    signup.withdraw(inside, now=NEAR)
    signup.change_seats(pair, seats=1, now=NEAR)
    assert (states(pair, single), counted(action)) == (["offered", "offered"], (2, 0))


def berlin(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 10, day, hour - 2, minute, tzinfo=UTC) if hour >= 2 else datetime(2026, 10, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "begins", "until"),
    [
        (berlin(8, 12), (9, time(9)), berlin(8, 15)),  # three hours
        (berlin(8, 20), (9, time(19)), berlin(9, 8)),  # two of them in the evening, one in the morning
        (berlin(8, 23), (9, time(9)), berlin(9, 8)),  # half of the two that are left
        (berlin(9, 8), (9, time(9)), berlin(9, 8, 30)),
        (berlin(9, 8, 40), (9, time(9)), berlin(9, 8, 55)),  # a quarter of an hour at least
        (berlin(9, 8, 50), (9, time(9)), berlin(9, 9)),  # and never past the beginning
        (berlin(9, 3), (9, time(6)), berlin(9, 6)),  # nobody is awake before
    ],
)
def test_how_long_a_place_is_kept(at: datetime, begins: tuple[int, time], until: datetime) -> None:
    action = make.action(day=date(2026, 10, begins[0]), time=begins[1], end_time=time(23))
    assert offering.until(action, at) == until


def test_waking_hours_across_the_change_of_clocks() -> None:
    evening = datetime(2026, 10, 24, 19, tzinfo=UTC)  # 21:00; the night has an hour more
    morning = datetime(2026, 10, 25, 8, tzinfo=UTC)  # 9:00
    assert waking.hours(evening, morning, "Europe/Berlin") == timedelta(hours=3)
    assert waking.after(evening, timedelta(hours=2), "Europe/Berlin") == datetime(2026, 10, 25, 7, tzinfo=UTC)
    assert waking.after(evening, timedelta(hours=16), "Europe/Berlin") == datetime(2026, 10, 25, 21, tzinfo=UTC)


def page(response: Any) -> str:
    return " ".join(str(response.content.decode()).split())


def test_by_its_link_it_is_shown_by_get_and_answered_by_post(client: Client) -> None:
    action = make.action(seats=1)
    inside, first, second = (party(action, name) for name in "abc")
    link = registrations.path(second)
    with time_machine.travel(NEAR, tick=False):
        assert "You are number 2 in the line." in page(client.get(link))
        signup.withdraw(inside, now=NEAR)
        shown = page(client.get(registrations.path(first)))
        assert "Say so by Thursday 8 October 2026, 15:00 (Berlin time)" in shown
        assert states(first) == ["offered"]
        assert client.post(registrations.path(first), {"do": "decline"}).status_code == 200
        assert client.get(registrations.path(first)).status_code == 410
        assert client.post(registrations.path(first), {"do": "accept"}).status_code == 410
        assert client.post(link, {"do": "accept"}).status_code == 302
        assert "You take part" in page(client.get(link))
        assert client.post(link, {"do": "decline"}).status_code == 302
    assert states(first, second) == ["cancelled", "confirmed"]


def test_with_an_account_the_own_page_says_the_place_in_line_and_the_offer(client: Client) -> None:
    ann = make.person("ann")
    action = make.action(seats=1)
    inside = party(action, "a")
    mine = signup.join(action, person=ann, now=NOW)
    client.force_login(ann)
    with time_machine.travel(NEAR, tick=False):
        assert "You are number 1 in the line." in page(client.get("/me/"))
        signup.withdraw(inside, now=NEAR)
        assert "A place is offered to you until" in page(client.get("/me/"))
        assert "say whether you take it" in page(client.get(f"/actions/{action.slug}/"))
        client.post(registrations.path(mine), {"do": "accept"})
    assert states(mine) == ["confirmed"]


def test_the_mail_says_the_place_in_line() -> None:
    action = make.action(seats=1)
    for name in "abc":
        party(action, name)
    letters = Delivery.objects.filter(mailing__template="planning/mail/waiting").order_by("pk")
    assert ['"place": "1"' in letters[0].values, '"place": "2"' in letters[1].values] == [True, True]
