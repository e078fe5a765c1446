"""Writing mail: once for a key, sealed, stopped and skipped in time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import connection

from campaign.lib import clock
from campaign.mail import outbox, sending, sweeping
from campaign.mail.models import Delivery, Mailing
from campaign.mail.outbox import Recipient
from campaign.people.models import Person

NOW = datetime(2002, 10, 10, 9, tzinfo=UTC)
KIM = Recipient("kim@example.org", "en")
State = Delivery.State
pytestmark = pytest.mark.django_db


def write(key: str = "registration:7", to: Recipient = KIM) -> Delivery:
    context = {"name": "Kim", "link": "https://example.org/"}
    return outbox.write("trial/one", to=to, context=context, key=key, now=NOW)


def many(*numbers: int) -> list[tuple[str, Recipient, dict[str, str]]]:
    return [
        (f"membership:{number}", Recipient(f"p{number}@example.org", "en"), {"greeting": f"Dear {number},"})
        for number in numbers
    ]


def begin() -> Mailing:
    return outbox.begin("trial/many", context={"title": "T", "text": "T", "unsubscribe": ""}, now=NOW)


def test_the_same_template_is_written_once_for_a_key() -> None:
    first, second = write(), write()
    assert first.pk == second.pk
    assert write("registration:8").pk != first.pk
    assert Delivery.objects.count() == 2
    assert Mailing.objects.count() == 1


def test_writing_one_takes_two_queries(django_assert_num_queries: Any) -> None:
    write()
    with django_assert_num_queries(2):
        write("registration:8")


@pytest.mark.parametrize(
    "address", ["", "kim", "kim@", "@x", "a b@x.org", "kim@x.org\r\nRCPT TO:<y@z>", "<kim@x.org>", "a@b@c", "a,b@c.org"]
)
def test_what_is_no_address_is_refused_without_being_said(address: str) -> None:
    with pytest.raises(outbox.BadAddress) as refusal:
        Recipient(address, "en")
    assert not address or address not in str(refusal.value)


def test_neither_address_nor_values_are_readable_in_the_database() -> None:
    write()
    with connection.cursor() as cursor:
        cursor.execute('SELECT address, "values" FROM mail_delivery')
        stored = b"".join(bytes(column) for column in cursor.fetchone())
    assert b"kim" not in stored.lower()
    assert b"example" not in stored


def test_recipients_of_a_mailing_are_added_once() -> None:
    mailing = begin()
    outbox.add(mailing, many(1, 2), NOW)
    outbox.add(mailing, many(2, 3), NOW)
    assert outbox.progress(mailing)[State.QUEUED] == 3


def test_stopping_takes_what_waits_and_nothing_can_be_added_then() -> None:
    mailing = begin()
    outbox.add(mailing, many(1, 2, 3, 4), NOW)
    Delivery.objects.filter(key="membership:1").update(state=State.SENDING)
    outbox.stop(mailing, NOW)
    outbox.add(mailing, many(5), NOW)
    assert {state: number for state, number in outbox.progress(mailing).items() if number} == {
        State.STOPPED: 3,
        State.SENDING: 1,
    }
    assert set(Delivery.objects.filter(state=State.STOPPED).values_list("address", "values")) == {(None, None)}


def test_who_unsubscribes_is_skipped_and_nobody_else() -> None:
    mailing = begin()
    outbox.add(mailing, many(1, 2), NOW)
    write("membership:1")  # what was written to her alone still arrives
    assert outbox.skip(mailing, ["membership:1"], NOW) == 1
    assert outbox.progress(mailing)[State.SKIPPED] == 1
    assert outbox.progress(mailing)[State.QUEUED] == 1


def test_a_persons_erasure_takes_her_mail_along() -> None:
    person = Person.objects.create(pseudonym="kim")
    write(to=Recipient("kim@example.org", "en", person.pk))
    write("other")
    person.delete()
    assert Delivery.objects.get().key == "other"


def test_djangos_own_mail_takes_the_same_way() -> None:
    message = EmailMultiAlternatives("Hello", "Text", to=["kim@example.org", "ana@example.org"])
    message.attach_alternative("<p>HTML</p>", "text/html")
    assert message.send() == 1
    assert set(Delivery.objects.values_list("mailing__template", flat=True)) == {"mail/ready"}
    assert [delivery.address for delivery in Delivery.objects.order_by("pk")] == ["kim@example.org", "ana@example.org"]


def test_a_header_can_not_be_added_by_a_subject_of_djangos_mail(settings: Any) -> None:
    EmailMessage("Hello\r\nBcc: all@example.org", "Text", to=["kim@example.org"]).send()
    assert Delivery.objects.count() == 1  # the letter is made safe where it is rendered: test_letters.py


def test_a_text_is_kept_only_until_everyone_has_it() -> None:
    now = clock.now()
    mailing = outbox.begin("trial/many", context={"title": "T", "text": "behind the station"}, now=now)
    outbox.add(mailing, [(key, Recipient(f"{key}@example.org", "en"), VALUES) for key in ("a", "b")], now)
    mailing.deliveries.filter(key="a").update(state="sent", finished_at=now, address=None, values=None)
    sweeping.sweep(now)
    assert "station" in str(Mailing.objects.get(pk=mailing.pk).context)
    sending.run()
    sweeping.sweep(now)
    assert Mailing.objects.get(pk=mailing.pk).context is None
    sweeping.sweep(now + timedelta(days=31))
    assert not Mailing.objects.filter(pk=mailing.pk).exists()


def test_a_followed_text_is_kept_until_all_recipients_are_there_and_its_numbers_for_good() -> None:
    now = clock.now()
    mailing = outbox.begin("trial/many", context={"title": "T", "text": "Late."}, now=now, followed=True)
    sweeping.sweep(now)
    assert Mailing.objects.get(pk=mailing.pk).context
    outbox.add(mailing, [("a", Recipient("a@example.org", "en"), VALUES)], now)
    sending.run()
    sweeping.sweep(now)
    assert Mailing.objects.get(pk=mailing.pk).context
    outbox.complete(mailing, now)
    sweeping.sweep(now)
    assert Mailing.objects.get(pk=mailing.pk).context is None
    sweeping.sweep(now + timedelta(days=31))
    mailing.refresh_from_db()
    assert not mailing.deliveries.exists()
    assert outbox.progress(mailing)[Delivery.State.SENT] == 1


VALUES = {"greeting": "Dear Kim,", "unsubscribe": "https://example.org/unsubscribe/1/"}
