"""Calls to action: their words, their days, their key dates, and what they leave to the actions that answer them."""

import uuid
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.calls.kinds import Kind
from campaign.groups.models import Group, GroupQuerySet
from campaign.people.models import Person
from campaign.web.viewer import Viewer


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """What is published or over for everyone; drafts for those who may change them."""
        shown = models.Q(state__in=[Call.State.PUBLISHED, Call.State.ENDED])
        if viewer.person is None:
            return self.filter(shown)
        return self.filter(shown | models.Q(pk__in=self.changeable_by(viewer).values("pk")))

    def changeable_by(self, viewer: Viewer) -> Self:
        """All of them by the network's coordinators; a group's by those who coordinate it."""
        return self._network_or(viewer, Group.objects.coordinated_by(viewer))

    def publishable_by(self, viewer: Viewer) -> Self:
        """The same, as long as the network allows the group to call."""
        return self._network_or(viewer, Group.objects.called_by(viewer))

    def _network_or(self, viewer: Viewer, groups: GroupQuerySet) -> Self:
        if viewer.person is None:
            return self.none()
        coordinator = Person.objects.filter(
            pk=viewer.person, is_active=True, network_role=Person.NetworkRole.COORDINATOR
        )
        return self.filter(models.Exists(coordinator) | models.Q(group__in=groups.values("pk")))


class Call(models.Model):
    """A call to action."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        ENDED = "ended", _("ended")

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    language = models.CharField(_("language"), max_length=12, default="en")  # BCP 47, one of lib.languages
    title = models.CharField(_("title"), max_length=140)
    summary = models.TextField(_("in two sentences"), max_length=500)
    text = models.TextField(_("the call"), help_text=_("Markdown."))
    asks = models.TextField(_("what it asks of the groups"), blank=True)
    by = models.CharField(_("who calls"), max_length=120, blank=True)
    group = models.ForeignKey(  # whose call it is; without one it is the network's
        Group, on_delete=models.SET_NULL, null=True, blank=True, related_name="calls"
    )
    default_text = models.TextField(_("what happens"), blank=True)
    default_bring = models.TextField(_("what to bring"), blank=True)
    default_contact = models.CharField(_("whom to ask"), max_length=200, blank=True)
    default_kind = models.CharField(_("kind"), max_length=20, choices=Kind, blank=True)
    default_time = models.TimeField(_("from"), null=True, blank=True)
    default_end_time = models.TimeField(_("until"), null=True, blank=True)
    defaults_revision = models.PositiveIntegerField(default=1)  # rises when one of these says something else
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    objects = CallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(slug="new"), name="call_slug_not_reserved"),
            models.CheckConstraint(
                condition=models.Q(default_end_time__isnull=True) | models.Q(default_time__isnull=False),
                name="call_default_end_needs_a_start",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/calls/{self.slug}/"


class CallDay(models.Model):
    """One of a call's days of action."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="days")
    date = models.DateField(_("date"))

    class Meta:
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["call", "date"], name="call_day_once")]

    def __str__(self) -> str:
        return self.date.isoformat()


class KeyDate(models.Model):
    """A date on a call's timeline that is no action."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="key_dates")
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)  # iCalendar's, never changes
    date = models.DateField(_("date"))
    words = models.CharField(_("when, in words"), max_length=80, blank=True)  # “later that week”: shown instead
    title = models.CharField(_("what"), max_length=140)
    text = models.TextField(_("more"), blank=True)

    class Meta:
        ordering = ["date", "pk"]

    def __str__(self) -> str:
        return self.title
