"""What is asked about an idea: a title is enough. Whatever else an action needs is asked once it is planned."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from actions.planning.drafting import Plan
from actions.planning.forms.asking import Asking, prose
from actions.planning.forms.planning import CallField, GroupField
from actions.planning.models import Action
from campaign.calls.models import Call, CallQuerySet
from campaign.groups.models import Group, GroupQuerySet
from campaign.web import gazetteer
from campaign.web.forms import DateField, LineField
from campaign.web.place_field import PlaceField


class IdeaForm(Asking):
    """An idea, as one says it at a meeting."""

    asks_little = True

    title = LineField(
        label=_("What is the idea?"), help_text=_("In a few words: it becomes the title."), max_length=120
    )
    text = prose(_("More about it"), rows=5)
    call: Any = CallField(
        label=_("Which call would it answer?"),
        queryset=None,
        required=False,
        empty_label=_("none"),
        to_field_name="slug",
    )
    place = PlaceField(label=_("Where?"), help_text=_("Leave it empty while nobody knows."), required=False)
    day = DateField(label=_("Day"), help_text=_("Leave it empty while nobody knows."), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, calls: CallQuerySet | None = None, groups: GroupQuerySet | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        call: Any = self.fields["call"]
        call.queryset = Call.objects.none() if calls is None else calls.prefetch_related("days")
        if groups is not None:
            self.fields["group"] = GroupField(
                label=_("Which group has it?"), queryset=groups, to_field_name="slug", empty_label=None
            )
            self.order_fields(["group", *self.base_fields])

    def plan(self, group: Group) -> Plan:
        """What the idea says, for the verbs. Without a town it is somewhere in the group's country."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("seen", "group")}
        hours = {} if said["day"] else {"time": None, "end_time": None, "end_day": None}
        return cast(Plan, said | hours | {"place": said["place"] or gazetteer.get(group.country)})

    @staticmethod
    def started_with(action: Action) -> dict[str, Any]:
        """The form's first values: what the idea says at present."""
        said = {name: getattr(action, name) for name in ("title", "text", "day")}
        call = action.call.slug if action.call else None
        return said | {"call": call, "place": action.city_key, "seen": action.revision}
