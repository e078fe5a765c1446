"""Its actions, who hosts them, who comes, and what is told of them."""

from datetime import date, time, timedelta
from typing import Any
from urllib.parse import quote

from actions.planning import cancellation, drafting
from actions.planning.furniture import checklist, shifts, templating
from actions.planning.furniture.checklist import Due
from actions.planning.furniture.shifts import Work
from actions.planning.hosting import cohosting, delegation
from actions.planning.kinds.pattern import Pattern
from actions.planning.models import Action, Question
from actions.planning.taking_part import door, lost_link, participants, registrations, signup
from actions.planning.taking_part.particulars import Particulars
from actions.reports.models import Report
from campaign.calls.models import Call
from campaign.groups import membership as memberships
from campaign.groups.models import Group, Membership
from campaign.lib import codes
from tests import make
from tests.make import NOW
from tests.world.house import FOR_THE_REGISTERED, INSIDE, MEETING, PLANNING, TODAY, World


def plan(house: World) -> None:
    berlin, october = Group.objects.get(slug="berlin"), Call.objects.get(slug="october")
    words = ("title", "summary", "text", "bring", "access", "contact")
    make.action(
        berlin,
        title="Public",
        call=october,
        seats=70,
        **_meeting(house, "for-the-registered", 1, "participant", "registration", *PLANNING, behind=house.calendar),
        meeting_point_for="registered",
        asks_needs=True,
        asks_languages=True,
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


def share(house: World) -> None:
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


def prepare(house: World) -> None:
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


def register(house: World) -> None:
    now = NOW + timedelta(minutes=1)
    public, inside = Action.objects.get(slug="public"), Action.objects.get(slug="inside")
    question = Question.objects.create(action=public, text="Which train do you take?")
    once = make.membership(inside.group, house.people["participant"])
    for action in (public, inside):
        place = signup.join(action, person=house.people["participant"], now=now)
        if action == public:
            house.names["place"] = place.pk
            house.hide(registrations.path(place).split("/")[2], "participant")
    memberships.leave(once)
    all_of_it = "/registrations/all/"  # its own token stands nowhere: see below
    for name, maker in (("registration", make.registered), ("pending", make.requested)):
        said = {word: f"{word}-of-{name}" for word in ("needs", "languages", "reply")}
        particulars = Particulars({question.pk: said["reply"]}, said["needs"], said["languages"])
        words: dict[str, Any] = {"name": f"name-of-{name}", "particulars": particulars}
        made = maker(public, f"address-of-{name}@example.org", **words, now=now)
        path = registrations.path(made)
        house.names[name] = path.split("/")[2]
        readers = {name, *PLANNING} if name == "registration" else {name}
        if name == "registration":
            for secret in FOR_THE_REGISTERED:
                house.opens(path, secret)
            participants.note(made, house.hide("note-on-registration", *PLANNING), seen=participants.mark(None))
            house.hide(codes.spaced(registrations.code(made)), *readers, behind=(path,))
        house.hide(f"address-of-{name}@example.org", name, behind=(path,))
        for secret in (f"name-of-{name}", *said.values()):
            house.hide(secret, *readers, behind=(path,))
        house.hide(house.names[name], name, behind=(path, all_of_it))
    index = registrations.address_index("address-of-registration@example.org")
    of_address = lost_link.path(index, now)
    house.names["of_address"] = house.hide(of_address.split("/")[3], "registration", behind=(of_address,))


def keep_the_door(house: World) -> None:
    """A link that is open on the day of the tests, and one that was taken back."""
    public, last = Action.objects.get(slug="public"), TODAY.date() + timedelta(days=30)
    for name in ("door", "revoked_door"):
        link = door.make(public, label=house.hide(f"label-of-{name}", *PLANNING), first_day=TODAY.date(), last_day=last)
        path = door.path(link)
        house.names[name] = house.hide(path.split("/")[2], behind=(path,))
        if name == "door":
            house.opens(path, f"label-of-{name}")
            house.opens(path, "pseudonym-of-participant")
            named = registrations.opened_by(house.names["registration"])
            assert named is not None
            house.opens(path, codes.spaced(registrations.code(named)))
        else:
            door.revoke(link, now=NOW)


def report(house: World) -> None:
    for slug, seen_by in (("public", None), ("inside", INSIDE), ("withdrawn", set())):
        text = f"report-of-{slug}" if seen_by is None else house.hide(f"report-of-{slug}", *seen_by)
        Report.objects.create(action=Action.objects.get(slug=slug), text=text, number=70, published_at=NOW)
