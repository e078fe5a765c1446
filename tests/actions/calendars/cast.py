"""Actions as feeds meet them: planned and announced by the real verbs."""

from datetime import UTC, date, datetime, time
from typing import Any

from actions.planning.models import Action
from campaign.groups.models import Group
from tests import make

OCTOBER = datetime(2002, 10, 1, 12, tzinfo=UTC)


def announced(group: Group, title: str = "Close the office", *, now: datetime = OCTOBER, **plan: Any) -> Action:
    """An announced action of the group, on Friday 11 October 2002 where nothing else is said."""
    said: dict[str, Any] = {"day": date(2002, 10, 11), "time": time(9), "end_time": time(16)}
    return make.action(group, title=title, now=now, **(said | plan))
