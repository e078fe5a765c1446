"""Our own code as syntax trees, for the tests of habits."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Module:
    """One file of ours, parsed."""

    path: Path
    tree: ast.Module

    @property
    def name(self) -> str:
        """Dotted, as one imports it."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def place(self, node: ast.AST) -> str:
        """For a person: file and line."""
        return f"{self.path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"

    @property
    def serves_pages(self) -> bool:
        """True for modules of views."""
        return "views" in self.name.split(".")

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def imports(self) -> Iterator[tuple[ast.stmt, str]]:
        """Each import with the dotted name it takes."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


@cache
def modules() -> tuple[Module, ...]:
    """Everything under the two wings but migrations."""
    paths = sorted(path for wing in ("campaign", "actions") for path in (ROOT / wing).rglob("*.py"))
    return tuple(Module(path, ast.parse(path.read_text())) for path in paths if "migrations" not in path.parts)


def written(node: ast.AST) -> str:
    """An expression as it stands in the code."""
    return ast.unparse(node)
