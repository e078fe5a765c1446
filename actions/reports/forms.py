"""What is asked afterwards."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actions.reports.models import Report

MOST = 1_000_000


class ReportForm(forms.Form):
    """What happened, and how many came. `seen`: the mark of the report that was there when it was opened."""

    text = forms.CharField(
        label=_("What happened?"),
        help_text=_("The first paragraph says the whole in short; it stands alone in lists. Name nobody, please."),
        max_length=20_000,
        widget=forms.Textarea,
    )
    number = forms.IntegerField(
        label=_("How many came?"),
        help_text=_("An estimate is fine. Empty: nobody counted."),
        min_value=0,
        max_value=MOST,
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    @staticmethod
    def started_with(report: Report | None) -> dict[str, Any]:
        """What is told already."""
        return {"text": report.text, "number": report.number} if report else {}
