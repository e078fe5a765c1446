"""The page of an action: what it answers, in which order, and to whom."""

import json
import re
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from actions.planning import cancellation, drafting
from actions.planning.furniture import shifts
from actions.planning.models import Shift
from actions.planning.taking_part import signup
from actions.reports import publishing
from campaign.calls.models import Call
from campaign.groups.models import Group
from tests import make
from tests.actions.agenda.reading import DAYS, SECRET, read
from tests.make import NOW


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
    table = re.findall(r"<table.*?</table>", read(client, f"/actions/{action.slug}/"), re.S)[0]
    rows = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]", row, re.S) for row in re.findall(r"<tr>(.*?)</tr>", table, re.S)]
    cells = [[" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in row] for row in rows]
    take = "Take it Kitchen, Friday 9 October, 8:00–10:00"
    assert cells == [["When", "What", "People", "Take it"], ["8:00–10:00", "Kitchen", "2 missing , 4 free", take]]


def test_shifts_of_two_weeks_stand_by_day_the_next_ones_unfolded(client: Client, berlin: Group) -> None:
    house = make.action(berlin, day=DAYS[0], open_ended=True, end_time=None)
    kitchen = shifts.Work("Kitchen", time(8), time(10), 2, 4)
    shifts.plan(house, kitchen, shifts.run_of(DAYS[0], DAYS[0] + timedelta(days=13)))
    page = read(client, f"/actions/{house.slug}/")
    near, _folded, rest = page.partition('<details class="more">')
    assert (near.count(">Kitchen<"), rest.count(">Kitchen<")) == (4, 10)
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
    assert read(client, f"/actions/{action.slug}/").count(SECRET) == 3  # the page, its data, its poster


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
