"""Where the organisers say yes to each sign-up, nobody has a place before they do."""

import email
import json
from datetime import timedelta
from email import policy
from typing import Any

import pytest
from django.test import Client

from actions.planning import drafting
from actions.planning.models import Action, Registration
from actions.planning.taking_part import approval, registrations, signup
from actions.planning.taking_part import letters as letters_to_those_who_come
from actions.planning.taking_part.approval import AlreadySettled
from actions.planning.where import meeting_point
from campaign.mail.letters import render
from campaign.mail.models import Delivery
from campaign.web.viewer import Viewer
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


def by_approval(**plan: object) -> Action:
    return make.action(**({"by_approval": True} | plan))


def counted(action: Action) -> tuple[int, int]:
    action.refresh_from_db()
    return action.seats_taken, action.waiting


def letters() -> list[str]:
    rows = Delivery.objects.order_by("pk").values_list("mailing__template", flat=True)
    return [template.removeprefix("planning/mail/") for template in rows]


def test_who_signs_up_asks_and_holds_no_seat() -> None:
    action = by_approval(seats=3)
    assert make.registered(action, seats=2).state == "requested"
    assert signup.join(action, person=make.person("ann", address="ann@example.org"), now=NOW).state == "requested"
    assert counted(action) == (0, 0)
    assert letters() == ["asked", "requested", "requested"]


def test_organisers_hear_of_the_first_request_of_a_day_without_a_name() -> None:
    olga = make.person("olga", address="olga@example.org")
    action = make.action(make.group("Lyon", city="Lyon", by=olga), by_approval=True)
    for hours, name in ((0, "first"), (1, "second"), (24, "third")):
        make.registered(action, f"{name}@example.org", name=name, now=NOW + timedelta(hours=hours))
    told = Delivery.objects.filter(mailing__template="planning/mail/awaits_yes")
    assert told.count() == 2
    assert [one.person for one in told] == [olga, olga]
    assert f"/actions/{action.slug}/participants/" in (words := words_of("awaits_yes"))
    assert not any(name in words for name in ("first@", "second", "third"))


def test_a_yes_takes_the_seats_and_tells() -> None:
    action = by_approval(seats=3)
    registration = approval.approve(make.registered(action, seats=2), now=NOW)
    assert (registration.state, registration.confirmed_at) == ("confirmed", NOW)
    assert counted(action) == (2, 0)
    assert letters()[-1] == "approved"


def test_a_second_yes_changes_nothing() -> None:
    action = by_approval(seats=3)
    registration = make.registered(action)
    for _ in range(2):
        approval.approve(registration, now=NOW)
    assert counted(action) == (1, 0)
    assert letters().count("approved") == 1


def test_a_yes_where_all_is_taken_is_a_place_in_the_line() -> None:
    action = by_approval(seats=1)
    first, second = (make.registered(action, f"{name}@example.org") for name in ("first", "second"))
    approval.approve(first, now=NOW)
    assert approval.approve(second, now=NOW).state == "waiting"
    assert counted(action) == (1, 1)
    assert letters()[-1] == "waiting"


def test_a_no_tells_and_blanks_what_was_given() -> None:
    action = by_approval()
    registration = make.registered(action)
    approval.decline(registration, now=NOW)
    row = Registration.objects.get(pk=registration.pk)
    assert (row.state, row.name, row.address, row.address_index) == ("cancelled", None, None, None)
    assert counted(action) == (0, 0)
    assert letters()[-1] == "declined"


def test_a_no_after_somebody_else_has_said_yes_takes_nothing_away() -> None:
    action = by_approval()
    registration = make.registered(action)
    seen_before = Registration.objects.get(pk=registration.pk)
    approval.approve(registration, now=NOW)
    with pytest.raises(AlreadySettled, match="said yes"):
        approval.decline(seen_before, now=NOW)
    assert counted(action) == (1, 0)
    assert letters()[-1] == "approved"


def test_a_yes_to_who_has_withdrawn_gives_nothing() -> None:
    action = by_approval()
    registration = make.registered(action)
    signup.withdraw(Registration.objects.get(pk=registration.pk), now=NOW)
    with pytest.raises(AlreadySettled, match="withdrawn"):
        approval.approve(registration, now=NOW)
    assert counted(action) == (0, 0)


def test_a_yes_may_be_said_after_sign_up_has_closed_but_not_after_the_action() -> None:
    action = by_approval(closes_hours=24)
    early, late = (make.registered(action, f"{name}@example.org") for name in ("early", "late"))
    assert action.closes is not None
    assert action.ends is not None
    assert approval.approve(early, now=action.closes + timedelta(hours=1)).state == "confirmed"
    with pytest.raises(signup.SignUpClosed, match="over"):
        approval.approve(late, now=action.ends)
    assert counted(action) == (1, 0)


def test_who_awaits_a_yes_reads_no_meeting_point_that_is_for_those_who_signed_up() -> None:
    action = by_approval(meeting_point="The bridge", meeting_point_for="signed-up")
    ann, ben = make.person("ann"), make.person("ben")
    signup.join(action, person=ann, now=NOW)
    approval.approve(signup.join(action, person=ben, now=NOW), now=NOW)
    action.refresh_from_db()
    assert meeting_point.reveal(action, Viewer(person=ann.pk), NOW) is None
    assert meeting_point.reveal(action, Viewer(person=ben.pk), NOW) is not None


def test_a_confirmed_party_brings_more_only_by_another_yes_and_fewer_at_once() -> None:
    action = by_approval(seats=5)
    registration = approval.approve(make.registered(action, seats=2), now=NOW)
    with pytest.raises(signup.SignUpClosed, match="ask them"):
        signup.change_seats(registration, seats=3, now=NOW)
    signup.change_seats(registration, seats=1, now=NOW)
    assert counted(action) == (1, 0)


def test_a_waiting_party_brings_more_only_by_another_yes_and_fewer_at_once() -> None:
    action = by_approval(seats=2)
    approval.approve(make.registered(action, "first@example.org", seats=2), now=NOW)
    waits = approval.approve(make.registered(action, seats=2), now=NOW)
    assert waits.state == "waiting"
    with pytest.raises(signup.SignUpClosed, match="ask them"):
        signup.change_seats(waits, seats=3, now=NOW)
    signup.change_seats(waits, seats=1, now=NOW)
    assert Registration.objects.get(pk=waits.pk).seats == 1


def test_who_only_asks_changes_the_number_without_taking_any() -> None:
    action = by_approval(seats=5)
    registration = make.registered(action)
    signup.change_seats(registration, seats=3, now=NOW)
    assert counted(action) == (0, 0)
    assert approval.approve(registration, now=NOW).seats == 3
    assert counted(action) == (3, 0)


def test_who_awaits_a_yes_hears_that_the_action_has_moved() -> None:
    from actions.planning.taking_part import notices

    action = by_approval()
    make.registered(action)
    drafting.edit(action, day=(NOW + timedelta(days=60)).date(), now=NOW)
    assert notices.sweep(NOW + timedelta(hours=1)) == 1
    assert letters()[-1] == "moved"


def words_of(letter: str) -> str:
    """The last letter of that kind as it reads, once in text and once in HTML."""
    written = Delivery.objects.filter(mailing__template=f"planning/mail/{letter}").latest("pk")
    made = render(f"planning/mail/{letter}", json.loads(written.values or ""), "en")
    sent = made.fill(to=written.address or "", message_id=written.message_id, date=NOW, values={})
    message = email.message_from_bytes(sent, policy=policy.default)
    bodies = [message.get_body((kind,)).get_content() for kind in ("plain", "html")]  # type: ignore[union-attr]
    return " ".join(" ".join(bodies).split())


def test_the_page_after_signing_up_promises_no_place(client: Client, time_machine: Any) -> None:
    time_machine.move_to(NOW)
    action = by_approval(seats=3)
    page = client.post(
        f"/actions/{action.slug}/signup/", {"name": "Kim", "address": "kim@example.org", "others": "0"}, follow=True
    ).content.decode()
    assert "the organisers are asked only then" in page
    assert "you have no place before that" not in page


def test_a_letter_begins_a_list_of_what_to_bring_on_its_own_line() -> None:
    action = make.action(bring="- a rope\n- tea")
    assert letters_to_those_who_come.facts(action, at=NOW, told=True)["bring"] == "\n– a rope\n– tea"


def test_each_letter_says_first_what_to_do_now() -> None:
    action = by_approval(seats=3)
    yes, no = (make.registered(action, f"{name}@example.org") for name in ("yes", "no"))
    assert words_of("asked").count("Then the organisers are asked, who say yes or no to each sign-up") >= 2
    assert "You have no place before that" not in words_of("asked")
    assert words_of("requested").count("Nothing more to do for now") >= 2
    assert words_of("requested").count(registrations.link(no)) >= 2
    approval.approve(yes, now=NOW)
    assert words_of("approved").count("The organisers have said yes: the place is yours.") >= 2
    assert words_of("approved").count(registrations.link(yes)) >= 2
    approval.decline(no, now=NOW)
    assert words_of("declined").count("You need not do anything") >= 2
    assert "/registrations/" not in words_of("declined")
