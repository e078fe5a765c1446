"""A place that nobody knows, set on our own map in a browser, without JavaScript and with nothing from elsewhere."""

import pytest
from playwright.sync_api import Browser, Page

from tests.engines.site import Site
from tests.whole.test_pages import faults, signed_in

pytestmark = [pytest.mark.whole, pytest.mark.looks, pytest.mark.xdist_group("demo_site")]

ROUTE = "The bridge (50.9513, 1.8587)\nThe old harbour (50.9648, 1.8501)\nand back"


def click(page: Page, name: str, x: int, y: int) -> None:
    with page.expect_navigation():
        page.locator(f"input[type=image][name='{name}']").click(position={"x": x, "y": y})


def press(page: Page, name: str, value: str) -> None:
    with page.expect_navigation():
        page.locator(f"button[name='{name}'][value='{value}']").click()


def unfold(page: Page) -> None:
    folded = page.locator("form.form details:not([open]) > summary")
    while folded.count():
        folded.first.click()


def begin(page: Page, site: Site, title: str) -> None:
    """A form with a place in it that no gazetteer has, sent once."""
    page.goto(f"{site.address}/actions/new/?kind=demonstration")
    page.fill("[name=title]", title)
    page.fill("[name=place]", "the camp by the river")
    with page.expect_navigation():
        page.locator("form.form button.now").last.click()


def test_a_camp_is_found_by_clicks_and_its_route_is_drawn(demo_site: Site, browser: Browser) -> None:
    page = signed_in(browser, demo_site, "organiser", java_script_enabled=False).new_page()
    elsewhere: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: elsewhere.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    begin(page, demo_site, "Along the harbour")
    assert "We know no place called “the camp by the river”" in page.content()

    for x, y in ((92, 118), (150, 152), (160, 140)):
        click(page, "place-point-map", x, y)
        assert page.url.endswith("#place-point-map")  # one is back at the map
    first = page.input_value("[name=place-point]")
    press(page, "place-point-map", "wider")
    assert (page.input_value("[name=place-point]"), page.input_value("[name=title]")) == (first, "Along the harbour")
    page.fill("[name=place-point]", "geo:50.9681,1.9057")  # by keyboard, more exactly
    press(page, "place-point-map", "closer")
    page.locator("label", has_text="Calais, ").locator("input").check()

    unfold(page)
    page.fill("[name=meeting_point]", "Under the crane")
    page.fill("[name=route]", ROUTE)
    page.select_option("[name='facilities-step-free']", "yes")
    with page.expect_navigation():
        page.press("[name=title]", "Enter")  # saves; it sets no point
    assert "The draft is saved." in page.content()
    with page.expect_navigation():
        page.locator("button[name=preview]").click()
    assert "the camp by the river, near Calais" in page.locator(".when").inner_text()
    assert page.locator("ol.route > li").count() == 3
    assert page.locator(".map .mark").count() == 2
    assert page.locator(".map .way").count() == 1
    assert page.locator("a[href^='https://www.openstreetmap.org/']").first.get_attribute("rel") == "noreferrer"
    assert not [url for url in elsewhere if not url.startswith((demo_site.address, "data:"))]
    assert complaints == []


def test_the_map_and_what_it_asks_break_no_rule(demo_site: Site, browser: Browser) -> None:
    page = signed_in(browser, demo_site, "organiser").new_page()
    begin(page, demo_site, "Along the quay")
    assert faults(page) == []
    page.fill("[name=place-point]", "50.9681, 1.9057")
    press(page, "place-point-map", "closer")
    unfold(page)
    press(page, "meeting_spot-map", "show")
    unfold(page)
    assert page.locator("input[type=image]").count() == 2
    assert faults(page) == []
    unfold(page)
    page.fill("[name=route]", ROUTE)
    page.fill("[name=meeting_spot]", "52.5163, 13.3777")
    page.set_viewport_size({"width": 1280, "height": 800})
    with page.expect_navigation():
        page.locator("button[name=preview]").click()
    assert faults(page) == []
