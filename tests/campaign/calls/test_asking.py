"""Asking groups to answer a call: once each, again after a while, by letters that are written once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from campaign.calls import answers, asking
from campaign.calls.asking import REST
from campaign.calls.models import Answer, Call
from campaign.groups.models import Group
from campaign.mail import sending
from campaign.mail.models import Delivery
from tests import make
from tests.engines.mail import Sink
from tests.make import NOW

pytestmark = pytest.mark.django_db
ALL = Group.objects.all()


@pytest.fixture
def call() -> Call:
    return make.call("Days of action", summary="Come all.", by="The network", now=NOW)


def found(*names: str) -> list[Group]:
    towns = ("Berlin", "Warsaw", "Bologna", "Calais", "Helsinki")
    return [
        make.group(name, city=town, by=make.person(f"from {name}", address=f"{name}@example.org".lower()))
        for name, town in zip(names, towns, strict=False)
    ]


def test_asking_makes_one_silent_answer_of_each_group(call: Call) -> None:
    found("Berlin", "Warsaw")
    assert asking.ask(call, ALL, now=NOW) == 2
    assert set(Answer.objects.values_list("state", "asked_at", "times_asked")) == {("asked", NOW, 1)}


def test_asking_again_reminds_the_silent_alone_and_doubles_nothing(call: Call) -> None:
    berlin, *_others = found("Berlin", "Warsaw")
    asking.ask(call, ALL, now=NOW)
    answers.give(call, berlin, state="declined", seen=0, now=NOW)
    found("Bologna")
    later = NOW + REST
    assert asking.outlook(call, ALL, later) == asking.Outlook(1, 1, 1, 0, people=2, unreachable=0)
    assert asking.ask(call, ALL, now=later) == 2
    assert sorted(Answer.objects.values_list("group__name", "times_asked", "state")) == [
        ("Berlin", 1, "declined"),
        ("Bologna", 1, "asked"),
        ("Warsaw", 2, "asked"),
    ]


def test_nobody_is_asked_twice_within_a_day(call: Call) -> None:
    found("Berlin")
    asking.ask(call, ALL, now=NOW)
    soon = NOW + REST - timedelta(seconds=1)
    assert asking.outlook(call, ALL, soon) == asking.Outlook(0, 0, 0, 1, people=0, unreachable=0)
    assert asking.ask(call, ALL, now=soon) == 0
    assert Answer.objects.get().times_asked == 1


def test_only_those_chosen_are_asked(call: Call) -> None:
    found("Berlin", "Warsaw", "Bologna")
    asking.ask(call, Group.objects.filter(country="PL"), now=NOW)
    assert Answer.objects.get().group.name == "Warsaw"


def test_organisers_and_coordinators_with_a_confirmed_address_get_the_letter(call: Call) -> None:
    (berlin,) = found("Berlin")
    make.membership(berlin, make.person("olga", address="olga@example.org"), "organiser")
    make.membership(berlin, make.person("member", address="member@example.org"))
    make.membership(berlin, make.person("open", address="open@example.org", verified=False), "organiser")
    make.membership(berlin, make.person("without"), "organiser")
    shut = make.person("shut", address="shut@example.org")
    make.membership(berlin, shut, "organiser")
    shut.is_active = False
    shut.save()
    make.group("Warsaw", city="Warsaw", by=make.person("nobody reaches"))
    assert asking.outlook(call, ALL, NOW) == asking.Outlook(2, 0, 0, 0, people=2, unreachable=1)
    asking.ask(call, ALL, now=NOW)
    assert asking.tell(call.pk, NOW) == 2
    assert sorted(Delivery.objects.values_list("person__pseudonym", flat=True)) == ["from Berlin", "olga"]


def test_letters_are_written_once_however_often_one_looks(call: Call) -> None:
    found("Berlin", "Warsaw")
    asking.ask(call, ALL, now=NOW)
    assert [asking.sweep(NOW), asking.sweep(NOW), asking.tell(call.pk, NOW)] == [2, 0, 0]
    assert Delivery.objects.count() == 2
    asking.ask(call, ALL, now=NOW + REST)
    asking.sweep(NOW + REST)
    assert Delivery.objects.count() == 4


def test_who_has_answered_before_the_letter_is_written_gets_none(call: Call) -> None:
    berlin, *_others = found("Berlin", "Warsaw")
    asking.ask(call, ALL, now=NOW)
    answers.give(call, berlin, state="planning", seen=0, now=NOW)
    asking.sweep(NOW)
    assert [one.person.pseudonym for one in Delivery.objects.select_related("person")] == ["from Warsaw"]


def test_a_call_that_has_ended_writes_no_more_letters(call: Call) -> None:
    from campaign.calls import editing

    found("Berlin")
    asking.ask(call, ALL, now=NOW)
    editing.end(call, now=NOW)
    asking.sweep(NOW)
    assert not Delivery.objects.exists()


def test_the_letter_answers_by_its_links_in_the_readers_language(call: Call, sink: Sink, settings: Any) -> None:
    settings.EMAIL_URL = sink.url
    found("Berlin", "Warsaw")
    asking.ask(call, ALL, now=NOW)
    asking.sweep(NOW)
    sending.run()
    (letter,) = sink.to("berlin@example.org")
    body = letter.message.get_body(("plain",)).get_content()
    assert letter.message["Subject"] == "Does your group take part? Days of action"
    assert "you plan actions in Berlin" in body
    assert "Dear from Berlin," in body
    assert "11 to 13 October 2002" in body
    answer = Answer.objects.get(group__name="Berlin")
    link = answers.link(answer, answer.group.memberships.get().pk)
    for choice in Answer.GIVEN:
        assert f"{link}?answer={choice}" in body
        assert f'href="{link}?answer={choice}"' in letter.message.get_body(("html",)).get_content()
    assert link not in sink.to("warsaw@example.org")[0].message.get_body(("plain",)).get_content()


def test_asking_again_says_so(call: Call, sink: Sink, settings: Any) -> None:
    settings.EMAIL_URL = sink.url
    found("Berlin")
    for at in (NOW, NOW + REST):
        asking.ask(call, ALL, now=at)
        asking.sweep(at)
        sending.run()
    assert [letter.message["Subject"] for letter in sink.to("berlin@example.org")] == [
        "Does your group take part? Days of action",
        "We have not heard from you yet: Days of action",
    ]


def test_one_and_three_groups_take_the_same_queries(call: Call, queries: Callable[[int], Any]) -> None:
    counted = 14
    found("Berlin")
    asking.ask(call, ALL, now=NOW)
    with queries(counted):
        asking._tell_some(call.pk, NOW)
    found("Warsaw", "Bologna", "Calais")
    asking.ask(call, ALL, now=NOW)
    with queries(counted):
        assert asking._tell_some(call.pk, NOW) == 3


def test_the_letter_says_what_the_call_does_in_its_readers_language(call: Call, sink: Sink, settings: Any) -> None:
    settings.EMAIL_URL = sink.url
    make.translation(call, "pl")
    for name, language in (("Anna", "pl"), ("Zoe", "en")):
        made = make.person(name, address=f"{name}@example.org".lower(), language=language)
        make.group(f"Group of {name}", by=made)
    asking.ask(call, ALL, now=NOW)
    asking.sweep(NOW)
    sending.run()
    subjects = {letter.recipients[0]: letter.message["Subject"] for letter in sink.letters}
    assert subjects == {
        "anna@example.org": "Does your group take part? pl Days of action",
        "zoe@example.org": "Does your group take part? Days of action",
    }
