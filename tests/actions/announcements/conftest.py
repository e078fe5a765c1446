"""A group with its people, and an announcement to them."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from actions.announcements.models import Announcement
    from actions.planning.models import Action
    from campaign.groups.models import Group
    from campaign.people.models import Person


@pytest.fixture
def coordinator(db: None) -> "Person":
    from tests import make

    return make.person("coordinator", address="coordinator@example.org")


@pytest.fixture
def berlin(coordinator: "Person") -> "Group":
    from tests import make

    return make.group("Berlin", by=coordinator)


@pytest.fixture
def to_members(berlin: "Group", coordinator: "Person") -> "Announcement":
    from actions.announcements import composing

    words = composing.Words("Trains are late", "The night train is **two hours** late.\n\n.hidden dot")
    return composing.write(berlin, words, by=coordinator)


@pytest.fixture
def blockade(berlin: "Group") -> "Action":
    from tests import make

    return make.action(berlin, title="Close the office", seats=3)


@pytest.fixture
def to_participants(berlin: "Group", coordinator: "Person", blockade: "Action") -> "Announcement":
    from actions.announcements import composing

    return composing.write(berlin, composing.Words("Bring water", "Please.", action=blockade), by=coordinator)
