"""What is started at log-in, and that no secret is written where it would lie open."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from feed_server.autostart.choice import Account, choose, switch_of
from feed_server.autostart.contract import AutostartUnavailable
from feed_server.autostart.launch import (
    EnvironmentUnreadable,
    Program,
    SecretNotWritten,
    environ_at_log_in,
    launch_of,
)
from feed_server.autostart.launchd import LaunchdAutostart
from feed_server.autostart.system_commands import Ran
from feed_server.autostart.systemd import SystemdAutostart
from feed_server.autostart.task_scheduler import TaskSchedulerAutostart
from mmdesk.private_files import FileExposed
from tests.feed_server.autostart_systems import PROGRAM
from tests.feed_server.stand import open_shop, terminate, wait_until

SECRET_URLS = (
    "postgresql+psycopg://shop:pass-of-tests@db.example.org/mmdesk",
    "postgresql+psycopg://db.example.org/mmdesk?user=shop&password=pass-of-tests",
    "postgresql://[broken",
)

WITHOUT_CONSOLE = """
import runpy, sys
sys.stdin = sys.stdout = sys.stderr = None
runpy.run_module("mmdesk", run_name="__main__", alter_sys=True)
"""
"""How pythonw and a frozen program without a console find the world."""


def env_file(profile: Path, *lines: str, mode: int = 0o600) -> Path:
    profile.mkdir(exist_ok=True)
    file = profile / "service.env"
    file.write_text("\n".join(lines), encoding="utf-8")
    file.chmod(mode)
    return file


def test_profile_and_chosen_places_are_kept(tmp_path: Path) -> None:
    environ = {
        "MMDESK_SECRETS": "file",
        "MMDESK_HTTP": "127.0.0.1:9000",
        "MMDESK_LANG": "en",
        "PATH": "/bin",
        "MMDESK_DATABASE_URL": "postgresql+psycopg://shop@db.example.org/mmdesk",
    }
    made = launch_of(tmp_path, environ, PROGRAM)
    assert made.run()[-4:] == ("--profile", str(tmp_path), "service", "run")
    assert set(made.environment) == {"MMDESK_SECRETS", "MMDESK_HTTP", "MMDESK_DATABASE_URL"}
    assert launch_of(None, {"MMDESK_HTTP": " "}, PROGRAM).environment == {}


@pytest.mark.parametrize("url", SECRET_URLS)
def test_a_password_of_the_database_is_refused_and_the_file_named(tmp_path: Path, url: str) -> None:
    with pytest.raises(SecretNotWritten, match=r"service\.env.*chmod 600") as refusal:
        launch_of(tmp_path, {"MMDESK_DATABASE_URL": url}, PROGRAM)
    assert "pass-of-tests" not in str(refusal.value)


def test_a_password_in_the_private_file_is_used_and_not_written(tmp_path: Path) -> None:
    env_file(tmp_path, f"MMDESK_DATABASE_URL='{SECRET_URLS[0]}'")
    environ = {"MMDESK_DATABASE_URL": SECRET_URLS[0], "MMDESK_SECRETS": "file"}
    assert launch_of(tmp_path, environ, PROGRAM).environment == {"MMDESK_SECRETS": "file"}
    assert environ_at_log_in(tmp_path, {}, {})["MMDESK_DATABASE_URL"] == SECRET_URLS[0]


def test_secrets_of_the_environment_need_the_private_file(tmp_path: Path) -> None:
    with pytest.raises(SecretNotWritten, match="MMDESK_SECRET_"):
        launch_of(tmp_path, {"MMDESK_SECRETS": "env"}, PROGRAM)
    env_file(tmp_path, "MMDESK_SECRET_SHOP_MM_TOKEN=token-of-the-tests")
    made = launch_of(tmp_path, {"MMDESK_SECRETS": "env"}, PROGRAM)
    assert made.environment == {"MMDESK_SECRETS": "env"}


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    env_file(tmp_path, "MMDESK_HTTP=127.0.0.1:1", mode=0o644)
    with pytest.raises(FileExposed):
        launch_of(tmp_path, {}, PROGRAM)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    env_file(tmp_path).write_bytes(b"MMDESK_HTTP=\xff\xfe")
    with pytest.raises(EnvironmentUnreadable):
        launch_of(tmp_path, {}, PROGRAM)


def test_the_file_wins_over_what_was_given_and_holds_nothing_foreign(tmp_path: Path) -> None:
    env_file(tmp_path, "# places", 'MMDESK_HTTP = "127.0.0.1:2"', "PATH=/tmp", "nonsense")
    environ = environ_at_log_in(tmp_path, {"MMDESK_HTTP": "127.0.0.1:1", "MMDESK_SECRETS": "file"}, {})
    assert environ == {"MMDESK_HTTP": "127.0.0.1:2", "MMDESK_SECRETS": "file"}


def account(platform: str, user: str = "SHOP\\anna") -> Account:
    return Account(platform, Path("/home/anna"), user, 1000)


@pytest.mark.parametrize(
    ("platform", "kind"),
    [("linux", SystemdAutostart), ("darwin", LaunchdAutostart), ("win32", TaskSchedulerAutostart)],
)
def test_each_system_has_its_own(platform: str, kind: type) -> None:
    assert type(choose(account(platform), None, {}, lambda _: pytest.fail("nothing is run"))) is kind


def test_a_system_without_any_is_refused_with_a_way_out() -> None:
    with pytest.raises(AutostartUnavailable, match="mmdesk service run"):
        choose(account("freebsd14"), None, {}, lambda _: pytest.fail("nothing is run"))


def test_profiles_and_accounts_do_not_share_a_name() -> None:
    places = set()
    for user in ("SHOP\\anna", "SHOP\\boris"):
        for profile in (Path("/srv/one"), Path("/srv/two"), None):
            made = choose(account("win32", user), profile, {}, _no_tasks)
            places.add(made.state().place)
    assert len(places) == 6


def _no_tasks(_command: object) -> Ran:
    return Ran(1)


@pytest.mark.e2e
def test_what_the_autostart_starts_serves_without_a_console_and_stops_on_a_signal(tmp_path: Path) -> None:
    with open_shop(tmp_path / "profile") as shop:
        env_file(shop.profile, "MMDESK_SECRETS=file")
        made = launch_of(shop.profile, {}, Program(Path(sys.executable), frozen=False))
        python, module, name, *words = made.run_at_log_in()
        assert (module, name) == ("-m", "mmdesk")
        command = [python, "-c", WITHOUT_CONSOLE, *words, "--set", "MMDESK_HTTP=127.0.0.1:0"]
        environ = {name: value for name, value in os.environ.items() if not name.startswith("MMDESK_")}
        with subprocess.Popen(command, env=environ) as service:
            try:
                wait_until(lambda: (lease := shop.lease()) is not None and lease.pid == service.pid)
                assert terminate(service) == 0
            finally:
                service.kill()


def test_the_switch_of_this_computer_looks_without_changing_anything(tmp_path: Path) -> None:
    environ = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    switch = switch_of(tmp_path / "profile", environ)
    assert switch.state().standing == "off"
    assert not list(tmp_path.iterdir())
