"""Every feed of the demonstration, read by three programs that we did not write."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser

from actions.calendars import bodies
from actions.planning.models import Action
from campaign.calls.models import Call
from campaign.groups.models import Group
from tests.actions.calendars import readers

pytestmark = [pytest.mark.django_db, pytest.mark.whole]


@pytest.fixture
def feeds(client: Client) -> list[str]:
    """All public feeds of the demonstration."""
    bodies.shelf.clear()
    call_command("demo", verbosity=0)
    slugs = {"calls": Call, "groups": Group, "actions": Action}
    addresses = ["all"]
    for kind, model in slugs.items():
        addresses += [f"{kind}/{slug}" for slug in model.objects.order_by("slug").values_list("slug", flat=True)]  # type: ignore[attr-defined]
    responses = [client.get(f"/calendars/{address}.ics") for address in addresses]
    assert {response.status_code for response in responses} == {200}
    assert len(responses) > 25
    return [response.content.decode() for response in responses]


def test_every_line_is_folded_and_ends_as_it_should(feeds: list[str]) -> None:
    for text in feeds:
        assert "\n" not in text.replace("\r\n", "")
        assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_icalendar_and_ical_js_read_the_same(feeds: list[str], browser: Browser) -> None:
    rows = readers.with_icalendar(feeds)
    assert readers.with_ical_js(feeds, browser) == rows
    assert sum(map(len, rows)) > 50


def test_khal_takes_every_feed_in(feeds: list[str], tmp_path: Path) -> None:
    expected = {(row.uid, row.summary) for feed in readers.with_icalendar(feeds) for row in feed}
    assert set(readers.with_khal(feeds, tmp_path)) == expected
