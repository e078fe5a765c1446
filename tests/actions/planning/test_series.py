"""The dates that a series makes, and goes on making."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.planning import cancellation, changes, drafting, moments, recurrence
from actions.planning.models import Action, Series, Shift
from actions.planning.series import dates, edits, rules
from actions.planning.series.edits import Edit
from actions.planning.series.proposals import Reach, What
from campaign.groups.models import Group
from campaign.lib import clock
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
FIRST = date(2026, 10, 9)  # the Friday of make.action
WEEK = timedelta(days=7)


def days(series: Series | None) -> list[date | None]:
    return list(Action.objects.filter(series=series).order_by("series_date").values_list("day", flat=True))


def the(first: Action, week: int) -> Action:
    """The date that many weeks after the first one."""
    return Action.objects.get(series=first.series, series_date=FIRST + week * WEEK)


def rule(of: Action, **words: Any) -> rules.Ruling:
    said = {"frequency": "weekly", "interval": 1, "weekday": 4, "ordinal": None, "first": FIRST}
    return rules.Ruling(Action.objects.get(pk=of.pk), recurrence.Rule(**(said | words)), Action.objects.all())


def became(proposal: Any) -> dict[str, int]:
    return {what.value: len(proposal.of(what)) for what in What if proposal.of(what)}


def test_a_series_makes_real_actions_for_twelve_months() -> None:
    first = make.series(make.action(text="Come.", seats=12))
    made = Action.objects.filter(series=first.series).order_by("series_date")
    assert days(first.series) == [FIRST + number * WEEK for number in range(47)]
    assert days(first.series)[-1] == date(2027, 8, 27)  # a year from 1 September 2026
    assert len({one.uid for one in made} | {one.slug for one in made}) == 2 * 47
    assert {(one.state, one.text, one.seats, one.time, one.zone) for one in made} == {
        ("announced", "Come.", 12, time(9), "Europe/Berlin")
    }
    assert made[1].slug == "close-the-office-2026-10-16"


def test_the_dates_of_a_draft_are_drafts() -> None:
    first = make.series(make.action(announced=False))
    assert set(Action.objects.filter(series=first.series).values_list("state", flat=True)) == {"draft"}


def test_each_date_ends_as_many_days_later_as_the_first() -> None:
    first = make.series(make.action(end_day=FIRST + timedelta(days=2)))
    assert the(first, 1).end_day == FIRST + WEEK + timedelta(days=2)


def test_a_date_takes_over_the_shifts_of_the_one_before() -> None:
    action = make.action()
    Shift.objects.create(action=action, title="Kitchen", day=FIRST, time=time(8), end_time=time(12), most=3)
    first = make.series(action)
    shift = the(first, 2).shifts.get()
    assert (shift.title, shift.day, shift.most) == ("Kitchen", FIRST + 2 * WEEK, 3)
    assert action.shifts.count() == 1


def test_the_sweep_extends_it_day_by_day_and_twice_is_once() -> None:
    first = make.series(make.action())
    assert dates.sweep(NOW) == 0
    assert dates.sweep(NOW + timedelta(days=1)) == 0
    assert dates.sweep(NOW + timedelta(days=2)) == 1
    assert dates.sweep(NOW + timedelta(days=2)) == 0
    assert days(first.series)[-1] == date(2027, 9, 3)
    assert dates.sweep(NOW + timedelta(days=2 + 70)) == 10


def test_what_is_extended_was_missed_by_nobody_however_long_nothing_swept() -> None:
    first = make.series(make.action())
    dates.sweep(NOW + timedelta(days=500))
    assert days(first.series) == [FIRST + number * WEEK for number in range(len(days(first.series)))]


def test_a_series_with_an_end_makes_nothing_after_it() -> None:
    first = make.series(make.action(), until=date(2026, 11, 1))
    assert [day.day for day in days(first.series) if day] == [9, 16, 23, 30]
    assert dates.sweep(NOW + timedelta(days=800)) == 0


def test_the_sweep_asks_as_much_for_three_series_as_for_one_where_nothing_is_due(
    queries: Callable[[int], Any],
) -> None:
    group = make.group()
    for number in (1, 2):
        for _ in range(number):
            make.series(make.action(group), until=date(2026, 10, 20))
        with queries(1):
            dates.sweep(NOW)


def test_a_date_that_was_taken_away_is_not_made_again() -> None:
    first = make.series(make.action())
    gone = the(first, 1)
    cancellation.withdraw(gone, now=NOW)
    gone.refresh_from_db()
    assert (gone.series, gone.series_date) == (None, None)
    assert FIRST + WEEK not in days(first.series)
    again = rules.propose(rule(first, left_out=frozenset(recurrence.of(_series(first)).left_out)), now=NOW)
    assert became(again) == {"stays": 46}


def _series(first: Action) -> Series:
    return Series.objects.get(dates=first)


def test_a_series_goes_with_the_last_of_its_dates_and_all_it_says() -> None:
    first = make.series(make.action(text="Secret"), until=FIRST + WEEK)
    cancellation.withdraw(the(first, 1), now=NOW)
    assert Series.objects.count() == 1
    cancellation.withdraw(first, now=NOW)
    assert not Series.objects.exists()


def test_what_has_no_day_or_stays_open_can_not_be_repeated() -> None:
    group = make.group()
    for plan in ({"day": None, "time": None, "end_time": None}, {"open_ended": True, "end_time": None}):
        action = make.action(group, **plan)
        with pytest.raises(drafting.NotPossible):
            rules.propose(rule(action), now=NOW)


# saying something else


def change(action: Action, reach: Reach, **plan: Any) -> Edit:
    return Edit(Action.objects.get(pk=action.pk), reach, plan, Action.objects.all())  # type: ignore[typeddict-item]


def save(action: Action, reach: Reach, *, now: datetime = NOW, **plan: Any) -> Any:
    edit = change(action, reach, **plan)
    return edits.save(edit, seen=edits.propose(edit, now=now).seen, now=now)


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
    group = make.group(f"Group {Group.objects.count()}", by=_olga())
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


# another rule


def test_another_weekday_lets_empty_dates_go_and_cancels_those_with_people() -> None:
    first = make.series(make.action())
    make.registered(the(first, 1))
    kim = the(first, 1)
    ruling = rule(first, weekday=5, first=FIRST + WEEK)
    proposal = rules.propose(ruling, now=NOW)
    assert became(proposal) == {"appears": 46, "goes": 45, "cancelled": 1}
    assert proposal.told == 1
    rules.save(ruling, seen=proposal.seen, reason="The hall is closed on Fridays", now=NOW)
    kim.refresh_from_db()
    assert (kim.state, kim.reason, kim.notice_due) == ("cancelled", "The hall is closed on Fridays", NOW)
    alive = Action.objects.filter(series=first.series, state="announced").order_by("day")
    assert [one.day for one in alive][:3] == [FIRST, date(2026, 10, 17), date(2026, 10, 24)]


def test_who_has_yet_to_follow_a_link_counts_as_somebody() -> None:
    first = make.series(make.action())
    make.requested(the(first, 1))
    proposal = rules.propose(rule(first, until=FIRST), now=NOW)
    assert became(proposal) == {"stays": 1, "goes": 45, "cancelled": 1}


def test_one_left_out_and_one_added() -> None:
    first = make.series(make.action())
    ruling = rule(first, left_out=frozenset({FIRST + WEEK}), added=frozenset({date(2026, 10, 20)}))
    proposal = rules.propose(ruling, now=NOW)
    assert became(proposal) == {"stays": 46, "goes": 1, "appears": 1}
    rules.save(ruling, seen=proposal.seen, now=NOW)
    assert days(_series(first))[:3] == [FIRST, date(2026, 10, 20), date(2026, 10, 23)]


def test_what_went_by_a_rule_comes_back_by_the_next_one() -> None:
    first = make.series(make.action())
    for interval, number in ((2, 24), (1, 47)):
        ruling = rule(first, interval=interval)
        rules.save(ruling, seen=rules.propose(ruling, now=NOW).seen, now=NOW)
        assert len(days(_series(first))) == number


def test_a_date_that_was_moved_stays_where_it_was_moved_to() -> None:
    first = make.series(make.action())
    drafting.edit(the(first, 1), day=date(2026, 10, 17), now=NOW)
    assert became(rules.propose(rule(first), now=NOW)) == {"stays": 47}
    save(first, Reach.ALL, time=time(10))
    assert (the(first, 1).day, the(first, 1).time) == (date(2026, 10, 17), time(10))


def test_a_rule_of_too_many_dates_is_refused() -> None:
    first = make.action()
    many = frozenset(FIRST + timedelta(days=number) for number in range(1, 130))
    with pytest.raises(drafting.NotPossible, match="too many"):
        rules.propose(rule(first, added=many), now=NOW)


def test_two_who_repeat_the_same_action_at_once_make_one_series() -> None:
    action = make.action()
    one, other = rule(action), rule(action, interval=2)
    seen, too = (rules.propose(ruling, now=NOW).seen for ruling in (one, other))
    rules.save(one, seen=seen, now=NOW)
    with pytest.raises(changes.ChangedMeanwhile):
        rules.save(other, seen=too, now=NOW)
    assert Series.objects.count() == 1


def test_announcing_reaches_the_drafts_and_whatever_is_made_from_now_on() -> None:
    first = make.series(make.action(announced=False))
    number = edits.announce(the(first, 2), reach=Reach.HERE, changeable=Action.objects.all(), now=NOW)
    assert number == 45
    assert (the(first, 1).state, the(first, 2).state) == ("draft", "announced")
    dates.sweep(NOW + timedelta(days=10))
    assert the(first, 47).state == "announced"


# the clock on the wall


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    place=st.sampled_from(["Berlin", "Santiago", "Cairo"]),
    hour=st.times(min_value=time(5)).map(lambda at: at.replace(second=0, microsecond=0)),
    start=st.dates(date(2026, 9, 2), date(2027, 8, 1)),
    monthly=st.booleans(),
)
def test_each_date_is_at_the_same_hour_by_the_clock_there(place: str, hour: time, start: date, monthly: bool) -> None:
    where = make.place(place)
    group = make.group(f"{place} {clock.now().timestamp()} {Action.objects.count()}", by=_olga())
    action = make.action(group, day=start, time=hour, end_time=None, place=where)
    ordinal = recurrence.ordinal_of(start) if monthly else None
    first = make.series(action, frequency="monthly" if monthly else "weekly", ordinal=ordinal)
    for one in Action.objects.filter(series=first.series):
        assert one.starts is not None
        shown = moments.local(one.starts, where.zone)
        assert (shown.date(), shown.time()) == (one.series_date, hour)


def _olga() -> Any:
    from campaign.people.models import Person

    return Person.objects.first() or make.person("Olga")
