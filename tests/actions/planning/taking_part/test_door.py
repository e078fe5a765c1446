"""The link for the host of the day, and the list that it opens, without JavaScript."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from actions.planning import drafting
from actions.planning.forms import door as forms
from actions.planning.furniture import shifts
from actions.planning.furniture.shifts import Work
from actions.planning.models import Action, Arrival, DoorLink, ShiftPlace
from actions.planning.taking_part import check_in, door, registrations, signup
from actions.planning.views import door as views
from campaign.lib import codes
from tests import make

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 9)
AT = datetime(2026, 10, 9, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def moment() -> Iterator[Any]:
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def action() -> Action:
    return make.action(make.group(by=make.person("olga")), seats=20)


@pytest.fixture
def link(action: Action) -> DoorLink:
    return door.make(action, label="the gate", first_day=DAY, last_day=DAY)


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2].partition("</main")[0]).split())


def join(action: Action, pseudonym: str, seats: int = 1) -> Any:
    return signup.join(action, person=make.person(pseudonym), seats=seats, now=make.NOW)


def test_an_organiser_makes_a_link_that_is_shown_once(client: Client, action: Action) -> None:
    client.force_login(action.group.memberships.get().person)
    page = f"/actions/{action.slug}/door/"
    assert client.post(page, {"label": "the gate", "first_day": DAY, "last_day": DAY}).status_code == 302
    made = DoorLink.objects.get()
    shown, again = client.get(page), client.get(page)
    assert (door.address_of(made) in shown.text, '<span class="qr"' in shown.text) == (True, True)
    assert (door.path(made) in again.text, "the gate" in again.text) == (False, True)
    assert client.get(door.path(made)).status_code == 200


@pytest.mark.parametrize(("first", "last"), [(8, 9), (9, 10), (10, 9), (9, 8)])
def test_a_link_is_for_days_of_the_action_only(client: Client, action: Action, first: int, last: int) -> None:
    client.force_login(action.group.memberships.get().person)
    days = {"first_day": date(2026, 10, first), "last_day": date(2026, 10, last)}
    assert client.post(f"/actions/{action.slug}/door/", {"label": "gate", **days}).status_code == 200
    assert not DoorLink.objects.exists()


def test_a_link_that_was_taken_back_opens_nothing_and_takes_nothing(
    client: Client, action: Action, link: DoorLink
) -> None:
    path = door.path(link)
    client.force_login(action.group.memberships.get().person)
    client.post(f"/actions/{action.slug}/door/", {"do": "revoke", "id": link.pk})
    got = Client().get(path)
    assert (got.status_code, "it was taken back" in got.text, "door/closed.js" in got.text) == (410, True, True)
    tick = json.dumps({"ticks": [{"uid": str(uuid4()), "day": "2026-10-09", "people": 1, "party": None}]})
    assert Client().post(f"{path}ticks/", tick, content_type="application/json").status_code == 410
    assert Client().post(path, {"uid": str(uuid4())}).status_code == 410
    assert Client().get("/door/nothing/").status_code == 404
    assert not Arrival.objects.exists()


@pytest.mark.parametrize(
    ("at", "status", "sentence"),
    [
        (datetime(2026, 10, 8, 21, 59, tzinfo=UTC), 403, "This list opens on Friday 9 October"),
        (datetime(2026, 10, 8, 22, tzinfo=UTC), 200, "are here"),
        (datetime(2026, 10, 10, 1, 59, tzinfo=UTC), 200, "are here"),
        (datetime(2026, 10, 10, 2, tzinfo=UTC), 410, "The days of this list are over"),
    ],
)
def test_it_opens_in_its_days_only(
    client: Client, link: DoorLink, moment: Any, at: datetime, status: int, sentence: str
) -> None:
    """From midnight in Berlin to four in the morning after; the night is of the day before."""
    moment.move_to(at)
    answer = client.get(door.path(link))
    assert (answer.status_code, sentence in words(answer)) == (status, True)
    if status == 200:
        assert door.today(link, at) == DAY


def test_nothing_is_told_of_a_cancelled_or_postponed_action(client: Client, action: Action, link: DoorLink) -> None:
    join(action, "kim")
    drafting.postpone(action, reason="Rain", now=make.NOW)
    answer = client.get(door.path(link))
    assert (answer.status_code, "postponed" in answer.text, "kim" in answer.text) == (410, True, False)


def test_it_names_pseudonyms_and_codes_and_nothing_else(client: Client, action: Action, link: DoorLink) -> None:
    kim = join(action, "kim")
    given = make.registered(action, "noor@example.org", name="NOOR-BY-NAME")
    for answer in (client.get(door.path(link)), client.get(f"{door.path(link)}ticks/")):
        assert ("kim" in answer.text, "NOOR-BY-NAME" in answer.text, "noor@" in answer.text) == (True, False, False)
    for one in (kim, given):
        assert codes.spaced(registrations.code(one)) in client.get(door.path(link)).text


def test_without_a_script_a_form_ticks_and_takes_back(client: Client, action: Action, link: DoorLink) -> None:
    kim = join(action, "kim", 3)
    path, uid = door.path(link), str(uuid4())
    tick = {"party": kim.pk, "uid": uid, "people": 1}
    for _ in range(2):  # pressed twice
        answer = client.post(path, tick)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{path}#party-{kim.pk}")
    assert check_in.came(action) == 1
    assert "1 of 3" in words(client.get(path))
    client.post(path, tick | {"uid": str(uuid4()), "people": 2})
    assert ("3 of 3 are here" in words(client.get(path)), check_in.came(action)) == (True, 3)
    client.post(path, {"party": kim.pk, "uid": str(uuid4()), "do": "back"})
    assert check_in.came_on(action, DAY) == 0


def test_walk_ins_are_counted_and_the_last_one_taken_back(client: Client, action: Action, link: DoorLink) -> None:
    path = door.path(link)
    for _ in range(3):
        client.post(path, {"uid": str(uuid4()), "people": 1})
    client.post(path, {"uid": str(uuid4()), "do": "back"})
    assert ("2 not on the list" in words(client.get(path)), check_in.came(action)) == (True, 2)


def test_it_is_searched_by_six_digits_and_by_pseudonym(client: Client, action: Action, link: DoorLink) -> None:
    kim, noor = join(action, "kim"), join(action, "noor")
    code = codes.spaced(registrations.code(kim))
    for asked, found in ((code, [True, False]), ("OOR", [False, True]), ("nobody", [False, False])):
        text = client.get(door.path(link), {"find": asked}).text
        assert [f'id="party-{one.pk}"' in text for one in (kim, noor)] == found


def test_the_shifts_of_the_day_say_who_does_them(client: Client, action: Action, link: DoorLink) -> None:
    kim = join(action, "kim")
    shifts.plan(action, Work("Kitchen", time(8), time(12), 2, 4), [DAY])
    ShiftPlace.objects.create(shift=action.shifts.get(), registration=kim, held=True)
    assert "Kitchen, 8:00–12:00 1 of 4 · kim" in words(client.get(door.path(link)))


def test_ticks_are_sent_as_often_as_needed(client: Client, action: Action, link: DoorLink) -> None:
    kim = join(action, "kim")
    tick = {"uid": str(uuid4()), "day": "2026-10-09", "people": 1, "party": kim.pk, "back": False}
    told = [send(client, link, tick) for _ in range(2)]
    assert [one.status_code for one in told] == [200, 200]
    answer = told[1].json()
    assert (answer["taken"], answer["day"]) == ([tick["uid"]], "2026-10-09")
    assert answer["parties"] == [[kim.pk, registrations.code(kim), "kim", 1]]
    assert answer["ticks"] == [{"uid": tick["uid"], "people": 1, "party": kim.pk}]
    assert check_in.came(action) == 1


def test_what_comes_after_the_end_is_taken_and_the_list_is_not_told(
    client: Client, action: Action, link: DoorLink, moment: Any
) -> None:
    kim = join(action, "kim")
    tick = {"uid": str(uuid4()), "day": "2026-10-09", "people": 1, "party": kim.pk}
    moment.move_to(door.until(link) + timedelta(hours=1))
    answer = send(client, link, tick)
    assert (answer.status_code, answer.json()["taken"], "kim" in answer.text) == (410, [tick["uid"]], False)
    assert check_in.came(action) == 1


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        '{"ticks": 7}',
        '{"ticks": [7]}',
        '{"ticks": [{"uid": "7", "day": "2026-10-09", "people": 1}]}',
        '{"ticks": [{"uid": "%s", "day": "soon", "people": 1}]}',
        '{"ticks": [{"uid": "%s", "day": "2026-10-09", "people": 0}]}',
        '{"ticks": [{"uid": "%s", "day": "2026-10-09", "people": 21}]}',
        '{"ticks": [{"uid": "%s", "day": "2026-10-09", "people": true}]}',
        '{"ticks": [{"uid": "%s", "day": "2026-10-09", "people": 1, "party": -1}]}',
        '{"ticks": [{"uid": "%s", "day": "2026-10-09", "people": 1, "party": 99999999999999999999}]}',
        "[" * 60_000,
    ],
)
def test_what_is_no_list_of_ticks_is_refused(client: Client, link: DoorLink, body: str) -> None:
    answer = client.post(f"{door.path(link)}ticks/", body.replace("%s", str(uuid4())), content_type="application/json")
    assert (answer.status_code, Arrival.objects.count()) == (400, 0)


def test_too_many_ticks_at_once_and_too_large_a_body_are_refused(client: Client, link: DoorLink) -> None:
    one = {"day": "2026-10-09", "people": 1, "party": None}
    many = [one | {"uid": str(uuid4())} for _ in range(check_in.MOST_AT_ONCE + 1)]
    assert send(client, link, *many).status_code == 400
    assert send(client, link, *many[1:]).status_code == 200
    padded = json.dumps({"ticks": [], "more": "x" * forms.MOST_BYTES})
    answer = client.post(f"{door.path(link)}ticks/", padded, content_type="application/json")
    assert (answer.status_code, Arrival.objects.count()) == (400, check_in.MOST_AT_ONCE)


def test_very_many_requests_are_asked_to_wait(client: Client, link: DoorLink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SENT", 2)
    one = {"day": "2026-10-09", "people": 1, "party": None}
    assert [send(client, link, one | {"uid": str(uuid4())}).status_code for _ in range(3)] == [200, 200, 429]
    assert client.post(door.path(link), {"uid": str(uuid4())}).status_code == 429


def test_only_its_own_modules_may_run_there(client: Client, link: DoorLink) -> None:
    for path, scripts in ((door.path(link), True), ("/door/worker.js", True), ("/actions/", False)):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert ("script-src 'self'" in policy, "connect-src 'self'" in policy) == (scripts, scripts)
        assert ("default-src 'none'" in policy, "unsafe" in policy) == (True, False)
    worker = client.get("/door/worker.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert worker.headers["Cache-Control"] == "private, no-store"


def test_a_link_is_forgotten_two_weeks_after_its_days(link: DoorLink) -> None:
    assert (door.sweep(AT + timedelta(days=14)), door.sweep(AT + timedelta(days=15))) == (0, 1)
    assert not DoorLink.objects.exists()


def send(client: Client, link: DoorLink, *ticks: dict[str, Any]) -> Any:
    return client.post(f"{door.path(link)}ticks/", json.dumps({"ticks": ticks}), content_type="application/json")
