"""The code for the door, where somebody who has a place finds it."""

import re
from html import unescape
from typing import Any

import pytest
import segno
import time_machine
from django.test import Client

from actions.planning.models import Registration
from actions.planning.taking_part import registrations, reminders
from campaign.lib import codes
from campaign.mail import sending
from tests import make
from tests.engines.mail import Sink
from tests.make import NOW

pytestmark = pytest.mark.django_db


def parts(sink: Sink, subject: str) -> tuple[str, str]:
    """The last letter whose subject begins so, as text and as HTML."""
    (*_, letter) = [one for one in sink.letters if str(one.message["Subject"]).startswith(subject)]
    text, html = (letter.message.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    return text.get_content(), unescape(html.get_content())


def shown(registration: Registration) -> str:
    return codes.spaced(registrations.code(registration))


def test_the_letter_to_who_has_a_place_holds_code_and_drawing(sink: Sink, settings: Any) -> None:
    settings.EMAIL_URL = sink.url
    with time_machine.travel(NOW):
        registration = make.registered(make.action())
        sending.run()
    text, html = parts(sink, "You have a place")
    assert shown(registration) in text
    assert shown(registration) in html
    dark = [
        [colour == "#000000" for span, colour in cells for _ in range(int(span))]
        for cells in (
            re.findall(r'<td colspan="(\d+)" height="8" bgcolor="(#\w+)"', row)
            for row in re.findall(r"<tr>.*?</tr>", html)
        )
    ]
    meant = segno.make(registrations.code(registration), error="m", micro=False).matrix_iter(border=2)
    assert dark == [[bool(cell) for cell in row] for row in meant]


def test_who_waits_or_has_not_followed_the_link_gets_none(sink: Sink, settings: Any, client: Client) -> None:
    settings.EMAIL_URL = sink.url
    with time_machine.travel(NOW):
        action = make.action(seats=1)
        make.registered(action, "first@example.org")
        waits = make.registered(action, "second@example.org")
        asks = make.requested(action, "third@example.org")
        sending.run()
        pages = [client.get(registrations.path(one)).text for one in (waits, asks)]
    letters = [part for one in sink.letters for part in map(str, [one.message.get_body(("plain",)).get_content()])]  # type: ignore[union-attr]
    assert [shown(one) in words for one in (waits, asks) for words in (*letters, *pages)].count(True) == 0


def test_the_reminder_says_it_again(sink: Sink, settings: Any) -> None:
    settings.EMAIL_URL = sink.url
    with time_machine.travel(NOW):
        registration = make.registered(make.action())
        action = registration.action
    assert action.remind_day is not None
    with time_machine.travel(action.remind_day):
        reminders.sweep(action.remind_day)
        sending.run()
    text, html = parts(sink, "Tomorrow")
    assert (shown(registration) in text, shown(registration) in html, "<table" in html) == (True, True, False)
