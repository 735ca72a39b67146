from __future__ import annotations

from pathlib import Path

from mmdesk.demo.warehouse import FIRST_STEPS, keep_documents


def test_what_was_printed_outlives_the_profile(tmp_path: Path) -> None:
    labels, out = tmp_path / "labels", tmp_path / "out" / "deep"
    labels.mkdir()
    (labels / "label-700100200.pdf").write_bytes(b"%PDF-")
    keep_documents(labels, out)
    assert [file.name for file in out.iterdir()] == ["label-700100200.pdf"]


def test_nothing_printed_leaves_an_empty_folder(tmp_path: Path) -> None:
    keep_documents(tmp_path / "labels", tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_the_first_steps_fit_a_terminal() -> None:
    assert len(FIRST_STEPS) == 6
    assert all(len(line) <= 100 for step in FIRST_STEPS for line in (step.ru, step.en))
