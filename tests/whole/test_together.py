"""Two people and a coordinator in Chromium, without JavaScript: a group is founded and joined, a call is written."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.engines.site import Site

pytestmark = pytest.mark.whole
PASSWORD = "four words that fit"


@pytest.fixture
def running(site: Site) -> Site:
    return site.start()


@pytest.fixture
def plain(browser: Browser) -> Iterator[list[BrowserContext]]:
    """Browsers without JavaScript, closed afterwards."""
    open_: list[BrowserContext] = []
    yield open_
    for context in open_:
        context.close()


def somebody(plain: list[BrowserContext], browser: Browser, site: Site, pseudonym: str) -> Page:
    """A new person who has just signed up."""
    context = browser.new_context(java_script_enabled=False)
    plain.append(context)
    page = context.new_page()
    page.goto(f"{site.address}/accounts/signup/")
    page.fill("[name=username]", pseudonym)
    page.fill("[name=password1]", PASSWORD)
    press(page, "main form button")
    page.goto(f"{site.address}/me/")
    assert f"Hello, {pseudonym}" in page.content()
    return page


def press(page: Page, button: str) -> None:
    page.locator(button).first.click()
    page.wait_for_load_state()


def unfold(page: Page) -> None:
    """Open every fold of the form: less asked questions lie in them."""
    folded = page.locator("form details:not([open]) > summary")
    while folded.count():  # each click takes one out of the rest
        folded.first.click()


def test_a_group_grows_and_a_call_is_written(running: Site, browser: Browser, plain: list[BrowserContext]) -> None:
    ann, bob, cleo = (somebody(plain, browser, running, name) for name in ("ann", "bob", "cleo"))

    ann.goto(f"{running.address}/groups/new/")
    ann.fill("[name=name]", "Lisboa sem fronteiras")
    ann.fill("[name=city]", "Lisbon")
    press(ann, "main form button.now")
    assert ann.url.endswith("/groups/lisboa-sem-fronteiras/edit/")
    ann.fill("[name=about]", "We **act** here.")
    press(ann, "main form button.now")
    assert "<strong>act</strong>" in ann.content()

    bob.goto(f"{running.address}/groups/lisboa-sem-fronteiras/")
    press(bob, "text=Join")
    bob.goto(f"{running.address}/groups/lisboa-sem-fronteiras/members/")
    assert "ann" in bob.inner_text("table")
    assert cleo.goto(bob.url).status == 404  # type: ignore[union-attr]

    ann.goto(bob.url)
    press(ann, "tbody tr:has-text('bob') a")
    ann.check("[value=organiser]")
    press(ann, "main form button.now")
    bob.goto(f"{running.address}/me/")
    assert "plan an action" in bob.content()

    running.manage("coordinator", "cleo").check_returncode()
    cleo.goto(f"{running.address}/calls/new/")
    for name, words in {"title": "Days in May", "summary": "Three days.", "text": "## Come\n\nAll."}.items():
        cleo.fill(f"[name={name}]", words)
    cleo.fill("[name=first_day]", "2027-05-01")
    cleo.fill("[name=last_day]", "2027-05-03")
    unfold(cleo)
    cleo.fill("[name=dates-0-date]", "2027-06-01")
    cleo.fill("[name=dates-0-title]", "The law is voted on")
    press(cleo, "[value=preview]:visible")
    assert "As it will look" in cleo.content()
    press(cleo, ".deeds [value=publish]")
    press(cleo, "main form button.now")
    assert cleo.url.endswith("/calls/days-in-may/")
    bob.goto(cleo.url)
    assert "The law is voted on" in bob.content()


@pytest.mark.xdist_group("demo_site")
def test_after_sign_out_the_way_back_shows_nothing(
    demo_site: Site, browser: Browser, plain: list[BrowserContext]
) -> None:
    plain.append(browser.new_context(java_script_enabled=False))
    page = plain[0].new_page()
    page.goto(f"{demo_site.address}/accounts/login/")
    page.fill("[name=login]", "activist")
    page.fill("[name=password]", "at-the-demonstration")
    press(page, "main form button")
    page.goto(f"{demo_site.address}/me/")
    assert "Hello, activist" in page.content()
    press(page, "button:has-text('Sign out')")
    assert "/me/" not in page.url
    page.go_back()
    assert "Hello, activist" not in page.content()
    assert "/accounts/login/" in page.url
