"""Asked before settings are taken from a file: which connections, and what changes at each of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from mmdesk.services.connection_settings import setting_name
from mmdesk.services.keeping_desk import Difference, SettingsRead
from mmdesk.ui.confirm_dialog import ConfirmDialog
from mmdesk.ui.facts.lines_list import LinesList
from mmdesk.ui.theme import Theme
from mmdesk.ui.words import spoken

_LONGEST: Final = 48
"""Of a value so many characters are shown."""


def question(name: str, read: SettingsRead, theme: Theme, parent: QWidget) -> ConfirmDialog:
    """`name` is that of the file."""
    translate = QCoreApplication.translate
    told = lines(read)
    dialog = ConfirmDialog(
        translate("SettingsQuestion", "Take the settings from this file?"),
        (
            name,
            translate(
                "SettingsQuestion",
                "This changes, all of it at once. Secrets are not in the file: those that are stored stay, "
                "and so does whether sales are stopped.",
            ),
        ),
        translate("SettingsQuestion", "Take them"),
        theme,
        parent,
    )
    dialog.body.addWidget(LinesList(told, translate("SettingsQuestion", "What changes")))
    return dialog


def lines(read: SettingsRead) -> list[str]:
    """Connection by connection: each changed setting, or that nothing changes."""
    translate = QCoreApplication.translate
    blind = translate(
        "SettingsQuestion",
        "“{name}”: codes are unchecked, RetailCRM cannot be read now; look at “Mappings and orders” later",
    )
    unchecked = [blind.format(name=name) for name in read.unchecked]
    changed = [each for each in read.differences if each.changes]
    found = [line for each in changed for line in _of_changed(each)]
    same = translate("SettingsQuestion", "“{name}”: the same in the file, nothing changes")
    found += [same.format(name=each.connection) for each in read.differences if not each.changes]
    unnamed = translate("SettingsQuestion", "“{name}”: not in the file, stays as it is")
    return [*unchecked, *found, *(unnamed.format(name=name) for name in read.unnamed)]


def _of_changed(difference: Difference) -> Iterator[str]:
    count = len(difference.changes)
    heading = QCoreApplication.translate("SettingsQuestion", "“{name}”: %n setting(s) change", "", count)
    yield heading.format(name=difference.connection)
    for change in difference.changes:
        yield f"   {spoken(setting_name(change.key))}: {_shown(change.before)} → {_shown(change.after)}"


def _shown(value: str) -> str:
    if not value:
        return QCoreApplication.translate("SettingsQuestion", "empty")
    return value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"
