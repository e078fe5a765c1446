"""The whole site on real input, from outside: real Valkey, worker and mail server, no JavaScript.

Sign up → found a group → plan → announce → register without an account → confirm → reminder → cancel → told.
"""

import re
import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from icalendar import Calendar

from tests.engines.mail import Letter, Sink
from tests.engines.site import Site
from tests.whole.chromium import ChromiumVisitor
from tests.whole.visitor import Visitor

DAY = date.today() + timedelta(days=40)  # noqa: DTZ011 - any day that is not near
PASSWORD = "potato salad for a whole house"
LINK = re.compile(r"http://127\.0\.0\.1:\d+(/registrations/[\w-]+/)")


@pytest.fixture(params=["without a browser", "in Chromium"])
def newcomer(request: pytest.FixtureRequest, site: Site) -> Callable[[], Visitor | ChromiumVisitor]:
    """Makes somebody who has never been on the site."""
    if request.param == "in Chromium":
        browser = request.getfixturevalue("browser")
        return lambda: ChromiumVisitor(browser, site.address)
    return lambda: Visitor(site.address)


def arrival(sink: Sink, address: str, number: int, within: float = 30) -> Letter:
    """The letter with that number to an address, as soon as it is there."""
    until = time.monotonic() + within
    while len(sink.to(address)) < number:
        subjects = [letter.message["Subject"] for letter in sink.letters]
        assert time.monotonic() < until, f"no letter {number} to {address}; there are {subjects}"
        time.sleep(0.05)
    return sink.to(address)[number - 1]


def words(letter: Letter) -> str:
    body = letter.message.get_body(preferencelist=("plain",))
    assert body is not None
    return body.get_content()


def link_in(letter: Letter) -> str:
    found = LINK.search(words(letter))
    assert found, words(letter)
    return found.group(1)


def event(site: Site, path: str) -> dict[str, str]:
    """The one event of a feed, its properties as text."""
    status, body = site.get(path)
    assert status == 200, path
    found = Calendar.from_ical(body).walk("VEVENT")
    assert len(found) == 1
    return {name: value.to_ical().decode() for name, value in found[0].property_items() if hasattr(value, "to_ical")}


@pytest.mark.whole
def test_an_action_from_the_first_idea_to_its_cancellation(
    site: Site, sink: Sink, newcomer: Callable[[], Visitor | ChromiumVisitor]
) -> None:
    site.settings |= {"EMAIL_URL": sink.url, "DEBUG": "1", "SITE_URL": site.address}
    site.start()

    # somebody signs up, with an address, and follows the link in the mail
    ada = newcomer()
    ada.open("/accounts/signup/").send("username", username="Ada", password1=PASSWORD, email="ada@example.org")
    assert ada.status == 200
    assert "ada@example.org" in arrival(sink, "ada@example.org", 1).recipients

    # she founds a group, plans an action in it and announces it
    ada.open("/groups/new/").send("name", name="Turin group", city="Torino, Italy")
    assert "Turin group" in ada.text
    ada.open("/actions/new/?kind=other&group=turin-group").send(
        "title",
        kind="assembly",
        title="Open assembly",
        place="Turin, Italy",
        day=DAY.isoformat(),
        time="18:30",
        seats="1",
        meeting_point="Behind the old mill",
        meeting_point_for="registered",
    )
    slug = "open-assembly"
    visitor = newcomer()
    assert visitor.open(f"/actions/{slug}/").status == 404, "a draft is nobody's business"
    ada.open(f"/actions/{slug}/announce/").send()
    assert visitor.open(f"/actions/{slug}/").status == 200
    assert "Behind the old mill" not in visitor.text
    before = event(site, f"/calendars/actions/{slug}.ics")
    assert before["STATUS"] == "CONFIRMED"

    # two people register without an account; the second one waits
    for address in ("kim@example.org", "robin@example.org"):
        someone = newcomer()
        someone.open(f"/actions/{slug}/signup/").send("address", name=address[:3], address=address)
        letter = arrival(sink, address, 1)
        someone.open(link_in(letter))
        assert "Behind the old mill" not in someone.text, "a look at the link confirms nothing"
        someone.send()
    confirmed = arrival(sink, "kim@example.org", 2)
    assert "Behind the old mill" in words(confirmed)
    assert [part.get_content_type() for part in confirmed.message.walk()].count("text/calendar") == 1
    assert "Behind the old mill" not in words(arrival(sink, "robin@example.org", 2))

    # the day before, who has a place is reminded, once, also if the clock asks twice
    for _ in range(2):
        site.manage("sweep", "--at", f"{DAY - timedelta(days=1)}T11:05+01:00").check_returncode()
    reminder = arrival(sink, "kim@example.org", 3)
    assert "18:30" in words(reminder)
    assert len(sink.to("kim@example.org")) == 3
    assert len(sink.to("robin@example.org")) == 2, "who waits is not reminded"

    # it is cancelled: both are told at once, page and calendar say so (after forty days her session has ended)
    ada.open("/accounts/login/").send("login", login="Ada", password=PASSWORD)
    ada.open(f"/actions/{slug}/cancel/").send("reason", reason="The hall has burst pipes.")
    site.manage("sweep").check_returncode()
    for address, number in (("kim@example.org", 4), ("robin@example.org", 3)):
        assert "The hall has burst pipes." in words(arrival(sink, address, number))
    assert "The hall has burst pipes." in visitor.open(f"/actions/{slug}/").text
    after = event(site, f"/calendars/actions/{slug}.ics")
    assert after["UID"] == before["UID"]
    assert after["STATUS"] == "CANCELLED"
    assert after["SUMMARY"].startswith("Cancelled:")
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    if isinstance(visitor, ChromiumVisitor):
        assert isinstance(ada, ChromiumVisitor)
        assert ada.elsewhere == visitor.elsewhere == []
        assert ada.complaints == [], "no page breaks its own policy"
