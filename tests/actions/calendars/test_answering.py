"""Feeds over HTTP: tags, gzip, 304, HEAD, the host, and the headers that every answer carries."""

import gzip
from collections.abc import Iterator

import pytest
from django.test import Client

from actions.calendars import answering, bodies
from actions.calendars.scopes import Scope
from actions.planning import drafting
from tests import make
from tests.actions.calendars.cast import announced

pytestmark = pytest.mark.django_db
FEED = "/calendars/actions/close-the-office.ics"


@pytest.fixture(autouse=True)
def feed() -> Iterator[None]:
    bodies.shelf.clear()
    announced(make.group(), summary="ä" * 200)
    yield
    bodies.shelf.clear()


def test_two_requests_give_identical_bytes_also_from_another_process(client: Client) -> None:
    first = client.get(FEED)
    bodies.shelf.clear()
    second = client.get(FEED)
    assert first.content == second.content
    assert first.headers["ETag"] == second.headers["ETag"]


def test_gzip_is_the_same_calendar_under_another_tag(client: Client) -> None:
    plain, packed = client.get(FEED), client.get(FEED, headers={"accept-encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert packed.headers["Content-Length"] == str(len(packed.content))
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0", "gzip; q=0.000", "*;q=0", "br", "br, *;q=0"])
def test_gzip_is_sent_only_where_it_is_accepted(client: Client, accepted: str) -> None:
    assert "Content-Encoding" not in client.get(FEED, headers={"accept-encoding": accepted}).headers


@pytest.mark.parametrize("accepted", ["gzip", "GZIP", "x-gzip", "*", "br;q=1, gzip;q=0.1", "*;q=0, gzip"])
def test_gzip_is_sent_where_it_is_accepted(client: Client, accepted: str) -> None:
    assert client.get(FEED, headers={"accept-encoding": accepted}).headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '"other",W/{}, "third"', "*"])
@pytest.mark.parametrize("encoding", ["", "gzip"])
@pytest.mark.parametrize("asked", ["", "gzip"])
def test_a_known_tag_in_any_form_is_answered_304(client: Client, form: str, encoding: str, asked: str) -> None:
    tag = client.get(FEED, headers={"accept-encoding": encoding}).headers["ETag"]
    response = client.get(FEED, headers={"if-none-match": form.format(tag), "accept-encoding": asked})
    assert response.status_code == 304
    assert response.content == b""
    assert "Content-Type" not in response.headers
    for name in ("ETag", "Last-Modified", "Cache-Control", "Vary"):
        assert name in response.headers


@pytest.mark.parametrize("tags", ['"other"', "", "garbage", 'W/"other", "x"'])
def test_an_unknown_tag_is_answered_in_full(client: Client, tags: str) -> None:
    assert client.get(FEED, headers={"if-none-match": tags}).status_code == 200


def test_a_change_makes_the_tag_unknown(client: Client) -> None:
    tag = client.get(FEED).headers["ETag"]
    from actions.planning.models import Action

    drafting.edit(Action.objects.get(), summary="New words.")
    assert client.get(FEED, headers={"if-none-match": tag}).status_code == 200


def test_a_time_is_asked_only_without_tags(client: Client) -> None:
    modified = client.get(FEED).headers["Last-Modified"]
    assert client.get(FEED, headers={"if-modified-since": modified}).status_code == 304
    both = {"if-modified-since": modified, "if-none-match": '"other"'}
    assert client.get(FEED, headers=both).status_code == 200
    assert client.get(FEED, headers={"if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT"}).status_code == 200
    assert client.get(FEED, headers={"if-modified-since": "yesterday"}).status_code == 200


def test_two_changes_within_a_second_have_two_times(client: Client) -> None:
    from actions.planning.models import Action

    first = client.get(FEED).headers["Last-Modified"]
    drafting.edit(Action.objects.get(), summary="New words.")
    assert client.get(FEED, headers={"if-modified-since": first}).status_code == 200


def test_head_tells_the_length_and_sends_nothing(client: Client) -> None:
    full, head = client.get(FEED), client.head(FEED)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["Content-Length"] == str(len(full.content))
    assert head.headers["ETag"] == full.headers["ETag"]


def test_other_methods_are_refused(client: Client) -> None:
    assert client.post(FEED).status_code == 405


def test_a_host_that_is_not_ours_is_refused(client: Client) -> None:
    assert client.get(FEED, headers={"host": "evil.example"}).status_code == 400


def test_a_feed_carries_what_pages_carry_and_no_cookie(client: Client) -> None:
    page, feed = client.get("/calendars/"), client.get(FEED)
    for name in (
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "X-Frame-Options",
        "Referrer-Policy",
        "Cross-Origin-Opener-Policy",
    ):
        assert feed.headers[name] == page.headers[name]
    assert not feed.cookies
    assert feed.headers["Cache-Control"] == "public, no-cache"


def test_over_tls_the_browser_is_told_to_stay_there(settings: object) -> None:
    from django.test import override_settings

    with override_settings(
        SECURE_HSTS_SECONDS=31_536_000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True, SECURE_HSTS_PRELOAD=False
    ):
        answering.security_headers.cache_clear()
        headers = dict(answering.security_headers(True))
    answering.security_headers.cache_clear()
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_the_first_middleware_answers_before_session_and_urls(client: Client) -> None:
    client.cookies["sessionid"] = "whatever"
    response = client.get(FEED)
    assert response.resolver_match is None or response.resolver_match.url_name == "feed_action"
    assert "Cookie" not in response.headers["Vary"]


def test_a_shelf_gives_up_what_was_unasked_longest() -> None:
    from datetime import date

    from actions.calendars.scopes import Stamp

    stamp = Stamp(1, "", 1, 1, date(2002, 10, 1))
    one = bodies.make("x" * 1000, modified=0)
    shelf = bodies.Shelf(room=one.size * 2)
    for slug in ("a", "b"):
        shelf.keep(Scope("calls", slug), stamp, "x" * 1000)
    assert shelf.find(Scope("calls", "a"), stamp)
    shelf.keep(Scope("calls", "c"), stamp, "x" * 1000)
    assert shelf.find(Scope("calls", "a"), stamp)
    assert shelf.find(Scope("calls", "b"), stamp) is None
    assert shelf.keep(Scope("calls", "d"), stamp, "y" * 10_000_000).plain
    assert shelf.find(Scope("calls", "d"), stamp) is None
