"""The public pages: what they answer, to whom, in how many queries, and how heavy they are."""

import gzip
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from actions.planning import cancellation, drafting, shifts, signup
from actions.planning.models import Shift
from actions.reports import publishing
from campaign.calls import editing
from campaign.calls.models import Call
from campaign.calls.words import Defaults, OtherDate
from campaign.groups.models import Group
from tests import make
from tests.make import NOW

DAYS = (date(2026, 10, 9), date(2026, 10, 10), date(2026, 10, 11))
SECRET = "under the clock, behind the third pillar"


def read(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()


@pytest.fixture
def call() -> Call:
    closing = OtherDate(date(2026, 12, 3), "The camp is to close", text="So it is said.")
    return make.call("Days of action", days=DAYS, key_dates=(closing,), summary="Nine towns act.", asks="Plan one.")


@pytest.fixture
def berlin() -> Group:
    return make.group("Berlin group", about="We meet on *Tuesdays*.", contact="berlin@example.org")


# First page and calls


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


# Actions


def test_an_action_answers_in_the_order_in_which_people_ask(client: Client, call: Call, berlin: Group) -> None:
    action = make.action(
        berlin, call=call, summary="We go in.", text="We meet before.", bring="Banners.", access="A lift."
    )
    page = read(client, f"/actions/{action.slug}/").partition("<main")[2]
    asked = ["Friday, October 2026", "9:00 to 16:00", "Close the office", "We go in.", "What happens", "What to bring"]
    asked += ["Meeting point", "Called by", "Access", "Add this action", "berlin@example.org"]
    places = [page.index(words) for words in asked]
    assert places == sorted(places)


def test_a_telephone_finds_take_part_right_below_the_first_paragraph(client: Client, berlin: Group) -> None:
    page = read(client, f"/actions/{make.action(berlin, summary='We go in.', text='More.').slug}/")
    assert page.index("We go in.</p>") < page.index('class="take-part"') < page.index("What happens")
    assert 'href="#take-part"' in page
    assert 'id="take-part"' in page


def test_a_full_action_offers_its_waiting_list(client: Client, berlin: Group) -> None:
    action = make.action(berlin, seats=1)
    make.registered(action)
    page = read(client, f"/actions/{action.slug}/")
    assert "All places are taken." in page
    assert "Join the waiting list" in page


def test_a_cancelled_action_says_why_and_offers_nothing(client: Client, berlin: Group) -> None:
    action = make.action(berlin)
    cancellation.cancel(action, reason="The hall is gone.", now=make.NOW)
    page = read(client, f"/actions/{action.slug}/")
    assert '<p class="stamp">Cancelled</p>' in page
    assert "<h1><s>Close the office</s></h1>" in page
    assert "The hall is gone." in page
    assert "take-part" not in page


def test_a_postponed_action_says_so(client: Client, berlin: Group) -> None:
    action = make.action(berlin)
    drafting.postpone(action, reason="A new day follows.", now=make.NOW)
    page = read(client, f"/actions/{action.slug}/")
    assert '<p class="stamp">Postponed</p>' in page
    assert "A new day follows." in page


def test_an_action_that_is_over_shows_its_report(client: Client, berlin: Group) -> None:
    action = make.action(berlin, text="We go in.")
    publishing.publish(action, text="We were in.", number=70, number_of="people", source="the group")
    with time_machine.travel(datetime(2026, 10, 12, tzinfo=UTC), tick=False):
        page = read(client, f"/actions/{action.slug}/")
    for words in ("Over", "What was planned", "We were in.", '<p class="numeral">70</p>', "Told by: the group"):
        assert words in page
    assert "take-part" not in page


def test_what_is_to_be_told_says_so(client: Client, berlin: Group) -> None:
    action = make.action(berlin, day=None, time=None, end_time=None)
    page = read(client, f"/actions/{action.slug}/")
    assert "Day and hour to be told" in page
    assert "ld+json" not in page


def test_the_zones_city_is_told_where_it_is_not_the_towns(client: Client) -> None:
    bologna = make.action(make.group("Bologna group", city="Bologna"), title="Welcome")
    berlin = make.action(make.group("Berlin group"), title="Office")
    assert "Rome time" in read(client, f"/actions/{bologna.slug}/")
    assert "Berlin time" not in read(client, f"/actions/{berlin.slug}/")


def test_a_reader_whose_clock_shows_the_same_is_not_told_the_zone(client: Client) -> None:
    bologna = make.action(make.group("Bologna group", city="Bologna"), title="Welcome")
    client.force_login(make.person("reader", zone="Europe/Berlin"))
    assert "Rome time" not in read(client, f"/actions/{bologna.slug}/")


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("Asia/Tokyo", "16:00 by your clock"),
        ("Pacific/Auckland", "20:00 by your clock"),
        ("Pacific/Honolulu", "Thursday 8 October, 21:00 by your clock"),
        ("Europe/Rome", ""),
        ("UTC", ""),
    ],
)
def test_who_reads_by_another_clock_is_told_its_hour(client: Client, zone: str, told: str) -> None:
    action = make.action(make.group("Berlin group"), title="Office")
    reader = make.person("reader", zone=zone)
    client.force_login(reader)
    signup.join(action, person=reader, now=NOW)
    for address in (f"/actions/{action.slug}/", "/me/"):
        page = read(client, address)
        assert "9:00" in page
        assert told in page if told else "by your clock" not in page


def test_only_what_stands_in_calendars_offers_its_file(client: Client) -> None:
    olga = make.person("olga")
    group = make.group("Leipzig group", by=olga)
    client.force_login(olga)
    shown = make.action(group, title="Shown")
    hidden = make.action(group, title="Draft", announced=False), make.action(group, title="Inside", visibility="group")
    assert "Add this action" in read(client, f"/actions/{shown.slug}/")
    for action in hidden:
        assert f"/calendars/actions/{action.slug}.ics" not in read(client, f"/actions/{action.slug}/")


def test_shifts_stand_in_a_table(client: Client, berlin: Group) -> None:
    action = make.action(berlin)
    Shift.objects.create(action=action, title="Kitchen", day=DAYS[0], time=time(8), end_time=time(10), least=2, most=4)
    rows = re.findall(r"<tr>(.*?)</tr>", read(client, f"/actions/{action.slug}/"), re.S)
    cells = [[cell.strip() for cell in re.findall(r"<t[dh][^>]*>(.*?)</t", row, re.S)] for row in rows]
    assert cells == [["When", "What", "People"], ["8:00–10:00", "Kitchen", "2 to 4"]]


def test_shifts_of_two_weeks_stand_by_day_the_next_ones_unfolded(client: Client, berlin: Group) -> None:
    house = make.action(berlin, day=DAYS[0], open_ended=True, end_time=None)
    kitchen = shifts.Work("Kitchen", time(8), time(10), 2, 4)
    shifts.plan(house, kitchen, shifts.run_of(DAYS[0], DAYS[0] + timedelta(days=13)))
    page = read(client, f"/actions/{house.slug}/")
    near, _folded, rest = page.partition('<details class="more">')
    assert (near.count("Kitchen"), rest.count("Kitchen")) == (4, 10)
    assert "10 more days" in rest
    with time_machine.travel(datetime(2026, 10, 12, 12, tzinfo=UTC), tick=False):
        later = read(client, f"/actions/{house.slug}/")
    assert later.index("Monday 12 October") < later.rindex("Friday 9 October"), "what is past goes last"


def test_shifts_wait_while_the_day_is_to_be_announced(client: Client, berlin: Group) -> None:
    house = make.action(berlin, day=DAYS[0])
    shifts.plan(house, shifts.Work("Kitchen", time(8), time(10), 2, 4), [DAYS[0]])
    drafting.edit(house, day=None, time=None, end_time=None, now=make.NOW)
    assert "Kitchen" not in read(client, f"/actions/{house.slug}/")


def test_a_meeting_point_for_the_registered_stands_nowhere_on_the_page(client: Client, berlin: Group) -> None:
    action = make.action(berlin, meeting_point=SECRET, meeting_point_for="registered")
    page = read(client, f"/actions/{action.slug}/")
    assert SECRET not in page
    assert "told to those who have signed up" in page


def test_a_meeting_point_for_everyone_stands_on_the_page_and_in_its_data(client: Client, berlin: Group) -> None:
    action = make.action(berlin, meeting_point=SECRET)
    assert read(client, f"/actions/{action.slug}/").count(SECRET) == 2


def test_the_page_carries_the_event_as_data(client: Client, berlin: Group) -> None:
    action = make.action(berlin, title="</script><b>Close & open", summary="We go in.")
    page = read(client, f"/actions/{action.slug}/")
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found is not None
    event = json.loads(found[1])
    assert event["name"] == "</script><b>Close & open"
    assert event["startDate"] == "2026-10-09T09:00:00+02:00"
    assert event["endDate"] == "2026-10-09T16:00:00+02:00"
    assert event["url"] == f"{settings.SITE_URL}/actions/{action.slug}/"
    assert event["location"]["address"] == {
        "@type": "PostalAddress",
        "addressCountry": "DE",
        "addressLocality": "Berlin",
    }


def test_a_draft_is_there_for_its_organisers_only(client: Client, berlin: Group) -> None:
    action = make.action(berlin, announced=False)
    address = f"/actions/{action.slug}/"
    assert client.get(address).status_code == 404
    member, organiser = make.person("member"), make.person("organiser")
    make.membership(berlin, member)
    make.membership(berlin, organiser, "organiser")
    client.force_login(member)
    assert client.get(address).status_code == 404
    client.force_login(organiser)
    page = read(client, address)
    assert "Not announced yet" in page
    assert f"/actions/{action.slug}/edit/" in page


# Groups and the map


def test_groups_are_listed_by_country(client: Client, berlin: Group) -> None:
    make.action(berlin)
    make.group("Vienna group", city="Vienna")
    page = read(client, "/groups/")
    assert page.index("Austria") < page.index("Vienna group") < page.index("Germany") < page.index("Berlin group")
    assert "1 action to come" in page


def test_a_group_says_who_it_is_and_what_it_plans_and_did(client: Client, berlin: Group) -> None:
    make.action(berlin, title="Soon")
    make.action(berlin, title="Done", day=date(2026, 8, 1))
    make.action(berlin, title="Secret", announced=False)
    page = read(client, "/groups/berlin-group/")
    assert "We meet on <em>Tuesdays</em>." in page
    assert page.index("What we plan") < page.index("Soon") < page.index("What we did") < page.index("Done")
    assert "Secret" not in page
    assert "Sign in to join" in page


def test_an_organiser_finds_what_is_not_announced_yet(client: Client, berlin: Group) -> None:
    organiser = make.person("organiser")
    make.membership(berlin, organiser, "organiser")
    make.action(berlin, title="Secret", announced=False)
    client.force_login(organiser)
    page = read(client, "/groups/berlin-group/")
    assert "Secret" in page
    assert "/actions/new/?group=berlin-group" in page


def test_somebody_signed_in_may_join_with_one_click(client: Client, berlin: Group) -> None:
    client.force_login(make.person("newcomer"))
    assert '<form method="post" action="/groups/berlin-group/join/">' in read(client, "/groups/berlin-group/")


def test_the_map_says_the_same_as_its_list(client: Client, berlin: Group) -> None:
    make.action(berlin, title="One")
    make.action(berlin, title="Two")
    make.action(make.group("Warsaw group", city="Warsaw"), title="Three")
    cancellation.cancel(make.action(make.group("Paris group", city="Paris"), title="Four"), reason="x", now=make.NOW)
    page = read(client, "/map/")
    towns = {town.place.name: town.place.count for town in client.get("/map/").context["map"].towns}
    assert towns == {"Berlin": 2, "Warsaw": 1}
    assert '<a href="/actions/?country=DE&amp;city=Berlin">' in page
    assert "Paris" not in page


def test_an_empty_map_says_what_will_be_there(client: Client) -> None:
    assert "Nothing is announced yet" in read(client, "/map/")


# What holds for all of them

PAGES = ("/", "/calls/", "/calls/days-of-action/", "/actions/", "/groups/", "/groups/berlin-group/", "/map/")
QUERIES = {
    "/": 8,
    "/calls/": 3,
    "/calls/days-of-action/": 7,
    "/actions/": 7,
    "/actions/row-0/": 6,
    "/groups/": 5,
    "/groups/berlin-group/": 5,
    "/map/": 2,
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("address", QUERIES)
def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(
    client: Client,
    call: Call,
    berlin: Group,
    django_assert_num_queries: DjangoAssertNumQueries,
    address: str,
    rows: int,
) -> None:
    for number in range(rows):
        action = make.action(berlin, call=call, title=f"Row {number}", day=DAYS[number])
        Shift.objects.create(action=action, title="Kitchen", day=DAYS[0], time=time(8), end_time=time(10), most=4)
        make.action(berlin, title=f"Past {number}", day=date(2026, 8, 1))
        if number:
            make.call(f"Call {number}", days=DAYS)
            make.group(f"Group {number}")
    client.get(address)
    with django_assert_num_queries(QUERIES[address]):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_a_visitor_gets_no_cookie(client: Client, call: Call, berlin: Group, address: str) -> None:
    make.action(berlin, call=call)
    page = client.get(address)
    assert page.status_code == 200
    assert not page.cookies
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", [*PAGES, "/actions/close-the-office/"])
def test_other_methods_than_reading_are_refused(client: Client, call: Call, berlin: Group, address: str) -> None:
    make.action(berlin, call=call)
    assert client.post(address).status_code == 405


def test_the_first_page_weighs_at_most_fifty_kibibytes_with_font_and_map(client: Client, call: Call) -> None:
    """As many towns on the map as in October 2002; styles compressed with gzip, the larger of the two ways."""
    for number, city in enumerate(("Berlin", "Warsaw", "Bologna", "Calais", "Helsinki", "Vienna", "Paris", "Brussels")):
        group = make.group(f"{city} group", city=city)
        make.action(group, call=call, title=f"What {city} does", day=DAYS[number % 3], seats=70, languages="English")
    answer = client.get("/", headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    page = gzip.decompress(answer.content)
    assert b'<path class="land" d="M' in page
    static = Path(settings.BASE_DIR, "static")
    files = [static / path for path in re.findall(r'(?:href|src)="/static/([^"]+)"', page.decode())]
    assert {path.suffix for path in files} == {".css", ".woff2", ".svg"}
    weight = len(answer.content) + sum(
        len(path.read_bytes() if path.suffix == ".woff2" else gzip.compress(path.read_bytes())) for path in files
    )
    assert weight <= 50 * 1024, weight


def test_a_call_of_many_days_takes_smaller_numerals(client: Client) -> None:
    first = date(2026, 10, 1)
    make.call("A long one", days=tuple(first + timedelta(days=number) for number in range(9)))
    assert '<ol class="days many"' in read(client, "/")


def test_the_first_page_looks_back_on_what_is_told(client: Client, berlin: Group) -> None:
    make.call("To come", days=DAYS)
    past = make.call("Long ago")
    make.call("Nothing told")
    action = make.action(berlin, call=past, day=date(2002, 10, 11))
    assert "/calls/long-ago/" not in read(client, "/")
    publishing.publish(action, text="We were in.")
    page = read(client, "/")
    for words in ("What happened", 'href="/calls/long-ago/"', "October 2002", 'href="/calls/long-ago/round-up/"'):
        assert words in page
    assert "Nothing told" not in page
