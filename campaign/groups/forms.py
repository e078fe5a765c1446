"""What people are asked about a group."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaign.groups.models import Group, Membership
from campaign.web.forms import LineField
from campaign.web.models import Network
from campaign.web.place_field import PlaceField


class FoundingForm(forms.Form):
    """A name and a town are enough to begin."""

    name = LineField(
        label=_("What is the group called?"),
        help_text=_("People see this name in the calendar, beside every action. You can change it later."),
        max_length=80,
    )
    city = PlaceField(label=_("Where is it?"), help_text=_("A town, or the country alone for now."))


class GroupForm(FoundingForm):
    """How a group presents itself. `seen` is the revision that was open, so that two editors notice each other."""

    about = forms.CharField(
        label=_("What should people know about you?"),
        help_text=_("Shown to everyone. Markdown: empty lines part paragraphs, **bold**, [words](https://address)."),
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=20_000,
        required=False,
    )
    languages = LineField(
        label=_("Which languages do you speak?"),
        help_text=_("As you would say it: Polish, Russian, some English."),
        max_length=120,
        required=False,
    )
    contact = LineField(
        label=_("How can people reach you?"),
        help_text=_("Shown to everyone: a shared address, a telephone number, a place and an hour."),
        max_length=200,
        required=False,
    )
    joining = forms.ChoiceField(
        label=_("Who may join?"), choices=Group.Joining.choices, widget=forms.RadioSelect, initial=Group.Joining.OPEN
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    field_order = ("name", "city", "about", "languages", "contact", "joining")

    @staticmethod
    def started_with(group: Group) -> dict[str, Any]:
        """The form's first values: what the group says at present."""
        return {
            "name": group.name,
            "city": group.place_key,
            "about": group.about,
            "languages": group.languages,
            "contact": group.contact,
            "joining": group.joining,
            "seen": group.revision,
        }


class RoleForm(forms.Form):
    """What somebody is in the group."""

    role = forms.ChoiceField(
        label=_("What is this person here?"),
        choices=[
            (Membership.Role.MEMBER, _("Member: sees what is meant for the group alone")),
            (Membership.Role.ORGANISER, _("Organiser: plans actions and sees who comes")),
            (Membership.Role.COORDINATOR, _("Coordinator: also people, announcements and the group’s page")),
        ],
        widget=forms.RadioSelect,
    )


class MailForm(forms.Form):
    """Whether a member gets the group's announcements by mail."""

    announcements = forms.BooleanField(label=_("Send me the group’s announcements by mail"), required=False)


class NetworkForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """What the network calls itself, who founds groups, and who writes calls."""

    class Meta:
        model = Network
        fields = ("name", "about", "founding", "calling")
        field_classes = {"name": LineField}
        labels = {
            "name": _("What is the network called?"),
            "about": _("What is it, in two sentences?"),
            "founding": _("Who may found a group?"),
            "calling": _("Who may write calls to action?"),
        }
        help_texts = {"calling": _("Which groups are allowed to, you say for each of them, on the page of all groups.")}
        widgets = {
            "founding": forms.RadioSelect,
            "calling": forms.RadioSelect,
            "about": forms.Textarea(attrs={"rows": 3}),
        }
