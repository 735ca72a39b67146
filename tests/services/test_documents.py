from __future__ import annotations

import stat
from pathlib import Path

import pytest

from mmdesk.services.documents import DocumentNotSaved, save


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "labels"


def test_a_document_is_named_after_its_order_and_private(folder: Path) -> None:
    path = save(folder, "label", "700100200", b"%PDF")
    assert path == folder / "label-700100200.pdf"
    assert path.read_bytes() == b"%PDF"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_new_document_takes_the_place_of_the_old_one(folder: Path) -> None:
    save(folder, "label", "700100200", b"old")
    assert save(folder, "label", "700100200", b"new").read_bytes() == b"new"
    assert [path.name for path in folder.iterdir()] == ["label-700100200.pdf"]


def test_a_number_that_is_none_leads_nowhere_else(folder: Path) -> None:
    path = save(folder, "label", "../../etc/passwd", b"%PDF")
    assert path.parent == folder
    assert path.name == "label-______etc_passwd.pdf"


def test_a_document_that_cannot_be_replaced_gets_another_name(folder: Path) -> None:
    # A folder of that name is as much in the way here as a file that a viewer has open on Windows.
    (folder / "label-700100200.pdf").mkdir(parents=True)
    first = save(folder, "label", "700100200", b"new")
    second = save(folder, "label", "700100200", b"newer")
    assert [first.name, second.name] == ["label-700100200-2.pdf"] * 2
    assert second.read_bytes() == b"newer"
    assert {path.name for path in folder.iterdir()} == {"label-700100200.pdf", "label-700100200-2.pdf"}


def test_the_last_name_will_do(folder: Path) -> None:
    for name in ("", *(f"-{number}" for number in range(2, 9))):
        (folder / f"label-700100200{name}.pdf").mkdir(parents=True)
    assert save(folder, "label", "700100200", b"%PDF").name == "label-700100200-9.pdf"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that takes no files")
def test_a_folder_that_takes_no_file_is_told() -> None:
    with pytest.raises(DocumentNotSaved, match="/proc/self"):
        save(Path("/proc/self"), "label", "700100200", b"%PDF")


def test_when_every_name_is_in_use_the_document_is_not_saved(folder: Path) -> None:
    for name in ("", *(f"-{number}" for number in range(2, 10))):
        (folder / f"label-700100200{name}.pdf").mkdir(parents=True)
    with pytest.raises(DocumentNotSaved):
        save(folder, "label", "700100200", b"%PDF")
    assert all(path.is_dir() for path in folder.iterdir())


def test_a_folder_that_cannot_be_made_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "labels").write_text("no folder")
    with pytest.raises(DocumentNotSaved, match="free space") as refused:
        save(tmp_path / "labels", "label", "700100200", b"%PDF")
    assert "Документ не сохранён" in refused.value.text.ru
