"""macOS: the agent is what launchd reads; launchd itself is played."""

from __future__ import annotations

import plistlib
from pathlib import Path

import pytest

from feed_server.autostart.contract import (
    AutostartFailed,
    AutostartForeign,
    AutostartUnavailable,
    Standing,
)
from feed_server.autostart.launch import LaunchUnwritable
from feed_server.autostart.launchd import LaunchdAutostart, agent
from tests.feed_server.autostart_systems import NASTY, FakeLaunchd, launch

LABEL = "mmdesk-service"


def autostart(folder: Path, launchd: FakeLaunchd) -> LaunchdAutostart:
    return LaunchdAutostart(folder, LABEL, 501, launchd, pause=lambda _seconds: None)


@pytest.mark.parametrize("words", NASTY)
def test_command_and_variables_come_out_of_the_list_as_they_went_in(words: str) -> None:
    read = plistlib.loads(agent(launch("--profile", words, MMDESK_DATABASE_URL=words), LABEL))
    program, *arguments = read["ProgramArguments"]
    assert program == "/opt/mm desk/bin/python"
    assert arguments == ["-m", "mmdesk", "--profile", words, "service", "autostart", "run"]
    assert read["EnvironmentVariables"] == {"MMDESK_DATABASE_URL": words}


def test_it_restarts_after_a_failure_only_and_stops_with_patience() -> None:
    read = plistlib.loads(agent(launch(), LABEL))
    assert (read["Label"], read["RunAtLoad"]) == (LABEL, True)
    assert read["KeepAlive"] == {"SuccessfulExit": False}
    assert (read["ThrottleInterval"], read["ExitTimeOut"], read["Umask"]) == (30, 15, 0o077)


def test_what_no_property_list_can_hold_is_refused() -> None:
    with pytest.raises(LaunchUnwritable):
        agent(launch("--profile", "/srv/\x01"), LABEL)


def test_switching_on_loads_the_agent_and_again_changes_nothing(tmp_path: Path) -> None:
    launchd = FakeLaunchd()
    for _ in range(2):
        state = autostart(tmp_path, launchd).install(launch())
        assert (state.standing, state.running) == (Standing.ON, True)
    assert launchd.loaded == {LABEL: (tmp_path / f"{LABEL}.plist").read_bytes()}
    assert sum(command.startswith("bootstrap") for command in launchd.commands) == 1


def test_a_changed_agent_is_loaded_after_the_old_one_has_ended(tmp_path: Path) -> None:
    launchd = FakeLaunchd()
    autostart(tmp_path, launchd).install(launch())
    state = autostart(tmp_path, launchd).install(launch("--profile", "/srv/other shop"))
    assert "'/srv/other shop'" in state.command
    assert b"/srv/other shop" in launchd.loaded[LABEL]


def test_switching_off_leaves_nothing_and_can_be_repeated(tmp_path: Path) -> None:
    launchd = FakeLaunchd()
    autostart(tmp_path, launchd).install(launch())
    for _ in range(2):
        assert autostart(tmp_path, launchd).remove().standing is Standing.OFF
    assert (launchd.loaded, list(tmp_path.iterdir())) == ({}, [])


def test_a_refused_agent_leaves_no_file_behind(tmp_path: Path) -> None:
    with pytest.raises(AutostartFailed, match="Input/output error"):
        autostart(tmp_path, FakeLaunchd(refuses_to_load=True)).install(launch())
    assert not list(tmp_path.iterdir())


def test_without_a_session_nothing_is_changed(tmp_path: Path) -> None:
    with pytest.raises(AutostartUnavailable, match="at the computer itself"):
        autostart(tmp_path, FakeLaunchd(session=False)).install(launch())
    assert not list(tmp_path.iterdir())


def test_an_agent_of_somebody_else_is_not_touched(tmp_path: Path) -> None:
    foreign = plistlib.dumps({"Label": LABEL, "ProgramArguments": ["/bin/true"]})
    (tmp_path / f"{LABEL}.plist").write_bytes(foreign)
    assert autostart(tmp_path, FakeLaunchd()).state().standing is Standing.FOREIGN
    with pytest.raises(AutostartForeign):
        autostart(tmp_path, FakeLaunchd()).install(launch())
    with pytest.raises(AutostartForeign):
        autostart(tmp_path, FakeLaunchd()).remove()
    assert (tmp_path / f"{LABEL}.plist").read_bytes() == foreign
