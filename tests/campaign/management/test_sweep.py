"""`manage.py sweep`: what the clock does, once, now or as of an instant."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from campaign.mail import outbox
from campaign.mail.models import Delivery
from campaign.mail.outbox import Recipient
from campaign.management import sweeping
from tests.engines.mail import Sink

pytestmark = pytest.mark.django_db
AHEAD = datetime(2030, 5, 1, 9, tzinfo=UTC)


def write(due: datetime) -> None:
    context = {"subject": "S", "text": "T", "whole_html": ""}
    outbox.write("mail/ready", to=Recipient("kim@example.org", "en"), context=context, key="1", now=due)


@pytest.mark.parametrize(
    ("at", "arrives"),
    [
        ("2030-05-01T09:00+00:00", 1),
        ("2030-05-01T09:00", 1),
        ("2030-05-01T11:00+02:00", 1),
        ("2030-05-01T10:59+02:00", 0),
    ],
)
def test_it_sends_what_is_due_at_that_instant(sink: Sink, settings: Any, capsys: Any, at: str, arrives: int) -> None:
    settings.DEBUG, settings.EMAIL_URL = True, sink.url
    write(AHEAD)
    call_command("sweep", "--at", at)
    assert len(sink.letters) == arrives
    assert f"{arrives} mails sent" in capsys.readouterr().out


def test_without_an_instant_it_is_now(sink: Sink, settings: Any) -> None:
    settings.EMAIL_URL = sink.url
    write(AHEAD)
    call_command("sweep")
    assert not sink.letters


def test_an_instant_is_refused_on_a_real_site(settings: Any) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG=1"):
        call_command("sweep", "--at", "2030-05-01T09:00")


def test_what_is_no_instant_is_said_so(settings: Any) -> None:
    settings.DEBUG = True
    with pytest.raises(CommandError, match="'tomorrow' is no instant"):
        call_command("sweep", "--at", "tomorrow")


def test_a_sweep_that_fails_holds_up_no_other_and_is_named(
    sink: Sink, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_URL = sink.url
    write(datetime(2002, 10, 11, tzinfo=UTC))

    def broken(now: datetime) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(sweeping, "SWEEPS", (broken, *sweeping.SWEEPS))
    with pytest.raises(CommandError, match="test_sweep"):
        call_command("sweep")
    assert len(sink.letters) == 1
    assert Delivery.objects.get().state == Delivery.State.SENT
