"""A coordinator's words to an audience."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from actions.planning.models import Action
from campaign.groups.models import Group
from campaign.mail.models import Mailing
from campaign.people.models import Person
from campaign.web.viewer import Viewer


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def changeable_by(self, viewer: Viewer) -> Self:
        """Those of the groups that the viewer coordinates, and of actions that she plans."""
        coordinated = Group.objects.coordinated_by(viewer).values("pk")
        planned = Group.objects.planned_by(viewer).values("pk")
        return self.filter(Q(action=None, group__in=coordinated) | Q(action__isnull=False, group__in=planned))


class Announcement(models.Model):
    """To a group's members or, where an action is named, to its participants."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        STOPPED = "stopped", _("stopped")

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="announcements")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, null=True, blank=True, related_name="announcements")
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), help_text=_("Markdown."))
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    mailing = models.OneToOneField(Mailing, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    expected = models.PositiveIntegerField(default=0)  # recipients when it was sent off
    without_address = models.PositiveIntegerField(default=0)  # who would have got it, had they given an address
    reached = models.PositiveBigIntegerField(default=0)  # the last membership or registration put into the outbox
    complete_at = models.DateTimeField(null=True, blank=True)  # since when all of them are in the outbox
    written_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["id"], name="announcement_sending", condition=Q(state="sending"))]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its preview while it is a draft, then how far it got."""
        return reverse("announcement", args=[self.group.slug, self.pk])
