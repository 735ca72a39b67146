"""macOS: an agent of the account's own launchd."""

from __future__ import annotations

import plistlib
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from time import sleep
from typing import Final
from xml.parsers.expat import ExpatError

from feed_server.autostart.contract import (
    MARK,
    RESTART_SECONDS,
    STOP_SECONDS,
    Autostart,
    AutostartState,
    AutostartUnavailable,
    Standing,
)
from feed_server.autostart.launch import Launch, LaunchUnwritable
from feed_server.autostart.own_file import OwnFile, is_ours
from feed_server.autostart.system_commands import Runner, insist
from mmdesk.errors import Text

# plistlib refuses some of these and writes the rest; no path of a service has a reason to hold any.
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_UMASK: Final = 0o077
_PAUSE: Final = 1.0


class LaunchdAutostart(Autostart):
    """`directory` is where the account's agents lie, `label` tells the profile, `user` is a number."""

    def __init__(
        self, directory: Path, label: str, user: int, run: Runner, pause: Callable[[float], None] = sleep
    ) -> None:
        self._label = label
        self._file = OwnFile(directory / f"{label}.plist")
        self._domain = f"gui/{user}"
        self._run = run
        self._pause = pause

    def install(self, launch: Launch) -> AutostartState:
        content = agent(launch, self._label)
        unchanged = self._file.check_ours() == content
        self._need_session()
        if unchanged and self._is_loaded():
            return self.state()
        try:
            with self._file.replaced(content):
                self._unload()
                insist(self._run, "launchctl", "enable", self._target)
                insist(self._run, *self._bootstrap)
        except BaseException:
            if self._file.read() is not None:
                self._run(self._bootstrap)
            raise
        return self.state()

    def remove(self) -> AutostartState:
        if self._file.check_ours() is not None:
            self._unload()
            self._file.remove()
        return self.state()

    def state(self) -> AutostartState:
        content, place = self._file.read(), str(self._file.path)
        if content is None:
            return AutostartState(Standing.OFF, place)
        if not is_ours(content):
            return AutostartState(Standing.FOREIGN, place)
        shown = self._run(("launchctl", "print", self._target))
        return AutostartState(
            Standing.ON,
            place,
            shlex.join(_arguments(content)),
            running=bool(re.search(r"^\s*state = running\s*$", shown.out, re.MULTILINE)),
        )

    @property
    def _target(self) -> str:
        return f"{self._domain}/{self._label}"

    @property
    def _bootstrap(self) -> tuple[str, ...]:
        return ("launchctl", "bootstrap", self._domain, str(self._file.path))

    def _is_loaded(self) -> bool:
        return self._run(("launchctl", "print", self._target)).done

    def _unload(self) -> None:
        """Wait until it is gone: launchd refuses to load what is still ending."""
        if not self._is_loaded():
            return
        self._run(("launchctl", "bootout", self._target))
        for _ in range(STOP_SECONDS + 1):
            if not self._is_loaded():
                return
            self._pause(_PAUSE)

    def _need_session(self) -> None:
        asked = self._run(("launchctl", "print", self._domain))
        if not asked.done:
            raise AutostartUnavailable(
                Text(
                    f"нет сеанса этой учётной записи ({asked.words})",
                    f"this account has no session ({asked.words})",
                ),
                hint=Text(
                    "Войдите этой учётной записью на самом компьютере, не через ssh, и повторите команду.",
                    "Log in as this account at the computer itself, not by ssh, and repeat the command.",
                ),
            )


def agent(launch: Launch, label: str) -> bytes:
    """The property list. Raises LaunchUnwritable."""
    words = launch.run_at_log_in()
    for word in (*words, *launch.environment.values()):
        if _CONTROL.search(word):
            raise LaunchUnwritable(repr(word))
    return plistlib.dumps(
        {
            "Label": label,
            # launchd passes over keys that it does not know.
            "Comment": MARK,
            "ProgramArguments": list(words),
            "EnvironmentVariables": dict(launch.environment),
            "RunAtLoad": True,
            "KeepAlive": {"SuccessfulExit": False},
            "ThrottleInterval": RESTART_SECONDS,
            "ExitTimeOut": STOP_SECONDS,
            "Umask": _UMASK,
        },
        sort_keys=False,
    )


def _arguments(content: bytes) -> list[str]:
    try:
        found = plistlib.loads(content).get("ProgramArguments", [])
    except (plistlib.InvalidFileException, ExpatError, ValueError, AttributeError):
        return []
    return [str(each) for each in found]
