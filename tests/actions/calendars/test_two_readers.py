"""Readers who meet at a stale feed, while somebody goes on changing what it says."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from actions.calendars import bodies, feeds, fragments, scopes
from actions.calendars.models import Fragment
from actions.calendars.scopes import Scope
from actions.planning import drafting
from actions.planning.models import Action
from campaign.lib import clock
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.whole]
READERS, ACTIONS, ROUNDS = 3, 12, 4


def test_readers_at_once_and_a_writer_leave_only_what_is_true() -> None:
    bodies.shelf.clear()
    group = make.group()
    for number in range(ACTIONS):
        make.action(group, title=f"Action {number}", day=date(2090, 5, 1))
    barrier = Barrier(READERS + 1)

    def read() -> list[str]:
        seen = []
        for _ in range(ROUNDS):
            barrier.wait(20)
            stamp = scopes.stamp(Scope("all"), clock.now())
            assert stamp is not None
            found = fragments.read(scopes.actions(Scope("all"), stamp), clock.now())
            assert len(found) == ACTIONS
            seen.append("".join(fragment.text for fragment in found))
        return seen

    def write() -> list[str]:
        for turn in range(ROUNDS):
            barrier.wait(20)
            for action in Action.objects.order_by("pk"):
                drafting.edit(action, summary=f"Turn {turn}")
        return []

    with ThreadPoolExecutor(READERS + 1) as threads:
        futures = [threads.submit(_and_close(deed)) for deed in (write, *[read] * READERS)]
        for future in futures:
            future.result(60)

    now = clock.now()
    body = feeds.body(Scope("all"), now)
    assert body is not None
    fresh = [
        fragments._render(action, now) for action in Action.objects.select_related("call").order_by("starts", "pk")
    ]
    assert body.plain.count(f"Turn {ROUNDS - 1}".encode()) == ACTIONS
    assert "".join(one.text for one in fresh).encode() in body.plain
    assert {(one.pk, one.revision, one.text) for one in fresh} == set(
        Fragment.objects.values_list("pk", "revision", "text")
    )


def _and_close(deed: Callable[[], list[str]]) -> Callable[[], list[str]]:
    def done() -> list[str]:
        try:
            return deed()
        finally:
            connection.close()

    return done
