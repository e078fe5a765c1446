"""docs/welcome-centre.md is true: somebody who does what it says, and nothing else, has a welcome centre."""

import re
import time
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page

from tests.engines.site import ROOT, Site
from tests.whole.chromium import ChromiumVisitor

pytestmark = pytest.mark.whole
DAY = date.today() + timedelta(days=40)  # noqa: DTZ011 - any day that is not near
PASSWORD = "potato salad for a whole house"
PRESS = re.compile(r"^\d+\. Press \*\*(.+)\*\*\.$")
TYPE = re.compile(r"^\d+\. Type the first day into \*\*(.+)\*\*\.$")


def steps() -> Iterator[tuple[str, str]]:
    """Each numbered line of the page, as what is done and to what; a line that reads otherwise fails."""
    for line in (ROOT / "docs/welcome-centre.md").read_text().splitlines():
        if re.match(r"\d+\.", line):
            pressed, typed = PRESS.match(line), TYPE.match(line)
            assert pressed or typed, line
            yield ("press", pressed[1]) if pressed else ("type", typed[1])  # type: ignore[index]


def follow(page: Page, deed: str, words: str) -> None:
    """One step, by the words on the page that people see. What is folded away stays so."""
    main = page.locator("main")
    if deed == "type":
        main.get_by_label(words, exact=True).fill(DAY.isoformat())
        return
    found = main.get_by_role("link", name=words, exact=True).or_(main.get_by_role("button", name=words, exact=True))
    with page.expect_navigation():
        found.first.click()


def test_the_clicks_of_the_page_set_up_a_welcome_centre(site: Site, browser: Browser) -> None:
    site.start()
    visitor = ChromiumVisitor(browser, site.address)
    visitor.open("/accounts/signup/").send("username", username="Bianca", password1=PASSWORD)
    visitor.open("/groups/new/").send("name", name="Welcome Bologna", city="Bologna, Italy")
    visitor.open("/groups/welcome-bologna/")
    done = list(steps())
    began = time.monotonic()
    for deed, words in done:
        follow(visitor.page, deed, words)
    assert time.monotonic() - began < 60, "the machine's part of two minutes"
    assert sum(deed == "press" for deed, _words in done) <= 5
    assert sum(deed == "type" for deed, _words in done) == 1
    _stands(visitor.page)
    assert (visitor.elsewhere, visitor.complaints) == ([], [])


def _stands(page: Page) -> None:
    """On the public page: sixty places, and shifts on each of fourteen days."""
    shown = page.inner_text("main")
    assert page.url.endswith("/actions/a-welcome-centre-opens/")
    assert "60 of 60 places are free" in shown
    assert "open until further notice" in shown
    page.locator("section[aria-labelledby=shifts] details > summary").click()
    rows = page.locator("section[aria-labelledby=shifts] tbody tr").all_inner_texts()
    days = [DAY + timedelta(days=number) for number in range(14)]
    assert [row for row in rows if "\t" not in row] == [f"{day:%A} {day.day} {day:%B}" for day in days]
    kitchen = [row for row in rows if "Kitchen, supper" in row]
    assert [row.split("\t")[:3] for row in kitchen] == [["17:00–21:00", "Kitchen, supper", "3 missing, 6 free"]] * 14
    assert len(rows) == 14 * (1 + 7)
    page.goto(f"{page.url}checklist/")
    assert "13 things are to do" in page.inner_text("main")
