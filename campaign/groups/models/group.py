"""Groups and the people in them."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.lib import clock, folding
from campaign.people.models import Person
from campaign.web.models import Located, Network
from campaign.web.sealed import SealedTextField
from campaign.web.viewer import Viewer

DORMANT_AFTER = timedelta(days=183)  # without a deed of a coordinator


def today() -> date:
    """The day (UTC)."""
    return clock.now().date()


class GroupQuerySet(models.QuerySet["Group"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Groups are public once they stand; who is in them never is. One that awaits approval, or was declined, is
        there for its founder and for the network's coordinators."""
        standing = models.Q(state=Group.State.STANDING)
        if viewer.person is None:
            return self.filter(standing)
        founded = Membership.objects.of(viewer).filter(group=models.OuterRef("pk"), person__is_active=True)
        return self.filter(standing | models.Exists(founded) | models.Exists(_network_coordinator(viewer)))

    def with_role(self, viewer: Viewer, *roles: str) -> Self:
        """The groups that stand, and in which the viewer has one of these roles."""
        return self.filter(state=Group.State.STANDING)._in_a_role(viewer, *roles)

    def presented_by(self, viewer: Viewer) -> Self:
        """Groups whose page is the viewer's to write, also before they are approved."""
        return self._in_a_role(viewer, Membership.Role.COORDINATOR)

    def overseen_by(self, viewer: Viewer) -> Self:
        """All of them, for the network's coordinators: whether they stand, may write calls, lack a coordinator."""
        return self.none() if viewer.person is None else self.filter(models.Exists(_network_coordinator(viewer)))

    def _in_a_role(self, viewer: Viewer, *roles: str) -> Self:
        if viewer.person is None:
            return self.none()
        places = Membership.objects.of(viewer).filter(role__in=roles, person__is_active=True)
        return self.filter(pk__in=places.values("group"))  # from the person's few places, not through all groups

    def read_by(self, viewer: Viewer) -> Self:
        """Groups that the viewer sees from inside."""
        return self.with_role(viewer, *Membership.Role.values)

    def planned_by(self, viewer: Viewer) -> Self:
        """Groups whose actions the viewer may plan."""
        return self.with_role(viewer, Membership.Role.ORGANISER, Membership.Role.COORDINATOR)

    def coordinated_by(self, viewer: Viewer) -> Self:
        """Groups whose people, announcements and settings are the viewer's to coordinate."""
        return self.with_role(viewer, Membership.Role.COORDINATOR)

    def called_by(self, viewer: Viewer) -> Self:
        """Groups in whose name the viewer may write calls: she coordinates them, and the network allows it."""
        allowed = Network.objects.filter(calling=Network.Calling.GROUPS)
        return self.coordinated_by(viewer).filter(models.Exists(allowed), may_call=True)

    def standing(self) -> Self:
        """Those that are founded, and approved where the network asks for that."""
        return self.filter(state=Group.State.STANDING)

    def dormant(self, today: date) -> Self:
        """Those that no coordinator has done anything for in half a year."""
        return self.standing().filter(last_deed__lt=today - DORMANT_AFTER)

    def orphaned(self) -> Self:
        """Those that nobody coordinates: their coordinators' accounts are gone or shut."""
        places = Membership.objects.filter(group=models.OuterRef("pk"), role=Membership.Role.COORDINATOR)
        return self.standing().filter(~models.Exists(places.filter(person__is_active=True)))


def _network_coordinator(viewer: Viewer) -> models.QuerySet[Person]:
    """The viewer, where she is one."""
    return Person.objects.filter(pk=viewer.person or 0, is_active=True, network_role=Person.NetworkRole.COORDINATOR)


class Group(Located):
    """A local group in a city."""

    class Joining(models.TextChoices):
        OPEN = "open", _("everyone may join")
        REQUEST = "request", _("everyone may ask, a coordinator says yes or no")
        INVITATION = "invitation", _("those who are invited")
        CLOSED = "closed", _("nobody new for now")

    class State(models.TextChoices):
        AWAITING = "awaiting", _("awaits approval")
        STANDING = "standing", _("founded")
        DECLINED = "declined", _("declined")

    class Contact(models.TextChoices):
        """What is shown to everyone. The rest of it is for the members."""

        NONE = "none", _("nothing")
        LINE = "line", _("the line in your own words")
        MAIL = "mail", _("the mail address")
        PAGE = "page", _("the page elsewhere")

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    search = models.TextField(blank=True, editable=False)  # the name, folded: written by call_it
    about = models.TextField(_("about"), blank=True)
    languages = models.CharField(_("languages"), max_length=120, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)  # a line of their own words
    contact_mail = SealedTextField(null=True, blank=True)
    contact_page = models.URLField(_("page elsewhere"), max_length=300, blank=True)
    contact_shown = models.CharField(_("contact for everyone"), max_length=4, choices=Contact, default=Contact.LINE)
    joining = models.CharField(_("who may join"), max_length=12, choices=Joining, default=Joining.OPEN)
    state = models.CharField(max_length=8, choices=State, default=State.STANDING, editable=False)
    declined_because = models.CharField(max_length=300, blank=True, editable=False)  # to the founder alone
    may_call = models.BooleanField(_("may write calls"), default=False)  # counts where Network.calling says groups
    last_deed = models.DateField(default=today, editable=False, db_index=True)  # of a coordinator: the day (UTC) alone
    revision = models.PositiveIntegerField(default=1, editable=False)  # so that two who edit at once notice

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(slug="new"), name="group_slug_not_reserved"),
            models.UniqueConstraint(
                fields=["search", "country", "city_key"],
                condition=~models.Q(search="") & models.Q(state="standing"),
                name="group_of_one_name_in_a_town",  # nobody passes for another's group
            ),
        ]
        indexes = [
            models.Index(fields=["search", "id"], name="group_by_name"),
            models.Index(fields=["country", "search", "id"], name="group_by_country"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/groups/{self.slug}/"

    def call_it(self, name: str) -> None:
        """Give the group a name, by which it is also found."""
        self.name, self.search = name, folding.fold(name)

    @property
    def stands(self) -> bool:
        return self.state == self.State.STANDING

    @property
    def public_contact(self) -> str:
        """How everyone may reach the group: what it chose to show, or nothing."""
        return next((words for words, is_public in self.contacts if is_public), "")

    @property
    def contacts(self) -> list[tuple[str, bool]]:
        """All of them, for the members: what it says, and whether everyone sees it."""
        shown = self.Contact(self.contact_shown)
        said = {
            self.Contact.LINE: self.contact,
            self.Contact.MAIL: self.contact_mail,
            self.Contact.PAGE: self.contact_page,
        }
        return [(words, way == shown) for way, words in said.items() if words]

    def is_dormant(self, today: date) -> bool:
        """Whether no coordinator has done anything for it in half a year."""
        return self.stands and self.last_deed < today - DORMANT_AFTER


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

    def of_founder(self, viewer: Viewer, group: Group) -> Self:
        """Who asks to found a group, for the network's coordinators: nobody else is in it yet."""
        asked = Group.objects.overseen_by(viewer).filter(pk=group.pk).exclude(state=Group.State.STANDING)
        return self.filter(group__in=asked.values("pk")).select_related("person")

    def by_role(self) -> Self:
        """Coordinators first, then organisers, then members; each by pseudonym. `rank` is 0, 1 or 2."""
        order = [Membership.Role.COORDINATOR, Membership.Role.ORGANISER, Membership.Role.MEMBER]
        ranks = [models.When(role=role, then=rank) for rank, role in enumerate(order)]
        ranked = self.annotate(rank=models.Case(*ranks, output_field=models.SmallIntegerField()))
        return ranked.order_by("rank", "person__pseudonym_key")


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
