"""A call is written, put into another language, published and corrected, in browsers without JavaScript."""

import pytest
from playwright.sync_api import Browser, Page

from tests.engines.site import Site
from tests.whole.test_pages import signed_in

pytestmark = [pytest.mark.whole, pytest.mark.xdist_group("demo_site")]
ORIGINAL = {
    "title": "Days in May",
    "summary": "Three days.",
    "text": "## Come\n\nMeet at nine.",
    "first_day": "2027-05-01",
}
ARABIC = {"title": "أيام أيار", "summary": "ثلاثة أيام.", "text": "## تعالوا\n\nنلتقي في التاسعة."}


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.locator(button).first.click()


def test_a_call_is_read_in_arabic_from_the_right_and_a_correction_is_seen_by_reader_and_translator(
    demo_site: Site, browser: Browser
) -> None:
    writing = signed_in(browser, demo_site, "coordinator", java_script_enabled=False)
    reading = browser.new_context(locale="ar", java_script_enabled=False)
    cleo, reader = writing.new_page(), reading.new_page()
    cleo.goto(f"{demo_site.address}/calls/new/")
    for name, words in ORIGINAL.items():
        cleo.fill(f"[name={name}]", words)
    cleo.fill("[name=first_day]", "2027-05-01")
    press(cleo, ".deeds [value=save]")
    call = cleo.url.removesuffix("edit/")
    cleo.goto(f"{call}translations/")
    cleo.select_option("[name=language]", "ar")
    press(cleo, "main form button")
    for name, words in ARABIC.items():
        cleo.fill(f"[name={name}]", words)
    press(cleo, ".deeds [value=show]")
    assert reader.goto(call).status == 404  # type: ignore[union-attr]

    cleo.goto(f"{call}publish/")
    assert "Nobody is written to" in cleo.content()
    press(cleo, "main form button.now")
    reader.goto(call)
    assert reader.locator("h1").evaluate("one => [one.innerText, getComputedStyle(one).direction]") == [
        ARABIC["title"],
        "rtl",
    ]
    press(reader, ".languages [hreflang=en]")
    assert reader.locator("h1").inner_text() == ORIGINAL["title"]

    cleo.goto(f"{call}edit/")
    cleo.fill("[name=text]", "## Come\n\nMeet at ten.")
    press(cleo, ".deeds [value=save]")
    reader.goto(call)
    assert "has been corrected since this translation" in reader.content()
    cleo.goto(f"{call}translations/ar/")
    assert (cleo.locator("del").inner_text(), cleo.locator("ins").inner_text()) == ("nine", "ten")
    cleo.fill("[name=text]", "## تعالوا\n\nنلتقي في العاشرة.")
    cleo.check("[name=caught_up]")
    press(cleo, ".deeds [value=save]")
    reader.goto(call)
    assert "العاشرة" in reader.content()
    assert "has been corrected since this translation" not in reader.content()
    writing.close()
    reading.close()
