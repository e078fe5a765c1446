"""5,000 deliveries of an announcement, personalised and recorded, against plainer ways to hand over as many letters.

All go over one connection to the same sink on the other processor: Postfix's smtp-sink where it is on PATH,
else our own. Putting the deliveries into the outbox comes before and is not timed; claiming, opening
what is sealed, filling in, handing over and writing down what became of each is.
"""

import os
import shutil
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import measure, servers
from campaign.management.supervision.processes import end_with_parent
from tests.engines.site import ROOT, free_port

COUNT = 5_000
FEWER_ROUNDS = 5  # a round takes seconds, not milliseconds
SENDER = "campaign@example.org"
WORDS = (
    "The night train from Vienna is **two hours late**. The welcome centre opens all the same at eleven, and someone "
    "waits at the station until two.\n\n- Bring water and something warm.\n- Call us if you are stuck on the way.\n\n"
) * 3


def run(database: str, rounds: int, var: Path) -> Iterator[measure.Ratio]:
    """Ours against ready-made bytes through smtplib, and against Django's send_messages."""
    from django.conf import settings

    rounds = min(rounds, FEWER_ROUNDS)
    with _sink() as (name, port):
        settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"
        ready = _ready_made()
        yield measure.in_turns(
            f"{COUNT:,} announcement deliveries, by smtplib with ready-made bytes ({name})",
            _ours,
            lambda: _smtplib(port, ready),
            rounds=rounds,
            database=database,
            unit="a second",
            at_least=0.7,
        )
        yield measure.in_turns(
            f"the same, by Django’s send_messages ({name})",
            _ours,
            lambda: _django(port),
            rounds=rounds,
            database=database,
            unit="a second",
            at_least=2.2,
        )


def _recipients() -> Iterator[tuple[str, str]]:
    return ((f"somebody.{number}@example.org", f"Somebody {number}") for number in range(COUNT))


def _values(number: int, name: str) -> dict[str, str]:
    token = f"{number}-abcdefghijklmnopqrstuv"
    return {"greeting": f"Dear {name},", "unsubscribe": f"https://campaign.example/unsubscribe/{token}/"}


def _context() -> dict[str, Any]:
    from campaign.lib import markdown

    return {
        "from_name": "Bologna",
        "title": "Trains to Bologna are delayed",
        "text": WORDS,
        "text_html": str(markdown.render(WORDS).html),
        "group": "Bologna",
        "action": "",
        "url": "https://campaign.example/groups/bologna/",
    }


def _ours() -> float:
    """Deliveries a second, from the outbox to the sink and back into the outbox."""
    from django.db import connection

    from actions.announcements import composing
    from campaign.lib import clock
    from campaign.mail import outbox, sending
    from campaign.mail.models import Delivery
    from campaign.mail.outbox import Recipient

    mailing = outbox.begin(composing.TEMPLATE, context=_context(), now=clock.now())
    many = enumerate(_recipients())
    rows = ((f"to:{number}", Recipient(to, "en"), _values(number, name)) for number, (to, name) in many)
    outbox.add(mailing, rows, clock.now())
    began = time.perf_counter()
    sending.run()
    took = time.perf_counter() - began
    assert outbox.progress(mailing)[Delivery.State.SENT] == COUNT
    mailing.delete()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM mail_delivery")  # as autovacuum does where rounds don't follow on each other's heels
    return COUNT / took


def _ready_made() -> list[tuple[str, bytes]]:
    """The very letters that ours are, finished."""
    from actions.announcements import composing
    from campaign.lib import clock
    from campaign.mail import letters

    now = clock.now()
    letter = letters.render(composing.TEMPLATE, _context(), "en", slots=frozenset({"greeting", "unsubscribe"}))
    return [
        (to, letter.fill(to=to, message_id=f"<{number}@example.org>", date=now, values=_values(number, name)))
        for number, (to, name) in enumerate(_recipients())
    ]


def _smtplib(port: int, ready: list[tuple[str, bytes]]) -> float:
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as client:
        for to, content in ready:
            client.sendmail(SENDER, [to], content)
    return COUNT / (time.perf_counter() - began)


def _django(port: int) -> float:
    """Messages made for each recipient by Django's classes, and sent by its own backend."""
    from django.core.mail import EmailMultiAlternatives
    from django.core.mail.backends.smtp import EmailBackend

    from campaign.mail import letters

    backend = EmailBackend(host="127.0.0.1", port=port, username="", password="", use_tls=False, use_ssl=False)
    text, html = _texts(letters)
    began = time.perf_counter()
    messages = []
    for number, (to, name) in enumerate(_recipients()):
        values = _values(number, name)
        headers = {"List-Unsubscribe": f"<{values['unsubscribe']}>"}
        filled = [
            part.replace("GREETING", values["greeting"]).replace("STOP", values["unsubscribe"]) for part in (text, html)
        ]
        message = EmailMultiAlternatives("Trains to Bologna are delayed", filled[0], SENDER, [to], headers=headers)
        message.attach_alternative(filled[1], "text/html")
        messages.append(message)
    assert backend.send_messages(messages) == COUNT
    return COUNT / (time.perf_counter() - began)


def _texts(letters: Any) -> tuple[str, str]:
    """The letter's text and HTML, with words to replace."""
    import email
    import email.policy

    from actions.announcements import composing
    from campaign.lib import clock

    context = _context() | {"greeting": "GREETING", "unsubscribe": ""}
    letter = letters.render(composing.TEMPLATE, context, "en")
    content = letter.fill(to="a@example.org", message_id="<1@example.org>", date=clock.now(), values={})
    message = email.message_from_bytes(content, policy=email.policy.default)
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[attr-defined]
    return f"{text}STOP\n", html.replace('href=""', 'href="STOP"')


@contextmanager
def _sink() -> Iterator[tuple[str, int]]:
    """A mail server in a process of its own that throws everything away: its name and port."""
    cores, _ = servers.apart()
    postfix = shutil.which("smtp-sink")
    port = free_port()
    if postfix:
        root = ["-u", "nobody"] if os.geteuid() == 0 else []
        command = [postfix, *root, f"127.0.0.1:{port}", "1000"]
    else:
        command = [sys.executable, "-m", "tests.engines.quick_sink", str(port)]

    def begin() -> None:
        end_with_parent()
        os.sched_setaffinity(0, cores)

    process = subprocess.Popen(command, cwd=ROOT, preexec_fn=begin, stdout=subprocess.DEVNULL)
    try:
        _wait(port)
        yield "Postfix’s smtp-sink" if postfix else "our own sink", port
    finally:
        process.terminate()
        process.wait(10)


def _wait(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            with smtplib.SMTP("127.0.0.1", port):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the sink does not answer")
