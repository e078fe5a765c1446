"""An account from beginning to end on the running site, in a browser without JavaScript; then the search again."""

import email
import email.policy
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from redis import Redis

from tests.engines.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ADDRESS = "leaking.person@example.org"
PASSWORD, OTHER_PASSWORD = "four words that fit", "some other words then"


def letter(site: Site, subject: str) -> str:
    """The text of the newest letter with this subject, as soon as the worker has written it."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        for path in sorted((site.var / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if message["Subject"] == subject:
                body = message.get_body(("plain",))
                assert body is not None
                return str(body.get_content())
        time.sleep(0.1)
    raise AssertionError(f"no letter {subject!r}: {site.log()}")


def link(text: str) -> str:
    """The path of the first link in a letter."""
    return urlsplit(next(line for line in text.split() if line.startswith("http"))).path


def fill(page: "Page", button: str, **answers: str) -> None:
    for name, value in answers.items():
        page.fill(f"[name={name}]", value)
    page.get_by_role("button", name=button, exact=True).click()


@pytest.mark.whole
def test_an_account_from_beginning_to_end_leaves_no_address(site: Site, browser: "Browser") -> None:
    site.start()
    context = browser.new_context(java_script_enabled=False, base_url=site.address)
    page = context.new_page()
    page.goto("/accounts/signup/")
    fill(page, "Make the account", username=ADDRESS, password1=PASSWORD)
    assert "This looks like an address" in page.inner_text("main")
    fill(page, "Make the account", username="Åsa", password1=PASSWORD, email=ADDRESS)
    assert urlsplit(page.url).path == "/me/"

    page.goto(link(letter(site, "Confirm your address")))
    page.get_by_role("button", name="Yes, confirm my address").click()
    assert ADDRESS in page.inner_text("main")

    page.get_by_role("button", name="Sign out").click()
    page.goto("/accounts/password/reset/")
    fill(page, "Send me a link", email=ADDRESS)
    page.goto(link(letter(site, "A new password")))
    fill(page, "Change my password", password1=OTHER_PASSWORD)
    page.get_by_role("link", name="Sign in").last.click()
    fill(page, "Sign in", login="åsa", password=OTHER_PASSWORD)
    assert "Hello, Åsa" in page.inner_text("main")
    letter(site, "Your password was changed")
    page.goto("/accounts/email/")
    page.get_by_role("button", name="Remove my address").click()
    assert "You have given none" in page.inner_text("main")
    context.close()

    held = {"logs": site.log().encode()} | {
        str(path.relative_to(site.var)): path.read_bytes()
        for path in site.var.rglob("*")
        if path.is_file() and path.parent.name != "mail"
    }
    server = Redis(unix_socket_path=str(_socket(site.var)))
    held["valkey"] = b"\n".join(key + (server.dump(key) or b"") for key in server.scan_iter())
    server.close()
    assert any(name.endswith(".sqlite3") for name in held) or "DATABASE_URL" in site.settings
    assert held["valkey"]
    assert not [place for place, text in held.items() if b"leaking.person" in text]


def _socket(var: Path) -> Path:
    from campaign.settings import _socket

    return _socket(var)
