"""The forms and deeds of groups, through the whole stack."""

import re
from typing import Any

import pytest
from django.test import Client

from campaign.groups import founding
from campaign.groups.forms import FoundingForm, GroupForm
from campaign.groups.models import Group, Membership
from campaign.people.models import Person
from campaign.web.models import Network
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> Person:
    return make.person("ann")


@pytest.fixture
def page(ann: Person) -> Client:
    """Ann's browser."""
    client = Client()
    client.force_login(ann)
    return client


def as_typed(group: Group, **changed: str) -> dict[str, Any]:
    """The group's form as a browser sends it back."""
    return GroupForm.started_with(group) | {"city": "Berlin"} | changed


def test_founding_leads_to_the_group_s_own_page(page: Client, ann: Person) -> None:
    answer = page.post("/groups/new/", {"name": "Warszawa", "city": "Warsaw"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/groups/warszawa/edit/")
    assert Membership.objects.get(group__slug="warszawa").person == ann


@pytest.mark.parametrize(
    "name", ["Sign in: https://evil.example", "www.evil.example", "us@example.org", "evil.example/in"]
)
def test_no_group_is_named_by_an_address(page: Client, name: str) -> None:
    assert "A name holds no address" in page.post("/groups/new/", {"name": name, "city": "Berlin"}).text
    assert not Group.objects.exists()
    assert page.post("/groups/new/", {"name": "St. Pauli e.V. no-border.org", "city": "Hamburg"}).status_code == 302


def test_founding_asks_again_where_a_town_s_name_is_not_enough(page: Client) -> None:
    answer = page.post("/groups/new/", {"name": "Springfield", "city": "Springfield"})
    assert answer.status_code == 200
    assert "Which of these do you mean?" in answer.text
    assert not Group.objects.exists()


def test_nobody_founds_more_groups_a_day_than_a_person_would(page: Client) -> None:
    names = [f"Lyon {number}" for number in range(6)]
    answers = [page.post("/groups/new/", {"name": name, "city": "Lyon"}).status_code for name in names]
    assert answers == [302] * 5 + [429]
    assert Group.objects.count() == 5


def test_a_button_pressed_twice_founds_one_group(page: Client) -> None:
    answers = [page.post("/groups/new/", {"name": "Lyon", "city": "Lyon"}) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == ["/groups/lyon/edit/"] * 2
    assert Group.objects.count() == 1


def test_a_stranger_who_takes_a_group_s_name_is_led_to_it(page: Client) -> None:
    make.group("Berlin group")
    answer = page.post("/groups/new/", {"name": "berlin GROUP", "city": "Berlin"})
    assert answer.status_code == 409
    assert 'There is a group of this name already: <a href="/groups/berlin-group/">Berlin group</a>.' in answer.text
    assert 'value="berlin GROUP"' in answer.text
    assert Group.objects.count() == 1


def test_founding_is_not_there_where_only_coordinators_found(page: Client) -> None:
    Network.objects.update(founding=Network.Founding.COORDINATORS)
    assert page.get("/groups/new/").status_code == 404


def test_editing_saves_every_answer(page: Client, ann: Person) -> None:
    group = make.group(by=ann)
    page.post("/groups/berlin/edit/", as_typed(group, about="**We**", languages="German", joining="closed"))
    group.refresh_from_db()
    assert (group.about, group.languages, group.joining, group.city) == ("**We**", "German", "closed", "Berlin")


def test_the_second_editor_sees_both_and_saves_over_it_knowingly(page: Client, ann: Person) -> None:
    group = make.group(by=ann, about="before")
    page.post("/groups/berlin/edit/", as_typed(group, about="theirs"))
    answer = page.post("/groups/berlin/edit/", as_typed(group, about="mine"))
    assert answer.status_code == 409
    assert "theirs" in answer.text
    assert "mine" in answer.text
    group.refresh_from_db()
    assert group.about == "theirs"
    page.post("/groups/berlin/edit/", as_typed(group, about="mine", seen="2"))
    group.refresh_from_db()
    assert group.about == "mine"


def test_joining_is_one_click(page: Client, ann: Person) -> None:
    make.group()
    assert page.post("/groups/berlin/join/").headers["Location"] == "/groups/berlin/"
    assert Membership.objects.filter(person=ann, role="member").count() == 1


def test_joining_by_get_only_asks(page: Client, ann: Person) -> None:
    make.group()
    assert "Join the group" in page.get("/groups/berlin/join/").text
    assert not Membership.objects.filter(person=ann).exists()


def test_joining_a_closed_group_is_answered_in_words(page: Client, ann: Person) -> None:
    make.group(joining="closed")
    answer = page.post("/groups/berlin/join/")
    assert (answer.status_code, "takes nobody new" in answer.text) == (409, True)
    assert not Membership.objects.filter(person=ann).exists()


def test_the_last_coordinator_is_told_what_to_do_first(page: Client, ann: Person) -> None:
    group = make.group(by=ann)
    assert "Hand the coordination over first" in page.get("/groups/berlin/leave/").text, "before she presses"
    answer = page.post("/groups/berlin/leave/")
    assert (answer.status_code, "Hand the coordination over first" in answer.text) == (409, True)
    assert Membership.objects.filter(person=ann).exists()
    make.membership(group, make.person("bob"), role="coordinator")
    assert "Hand the coordination over first" not in page.get("/groups/berlin/leave/").text


def test_leaving_leads_home(page: Client, ann: Person) -> None:
    make.membership(make.group(), ann)
    assert page.post("/groups/berlin/leave/").headers["Location"] == "/me/"
    assert not Membership.objects.filter(person=ann).exists()


def test_members_stand_by_pseudonym_coordinators_first(page: Client, ann: Person) -> None:
    group = make.group("Berlin", by=make.person("zoe"))
    make.membership(group, ann)
    text = page.get("/groups/berlin/members/").text
    assert text.index("zoe") < text.index("ann")
    assert "/members/" + str(Membership.objects.get(person=ann).pk) not in text


def _crowd(group: Group, number: int) -> None:
    people = (Person(pseudonym=f"Person {one:04}", pseudonym_key=f"person {one:04}") for one in range(number))
    Membership.objects.bulk_create(Membership(group=group, person=one) for one in Person.objects.bulk_create(people))


def test_a_long_list_of_members_comes_in_pages_without_gap_or_double(page: Client, ann: Person) -> None:
    _crowd(make.group(by=ann), 450)
    address, found = "/groups/berlin/members/", []
    for _turn in range(3):
        text = page.get(address).text
        found += re.findall(r'<th scope="row">\s*([^<]*[^<\s])', text)
        following = re.search(r'href="(\?q=&amp;after=\d+)"', text)
        address = "/groups/berlin/members/" + following[1].replace("&amp;", "&") if following else ""
    assert address == ""
    assert found == ["ann", *(f"Person {number:04}" for number in range(450))]


def test_a_list_whose_last_line_has_left_begins_anew(page: Client, ann: Person) -> None:
    _crowd(make.group(by=ann), 2)
    assert "Person 0000" in page.get("/groups/berlin/members/?after=99999").text
    assert page.get("/groups/berlin/members/?after=nonsense").status_code == 200


def test_somebody_is_found_by_the_beginning_of_a_pseudonym(page: Client, ann: Person) -> None:
    _crowd(make.group(by=ann), 12)
    text = page.get("/groups/berlin/members/?q=PERSON 001").text
    assert ("Person 0010" in text, "Person 0002" in text) == (True, False)
    assert "Nobody here has a pseudonym that begins so" in page.get("/groups/berlin/members/?q=zz").text


@pytest.mark.parametrize("others", [2, 2_999])
def test_the_list_of_members_takes_the_same_queries(page: Client, ann: Person, others: int, queries: Any) -> None:
    _crowd(make.group(by=ann), others)
    page.get("/groups/berlin/members/")
    with queries(9):
        page.get("/groups/berlin/members/")


def test_a_coordinator_gives_a_role_and_shows_out(page: Client, ann: Person) -> None:
    place = make.membership(make.group(by=ann), make.person("bob"))
    page.post(f"/groups/berlin/members/{place.pk}/", {"role": "organiser"})
    place.refresh_from_db()
    assert place.role == "organiser"
    page.post(f"/groups/berlin/members/{place.pk}/", {"remove": "yes"})
    assert not Membership.objects.filter(pk=place.pk).exists()


def test_an_organiser_gives_no_role(page: Client, ann: Person) -> None:
    group = make.group()
    place = make.membership(group, ann, "organiser")
    assert page.post(f"/groups/berlin/members/{place.pk}/", {"role": "coordinator"}).status_code == 404
    place.refresh_from_db()
    assert place.role == "organiser"


def test_a_member_of_another_group_is_not_reached_through_mine(page: Client, ann: Person) -> None:
    make.group(by=ann)
    foreign = make.group("Warsaw", city="Warsaw").memberships.get()
    assert page.get(f"/groups/berlin/members/{foreign.pk}/").status_code == 404


def test_announcements_by_mail_are_chosen(page: Client, ann: Person) -> None:
    place = make.membership(make.group(), ann)
    page.post("/groups/berlin/mail/", {})
    place.refresh_from_db()
    assert not place.wants_announcements


def test_the_network_s_coordinator_says_its_name_and_who_founds(page: Client) -> None:
    boss = Client()
    boss.force_login(make.person("cleo", network_role="coordinator"))
    boss.post(
        "/network/",
        {"name": "No Border", "about": "Ours.", "founding": "coordinators", "calling": "coordinators", "seen": "0"},
    )
    assert "No Border" in Client().get("/privacy/").text
    assert page.get("/groups/new/").status_code == 404
    assert boss.get("/groups/new/").status_code == 200


def test_nobody_else_says_the_network_s_name(page: Client) -> None:
    assert (
        page.post("/network/", {"name": "Mine", "founding": "open", "calling": "groups", "seen": "0"}).status_code
        == 404
    )
    assert Network.current().name == "Campaign"


def test_of_two_who_change_the_network_at_once_the_second_sees_both_versions() -> None:
    first, second = Client(), Client()
    for client, name in ((first, "cleo"), (second, "dan")):
        client.force_login(make.person(name, network_role="coordinator"))
    words = {"about": "", "founding": "open", "calling": "coordinators", "seen": "0"}
    assert first.post("/network/", words | {"name": "Ours"}).status_code == 302
    answer = second.post("/network/", words | {"name": "Mine"})
    assert answer.status_code == 409
    assert "Somebody else has saved while you were writing" in answer.text
    assert ("Ours" in answer.text, 'value="Mine"' in answer.text) == (True, True)
    assert Network.current().name == "Ours"
    assert second.post("/network/", words | {"name": "Mine", "seen": "1"}).status_code == 302
    assert Network.current().name == "Mine"


def test_what_a_group_says_of_itself_hides_nothing() -> None:
    form = GroupForm(
        {"name": "Berlin", "city": "Berlin", "about": "We are\n\u202ehere", "joining": "open", "seen": "1"}
    )
    assert form.errors["about"] == ["There is an invisible character at the beginning of line 2. Take it out."]


def test_a_group_in_a_village_counts_for_the_town_beside_it() -> None:
    form = FoundingForm({"name": "Camp group", "city": "the camp by the river", "city-point": "50.96812, 1.90567"})
    assert form.is_valid(), form.errors
    group = founding.found(**form.cleaned_data, by=make.person("olga"))
    assert (group.place_name, group.city, group.country, group.zone) == (
        "the camp by the river",
        "Marck",
        "FR",
        "Europe/Paris",
    )
    assert (group.latitude, group.longitude) == (50.97, 1.91)
    assert "the camp by the river, near Marck" in Client().get(f"/groups/{group.slug}/").text
    assert GroupForm.started_with(group)["city"] == form.cleaned_data["city"]


def test_a_button_of_the_map_founds_nothing() -> None:
    client = Client()
    client.force_login(make.person("olga"))
    page = client.post("/groups/new/", {"name": "Camp group", "city": "Xqzzwv", "city-point-map": "show"})
    assert page.status_code == 200
    assert 'type="image"' in page.text
    assert 'value="Camp group"' in page.text
    assert not Group.objects.exists()
