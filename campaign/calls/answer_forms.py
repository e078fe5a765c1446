"""What a group is asked: whether it takes part, and a word to it; and which groups are to be asked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaign.calls.models import Answer
from campaign.groups.models import Group, GroupQuerySet
from campaign.lib import folding
from campaign.web import gazetteer
from campaign.web.forms import LineField
from campaign.web.viewer import Viewer


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
        return type(self)({**{name: self.data.get(name, "") for name in self.fields}, "seen": str(answer.revision)})


class ByCountry(forms.Form):
    """Read from the query: all of it optional, and an answer that makes no sense is left out of account."""

    asks_little = True
    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, data: Any, *, groups: GroupQuerySet) -> None:
        super().__init__(data)
        codes = groups.order_by().values_list("country", flat=True).distinct()
        named = sorted(((code, gazetteer.country_name(code)) for code in codes if code), key=lambda pair: pair[1])
        field = self.fields["country"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [("", _("every country")), *named]

    @property
    def asked(self) -> dict[str, str]:
        """The answers given, without those that make no sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class GroupsForm(ByCountry):
    """Which groups: by country, by a part of the name. Nothing is asked of who looks."""

    q = forms.CharField(label=_("Name"), required=False, max_length=80)

    def __init__(self, data: Any, *, viewer: Viewer) -> None:
        super().__init__(data, groups=Group.objects.visible_to(viewer).standing())

    def apply(self, groups: GroupQuerySet) -> GroupQuerySet:
        """Those of the groups that are asked for."""
        asked = self.asked
        if "country" in asked:
            groups = groups.filter(country=asked["country"])
        for word in folding.words(asked.get("q", ""))[:8]:
            groups = groups.filter(search__contains=word)
        return groups
