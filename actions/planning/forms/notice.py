"""What organisers say with a notice: a word, and until when they ask everyone again."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from actions.planning.models import Action
from actions.planning.when import moments
from campaign.web.forms import DateField, TimeField


class NoticeForm(forms.Form):
    """A word, and whether to ask again; `proposed` is the hour that stands there first, None where nobody is asked."""

    asks_little = True

    word = forms.CharField(
        label=_("A word with it?"),
        help_text=_("Why it has changed, for example. It stands in the mail as you write it here."),
        max_length=Action._meta.get_field("notice_word").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    ask = forms.BooleanField(label=_("Ask everyone again whether they come"), required=False)
    day = DateField(label=_("They answer until"), required=False)
    time = TimeField(label=_("At"), required=False)
    together = forms.BooleanField(required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, action: Action, proposed: datetime | None, others: int) -> None:
        until = action.ask_again_until or proposed
        there = moments.local(until, action.zone) if until else None
        first = {"word": action.notice_word, "ask": action.ask_again_until is not None, "seen": action.sequence}
        if there is not None:
            first |= {"day": there.date(), "time": there.time()}
        super().__init__(data, initial=first)
        self.zone = action.zone
        if proposed is None:
            for name in ("ask", "day", "time"):
                del self.fields[name]
        if not others:
            del self.fields["together"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("ask") and not (cleaned.get("day") and cleaned.get("time")) and not self.errors:
            self.add_error("day", _("Until which day and hour?"))
        return cleaned

    @property
    def until(self) -> datetime | None:
        """Until when everyone is asked, once the answers are valid; None where nobody is."""
        said = self.cleaned_data
        return moments.instant(said["day"], said["time"], self.zone) if said.get("ask") else None
