"""What we import is what we ask for, what we ask for is pinned, and each has its reason in docs/dependencies.md."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.structure.code import ROOT, modules

OURS = {"campaign", "actions", "tests"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def names(requirements: list[str]) -> set[str]:
    return {_plain(re.match(r"[A-Za-z0-9._-]+", one)[0]) for one in requirements}  # type: ignore[index]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


ASKED = names(PROJECT["dependencies"])
ASKED_IN_TESTS = names(PROJECT["optional-dependencies"]["dev"])


def test_every_import_is_asked_for() -> None:
    imported = {name.split(".")[0] for module in modules() for _, name in module.imports()}
    homes = packages_distributions()
    outside = {
        name
        for name in imported - OURS - set(sys.stdlib_module_names)
        if not {_plain(home) for home in homes.get(name, [])} & ASKED
    }
    assert outside - {"kombu"} == set()  # Celery's own messaging, of which we catch an error


def test_everything_asked_for_is_pinned_with_hashes() -> None:
    run, dev = ((ROOT / "requirements" / f"{name}.txt").read_text() for name in ("run", "dev"))
    pinned = {_plain(name) for name in re.findall(r"^([A-Za-z0-9._-]+)(?:\[.*\])?==", run, re.M)}
    pinned_in_tests = {_plain(name) for name in re.findall(r"^([A-Za-z0-9._-]+)(?:\[.*\])?==", dev, re.M)}
    assert ASKED - pinned == set()
    assert (ASKED | ASKED_IN_TESTS) - pinned_in_tests == set()
    assert "--hash=sha256:" in run
    assert "://" not in run + dev  # no host is named


def test_everything_asked_for_has_its_reason() -> None:
    reasons = (ROOT / "docs" / "dependencies.md").read_text().lower()
    assert {name for name in ASKED | ASKED_IN_TESTS if not re.search(rf"(?<![\w-]){name}(?![\w-])", reasons)} == set()
