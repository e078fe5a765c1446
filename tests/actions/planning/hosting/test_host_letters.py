"""What those who organise are told by mail: each deed reaches the right group once, says why, and names no person."""

import html
from datetime import timedelta
from typing import Any

import pytest

from actions.planning.hosting import cohosting, delegation
from actions.planning.models import Action, Cohost
from campaign.groups.models import Group
from campaign.mail import sending
from tests import make
from tests.engines.mail import Sink
from tests.make import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(sink: Sink, settings: Any) -> Any:
    """The subjects of what comes to an address, once all is sent; and all the words of it."""
    settings.EMAIL_URL = sink.url

    def to(address: str) -> tuple[list[str], str]:
        sending.run()
        letters = [letter.message for letter in sink.to(address)]
        parts = [str(part.get_content()) for one in letters for part in one.walk() if not part.is_multipart()]
        return [str(one["Subject"]) for one in letters], html.unescape("\n".join(parts))

    return to


@pytest.fixture
def action() -> Action:
    berlin = make.group("Berlin", by=make.person("ann", address="ann@example.org"))
    return make.action(berlin, title="Together", slug="together", meeting_point="The back door")


@pytest.fixture
def warsaw() -> Group:
    return make.group("Warsaw", city="Warsaw", by=make.person("wanda", address="wanda@example.org"))


def test_from_the_question_to_the_end_each_group_hears_what_the_other_does(
    action: Action, warsaw: Group, post: Any
) -> None:
    cohost = cohosting.invite(action, warsaw, now=NOW)
    cohosting.accept(cohost, now=NOW)
    cohosting.offer_lead(cohost, now=NOW)
    cohosting.refuse_lead(cohost, now=NOW)
    cohosting.offer_lead(cohost, now=NOW)
    cohosting.take_lead(cohost, now=NOW)
    cohosting.end(Cohost.objects.get(action=action), now=NOW)
    wanda, words = post("wanda@example.org")
    assert wanda == [
        "Will you host it too? Together",
        "Will you lead it? Together",
        "Will you lead it? Together",
    ]
    assert "Berlin asks Warsaw to host this action with them." in " ".join(words.split())
    assert "/actions/together/hosts/" in words
    ann, hers = post("ann@example.org")
    assert ann == [
        "Warsaw hosts it with you: Together",
        "Warsaw does not take the lead: Together",
        "Warsaw leads it now: Together",
        "You host it no more: Together",
    ]
    for text in (words, hers):
        assert "The back door" not in text
        assert not [name for name in ("wanda,", "Dear") if name in text]


def test_declining_and_parting_are_told_to_the_lead(action: Action, warsaw: Group, post: Any) -> None:
    cohosting.decline(cohosting.invite(action, warsaw, now=NOW), now=NOW)
    again = cohosting.invite(action, warsaw, now=NOW)
    cohosting.accept(again, now=NOW)
    cohosting.part(again, now=NOW)
    assert post("ann@example.org")[0] == [
        "Warsaw does not host it: Together",
        "Warsaw hosts it with you: Together",
        "Warsaw hosts it no more: Together",
    ]
    assert post("wanda@example.org")[0] == ["Will you host it too? Together"] * 2


def test_a_delegate_hears_of_the_question_and_of_its_end_and_the_group_of_the_answers(
    action: Action, post: Any
) -> None:
    ida = make.person("Idaho", address="ida@example.org")
    delegation.decline(delegation.invite(action, pseudonym="idaho", now=NOW), now=NOW)
    delegation.leave(delegation.accept(delegation.invite(action, pseudonym="idaho", now=NOW), ida, now=NOW), now=NOW)
    last = delegation.accept(delegation.invite_by_link(action, now=NOW), ida, now=NOW)
    delegation.revoke(last, now=NOW + timedelta(minutes=1))
    subjects, words = post("ida@example.org")
    assert subjects == [*["Will you organise it? Together"] * 2, "You organise it no more: Together"]
    assert "/me/" in words
    told, hers = post("ann@example.org")
    assert told == [
        "Somebody you asked does not organise it: Together",
        "Somebody you asked organises it: Together",
        "Somebody organises it no more: Together",
        "Somebody you asked organises it: Together",
    ]
    assert "Idaho" not in hers


def test_who_is_no_organiser_or_gave_no_address_gets_nothing(action: Action, post: Any, sink: Sink) -> None:
    paris = make.group("Paris", city="Paris", by=make.person("without"))
    make.membership(paris, make.person("member", address="member@example.org"))
    make.membership(paris, make.person("waits", address="waits@example.org", verified=False), "organiser")
    cohosting.invite(action, paris, now=NOW)
    assert post("member@example.org") == ([], "")
    assert sink.letters == []
