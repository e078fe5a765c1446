"""A coordinator's words to an audience."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from actions.planning.models import Action, Registration
from campaign.calls.models import Call
from campaign.groups.models import Group
from campaign.mail.models import Mailing
from campaign.people.models import Person
from campaign.web.models import Network
from campaign.web.viewer import Viewer


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def changeable_by(self, viewer: Viewer) -> Self:
        """Those of the groups that the viewer coordinates, of actions that she plans, of calls that she may publish."""
        coordinated = Group.objects.coordinated_by(viewer).values("pk")
        planned = Group.objects.planned_by(viewer).values("pk")
        called = Call.objects.publishable_by(viewer).values("pk")
        ours = Q(action=None, group__in=coordinated) | Q(action__isnull=False, group__in=planned)
        return self.filter(ours | Q(call__in=called))


class Announcement(models.Model):
    """To a group's members or, where an action is named, to its participants; or, for a call, to those who plan in
    the groups that are addressed."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        STOPPED = "stopped", _("stopped")

    group = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, blank=True, related_name="announcements")
    call = models.ForeignKey(Call, on_delete=models.CASCADE, null=True, blank=True, related_name="announcements")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, null=True, blank=True, related_name="announcements")
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), help_text=_("Markdown."))
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    mailing = models.OneToOneField(Mailing, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    expected = models.PositiveIntegerField(default=0)  # recipients when it was sent off
    without_address = models.PositiveIntegerField(default=0)  # who would have got it, had they given an address
    reached = models.PositiveBigIntegerField(default=0)  # the last membership or registration put into the outbox
    complete_at = models.DateTimeField(null=True, blank=True)  # since when all of them are in the outbox
    to_chosen = models.BooleanField(default=False)  # to some of the action's participants, see `Chosen`
    written_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="announcement_of_a_group_or_a_call",
                condition=Q(group__isnull=False, call=None) | Q(group=None, call__isnull=False, action=None),
            ),
            models.CheckConstraint(
                name="announcement_to_chosen_of_an_action", condition=Q(to_chosen=False) | Q(action__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["id"], name="announcement_sending", condition=Q(state="sending"))]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its preview while it is a draft, then how far it got."""
        if self.call is not None:
            return reverse("call_announcement", args=[self.call.slug, self.pk])
        assert self.group is not None  # noqa: S101 - one of the two
        return reverse("announcement", args=[self.group.slug, self.pk])

    @property
    def sender(self) -> str:
        """Who writes: the group; for a call the group whose call it is, else the network."""
        group = self.group or (self.call.group if self.call else None)
        return group.name if group else Network.current().name


class Addressed(models.Model):
    """A group to whose organisers an announcement for a call goes: chosen when it was written, so that what was
    previewed is what is sent."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="addressed", db_index=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["announcement", "group"], name="addressed_once")]

    def __str__(self) -> str:
        return f"{self.announcement_id} {self.group_id}"


class Chosen(models.Model):
    """A registration to which an announcement goes: chosen when it was written. It goes with the registration, so that
    nothing tells afterwards who was written to; `Announcement.to_chosen` says that nobody else is meant."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="chosen", db_index=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["announcement", "registration"], name="chosen_once")]

    def __str__(self) -> str:
        return f"{self.announcement_id} {self.registration_id}"
