"""Calls to action: their words, their days and their key dates."""

import uuid
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.people.models import Person
from campaign.web.viewer import Viewer


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """What is published or over for everyone; drafts for the network's coordinators."""
        shown = models.Q(state__in=[Call.State.PUBLISHED, Call.State.ENDED])
        if viewer.person is None:
            return self.filter(shown)
        return self.filter(shown | models.Q(pk__in=self.changeable_by(viewer).values("pk")))

    def changeable_by(self, viewer: Viewer) -> Self:
        """All of them, by the network's coordinators."""
        if viewer.person is None:
            return self.none()
        coordinator = Person.objects.filter(
            pk=viewer.person, is_active=True, network_role=Person.NetworkRole.COORDINATOR
        )
        return self.filter(models.Exists(coordinator))


class Call(models.Model):
    """A call to action."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        ENDED = "ended", _("ended")

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=140)
    summary = models.TextField(_("in two sentences"), max_length=500)
    text = models.TextField(_("the call"), help_text=_("Markdown."))
    asks = models.TextField(_("what it asks of the groups"), blank=True)
    by = models.CharField(_("who calls"), max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    objects = CallQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(slug="new"), name="call_slug_not_reserved")]

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
