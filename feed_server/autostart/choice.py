"""Which autostart this system has, and the switch that the command line turns."""

from __future__ import annotations

import getpass
import hashlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from feed_server.autostart.contract import Autostart, AutostartState, AutostartUnavailable
from feed_server.autostart.launch import Program, launch_of
from feed_server.autostart.launchd import LaunchdAutostart
from feed_server.autostart.system_commands import Runner, run_on_system
from feed_server.autostart.systemd import SystemdAutostart
from feed_server.autostart.task_scheduler import TaskSchedulerAutostart
from mmdesk.errors import Text
from mmdesk.paths import Profile

_NAME: Final = "mmdesk-service"
_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class Account:
    """Whose log-in it is, on which system: `platform` as in `sys.platform`, `user` with its domain."""

    platform: str
    home: Path
    user: str
    number: int

    @classmethod
    def of_this_process(cls, environ: Mapping[str, str]) -> Account:
        name, domain = getpass.getuser(), environ.get("USERDOMAIN", "")
        user = f"{domain}\\{name}" if domain else name
        return cls(sys.platform, Path.home(), user, _number())


@dataclass(frozen=True, slots=True)
class Switch:
    """The autostart of one profile, with everything that its start needs."""

    autostart: Autostart
    profile_dir: Path | None
    environ: Mapping[str, str]
    program: Program

    @property
    def advice(self) -> Text:
        """What else the reader may want to do after switching it on; may be empty."""
        return self.autostart.advice

    def on(self) -> AutostartState:
        """Raises as `Autostart.install` and `launch_of` do."""
        return self.autostart.install(launch_of(self.profile_dir, self.environ, self.program))

    def off(self) -> AutostartState:
        """Raises as `Autostart.remove` does."""
        return self.autostart.remove()

    def state(self) -> AutostartState:
        """Raises as `Autostart.state` does."""
        return self.autostart.state()


def switch_of(profile_dir: Path | None, environ: Mapping[str, str]) -> Switch:
    """The switch on this computer. Raises AutostartUnavailable."""
    account = Account.of_this_process(environ)
    program = Program(Path(sys.executable), frozen=bool(getattr(sys, "frozen", False)))
    return Switch(choose(account, profile_dir, environ, run_on_system), profile_dir, environ, program)


def choose(account: Account, profile_dir: Path | None, environ: Mapping[str, str], run: Runner) -> Autostart:
    """The one autostart that this system has. Raises AutostartUnavailable."""
    match account.platform:
        case "linux":
            config = environ.get("XDG_CONFIG_HOME", "")
            base = Path(config) if config.startswith("/") else account.home / ".config"
            return SystemdAutostart(base / "systemd" / "user", _name(profile_dir), run)
        case "darwin":
            agents = account.home / "Library" / "LaunchAgents"
            return LaunchdAutostart(agents, _name(profile_dir), account.number, run)
        case "win32":
            # Tasks of all accounts share one tree of names.
            whose = _digest(f"{account.user}\n{Profile.choose(profile_dir).root}")
            return TaskSchedulerAutostart(rf"\mmdesk\{_NAME}-{whose}", account.user, run)
        case _:
            raise AutostartUnavailable(
                account.platform,
                hint=Text(
                    "Запускайте mmdesk service run средствами своей системы.",
                    "Start mmdesk service run by the means of your system.",
                ),
            )


if sys.platform == "win32":

    def _number() -> int:
        return 0
else:

    def _number() -> int:
        return os.getuid()


def _name(profile_dir: Path | None) -> str:
    """One name per profile, so that two profiles of an account can both start."""
    return _NAME if profile_dir is None else f"{_NAME}-{_digest(str(Profile.choose(profile_dir).root))}"


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", errors="surrogateescape")).hexdigest()[:_DIGITS]
