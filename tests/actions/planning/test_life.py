"""From an idea to its end: which step is possible when, whose it is, and what it sets going."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client

from actions.planning import cancellation, drafting, life, life_words
from actions.planning.hosting import cohosting
from actions.planning.life import NotPossible, Phase, Step
from actions.planning.models import Action, Change, Registration
from actions.planning.taking_part import notices, reminders, signup
from campaign.groups.models import Group
from campaign.mail.models import Mailing
from campaign.people.models import Person
from campaign.web.viewer import Viewer
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
State = Action.State
DEEDS = {
    Step.PLAN: lambda action: drafting.plan(action, now=NOW),
    Step.ANNOUNCE: lambda action: drafting.announce(action, now=NOW),
    Step.POSTPONE: lambda action: drafting.postpone(action, now=NOW),
    Step.CANCEL: lambda action: cancellation.cancel(action, reason="Rain", now=NOW),
    Step.REVIVE: lambda action: cancellation.revive(action, now=NOW),
}


@pytest.fixture
def nell() -> Person:
    return make.person("nell")


@pytest.fixture
def berlin(nell: Person) -> Group:
    return make.group(by=nell)


@pytest.fixture
def planner(client: Client, nell: Person, time_machine: Any) -> Client:
    time_machine.move_to(NOW)
    client.force_login(nell)
    return client


def in_state(group: Group, state: State) -> Action:
    action = drafting.draft(group, title="Sing", day=date(2026, 10, 9), time=time(9), idea=state == State.IDEA, now=NOW)
    if state in Action.SHOWN_STATES:
        drafting.announce(action, now=NOW)
    if state == State.POSTPONED:
        drafting.postpone(action, reason="Ice", now=NOW)
    if state == State.CANCELLED:
        cancellation.cancel(action, reason="Rain", now=NOW)
    return action


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", DEEDS)
def test_a_verb_does_what_the_table_allows_and_nothing_else(berlin: Group, step: Step, state: State) -> None:
    action = in_state(berlin, state)
    rule = life.RULES[step]
    if state in rule.leaves:
        DEEDS[step](action)
        action.refresh_from_db()
        assert action.state == rule.leads_to
    else:
        with pytest.raises(NotPossible, match=str(state.label)):
            DEEDS[step](action)
        action.refresh_from_db()
        assert action.state == state


@pytest.mark.parametrize("state", State)
def test_pages_offer_what_the_table_allows(berlin: Group, nell: Person, state: State) -> None:
    action = in_state(berlin, state)
    offered = life.steps(action, Viewer(person=nell.pk), NOW)
    assert offered == [step for step in Step if state in life.RULES[step].leaves]


def test_a_cohosts_organisers_are_not_offered_what_is_the_leads(berlin: Group) -> None:
    olga = make.person("olga")
    action = in_state(berlin, State.ANNOUNCED)
    cohosting.accept(cohosting.invite(action, make.group("Warsaw", city="Warsaw", by=olga), now=NOW), now=NOW)
    assert life.steps(action, Viewer(person=olga.pk), NOW) == [Step.POSTPONE]
    assert life.steps(action, Viewer(person=make.person("stranger").pk), NOW) == []


def test_running_and_over_are_read_from_the_clock(berlin: Group) -> None:
    action = make.action(berlin)  # 9 to 16 in Berlin, which is 7 to 14 UTC
    day = NOW.replace(month=10, day=9)
    phases = [life.phase(action, day.replace(hour=hour)) for hour in (6, 7, 13, 14)]
    assert phases == [Phase.COMING, Phase.RUNNING, Phase.RUNNING, Phase.OVER]


def test_without_an_hour_nothing_is_said_to_run(berlin: Group) -> None:
    action = make.action(berlin, time=None, end_time=None)
    assert life.phase(action, NOW.replace(month=10, day=9)) == Phase.COMING


def test_a_cancelled_one_taken_back_is_as_it_was_and_everyone_hears(berlin: Group) -> None:
    action = make.action(berlin, seats=1)
    place, waiting = make.registered(action), make.registered(action, "noor@example.org")
    cancellation.cancel(action, reason="Rain", now=NOW)
    notices.tell(action.pk, NOW)
    cancellation.revive(action, now=NOW + timedelta(hours=1))
    assert (action.state, action.reason, action.sequence) == (State.ANNOUNCED, "", 2)
    assert action.remind_day is not None
    later = NOW + timedelta(hours=2)
    assert notices.tell(action.pk, later) == 2
    letters = Mailing.objects.filter(template="planning/mail/moved").values_list("context", flat=True)
    assert all('"on_again": true' in letter for letter in letters)
    assert {row.state for row in Registration.objects.filter(pk__in=[place.pk, waiting.pk])} == {
        "confirmed",
        "waiting",
    }


def test_taken_back_before_anybody_was_told_it_disturbs_nobody(berlin: Group) -> None:
    action = make.action(berlin)
    make.registered(action)
    cancellation.cancel(action, reason="Slip", now=NOW)
    cancellation.revive(action, now=NOW)
    notices.sweep(NOW + timedelta(hours=1))
    assert not Mailing.objects.filter(template__in=["planning/mail/moved", "planning/mail/called_off"]).exists()


def test_postponed_before_it_was_cancelled_it_is_postponed_again_with_its_reason(berlin: Group) -> None:
    action = in_state(berlin, State.POSTPONED)
    cancellation.cancel(action, reason="Rain", now=NOW)
    before = " ".join(life_words.consequences(Step.REVIVE, action, life_words.Told(0, 0), NOW))
    assert "unless it was postponed then" in before
    cancellation.revive(action, now=NOW)
    assert (action.state, action.reason) == (State.POSTPONED, "Ice")
    with pytest.raises(signup.SignUpClosed):
        make.registered(action)


def test_what_is_over_is_not_taken_back(berlin: Group) -> None:
    action = in_state(berlin, State.CANCELLED)
    with pytest.raises(NotPossible, match="over"):
        cancellation.revive(action, now=NOW + timedelta(days=60))


def test_reminders_of_what_is_on_again_go_out(berlin: Group) -> None:
    action = make.action(berlin)
    make.registered(action)
    cancellation.cancel(action, reason="Rain", now=NOW)
    cancellation.revive(action, now=NOW)
    assert reminders.sweep(NOW.replace(month=10, day=8, hour=9, minute=1)) == 1


def test_above_the_button_stands_who_is_told_and_how(berlin: Group, nell: Person) -> None:
    action = make.action(berlin)
    viewer = Viewer(person=nell.pk)

    def said(step: Step) -> str:
        told = life_words.told(action, viewer)
        return " ".join(life_words.consequences(step, action, told, NOW))

    assert "Nobody has signed up, so nobody is told." in said(Step.CANCEL)
    make.registered(action)
    assert "1 person who has signed up is told at once by mail." in said(Step.CANCEL)

    signup.join(action, person=make.person("without an address"), now=NOW)
    assert "2 people who have signed up are told at once, 1 of them by mail; the others" in said(Step.POSTPONE)
    assert life_words.page(Step.CANCEL, action, life_words.told(action, viewer)).button == "Cancel it and tell 2 people"


@pytest.mark.parametrize("step", Step)
def test_each_step_has_its_page_and_its_button(planner: Client, berlin: Group, step: Step) -> None:
    action = in_state(berlin, life.RULES[step].leaves[-1])
    page = planner.get(f"/actions/{action.slug}/{step}/")
    assert page.status_code == 200
    assert page.content.decode().count('class="now"') == 1
    assert planner.post(f"/actions/{action.slug}/{step}/", {"reason": "Rain"}).status_code == 302


def test_a_step_that_is_not_possible_says_why(planner: Client, berlin: Group) -> None:
    action = in_state(berlin, State.IDEA)
    for method in (planner.get, planner.post):
        answer = method(f"/actions/{action.slug}/announce/")
        assert answer.status_code == 409
        assert "This action is an idea so far." in answer.content.decode()


def test_an_idea_needs_a_title_and_no_town(planner: Client, berlin: Group) -> None:
    assert planner.post("/actions/new/idea/", {"title": ""}).status_code == 200
    assert planner.post("/actions/new/idea/", {"title": "Sing at the gate"}).status_code == 302
    action = Action.objects.get()
    assert (action.state, action.city, action.country, action.zone) == ("idea", "", "DE", "Europe/Berlin")
    assert Change.objects.get().said == {}


def test_an_idea_becomes_a_draft_and_keeps_what_it_said(planner: Client, berlin: Group) -> None:
    planner.post("/actions/new/idea/", {"title": "Sing", "text": "With drums", "day": "2026-10-09"})
    action = Action.objects.get()
    planner.post(f"/actions/{action.slug}/plan/")
    action.refresh_from_db()
    assert (action.state, action.text, action.day) == ("draft", "With drums", date(2026, 10, 9))
    assert 'name="seats"' in planner.get(f"/actions/{action.slug}/edit/").content.decode()


def test_of_two_who_edit_an_idea_the_second_sees_both(planner: Client, berlin: Group) -> None:
    action = in_state(berlin, State.IDEA)
    url = f"/actions/{action.slug}/edit/"
    assert planner.post(url, {"title": "Sing loudly", "seen": "1"}).status_code == 302
    second = planner.post(url, {"title": "Sing softly", "seen": "1"})
    page = second.content.decode()
    assert second.status_code == 409
    assert "Sing loudly" in page
    assert 'value="Sing softly"' in page


def test_an_idea_thrown_away_is_gone(planner: Client, berlin: Group) -> None:
    action = in_state(berlin, State.IDEA)
    assert "Throw the idea away?" in planner.get(f"/actions/{action.slug}/withdraw/").content.decode()
    planner.post(f"/actions/{action.slug}/withdraw/")
    assert not Action.objects.exists()
