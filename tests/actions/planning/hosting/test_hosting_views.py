"""The page on which groups ask, answer and hand over, as the browsers of those who do it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from actions.announcements import composing
from actions.announcements.models import Announcement
from actions.planning.hosting import cohosting, delegation, roles
from actions.planning.models import Action, Cohost, Delegate
from actions.planning.taking_part import signup
from campaign.groups.models import Group
from campaign.people.models import Person
from campaign.web.viewer import Viewer
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(NOW)


def browser(pseudonym: str) -> Client:
    """Somebody's, who has an account from now on."""
    person = Person.objects.filter(pseudonym=pseudonym).first() or make.person(pseudonym)
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def berlin() -> Group:
    return make.group("Berlin", by=make.person("ann"))


@pytest.fixture
def warsaw() -> Group:
    return make.group("Welcome group", city="Warsaw", by=make.person("wanda"))


@pytest.fixture
def action(berlin: Group) -> Action:
    return make.action(berlin, title="Together", slug="together")


def button(page: str, say: str) -> tuple[str, dict[str, str]]:
    """Where the form with this button goes, and what it sends."""
    for form in re.findall(r"<form.*?</form>", page, re.S):
        for name, value, words in re.findall(
            r'<button[^>]*name="(\w+)"[^>]*value="([^"]*)"[^>]*>(.*?)</button>', form, re.S
        ):
            if " ".join(words.split()).startswith(say):
                target = re.search(r'action="([^"]*)"', form)
                hidden = re.findall(r'type="hidden"\s+name="(\w+)"\s+value="([^"]*)"', form)
                return target[1] if target else "", dict(hidden) | {name: value}
    raise AssertionError(f"no button says {say!r}")


def press(client: Client, address: str, say: str) -> Any:
    """As a browser does it: with the form's own fields, its token too."""
    target, sends = button(client.get(address).text, say)
    client.handler.enforce_csrf_checks = True
    try:
        return client.post(target or address, sends, follow=True)
    finally:
        client.handler.enforce_csrf_checks = False


@pytest.mark.parametrize("words", ["welcome", "Warszawa", "Varsovia"])
def test_a_group_is_found_by_name_or_town_asked_and_answers(words: str, action: Action, warsaw: Group) -> None:
    ann, wanda = browser("ann"), browser("wanda")
    answer = press(ann, f"/actions/together/hosts/?find={words}", "Ask Welcome group")
    assert "is asked, has not answered yet" in answer.text
    assert "Berlin asks Welcome group to host too" in wanda.get("/me/").text
    assert "Berlin asks Welcome group to host too" in wanda.get(f"/groups/{warsaw.slug}/").text
    assert "to host too" not in Client().get(f"/groups/{warsaw.slug}/").text
    answer = press(wanda, "/actions/together/hosts/", "Host it with them")
    assert "Welcome group hosts it too now." in answer.text
    for page in (f"/groups/{warsaw.slug}/", f"/actions/?group={warsaw.slug}", f"/groups/{action.group.slug}/"):
        assert "Together" in Client().get(page).text
    assert "SUMMARY:Together" in Client().get(f"/calendars/groups/{warsaw.slug}.ics").text
    page = Client().get("/actions/together/").text
    assert page.index(">Berlin</a>, ") < page.index(">Welcome group</a></dd>")
    assert re.search(r'"organizer": \[\{[^]]*"Berlin"[^]]*"Welcome group"', page)


def test_nobody_is_told_that_only_the_lead_sees_a_draft_that_others_see(berlin: Group, warsaw: Group) -> None:
    draft = make.action(berlin, title="Not yet", slug="not-yet", announced=False)
    cohosting.accept(cohosting.invite(draft, warsaw))
    ann = browser("ann")
    edit, group = " ".join(ann.get("/actions/not-yet/edit/").text.split()), ann.get("/groups/berlin/").text
    assert "Only those who organise it, and groups that are asked to host it, see it." in edit
    assert "Only those who organise them, and groups that are asked to host them, see these." in group
    assert "Only those who plan in" not in edit + group
    assert "Only those who plan in Berlin see it." in " ".join(ann.get("/actions/new/?kind=vigil").text.split())
    assert "Not yet" in browser("wanda").get("/groups/welcome-group/").text


def test_the_feed_loses_it_when_a_group_parts(action: Action, warsaw: Group) -> None:
    cohosting.accept(cohosting.invite(action, warsaw, now=NOW), now=NOW)
    feed = f"/calendars/groups/{warsaw.slug}.ics"
    assert "SUMMARY:Together" in Client().get(feed).text
    press(browser("wanda"), "/actions/together/hosts/", "Host it no more")
    assert "SUMMARY:Together" not in Client().get(feed).text
    assert "Together" not in Client().get(f"/groups/{warsaw.slug}/").text


def test_the_lead_is_handed_over_on_the_page(action: Action, warsaw: Group) -> None:
    cohosting.accept(cohosting.invite(action, warsaw, now=NOW), now=NOW)
    ann, wanda = browser("ann"), browser("wanda")
    assert wanda.get("/actions/together/cancel/").status_code == 404
    press(ann, "/actions/together/hosts/", "Ask them to lead")
    assert "Berlin asks Welcome group to lead" in wanda.get("/me/").text
    press(wanda, "/actions/together/hosts/", "Lead it")
    assert (ann.get("/actions/together/cancel/").status_code, wanda.get("/actions/together/cancel/").status_code) == (
        404,
        200,
    )
    press(ann, "/actions/together/hosts/", "Host it no more")
    assert ann.get("/actions/together/edit/").status_code == 404


def test_an_answer_to_what_was_taken_back_is_told_so(action: Action, warsaw: Group) -> None:
    cohost = cohosting.invite(action, warsaw, now=NOW)
    wanda = browser("wanda")
    target, sends = button(wanda.get("/actions/together/hosts/").text, "Lead it" if cohost.lead_offered else "Host it")
    cohosting.accept(cohost, now=NOW)
    cohosting.offer_lead(cohost, now=NOW)
    opened = button(wanda.get("/actions/together/hosts/").text, "Lead it")
    cohosting.keep_lead(Cohost.objects.get(pk=cohost.pk))
    answer = wanda.post(*opened)
    assert answer.status_code == 409
    assert "was taken back or answered meanwhile" in answer.text
    assert wanda.post(target, sends).status_code == 302  # accepted twice


def test_nobody_is_asked_again_and_again(action: Action, warsaw: Group) -> None:
    ann = browser("ann")
    ask = {"do": "ask", "group": warsaw.slug}
    statuses = []
    for _ in range(4):
        statuses.append(ann.post("/actions/together/hosts/", ask).status_code)
        for cohost in Cohost.objects.filter(action=action):
            cohosting.take_back(cohost)
    assert statuses == [302, 302, 302, 429]


def test_nor_by_another_spelling_of_a_name(action: Action) -> None:
    make.person("Ida")
    ann, statuses = browser("ann"), []
    for spelling in ("Ida", "ida", "IDA", "ｉｄａ", "iDA"):
        answer = ann.post("/actions/together/hosts/", {"do": "person", "pseudonym": spelling})
        statuses.append(answer.status_code)
        for asked in Delegate.objects.filter(action=action):
            delegation.revoke(asked)
    assert statuses == [302, 302, 302, 429, 429]


def test_nor_to_lead_what_it_co_hosts(action: Action, warsaw: Group) -> None:
    cohosting.accept(cohosting.invite(action, warsaw, now=NOW), now=NOW)
    ann, cohost = browser("ann"), Cohost.objects.get()
    statuses = []
    for _ in range(4):
        statuses.append(ann.post(f"/actions/together/hosts/{cohost.pk}/", {"do": "offer"}).status_code)
        assert ann.post(f"/actions/together/hosts/{cohost.pk}/", {"do": "keep"}).status_code == 302
    assert statuses == [302, 302, 302, 429]


def test_parting_from_what_is_for_members_says_how_many_lose_their_place(berlin: Group, warsaw: Group) -> None:
    action = make.action(berlin, slug="inside", visibility="group")
    cohosting.accept(cohosting.invite(action, warsaw, now=NOW), now=NOW)
    both = make.person("both")
    for group in (berlin, warsaw):
        make.membership(group, both)
    only = make.person("only")
    make.membership(warsaw, only)
    for person in (both, only):
        signup.join(action, person=person, now=NOW)
    for name in ("ann", "wanda"):
        assert (
            "1 person who has signed up is in none of the other groups"
            in browser(name).get("/actions/inside/hosts/").text
        )


def test_somebody_organises_by_a_link_that_works_once(action: Action) -> None:
    ann, ida = browser("ann"), browser("ida")
    page = press(ann, "/actions/together/hosts/", "Make a link").text
    link = re.search(r'value="http[^"]*(/delegations/[^"]+)"', page)
    assert link is not None
    visitor = Client().get(link[1])
    assert "/accounts/login/?next=/delegations/" in visitor.text
    assert Client().post(link[1]).status_code == 200
    assert not Delegate.objects.accepted().exists()
    assert ida.post(link[1])["Location"] == "/actions/together/"
    assert ida.get("/actions/together/participants/").status_code == 200
    assert "/participants/write/" not in ida.get("/actions/together/participants/").text
    assert ida.get("/actions/together/participants/write/").status_code == 404
    assert browser("second").get(link[1]).status_code == 410
    assert "ida" in ann.get("/actions/together/hosts/").text
    assert ida.get(f"/groups/{action.group.slug}/members/").status_code == 404
    assert ida.get("/actions/together/cancel/").status_code == 404
    press(ann, "/actions/together/hosts/", "Take it back")
    assert ida.get("/actions/together/edit/").status_code == 404


def test_a_link_that_has_lapsed_says_so(action: Action, time_machine: time_machine.TimeMachineFixture) -> None:
    path = delegation.link(delegation.invite_by_link(action, now=NOW))
    time_machine.move_to(NOW + delegation.LINK_LASTS + timedelta(minutes=1))
    answer = browser("ida").get(path)
    assert answer.status_code == 410
    assert "two weeks have passed" in answer.text


def test_somebody_is_asked_by_pseudonym_and_answers_on_her_own_page(action: Action) -> None:
    ann, ida = browser("ann"), browser("ida")
    ann.post("/actions/together/hosts/", {"do": "person", "pseudonym": "Ida"})
    answer = press(ida, "/me/", "Organise it")
    assert answer.redirect_chain == [("/actions/together/", 302)]
    assert "Who comes" in answer.text


def test_a_pseudonym_that_nobody_has_stays_in_the_field(action: Action) -> None:
    answer = browser("ann").post("/actions/together/hosts/", {"do": "person", "pseudonym": "Nobody here"})
    assert 'value="Nobody here"' in answer.text
    assert "Nobody here is called so" in answer.text


def test_co_hosts_write_to_those_who_come_in_their_own_name_while_they_host_it(action: Action, warsaw: Group) -> None:
    cohost = cohosting.invite(action, warsaw, now=NOW)
    cohosting.accept(cohost, now=NOW)
    make.registered(action)
    wanda = browser("wanda")
    assert "/actions/together/participants/write/" in wanda.get("/actions/together/participants/").text
    assert warsaw.name in wanda.get("/actions/together/participants/write/").text
    words = {"audience": str(action.pk), "title": "Trains", "text": "They run late."}
    for _ in range(2):
        wanda.post(f"/groups/{warsaw.slug}/announcements/", words)
    first, second = Announcement.objects.order_by("pk")
    assert wanda.post(f"/groups/{warsaw.slug}/announcements/{first.pk}/send/").status_code == 302
    assert composing.letter(Announcement.objects.get(pk=first.pk))["from_name"] == "Welcome group"
    cohosting.part(cohost, now=NOW)
    answer = wanda.post(f"/groups/{warsaw.slug}/announcements/{second.pk}/send/")
    assert answer.status_code == 409
    assert "hosts it no more" in answer.text
    assert Announcement.objects.get(pk=second.pk).state == "draft"


def test_who_was_asked_and_who_declined_is_known_to_the_lead_alone(action: Action, warsaw: Group) -> None:
    cohosting.accept(cohosting.invite(action, warsaw, now=NOW), now=NOW)
    cohosting.invite(action, make.group("Asked only", by=make.person("asked")), now=NOW)
    cohosting.decline(cohosting.invite(action, make.group("Unwilling"), now=NOW), now=NOW)
    delegation.accept(delegation.invite_by_link(action, now=NOW), make.person("Zacharias"), now=NOW)
    words = ("Asked only", "Unwilling", "Zacharias")
    pages = {name: browser(name).get("/actions/together/hosts/").text for name in ("ann", "wanda", "asked")}
    shown = {name: [word in page for word in words] for name, page in pages.items()}
    assert shown == {"ann": [True] * 3, "wanda": [False] * 3, "asked": [True, False, False]}


def test_the_history_is_told_in_which_part_somebody_changes_it(action: Action, warsaw: Group) -> None:
    cohosting.accept(cohosting.invite(action, warsaw, now=NOW), now=NOW)
    delegation.accept(delegation.invite_by_link(action, now=NOW), make.person("ida"), now=NOW)
    make.membership(action.group, make.person("olga"), "organiser")
    parts = {
        name: str(roles.of(action, Viewer(person=Person.objects.get(pseudonym=name).pk)))
        for name in ("ann", "olga", "wanda", "ida", make.person("stranger").pseudonym)
    }
    assert parts == {"ann": "coordinator", "olga": "organiser", "wanda": "co-host", "ida": "delegate", "stranger": ""}


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_however_many_host(
    number: int, action: Action, queries: Callable[[int], Any]
) -> None:
    for place in range(number):
        for answer in (cohosting.accept, cohosting.decline):
            group = make.group(f"Group {place} {answer.__name__}")
            answer(cohosting.invite(action, group, now=NOW), now=NOW)
        cohosting.invite(action, make.group(f"Asked {place}"), now=NOW)
        delegation.invite_by_link(action, now=NOW)
        delegation.invite(action, pseudonym=make.person(f"person {place}").pseudonym, now=NOW)
        make.group(f"Findable {place}")
    ann = browser("ann")
    ann.get("/actions/together/hosts/")
    with queries(11):
        page = ann.get("/actions/together/hosts/?find=findable").text
    assert page.count("Ask Findable") == number
