"""What somebody says at sign-up beside name and address: sealed, changed, erased."""

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actions.planning import copying, drafting
from actions.planning.furniture import templating
from actions.planning.models import Action, Registration, Reply
from actions.planning.taking_part import registrations, retention, signup
from actions.planning.taking_part.particulars import Particulars
from campaign.mail.models import Delivery
from tests import make
from tests.make import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
ASKS: list[dict[str, Any]] = [
    {"key": 1, "text": "Which evening?", "kind": "choice", "choices": ["Friday", "Saturday"], "required": True},
    {"key": 2, "text": "Do you bring a tent?", "kind": "yes-no", "choices": [], "required": False},
    {"key": 3, "text": "What can you do?", "kind": "text", "choices": [], "required": False},
]
SAID = {"reply-1": "Saturday", "reply-2": "no", "reply-3": "FIRST-AID", "needs": "NO-STEPS", "languages": "Polski"}


def asking(**plan: Any) -> Action:
    return make.action(**({"asks": ASKS, "asks_needs": True, "asks_languages": True} | plan))


def sign_up(client: Client, action: Action, **said: str) -> Any:
    words = {"name": "Kim", "address": "kim@example.org"} | said
    return client.post(f"/actions/{action.slug}/signup/", words)


def told(registration: Registration) -> dict[int, str]:
    return {reply.question.key: reply.text for reply in registration.replies.select_related("question")}


def test_all_of_it_is_asked_in_one_form_and_kept_from_the_first_step(client: Client) -> None:
    action = asking()
    page = client.get(f"/actions/{action.slug}/signup/").content.decode()
    for words in ("Which evening?", "Do you bring a tent?", "What do you need", "Which languages", "erased by"):
        assert words in page, words
    assert sign_up(client, action, **SAID).status_code == 302
    registration = Registration.objects.get()
    assert (registration.state, registration.needs, registration.languages) == ("pending", "NO-STEPS", "Polski")
    assert told(registration) == {1: "Saturday", 2: "no", 3: "FIRST-AID"}


def test_what_has_to_be_answered_is_asked_for_again(client: Client) -> None:
    action = asking()
    response = sign_up(client, action, **(SAID | {"reply-1": ""}))
    assert response.status_code == 200
    assert "This needs an answer." in response.content.decode()
    assert not Registration.objects.exists()
    assert sign_up(client, action, **(SAID | {"reply-1": "Sunday"})).status_code == 200
    assert not Registration.objects.exists()


def test_asked_for_again_the_last_answers_count(client: Client) -> None:
    action = asking()
    sign_up(client, action, **SAID)
    sign_up(client, action, **(SAID | {"reply-1": "Friday", "reply-3": "", "needs": ""}))
    registration = Registration.objects.get()
    assert (told(registration), registration.needs) == ({1: "Friday", 2: "no"}, None)


def test_with_an_account_the_same_is_asked_and_kept(client: Client) -> None:
    action = asking()
    client.force_login(make.person("ann", address="ann@example.org"))
    assert client.post(f"/actions/{action.slug}/signup/", {}).status_code == 200  # one question has to be answered
    assert client.post(f"/actions/{action.slug}/signup/", SAID).status_code == 302
    registration = Registration.objects.get()
    assert (registration.state, told(registration)[3]) == ("confirmed", "FIRST-AID")


def test_replies_and_needs_are_sealed(client: Client) -> None:
    sign_up(client, asking(), **SAID)
    assert stored(b"FIRST-AID", b"NO-STEPS", b"Polski", b"kim@example.org") == []
    assert Reply.objects.count() == 3


def stored(*words: bytes) -> list[bytes]:
    """Which of these words stand in the tables of who comes."""
    found = []
    with connection.cursor() as cursor:
        for table in ("planning_registration", "planning_reply"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - ours
            found += [
                bytes(value) for row in cursor.fetchall() for value in row if isinstance(value, bytes | memoryview)
            ]
    return [word for word in words if any(word in value for value in found)]


@pytest.mark.parametrize("asks", [False, True])
def test_an_action_that_asks_nothing_looks_nothing_up(client: Client, asks: bool) -> None:
    action = asking() if asks else make.action()
    with CaptureQueriesContext(connection) as queries:
        sign_up(client, action, **(SAID if asks else {}))
    tables = ("planning_question", "planning_reply", "planning_shift")
    touched = [one["sql"] for one in queries if any(table in one["sql"] for table in tables)]
    assert bool(touched) == asks, touched


def test_answers_are_changed_on_the_registrations_page(client: Client) -> None:
    registration = confirmed(client, asking())
    link = registrations.path(registration)
    assert "FIRST-AID" in client.get(link).content.decode()
    assert client.post(link, {"do": "answers"} | SAID | {"reply-1": "Friday", "needs": "A CHAIR"}).status_code == 302
    registration.refresh_from_db()
    assert (told(registration)[1], registration.needs, registration.state) == ("Friday", "A CHAIR", "confirmed")
    wrong = client.post(link, {"do": "answers"} | SAID | {"reply-1": ""})
    assert "This needs an answer." in wrong.content.decode()
    assert told(registration)[1] == "Friday"


def confirmed(client: Client, action: Action) -> Registration:
    sign_up(client, action, **SAID)
    registration = signup.confirm(Registration.objects.get(action=action), now=NOW)
    Registration.objects.filter(pk=registration.pk).update(note="NOTE")
    registration.refresh_from_db()
    return registration


def test_who_cancels_leaves_no_word_behind(client: Client) -> None:
    registration = confirmed(client, asking())
    client.post(registrations.path(registration), {"do": "cancel"})
    row = Registration.objects.get()
    assert (row.state, row.name, row.address, row.address_index) == ("cancelled", None, None, None)
    assert (row.needs, row.languages, row.note) == (None, None, None)
    assert not Reply.objects.exists()


def test_erased_now_it_is_gone_frees_the_place_and_no_mail_follows(client: Client) -> None:
    action = asking(seats=1)
    registration = confirmed(client, action)
    waits = make.registered(action, "second@example.org")
    written = Delivery.objects.filter(mailing__template__contains="cancelled").count()
    link = registrations.path(registration)
    assert "It can’t be brought back" in client.get(link).content.decode()
    page = client.post(link, {"do": "erase"})
    assert "Everything about your sign-up is deleted" in page.content.decode()
    assert not Registration.objects.filter(pk=registration.pk).exists()
    assert not Reply.objects.exists()
    assert Delivery.objects.filter(mailing__template__contains="cancelled").count() == written
    assert client.get(link).status_code == 410
    waits.refresh_from_db()
    action.refresh_from_db()
    assert (waits.state, action.seats_taken, action.seats_past) == ("confirmed", 1, 0)


def test_erased_after_the_action_the_number_who_came_stays(client: Client) -> None:
    action = asking(seats=3)
    registration = confirmed(client, action)
    assert action.ends is not None
    with time_machine.travel(action.ends, tick=False):
        assert "Only the numbers stay" in client.get(registrations.path(registration)).content.decode()
        retention.erase(registration)
    action.refresh_from_db()
    assert (action.seats_taken, action.seats_past) == (0, 1)
    assert not Registration.objects.exists()


def test_two_weeks_after_the_action_replies_go_with_everything(client: Client) -> None:
    action = asking()
    confirmed(client, action)
    assert action.ends is not None
    Action.objects.update(changed_at=NOW)
    retention.sweep(action.ends + retention.KEPT_AFTER)
    assert (Registration.objects.count(), Reply.objects.count()) == (0, 0)
    assert action.questions.count() == 3


def test_the_page_says_until_which_day_it_is_kept(client: Client) -> None:
    registration = confirmed(client, asking())
    assert retention.kept_until(registration).isoformat() == "2026-10-24"
    assert "All of it is erased by 24 October" in " ".join(
        client.get(registrations.path(registration)).content.decode().split()
    )


def test_a_copy_asks_the_same_and_has_rows_of_its_own() -> None:
    action = asking(most_guests=5, by_approval=True, closes_hours=12)
    (copy,) = copying.copy(action, action.group, days=[NOW.date()], now=NOW)
    assert (copy.most_guests, copy.by_approval, copy.closes_hours) == (5, True, 12)
    assert [one.text for one in copy.questions.all()] == [one["text"] for one in ASKS]
    assert not set(copy.questions.values_list("pk")) & set(action.questions.values_list("pk"))


def test_a_template_keeps_what_is_asked() -> None:
    action = asking(most_guests=5, closes_hours=12)
    kept = templating.keep(action, name="Like that")
    choice = templating.choose(str(kept.pk), action.group)
    assert choice is not None
    first = templating.taking_part(choice)
    assert (first["most_guests"], first["closes_hours"], first["asks_needs"], first["asks"]) == (5, 12, True, ASKS)


def test_no_guests_means_that_nobody_is_asked_for_them(client: Client) -> None:
    action = make.action(most_guests=0)
    assert "Bringing others?" not in client.get(f"/actions/{action.slug}/signup/").content.decode()
    sign_up(client, action, others="2")
    assert Registration.objects.get().seats == 1


def test_more_guests_than_one_may_bring_are_refused(client: Client) -> None:
    action = make.action(most_guests=4)
    assert "4 or fewer." in sign_up(client, action, others="5").content.decode()
    assert sign_up(client, action, others="4").status_code == 302
    assert Registration.objects.get().seats == 5


def test_who_was_let_in_with_more_keeps_them_when_fewer_are_allowed(client: Client) -> None:
    from actions.planning import drafting

    action = make.action(most_guests=4)
    registration = make.registered(action, seats=5)
    drafting.edit(action, most_guests=1, now=NOW)
    link = registrations.path(registration)
    assert client.post(link, {"do": "seats", "seats": "6"}).status_code == 200
    assert client.post(link, {"do": "seats", "seats": "5"}).status_code == 302
    registration.refresh_from_db()
    assert registration.seats == 5


def test_an_action_that_is_taken_away_leaves_neither_questions_nor_what_was_said_to_them(client: Client) -> None:
    from actions.planning import cancellation

    action = asking()
    confirmed(client, action)
    cancellation.withdraw(action, now=NOW)
    assert not Reply.objects.exists()
    assert not action.questions.exists()
    assert Action.objects.get().asks == []
    assert Registration.objects.get().state == "confirmed"  # and is told


@pytest.mark.django_db(transaction=True)
def test_a_question_that_is_taken_away_while_somebody_signs_up_stops_nobody() -> None:
    action = asking()
    read = {question.pk: "yes" for question in action.questions.all()}
    drafting.edit(action, asks=ASKS[1:], now=NOW)
    said = Particulars(replies=read)
    ann = signup.join(action, person=make.person("ann"), particulars=said, now=NOW)
    signup.request(action, name="Kim", address="kim@example.org", particulars=said, now=NOW)
    kim = Registration.objects.exclude(pk=ann.pk).get()
    assert told(ann) == told(kim) == {2: "yes", 3: "yes"}
