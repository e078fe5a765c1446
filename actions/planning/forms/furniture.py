"""What a new action is furnished with: asked below the form, and kept in step with its kind."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from actions.planning.drafting import Plan
from actions.planning.furniture import templating
from actions.planning.furniture.furnishing import Furniture
from actions.planning.furniture.templating import Choice
from actions.planning.kinds import words
from actions.planning.kinds.pattern import LONGEST_RUN
from campaign.calls.models import Call


class FurnitureForm(forms.Form):
    """Whether the shifts and the checklist of a template come along. `brought` names it."""

    asks_little = True

    brought = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    with_shifts = forms.BooleanField(label=_("Add the shifts"), required=False)
    run = forms.IntegerField(
        label=_("Shifts for how many days?"),
        help_text=_("From the first day on, where the action has no last day. You can plan more later."),
        min_value=1,
        max_value=LONGEST_RUN,
        required=False,
    )
    with_checklist = forms.BooleanField(label=_("Add the checklist"), required=False)

    def __init__(self, *args: Any, choice: Choice, **options: Any) -> None:
        super().__init__(*args, **options)
        self.choice = choice
        if not choice.pattern.goes_on:
            del self.fields["run"]

    @staticmethod
    def started_with(choice: Choice) -> dict[str, Any]:
        """All of it comes along unless somebody says no."""
        brought = {"brought": choice.reference, "run": choice.pattern.run}
        return brought | {"with_shifts": True, "with_checklist": True}

    def tasks(self) -> list[tuple[str, str]]:
        """What is to do, and until when."""
        return [(str(task.title), words.due_words(task)) for task in self.choice.pattern.tasks]

    def furniture(self) -> Furniture:
        """What was chosen, once it is valid."""
        said = self.cleaned_data
        return Furniture(
            self.choice.pattern,
            run=said.get("run"),
            shifts=said["with_shifts"],
            checklist=said["with_checklist"],
        )


def switched(data: QueryDict, before: Choice, after: Choice, call: Call | None) -> QueryDict:
    """The same answers with what another template brings: only where nothing was typed, or what was brought stands."""
    answers = data.copy()
    old = as_typed(templating.first_values(before))
    for name, value in as_typed(templating.first_values(after, call)).items():
        typed = _plain(answers.get(name, ""))
        if name == "kind" or typed in ("", old[name]):
            _answer(answers, name, value)
    for name, value in as_typed(FurnitureForm.started_with(after)).items():
        _answer(answers, name, value)
    return answers


def without_idle_hours(data: QueryDict, choice: Choice) -> QueryDict:
    """Where no day was given, the hours that a template has brought wait for it, and are no error."""
    brought = as_typed(templating.first_values(choice))
    if data.get("day") or any(data.get(name, "") not in ("", brought[name]) for name in ("time", "end_time")):
        return data
    answers = data.copy()
    answers["time"] = answers["end_time"] = ""
    return answers


def as_typed(values: Mapping[str, Any] | Plan) -> dict[str, str]:
    """First values as a browser sends them back."""
    return {name: _typed(value) for name, value in values.items()}


def _typed(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return "" if value is None else _plain(str(value))


def _plain(words: str | None) -> str:
    return (words or "").replace("\r\n", "\n").strip()


def _answer(answers: QueryDict, name: str, value: str) -> None:
    """An unticked box is sent by leaving it out."""
    if value:
        answers[name] = value
    else:
        answers.pop(name, None)
