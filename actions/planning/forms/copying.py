"""To which days, which place and which group an action is copied."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actions.planning import copying
from actions.planning.forms.planning import GroupField
from actions.planning.forms.series import DaysField
from campaign.groups.models import GroupQuerySet
from campaign.web.place_field import PlaceField


class CopyForm(forms.Form):
    """Where and when the copies are."""

    asks_little = True

    days = DaysField(
        label=_("On which days?"),
        help_text=_("One a line: 2026-10-09. Each becomes a draft. Leave it empty while the day is to be announced."),
    )
    place = PlaceField(label=_("Where?"), help_text=_("Leave it empty for the same place."), required=False)

    def __init__(self, *args: Any, groups: GroupQuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        if len(groups[:2]) > 1:
            self.fields["group"] = GroupField(
                label=_("Which group plans it?"), queryset=groups, to_field_name="slug", empty_label=None
            )

    def clean_days(self) -> list[date | None]:
        """In order; one day that is to be announced where none was named."""
        days = sorted(self.cleaned_data["days"])
        if len(days) > copying.MOST:
            raise forms.ValidationError(_("At most %(most)d at once."), params={"most": copying.MOST})
        return list(days) or [None]
