"""What is sent to us is bounded, and nobody who sends slowly holds up a page."""

import threading
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from campaign.web import bodies

MOST = settings.DATA_UPLOAD_MAX_MEMORY_SIZE


class Slow:
    """A body that does not come until it is let go."""

    def __init__(self, content: bytes = b"") -> None:
        self.begun, self.come, self.content = threading.Event(), threading.Event(), content

    def read(self, length: int) -> bytes:
        self.begun.set()
        assert self.come.wait(20)
        return self.content


def echo(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    return [b"crowded" if environ.get(bodies.CROWDED) else b"", environ["wsgi.input"].read()]


def sent(door: bodies.Doorway, body: Any, length: int) -> bytes:
    return b"".join(door({"CONTENT_LENGTH": str(length), "wsgi.input": body}, None))  # type: ignore[arg-type]


def test_forms_that_never_come_hold_up_no_page_and_turn_other_forms_away() -> None:
    door = bodies.Doorway(echo)
    slow = [Slow() for _ in range(bodies.READING)]
    threads = [threading.Thread(target=sent, args=(door, body, 3)) for body in slow]
    for thread in threads:
        thread.start()
    assert all(body.begun.wait(20) for body in slow)
    assert b"".join(door({"wsgi.input": BytesIO()}, None)) == b""  # type: ignore[arg-type]
    assert sent(door, BytesIO(b"abc"), 3) == b"crowded"
    for body in slow:
        body.come.set()
    for thread in threads:
        thread.join(20)
    assert sent(door, BytesIO(b"abc"), 3) == b"abc"


def test_a_body_is_read_before_the_work_begins_and_no_further_than_it_says() -> None:
    assert sent(bodies.Doorway(echo), BytesIO(b"abcdef"), 3) == b"abc"
    assert sent(bodies.Doorway(echo), BytesIO(b"ab"), 3) == b"crowdedab"


def test_what_is_too_long_is_not_read_at_all() -> None:
    body = Slow()
    assert sent(bodies.Doorway(echo), body, MOST + 1) == b""
    assert not body.begun.is_set()


def test_a_form_that_is_too_long_is_answered_without_a_question() -> None:
    """There is no database fixture here: a query would fail."""
    page = Client().generic("POST", "/accounts/login/", b"x", "multipart/form-data", CONTENT_LENGTH=str(MOST + 1))
    assert page.status_code == 413
    assert "No form of ours takes so much" in page.content.decode()
    assert 'rel="stylesheet"' in page.content.decode()
    assert page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}, 411),
        ({"CONTENT_LENGTH": "-1"}, 411),
        ({"CONTENT_LENGTH": "9" * 5000}, 411),
        ({bodies.CROWDED: True}, 503),
    ],
)
def test_what_can_not_be_read_is_turned_away_in_words(headers: dict[str, Any], status: int) -> None:
    page = Client().generic("POST", "/accounts/login/", b"x", **headers)
    assert page.status_code == status
    assert b'rel="stylesheet"' in page.content


@pytest.mark.django_db
def test_a_form_of_the_greatest_length_is_taken() -> None:
    answer = Client().post("/accounts/login/", {"login": "x", "password": "y", "next": "z" * (MOST - 4000)})
    assert answer.status_code == 200
