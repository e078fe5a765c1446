"""Waking a worker once for many letters, without ever leaving one unseen."""

from collections.abc import Callable

import pytest

from campaign.lib import nudges, pulse
from campaign.mail import nudging


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    tasks: list[str] = []
    monkeypatch.setattr(nudges, "wake", tasks.append)
    monkeypatch.setattr(nudging, "bell", nudging._Bell())
    return tasks


@pytest.fixture
def pass_time(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    clock = [0.0]
    monkeypatch.setattr(nudging.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(nudging.time, "sleep", lambda seconds: clock.__setitem__(0, clock[0] + seconds))
    return nudging.time.sleep


def test_letters_of_one_moment_wake_one_worker(woken: list[str], pass_time: Callable[[float], None]) -> None:
    for _ in range(5):
        nudging.wake()
    assert woken == ["campaign.mail.deliver"]


def test_the_worker_looks_no_earlier_than_this_process_wakes_again(
    woken: list[str], pass_time: Callable[[float], None]
) -> None:
    nudging.wake()
    nudging.look()
    nudging.wake()  # a letter written after that look
    assert len(woken) == 2


def test_a_letter_that_comes_later_wakes_nobody_while_the_worker_has_not_looked(
    woken: list[str], pass_time: Callable[[float], None]
) -> None:
    nudging.wake()
    pass_time(1)
    nudging.wake()
    assert len(woken) == 1


def test_another_process_woke_the_worker_and_this_one_need_not_ask_again_before_it_looks(
    woken: list[str], pass_time: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    valkey = pulse.valkey()
    ask = valkey.set
    valkey.set(nudging.KEY, "")
    monkeypatch.setattr(type(valkey), "set", lambda self, *said, **how: asked.append("") or ask(*said, **how))
    nudging.wake()
    nudging.wake()
    assert len(asked) == 1
    nudging.look()
    nudging.wake()  # written after that look
    assert woken == ["campaign.mail.deliver"]


def test_the_key_is_gone_before_the_worker_lingers(woken: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    nudging.wake()
    there: list[object] = []
    monkeypatch.setattr(nudging.time, "sleep", lambda seconds: there.append(pulse.valkey().get(nudging.KEY)))
    nudging.look()
    assert there == [None]


def test_while_valkey_is_away_nothing_is_remembered(
    woken: list[str], pass_time: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from redis.exceptions import RedisError

    def away() -> object:
        raise RedisError

    with monkeypatch.context() as gone:
        gone.setattr(pulse, "valkey", away)
        nudging.wake()
    assert not woken
    nudging.wake()
    assert woken == ["campaign.mail.deliver"]
