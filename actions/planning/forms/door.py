"""What is asked for a link to the door, and what its devices send."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from actions.planning.models import Action
from actions.planning.taking_part import door
from actions.planning.taking_part.check_in import MOST_AT_ONCE, MOST_PEOPLE, Tick
from campaign.web.forms import DateField, LineField

MOST_BYTES = 128 * 1024  # of one request: twice what so many ticks take


class NoTicks(ValueError):
    """What was sent is no list of ticks, or far too long a one."""


class LinkForm(forms.Form):
    """For whom it is, and on which days it works."""

    label = LineField(
        label=_("Where is it used?"), help_text=_("Such as “the gate”. No name is needed."), max_length=60
    )
    first_day = DateField(label=_("From"))
    last_day = DateField(label=_("Until"), help_text=_("A day ends at four in the morning, so that a night is one."))

    def __init__(self, data: Any = None, *, action: Action) -> None:
        self.days = door.days(action)
        first, last = self.days or (None, None)
        super().__init__(data, initial={"first_day": first, "last_day": last})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if self.days is None:
            raise forms.ValidationError(_("The day of the action is to be announced: make the link when it is known."))
        for name, day in (("first_day", first), ("last_day", last)):
            if day and not self.days[0] <= day <= self.days[1]:
                self.add_error(name, _("That is no day of this action."))
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first one."))
        return cleaned


def read_ticks(body: bytes) -> list[Tick]:
    """The ticks that a device sends as JSON. Raises NoTicks."""
    if len(body) > MOST_BYTES:
        raise NoTicks
    try:
        said = json.loads(body)["ticks"]
        if not isinstance(said, list) or len(said) > MOST_AT_ONCE:
            raise NoTicks
        return [_tick(one) for one in said]
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise NoTicks from error


def read_tick(said: Any, day: date) -> Tick:
    """One tick of a plain form. Raises NoTicks."""
    try:
        party = said.get("party") or None
        return Tick(_uid(said.get("uid")), day, _whole(said.get("people", "1"), 1, MOST_PEOPLE), _party(party))
    except (TypeError, ValueError) as error:
        raise NoTicks from error


def _tick(one: dict[str, Any]) -> Tick:
    return Tick(
        uid=_uid(one["uid"]),
        day=date.fromisoformat(one["day"]),
        people=_whole(one["people"], 1, MOST_PEOPLE),
        registration=_party(one.get("party")),
        taken_back=one.get("back") is True,
    )


def _uid(said: Any) -> UUID:
    if not isinstance(said, str) or len(said) != 36:
        raise ValueError
    return UUID(said)


def _party(said: Any) -> int | None:
    return None if said is None else _whole(said, 1, 2**63 - 1)


def _whole(said: Any, least: int, most: int) -> int:
    if isinstance(said, bool) or not isinstance(said, int | str) or len(str(said)) > 19:
        raise ValueError
    number = int(said)
    if not least <= number <= most:
        raise ValueError
    return number


def fits(words: str, *texts: str) -> bool:
    """Whether what somebody looks for stands in one of these: digits of a code, or letters of a pseudonym."""
    plain = "".join(words.split()).casefold()
    return any(plain in "".join(text.split()).casefold() for text in texts)
