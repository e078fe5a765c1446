"""Changing this date, those from here on, or all: what reaches which date, and what is said before."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.planning import cancellation, changes, drafting
from actions.planning.models import Action
from actions.planning.series import dates, edits
from actions.planning.series.edits import Edit
from actions.planning.series.proposals import Reach, What
from campaign.groups.models import Group
from tests import make
from tests.actions.planning.series.weekly import FIRST, WEEK, change, olga, save, the
from tests.make import NOW

pytestmark = pytest.mark.django_db


def test_from_here_on_changes_this_date_and_all_that_follow() -> None:
    first = make.series(make.action())
    save(the(first, 2), Reach.HERE, time=time(10))
    assert [the(first, week).time for week in (0, 1, 2, 3, 46)] == [time(9), time(9), time(10), time(10), time(10)]


def test_all_changes_every_date_to_come_and_none_that_has_begun() -> None:
    first = make.series(make.action())
    later = datetime(2026, 10, 16, 12, tzinfo=UTC)  # the second date has begun
    save(the(first, 5), Reach.ALL, now=later, title="Open the office")
    assert [the(first, week).title for week in (0, 1)] == ["Close the office"] * 2
    assert {the(first, week).title for week in (2, 5, 46)} == {"Open the office"}


def test_a_date_with_its_own_value_keeps_it_and_takes_over_the_rest() -> None:
    first = make.series(make.action())
    drafting.edit(the(first, 3), time=time(18), end_time=time(20), now=NOW)
    proposal = save(first, Reach.ALL, time=time(10), text="New words.")
    own = the(first, 3)
    assert (own.time, own.end_time, own.text) == (time(18), time(20), "New words.")
    assert the(first, 4).time == time(10)
    effect = next(effect for effect in proposal.effects if effect.action == own)
    assert ([unit.key for unit in effect.units], [unit.key for unit in effect.own]) == (["text"], ["hours"])


def test_a_date_with_a_meeting_point_of_its_own_keeps_its_own_rule_of_who_is_told() -> None:
    first = make.series(make.action(meeting_point="The bridge", meeting_point_for="registered"))
    drafting.edit(the(first, 1), meeting_point="A cellar", now=NOW)
    save(first, Reach.ALL, meeting_point_for="everyone")
    assert (the(first, 1).meeting_point_for, the(first, 2).meeting_point_for) == ("registered", "everyone")


def test_after_from_here_on_all_still_reaches_the_dates_before() -> None:
    """The dates before it still say what the series says of them: they have no value of their own."""
    first = make.series(make.action())
    save(the(first, 2), Reach.HERE, time=time(10))
    save(the(first, 4), Reach.ALL, time=time(11))
    assert {the(first, week).time for week in (0, 1, 2, 46)} == {time(11)}


def test_what_the_sweep_makes_says_what_holds_by_then() -> None:
    first = make.series(make.action())
    save(the(first, 2), Reach.HERE, time=time(10), text="New words.")
    dates.sweep(NOW + timedelta(days=10))
    assert (the(first, 47).time, the(first, 47).text) == (time(10), "New words.")


def test_a_change_back_makes_a_date_follow_again() -> None:
    first = make.series(make.action())
    drafting.edit(the(first, 1), text="Own", now=NOW)
    drafting.edit(the(first, 1), text="", now=NOW)
    save(first, Reach.ALL, text="New words.")
    assert the(first, 1).text == "New words."


def test_it_is_said_before_how_many_hear_of_it() -> None:
    first = make.series(make.action())
    make.registered(the(first, 1))
    make.registered(the(first, 3), "noor@example.org")
    make.registered(the(first, 3), "ada@example.org")
    assert edits.propose(change(first, Reach.ALL, time=time(10)), now=NOW).told == 3
    assert edits.propose(change(the(first, 2), Reach.HERE, time=time(10)), now=NOW).told == 2
    assert edits.propose(change(first, Reach.ALL, text="New words."), now=NOW).told == 0
    save(first, Reach.ALL, time=time(10))
    assert set(Action.objects.filter(notice_due__isnull=False).values_list("series_date", flat=True)) >= {FIRST + WEEK}


def test_a_date_where_more_places_are_taken_keeps_its_places_and_says_so() -> None:
    first = make.series(make.action(seats=10))
    make.registered(the(first, 1), seats=3)
    proposal = save(first, Reach.ALL, seats=2)
    kept = next(effect for effect in proposal.effects if effect.day == FIRST + WEEK)
    assert (kept.what, the(first, 1).seats, the(first, 2).seats) == (What.STAYS, 10, 2)
    assert "3 places are taken" in kept.why


def test_more_places_let_those_in_who_wait() -> None:
    first = make.series(make.action(seats=1))
    make.registered(the(first, 1))
    waits = make.registered(the(first, 1), "noor@example.org")
    assert waits.state == "waiting"
    save(first, Reach.ALL, seats=2)
    waits.refresh_from_db()
    assert waits.state == "confirmed"


def test_a_postponed_date_keeps_the_hours_at_which_it_will_not_be() -> None:
    first = make.series(make.action())
    drafting.postpone(the(first, 1), reason="Rain", now=NOW)
    save(first, Reach.ALL, time=time(10), text="New words.")
    assert (the(first, 1).time, the(first, 1).text, the(first, 2).time) == (time(9), "New words.", time(10))


def test_the_history_of_each_date_says_in_which_part_it_was_changed() -> None:
    first = make.series(make.action())
    edit = change(first, Reach.ALL, title="Open the office")
    edits.save(edit, seen=edits.propose(edit, now=NOW).seen, now=NOW, role="organiser")
    last = the(first, 46).history.order_by("revision").last()
    assert last is not None
    assert (last.role, last.said) == ("organiser", {"title": ["Close the office", "Open the office"]})


def test_the_day_of_several_dates_is_the_rules() -> None:
    first = make.series(make.action())
    with pytest.raises(drafting.NotPossible):
        edits.propose(change(first, Reach.ALL, day=FIRST + timedelta(days=1)), now=NOW)


def test_a_date_that_others_plan_stays_as_it_is() -> None:
    first = make.series(make.action())
    others = Action.objects.exclude(pk=the(first, 2).pk)
    edit = Edit(first, Reach.ALL, {"title": "New"}, others)
    proposal = edits.save(edit, seen=edits.propose(edit, now=NOW).seen, now=NOW)
    assert (the(first, 2).title, the(first, 3).title) == ("Close the office", "New")
    assert next(effect.why for effect in proposal.effects if effect.day == FIRST + 2 * WEEK)


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda first: drafting.edit(the(first, 2), text="Own", now=NOW),
        lambda first: make.registered(the(first, 2)),
        lambda first: cancellation.withdraw(the(first, 2), now=NOW),
        lambda first: dates.sweep(NOW + timedelta(days=3)),
        lambda first: save(the(first, 30), Reach.HERE, text="Others"),
    ],
    ids=["a date edited", "somebody signed up", "a date taken away", "extended", "another edit of the series"],
)
def test_a_world_that_changed_in_between_is_not_saved_but_shown_again(meanwhile: Callable[[Action], Any]) -> None:
    first = make.series(make.action())
    edit = change(first, Reach.ALL, time=time(10))
    seen = edits.propose(edit, now=NOW).seen
    meanwhile(first)
    with pytest.raises(changes.ChangedMeanwhile):
        edits.save(edit, seen=seen, now=NOW)
    assert the(first, 4).time == time(9)


def test_working_out_a_proposal_asks_as_much_for_three_dates_as_for_one(queries: Callable[[int], Any]) -> None:
    group = make.group()
    for number in (1, 3):
        first = make.series(make.action(group, call=make.call(f"Call {number}")), until=FIRST + (number - 1) * WEEK)
        edit = change(first, Reach.ALL, time=time(10))
        series = edit.action.series
        assert series is not None
        with queries(4):
            edits.propose(edit, now=NOW)


def test_a_year_of_dates_is_changed_in_one_transaction_with_a_bounded_number_of_statements(
    django_assert_max_num_queries: Any,
) -> None:
    first = make.series(make.action(day=date(2026, 9, 4)))
    edit = change(first, Reach.ALL, time=time(10))
    seen = edits.propose(edit, now=NOW).seen
    before = {action.pk: action.revision for action in Action.objects.filter(series=first.series)}
    assert len(before) == 52
    with django_assert_max_num_queries(20 + 16 * 52):
        edits.save(edit, seen=seen, now=NOW)
    assert {action.pk: action.revision - 1 for action in Action.objects.filter(series=first.series)} == before


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["own", "here", "all"]), st.integers(0, 4), st.sampled_from(["", "a", "b", "c"])),
        max_size=6,
    )
)
def test_any_number_of_edits_leaves_each_date_with_what_one_expects(deeds: list[tuple[str, int, str]]) -> None:
    """Against a list of five texts kept by hand: what each date says, and what the series says of it."""
    group = make.group(f"Group {Group.objects.count()}", by=olga())
    first = make.series(make.action(group), until=FIRST + 4 * WEEK)
    says, series_says = [""] * 5, [""] * 5
    for deed, week, words in deeds:
        if deed == "own":
            drafting.edit(the(first, week), text=words, now=NOW)
            says[week] = words
        elif says[week] != words:  # who changes nothing changes nothing elsewhere
            save(the(first, week), Reach(deed), text=words)
            for other in range(week if deed == "here" else 0, 5):
                if other == week or says[other] == series_says[other]:
                    says[other] = words
                series_says[other] = words
        assert [the(first, number).text for number in range(5)] == says
