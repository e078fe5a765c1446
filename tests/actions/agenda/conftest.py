"""Every page here is read at noon of 1 September 2026, when most actions of tests/make.py lie ahead."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import pytest
import time_machine

from tests.actions.agenda.reading import DAYS

if TYPE_CHECKING:
    from campaign.calls.models import Call
    from campaign.groups.models import Group


@pytest.fixture(autouse=True)
def _noon(db: None) -> Iterator[None]:
    from tests import make  # Django is not ready when this file is read

    with time_machine.travel(make.NOW, tick=False):
        yield


@pytest.fixture
def call() -> "Call":
    from campaign.calls.words import OtherDate
    from tests import make

    closing = OtherDate(date(2026, 12, 3), "The camp is to close", text="So it is said.")
    return make.call("Days of action", days=DAYS, key_dates=(closing,), summary="Nine towns act.", asks="Plan one.")


@pytest.fixture
def berlin() -> "Group":
    from tests import make

    return make.group("Berlin group", about="We meet on *Tuesdays*.", contact="berlin@example.org")
