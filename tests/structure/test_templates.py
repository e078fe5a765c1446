"""What Django doesn't say about templates."""

import re

from tests.structure.code import ROOT

TEMPLATES = ROOT / "templates"
INCLUDE = re.compile(r'{%\s*include\s+"([^"]+)"([^%]*)%}')


def _posts(name: str, *above: str) -> bool:
    """Whether a template, or one that it includes, holds a form with a token."""
    text = (TEMPLATES / name).read_text()
    parts = {included for included, _said in INCLUDE.findall(text)} - {name, *above}
    return "{% csrf_token %}" in text or any(_posts(part, name, *above) for part in parts)


def test_a_form_in_a_part_gets_its_token() -> None:
    """`include … only` hands on nothing, not even the token, and test clients don't miss it: browsers do."""
    without = [
        (page.relative_to(TEMPLATES).as_posix(), included)
        for page in sorted(TEMPLATES.rglob("*.html"))
        for included, said in INCLUDE.findall(page.read_text())
        if re.search(r"\bonly\s*$", said) and _posts(included) and "csrf_token=csrf_token" not in said
    ]
    assert without == []
