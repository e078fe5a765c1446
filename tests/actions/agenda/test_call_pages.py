"""The first page and the pages of calls: what they say, to whom, and in which language."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from campaign.calls import editing
from campaign.calls.models import Call
from campaign.calls.words import Defaults
from campaign.groups.models import Group
from tests import make
from tests.actions.agenda.reading import DAYS, read
from tests.make import NOW


def test_the_first_page_leads_with_the_days_of_the_call(client: Client, call: Call, berlin: Group) -> None:
    make.action(berlin, call=call)
    page = read(client, "/")
    assert re.findall(r'<a href="#day-[\d-]+">.*?class="numeral">(\d+)<', page) == ["9", "10", "11"]
    assert 'href="#day-2026-10-09"' in page
    assert 'id="day-2026-10-09"' in page
    assert "1 place answers so far." in page
    assert "<title>Campaign · Days of action</title>" in page


def test_the_call_whose_days_come_next_leads(client: Client) -> None:
    make.call("Long ago")
    make.call("Next", days=DAYS)
    make.call("Later", days=(date(2027, 1, 1),))
    make.call("A draft", days=(date(2026, 9, 2),), state="draft")
    assert client.get("/").context["call"].title == "Next"


def test_the_latest_call_leads_when_all_are_past(client: Client) -> None:
    make.call("Before", days=(date(2001, 7, 20),))
    make.call("Latest")
    assert client.get("/").context["call"].title == "Latest"


def test_the_first_page_without_a_call_shows_what_comes(client: Client, berlin: Group) -> None:
    make.action(berlin)
    page = read(client, "/")
    assert "What comes next" in page
    assert "Close the office" in page


def test_the_first_page_of_an_empty_site_offers_the_first_step(client: Client) -> None:
    assert "/groups/new/" in read(client, "/")


def test_a_call_shows_its_days_its_key_dates_and_its_words(client: Client, call: Call, berlin: Group) -> None:
    make.action(berlin, call=call)
    page = read(client, f"/calls/{call.slug}/")
    assert page.index('id="day-2026-10-09"') < page.index('id="day-2026-12-03"')
    for words in ("The camp is to close", "Key date, no action", "Come all.", "Plan one.", "Answer it in your town"):
        assert words in page
    assert f"/calendars/calls/{call.slug}.ics" in page


def test_a_draft_of_a_call_is_not_there(client: Client) -> None:
    assert client.get(f"/calls/{make.call('Draft', state='draft').slug}/").status_code == 404


def test_a_coordinator_of_the_network_sees_the_draft_and_may_edit(client: Client) -> None:
    call = make.call("Draft", state="draft")
    client.force_login(make.person("coordinator", network_role="coordinator"))
    assert f"/calls/{call.slug}/edit/" in read(client, f"/calls/{call.slug}/")


def read_in(client: Client, address: str, accepted: str) -> str:
    return client.get(address, headers={"Accept-Language": accepted}).text


def test_a_call_is_read_in_the_language_that_is_asked_for_else_as_it_was_written(client: Client, call: Call) -> None:
    make.translation(call, "pl", title="Dni działania", text="**Wszyscy.**")
    make.translation(call, "ar", title="أيام العمل")
    address = f"/calls/{call.slug}/"
    polish, arabic = read_in(client, address, "pl,en;q=0.5"), read_in(client, f"{address}?language=ar", "pl")
    assert '<h1 lang="pl" dir="ltr">Dni działania</h1>' in polish
    assert "<strong>Wszyscy.</strong>" in polish
    assert "pl The camp is to close" in polish
    assert '<h1 lang="ar" dir="rtl">أيام العمل</h1>' in arabic
    assert '<h1 lang="en" dir="ltr">Days of action</h1>' in read_in(client, address, "fr")
    for language in ("ar", "en", "pl"):
        assert re.search(rf'href="\?language={language}"\s+hreflang="{language}"\s+lang="{language}"', polish)
        assert re.search(rf'<link rel="alternate"\s+hreflang="{language}"', polish)


def test_the_language_depends_on_what_the_reader_asks_so_no_cache_mixes_them_up(client: Client, call: Call) -> None:
    make.translation(call)
    for address in ("/", "/calls/", f"/calls/{call.slug}/"):
        assert "Accept-Language" in client.get(address).headers["Vary"], address


def test_a_reader_is_told_where_a_translation_is_behind_and_where_it_is_not_shown_nothing(
    client: Client, call: Call
) -> None:
    make.translation(call, "pl")
    make.translation(call, "ar", shown=False)
    address = f"/calls/{call.slug}/?language=pl"
    behind = "has been corrected since this translation"
    page = read(client, address)
    assert behind not in page
    assert "?language=ar" not in page
    words = replace(editing.wording(call), text="Corrected.")
    editing.correct(call, words, seen=call.revision, now=make.NOW)
    assert behind in read(client, address)
    assert behind not in read(client, f"/calls/{call.slug}/?language=en")


def test_the_first_page_and_the_list_of_calls_say_titles_in_the_readers_language(client: Client, call: Call) -> None:
    make.translation(call, "pl", title="Dni działania")
    for address in ("/", "/calls/"):
        assert "Dni działania" in read_in(client, address, "pl")
        assert "Dni działania" not in read_in(client, address, "en")


def test_an_action_that_leaves_it_to_the_call_says_it_in_the_readers_language(client: Client, berlin: Group) -> None:
    call = make.call("Days", days=DAYS, defaults=Defaults("**Come** all.", "Tea"))
    make.translation(call, "pl", default_text="**Przyjdźcie**.", default_bring="Herbata")
    make.action(berlin, call=call, bring="Our own banner")
    page = read_in(client, "/actions/close-the-office/", "pl")
    assert re.search(r'<div lang="pl" dir="ltr">\s*<p><strong>Przyjdźcie</strong>', page)
    assert "Our own banner" in page
    assert "Herbata" not in page
    assert "<strong>Come</strong>" in read_in(client, "/actions/close-the-office/", "de")


def test_a_call_that_has_ended_says_so_and_asks_nobody_any_more(client: Client, call: Call) -> None:
    ended, asks = "This call has ended", f"/actions/new/?call={call.slug}"
    before = read(client, f"/calls/{call.slug}/")
    assert (ended in before, asks in before) == (False, True)
    editing.end(call, now=NOW)
    after = read(client, f"/calls/{call.slug}/")
    assert (ended in after, asks in after, "Nine towns act." in after) == (True, False, True)


def test_a_groups_call_leads_to_the_group(client: Client, berlin: Group) -> None:
    address = make.call("Ours", group=berlin).get_absolute_url()
    assert f'<a href="{berlin.get_absolute_url()}">Berlin group</a>' in read(client, address)
    assert "A call of" not in read(client, make.call("The network’s").get_absolute_url())


@pytest.mark.parametrize(("number", "buttons"), [(2, 2), (3, 0)])
def test_who_plans_in_many_groups_finds_them_in_a_list_and_not_as_many_buttons(
    client: Client, call: Call, number: int, buttons: int
) -> None:
    ann = make.person("ann")
    for place in range(number):
        make.group(f"Group {place}", by=ann)
    client.force_login(ann)
    page = read(client, f"/calls/{call.slug}/")
    assert page.count(f'href="/calls/{call.slug}/answer/') == number
    assert page.count(f'<a class="button" href="/calls/{call.slug}/answer/') == buttons


def test_calls_are_listed_with_their_days(client: Client, call: Call) -> None:
    assert "9 to 11 October 2026" in read(client, "/calls/")
