"""Olga, who plans in a group, and her browser."""

from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from campaign.groups.models import Group
    from campaign.people.models import Person

# Django is not ready when this file is read: what needs its models imports them later.


@pytest.fixture
def olga(db: None) -> "Person":
    from tests import make

    return make.person("Olga")


@pytest.fixture
def group(olga: "Person") -> "Group":
    from tests import make

    return make.group(by=olga)


@pytest.fixture
def planner(olga: "Person") -> Client:
    client = Client()
    client.force_login(olga)
    return client
