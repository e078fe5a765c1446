"""The person: a pseudonym and a password. No e-mail column, no last sign-in, no names."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.people import pseudonyms


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, pseudonym: str, password: str | None = None, **fields: object) -> "Person":
        """A new account; without a password it can't sign in until one is set. Raises ValidationError."""
        person = self.model(pseudonym=pseudonyms.tidy(pseudonym), **fields)
        person.set_password(password)
        person.pseudonym_key = pseudonyms.key(person.pseudonym)
        person.full_clean(exclude=["password"])
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(pseudonym_key=pseudonyms.key(username or ""))


class Person(AbstractBaseUser):
    """An account. Its address, where there is one, is sealed in allauth's own table."""

    class NetworkRole(models.TextChoices):
        NONE = "none", _("none")
        MODERATOR = "moderator", _("moderator")
        COORDINATOR = "coordinator", _("coordinator")

    pseudonym = models.CharField(
        _("pseudonym"),
        max_length=pseudonyms.LONGEST,
        unique=True,
        help_text=_("What you want to be called here. It need not be your name, and an address it can’t be."),
        validators=[pseudonyms.validate],
        error_messages={"unique": _("This pseudonym is taken. Choose another one.")},
    )
    pseudonym_key = models.CharField(
        max_length=4 * pseudonyms.LONGEST,
        unique=True,
        editable=False,
        error_messages={"unique": _("This pseudonym is taken. Choose another one.")},
    )  # pseudonyms.key, by which it is found
    language = models.CharField(_("language"), max_length=10, default="en")
    zone = models.CharField(_("time zone"), max_length=50, default="UTC")
    network_role = models.CharField(max_length=12, choices=NetworkRole, default=NetworkRole.NONE)
    is_active = models.BooleanField(default=True)

    last_login = None  # when somebody was here is nobody's business
    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "pseudonym"

    def __str__(self) -> str:
        return self.pseudonym

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Keeps the key in step with the pseudonym."""
        self.pseudonym_key = pseudonyms.key(self.pseudonym)
        if update_fields is not None and "pseudonym" in update_fields:
            update_fields = {*update_fields, "pseudonym_key"}
        super().save(*args, update_fields=update_fields, **kwargs)
