"""The person: a pseudonym and a password. No e-mail column, no last sign-in, no names."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, pseudonym: str, password: str | None = None, **fields: object) -> "Person":
        """A new account; without a password it can't sign in until one is set."""
        person = self.model(pseudonym=pseudonym, **fields)
        person.set_password(password)
        person.full_clean(exclude=["password"])
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(pseudonym__iexact=username)


class Person(AbstractBaseUser):
    """An account. Its address, where there is one, is sealed in allauth's own table."""

    class NetworkRole(models.TextChoices):
        NONE = "none", _("none")
        MODERATOR = "moderator", _("moderator")
        COORDINATOR = "coordinator", _("coordinator")

    pseudonym = models.CharField(
        _("pseudonym"),
        max_length=40,
        unique=True,
        help_text=_("Any name that you like to be called here. It need not be yours, and an address it can't be."),
        validators=[
            RegexValidator(
                r"^[^\W_](?:[\w.\- ]*\w)?$", _("Letters, digits, spaces and . _ - only; an address is no pseudonym.")
            )
        ],
    )
    language = models.CharField(_("language"), max_length=10, default="en")
    zone = models.CharField(_("time zone"), max_length=50, default="UTC")
    network_role = models.CharField(max_length=12, choices=NetworkRole, default=NetworkRole.NONE)
    is_active = models.BooleanField(default=True)

    last_login = None  # when somebody was here is nobody's business
    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "pseudonym"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("pseudonym"), name="person_pseudonym_any_case")]

    def __str__(self) -> str:
        return self.pseudonym
