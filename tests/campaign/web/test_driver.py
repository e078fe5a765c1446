"""One row from the driver itself: what Django's cursor would give, also from a connection that is new or dead."""

import pytest
from django.db import DatabaseError, connection, transaction

from campaign.web import driver, revisions

pytestmark = pytest.mark.django_db(transaction=True)
QUERY = "SELECT key, revision FROM web_scoperevision WHERE key = %s"


def asked(key: str) -> tuple[str, int] | None:
    row = driver.row(QUERY, (key,))
    return (row[0], int(row[1])) if row else None


def test_a_row_is_found_by_a_text_and_there_may_be_none() -> None:
    revisions.bump(["group:1", "żółw 'x' %s"])
    assert asked("group:1") == ("group:1", 1)
    assert asked("żółw 'x' %s") == ("żółw 'x' %s", 1)
    assert asked("group:2") is None


def test_what_another_has_committed_since_is_seen_at_the_next_question() -> None:
    revisions.bump(["all"])
    assert asked("all") == ("all", 1)
    revisions.bump(["all"])
    assert asked("all") == ("all", 2)


def test_within_a_transaction_its_own_writes_are_seen() -> None:
    with transaction.atomic():
        revisions.bump(["all"])
        assert asked("all") == ("all", 1)


def test_a_dead_connection_is_opened_anew() -> None:
    revisions.bump(["all"])
    assert asked("all")
    assert connection.connection is not None
    connection.connection.close()
    assert asked("all") == ("all", 1)


def test_a_new_connection_knows_the_question_too() -> None:
    revisions.bump(["all"])
    assert asked("all")
    connection.close()
    connection.ensure_connection()
    assert asked("all") == ("all", 1)


def test_a_wrong_question_is_an_error_and_leaves_the_connection_usable() -> None:
    connection.ensure_connection()
    with pytest.raises(DatabaseError):
        driver.row("SELECT nothing FROM web_scoperevision WHERE key = %s", ("all",))
    assert asked("all") is None
