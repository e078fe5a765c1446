"""Asking, invitations and handing over, through the whole stack: what each page says, and where it leads."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from campaign.groups import asking, handover, inviting
from campaign.groups.models import Group, Invitation, JoinRequest, Membership
from campaign.mail.models import Delivery
from campaign.people.models import Person
from campaign.web.models import Network
from campaign.web.viewer import Viewer
from tests import make

pytestmark = pytest.mark.django_db
INVITE = {"link-role": "member", "link-uses": "5", "link-days": "7"}


@pytest.fixture
def ann() -> Person:
    """Coordinates Berlin."""
    return make.person("ann")


@pytest.fixture
def berlin(ann: Person) -> Group:
    return make.group(by=ann, joining="request")


@pytest.fixture
def bob() -> Person:
    return make.person("bob")


def browser(person: Person | None = None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def invitation(group: Group, by: Person, **words: Any) -> Invitation:
    return inviting.invite(group, by=Viewer(person=by.pk), **words)


# Asking


def test_asking_shows_the_question_until_it_is_answered(berlin: Group, ann: Person, bob: Person) -> None:
    client, chief = browser(bob), browser(ann)
    client.post("/groups/berlin/join/", {"words": "From the kitchen"})
    assert "You have asked to join Berlin" in client.get("/groups/berlin/join/").text
    assert "You have asked to join" in client.get("/groups/berlin/").text
    assert "Who asks to join</a>: <strong>1</strong>" in chief.get("/groups/berlin/members/").text
    text = chief.get("/groups/berlin/requests/").text
    assert ("bob" in text, "From the kitchen" in text) == (True, True)
    chief.post(f"/groups/berlin/requests/{JoinRequest.objects.get().pk}/", {"do": "accept"})
    assert client.get("/groups/berlin/members/").status_code == 200


def test_answering_what_was_taken_back_is_said_in_a_sentence(berlin: Group, ann: Person, bob: Person) -> None:
    client = browser(bob)
    client.post("/groups/berlin/join/", {"words": ""})
    pk = JoinRequest.objects.get().pk
    client.post("/groups/berlin/join/", {"do": "take back"})
    answer = browser(ann).post(f"/groups/berlin/requests/{pk}/", {"do": "accept"}, follow=True)
    assert "This request is there no more: it was taken back" in answer.text
    assert not Membership.objects.filter(person=bob).exists()


def test_a_coordinator_of_another_group_answers_nothing_here(berlin: Group, bob: Person) -> None:
    asked = asking.ask(berlin, bob)
    other = make.person("kim")
    make.group("Lyon", city="Lyon", by=other)
    for path in ("/groups/berlin/requests/", "/groups/lyon/requests/"):
        browser(other).post(f"{path}{asked.pk}/", {"do": "accept"})
    assert not Membership.objects.filter(person=bob).exists()


def test_nobody_asks_all_day_long(berlin: Group, bob: Person) -> None:
    client = browser(bob)
    statuses = [client.post("/groups/berlin/join/", {"words": str(turn)}).status_code for turn in range(11)]
    assert statuses == [302] * 10 + [429]


@pytest.mark.parametrize(
    ("joining", "words"),
    [("invitation", "takes those who are invited"), ("closed", "takes nobody new for now"), ("request", "Ask to join")],
)
def test_who_may_join_is_said_in_words(joining: str, words: str, berlin: Group, bob: Person) -> None:
    Group.objects.update(joining=joining)
    assert words in browser(bob).get("/groups/berlin/join/").text


# Invitations


def test_an_invitation_is_made_shown_as_a_drawing_and_taken_back(berlin: Group, ann: Person) -> None:
    client = browser(ann)
    page = client.post("/groups/berlin/invitations/", {"do": "link", **INVITE}).headers["Location"]
    made = Invitation.objects.get()
    text = client.get(page).text
    assert f'value="{inviting.address_of(made)}"' in text
    assert ('<span class="qr"' in text, "5 people" in text) == (True, True)
    assert "member, by link" in re.sub(r"\s+", " ", client.get("/groups/berlin/invitations/").text)
    client.post(page)
    assert "The group has taken this invitation back" in browser().get(inviting.path(made)).text
    assert "None at present" in client.get("/groups/berlin/invitations/").text


def test_looking_at_an_invitation_uses_nothing(berlin: Group, ann: Person, bob: Person) -> None:
    made = invitation(berlin, ann)
    for client in (browser(), browser(bob)):
        assert client.get(inviting.path(made)).status_code == 200
    made.refresh_from_db()
    assert (made.uses_left, Membership.objects.count()) == (1, 1)


def test_a_visitor_signs_up_and_comes_back_to_it(berlin: Group, ann: Person) -> None:
    path = inviting.path(invitation(berlin, ann))
    client = browser()
    sign_up = re.search(r'href="(/accounts/signup/\?next=[^"]+)"', client.get(path).text)
    assert sign_up is not None
    hidden = re.search(r'name="next"\s+value="([^"]+)"', client.get(sign_up[1]).text)
    assert hidden is not None
    words = {"username": "newcomer", "password1": "four words without sense", "next": hidden[1]}
    assert client.post("/accounts/signup/", words).headers["Location"] == path
    assert client.post(path).headers["Location"] == "/groups/berlin/"
    assert Membership.objects.get(person__pseudonym="newcomer").role == "member"


def test_who_is_signed_out_when_joining_is_led_through_sign_in(berlin: Group, ann: Person) -> None:
    path = inviting.path(invitation(berlin, ann))
    answer = browser().post(path)
    assert answer.headers["Location"] == f"/accounts/login/?next={path}"


@pytest.mark.parametrize(("what", "sentence"), [("used", "is used up"), ("lapsed", "has lapsed"), ("revoked", "taken")])
@pytest.mark.parametrize("method", ["get", "post"])
def test_one_that_is_over_answers_410_with_its_sentence(
    what: str, sentence: str, method: str, berlin: Group, ann: Person, bob: Person
) -> None:
    made = invitation(berlin, ann)
    change: dict[str, dict[str, Any]] = {"used": {"uses_left": 0}, "revoked": {"revoked": True}}
    change["lapsed"] = {"lapses_at": made.lapses_at - timedelta(days=8)}
    Invitation.objects.update(**change[what])
    answer = getattr(browser(bob), method)(inviting.path(made))
    assert (answer.status_code, sentence in answer.text) == (410, True)
    assert "Ask whoever has invited you for a new one" in answer.text
    assert not Membership.objects.filter(person=bob).exists()


def test_a_forged_one_names_no_group(berlin: Group, ann: Person, bob: Person) -> None:
    made = invitation(berlin, ann)
    for token in (f"{made.pk}-{'a' * 22}", "nonsense", inviting.path(made).split("/")[2][:-1] + "!"):
        answer = browser(bob).get(f"/invitations/{token}/")
        assert (answer.status_code, "Berlin" in answer.text) == (410, False)


def test_whoever_took_the_last_use_is_led_to_the_group(berlin: Group, ann: Person, bob: Person) -> None:
    path = inviting.path(invitation(berlin, ann))
    client = browser(bob)
    client.post(path)
    answer = client.get(path)
    assert (answer.status_code, "You are in the group" in answer.text) == (410, True)


def test_while_the_group_is_closed_its_invitations_rest(berlin: Group, ann: Person, bob: Person) -> None:
    path = inviting.path(invitation(berlin, ann))
    Group.objects.update(joining="closed")
    assert "takes nobody new at this moment" in browser(bob).get(path).text
    assert browser(bob).post(path).status_code == 409
    Group.objects.update(joining="invitation")
    assert browser(bob).post(path).status_code == 302


def test_an_organiser_makes_and_sees_those_for_members_only(berlin: Group, ann: Person, bob: Person) -> None:
    Membership.objects.create(group=berlin, person=bob, role="organiser")
    hers = invitation(berlin, ann, role="organiser")
    client = browser(bob)
    refused = client.post("/groups/berlin/invitations/", {"do": "link", **INVITE, "link-role": "coordinator"})
    assert (refused.status_code, Invitation.objects.count()) == (200, 1)
    assert client.get(f"/groups/berlin/invitations/{hers.pk}/").status_code == 404
    assert client.post("/groups/berlin/invitations/", {"do": "link", **INVITE}).status_code == 302


def test_by_mail_the_page_says_the_same_whether_or_not_a_letter_goes(berlin: Group, ann: Person) -> None:
    client = browser(ann)
    words = {"do": "mail", "mail-address": "kim@example.org", "mail-role": "member"}
    said = [client.post("/groups/berlin/invitations/", words, follow=True).text for _ in range(4)]
    assert all("The invitation is on its way" in text for text in said)
    assert Delivery.objects.filter(mailing__template="groups/mail/invitation").count() == 3
    assert "kim@example.org" not in said[-1]


def test_the_link_of_a_mailed_one_is_shown_to_nobody_in_the_group(berlin: Group, ann: Person) -> None:
    inviting.invite_by_mail(berlin, by=Viewer(person=ann.pk), address="kim@example.org", language="en")
    made = Invitation.objects.get()
    assert inviting.path(made) not in browser(ann).get(f"/groups/berlin/invitations/{made.pk}/").text


def test_a_stranger_gets_the_network_s_letter_not_that_of_whoever_founded_a_group(ann: Person) -> None:
    named = make.group("Your bank", by=ann)
    inviting.invite_by_mail(named, by=Viewer(person=ann.pk), address="kim@example.org", language="en")
    context = json.loads(Delivery.objects.get(mailing__template="groups/mail/invitation").values or "")
    assert (context["from_name"], context["group"]) == (Network.current().name, "Your bank")


def test_what_is_no_address_is_asked_for_again(berlin: Group, ann: Person) -> None:
    words = {"do": "mail", "mail-address": "kim", "mail-role": "member"}
    answer = browser(ann).post("/groups/berlin/invitations/", words)
    assert "That is no address" in answer.text
    assert not Invitation.objects.exists()


# Handing over


def test_nobody_is_asked_to_coordinate_again_and_again(berlin: Group, ann: Person, bob: Person) -> None:
    place = Membership.objects.create(group=berlin, person=bob)
    client, offer = browser(ann), {"afterwards": "member"}
    statuses = [client.post(f"/groups/berlin/members/{place.pk}/handover/", offer).status_code for _ in range(4)]
    assert statuses == [302, 302, 302, 429]


def test_handing_over_from_the_member_s_page_to_the_other_s_yes(berlin: Group, ann: Person, bob: Person) -> None:
    place = Membership.objects.create(group=berlin, person=bob)
    chief, client = browser(ann), browser(bob)
    assert f"/groups/berlin/members/{place.pk}/handover/" in chief.get(f"/groups/berlin/members/{place.pk}/").text
    chief.post(f"/groups/berlin/members/{place.pk}/handover/", {"afterwards": "gone"})
    assert "You are asked to coordinate this group" in client.get("/groups/berlin/members/").text
    assert "If you say yes, ann leaves the group" in client.get("/groups/berlin/handover/").text
    client.post("/groups/berlin/handover/", {"do": "accept"})
    assert {one.person: one.role for one in berlin.memberships.all()} == {bob: "coordinator"}


def test_an_offer_that_is_gone_is_said_in_a_sentence(berlin: Group, ann: Person, bob: Person) -> None:
    place = Membership.objects.create(group=berlin, person=bob)
    offer = handover.offer(berlin.memberships.get(person=ann), place)
    handover.take_back(offer)
    answer = browser(bob).post("/groups/berlin/handover/", {"do": "accept", "offer": str(offer.pk)})
    assert (answer.status_code, "This offer is there no more" in answer.text) == (409, True)
    assert berlin.memberships.get(person=bob).role == "member"


def test_handing_over_to_somebody_who_is_no_longer_there_is_said_in_a_sentence(
    berlin: Group, ann: Person, bob: Person
) -> None:
    place = Membership.objects.create(group=berlin, person=bob)
    Person.objects.filter(pk=bob.pk).update(is_active=False)
    answer = browser(ann).post(f"/groups/berlin/members/{place.pk}/handover/", {"afterwards": "member"})
    assert (answer.status_code, "bob is no longer there" in answer.text) == (409, True)
    assert berlin.memberships.get(person=ann).role == "coordinator"


def test_nobody_answers_another_s_offer(berlin: Group, ann: Person, bob: Person) -> None:
    offer = handover.offer(berlin.memberships.get(person=ann), Membership.objects.create(group=berlin, person=bob))
    kim = make.person("kim")
    Membership.objects.create(group=berlin, person=kim)
    answer = browser(kim).post("/groups/berlin/handover/", {"do": "accept", "offer": str(offer.pk)})
    assert answer.status_code == 409
    assert berlin.memberships.get(person=kim).role == "member"
    assert browser(ann).post("/groups/berlin/handover/", {"do": "take back"}).status_code == 302


def test_leaving_tells_the_giver_what_becomes_of_the_offer(berlin: Group, ann: Person, bob: Person) -> None:
    handover.offer(berlin.memberships.get(person=ann), Membership.objects.create(group=berlin, person=bob))
    assert "You have asked bob to coordinate" in browser(ann).get("/groups/berlin/leave/").text


# What everyone sees


@pytest.mark.parametrize(
    ("shown", "seen"),
    [("none", []), ("line", ["Tuesdays"]), ("mail", ["us@example.org"]), ("page", ["https://us.example.org/x"])],
)
def test_everyone_sees_the_contact_that_was_chosen_and_members_see_all(
    shown: str, seen: list[str], berlin: Group, ann: Person
) -> None:
    words = {"name": "Berlin", "city": "Berlin", "contact": "Tuesdays", "contact_mail": "us@example.org"}
    words |= {"contact_page": "https://us.example.org/x", "contact_shown": shown, "joining": "open", "seen": "1"}
    client = browser(ann)
    assert client.post("/groups/berlin/edit/", words).status_code == 302
    every = ["Tuesdays", "us@example.org", "https://us.example.org/x"]
    assert [one for one in every if one in browser().get("/groups/berlin/").text] == seen
    assert [one for one in every if one in client.get("/groups/berlin/").text] == every


def test_what_is_to_be_shown_has_to_be_there(berlin: Group, ann: Person) -> None:
    words = {"name": "Berlin", "city": "Berlin", "contact_shown": "mail", "joining": "open", "seen": "1"}
    answer = browser(ann).post("/groups/berlin/edit/", words)
    assert "You chose to show this to everyone: fill it in." in answer.text


@pytest.mark.parametrize("number", [3, 3_000])
def test_the_network_s_list_takes_the_same_queries(number: int, ann: Person, queries: Any) -> None:
    chief = browser(make.person("cleo", network_role="coordinator"))
    Group.objects.bulk_create(
        (
            Group(slug=f"g{one}", name=f"Group {one:04}", search=f"group {one:04}", country="DE")
            for one in range(number)
        ),
        batch_size=500,
    )
    chief.get("/network/groups/")
    with queries(7):
        text = chief.get("/network/groups/").text
    assert ("after=" in text) == (number > 100)


def test_the_network_lets_a_group_call_and_takes_it_back(berlin: Group, ann: Person) -> None:
    chief = browser(make.person("cleo", network_role="coordinator"))
    for deed, may in (("allow", True), ("forbid", False)):
        assert chief.post("/network/groups/berlin/", {"do": deed}).status_code == 302
        assert Group.objects.get().may_call is may
    assert browser(ann).post("/network/groups/berlin/", {"do": "allow"}).status_code == 404


def test_the_member_s_page_makes_nobody_a_coordinator_unasked(berlin: Group, ann: Person, bob: Person) -> None:
    place = Membership.objects.create(group=berlin, person=bob)
    address = f"/groups/berlin/members/{place.pk}/"
    assert 'value="coordinator"' not in browser(ann).get(address).text
    assert browser(ann).post(address, {"role": "coordinator"}).status_code == 200
    assert berlin.memberships.get(person=bob).role == "member"
