"""Groups and the people in them."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.lib import folding
from campaign.people.models import Person
from campaign.web.models import Located
from campaign.web.viewer import Viewer


class GroupQuerySet(models.QuerySet["Group"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Groups are public; who is in them is not."""
        return self

    def with_role(self, viewer: Viewer, *roles: str) -> Self:
        """The groups in which the viewer has one of these roles."""
        if viewer.person is None:
            return self.none()
        places = Membership.objects.of(viewer).filter(group=models.OuterRef("pk"), role__in=roles)
        return self.filter(models.Exists(places.filter(person__is_active=True)))

    def read_by(self, viewer: Viewer) -> Self:
        """Groups that the viewer sees from inside."""
        return self.with_role(viewer, *Membership.Role.values)

    def planned_by(self, viewer: Viewer) -> Self:
        """Groups whose actions the viewer may plan."""
        return self.with_role(viewer, Membership.Role.ORGANISER, Membership.Role.COORDINATOR)

    def coordinated_by(self, viewer: Viewer) -> Self:
        """Groups whose people, announcements and settings are the viewer's to coordinate."""
        return self.with_role(viewer, Membership.Role.COORDINATOR)


class Group(Located):
    """A local group in a city."""

    class Joining(models.TextChoices):
        OPEN = "open", _("everyone may join")
        CLOSED = "closed", _("nobody new for now")

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    search = models.TextField(blank=True, editable=False)  # the name, folded: written by call_it
    about = models.TextField(_("about"), blank=True)
    languages = models.CharField(_("languages"), max_length=120, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    joining = models.CharField(_("who may join"), max_length=12, choices=Joining, default=Joining.OPEN)
    revision = models.PositiveIntegerField(default=1, editable=False)  # so that two who edit at once notice

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(slug="new"), name="group_slug_not_reserved"),
            models.UniqueConstraint(
                fields=["search", "country", "city_key"],
                condition=~models.Q(search=""),
                name="group_of_one_name_in_a_town",  # nobody passes for another's group
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/groups/{self.slug}/"

    def call_it(self, name: str) -> None:
        """Give the group a name, by which it is also found."""
        self.name, self.search = name, folding.fold(name)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of(self, viewer: Viewer) -> Self:
        """The viewer's own."""
        return self.none() if viewer.person is None else self.filter(person=viewer.person)

    def readable_by(self, viewer: Viewer) -> Self:
        """A person's own memberships, and those of the groups she is in."""
        return self.filter(group__in=Group.objects.read_by(viewer).values("pk"))

    def changeable_by(self, viewer: Viewer) -> Self:
        """Those in groups that the viewer coordinates."""
        return self.filter(group__in=Group.objects.coordinated_by(viewer).values("pk"))

    def by_role(self) -> Self:
        """Coordinators first, then organisers, then members; each by pseudonym."""
        order = [Membership.Role.COORDINATOR, Membership.Role.ORGANISER, Membership.Role.MEMBER]
        ranks = [models.When(role=role, then=rank) for rank, role in enumerate(order)]
        return self.order_by(models.Case(*ranks, output_field=models.SmallIntegerField()), "person__pseudonym")


class Membership(models.Model):
    """A person's place in a group, with one role."""

    class Role(models.TextChoices):
        MEMBER = "member", _("member")
        ORGANISER = "organiser", _("organiser")
        COORDINATOR = "coordinator", _("coordinator")

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.MEMBER)
    wants_announcements = models.BooleanField(_("announcements by mail"), default=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "person"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"

    @property
    def plans(self) -> bool:
        return self.role in (self.Role.ORGANISER, self.Role.COORDINATOR)

    @property
    def coordinates(self) -> bool:
        return self.role == self.Role.COORDINATOR
