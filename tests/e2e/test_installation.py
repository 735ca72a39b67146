"""The commands around the exchange, as processes: settings, database, sandbox, doctor, service."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import httpx
import pytest

from mmdesk.services import connection_settings
from tests.e2e.house import STANDARD, House, built
from tests.e2e.program import Program, stop

pytestmark = pytest.mark.e2e


def test_a_backup_brings_settings_back(tmp_path: Path) -> None:
    with built(tmp_path / "profile", registered=False) as house:
        backup, program = tmp_path / "backup.db", house.program
        program.done("db", "backup", backup)
        program.done("settings", "set", STANDARD, "status.map.PACKED", "assembling")
    program.done("db", "restore", backup)
    assert program.read("settings", "show", STANDARD)["status.map.PACKED"] == "assembling-complete"


def test_settings_travel_to_another_installation(house: House, tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    house.program.done("settings", "export", file)
    with built(tmp_path / "profile", registered=False) as other:
        connection_settings.put(other.parts.storage, STANDARD, "status.map.PACKED", "")
        other.program.done("settings", "import", file)
        shown = connection_settings.shown(other.parts.storage, STANDARD)
    assert shown == connection_settings.shown(house.parts.storage, STANDARD)


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


def test_a_service_stops_in_good_order(tmp_path: Path) -> None:
    with built(tmp_path, registered=False) as house:
        with house.served() as child:
            assert house.program.read("service", "status")["pid"] == child.pid
            child.send_signal(signal.SIGTERM)
            child.wait(15)
        assert child.returncode == 0
        assert house.program.read("service", "status")["alive"] is False


def test_the_database_of_an_address_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    lost = Program(tmp_path, {"MMDESK_DATABASE_URL": "nonsense://x"})
    ran = lost.run("orders", "list")
    assert ran.code == 1
    assert "Traceback" not in ran.err
    assert ran.err
