"""All that a call says, as values."""

import datetime as dt
from dataclasses import dataclass, field, fields

from campaign.calls.kinds import Kind


@dataclass(frozen=True, slots=True)
class OtherDate:
    """A date on the call's timeline that is no action; `words` are shown instead of it where there are any."""

    date: dt.date
    title: str
    words: str = ""
    text: str = ""
    pk: int | None = field(default=None, compare=False)  # of the row that says it now; None for a new one


@dataclass(frozen=True, slots=True)
class Defaults:
    """What an action that answers the call says where it says nothing of its own; `kind` is only proposed.

    `time` and `end_time` are on the clocks of each town; an end has a start, and an earlier one is on the next day.
    """

    text: str = ""
    bring: str = ""
    contact: str = ""
    kind: str = ""  # one of Kind, or empty
    time: dt.time | None = None
    end_time: dt.time | None = None

    @property
    def kind_words(self) -> str:
        """The kind, as people say it."""
        return str(Kind(self.kind).label) if self.kind else ""


@dataclass(frozen=True, slots=True)
class Wording:
    """All that a call says."""

    title: str
    summary: str
    text: str
    days: tuple[dt.date, ...]
    asks: str = ""
    by: str = ""
    key_dates: tuple[OtherDate, ...] = field(default=())
    defaults: Defaults = field(default=Defaults())
    language: str = "en"  # the one that all this is written in


DEFAULTS = tuple(one.name for one in fields(Defaults))
