"""Statements that are compiled once answer as the ORM does."""

import pytest
from django.forms import model_to_dict

from actions.planning.models import Action, Registration
from actions.planning.views.taking_part import SHOWN_TO_NOBODY
from campaign.web import prepared
from campaign.web.viewer import NOBODY
from tests import make

pytestmark = pytest.mark.django_db


def test_a_question_finds_the_row_that_the_scope_finds() -> None:
    group = make.group()
    shown, hidden = make.action(group, seats=5), make.action(group, visibility="group")
    for action in (shown, hidden):
        by_orm = Action.objects.visible_to(NOBODY).select_related("group").filter(slug=action.slug).first()
        found = SHOWN_TO_NOBODY.ask(action.slug)
        assert found == by_orm
        if found is not None and by_orm is not None:
            for field in Action._meta.concrete_fields:
                assert getattr(found, field.attname) == getattr(by_orm, field.attname), field.name
    assert SHOWN_TO_NOBODY.ask("none") is None


def test_a_question_brings_related_rows_along(django_assert_num_queries: object) -> None:
    action = make.action()
    name = action.group.name
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = SHOWN_TO_NOBODY.ask(action.slug)
        assert found is not None
        assert found.group.name == name


def test_an_inserted_row_is_the_row_that_save_would_store() -> None:
    action = make.action()
    fields = {"action": action, "state": "pending", "created_at": make.NOW, "name": "Kim", "address": "kim@example.org"}
    by_hand, by_orm = Registration(address_index=b"a" * 16, **fields), Registration(address_index=b"b" * 16, **fields)
    assert prepared.insert(by_hand)
    by_orm.save()
    by_hand.refresh_from_db()
    by_orm.refresh_from_db()
    unlike = {"id", "address_index"}
    rows = [model_to_dict(row) for row in (by_hand, by_orm)]
    assert {name: value for name, value in rows[0].items() if name not in unlike} == {
        name: value for name, value in rows[1].items() if name not in unlike
    }


def test_a_row_that_is_there_keeps_another_out() -> None:
    action = make.action()
    first, second = (
        Registration(action=action, state="pending", created_at=make.NOW, address="x", address_index=b"a" * 16)
        for _ in range(2)
    )
    assert prepared.insert(first, unless="ON CONFLICT DO NOTHING")
    assert not prepared.insert(second, unless="ON CONFLICT DO NOTHING")
    assert second.pk is None
