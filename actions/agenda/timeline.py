"""A call's days, each with its actions, and its key dates among them: one question, however many answer it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.urls import reverse

from actions.agenda.programme import Section, goes_on, in_order, lines
from actions.planning.models import Action
from actions.planning.models.action import ActionQuerySet
from campaign.calls.models import Call
from campaign.calls.reading import ReadDate

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from the first to before `end`; without both, what has no day yet."""

    first: date | None
    end: date | None

    def holds(self, day: date | None) -> bool:
        """Whether a day lies in it."""
        if self.first is None or self.end is None:
            return day is None
        return day is not None and self.first <= day < self.end

    @property
    def asked(self) -> Q:
        """The same as a question; each is one piece of the index by call and day."""
        return Q(day__gte=self.first, day__lt=self.end) if self.first else Q(day__isnull=True)


def of_call(
    call: Call, actions: ActionQuerySet, at: datetime, *, most: int, key_dates: Iterable[ReadDate] = ()
) -> list[Section]:
    """Each of the call's days has its section, also an empty one; so has every other day on which it is answered.

    Of each day, and of the days before, between and after them, `most` actions are shown; `Section.more` leads to the
    others in the agenda.
    """
    days = [day.date for day in call.days.all()]
    by_day: dict[date | None, Section] = {day: Section(day, month=False) for day in days}
    stretches = list(_stretches(days))
    first = _first_of_each([actions.filter(one.asked).order_by("day", "starts", "id") for one in stretches], most + 1)
    found = lines(first.order_by(F("day").asc(nulls_last=True), "starts", "id"), at)
    for stretch in stretches:
        rows = [row for row in found if stretch.holds(row.day)]
        for row in rows[:most]:
            by_day.setdefault(row.day, Section(row.day)).lines.append(row)
        if len(rows) > most:
            by_day.setdefault(rows[most].day, Section(rows[most].day)).more = _in_the_agenda(call, rows[most].day)
    for section in by_day.values():
        section.going = goes_on(by_day, section.date, open_ended=True)
    for key_date in key_dates:
        by_day.setdefault(key_date.date, Section(key_date.date)).key_dates.append(key_date)
    return in_order(by_day.values())


def _stretches(days: Sequence[date]) -> Iterator[Stretch]:
    """Each day, what lies before, between and after them, and what has no day."""
    yield Stretch(None, None)
    end = date.min
    for day in days:
        if end < day:
            yield Stretch(end, day)
        end = day + DAY
        yield Stretch(day, end)
    yield Stretch(end, date.max)


def _first_of_each(pieces: Iterable[ActionQuerySet], most: int) -> ActionQuerySet:
    """The first of each piece, in one question. The ORM puts no limits into a union on SQLite, hence by hand."""
    asked = [piece.values("id")[:most].query.sql_with_params() for piece in pieces]
    sql = " UNION ALL ".join(f"SELECT id FROM ({one}) AS piece" for one, _params in asked)  # noqa: S608 - the ORM's own
    return Action.objects.filter(pk__in=RawSQL(sql, [param for _one, params in asked for param in params]))  # noqa: S611


def _in_the_agenda(call: Call, day: date | None) -> str:
    """Where all of a day stand that answer the call."""
    asked = {"call": call.slug} | ({"from": day.isoformat(), "to": day.isoformat()} if day else {})
    return f"{reverse('actions')}?{urlencode(asked)}"
