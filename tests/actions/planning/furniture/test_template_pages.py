"""The pages on which templates are looked at, changed, reset and kept."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from django.test import Client

from actions.planning.furniture import templating
from actions.planning.hosting import cohosting
from actions.planning.kinds import BUILT_IN
from actions.planning.kinds.pattern import Pattern, Task, Work, read, stored
from actions.planning.models import Action, Template
from campaign.groups.models import Group
from campaign.people.models import Person
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
VIGIL = "/groups/berlin/templates/vigil/"


@pytest.fixture
def berlin(olga: Person) -> Group:
    return make.group(by=olga)


@pytest.fixture
def planner(olga: Person, berlin: Group) -> Client:
    return signed_in(olga)


@pytest.fixture
def network() -> Client:
    return signed_in(make.person("Nadia", network_role="coordinator"))


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def answers(page: Any) -> dict[str, Any]:
    """What the page would send back as it stands."""
    paper = page.context["paper"]
    forms = [paper.form, paper.works.management_form, paper.tasks.management_form, *paper.works, *paper.tasks]
    said = {bound.html_name: bound.value() for form in forms for bound in form}
    sent = {name: "on" if value is True else value for name, value in said.items()}
    return {name: str(value) for name, value in sent.items() if value is not None and value is not False}


def test_sent_back_as_it_stands_it_says_the_same(planner: Client) -> None:
    for kind in BUILT_IN:
        address = f"/groups/berlin/templates/{kind}/"
        answer = planner.post(address, answers(planner.get(address)))
        assert answer.status_code == 302, (
            kind,
            answer.context["paper"].form.errors,
            answer.context["paper"].tasks.errors,
        )
        kept = Template.objects.get(kind=kind)
        assert kept.pattern == stored(BUILT_IN[kind])


def test_a_group_changes_what_a_kind_brings_and_goes_back(planner: Client, berlin: Group) -> None:
    said = answers(planner.get(VIGIL)) | {"title": "We stand", "seats": "30", "works-0-title": "", "works-0-most": ""}
    said |= {"works-0-time": "", "works-0-end_time": "", "works-0-least": ""}
    said |= {"tasks-6-title": "Say who comes", "tasks-6-number": "3", "tasks-6-until": "after", "tasks-6-at": "12:00"}
    shown = planner.post(VIGIL, said, follow=True).text
    assert "your group’s" in shown
    pattern = templating.standard("vigil", berlin).pattern
    assert (pattern.title, pattern.seats, len(pattern.works)) == ("We stand", 30, len(BUILT_IN["vigil"].works) - 1)
    assert pattern.tasks[-1] == Task("Say who comes", days=-3, at=time(12))
    assert "Go back to what the network has" in planner.get(VIGIL).text
    planner.post(VIGIL, {"reset": "1"})
    assert templating.standard("vigil", berlin).pattern == BUILT_IN["vigil"]
    assert "Go back" not in planner.get(VIGIL).text


def test_resetting_what_was_never_changed_changes_nothing(planner: Client, berlin: Group, network: Client) -> None:
    network.post("/network/templates/vigil/", answers(network.get("/network/templates/vigil/")) | {"seats": "9"})
    planner.post(VIGIL, {"reset": "1"})
    assert templating.standard("vigil", berlin).pattern.seats == 9


def test_the_network_changes_it_for_every_group_that_has_nothing_of_its_own(
    planner: Client, berlin: Group, network: Client
) -> None:
    page = "/network/templates/vigil/"
    network.post(page, answers(network.get(page)) | {"title": "All stand"})
    assert "the network’s" in planner.get("/groups/berlin/templates/").text
    assert templating.plan("vigil", berlin)["title"] == "All stand"
    network.post(page, {"reset": "1"})
    assert templating.plan("vigil", berlin)["title"] == "Vigil"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"works-0-most": "1", "works-0-least": "2"}, "fewer than at least"),
        ({"works-0-time": ""}, "or empty the whole row"),
        ({"works-0-end_time": "17:00", "works-0-time": "17:00"}, "ends when it begins"),
        ({"tasks-0-title": ""}, "Say what is to do, or empty the whole row"),
        ({"tasks-0-number": ""}, "How many, in digits?"),
        ({"run": "93"}, "92 or fewer"),
        ({"time": ""}, "from which hour"),
        ({"seats": "0"}, "1 or more"),
        ({"works-TOTAL_FORMS": "many"}, "Please check"),
        ({"works-TOTAL_FORMS": "900"}, "Please check"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_nothing_is_saved(planner: Client, wrong: dict[str, str], sentence: str) -> None:
    shown = planner.post(VIGIL, answers(planner.get(VIGIL)) | wrong)
    assert (shown.status_code, sentence in shown.text) == (200, True)
    assert not Template.objects.exists()


def test_more_rows_keep_what_was_typed(planner: Client) -> None:
    said = answers(planner.get(VIGIL)) | {"title": "We stand", "more-works": "1"}
    shown = planner.post(VIGIL, said)
    assert 'value="We stand"' in shown.text
    assert len(shown.context["paper"].works.forms) == len(BUILT_IN["vigil"].works) + 4
    assert not Template.objects.exists()


def test_a_number_of_rows_that_no_page_sends_is_none(planner: Client) -> None:
    said = answers(planner.get(VIGIL)) | {"more-works": "1", "works-TOTAL_FORMS": "9" * 5000}
    assert planner.post(VIGIL, said).status_code == 200


def test_of_two_who_save_at_once_the_second_sees_both(planner: Client, berlin: Group) -> None:
    opened = answers(planner.get(VIGIL))
    planner.post(VIGIL, opened | {"seats": "30", "works-0-most": "9", "tasks-0-title": "Ask the friends"})
    mine = opened | {"title": "We stand"}
    second = planner.post(VIGIL, mine)
    assert second.status_code == 409
    told = {found.question: found.answer for found in second.context["differences"]}
    assert set(told) == {"Title", "How many people can take part?", "Shifts", "Checklist"}
    assert "Ask the friends: 5 days before" in told["Checklist"]
    assert 'value="We stand"' in second.text
    assert planner.post(VIGIL, answers(second)).status_code == 302
    assert templating.standard("vigil", berlin).pattern.title == "We stand"


def test_who_saves_what_another_has_just_reset_sees_what_stands(planner: Client, berlin: Group) -> None:
    planner.post(VIGIL, answers(planner.get(VIGIL)) | {"seats": "30"})
    opened = answers(planner.get(VIGIL))
    planner.post(VIGIL, {"reset": "1"})
    second = planner.post(VIGIL, opened)
    assert second.status_code == 409
    assert planner.post(VIGIL, answers(second)).status_code == 302
    assert templating.standard("vigil", berlin).pattern.seats == 30


def test_an_action_is_kept_under_a_name_and_the_next_one_begins_with_it(planner: Client, berlin: Group) -> None:
    action = make.action(berlin, title="Close it", seats=33, meeting_point="Under the clock")
    shown = planner.post(f"/actions/{action.slug}/template/", {"name": "Our way"}, follow=True)
    kept = Template.objects.get()
    assert shown.redirect_chain == [(f"/groups/berlin/templates/{kept.pk}/", 302)]
    assert "Under the clock" not in shown.text
    assert "Our way" in planner.get("/groups/berlin/templates/").text
    assert "Our way" in planner.get("/actions/new/").text


def test_a_name_is_taken_once(planner: Client, berlin: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"/actions/{make.action(berlin).slug}/template/"
    planner.post(address, {"name": "Our way"})
    assert "of this name for this kind already" in planner.post(address, {"name": "Our way"}).text
    monkeypatch.setattr(templating, "MOST_OF_ONE", 1)
    assert "Throw one away first" in planner.post(address, {"name": "Another"}).text
    assert Template.objects.count() == 1


def test_what_is_kept_is_renamed_and_thrown_away(planner: Client, berlin: Group) -> None:
    kept = templating.keep(make.action(berlin), name="Our way")
    other = templating.keep(make.action(berlin, title="Another"), name="Another way")
    address = f"/groups/berlin/templates/{kept.pk}/"
    taken = planner.post(address, answers(planner.get(address)) | {"name": "Another way"})
    assert "of this name for this kind already" in taken.text
    planner.post(address, answers(planner.get(address)) | {"name": "The old way"})
    kept.refresh_from_db()
    assert kept.name == "The old way"
    planner.post(address, {"reset": "1"})
    assert list(Template.objects.all()) == [other]
    assert planner.get(address).status_code == 404


def test_who_saves_what_another_has_thrown_away_is_led_back(planner: Client, berlin: Group, monkeypatch: Any) -> None:
    kept = templating.keep(make.action(berlin), name="Our way")
    address = f"/groups/berlin/templates/{kept.pk}/"
    said = answers(planner.get(address))
    change = templating.change

    def too_late(*args: Any, **options: Any) -> Template:
        templating.reset(kept)
        return change(*args, **options)

    monkeypatch.setattr(templating, "change", too_late)
    assert "thrown this template away meanwhile" in planner.post(address, said, follow=True).text


def test_members_who_do_not_plan_see_no_templates(berlin: Group) -> None:
    kim = make.person("Kim")
    make.membership(berlin, kim)
    assert signed_in(kim).get("/groups/berlin/templates/").status_code == 404


def test_a_cohost_does_not_keep_anothers_action(berlin: Group) -> None:
    """It would carry off the other group's words; its own template it writes itself."""
    paula = make.person("Paula")
    warsaw = make.group("Warsaw", city="Warsaw", by=paula)
    action = make.action(berlin)
    cohosting.accept(cohosting.invite(action, warsaw, now=NOW), now=NOW)
    assert signed_in(paula).get(f"/actions/{action.slug}/edit/").status_code == 200
    assert signed_in(paula).get(f"/actions/{action.slug}/template/").status_code == 404


def test_the_list_asks_the_same_however_many_are_kept(
    planner: Client, berlin: Group, queries: Callable[[int], Any]
) -> None:
    action = make.action(berlin)
    for names in (("One",), ("Two", "Three")):
        for name in names:
            templating.keep(action, name=name)
        with queries(6):
            planner.get("/groups/berlin/templates/")


def test_a_kept_pattern_reads_back(berlin: Group) -> None:
    pattern = Pattern(works=(Work("Kitchen", time(8), time(12), 2, 4),), tasks=(Task("Key", hours=2),), run=14)
    kept = templating.change(berlin, "welcome-centre", pattern, name="House")
    kept.refresh_from_db()
    assert read(kept.pattern) == pattern
    assert Action.objects.filter(day=date(2026, 10, 9)).count() == 0
