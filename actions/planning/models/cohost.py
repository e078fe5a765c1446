"""Who hosts an action beside the group that leads it, and who organises it without being in any of the groups."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from actions.planning.models.action import Action
from campaign.groups.models import Group
from campaign.people.models import Person
from campaign.web.viewer import Viewer


class CohostQuerySet(models.QuerySet["Cohost"]):
    def accepted(self) -> Self:
        """Groups that host the action."""
        return self.filter(state=Cohost.State.ACCEPTED)

    def of(self, viewer: Viewer) -> Self:
        """The places of those groups in which the viewer plans: hers to accept, decline and give up."""
        return self.filter(group__in=Group.objects.planned_by(viewer).values("pk"), action__withdrawn_at=None)

    def awaiting(self, viewer: Viewer) -> Self:
        """Of those the ones that await an answer: to co-host, or to lead. Of dates asked for together the first."""
        earlier = Cohost.objects.filter(
            group=OuterRef("group"),
            state=Cohost.State.ASKED,
            following=True,
            action__series=OuterRef("action__series"),
            action__series_date__lt=OuterRef("action__series_date"),
        )
        asked = Q(state=Cohost.State.ASKED) & ~(Q(following=True) & Exists(earlier))
        return self.of(viewer).filter(asked | Q(lead_offered=True))

    def arranged_by(self, viewer: Viewer) -> Self:
        """Those at actions which a group of the viewer's leads: hers to ask, take back and end."""
        return self.filter(action__in=Action.objects.led_by(viewer).values("pk"))


class Cohost(models.Model):
    """A group that was asked to host another's action. The lead is the action's own `group`, and has no row here."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        ACCEPTED = "accepted", _("hosts it too")
        DECLINED = "declined", _("declined")

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="cohosts")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="cohosted")
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    times_asked = models.PositiveSmallIntegerField(default=1)
    lead_offered = models.BooleanField(default=False)  # this group is asked to take over the lead
    following = models.BooleanField(
        default=False
    )  # of a series: asked for the later dates too, also for those not made
    offers = models.PositiveSmallIntegerField(default=0)  # how often it was

    objects = CohostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "group"], name="cohost_once"),
            models.UniqueConstraint(fields=["action"], condition=Q(lead_offered=True), name="cohost_one_offer"),
            models.CheckConstraint(condition=Q(lead_offered=False) | Q(state="accepted"), name="cohost_offer_is_hosts"),
        ]
        indexes = [models.Index(fields=["group", "state", "action"], name="cohost_by_group")]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"


class DelegateQuerySet(models.QuerySet["Delegate"]):
    def accepted(self) -> Self:
        """Those who organise."""
        return self.filter(state=Delegate.State.ACCEPTED)

    def of(self, viewer: Viewer) -> Self:
        """The viewer's own, asked for by pseudonym or taken on."""
        return self.none() if viewer.person is None else self.filter(person=viewer.person, action__withdrawn_at=None)

    def awaiting(self, viewer: Viewer, at: datetime) -> Self:
        """The viewer's own that await her answer."""
        return self.of(viewer).open(at).filter(person__isnull=False)

    def arranged_by(self, viewer: Viewer) -> Self:
        """Those at actions which a group of the viewer's leads."""
        return self.filter(action__in=Action.objects.led_by(viewer).values("pk"))

    def open(self, at: datetime) -> Self:
        """Asked for, and neither answered nor lapsed."""
        return self.filter(state=Delegate.State.ASKED, lapses_at__gt=at)


class Delegate(models.Model):
    """Somebody who organises one action, whatever group she is in. Asked by a link, she has no name here yet."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        ACCEPTED = "accepted", _("organises")

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="delegates")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="delegated")
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    lapses_at = models.DateTimeField(null=True, blank=True)  # until when the answer is awaited

    objects = DelegateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "person"], name="delegate_once"),
            models.CheckConstraint(
                condition=Q(state="asked", lapses_at__isnull=False) | Q(state="accepted", person__isnull=False),
                name="delegate_is_somebody",
            ),
        ]
        indexes = [models.Index(fields=["person", "state", "action"], name="delegate_by_person")]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"
