"""The pace counts, and can't tell whom."""

import threading

import pytest
import time_machine
from django.test import RequestFactory
from pytest_django import Settings
from redis import Redis

from campaign.lib import pulse
from campaign.web import pace


def dump() -> bytes:
    """All that Valkey holds, keys and values."""
    valkey = pulse.valkey()
    return b"\n".join(key + b"=" + (valkey.get(key) or b"") for key in valkey.scan_iter())


def test_so_many_are_allowed_and_no_more() -> None:
    assert [pace.allow("reset", "asa@example.org", limit=2, seconds=60) for _ in range(4)] == [True, True, False, False]
    assert pace.allow("reset", "bo@example.org", limit=2, seconds=60), "another one is counted apart"
    assert pace.allow("sign up", "asa@example.org", limit=2, seconds=60), "another deed is counted apart"


def test_a_source_is_counted_without_being_known(rf: RequestFactory) -> None:
    one, other = (
        pace.here(rf.get("/", REMOTE_ADDR=f"198.51.100.{number}"), "sign up", limit=1, seconds=60) for number in (7, 8)
    )
    assert pace.first_refused(one) is None
    assert pace.first_refused(one) == one
    assert pace.first_refused(other) is None
    assert "198.51" not in one.who
    assert one.who.encode() not in dump()


def test_what_comes_after_a_refusal_is_not_counted() -> None:
    first, second = pace.Deed("page", "here", 1, 60), pace.Deed("sign up", "asa", 1, 60)
    assert pace.first_refused(first) is None
    assert pace.first_refused(first, second) == first
    assert pace.first_refused(second) is None
    assert pace.first_refused(second) == second


def test_a_limit_of_nothing_allows_nothing() -> None:
    assert not pace.allow("reset", "asa", limit=0, seconds=60)


def test_a_new_window_begins_when_the_old_is_over() -> None:
    assert pace.allow("reset", "asa", limit=1, seconds=1)
    assert not pace.allow("reset", "asa", limit=1, seconds=1)
    pulse.valkey().delete(*[key for key in pulse.valkey().scan_iter() if pulse.valkey().ttl(key) <= 1])
    assert pace.allow("reset", "asa", limit=1, seconds=1)


def test_many_at_once_are_counted_one_by_one() -> None:
    allowed: list[bool] = []
    threads = [
        threading.Thread(target=lambda: allowed.append(pace.allow("reset", "asa", limit=7, seconds=60)))
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert allowed.count(True) == 7


def test_neither_who_nor_from_where_stands_in_valkey(rf: RequestFactory) -> None:
    source = pace.source(rf.get("/", REMOTE_ADDR="198.51.100.7"))
    pace.allow("reset", "asa@example.org", limit=2, seconds=60)
    pace.allow("sign up", source, limit=2, seconds=60)
    for secret in (b"asa", b"example", b"198.51", source.encode()):
        assert secret not in dump()


def test_a_source_is_the_same_all_day_and_another_tomorrow(rf: RequestFactory) -> None:
    request = rf.get("/", REMOTE_ADDR="198.51.100.7")
    with time_machine.travel("2026-10-01 09:00Z"):
        morning = pace.source(request)
    with time_machine.travel("2026-10-01 23:00Z"):
        assert pace.source(request) == morning
    with time_machine.travel("2026-10-02 00:01Z"):
        assert pace.source(request) != morning


def test_without_valkeys_key_the_same_source_is_another(rf: RequestFactory) -> None:
    request = rf.get("/", REMOTE_ADDR="198.51.100.7")
    before = pace.source(request)
    pulse.valkey().flushdb()
    assert pace.source(request) != before


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:198.51.100.7", "198.51.100.7", True),
        ("198.51.100.7", "198.51.100.8", False),
        ("", "rubbish", True),
    ],
)
def test_a_source_is_an_address_or_a_line_of_ipv6(rf: RequestFactory, one: str, other: str, same: bool) -> None:
    sources = [pace.source(rf.get("/", REMOTE_ADDR=address)) for address in (one, other)]
    assert (sources[0] == sources[1]) is same


def test_what_the_asker_says_of_the_source_is_not_believed(rf: RequestFactory, settings: Settings) -> None:
    plain = pace.source(rf.get("/", REMOTE_ADDR="198.51.100.7"))
    settings.SECURE_PROXY_SSL_HEADER = None
    assert pace.source(rf.get("/", REMOTE_ADDR="198.51.100.7", HTTP_X_FORWARDED_FOR="192.0.2.1")) == plain
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    said = "192.0.2.1, 198.51.100.7"
    assert pace.source(rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=said)) == plain


def test_while_valkey_is_away_nothing_is_refused(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    away = Redis.from_url("unix:///nowhere/valkey.sock?db=0")
    monkeypatch.setattr(pulse, "valkey", lambda: away)
    assert pace.allow("reset", "asa", limit=1, seconds=60)
    assert pace.allow("reset", "asa", limit=1, seconds=60)
    assert pace.source(rf.get("/", REMOTE_ADDR="198.51.100.7")) == pace.UNKNOWN
