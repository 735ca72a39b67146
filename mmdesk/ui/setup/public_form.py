"""The way in from outside, as fields: the address that the world sees, and what a proxy makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mmdesk.errors import Text
from mmdesk.services.integration_desk import PublicField, PublicWay
from mmdesk.ui.setup.form_field import FormField
from mmdesk.ui.theme import Theme
from mmdesk.ui.words import spoken


class PublicForm(QWidget):
    """`whole` asks for login, password and trusted proxies as well; without it they stay as they are."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, whole: bool = True) -> None:
        super().__init__(parent)
        self._shown = PublicWay()
        self._theme = theme
        self.fields: dict[PublicField, FormField] = self._made(whole)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(16)
        for each in self.fields.values():
            rows.addWidget(each)
            each.changed.connect(self.changed)

    def show_way(self, way: PublicWay, *, has_password: bool) -> None:
        self._shown = replace(way, password="")
        self.type(self._shown)
        for each in self.fields.values():
            each.show_fault("")
        if PublicField.PASSWORD in self.fields:
            stored = self.tr("stored; leave empty to keep it") if has_password else ""
            self.fields[PublicField.PASSWORD].edit.setPlaceholderText(stored)

    def type(self, way: PublicWay) -> None:
        """What somebody has typed and not saved."""
        values = {
            PublicField.URL: way.url,
            PublicField.PREFIX: way.prefix,
            PublicField.PROXIES: way.proxies,
            PublicField.LOGIN: way.login,
            PublicField.PASSWORD: way.password,
        }
        for place, each in self.fields.items():
            each.show_value(values[place])

    def way(self) -> PublicWay:
        """What the fields hold; what has no field here is as it was shown."""
        values = {place: each.value for place, each in self.fields.items()}
        return replace(
            self._shown,
            url=values.get(PublicField.URL, self._shown.url),
            prefix=values.get(PublicField.PREFIX, self._shown.prefix),
            proxies=values.get(PublicField.PROXIES, self._shown.proxies),
            login=values.get(PublicField.LOGIN, self._shown.login),
            password=values.get(PublicField.PASSWORD, ""),
        )

    @property
    def is_changed(self) -> bool:
        return self.way() != self._shown

    def show_faults(self, faults: Mapping[PublicField, Text]) -> None:
        """Each at its field; the first one gets the focus."""
        first: FormField | None = None
        for place, each in self.fields.items():
            each.show_fault(spoken(faults[place]) if place in faults else "")
            first = first or (each if place in faults else None)
        if first is not None:
            first.take_focus()

    def _made(self, whole: bool) -> dict[PublicField, FormField]:
        field = self._field
        made = {
            PublicField.URL: field(
                self.tr("Public address"),
                self.tr("Of your proxy or tunnel: https://mm.example.ru. Empty: polling only."),
            ),
            PublicField.PREFIX: field(
                self.tr("Path at the proxy"),
                self.tr("Usually empty; /mm where the proxy serves mmdesk under https://…/mm."),
            ),
        }
        if not whole:
            return made
        return {
            **made,
            PublicField.LOGIN: field(
                self.tr("Login for calls from outside"),
                self.tr("Only if Megamarket's cabinet is told a login as well; else empty."),
            ),
            PublicField.PASSWORD: FormField(
                self.tr("Password for calls from outside"),
                self.tr("Goes with the login; kept with the secrets and never shown."),
                self._theme,
                self,
                secret=True,
            ),
            PublicField.PROXIES: field(
                self.tr("Trusted proxies"),
                self.tr("From where the proxy reaches the service, such as 127.0.0.1; for the log alone."),
            ),
        }

    def _field(self, caption: str, hint: str) -> FormField:
        return FormField(caption, hint, self._theme, self)
