"""What an action of a kind begins with, as the network or a group has it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.calls.kinds import Kind
from campaign.groups.models import Group
from campaign.people.models import Person
from campaign.web.viewer import Viewer


class TemplateQuerySet(models.QuerySet["Template"]):
    def changeable_by(self, viewer: Viewer) -> Self:
        """A group's by whoever plans there, the network's by its coordinators."""
        if viewer.person is None:
            return self.none()
        theirs = Q(group__in=Group.objects.planned_by(viewer).values("pk"))
        coordinators = Person.objects.filter(
            pk=viewer.person, is_active=True, network_role=Person.NetworkRole.COORDINATOR
        )
        return self.filter(theirs | Q(models.Exists(coordinators), group=None))

    def usable_by(self, viewer: Viewer) -> Self:
        """The network's for everyone who plans, a group's for those who plan in it."""
        plans = Group.objects.planned_by(viewer)
        return self.filter(Q(group=None) | Q(group__in=plans.values("pk")))

    def had_by(self, group: Group | None) -> Self:
        """A group's own; the network's for None."""
        return self.filter(group=group)


class Template(models.Model):
    """Without a name it stands for its kind, in place of what comes with the software; with one it stands beside it."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, blank=True, related_name="templates")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    name = models.CharField(_("name"), max_length=80, blank=True)
    pattern = models.JSONField()  # planning/kinds/pattern.py writes and reads it
    saves = models.PositiveIntegerField(default=1, editable=False)  # so that two who change it at once notice

    objects = TemplateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "kind", "name"], condition=Q(group__isnull=False), name="template_once_in_a_group"
            ),
            models.UniqueConstraint(fields=["kind", "name"], condition=Q(group=None), name="template_once_in_network"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.get_kind_display())
