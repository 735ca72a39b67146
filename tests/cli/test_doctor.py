from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mmdesk.cli.doctor import Patient, examine
from mmdesk.clock import ManualClock, SystemClock
from mmdesk.paths import Profile
from mmdesk.services.workstations import this_workstation
from tests.cli.conftest import CommandLine


def test_a_sound_installation_passes_every_check(line: CommandLine) -> None:
    document = line.read("doctor")
    assert document["ok"] is True
    codes = [check["code"] for check in document["checks"]]
    assert {"python", "profile.writable", "profile.local", "database", "secrets"} <= set(codes)
    assert {"disk", "clock", "fonts", "labels.html"} <= set(codes)
    assert all(check["message"] for check in document["checks"])


def test_looking_at_a_profile_that_does_not_exist_makes_none(line: CommandLine, tmp_path: Path) -> None:
    nowhere = tmp_path / "new"
    assert CommandLine(nowhere, line.storage).done("doctor").code == 0
    assert not nowhere.exists()


def test_a_damaged_database_is_found(line: CommandLine) -> None:
    line.storage.close()
    (line.profile / "mmdesk.db").write_bytes(b"not a database at all" * 400)
    ran = line.run("doctor", "--json")
    assert ran.code == 1
    assert [check["code"] for check in ran.document["checks"] if not check["ok"]] == ["database"]


def test_an_unknown_secret_store_is_found(line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MMDESK_SECRETS", "drawer")
    ran = line.run("doctor", "--json")
    assert ran.code == 1
    assert [check["code"] for check in ran.document["checks"] if not check["ok"]] == ["secrets"]


def test_a_clock_set_back_is_found(tmp_path: Path) -> None:
    clock = ManualClock(datetime(2001, 1, 1, tzinfo=UTC))
    assert verdicts(tmp_path, clock=clock)["clock"] is False


def test_a_profile_inside_a_file_is_found(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Sir or Madam", encoding="utf-8")
    assert verdicts(file / "profile")["profile.writable"] is False


def test_a_workstation_that_took_the_place_of_a_damaged_one_is_found(tmp_path: Path) -> None:
    profile = Profile.at(tmp_path).create()
    assert verdicts(tmp_path)["workstation"] is True
    (tmp_path / "workstation.json").write_text("{", encoding="utf-8")
    this_workstation(profile)
    assert verdicts(tmp_path)["workstation"] is False


def verdicts(root: Path, clock: ManualClock | SystemClock | None = None) -> Mapping[str, bool]:
    profile = Profile.at(root)
    patient = Patient(profile, f"sqlite:///{profile.database}", clock or SystemClock())
    return {finding.code: finding.ok for finding in examine(patient)}


def test_a_support_bundle_is_written_beside_the_report(line: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "bundle.zip"
    ran = line.run("doctor", "--json", "--bundle", str(file))
    assert ran.code == 0
    assert ran.document["ok"] is True
    with zipfile.ZipFile(file) as archive:
        assert {"doctor.json", "settings.json", "outbox.json"} <= set(archive.namelist())
