"""The page of who comes: counted, chosen, page by page; one party, and what organisers note about it."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client

from actions.planning.models import Action, Question, Registration, Shift, ShiftPlace
from actions.planning.taking_part import participants, registrations, shift_places, signup
from actions.planning.taking_part.particulars import Particulars
from campaign.groups.models import Group
from campaign.lib import codes
from campaign.mail.models import Delivery
from campaign.people.models import Person
from tests import make
from tests.make import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def action(group: Group) -> Action:
    return make.action(group, seats=4, by_approval=False, asks_needs=True)


def kitchen(action: Action, **of: Any) -> Shift:
    work = {"title": "Kitchen", "day": date(2026, 10, 9), "time": time(8), "end_time": time(12), "least": 2, "most": 3}
    return Shift.objects.create(action=action, **(work | of))


def shown(browser: Client, action: Action, query: str = "") -> str:
    return " ".join(browser.get(f"/actions/{action.slug}/participants/{query}").text.split())


def names(browser: Client, action: Action, query: str = "") -> list[str]:
    text = shown(browser, action, query)
    return [name for name in ("Kim", "Noor", "Ada", "Zoe", "Rosa") if f">{name}</a>" in text]


@pytest.fixture
def all_states(action: Action) -> dict[str, Registration]:
    """One party in each state; Kim is unsure, Zoe waits since the house is full."""
    kim = make.registered(action, seats=2)
    Registration.objects.filter(pk=kim.pk).update(unsure_until=NOW + timedelta(days=1))
    noor = make.registered(action, "noor@example.org", name="Noor", seats=2)
    zoe = make.registered(action, "zoe@example.org", name="Zoe")
    ada = make.requested(action, "ada@example.org", name="Ada")
    rosa = make.requested(action, "rosa@example.org", name="Rosa")
    Registration.objects.filter(pk=rosa.pk).update(state="requested")
    return {"kim": kim, "noor": noor, "zoe": zoe, "ada": ada, "rosa": rosa}


def test_everybody_is_counted_at_once(planner: Client, action: Action, all_states: dict[str, Registration]) -> None:
    kitchen(action)
    text = shown(planner, action)
    tallies = "All 4, Await your yes 1, With a place 2, Unsure 1, Offered a place 0, Waiting 1"
    assert [tally for tally in tallies.split(", ") if f">{tally}</a>" not in text] == []
    assert "<span>Not confirmed 1</span>" in text
    assert "4 of 4 are taken, 0 free" in text
    assert "2 of them have a place with somebody who signed up" in text
    assert "2 people are missing" in text
    assert "@example.org" not in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Kim", "Noor", "Zoe", "Rosa"]),
        ("?state=confirmed", ["Kim", "Noor"]),
        ("?state=unsure", ["Kim"]),
        ("?state=waiting", ["Zoe"]),
        ("?state=pending", []),
        ("?state=requested", ["Rosa"]),
        ("?state=offered", []),
        ("?state=cancelled", ["Kim", "Noor", "Zoe", "Rosa"]),
    ],
)
def test_a_state_is_asked_for(
    planner: Client, action: Action, all_states: dict[str, Registration], query: str, found: list[str]
) -> None:
    assert names(planner, action, query) == found


def test_a_shift_and_needs_are_asked_for(planner: Client, action: Action) -> None:
    shift = kitchen(action)
    wheels = Particulars(needs="A ramp for the wheelchair", shifts=[shift.pk])
    kim = make.requested(action, particulars=wheels)
    assert names(planner, action, "?needs=on") == []  # anybody may have typed that
    assert planner.get(f"/actions/{action.slug}/participants/{kim.pk}/").status_code == 404
    Registration.objects.filter(pk=kim.pk).update(state="requested", lapses_at=None)
    make.registered(action, "noor@example.org", name="Noor")
    assert names(planner, action, f"?shift={shift.pk}") == ["Kim"]
    assert names(planner, action, "?needs=on") == ["Kim"]
    assert names(planner, action, "?needs=on&state=confirmed") == []
    assert "(wished for)" in shown(planner, action)
    other = kitchen(make.action(action.group, slug="other"))
    assert names(planner, action, f"?shift={other.pk}") == ["Kim", "Noor"]  # of another action: as if not asked


def test_what_was_said_stands_in_the_list(planner: Client, action: Action) -> None:
    question = Question.objects.create(action=action, text="Where do you sleep?")
    said = Particulars(replies={question.pk: "On the boat"}, needs="Quiet", languages="Kurdish")
    make.registered(action, particulars=said)
    text = shown(planner, action)
    for words in ("Where do you sleep?", "On the boat", "Quiet", "speaks Kurdish"):
        assert words in text


def test_the_list_asks_as_much_for_three_as_for_one(
    planner: Client, action: Action, queries: Callable[[int], Any]
) -> None:
    question = Question.objects.create(action=action, text="Diet?")
    shift = kitchen(action)
    said = Particulars(replies={question.pk: "Vegan"}, shifts=[shift.pk])
    url = f"/actions/{action.slug}/participants/"
    make.registered(action, particulars=said)
    with queries(13):
        assert "Kim" in planner.get(url).text
    make.registered(action, "noor@example.org", name="Noor", particulars=said)
    signup.join(action, person=make.person("ada"), particulars=said, now=NOW)
    kitchen(action, title="Bar")
    with queries(13):
        text = planner.get(url).text
    assert [name in text for name in ("Kim", "Noor", "ada")] == [True] * 3


def test_pages_follow_each_other_and_nobody_is_missed_or_seen_twice(
    group: Group, planner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    action = make.action(group, slug="long", seats=3)
    for number in range(7):
        make.registered(action, f"{number}@example.org", name=f"Nr{number}")
    make.requested(action, "late@example.org", name="Nr7")
    monkeypatch.setattr(participants, "PAGE", 3)
    every = Registration.objects.filter(action=action)
    seen, after = [], ""
    for _ in range(3):
        page = participants.page(every, after)
        seen += [one.called for one in page.parties]
        after = page.next
    assert seen == [f"Nr{number}" for number in range(8)]
    assert after == ""
    assert "after=1-0-" in shown(planner, action)
    assert "Nr0" in shown(planner, action, "?after=x")  # no cursor: from the beginning


def test_what_the_organisers_note_is_sealed_and_goes_with_the_rest(planner: Client, action: Action) -> None:
    kim = make.registered(action)
    url = f"/actions/{action.slug}/participants/{kim.pk}/"
    seen = participants.mark("")
    assert planner.post(url, {"do": "note", "note": "Has a car", "seen": seen}).status_code == 302
    kim.refresh_from_db()
    assert kim.note == "Has a car"
    assert "Has a car" in shown(planner, action)
    stored = Registration.objects.filter(pk=kim.pk).extra(select={"raw": "note"}).values_list("raw", flat=True).get()
    assert b"Has a car" not in bytes(stored)
    assert "Has a car" not in Client().get(registrations.path(kim)).text  # the party itself does not read it
    signup.withdraw(kim, now=NOW)
    kim.refresh_from_db()
    assert kim.note is None


def test_of_two_who_note_something_the_second_sees_both(planner: Client, action: Action) -> None:
    kim = make.registered(action)
    url = f"/actions/{action.slug}/participants/{kim.pk}/"
    seen = participants.mark("")
    planner.post(url, {"do": "note", "note": "Has a car", "seen": seen})
    answer = planner.post(url, {"do": "note", "note": "Brings soup", "seen": seen})
    assert answer.status_code == 409
    assert "Has a car" in answer.text
    assert "Brings soup" in answer.text
    kim.refresh_from_db()
    assert kim.note == "Has a car"
    both = {"do": "note", "note": "Has a car, brings soup", "seen": participants.mark("Has a car")}
    assert planner.post(url, both).status_code == 302
    kim.refresh_from_db()
    assert kim.note == "Has a car, brings soup"


def test_a_note_on_somebody_who_has_cancelled_is_not_kept(action: Action) -> None:
    kim = make.registered(action)
    opened = Registration.objects.get(pk=kim.pk)
    signup.withdraw(kim, now=NOW)
    with pytest.raises(Registration.DoesNotExist):
        participants.note(opened, "Has a car", seen=participants.mark(""))
    kim.refresh_from_db()
    assert kim.note is None


def test_one_party_is_shown_with_its_code_and_without_its_address(planner: Client, action: Action) -> None:
    kim = make.registered(action, seats=2)
    text = planner.get(f"/actions/{action.slug}/participants/{kim.pk}/").text
    assert codes.spaced(registrations.code(kim)) in text
    assert "(brings 1)" in text
    assert "kim@example.org" not in text


def test_a_shift_is_given_and_taken_back(planner: Client, action: Action) -> None:
    kim, shift = make.registered(action), kitchen(action)
    url = f"/actions/{action.slug}/participants/{kim.pk}/"
    planner.post(url, {"do": "shift", "shift": shift.pk})
    assert ShiftPlace.objects.get().held
    shift.refresh_from_db()
    assert shift.taken == 1
    planner.post(url, {"do": "leave", "shift": shift.pk})
    shift.refresh_from_db()
    assert (shift.taken, ShiftPlace.objects.count()) == (0, 0)


def test_a_shift_at_the_same_hours_is_refused_with_the_reason(planner: Client, action: Action) -> None:
    kim, shift = make.registered(action), kitchen(action)
    shift_places.take(kim, shift.pk, NOW)
    bar = kitchen(action, title="Bar")
    answer = planner.post(f"/actions/{action.slug}/participants/{kim.pk}/", {"do": "shift", "shift": bar.pk})
    assert answer.status_code == 409
    assert "at the same time as your Kitchen" in " ".join(answer.text.split())
    bar.refresh_from_db()
    assert bar.taken == 0


def test_a_shift_of_another_action_is_given_to_nobody(planner: Client, action: Action) -> None:
    kim, other = make.registered(action), kitchen(make.action(action.group, slug="other"))
    planner.post(f"/actions/{action.slug}/participants/{kim.pk}/", {"do": "shift", "shift": other.pk})
    assert not ShiftPlace.objects.exists()


def test_only_who_organises_sees_a_party(planner: Client, action: Action) -> None:
    kim = make.registered(action)
    member, stranger, elsewhere = make.person("member"), make.person("stranger"), make.person("elsewhere")
    make.membership(action.group, member)
    make.group("Warsaw", city="Warsaw", by=elsewhere)
    url = f"/actions/{action.slug}/participants/"
    for person in (member, stranger, elsewhere):
        browser = Client()
        browser.force_login(person)
        for path in (url, f"{url}{kim.pk}/", f"{url}lists/"):
            assert browser.get(path).status_code == 404
        for deed in ("strike-off", "note", "shift", "leave"):
            assert browser.post(f"{url}{kim.pk}/", {"do": deed}).status_code == 404
        assert browser.post(f"{url}lists/", {"do": "file"}).status_code == 404
    kim.refresh_from_db()
    assert (kim.state, Delivery.objects.filter(mailing__template__contains="struck").count()) == ("confirmed", 0)
    assert planner.get(f"{url}{kim.pk}/").status_code == 200


def test_a_party_of_another_action_is_not_found_here(planner: Client, action: Action, olga: Person) -> None:
    other = make.registered(make.action(action.group, slug="other"))
    assert planner.get(f"/actions/{action.slug}/participants/{other.pk}/").status_code == 404


def told_of_shifts() -> int:
    return Delivery.objects.filter(mailing__template__contains="shifts_changed").count()


def test_a_party_is_moved_to_another_shift_at_the_same_hours_in_one_step_and_told(
    planner: Client, action: Action
) -> None:
    kim, first = make.registered(action), kitchen(action)
    second = kitchen(action, title="Bar")
    shift_places.take(kim, first.pk, NOW)
    url = f"/actions/{action.slug}/participants/{kim.pk}/"
    planner.post(url, {"do": "shift", "shift": second.pk, "instead_of": first.pk})
    assert [(place.shift, place.held) for place in ShiftPlace.objects.all()] == [(second, True)]
    assert [shift.taken for shift in action.shifts.order_by("pk")] == [0, 1]
    assert told_of_shifts() == 1
    planner.post(url, {"do": "shift", "shift": second.pk})
    assert told_of_shifts() == 1
    planner.post(url, {"do": "leave", "shift": second.pk})
    planner.post(url, {"do": "leave", "shift": second.pk})
    assert told_of_shifts() == 2


def test_who_cannot_have_the_other_shift_keeps_the_own_and_is_told_nothing(planner: Client, action: Action) -> None:
    kim, first = make.registered(action), kitchen(action)
    full = kitchen(action, title="Bar", least=1, most=1, taken=1)
    shift_places.take(kim, first.pk, NOW)
    url = f"/actions/{action.slug}/participants/{kim.pk}/"
    assert planner.post(url, {"do": "shift", "shift": full.pk, "instead_of": first.pk}).status_code == 409
    assert [(place.shift, place.held) for place in ShiftPlace.objects.all()] == [(first, True)]
    assert [shift.taken for shift in action.shifts.order_by("pk")] == [1, 1]
    assert told_of_shifts() == 0
