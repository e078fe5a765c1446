"""Habits that no general checker knows, read from the syntax trees. docs/architecture.md gives the reasons."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.structure.code import ROOT, Module, modules, written

LONGEST = 300
VIEW_CLASS = re.compile(r"^(?!allauth\.).*View$")  # allauth's pages are classes, and stay allauth's
JUNK_DRAWERS = {"utils", "util", "helpers", "helper", "services", "service", "common", "misc", "signals", "admin"}
CLOCKS = {
    *("timezone.now", "datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    *("datetime.datetime.now", "datetime.date.today", "time.time", "timezone.localdate", "timezone.localtime"),
}
COUNTED = {"sequence", "notice_due"}


def everywhere(*, but: str = "nothing") -> Iterator[Module]:
    return (module for module in modules() if module.name != but)


def test_no_module_is_a_junk_drawer() -> None:
    assert [module.name for module in modules() if JUNK_DRAWERS & set(module.name.split("."))] == []


def test_no_file_is_too_long() -> None:
    lengths = {module.name: len(module.path.read_text().splitlines()) for module in modules()}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_nothing_happens_by_signal_or_in_the_admin() -> None:
    banned = ("django.db.models.signals", "django.dispatch", "celery.signals", "django.contrib.admin")
    assert [
        module.place(node) for module in modules() for node, name in module.imports() if name.startswith(banned)
    ] == []
    assert "django.contrib.admin" not in (ROOT / "campaign" / "settings.py").read_text()


def test_views_reach_rows_only_through_a_scope() -> None:
    assert [place for module in modules() if module.serves_pages for place in _unscoped(module)] == []


def _unscoped(module: Module) -> Iterator[str]:
    """`.objects` that isn't asked at once for a viewer: `.visible_to(viewer)`, `.of(request.viewer)`."""
    scoped = {
        call.func.value
        for call in module.calls()
        if isinstance(call.func, ast.Attribute) and any("viewer" in written(given).lower() for given in call.args)
    }
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager") and node not in scoped:
            yield module.place(node)


def test_views_are_functions() -> None:
    assert [
        module.place(node)
        for module in modules()
        if module.serves_pages
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and any(VIEW_CLASS.search(written(base)) for base in node.bases)
    ] == []


def test_only_one_function_counts_changes_of_an_action() -> None:
    found = [
        place
        for module in everywhere(but="actions.planning.changes")
        for name in (COUNTED | {"revision"} if module.name.startswith("actions.planning") else COUNTED)
        for place in _writes(module, name)
    ]
    assert found == []


def _writes(module: Module, name: str) -> Iterator[str]:
    """Assignments to `….name`, and `update(name=…)` or `create(name=…)`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Attribute) and target.attr == name for target in targets):
                yield module.place(node)
        elif isinstance(node, ast.Call) and written(node.func).endswith((".update", ".create")):
            yield from (module.place(node) for keyword in node.keywords if keyword.arg == name)


def test_transactions_are_verbs_or_steps() -> None:
    """A verb is durable, a step has no savepoint; only around an expected IntegrityError may one stand bare."""
    assert [place for module in modules() for place in _bare_transactions(module)] == []


def _bare_transactions(module: Module) -> Iterator[str]:
    expected = {
        inner
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Try) and any("IntegrityError" in written(h.type) for h in node.handlers if h.type)
        for statement in node.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(module.tree):
        if not (isinstance(node, ast.Name | ast.Attribute) and written(node) in ("transaction.atomic", "atomic")):
            continue
        call = next((call for call in module.calls() if call.func is node), None)
        said = {keyword.arg: written(keyword.value) for keyword in call.keywords} if call else {}
        if said.get("durable") != "True" and said.get("savepoint") != "False" and node not in expected:
            yield module.place(node)


def test_rows_are_claimed_by_comparing_not_by_locking() -> None:
    assert [
        module.place(call)
        for module in modules()
        for call in module.calls()
        if written(call.func).endswith(".select_for_update")
    ] == []


def test_only_one_module_looks_at_the_clock() -> None:
    assert [
        module.place(call)
        for module in everywhere(but="campaign.lib.clock")
        for call in module.calls()
        if written(call.func) in CLOCKS
    ] == []


def test_tasks_are_nudged_only_after_the_commit() -> None:
    """`nudges.wake_on_commit(name, id)`: a worker woken before the commit would find no row."""
    assert [
        module.place(call)
        for module in modules()
        if module.name not in ("campaign.lib.nudges", "campaign.mail.nudging")
        for call in module.calls()
        if written(call.func).endswith((".delay", ".apply_async", ".send_task", "nudges.wake"))
    ] == []
    assert [
        module.place(call)
        for module in modules()
        for call in module.calls()
        if written(call.func).endswith(".on_commit") and not any(keyword.arg == "robust" for keyword in call.keywords)
    ] == []


TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
IN_A_PAGE = {
    "script": re.compile(r"<script(?![^>]*ld\+json| type=\"module\" src=\"{% static 'js/door/)", re.I),
    "style": re.compile(r"<style|\sstyle\s*=", re.I),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "address elsewhere": re.compile(r"<(?:link|img|iframe|source)[^>]*(?:src|href)\s*=\s*[\"']?(?:https?:)?//", re.I),
}


@pytest.mark.parametrize("what", IN_A_PAGE)
def test_pages_carry_nothing_that_the_policy_forbids(what: str) -> None:
    """Mails are no pages: what makes them look like a letter is inlined."""
    pages = [path for path in TEMPLATES if "mail" not in path.parts]
    assert [str(path.relative_to(ROOT)) for path in pages if IN_A_PAGE[what].search(path.read_text())] == []


def test_shared_parts_see_only_what_they_are_given() -> None:
    bare = re.compile(r"{%\s*include\s+[\"']parts/(?![^%]*\bonly\b)[^%]*%}")
    assert [str(path.relative_to(ROOT)) for path in TEMPLATES if bare.search(path.read_text())] == []
