"""Sessions tell whoever reads the table nothing, and what is broken in it breaks no page."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from campaign.lib import clock
from campaign.people import sessions
from campaign.people.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> SessionStore:
    store = SessionStore()
    store["who"] = "asa@example.org"
    store.save()
    return store


def test_a_session_is_kept_and_found(store: SessionStore) -> None:
    again = SessionStore(store.session_key)
    assert again["who"] == "asa@example.org"
    again["more"] = 1
    again.save()
    assert SessionStore(store.session_key)["more"] == 1
    assert Session.objects.count() == 1


def test_neither_text_nor_key_can_be_read_from_the_table(store: SessionStore) -> None:
    row = Session.objects.get()
    assert store.session_key not in (row.session_key, row.session_data)
    assert SessionStore(row.session_key).load() == {}, "the row's key opens nothing"
    before = row.session_data
    store.save()
    assert Session.objects.get().session_data != before, "equal sessions look different"


def test_cycling_and_flushing_leave_no_row_behind(store: SessionStore) -> None:
    old = store.session_key
    store.cycle_key()
    assert (Session.objects.count(), SessionStore(store.session_key)["who"]) == (1, "asa@example.org")
    assert SessionStore(old).load() == {}
    store.flush()
    assert not Session.objects.exists()


@pytest.mark.parametrize("broken", ["", "rubbish", "ÿ", "eyJhIjoxfQ:1abc:def", "YWJj"])
def test_a_broken_session_is_an_empty_one(store: SessionStore, broken: str) -> None:
    Session.objects.update(session_data=broken)
    assert SessionStore(store.session_key).load() == {}


@pytest.mark.parametrize("key", ["", "x", "no-such-key-in-the-table-at-all", "a" * 5000, "é\x7f"])
def test_a_key_that_is_none_is_never_taken_over(key: str) -> None:
    client = Client()
    client.cookies["sessionid"] = key
    answer = client.get("/accounts/login/")
    assert answer.status_code == 200
    assert not Session.objects.exists()


def test_a_page_with_a_broken_session_asks_for_sign_in(client: Client, store: SessionStore) -> None:
    Session.objects.update(session_data="rubbish")
    client.cookies["sessionid"] = str(store.session_key)
    assert client.get("/accounts/").status_code == 302


def test_what_is_over_is_swept(store: SessionStore) -> None:
    now = clock.now()
    sessions.sweep(now)
    assert Session.objects.exists()
    sessions.sweep(now + timedelta(days=31))
    assert not Session.objects.exists()
