"""A series that several change at once, in real threads on a real database: each date once, and nothing lost."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest

from actions.planning import cancellation, changes, drafting
from actions.planning.models import Action, Registration, Series
from actions.planning.series import dates, edits, proposals, recurrence, rules, values
from actions.planning.series.edits import Edit
from actions.planning.series.proposals import Reach
from actions.planning.taking_part import signup
from tests import make
from tests.engines import together
from tests.make import NOW

pytestmark = [pytest.mark.whole, pytest.mark.django_db(transaction=True)]
FIRST = date(2026, 10, 9)
WEEK = timedelta(days=7)
LATER = NOW + timedelta(days=60)


def at_once(*deeds: Callable[[], Any]) -> list[str]:
    """What became of each, in order; whoever was told that it has changed meanwhile is no error."""
    return [_became(one) for one in together.at_once(*deeds)]


def _became(one: Any) -> str:
    if isinstance(one, changes.ChangedMeanwhile):
        return "told"
    if isinstance(one, Exception):
        raise one
    return str(one)


def begun(**plan: Any) -> Action:
    return make.series(make.action(**plan), until=date(2027, 12, 31))


def the(first: Action, week: int) -> Action:
    return Action.objects.select_related("series").get(series=first.series, series_date=FIRST + week * WEEK)


def an_edit(of: Action, reach: Reach, **plan: Any) -> Edit:
    return Edit(of, reach, plan, Action.objects.all())  # type: ignore[typeddict-item]


def saving(edit: Edit) -> Callable[[], str]:
    seen = edits.propose(edit, now=NOW).seen

    def save() -> str:
        edits.save(edit, seen=seen, now=NOW)
        return "saved"

    return save


def assert_true(first: Action) -> None:
    """Each date stands once, up to where the series reaches, and says what the series says on its day."""
    series = Series.objects.get(pk=first.series_id)
    there = list(Action.objects.filter(series=series).order_by("series_date"))
    made = recurrence.dates(recurrence.of(series), since=FIRST, to=series.reaches)
    assert [one.series_date for one in there] == made
    for one in there:
        said = values.at(series.said, one.series_date or FIRST)
        assert all(values.same(values.of(one), said, unit) for unit in values.units()), one.series_date


def test_many_sweeps_extend_at_once_and_make_each_date_once() -> None:
    first = begun()
    before = Action.objects.count()
    made = at_once(*[lambda: dates.extend(first.series_id or 0, LATER)] * 8)
    assert sorted(made) == ["0"] * 7 + ["9"]
    assert Action.objects.count() == before + 9
    assert_true(first)


def test_sweeps_of_several_series_at_once_hold_nobody_up() -> None:
    group = make.group()
    all_of_them = [make.series(make.action(group, title=f"Series {number}")) for number in range(3)]
    at_once(*[lambda: dates.sweep(LATER)] * 4)
    numbers = {Action.objects.filter(series=first.series).count() for first in all_of_them}
    assert len(numbers) == 1
    assert dates.sweep(LATER) == 0


def test_from_here_on_while_the_sweep_extends() -> None:
    """Either the edit comes first, and new dates say what it says; or it is told, and saves what it is shown then."""
    first = begun()
    for number in range(3):
        at = LATER + timedelta(days=30 * number)
        edit = an_edit(the(first, 2), Reach.HERE, time=time(10 + number), text=f"Words {number}")
        outcome = at_once(saving(edit), lambda at=at: dates.extend(first.series_id or 0, at))  # type: ignore[misc]
        assert outcome[0] in ("saved", "told")
        if outcome[0] == "told":
            saving(an_edit(the(first, 2), Reach.HERE, time=time(10 + number), text=f"Words {number}"))()
        dates.extend(first.series_id or 0, at)
        assert_true(first)
        assert {the(first, week).time for week in (2, 40)} == {time(10 + number)}
    assert the(first, 1).time == time(9)


def test_of_two_who_change_the_whole_series_at_once_one_is_told() -> None:
    first = begun()
    outcomes = at_once(*[saving(an_edit(the(first, week), Reach.ALL, time=time(10 + week))) for week in range(4)])
    assert sorted(outcomes) == ["saved", "told", "told", "told"]
    assert_true(first)


def test_single_dates_changed_and_taken_away_while_all_are_changed() -> None:
    """Nobody waits for ever: whoever changes the series holds it first, and its dates in order."""
    first = begun()

    def edit_one(week: int) -> str:
        drafting.edit(the(first, week), text=f"Own {week}", now=NOW)
        return "edited"

    def take_away(week: int) -> str:
        cancellation.withdraw(the(first, week), now=NOW)
        return "taken away"

    everything = saving(an_edit(the(first, 0), Reach.ALL, time=time(10)))
    ones = [lambda week=week: edit_one(week) for week in (3, 20)]  # type: ignore[misc]
    gone = [lambda week=week: take_away(week) for week in (5, 21)]  # type: ignore[misc]
    outcomes = at_once(everything, *ones, *gone)
    assert outcomes[1:] == ["edited", "edited", "taken away", "taken away"]
    assert outcomes[0] in ("saved", "told")
    hour = time(10) if outcomes[0] == "saved" else time(9)
    rest = Action.objects.filter(series=first.series).exclude(withdrawn_at__isnull=False)
    assert set(rest.values_list("time", flat=True)) == {hour}
    assert rest.exclude(text="").count() == 2
    left_out = Series.objects.get(pk=first.series_id).left_out
    assert left_out == [(FIRST + week * WEEK).isoformat() for week in (5, 21)]


def test_who_signs_up_while_the_rule_lets_the_date_go_is_never_left_behind() -> None:
    first = begun()
    people = [make.person(name) for name in ("Kim", "Noor")]
    rule = recurrence.Rule("weekly", 1, 4, None, FIRST, FIRST)
    ruling = rules.Ruling(the(first, 0), rule, Action.objects.all())
    seen = rules.propose(ruling, now=NOW).seen
    dates_of = [the(first, week).pk for week in (3, 4)]

    def end() -> str:
        rules.save(ruling, seen=seen, now=NOW)
        return "ended"

    def sign_up(number: int) -> str:
        try:
            signup.join(Action.objects.get(pk=dates_of[number]), person=people[number], now=NOW)
        except signup.SignUpClosed:
            return "closed"
        return "signed up"

    outcome = at_once(end, lambda: sign_up(0), lambda: sign_up(1))
    coming = Registration.objects.filter(state="confirmed").select_related("action")
    assert all(one.action.withdrawn_at is None for one in coming), outcome
    assert coming.count() == outcome.count("signed up")
    if outcome[0] == "told":
        again = rules.propose(rules.Ruling(the(first, 0), rule, Action.objects.all()), now=NOW)
        assert len(again.of(proposals.What.CANCELLED)) == coming.count()
