"""Whoever says something of her own hears what the call says now, once, and decides by one click."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client

from actions.planning import cancellation, changes, drafting
from actions.planning.hosting import cohosting
from actions.planning.models import Action, Change, OwnWords
from actions.planning.words import following, inheritance, own_words, weighing
from campaign.calls import editing
from campaign.calls.models import Call
from campaign.calls.words import Defaults
from campaign.groups.models import Group
from campaign.mail.models import Delivery, Mailing
from campaign.people.models import Person
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
DELAY = timedelta(seconds=600)
LATER = NOW + timedelta(hours=1)
SAID = Defaults(text="We stand together.", bring="Warm clothes", contact="press@example.org")


@pytest.fixture
def nell() -> Person:
    """Organises in Berlin, and reads mail."""
    return make.person("nell", address="nell@example.org")


@pytest.fixture
def berlin(nell: Person) -> Group:
    return make.group(by=nell)


@pytest.fixture
def call() -> Call:
    return make.call(defaults=SAID, now=NOW)


def correct(call: Call, *, now: datetime = NOW, **defaults: Any) -> None:
    call.refresh_from_db()
    words = editing.wording(call)
    words = replace(words, defaults=replace(words.defaults, **defaults))
    editing.correct(call, words, seen=call.revision, now=now)
    following.follow_call(call.pk, now)


def letters() -> list[str]:
    return list(Mailing.objects.filter(template=following.TEMPLATE).order_by("pk").values_list("context", flat=True))


def test_a_correction_is_to_be_weighed_where_the_action_has_words_of_its_own(berlin: Group, call: Call) -> None:
    action = make.action(berlin, call=call, bring="Nothing")
    correct(call, bring="A lamp", text="We sit down.")
    action.refresh_from_db()
    (found,) = own_words.corrections(action)
    assert (found.field, found.before, found.now, found.own) == ("bring", "Warm clothes", "A lamp", "Nothing")
    assert [stretch.words for stretch in found.changes if stretch.new] == ["A lamp"]
    assert action.call_due == NOW + DELAY


def test_silent_actions_disturb_nobody(berlin: Group, call: Call) -> None:
    action = make.action(berlin, call=call)
    correct(call, bring="A lamp")
    action.refresh_from_db()
    assert (own_words.corrections(action), action.call_due) == ([], None)
    following.sweep(LATER)
    assert letters() == []


def test_several_corrections_and_actions_are_one_letter_to_each_organiser(berlin: Group, call: Call) -> None:
    for number in range(3):
        make.action(berlin, title=f"Action {number}", call=call, bring="Nothing", text="Ours.")
    correct(call, bring="A lamp")
    correct(call, text="We sit down.", now=NOW + timedelta(minutes=9))
    following.sweep(NOW + timedelta(minutes=9))
    assert letters() == []
    following.sweep(NOW + DELAY)
    (letter,) = letters()
    assert Delivery.objects.filter(mailing__template=following.TEMPLATE).count() == 1
    for words in ("A lamp", "We sit down.", "Action 0", "Action 2", "/actions/action-1/call/"):
        assert words in letter
    following.sweep(LATER)
    assert len(letters()) == 1


def test_what_was_corrected_back_meanwhile_is_told_to_nobody(berlin: Group, call: Call) -> None:
    make.action(berlin, call=call, bring="Nothing")
    correct(call, bring="A lamp")
    correct(call, bring="Warm clothes", now=NOW + timedelta(minutes=5))
    following.sweep(LATER)
    assert letters() == []


def test_another_correction_of_another_field_tells_only_that(berlin: Group, call: Call) -> None:
    make.action(berlin, call=call, bring="Nothing", text="Ours.")
    correct(call, bring="A lamp")
    following.sweep(LATER)
    correct(call, contact="other@example.org", now=LATER)
    following.sweep(LATER + timedelta(hours=1))
    assert len(letters()) == 1
    correct(call, text="We sit.", now=LATER + timedelta(hours=2))
    following.sweep(LATER + timedelta(hours=3))
    assert "A lamp" not in letters()[1]
    assert [one.field for one in own_words.corrections(Action.objects.get())] == ["text", "bring"]


def test_organisers_of_a_cohost_hear_too_and_a_member_does_not(berlin: Group, call: Call) -> None:
    warsaw = make.group("Warsaw", city="Warsaw", by=make.person("olga", address="olga@example.org"))
    make.membership(berlin, make.person("member", address="member@example.org"))
    action = make.action(berlin, call=call, bring="Nothing")
    cohosting.accept(cohosting.invite(action, warsaw, now=NOW), now=NOW)
    correct(call, bring="A lamp")
    following.sweep(LATER)
    told = Delivery.objects.filter(mailing__template=following.TEMPLATE)
    assert set(told.values_list("person__pseudonym", flat=True)) == {"nell", "olga"}


def test_what_is_over_disturbs_nobody(berlin: Group, call: Call) -> None:
    make.action(berlin, call=call, bring="Nothing")
    correct(call, bring="A lamp", now=NOW + timedelta(days=60))
    following.sweep(NOW + timedelta(days=61))
    assert letters() == []


def test_taken_over_it_follows_the_call_again_and_the_history_has_ones_words(berlin: Group, call: Call) -> None:
    action = make.action(berlin, call=call, bring="Nothing")
    correct(call, bring="A lamp")
    action.refresh_from_db()
    weighing.take_over(action, ["bring"], seen=action.revision, defaults_seen=2, now=NOW, role="organiser")
    assert (action.bring, inheritance.said(action, "bring")) == ("", "A lamp")
    assert own_words.corrections(action) == []
    assert Change.objects.filter(action=action).latest("pk").said == {"bring": ["Nothing", ""]}
    assert not OwnWords.objects.exists()


def test_kept_it_is_asked_again_only_by_the_next_correction(berlin: Group, call: Call) -> None:
    action = make.action(berlin, call=call, bring="Nothing")
    correct(call, bring="A lamp")
    action.refresh_from_db()
    weighing.keep(action, seen=action.revision, defaults_seen=2, now=NOW)
    assert own_words.corrections(action) == []
    following.sweep(LATER)
    assert letters() == []
    correct(call, bring="A drum", now=LATER)
    action.refresh_from_db()
    assert [(one.before, one.now) for one in own_words.corrections(action)] == [("A lamp", "A drum")]


def test_nothing_is_decided_on_what_was_corrected_meanwhile(berlin: Group, call: Call) -> None:
    action = make.action(berlin, call=call, bring="Nothing")
    correct(call, bring="A lamp")
    action.refresh_from_db()
    correct(call, bring="A drum")
    action = Action.objects.get(pk=action.pk)
    for decide in (
        lambda: weighing.keep(action, seen=action.revision, defaults_seen=2, now=NOW),
        lambda: weighing.take_over(action, ["bring"], seen=action.revision, defaults_seen=2, now=NOW),
    ):
        with pytest.raises(changes.ChangedMeanwhile):
            decide()
    action.refresh_from_db()
    assert action.bring == "Nothing"


def test_words_written_later_are_weighed_against_what_the_call_says_then(berlin: Group, call: Call) -> None:
    action = make.action(berlin, call=call)
    correct(call, bring="A lamp")
    action.refresh_from_db()
    drafting.edit(action, bring="Nothing", now=NOW)
    assert own_words.corrections(action) == []
    correct(call, bring="A drum")
    assert [(one.before, one.now) for one in own_words.corrections(Action.objects.get())] == [("A lamp", "A drum")]


def test_words_from_before_the_call_said_anything_are_weighed_too(berlin: Group) -> None:
    call = make.call(now=NOW)
    action = make.action(berlin, call=call, bring="Nothing")
    correct(call, bring="A lamp")
    assert [(one.before, one.now) for one in own_words.corrections(Action.objects.get(pk=action.pk))] == [
        ("", "A lamp")
    ]


def test_withdrawn_it_keeps_none_of_the_calls_words(berlin: Group, call: Call) -> None:
    action = make.action(berlin, call=call, bring="Nothing")
    assert OwnWords.objects.count() == 1
    cancellation.withdraw(action, now=NOW)
    assert not OwnWords.objects.exists()


def test_the_edit_page_says_what_comes_from_the_call_and_what_is_ones_own(
    client: Client, nell: Person, berlin: Group
) -> None:
    call = make.call(defaults=replace(SAID, time=time(11), end_time=time(17)), now=NOW)
    action = make.action(berlin, call=call, bring="Nothing", time=None, end_time=None)
    client.force_login(nell)
    page = client.get(f"/actions/{action.slug}/edit/").content.decode()
    assert page.count("Empty, it is as the call says.") == 2
    assert page.count("These are your own words.") == 1
    assert "Hours left empty are as the call says: 11:00 to 17:00." in page
    assert 'value="11:00' not in page
    assert "We stand together." in page


def test_saving_the_form_as_it_is_makes_nothing_ones_own(client: Client, nell: Person, berlin: Group) -> None:
    call = make.call(defaults=replace(SAID, time=time(11)), now=NOW)
    action = make.action(berlin, call=call, time=None, end_time=None)
    client.force_login(nell)
    form = client.get(f"/actions/{action.slug}/edit/").context["form"]
    answers = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    answers["place"] = "Berlin"
    assert client.post(f"/actions/{action.slug}/edit/", answers).status_code == 302
    action.refresh_from_db()
    assert (action.text, action.time, action.hours_from_call) == ("", time(11), True)


def test_one_click_on_the_edit_page_takes_it_over(client: Client, nell: Person, berlin: Group, call: Call) -> None:
    action = make.action(berlin, call=call, bring="Nothing", text="Ours.")
    correct(call, bring="A lamp", text="We sit down.")
    client.force_login(nell)
    page = client.get(f"/actions/{action.slug}/edit/").content.decode()
    assert "The call says something else now" in page
    assert "<ins>A lamp</ins>" in page
    action.refresh_from_db()
    sent = {"seen": action.revision, "defaults_seen": 2, "take": "bring"}
    assert client.post(f"/actions/{action.slug}/call/", sent).status_code == 302
    action.refresh_from_db()
    assert (action.bring, action.text) == ("", "Ours.")
    assert "Keep our own words" in client.get(f"/actions/{action.slug}/call/").content.decode()
    assert client.post(f"/actions/{action.slug}/call/", sent).status_code == 302  # pressed twice
    client.post(f"/actions/{action.slug}/call/", {"seen": action.revision, "defaults_seen": 2, "keep": "yes"})
    assert "Nothing to decide" in client.get(f"/actions/{action.slug}/call/").content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_telling_takes_no_more_letters_than_readers(many: int, berlin: Group, call: Call) -> None:
    for number in range(many):
        make.action(berlin, title=f"Action {number}", call=call, bring="Nothing")
    correct(call, bring="A lamp")
    assert following.tell(call.pk, LATER) == 1
