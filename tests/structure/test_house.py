"""Every module stands in a storey of the house (the contract in pyproject.toml), or in the wiring."""

import tomllib

from tests.structure.code import ROOT, modules

WIRING = {
    *("campaign", "actions", "campaign.apps", "campaign.celery", "campaign.checks", "campaign.settings"),
    "campaign.wsgi",
}


def storeys() -> list[str]:
    return [room for layer in reversed(storeys_by_height()) for room in layer]


def storeys_by_height() -> list[list[str]]:
    """The rooms, lowest first; those of one list don't know each other."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (house,) = contracts
    return [[room.strip() for room in layer.split("|")] for layer in reversed(house["layers"])]


def test_every_module_stands_in_the_house() -> None:
    rooms = storeys()
    outside = [
        module.name
        for module in modules()
        if module.name not in WIRING and not any(f"{module.name}.".startswith(f"{room}.") for room in rooms)
    ]
    assert outside == []


def test_every_room_of_the_contract_is_there() -> None:
    names = {module.name for module in modules()}
    assert [room for room in storeys() if room not in names] == []
