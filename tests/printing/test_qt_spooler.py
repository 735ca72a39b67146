"""The printer of Windows, run here on Qt's own PDF writer, which is a printer to Qt like any other."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mmdesk.printing.paper import LABEL_58X40, LABEL_75X120, LABEL_100X70, LABEL_100X150, PageSize
from tests.printing.label_samples import BOX_CODE, printed
from tests.printing.sample_labels import label

if importlib.util.find_spec("PySide6") is None and os.environ.get("CI") != "true":
    pytest.skip("no Qt is installed", allow_module_level=True)


@dataclass(frozen=True)
class Printed:
    """What the process left: a PDF a label, and what it told."""

    folder: Path
    told: dict[str, Any]

    def pdf(self, name: str) -> bytes:
        return (self.folder / f"{name}.pdf").read_bytes()


@pytest.fixture(scope="module")
def qt(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    folder = tmp_path_factory.mktemp("qt")
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "tests.printing.qt_child", str(folder)],
        cwd=root,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Printed(folder, json.loads(done.stdout))


@pytest.mark.parametrize(
    "page", [LABEL_75X120, LABEL_100X150, LABEL_100X70, LABEL_58X40], ids=lambda page: page.name
)
@pytest.mark.parametrize("dpi", [203, 300])
def test_a_label_comes_out_dot_for_dot(page: PageSize, dpi: int, qt: Printed) -> None:
    (sheet,) = printed(qt.pdf(f"{page.name}-{dpi}"), dpi)
    (own,) = printed(label(page), dpi)
    assert sheet.size_pt == pytest.approx((page.width_pt, page.height_pt), abs=0.6)
    assert sheet.ink == pytest.approx(own.ink, abs=2)
    assert sheet.codes == [BOX_CODE]


def test_every_page_is_printed(qt: Printed) -> None:
    assert [page.codes for page in printed(qt.pdf("two"), 300)] == [[BOX_CODE], [BOX_CODE]]


def test_a_small_label_is_placed_and_not_stretched(qt: Printed) -> None:
    (sheet,) = printed(qt.pdf("centred"))
    (own,) = printed(label(LABEL_58X40))
    assert sheet.ink[2] - sheet.ink[0] == pytest.approx(own.ink[2] - own.ink[0], abs=2)
    assert sheet.codes == [BOX_CODE]


def test_a_label_too_large_for_the_sheet_is_refused(qt: Printed) -> None:
    assert qt.told["too large"][0] == "PaperDoesNotFit"
    assert not (qt.folder / "large.pdf").exists()


def test_a_printer_that_the_system_does_not_have_is_told(qt: Printed) -> None:
    assert qt.told["unknown state"] == "offline"
    kind, words = qt.told["unknown"]
    assert kind == "PrinterRefused"
    assert "принтера «No such printer» в системе нет" in words


def test_a_file_is_always_ready(qt: Printed) -> None:
    assert qt.told["file state"] == "ready"


def test_the_printers_of_the_system_are_listed_default_first(qt: Printed) -> None:
    assert qt.told["defaults"] == sorted(qt.told["defaults"], reverse=True)
