"""Sending against a real server: what it takes, refuses, puts off, or takes without a word."""

import email
import email.policy
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from campaign.lib import clock
from campaign.mail import claims, outbox, pipelining, sending, servers, sweeping
from campaign.mail.models import Delivery, Mailing
from campaign.mail.outbox import Recipient
from tests.engines import quick_sink
from tests.engines.mail import Sink
from tests.engines.quick_sink import Manners, QuickSink

State = Delivery.State
pytestmark = pytest.mark.django_db

Listen = Callable[..., QuickSink]


@pytest.fixture(params=[True, False], ids=["pipelining", "in turn"])
def listen(request: pytest.FixtureRequest, settings: Any) -> Any:
    """Start a server with these manners and send there."""
    opened = []

    def start(**manners: Any) -> QuickSink:
        listening = quick_sink.listening(Manners(pipelining=request.param, **manners))
        opened.append(listening)
        sink = listening.__enter__()
        settings.EMAIL_URL = sink.url
        return sink

    yield start
    for listening in opened:
        listening.__exit__(None, None, None)


def mailing_to(count: int, first: int = 0) -> Mailing:
    now = clock.now()
    mailing = outbox.begin("trial/many", context={"title": "Trains", "text": "Late."}, now=now, followed=True)
    recipients = [
        (
            f"membership:{number}",
            Recipient(f"p{number}@example.org", "en"),
            {"greeting": f"Dear {number},", "unsubscribe": f"https://example.org/unsubscribe/{number}/"},
        )
        for number in range(first, first + count)
    ]
    outbox.add(mailing, recipients, now)
    return mailing


def states(mailing: Mailing) -> dict[State, int]:
    return {state: number for state, number in outbox.progress(mailing).items() if number}


def later(**by: float) -> datetime:
    return clock.now() + timedelta(**by)


def test_each_gets_it_once_on_one_connection_with_her_own_words(listen: Listen) -> None:
    sink = listen()
    mailing = mailing_to(95)
    assert sending.run() == 95
    assert sending.run() == 0
    assert sink.connections == 1
    assert sorted(sink.recipients()) == sorted(f"p{number}@example.org" for number in range(95))
    for recipient, content in sink.letters:
        number = recipient[1:].partition("@")[0]
        message = email.message_from_bytes(content, policy=email.policy.default)
        assert f"Dear {number}," in message.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
        assert message["To"] == recipient
        assert message["List-Unsubscribe"] == f"<https://example.org/unsubscribe/{number}/>"
    assert states(mailing) == {State.SENT: 95}
    assert set(mailing.deliveries.values_list("address", "values")) == {(None, None)}


def test_message_ids_are_those_of_the_deliveries(listen: Listen) -> None:
    sink = listen()
    mailing = mailing_to(3)
    sending.run()
    arrived = {
        re.search(rb"^Message-ID: (\S+)", content, re.MULTILINE).group(1).decode() for _, content in sink.letters
    }  # type: ignore[union-attr]
    assert arrived == set(mailing.deliveries.values_list("message_id", flat=True))


def test_a_real_python_server_gets_the_same_bytes(sink: Sink, settings: Any) -> None:
    settings.EMAIL_URL = sink.url
    mailing = mailing_to(3)
    outbox.write(
        "trial/one",
        to=Recipient("kim@example.org", "en"),
        context={"name": "Kim", "link": "https://example.org/"},
        key="1",
        now=clock.now(),
    )
    assert sending.run() == 4
    assert sink.connections == 1
    assert sink.letters[0].recipients == ["kim@example.org"]  # one who waits comes before many
    assert "\n.a line that starts with a stop" in sink.letters[0].message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert states(mailing) == {State.SENT: 3}


def test_a_refused_address_is_not_tried_again_and_not_kept_in_the_reason(listen: Listen) -> None:
    sink = listen(answers={"p1@example.org": "550 5.1.1 <p1@example.org>: no such user p1@example.org here"})
    mailing = mailing_to(3)
    assert sending.run() == 2
    assert sending.run(at=later(days=3)) == 0
    assert sink.recipients() == ["p0@example.org", "p2@example.org"]
    assert states(mailing) == {State.SENT: 2, State.REFUSED: 1}
    refused = mailing.deliveries.get(state=State.REFUSED)
    assert refused.reason == "550 5.1.1 <…>: no such user … here"
    assert refused.address is None


def test_a_server_that_waits_for_a_letter_to_nobody_gets_none(listen: Listen) -> None:
    sink = listen(lax=True, answers={"p1@example.org": "550 no"})
    mailing = mailing_to(3)
    sending.run()
    assert states(mailing) == {State.SENT: 2, State.REFUSED: 1}
    assert sink.connections == 1


def test_a_refusal_after_the_letter_counts_like_one_before(listen: Listen) -> None:
    listen(at_end={1: "552 too much"})
    mailing = mailing_to(3)
    sending.run()
    assert states(mailing) == {State.SENT: 2, State.REFUSED: 1}


def test_what_is_put_off_comes_later_each_time_and_is_given_up_at_last(listen: Listen) -> None:
    sink = listen(answers={"p1@example.org": "451 4.7.1 grey-listed"})
    mailing = mailing_to(2)
    begun = clock.now()
    assert sending.run(at=begun) == 1
    waits = mailing.deliveries.get(state=State.QUEUED)
    due = [waits.due_at - begun]
    assert sending.run(at=begun + timedelta(seconds=30)) == 0
    while waits.state == State.QUEUED:
        sending.run(at=waits.due_at)
        before = waits.due_at
        waits.refresh_from_db()
        due.append(waits.due_at - before)
    assert due[:-1] == claims.DELAYS
    assert (waits.state, waits.address, waits.reason) == (State.REFUSED, None, "451 4.7.1 grey-listed")
    assert sink.recipients() == ["p0@example.org"]


def test_what_was_put_off_arrives_when_the_server_takes_it(listen: Listen) -> None:
    sink = listen(answers={"p1@example.org": "451 grey-listed"})
    mailing = mailing_to(2)
    sending.run()
    sink.manners.answers.clear()
    assert sending.run(at=later(minutes=2)) == 1
    assert states(mailing) == {State.SENT: 2}


def test_a_refused_sender_is_no_fault_of_those_who_wait(listen: Listen) -> None:
    listen(answers={"MAIL": "550 not you"})
    mailing = mailing_to(3)
    assert sending.run() == 0
    assert states(mailing) == {State.QUEUED: 3}


def test_a_server_that_is_away_costs_nobody_an_attempt(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    with quick_sink.listening() as sink:
        settings.EMAIL_URL = sink.url
    mailing = mailing_to(50)
    for _ in range(2):
        assert sending.run() == 0
    assert states(mailing) == {State.QUEUED: 50}
    assert set(mailing.deliveries.values_list("attempts", "claimed_until")) == {(0, None)}
    assert "EMAIL_URL" in caplog.text
    with quick_sink.listening() as sink:
        settings.EMAIL_URL = sink.url
        sending.run()
        assert sending.run(at=later(minutes=2)) > 0
    assert states(mailing) == {State.SENT: 50}


def test_a_letter_without_an_answer_is_uncertain_and_tried_once_more_with_its_message_id(listen: Listen) -> None:
    sink = listen(at_end={4: "drop"})
    mailing = mailing_to(30)
    assert sending.run() == 30  # the connection is opened again, and the one in doubt was tried once more
    assert states(mailing) == {State.SENT: 30}
    twice = [recipient for recipient in set(sink.recipients()) if sink.recipients().count(recipient) == 2]
    assert len(sink.letters) == 31
    assert len(twice) == 1
    doubtful = mailing.deliveries.get(doubtful=True)
    copies = [content for recipient, content in sink.letters if recipient == twice[0]]
    assert all(f"Message-ID: {doubtful.message_id}".encode() in content for content in copies)


def test_a_letter_that_is_uncertain_twice_stays_so(listen: Listen) -> None:
    sink = listen(at_end={0: "drop", 1: "drop"})
    mailing = mailing_to(1)
    assert sending.run() == 0
    assert sending.run(at=later(days=1)) == 0
    assert states(mailing) == {State.UNCERTAIN: 1}
    assert len(sink.letters) == 2
    assert mailing.deliveries.get().address is None


def test_a_server_that_closes_after_some_letters_is_asked_again(listen: Listen) -> None:
    sink = listen(at_end={10: "421 enough for today", 25: "421 enough for today"})
    mailing = mailing_to(40)
    sending.run()
    sending.run(at=later(minutes=2))
    assert states(mailing) == {State.SENT: 40}
    assert len(sink.letters) == 40
    assert sink.connections >= 3


def test_stopping_works_while_a_worker_is_at_it(listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    listen()
    mailing = mailing_to(100)
    turns = 0
    post = servers.Smtp.post

    def counting(self: Any, *args: Any, **options: Any) -> Any:
        nonlocal turns
        turns += 1
        if turns == 2:
            outbox.stop(mailing, clock.now())
        return post(self, *args, **options)

    monkeypatch.setattr(servers.Smtp, "post", counting)
    assert sending.run() == 40
    assert states(mailing) == {State.SENT: 40, State.STOPPED: 60}


def test_what_was_put_off_is_not_sent_after_a_stop(listen: Listen) -> None:
    listen(answers={"p0@example.org": "451 later"})
    mailing = mailing_to(1)
    sending.run()
    outbox.stop(mailing, clock.now())
    assert sending.run(at=later(days=1)) == 0
    assert states(mailing) == {State.STOPPED: 1}


def test_what_was_given_back_while_its_mailing_was_stopped_is_not_sent(listen: Listen) -> None:
    listen()
    mailing = mailing_to(1)
    Mailing.objects.filter(pk=mailing.pk).update(stopped_at=clock.now())  # the stop that did not see the delivery
    assert sending.run() == 0
    assert not sending.is_due(clock.now())
    sweeping.sweep(clock.now())
    assert states(mailing) == {State.STOPPED: 1}


def test_a_template_that_is_broken_holds_up_nobody(listen: Listen) -> None:
    sink = listen()
    now = clock.now()
    outbox.write("trial/missing", to=Recipient("kim@example.org", "en"), context={}, key="1", now=now)
    mailing_to(1)
    assert sending.run() == 1
    assert sink.recipients() == ["p0@example.org"]
    assert Delivery.objects.get(key="1").reason == "The letter could not be made (TemplateDoesNotExist)."


def test_a_delivery_whose_seal_is_broken_holds_up_nobody(listen: Listen, caplog: pytest.LogCaptureFixture) -> None:
    sink = listen()
    mailing = mailing_to(3)
    with connection.cursor() as cursor:
        broken = connection.Database.Binary(b"lost.0123456789abcdef")  # type: ignore[attr-defined]
        cursor.execute("UPDATE mail_delivery SET address = %s WHERE key = 'membership:1'", [broken])
    assert sending.run() == 2
    assert sink.recipients() == ["p0@example.org", "p2@example.org"]
    assert states(mailing) == {State.SENT: 2, State.REFUSED: 1}
    assert "SEAL_KEYS" in caplog.text


def test_words_that_decode_to_smtp_commands_stay_one_letter_to_one_person(listen: Listen) -> None:
    sink = listen()
    title = "a=?utf-8?q?=0D=0A.=0D=0AMAIL_FROM:<>=0D=0ARCPT_TO:<v@ab.cd>=0D=0ADATA=0D=0A=0D=0Apwned?="
    context = {"name": title, "link": "https://example.org/", "from_name": title}
    outbox.write("trial/one", to=Recipient("kim@example.org", "en"), context=context, key="1", now=clock.now())
    assert sending.run() == 1
    assert sink.recipients() == ["kim@example.org"]


@pytest.mark.parametrize(
    ("address", "letter"),
    [
        ("kim@example.org", b"A: b\r\n\r\n.\r\n"),
        ("kim@example.org", b"A: b\n\r\n\r\n"),
        ("kim@example.org", b"A: b\r\n\rx\r\n"),
        ("kim@example.org", b"A: b\r\n\r\nno end"),
        ("kim@example.org>\r\nRCPT TO:<v@ab.cd", b"A: b\r\n\r\n"),
        ("kim @example.org", b"A: b\r\n\r\n"),
        ("kïm@example.org", b"A: b\r\n\r\n"),
    ],
)
def test_what_could_leave_its_letter_is_no_envelope(address: str, letter: bytes) -> None:
    pipelining.Envelope("kim@example.org", b"A: b\r\n\r\nc.\r\n")
    with pytest.raises(pipelining.Unsafe):
        pipelining.Envelope(address, letter)


def test_an_address_that_no_server_takes_is_refused_before_it_is_tried(listen: Listen) -> None:
    sink = listen()
    outbox.write("trial/one", to=Recipient("kïm@example.org", "en"), context={}, key="1", now=clock.now())
    assert sending.run() == 0
    assert Delivery.objects.get().state == State.REFUSED
    assert not sink.letters


def test_what_a_dead_worker_had_is_in_doubt_and_tried_once_more(listen: Listen) -> None:
    listen()
    mailing = mailing_to(4)
    _, second, third, fourth = mailing.deliveries.order_by("pk").values_list("pk", flat=True)
    past, ahead = later(minutes=-1), later(minutes=1)
    Delivery.objects.filter(pk=second).update(state=State.SENDING, claimed_until=past)
    Delivery.objects.filter(pk=third).update(state=State.SENDING, claimed_until=past, doubtful=True)
    Delivery.objects.filter(pk=fourth).update(state=State.SENDING, claimed_until=ahead)
    sweeping.sweep(later(days=1))  # a claim is held in real time
    assert states(mailing) == {State.QUEUED: 1, State.UNCERTAIN: 2, State.SENDING: 1}
    assert sending.run() == 2
    assert states(mailing) == {State.SENT: 2, State.UNCERTAIN: 1, State.SENDING: 1}


def test_a_result_counts_even_when_the_claim_lapsed_meanwhile(listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    sink = listen()
    mailing = mailing_to(1)
    post = servers.Smtp.post

    def slow(self: Any, *args: Any, **options: Any) -> Any:
        Delivery.objects.update(claimed_until=later(minutes=-1))
        sweeping.sweep(clock.now())
        return post(self, *args, **options)

    monkeypatch.setattr(servers.Smtp, "post", slow)
    assert sending.run() == 1
    assert states(mailing) == {State.SENT: 1}
    assert len(sink.letters) == 1


def test_no_letter_is_begun_when_the_claim_is_nearly_over(listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    sink = listen(delay=0.05)
    monkeypatch.setattr(sending, "SAFE", 0.1)
    mailing = mailing_to(20)
    assert sending.run() == 20
    assert sink.connections > 3
    assert states(mailing) == {State.SENT: 20}
    assert len(sink.letters) == 20


def test_old_deliveries_are_erased_and_still_counted(listen: Listen) -> None:
    listen(answers={"p1@example.org": "550 no"})
    mailing = mailing_to(3)
    sending.run()
    sweeping.sweep(later(days=29))
    assert mailing.deliveries.count() == 3
    sweeping.sweep(later(days=31))
    mailing.refresh_from_db()
    assert mailing.deliveries.count() == 0
    assert states(mailing) == {State.SENT: 2, State.REFUSED: 1}


def test_without_a_server_each_mail_is_one_file(settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_URL, settings.VAR_DIR = "", tmp_path
    mailing = mailing_to(3)
    assert sending.run() == 3
    files = sorted((tmp_path / "mail").iterdir())
    assert {file.name for file in files} == {
        f"{name.strip('<>').partition('@')[0]}.eml" for name in mailing.deliveries.values_list("message_id", flat=True)
    }
    assert {oct(file.stat().st_mode)[-3:] for file in files} == {"600"}
    message = email.message_from_bytes(files[0].read_bytes(), policy=email.policy.default)
    assert message["Subject"] == "Trains"
    assert not message.defects


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("smtp://mail.example.org", ("smtp", "mail.example.org", 25, "", "")),
        ("smtp+tls://me:p%40ss@mail.example.org", ("smtp+tls", "mail.example.org", 587, "me", "p@ss")),
        ("smtps://me:x@mail.example.org", ("smtps", "mail.example.org", 465, "me", "x")),
        ("smtps://me:x@mail.example.org:587", ("smtp+tls", "mail.example.org", 587, "me", "x")),
    ],
)
def test_how_a_servers_address_is_read(url: str, read: tuple[Any, ...]) -> None:
    server = servers.Server.from_url(url)
    assert (server.scheme, server.host, server.port, server.user, server.password) == read
    assert "x" not in repr(server).replace("example", "")
