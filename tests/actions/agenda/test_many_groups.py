"""Board, call and group with three groups and with three thousand, which all answer: the same questions."""

from collections.abc import Callable
from copy import copy
from datetime import date
from typing import Any

import pytest
from django.test import Client
from time_machine import travel

from actions.planning.models import Action
from actions.planning.models.action import new_uid
from campaign.calls.models import Answer
from campaign.groups.models import Group
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
QUESTIONS = {"/calls/october/board/": 14, "/calls/october/": 13, "/groups/g1/": 12}


@pytest.fixture(params=[3, 3_000])
def number(request: pytest.FixtureRequest) -> int:
    """So many groups were asked and answer, each with an action of the call; the group that is shown has them all."""
    number = int(request.param)
    call = make.call("October", days=(date(2026, 10, 9),), now=NOW)
    first = make.action(make.group("Group 0"), call=call)
    Group.objects.bulk_create(
        (Group(slug=f"g{one}", name=f"Group {one}", search=f"group {one}", country="DE") for one in range(1, number)),
        batch_size=500,
    )
    groups = list(Group.objects.exclude(pk=first.group_id))
    Answer.objects.bulk_create(
        (
            Answer(call=call, group=group, state=Answer.State.PLANNING, asked_at=NOW, answered_at=NOW, changed_at=NOW)
            for group in groups
        ),
        batch_size=500,
    )
    Action.objects.bulk_create((_like(first, group) for group in [*groups, *[groups[0]] * number]), batch_size=200)
    return number


def _like(first: Action, group: Group) -> Action:
    action = copy(first)
    action.pk, action.uid, action.group = None, new_uid(), group
    action.slug = f"action-{action.uid}"
    return action


@pytest.mark.parametrize("address", QUESTIONS)
def test_the_page_takes_the_same_queries(number: int, address: str, queries: Callable[[int], Any]) -> None:
    browser = Client()
    browser.force_login(make.person("cleo", network_role="coordinator"))
    with travel(NOW):
        browser.get(address)
        with queries(QUESTIONS[address]):
            page = browser.get(address)
    assert page.status_code == 200
    assert 2 <= page.text.count("Close the office") <= 100
