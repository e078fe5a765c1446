"""What is asked about a template: one page, with as many rows of shifts and of things to do as are needed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from actions.planning.forms.asking import prose
from actions.planning.forms.checklist import DueForm, Until
from actions.planning.forms.shifts import MOST_PEOPLE
from actions.planning.kinds import words
from actions.planning.kinds.pattern import LONGEST_RUN, TAKING_PART, On, Pattern, Task, Work
from actions.planning.models import Action
from campaign.web.forms import LineField, TimeField
from campaign.web.overtaken import Difference, differences
from campaign.web.templatetags.times import hour

SPARE_ROWS, MOST_ROWS = 2, 60
SAID = (
    *("title", "time", "end_time", "open_ended", "seats", "meeting_point_for", "meeting_point_hours", "visibility"),
    *("summary", "text", "bring", "access", "run"),
)


class TemplateForm(forms.Form):
    """What an action begins with, but for its shifts and what is to do. What is left empty is asked each time."""

    asks_little = True

    title = LineField(
        label=_("Title"), help_text=_("To begin with: most will say it anew."), max_length=120, required=False
    )
    time = TimeField(label=_("From"), required=False)
    end_time = TimeField(label=_("Until"), required=False)
    open_ended = forms.BooleanField(label=_("stays open until further notice"), required=False)
    seats = forms.IntegerField(
        label=_("How many people can take part?"),
        help_text=_("Leave it empty where there is no limit."),
        min_value=1,
        max_value=100_000,
        required=False,
    )
    meeting_point_for = forms.ChoiceField(
        label=_("Who is told the meeting point?"),
        choices=Action.MeetingPointFor.choices,
        widget=forms.RadioSelect,
        initial=Action.MeetingPointFor.EVERYONE,
    )
    meeting_point_hours = forms.IntegerField(
        label=_("From how many hours before the start?"),
        help_text=_("Leave it empty to tell it at once."),
        min_value=0,
        max_value=2000,
        required=False,
    )
    visibility = forms.ChoiceField(
        label=_("Who sees the action once it is announced?"),
        choices=Action.Visibility.choices,
        widget=forms.RadioSelect,
        initial=Action.Visibility.PUBLIC,
    )
    summary = prose(_("In two sentences"), rows=2, longest=400)
    text = prose(
        _("What happens?"), _("Markdown: empty lines part paragraphs, **bold**, [words](https://address)."), rows=8
    )
    bring = prose(_("What should people bring?"))
    access = prose(_("Who can get in, and how?"), rows=2)
    run = forms.IntegerField(
        label=_("For how many days are shifts of every day planned?"),
        help_text=_("Where an action has no last day; otherwise they are on each of its days."),
        min_value=1,
        max_value=LONGEST_RUN,
        initial=1,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    rows: tuple[forms.Form, ...] = ()  # asked for below it; the summary at the top leads to what is wrong in them too

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("end_time") and not cleaned.get("time"):
            self.add_error("time", _("Until an hour needs from which hour."))
        return cleaned


class NamedForm(TemplateForm):
    """One that stands beside the kinds, under a name of its own."""

    name = LineField(label=_("What is the template called?"), max_length=80)

    field_order = ("name",)


class WorkRow(forms.Form):
    """A shift by its rule. A row left empty is no row."""

    asks_little = True

    title = LineField(label=_("What work?"), max_length=80, required=False)
    on = forms.ChoiceField(label=_("On which days?"), choices=On.choices, initial=On.EACH)
    time = TimeField(label=_("From"), required=False)
    end_time = TimeField(label=_("Until"), required=False)
    least = forms.IntegerField(label=_("At least"), min_value=1, max_value=MOST_PEOPLE, required=False)
    most = forms.IntegerField(label=_("At most"), min_value=1, max_value=MOST_PEOPLE, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        named = ("title", "time", "end_time", "least", "most")
        if any(said.get(name) for name in named):
            for name in named:
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, _("This needs an answer, or empty the whole row."))
            if said.get("least") and said.get("most") and said["most"] < said["least"]:
                self.add_error("most", _("That is fewer than at least."))
            if said.get("time") and said["time"] == said.get("end_time"):
                self.add_error("end_time", _("It ends when it begins."))
        return said

    def work(self) -> Work | None:
        """The shift; None for an empty row."""
        said = self.cleaned_data
        if not said.get("title"):
            return None
        return Work(said["title"], said["time"], said["end_time"], said["least"], said["most"], said["on"])


class TaskRow(DueForm):
    """Something to do. A row left empty is no row."""

    title = LineField(label=_("What is to do?"), max_length=140, required=False)

    field_order = ("title", "number", "until", "at")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["until"].choices = [one for one in Until.choices if one[0] != Until.DAY]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("title") and "title" not in self.errors:
            if self.cleaned_data.get("number") is not None:
                self.add_error("title", _("Say what is to do, or empty the whole row."))
            return self.cleaned_data
        return super().clean()

    def task(self) -> Task | None:
        """What is to do; None for an empty row."""
        if not self.cleaned_data.get("title"):
            return None
        due = self.due()
        return Task(self.cleaned_data["title"], days=due.days, at=due.at, hours=due.hours)


class TemplatePaper:
    """The whole page: the form and its two lists of rows. Emptying a row takes it away."""

    def __init__(self, data: QueryDict | None = None, *, pattern: Pattern, seen: int, name: str | None = None) -> None:
        said = {field: getattr(pattern, field) for field in SAID} | {"seen": seen, "name": name}
        self.unasked = {field: getattr(pattern, field) for field in TAKING_PART}  # said on an action's own page
        self.form = (TemplateForm if name is None else NamedForm)(data, initial=said)
        self.works = _rows(WorkRow, "works", data, [_work_said(work) for work in pattern.works])
        self.tasks = _rows(TaskRow, "tasks", data, [_task_said(task) for task in pattern.tasks])
        self.form.rows = (*self.works, *self.tasks)

    def asks_shifts(self) -> bool:
        """Whether the shifts are unfolded: where something is wrong with them, or more rows were asked for."""
        return _unfolded(self.works)

    def asks_tasks(self) -> bool:
        """The same of what is to do."""
        return _unfolded(self.tasks)

    def is_valid(self) -> bool:
        """Whether everything can be saved; what can't says so at its place and at the top."""
        good = self.form.is_valid()
        for rows in (self.works, self.tasks):
            good = rows.is_valid() and good
            for sentence in rows.non_form_errors():  # of all rows together: too many, or sent back in pieces
                self.form.add_error(None, ValidationError(sentence))
        return good and not self.form.errors

    @property
    def name(self) -> str:
        """Its name, once it is valid; empty for what stands for its kind."""
        return str(self.form.cleaned_data.get("name", ""))

    def pattern(self) -> Pattern:
        """What the page says, once it is valid."""
        said = {field: self.form.cleaned_data[field] for field in SAID} | self.unasked
        works = (row.work() for row in self.works)
        tasks = (row.task() for row in self.tasks)
        return Pattern(**said, works=tuple(one for one in works if one), tasks=tuple(one for one in tasks if one))

    def differences(self, stands: Pattern, name: str | None) -> list[Difference]:
        """Where what another has saved, which stands now, is not what this page says."""
        typed = self.pattern()
        said: dict[str, Any] = {field: getattr(stands, field) for field in SAID}
        found = differences(self.form, said | {"name": name} if name is not None else said)
        if typed.works != stands.works:
            lines = (f"{work.title}: {work.on_words}, {hour(work.time)}–{hour(work.end_time)}" for work in stands.works)
            found.append(Difference(_now("Shifts"), "\n".join(lines)))
        if typed.tasks != stands.tasks:
            lines = (f"{task.title}: {words.due_words(task)}" for task in stands.tasks)
            found.append(Difference(_now("Checklist"), "\n".join(lines)))
        return found


def _work_said(work: Work) -> dict[str, Any]:
    names = ("title", "on", "time", "end_time", "least", "most")
    return {name: getattr(work, name) for name in names}


def _task_said(task: Task) -> dict[str, Any]:
    return {"title": task.title} | DueForm.said_by(task)


def _rows(row: type[forms.Form], prefix: str, data: QueryDict | None, initial: list[dict[str, Any]]) -> Any:
    rows = forms.formset_factory(row, extra=SPARE_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
    options: dict[str, Any] = {"empty_permitted": True, "use_required_attribute": False}
    return rows(data, prefix=prefix, initial=initial if data is None else None, form_kwargs=options)


def _unfolded(rows: Any) -> bool:
    return bool(rows.is_bound) and (any(rows.errors) or f"more-{rows.prefix}" in rows.data)


class NameForm(forms.Form):
    """Under which name an action is kept as a template."""

    name = LineField(
        label=_("What is the template called?"),
        help_text=_("Your group will find it under this name when it plans the next action."),
        max_length=80,
    )
