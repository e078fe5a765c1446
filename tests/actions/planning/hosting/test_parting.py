"""Who is shown out of a group, or struck off by an organiser, is shown nothing more and sent nothing more."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from actions.announcements import audience
from actions.announcements.models import Announcement
from actions.calendars import private
from actions.planning import drafting
from actions.planning.models import Action, Registration
from actions.planning.taking_part import notices, registrations, reminders, retention, signup
from actions.planning.where import meeting_point
from campaign.groups import membership
from campaign.groups.models import Group, Membership
from campaign.mail.models import Delivery
from campaign.people.models import Person
from campaign.web.viewer import Viewer
from tests import make
from tests.make import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
POINT = "Behind the bakery"


@pytest.fixture
def mara() -> Person:
    return make.person("Mara", address="mara@example.org")


@pytest.fixture
def place(group: Group, mara: Person) -> Membership:
    return make.membership(group, mara)


@pytest.fixture
def inside(group: Group) -> Action:
    return make.action(group, visibility="group", meeting_point=POINT, title="Among ourselves", seats=1)


@pytest.fixture
def coming(inside: Action, mara: Person, place: Membership) -> Registration:
    return signup.join(inside, person=mara, now=NOW)


def letters(template: str = "") -> list[str]:
    rows = Delivery.objects.filter(mailing__template__contains=template).order_by("pk")
    return [row.mailing.template.rpartition("/")[2] for row in rows.select_related("mailing")]


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def reads(person: Person, registration: Registration) -> dict[str, bool]:
    browser = signed_in(person)
    pages = {"me": "/me/", "feed": private.path(person), "registration": registrations.path(registration)}
    got = {name: browser.get(path) for name, path in pages.items()}
    return {name: POINT in answer.text or "Among ourselves" in answer.text for name, answer in got.items()}


def test_a_member_reads_where_to_meet_and_who_was_shown_out_reads_nothing(
    coming: Registration, mara: Person, place: Membership, inside: Action
) -> None:
    assert reads(mara, coming) == {"me": True, "feed": True, "registration": True}
    membership.leave(place)
    assert reads(mara, coming) == {"me": False, "feed": False, "registration": False}
    assert signed_in(mara).post(registrations.path(coming), {"do": "seats", "seats": 2}).status_code == 410
    assert meeting_point.reveal(inside, Viewer(person=mara.pk), NOW) is None


def test_who_was_shown_out_is_neither_reminded_nor_told_nor_written_to(
    coming: Registration, place: Membership, inside: Action
) -> None:
    membership.leave(place)
    before = letters()
    drafting.edit(inside, day=date(2026, 10, 10), now=NOW)
    notices.sweep(NOW + timedelta(hours=1))
    assert inside.remind_day
    reminders.sweep(inside.remind_day)
    assert letters() == before
    assert audience.count(Announcement(group=inside.group, action=inside)).reached == 0


def test_the_sweep_gives_the_place_to_who_waits_and_tells_both(
    coming: Registration, place: Membership, inside: Action, group: Group
) -> None:
    noor = make.person("Noor", address="noor@example.org")
    make.membership(group, noor)
    waiting = signup.join(inside, person=noor, now=NOW)
    assert waiting.state == "waiting"
    assert retention.sweep(NOW) == 0
    membership.leave(place)
    assert retention.sweep(NOW) == 1
    coming.refresh_from_db()
    waiting.refresh_from_db()
    assert (coming.state, waiting.state) == ("cancelled", "confirmed")
    assert letters()[-2:] == ["struck_off", "moved_up"]
    assert retention.sweep(NOW) == 0


def test_closing_an_action_to_others_waits_as_its_notice_does(group: Group) -> None:
    action = make.action(group)
    make.registered(action)
    drafting.edit(action, visibility="group", now=NOW)
    assert retention.sweep(NOW) == 0
    drafting.edit(action, visibility="public", now=NOW)
    assert retention.sweep(NOW + timedelta(hours=1)) == 0
    drafting.edit(action, visibility="group", now=NOW)
    assert retention.sweep(NOW + timedelta(hours=1)) == 1
    assert letters("struck_off") == ["struck_off"]


def test_an_account_that_is_shut_is_not_reminded(mara: Person) -> None:
    action = make.action(meeting_point=POINT, meeting_point_for="registered")
    signup.join(action, person=mara, now=NOW)
    mara.is_active = False
    mara.save()
    assert action.remind_day
    reminders.sweep(action.remind_day)
    assert letters("reminder") == []


def test_an_organiser_strikes_somebody_off_and_the_line_moves_up(olga: Person, group: Group) -> None:
    action = make.action(group, seats=1)
    first, second = make.registered(action), make.registered(action, "noor@example.org")
    browser, path = signed_in(olga), f"/actions/{action.slug}/participants/"
    assert "Strike Kim off" in browser.get(f"{path}{first.pk}/").text
    assert browser.post(f"{path}{first.pk}/", {"do": "strike-off"}).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.name, first.address, second.state) == ("cancelled", None, None, "confirmed")
    assert letters()[-2:] == ["struck_off", "moved_up"]
    assert browser.post(f"{path}{first.pk}/", {"do": "strike-off"}).status_code == 404
    assert Client().get(registrations.path(first)).status_code == 410


def test_an_organiser_strikes_nobody_off_elsewhere(olga: Person, group: Group) -> None:
    mine, other = make.action(group), make.action(make.group("Warsaw", city="Warsaw"), slug="other")
    theirs = make.registered(other)
    browser = signed_in(olga)
    for action in (mine, other):
        assert (
            browser.post(f"/actions/{action.slug}/participants/{theirs.pk}/", {"do": "strike-off"}).status_code == 404
        )
    theirs.refresh_from_db()
    assert theirs.state == "confirmed"


def test_the_link_of_an_address_shows_and_does_one_thing(client: Client) -> None:
    action = make.action(meeting_point=POINT, meeting_point_for="registered")
    registration = signup.join(action, person=make.person("Nemo"), address="typo@example.org", now=NOW)
    link = registrations.address_link(registration).partition("8000")[2]
    page = client.get(link)
    assert (page.status_code, POINT in page.text, "Yes, write there" in page.text) == (200, False, True)
    for deed in ("cancel", "seats", "confirm"):
        assert POINT not in client.post(link, {"do": deed, "seats": 3}).text
    registration.refresh_from_db()
    assert (registration.state, registration.seats, registration.address_checked) == ("confirmed", 1, False)


@pytest.mark.parametrize("swept", [True, False])
def test_the_link_of_an_address_lapses(client: Client, swept: bool) -> None:
    registration = signup.join(make.action(), person=make.person("Nemo"), address="typo@example.org", now=NOW)
    link = registrations.address_link(registration).partition("8000")[2]
    late = NOW + timedelta(hours=49)
    if swept:
        retention.sweep(late)
    with time_machine.travel(late, tick=False):
        assert client.get(link).status_code == 410
        assert client.post(link, {"do": "address"}).status_code == 410
    registration.refresh_from_db()
    assert registration.state == "confirmed"


def test_followed_it_works_once(client: Client) -> None:
    registration = signup.join(make.action(), person=make.person("Nemo"), address="nemo@example.org", now=NOW)
    link = registrations.address_link(registration).partition("8000")[2]
    assert client.post(link, {"do": "address"}).status_code == 302
    assert client.get(link).status_code == 410
