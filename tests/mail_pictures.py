"""Pictures of one of each mail, as HTML at 360 px and as the text that arrives, and the page that shows them."""

import html
from collections.abc import Mapping

from tests.engines import png
from tests.engines.browser import chromium
from tests.engines.mail import Letter
from tests.structure.code import ROOT

PICTURES = ROOT / "docs" / "pictures" / "mails"
PAGE = ROOT / "docs" / "mails.md"
HEAD = """\
# One of each mail

As they arrive: HTML at the width of a telephone, and the text that every mail carries too, beside it. Names and places
are examples. `make pictures` draws them anew, from the letters that `tests/correspondence.py` makes with the site's own
verbs; `tests/test_correspondence.py` sees that none is missing.
"""
TEXT = """<!DOCTYPE html><meta charset="utf-8"><body style="margin:0;padding:16px;background:#fff;color:#191713">
<pre style="margin:0;font:14px/1.45 monospace;white-space:pre-wrap;overflow-wrap:anywhere">{text}</pre>"""


def draw(letters: Mapping[str, Letter]) -> None:
    """All of them, and docs/mails.md."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    parts = [HEAD]
    with chromium() as browser:
        page = browser.new_context(java_script_enabled=False, color_scheme="light").new_page()
        page.set_viewport_size({"width": 360, "height": 400})
        for name, letter in letters.items():
            file = name.replace("/", "-")
            subject = str(letter.message["Subject"])
            page.set_content(_said(letter, "html"))
            (PICTURES / f"{file}.png").write_bytes(png.small(page.screenshot(full_page=True)))
            text = f"From: {letter.message['From']}\nSubject: {subject}\n\n{_said(letter, 'plain')}"
            page.set_content(TEXT.format(text=html.escape(text)))
            (PICTURES / f"{file}-text.png").write_bytes(png.small(page.screenshot(full_page=True)))
            parts.append(
                f"## {subject}\n\n`{name}`\n\n"
                f"![{subject}, as HTML](pictures/mails/{file}.png)\n"
                f"![{subject}, as text](pictures/mails/{file}-text.png)\n"
            )
    PAGE.write_text("\n".join(parts))


def _said(letter: Letter, kind: str) -> str:
    part = letter.message.get_body((kind,))
    assert part is not None, kind
    return str(part.get_content())
