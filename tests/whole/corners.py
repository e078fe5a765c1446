"""Pages that only come about by what people do: links in mails, an announcement under way, what is over."""

import email
import email.policy
import re
import time
from dataclasses import dataclass, field

from campaign.lib import clock
from tests.engines.site import Site
from tests.whole.visitor import Visitor

PASSWORD = "at-the-demonstration"
ACTION = "/actions/rehearsal-berlin/"


@dataclass
class Corners:
    """Paths by who may open them. A path stands in `gone` where it answers 410."""

    public: list[str] = field(default_factory=list)
    organiser: list[str] = field(default_factory=list)
    coordinator: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def linked(site: Site, address: str, words: str, within: float = 30) -> str:
    """The path of the first link with these words in it in the mails to an address, as soon as it is there."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        for file in sorted((site.var / "mail").glob("*.eml")):
            message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            body = message.get_body(preferencelist=("plain",)) if str(message["To"]).find(address) >= 0 else None
            text = f"{message['List-Unsubscribe']} {body.get_content()}" if body else ""
            if found := re.search(rf"{re.escape(site.address)}(/[^\s>]*{words}[^\s>]*)", text):
                return found.group(1)
        time.sleep(0.1)
    raise AssertionError(f"no mail to {address} has a link with {words!r}")


def signed_in(site: Site, pseudonym: str) -> Visitor:
    visitor = Visitor(site.address)
    visitor.open("/accounts/login/").send("login", login=pseudonym, password=PASSWORD)
    assert visitor.url.endswith("/me/"), visitor.url
    return visitor


def registered(site: Site, name: str, *deeds: str) -> str:
    """Sign up by address, do these deeds on the registration's page; its path."""
    address = f"{name}@example.org"
    Visitor(site.address).open(f"{ACTION}signup/").send("address", name=name, address=address)
    path = linked(site, address, "registrations/")
    for deed in deeds:
        visitor = Visitor(site.address)
        visitor.open(path)
        visitor.open(path, [("csrfmiddlewaretoken", visitor.form().fields["csrfmiddlewaretoken"][0]), ("do", deed)])
        assert visitor.status == 200, f"{deed}: {visitor.status}"
    return path


def host(site: Site, corners: Corners) -> None:
    """A group asks Berlin to host its action and to lead another; somebody is asked to organise one, by a link."""
    asking = signed_in(site, "coordinator")
    asking.open("/groups/new/").send("name", name="Asking group", city="Lyon")
    for title in ("asked for", "offered"):
        asking.open("/actions/new/?kind=assembly&group=asking-group").send("title", title=title)
        hosts = f"/actions/{title.replace(' ', '-')}/hosts/"
        asking.open(hosts)
        post(asking, hosts, do="ask", group="berlin")
        corners.organiser.append(hosts)
    corners.organiser.append("/actions/asked-for/")
    berlin = signed_in(site, "organiser")
    post(berlin, first(berlin.open("/actions/offered/hosts/"), r"/actions/offered/hosts/\d+/"), do="accept")
    post(asking, first(asking.open("/actions/offered/hosts/"), r"/actions/offered/hosts/\d+/"), do="offer")
    for _ in range(2):
        post(asking, "/actions/offered/hosts/", do="link")
    open_link, used = dict.fromkeys(re.findall(r"/delegations/[^\"/]+/", asking.open("/actions/offered/hosts/").text))
    post(signed_in(site, "activist"), used)
    corners.public.append(open_link)
    corners.gone.append(used)


def first(page: Visitor, pattern: str) -> str:
    found = re.search(pattern, page.text)
    assert found is not None, pattern
    return found.group(0)


def post(visitor: Visitor, path: str, **fields: str) -> None:
    """Do a deed of the page that is open, or of the one at `path`, whichever has a form."""
    if visitor.status != 200 or "csrfmiddlewaretoken" not in visitor.text:
        visitor.open(path)
    token = visitor.form().fields["csrfmiddlewaretoken"][0]
    visitor.open(path, [("csrfmiddlewaretoken", token), *fields.items()])
    assert visitor.status == 200, f"{path} {fields}: {visitor.status}"


def prepare(site: Site) -> Corners:
    """Do what brings all of them about."""
    corners = Corners()
    corners.public += [registered(site, "pending"), registered(site, "confirmed", "confirm")]
    corners.gone.append(registered(site, "withdrawn", "confirm", "cancel"))

    newcomer = Visitor(site.address)
    newcomer.open("/accounts/signup/").send(
        "username", username="Newcomer", password1="a long enough phrase", email="newcomer@example.org"
    )
    corners.public.append(linked(site, "newcomer@example.org", "confirm-email"))
    Visitor(site.address).open("/accounts/password/reset/").send("email", email="activist@example.org")
    corners.public.append(linked(site, "activist@example.org", "password/reset/key"))

    coordinator = signed_in(site, "coordinator")
    coordinator.open("/groups/berlin/announcements/")
    choices = re.findall(r'<option value="(\d+)"', coordinator.text)
    for _ in range(2):
        coordinator.open("/groups/berlin/announcements/").send(
            "title", audience=choices[-1], title="The door is open", text="Come **in**."
        )
        corners.coordinator.append(coordinator.url.removeprefix(site.address))
    coordinator.send("send/")
    corners.public.append(linked(site, "confirmed@example.org", "unsubscribe/"))

    Visitor(site.address).open("/registrations/").send("address", address="confirmed@example.org")
    corners.public.append(linked(site, "confirmed@example.org", "registrations/all/"))

    host(site, corners)
    organiser = signed_in(site, "organiser")
    corners.organiser.append(first(organiser.open(f"{ACTION}participants/"), rf"{ACTION}participants/\d+/"))
    corners.public.append(_door(site, organiser))
    organiser.open(f"{ACTION}edit/").send("title", time="09:30")
    corners.organiser.append(f"{ACTION}notice/")
    organiser.open("/actions/new/?kind=other").send("title", title="A first idea")
    corners.organiser += [f"/actions/a-first-idea/{page}" for page in ("", "edit/", "announce/", "withdraw/")]
    corners.organiser += _furnished(organiser)
    return corners


def _door(site: Site, organiser: Visitor) -> str:
    """The list at the door of an action that is today, with somebody on it."""
    organiser.open("/actions/new/?kind=other").send(
        "title", title="Today", day=clock.now().date().isoformat(), place="Berlin"
    )
    organiser.open("/actions/today/announce/").send()
    signed_in(site, "activist").open("/actions/today/signup/").send("others")
    organiser.open("/actions/today/door/").send("label", label="Gate")
    return re.sub(r"https?://[^/]+", "", first(organiser, r"http[^\s\"<]*/door/[^\s\"<]+/"))


def _furnished(organiser: Visitor) -> list[str]:
    """A welcome centre with its shifts and checklist: one of each, and a template of it."""
    organiser.open("/actions/new/?kind=welcome-centre").send("title", title="A house", day="2027-01-15")
    organiser.open("/actions/a-house/template/").send("name", name="Our house")
    template = re.sub(r"https?://[^/]+", "", organiser.url)
    pages = ["/actions/a-house/", "/actions/a-house/shifts/", "/actions/a-house/checklist/"]
    found = [re.search(rf'href="({page}\d+/)"', organiser.open(page).text) for page in pages[1:]]
    return [*pages, *(one[1] for one in found if one), template]
