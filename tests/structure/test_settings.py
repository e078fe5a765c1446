"""docs/settings.md explains each setting, once, and no other."""

import ast
import re

from tests.structure.code import ROOT, modules


def test_each_setting_is_explained_once() -> None:
    (settings,) = (module for module in modules() if module.name == "campaign.settings")
    read = {
        call.args[0].value
        for call in settings.calls()
        if re.fullmatch(r"env\.\w+", ast.unparse(call.func)) and isinstance(call.args[0], ast.Constant)
    }
    explained = re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text(), re.M)
    assert sorted(explained) == sorted(read)


def test_the_environment_is_read_in_one_place() -> None:
    """But for the name of the settings module, which has to be there before them, and what a child process inherits."""
    readers = {
        module.name
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("os.environ", "os.getenv")
    }
    assert readers == {"campaign.celery", "campaign.wsgi", "campaign.management.supervision.members"}
