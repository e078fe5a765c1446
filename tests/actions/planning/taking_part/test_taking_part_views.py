"""Signing up on the page, and what the link in a mail opens."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from actions.planning import cancellation
from actions.planning.models import Action, Registration
from actions.planning.taking_part import registrations, retention, signup
from campaign.mail.models import Delivery
from tests import make
from tests.make import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
KIM = {"name": "Kim", "address": "kim@example.org", "others": "1"}


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def states(action: Action) -> list[str]:
    return list(Registration.objects.filter(action=action).order_by("pk").values_list("state", flat=True))


def page(response: Any) -> str:
    return str(response.content.decode())


def test_a_visitor_signs_up_and_is_sent_to_the_mail(client: Client) -> None:
    action = make.action()
    response = client.post(f"/actions/{action.slug}/signup/", KIM, follow=True)
    assert response.status_code == 200
    assert "Look into your mail" in page(response)
    assert states(action) == ["pending"]
    assert Registration.objects.get().seats == 2


def test_the_answer_is_the_same_whether_the_address_is_known_or_not(client: Client) -> None:
    action = make.action()
    make.registered(action)
    known = client.post(f"/actions/{action.slug}/signup/", KIM, follow=True)
    unknown = client.post(f"/actions/{action.slug}/signup/", KIM | {"address": "noor@example.org"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert known.content == unknown.content


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"address": "kim.example.org"}, "has no “@”"),
        ({"address": "kim@example"}, "That is no address"),
        ({"name": ""}, "This needs an answer"),
        ({"others": "3"}, "2 or fewer."),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client: Client, answers: Any, sentence: str) -> None:
    action = make.action()
    shown = page(client.post(f"/actions/{action.slug}/signup/", KIM | answers))
    assert sentence in shown
    for value in (KIM | answers).values():
        assert not value or f'value="{value}"' in shown
    assert states(action) == []


def test_the_address_field_is_one_for_addresses(client: Client) -> None:
    shown = page(client.get(f"/actions/{make.action().slug}/signup/"))
    assert re.search(r'<input type="email" name="address"', shown)


def test_with_an_account_one_click_is_enough() -> None:
    action = make.action()
    client = signed_in(make.person("kim", address="kim@example.org"))
    response = client.post(f"/actions/{action.slug}/signup/", follow=True)
    assert "You take part" in page(response)
    assert states(action) == ["confirmed"]


def test_who_has_signed_up_already_is_led_to_the_registration() -> None:
    action = make.action()
    person = make.person("kim")
    link = registrations.path(signup.join(action, person=person, now=NOW))
    shown = page(signed_in(person).get(f"/actions/{action.slug}/signup/"))
    assert link in shown
    assert "<button" not in shown.partition("<main")[2]


def test_who_waits_reads_how_many_are_before(client: Client) -> None:
    action = make.action(seats=1)
    links = [registrations.path(make.registered(action, f"{number}@example.org")) for number in range(3)]
    assert "You are number 1 in the line" in page(client.get(links[1]))
    assert "You are number 2 in the line" in page(client.get(links[2]))


def test_an_account_without_an_address_is_told_so_and_may_give_one() -> None:
    action = make.action()
    client = signed_in(make.person("kim"))
    assert "no confirmed address" in page(client.get(f"/actions/{action.slug}/signup/"))
    response = client.post(f"/actions/{action.slug}/signup/", follow=True)
    assert "You get no mail about this action" in page(response)


def test_only_the_mailed_link_confirms_an_address_given_with_an_account() -> None:
    action = make.action()
    client = signed_in(make.person("kim"))
    client.post(f"/actions/{action.slug}/signup/", {"address": "victim@example.org"})
    registration = Registration.objects.get()
    client.post(registrations.path(registration), {"do": "address"})
    registration.refresh_from_db()
    assert not registration.address_checked
    mailed = registrations.address_link(registration).removeprefix("http://127.0.0.1:8000")
    assert "Yes, write there" in page(client.get(mailed))
    client.post(mailed, {"do": "address"})
    registration.refresh_from_db()
    assert registration.address_checked


def test_a_scanner_that_follows_the_link_confirms_nothing(client: Client) -> None:
    action = make.action()
    link = registrations.path(make.requested(action))
    for method in (client.get, client.head):
        assert method(link).status_code == 200
    assert client.options(link).status_code == 405
    assert states(action) == ["pending"]


def test_the_link_shows_first_and_confirms_by_the_button(client: Client) -> None:
    action = make.action()
    link = registrations.path(make.requested(action))
    assert "Yes, I come" in page(client.get(link))
    assert "You take part" in page(client.post(link, {"do": "confirm"}, follow=True))
    assert states(action) == ["confirmed"]
    assert "You take part" in page(client.get(link))


def test_a_lapsed_link_is_gone_and_leads_to_a_new_one(client: Client) -> None:
    action = make.action()
    link = registrations.path(make.requested(action))
    with time_machine.travel(NOW + timedelta(hours=49), tick=False):
        for response in (client.get(link), client.post(link, {"do": "confirm"})):
            assert response.status_code == 410
            assert f"/actions/{action.slug}/signup/" in page(response)
        retention.sweep(NOW + timedelta(hours=49))
        response = client.get(link)
    assert (response.status_code, states(action)) == (410, [])
    assert "/actions/" in page(response)


def test_a_cancelled_registrations_link_is_gone(client: Client) -> None:
    action = make.action()
    registration = make.registered(action)
    link = registrations.path(registration)
    assert "no longer expected" in page(client.post(link, {"do": "cancel"}))
    assert client.get(link).status_code == 410
    assert states(action) == ["cancelled"]


@pytest.mark.parametrize("token", ["nonsense", "1-short", "9999999-AAAAAAAAAAAAAAAAAAAAAA"])
def test_a_forged_link_opens_nothing(client: Client, token: str) -> None:
    assert client.get(f"/registrations/{token}/").status_code in (404, 410)


def test_the_link_of_one_opens_no_other(client: Client) -> None:
    action = make.action()
    first, second = make.registered(action), make.registered(action, "noor@example.org")
    forged = registrations.path(first).replace(f"/{first.pk}-", f"/{second.pk}-")
    assert client.get(forged).status_code == 410


def test_places_are_changed_by_the_link(client: Client) -> None:
    action = make.action(seats=3)
    registration = make.registered(action)
    make.registered(action, "noor@example.org")
    link = registrations.path(registration)
    assert "There is only 1 place more" in page(client.post(link, {"do": "seats", "seats": "3"}))
    client.post(link, {"do": "seats", "seats": "2"})
    registration.refresh_from_db()
    assert registration.seats == 2


def test_the_meeting_point_is_on_it_only_for_who_has_a_place(client: Client) -> None:
    action = make.action(seats=1, meeting_point="THE-BRIDGE", meeting_point_for="registered")
    pending = registrations.path(make.requested(action, "noor@example.org"))
    link = registrations.path(make.registered(action))
    assert "THE-BRIDGE" in page(client.get(link))
    assert "THE-BRIDGE" not in page(client.get(pending))
    client.post(pending, {"do": "confirm"})
    assert "THE-BRIDGE" not in page(client.get(pending))


def test_the_page_is_kept_in_no_cache(client: Client) -> None:
    response = client.get(registrations.path(make.registered(make.action())))
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "same-origin"


def test_three_hundred_sign_ups_from_one_house_pass_and_five_hundred_do_not(client: Client) -> None:
    action = make.action()
    for _ in range(300):
        assert client.post(f"/actions/{action.slug}/signup/", KIM).status_code == 302
    codes = {client.post(f"/actions/{action.slug}/signup/", KIM).status_code for _ in range(200)}
    assert codes == {302, 429}


@pytest.mark.parametrize("told", [{}, {"meeting_point": "By the fountain", "meeting_point_hours": 3}])
def test_signing_up_takes_these_questions_and_the_form_three(
    client: Client, queries: Callable[[int], Any], told: dict[str, Any]
) -> None:
    action = make.action(seats=5, **told)
    client.get(f"/actions/{action.slug}/signup/")
    with queries(3):  # the network's name, the action with all that the page says of it, and its shifts
        client.get(f"/actions/{action.slug}/signup/")
    client.post(f"/actions/{action.slug}/signup/", KIM)
    with queries(6):  # the action, a savepoint, the registration, the mailing, its letter, and the end of the savepoint
        client.post(f"/actions/{action.slug}/signup/", KIM | {"address": "noor@example.org"})


def test_sign_up_for_a_cancelled_action_says_so(client: Client) -> None:
    action = make.action()
    cancellation.cancel(action, reason="", now=NOW)
    assert "cancelled" in page(client.get(f"/actions/{action.slug}/signup/"))
    response = client.post(f"/actions/{action.slug}/signup/", KIM)
    assert (response.status_code, states(action)) == (409, [])


def test_sign_up_for_a_draft_is_not_found(client: Client) -> None:
    action = make.action(announced=False)
    assert client.get(f"/actions/{action.slug}/signup/").status_code == 404
    assert client.post(f"/actions/{action.slug}/signup/", KIM).status_code == 404


def test_who_comes_is_seen_by_organisers_only_with_the_same_queries(queries: Callable[[int], Any]) -> None:
    organiser = make.person("Olga")
    group = make.group(by=organiser)
    action = make.action(group, seats=9)
    client = signed_in(organiser)
    url = f"/actions/{action.slug}/participants/"
    make.registered(action)
    with queries(13):
        assert "Kim" in page(client.get(url))
    make.registered(action, "noor@example.org", name="Noor")
    signup.join(action, person=make.person("ada"), now=NOW)
    with queries(13):
        shown = page(client.get(url))
    assert [name in shown for name in ("Kim", "Noor", "ada")] == [True] * 3
    assert "@example.org" not in shown
    assert signed_in(make.person("stranger")).get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_a_letter_asks_in_the_group_s_name_and_holds_the_link() -> None:
    from campaign.mail.letters import render

    action = make.action()
    registration = make.requested(action)
    import json

    delivery = Delivery.objects.get()
    values = json.loads(delivery.values or "")
    letter = render("planning/mail/asked", values, "en").fill(
        to=delivery.address or "", message_id=delivery.message_id, date=NOW, values={}
    )
    import email
    from email import policy

    message = email.message_from_bytes(letter, policy=policy.default)
    body: Any = message.get_body(("plain",))
    assert registrations.link(registration) in body.get_content()
    assert "Close the office" in message["Subject"]
