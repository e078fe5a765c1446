"""The composer."""

from dataclasses import replace
from datetime import datetime, timedelta

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.announcements.composing import Words
from actions.announcements.models import Announcement
from actions.planning.models import Action
from campaign.groups.models import Group
from campaign.web.forms import LineField, TextField
from campaign.web.templatetags import times
from campaign.web.viewer import Viewer

PAST = timedelta(days=14)  # registrations are kept as long after an action
MOST = 100
MEMBERS = "members"


def _said(action: Action) -> dict[str, str]:
    """What tells one action from another of the same title."""
    return {"title": action.title, "day": times.day_month(action.day)}


class LetterForm(forms.Form):
    """What an announcement says."""

    title = LineField(label=_("What is it about?"), help_text=_("The mail’s subject, in a few words."), max_length=120)
    text = TextField(
        label=_("What do you want to say?"),
        help_text=_(
            "Each letter begins with “Dear …,” and ends with the sender’s name. Markdown works: **bold**, lists, links."
        ),
        max_length=20_000,
        rows=12,
    )

    def words(self) -> Words:
        """What was written, when the form is valid."""
        return Words(title=self.cleaned_data["title"], text=self.cleaned_data["text"])


class AnnouncementForm(LetterForm):
    """To whom, and what it says. Who plans actions may write to those who come; who coordinates, to all members."""

    audience = forms.ChoiceField(label=_("Who shall get it?"))
    field_order = ["audience", "title", "text"]

    def __init__(self, data: object, *, group: Group, viewer: Viewer, now: datetime, **options: object) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]
        kept = Q(ends__gt=now - PAST) | Q(ends__isnull=True)
        hosted = Action.objects.changeable_by(viewer).hosted_by(Group.objects.filter(pk=group.pk))
        actions = hosted.filter(kept, state__in=Action.SHOWN_STATES)
        self.actions = {str(action.pk): action for action in actions.order_by("starts", "pk")[:MOST]}
        choices = [
            (pk, gettext("Those who come to “%(title)s”, %(day)s") % _said(action))
            for pk, action in self.actions.items()
        ]
        if Group.objects.coordinated_by(viewer).filter(pk=group.pk).exists():
            choices.insert(0, (MEMBERS, gettext("All members of %(group)s") % {"group": group.name}))
        field = self.fields["audience"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as it says above
        field.choices = choices

    def audience_of(self, slug: str) -> str:
        """Those who come to the action of that address; without one, the members."""
        return next((pk for pk, action in self.actions.items() if action.slug == slug), MEMBERS)

    def words(self) -> Words:
        """What was written, when the form is valid."""
        return replace(super().words(), action=self.actions.get(self.cleaned_data["audience"]))

    @staticmethod
    def started_with(announcement: Announcement) -> dict[str, str]:
        """A draft, to go on with."""
        audience = MEMBERS if announcement.action_id is None else str(announcement.action_id)
        return {"audience": audience, "title": announcement.title, "text": announcement.text}
