"""The ground that tests stand on is as it says."""

import smtplib
import socket

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection

from tests.engines.loopback import OutsideWorld
from tests.engines.mail import Sink


def test_the_outside_world_is_closed() -> None:
    with pytest.raises(OutsideWorld), socket.socket() as talk:
        talk.connect(("192.0.2.1", 80))


@pytest.mark.django_db
def test_the_database_is_the_one_asked_for(request: pytest.FixtureRequest) -> None:
    assert connection.vendor == request.config.getoption("database")
    assert not get_user_model().objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("turn", [1, 2])
def test_one_test_finds_nothing_of_another_in_the_cache(turn: int) -> None:
    assert cache.get("left") is None
    cache.set("left", turn)
    assert cache.get("left") == turn


def test_the_sink_keeps_what_it_accepts_and_refuses_what_it_is_told_to(sink: Sink) -> None:
    sink.refusals["nobody@example.org"] = "550 no such person"
    with smtplib.SMTP("127.0.0.1", sink.port) as server:
        refused = server.sendmail(
            "a@example.org", ["b@example.org", "nobody@example.org"], "Subject: hello\r\n\r\nthere\r\n"
        )
    assert list(refused) == ["nobody@example.org"]
    assert [letter.message["Subject"] for letter in sink.to("b@example.org")] == ["hello"]
    assert sink.connections == 1
