"""Accounts: those of allauth's addresses that the house offers. What isn't named here (codes by mail, telephone
numbers, signing in elsewhere, asking for the password again) does not exist.

allauth marks most of its public views itself; `public` marks whatever is, whoever wrote it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as allauth
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path, re_path
from redis.exceptions import RedisError

from campaign.people import views

View = Callable[..., HttpResponseBase]
AGAIN = 5  # seconds until Valkey, started anew, is surely back


def paced(view: View) -> View:
    """`view`, whose pace allauth counts in Valkey before it does anything. While that is away: 503, in words."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except RedisError:
            answer = render(request, "503.html", status=503)
            answer.headers["Retry-After"] = str(AGAIN)
            return answer

    return asked


def public(view: View) -> View:
    """`view`, open to visitors."""
    return login_not_required(paced(view))


urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.account, name="account"),
    path("signup/", public(views.SignUp.as_view()), name="account_signup"),
    path("login/", public(allauth.login), name="account_login"),
    path("logout/", public(allauth.logout), name="account_logout"),
    path("inactive/", public(allauth.account_inactive), name="account_inactive"),
    path("email/", paced(views.Address.as_view()), name="account_email"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", views.confirm_address, name="account_confirm_email"),
    path("password/change/", paced(allauth.password_change), name="account_change_password"),
    path("password/reset/", public(allauth.password_reset), name="account_reset_password"),
    path("password/reset/done/", public(allauth.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        paced(views.new_password),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        public(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
