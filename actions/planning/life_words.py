"""What a step sets going, in the words that stand above its button: who is told, how many, by mail or not, and what
calendars show."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, ngettext

from actions.planning import life
from actions.planning.life import Step
from actions.planning.models import Action, Registration
from campaign.web.viewer import Viewer

Visibility = Action.Visibility


@dataclass(frozen=True, slots=True)
class Told:
    """How many people a step tells, and how many of them have an address that mail goes to."""

    people: int
    by_mail: int


@dataclass(frozen=True, slots=True)
class Page:
    """The words of a step's page: the question, the button, and the way back."""

    question: str
    button: str
    back: str


def told(action: Action, viewer: Viewer) -> Told:
    """Everyone who has a place or waits for one."""
    theirs = Registration.objects.managed_by(viewer).told().filter(action=action)
    return Told(theirs.count(), theirs.with_mail().count())


def page(step: Step, action: Action, told: Told) -> Page:
    """What a step's page asks, and what its button says: where it tells people, how many."""
    question, button, back = _PAGES[step](action)
    if told.people and step in _TELLING:
        button = _TELLING[step](told.people) % {"told": told.people}
    return Page(question, button, back)


def consequences(step: Step, action: Action, told: Told, at: datetime) -> list[str]:
    """One sentence each."""
    return [sentence for sentence in _SAID[step](action, told, at) if sentence]


def _plan(action: Action) -> tuple[str, str, str]:
    return gettext("Plan it?"), gettext("Make it a draft"), gettext("Leave it an idea")


def _announce(action: Action) -> tuple[str, str, str]:
    return gettext("Announce the action?"), gettext("Announce the action"), gettext("Back to the draft")


def _postpone(action: Action) -> tuple[str, str, str]:
    if action.state == Action.State.POSTPONED:
        return gettext("Set the new day"), gettext("Save"), gettext("Leave it as it is")
    return gettext("Postpone the action?"), gettext("Postpone the action"), gettext("Leave it as it is")


def _cancel(action: Action) -> tuple[str, str, str]:
    return gettext("Cancel the action?"), gettext("Cancel the action"), gettext("It takes place")


def _revive(action: Action) -> tuple[str, str, str]:
    return gettext("Does it take place after all?"), gettext("It takes place after all"), gettext("It stays cancelled")


def _withdraw(action: Action) -> tuple[str, str, str]:
    if action.state == Action.State.IDEA:
        return gettext("Throw the idea away?"), gettext("Throw it away"), gettext("Keep it")
    if action.announced_at is None:
        return gettext("Throw the draft away?"), gettext("Throw it away"), gettext("Keep it")
    return gettext("Take the action away?"), gettext("Take it away"), gettext("Keep it")


_PAGES = {
    Step.PLAN: _plan,
    Step.ANNOUNCE: _announce,
    Step.POSTPONE: _postpone,
    Step.CANCEL: _cancel,
    Step.REVIVE: _revive,
    Step.WITHDRAW: _withdraw,
}
_TELLING = {
    Step.POSTPONE: lambda n: ngettext("Save it and tell %(told)d person", "Save it and tell %(told)d people", n),
    Step.CANCEL: lambda n: ngettext("Cancel it and tell %(told)d person", "Cancel it and tell %(told)d people", n),
    Step.REVIVE: lambda n: ngettext("Say so, and tell %(told)d person", "Say so, and tell %(told)d people", n),
    Step.WITHDRAW: lambda n: ngettext(
        "Take it away and tell %(told)d person", "Take it away and tell %(told)d people", n
    ),
}


def _planning(action: Action, told: Told, at: datetime) -> list[str]:
    who = {"group": action.group.name}
    return [
        gettext("You are asked for everything that an action needs; nothing of the idea is lost."),
        gettext("As before, only those who plan in %(group)s see it, and groups that you ask to co-host.") % who,
        gettext("Nobody is told, and no calendar shows it."),
    ]


def _announcing(action: Action, told: Told, at: datetime) -> list[str]:
    seen = (
        gettext("Everyone sees it in the agenda and in the calendars.")
        if action.visibility == Visibility.PUBLIC
        else gettext("The members of each group that hosts it see it, nobody else.")
    )
    some = ngettext(
        "%(seats)d person can sign up; whoever comes later waits in line.",
        "%(seats)d people can sign up; whoever comes later waits in line.",
        action.seats or 0,
    ) % {"seats": action.seats or 0}
    seats = some if action.seats else gettext("As many people as want can sign up.")
    return [
        seen,
        "" if life.is_over(action, at) else seats,
        gettext("Nobody gets a mail by this. To write to the group, send an announcement afterwards."),
    ]


def _postponing(action: Action, told: Told, at: datetime) -> list[str]:
    return [
        gettext("Whoever has signed up keeps the place. Without a new day nobody can sign up until you set one."),
        gettext("Agenda and calendars show it as postponed in its place; with a new day they show it there.")
        if action.day
        else "",
        _tells(told, at_once=True),
    ]


def _cancelling(action: Action, told: Told, at: datetime) -> list[str]:
    return [
        gettext("It stays in the agenda and in the calendars, marked as cancelled, with your reason."),
        _tells(told, at_once=True),
        gettext("As long as its day is not past you can take that back."),
        *_of_a_series(action),
    ]


def _reviving(action: Action, told: Told, at: datetime) -> list[str]:
    return [
        gettext(
            "Agenda and calendars show it as they did before it was cancelled. People can sign up again, unless it was"
            " postponed then."
        ),
        gettext("Whoever had signed up and has not cancelled since keeps the place."),
        _tells(told, at_once=False),
    ]


def _withdrawing(action: Action, told: Told, at: datetime) -> list[str]:
    if action.announced_at is None:
        gone = gettext("It is deleted at once, and this can’t be undone.")
        return [gone, gettext("Nobody is told."), *_of_a_series(action)]
    return [
        gettext(
            "Everything it says is deleted at once, with its history, and this can’t be undone. Calendars that have it"
            " show it as cancelled. To say why, cancel it instead."
        ),
        _tells(told, at_once=True),
        *_of_a_series(action),
    ]


def _of_a_series(action: Action) -> list[str]:
    """That the other dates stay, and where one ends them all."""
    if action.series_id is None:
        return []
    return [gettext("The other dates of its series stay. To end the series, say until when it is repeated.")]


_SAID = {
    Step.PLAN: _planning,
    Step.ANNOUNCE: _announcing,
    Step.POSTPONE: _postponing,
    Step.CANCEL: _cancelling,
    Step.REVIVE: _reviving,
    Step.WITHDRAW: _withdrawing,
}


def _tells(told: Told, *, at_once: bool) -> str:
    """“5 people who have signed up are told at once, 4 of them by mail; the others read it on their own page.”"""
    if not told.people:
        return gettext("Nobody has signed up, so nobody is told.")
    if at_once:
        who = ngettext(
            "%(people)d person who has signed up is told at once",
            "%(people)d people who have signed up are told at once",
            told.people,
        )
    else:
        who = ngettext(
            "%(people)d person who has signed up is told in a few minutes",
            "%(people)d people who have signed up are told in a few minutes",
            told.people,
        )
    how = (
        gettext("by mail.")
        if told.by_mail == told.people
        else gettext("none of them by mail: they read it on their own page.")
        if not told.by_mail
        else gettext("%(by_mail)d of them by mail; the others read it on their own page.")
    )
    joined = f"{who} {how}" if told.by_mail == told.people else f"{who}, {how}"
    return joined % {"people": told.people, "by_mail": told.by_mail}
