"""What the public sees of a series: its rule and next dates on the page, and each date in the agenda and in feeds."""

import html
import re
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qsl

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from actions.planning import cancellation, drafting
from actions.planning.models import Action
from actions.planning.series import recurrence
from campaign.groups.models import Group
from campaign.people.models import Person
from tests import make

pytestmark = pytest.mark.django_db
FIRST = date(2026, 10, 9)
WEEK = timedelta(days=7)


def page(address: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(Client().get(address).text))


def the(first: Action, week: int) -> Action:
    return Action.objects.get(series=first.series, series_date=FIRST + week * WEEK)


def test_the_page_says_the_rule_and_links_the_next_dates() -> None:
    first = make.series(make.action(), interval=2, until=date(2027, 1, 31))
    text = page(f"/actions/{first.slug}/")
    assert "every second Friday, until 31 January 2027" in text
    for day, slug in (("Friday 23 October", "2026-10-23"), ("Friday 6 November", "2026-11-06")):
        assert f'<a href="/actions/close-the-office-{slug}/">{day}</a>' in text
    assert "2026-12-04" not in text  # three are enough


def test_what_is_cancelled_or_not_announced_is_no_next_date() -> None:
    first = make.series(make.action())
    cancellation.cancel(the(first, 1), reason="Rain")
    cancellation.withdraw(the(first, 2))
    drafting.edit(the(first, 3), visibility="group")
    text = page(f"/actions/{first.slug}/")
    assert [f"close-the-office-{FIRST + week * WEEK}/" in text for week in (1, 2, 3, 4)] == [False, False, False, True]


def test_of_a_series_that_is_not_announced_one_date_tells_nothing_but_to_those_who_plan_it() -> None:
    olga = make.person("Olga")
    first = make.series(make.action(make.group(by=olga), announced=False))
    drafting.announce(first)
    assert "Recurs" not in page(f"/actions/{first.slug}/")
    planner = Client()
    planner.force_login(olga)
    assert "every Friday" in planner.get(f"/actions/{first.slug}/").text
    drafting.announce(the(first, 1))
    assert "every Friday" in page(f"/actions/{first.slug}/")


def test_an_action_that_does_not_recur_says_nothing_of_it() -> None:
    assert "Recurs" not in page(f"/actions/{make.action().slug}/")


def test_each_date_stands_in_the_agenda() -> None:
    make.series(make.action(), until=FIRST + 2 * WEEK)
    text = page("/actions/")
    assert [f"day-{FIRST + week * WEEK}" in text for week in range(3)] == [True] * 3


def test_a_groups_page_has_the_next_dates_of_a_series_and_room_for_the_rest() -> None:
    first = make.series(make.action())
    make.action(first.group, title="Once, much later", day=FIRST + 30 * WEEK)
    text = page(f"/groups/{first.group.slug}/")
    assert [f"close-the-office-{FIRST + week * WEEK}/" in text for week in (1, 2, 3)] == [True, True, False]
    assert "Once, much later" in text
    assert text.count("every Friday") == 3


def test_drafts_of_a_series_leave_room_for_the_other_plans() -> None:
    olga = make.person("Olga")
    first = make.series(make.action(make.group(by=olga), announced=False))
    client = Client()
    client.force_login(olga)
    assert client.get(f"/groups/{first.group.slug}/").text.count("/actions/close-the-office") == 3


def test_drafts_of_a_series_that_nobody_announced_in_time_do_not_hide_the_next_ones(
    time_machine: time_machine.TimeMachineFixture,
) -> None:
    olga = make.person("Olga")
    first = make.series(make.action(make.group(by=olga), announced=False))
    make.action(first.group, title="Once", slug="once", announced=False)
    time_machine.move_to(datetime(2026, 11, 1, 12, tzinfo=UTC))
    client = Client()
    client.force_login(olga)
    text = client.get(f"/groups/{first.group.slug}/").text
    days = [FIRST + week * WEEK for week in range(8)]
    assert [day for day in days if f"close-the-office-{day}/" in text] == days[4:7]
    assert "/actions/once/" in text


def on_pages(group: Group) -> set[tuple[str, str]]:
    """Address and beginning of each action, as its own page says it; every page of the agenda is read for them."""
    found, query = set(), {"group": group.slug}
    while True:
        agenda = Client().get("/actions/", query)
        found |= set(re.findall(r'href="(/actions/[\w-]+-?[\w-]*/)"', agenda.text))
        following = re.search(r'href="\?([^"]*after=[^"]*)"', html.unescape(agenda.text))
        if following is None:
            break
        query = dict(parse_qsl(following[1]))
    begins = ((path, re.search(r'<time datetime="([^"]+)"', Client().get(path).text)) for path in found)
    return {(path, match[1]) for path, match in begins if match and not path.startswith("/actions/new")}


def in_feed(group: Group) -> set[tuple[str, str]]:
    """The same from the group's calendar, as a program reads it: by the wall clock of the zone that it names."""
    calendar = Calendar.from_ical(Client().get(f"/calendars/groups/{group.slug}.ics").text)
    events = [event for event in calendar.walk("VEVENT") if "CATEGORIES" in event]
    assert not any("RRULE" in event for event in events)
    return {("/" + str(event["URL"]).split("/", 3)[3], _begins(event["DTSTART"].dt)) for event in events}


def _begins(start: date | datetime) -> str:
    return start.strftime("%Y-%m-%dT%H:%M") if isinstance(start, datetime) else start.isoformat()


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    city=st.sampled_from(["Berlin", "Santiago", "Cairo"]),
    hour=st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    start=st.dates(date(2026, 9, 3), date(2027, 2, 1)),
    interval=st.integers(1, 3),
    monthly=st.booleans(),
    own=st.integers(0, 5),
)
def test_feed_and_page_agree_for_every_date(
    city: str, hour: time | None, start: date, interval: int, monthly: bool, own: int
) -> None:
    """By the rule, and where single dates were moved, cancelled or given another hour."""
    olga = Person.objects.first() or make.person("Olga")
    group = make.group(f"Group {Group.objects.count()}", city=city, by=olga)
    action = make.action(group, day=start, time=hour, end_time=None, time_to_come=hour is None)
    ordinal = recurrence.ordinal_of(start) if monthly else None
    make.series(action, frequency="monthly" if monthly else "weekly", interval=interval, ordinal=ordinal)
    dates = list(Action.objects.filter(series=action.series).order_by("series_date"))
    drafting.edit(dates[own % len(dates)], time=time(23, 59))
    drafting.edit(dates[-1 - own % len(dates)], day=dates[-1].day)
    cancellation.cancel(dates[(own + 1) % len(dates)], reason="Rain")
    assert in_feed(group) == on_pages(group)
    assert len(in_feed(group)) == len(dates)
