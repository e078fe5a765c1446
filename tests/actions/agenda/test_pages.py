"""The public pages: groups, the map, and what holds for all: queries, cookies, weight."""

import gzip
import re
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from actions.planning import cancellation
from actions.planning.models import Shift
from actions.reports import publishing
from campaign.calls.models import Call
from campaign.groups.models import Group
from tests import make
from tests.actions.agenda.reading import DAYS, read


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


PAGES = ("/", "/calls/", "/calls/days-of-action/", "/actions/", "/groups/", "/groups/berlin-group/", "/map/")
QUERIES = {
    "/": 9,
    "/calls/": 3,
    "/calls/days-of-action/": 8,
    "/actions/": 8,
    "/actions/row-0/": 7,
    "/groups/": 5,
    "/groups/berlin-group/": 6,
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
