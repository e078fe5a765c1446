"""What changed in an action since somebody got the place: of the history, what those who come should know.

The history's own words go to nobody: of a meeting point it is told that it changed, not what it was.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as Clock  # noqa: N812 - `time` is the name of a field
from typing import Any

from actions.planning import changes
from actions.planning.models import Action
from campaign.web.spots import near_town
from campaign.web.templatetags import times

CITY = ("city", "place_name")
POINT = (*Action.SECRETS, "meeting_point_to_come")
FIELDS = frozenset((*changes.TIME_FIELDS, *CITY, *POINT, "bring"))
Said = Mapping[str, list[Any]]  # field → what it said before, and after


@dataclass(frozen=True, slots=True)
class History:
    """The changes that matter to those who come, oldest first."""

    action: Action
    at: tuple[datetime, ...] = ()
    said: tuple[Said, ...] = ()

    def seen_at(self, instant: datetime | None) -> int:
        """How many of them whoever got the place then had seen."""
        return bisect_right(self.at, instant) if instant is not None else len(self.at)

    def since(self, seen: int) -> dict[str, Any]:
        """What is not as it was after so many, as a letter says it, in the language in use."""
        was = self._was(seen)
        words: dict[str, Any] = {}
        if was.keys() & set(changes.TIME_FIELDS):
            before = times.when(_Timed.of(self.action, was))
            words["when_before"] = before if before != times.when(self.action) else ""
        if was.keys() & set(CITY):
            words["city_before"] = near_town(*(was.get(field, getattr(self.action, field)) for field in CITY[::-1]))
        words["point_changed"] = bool(was.keys() & set(POINT))
        words["bring_changed"] = "bring" in was
        words["changed"] = any(words.values())
        return words

    def _was(self, seen: int) -> dict[str, Any]:
        """Each field that is not as it was then, with what it said."""
        first: dict[str, Any] = {}
        last: dict[str, Any] = {}
        for said in self.said[seen:]:
            for field in said.keys() & FIELDS:
                first.setdefault(field, said[field][0])
                last[field] = said[field][1]
        return {field: before for field, before in first.items() if before != last[field]}


def history(action: Action) -> History:
    """The action's own, in one query."""
    rows = action.history.order_by("revision").values_list("at", "said")
    kept = [(at, said) for at, said in rows if said.keys() & FIELDS]
    return History(action, tuple(at for at, _ in kept), tuple(said for _, said in kept))


@dataclass(slots=True)
class _Timed:
    """A wall clock's times, as they were."""

    day: date | None
    time: Clock | None
    end_day: date | None
    end_time: Clock | None
    open_ended: bool
    zone: str

    @classmethod
    def of(cls, action: Action, was: Mapping[str, Any]) -> "_Timed":
        """The action's times, but for what the history says of them."""
        values = {field: was.get(field, getattr(action, field)) for field in changes.TIME_FIELDS}
        for field, kind in (("day", date), ("end_day", date), ("time", Clock), ("end_time", Clock)):
            if isinstance(values[field], str):
                values[field] = kind.fromisoformat(values[field])
        return cls(**values)
