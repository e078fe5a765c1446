"""From a draft to letters that arrived: once, resumed where it was cut off, stopped in time."""

import re
from typing import Any

import pytest

from actions.announcements import audience, composing, expansion, progress
from actions.announcements.models import Announcement
from actions.planning.models import Action
from actions.planning.taking_part import signup
from campaign.groups.models import Group
from campaign.lib import clock
from campaign.mail import outbox, sending
from campaign.mail.models import Delivery
from tests import make
from tests.engines.mail import Sink

State = Announcement.State


def members(group: Group, count: int) -> None:
    for number in range(count):
        make.membership(group, make.person(f"member {number}", address=f"m{number}@example.org"))


def send(announcement: Announcement) -> Announcement:
    composing.send(announcement, now=clock.now())
    expansion.expand(announcement.pk, clock.now())
    announcement.refresh_from_db()
    return announcement


def test_it_arrives_at_each_member_once_and_says_how_to_stop(
    berlin: Group, to_members: Announcement, sink: Sink, settings: Any
) -> None:
    settings.EMAIL_URL = sink.url
    members(berlin, 2)
    send(to_members)
    sending.run()
    expansion.sweep(clock.now())
    to_members.refresh_from_db()
    assert to_members.state == State.SENT
    assert sorted(letter.recipients[0] for letter in sink.letters) == [
        "coordinator@example.org",
        "m0@example.org",
        "m1@example.org",
    ]
    (letter,) = sink.to("m0@example.org")
    message = letter.message
    plain = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    html = message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert message["Subject"] == "Trains are late"
    assert message["From"].addresses[0].display_name == "Berlin"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = message["List-Unsubscribe"].strip("<>")
    assert re.fullmatch(r"http://[^/]+/unsubscribe/\d+-[\w-]{22}/", url)
    for body in (plain, html):
        assert "Dear member 0," in body
        assert url in body
        assert "because you are a member of Berlin" in body
    assert "<strong>two hours</strong>" in html
    assert "\r\n.hidden dot\r\n" in plain or "\n.hidden dot\n" in plain


def test_sending_off_twice_is_refused(to_members: Announcement) -> None:
    again = Announcement.objects.get(pk=to_members.pk)
    send(to_members)
    for deed in (
        lambda: composing.send(again, now=clock.now()),
        lambda: composing.rewrite(again, composing.Words("Other", "Words")),
        lambda: composing.discard(again),
    ):
        with pytest.raises(composing.AlreadySent):
            deed()
    assert Delivery.objects.count() == 1


def test_expansion_goes_on_where_it_was_cut_off(
    berlin: Group, to_members: Announcement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audience, "BATCH", 2)
    members(berlin, 4)
    composing.send(to_members, now=clock.now())
    add, calls = outbox.add, 0

    def failing(*args: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise RuntimeError("the power is gone")
        add(*args)

    monkeypatch.setattr(outbox, "add", failing)
    with pytest.raises(RuntimeError):
        expansion.expand(to_members.pk, clock.now())
    assert Delivery.objects.count() == 2
    expansion.sweep(clock.now())
    expansion.expand(to_members.pk, clock.now())
    to_members.refresh_from_db()
    assert Delivery.objects.count() == 5
    assert to_members.complete_at is not None


def test_one_that_fails_holds_up_no_other_in_the_sweep(
    berlin: Group, to_members: Announcement, to_participants: Announcement, monkeypatch: pytest.MonkeyPatch
) -> None:
    members(berlin, 1)
    for announcement in (to_members, to_participants):
        composing.send(announcement, now=clock.now())
    expand = expansion.expand

    def failing(id: int, now: Any) -> None:
        if id == min(to_members.pk, to_participants.pk):
            raise RuntimeError("a bad row")
        expand(id, now)

    monkeypatch.setattr(expansion, "expand", failing)
    expansion.sweep(clock.now())
    states = dict(Announcement.objects.order_by("pk").values_list("pk", "complete_at"))
    assert [complete is None for complete in states.values()] == [True, False]


def test_an_address_on_two_registrations_gets_one_letter_even_from_two_batches(
    blockade: Action, to_participants: Announcement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audience, "BATCH", 1)
    make.registered(blockade, "kim@example.org")
    signup.join(blockade, person=make.person("kim", address="kim@example.org"), now=make.NOW)
    send(to_participants)
    assert Delivery.objects.filter(mailing=to_participants.mailing).count() == 1


def test_stopped_while_it_is_put_into_the_outbox_it_goes_no_further(
    berlin: Group, to_members: Announcement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audience, "BATCH", 1)
    members(berlin, 3)
    composing.send(to_members, now=clock.now())
    assert expansion._next_batch(to_members.pk, clock.now())
    composing.stop(to_members, now=clock.now())
    expansion.expand(to_members.pk, clock.now())
    expansion.sweep(clock.now())
    to_members.refresh_from_db()
    assert to_members.state == State.STOPPED
    assert to_members.mailing is not None
    assert outbox.progress(to_members.mailing)[Delivery.State.STOPPED] == 1
    assert sending.run() == 0


def test_the_numbers_of_its_page_are_true(berlin: Group, to_members: Announcement, sink: Sink, settings: Any) -> None:
    settings.EMAIL_URL = sink.url
    members(berlin, 3)
    make.membership(berlin, make.person("without"))
    sink.refusals = {"m0@example.org": "550 5.1.1 unknown", "m1@example.org": "452 4.2.2 full at present"}
    composing.send(to_members, now=clock.now())
    before = progress.of(to_members, clock.now())
    assert (before.total, before.sent, before.is_finished) == (4, 0, False)
    expansion.expand(to_members.pk, clock.now())
    sending.run()
    to_members.refresh_from_db()
    now = progress.of(to_members, clock.now())
    assert (now.total, now.sent, now.refused, now.is_finished) == (4, 2, 1, False)
    assert (now.sent_width, now.refused_width) == (500, 250)
    assert {line.name: (line.number, line.means) for line in now.lines} == {
        "Sent": (2, "handed to the mail server"),
        "Waiting": (1, "will be sent"),
        "Refused": (1, "1 no such mailbox"),
        "Uncertain": (0, "a server fell silent after taking it"),
        "Skipped": (0, "have unsubscribed meanwhile"),
        "No address": (1, "gave none, so no mail can reach them"),
    }
    composing.stop(to_members, now=clock.now())
    assert progress.of(to_members, clock.now()).is_finished
