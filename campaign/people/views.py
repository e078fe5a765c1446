"""Pages of one's own account. allauth's views do the work; around them stands what is the house's."""

from typing import Any, cast

from allauth.account import app_settings
from allauth.account import views as allauth
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailConfirmationHMAC
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.people.accounts import PseudonymTaken
from campaign.people.adapter import ADDRESS_REMOVED
from campaign.people.addresses import is_verified, verified_address, waiting_address
from campaign.people.forms import LanguageAndZoneForm
from campaign.people.models import Person
from campaign.web.viewer import Request


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: Request) -> HttpResponse:
    """One's account at a glance; language and time zone are changed here."""
    person = cast(Person, request.user)
    form = LanguageAndZoneForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("account")
    addresses = {"address": verified_address(person.pk), "waiting": waiting_address(person.pk)}
    return render(request, "account/account.html", {"person": person, "form": form, **addresses})


class SignUp(allauth.SignupView):  # type: ignore[misc]  # allauth is untyped
    """allauth's page; a pseudonym that was taken a moment ago is a sentence, not an error."""

    def get_initial(self) -> dict[str, Any]:
        """Nothing from the address line, where other people's addresses would stand in logs."""
        return {}

    def form_valid(self, form: Any) -> HttpResponseBase:
        try:
            response: HttpResponseBase = super().form_valid(form)
        except PseudonymTaken:
            form.add_error("username", _("This pseudonym is taken. Choose another one."))
            return self.form_invalid(form)  # type: ignore[no-any-return]
        return response


class Address(allauth.EmailView):  # type: ignore[misc]
    """allauth's page to give, change and remove the address; it says what became of a link that was asked for."""

    def _action_send(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | None:
        response: HttpResponse | None = super()._action_send(request, *args, **kwargs)
        if not self._did_send_verification_email:
            messages.warning(request, _("No link was sent now: at most one a minute and three a day go to an address."))
        return response

    def _action_remove(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | None:
        """Whoever reads the old mailbox hears of it: the owner, if it was somebody else who removed it."""
        person = cast(Person, request.user)
        before = verified_address(person.pk)
        response: HttpResponse | None = super()._action_remove(request, *args, **kwargs)
        if before and verified_address(person.pk) is None:
            get_adapter().send_notification_mail(ADDRESS_REMOVED, person, email=before)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.request.user
        return {
            **super().get_context_data(**kwargs),
            "address": verified_address(person.pk),
            "waiting": waiting_address(person.pk),
        }


@login_not_required
def confirm_address(request: HttpRequest, key: str) -> HttpResponseBase:
    """The link in the mail: GET shows, POST confirms. One that was used or has lapsed says so, with 410."""
    confirmation = EmailConfirmationHMAC.from_key(key)
    if confirmation is None:
        return render(request, "account/email_confirm.html", {"used": _was_used(key)}, status=410)
    if request.method != "POST":
        return allauth.confirm_email(request, key=key)  # type: ignore[no-any-return]
    try:
        with transaction.atomic(durable=True):
            return allauth.confirm_email(request, key=key)  # type: ignore[no-any-return]
    except IntegrityError:  # another account confirmed the same address at this moment
        return allauth.confirm_email(request, key=key)  # type: ignore[no-any-return]


@login_not_required
def new_password(request: HttpRequest, uidb36: str, key: str) -> HttpResponseBase:
    """The link for a new password; a used or lapsed one answers 410."""
    response = allauth.password_reset_from_key(request, uidb36=uidb36, key=key)
    if (getattr(response, "context_data", None) or {}).get("token_fail"):
        response.status_code = 410
    return response  # type: ignore[no-any-return]


def _was_used(key: str) -> bool:
    """Whether a genuine key's address is confirmed already."""
    try:
        pk = signing.loads(key, salt=app_settings.SALT)
    except signing.BadSignature:
        return False
    return is_verified(pk)
