"""The lost link: one mail, one page with all that an address has signed up for, and nothing told to anybody else."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from actions.planning import cancellation
from actions.planning.models import Action, Registration
from actions.planning.taking_part import lost_link, registrations, signup
from campaign.lib import pulse
from campaign.mail.models import Delivery
from campaign.web import pace
from tests import make
from tests.make import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
KIM = "kim@example.org"


def letters(address: str = KIM) -> list[str]:
    """The templates of those to one address that were asked for by it, in order."""
    found = Delivery.objects.filter(mailing__template__endswith="registrations").order_by("pk")
    return [one.mailing.template.rpartition("/")[2] for one in found if one.address == address]


def link() -> str:
    """The path in the last letter with one."""
    last = Delivery.objects.filter(mailing__template="planning/mail/registrations").latest("pk")
    found = re.search(r"/registrations/all/[^/]+/", last.values)
    assert found is not None
    return found[0]


def ask(client: Client, address: str = KIM) -> Any:
    return client.post("/registrations/", {"address": address}, follow=True)


def signed_up(action: Action, address: str = KIM) -> Registration:
    """Somebody who has followed the link, on a day before: the letters of today are counted anew."""
    made = make.registered(action, address)
    pulse.valkey().flushdb()
    return made


def titles(text: str) -> list[str]:
    return re.findall(r'<h2 class="title"><a [^>]*>(?:<s>)?([^<]+)', text)


def test_one_link_opens_all_that_an_address_has_signed_up_for(client: Client) -> None:
    group = make.group()
    later = make.action(group, title="Later", day=date(2026, 10, 20))
    first = make.action(group, title="First")
    someday = make.action(group, title="Someday", day=None, time=None, end_time=None)
    mine = [signed_up(action) for action in (later, someday, first)]
    signed_up(first, "noor@example.org")
    ask(client, " KIM@example.org ")
    text = client.get(link()).text
    assert titles(text) == ["First", "Later", "Someday"]
    assert all(registrations.path(one) in text for one in mine)
    assert text.count('href="/registrations/') == 7  # twice to each, and once to this very form


def test_the_page_leads_on_to_change_and_cancel(client: Client) -> None:
    action = make.action()
    mine = signed_up(action)
    ask(client)
    assert client.get(registrations.path(mine)).status_code == 200
    client.post(registrations.path(mine), {"do": "cancel"})
    assert client.get(link()).status_code == 410  # nothing is left of it


def test_a_cancelled_one_takes_no_other_along(client: Client) -> None:
    group = make.group()
    gone, stays = (signed_up(make.action(group, title=title)) for title in ("Gone", "Stays"))
    ask(client)
    signup.withdraw(gone)
    text = client.get(link()).text
    assert titles(text) == ["Stays"]
    assert registrations.path(stays) in text


def test_what_awaits_its_link_stands_there_and_what_has_lapsed_does_not(client: Client) -> None:
    group = make.group()
    make.requested(make.action(group, title="Asked"), KIM)
    ask(client)
    assert "Confirm it, or delete it" in client.get(link()).text
    with time_machine.travel(NOW + timedelta(hours=48), tick=False):
        assert titles(client.get(link()).text) == []


def test_the_answer_is_the_same_for_every_address(client: Client) -> None:
    signed_up(make.action())
    known, unknown = ask(client), ask(client, "noor@example.org")
    assert known.redirect_chain == unknown.redirect_chain
    assert known.content == unknown.content
    assert letters() == ["registrations"]
    assert letters("noor@example.org") == ["no_registrations"]


def test_three_letters_a_day_whatever_they_were_asked_for_by(client: Client) -> None:
    action = make.action()
    signup.request(action, name="Kim", address=KIM, now=NOW)
    said = {ask(client).text for _ in range(4)}
    assert len(said) == 1
    assert letters() == ["registrations"] * 2


def test_a_crowd_from_one_place_is_told_to_wait_and_nothing_is_written(client: Client) -> None:
    crowd = pace.Deed("lost-link page", "one place", 1, 60)
    lost_link.ask("a@example.org", language="en", here=crowd, now=NOW)
    with pytest.raises(lost_link.TooManyFromHere):
        lost_link.ask("b@example.org", language="en", here=crowd, now=NOW)
    assert letters("b@example.org") == []


def test_what_is_no_address_is_said_at_the_field(client: Client) -> None:
    response = client.post("/registrations/", {"address": "kim.example.org"})
    assert "That address has no “@”" in response.text
    assert Delivery.objects.count() == 0


def test_the_link_lapses_after_two_days(client: Client) -> None:
    signed_up(make.action())
    ask(client)
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        assert client.get(link()).status_code == 200
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        answer = client.get(link())
    assert answer.status_code == 410
    assert "Mail me a new link" in answer.text


def test_a_link_for_one_address_opens_no_other_one(client: Client) -> None:
    action = make.action()
    signed_up(action)
    signed_up(action, "noor@example.org")
    ask(client)
    named, signature = link().split("/")[3].split("-", 1)
    noor = registrations.address_index("noor@example.org")
    other = lost_link.path(noor, NOW).split("/")[3].partition("-")[0]
    assert client.get(f"/registrations/all/{other}-{signature}/").status_code == 410
    assert client.get(f"/registrations/all/{named}-{'a' * 22}/").status_code == 410
    assert client.get(f"/registrations/all/{10**17}-{signature}/").status_code == 410
    assert client.get("/registrations/all/nothing/").status_code == 404


def test_two_addresses_that_begin_alike_are_told_apart(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """However few bytes of an index a link names, the whole of it is signed."""
    group = make.group()
    signed_up(make.action(group, title="Kim’s"), KIM)
    signed_up(make.action(group, title="Noor’s"), "noor@example.org")
    monkeypatch.setattr(lost_link, "NAMED", 0)
    monkeypatch.setattr(lost_link, "REST", 16)
    for address, title in ((KIM, "Kim’s"), ("noor@example.org", "Noor’s")):
        path = lost_link.path(registrations.address_index(address), NOW)
        assert path.split("/")[3].startswith("0-")
        assert titles(client.get(path).text) == [title]


def test_new_links_end_all_older_ones(client: Client) -> None:
    group = make.group()
    one, other = (signed_up(make.action(group, title=title)) for title in ("One", "Other"))
    Registration.objects.filter(pk=other.pk).update(generation=4)
    other.refresh_from_db()
    ask(client)
    old = [link(), registrations.path(one), registrations.path(other)]
    answer = client.post(old[0], {"do": "renew"}, follow=True)
    assert "The links are new" in answer.text
    assert [client.get(path).status_code for path in old] == [410, 410, 410]
    fresh = [registrations.path(found) for found in Registration.objects.all()]
    assert all(path in answer.text for path in fresh)
    assert [client.get(path).status_code for path in fresh] == [200, 200]
    signup.withdraw(Registration.objects.get(pk=other.pk))
    assert [client.get(path).status_code for path in old] == [410, 410, 410]


def test_asking_renews_nothing_since_anybody_may_ask(client: Client) -> None:
    mine = signed_up(make.action())
    before = registrations.path(mine)
    ask(client)
    mine.refresh_from_db()
    assert registrations.path(mine) == before


def test_reading_the_page_changes_nothing(client: Client) -> None:
    signed_up(make.action())
    ask(client)
    before = list(Registration.objects.values())
    client.get(link())
    client.get(link() + "?do=renew")
    assert list(Registration.objects.values()) == before


def test_an_address_given_with_an_account_is_not_in_it(client: Client) -> None:
    """It stands on the account's own page; whose account it is, is nobody's business who has the mailbox."""
    signup.join(make.action(), person=make.person("ann"), address=KIM, now=NOW)
    ask(client)
    assert letters() == ["no_registrations"]


def test_it_says_what_became_of_each(client: Client) -> None:
    group = make.group()
    past = make.action(group, title="Past", day=date(2026, 9, 2))
    off, full = (make.action(group, title=title, seats=1) for title in ("Off", "Full"))
    signed_up(full, "noor@example.org")
    for action in (off, full, past):
        signed_up(action)
    cancellation.cancel(off, reason="Rain", now=NOW)
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        ask(client)
        text = client.get(link()).text
    assert titles(text) == ["Off", "Full", "Past"]
    assert all(words in text for words in ("Rain", "on the waiting list", "See it, or delete it now"))


def test_one_link_of_one_registration_shows_no_other(client: Client) -> None:
    group = make.group()
    one, other = (signed_up(make.action(group, title=title)) for title in ("One", "Other one"))
    text = client.get(registrations.path(one)).text
    assert "Other one" not in text
    assert registrations.path(other) not in text
    assert 'href="/registrations/"' in text


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_of_the_database(client: Client, queries: Callable[[int], Any], number: int) -> None:
    group = make.group()
    for count in range(number):
        signed_up(make.action(group, title=f"Number {count}"), KIM)
    ask(client)
    path = link()
    client.get(path)
    with queries(4):
        client.get(path)


def test_the_address_is_found_by_an_index(django_assert_num_queries: Any) -> None:
    plan = Registration.objects.of_address(registrations.address_index(KIM)).explain()
    assert "registration_of_address" in plan or "Seq Scan" in plan  # PostgreSQL reads a small table whole


def test_where_a_link_works_no_more_there_is_a_way_to_it(client: Client) -> None:
    assert 'href="/registrations/"' in client.get("/registrations/1-abcdefghijklmnopqrstuv/").text
    assert 'href="/registrations/"' in client.get(f"/actions/{make.action().slug}/signup/").text
