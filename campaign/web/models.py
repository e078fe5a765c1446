"""The network, the revisions of scopes, and where things are."""

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from campaign.web import gazetteer
from campaign.web.gazetteer import Place

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
    """A place in the gazetteer, or a country alone (then the city is to be announced). Coordinates in degrees."""

    city = models.CharField(_("city"), max_length=100, blank=True)
    city_key = models.CharField(max_length=100, blank=True, db_index=True)  # the gazetteer's; empty without a city
    country = models.CharField(_("country"), max_length=2)  # ISO 3166-1 alpha-2, upper case
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=50, default="UTC")  # IANA

    class Meta:
        abstract = True

    def locate(self, place: Place | None) -> None:
        """Stand in a place of the gazetteer; None where even the country is to be announced."""
        town = place if place is not None and not place.is_country else None
        self.city, self.city_key = (town.name, town.key) if town else ("", "")
        self.latitude, self.longitude = (town.latitude, town.longitude) if town else (None, None)
        self.country = place.country_code if place else ""
        self.zone = place.zone if place else "UTC"

    @property
    def place_key(self) -> str:
        """The gazetteer's key of the town, else of the country; what a PlaceField starts with."""
        return self.city_key or self.country

    @property
    def where(self) -> str:
        """The town in the reader's language where that is known, else the country."""
        town = gazetteer.get(self.city_key) if self.city_key else None
        return town.local_name if town else self.city or gazetteer.country_name(self.country)
