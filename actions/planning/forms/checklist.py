"""What is asked about something that has to be done."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from actions.planning.furniture.checklist import Due, due_of
from actions.planning.kinds.pattern import Task
from actions.planning.models import ChecklistItem
from campaign.groups.models import Membership
from campaign.web.forms import DateField, LineField, TimeField

LONGEST = 730  # days
KEEP = "keep"


class Until(models.TextChoices):
    """How it is said until when something is due."""

    DAYS = "days", _("days before the action")
    HOURS = "hours", _("hours before the start")
    AFTER = "after", _("days after the first day")
    DAY = "day", _("on a day of its own")
    NEVER = "never", _("whenever")


class DueForm(forms.Form):
    """Until when. By a rule it follows the action when that moves."""

    asks_little = True

    until = forms.ChoiceField(label=_("Due"), choices=Until.choices, initial=Until.DAYS)
    number = forms.IntegerField(label=_("How many?"), min_value=0, max_value=LONGEST, required=False)
    at = TimeField(label=_("At what hour?"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        counted = cleaned.get("until") in (Until.DAYS, Until.HOURS, Until.AFTER)
        if counted and cleaned.get("number") is None and "number" not in self.errors:
            self.add_error("number", _("How many, in digits? 0 is the day itself."))
        return cleaned

    def due(self) -> Due:
        """Until when, once it is valid."""
        said = self.cleaned_data
        return {
            Until.DAYS: Due(days=said["number"], at=said["at"]),
            Until.HOURS: Due(hours=said["number"]),
            Until.AFTER: Due(days=-(said["number"] or 0), at=said["at"]),
            Until.DAY: Due(day=said.get("day"), hour=said["at"]),
            Until.NEVER: Due(),
        }[Until(said["until"])]

    @staticmethod
    def said(due: Due) -> dict[str, Any]:
        """The answers that say it."""
        if due.hours is not None:
            return {"until": Until.HOURS, "number": due.hours}
        if due.days is not None:
            after = due.days < 0
            return {"until": Until.AFTER if after else Until.DAYS, "number": abs(due.days), "at": due.at}
        if due.day is not None:
            return {"until": Until.DAY, "day": due.day, "at": due.hour}
        return {"until": Until.NEVER}

    @staticmethod
    def said_by(task: Task) -> dict[str, Any]:
        """The same of a rule."""
        return DueForm.said(Due(days=task.days, at=task.at, hours=task.hours))


class ItemForm(DueForm):
    """What, who, until when. `people`: who can take it on, as far as the viewer may know."""

    title = LineField(label=_("What is to do?"), max_length=140)
    owner = forms.ChoiceField(label=_("Who does it?"), required=False)
    day = DateField(label=_("Day"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    field_order = ("title", "owner", "until", "number", "day", "at")

    def __init__(
        self, *args: Any, people: Sequence[Membership] = (), item: ChecklistItem | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        several = len({one.group_id for one in people}) > 1
        self.people = {str(one.pk): one for one in people}
        self.item = item
        choices = [("", _("nobody yet"))]
        if item is not None and item.owner_id and str(item.owner_id) not in self.people:
            choices.append((KEEP, _("somebody of another group, as before")))
        named = [(pk, f"{one.person}, {one.group}" if several else str(one.person)) for pk, one in self.people.items()]
        self.fields["owner"].choices = choices + named  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("until") == Until.DAY and not cleaned.get("day") and "day" not in self.errors:
            self.add_error("day", _("Which day?"))
        return cleaned

    def whose(self) -> Membership | None:
        """Whose it is, once it is valid."""
        said = self.cleaned_data["owner"]
        return self.item.owner if said == KEEP and self.item else self.people.get(said)

    @staticmethod
    def started_with(item: ChecklistItem, people: Sequence[Membership]) -> dict[str, Any]:
        """What an item says at present."""
        known = item.owner_id is None or any(one.pk == item.owner_id for one in people)
        said = {"title": item.title, "owner": str(item.owner_id or "") if known else KEEP, "seen": item.saves}
        return said | DueForm.said(due_of(item))
