"""A call and the groups that answer it, tried as four people in four browsers, without JavaScript.

The network's coordinator publishes a call and asks nine groups; answers come by the links in the letters, the board
shows them, the silent are reminded. An organiser plans, co-hosts and hands over; a series is changed from one date on;
the night before the call's text is corrected, and every page, feed and letter that had left it to the call says so.
"""

import re
import time
from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser

from tests.engines.mail import Letter, Sink
from tests.engines.site import Site
from tests.whole.chromium import ChromiumVisitor
from tests.whole.test_journey import LINK, arrival, words
from tests.whole.visitor import Visitor

pytestmark = pytest.mark.whole
DAY = date.today() + timedelta(days=1)  # noqa: DTZ011 - what is corrected today is corrected the night before
LATER = DAY + timedelta(days=7)
PASSWORD = "potato salad for a whole house"
TOWNS = ("Berlin", "Warsaw", "Bologna", "Calais", "Helsinki", "Vienna", "Dover, UK", "Paris", "Brussels")
ANSWER = re.compile(r"http://127\.0\.0\.1:\d+(/answers/[\w.-]+/\?answer=[\w-]+)")
PEOPLE = f"""
from campaign.people import accounts
from campaign.groups import founding
from campaign.web import gazetteer
make = lambda name: accounts.create(name, {PASSWORD!r}, address=f"{{name.lower()}}@example.org", verified=True)
make("Cleo"), make("Ada")
for town in {TOWNS!r}:
    name = town.partition(",")[0]
    by = {{"Berlin": "Olga", "Warsaw": "Pavel"}}.get(name, f"From-{{name}}")
    founding.found(name=name, city=gazetteer.sure(gazetteer.find(town)), by=make(by), contact="+49 30 1234567")
"""


@pytest.fixture
def network(site: Site, sink: Sink) -> Site:
    """A running site with nine groups, and the coordinator of the network."""
    site.settings |= {"EMAIL_URL": sink.url, "NOTICE_DELAY": "1"}
    site.start()
    site.manage("shell", "-v0", "-c", PEOPLE).check_returncode()
    site.manage("coordinator", "Cleo").check_returncode()
    return site


class Four:
    """Four people, each in a browser of her own."""

    def __init__(self, browser: Browser, site: Site, sink: Sink) -> None:
        self.site, self.sink = site, sink
        self.cleo, self.olga, self.pavel, self.ada = (ChromiumVisitor(browser, site.address) for _ in range(4))
        for person, pseudonym in ((self.cleo, "Cleo"), (self.olga, "Olga"), (self.pavel, "Pavel"), (self.ada, "Ada")):
            person.open("/accounts/login/").send("login", login=pseudonym, password=PASSWORD)
            assert "Hello, " in shown(person)

    @property
    def all(self) -> tuple[ChromiumVisitor, ...]:
        return self.cleo, self.olga, self.pavel, self.ada


def shown(visitor: ChromiumVisitor) -> str:
    """What stands on the page, as one reads it."""
    return " ".join(visitor.page.inner_text("main").split())


def press(visitor: ChromiumVisitor, name: str) -> None:
    """Press the button of that name, after unfolding what hides it."""
    folded = visitor.page.locator("details:not([open]) > summary").filter(has_text=name)
    if folded.count():
        folded.first.click()
    with visitor.page.expect_navigation() as going:
        visitor.page.get_by_role("button", name=name, exact=True).first.click()
    answer = going.value
    assert answer is not None
    assert answer.status == 200, (name, answer.status)


def go(visitor: ChromiumVisitor, name: str) -> None:
    """Follow the link of that name."""
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("link", name=name, exact=True).first.click()


def events(site: Site, feed: str) -> dict[str, list[dict[str, Any]]]:
    """The events of a feed by their titles, in order."""
    status, body = site.get(f"/calendars/{feed}.ics")
    assert status == 200, feed
    found: dict[str, list[dict[str, Any]]] = {}
    for event in Calendar.from_ical(body).walk("VEVENT"):
        found.setdefault(str(event["SUMMARY"]), []).append(event)
    return {title: sorted(several, key=lambda one: str(one["DTSTART"].dt)) for title, several in found.items()}


def way_to_answer(letter: Letter, answer: str) -> str:
    """The address in a letter that gives this answer."""
    ways = [way for way in ANSWER.findall(words(letter)) if way.endswith(f"={answer}")]
    assert len(ways) == 1, words(letter)
    return ways[0]


def test_a_call_is_answered_from_its_publication_to_the_night_before(
    network: Site, sink: Sink, browser: Browser
) -> None:
    four = Four(browser, network, sink)
    publish(four)
    ask_nine_groups(four)
    answer_by_mail(four)
    remind_the_silent(four)
    plan_for_the_call(four)
    host_together_and_hand_over(four)
    change_a_series_from_here_on(four)
    sign_up(four)
    correct_the_call_the_night_before(four)
    for person in four.all:
        broken = [said for said in person.complaints if "404" not in said]  # what is hidden was asked for above
        assert (person.elsewhere, broken) == ([], []), "no page loads from elsewhere or breaks its policy"


def publish(four: Four) -> None:
    cleo = four.cleo.open("/calls/new/")
    cleo.send(
        "title",
        ("deed", "publish"),
        title="Days of action",
        summary="Come, all of you.",
        text="We call for days of action.",
        first_day=DAY.isoformat(),
        last_day=(DAY + timedelta(days=2)).isoformat(),
        default_text="We meet at the station.",
        default_bring="A banner",
        default_time="10:00",
    )
    assert "Publish the call?" in shown(cleo)
    assert four.ada.open("/calls/days-of-action/").status == 404
    press(cleo, "Publish the call")
    assert four.ada.open("/calls/days-of-action/").status == 200
    assert "take part" not in shown(four.ada)


def ask_nine_groups(four: Four) -> None:
    cleo = four.cleo
    cleo.open("/calls/days-of-action/")
    go(cleo, "Who answers")
    go(cleo, "Ask groups to answer")
    press(cleo, "Ask all 9 groups shown")
    assert "9 letters go to those who plan there, one for each group and person." in shown(cleo)
    press(cleo, "Ask 9 groups")
    assert "9 groups are asked." in shown(cleo)
    for town in TOWNS[2:]:
        arrival(four.sink, f"from-{town.partition(',')[0].lower()}@example.org", 1)
    assert "Does Berlin take part in “Days of action”?" in shown(four.olga.open("/me/"))


def answer_by_mail(four: Four) -> None:
    said = {"olga": "planning", "pavel": "considering", "from-bologna": "needs-help", "from-calais": "declined"}
    for name, answer in said.items():
        stranger = Visitor(four.site.address)  # nobody is signed in: the link is enough
        way = way_to_answer(arrival(four.sink, f"{name}@example.org", 1), answer)
        assert stranger.open(way).status == 200
        stranger.send("answer", word=f"A word of {name}")
        assert f"A word of {name}" in stranger.text
    board = shown(four.cleo.open("/calls/days-of-action/board/"))
    for tally in ("All 9", "Silent 5", "Considering 1", "Planning 1", "Need help 1", "Declined 1"):
        assert tally in board
    assert "“A word of from-calais”" in board
    told = shown(four.ada.open("/calls/days-of-action/"))
    assert "2 take part · 1 considers it" in told
    assert "Calais" not in told
    assert "A word of" not in told
    assert four.ada.open("/calls/days-of-action/board/").status == 404


def remind_the_silent(four: Four) -> None:
    cleo = four.cleo.open("/calls/days-of-action/board/")
    go(cleo, "Silent 5")
    go(cleo, "Write to the 5 that are silent")
    cleo.send("title", title="Do you come?", text="We count on *you*.")
    assert "To those who plan in 5 groups: 5 people." in shown(cleo)
    press(cleo, "Send it to 5 people")
    silent = ("helsinki", "vienna", "dover", "paris", "brussels")
    for name in silent:
        letter = arrival(four.sink, f"from-{name}@example.org", 2)
        assert letter.message["Subject"] == "Do you come?"
    written = [letter for letter in four.sink.letters if letter.message["Subject"] == "Do you come?"]
    assert sorted(one.recipients[0] for one in written) == sorted(f"from-{name}@example.org" for name in silent)


def plan_for_the_call(four: Four) -> None:
    """Berlin leaves to the call what it says; Warsaw has words of its own."""
    for person, group, own in (
        (four.olga, "berlin", {}),
        (four.pavel, "warsaw", {"text": "We meet at the market.", "time": "15:00"}),
    ):
        title = f"March of {group}"
        person.open(f"/actions/new/?kind=other&group={group}&call=days-of-action")
        person.send("title", title=title, day=DAY.isoformat(), seats="5", **own)
        go(person.open(f"/actions/march-of-{group}/edit/"), "Announce the action")
        press(person, "Announce the action")
    berlin = shown(four.ada.open("/actions/march-of-berlin/"))
    assert "We meet at the station." in berlin
    assert "10:00" in berlin
    assert "We meet at the market." in shown(four.ada.open("/actions/march-of-warsaw/"))
    board = shown(four.cleo.open("/calls/days-of-action/board/?answer=planning"))
    assert "March of berlin, announced" in board
    assert "March of warsaw, announced" in board
    assert "Planning 2" in board, "who announces something for the call is planning"


def host_together_and_hand_over(four: Four) -> None:
    olga, pavel = four.olga, four.pavel
    olga.open("/actions/march-of-berlin/hosts/?find=Warsaw")
    press(olga, "Ask Warsaw, and tell its organisers")
    assert "March of berlin" not in events(four.site, "groups/warsaw")
    assert "Berlin asks Warsaw to host too" in shown(pavel.open("/me/"))
    pavel.open("/actions/march-of-berlin/hosts/")
    press(pavel, "Host it with them")
    assert "March of berlin" in events(four.site, "groups/warsaw")
    assert "March of berlin" in shown(four.ada.open("/groups/warsaw/"))
    assert pavel.open("/actions/march-of-berlin/cancel/").status == 404, "only who leads may cancel"
    olga.open("/actions/march-of-berlin/hosts/")
    press(olga, "Ask them to lead")
    assert pavel.open("/actions/march-of-berlin/cancel/").status == 404, "asked is not handed over"
    pavel.open("/actions/march-of-berlin/hosts/")
    press(pavel, "Lead it")
    assert pavel.open("/actions/march-of-berlin/cancel/").status == 200
    assert olga.open("/actions/march-of-berlin/cancel/").status == 404
    assert olga.open("/actions/march-of-berlin/edit/").status == 200, "who co-hosts goes on organising"
    for group in ("berlin", "warsaw"):
        assert "March of berlin" in events(four.site, f"groups/{group}")


def change_a_series_from_here_on(four: Four) -> None:
    olga = four.olga
    olga.open("/actions/new/?kind=other&group=berlin")
    olga.send("title", title="Assembly", call="", day=LATER.isoformat(), time="18:30")
    olga.open("/actions/assembly/series/")
    olga.send("every", every="weekly 1", until=(LATER + timedelta(weeks=4)).isoformat())
    assert "4 dates appear" in shown(olga)
    press(olga, "Save exactly this")
    olga.open("/actions/assembly/announce/").send("reach", reach="all")
    dates = events(four.site, "groups/berlin")["Assembly"]
    assert [event["DTSTART"].dt.hour for event in dates] == [18] * 5
    third = str(dates[2]["URL"]).partition("/actions/")[2]
    olga.open(f"/actions/{third}edit/").send("title", time="19:00", reach="here")
    assert "3 dates change" in shown(olga)
    press(olga, "Save exactly this")
    dates = events(four.site, "groups/berlin")["Assembly"]
    assert [(event["DTSTART"].dt.hour, event["DTSTART"].dt.minute) for event in dates] == [(18, 30)] * 2 + [(19, 0)] * 3
    for event, hour in zip(dates, ("18:30", "18:30", "19:00", "19:00", "19:00"), strict=True):
        page = shown(four.ada.open(str(event["URL"])))
        assert hour in page, "page and feed say the same"


def sign_up(four: Four) -> None:
    four.ada.open("/actions/march-of-berlin/signup/").send("others")
    letter = arrival(four.sink, "ada@example.org", 1)
    assert "10:00" in words(letter)
    guest = Visitor(four.site.address)
    guest.open("/actions/march-of-warsaw/signup/").send("address", name="Kim", address="kim@example.org")
    found = LINK.search(words(arrival(four.sink, "kim@example.org", 1)))
    assert found
    guest.open(found.group(1)).send()
    arrival(four.sink, "kim@example.org", 2)


def correct_the_call_the_night_before(four: Four) -> None:
    cleo, ada, site = four.cleo, four.ada, four.site
    before = events(site, "actions/march-of-warsaw")["March of warsaw"][0]
    told = len(four.sink.to("ada@example.org"))
    cleo.open("/calls/days-of-action/edit/")
    cleo.send(
        "title",
        text="We call for days of action, and for warm soup.",
        default_text="We meet behind the station.",
        default_bring="A banner and a cup",
        default_time="11:00",
    )
    for feed in ("actions/march-of-berlin", "calls/days-of-action", "groups/berlin", "groups/warsaw", "all"):
        event = wait_for(site, feed, "March of berlin", "We meet behind the station.")
        assert event["DTSTART"].dt.hour == 11, feed
    page = shown(ada.open("/actions/march-of-berlin/"))
    assert "We meet behind the station." in page
    assert "We meet at the station." not in page
    assert "A banner and a cup" in page
    assert "11:00" in page
    assert "and for warm soup" in shown(ada.open("/calls/days-of-action/"))
    letter = arrival(four.sink, "ada@example.org", told + 1)
    assert "11:00" in words(letter)
    entry = attached(letter)
    assert "We meet behind the station." in str(entry["DESCRIPTION"])
    assert entry["DTSTART"].dt.hour == 11

    # what had words of its own keeps them, and its organisers are told what has changed, with one click to take it over
    event = events(site, "actions/march-of-warsaw")["March of warsaw"][0]
    assert (event["DTSTART"].dt, event["SEQUENCE"]) == (before["DTSTART"].dt, before["SEQUENCE"])
    warsaw = shown(ada.open("/actions/march-of-warsaw/"))
    assert "We meet at the market." in warsaw
    assert "A banner and a cup" in warsaw, "the question that was left empty is as the call says"
    assert "The call says something else now" in shown(four.pavel.open("/actions/march-of-warsaw/edit/"))


def wait_for(site: Site, feed: str, title: str, words: str) -> dict[str, Any]:
    """The event of a feed as soon as it says this: texts are read through at once, hours follow by a task."""
    until = time.monotonic() + 30
    while True:
        event = events(site, feed)[title][0]
        if words in str(event["DESCRIPTION"]) and event["DTSTART"].dt.hour == 11:
            return event
        assert time.monotonic() < until, (feed, event)
        time.sleep(0.1)


def attached(letter: Letter) -> dict[str, Any]:
    """The calendar entry in a letter."""
    (part,) = (part for part in letter.message.walk() if part.get_content_type() == "text/calendar")
    (event,) = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    return event
