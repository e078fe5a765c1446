"""A group from the question to the handing over, in four browsers without JavaScript: asked for, approved, joined by
request and by invitation, handed over, left."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.engines.site import Site
from tests.whole.test_together import press, somebody

pytestmark = pytest.mark.whole


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


def status(page: Page, address: str) -> int:
    answer = page.goto(address)
    assert answer is not None
    return answer.status


def test_a_group_is_asked_for_approved_joined_handed_over_and_left(
    running: Site, browser: Browser, plain: list[BrowserContext]
) -> None:
    at = running.address
    cleo, ann, bob = (somebody(plain, browser, running, name) for name in ("cleo", "ann", "bob"))
    running.manage("coordinator", "cleo").check_returncode()
    cleo.goto(f"{at}/network/")
    cleo.check("[name=founding][value=approval]")
    press(cleo, "main form button.now")

    ann.goto(f"{at}/groups/new/")
    ann.fill("[name=name]", "Lyon")
    ann.fill("[name=city]", "Lyon")
    press(ann, "main form button.now")
    ann.fill("[name=about]", "We meet in the old tram depot.")
    ann.check("[name=joining][value=request]")
    press(ann, "main form button.now")
    assert "Awaits the yes of the network" in ann.inner_text("main")
    assert status(bob, f"{at}/groups/lyon/") == 404

    cleo.goto(f"{at}/me/")
    press(cleo, "text=See them")
    press(cleo, "main a:has-text('Lyon')")
    assert "old tram depot" in cleo.inner_text("main")
    press(cleo, "button[value=approve]")
    assert status(bob, f"{at}/groups/lyon/") == 200

    press(bob, "text=Ask to join")
    bob.fill("[name=words]", "From the kitchen")
    press(bob, "main form button.now")
    ann.goto(f"{at}/me/")
    assert "1 person asks to join Lyon" in ann.inner_text("main")
    press(ann, "text=See who, and answer")
    assert "From the kitchen" in ann.inner_text("main")
    press(ann, "button[value=accept]")
    assert status(bob, f"{at}/groups/lyon/members/") == 200

    ann.goto(f"{at}/groups/lyon/invitations/")
    press(ann, "button[value=link]")
    assert ann.locator(".qr svg").count() == 1
    link = ann.input_value("#invitation-address")
    newcomer = _by_invitation(plain, browser, link)
    assert "Lyon" in newcomer.inner_text("h1")
    assert status(bob, link) == 410
    assert "used up" in bob.inner_text("main")

    ann.goto(f"{at}/groups/lyon/members/")
    press(ann, "tbody tr:has-text('bob') a")
    press(ann, "main a:has-text('Hand over or share')")
    ann.check("[value=gone]")
    press(ann, "main form button.now")
    ann.goto(f"{at}/groups/lyon/leave/")
    press(ann, "main form button.now")
    assert "never left without a coordinator" in ann.inner_text("main")
    bob.goto(f"{at}/me/")
    press(bob, "text=Say yes or no")
    press(bob, "button[value=accept]")
    assert "coordinator" in bob.inner_text("tbody tr:has-text('bob')")
    assert status(ann, f"{at}/groups/lyon/members/") == 404


def _by_invitation(plain: list[BrowserContext], browser: Browser, link: str) -> Page:
    """Somebody without an account follows a link, signs up, comes back to it and joins."""
    context = browser.new_context(java_script_enabled=False)
    plain.append(context)
    page = context.new_page()
    page.goto(link)
    press(page, "main a:has-text('Make an account')")
    page.fill("[name=username]", "dan")
    page.fill("[name=password1]", "four words that fit")
    press(page, "main form button.now")
    assert page.url == link
    press(page, "main form button.now")
    return page
