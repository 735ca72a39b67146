"""Where secrets live: the account's keyring, the environment or a private file; never a database or a log."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final, Protocol, TypeVar

from mmdesk.errors import MmdeskError, Text
from mmdesk.masking import register
from mmdesk.paths import Profile
from mmdesk.private_files import locked, read_private, replace_private
from mmdesk.system_words import told_of

T = TypeVar("T")

VARIABLE: Final = "MMDESK_SECRETS"
_REFUSED_BACKENDS: Final = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")
# Both travel as HTTP headers or form fields, so nothing but visible ASCII can be right.
_SECRET: Final = re.compile(r"[!-~]{1,512}")


class SecretKind(StrEnum):
    """The secrets of one connection; the values are the names used on standard input and in files."""

    MM_TOKEN = "mm_token"
    CRM_KEY = "crm_key"
    HTTP_PASSWORD = "http_password"


class SecretsUnavailable(MmdeskError):
    """Raised when the chosen store cannot be used; nothing else is tried in its place."""

    title = Text("Хранилище секретов недоступно", "The secret store cannot be used")
    hint = Text(
        "Включите связку ключей системы либо выберите другое хранилище по имени: MMDESK_SECRETS=file или "
        "MMDESK_SECRETS=env.",
        "Start the system's keyring, or choose another store by name: MMDESK_SECRETS=file or "
        "MMDESK_SECRETS=env.",
    )


class SecretsReadOnly(MmdeskError):
    """Raised when a secret should be stored but the environment is where secrets come from."""

    title = Text("Секреты берутся из переменных окружения", "Secrets come from environment variables")


class BadSecrets(MmdeskError):
    """Raised when typed secrets are not what they must be; never quotes them."""

    title = Text("Секреты не приняты", "The secrets were not accepted")
    hint = Text(
        'Ожидается один документ JSON: {"mm_token": "…", "crm_key": "…"}.',
        'One JSON document is expected: {"mm_token": "…", "crm_key": "…"}.',
    )


class SecretStore(Protocol):
    """Secrets by the name of a connection. Every method raises SecretsUnavailable when nothing answers."""

    def get(self, connection: str, kind: SecretKind) -> str | None:
        """The secret as it is now, re-read at every call; None where there is none."""
        ...

    def put(self, connection: str, kind: SecretKind, secret: str) -> None:
        """Store or replace. Raises SecretsReadOnly where secrets cannot be stored."""
        ...

    def forget(self, connection: str, kind: SecretKind) -> None:
        """Remove what this store itself keeps; nothing to remove is no failure."""
        ...


def choose_store(environ: Mapping[str, str], profile: Profile) -> SecretStore:
    """The store named by MMDESK_SECRETS, else the keyring. Raises SecretsUnavailable for another name."""
    name = environ.get(VARIABLE, "").strip().lower() or "keyring"
    match name:
        case "keyring":
            return KeyringSecrets(_service_name(profile))
        case "env":
            return EnvironmentSecrets(environ)
        case "file":
            return FileSecrets(profile.secrets_file)
        case _:
            raise SecretsUnavailable(
                Text(
                    f"{VARIABLE}={name}: такого хранилища нет", f"{VARIABLE}={name}: there is no such store"
                ),
                hint=Text("Можно: keyring, env, file.", "Possible: keyring, env, file."),
            )


def environment_name(connection: str, kind: SecretKind) -> str:
    """The variable of a secret: `MMDESK_SECRET_MY_SHOP_MM_TOKEN`; two names may share one variable."""
    return f"MMDESK_SECRET_{re.sub(r'[^A-Z0-9]', '_', connection.upper())}_{kind.upper()}"


class EnvironmentSecrets:
    """Read from variables that the service host sets; a change needs a restart."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def get(self, connection: str, kind: SecretKind) -> str | None:
        return _known(self._environ.get(environment_name(connection, kind), "").strip())

    def put(self, connection: str, kind: SecretKind, secret: str) -> None:
        register(secret)
        if self.get(connection, kind) == secret:
            return
        name = environment_name(connection, kind)
        raise SecretsReadOnly(
            hint=Text(
                f"Задайте переменную {name} и запустите заново.", f"Set the variable {name} and start again."
            )
        )

    def forget(self, connection: str, kind: SecretKind) -> None:
        """The variables belong to whoever set them."""


class SystemKeyring(Protocol):
    """The part of keyring's backends that is used."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


class KeyringSecrets:
    """The operating system's own store of this account."""

    def __init__(self, service: str, backend: SystemKeyring | None = None) -> None:
        self._service = service
        self._given = backend

    @cached_property
    def _backend(self) -> SystemKeyring:
        # Looked for when the first secret is asked for: most commands need none and no keyring either.
        return _only_safe(self._given) if self._given is not None else _system_keyring()

    def get(self, connection: str, kind: SecretKind) -> str | None:
        backend, entry = self._backend, _entry(connection, kind)
        return _known(_asked(lambda: backend.get_password(self._service, entry)))

    def put(self, connection: str, kind: SecretKind, secret: str) -> None:
        register(secret)
        backend, entry = self._backend, _entry(connection, kind)
        _asked(lambda: backend.set_password(self._service, entry, secret))

    def forget(self, connection: str, kind: SecretKind) -> None:
        if self.get(connection, kind) is not None:
            backend, entry = self._backend, _entry(connection, kind)
            _asked(lambda: backend.delete_password(self._service, entry))


class FileSecrets:
    """One JSON file that only this account may read; replaced whole, so that it is never half written."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, connection: str, kind: SecretKind) -> str | None:
        return _known(self._read().get(connection, {}).get(kind.value))

    def put(self, connection: str, kind: SecretKind, secret: str) -> None:
        register(secret)
        with self._changing() as kept:
            kept.setdefault(connection, {})[kind.value] = secret

    def forget(self, connection: str, kind: SecretKind) -> None:
        with self._changing() as kept:
            kept.get(connection, {}).pop(kind.value, None)

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            text = read_private(self._path)
        except UnicodeDecodeError:
            # The cause would quote the file.
            raise _damaged(self._path) from None
        except OSError as error:
            raise SecretsUnavailable(
                f"{self._path}: {type(error).__name__}", hint=_SEE_TO_THE_FILE
            ) from error
        return {} if text is None else _kept_secrets(self._path, text)

    @contextmanager
    def _changing(self) -> Iterator[dict[str, dict[str, str]]]:
        """Read, let the caller change, write back; two processes do so one after the other."""
        try:
            with locked(self._path.with_name(f"{self._path.name}.lock")):
                kept = self._read()
                yield kept
                replace_private(self._path, json.dumps(kept, ensure_ascii=False, indent=1))
        except OSError as error:
            raise SecretsUnavailable(told_of(self._path, error), hint=_SEE_TO_THE_FILE) from error


def read_stdin_document(text: str) -> dict[SecretKind, str]:
    """Read `{"mm_token": "…", "crm_key": "…"}`, either of them or both. Raises BadSecrets."""
    try:
        pairs = json.loads(text, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        # The cause would quote what was typed.
        raise BadSecrets(Text("это не JSON", "this is not JSON")) from None
    if not isinstance(pairs, _Pairs) or not pairs:
        raise BadSecrets(Text("документ пуст", "the document is empty"))
    typed = {_kind(name): value for name, value in pairs}
    if len(typed) != len(pairs):
        raise BadSecrets(Text("один секрет назван дважды", "one secret is named twice"))
    return {kind: checked_secret(kind, value) for kind, value in typed.items()}


class _Pairs(list[tuple[str, object]]):
    """A JSON object before its repeated names are lost."""


def _kind(name: str) -> SecretKind:
    try:
        return SecretKind(name)
    except ValueError:
        names = ", ".join(SecretKind)
        raise BadSecrets(Text(f"лишнее имя; можно: {names}", f"an unknown name; possible: {names}")) from None


def checked_secret(kind: SecretKind, value: object) -> str:
    """The secret without blanks around it, starred in logs from then on. Raises BadSecrets."""
    secret = value.strip() if isinstance(value, str) else ""
    if not _SECRET.fullmatch(secret):
        raise BadSecrets(
            Text(
                f"{kind}: нужна непустая строка без пробелов и русских букв",
                f"{kind}: a text without blanks and of ASCII only is needed",
            )
        )
    register(secret)
    return secret


def _known(secret: str | None) -> str | None:
    """Every secret that is read is hidden from the logs from then on."""
    if not secret:
        return None
    register(secret)
    return secret


def _kept_secrets(path: Path, text: str) -> dict[str, dict[str, str]]:
    try:
        kept = json.loads(text) if text.strip() else {}
        return {
            str(name): {str(kind): str(secret) for kind, secret in own.items()} for name, own in kept.items()
        }
    except (ValueError, AttributeError):
        # The cause would quote the file.
        raise _damaged(path) from None


def _damaged(path: Path) -> SecretsUnavailable:
    """The file is left as it is until a person moves it: what is still readable in it may be wanted."""
    return SecretsUnavailable(
        Text(f"{path}: файл испорчен", f"{path}: the file is damaged"),
        hint=Text(
            "Верните файл из копии либо переименуйте его и введите секреты каждого подключения заново: "
            "«Настройки» → «Подключения» → «Изменить».",
            "Restore the file, or rename it and enter the secrets of every connection again: "
            "Settings → Connections → “Edit”.",
            "mmdesk connection edit NAME --secrets-stdin",
        ),
    )


_SEE_TO_THE_FILE: Final = Text(
    "Проверьте место на диске и доступ этой учётной записи к файлу и его папке.",
    "See to the free space, and to this account's access to the file and its directory.",
)


def _service_name(profile: Profile) -> str:
    """Each profile has entries of its own: a throw-away one never touches the account's real secrets."""
    return "mmdesk" if profile == Profile.of_account() else f"mmdesk {profile.root}"


def _entry(connection: str, kind: SecretKind) -> str:
    return f"{connection}/{kind}"


def _system_keyring() -> SystemKeyring:
    # Importing it costs start-up time in processes that need no secret.
    import keyring

    return _only_safe(_asked(keyring.get_keyring))


def _only_safe(backend: SystemKeyring) -> SystemKeyring:
    """The backend, or the best of a chain; those that keep secrets in the open or nowhere are refused."""
    candidates: list[SystemKeyring] = getattr(backend, "backends", [backend])
    for candidate in candidates:
        if not type(candidate).__module__.startswith(_REFUSED_BACKENDS):
            return candidate
    name = f"{type(backend).__module__}.{type(backend).__qualname__}"
    raise SecretsUnavailable(
        Text(f"у этой учётной записи нет связки ключей ({name})", f"this account has no keyring ({name})")
    )


def _asked(question: Callable[[], T]) -> T:
    try:
        return question()
    except Exception as error:
        # Backends raise the errors of their own buses and libraries; there is no common root.
        raise SecretsUnavailable(
            Text(f"связка ключей не ответила: {type(error).__name__}", f"no answer: {type(error).__name__}")
        ) from error
