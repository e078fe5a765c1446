"""What stands in a public feed, and what never does."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from icalendar import Calendar, Event

from actions.calendars import bodies, fragments
from actions.calendars.models import Fragment
from actions.planning import cancellation, changes, drafting
from actions.planning.models import Action
from actions.planning.where import meeting_point
from campaign.calls import editing
from campaign.calls.words import OtherDate, Wording
from campaign.lib import clock
from tests import make
from tests.actions.calendars.cast import OCTOBER, announced

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def october() -> Iterator[time_machine.Traveller]:
    """It is 1 October 2002, and this process keeps no feed yet."""
    bodies.shelf.clear()
    with time_machine.travel(OCTOBER, tick=False) as clock:
        yield clock


def read(client: Client, address: str) -> dict[str, Event]:
    """The feed's events by UID, through icalendar."""
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return {str(event["UID"]): event for event in Calendar.from_ical(response.content).events}


def test_an_announced_action_stands_in_all_its_feeds(client: Client) -> None:
    call = make.call("Days")
    group = make.group()
    action = announced(group, call=call)
    for address in ("all", f"calls/{call.slug}", f"groups/{group.slug}", f"actions/{action.slug}"):
        assert list(read(client, f"/calendars/{address}.ics")) == [action.uid]


@pytest.mark.parametrize("address", ["all", "groups/berlin"])
def test_a_draft_stands_in_none(client: Client, address: str) -> None:
    group = make.group()
    drafting.draft(group, title="MARKER", day=date(2002, 10, 11))
    assert read(client, f"/calendars/{address}.ics") == {}


def test_the_feed_of_a_draft_is_not_there(client: Client) -> None:
    action = drafting.draft(make.group(), title="Quiet", day=date(2002, 10, 11))
    assert client.get(f"/calendars/actions/{action.slug}.ics").status_code == 404


def test_the_feed_of_what_only_the_group_sees_is_not_there(client: Client) -> None:
    action = announced(make.group(), visibility=Action.Visibility.GROUP)
    assert client.get(f"/calendars/actions/{action.slug}.ics").status_code == 404
    assert read(client, "/calendars/all.ics") == {}


@pytest.mark.parametrize(
    "address",
    ["actions/none", "calls/none", "groups/none", "kinds/vigil", "cities/de", "nothing", "private/1-abc", "all/berlin"],
)
def test_what_is_no_feed_is_not_found(client: Client, address: str) -> None:
    assert client.get(f"/calendars/{address}.ics").status_code == 404


def test_a_draft_call_has_no_feed_and_a_published_one_has(client: Client) -> None:
    call = make.call("Days", state="draft")
    assert client.get(f"/calendars/calls/{call.slug}.ics").status_code == 404
    editing.publish(call, now=OCTOBER)
    assert client.get(f"/calendars/calls/{call.slug}.ics").status_code == 200


def test_cancelling_shows_at_once_with_a_higher_sequence(client: Client) -> None:
    action = announced(make.group())
    before = read(client, "/calendars/all.ics")[action.uid]
    cancellation.cancel(action, reason="The hall is closed.", now=OCTOBER + timedelta(minutes=1))
    after = read(client, "/calendars/all.ics")[action.uid]
    assert after["STATUS"] == "CANCELLED"
    assert after["SUMMARY"] == "Cancelled: Close the office"
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.DTSTAMP > before.DTSTAMP


def test_what_is_withdrawn_leaves_a_tombstone_for_thirty_days(client: Client, october: time_machine.Traveller) -> None:
    action = announced(make.group(), title="MARKER", city="")
    cancellation.withdraw(action, now=OCTOBER)
    for address in ("all", "groups/berlin", f"actions/{action.slug}"):
        event = read(client, f"/calendars/{address}.ics")[action.uid]
        assert event["STATUS"] == "CANCELLED"
        assert "MARKER" not in event.to_ical().decode()
    october.shift(timedelta(days=32))
    assert read(client, "/calendars/all.ics") == {}


def test_a_withdrawn_draft_leaves_nothing(client: Client) -> None:
    action = drafting.draft(make.group(), title="Quiet", day=date(2002, 10, 11))
    cancellation.withdraw(action, now=OCTOBER)
    assert read(client, "/calendars/all.ics") == {}


def test_all_holds_thirty_days_back_and_a_call_everything(client: Client, october: time_machine.Traveller) -> None:
    call = make.call("Days")
    past = announced(make.group(), call=call)
    goes_on = announced(make.group("Bologna", city="Bologna"), open_ended=True, end_time=None)
    october.move_to(datetime(2002, 11, 10, 23, tzinfo=UTC))
    assert set(read(client, "/calendars/all.ics")) == {past.uid, goes_on.uid}
    october.move_to(datetime(2002, 11, 11, 1, tzinfo=UTC))
    assert set(read(client, "/calendars/all.ics")) == {goes_on.uid}
    assert set(read(client, f"/calendars/calls/{call.slug}.ics")) == {past.uid}


def test_a_meeting_point_stands_in_it_once_everyone_may_know(client: Client) -> None:
    group = make.group()
    secret = announced(group, meeting_point="MARKER", meeting_point_for=Action.MeetingPointFor.REGISTERED)
    later = announced(group, "Later", meeting_point="LATER", meeting_point_hours=24)
    public = announced(group, "Public", meeting_point="Town hall")
    events = read(client, "/calendars/all.ics")
    assert events[secret.uid]["LOCATION"] == "Berlin"
    assert events[later.uid]["LOCATION"] == "Berlin"
    assert events[public.uid]["LOCATION"] == "Town hall, Berlin"
    assert not Fragment.objects.filter(text__contains="MARKER").exists()
    with time_machine.travel(datetime(2002, 10, 10, 8, tzinfo=UTC), tick=False):
        meeting_point.sweep(clock.now())
        events = read(client, "/calendars/all.ics")
    assert events[later.uid]["LOCATION"] == "LATER, Berlin"
    assert events[secret.uid]["LOCATION"] == "Berlin"


def test_a_calls_feed_holds_its_key_dates_under_uids_that_stay(client: Client) -> None:
    closing = OtherDate(date(2002, 12, 3), "The camp is to close", text="So it was **said**.")
    call = make.call("Days", key_dates=(closing,))
    address = f"/calendars/calls/{call.slug}.ics"
    (before,) = read(client, address).values()
    assert before["SUMMARY"] == "The camp is to close"
    assert before.start == date(2002, 12, 3)
    assert before["TRANSP"] == "TRANSPARENT"
    moved = OtherDate(date(2002, 12, 4), "The camp is to close", pk=call.key_dates.get().pk)
    words = Wording("Days", "Come.", "Come all.", (date(2002, 10, 11),), key_dates=(moved,))
    editing.correct(call, words, seen=call.revision, now=OCTOBER)
    (after,) = read(client, address).values()
    assert after.start == date(2002, 12, 4)
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert read(client, "/calendars/all.ics") == {}


def test_a_renamed_call_renames_its_feed(client: Client) -> None:
    call = make.call("Days")
    words = Wording("Nights", "Come.", "Come all.", (date(2002, 10, 11),))
    address = f"/calendars/calls/{call.slug}.ics"
    assert b"X-WR-CALNAME:Days" in client.get(address).content
    editing.correct(call, words, seen=call.revision, now=OCTOBER)
    assert b"X-WR-CALNAME:Nights" in client.get(address).content


def test_every_zone_stands_once_for_the_years_in_use(client: Client) -> None:
    announced(make.group())
    announced(make.group("Bologna", city="Bologna"))
    announced(make.group("Warsaw", city="Warsaw"), title="Two", day=date(2003, 5, 1))
    text = client.get("/calendars/all.ics").content.decode()
    assert text.count("BEGIN:VTIMEZONE") == 3
    assert text.count("TZID:Europe/Berlin\r\n") == 1
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert "\n" not in text.replace("\r\n", "")


@pytest.mark.parametrize("rows", [1, 3])
def test_a_cold_feed_takes_the_same_queries_for_any_number_of_actions(
    client: Client, queries: Callable[[int], Any], rows: int
) -> None:
    group = make.group()
    for number in range(rows):
        announced(group, f"Action {number}")
    with queries(8):
        client.get("/calendars/all.ics")


@pytest.mark.parametrize("rows", [1, 3])
def test_a_warm_feed_asks_one_question(client: Client, queries: Callable[[int], Any], rows: int) -> None:
    group = make.group()
    for number in range(rows):
        announced(group, f"Action {number}")
    for address in ("all", f"groups/{group.slug}", "actions/action-0"):
        client.get(f"/calendars/{address}.ics")
        with queries(1):  # which says that nothing has changed
            client.get(f"/calendars/{address}.ics")


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_died_is_opened_anew(client: Client) -> None:
    address = f"/calendars/groups/{make.group().slug}.ics"
    assert client.get(address).status_code == 200
    connection.ensure_connection()
    connection.connection.close()
    assert client.get(address).status_code == 200


def test_one_change_repairs_one_fragment(client: Client) -> None:
    group = make.group()
    first, second = announced(group, "First"), announced(group, "Second")
    client.get("/calendars/all.ics")
    Fragment.objects.filter(pk=second.pk).update(text="BEGIN:VEVENT\r\nUID:kept\r\nEND:VEVENT\r\n")
    drafting.edit(first, title="First, changed", now=OCTOBER)
    text = client.get("/calendars/all.ics").content
    assert b"SUMMARY:First\\, changed" in text
    assert b"UID:kept" in text  # what did not change is joined as it was kept


def test_a_fragment_that_saw_too_little_is_never_taken_for_fresh() -> None:
    """A slow reader stores what it rendered before a change, after a quick one stored what came after it."""
    action = announced(make.group())
    slow = fragments._render(Action.objects.select_related("call").get(pk=action.pk), OCTOBER)
    drafting.edit(action, title="Changed", now=OCTOBER)
    found = Action.objects.filter(pk=action.pk)
    (quick,) = fragments.read(found, OCTOBER)
    fragments._store([slow])
    (after,) = fragments.read(found, OCTOBER)
    assert after.text == quick.text
    assert "SUMMARY:Changed" in after.text


def test_a_counted_change_is_what_makes_a_feed_new(client: Client) -> None:
    action = announced(make.group())
    tag = client.get("/calendars/all.ics").headers["ETag"]
    assert client.get("/calendars/all.ics").headers["ETag"] == tag
    drafting.edit(action, summary="Bring friends.", now=OCTOBER)
    assert client.get("/calendars/all.ics").headers["ETag"] != tag


def test_a_change_that_is_not_counted_twice_leaves_the_bytes(client: Client) -> None:
    action = announced(make.group())
    before = client.get("/calendars/all.ics").content
    drafting.edit(action, title=action.title, now=OCTOBER + timedelta(hours=1))
    bodies.shelf.clear()
    Fragment.objects.all().delete()
    assert client.get("/calendars/all.ics").content == before
    assert changes.SEQUENCE_FIELDS
