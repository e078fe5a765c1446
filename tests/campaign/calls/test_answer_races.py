"""What happens when two answer, ask or end at once, on real connections."""

from datetime import timedelta

import pytest

from campaign.calls import answers, asking, editing
from campaign.calls.models import Answer, Call
from campaign.groups.models import Group
from campaign.mail.models import Delivery
from tests import make
from tests.campaign.calls.test_races import both_begun, names
from tests.make import NOW

pytestmark = [pytest.mark.whole, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def call() -> Call:
    return make.call(now=NOW)


def berlin() -> Group:
    return make.group("Berlin", by=make.person("ann", address="ann@example.org"))


def test_of_two_who_answer_for_a_group_at_once_one_is_told_what_stands(call: Call) -> None:
    group = berlin()
    results = both_begun(
        call,
        lambda: answers.give(call, group, state="planning", seen=0, now=NOW),
        lambda: answers.give(call, group, state="declined", seen=0, now=NOW),
    )
    (stands,) = Answer.objects.all()
    assert names(results) == ["Answer", "Overtaken"]
    assert [one.answer.state for one in results if isinstance(one, answers.Overtaken)] == [stands.state]


def test_an_answer_while_the_call_ends_is_given_before_or_not_at_all(call: Call) -> None:
    group = berlin()
    for round in range(4):
        call = editing.publish(call, seen=call.revision, now=NOW) if call.state == "ended" else call
        before = Answer.objects.filter(group=group).values_list("revision", flat=True).first() or 0
        results = both_begun(
            call,
            lambda call=call, before=before: answers.give(call, group, state="planning", seen=before, now=NOW),  # type: ignore[misc]
            lambda call=call: editing.end(call, seen=call.revision, now=NOW),  # type: ignore[misc]
        )
        after = Answer.objects.filter(group=group).values_list("revision", flat=True).first() or 0
        assert names(results) in (["Answer", "Call"], ["Call", "NotOpen"]), (round, results)
        assert after - before == ("Answer" in names(results))
        call = Call.objects.get(pk=call.pk)
        assert call.state == "ended"


def test_groups_asked_twice_at_once_are_asked_once(call: Call) -> None:
    berlin()
    make.group("Warsaw", city="Warsaw", by=make.person("zoe", address="zoe@example.org"))
    results = both_begun(call, *(lambda: asking.ask(call, Group.objects.all(), now=NOW) for _ in range(2)))
    assert sorted(results) == [0, 2]  # type: ignore[type-var]
    later = NOW + timedelta(days=2)
    results = both_begun(call, *(lambda: asking.ask(call, Group.objects.all(), now=later) for _ in range(2)))
    assert sorted(results) == [0, 2]  # type: ignore[type-var]
    assert set(Answer.objects.values_list("times_asked", flat=True)) == {2}


def test_two_workers_write_each_letter_once(call: Call) -> None:
    from threading import Thread

    from django.db import connection

    berlin()
    for town in ("Warsaw", "Bologna", "Calais"):
        make.group(town, city=town, by=make.person(town, address=f"{town}@example.org"))
    asking.ask(call, Group.objects.all(), now=NOW)

    def work() -> None:
        asking.tell(call.pk, NOW)
        connection.close()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(Delivery.objects.values_list("person__pseudonym", flat=True)) == [
        "Bologna",
        "Calais",
        "Warsaw",
        "ann",
    ]
