from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mmdesk.settings import declared_settings
from tests.house.sources import ROOT

_LINK = re.compile(r"\[[^\]]*\]\((?!https?://|mailto:|#)(?P<target>[^)#\s]+)(?:#[^)]*)?\)")
_PICTURE = re.compile(r"\]\(pictures/([^)]+)\)")
_ROW = re.compile(r"^\| `(?P<key>[^`]+)` \| `?(?P<default>[^|`]*)`? \|", re.MULTILINE)


def documents() -> Iterator[Path]:
    yield from ROOT.glob("*.md")
    yield from (ROOT / "docs").rglob("*.md")


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [
        f"{document.relative_to(ROOT)} -> {link['target']}"
        for document in documents()
        for link in _LINK.finditer(document.read_text(encoding="utf-8"))
        if not (document.parent / link["target"]).exists()
    ]
    assert broken == []


def test_every_picture_of_the_guide_is_shown() -> None:
    shown = {match for page in documents() for match in _PICTURE.findall(page.read_text(encoding="utf-8"))}
    assert {path.name for path in (ROOT / "docs" / "pictures").glob("*")} == shown


def test_every_setting_is_documented_with_its_default() -> None:
    told = dict(_ROW.findall((ROOT / "docs" / "settings.md").read_text(encoding="utf-8")))
    expected = {}
    for declared in declared_settings():
        key = f"{declared.key}…" if declared.is_family else declared.key
        plain = "" if declared.is_family else declared.kind.plain(declared.default)
        expected[key] = plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)
    assert {key: default.strip() for key, default in told.items()} == expected


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed; Windows does without")
@pytest.mark.parametrize("target", ["demo", "test", "lint", "bench", "clean", "help"])
def test_make_tells_its_targets(target: str) -> None:
    told = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert re.search(rf"^\s*{target}\s+\S", told.stdout, re.MULTILINE)
