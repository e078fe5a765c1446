"""The action's page on paper: what stands on its poster, and where there is none."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from actions.agenda import poster
from actions.planning import cancellation
from tests import make
from tests.make import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def shown(slug: str, browser: Client | None = None) -> str:
    """The poster, or nothing."""
    page = (browser or Client()).get(f"/actions/{slug}/").text
    return page.partition('<section class="poster"')[2].partition("</section>")[0]


def test_a_poster_holds_day_title_place_address_and_its_square() -> None:
    action = make.action(title="Close the office", summary="Bring banners.")
    words = shown(action.slug)
    for said in ('<p class="numerals">9</p>', "Friday", "October", "9:00 to 16:00", "Close the office", "Berlin"):
        assert said in words
    assert "Bring banners." in words
    assert f"/actions/{action.slug}</p>" in words
    assert 'class="qr"' in words


@pytest.mark.parametrize(
    ("day", "last", "numerals"),
    [
        (date(2026, 10, 9), None, "9"),
        (date(2026, 10, 9), date(2026, 10, 11), "9–11"),
        (date(2026, 10, 30), date(2026, 11, 2), "30"),
        (date(2026, 10, 9), date(2027, 10, 11), "9"),
        (None, None, ""),
    ],
)
def test_numerals_are_the_days_as_far_as_they_are_in_one_month(
    day: date | None, last: date | None, numerals: str
) -> None:
    plan: dict[str, Any] = {"day": day, "end_day": last}
    action = make.action(**(plan | ({} if day else {"time": None, "end_time": None})))
    made = poster.of(action, NOW)
    assert made is not None
    assert made.numerals == numerals


@pytest.mark.parametrize(
    ("title", "size"),
    [
        ("Close the office", ""),
        ("An open assembly about deportations and visas", "long"),
        ("Donaudampfschifffahrt", "long"),
        ("Donaudampfschifffahrtsgesellschaft", "longer"),
        ("关闭国际移民组织柏林办事处", "longer"),
        ("An assembly " * 10, "longer"),
    ],
)
def test_a_title_is_as_large_as_there_is_room(title: str, size: str) -> None:
    made = poster.of(make.action(title=title, slug="it"), NOW)
    assert made is not None
    assert made.size == size


def test_a_poster_tells_the_meeting_point_only_where_everyone_may_know_it_whoever_prints_it() -> None:
    olga = make.person("Olga")
    group = make.group(by=olga)
    browser = Client()
    browser.force_login(olga)
    make.action(group, slug="open", meeting_point="In front of the bakery")
    make.action(group, slug="shut", meeting_point="Behind the bakery", meeting_point_for="registered")
    assert "In front of the bakery" in shown("open", browser)
    assert "Behind the bakery" in browser.get("/actions/shut/").text  # she may read it herself
    assert "Behind the bakery" not in shown("shut", browser)
    assert "told to those who have signed up" in shown("shut", browser)


def test_what_calls_nobody_has_no_poster() -> None:
    olga = make.person("Olga")
    group = make.group(by=olga)
    browser = Client()
    browser.force_login(olga)
    make.action(group, slug="draft", announced=False)
    make.action(group, slug="inside", visibility="group")
    cancellation.cancel(make.action(group, slug="off"), reason="Rain", now=NOW)
    for slug in ("draft", "inside", "off"):
        assert shown(slug, browser) == ""
        assert "Print a poster" not in browser.get(f"/actions/{slug}/").text
    make.action(group, slug="over")
    assert shown("over") != ""
    with time_machine.travel(datetime(2026, 10, 10, tzinfo=UTC), tick=False):
        assert shown("over") == ""


def test_the_way_to_a_poster_is_said_in_three_steps() -> None:
    page = Client().get(f"/actions/{make.action().slug}/").text
    steps = page.partition("Print a poster")[2].partition("</ol>")[0]
    assert steps.count("<li>") == 3
