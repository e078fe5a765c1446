"""The ways into a group, and the way its coordination goes on: requests, invitations, handovers."""

from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.groups.models.group import Group, Membership, today
from campaign.people.models import Person
from campaign.web.sealed import SealedTextField
from campaign.web.viewer import Viewer


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def of(self, viewer: Viewer) -> Self:
        """The viewer's own."""
        return self.none() if viewer.person is None else self.filter(person=viewer.person)

    def changeable_by(self, viewer: Viewer) -> Self:
        """Those that the viewer may accept or decline, of people whose accounts are open."""
        groups = Group.objects.coordinated_by(viewer).values("pk")
        return self.filter(group__in=groups, person__is_active=True)


class JoinRequest(models.Model):
    """Somebody asks to be let into a group. It is gone as soon as it is answered or taken back."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="join_requests")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="join_requests")
    asked_on = models.DateField(default=today, db_index=True)  # the day (UTC), so that nobody waits for ever
    words = SealedTextField(null=True, blank=True)  # who she is, in a line, for the coordinators

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "person"], name="join_request_once")]

    def __str__(self) -> str:
        return f"request {self.pk}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def changeable_by(self, viewer: Viewer) -> Self:
        """Those in the viewer's groups that give no more than she may give; those of the network, for whoever
        coordinates it."""
        coordinated = models.Q(group__in=Group.objects.coordinated_by(viewer).values("pk"))
        planned = models.Q(group__in=Group.objects.planned_by(viewer).values("pk"), role=Membership.Role.MEMBER)
        overseen = models.Q(group__in=Group.objects.overseen_by(viewer).values("pk"), by_network=True)
        return self.filter(coordinated | planned | overseen)

    def usable(self, now: datetime) -> Self:
        """Those that still let somebody in."""
        return self.filter(revoked=False, uses_left__gt=0, lapses_at__gt=now)


class Invitation(models.Model):
    """A way into a group for whoever has its link. Who made it and who came by it is not kept, nor to whom it was
    mailed."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(_("role"), max_length=12, choices=Membership.Role, default=Membership.Role.MEMBER)
    uses_left = models.PositiveSmallIntegerField()
    lapses_at = models.DateTimeField(db_index=True)
    revoked = models.BooleanField(default=False)
    mailed = models.BooleanField(default=False)
    by_network = models.BooleanField(default=False)  # the network looks for somebody to coordinate the group

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invitation_to_coordinate_is_for_one",
                condition=~models.Q(role="coordinator") | models.Q(uses_left__lte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class HandoverQuerySet(models.QuerySet["Handover"]):
    def offered_to(self, viewer: Viewer) -> Self:
        """Those that wait for the viewer's yes or no."""
        return self.none() if viewer.person is None else self.filter(receiver__person=viewer.person)

    def given_by(self, viewer: Viewer) -> Self:
        """The viewer's own offers."""
        return self.none() if viewer.person is None else self.filter(giver__person=viewer.person)


class Handover(models.Model):
    """A coordinator asks another member to coordinate in her place, or beside her. Goes with either of them."""

    class Afterwards(models.TextChoices):
        """What the giver is from then on."""

        COORDINATOR = "coordinator", _("coordinator as well")
        ORGANISER = "organiser", _("organiser")
        MEMBER = "member", _("member")
        GONE = "gone", _("no longer in the group")

    giver = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="handover")
    receiver = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="handovers_offered")
    afterwards = models.CharField(max_length=12, choices=Afterwards, default=Afterwards.ORGANISER)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="handover_to_another", condition=~models.Q(giver=models.F("receiver"))),
        ]

    def __str__(self) -> str:
        return f"handover {self.pk}"
