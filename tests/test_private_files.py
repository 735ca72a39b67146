from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from mmdesk.private_files import FileExposed, locked, private_file, read_private, replace_private

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
@pytest.mark.parametrize("existing", [True, False])
def test_a_private_file_is_readable_by_its_owner_only(tmp_path: Path, existing: bool) -> None:
    path = tmp_path / "mmdesk.db"
    if existing:
        path.write_text("kept")
        path.chmod(0o644)
    private_file(path)
    assert mode(path) == 0o600
    assert path.read_text() == ("kept" if existing else "")


@posix
def test_a_replaced_file_is_private_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    replace_private(path, "первый")
    replace_private(path, "второй")
    assert (read_private(path), mode(path)) == ("второй", 0o600)
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.json"]


def test_a_file_that_is_not_there_reads_as_none(tmp_path: Path) -> None:
    assert read_private(tmp_path / "secrets.json") is None


@posix
@pytest.mark.parametrize("rights", [0o640, 0o604, 0o660])
def test_a_file_that_others_can_open_is_refused_with_the_cure(tmp_path: Path, rights: int) -> None:
    path = tmp_path / "secrets.json"
    path.write_text("{}")
    path.chmod(rights)
    with pytest.raises(FileExposed) as refusal:
        read_private(path)
    assert f"chmod 600 {path}" in refusal.value.text.ru


@posix
def test_a_directory_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").mkdir()
    with pytest.raises(FileExposed, match="secrets"):
        read_private(tmp_path / "secrets.json")


@posix
def test_a_link_to_a_file_is_not_followed(tmp_path: Path) -> None:
    replace_private(tmp_path / "elsewhere", "{}")
    (tmp_path / "secrets.json").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="secrets"):
        read_private(tmp_path / "secrets.json")


def test_a_failed_replacement_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    replace_private(path, "old")
    with pytest.raises(UnicodeEncodeError):
        replace_private(path, "\ud800")
    assert read_private(path) == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.json"]


def test_the_second_holder_waits_for_the_first(tmp_path: Path) -> None:
    order: list[str] = []
    started = threading.Event()

    def second() -> None:
        started.set()
        with locked(tmp_path / "lock"):
            order.append("second")

    thread = threading.Thread(target=second)
    with locked(tmp_path / "lock"):
        thread.start()
        started.wait(5)
        order.append("first")
    thread.join(5)
    assert order == ["first", "second"]
