"""`/health/live` and `/health/ready`: who asks learns what is up, and nothing else."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from campaign.lib import pulse

ALL_UP = {"database": "up", "broker": "up", "worker": "up", "beat": "up"}


@pytest.mark.django_db
def test_it_is_ready_when_all_four_are_up(client: Client) -> None:
    pulse.mark("worker")
    pulse.mark("beat")
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, ALL_UP)
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


@pytest.mark.django_db
@pytest.mark.parametrize(("there", "missing"), [("worker", "beat"), ("beat", "worker")])
def test_who_gives_no_sign_of_life_is_named(client: Client, there: pulse.Role, missing: str) -> None:
    pulse.mark(there)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, ALL_UP | {missing: "down"})


def test_a_database_that_is_away_is_named(client: Client, no_database: None) -> None:
    pulse.mark("worker")
    pulse.mark("beat")
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, ALL_UP | {"database": "down"})
    assert client.get("/health/live").status_code == 200


@pytest.fixture
def no_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The address leads nowhere, on either database."""
    name = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = "/nowhere/at/all" if connection.vendor == "sqlite" else "nowhere"
        yield
        connection.close()
        connection.settings_dict["NAME"] = name


def test_a_broker_that_does_not_answer_is_down(settings: Any) -> None:
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"
    pulse.valkey.cache_clear()
    try:
        pulse.mark("worker")  # no sign, no error
        assert not pulse.broker_answers()
        assert not pulse.is_felt("worker")
    finally:
        pulse.valkey.cache_clear()
