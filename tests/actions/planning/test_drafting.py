"""From a draft to an announced action, and what each change counts."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest

from actions.planning import cancellation, changes, drafting
from actions.planning.models import Action
from campaign.lib.points import Point
from campaign.web import revisions
from campaign.web.spots import Spot
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
DELAY = timedelta(seconds=600)


def test_a_draft_stands_in_the_groups_city_and_zone_with_its_instants() -> None:
    action = make.action(announced=False)
    assert (action.city, action.country, action.zone) == ("Berlin", "DE", "Europe/Berlin")
    assert action.starts is not None
    assert (action.starts.hour, action.state, action.remind_day) == (7, "draft", None)


def test_two_actions_of_one_title_get_two_addresses() -> None:
    group = make.group()
    slugs = [make.action(group, title="New").slug for _ in range(2)]
    assert slugs == ["new-2", "new-3"]


def test_announcing_counts_and_bumps_every_scope_once() -> None:
    action = make.action(announced=False)
    keys = ["all", f"group:{action.group_id}", "kind:occupation", "country:DE", f"city:de/{action.city_key}"]
    before = [revisions.current(key) for key in keys]
    drafting.announce(action, now=NOW)
    assert [revisions.current(key) for key in keys] == [number + 1 for number in before]
    assert (action.state, action.announced_at, action.sequence, action.notice_due) == ("announced", NOW, 0, None)


def test_a_draft_is_counted_nowhere_but_at_itself() -> None:
    action = make.action(announced=False)
    all_before, own_before = revisions.current("all"), revisions.current(f"action:{action.pk}")
    drafting.edit(action, title="Another", now=NOW)
    assert revisions.current("all") == all_before
    assert revisions.current(f"action:{action.pk}") == own_before + 1


def test_words_raise_the_revision_only() -> None:
    action = make.action()
    before = action.revision
    drafting.edit(action, text="We meet an hour before.", now=NOW)
    assert (action.revision, action.sequence, action.notice_due) == (before + 1, 0, None)


@pytest.mark.parametrize(
    "plan",
    [{"day": date(2026, 10, 10)}, {"time": time(10)}, {"meeting_point": "The bridge"}, {"visibility": "group"}],
    ids=str,
)
def test_time_place_and_who_sees_it_raise_the_sequence_and_a_notice(plan: Any) -> None:
    action = make.action()
    drafting.edit(action, now=NOW, **plan)
    assert (action.sequence, action.notice_due) == (1, NOW + DELAY)


def test_what_stays_the_same_counts_nothing() -> None:
    action = make.action()
    before = action.revision, action.changed_at
    drafting.edit(action, title=action.title, day=action.day, now=NOW + timedelta(hours=1))
    assert (action.revision, action.changed_at) == before


def test_several_edits_become_one_notice_at_the_time_of_the_first() -> None:
    action = make.action()
    drafting.edit(action, time=time(10), now=NOW)
    drafting.edit(action, time=time(11), now=NOW + timedelta(minutes=9))
    assert (action.sequence, action.notice_due) == (2, NOW + DELAY)


def test_a_change_within_a_day_of_the_start_is_told_at_once() -> None:
    action = make.action(day=date(2026, 9, 2), time=time(9))
    drafting.edit(action, time=time(10), now=NOW)
    assert action.notice_due == NOW


def test_a_place_moved_to_another_city_bumps_the_old_and_the_new_one() -> None:
    action = make.action()
    keys = [f"city:de/{action.city_key}", "country:PL", "country:DE"]
    before = [revisions.current(key) for key in keys]
    warsaw = make.place("Warsaw")
    drafting.edit(action, place=warsaw, now=NOW)
    assert [revisions.current(key) for key in keys] == [number + 1 for number in before]
    assert (action.zone, action.sequence) == ("Europe/Warsaw", 1)


def test_the_second_of_two_who_save_at_once_is_told_and_changes_nothing() -> None:
    action = make.action()
    seen = action.revision
    drafting.edit(Action.objects.get(pk=action.pk), title="First", seen=seen, now=NOW)
    with pytest.raises(changes.ChangedMeanwhile):
        drafting.edit(action, title="Second", seen=seen, now=NOW)
    assert Action.objects.get(pk=action.pk).title == "First"


def test_fewer_places_than_are_taken_are_refused_with_the_number() -> None:
    action = make.action(seats=3)
    make.registered(action, seats=2)
    with pytest.raises(drafting.SeatsBelowTaken, match="2 places are taken"):
        drafting.edit(action, seats=1, now=NOW)
    drafting.edit(action, seats=2, now=NOW)
    assert action.seats == 2


def test_postponed_without_a_day_keeps_the_day_it_will_not_be_on() -> None:
    action = make.action()
    drafting.postpone(action, reason="Rain", now=NOW)
    assert (action.state, action.day, action.remind_day, action.notice_due) == (
        "postponed",
        date(2026, 10, 9),
        None,
        NOW,
    )


def test_postponed_to_a_new_day_is_moved_as_long_as_before() -> None:
    action = make.action(end_day=date(2026, 10, 11))
    drafting.postpone(action, reason="Rain", day=date(2026, 10, 16), time=time(9), now=NOW)
    assert (action.state, action.end_day, action.sequence) == ("announced", date(2026, 10, 18), 1)


def test_postponed_with_a_new_day_it_is_announced_again() -> None:
    action = make.action()
    drafting.postpone(action, now=NOW)
    drafting.postpone(action, day=date(2026, 10, 16), time=time(10), now=NOW)
    assert (action.state, action.day, action.reason) == ("announced", date(2026, 10, 16), "")
    assert action.remind_day is not None


def test_an_hour_that_is_told_is_no_longer_to_come() -> None:
    action = make.action(time=None, end_time=None, time_to_come=True)
    drafting.edit(action, time=time(10), now=NOW)
    assert (action.time, action.time_to_come) == (time(10), False)
    postponed = make.action(action.group, time=None, end_time=None, time_to_come=True)
    drafting.postpone(postponed, day=date(2026, 10, 16), time=time(11), now=NOW)
    assert (postponed.time, postponed.time_to_come) == (time(11), False)


def test_a_draft_can_be_neither_postponed_nor_cancelled() -> None:
    action = make.action(announced=False)
    for verb in (drafting.postpone, cancellation.cancel):
        with pytest.raises(drafting.NotPossible, match="draft"):
            verb(action, reason="", now=NOW)


def test_cancelled_keeps_its_words_and_is_told_at_once() -> None:
    action = make.action()
    cancellation.cancel(action, reason="The hall is closed", now=NOW)
    assert (action.state, action.title, action.notice_due) == ("cancelled", "Close the office", NOW)
    assert (action.sequence, action.remind_day) == (1, None)


def test_withdrawn_leaves_a_husk_without_words() -> None:
    action = make.action(meeting_point="The bridge", text="Secret")
    uid = action.uid
    cancellation.withdraw(action, now=NOW)
    husk = Action.objects.get(pk=action.pk)
    assert (husk.title, husk.text, husk.meeting_point) == ("", "", "")
    assert (husk.uid, husk.sequence, husk.state, husk.withdrawn_at) == (uid, 1, "cancelled", NOW)
    assert husk.starts is not None


def test_of_a_place_that_was_set_by_hand_a_husk_keeps_no_point() -> None:
    camp = Spot.at("The camp by the river", Point.at(50.95, 1.86), make.place("Calais"))
    by_hand, in_town = make.action(place=camp), make.action(make.group("Warsaw", city="Warsaw"))
    assert by_hand.latitude is not None
    for action in (by_hand, in_town):
        cancellation.withdraw(action, now=NOW)
        action.refresh_from_db()
    assert (by_hand.place_name, by_hand.latitude, by_hand.longitude) == ("", None, None)
    assert in_town.latitude is not None


def test_a_husk_is_kept_for_a_month_and_its_end_is_counted() -> None:
    action = make.action()
    cancellation.withdraw(action, now=NOW)
    assert cancellation.sweep(NOW + timedelta(days=29)) == 0
    before = revisions.current("all")
    assert cancellation.sweep(NOW + timedelta(days=30)) == 1
    assert (Action.objects.exists(), revisions.current("all")) == (False, before + 1)


def test_a_withdrawn_draft_is_gone() -> None:
    action = make.action(announced=False)
    cancellation.withdraw(action, now=NOW)
    assert not Action.objects.exists()


def test_an_edit_takes_the_same_queries_however_many_come(queries: Callable[[int], Any]) -> None:
    action = make.action()
    with queries(18):
        drafting.edit(action, time=time(10), now=NOW)
