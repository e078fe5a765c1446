"""Reading what the demonstration says: Markdown files with a head in TOML between two lines of ``+++``."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
FENCE = "+++\n"


@dataclass(frozen=True, slots=True)
class Text:
    """One file: its name without ending, the values of its head, and its Markdown."""

    name: str
    head: dict[str, Any]
    body: str


def texts(folder: str) -> list[Text]:
    """All texts in a folder, by file name."""
    return [_text(path) for path in sorted((FOLDER / folder).glob("*.md"))]


def table(name: str) -> dict[str, Any]:
    """One file of values."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def _text(path: Path) -> Text:
    before, head, body = path.read_text("utf-8").split(FENCE, 2)
    if before:
        raise ValueError(f"{path.name} does not begin with {FENCE.strip()}")
    return Text(path.stem, tomllib.loads(head), body.strip())
