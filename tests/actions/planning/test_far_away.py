"""Days at the end of all days: forms refuse them, and a row that holds one all the same holds up nobody else."""

import logging
from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from actions.planning import cancellation, drafting, vevent
from actions.planning.forms.planning import ActionForm, PostponeForm
from actions.planning.models import Action
from actions.planning.taking_part import notices, reminders
from campaign.calls.forms.call import CallForm, DayForm, KeyDateForm
from campaign.mail.models import Delivery
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
FAR = ("0001-01-01", "1800-01-01", "1969-12-31", "2201-01-01", "9999-12-30", "9999-12-31")
SENTENCE = ["Check the year, please."]


@pytest.mark.parametrize("day", FAR)
def test_no_form_takes_a_day_far_away(day: str) -> None:
    asked = {"title": "x", "place": "Berlin", "kind": "other", "visibility": "public", "meeting_point_for": "everyone"}
    assert ActionForm(asked | {"day": day, "time": "09:00"}).errors == {"day": SENTENCE}
    assert ActionForm(asked | {"day": "2026-10-09", "end_day": day}).errors["end_day"] == SENTENCE
    assert PostponeForm({"day": day, "time": "09:00"}).errors == {"day": SENTENCE}
    for form, name in ((CallForm, "first_day"), (CallForm, "last_day"), (DayForm, "date"), (KeyDateForm, "date")):
        assert form({name: day}).errors[name] == SENTENCE


def test_the_last_day_is_at_most_a_few_years_after_the_first() -> None:
    asked = {"title": "x", "place": "Berlin", "kind": "other", "visibility": "public", "meeting_point_for": "everyone"}
    assert ActionForm(asked | {"day": "2026-10-09", "end_day": "2029-10-09"}).is_valid()
    assert list(ActionForm(asked | {"day": "2026-10-09", "end_day": "2030-10-09"}).errors) == ["end_day"]


@pytest.mark.parametrize(
    "query",
    [
        "from=0001-01-01",
        "to=9999-12-31",
        "group=%00",
        "call=%00",
        "after=0001-01-01T00:00:00%2B14:00_1",
        "after=9999-12-31T23:59:59-14:00_1",
    ],
)
def test_the_agenda_answers_whatever_it_is_asked(client: Client, query: str) -> None:
    make.action()
    with time_machine.travel(NOW, tick=False):
        assert client.get(f"/actions/?{query}").status_code == 200


def test_a_group_that_is_not_one_is_not_asked_for(client: Client) -> None:
    olga = make.person("Olga")
    make.group(by=olga)
    client.force_login(olga)
    assert client.get("/actions/new/?group=%00").status_code == 200


def test_a_name_that_folds_to_eighteen_times_its_length_is_a_name() -> None:
    assert make.group("ﷺ" * 80, by=make.person("Olga")).search


def test_a_zone_is_written_for_few_years_whatever_a_row_says() -> None:
    assert len(vevent.vtimezone("Europe/Berlin", 2026, 9990)) < 100_000


def poisoned(**plan: Any) -> tuple[Action, Action]:
    """An action that stands first and can't be worked on, and one of another group."""
    made = (
        make.action(make.group("Berlin"), title="Poison", slug="poison", **plan),
        make.action(make.group("Warsaw", city="Warsaw"), title="Good", slug="good"),
    )
    for action, address in zip(made, ("x@example.org", "y@example.org"), strict=True):
        make.registered(action, address)
    return made


def told(letter: str) -> list[str | None]:
    rows = Delivery.objects.filter(mailing__template=f"planning/mail/{letter}")
    return list(rows.values_list("address", flat=True))


def test_one_action_that_cannot_be_told_holds_up_no_other(caplog: pytest.LogCaptureFixture) -> None:
    poison, good = poisoned()
    for action in (poison, good):
        drafting.edit(action, time=time(10), now=NOW)
    Action.objects.filter(pk=poison.pk).update(zone="No/Where", title="a secret title")
    with caplog.at_level(logging.ERROR):
        assert notices.sweep(NOW + timedelta(hours=1)) == 1
    assert told("moved") == ["y@example.org"]
    assert f"action {poison.pk} failed: ZoneInfoNotFoundError" in caplog.text
    assert "secret" not in caplog.text


def test_one_action_that_cannot_be_reminded_of_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    poison, good = poisoned()
    due = good.remind_day
    assert due
    real = reminders._write_letters

    def write(rows: Any, *rest: Any) -> None:
        if rows[0].registration.action_id == poison.pk:
            raise OverflowError
        real(rows, *rest)

    monkeypatch.setattr(reminders, "_write_letters", write)
    assert (reminders.sweep(due), told("reminder")) == (1, ["y@example.org"])
    monkeypatch.setattr(reminders, "_write_letters", real)
    assert (reminders.sweep(due), sorted(filter(None, told("reminder")))) == (1, ["x@example.org", "y@example.org"])


def test_what_is_called_off_is_not_called_off_again_when_it_is_corrected() -> None:
    action = make.action()
    make.registered(action)
    cancellation.cancel(action, reason="", now=NOW)
    notices.sweep(NOW)
    drafting.edit(action, time=time(11), day=date(2026, 10, 10), now=NOW)
    notices.sweep(NOW + timedelta(hours=1))
    assert told("called_off") == ["kim@example.org"]
    action.refresh_from_db()
    assert action.notice_due is None
