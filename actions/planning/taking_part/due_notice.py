"""The notice that is due, while it can still be decided upon: a word with it, asking everyone again, now or not at all.

It goes out by itself if nobody decides (notices.py). Whatever is decided holds the action's row, and only before its
hour: what is being told already is told to all alike.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext

from actions.planning import changes
from actions.planning.models import Action, Edition, Registration
from actions.planning.models.registration import RegistrationQuerySet
from actions.planning.taking_part import notice_letters
from campaign.lib import clock

LEAST = timedelta(hours=2)  # that whoever is asked has to answer
State = Registration.State


class TooLate(Exception):
    """The notice is being told, or has been; or something else has changed since it was looked at."""

    def __str__(self) -> str:
        return gettext("It has been told already, or somebody has changed something else meanwhile.")


class NotToBeLeftOut(Exception):
    """Whether it takes place is never left out."""

    def __str__(self) -> str:
        return gettext("Whether the action takes place is always told.")


class NoTimeToAsk(Exception):
    """Until that hour nobody can be asked."""

    def __str__(self) -> str:
        return gettext("Give people two hours or more to answer, and ask them before it begins.")


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom the notice tells: so many by mail, the others on their page only; and `asked`, those who would be asked
    again whether they come, if the organisers want that. `editions`: what they know so far, the most frequent first."""

    people: int
    by_mail: int
    asked: int
    may_be_left_out: bool
    editions: tuple[Edition, ...]

    @property
    def on_page(self) -> int:
        return self.people - self.by_mail


def concerned(action: Action) -> Concerned:
    """Whom it concerns as of now, in three queries. Who knows of nothing else hears nothing, and is not counted."""
    behind = Registration.objects.told().filter(action=action, told_sequence__lt=action.sequence).present()
    everyone, by_mail = _counted(behind), _counted(behind.with_mail())
    known = {edition.sequence: edition for edition in action.editions.filter(sequence__in={one for one, _ in everyone})}
    hear = {one: count for one, count in everyone.items() if notice_letters.tells(action, known.get(one[0]))}
    askable = action.state == Action.State.ANNOUNCED and action.starts is not None
    asked = sum(
        count
        for (sequence, state), count in by_mail.items()
        if askable and state == State.CONFIRMED and notice_letters.moved(action, known.get(sequence))
    )
    often = sorted({sequence for sequence, _ in hear}, key=lambda one: -_people(hear, one))
    editions = tuple(known[sequence] for sequence in often if sequence in known)
    return Concerned(
        people=sum(hear.values()),
        by_mail=sum(count for one, count in by_mail.items() if one in hear),
        asked=asked,
        may_be_left_out=all(edition.state == action.state for edition in editions)
        and action.state not in changes.AT_ONCE,
        editions=editions,
    )


def is_open(action: Action, now: datetime) -> bool:
    """Whether something can still be decided about it."""
    return action.withdrawn_at is None and action.notice_due is not None and action.notice_due > now


def is_heard(action: Action, now: datetime) -> bool:
    """Whether somebody will hear of it, and something can still be decided."""
    return is_open(action, now) and concerned(action).people > 0


def tell(
    action: Action,
    *,
    seen: int,
    word: str = "",
    ask_again_until: datetime | None = None,
    at_once: bool = True,
    now: datetime | None = None,
) -> None:
    """Tell it now, or with `at_once=False` when it is due, with a word, and asking everyone again. `seen`: the sequence
    that was looked at. Raises TooLate, NoTimeToAsk."""
    now = now or clock.now()
    with transaction.atomic(durable=True):
        _hold(action, seen, now)
        if ask_again_until is not None:
            _must_leave_time(action, ask_again_until, now)
        due = now if at_once or action.notice_due is None else action.notice_due
        changes.notice(action, word=word, ask_again_until=ask_again_until, at=due, now=now)


def leave_out(action: Action, *, seen: int, now: datetime | None = None) -> int:
    """It was a slip of the pen: nobody is told, and the history says so; how many people that are.

    Raises TooLate, NotToBeLeftOut.
    """
    now = now or clock.now()
    with transaction.atomic(durable=True):
        _hold(action, seen, now)
        concerns = concerned(action)
        if not concerns.may_be_left_out:
            raise NotToBeLeftOut
        behind = Registration.objects.told().filter(action=action, told_sequence__lt=action.sequence)
        behind.update(told_sequence=action.sequence)
        changes.not_noticed(action, people=concerns.people)
    return concerns.people


def _hold(action: Action, seen: int, now: datetime) -> None:
    try:
        changes.lock(action)
    except changes.ChangedMeanwhile as error:
        raise TooLate from error
    if action.sequence != seen or not is_open(action, now):
        raise TooLate


def _must_leave_time(action: Action, until: datetime, now: datetime) -> None:
    if action.starts is None or not now + LEAST <= until <= action.starts:
        raise NoTimeToAsk


def hours_to_ask(action: Action, now: datetime) -> bool:
    """Whether there is time enough before it begins to ask anybody."""
    return action.starts is not None and action.starts >= now + LEAST


def proposed_hour(action: Action, now: datetime) -> datetime | None:
    """Until when to ask, where nobody says otherwise: in three days, or half way to the beginning if that is sooner;
    on the full hour."""
    if action.starts is None or not hours_to_ask(action, now):
        return None
    until = min(now + timedelta(days=3), now + (action.starts - now) / 2)
    full = until.replace(minute=0, second=0, microsecond=0)
    return full if full >= now + LEAST else action.starts


def _counted(rows: RegistrationQuerySet) -> dict[tuple[int, str], int]:
    """(what they know, their state) → how many."""
    counted = rows.order_by().values_list("told_sequence", "state").annotate(Count("pk"))
    return {(sequence, state): number for sequence, state, number in counted}


def _people(hear: dict[tuple[int, str], int], sequence: int) -> int:
    return sum(count for (known, _state), count in hear.items() if known == sequence)
