"""Error reports without the people in them."""

from collections.abc import ItemsView
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

TOLD = ("REQUEST_METHOD", "PATH_INFO", "CONTENT_TYPE", "CONTENT_LENGTH", "SERVER_PROTOCOL", "HTTP_HOST")


class SilentFilter(SafeExceptionReporterFilter):
    """Keeps what was sent, who sent it and what a frame held out of every error report: each may be an address, a
    name, or the key of somebody's session."""

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, str]:
        return {}

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: object) -> ItemsView[str, Any]:
        return {}.items()

    def get_safe_request_meta(self, request: HttpRequest | None) -> dict[str, Any]:
        """What was asked for; not from where, with which browser, or with which cookie."""
        return {name: value for name, value in request.META.items() if name in TOLD} if request is not None else {}

    def get_safe_cookies(self, request: HttpRequest | None) -> dict[str, Any]:
        return {}
