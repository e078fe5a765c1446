"""What a group is asked: whether it takes part, and a word to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaign.calls.models import Answer
from campaign.web.forms import LineField


class AnswerForm(forms.Form):
    """`seen` is the revision of the answer that was open, so that two who answer for one group notice."""

    answer = forms.ChoiceField(
        label=_("What does your group say?"),
        choices=[
            (Answer.State.PLANNING, _("We are planning something")),
            (Answer.State.CONSIDERING, _("We are considering it")),
            (Answer.State.NEEDS_HELP, _("We would, but need help")),
            (Answer.State.DECLINED, _("We can’t this time")),
        ],
        widget=forms.RadioSelect,
    )
    word = LineField(
        label=_("A word to it"),
        help_text=_(
            "What you think of, or what you lack: “Anyone with a room for 80?” Those who look after the call read it."
        ),
        max_length=300,
        required=False,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    @classmethod
    def about(cls, answer: Answer | None, *, chosen: str = "") -> "AnswerForm":
        """To be filled in: with what stands, else with what a link in a letter chose."""
        started: dict[str, Any] = {"seen": 0}
        if answer is not None:
            started = {"seen": answer.revision, "word": answer.word}
            if answer.given:
                started["answer"] = answer.state
        if chosen in Answer.GIVEN:
            started["answer"] = chosen
        return cls(initial=started)

    def again(self, answer: Answer) -> "AnswerForm":
        """The same once more, knowing what now stands."""
        data = self.data.copy()
        data["seen"] = str(answer.revision)
        return type(self)(data)
