"""What is started at log-in: the program, its profile, and what it needs of the environment."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

from mmdesk.bootstrap import DATABASE_VARIABLE
from mmdesk.errors import MmdeskError, Text
from mmdesk.paths import Profile
from mmdesk.private_files import read_private
from mmdesk.secrets import VARIABLE as SECRETS_VARIABLE

KEPT: Final = (SECRETS_VARIABLE, DATABASE_VARIABLE, "MMDESK_HTTP")
"""Without these the service would open another database, other secrets or another port than here."""
ENVIRONMENT_FILE: Final = "service.env"
"""In the profile; for what holds a password. One `NAME=value` a line, as systemd reads it too."""
_SECRET_PREFIX: Final = "MMDESK_SECRET_"
_OURS: Final = "MMDESK_"


class LaunchUnwritable(MmdeskError):
    """Raised when a path or value has characters that the system's format cannot hold."""

    title = Text("Для автозапуска это не записать", "The autostart cannot hold this")
    hint = Text(
        "Выберите каталог без этих знаков; значение переменной можно держать в файле service.env в профиле.",
        "Choose a directory without these characters; a variable may lie in service.env in the profile.",
    )


class EnvironmentUnreadable(MmdeskError):
    """Raised when there is an environment file and it cannot be read."""

    title = Text("Файл с переменными службы не читается", "The service's environment file cannot be read")


class SecretNotWritten(MmdeskError):
    """Raised when the environment holds a secret, which no unit, task or property list may hold."""

    title = Text("Секрет не попадёт в автозапуск", "A secret is not written into an autostart")


@dataclass(frozen=True, slots=True)
class Program:
    """How this program is started: alone when frozen, else by its interpreter."""

    executable: Path
    frozen: bool

    def words(self, *, windowless: bool = False) -> tuple[str, ...]:
        """The command without arguments; `windowless` for a system that opens a console for every program."""
        path = self.executable
        if self.frozen:
            service = path.with_name(f"{path.stem}-service{path.suffix}")
            return (str(service if service.exists() else path),)
        quiet = path.with_name(path.name.replace("python.exe", "pythonw.exe"))
        return (str(quiet if windowless else path), "-m", "mmdesk")


@dataclass(frozen=True, slots=True)
class Launch:
    """One start of the service. `profile` is empty for the account's own."""

    program: Program
    profile: tuple[str, ...]
    environment: Mapping[str, str]
    environment_file: Path

    def run(self) -> tuple[str, ...]:
        """For a system that sets the environment and reads the environment file itself."""
        return (*self.program.words(), *self.profile, "service", "run")

    def run_at_log_in(self, *, windowless: bool = False) -> tuple[str, ...]:
        """For a system without environment files: the program reads the file."""
        return (*self.program.words(windowless=windowless), *self.profile, "service", "autostart", "run")

    def line_for_shell(self) -> str:
        """The same as one line of `sh`, for whoever starts it by other means."""
        settings = [f"{name}={shlex.quote(value)}" for name, value in self.environment.items()]
        return " ".join([*settings, shlex.join(self.run_at_log_in())])


def launch_of(profile_dir: Path | None, environ: Mapping[str, str], program: Program) -> Launch:
    """The service as it would be started from here. Raises SecretNotWritten and as `read_environment`."""
    profile = Profile.choose(profile_dir)
    file = profile.root / ENVIRONMENT_FILE
    held = read_environment(file)
    wanted = {name: environ[name].strip() for name in KEPT if environ.get(name, "").strip()}
    written = {name: value for name, value in wanted.items() if name not in held}
    if _holds_password(written.get(DATABASE_VARIABLE, "")):
        raise SecretNotWritten(
            Text(
                f"в {DATABASE_VARIABLE} есть пароль",
                f"{DATABASE_VARIABLE} holds a password",
            ),
            hint=_into_file(file, f"{DATABASE_VARIABLE}=…"),
        )
    store = {**wanted, **held}.get(SECRETS_VARIABLE, "").lower()
    if store == "env" and not any(name.startswith(_SECRET_PREFIX) for name in held):
        raise SecretNotWritten(
            Text("секреты лежат в переменных окружения", "secrets lie in environment variables"),
            hint=_into_file(file, f"{_SECRET_PREFIX}…=…"),
        )
    chosen = () if profile_dir is None else ("--profile", str(profile.root))
    return Launch(program, chosen, written, file)


def environ_at_log_in(
    profile_dir: Path | None, given: Mapping[str, str], environ: Mapping[str, str]
) -> Mapping[str, str]:
    """The environment of a service that was started at log-in. Raises as `read_environment`."""
    held = read_environment(Profile.choose(profile_dir).root / ENVIRONMENT_FILE)
    return {**environ, **given, **held}


def read_environment(file: Path) -> Mapping[str, str]:
    """This program's variables in a private file, if any. Raises FileExposed and EnvironmentUnreadable."""
    try:
        return dict(_variables(read_private(file) or ""))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "UTF-8"
        raise EnvironmentUnreadable(f"{file}: {reason}") from error


def _variables(content: str) -> Iterator[tuple[str, str]]:
    for line in content.removeprefix("\ufeff").splitlines():
        name, found, value = line.strip().partition("=")
        if found and name.startswith(_OURS):
            yield name.rstrip(), _unquoted(value.strip())


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


def _holds_password(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        # What cannot be read may hold anything.
        return True
    return bool(parts.password) or "password" in parse_qs(parts.query)


def _into_file(file: Path, line: str) -> Text:
    return Text(
        f"Запишите строку {line} в файл {file}, закройте его от чужих (chmod 600) и повторите команду.",
        f"Put the line {line} into {file}, close it to others (chmod 600) and repeat the command.",
    )
