"""A series, from its first date to a change from here on, in Chromium without JavaScript."""

import re
import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page

from tests.engines.site import Site

pytestmark = pytest.mark.whole
PASSWORD = "four words that fit"
WEEK = timedelta(days=7)


@pytest.fixture
def ann(site: Site, browser: Browser) -> Iterator[Page]:
    """Somebody who has just founded a group."""
    site.start()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.address}/accounts/signup/")
    page.fill("[name=username]", "ann")
    page.fill("[name=password1]", PASSWORD)
    press(page, "main form button")
    page.goto(f"{site.address}/groups/new/")
    page.fill("[name=name]", "Kitchen for all")
    page.fill("[name=city]", "Vienna")
    press(page, "main form button.now")
    yield page
    context.close()


def press(page: Page, button: str) -> None:
    page.locator(button).last.click()
    page.wait_for_load_state()


def hours_in_feed(site: Site) -> dict[date, str]:
    with urllib.request.urlopen(f"{site.address}/calendars/all.ics") as answer:
        calendar = Calendar.from_ical(answer.read())
    starts = [event["DTSTART"].dt for event in calendar.walk("VEVENT")]
    return {start.date(): start.strftime("%H:%M") for start in starts}


def test_a_series_is_begun_announced_and_changed_from_here_on(site: Site, ann: Page) -> None:
    today = date.fromisoformat(re.findall(r"\d{4}-\d\d-\d\d", ann.evaluate("new Date().toISOString()"))[0])
    first = today + 2 * WEEK
    ann.goto(f"{site.address}/actions/new/?kind=other")
    ann.fill("[name=title]", "Soup")
    ann.fill("[name=day]", first.isoformat())
    ann.fill("[name=time]", "18:00")
    ann.fill("[name=end_time]", "20:00")
    press(ann, "main form button.now")

    ann.goto(f"{site.address}/actions/soup/series/")
    ann.fill("[name=left_out]", (first + 2 * WEEK).isoformat())
    press(ann, "main form button.now")
    assert "dates appear" in ann.content()
    press(ann, "button[name=shown]")
    ann.goto(f"{site.address}/actions/soup/announce/")
    ann.check("[name=reach][value=all]")
    press(ann, "main form button.now")
    told = hours_in_feed(site)
    assert [first + week * WEEK in told for week in range(4)] == [True, True, False, True]
    assert set(told.values()) == {"18:00"}

    ann.goto(f"{site.address}/actions/soup/")
    ann.click(f"dd a[href$='{(first + WEEK).isoformat()}/']")
    ann.goto(f"{ann.url}edit/")
    ann.fill("[name=time]", "19:00")
    ann.fill("[name=end_time]", "21:00")
    ann.check("[name=reach][value=here]")
    press(ann, "main form.form button.now")
    assert "Change these dates?" in ann.content()
    assert hours_in_feed(site)[first + WEEK] == "18:00"
    press(ann, "button[name=shown]")
    told = hours_in_feed(site)
    assert told.pop(first) == "18:00"
    assert set(told.values()) == {"19:00"}
