"""What a pattern brings, in words: for lists, from which somebody chooses."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.planning.kinds.pattern import On, Pattern, Task
from campaign.web.templatetags.times import hour


def brings(pattern: Pattern) -> str:
    """“from 11:00, open until further notice · 60 places · 7 shifts a day for 14 days · 13 things to do”."""
    return " · ".join(_each(pattern))


def _each(pattern: Pattern) -> Iterator[str]:
    if pattern.time and pattern.open_ended:
        yield _("from %(start)s, open until further notice") % {"start": hour(pattern.time)}
    elif pattern.time and pattern.end_time:
        yield _("%(start)s to %(end)s") % {"start": hour(pattern.time), "end": hour(pattern.end_time)}
    elif pattern.time:
        yield hour(pattern.time)
    if pattern.seats:
        yield ngettext("%(number)d place", "%(number)d places", pattern.seats) % {"number": pattern.seats}
    if pattern.meeting_point_for != "everyone":
        yield _("meeting point for those who sign up")
    yield from _shifts(pattern)
    if number := len(pattern.tasks):
        yield ngettext("%(number)d thing to do", "%(number)d things to do", number) % {"number": number}


def _shifts(pattern: Pattern) -> Iterator[str]:
    daily = sum(work.on == On.EACH for work in pattern.works)
    if daily and pattern.open_ended:
        words = ngettext("%(number)d shift a day for %(days)d days", "%(number)d shifts a day for %(days)d days", daily)
        yield words % {"number": daily, "days": pattern.run}
    elif daily:
        yield ngettext("%(number)d shift a day", "%(number)d shifts a day", daily) % {"number": daily}
    if once := len(pattern.works) - daily:
        yield ngettext("%(number)d shift", "%(number)d shifts", once) % {"number": once}


def due_words(task: Task) -> str:
    """“7 days before, 18:00”, “2 hours before the start”, “the day after”."""
    if task.hours is not None:
        words = ngettext("%(number)d hour before the start", "%(number)d hours before the start", task.hours)
        return words % {"number": task.hours}
    if task.days is None:
        return _("whenever")
    day = _day_words(task.days)
    return f"{day}, {hour(task.at)}" if task.at else day


def _day_words(days: int) -> str:
    if days == 0:
        return _("on the day")
    if days < 0:
        return ngettext("the day after", "%(number)d days after", -days) % {"number": -days}
    return ngettext("the day before", "%(number)d days before", days) % {"number": days}
