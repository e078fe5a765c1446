"""Every page of the demonstration, looked at in a browser: accessible, in light and dark, at both widths, and quiet."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.engines.site import Site

pytestmark = [pytest.mark.whole, pytest.mark.xdist_group("demo_site")]

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe-core" / "axe.min.js"
PUBLIC = (
    *("/", "/calls/", "/calls/october-2002/", "/calls/rehearsal/", "/calls/october-2002/round-up/", "/reports/"),
    *("/actions/", "/actions/?q=market", "/actions/?q=nothing-of-the-kind", "/map/", "/groups/", "/groups/berlin/"),
    *("/actions/berlin-iom-office/", "/actions/bologna-welcome-centre/", "/actions/helsinki-action/"),
    *("/actions/rehearsal-berlin/", "/actions/rehearsal-bologna/", "/actions/rehearsal-berlin/signup/"),
    *("/resources/", "/resources/what-the-iom-is/", "/calendars/", "/calendars/?group=berlin", "/privacy/"),
    *("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/no-such-page/"),
)
ORGANISER = (
    *("/me/", "/groups/berlin/", "/groups/berlin/members/"),
    *("/actions/new/", "/actions/rehearsal-berlin/", "/actions/rehearsal-berlin/edit/"),
    *("/actions/rehearsal-berlin/postpone/", "/actions/rehearsal-berlin/cancel/"),
    *("/actions/rehearsal-berlin/participants/", "/groups/new/", "/groups/warsaw/", "/accounts/email/"),
    *("/accounts/password/change/", "/accounts/logout/"),
)
COORDINATOR = ("/calls/new/", "/calls/rehearsal/edit/", "/me/", "/groups/berlin/edit/", "/groups/berlin/announcements/")


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


@pytest.fixture(scope="module", params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def broken_rules(page: Page) -> list[str]:
    """What axe-core finds: each rule, and where."""
    page.add_script_tag(path=AXE)
    found = page.evaluate("async () => (await axe.run()).violations")
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def look(context: BrowserContext, site: Site, paths: tuple[str, ...]) -> dict[str, list[str]]:
    """Each path with what is wrong on it; an empty mapping where nothing is."""
    wrong: dict[str, list[str]] = {}
    page = context.new_page()
    for path in paths:
        answer = page.goto(site.address + path)
        assert answer is not None
        problems = broken_rules(page)
        if answer.status != (404 if path == "/no-such-page/" else 200):
            problems.append(f"answers {answer.status}")
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                problems.append(f"is {wide} px wide at {width}")
        if problems:
            wrong[path] = problems
    return wrong


def test_a_visitors_pages_break_no_rule(demo_site: Site, browser: Browser, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    assert look(context, demo_site, PUBLIC) == {}


def test_an_organisers_pages_break_no_rule(demo_site: Site, browser: Browser, scheme: str) -> None:
    context = signed_in(browser, demo_site, "organiser", color_scheme=scheme)
    assert look(context, demo_site, ORGANISER) == {}


def test_a_coordinators_pages_break_no_rule(demo_site: Site, browser: Browser, scheme: str) -> None:
    context = signed_in(browser, demo_site, "coordinator", color_scheme=scheme)
    assert look(context, demo_site, COORDINATOR) == {}


def test_axe_finds_something_where_something_is_wrong(demo_site: Site, browser: Browser) -> None:
    page = browser.new_context(bypass_csp=True).new_page()
    page.goto(f"{demo_site.address}/privacy/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/x.png\">')")
    assert any("image-alt" in rule for rule in broken_rules(page))


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
