"""How far an announcement got, in words and numbers for its page."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.announcements import expansion
from actions.announcements.models import Announcement
from campaign.mail import outbox
from campaign.mail.models import Delivery

State = Delivery.State
WIDTH = 1000  # of the bar's drawing


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: a state, how many, what it means."""

    name: str
    number: int
    means: str


@dataclass(frozen=True, slots=True)
class Progress:
    """All that the page shows. `sent_width` and `refused_width` are of WIDTH."""

    total: int
    sent: int
    refused: int
    is_finished: bool
    lines: list[Line]
    sent_width: int
    refused_width: int
    pace: str


def of(announcement: Announcement, now: datetime) -> Progress:
    """Counted at this moment. Until all recipients are in the outbox the total is what was counted on sending off."""
    mailing = announcement.mailing
    states = outbox.progress(mailing) if mailing else dict.fromkeys(State, 0)
    in_outbox = sum(states.values())
    complete = announcement.complete_at is not None or announcement.state != Announcement.State.SENDING
    total = in_outbox if complete else max(in_outbox, announcement.expected)
    waiting = states[State.QUEUED] + states[State.SENDING] + (total - in_outbox)
    finished = complete and expansion.is_finished(states)
    sent, refused = states[State.SENT], states[State.REFUSED]
    return Progress(
        total=total,
        sent=sent,
        refused=refused,
        is_finished=finished,
        lines=_lines(announcement, states, waiting),
        sent_width=_width(sent, total),
        refused_width=_width(refused, total),
        pace="" if finished else _pace(announcement, sent, waiting, now),
    )


def settle(announcement: Announcement) -> None:
    """Call it sent as soon as all of it is, as the next sweep will write down. Asks only about what is being sent."""
    complete = announcement.state == Announcement.State.SENDING and announcement.complete_at is not None
    if complete and announcement.mailing and expansion.is_finished(outbox.progress(announcement.mailing)):
        announcement.state = Announcement.State.SENT


def _lines(announcement: Announcement, states: dict[State, int], waiting: int) -> list[Line]:
    lines = [
        Line(_("Sent"), states[State.SENT], _("handed to the mail server")),
        Line(_("Waiting"), waiting, _("will be sent")),
        Line(_("Refused"), states[State.REFUSED], _reasons(announcement) or _("the server does not take them")),
        Line(_("Uncertain"), states[State.UNCERTAIN], _("a server fell silent after taking it")),
        Line(_("Skipped"), states[State.SKIPPED], _("have unsubscribed meanwhile")),
    ]
    if states[State.STOPPED]:
        lines.append(Line(_("Stopped"), states[State.STOPPED], _("will not be sent")))
    if announcement.without_address:
        lines.append(Line(_("No address"), announcement.without_address, _("gave none, so no mail can reach them")))
    return lines


def _reasons(announcement: Announcement) -> str:
    """“31 no such mailbox, 8 mailbox full”, after the servers' words."""
    if announcement.mailing is None:
        return ""
    refused = announcement.mailing.deliveries.filter(state=State.REFUSED)
    counted = Counter(_in_words(reason) for reason in refused.values_list("reason", flat=True).iterator())
    return ", ".join(f"{number} {words}" for words, number in counted.most_common())


def _in_words(reason: str) -> str:
    """What a server's refusal means (RFC 3463), as far as it says."""
    if "5.1.1" in reason or "5.1.10" in reason or (reason.startswith("550 ") and "5." not in reason):
        return _("no such mailbox")
    if "5.2.2" in reason or reason.startswith("552"):
        return _("mailbox full")
    if reason.startswith("4"):
        return _("not taken after a day of trying")
    return _("not taken by the server")


def _pace(announcement: Announcement, sent: int, waiting: int, now: datetime) -> str:
    """“about 3 minutes left · 24 a second”, from what was sent so far."""
    seconds = (now - announcement.sent_at).total_seconds() if announcement.sent_at else 0
    if sent == 0 or seconds < 1:
        return ""
    rate = sent / seconds
    minutes = max(1, round(waiting / rate / 60))
    left = ngettext("about %(count)d minute left", "about %(count)d minutes left", minutes) % {"count": minutes}
    if rate < 1:
        return left
    return f"{left} · " + _("%(number)d a second") % {"number": round(rate)}


def _width(part: int, total: int) -> int:
    """A part that is not nothing is seen, and what is not all does not look like it."""
    if not part:
        return 0
    return max(4, min(round(WIDTH * part / total), WIDTH if part == total else WIDTH - 4))
