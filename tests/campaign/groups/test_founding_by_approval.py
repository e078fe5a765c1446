"""Founding by approval of the network's coordinators: who sees what, who is told, what is kept."""

from datetime import timedelta

import pytest
from django.test import Client

from campaign.groups import approval, founding
from campaign.groups.models import Group
from campaign.mail.models import Delivery
from campaign.people.models import Person
from campaign.web.models import Network
from campaign.web.viewer import NOBODY, Viewer
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _by_approval() -> None:
    Network.objects.update(founding=Network.Founding.APPROVAL)


@pytest.fixture
def ann() -> Person:
    return make.person("ann", address="ann@example.org")


@pytest.fixture
def cleo() -> Person:
    """Coordinates the network."""
    return make.person("cleo", address="cleo@example.org", network_role="coordinator")


def browser(person: Person | None = None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def letters_to(person: Person) -> list[str]:
    found = Delivery.objects.filter(person=person).order_by("pk").select_related("mailing")
    return [delivery.mailing.template.rpartition("/")[2] for delivery in found]


def test_what_awaits_approval_is_there_for_its_founder_and_the_network_alone(ann: Person, cleo: Person) -> None:
    group = make.group("Lyon", city="Lyon", by=ann)
    statuses = [browser(person).get("/groups/lyon/").status_code for person in (ann, cleo, None, make.person("kim"))]
    assert statuses == [200, 200, 404, 404]
    assert "Lyon" not in browser().get("/groups/").text
    assert letters_to(cleo) == ["founding_asked"]
    assert not Group.objects.visible_to(NOBODY).filter(pk=group.pk).exists()


def test_the_founder_writes_the_page_but_plans_and_invites_not_yet(ann: Person) -> None:
    make.group("Lyon", city="Lyon", by=ann)
    client, viewer = browser(ann), Viewer(person=ann.pk)
    assert client.get("/groups/lyon/edit/").status_code == 200
    for path in ("members", "invitations", "announcements", "requests", "leave"):
        assert client.get(f"/groups/lyon/{path}/").status_code == 404
    assert not Group.objects.planned_by(viewer).exists()
    assert browser().get("/calendars/groups/lyon.ics").status_code == 404


def test_approved_it_is_there_for_everyone_and_the_founder_is_told(ann: Person, cleo: Person) -> None:
    make.group("Lyon", city="Lyon", by=ann)
    assert browser(cleo).post("/network/groups/lyon/", {"do": "approve"}).status_code == 302
    assert browser().get("/groups/lyon/").status_code == 200
    assert browser().get("/calendars/groups/lyon.ics").status_code == 200
    assert Group.objects.planned_by(Viewer(person=ann.pk)).exists()
    assert letters_to(ann) == ["founding_approved"]


def test_declined_the_founder_reads_why_here_and_by_mail_and_may_ask_again(ann: Person, cleo: Person) -> None:
    make.group("Lyon", city="Lyon", by=ann)
    chief, client = browser(cleo), browser(ann)
    assert chief.post("/network/groups/lyon/", {"do": "decline"}).status_code == 200  # why not?
    assert chief.post("/network/groups/lyon/", {"do": "decline", "because": "Say who you are."}).status_code == 302
    assert "Say who you are." in client.get("/groups/lyon/").text
    assert "Say who you are." in (Delivery.objects.get(person=ann).values or "")
    client.post("/groups/lyon/asked/", {"do": "again"})
    assert (Group.objects.get().state, letters_to(cleo)) == ("awaiting", ["founding_asked"] * 2)
    assert chief.post("/network/groups/lyon/", {"do": "approve"}).status_code == 302
    assert letters_to(ann) == ["founding_declined", "founding_approved"]


def test_taken_back_nothing_of_it_is_kept(ann: Person) -> None:
    make.group("Lyon", city="Lyon", by=ann)
    assert browser(ann).post("/groups/lyon/asked/", {"do": "take back"}).headers["Location"] == "/me/"
    assert not Group.objects.exists()


def test_what_is_founded_can_t_be_taken_back(ann: Person) -> None:
    group = make.group("Lyon", city="Lyon", by=ann)
    approval.approve(group)
    with pytest.raises(approval.AlreadyAnswered):
        approval.take_back(group)
    assert browser(ann).post("/groups/lyon/asked/", {"do": "take back"}).status_code == 404
    assert Group.objects.exists()


def test_the_second_answer_is_told_of_the_first(ann: Person, cleo: Person) -> None:
    group = make.group("Lyon", city="Lyon", by=ann)
    approval.approve(group)
    answer = browser(cleo).post("/network/groups/lyon/", {"do": "decline", "because": "No"})
    assert (answer.status_code, "Another coordinator has answered already" in answer.text) == (409, True)
    assert Group.objects.get().state == "standing"


def test_who_coordinates_the_network_needs_nobody_s_yes(cleo: Person) -> None:
    assert make.group("Lyon", city="Lyon", by=cleo).stands


def test_of_what_others_have_asked_for_the_next_one_learns_nothing(ann: Person, cleo: Person) -> None:
    first = make.group("Lyon", city="Lyon", by=ann)
    second = make.group("Lyon", city="Lyon", by=make.person("kim"))
    approval.approve(second)
    with pytest.raises(founding.AlreadyThere):
        approval.approve(first)
    answer = browser(cleo).post(f"/network/groups/{first.slug}/", {"do": "approve"})
    assert (answer.status_code, "There is a group of this name already" in answer.text) == (409, True)
    first.refresh_from_db()
    assert first.state == "awaiting"


def test_a_button_pressed_twice_asks_once(ann: Person) -> None:
    client = browser(ann)
    answers = [client.post("/groups/new/", {"name": "Lyon", "city": "Lyon"}) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == ["/groups/lyon/edit/"] * 2
    assert Group.objects.count() == 1


def test_what_was_declined_is_forgotten_after_two_months(ann: Person) -> None:
    group = make.group("Lyon", city="Lyon", by=ann)
    approval.decline(group, because="No", now=NOW)
    approval.sweep(NOW + timedelta(days=60))
    assert Group.objects.exists()
    approval.sweep(NOW + timedelta(days=61))
    assert not Group.objects.exists()


def test_the_network_s_page_counts_what_awaits_an_answer(ann: Person, cleo: Person) -> None:
    chief = browser(cleo)
    assert "awaits your answer" not in chief.get("/network/").text
    make.group("Lyon", city="Lyon", by=ann)
    assert "1 group awaits your answer" in chief.get("/network/").text
    assert "/network/groups/lyon/" in chief.get("/network/groups/").text
