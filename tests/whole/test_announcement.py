"""An announcement on a running site: written in Chromium without JavaScript, sent by a real worker, stopped at last."""

import time

import pytest
from playwright.sync_api import Browser

from tests.engines.mail import Sink
from tests.engines.site import Site
from tests.whole.test_pages import broken_rules

pytestmark = pytest.mark.whole

PEOPLE = """
from django.conf import settings
from campaign.people import accounts
from campaign.groups import founding, membership
from campaign.web import gazetteer
make = lambda name: accounts.create(name, "a password nobody guesses", address=f"{name}@example.org", verified=True)
place = gazetteer.sure(gazetteer.find("Berlin"))
group = founding.found(name="Berlin", city=place, by=make("coordinator"))
settings.PASSWORD_HASHERS = ["tests.engines.passwords.QuickArgon2"]  # nobody else signs in
for number in range(60):
    membership.join(group, make(f"member-{number}"))
"""


def wait_for(sink: Sink, count: int) -> None:
    until = time.monotonic() + 60
    while len(sink.letters) < count:
        assert time.monotonic() < until, f"only {len(sink.letters)} letters came"
        time.sleep(0.1)


def test_an_announcement_reaches_everyone_it_should_and_can_be_stopped(
    site: Site, sink: Sink, browser: Browser
) -> None:
    site.settings |= {"EMAIL_URL": sink.url}
    site.start()
    site.manage("shell", "-v0", "-c", PEOPLE).check_returncode()
    sink.refusals = {"member-7@example.org": "550 5.1.1 no such user"}

    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site.address}/accounts/login/")
    page.fill("[name=login]", "coordinator")
    page.fill("[name=password]", "a password nobody guesses")
    page.click("main form button")
    page.goto(f"{site.address}/groups/berlin/announcements/")
    page.fill("[name=title]", "Trains are late")
    page.fill("[name=text]", "The night train is **two hours** late.")
    page.click("main form button")
    assert page.get_by_text("To the members of Berlin: 61 people.").count() == 1
    preview = page.url
    page.click("text=Send it to 61 people")
    wait_for(sink, 60)
    page.wait_for_selector("text=60 of 61 sent", timeout=20_000)  # the page looks again by itself
    assert page.get_by_text("1 no such mailbox").count() == 1
    assert len({letter.recipients[0] for letter in sink.letters}) == 60

    message = sink.to("member-3@example.org")[0].message
    stop = str(message["List-Unsubscribe"]).strip("<>")
    assert "Dear member-3," in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    stranger = browser.new_context(java_script_enabled=False).new_page()
    stranger.goto(stop)
    stranger.click("main form button")
    assert stranger.get_by_text("No more letters").count() == 1
    page.goto(f"{site.address}/groups/berlin/announcements/")
    page.fill("[name=title]", "Trains are on time")
    page.fill("[name=text]", "Come.")
    page.click("main form button")
    assert page.get_by_text("To the members of Berlin: 60 people.").count() == 1

    cookies = page.context.cookies()
    context = browser.new_context(bypass_csp=True)
    context.add_cookies(cookies)  # type: ignore[arg-type]
    looking = context.new_page()
    for address in (page.url, f"{page.url}edit/", preview, stop, stop.replace("unsubscribe/", "unsubscribe/9")):
        looking.goto(address)
        assert broken_rules(looking) == [], address
