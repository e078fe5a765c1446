"""What people are asked about their account. allauth's forms, in our words and with our rules."""

from typing import Any
from zoneinfo import available_timezones

from allauth.account import forms as allauth_forms
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campaign.people import accounts, adapter
from campaign.people.models import Person

GOOD_PASSWORD = _(
    "At least ten characters. Four words that have nothing to do with each other are good and easy to keep."
)
AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


class Plain(forms.BaseForm):
    """Takes the placeholders away, which allauth puts where a label is enough."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            if field.widget.attrs.get("autocomplete") == "username":
                field.widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}

    def say(self, name: str, label: Any, hint: Any = "") -> None:
        """The question above a field and the hint below it."""
        self.fields[name].label, self.fields[name].help_text = label, hint


class SignUpForm(Plain, allauth_forms.SignupForm):  # type: ignore[misc]  # allauth is untyped
    """A pseudonym and a password; an address only for those who want one."""

    field_order = ("username", "password1", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.say("username", _("Pseudonym"), Person._meta.get_field("pseudonym").help_text)
        self.say("password1", _("Password"), GOOD_PASSWORD)
        self.say(
            "email",
            _("E-mail address"),
            _(
                "For reminders, and for a new password if you lose yours: without an address nobody can give you one."
                " It is stored sealed and stands nowhere on the site."
            ),
        )

    def save(self, request: HttpRequest) -> Person:
        """Raises accounts.PseudonymTaken where somebody was faster."""
        return accounts.create(
            self.cleaned_data["username"],
            self.cleaned_data["password1"],
            address=self.cleaned_data.get("email") or None,
            language=get_language() or "en",
        )


class SignInForm(Plain, allauth_forms.LoginForm):  # type: ignore[misc]
    """Pseudonym and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.say("login", _("Pseudonym"))
        self.say("password", _("Password"))
        self.say("remember", _("Keep me signed in for 30 days"), _("Not on a device that others use."))


class AddressForm(Plain, allauth_forms.AddEmailForm):  # type: ignore[misc]
    """A first address, or another one. Whoever finds a telephone lying open can't do it."""

    password = forms.CharField(
        strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), label=_("Your password")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.say("email", _("E-mail address"), _("We send a link there. The address counts once you have opened it."))
        self.say("password", _("Your password"), _("So that nobody but you can change it."))

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        adapter.check_password(self.user, password)
        return password


class ForgottenForm(Plain, allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    """Where to send a link for a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.say("email", _("E-mail address"), _("The one that you gave for your account."))

    def clean_email(self) -> str:
        """One account at most: the one that confirmed the address, else the first that gave it. So nobody fills a
        stranger's box by giving their address for many accounts."""
        email: str = super().clean_email()
        self.users: list[Person] = sorted(self.users, key=lambda person: int(person.pk))[:1]
        return email


class OnePassword(Plain):
    """A new password is typed once: people who type it twice choose a shorter one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        self.say("password1", _("New password"), GOOD_PASSWORD)


class PasswordForm(OnePassword, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    """Another password, by someone who knows the present one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.say("oldpassword", _("Present password"))


class NewPasswordForm(OnePassword, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, by someone who has opened the link."""


def zones() -> list[tuple[str, Any]]:
    """All time zones that are named for a city, by part of the world."""
    grouped: dict[str, list[tuple[str, str]]] = {area: [] for area in AREAS}
    for name in sorted(available_timezones()):
        area, _slash, city = name.partition("/")
        if city and area in grouped:
            grouped[area].append((name, city.replace("_", " ").replace("/", ", ")))
    return [("UTC", _("World time (UTC)")), *grouped.items()]


class LanguageAndZoneForm(forms.Form):
    """How pages and mails speak to a person. Times of actions are always told by the clock of their town."""

    language = forms.ChoiceField(choices=settings.LANGUAGES, label=_("Language"))
    zone = forms.ChoiceField(choices=zones, label=_("Your time zone"))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"language": person.language, "zone": person.zone}
        self.person = person
        if len(settings.LANGUAGES) == 1:
            del self.fields["language"]

    def save(self) -> None:
        accounts.set_language_and_zone(self.person, **{"language": self.person.language, **self.cleaned_data})
