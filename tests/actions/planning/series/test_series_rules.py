"""Another rule for a series: what appears, goes, or is cancelled."""

from datetime import date, time, timedelta

import pytest

from actions.planning import changes, drafting
from actions.planning.models import Action, Series
from actions.planning.series import dates, edits, rules
from actions.planning.series.proposals import Reach
from tests import make
from tests.actions.planning.series.weekly import FIRST, WEEK, became, days, rule, save, series_of, the
from tests.make import NOW

pytestmark = pytest.mark.django_db


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
    assert days(series_of(first))[:3] == [FIRST, date(2026, 10, 20), date(2026, 10, 23)]


def test_what_went_by_a_rule_comes_back_by_the_next_one() -> None:
    first = make.series(make.action())
    for interval, number in ((2, 24), (1, 47)):
        ruling = rule(first, interval=interval)
        rules.save(ruling, seen=rules.propose(ruling, now=NOW).seen, now=NOW)
        assert len(days(series_of(first))) == number


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
