"""Every page of the demonstration, looked at in a browser: accessible, in light and dark, at both widths, and quiet."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, BrowserContext, Page

from campaign.web.models import Network
from tests.engines.site import ROOT, Site
from tests.whole import corners as making
from tests.whole.corners import Corners

pytestmark = [pytest.mark.whole, pytest.mark.looks, pytest.mark.xdist_group("demo_site")]

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe-core" / "axe.min.js"
RESOURCES = [
    re.search(r'^slug = "(.+)"', page.read_text(), re.M)[1]  # type: ignore[index]
    for page in sorted((ROOT / "campaign/management/demonstration/resources").glob("*.md"))
]
PUBLIC = (
    *(
        "/",
        "/calls/",
        "/calls/october-2002/",
        "/calls/october-2002/?language=pl",
        "/calls/rehearsal/",
        "/calls/october-2002/round-up/",
        "/reports/",
    ),
    *("/actions/", "/actions/?q=market", "/actions/?q=nothing-of-the-kind", "/map/", "/groups/", "/groups/berlin/"),
    *("/actions/berlin-iom-office/", "/actions/bologna-welcome-centre/", "/actions/helsinki-action/"),
    *("/actions/rehearsal-berlin/", "/actions/rehearsal-bologna/", "/actions/rehearsal-berlin/signup/"),
    *("/actions/rehearsal-bologna/signup/", "/actions/rehearsal-warsaw/", "/actions/rehearsal-warsaw/signup/"),
    *("/registrations/", "/registrations/?sent"),
    *("/resources/", *(f"/resources/{slug}/" for slug in RESOURCES)),
    *("/calendars/", "/calendars/?feed=groups/berlin", "/privacy/", "/no-such-page/"),
    *("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/password/reset/done/"),
)
ORGANISER = (
    *("/groups/berlin/templates/", "/groups/berlin/templates/vigil/", "/actions/rehearsal-berlin/template/"),
    *(
        "/actions/rehearsal-berlin/shifts/",
        "/actions/rehearsal-berlin/checklist/",
        "/actions/rehearsal-berlin/taking-part/",
    ),
    *("/me/", "/groups/berlin/", "/groups/berlin/members/", "/groups/berlin/leave/", "/groups/warsaw/join/"),
    *("/groups/berlin/invitations/", "/groups/berlin/handover/", "/calls/rehearsal/answer/berlin/"),
    *(
        "/actions/new/",
        "/actions/new/?kind=welcome-centre",
        "/actions/rehearsal-berlin/",
        "/actions/rehearsal-berlin/edit/",
    ),
    *("/actions/rehearsal-berlin/series/", "/actions/rehearsal-berlin/copy/"),
    *("/actions/new/idea/", "/actions/rehearsal-berlin/history/", "/actions/rehearsal-berlin/call/"),
    *("/actions/rehearsal-berlin/door/", "/actions/rehearsal-berlin/postpone/", "/actions/rehearsal-berlin/cancel/"),
    *("/actions/rehearsal-berlin/hosts/", "/actions/rehearsal-berlin/hosts/?find=warsaw"),
    *("/actions/rehearsal-berlin/participants/lists/", "/actions/rehearsal-berlin/participants/write/"),
    *("/actions/rehearsal-berlin/participants/", "/groups/new/", "/groups/warsaw/", "/calendars/?feed=private"),
    *("/accounts/", "/accounts/email/", "/accounts/password/change/", "/accounts/logout/"),
)
COORDINATOR = (
    *("/network/templates/", "/network/templates/welcome-centre/"),
    *("/calls/rehearsal/publish/", "/calls/rehearsal/end/", "/calls/rehearsal/translations/"),
    *("/calls/rehearsal/translations/pl/", "/calls/rehearsal/translations/ar/", "/calls/october-2002/translations/"),
    *("/calls/october-2002/translations/pl/", "/calls/october-2002/translations/pl/remove/"),
    *("/calls/new/", "/calls/rehearsal/edit/", "/me/", "/network/", "/groups/berlin/edit/"),
    *("/groups/berlin/announcements/", "/groups/berlin/members/", "/groups/berlin/requests/"),
    *("/calls/rehearsal/board/", "/calls/rehearsal/board/?lacks=contact&sort=country", "/calls/rehearsal/ask/"),
    *("/calls/rehearsal/board/write/", "/calls/october-2002/board/", "/calls/rehearsal/board/?answer=silent"),
    *("/network/groups/", "/network/groups/berlin/"),
)
LEFT_EMPTY = ("/accounts/login/", "/accounts/signup/", "/actions/rehearsal-berlin/signup/")
LEFT_EMPTY_BY_COORDINATOR = ("/groups/new/", "/calls/new/", "/groups/berlin/announcements/")
TOO_EARLY = ("/actions/rehearsal-berlin/report/",)
EXPECTED = {"/no-such-page/": 404}


def signed_in(browser: Browser, site: Site, pseudonym: str, **options: object) -> BrowserContext:
    """A context in which that account of the demonstration is signed in."""
    context = browser.new_context(bypass_csp=True, **options)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{site.address}/accounts/login/")
    page.fill("[name=login]", pseudonym)
    page.fill("[name=password]", "at-the-demonstration")
    page.click("main form button")
    page.wait_for_url("**/me/")
    page.close()
    return context


@pytest.fixture(scope="module")
def corners(demo_site: Site) -> Corners:
    return making.prepare(demo_site)


def broken_rules(page: Page) -> list[str]:
    """What axe-core finds: each rule, and where. In the dark only colours differ."""
    page.add_script_tag(path=AXE)
    page.emulate_media(color_scheme="light")
    found = page.evaluate("async () => (await axe.run()).violations")
    page.emulate_media(color_scheme="dark")
    found += page.evaluate("async () => (await axe.run({runOnly: ['color-contrast']})).violations")
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def faults(page: Page) -> list[str]:
    """What is wrong with the page as it stands: rules broken, and wider than its window."""
    found = broken_rules(page)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"is {wide} px wide at {width}")
    return found


def look(context: BrowserContext, site: Site, paths: Sequence[str], status: int = 200) -> dict[str, list[str]]:
    """Each path with what is wrong on it; an empty mapping where nothing is."""
    wrong: dict[str, list[str]] = {}
    page = context.new_page()
    for path in paths:
        answer = page.goto(site.address + path)
        assert answer is not None
        problems = faults(page)
        if answer.status != EXPECTED.get(path, status):
            problems.append(f"answers {answer.status}")
        if problems:
            wrong[path] = problems
    return wrong


def send_empty(context: BrowserContext, site: Site, paths: Sequence[str]) -> dict[str, list[str]]:
    """The same for forms that were sent with nothing in them."""
    wrong: dict[str, list[str]] = {}
    page = context.new_page()
    for path in paths:
        page.goto(site.address + path)
        with page.expect_navigation():
            page.locator("main form[method=post] button.now").first.click()
        problems = faults(page)
        if not page.locator("[aria-invalid=true]").count():
            problems.append("shows no error")
        if problems:
            wrong[path] = problems
    return wrong


def test_a_visitors_pages_break_no_rule(demo_site: Site, browser: Browser, corners: Corners) -> None:
    context = browser.new_context(bypass_csp=True)
    assert look(context, demo_site, (*PUBLIC, *corners.public)) == {}
    assert look(context, demo_site, corners.gone, 410) == {}
    assert send_empty(context, demo_site, LEFT_EMPTY) == {}


def test_an_organisers_pages_break_no_rule(demo_site: Site, browser: Browser, corners: Corners) -> None:
    context = signed_in(browser, demo_site, "organiser")
    assert look(context, demo_site, (*ORGANISER, *corners.organiser)) == {}
    assert look(context, demo_site, TOO_EARLY, 409) == {}
    assert send_empty(context, demo_site, ("/actions/new/?kind=other",)) == {}


def test_what_is_shown_before_a_series_is_saved_breaks_no_rule(demo_site: Site, browser: Browser) -> None:
    page = signed_in(browser, demo_site, "organiser").new_page()
    page.goto(f"{demo_site.address}/actions/rehearsal-berlin/series/")
    with page.expect_navigation():
        page.locator("main form[method=post] button.now").click()
    assert page.locator("h1").inner_text().startswith("Repeat it every")
    assert faults(page) == []


def test_a_coordinators_pages_break_no_rule(demo_site: Site, browser: Browser, corners: Corners) -> None:
    context = signed_in(browser, demo_site, "coordinator")
    assert look(context, demo_site, (*COORDINATOR, *corners.coordinator)) == {}
    assert send_empty(context, demo_site, LEFT_EMPTY_BY_COORDINATOR) == {}


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "429", "500", "503"])
def test_the_pages_of_errors_break_no_rule(demo_site: Site, browser: Browser, name: str) -> None:
    page = browser.new_context(bypass_csp=True).new_page()
    page.goto(f"{demo_site.address}/health/live")  # so that the page's addresses are those of the site
    page.set_content(render_to_string(f"{name}.html", {"network": Network(name="Campaign")}))
    assert page.evaluate("document.styleSheets.length"), "it has its look"
    assert faults(page) == []


def test_axe_finds_something_where_something_is_wrong(demo_site: Site, browser: Browser) -> None:
    page = browser.new_context(bypass_csp=True).new_page()
    page.goto(f"{demo_site.address}/privacy/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/x.png\">')")
    assert any("image-alt" in rule for rule in broken_rules(page))


def test_axe_sees_what_cannot_be_read_in_the_dark_alone(demo_site: Site, browser: Browser) -> None:
    page = browser.new_context(bypass_csp=True).new_page()
    page.goto(f"{demo_site.address}/privacy/")
    page.add_style_tag(content="@media (prefers-color-scheme: dark) { main p { color: #222 } }")
    assert {rule.partition(":")[0] for rule in broken_rules(page)} == {"color-contrast"}


def test_a_visitors_pages_load_nothing_from_elsewhere_and_set_no_cookie(demo_site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    seen: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}"))
    for path in PUBLIC:
        page.goto(demo_site.address + path)
        has_form = page.locator("form[method=post]").count() > 0
        assert has_form or context.cookies() == [], path
        context.clear_cookies()
    assert [url for url in seen if not url.startswith((demo_site.address, "data:"))] == []
    assert [text for text in complaints if "404" not in text] == []
