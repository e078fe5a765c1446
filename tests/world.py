"""A small world with one of everything that somebody may see and somebody else may not. For access and leaks."""

from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import Any, ClassVar
from urllib.parse import quote

from django.test import Client

from actions.announcements import composing, stop_links
from actions.calendars import private
from actions.planning import (
    cancellation,
    checklist,
    cohosting,
    delegation,
    drafting,
    registrations,
    shifts,
    signup,
    templating,
)
from actions.planning.checklist import Due
from actions.planning.kinds.pattern import Pattern
from actions.planning.models import Action
from actions.planning.shifts import Work
from actions.reports.models import Report
from campaign.calls import answers, asking
from campaign.calls.models import Call
from campaign.calls.words import Defaults, OtherDate
from campaign.groups import approval, founding, handover, inviting
from campaign.groups import asking as requests
from campaign.groups import membership as memberships
from campaign.groups.models import Group, Membership
from campaign.people.models import Person
from campaign.resources.models import Resource
from campaign.web.models import Network
from campaign.web.viewer import Viewer
from tests import make
from tests.make import NOW

TODAY = NOW + timedelta(hours=1)  # when all is built: the actions are days ahead
VIEWERS = ("visitor", "stranger", "participant", "member", "organiser", "coordinator", "network")
INSIDE = {"member", "organiser", "coordinator"}
PLANNING = {"organiser", "coordinator"}
MEETING = ("point-{0}", "stop-{0}", "52.6{1}234", "13.6{1}234", "52.7{1}345", "13.7{1}345")
FOR_THE_REGISTERED = tuple(secret.format("for-the-registered", 1) for secret in MEETING)
OF_INSIDE = tuple(secret.format("of-inside", 3) for secret in MEETING)


@dataclass(frozen=True)
class Secret:
    """Words that stand nowhere but before these viewers, and behind the addresses that begin so.

    `registration` and `pending` are no viewers but people without an account, who get mail and have a link.
    """

    words: str
    seen_by: frozenset[str]
    behind: tuple[str, ...] = ()


@dataclass
class World:
    """`people` by what they are; `names` fill the placeholders of addresses; `secrets` are what must not leak."""

    NUMBERS: ClassVar = (
        *("member", "foreign_member", "place", "announcement", "action_announcement"),
        "call_announcement",
        *("request", "invitation", "invitation_to_organise", "shift", "item", "template", "networks_template"),
        *("cohost_asked", "cohost_joint", "cohost_draft", "cohost_late", "delegate", "delegate_asked", "delegate_link"),
    )
    TOKENS: ClassVar = (
        "delegation",
        "unsubscribe",
        "registration",
        "pending",
        "calendar",
        "answer",
        "invite",
        "revoked_invite",
        "forged",
    )

    people: dict[str, Person] = field(default_factory=dict)
    names: dict[str, Any] = field(default_factory=dict)
    secrets: list[Secret] = field(default_factory=list)

    def browser(self, viewer: str) -> Client:
        """A viewer's browser, signed in unless she is a visitor."""
        client = Client(raise_request_exception=False)
        if viewer in self.people:
            client.force_login(self.people[viewer])
        return client

    @property
    def calendar(self) -> tuple[str, ...]:
        """Where whoever has the address reads what the participant may read."""
        return (f"/calendars/private/{self.names['calendar']}.ics",)

    def hide(self, words: str, *seen_by: str, behind: tuple[str, ...] = ()) -> str:
        """`words`, noted as a secret."""
        self.secrets.append(Secret(words, frozenset(seen_by), behind))
        return words

    def opens(self, path: str, words: str) -> None:
        """The secret `words` stand behind this address too."""
        place = next(place for place, secret in enumerate(self.secrets) if secret.words == words)
        self.secrets[place] = replace(self.secrets[place], behind=(*self.secrets[place].behind, path))


def build() -> World:
    """Group `berlin` (coordinator, organiser, member) with the actions `public`, `inside` (for members), `draft`,
    `weekly` (a draft of two dates), `late`, `early` and `withdrawn`; group `warsaw`, closed; `paris`, by request;
    `awaiting` and `declined`, not founded; the calls `october`, `unpublished` and Berlin's own draft `berlins`.
    The participant comes to `public`, and to `inside` from when she was in the group; `registration` to `public`,
    without an account;
    the stranger has an account and nothing else. Warsaw leads `joint`, which Berlin co-hosts, and `asked`, which Berlin
    is asked to; Paris co-hosts `late`, and Warsaw is asked for `draft`. The participant organises `delegated`."""
    house = World()
    for viewer in VIEWERS[1:]:
        _person(house, viewer)
    _calendar(house)
    _calls(house)
    _groups(house)
    _ways_into_groups(house)
    _groups_not_founded(house)
    _asked(house)
    _actions(house)
    _hosts(house)
    _to_do(house)
    _answers(house)
    _registrations(house)
    _announcements(house)
    _reports(house)
    Resource.objects.create(slug="borders", section="background", title="Borders", summary="On them.", text="Text.")
    house.names["forged"] = "1-" + "a" * 22
    return house


def _person(house: World, viewer: str) -> None:
    others = INSIDE if viewer in INSIDE else PLANNING if viewer in ("participant", "stranger") else set()
    house.people[viewer] = make.person(
        house.hide(f"pseudonym-of-{viewer}", viewer, *others),
        address=house.hide(f"address-of-{viewer}@example.org", viewer),
        network_role="coordinator" if viewer == "network" else "none",
    )


def _calendar(house: World) -> None:
    path = private.path(house.people["participant"])
    house.names["calendar"] = path.rpartition("/")[2].removesuffix(".ics")
    house.hide(house.names["calendar"], "participant", behind=(path,))


def _groups(house: World) -> None:
    berlin = make.group("Berlin", by=house.people["coordinator"])
    house.names["member"] = make.membership(berlin, house.people["member"]).pk
    make.membership(berlin, house.people["organiser"], "organiser")
    make.call(
        house.hide("call-of-berlin-title", "coordinator", "network"),
        slug="berlins",
        state="draft",
        group=berlin,
        text=house.hide("call-of-berlin-text", "coordinator", "network"),
    )
    elsewhere = make.person(house.hide("pseudonym-of-somebody-elsewhere"))
    warsaw = make.group("Warsaw", city="Warsaw", by=elsewhere, joining="closed")
    house.names["foreign_member"] = warsaw.memberships.get().pk


def _ways_into_groups(house: World) -> None:
    """Somebody asks to join Paris; Berlin has an invitation to be a member and one to organise, one taken back and one
    sent by mail; its coordinator offers her place to the organiser."""
    berlin, coordinator = Group.objects.get(slug="berlin"), house.people["coordinator"]
    said = {"name": "Berlin", "contact_mail": house.hide("address-of-berlin@example.org", *INSIDE)}
    founding.present(berlin, seen=berlin.revision, city=make.place(), words=said)
    paris = make.group("Paris", city="Paris", by=coordinator, joining="request")
    asker = make.person(house.hide("pseudonym-of-an-asker", "coordinator"))
    house.names["request"] = requests.ask(paris, asker, words=house.hide("words-of-an-asker", "coordinator")).pk
    by = Viewer(person=coordinator.pk)
    for name, role, seen_by in (
        ("invitation", "member", PLANNING),
        ("invitation_to_organise", "organiser", {"coordinator"}),
    ):
        made = inviting.invite(berlin, by=by, role=role, uses=5)
        path = inviting.path(made)
        house.names[name], token = made.pk, path.split("/")[2]
        if role == "member":
            house.names["invite"] = token
        house.hide(token, *seen_by, behind=(path, "/accounts/login/?next=", "/accounts/signup/?next="))
    revoked = inviting.invite(berlin, by=by)
    inviting.revoke(revoked, by=by)
    house.names["revoked_invite"] = inviting.path(revoked).split("/")[2]
    inviting.invite_by_mail(berlin, by=by, address=house.hide("address-of-the-invited@example.org"), language="en")
    places = berlin.memberships
    handover.offer(places.get(role="coordinator"), places.get(role="organiser"))


def _groups_not_founded(house: World) -> None:
    """The network asks for approval for a moment: one group awaits it, one is declined."""
    Network.objects.update_or_create(pk=1, defaults={"founding": Network.Founding.APPROVAL})
    founder = make.person(house.hide("pseudonym-of-a-founder", "network"))
    for slug in ("awaiting", "declined"):
        words = {
            word: house.hide(f"{slug}-group-{word}", "network") for word in ("name", "about", "languages", "contact")
        }
        made = founding.found(**words, city=make.place("Lyon"), slug=slug, by=founder)
        if slug == "declined":
            approval.decline(made, because=house.hide("declined-because", "network"))
    Network.objects.update(founding=Network.Founding.OPEN)


def _asked(house: World) -> None:
    october = Call.objects.get(slug="october")
    asking.ask(october, Group.objects.filter(slug__in=("berlin", "warsaw")), now=NOW)
    asking.sweep(NOW)
    answer = october.answers.get(group__slug="berlin")
    path = answers.path(answer, answer.group.memberships.get(person=house.people["coordinator"]).pk)
    house.names["answer"] = house.hide(path.split("/")[2], "coordinator", behind=(path,))


def _answers(house: World) -> None:
    """Berlin has announced something for the call, and then declined all the same; Warsaw declined at once."""
    october, link = Call.objects.get(slug="october"), f"/answers/{house.names['answer']}/"
    ours = house.hide("declined-with-a-word-of-berlin", "network", *PLANNING, behind=(link,))
    theirs = house.hide("declined-with-a-word-of-warsaw", "network")
    for answer, word in zip(october.answers.order_by("group__slug"), (ours, theirs), strict=True):
        answers.give(october, answer.group, state="declined", word=word, seen=answer.revision, now=NOW)


def _actions(house: World) -> None:
    berlin, october = Group.objects.get(slug="berlin"), Call.objects.get(slug="october")
    words = ("title", "summary", "text", "bring", "access", "contact")
    make.action(
        berlin,
        title="Public",
        call=october,
        seats=70,
        **_meeting(house, "for-the-registered", 1, "participant", "registration", *PLANNING, behind=house.calendar),
        meeting_point_for="registered",
    )
    late = make.action(berlin, title="Late", meeting_point=house.hide("former_point", *PLANNING), meeting_point_hours=1)
    drafting.edit(late, now=NOW, **_meeting(house, "told-later", 2, *PLANNING))
    make.action(berlin, title="To come", **_meeting(house, "to-come", 5, *PLANNING), meeting_point_to_come=True)
    make.action(
        berlin,
        slug="inside",
        call=october,
        visibility="group",
        **_meeting(house, "of-inside", 3, *INSIDE),
        **{word: house.hide(f"inside-{word}", *INSIDE) for word in words},
    )
    make.action(
        berlin,
        slug="draft",
        call=october,
        announced=False,
        **_meeting(house, "of-a-draft", 4, *PLANNING),
        **{word: house.hide(f"draft-{word}", *PLANNING) for word in words},
    )
    idea = {word: house.hide(f"idea-{word}", *PLANNING) for word in ("title", "text")}
    drafting.draft(berlin, slug="idea", idea=True, now=NOW, **idea)
    cancellation.cancel(make.action(berlin, slug="off", title="Off"), reason="Rain", now=NOW)
    weekly = make.action(
        berlin,
        slug="weekly",
        announced=False,
        meeting_point=house.hide("point-of-a-series", *PLANNING),
        **{word: house.hide(f"series-{word}", *PLANNING) for word in words},
    )
    make.series(weekly, until=date(2026, 10, 16))
    make.action(berlin, title="Early", call=Call.objects.get(slug="unpublished"))  # public, its call not yet
    gone = make.action(
        berlin, slug="withdrawn", call=october, **{word: house.hide(f"withdrawn-{word}") for word in words}
    )
    cancellation.withdraw(gone, now=NOW)


def _hosts(house: World) -> None:
    berlin, warsaw, paris = (Group.objects.get(slug=slug) for slug in ("berlin", "warsaw", "paris"))
    words = ("title", "summary", "text", "access", "contact")
    asked = make.action(
        warsaw,
        slug="asked",
        announced=False,
        meeting_point=house.hide("point-of-asked"),
        **{word: house.hide(f"asked-{word}", *PLANNING) for word in words},
    )
    joint = make.action(
        warsaw,
        slug="joint",
        visibility="group",
        meeting_point=house.hide("point-of-joint", *INSIDE),
        **{word: house.hide(f"joint-{word}", *INSIDE) for word in words},
    )
    delegated = make.action(
        berlin,
        slug="delegated",
        announced=False,
        meeting_point=house.hide("point-of-delegated", "participant", *PLANNING),
        **{word: house.hide(f"delegated-{word}", "participant", *PLANNING) for word in words},
    )
    draft, late = (Action.objects.get(slug=slug) for slug in ("draft", "late"))
    for name, action, group in (
        ("cohost_asked", asked, berlin),
        ("cohost_joint", joint, berlin),
        ("cohost_draft", draft, warsaw),
        ("cohost_late", late, paris),
    ):
        cohost = cohosting.invite(action, group, now=NOW)
        house.names[name] = cohost.pk
        if name in ("cohost_joint", "cohost_late"):
            cohosting.accept(cohost, now=NOW)
    link = delegation.invite_by_link(delegated, now=NOW)
    house.names["delegate"] = delegation.accept(link, house.people["participant"], now=NOW).pk
    house.names["delegate_asked"] = delegation.invite(late, pseudonym="pseudonym-of-stranger", now=NOW).pk
    another = delegation.invite_by_link(draft, now=NOW)
    path = delegation.link(another)
    house.names |= {"delegate_link": another.pk, "delegation": path.split("/")[2]}
    ways = [f"/accounts/{way}/?next={back}" for way in ("login", "signup") for back in (path, quote(path, safe=""))]
    house.hide(house.names["delegation"], *PLANNING, behind=(path, *ways))
    house.opens(path, "draft-title")


def _to_do(house: World) -> None:
    public, draft = Action.objects.get(slug="public"), Action.objects.get(slug="draft")
    place = Membership.objects.get(group=public.group, person=house.people["organiser"])
    house.names["item"] = checklist.add(
        public, title=house.hide("to-do-for-public", *PLANNING), due=Due(days=1), owner=place
    ).pk
    shifts.plan(draft, Work(house.hide("shift-of-a-draft", *PLANNING), time(8), time(12), 2, 4), [date(2026, 10, 9)])
    house.names["shift"] = draft.shifts.get().pk
    house.names["template"] = templating.keep(public, name=house.hide("template-of-berlin", *PLANNING)).pk
    networks = templating.change(None, "vigil", Pattern(title="We stand"), name="For everyone")
    house.names["networks_template"] = networks.pk


def _meeting(house: World, which: str, number: int, *seen_by: str, behind: tuple[str, ...] = ()) -> dict[str, Any]:
    """A meeting point with a point on the map, and a route with another one: each a secret of its own."""
    point, stop, *degrees = (house.hide(secret.format(which, number), *seen_by, behind=behind) for secret in MEETING)
    latitude, longitude, *at = map(float, degrees)
    place = {"meeting_latitude": latitude, "meeting_longitude": longitude}
    return {"meeting_point": point, "route": [{"words": stop, "at": at}]} | place


def _registrations(house: World) -> None:
    now = NOW + timedelta(minutes=1)
    public, inside = Action.objects.get(slug="public"), Action.objects.get(slug="inside")
    once = make.membership(inside.group, house.people["participant"])
    for action in (public, inside):
        place = signup.join(action, person=house.people["participant"], now=now)
        if action == public:
            house.names["place"] = place.pk
            house.hide(registrations.path(place).split("/")[2], "participant")
    memberships.leave(once)
    for name, maker in (("registration", make.registered), ("pending", make.requested)):
        made = maker(public, f"address-of-{name}@example.org", name=f"name-of-{name}", now=now)
        path = registrations.path(made)
        house.names[name] = path.split("/")[2]
        if name == "registration":
            for secret in FOR_THE_REGISTERED:
                house.opens(path, secret)
        house.hide(f"address-of-{name}@example.org", name, behind=(path,))
        house.hide(f"name-of-{name}", name, *(PLANNING if name == "registration" else ()), behind=(path,))
        house.hide(house.names[name], name, behind=(path,))


def _reports(house: World) -> None:
    for slug, seen_by in (("public", None), ("inside", INSIDE), ("withdrawn", set())):
        text = f"report-of-{slug}" if seen_by is None else house.hide(f"report-of-{slug}", *seen_by)
        Report.objects.create(action=Action.objects.get(slug=slug), text=text, number=70, published_at=NOW)


def _calls(house: World) -> None:
    october = make.call("October")
    untold = {word: house.hide(f"untold-{word}", "network") for word in ("title", "summary", "text")}
    make.translation(october, "pl", shown=False, **untold)
    make.translation(october, "de")
    later = OtherDate(date(2002, 12, 3), house.hide("unpublished-date", "network"))
    leaves = Defaults(*(house.hide(f"unpublished-default-{word}", "network") for word in ("text", "bring", "contact")))
    unpublished = make.call(
        house.hide("unpublished-title", "network"),
        slug="unpublished",
        state="draft",
        key_dates=(later,),
        defaults=leaves,
        **{word: house.hide(f"unpublished-{word}", "network") for word in ("summary", "text", "asks", "by")},
    )
    make.translation(unpublished, "pl", title=house.hide("unpublished-in-polish", "network"))


def _announcements(house: World) -> None:
    berlin, writer = Group.objects.get(slug="berlin"), house.people["coordinator"]
    words = composing.Words(*(house.hide(f"announcement-{word}", "coordinator") for word in ("title", "text")))
    house.names["announcement"] = composing.write(berlin, words, by=writer).pk
    told = composing.Words(
        *(house.hide(f"announcement-to-those-who-come-{word}", *PLANNING) for word in ("title", "text")),
        action=berlin.actions.get(slug="public"),
    )
    house.names["action_announcement"] = composing.write(berlin, told, by=writer).pk
    october, words = (
        Call.objects.get(slug="october"),
        composing.Words(*(house.hide(f"written-to-groups-{word}", "network") for word in ("title", "text"))),
    )
    to = composing.write_to_groups(october, words, groups=[berlin.pk], by=house.people["network"])
    house.names["call_announcement"] = to.pk
    house.names["unsubscribe"] = stop_links.for_member(house.names["member"]).split("/")[-2]
