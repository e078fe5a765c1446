"""Asking everyone again: unsure until they answer, and nobody loses a place who did."""

from datetime import timedelta

import pytest

from actions.planning.taking_part import asking_again, signup
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


def test_who_still_comes_is_sure_again_however_often_it_is_said() -> None:
    registration = make.registered(make.action())
    registration.unsure_until = NOW + timedelta(days=2)
    registration.save()
    for _ in range(2):
        asking_again.still_coming(registration)
        registration.refresh_from_db()
        assert (registration.state, registration.unsure_until) == ("confirmed", None)


def test_whose_registration_has_ended_is_told_so() -> None:
    registration = make.registered(make.action())
    signup.withdraw(registration, now=NOW)
    with pytest.raises(signup.LinkUsed):
        asking_again.still_coming(registration)
