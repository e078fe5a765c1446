"""What the clock says to those who organise: what lacks people, who comes today, how did it go."""

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from actions.planning import cancellation, drafting
from actions.planning.furniture import shifts
from actions.planning.furniture.shifts import Work
from actions.planning.hosting import cohosting, delegation
from actions.planning.models import Action, Cohost, HostNote
from actions.planning.taking_part import host_notes, shift_places
from campaign.groups.models import Group
from campaign.mail.models import Delivery
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
START = datetime(2026, 10, 9, 12, tzinfo=UTC)  # 14:00 in Berlin
LACKS = START - timedelta(hours=48)
MORNING = datetime(2026, 10, 9, 5, tzinfo=UTC)  # 7:00
AFTER = datetime(2026, 10, 9, 17, tzinfo=UTC)  # 19:00, an hour after the end


def hosts(name: str = "Berlin", address: str = "olga@example.org") -> Group:
    return make.group(name, by=make.person(f"{name} olga", address=address))


def afternoon(group: Group | None = None, **plan: Any) -> Action:
    return make.action(group or hosts(), **({"time": time(14), "end_time": time(18)} | plan))


def kitchen(action: Action, *, least: int = 3) -> None:
    shifts.plan(action, Work("Kitchen", time(15), time(17), least, least + 3), [action.day or date.max])


def notes() -> list[tuple[str, str]]:
    """Address and kind of each note written, oldest first."""
    return [(row.address or "", said(row)["kind"]) for row in rows()]


def rows() -> list[Delivery]:
    found = Delivery.objects.filter(mailing__template="planning/mail/host_note").order_by("pk")
    return list(found.select_related("mailing"))


def said(row: Delivery) -> dict[str, Any]:
    context: dict[str, Any] = json.loads(row.mailing.context or "{}")
    return context


def every_quarter(first: datetime, last: datetime) -> None:
    while first <= last:
        host_notes.sweep(first)
        first += timedelta(minutes=15)


@pytest.mark.parametrize(
    ("at", "kind"),
    [(LACKS, "lacks"), (MORNING, "morning"), (AFTER, "after")],
    ids=["48 hours ahead", "in the morning", "afterwards"],
)
def test_each_note_comes_when_it_is_due_and_once(at: datetime, kind: str) -> None:
    kitchen(afternoon())
    host_notes.sweep(at - timedelta(minutes=1))
    assert kind not in [one for _to, one in notes()]
    for minutes in (0, 1, 2):
        host_notes.sweep(at + timedelta(minutes=minutes))
    assert [one for _to, one in notes()].count(kind) == 1


def test_from_two_days_before_to_three_after_there_are_three() -> None:
    kitchen(afternoon())
    every_quarter(LACKS - timedelta(hours=1), AFTER + timedelta(days=4))
    assert notes() == [("olga@example.org", kind) for kind in ("lacks", "morning", "after")]


def test_where_nothing_lacks_people_there_is_no_such_note() -> None:
    action = afternoon()
    kitchen(action, least=1)
    shift_places.take(make.registered(action), action.shifts.get().pk, now=NOW)
    every_quarter(LACKS, LACKS + timedelta(hours=1))
    assert notes() == []
    assert HostNote.objects.get().kind == "lacks"


def test_what_lacks_people_is_named_by_shift_with_how_many() -> None:
    action = afternoon()
    kitchen(action)
    shift_places.take(make.registered(action), action.shifts.get().pk, now=NOW)
    host_notes.sweep(LACKS)
    context = said(rows()[0])
    assert context["lacking"] == [{"line": "Kitchen, Friday 9 October, 15:00–17:00", "missing": 2}]
    assert context["missing"] == 2


def test_the_morning_note_counts_and_names_nobody() -> None:
    action = afternoon(seats=2)
    for address in ("a", "b", "c"):
        make.registered(action, f"{address}@example.org", name="KIM-THE-SECRET")
    host_notes.sweep(MORNING)
    context = said(rows()[0])
    assert context["words"] == "2 of 2 places are taken. 1 party waits."
    assert "KIM-THE-SECRET" not in json.dumps(context)
    assert "a@example.org" not in json.dumps(context)


@pytest.mark.parametrize("end", ["cancelled", "postponed", "withdrawn"])
def test_what_does_not_take_place_is_noted_to_nobody(end: str) -> None:
    action = afternoon()
    kitchen(action)
    if end == "postponed":
        drafting.postpone(action, now=NOW)
    elif end == "withdrawn":
        cancellation.withdraw(action, now=NOW)
    else:
        cancellation.cancel(action, reason="", now=NOW)
    every_quarter(LACKS, AFTER + timedelta(hours=1))
    assert (notes(), HostNote.objects.count()) == ([], 0)


def test_what_is_cancelled_between_the_question_and_the_note_is_noted_to_nobody() -> None:
    action = afternoon()
    cancellation.cancel(action, reason="", now=NOW)
    assert host_notes.tell(action.pk, note=host_notes.NOTES[1], now=MORNING) == 0
    assert notes() == []


def test_a_moved_action_is_noted_anew_and_once() -> None:
    action = afternoon()
    host_notes.sweep(MORNING)
    drafting.edit(action, day=date(2026, 10, 16), now=MORNING + timedelta(hours=1))
    every_quarter(MORNING + timedelta(hours=1), MORNING + timedelta(hours=4))
    assert notes() == [("olga@example.org", "morning")]
    every_quarter(MORNING + timedelta(days=7), MORNING + timedelta(days=7, hours=1))
    assert notes() == [("olga@example.org", "morning")] * 2
    starts = HostNote.objects.filter(kind="morning").order_by("pk").values_list("local_start", flat=True)
    assert list(starts) == ["2026-10-09T14:00", "2026-10-16T14:00"]


def test_everyone_who_organises_hears_it_once_and_no_member_does() -> None:
    lead, other = hosts(), hosts("Warsaw", "wanda@example.org")
    action = afternoon(lead)
    cohosting.accept(cohosting.invite(action, other, now=NOW), now=NOW)
    make.membership(lead, make.person("member", address="member@example.org"))
    both = make.person("both", address="both@example.org")
    for group in (lead, other):
        make.membership(group, both, role="organiser")
    delegate = make.person("dana", address="dana@example.org")
    delegation.accept(delegation.invite(action, pseudonym="dana", now=NOW), delegate, now=NOW)
    third = hosts("Bologna", "bea@example.org")
    cohosting.invite(action, third, now=NOW)
    host_notes.sweep(MORNING)
    assert sorted(to for to, _kind in notes()) == [f"{who}@example.org" for who in ("both", "dana", "olga", "wanda")]
    assert Cohost.objects.filter(state="asked").count() == 1


def test_each_date_of_a_series_is_noted_by_itself() -> None:
    make.series(afternoon())
    every_quarter(MORNING, MORNING + timedelta(minutes=30))
    every_quarter(MORNING + timedelta(days=7), MORNING + timedelta(days=7, minutes=30))
    assert [kind for _to, kind in notes()] == ["morning", "morning"]


def test_a_sweep_that_was_held_up_tells_it_late_but_never_at_night_or_once_it_has_begun() -> None:
    kitchen(afternoon())
    host_notes.sweep(LACKS + timedelta(hours=10))  # 0:00
    assert notes() == []
    host_notes.sweep(LACKS + timedelta(hours=17))
    assert [kind for _to, kind in notes()] == ["lacks"]
    host_notes.sweep(START)
    assert [kind for _to, kind in notes()] == ["lacks"]


def test_asking_afterwards_leads_to_the_report() -> None:
    action = afternoon()
    host_notes.sweep(AFTER)
    assert said(rows()[0])["link"].endswith(f"/actions/{action.slug}/report/")


def test_an_open_end_is_not_asked_how_it_went() -> None:
    afternoon(end_time=None, open_ended=True)
    every_quarter(MORNING, MORNING + timedelta(days=2))
    assert [kind for _to, kind in notes()] == ["morning"]


def test_one_sweep_takes_the_same_queries_for_one_and_for_three(queries: Any) -> None:
    for week, people in enumerate((1, 3)):
        action = afternoon(
            hosts(f"Group {week}", f"olga{week}@example.org"), day=date(2026, 10, 9) + timedelta(weeks=week)
        )
        kitchen(action)
        for number in range(people):
            make.registered(action, f"{week}{number}@example.org")
            other = make.person(f"organiser {week} {number}", address=f"o{week}{number}@example.org")
            make.membership(action.group, other, role="organiser")
        with queries(20):
            host_notes.sweep(LACKS + timedelta(weeks=week))
