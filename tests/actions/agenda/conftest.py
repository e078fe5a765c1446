"""Every page here is read at noon of 1 September 2026, when most actions of tests/make.py lie ahead."""

from collections.abc import Iterator

import pytest
import time_machine


@pytest.fixture(autouse=True)
def _noon(db: None) -> Iterator[None]:
    from tests import make  # Django is not ready when this file is read

    with time_machine.travel(make.NOW, tick=False):
        yield
