"""Templates that only tests need."""

from pathlib import Path
from typing import Any

import pytest

TEMPLATES = {
    "trial/one": {
        "subject.txt": "Your place, {{ name }}",
        "body.txt": "Dear {{ name }},\n\n.a line that starts with a stop & more < >\n{{ link }}\n",
        "body.html": "{% extends 'mail/base.html' %}{% block matter %}<p>Dear {{ name }},</p>"
        "<p><a href='{{ link }}'>{{ link }}</a></p>{% endblock %}",
    },
    "trial/many": {
        "subject.txt": "{{ title }}",
        "body.txt": "{{ greeting }}\n\n{{ text }}\n\n{{ unsubscribe }}\n",
        "body.html": "{% extends 'mail/base.html' %}{% block matter %}<p>{{ greeting }}</p><p>{{ text }}</p>"
        "<p><a href='{{ unsubscribe }}'>Stop</a></p>{% endblock %}",
    },
}


@pytest.fixture(autouse=True)
def _trial_templates(tmp_path: Path, settings: Any) -> None:
    for folder, files in TEMPLATES.items():
        (tmp_path / "templates" / folder).mkdir(parents=True)
        for name, text in files.items():
            (tmp_path / "templates" / folder / name).write_text(text)
    first = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**first, "DIRS": [*first["DIRS"], tmp_path / "templates"]}]
