"""An ORM path is an import too: a lower room never names what stands above it, neither by `registrations__state` nor by
`group.actions`."""

import ast
from collections.abc import Iterator

from django.apps import apps

from tests.structure.code import ROOT, Module, modules
from tests.structure.test_house import storeys, storeys_by_height


def ranks() -> dict[str, int]:
    """Each room's height: the lowest is 0."""
    return {room: height for height, layer in enumerate(storeys_by_height()) for room in layer}


def room_of(name: str, rooms: list[str]) -> str | None:
    return next((room for room in rooms if f"{name}.".startswith(f"{room}.")), None)


def names_from_above() -> dict[str, set[str]]:
    """For each room: the names by which models at or below it lead to models above it."""
    heights = ranks()
    found: dict[str, set[str]] = {room: set() for room in heights}
    for model in apps.get_models():
        here = room_of(model.__module__, list(heights))
        for relation in model._meta.related_objects:
            above = room_of(relation.related_model.__module__, list(heights))
            if here and above and heights[above] > heights[here] and (name := relation.get_accessor_name()):
                for room, height in heights.items():
                    if height < heights[above]:
                        found[room] |= {name, relation.field.related_query_name()}
    return found


def _named(module: Module, names: set[str]) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.keyword) and node.arg and node.arg.partition("__")[0] in names and "__" in node.arg:
            yield f"{module.place(node.value)}: {node.arg}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            head, path, _ = node.value.partition("__")
            if path and head in names and node.value.isidentifier():
                yield f"{module.place(node)}: {node.value}"
        elif isinstance(node, ast.Attribute) and node.attr in names and not _is_a_module(module, node):
            yield f"{module.place(node)}: .{node.attr}"


def _is_a_module(module: Module, node: ast.Attribute) -> bool:
    """`actions.planning` in an import is no path."""
    return isinstance(node.value, ast.Name) and node.value.id in {name for _, name in module.imports()}


def test_no_lower_room_names_what_stands_above_it() -> None:
    above = names_from_above()
    rooms = storeys()
    found = [
        place
        for module in modules()
        if (room := room_of(module.name, rooms)) is not None
        for place in _named(module, above[room])
    ]
    assert found == []


def test_the_search_knows_what_leads_upward() -> None:
    above = names_from_above()
    assert {"actions", "announcements"} <= above["campaign.groups"]
    assert "registrations" in above["campaign.people"]
    assert "memberships" not in above["campaign.groups"]


def test_the_search_finds_a_path_that_leads_upward() -> None:
    wrong = "Group.objects.filter(actions__state='draft').order_by('actions__starts'); group.announcements.count()"
    module = Module(ROOT / "campaign" / "groups" / "wrong.py", ast.parse(wrong))
    assert len(list(_named(module, names_from_above()["campaign.groups"]))) == 3
