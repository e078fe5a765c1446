"""One of each mail of the project, made by the verbs that write them, as it arrives at a mail server."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from time_machine import travel

from actions.announcements import composing
from actions.planning import cancellation, drafting
from actions.planning.furniture import shifts
from actions.planning.furniture.shifts import Work
from actions.planning.hosting import cohosting
from actions.planning.models import Action, Registration
from actions.planning.taking_part import approval, due_notice, lost_link, notices, offers, shift_places, signup
from campaign.calls import asking as calls_asking
from campaign.calls import editing
from campaign.calls.words import Defaults, Wording
from campaign.groups import approval as founding_approval
from campaign.groups import asking, founding, handover, inviting
from campaign.groups.models import Group
from campaign.lib import pulse
from campaign.mail import sending
from campaign.mail.models import Delivery
from campaign.management import sweeping
from campaign.people.models import Person
from campaign.web.models import Network
from campaign.web.viewer import Viewer
from tests import make
from tests.engines.mail import Letter, Sink
from tests.make import NOW

NAMES: dict[str, str] = {}  # the template of each mail by its Message-ID
KIM = "kim@example.org"
MEET = "At the fountain, under the clock of the station. Whoever is late finds us at the gate of the office."
REFUSED = "There is a group in your town already; please ask there first."


def one_of_each(sink: Sink) -> dict[str, Letter]:
    """By the name of the template, such as `planning/confirmed`."""
    Network.objects.update_or_create(pk=1, defaults={"name": "Noborder network"})
    with travel(NOW, tick=False):
        cora, group = _groups()
        _call(cora, group)
    _coming(group)
    _approving(group)
    _waiting(group)
    _changing(group)
    _clock(group)
    return _arrived(sink)


def _groups() -> tuple[Person, Group]:
    """Berlin with an organiser, who is asked to coordinate; who asks to join Paris, and who founds groups."""
    cora = make.person("Cora", address="cora@example.org", network_role="coordinator")
    orla, mia = (make.person(name, address=f"{name.lower()}@example.org") for name in ("Orla", "Mia"))
    berlin = make.group("Berlin", by=cora)
    place = make.membership(berlin, orla, "organiser")
    first = berlin.memberships.get(role="coordinator")
    for answer in (handover.decline, handover.accept):
        answer(handover.offer(first, place, afterwards="coordinator", now=NOW), now=NOW)  # type: ignore[operator]
        place.refresh_from_db()
        first.refresh_from_db()
    paris = make.group("Paris", city="Paris", by=cora, joining="request")
    for answer in (asking.decline, asking.accept):
        answer(asking.ask(paris, mia, words="I come from Calais.", now=NOW), now=NOW)  # type: ignore[arg-type,operator]
    inviting.invite_by_mail(berlin, by=Viewer(cora.pk), address="new@example.org", language="en")
    Network.objects.update(founding=Network.Founding.APPROVAL)
    lyon = founding.found(name="Lyon", city=make.place("Lyon"), by=mia, now=NOW)
    founding_approval.decline(lyon, because=REFUSED, now=NOW)
    founding_approval.approve(founding_approval.ask_again(lyon, now=NOW), now=NOW)
    return cora, berlin


def _call(cora: Person, group: Group) -> None:
    """A call that asks the group, and is corrected where an action says something in its own words."""
    days = tuple(date(2026, 10, day) for day in (9, 10, 11))
    call = make.call(
        "Days of action against the migration management", days=days, defaults=Defaults(bring="A candle"), now=NOW
    )
    calls_asking.ask(call, Group.objects.filter(pk=group.pk), now=NOW)
    calls_asking.sweep(NOW)
    make.action(group, title="Vigil at the airport", call=call, bring="A lantern")
    words = editing.wording(call)
    editing.correct(call, _with_bring(words), seen=call.revision, now=NOW)
    told = composing.Words("Trains are late", "The night train is two hours late. We wait at the station.")
    composing.send(composing.write(group, told, by=cora), now=NOW)


def _with_bring(words: Wording) -> Wording:
    return replace(words, defaults=replace(words.defaults, bring="A candle and a warm coat"))


def _coming(group: Group) -> None:
    """Signing up without an account and with one, again, with the link lost, and no longer."""
    with travel(NOW, tick=False):
        action = _office(group)
        made = _registered(action)
        signup.request(action, name="Kim", address=KIM, now=NOW)
        signup.join(action, person=make.person("Ann"), address="ann@example.org", now=NOW)
        _tomorrow()
        for address in (KIM, "nobody@example.org"):
            lost_link.ask(address, language="en", now=NOW)
        signup.withdraw(made, now=NOW)
        signup.strike_off(_registered(action, "noor@example.org"), now=NOW)


def _approving(group: Group) -> None:
    with travel(NOW, tick=False):
        action = _office(group, title="Workshop on the law of asylum")
        Action.objects.filter(pk=action.pk).update(by_approval=True)
        action.refresh_from_db()
        approval.approve(_registered(action), now=NOW)
        approval.decline(_registered(action, "noor@example.org"), now=NOW)


def _waiting(group: Group) -> None:
    """A full house: who waits, who moves up, and who is offered a place on the day before."""
    with travel(NOW, tick=False):
        action = _office(group, title="Training for legal observers", seats=1)
        first = _registered(action)
        for name in ("noor", "zoe", "rosa"):
            _registered(action, f"{name}@example.org")
        signup.withdraw(first, now=NOW)
    late = datetime.combine(date(2026, 10, 8), time(15), tzinfo=NOW.tzinfo)
    with travel(late, tick=False):
        signup.withdraw(Registration.objects.get(action=action, state="confirmed"), now=late)
        offers.decline(Registration.objects.get(action=action, state="offered"), now=late)
    _post(late)
    _post(late + timedelta(hours=12))


def _changing(group: Group) -> None:
    """Moved; moved, and everyone asked again, one in vain; postponed; cancelled."""
    with travel(NOW, tick=False):
        moved, asked, later, off = (
            _office(group, title=title)
            for title in ("Breakfast at the border", "Assembly of all groups", "Leaflets at the market", "March")
        )
        for action in (moved, asked, later, off):
            _registered(action, f"{action.pk}@example.org")
        drafting.edit(moved, time=time(11), meeting_point="At the side gate.", now=NOW)
        drafting.edit(asked, time=time(15), now=NOW)
        until = NOW + timedelta(days=3)
        due_notice.tell(asked, seen=asked.sequence, ask_again_until=until, word="The hall was double-booked.", now=NOW)
        drafting.postpone(later, reason="The town has closed the square.", now=NOW)
        cancellation.cancel(off, reason="The office has closed by itself.", now=NOW)
        cohosting.invite(moved, Group.objects.get(slug="paris"), now=NOW)
        notices.sweep(NOW)
        _post(NOW)
    _post(NOW + timedelta(minutes=11))
    _post(until)


def _clock(group: Group) -> None:
    """Reminders, and the notes to those who organise."""
    with travel(NOW, tick=False):
        action = _office(group, title="Kitchen for a hundred")
        work = Work("Kitchen", time(8), time(12), 2, 4)
        assert action.day is not None
        shifts.plan(action, work, [action.day])
        for name in ("kim", "noor", "zoe"):
            made = _registered(action, f"{name}-by-the-clock@example.org")
        shift = action.shifts.get()
        shift_places.take(made, shift.pk, now=NOW)
        shift.refresh_from_db()
        later = Work("Kitchen", time(9), time(13), 2, 4)
        shifts.change(shift, later, day=action.day, far="this", seen=shift.saves, now=NOW)
    for day, hour in ((7, 9), (8, 10), (9, 5), (9, 7), (10, 10)):
        _post(datetime.combine(date(2026, 10, day), time(hour), tzinfo=NOW.tzinfo))
    _post(NOW + timedelta(days=184))  # long after: the groups have fallen asleep


def _office(group: Group, title: str = "Close the office", **words: Any) -> Action:
    said = {"bring": "- water\n- a friend", "contact": "berlin@example.org", "meeting_point": MEET} | words
    return make.action(group, title=title, **said)


def _registered(action: Action, address: str = KIM) -> Registration:
    made = make.registered(action, address, name="Kim", seats=1 if action.seats == 1 else 2)
    _tomorrow()
    return made


def _tomorrow() -> None:
    """The letters of today are counted anew."""
    pulse.valkey().flushdb()


def _post(at: datetime) -> None:
    with travel(at, tick=False):
        assert sweeping.run(at) == []
        NAMES.update(Delivery.objects.values_list("message_id", "mailing__template"))  # they go when they are sent
        sending.run()


def _arrived(sink: Sink) -> dict[str, Letter]:
    found: dict[str, Letter] = {}
    for letter in sink.letters:
        template = NAMES.get(str(letter.message["Message-ID"]), "")
        found.setdefault(template.replace("/mail/", "/"), letter)
    found.pop("", None)
    return dict(sorted(found.items()))
