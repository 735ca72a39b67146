from __future__ import annotations

import re
import tomllib

import mmdesk
from tests.house.sources import ROOT

_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonical(name): version for name, version in pairs}


def required_lines() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    return [line for group in groups for line in group]


def required() -> set[str]:
    names = {canonical(match[0]) for line in required_lines() if (match := _NAME.match(line))}
    return names - {"mmdesk"}


def test_every_requirement_has_one_exact_version() -> None:
    assert required() - pinned().keys() == set()


def test_the_constraints_are_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    odd = [line for line in lines if not re.fullmatch(r"#.*|[A-Za-z0-9._-]+==[0-9A-Za-z.]+", line)]
    assert odd == []


def test_the_qt_that_loses_references_is_kept_out() -> None:
    assert any(line.startswith("PySide6") and "<6.12" in line for line in required_lines())
    assert tuple(map(int, pinned()["pyside6"].split("."))) < (6, 12)


def test_the_changelog_tells_of_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[{re.escape(mmdesk.__version__)}\]", changelog, re.MULTILINE)
