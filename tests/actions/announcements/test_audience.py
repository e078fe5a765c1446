"""Who gets an announcement, each once."""

import pytest

from actions.announcements import audience
from actions.announcements.models import Announcement
from actions.planning.models import Action, Registration
from actions.planning.taking_part import signup
from campaign.groups.models import Group
from tests import make


def reached(announcement: Announcement) -> list[str]:
    return [someone.recipient.address for someone in audience.after_id(announcement, 0) if someone.recipient]


def test_members_get_it_who_want_it_and_have_a_confirmed_address(berlin: Group, to_members: Announcement) -> None:
    make.membership(berlin, make.person("kim", address="kim@example.org"))
    make.membership(berlin, make.person("unverified", address="unverified@example.org", verified=False))
    make.membership(berlin, make.person("without"))
    gone = make.person("gone", address="gone@example.org")
    make.membership(berlin, gone)
    gone.is_active = False
    gone.save()
    unwilling = make.membership(berlin, make.person("unwilling", address="unwilling@example.org"))
    unwilling.wants_announcements = False
    unwilling.save()
    make.person("stranger", address="stranger@example.org")
    assert reached(to_members) == ["coordinator@example.org", "kim@example.org"]
    assert audience.count(to_members) == audience.Count(reached=2, without_address=2)


def test_who_comes_or_waits_gets_it_with_or_without_an_account(blockade: Action, to_participants: Announcement) -> None:
    make.registered(blockade, "ana@example.org", name="Ana", seats=2)
    make.requested(blockade, "pending@example.org")
    signup.join(blockade, person=make.person("kim", address="kim@example.org"), now=make.NOW)
    make.registered(blockade, "waits@example.org")
    cancelled = make.registered(blockade, "cancelled@example.org")
    signup.withdraw(cancelled, now=make.NOW)
    signup.join(blockade, person=make.person("without"), now=make.NOW)
    assert reached(to_participants) == ["ana@example.org", "kim@example.org", "waits@example.org"]
    assert audience.count(to_participants) == audience.Count(reached=3, without_address=1)


def test_an_address_on_two_registrations_counts_once(blockade: Action, to_participants: Announcement) -> None:
    make.registered(blockade, "kim@example.org")
    signup.join(blockade, person=make.person("kim", address="Kim@example.org"), now=make.NOW)
    assert audience.count(to_participants).reached == 1
    Registration.objects.filter(person=None).update(wants_announcements=False)
    assert audience.count(to_participants).reached == 0  # she said so once, and that is enough


@pytest.mark.parametrize(("name", "greeting"), [("Kim", "Dear Kim,"), ("", "Hello,")])
def test_a_letter_greets_by_name_where_there_is_one(
    blockade: Action, to_participants: Announcement, name: str, greeting: str
) -> None:
    make.registered(blockade, "kim@example.org", name=name)
    (kim,) = audience.after_id(to_participants, 0)
    assert kim.values()["greeting"] == greeting


def test_the_key_of_a_delivery_tells_no_address_and_differs_between_mailings() -> None:
    assert audience.key(1, "Kim@example.org") == audience.key(1, "kim@example.org")
    assert audience.key(1, "kim@example.org") != audience.key(2, "kim@example.org")
    assert "kim" not in audience.key(1, "kim@example.org")


def test_one_and_three_members_take_the_same_queries(
    berlin: Group, to_members: Announcement, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(audience.after_id(to_members, 0)) == 1
    for name in ("kim", "ana"):
        make.membership(berlin, make.person(name, address=f"{name}@example.org"))
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(audience.after_id(to_members, 0)) == 3
