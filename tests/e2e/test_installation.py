"""The commands around the exchange, as processes: settings, database, sandbox, doctor, and the root itself."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import httpx
import pytest

from tests.e2e.program import Program, stop

pytestmark = pytest.mark.e2e

ADD = ("connection", "add", "shop", "--scheme", "standard", "--merchant-id", "1")


def test_settings_survive_in_a_file_and_in_a_backup(program: Program, tmp_path: Path) -> None:
    settings, backup = tmp_path / "settings.json", tmp_path / "backup.db"
    program.done(*ADD, "--crm-url", "https://crm.example.org")
    program.done("settings", "set", "shop", "status.map.PACKED", "assembling-complete")
    program.done("settings", "export", settings)
    program.done("db", "backup", backup)
    program.done("settings", "set", "shop", "status.map.PACKED", "assembling")
    program.done("db", "restore", backup)
    assert program.read("settings", "show", "shop")["status.map.PACKED"] == "assembling-complete"
    kept = json.loads(settings.read_text(encoding="utf-8"))["connections"]["shop"]
    assert kept["status.map.PACKED"] == "assembling-complete"
    program.done("db", "check")


def test_the_sandbox_prints_one_document_and_serves(program: Program) -> None:
    child = program.start("sandbox")
    assert child.stdout is not None
    told = json.loads(child.stdout.readline())
    assert told["megamarket"].keys() == {"url", "token", "merchant_id"}
    assert told["retailcrm"].keys() == {"url", "key", "site"}
    headers = {"X-API-KEY": told["retailcrm"]["key"]}
    answer = httpx.get(f"{told['retailcrm']['url']}/api/credentials", headers=headers, trust_env=False)
    assert answer.json()["success"] is True
    stop(child)
    assert child.returncode == 0


def test_the_doctor_finds_this_installation_sound(program: Program) -> None:
    report = program.read("doctor")
    assert report["ok"] is True
    assert {"database", "secrets", "labels.html"} <= {check["code"] for check in report["checks"]}


def test_without_a_service_the_status_says_so(program: Program) -> None:
    seen = program.read("service", "status")
    assert (seen["alive"], seen["pid"], seen["http"], seen["queue"], seen["jobs"]) == (
        False,
        None,
        None,
        0,
        [],
    )


def test_a_service_stops_in_good_order(program: Program) -> None:
    with program.service() as child:
        line = child.stderr
        assert line is not None
        child.send_signal(signal.SIGTERM)
        child.wait(15)
    assert child.returncode == 0
    assert program.read("service", "status")["alive"] is False


def test_the_database_of_an_address_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    lost = Program(tmp_path, {"MMDESK_DATABASE_URL": "nonsense://x"})
    ran = lost.run("orders", "list")
    assert ran.code == 1
    assert "Traceback" not in ran.err
    assert ran.err
