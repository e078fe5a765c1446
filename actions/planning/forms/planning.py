"""What an organiser is asked about an action she plans."""

from typing import Any, cast

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from actions.planning.drafting import Plan
from actions.planning.forms.asking import prose
from actions.planning.forms.when import WhenFields
from actions.planning.forms.where import WhereFields
from actions.planning.forms.words import WordsFields
from actions.planning.models import Action, Kind
from actions.planning.words import inheritance
from campaign.calls.models import Call, CallQuerySet
from campaign.groups.models import GroupQuerySet
from campaign.web.forms import DateField, LineField, TimeField
from campaign.web.templatetags import times


class ReasonForm(forms.Form):
    """Why an action is cancelled."""

    reason = prose(_("Why?"), _("Everyone reads it: on the page, in the calendars and in the mail."), longest=400)


class PostponeForm(forms.Form):
    """Why an action is postponed, and to when, where that is known."""

    day = DateField(label=_("The new day"), help_text=_("Leave it empty while you don’t know."), required=False)
    time = TimeField(label=_("Hour"), help_text=_("Empty: the same as before."), required=False)
    reason = prose(_("Why?"), _("Everyone reads it: on the page, in the calendars and in the mail."), longest=400)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("time") and not cleaned.get("day") and "day" not in self.errors:
            self.add_error("day", _("An hour needs its day."))
        return cleaned


KINDS = (
    (Kind.OCCUPATION, _("Occupation: going in, and staying")),
    (Kind.DEMONSTRATION, _("Demonstration: in the street, together")),
    (Kind.LEAFLETING, _("Leafleting: telling people, at a market or a gate")),
    (Kind.WELCOME_CENTRE, _("Welcome centre: open until further notice, with places")),
    (Kind.ASSEMBLY, _("Assembly: talking and deciding")),
    (Kind.TRAINING, _("Training: learning before the day")),
    (Kind.WORKSHOP, _("Workshop: making something")),
    (Kind.VIGIL, _("Vigil: standing still, for somebody")),
    (Kind.OTHER, _("Another action, or not decided yet")),
)


class ByAddressField(forms.ModelChoiceField):  # type: ignore[type-arg] # no [] at run time
    """A choice that is sent by its address."""

    def to_python(self, value: Any) -> Any:
        """The row; what no database takes is none of those on offer."""
        return super().to_python(value.replace("\0", "?") if isinstance(value, str) else value)


class CallField(ByAddressField):
    """A call, by its address. Its days tell apart those of one title."""

    def label_from_instance(self, call: Any) -> str:
        """“Days of action, 11 to 13 October 2002”."""
        days = [day.date for day in call.days.all()]
        return f"{call.title}, {times.to_date(days[0], days[-1])}" if days else str(call.title)


class GroupField(ByAddressField):
    """A group, by its address. Its town tells apart those of one name."""

    def label_from_instance(self, group: Any) -> str:
        """“Welcome group, Bologna”."""
        return str(group.name) if not group.city or group.city in group.name else f"{group.name}, {group.where}"


class ActionForm(WhenFields, WordsFields, WhereFields):
    """An action, one question after another. What is left empty is to be announced."""

    asks_little = True  # the page says once what must be answered, so no question says that it is optional

    kind = forms.ChoiceField(label=_("What kind of action?"), choices=KINDS, initial=Kind.OTHER)
    call: Any = CallField(
        label=_("Which call does it answer?"),
        queryset=None,
        required=False,
        empty_label=_("none"),
        to_field_name="slug",
    )
    title = LineField(label=_("Title"), help_text=_("Short, as you would say it on the telephone."), max_length=120)
    seats = forms.IntegerField(
        label=_("How many people can take part?"),
        help_text=_("Leave it empty where there is no limit."),
        min_value=1,
        max_value=100_000,
        required=False,
    )
    visibility = forms.ChoiceField(
        label=_("Who sees the action once it is announced?"),
        help_text=_("If only members see it, others who have signed up already lose their place, and are told."),
        choices=Action.Visibility.choices,
        widget=forms.RadioSelect,
        initial=Action.Visibility.PUBLIC,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    rows: tuple[forms.Form, ...] = ()  # asked for below it; the summary at the top leads to what is wrong in them too

    FIRST = ("group", "kind", "call", "title")
    THEN = ("seats",)
    field_order = (
        "kind",
        "call",
        "title",
        *WhereFields.PLACE,
        *WhenFields.WHEN,
        *WhenFields.STATES,
        *THEN,
        *WhereFields.POINT,
        "visibility",
        *WordsFields.WORDS,
        *WhereFields.ACCESS,
    )

    def __init__(
        self, *args: Any, calls: CallQuerySet | None = None, groups: GroupQuerySet | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        call: Any = self.fields["call"]
        call.queryset = Call.objects.none() if calls is None else calls.prefetch_related("days")
        if groups is not None:
            self.fields["group"] = GroupField(
                label=_("Which group plans it?"), queryset=groups, to_field_name="slug", empty_label=None
            )

    def first(self) -> list[BoundField]:
        """What kind, which call, and the title."""
        return self.asked(self.FIRST)

    def then(self) -> list[BoundField]:
        """What else a draft begins with."""
        return self.asked(self.THEN)

    def hold_back(self) -> None:
        """Show the answers without a word on what is missing or wrong: nobody has asked for them to be saved."""
        self._errors = ErrorDict()

    def plan(self) -> Plan:
        """What the action says, for the verbs."""
        elsewhere = ("seen", "group", "reach", "meeting_spot")
        values = {name: value for name, value in self.cleaned_data.items() if name not in elsewhere}
        return cast(Plan, values | dict(self.where_plan()))

    @staticmethod
    def started_with(action: Action) -> dict[str, Any]:
        """The form's first values: what the action says at present."""
        said = {name: getattr(action, name) for name in ActionForm.base_fields if hasattr(action, name)}
        call = action.call.slug if action.call else None
        said["time"], said["end_time"] = inheritance.own_hours(action)
        return said | {"call": call, "seen": action.revision} | WhereFields.where_started_with(action)
