"""What stands in an action beside its words: the shifts and the checklist, and how they move with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from actions.planning.kinds.pattern import LONGEST_RUN, On, Pattern, Task, Work
from actions.planning.models import Action, ChecklistItem, Shift

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Furniture:
    """What a draft is furnished with: a pattern, or a part of it. `run`: days of shifts where there is no last day."""

    pattern: Pattern
    run: int | None = None
    shifts: bool = True
    checklist: bool = True


def furnish(action: Action, furniture: Furniture) -> None:
    """A step of drafting: add the shifts, where the action has a day, and the checklist."""
    if furniture.shifts:
        Shift.objects.bulk_create(shifts_of(action, furniture.pattern, run=furniture.run))
    if furniture.checklist:
        ChecklistItem.objects.bulk_create(item_of(action, task) for task in furniture.pattern.tasks)


def shifts_of(action: Action, pattern: Pattern, *, run: int | None = None) -> list[Shift]:
    """The shifts, not yet stored, that a pattern gives an action; none while its day is to be announced."""
    if action.day is None:
        return []
    last = _last_day(action, run or pattern.run)
    made = []
    for work in pattern.works:
        start, end, turned = _hours(action, pattern, work)
        for day in _days(work.on, action.day, last):
            made.append(
                Shift(
                    action=action,
                    title=str(work.title),
                    day=day + turned,
                    time=start,
                    end_time=end,
                    least=work.least,
                    most=work.most,
                )
            )
    return made


def _last_day(action: Action, run: int) -> date:
    assert action.day is not None  # noqa: S101 - asked before; tells the type checker
    last = action.end_day or action.day
    if action.open_ended:
        last = action.day + timedelta(days=run - 1)
    return min(last, action.day + timedelta(days=LONGEST_RUN - 1))


def _days(on: str, first: date, last: date) -> Iterator[date]:
    if on == On.EACH:
        yield from (first + timedelta(days=number) for number in range((last - first).days + 1))
    else:
        yield {On.FIRST: first, On.LAST: last, On.EVE: first - DAY}[On(on)]


def _hours(action: Action, pattern: Pattern, work: Work) -> tuple[time, time, timedelta]:
    """A shift's hours, and days by which it turns: one of the first day starts as long after the action as planned."""
    if work.on != On.FIRST or action.time is None or pattern.time is None:
        return work.time, work.end_time, timedelta()
    day = date(2000, 1, 1)  # any
    later = datetime.combine(day, action.time) - datetime.combine(day, pattern.time)
    start, end = datetime.combine(day, work.time) + later, datetime.combine(day, work.end_time) + later
    return start.time(), end.time(), start.date() - day


def item_of(action: Action, task: Task) -> ChecklistItem:
    """An item, not yet stored, of something to do."""
    due_day, due_time = task.due(action.day, action.time)
    return ChecklistItem(
        action=action,
        title=str(task.title),
        days_before=task.days,
        at=task.at,
        hours_before=task.hours,
        due_day=due_day,
        due_time=due_time,
    )


def follow(action: Action, before: Mapping[str, Any]) -> None:
    """A step of every change: the action has moved since its day and hour were those of `before`.

    Shifts move by the same number of days and keep their hours. While there is no day they wait where they are, and
    note from which day they were counted. What is to do is due anew by its rule; what was set by hand stays.
    """
    _move_shifts(action, before["day"])
    items = [item for item in ChecklistItem.objects.filter(action=action) if item.follows]
    for item in items:
        task = Task(item.title, days=item.days_before, at=item.at, hours=item.hours_before)
        item.due_day, item.due_time = task.due(action.day, action.time)
    ChecklistItem.objects.bulk_update(items, ["due_day", "due_time"])


def _move_shifts(action: Action, before: date | None) -> None:
    if action.day == before:
        return
    shifts = list(Shift.objects.filter(action=action))
    for shift in shifts:
        counted_from = before or shift.counted_from
        if action.day is not None and counted_from is not None:
            shift.day += action.day - counted_from
        shift.counted_from = None if action.day is not None else before
    Shift.objects.bulk_update(shifts, ["day", "counted_from"])


def copy(source: Action, target: Action) -> None:
    """A step of copying: the same shifts and the same checklist, as far from the new day, with nothing done yet.

    Whoever takes a thing on there says so anew. Where one of the two has no day, no shifts are copied.
    """
    if source.day is not None and target.day is not None:
        later = target.day - source.day
        Shift.objects.bulk_create(
            Shift(
                action=target,
                title=shift.title,
                day=shift.day + later,
                time=shift.time,
                end_time=shift.end_time,
                least=shift.least,
                most=shift.most,
            )
            for shift in Shift.objects.filter(action=source)
        )
    tasks = (as_task(item, source) for item in ChecklistItem.objects.filter(action=source).order_by("pk"))
    ChecklistItem.objects.bulk_create(item_of(target, task) for task in tasks)


def as_task(item: ChecklistItem, action: Action) -> Task:
    """What is to do by its rule; what was set by hand becomes so many days before the action's day."""
    if item.follows or item.due_day is None or action.day is None:
        return Task(item.title, days=item.days_before, at=item.at, hours=item.hours_before)
    return Task(item.title, days=(action.day - item.due_day).days, at=item.due_time)


def clear(action: Action) -> None:
    """A step of withdrawing: nothing of it stays."""
    Shift.objects.filter(action=action).delete()
    ChecklistItem.objects.filter(action=action).delete()
