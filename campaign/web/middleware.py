"""What happens around every view."""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from campaign.web.viewer import NOBODY, Request, Viewer

Response = Callable[[HttpRequest], HttpResponse]


SECRETS = {"token", "key", "uidb36"}  # arguments of routes that open something to whoever has the address
CONSTANT_HEADERS = (
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)


def policy(**more: list[str]) -> str:
    """The content security policy as one header's value; `more` is what one page's needs add."""
    return "; ".join(f"{name} {' '.join(values)}" for name, values in {**settings.SECURE_CSP, **more}.items())


def content_security_policy(get_response: Response) -> Response:
    """The policy as one constant header, under the name of Django 6's setting (django-csp costs a third of a view).

    With it go the other headers that never change; SecurityMiddleware knows the rest.
    """
    headers = (("Content-Security-Policy", policy()), *CONSTANT_HEADERS)

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in headers:
            response.headers.setdefault(name, value)  # the door's pages bring a policy of their own
        return response

    return middleware


class PublicGZipMiddleware(GZipMiddleware):
    """Compresses what visitors read. With a session nothing is compressed: where a page holds a secret and repeats
    what was asked, its length would tell about the secret (BREACH)."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES or request.method == "POST":
            return response
        return super().process_response(request, response)


class ViewerMiddleware:
    """Sets `request.viewer`. Without a session cookie nobody is looking, and the session stays untouched.

    What was made for one viewer is stored nowhere: on a shared computer the way back shows nothing after sign-out.
    """

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        viewer = NOBODY
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            user = request.user  # nobody, too, when the person was deleted or may no longer sign in
            viewer = Viewer(person=user.pk) if user.is_authenticated else NOBODY
        cast(Request, request).viewer = viewer
        response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        if viewer.person is not None or _opens_a_secret(request):
            response.headers["Cache-Control"] = "private, no-store"
        return response


def _opens_a_secret(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and not SECRETS.isdisjoint(match.kwargs)


class ClosedByDefault(LoginRequiredMiddleware):
    """Every view asks for sign-in unless it says `@login_not_required`.

    Django's own middleware touches `request.user` before it looks for the exemption; here the view is asked first,
    so that public pages never touch the session. Whether the thing exists is not looked up before somebody is there.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True) or cast(Request, request).viewer.person is not None:
            return None
        if request.method in ("GET", "HEAD"):
            return self.handle_no_permission(request, view_func)
        return redirect_to_login(_page_before(request), self.get_login_url(view_func))


def _page_before(request: HttpRequest) -> str:
    """The page of this site whose form was sent: after sign-in one is back there, not at an address that only acts."""
    before = urlsplit(request.headers.get("Referer", ""))
    return before.path if before.path and before.netloc == request.get_host() else request.path
