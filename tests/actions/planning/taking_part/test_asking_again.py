"""Asking everyone again: unsure until they answer, and nobody loses a place who did, or who was never reached."""

from datetime import date, time, timedelta

import pytest
from django.test import Client

from actions.planning import cancellation, drafting
from actions.planning.models import Action, Registration
from actions.planning.taking_part import asking_again, due_notice, fill, notices, registrations, signup
from campaign.mail.models import Delivery
from tests import make
from tests.actions.planning.taking_part.test_notices import context
from tests.make import NOW

pytestmark = pytest.mark.django_db
UNTIL = NOW + timedelta(days=3)


def asked(action: Action, until: object = UNTIL) -> Action:
    """Moved by an hour, everyone asked again, and told; the mails have left."""
    drafting.edit(action, time=time((action.time or time(9)).hour + 1), now=NOW)
    due_notice.tell(action, seen=action.sequence, ask_again_until=UNTIL, now=NOW)
    notices.sweep(NOW)
    sent()
    return action


def sent(at: object = NOW, state: str = "sent") -> None:
    """The letters that ask have left by then."""
    letters = Delivery.objects.filter(mailing__template=asking_again.LETTER, finished_at=None)
    letters.update(state=state, finished_at=at, address=None, values=None)


def states(action: Action) -> dict[int, tuple[str, bool]]:
    rows = action.registrations.order_by("pk")
    return {row.pk: (row.state, row.unsure_until is not None) for row in rows}


def test_who_has_a_place_is_asked_and_counts_as_unsure_and_who_waits_is_told_only() -> None:
    action = make.action(seats=2)
    kim, robin = make.registered(action), make.registered(action, "robin@example.org")
    sam = make.registered(action, "sam@example.org")
    asked(action)
    assert states(action) == {
        kim.pk: ("confirmed", True),
        robin.pk: ("confirmed", True),
        sam.pk: ("waiting", False),
    }
    letters = Delivery.objects.filter(key__startswith="notice").values_list("key", "mailing__template").order_by("pk")
    assert {template.rpartition("/")[2] for key, template in letters if key == f"notice:{sam.pk}:1"} == {"moved"}
    assert {template.rpartition("/")[2] for key, template in letters if key == f"notice:{kim.pk}:1"} == {"still"}
    action.refresh_from_db()
    assert fill.of(action) == fill.Fill(seats=2, taken=2, free=0, unsure=2, offered=0, waiting=1)


def test_the_letter_says_until_when_and_what_silence_does() -> None:
    action = make.action()
    make.registered(action)
    asked(action)
    mailing = Delivery.objects.get(mailing__template=asking_again.LETTER).mailing
    assert "Friday 4 September 2026, 14:00 (Berlin time)" in (mailing.context or "")


def test_who_still_comes_is_sure_again_however_often_it_is_said() -> None:
    action = make.action()
    registration = make.registered(action)
    asked(action)
    for _ in range(2):
        asking_again.still_coming(registration)
        registration.refresh_from_db()
        assert (registration.state, registration.unsure_until) == ("confirmed", None)
    asking_again.sweep(UNTIL)
    assert states(action) == {registration.pk: ("confirmed", False)}


def test_whose_registration_has_ended_is_told_so() -> None:
    registration = make.registered(make.action())
    signup.withdraw(registration, now=NOW)
    with pytest.raises(signup.LinkUsed):
        asking_again.still_coming(registration)


def test_silence_until_the_hour_frees_the_seats_and_the_line_moves_up() -> None:
    action = make.action(seats=2)
    kim, robin = make.registered(action, seats=2), make.registered(action, "robin@example.org", seats=2)
    asked(action)
    assert asking_again.sweep(UNTIL - timedelta(seconds=1)) == 0
    assert asking_again.sweep(UNTIL) == 1
    assert states(action) == {kim.pk: ("cancelled", False), robin.pk: ("confirmed", False)}
    kim.refresh_from_db()
    assert (kim.name, kim.address) == (None, None)
    keys = Delivery.objects.values_list("mailing__template", "key")
    assert ("planning/mail/not_answered", f"registration:{kim.pk}:not-answered") in keys
    assert ("planning/mail/moved_up", f"registration:{robin.pk}:moved-up") in keys
    assert asking_again.sweep(UNTIL) == 0


def test_a_word_after_the_hour_counts_as_long_as_the_seats_are_there() -> None:
    action = make.action()
    registration = make.registered(action)
    asked(action)
    asking_again.still_coming(registration)
    assert asking_again.sweep(UNTIL + timedelta(minutes=5)) == 0
    assert states(action) == {registration.pk: ("confirmed", False)}


def test_an_answer_about_another_time_than_it_is_now_is_none() -> None:
    action = make.action()
    registration = make.registered(action)
    asked(action)
    seen = action.sequence
    drafting.edit(action, time=time(15), now=NOW)
    with pytest.raises(asking_again.Moved):
        asking_again.still_coming(registration, knew=seen)
    assert states(action) == {registration.pk: ("confirmed", True)}


def test_who_signs_up_meanwhile_is_sure_and_so_is_who_answered_when_it_moves_again() -> None:
    action = make.action()
    kim, robin = make.registered(action), make.registered(action, "robin@example.org")
    asked(action)
    new = make.registered(Action.objects.get(pk=action.pk), "new@example.org")
    asking_again.still_coming(robin)
    drafting.edit(action, time=time(15), now=NOW + timedelta(hours=1))
    notices.sweep(NOW + timedelta(hours=2))
    assert states(action) == {
        kim.pk: ("confirmed", True),
        robin.pk: ("confirmed", False),
        new.pk: ("confirmed", False),
    }
    kinds = Delivery.objects.filter(key=f"notice:{kim.pk}:2").values_list("mailing__template", flat=True)
    assert list(kinds) == ["planning/mail/still"]  # asked anew, since it is another question
    assert "15:00" in context()["when"]


def test_moved_again_shortly_before_the_hour_whoever_is_asked_has_a_day_more() -> None:
    action = make.action()
    registration = make.registered(action)
    asked(action)
    just_before = UNTIL - timedelta(minutes=5)
    drafting.edit(action, time=time(15), now=just_before)
    assert asking_again.sweep(UNTIL) == 0  # something new is to be told first
    told_at = UNTIL + timedelta(minutes=5)
    notices.sweep(told_at)
    registration.refresh_from_db()
    assert (registration.state, registration.unsure_until) == ("confirmed", told_at + timedelta(hours=24))


def test_moved_to_so_soon_that_nobody_could_answer_nobody_is_asked_any_more() -> None:
    action = make.action()
    registration = make.registered(action)
    asked(action)
    later = NOW + timedelta(hours=1)
    drafting.edit(action, day=date(2026, 9, 1), time=time(15, 30), end_time=time(18), now=later)
    notices.sweep(later)  # it begins in half an hour
    assert states(action) == {registration.pk: ("confirmed", False)}


@pytest.mark.parametrize("off", ["cancelled", "postponed"])
def test_what_is_called_off_asks_nobody_any_more(off: str) -> None:
    action = make.action()
    registration = make.registered(action)
    asked(action)
    later = NOW + timedelta(hours=1)
    cancellation.cancel(action, reason="", now=later) if off == "cancelled" else drafting.postpone(action, now=later)
    notices.sweep(later)
    assert asking_again.sweep(later) == asking_again.sweep(UNTIL) == 0
    assert states(action) == {registration.pk: ("confirmed", False)}


def test_what_was_moved_back_before_it_was_told_asks_nobody() -> None:
    action = make.action()
    registration = make.registered(action)
    drafting.edit(action, time=time(10), now=NOW)
    due_notice.tell(action, seen=action.sequence, ask_again_until=UNTIL, at_once=False, now=NOW)
    drafting.edit(action, time=time(9), now=NOW)
    notices.sweep(NOW + timedelta(minutes=10))
    assert states(action) == {registration.pk: ("confirmed", False)}


def test_who_gets_no_mail_is_not_asked_and_keeps_the_place() -> None:
    action = make.action()
    registration = signup.join(action, person=make.person("robin"), now=NOW)
    make.registered(action)
    asked(action)
    assert states(action)[registration.pk] == ("confirmed", False)


@pytest.mark.parametrize(
    ("state", "left", "keeps"),
    [("sent", NOW, False), ("uncertain", NOW, False), ("refused", NOW, True), ("sent", UNTIL, True)],
)
def test_silence_is_only_whose_letter_left_in_time(state: str, left: object, keeps: bool) -> None:
    action = make.action()
    registration = make.registered(action)
    drafting.edit(action, time=time(10), now=NOW)
    due_notice.tell(action, seen=action.sequence, ask_again_until=UNTIL, now=NOW)
    notices.sweep(NOW)
    assert asking_again.sweep(UNTIL) == 0  # it waits for a mail server still
    assert states(action) == {registration.pk: ("confirmed", True)}
    sent(left, state)
    asking_again.sweep(UNTIL + timedelta(minutes=1))
    assert states(action) == {registration.pk: ("confirmed" if keeps else "cancelled", False)}


def test_what_has_begun_asks_nobody_any_more() -> None:
    action = make.action()
    registration = make.registered(action)
    asked(action)
    Registration.objects.update(unsure_until=action.starts)
    assert action.starts is not None
    assert asking_again.sweep(action.starts) == 0
    assert states(action) == {registration.pk: ("confirmed", False)}


def test_the_mails_links_show_both_answers_and_only_a_press_acts(client: Client) -> None:
    action = make.action()
    registration = make.registered(action)
    asked(action)
    path = registrations.path(registration)
    for word in ("still", "cannot"):
        page = client.get(f"{path}?{word}")
        assert page.status_code == 200
        body = page.content.decode()
        assert "Please answer by Friday 4 September 2026, 14:00 (Berlin time)" in body
        assert 'value="still"' in body
        assert 'value="cancel"' in body
    assert states(action) == {registration.pk: ("confirmed", True)}
    answered = client.post(path, {"do": "still", "seen": "1"})
    assert (answered.status_code, answered["Location"]) == (302, f"{path}?sure")
    assert "we count on you" in client.get(f"{path}?sure").content.decode()
    assert states(action) == {registration.pk: ("confirmed", False)}


def test_answering_on_a_page_from_before_the_next_move_asks_once_more(client: Client) -> None:
    action = make.action()
    registration = make.registered(action)
    asked(action)
    drafting.edit(action, time=time(15), now=NOW)
    page = client.post(registrations.path(registration), {"do": "still", "seen": "1"})
    assert page.status_code == 409
    assert "It has changed again" in page.content.decode()
    assert "15:00" in page.content.decode()
    assert states(action) == {registration.pk: ("confirmed", True)}


def test_who_answers_after_the_seats_were_given_away_reads_a_way_on(client: Client) -> None:
    action = make.action()
    registration = make.registered(action)
    path = registrations.path(registration)
    asked(action)
    asking_again.sweep(UNTIL)
    assert client.post(path, {"do": "still", "seen": "1"}).status_code == 410
    assert client.get(f"{path}?still").status_code == 410


def test_the_day_before_both_answers_stand_on_top_though_nothing_is_unsure(client: Client) -> None:
    registration = make.registered(make.action())
    path = registrations.path(registration)
    assert "Yes, I come" not in client.get(path).content.decode()
    body = client.get(f"{path}?still").content.decode()
    assert "Yes, I come" in body
    assert "Please answer by" not in body
    assert client.post(path, {"do": "still"}).status_code == 302
