"""Corrections, edits, letters and steps at once, in real threads on a real database."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from actions.planning import cancellation, changes, drafting, history
from actions.planning.drafting import NotPossible
from actions.planning.models import Action
from actions.planning.words import following
from campaign.calls import editing
from campaign.calls.models import Call
from campaign.calls.words import Defaults
from campaign.mail.models import Delivery
from tests import make
from tests.engines.together import at_once
from tests.make import NOW

pytestmark = [pytest.mark.whole, pytest.mark.django_db(transaction=True)]
LATER = NOW + timedelta(hours=1)


def call() -> Call:
    return make.call(defaults=Defaults(bring="Warm clothes", time=time(11), end_time=time(17)), now=NOW)


def correct(said: Call, **defaults: Any) -> None:
    said.refresh_from_db()
    words = editing.wording(said)
    words = replace(words, defaults=replace(words.defaults, **defaults))
    editing.correct(said, words, seen=said.revision, now=NOW)


def test_followed_by_several_at_once_it_moves_once() -> None:
    said = call()
    action = make.action(call=said, time=None, end_time=None)
    correct(said, time=time(12))
    assert sum(at_once(*[lambda: following.follow(action.pk, NOW)] * 5)) == 5
    action.refresh_from_db()
    assert (action.time, action.sequence, action.history.filter(role="call").count()) == (time(12), 1, 1)


def test_corrected_while_organisers_save_all_follow_in_the_end() -> None:
    said, group = call(), make.group()
    actions = [make.action(group, title=f"Sing {number}", call=said, time=None, end_time=None) for number in range(6)]
    deeds = [
        lambda action=action: drafting.edit(Action.objects.get(pk=action.pk), title="Dance", now=NOW)
        for action in actions
    ]
    found = at_once(lambda: correct(said, time=time(13)), *deeds)
    assert [error for error in found if error is not None] == []
    following.sweep(LATER)
    for action in actions:
        action.refresh_from_db()
        assert (action.title, action.time, action.hours_from_call, action.sequence) == ("Dance", time(13), True, 1)


def test_told_by_several_at_once_each_organiser_gets_one_letter() -> None:
    said = call()
    group = make.group(by=make.person("nell", address="nell@example.org"))
    for number in range(3):
        make.action(group, title=f"Sing {number}", call=said, bring="Nothing")
    correct(said, bring="A lamp")
    following.follow_call(said.pk, NOW)
    told = at_once(*[lambda: following.tell(said.pk, LATER)] * 5)
    assert [one for one in told if isinstance(one, Exception)] == []
    assert Delivery.objects.filter(mailing__template=following.TEMPLATE).count() == sum(told)
    letters = Delivery.objects.filter(mailing__template=following.TEMPLATE).values_list("mailing__context", flat=True)
    assert sum("Sing 0" in letter for letter in letters) == 1


def test_taken_back_twice_at_once_it_is_on_again_once() -> None:
    action = make.action()
    cancellation.cancel(action, reason="Rain", now=NOW)
    found = at_once(*[lambda: cancellation.revive(Action.objects.get(pk=action.pk), now=NOW)] * 4)
    assert [type(one) for one in found if one is not None] == [NotPossible] * 3
    action.refresh_from_db()
    assert (action.state, action.sequence) == ("announced", 2)


def test_edited_and_put_back_at_once_one_of_both_hears_of_the_other() -> None:
    action = make.action(text="We go in.")
    drafting.edit(action, text="We stay.", now=NOW)
    change, seen = action.history.latest("revision"), action.revision
    found = at_once(
        lambda: drafting.edit(Action.objects.get(pk=action.pk), seen=seen, text="We leave.", now=NOW),
        lambda: history.put_back(Action.objects.get(pk=action.pk), change, "text", seen=seen, now=NOW),
    )
    assert [type(one) for one in found if one is not None] == [changes.ChangedMeanwhile]
    action.refresh_from_db()
    assert action.text in ("We leave.", "We go in.")
