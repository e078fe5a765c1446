"""`make pictures`: the pictures in docs/pictures/, taken from a running site with the demonstration.

The site is started for it in a folder of its own and stopped afterwards; nothing is drawn by hand.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.engines import mail
from tests.engines.browser import chromium
from tests.engines.site import ROOT, Site

PICTURES = ROOT / "docs" / "pictures"
WIDTHS = {"1280": 1280, "360": 360}
PASSWORD = "at-the-demonstration"
MEMBERS = 120
JOIN = """
from campaign.groups import membership
from campaign.groups.models import Group
from campaign.people import accounts
group = Group.objects.get(slug="bologna")
for number in range({members}):
    person = accounts.create(f"swift {{number}}", None, address=f"swift-{{number}}@example.org", verified=True)
    membership.join(group, person)
"""
WORDS = """\
the night train from Vienna is two hours late. The welcome centre opens all the same at eleven, \
and somebody waits at the station until two.

Bring something warm: the rooms are not heated yet."""


class SlowSink(mail.Sink):
    """A mail server that takes its time, as real ones do, so that a picture shows work going on."""

    async def handle_DATA(self, *said: object) -> str:  # noqa: N802 - aiosmtpd's name
        await asyncio.sleep(0.05)
        return "250 OK"


@contextmanager
def running() -> Iterator[Site]:
    """A site with the demonstration, until the end of the block."""
    with tempfile.TemporaryDirectory(prefix="campaign-pictures-") as folder, mail.listening(SlowSink()) as sink:
        sink.refusals = {f"swift-{number}@example.org": "550 no such mailbox" for number in (7, 21, 40)}
        site = Site(Path(folder) / "var", {"DEMO_PASSWORD": PASSWORD, "EMAIL_URL": sink.url})
        try:
            yield site.start()
        finally:
            site.stop()


def visitor(browser: Browser, scheme: str = "light") -> Page:
    """A page without JavaScript, as wide as a desk's."""
    context = browser.new_context(color_scheme=scheme, java_script_enabled=False)  # type: ignore[arg-type]
    return context.new_page()


def sign_in(page: Page, site: Site, pseudonym: str) -> None:
    page.goto(f"{site.address}/accounts/login/")
    page.fill("[name=login]", pseudonym)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")


def take(page: Page, name: str, scheme: str = "light") -> None:
    """The whole page as it stands, at both widths."""
    for word, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=PICTURES / f"{name}-{word}-{scheme}.png", full_page=True)


def public(browser: Browser, site: Site) -> None:
    """What everyone sees; the first page also in the dark."""
    pages = {"home": "/", "call": "/calls/october-2002/", "action": "/actions/rehearsal-berlin/"}
    page = visitor(browser)
    for name, path in pages.items():
        page.goto(site.address + path)
        take(page, name)
    page = visitor(browser, "dark")
    page.goto(site.address)
    take(page, "home", "dark")


def planning(browser: Browser, site: Site) -> None:
    """The planning form, filled in."""
    page = visitor(browser)
    sign_in(page, site, "organiser")
    page.goto(f"{site.address}/actions/new/?kind=other")
    page.select_option("[name=kind]", "welcome-centre")
    page.fill("[name=title]", "A welcome centre for everyone")
    page.fill("[name=place]", "Berlin, Germany")
    page.fill("[name=time]", "11:00")
    page.fill("[name=seats]", "60")
    page.check("[name=open_ended]")
    take(page, "planning")


def announcement(browser: Browser, site: Site) -> None:
    """An announcement to a group's members: as it arrives, and how far it has got."""
    site.manage("shell", "--command", JOIN.format(members=MEMBERS)).check_returncode()
    page = visitor(browser)
    sign_in(page, site, "coordinator")
    page.goto(f"{site.address}/groups/bologna/announcements/")
    page.fill("[name=title]", "Trains to Bologna are delayed")
    page.fill("[name=text]", WORDS)
    page.locator("form:has([name=title]) button").first.click()
    take(page, "announcement-preview")
    page.locator("form[action$='/send/'] button").click()
    page.wait_for_timeout(5000)
    page.reload()
    take(page, "announcement")


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with running() as site, chromium() as browser:
        public(browser, site)
        planning(browser, site)
        announcement(browser, site)


if __name__ == "__main__":
    main()
