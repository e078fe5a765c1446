"""One of each mail, as it arrives: in text and in HTML, with the same links, and lines that a reader can follow.

`make pictures` draws them: docs/pictures/mail-*.png, shown in docs/mails.md.
"""

import html
import re
from typing import Any

import pytest

from tests.correspondence import one_of_each
from tests.engines.mail import Letter, Sink
from tests.structure.code import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("correspondence")]
LINK = re.compile(r"https?://[^\s<>\"]+")
READY_MADE = {"mail/ready"}  # allauth's own words, see tests/campaign/people


@pytest.fixture
def arrived(sink: Sink, settings: Any) -> dict[str, Letter]:
    settings.EMAIL_URL = sink.url
    return one_of_each(sink)


def templates() -> set[str]:
    """All that there are: the folders that hold a subject."""
    found = (path.parent for path in (ROOT / "templates").glob("*/mail/*/subject.txt"))
    return {f"{folder.parent.parent.name}/{folder.name}" for folder in found}


def text_of(letter: Letter, kind: str = "plain") -> str:
    part = letter.message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_one_of_each_arrives_and_reads_well(arrived: dict[str, Letter], request: pytest.FixtureRequest) -> None:
    assert templates() - READY_MADE - set(arrived) == set()
    wrong = [(name, what) for name, letter in arrived.items() for what in _wrong(letter)]
    assert wrong == []
    if request.config.getoption("--draw"):
        from tests.mail_pictures import draw

        draw(arrived)


def _wrong(letter: Letter) -> list[str]:
    text, page = text_of(letter), html.unescape(text_of(letter, "html"))
    subject, lines = str(letter.message["Subject"]), text.splitlines()
    found = []
    if not subject.strip() or "\n" in subject or len(subject) > 100:
        found.append(f"subject {subject!r}")
    found += [f"a link only in text: {link}" for link in LINK.findall(text) if link.rstrip(".,)") not in page]
    if re.search(r"\n\s*\n\s*\n", text):
        found.append("two empty lines in a row")
    found += [f"left over: {left}" for left in re.findall(r"\{[%{#].*|&(?:amp|quot|#\d+);|None\b", text)]
    found += [f"blanks: {line!r}" for line in lines if line.rstrip() != line and line != "-- "]
    found += [f"indented: {line!r}" for line in lines if line.startswith("  ")]
    if "-- " not in lines:
        found.append("no foot")
    return found
