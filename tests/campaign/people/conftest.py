"""Somebody with an account."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from campaign.people.models import Person


@pytest.fixture
def asa(db: None) -> "Person":
    from campaign.people import accounts  # models can't be imported before the settings are read
    from tests.campaign.people.forms import PASSWORD

    return accounts.create("Åsa", PASSWORD, address="asa@example.org", verified=True)
