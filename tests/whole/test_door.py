"""The list at the door in Chromium, with its net really cut: ticks of two devices, and what is left afterwards."""

import json
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.engines.site import Site

pytestmark = [pytest.mark.whole, pytest.mark.xdist_group("door")]
PEOPLE = 40
PATH = re.compile(r"/door/\d+-[^/]+/")

MAKE = """
import json
from datetime import timedelta
from actions.planning.models import Action
from actions.planning.taking_part import door, signup
from campaign.lib import clock
from tests import make
now = clock.now()
which = Action.objects.count()
group = make.group(f"Group {which}")
day = now.date()
action = make.action(group, now=now, title=f"At the gate {which}", day=day, end_day=day + 2 * timedelta(1), zone="UTC")
def guest(n):
    return signup.join(action, person=make.person(f"guest {which} {n:02}"), seats=1 + (n % 3 == 0), now=now)
ids = [guest(n).pk for n in range(PEOPLE)]
link = door.make(action, label="gate", first_day=day - timedelta(days=1), last_day=day + timedelta(days=1))
print("MADE", json.dumps({"path": door.path(link), "ids": ids, "link": link.pk}))
"""
COUNT = """
import json
from actions.planning.models import Arrival
rows = Arrival.objects.filter(action__door_links=LINK).values_list("registration", "people", "taken_back", "counted")
print("MADE", json.dumps([list(row) for row in rows]))
"""
END = """
from datetime import timedelta
from actions.planning.models import DoorLink
link = DoorLink.objects.get(pk=LINK)
long_ago = {"first_day": link.first_day - timedelta(days=30), "last_day": link.last_day - timedelta(days=30)}
DoorLink.objects.filter(pk=LINK).update(**long_ago)
"""
JUST_ENDED = """
from datetime import timedelta
from actions.planning.models import DoorLink
from actions.planning.taking_part import door
from campaign.lib import clock
link = DoorLink.objects.get(pk=LINK)
link.last_day = door.today(link, clock.now()) - timedelta(days=1)
link.first_day = link.last_day - timedelta(days=1)
link.save()
"""
REVOKE = """
from actions.planning.models import DoorLink
from actions.planning.taking_part import door
door.revoke(DoorLink.objects.get(pk=LINK))
"""
LEFT = """async () => ({
  databases: (await indexedDB.databases()).map(({name}) => name),
  caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
YESTERDAY = """async () => {
  const asked = indexedDB.open("door");
  const database = await new Promise(done => { asked.onsuccess = () => done(asked.result); });
  const lists = database.transaction("lists", "readwrite").objectStore("lists");
  const got = lists.get(location.pathname);
  await new Promise(done => { got.onsuccess = () => {
    const day = new Date(`${got.result.day}T12:00:00Z`);
    day.setUTCDate(day.getUTCDate() - 1);
    lists.put({...got.result, day: day.toISOString().slice(0, 10)}).onsuccess = done;
  }});
  database.close();
}"""
NOTHING = {"databases": [], "caches": [], "workers": 0}


def shell(site: Site, code: str, **names: int) -> Any:
    """Run this on the site's database; what it printed behind MADE."""
    for name, number in names.items():
        code = code.replace(name, str(number))
    done = site.manage("shell", "--no-imports", "-c", code)
    assert done.returncode == 0, done.stderr
    found = [line for line in done.stdout.splitlines() if line.startswith("MADE ")]
    return json.loads(found[0].removeprefix("MADE ")) if found else None


@pytest.fixture
def site(running: Site) -> Site:
    return running


@pytest.fixture
def made(site: Site) -> dict[str, Any]:
    """An action of today, and a link to its door."""
    return dict(shell(site, MAKE, PEOPLE=PEOPLE))


@pytest.fixture
def devices(browser: Browser, site: Site, made: dict[str, Any]) -> Iterator[list[Page]]:
    """Two telephones that have opened the link while there was a net."""
    contexts = [browser.new_context(viewport={"width": 360, "height": 780}) for _ in range(2)]
    yield [opened(context, site.address + made["path"]) for context in contexts]
    for context in contexts:
        context.close()


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(address)
    page.wait_for_selector("[data-door][data-keeps=yes]")
    assert complaints == []
    return page


def tap(page: Page, *ids: int) -> None:
    for id in ids:
        page.locator(f"#party-{id} .tick").click()


def state(page: Page, net: str, unsent: int) -> str:
    """What it says, as soon as that is so."""
    page.wait_for_selector(f"[data-state][data-net={net}][data-unsent='{unsent}']")
    return page.locator("[data-state]").inner_text()


def here(page: Page) -> int:
    return int(page.locator("[data-here]").inner_text())


def left(page: Page) -> Any:
    """What the browser has of the site: as soon as it is nothing, else after ten seconds."""
    until = time.monotonic() + 10
    while (found := page.evaluate(LEFT)) != NOTHING and time.monotonic() < until:
        time.sleep(0.1)
    return found


def look(page: Page) -> None:
    """As when the telephone finds a net again, or is taken out of the pocket."""
    page.evaluate("dispatchEvent(new Event('online'))")


def seats(made: dict[str, Any], *places: int) -> int:
    return sum(1 + (place % 3 == 0) for place in places)


def test_two_devices_without_a_net_are_merged(site: Site, made: dict[str, Any], devices: list[Page]) -> None:
    ids, (one, other) = made["ids"], devices
    for page in devices:
        page.context.set_offline(True)
    site.stop()

    tap(one, *ids[:30])
    tap(other, *ids[10:40])
    tap(other, ids[39])  # a mistake
    for _ in range(2):
        other.locator("#walked-in .now").click()
    other.locator("#walked-in [data-unwalk]").click()
    words = state(one, "none", 30)
    assert "No connection" in words
    assert "30 ticks not sent yet" in words
    state(other, "none", 32)
    assert (here(one), here(other)) == (seats(made, *range(30)), seats(made, *range(10, 39)) + 1)

    for page in devices:
        page.reload()
    assert "30 ticks not sent yet" in state(one, "none", 30)
    one.wait_for_selector("[data-keeps=yes]")
    assert not one.locator("[data-stay-open]").is_visible(), "it opened without a net, and will again"
    assert here(one) == seats(made, *range(30))
    assert one.locator(".party.here").count() == 30

    site.start()
    for page in devices:
        page.context.set_offline(False)
        look(page)
        assert "All ticks are sent" in state(page, "sent", 0)
    look(one)
    for page in devices:
        page.wait_for_selector(f"[data-here]:text-is('{seats(made, *range(39)) + 1}')")
    stored = shell(site, COUNT, LINK=made["link"])
    assert len(stored) == 30 + 30 + 2
    assert sum(counted for *_, counted in stored) == seats(made, *range(39)) + 1
    came = {party for party, _people, taken_back, _counted in stored if party and not taken_back}
    assert came == set(ids[:39])


def test_a_tick_whose_answer_got_lost_is_sent_again_and_counts_once(
    site: Site, made: dict[str, Any], devices: list[Page]
) -> None:
    page, lost = devices[0], []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)  # the server has it; the device never hears of it
            route.abort()
        else:
            route.continue_()

    page.route("**/ticks/", lose)
    tap(page, made["ids"][0])
    state(page, "none", 1)
    assert (lost, len(shell(site, COUNT, LINK=made["link"]))) == ([200], 1)
    look(page)
    state(page, "sent", 0)
    assert [(party, taken_back) for party, _, taken_back, _ in shell(site, COUNT, LINK=made["link"])] == [
        (made["ids"][0], False)
    ]
    assert here(page) == 2


def test_a_device_whose_cookie_is_gone_still_sends(site: Site, made: dict[str, Any], devices: list[Page]) -> None:
    page = devices[0]
    page.context.clear_cookies()
    tap(page, made["ids"][1])
    state(page, "sent", 0)
    assert len(shell(site, COUNT, LINK=made["link"])) == 1


@pytest.mark.parametrize("why", [END, REVOKE], ids=["over", "revoked"])
def test_opened_afterwards_nothing_is_left_on_a_device(
    site: Site, made: dict[str, Any], devices: list[Page], why: str
) -> None:
    """One telephone has its page open, the other one is opened anew."""
    for page in devices:
        tap(page, *made["ids"][:3])
        state(page, "sent", 0)
    devices[1].goto("about:blank")
    shell(site, why, LINK=made["link"])
    look(devices[0])
    devices[0].wait_for_selector("text=Nothing of it is left on this device")
    answer = devices[1].goto(site.address + made["path"])
    assert answer is not None
    assert answer.status == 410
    for page in devices:
        assert "guest" not in page.content()
        page.goto(f"{site.address}/actions/")
        assert left(page) == NOTHING


def test_what_was_not_sent_at_the_end_is_sent_by_whoever_comes_home(
    site: Site, made: dict[str, Any], devices: list[Page]
) -> None:
    """Within a day; then the device forgets it. What it ticked was of the day that is over."""
    page = devices[0]
    page.evaluate(YESTERDAY)
    page.goto("about:blank")  # where the day is another one the page reloads itself, and two at once abort each other
    page.context.set_offline(True)
    page.goto(site.address + made["path"])
    tap(page, *made["ids"][:3])
    state(page, "none", 3)
    page.goto("about:blank")
    shell(site, JUST_ENDED, LINK=made["link"])
    page.context.set_offline(False)
    answer = page.goto(site.address + made["path"])
    assert answer is not None
    assert answer.status == 410
    assert len(shell(site, COUNT, LINK=made["link"])) == 3
    assert left(page) == NOTHING


def test_opened_afterwards_without_a_net_nothing_is_left_either(
    site: Site, made: dict[str, Any], devices: list[Page]
) -> None:
    """The copy says until when it may be shown; here that hour is put back."""
    page = devices[0]
    page.evaluate(
        """async () => {
          const cache = await caches.open("door");
          const kept = await cache.match(location.pathname, {ignoreVary: true});
          const headers = new Headers(kept.headers);
          headers.set("X-Door-Until", String(Date.now() - 1000));
          await cache.put(location.pathname, new Response(await kept.blob(), {headers}));
        }"""
    )
    page.goto("about:blank")
    page.context.set_offline(True)
    page.goto(site.address + made["path"])
    assert page.locator("h1").inner_text() == "The list is closed"
    assert "guest" not in page.content()
    assert page.evaluate("document.fonts.ready.then(() => getComputedStyle(document.body).margin)") == "0px"
    page.context.set_offline(False)
    page.goto(f"{site.address}/actions/")
    assert left(page) == NOTHING


def test_a_page_that_stays_open_forgets_all_at_the_end(site: Site, made: dict[str, Any], devices: list[Page]) -> None:
    page = devices[0]
    page.context.set_offline(True)
    page.evaluate("() => { const then = Date.now() + 4 * 86400000; Date.now = () => then; }")
    page.wait_for_selector("text=Nothing of it is left on this device", timeout=20000)
    assert "guest" not in page.content()
    assert left(page) == NOTHING


def test_six_digits_and_enter_are_a_tick(site: Site, made: dict[str, Any], devices: list[Page]) -> None:
    page, id = devices[0], made["ids"][4]
    code = page.locator(f"#party-{id}").get_attribute("data-code") or ""
    page.fill("#find", f"{code[:3]} {code[3:]}")
    assert page.locator(".party:visible").count() == 1
    page.press("#find", "Enter")
    page.wait_for_selector(f"#party-{id}.here")
    assert (page.input_value("#find"), page.locator(".party:visible").count()) == ("", PEOPLE)
