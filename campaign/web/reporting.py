"""Logs and error reports without the people in them, and without what opens something to whoever has it."""

import logging
import re
from collections.abc import ItemsView
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

# Addresses whose next part is a secret: a link in a mail, a private feed. A test finds every such route here.
OPENING = re.compile(
    r"(/(?:registrations|unsubscribe|answers|invitations|delegations|door|calendars/private|accounts/confirm-email"
    r"|accounts/password/reset/key)/)[^/\s?#\"'<>&]+"
)
TOLD = ("REQUEST_METHOD", "PATH_INFO", "CONTENT_TYPE", "CONTENT_LENGTH", "SERVER_PROTOCOL", "HTTP_HOST")


def without_secrets(text: str) -> str:
    """`text` with the secret part of every address in it left out."""
    return OPENING.sub(r"\1…", text)


class SilentFormatter(logging.Formatter):
    """Writes log lines, tracebacks included, without such secrets."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


class SilentReporter(ExceptionReporter):
    """Writes error reports without such secrets, wherever in the report the address stands."""

    def get_traceback_html(self) -> SafeString:
        return mark_safe(without_secrets(super().get_traceback_html()))  # noqa: S308 (made by Django; only less of it)

    def get_traceback_text(self) -> SafeString:
        return mark_safe(without_secrets(super().get_traceback_text()))  # noqa: S308 (made by Django; only less of it)


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
