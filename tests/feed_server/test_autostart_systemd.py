"""Linux: the unit is what systemd reads, and systemd is told in the right order."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from feed_server.autostart.contract import (
    AutostartFailed,
    AutostartForeign,
    AutostartUnavailable,
    Standing,
)
from feed_server.autostart.launch import LaunchUnwritable, Program
from feed_server.autostart.systemd import SystemdAutostart, unit_text
from tests.feed_server.autostart_systems import NASTY, FakeSystemd, launch

UNIT = "mmdesk-service.service"


@pytest.fixture
def systemd(tmp_path: Path) -> FakeSystemd:
    return FakeSystemd(tmp_path / "user")


def autostart(systemd: FakeSystemd) -> SystemdAutostart:
    return SystemdAutostart(systemd.directory, "mmdesk-service", systemd)


def values(unit: str, key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", unit, re.MULTILINE)


def words_of(line: str) -> list[str]:
    """The words that systemd makes of quoted ones; fails on anything outside quotes."""
    assert re.fullmatch(r'"(?:[^"\\]|\\.)*"(?: "(?:[^"\\]|\\.)*")*', line), line
    quoted = re.findall(r'"((?:[^"\\]|\\.)*)"', line)
    assert set(re.findall(r"\\(.)", line)) <= {'"', "\\"}, "an escape with a meaning of its own"
    plain = [re.sub(r"\\(.)", r"\1", word) for word in quoted]
    assert not any(re.search(r"%(?!%)", word.replace("%%", "")) for word in plain), "a specifier"
    return [word.replace("%%", "%") for word in plain]


def verify(file: Path) -> str:
    """What systemd itself has to say against a unit."""
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", "--man=no", str(file)],
        env={"XDG_RUNTIME_DIR": str(file.parent), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr + ("" if done.returncode == 0 else f"code {done.returncode}")


@pytest.mark.parametrize("profile", NASTY)
def test_a_command_comes_out_of_the_unit_as_it_went_in(profile: str) -> None:
    unit = unit_text(launch("--profile", profile))
    program, *arguments = words_of(values(unit, "ExecStart")[0])
    assert all("$" not in word.replace("$$", "") for word in arguments)
    assert [program, *(word.replace("$$", "$") for word in arguments)] == [
        *("/opt/mm desk/bin/python", "-m", "mmdesk", "--profile", profile),
        *("service", "run"),
    ]


@pytest.mark.parametrize("value", NASTY)
def test_variables_come_out_of_the_unit_as_they_went_in(value: str) -> None:
    unit = unit_text(launch(MMDESK_SECRETS="file", MMDESK_DATABASE_URL=value))
    found = [word for line in values(unit, "Environment") for word in words_of(line)]
    assert found == ["MMDESK_SECRETS=file", f"MMDESK_DATABASE_URL={value}"]


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None and os.environ.get("CI") != "true",
    reason="systemd's own checker is not installed",
)
@pytest.mark.parametrize("profile", NASTY)
def test_systemd_has_nothing_against_the_unit(tmp_path: Path, profile: str) -> None:
    file = tmp_path / UNIT
    program = Program(Path(sys.executable), frozen=False)
    text = unit_text(
        launch("--profile", profile, program=program, file=f"{profile}/service.env", MMDESK_SECRETS=profile)
    )
    file.write_text(text, encoding="utf-8")
    complaints = verify(file)
    # A profile that is no absolute path here is one of another system.
    assert not complaints or not profile.startswith("/"), complaints
    file.write_text(text.replace("Restart=on-failure", "Restart=on-failur"), encoding="utf-8")
    assert "restart specifier" in verify(file), "the checker itself finds nothing"


def test_it_restarts_with_a_pause_and_stops_with_patience() -> None:
    unit = unit_text(launch())
    wanted = {
        "Restart": "on-failure",
        "RestartSec": "30",
        "KillSignal": "SIGTERM",
        "TimeoutStopSec": "15",
        "StartLimitBurst": "60",
        "StartLimitIntervalSec": "3600",
        "WantedBy": "default.target",
        "EnvironmentFile": "-/p/service.env",
    }
    assert {key: values(unit, key) for key in wanted} == {key: [value] for key, value in wanted.items()}


@pytest.mark.parametrize("program", ["/opt/it's/python", '/opt/"/python', "/opt/$x/python", "/opt/\\/python"])
def test_a_program_that_systemd_could_not_start_is_refused(program: str) -> None:
    with pytest.raises(LaunchUnwritable):
        unit_text(launch(program=Program(Path(program), frozen=False)))


def test_a_line_break_cannot_smuggle_a_line_into_the_unit() -> None:
    with pytest.raises(LaunchUnwritable):
        unit_text(launch("--profile", "/srv/x\nExecStartPre=/bin/false"))


def test_switching_on_makes_the_unit_known_before_it_is_started(systemd: FakeSystemd) -> None:
    state = autostart(systemd).install(launch())
    assert (state.standing, state.running) == (Standing.ON, True)
    assert "service" in state.command
    assert systemd.loaded.keys() == systemd.enabled == systemd.active == {UNIT}


def test_switching_on_again_changes_and_restarts_nothing(systemd: FakeSystemd) -> None:
    autostart(systemd).install(launch())
    before, systemd.commands = (systemd.directory / UNIT).read_bytes(), []
    autostart(systemd).install(launch())
    assert (systemd.directory / UNIT).read_bytes() == before
    assert f"restart {UNIT}" not in systemd.commands


def test_another_profile_folder_replaces_the_unit_and_restarts_it(systemd: FakeSystemd) -> None:
    autostart(systemd).install(launch())
    autostart(systemd).install(launch("--profile", "/srv/other"))
    assert "/srv/other" in systemd.loaded[UNIT]
    assert systemd.commands.count(f"restart {UNIT}") == 2
    assert [each.name for each in systemd.directory.iterdir()] == [UNIT]


def test_switching_off_leaves_nothing_and_can_be_repeated(systemd: FakeSystemd) -> None:
    autostart(systemd).install(launch())
    for _ in range(2):
        assert autostart(systemd).remove().standing is Standing.OFF
    assert not list(systemd.directory.iterdir())
    assert systemd.enabled == systemd.active == systemd.loaded.keys() == set()


def test_a_unit_of_somebody_else_is_not_touched(systemd: FakeSystemd) -> None:
    systemd.directory.mkdir()
    (systemd.directory / UNIT).write_text("[Service]\nExecStart=/bin/true\n", encoding="utf-8")
    assert autostart(systemd).state().standing is Standing.FOREIGN
    with pytest.raises(AutostartForeign):
        autostart(systemd).install(launch())
    with pytest.raises(AutostartForeign):
        autostart(systemd).remove()
    assert (systemd.directory / UNIT).read_text() == "[Service]\nExecStart=/bin/true\n"
    assert systemd.commands == []


def test_without_systemd_nothing_is_changed_and_the_sentence_names_another_way(systemd: FakeSystemd) -> None:
    systemd.answers = False
    with pytest.raises(AutostartUnavailable, match=r"crontab -e.*@reboot .*/srv/50\\% off"):
        autostart(systemd).install(launch("--profile", "/srv/50% off"))
    assert not systemd.directory.exists()


@pytest.mark.parametrize("verb", ["daemon-reload", "enable", "restart"])
def test_what_systemd_refuses_leaves_no_unit_behind(systemd: FakeSystemd, verb: str) -> None:
    systemd.refuses = verb
    with pytest.raises(AutostartFailed, match="it is forbidden"):
        autostart(systemd).install(launch())
    assert not list(systemd.directory.iterdir())
    assert not systemd.enabled


def test_a_refused_change_leaves_the_unit_that_was_there(systemd: FakeSystemd) -> None:
    autostart(systemd).install(launch())
    before, systemd.refuses = (systemd.directory / UNIT).read_text(), "restart"
    with pytest.raises(AutostartFailed):
        autostart(systemd).install(launch("--profile", "/srv/other"))
    assert (systemd.directory / UNIT).read_text() == before == systemd.loaded[UNIT]
    assert systemd.enabled == {UNIT}


def test_a_unit_that_was_disabled_by_hand_is_told_as_that(systemd: FakeSystemd) -> None:
    autostart(systemd).install(launch())
    systemd(("systemctl", "--user", "disable", UNIT))
    assert autostart(systemd).state().standing is Standing.DISABLED
