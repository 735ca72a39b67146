from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import CommandLine


def test_a_restored_backup_has_what_was_there_then(line: CommandLine, tmp_path: Path) -> None:
    order = line.mirror(line.connect("shop"))
    file = tmp_path / "backup.db"
    line.done("db", "backup", file)
    line.done("orders", "confirm", order)
    line.storage.close()
    line.done("db", "restore", file)
    assert line.read("orders", "show", order)["pending"] == []


def test_a_sound_database_passes_its_check(line: CommandLine) -> None:
    line.done("db", "upgrade")
    assert line.done("db", "check").err == ""


def test_what_is_no_backup_is_not_put_in_place(line: CommandLine, tmp_path: Path) -> None:
    order = line.mirror(line.connect("shop"))
    file = tmp_path / "letter.txt"
    file.write_text("Dear Sir or Madam", encoding="utf-8")
    line.storage.close()
    ran = line.run("db", "restore", file)
    assert (ran.code, "another copy" in ran.err, "db restore" in ran.err) == (1, True, False)
    assert line.read("orders", "show", order)["shipment_id"] == order


def test_a_damaged_database_is_a_sentence_not_a_traceback(line: CommandLine) -> None:
    line.storage.close()
    (line.profile / "mmdesk.db").write_bytes(b"not a database at all" * 400)
    ran = line.run("orders", "list")
    assert ran.code == 1
    assert "database" in ran.err
