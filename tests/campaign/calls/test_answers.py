"""How groups answer a call, by verb and by the link in a letter."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from time_machine import travel

from campaign.calls import answers, asking, editing
from campaign.calls.models import Answer, Call
from campaign.groups import membership as memberships
from campaign.groups.models import Group, Membership
from campaign.lib import clock
from campaign.web.viewer import NOBODY, Viewer
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
FIELDS = {"answer": "planning", "word": "Bring banners", "seen": "0"}


@pytest.fixture
def call() -> Call:
    return make.call(now=NOW)


@pytest.fixture
def berlin() -> Group:
    return make.group("Berlin", by=make.person("coordinator", address="coordinator@example.org"))


@pytest.fixture
def asked(call: Call, berlin: Group) -> Answer:
    asking.ask(call, Group.objects.filter(pk=berlin.pk), now=NOW)
    return Answer.objects.get()


def path(answer: Answer, pseudonym: str = "coordinator") -> str:
    return answers.path(answer, Membership.objects.get(person__pseudonym=pseudonym, group=answer.group).pk)


def chosen(page: str) -> list[str]:
    """The values of the radio buttons that are set."""
    return re.findall(r'<input type="radio"[^>]*value="([^"]*)"[^>]*checked', page)


def test_an_answer_is_one_row_of_the_group_and_can_be_changed(call: Call, berlin: Group) -> None:
    first = answers.give(call, berlin, state="considering", seen=0, now=NOW)
    again = answers.give(call, berlin, state="declined", word="No people", seen=1, now=NOW + timedelta(hours=1))
    assert first.pk == again.pk
    assert (again.state, again.word, again.revision) == ("declined", "No people", 2)
    assert (again.answered_at, again.asked_at) == (NOW + timedelta(hours=1), None)


def test_of_two_who_answer_at_once_the_second_sees_what_the_first_said(call: Call, berlin: Group) -> None:
    answers.give(call, berlin, state="planning", word="A march", seen=0, now=NOW)
    with pytest.raises(answers.Overtaken) as error:
        answers.give(call, berlin, state="declined", seen=0, now=NOW)
    assert (error.value.answer.state, Answer.objects.get().word) == ("planning", "A march")


@pytest.mark.parametrize("state", ["draft", "ended"])
def test_only_a_published_call_takes_answers(berlin: Group, state: str) -> None:
    call = make.call(state=state, now=NOW)
    with pytest.raises(answers.NotOpen):
        answers.give(call, berlin, state="planning", seen=0, now=NOW)
    with pytest.raises(answers.NotOpen):
        asking.ask(call, Group.objects.all(), now=NOW)
    assert not Answer.objects.exists()


def test_looking_at_a_link_answers_nothing_and_posting_does(asked: Answer) -> None:
    assert chosen(Client().get(f"{path(asked)}?answer=needs-help").text) == ["needs-help"]
    asked.refresh_from_db()
    assert asked.state == "asked"
    assert "answer is given" not in Client().get(path(asked)).text
    answer = Client().post(path(asked), FIELDS, follow=True)
    asked.refresh_from_db()
    assert (asked.state, asked.word) == ("planning", "Bring banners")
    told = answer.text.index("Your group’s answer is given: planning")
    assert told < answer.text.index("<form class", answer.text.index("<main")), "above the form, not below it"
    assert "Bring banners" in answer.text
    assert chosen(answer.text) == ["planning"]


def test_a_link_that_chooses_nonsense_chooses_nothing(asked: Answer) -> None:
    assert not chosen(Client().get(f"{path(asked)}?answer=asked").text)
    answer = Client().post(path(asked), FIELDS | {"answer": "asked"})
    asked.refresh_from_db()
    assert (answer.status_code, asked.state) == (200, "asked")
    assert "aria-invalid" in answer.text


def test_an_answer_by_mail_link_after_the_call_has_ended_changes_nothing_and_says_so(asked: Answer) -> None:
    page = Client().get(path(asked))  # open already when the call ends
    assert page.status_code == 200
    editing.end(asked.call, now=NOW)
    for answer in (Client().post(path(asked), FIELDS), Client().get(path(asked))):
        assert answer.status_code == 410
        assert "The call has ended" in answer.text
        assert "What your group said last stands; this changed nothing." in answer.text
    assert Answer.objects.get().state == "asked"


def test_a_link_ends_when_its_reader_no_longer_plans_in_the_group(asked: Answer, berlin: Group) -> None:
    make.membership(berlin, make.person("organiser"), "organiser")
    theirs = path(asked, "organiser")
    assert Client().get(theirs).status_code == 200
    memberships.set_role(berlin.memberships.get(person__pseudonym="organiser"), "member")
    assert Client().get(theirs).status_code == 410
    assert Client().post(theirs, FIELDS).status_code == 410
    assert Client().get(path(asked)).status_code == 200, "the others' links stay"
    assert Answer.objects.get().state == "asked"


def test_a_renewed_or_forged_link_opens_nothing(asked: Answer) -> None:
    old = path(asked)
    answers.renew(asked)
    asked.refresh_from_db()
    wrong = path(asked).replace(f"/{asked.pk}.", f"/{asked.pk + 1}.")
    for token in (old, wrong, "/answers/1.1-aaaaaaaaaaaaaaaaaaaaaa/", "/answers/x/", "/answers/²./"):
        assert Client().get(token).status_code == 410, token
    assert Client().get(path(asked)).status_code == 200


def test_a_link_to_one_answer_does_not_open_another_of_the_same_person(asked: Answer, berlin: Group) -> None:
    other = make.call("Other days", now=NOW)
    asking.ask(other, Group.objects.all(), now=NOW)
    second = Answer.objects.get(call=other)
    head, _, signature = path(asked).partition(".")
    assert Client().get(f"/answers/{second.pk}.{signature}").status_code == 410
    assert head


def test_two_who_open_the_link_both_keep_their_words(asked: Answer) -> None:
    Client().post(path(asked), FIELDS)
    answer = Client().post(path(asked), {"answer": "declined", "word": "Not this time", "seen": "0"})
    assert answer.status_code == 409
    assert "Bring banners" in answer.text
    assert "Not this time" in answer.text
    assert 'name="seen" value="1"' in answer.text
    Client().post(path(asked), {"answer": "declined", "word": "Not this time", "seen": "1"})
    assert Answer.objects.get().state == "declined"


def test_who_plans_in_the_group_answers_signed_in_without_having_been_asked(call: Call, berlin: Group) -> None:
    browser = Client()
    browser.force_login(berlin.memberships.get().person)
    page = f"/calls/{call.slug}/answer/berlin/"
    assert "Does Berlin take part?" in browser.get(page).text
    answer = browser.post(page, FIELDS, follow=True)
    assert "Your group’s answer is given." in answer.text
    assert (Answer.objects.get().state, Answer.objects.get().asked_at) == ("planning", None)
    editing.end(call, now=clock.now())
    assert browser.get(page).status_code == 410


def test_an_announced_action_says_that_the_group_plans_and_never_less(call: Call, berlin: Group) -> None:
    warsaw, bologna = make.group("Warsaw", city="Warsaw"), make.group("Bologna", city="Bologna")
    answers.give(call, warsaw, state="declined", word="No people", seen=0, now=NOW)
    answers.give(call, bologna, state="needs-help", word="A hall", seen=0, now=NOW)
    for group in (berlin, warsaw, bologna):
        make.action(group, call=call, announced=False)
    assert set(Answer.objects.values_list("group__name", "state")) == {
        ("Warsaw", "declined"),
        ("Bologna", "needs-help"),
    }
    for action in call.actions.all():
        make.drafting.announce(action, now=NOW)
    assert set(Answer.objects.values_list("group__name", "state", "word")) == {
        ("Berlin", "planning", ""),
        ("Warsaw", "planning", ""),
        ("Bologna", "needs-help", "A hall"),
    }


def test_an_answer_is_read_by_its_group_and_by_who_looks_after_the_call(asked: Answer, berlin: Group) -> None:
    make.membership(berlin, make.person("member"))
    make.person("cleo", network_role="coordinator")
    make.group("Warsaw", city="Warsaw", by=make.person("elsewhere"))
    pks = dict(make.Person.objects.values_list("pseudonym", "pk"))
    reading = {name for name, pk in pks.items() if Answer.objects.readable_by(Viewer(pk)).exists()}
    changing = {name for name, pk in pks.items() if Answer.objects.changeable_by(Viewer(pk)).exists()}
    assert (reading, changing) == ({"coordinator", "cleo"}, {"coordinator"})
    assert not Answer.objects.readable_by(NOBODY).exists()


@travel(NOW)
def test_nobody_else_reaches_the_page(asked: Answer) -> None:
    page = f"/calls/{asked.call.slug}/answer/berlin/"
    assert Client().get(page).status_code == 302
    stranger = Client()
    stranger.force_login(make.person("stranger"))
    assert stranger.get(page).status_code == stranger.post(page, FIELDS).status_code == 404


def test_the_calls_page_tells_how_many_take_part_and_never_who_declined(call: Call) -> None:
    said = {"Berlin": "planning", "Warsaw": "needs-help", "Bologna": "considering", "Calais": "declined"}
    for town, state in said.items():
        answers.give(call, make.group(town, city=town), state=state, word=f"Word of {town}", seen=0, now=NOW)
    asking.ask(call, Group.objects.filter(name="Nobody"), now=NOW)
    page = " ".join(Client().get(f"/calls/{call.slug}/").text.split())
    assert "<dt>Groups</dt> <dd> 2 take part · 1 consider it" in page.replace("considers", "consider")
    assert not [town for town in said if town in page]
    assert answers.counted(call) == answers.Counted(taking_part=2, considering=1)


def test_the_calls_page_and_ones_own_page_lead_to_the_answer_while_the_call_goes_on(asked: Answer) -> None:
    browser = Client()
    browser.force_login(asked.group.memberships.get().person)
    way = f"/calls/{asked.call.slug}/answer/berlin/"
    assert way in browser.get(f"/calls/{asked.call.slug}/").text
    assert way in browser.get("/me/").text
    answers.give(asked.call, asked.group, state="considering", seen=0, now=NOW)
    assert "Berlin: considering" in " ".join(browser.get(f"/calls/{asked.call.slug}/").text.split())
    assert way not in browser.get("/me/").text
    editing.end(asked.call, now=NOW)
    assert way not in browser.get(f"/calls/{asked.call.slug}/").text
    assert way not in Client().get(f"/calls/{asked.call.slug}/").text


def test_a_coordinators_answer_is_a_deed_that_keeps_the_group_awake(asked: Answer) -> None:
    make.membership(asked.group, make.person("olga"), "organiser")
    long_ago = NOW.date() - timedelta(days=300)
    for pseudonym, awake in (("olga", False), ("coordinator", True)):
        Group.objects.update(last_deed=long_ago)
        asked.refresh_from_db()
        Client().post(path(asked, pseudonym), FIELDS | {"seen": str(asked.revision)})
        assert (Group.objects.get().last_deed > long_ago) is awake, pseudonym
