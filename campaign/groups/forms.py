"""What people are asked about a group."""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaign.groups.models import Group, Handover, Membership
from campaign.people import accounts
from campaign.web.forms import LineField, TextField
from campaign.web.models import Network
from campaign.web.place_field import PlaceField
from campaign.web.point_field import Stepping

ADDRESS = re.compile(r"://|@|\bwww\.|\w\.[a-z]{2,}/", re.IGNORECASE)
CONTACTS = ("contact", "contact_mail", "contact_page")
DAYS = {"1": _("a day"), "7": _("a week"), "30": _("a month")}
USES = {"1": _("one person"), "5": _("up to five"), "25": _("up to 25"), "100": _("up to a hundred")}


class FoundingForm(Stepping):
    """A name and a town are enough to begin."""

    name = LineField(
        label=_("What is the group called?"),
        help_text=_("People see this name in the calendar, beside every action. You can change it later."),
        max_length=80,
    )
    city = PlaceField(label=_("Where is it?"), help_text=_("A town, or the country alone for now."), with_map=True)

    def clean_name(self) -> str:
        """Letters to strangers name the group: an address in its name would be a link in them."""
        name: str = self.cleaned_data["name"]
        if ADDRESS.search(name):
            raise forms.ValidationError(_("A name holds no address. There is room for that on the group’s page."))
        return name


class GroupForm(FoundingForm):
    """How a group presents itself. `seen` is the revision that was open, so that two editors notice each other."""

    about = TextField(
        label=_("What should people know about you?"),
        help_text=_("Shown to everyone. Markdown: empty lines part paragraphs, **bold**, [words](https://address)."),
        rows=10,
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
        help_text=_("In your own words: a telephone number, a place and an hour."),
        max_length=200,
        required=False,
    )
    contact_mail = forms.EmailField(
        label=_("Which mail address do you share?"),
        help_text=_("One that belongs to the group, not to a person."),
        max_length=254,
        required=False,
    )
    contact_page = forms.URLField(
        label=_("Have you a page elsewhere?"), max_length=300, required=False, assume_scheme="https"
    )
    contact_shown = forms.ChoiceField(
        label=_("Which of these may everyone see?"),
        help_text=_("The members see all three."),
        choices=[
            (Group.Contact.LINE, _("The line in your own words")),
            (Group.Contact.MAIL, _("The mail address")),
            (Group.Contact.PAGE, _("The page elsewhere")),
            (Group.Contact.NONE, _("None: people meet you at your actions")),
        ],
        widget=forms.RadioSelect,
        initial=Group.Contact.LINE,
    )
    joining = forms.ChoiceField(
        label=_("Who may join?"),
        choices=[
            (Group.Joining.OPEN, _("Everyone, with one click")),
            (Group.Joining.REQUEST, _("Everyone may ask; a coordinator says yes or no")),
            (Group.Joining.INVITATION, _("Only those who are invited")),
            (Group.Joining.CLOSED, _("Nobody new for now, not even by invitation")),
        ],
        widget=forms.RadioSelect,
        initial=Group.Joining.OPEN,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    field_order = ("name", "city", "about", "languages", *CONTACTS, "contact_shown", "joining")

    def clean(self) -> dict[str, Any]:
        """What is to be shown has to be there."""
        said = super().clean() or self.cleaned_data
        shown = {Group.Contact.MAIL: "contact_mail", Group.Contact.PAGE: "contact_page"}.get(
            said.get("contact_shown", "")
        )
        if shown and shown not in self.errors and not said.get(shown):
            self.add_error(shown, _("You chose to show this to everyone: fill it in."))
        return said

    @staticmethod
    def started_with(group: Group) -> dict[str, Any]:
        """The form's first values: what the group says at present."""
        return {
            "name": group.name,
            "city": group.spot,
            "about": group.about,
            "languages": group.languages,
            "contact": group.contact,
            "contact_mail": group.contact_mail or "",
            "contact_page": group.contact_page,
            "contact_shown": group.contact_shown,
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

    def __init__(self, *args: Any, coordinates: bool, **kwargs: Any) -> None:
        """Whoever `coordinates` may stay a coordinator; nobody is made one here, without being asked."""
        super().__init__(*args, **kwargs)
        offered = self.fields["role"]
        assert isinstance(offered, forms.ChoiceField)  # noqa: S101 - for the type checker
        if not coordinates:
            offered.choices = list(offered.choices)[:-1]  # type: ignore[arg-type]  # flat choices only


class AskingForm(forms.Form):
    """Somebody asks to be let into a group."""

    words = LineField(
        label=_("Who are you?"),
        help_text=_(
            "A line for the group’s coordinators, if you like: where they know you from. Nobody else reads it."
        ),
        max_length=200,
        required=False,
    )


class InvitationForm(forms.Form):
    """An invitation to be passed on by its link. `roles` are those that the viewer may give."""

    role = forms.ChoiceField(label=_("What will they be?"), widget=forms.RadioSelect)
    uses = forms.ChoiceField(label=_("For how many people?"), choices=list(USES.items()), initial="1")
    days = forms.ChoiceField(label=_("How long does it work?"), choices=list(DAYS.items()), initial="7")

    def __init__(self, *args: Any, roles: list[Membership.Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, roles)

    @property
    def lasts(self) -> timedelta:
        return timedelta(days=int(self.cleaned_data["days"]))


class InvitationByMailForm(forms.Form):
    """An invitation for one person, by mail."""

    address = forms.EmailField(
        label=_("To which address?"),
        help_text=_("We write there once and forget the address as soon as the letter is out."),
        max_length=254,
    )
    role = forms.ChoiceField(label=_("What will this person be?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, roles: list[Membership.Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, roles)

    def clean_address(self) -> str:
        return accounts.check_address(self.cleaned_data["address"])


def _offer(form: forms.Form, roles: list[Membership.Role]) -> None:
    offered = form.fields["role"]
    assert isinstance(offered, forms.ChoiceField)  # noqa: S101 - for the type checker
    offered.choices = [(role, Membership.Role(role).label.capitalize()) for role in roles]
    offered.initial = roles[0] if roles else None


class HandoverForm(forms.Form):
    """What the giver is, once the other has said yes."""

    afterwards = forms.ChoiceField(
        label=_("What will you be then?"),
        choices=[
            (Handover.Afterwards.COORDINATOR, _("Coordinator as well: we do it together")),
            (Handover.Afterwards.ORGANISER, _("Organiser: I go on planning actions")),
            (Handover.Afterwards.MEMBER, _("Member")),
            (Handover.Afterwards.GONE, _("I leave the group")),
        ],
        widget=forms.RadioSelect,
        initial=Handover.Afterwards.COORDINATOR,
    )


class DecliningForm(forms.Form):
    """Why a group is not founded."""

    because = LineField(
        label=_("Why not?"),
        help_text=_("The founder alone reads this, and may ask again with other words."),
        max_length=300,
    )


class MailForm(forms.Form):
    """Whether a member gets the group's announcements by mail."""

    announcements = forms.BooleanField(label=_("Send me the group’s announcements by mail"), required=False)


class NetworkForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """What the network calls itself, who founds groups, and who writes calls. `seen` is the revision that was open."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Network
        fields = ("name", "about", "founding", "calling")
        field_classes = {"name": LineField, "about": TextField}
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
