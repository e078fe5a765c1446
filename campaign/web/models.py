"""The network, the revisions of scopes, and where things are."""

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from campaign.lib.points import Point
from campaign.web import gazetteer
from campaign.web.gazetteer import Place
from campaign.web.spots import Spot, near_town

READ_NETWORK = "SELECT name, about, founding, calling FROM web_network WHERE id = 1"


class Network(models.Model):
    """The site as a whole: one row, made by the first migration."""

    class Founding(models.TextChoices):
        OPEN = "open", _("everyone who is signed in")
        APPROVAL = "approval", _("everyone who is signed in, once a coordinator of the network agrees")
        COORDINATORS = "coordinators", _("the network's coordinators")

    class Calling(models.TextChoices):
        COORDINATORS = "coordinators", _("the network's coordinators")
        GROUPS = "groups", _("also the coordinators of groups that are allowed to")

    name = models.CharField(_("name"), max_length=80, default="Campaign")
    about = models.TextField(_("about"), blank=True)
    founding = models.CharField(_("who may found a group"), max_length=12, choices=Founding, default=Founding.OPEN)
    calling = models.CharField(_("who may write calls"), max_length=12, choices=Calling, default=Calling.COORDINATORS)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="network_is_one_row")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "Network":
        """The one row, which the first migration made. By cursor: every page asks for it."""
        with connection.cursor() as cursor:
            cursor.execute(READ_NETWORK)
            row = cursor.fetchone()
        return cls(pk=1, name=row[0], about=row[1], founding=row[2], calling=row[3]) if row else cls(pk=1)


class ScopeRevision(models.Model):
    """How often what stands under a key has changed: `all`, `calls`, `call:<id>`, `group:<id>`, `city:…`, `kind:…`.

    Whoever depends on it stores the number it saw; unequal means stale. Written by revisions.bump only.
    """

    key = models.CharField(max_length=120, primary_key=True)
    revision = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key} {self.revision}"


class Located(models.Model):
    """A place in the gazetteer, or a country alone (then the city is to be announced). Coordinates in degrees.

    A place that the gazetteer doesn't know has a `place_name` of its own; then the city is the nearest one, and the
    coordinates are those that were set by hand, kept to a kilometre.
    """

    city = models.CharField(_("city"), max_length=100, blank=True)
    city_key = models.CharField(max_length=100, blank=True, db_index=True)  # the gazetteer's; empty without a city
    place_name = models.CharField(_("place"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2)  # ISO 3166-1 alpha-2, upper case
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=50, default="UTC")  # IANA

    class Meta:
        abstract = True

    def locate(self, place: Place | Spot | None) -> None:
        """Stand in a place of the gazetteer, or at a spot near one; None where even the country is to be announced."""
        spot = place if isinstance(place, Spot) else None
        near = place.near if isinstance(place, Spot) else place
        town = near if near is not None and not near.is_country else None
        self.city, self.city_key = (town.name, town.key) if town else ("", "")
        self.place_name = spot.name if spot else ""
        stands = spot.point if spot else town
        self.latitude, self.longitude = (stands.latitude, stands.longitude) if stands else (None, None)
        self.country = near.country_code if near else ""
        self.zone = near.zone if near else "UTC"

    @property
    def place_key(self) -> str:
        """The gazetteer's key of the town, else of the country."""
        return self.city_key or self.country

    @property
    def spot(self) -> Place | Spot | None:
        """Where it stands, as `locate` takes it and a PlaceField starts with it."""
        near = gazetteer.get(self.place_key)
        if not self.place_name or near is None or self.latitude is None or self.longitude is None:
            return near
        return Spot(self.place_name, Point(self.latitude, self.longitude), near)

    @property
    def town(self) -> str:
        """The town in the reader's language where that is known, else the country."""
        town = gazetteer.get(self.city_key) if self.city_key else None
        return town.local_name if town else self.city or gazetteer.country_name(self.country)

    @property
    def where(self) -> str:
        """The place by its own name where it has one, near its town; else the town, else the country."""
        return near_town(self.place_name, self.town)
