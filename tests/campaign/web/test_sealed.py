"""A sealed column says nothing, in the table and in a dump."""

import io

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection

from campaign.lib import clock
from campaign.mail import outbox
from campaign.mail.models import Delivery
from campaign.web.cache_keys import keyed

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery() -> Delivery:
    to = outbox.Recipient("asa@example.org", "en")
    return outbox.write("mail/ready", to=to, context={"subject": "s", "text": "t"}, key="k", now=clock.now())


def column() -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM mail_delivery")
        return bytes(cursor.fetchone()[0])


def test_the_column_is_sealed_and_opens_when_it_is_read(delivery: Delivery) -> None:
    assert b"asa" not in column()
    assert Delivery.objects.get().address == "asa@example.org"


def test_two_equal_texts_look_different(delivery: Delivery) -> None:
    before = column()
    Delivery.objects.get().save()
    assert column() != before


def test_it_cannot_be_looked_up(delivery: Delivery) -> None:
    with pytest.raises(FieldError):
        Delivery.objects.filter(address="asa@example.org").exists()
    assert Delivery.objects.filter(address__isnull=False).exists()


def test_nothing_stays_nothing(delivery: Delivery) -> None:
    delivery = Delivery.objects.get()
    delivery.values = None
    delivery.save()
    assert Delivery.objects.get().values is None


def test_a_dump_stays_sealed_and_can_be_loaded(delivery: Delivery) -> None:
    dump = io.StringIO()
    call_command("dumpdata", "mail.delivery", stdout=dump)
    assert "asa@" not in dump.getvalue()
    [loaded] = serializers.deserialize("json", dump.getvalue())
    assert loaded.object.address == "asa@example.org"
    loaded.save()
    assert Delivery.objects.get().address == "asa@example.org"


def test_what_only_looks_like_a_dump_stays_as_it_was_typed() -> None:
    field = Delivery._meta.get_field("address")
    for typed in ("sealed:", "sealed:rubbish", "sealed: tight", "plain", ""):
        assert field.to_python(typed) == typed


def test_a_cache_key_says_nothing_and_is_as_long_as_any_other() -> None:
    named = [(name, prefix, version) for name in ("asa@x.org", "b") for prefix in ("", "p") for version in (1, 2)]
    keys = {keyed(*parts) for parts in named}
    assert len(keys) == 8
    assert {len(key) for key in keys} == {64}
    assert not any("asa" in key for key in keys)
