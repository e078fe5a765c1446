"""An error report says where the code failed, and nothing about whom it failed for."""

import logging
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver
from django.utils.module_loading import import_string
from django.views.debug import ExceptionReporter, get_exception_reporter_class

from campaign.web import middleware, reporting

# Written backwards: a report quotes the source around a fault, and this file may stand in it.
BACKWARDS = ("gro.elpmaxe@asa", "7.001.15.891", "nwo sti fo resworb", "yek-noisses", "erehwesle.www")
SECRETS = [word[::-1] for word in BACKWARDS]


def fail(address: str) -> None:
    kept = {"address": address}
    raise RuntimeError(f"it failed with {len(kept)}")


@pytest.mark.parametrize("form", ["text", "html"])
def test_a_report_names_the_fault_and_no_person(rf: RequestFactory, form: str) -> None:
    address, source, browser, session, referrer = SECRETS
    headers = {"user-agent": browser, "referer": f"https://{referrer}/", "cookie": f"sessionid={session}"}
    request = rf.post("/accounts/signup/", {"email": address}, REMOTE_ADDR=source, headers=headers)
    request.COOKIES["sessionid"] = session
    try:
        fail(address)
    except RuntimeError:
        reporter = ExceptionReporter(request, *sys.exc_info())
    report = reporter.get_traceback_text() if form == "text" else reporter.get_traceback_html()
    assert "it failed with 1" in report
    assert "/accounts/signup/" in report
    assert not [secret for secret in SECRETS if secret in report]


def written(caplog: pytest.LogCaptureFixture) -> str:
    """What the site's own handler would have written."""
    told = dict(settings.LOGGING["formatters"]["plain"])
    formatter = import_string(told.pop("()"))(told["format"])
    return "\n".join(formatter.format(record) for record in caplog.records)


OPENING = [
    "/registrations/14-{}/",
    "/unsubscribe/14-{}/",
    "/calendars/private/14-{}.ics",
    "/accounts/confirm-email/{}/",
    "/accounts/password/reset/key/1-{}/",
]
TOKEN = "abcdEFGH0123-_:4567"


@pytest.mark.django_db
@pytest.mark.parametrize("address", OPENING)
def test_a_log_names_no_link_that_opens_something(address: str, caplog: pytest.LogCaptureFixture) -> None:
    Client(enforce_csrf_checks=True).post(address.format(TOKEN), {"do": "confirm"})
    logging.getLogger("django.request").error("Internal Server Error: %s", address.format(TOKEN))
    assert TOKEN in caplog.text
    assert "Internal Server Error: /" in written(caplog)
    assert TOKEN not in written(caplog)


def test_all_lines_take_the_formatter_that_is_silent() -> None:
    handlers = [handler for name in ("", "django", "django.request") for handler in _handlers(logging.getLogger(name))]
    assert handlers
    assert all(isinstance(handler.formatter, reporting.SilentFormatter) for handler in handlers)


def _handlers(logger: logging.Logger) -> list[logging.Handler]:
    """Those that the settings gave it, not those of a running test."""
    return [handler for handler in logger.handlers if type(handler) is logging.StreamHandler]


@pytest.mark.parametrize("form", ["text", "html"])
def test_a_report_names_no_link_that_opens_something(rf: RequestFactory, form: str) -> None:
    request = rf.post(OPENING[0].format(TOKEN))
    try:
        fail("")
    except RuntimeError:
        reporter = get_exception_reporter_class(request)(request, *sys.exc_info())
    report = reporter.get_traceback_text() if form == "text" else reporter.get_traceback_html()
    assert "/registrations/…/" in report
    assert TOKEN not in report


def test_every_route_that_opens_something_is_known_to_the_log() -> None:
    opening = [path for path in _routes(get_resolver().url_patterns) if any(f"<{name}>" in path for name in NAMES)]
    assert len(opening) >= len(OPENING)
    for path in opening:
        assert reporting.OPENING.search("/" + re.sub(r"<[^>]+>", "x", path)), path


NAMES = [*middleware.SECRETS, *(f"str:{name}" for name in middleware.SECRETS)]


def _routes(patterns: Any, before: str = "") -> Iterator[str]:
    for pattern in patterns:
        path = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLPattern):
            yield re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", path)
        else:
            yield from _routes(pattern.url_patterns, path)
