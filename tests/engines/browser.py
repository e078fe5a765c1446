"""Debian's Chromium, driven by Playwright. Where it is missing its tests are skipped and say so; in CI they fail."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright


@contextmanager
def chromium() -> Iterator[Browser]:
    """One browser; a test opens contexts of its own in it."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        sentence = "Chromium is not installed (apt-get install chromium): the browser's tests did not run"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    # Playwright keeps an event loop running in this thread, and Django would refuse the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()
