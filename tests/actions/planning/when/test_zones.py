"""New rules of a time zone move the instants of what is to come, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest

from actions.planning.models import Action
from actions.planning.when import zones
from campaign.web import revisions
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


def under_old_rules(action: Action) -> None:
    """As if its instants had been derived when clocks there stood an hour earlier."""
    assert action.starts
    assert action.ends
    hour = timedelta(hours=1)
    Action.objects.filter(pk=action.pk).update(starts=action.starts - hour, ends=action.ends - hour)


def test_what_is_to_come_is_derived_anew_and_counted() -> None:
    group = make.group()
    stale, right = make.action(group), make.action(group)
    under_old_rules(stale)
    counted = revisions.current("all")
    assert zones.derive(NOW) == 1
    after = Action.objects.get(pk=stale.pk)
    assert (after.starts, after.ends, after.day, after.time) == (stale.starts, stale.ends, stale.day, stale.time)
    assert (after.revision, after.sequence, after.notice_due) == (stale.revision + 1, 0, None)
    assert Action.objects.get(pk=right.pk).revision == right.revision
    assert revisions.current("all") == counted + 1
    assert zones.derive(NOW) == 0


def test_what_is_over_stays_as_it_was() -> None:
    action = make.action()
    under_old_rules(action)
    assert zones.derive(NOW + timedelta(days=60)) == 0


def test_a_process_asks_once(monkeypatch: pytest.MonkeyPatch, queries: Any) -> None:
    monkeypatch.setattr(zones, "_derived", False)
    under_old_rules(make.action())
    assert zones.sweep(NOW) == 1
    with queries(0):
        assert zones.sweep(NOW) == 0
