"""Settings of connections: shown, set one by one, exported and taken over as one document without secrets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mmdesk.domain.connection import Connection
from mmdesk.domain.standing import WrongReason
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.unasked_mappings import unasked_mappings
from mmdesk.setting_kinds import NETWORKS, PARAMS, TABLE, WORDS, Plain, text_of
from mmdesk.settings import BadSettingValue, ConnectionSettings, UnknownSetting, canonical, find
from mmdesk.storage.uow import Storage, UnitOfWork

_FORMAT: Final = 1
_REASONS: Final = ("reject.reason.", "reject.default_reason")
_STOP_SALES: Final = "feed.stop_sales"
_CLOSE_REASONS: Final = "close.reason."
_LONGEST: Final = 80
"""Of a value so many characters are told."""
_TOLD_VALUE: Final = Text(
    "«{connection}»: {setting} = «{value}»",
    "“{connection}”: {setting} = “{value}”",
)
_BECAUSE: Final = Text(". {words}", ". {words}")
_NO_VALUE: Final = Text(
    "«{connection}»: {setting}: значения нет", "“{connection}”: {setting}: there is no value"
)
_ONE_VALUE: Final = Text(
    "«{connection}»: {setting}: здесь одно значение, а не список",
    "“{connection}”: {setting}: takes one value, no list of them",
)


class SettingsFileRefused(MmdeskError):
    """Raised for a file of settings that is foreign, newer or broken; nothing of it is taken over."""

    title = Text(
        "Файл настроек не подходит, ничего не изменено",
        "The file of settings will not do, nothing was changed",
    )
    hint = Text(
        "Выберите файл, который эта программа сохранила кнопкой «Сохранить настройки…».",
        "Choose a file that this program has saved by “Save the settings…”.",
    )


class ActsUnasked(MmdeskError):
    """Raised for a mapping that would act at Megamarket with nobody asking; nothing was changed."""

    title = Text("Ничего не изменено", "Nothing was changed")
    hint = Text(
        "Что чему соответствует, показывают «Настройки» → «Соответствия и заказы».",
        "Settings → Mappings and orders shows what stands for what.",
        "mmdesk settings show {name}",
    )


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One key, with the stored texts before and after; empty where nothing is set."""

    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What a file of settings would change at one connection; nothing, where it is the same."""

    connection: str
    changes: tuple[SettingChange, ...]


def load(work: UnitOfWork, connection: Connection) -> ConnectionSettings:
    """The settings in force for a connection."""
    return ConnectionSettings.of(work.connections.settings(connection.connection_id))


def shown(storage: Storage, name: str) -> Mapping[str, Plain]:
    """Every setting of a connection by key, defaults included. Raises UnknownConnection."""
    with storage.look() as work:
        return load(work, work.connections.get(name)).document()


def public_url(storage: Storage, name: str) -> str:
    """The address at which the world reaches the service, with the path that a proxy leaves in; or empty."""
    with storage.look() as work:
        return public_address(work, work.connections.get(name))


def public_address(work: UnitOfWork, connection: Connection) -> str:
    """The same within a transaction."""
    settings = load(work, connection)
    return settings.http_public_url.rstrip("/") + settings.http_prefix if settings.http_public_url else ""


def put(storage: Storage, name: str, key: str, value: str) -> None:
    """Set one key; takes effect without a restart.

    Raises UnknownSetting, BadSettingValue, WrongReason or ActsUnasked.
    """
    put_all(storage, name, {key: value})


def put_all(storage: Storage, name: str, values: Mapping[str, str]) -> None:
    """Set several keys, all of them or none. Raises as `put` does."""
    with storage.work() as work:
        connection = work.connections.get(name)
        for key, value in values.items():
            store(work, connection, key, value)
        for words in _unasked(work, connection, values).values():
            raise ActsUnasked(words, hint=ActsUnasked.hint.format(name=name))
        work.commit()


def exported(storage: Storage) -> bytes:
    """The settings of all connections as one JSON document."""
    with storage.look() as work:
        documents = {
            connection.name: dict(load(work, connection).document()) for connection in work.connections.all()
        }
    document = {"mmdesk_settings": _FORMAT, "connections": documents}
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def take_over(storage: Storage, content: bytes) -> None:
    """Replace the settings of the connections that the document names, all of them or none.

    Whether sales are stopped stays as it is: that is decided with a reason, and not by a file.

    Raises SettingsFileRefused.
    """
    with storage.work() as work:
        _replace(work, _read(content))
        work.commit()


def compared(storage: Storage, content: bytes) -> tuple[Difference, ...]:
    """What taking the document over would change, by connection; nothing is changed. Raises as that does."""
    # Done and not committed, so that what is told is what would happen.
    with storage.work() as work:
        return _replace(work, _read(content))


def _replace(work: UnitOfWork, documents: Mapping[str, Mapping[str, str]]) -> tuple[Difference, ...]:
    known = {connection.name: connection for connection in work.connections.all()}
    _refuse_strangers([name for name in documents if name not in known])
    return tuple(_replace_one(work, known[name], values) for name, values in documents.items())


def _refuse_strangers(names: Sequence[str]) -> None:
    if names:
        ru, en = ", ".join(f"«{name}»" for name in names), ", ".join(f"“{name}”" for name in names)
        raise SettingsFileRefused(
            Text(f"здесь нет подключения {ru}", f"there is no connection {en} here"),
            hint=Text(
                "Сначала подключите магазин под этим именем: в файле только настройки, без секретов.",
                "Connect the shop under this name first: the file holds settings only, no secrets.",
            ),
        )


def _replace_one(work: UnitOfWork, connection: Connection, values: Mapping[str, str]) -> Difference:
    before = load(work, connection)
    work.connections.forget_settings(connection.connection_id)
    for key, value in {**values, _STOP_SALES: text_of(before.feed_stop_sales)}.items():
        try:
            store(work, connection, key, value)
        except (UnknownSetting, BadSettingValue, WrongReason) as error:
            raise SettingsFileRefused(told_value(connection.name, key, value), hint=error.cure) from error
    changes = _changes(before, load(work, connection))
    changed = {change.key: change.after for change in changes}
    for key, words in _unasked(work, connection, changed).items():
        raise SettingsFileRefused(
            told_value(connection.name, key, changed[key]).joined(_BECAUSE.format(words=words)),
            hint=ActsUnasked.hint.format(name=connection.name),
        )
    return Difference(connection.name, changes)


def _unasked(work: UnitOfWork, connection: Connection, changed: Iterable[str]) -> Mapping[str, Text]:
    """Of the changed keys those that act unasked; RetailCRM is not asked which statuses cancel."""
    mapped = [key for key in changed if key.startswith("status.")]
    found = unasked_mappings(connection.scheme, load(work, connection)) if mapped else {}
    return {key: found[key] for key in mapped if key in found}


def setting_name(key: str) -> Text:
    """A setting in words; of a family also which member. The key itself where there is no such setting."""
    try:
        declared = find(key)
    except UnknownSetting:
        return Text.same(key)
    member = f" ({key.removeprefix(declared.key)})" if declared.is_family else ""
    words = (each.partition(";")[0] for each in (declared.text.ru, declared.text.en))
    return Text(*(f"{each}{member}" for each in words))


def told_value(connection: str, key: str, value: str) -> Text:
    """Which setting of which connection has a value, by the names that people know."""
    shown = value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"
    return _TOLD_VALUE.format(connection=connection, setting=setting_name(key), value=shown)


def _changes(before: ConnectionSettings, after: ConnectionSettings) -> tuple[SettingChange, ...]:
    old, new = ({key: text_of(value) for key, value in each.document().items()} for each in (before, after))
    keys = [*old, *(key for key in new if key not in old)]
    changes = (SettingChange(key, old.get(key, ""), new.get(key, "")) for key in keys)
    return tuple(change for change in changes if change.before != change.after)


def store(work: UnitOfWork, connection: Connection, key: str, value: str) -> None:
    """Set one key within a transaction. Raises UnknownSetting, BadSettingValue or WrongReason."""
    checked = canonical(key, value)
    _check_reason(connection, key, checked)
    declared = find(key)
    if declared.is_family:
        family = declared.key.rstrip(".")
        work.connections.put_mapping(
            connection.connection_id, family, key.removeprefix(declared.key), checked
        )
    else:
        work.connections.put_setting(connection.connection_id, key, checked)


def _check_reason(connection: Connection, key: str, value: str) -> None:
    """Reasons are the scheme's own: one it does not know would only be refused later, by Megamarket."""
    if value and key.startswith(_REASONS):
        connection.scheme.check_reject_reason(value)
    elif value and key.startswith(_CLOSE_REASONS):
        connection.scheme.check_close_reason(value)


def _read(content: bytes) -> dict[str, dict[str, str]]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise SettingsFileRefused(Text("это не JSON", "it is no JSON")) from error
    form = document.get("mmdesk_settings") if isinstance(document, dict) else None
    if not isinstance(form, int) or isinstance(form, bool) or form < 1:
        raise SettingsFileRefused(Text("это не настройки mmdesk", "these are no settings of mmdesk"))
    if form > _FORMAT:
        raise SettingsFileRefused(
            Text("файл более новой программы", "a newer program wrote it"),
            hint=Text("Обновите программу на этом компьютере.", "Update the program on this computer."),
        )
    connections = document.get("connections")
    if not isinstance(connections, dict) or not all(isinstance(own, dict) for own in connections.values()):
        raise SettingsFileRefused(Text("нет раздела connections", "the section connections is missing"))
    return {
        str(name): {str(key): _text(str(name), key, value) for key, value in own.items()}
        for name, own in connections.items()
    }


def _text(connection: str, key: str, value: Plain | None) -> str:
    if value is None:
        raise SettingsFileRefused(_NO_VALUE.format(connection=connection, setting=setting_name(key)))
    if isinstance(value, (dict, list)) and not _takes_parts(key):
        raise SettingsFileRefused(_ONE_VALUE.format(connection=connection, setting=setting_name(key)))
    return text_of(value)


def _takes_parts(key: str) -> bool:
    """Whether a list or a table is a value of this setting; one that is not there is told later."""
    try:
        declared = find(key)
    except UnknownSetting:
        return True
    return not declared.is_family and declared.kind in (TABLE, WORDS, NETWORKS, PARAMS)
