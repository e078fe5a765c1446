"""An error report says where the code failed, and nothing about whom it failed for."""

import sys

import pytest
from django.test import RequestFactory
from django.views.debug import ExceptionReporter

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
