"""The project's own files, read for the rules that no linter knows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_WRITTEN_BY_US = ("mmdesk", "feed_server", "resources", "tests", "bench", "docs")
_TEXT = {".py", ".md", ".toml", ".txt", ".xml", ".mako", ".html", ".css", ".json", ".svg"}


def modules(*packages: str) -> Iterator[Path]:
    """The Python files below these folders of the project."""
    for package in packages:
        yield from sorted((ROOT / package).rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def text_files() -> Iterator[Path]:
    """Everything a person wrote: code, tests, documents and the files at the root."""
    for folder in _WRITTEN_BY_US:
        yield from (
            path for path in sorted((ROOT / folder).rglob("*")) if path.suffix in _TEXT and path.is_file()
        )
    yield from (path for path in sorted(ROOT.iterdir()) if path.suffix in _TEXT or path.name == "Makefile")


def place(path: Path, line: int) -> str:
    """`mmdesk/paths.py:12`, as an editor opens it."""
    return f"{path.relative_to(ROOT).as_posix()}:{line}"


def dotted(node: ast.expr) -> str:
    """`datetime.now` for an attribute chain, empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        head = dotted(node.value)
        return f"{head}.{node.attr}" if head else ""
    return ""
