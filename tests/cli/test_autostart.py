"""The commands that switch the start at log-in, on a computer whose systemd is played."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner

from feed_server.autostart.choice import Account, Switch, choose
from mmdesk.cli.app import Entries, main
from tests.cli.conftest import Ran
from tests.feed_server.autostart_systems import PROGRAM, FakeSystemd


class NoDesktop:
    def run(self, profile_dir: Path | None, environ: Mapping[str, str]) -> int:
        raise AssertionError("no window was asked for")


@dataclass
class Computer:
    """An account with a systemd of its own, and the service that the entry point would hand in."""

    home: Path
    systemd: FakeSystemd
    started: list[Mapping[str, str]] = field(default_factory=list)

    def run(self, profile_dir: Path | None, port: int | None, environ: Mapping[str, str]) -> int:
        raise AssertionError("the service was not asked for")

    def run_at_log_in(
        self, profile_dir: Path | None, given: Mapping[str, str], environ: Mapping[str, str]
    ) -> int:
        self.started.append(given)
        return 0

    def autostart(self, profile_dir: Path | None, environ: Mapping[str, str]) -> Switch:
        account = Account("linux", self.home, "anna", 1000)
        return Switch(choose(account, profile_dir, {}, self.systemd), profile_dir, environ, PROGRAM)

    def mmdesk(self, *words: str) -> Ran:
        arguments = ["--profile", str(self.home / "profile"), "service", "autostart", *words]
        done = CliRunner().invoke(main, arguments, obj=Entries(self, NoDesktop()), catch_exceptions=False)
        return Ran(done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Computer:
    for name in ("MMDESK_DATABASE_URL", "MMDESK_HTTP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MMDESK_SECRETS", "file")
    monkeypatch.setenv("MMDESK_LANG", "en")
    return Computer(tmp_path, FakeSystemd(tmp_path / ".config" / "systemd" / "user"))


def test_on_status_off(computer: Computer) -> None:
    on = computer.mmdesk("on")
    assert (on.code, "Autostart is on" in on.out, "loginctl enable-linger" in on.out) == (0, True, True)
    document = computer.mmdesk("status", "--json").document
    assert (document["autostart"], document["running"]) == ("on", True)
    assert str(computer.home / "profile") in document["command"]
    assert 'Environment="MMDESK_SECRETS=file"' in Path(document["place"]).read_text()
    off = computer.mmdesk("off", "--json")
    assert (off.document["autostart"], Path(document["place"]).exists()) == ("off", False)


def test_json_is_the_only_thing_on_standard_output(computer: Computer) -> None:
    assert json.loads(computer.mmdesk("on", "--json").out)["autostart"] == "on"


def test_a_look_makes_no_profile(computer: Computer) -> None:
    assert computer.mmdesk("status").code == 0
    assert list(computer.home.iterdir()) == []


def test_without_systemd_it_ends_with_1_and_changes_nothing(computer: Computer) -> None:
    computer.systemd.answers = False
    ran = computer.mmdesk("on")
    assert (ran.code, ran.out, "crontab -e" in ran.err) == (1, "", True)
    assert list(computer.home.iterdir()) == []


def test_a_password_is_refused_and_not_repeated(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MMDESK_DATABASE_URL", "postgresql+psycopg://shop:pass-of-tests@db.example.org/mmdesk")
    ran = computer.mmdesk("on")
    assert (ran.code, "service.env" in ran.err, "pass-of-tests" in ran.err) == (1, True, False)


def test_what_a_task_was_given_reaches_the_service(computer: Computer) -> None:
    ran = computer.mmdesk("run", "--set", "MMDESK_HTTP=127.0.0.1:0", "--set", "MMDESK_SECRETS=file")
    assert (ran.code, computer.started) == (0, [{"MMDESK_HTTP": "127.0.0.1:0", "MMDESK_SECRETS": "file"}])


@pytest.mark.parametrize("words", ["MMDESK_HTTP", "PATH=/tmp"])
def test_a_task_cannot_set_anything_else(computer: Computer, words: str) -> None:
    assert (computer.mmdesk("run", "--set", words).code, computer.started) == (2, [])
