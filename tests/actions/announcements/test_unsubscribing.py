"""The link at the end: GET shows, POST acts, for one group or one action, and in time."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from actions.announcements import audience, composing, expansion, stop_links
from actions.announcements.models import Announcement
from actions.planning.models import Action, Registration
from actions.planning.taking_part import signup
from campaign.groups import membership as memberships
from campaign.groups.models import Group, Membership
from campaign.lib import clock, links
from campaign.mail import outbox
from campaign.mail.models import Delivery
from tests import make


@pytest.fixture
def membership(berlin: Group) -> Membership:
    return make.membership(berlin, make.person("kim", address="kim@example.org"))


def path(link: str) -> str:
    return link.removeprefix(settings.SITE_URL)


def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def test_looking_stops_nothing(membership: Membership) -> None:
    address = path(stop_links.for_member(membership.pk))
    for _ in range(2):
        assert "Stop these letters?" in strict().get(address).text
    strict().head(address)
    membership.refresh_from_db()
    assert membership.wants_announcements


def test_a_mail_program_stops_them_with_one_click(membership: Membership, to_members: Announcement) -> None:
    address = path(stop_links.for_member(membership.pk))
    answer = strict().post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not answer.cookies
    membership.refresh_from_db()
    assert not membership.wants_announcements
    assert audience.count(to_members).reached == 1


def test_they_can_come_again(membership: Membership) -> None:
    address = path(stop_links.for_member(membership.pk))
    strict().post(address)
    assert "They come again" in strict().post(address, {"again": "yes"}).text
    membership.refresh_from_db()
    assert membership.wants_announcements


def test_what_waits_in_the_outbox_is_skipped(membership: Membership, to_members: Announcement) -> None:
    composing.send(to_members, now=clock.now())
    expansion.expand(to_members.pk, clock.now())
    strict().post(path(stop_links.for_member(membership.pk)))
    to_members.refresh_from_db()
    assert to_members.mailing is not None
    states = outbox.progress(to_members.mailing)
    assert (states[Delivery.State.SKIPPED], states[Delivery.State.QUEUED]) == (1, 1)


def test_a_registrations_link_stops_its_action_only(
    blockade: Action, to_participants: Announcement, berlin: Group
) -> None:
    other = make.action(berlin, title="Another")
    here, there = make.registered(blockade, "kim@example.org"), make.registered(other, "kim@example.org")
    answer = strict().post(path(stop_links.for_participant(here)))
    assert "Close the office" in answer.text
    assert audience.count(to_participants).reached == 0
    assert Registration.objects.get(pk=there.pk).wants_announcements
    assert Registration.objects.get(pk=here.pk).state == "confirmed"


def test_a_forged_a_renewed_and_a_lapsed_link_answer_410(membership: Membership, blockade: Action) -> None:
    registration = make.registered(blockade, "kim@example.org")
    of_registration = path(stop_links.for_participant(registration))
    Registration.objects.filter(pk=registration.pk).update(generation=5)
    of_member = path(stop_links.for_member(membership.pk))
    membership.delete()
    of_another_purpose = f"/unsubscribe/{links.sign('registration', registration.pk, 5)}/"
    for address in (of_registration, of_member, of_another_purpose, "/unsubscribe/nonsense/"):
        assert strict().get(address).status_code == 410
        assert strict().post(address).status_code == 410


def states() -> dict[str, str]:
    """Each waiting letter's address, and the state of those that are blanked."""
    return {delivery.address or "gone": delivery.state for delivery in Delivery.objects.filter(priority=1)}


def test_who_unsubscribes_while_the_letters_are_put_into_the_outbox_gets_none(
    membership: Membership, to_members: Announcement, monkeypatch: pytest.MonkeyPatch
) -> None:
    composing.send(to_members, now=clock.now())
    read = audience.after_id

    def after_id(*args: Any) -> Any:
        batch = read(*args)
        strict().post(path(stop_links.for_member(membership.pk)))
        return batch

    monkeypatch.setattr(audience, "after_id", after_id)
    expansion.expand(to_members.pk, clock.now())
    assert states() == {"coordinator@example.org": "queued"}


@pytest.mark.parametrize("how", ["left", "shut out", "wants none"])
def test_who_is_gone_after_the_letters_were_put_into_the_outbox_gets_none(
    membership: Membership, to_members: Announcement, how: str
) -> None:
    composing.send(to_members, now=clock.now())
    expansion.expand(to_members.pk, clock.now())
    expansion.sweep(clock.now())
    assert states() == {"coordinator@example.org": "queued", "kim@example.org": "queued"}
    if how == "left":
        memberships.leave(membership)
    elif how == "wants none":
        memberships.choose_mail(membership, announcements=False)
    else:
        membership.person.is_active = False
        membership.person.save()
    expansion.sweep(clock.now())
    assert states() == {"coordinator@example.org": "queued", "gone": "skipped"}


def test_who_withdrew_from_an_action_gets_no_letter_that_waits(to_participants: Announcement, blockade: Action) -> None:
    registration = make.registered(blockade, "kim@example.org")
    make.registered(blockade, "mo@example.org")
    composing.send(to_participants, now=clock.now())
    expansion.expand(to_participants.pk, clock.now())
    expansion.sweep(clock.now())
    assert set(states()) == {"kim@example.org", "mo@example.org"}
    signup.withdraw(registration)
    expansion.sweep(clock.now())
    assert states() == {"mo@example.org": "queued", "gone": "skipped"}
