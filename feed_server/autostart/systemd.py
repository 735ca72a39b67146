"""Linux: a unit of the account's own systemd."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

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

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
# systemd refuses the first three in a program's path, and expands the last in its name but not in its path.
_NOT_IN_PROGRAM: Final = re.compile(r"[\"'\\$]")
_LIMIT_SECONDS: Final = 3600
_LIMIT_STARTS: Final = 60
"""Half an hour of attempts: a database server may come up later than this computer."""


class SystemdAutostart(Autostart):
    """`directory` is where the account's units lie, `name` tells the profile."""

    advice = Text(
        "Чтобы служба работала и без входа в систему, выполните: loginctl enable-linger (связка ключей без "
        "входа закрыта, секреты тогда держат в файле: MMDESK_SECRETS=file).",
        "To have the service run without anybody logging in: loginctl enable-linger (the keyring is locked "
        "then, so keep the secrets in a file: MMDESK_SECRETS=file).",
    )

    def __init__(self, directory: Path, name: str, run: Runner) -> None:
        self._unit = f"{name}.service"
        self._file = OwnFile(directory / self._unit)
        self._run = run

    def install(self, launch: Launch) -> AutostartState:
        content, before = unit_text(launch).encode(), self._file.check_ours()
        self._need_systemd(launch)
        try:
            with self._file.replaced(content):
                self._control("daemon-reload")
                self._control("enable", self._unit)
                self._control("start" if content == before else "restart", self._unit)
        except BaseException:
            if before is None:
                self._run(("systemctl", "--user", "disable", self._unit))
            self._run(("systemctl", "--user", "daemon-reload"))
            raise
        return self.state()

    def remove(self) -> AutostartState:
        if self._file.check_ours() is not None:
            self._need_systemd(None)
            self._control("disable", "--now", self._unit)
            self._file.remove()
            self._control("daemon-reload")
        return self.state()

    def state(self) -> AutostartState:
        content, place = self._file.read(), str(self._file.path)
        if content is None:
            return AutostartState(Standing.OFF, place)
        if not is_ours(content):
            return AutostartState(Standing.FOREIGN, place)
        started = re.search(r"^ExecStart=(.*)$", content.decode(errors="replace"), re.MULTILINE)
        enabled = self._run(("systemctl", "--user", "is-enabled", self._unit))
        active = self._run(("systemctl", "--user", "is-active", self._unit))
        return AutostartState(
            Standing.ON if enabled.done else Standing.DISABLED,
            place,
            started[1] if started else "",
            running=active.done if active.done or active.out.strip() else None,
        )

    def _control(self, *words: str) -> None:
        insist(self._run, "systemctl", "--user", *words)

    def _need_systemd(self, launch: Launch | None) -> None:
        asked = self._run(("systemctl", "--user", "show", "--property=Version"))
        if not asked.done:
            raise AutostartUnavailable(
                Text(
                    f"systemd этой учётной записи не отвечает ({asked.words})",
                    f"this account's systemd does not answer ({asked.words})",
                ),
                hint=_other_ways(launch),
            )


def unit_text(launch: Launch) -> str:
    """The unit file. Raises LaunchUnwritable."""
    program, *arguments = launch.run()
    if _NOT_IN_PROGRAM.search(program):
        raise LaunchUnwritable(program)
    words = [_quoted(program), *(_quoted(each).replace("$", "$$") for each in arguments)]
    settings = [f"Environment={_quoted(f'{name}={value}')}" for name, value in launch.environment.items()]
    return "\n".join(
        [
            f"# {MARK}: it is replaced as a whole; put changes into an override (systemctl --user edit).",
            "[Unit]",
            "Description=mmdesk: exchange between Megamarket and RetailCRM",
            f"StartLimitIntervalSec={_LIMIT_SECONDS}",
            f"StartLimitBurst={_LIMIT_STARTS}",
            "",
            "[Service]",
            "Type=exec",
            f"ExecStart={' '.join(words)}",
            *settings,
            # Read over the lines above; a missing file is no failure. Quotes mean nothing in this one.
            f"EnvironmentFile=-{_plain(str(launch.environment_file))}",
            "Restart=on-failure",
            f"RestartSec={RESTART_SECONDS}",
            "KillSignal=SIGTERM",
            # The helpers of the service end with it; the signal is for the service alone.
            "KillMode=mixed",
            f"TimeoutStopSec={STOP_SECONDS}",
            "UMask=0077",
            "",
            "[Install]",
            "WantedBy=default.target",
            "",
        ]
    )


def _quoted(word: str) -> str:
    escaped = _plain(word).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _plain(word: str) -> str:
    if _CONTROL.search(word):
        raise LaunchUnwritable(repr(word))
    return word.replace("%", "%%")


def _other_ways(launch: Launch | None) -> Text:
    if launch is None:
        return Text(
            "Войдите этой учётной записью (не через su или sudo) и повторите.",
            "Log in as this account (not by su or sudo) and repeat the command.",
        )
    # In a crontab a bare percent sign ends the line.
    line = launch.line_for_shell().replace("%", r"\%")
    return Text(
        f"Войдите этой учётной записью (не через su или sudo) и повторите. Где systemd нет, подойдёт строка "
        f"в crontab -e: @reboot {line} — либо файл .desktop с этой командой в ~/.config/autostart.",
        f"Log in as this account (not by su or sudo) and repeat. Where there is no systemd, a line in "
        f"crontab -e does it: @reboot {line} — or a .desktop file with this command in ~/.config/autostart.",
    )
