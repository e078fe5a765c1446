"""Posters as Chromium prints them: one sheet, whatever the paper and the words."""

import re
from typing import Any

import pytest

from tests.engines.site import Site

pytestmark = [pytest.mark.whole, pytest.mark.xdist_group("poster")]
MADE = """
from datetime import date, time
from campaign.lib import clock
from tests import make
group, now, day = make.group(), clock.now(), date(clock.now().year + 1, 3, 30)
hours = {"time": time(9), "end_time": time(16)}
much = {"summary": "We go in together and stay until they listen. " * 8}
much["title"] = "An open assembly about deportations, detention, visas, labour and what the ministries leave unsaid"
plans = {
    "one": hours,
    "several": hours | {"end_day": day.replace(day=31)},
    "months": hours | {"end_day": day.replace(month=4, day=2)},
    "much": hours | much | {"end_day": day.replace(day=31), "meeting_point": "In front of the bakery " * 8},
    "open": {"time": time(9), "end_time": None, "open_ended": True},
    "word": hours | {"title": "Donaudampfschifffahrtsgesellschaft besetzen"},
    "arabic": hours | {"title": "أغلقوا مكتب المنظمة الدولية للهجرة في برلين"},
    "chinese": hours | {"title": "关闭国际移民组织柏林办事处大家一起来参加我们的行动吧"},
    "no-day": {"day": None, "time": None, "end_time": None},
}
for slug, plan in plans.items():
    make.action(group, slug=slug, now=now, **({"day": day, "summary": "Come."} | plan))
"""
SLUGS = ("one", "several", "months", "much", "open", "word", "arabic", "chinese", "no-day")


def test_a_poster_is_one_sheet_from_a5_to_a3(running: Site, browser: Any) -> None:
    made = running.manage("shell", "-c", MADE)
    assert made.returncode == 0, made.stderr
    page = browser.new_context(java_script_enabled=False).new_page()
    for slug in SLUGS:
        assert page.goto(f"{running.address}/actions/{slug}/").status == 200
        for paper in ("A3", "A4", "A5"):
            assert (slug, paper, sheets(page.pdf(format=paper))) == (slug, paper, 1)
    page.goto(f"{running.address}/actions/much/")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1020})  # A4 within its margins
    place = page.locator(".poster .ground").bounding_box()
    assert place["y"] + place["height"] <= 1020  # the square and the address are never what is cut off
    assert not page.locator("h1").is_visible()


def sheets(printed: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", printed))
