"""Copies: what is taken over, and what stays behind."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from actions.planning import copying
from actions.planning.models import Action, Change, ChecklistItem, Shift
from campaign.groups.models import Group
from campaign.people.models import Person
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
FIRST = date(2026, 10, 9)
OTHER = date(2026, 11, 20)


@pytest.fixture
def group(olga: Person) -> Group:
    return make.group("Berlin", by=olga)


def source(group: Group, **plan: Any) -> Action:
    words = {"text": "Come.", "bring": "Water", "access": "Three steps", "contact": "olga@example.org", "seats": 12}
    point = {"meeting_point": "The bridge", "meeting_point_for": "registered"}
    return make.action(group, **(words | point | plan))


def test_what_has_many_shifts_is_copied_to_few_days_at_once(
    group: Group, olga: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "MOST_SHIFTS", 3)
    action, client = source(group), Client()
    for title in ("Kitchen", "Door"):
        Shift.objects.create(action=action, title=title, day=FIRST, time=time(9), end_time=time(12), most=2)
    client.force_login(olga)
    page = f"/actions/{action.slug}/copy/"
    assert "copy it to fewer days" in client.post(page, {"days": "2026-11-20 2026-11-21"}).text
    assert (Action.objects.count(), Shift.objects.count()) == (1, 2)
    assert client.post(page, {"days": "2026-11-20"}).status_code == 302
    assert Shift.objects.count() == 4


def test_a_copy_says_the_same_on_another_day(group: Group) -> None:
    action = source(group, end_day=FIRST + timedelta(days=1))
    (made,) = copying.copy(action, group, days=[OTHER], now=NOW)
    made.refresh_from_db()
    assert (made.day, made.end_day, made.time, made.end_time) == (OTHER, OTHER + timedelta(days=1), time(9), time(16))
    same = (
        "kind",
        "title",
        "text",
        "bring",
        "access",
        "contact",
        "seats",
        "meeting_point",
        "meeting_point_for",
        "city",
    )
    assert [getattr(made, field) for field in same] == [getattr(action, field) for field in same]
    assert (made.state, made.announced_at, made.slug) == ("draft", None, "close-the-office-2026-11-20")
    assert made.uid != action.uid


def test_who_comes_and_what_became_of_it_are_not_copied(group: Group) -> None:
    action = source(group)
    make.registered(action)
    (made,) = copying.copy(action, group, days=[OTHER], now=NOW)
    made.refresh_from_db()
    assert (made.registrations.count(), made.seats_taken, made.revision, made.sequence) == (0, 0, 1, 0)
    assert Change.objects.filter(action=made).count() == 1  # that it began
    assert (made.reason, made.series) == ("", None)


def test_shifts_and_checklist_are_as_far_from_the_new_day_with_nothing_done(group: Group) -> None:
    action = source(group)
    Shift.objects.create(action=action, title="Kitchen", day=FIRST, time=time(8), end_time=time(12), most=3)
    ChecklistItem.objects.create(action=action, title="Ask for the key", days_before=2)
    (made,) = copying.copy(action, group, days=[OTHER], now=NOW)
    assert (made.shifts.get().day, ChecklistItem.objects.get(action=made).title) == (OTHER, "Ask for the key")


def test_in_another_city_the_meeting_point_and_how_to_get_in_stay_behind(group: Group) -> None:
    action = source(group)
    (made,) = copying.copy(action, group, days=[OTHER], place=make.place("Warsaw"), now=NOW)
    made.refresh_from_db()
    assert (made.city, made.zone, made.time) == ("Warsaw", "Europe/Warsaw", time(9))
    assert (made.meeting_point, made.access, made.meeting_point_for) == ("", "", "registered")
    assert (made.text, made.contact) == ("Come.", "olga@example.org")


def test_for_another_group_its_meeting_point_and_contact_stay_behind(group: Group, olga: Person) -> None:
    warsaw = make.group("Warsaw", city="Warsaw", by=olga)
    (made,) = copying.copy(source(group), warsaw, days=[OTHER], now=NOW)
    made.refresh_from_db()
    assert (made.group, made.meeting_point, made.contact, made.meeting_point_for) == (warsaw, "", "", "registered")
    assert (made.city, made.access) == ("Berlin", "Three steps")


def test_without_a_day_the_hours_are_to_be_told_too(group: Group) -> None:
    (made,) = copying.copy(source(group), group, days=[None], now=NOW)
    assert (made.day, made.time, made.end_time, made.starts) == (None, None, None, None)


def test_a_date_of_a_series_is_copied_as_an_action_of_its_own(group: Group) -> None:
    first = make.series(source(group))
    (made,) = copying.copy(first, group, days=[FIRST + timedelta(days=7)], now=NOW)
    assert (made.series, made.series_date) == (None, None)


def test_many_dates_at_once_are_all_made_and_a_button_pressed_twice_makes_them_once(
    group: Group, django_assert_max_num_queries: Any
) -> None:
    action = source(group)
    days = [OTHER + timedelta(days=number) for number in range(30)]
    with django_assert_max_num_queries(4 + 14 * 30):
        made = copying.copy(action, group, days=days, now=NOW)
    assert [one.day for one in made] == days
    copying.copy(action, group, days=days, now=NOW + timedelta(seconds=5))
    assert Action.objects.count() == 31


# the page


@pytest.fixture
def planner(olga: Person) -> Any:
    client = Client()
    client.force_login(olga)
    with time_machine.travel(NOW, tick=False):
        yield client


def test_one_copy_leads_to_its_draft_and_many_to_the_groups_page(planner: Client, group: Group) -> None:
    url = f"/actions/{source(group).slug}/copy/"
    assert "Make the drafts" in planner.get(url).text
    one = planner.post(url, {"days": "2026-11-20"})
    assert one.headers["Location"] == "/actions/close-the-office-2026-11-20/edit/"
    many = planner.post(url, {"days": "2026-11-27\n2026-12-04, 2026-12-11", "place": "Warsaw"})
    assert many.headers["Location"] == "/groups/berlin/"
    assert Action.objects.filter(city="Warsaw").count() == 3


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [({"days": "tomorrow"}, "We can’t read “tomorrow”"), ({"place": "Nowhereville-upon-nothing"}, "We know no place")],
    ids=str,
)
def test_what_is_wrong_is_said_and_nothing_is_made(
    planner: Client, group: Group, answers: dict[str, str], sentence: str
) -> None:
    action = source(group)
    assert sentence in planner.post(f"/actions/{action.slug}/copy/", answers).text
    assert Action.objects.count() == 1


def test_more_than_sixty_at_once_are_refused(planner: Client, group: Group) -> None:
    action = source(group)
    days = "\n".join((OTHER + timedelta(days=number)).isoformat() for number in range(61))
    assert "At most 60" in planner.post(f"/actions/{action.slug}/copy/", {"days": days}).text


def test_it_is_copied_only_to_a_group_in_which_one_plans(planner: Client, group: Group, olga: Person) -> None:
    make.group("Vienna", city="Vienna", by=olga)
    other = make.group("Paris", city="Paris")
    action = source(group)
    answer = planner.post(f"/actions/{action.slug}/copy/", {"days": "2026-11-20", "group": other.slug})
    assert answer.status_code == 200
    planner.post(f"/actions/{action.slug}/copy/", {"days": "2026-11-20", "group": "vienna"})
    assert set(Action.objects.values_list("group__slug", flat=True)) == {"berlin", "vienna"}


def test_the_page_asks_the_same_number_of_queries_for_one_group_and_for_three(
    planner: Client, group: Group, olga: Person, queries: Callable[[int], Any]
) -> None:
    url = f"/actions/{source(group).slug}/copy/"
    for name in ("Vienna", "Paris"):
        make.group(name, city=name, by=olga)
        with queries(8):
            planner.get(url)
