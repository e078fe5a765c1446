"""Our word in allauth's flows."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.people import accounts, pseudonyms
from campaign.people.addresses import letter_to, verified_address
from campaign.people.models import Person
from campaign.web import pace
from campaign.web.models import Network

# Letters that anybody can have sent to any address. The others tell a person what happened to the account.
ASKED_FOR = {
    f"account/email/{name}"
    for name in (
        "email_confirmation",
        "email_confirmation_signup",
        "password_reset_key",
        "unknown_account",
        "account_already_exists",
    )
}
ADDRESS_REMOVED = "account/email/email_deleted"
Words = dict[str, str | Promise]


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Tells allauth nothing about where a request comes from, and lets it write to confirmed addresses only."""

    error_messages: ClassVar[Words] = {
        **DefaultAccountAdapter.error_messages,
        "duplicate_email": _("This address stands in your account already."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your present password."),
        "same_as_current": _("This is the address that you have now."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again."),
        "username_password_mismatch": _("No account has this pseudonym and this password. Check both."),
        "username_taken": _("This pseudonym is taken. Choose another one."),
    }

    # Who asks -------------------------------------------------------------------------------------------------------
    def get_client_ip(self, request: HttpRequest) -> str:
        """Today's keyed hash of it."""
        return pace.source(request)

    def get_http_user_agent(self, request: HttpRequest) -> str:
        return ""

    def is_ajax(self, request: HttpRequest) -> bool:
        """Pages only: allauth's second way of answering is closed."""
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failed attempts count for a pseudonym and a source together: nobody locks another out by guessing."""
        return f"{pace.source(request)}:{pseudonyms.key(credentials.get('username', ''))}"

    # What may be ----------------------------------------------------------------------------------------------------
    def clean_username(self, username: str, shallow: bool = False) -> str:
        username = pseudonyms.tidy(username)
        pseudonyms.validate(username)
        if not shallow and Person.objects.filter(pseudonym_key=pseudonyms.key(username)).exists():
            raise self.validation_error("username_taken")
        return username

    def clean_email(self, email: str) -> str:
        return accounts.check_address(email) if email else email

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """Anyone may be without an address, at any time."""
        return True

    def set_password(self, user: Person, password: str) -> None:
        """The one column: what else happened to the account meanwhile stays."""
        user.set_password(password)
        user.save(update_fields=["password"])

    # Mail -----------------------------------------------------------------------------------------------------------
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """As a letter of the network's, with our own addresses instead of whatever host was asked for.

        At most three a day of those that anybody can ask for go to one address; the answer on the page is the same.
        """
        if template_prefix in ASKED_FOR and pace.first_refused(letter_to(email)) is not None:
            return
        links = {"site_url": settings.SITE_URL, "signup_url": _absolute("account_signup")}
        links["password_reset_url"] = context.get("password_reset_url") or _absolute("account_reset_password")
        super().send_mail(template_prefix, email, {**context, **links, "network": Network.current()})

    def send_notification_mail(
        self, template_prefix: str, user: Person, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Only to an address that the person has confirmed: else a stranger's box could be filled through us.

        With `email` the caller knows that it was. allauth tells of a removed address without it, when it is gone.
        """
        email = email or (None if template_prefix == ADDRESS_REMOVED else verified_address(user.pk))
        if email:
            super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return _absolute("account_confirm_email", emailconfirmation.key)

    def get_reset_password_from_key_url(self, key: str) -> str:
        uidb36, _dash, secret = key.partition("-")
        return _absolute("account_reset_password_from_key", uidb36, secret)

    # Where to -------------------------------------------------------------------------------------------------------
    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")


class PseudonymBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth is untyped
    """Finds a person by the key of the pseudonym; SQL's own comparison knows the letters of English only."""

    def _authenticate_by_username(self, username: str, password: str) -> Person | None:
        person = Person.objects.filter(pseudonym_key=pseudonyms.key(username)).first()
        found: Person | None = self._check_password(person, password)
        return found


def check_password(person: Person, password: str) -> None:
    """Raises ValidationError unless it is the person's; counted like a failed sign-in."""
    adapter = AccountAdapter()
    if not adapter.reauthenticate(person, password):
        raise adapter.validation_error("incorrect_password")


def _absolute(name: str, *arguments: object) -> str:
    return settings.SITE_URL + reverse(name, args=arguments)
