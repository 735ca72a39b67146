"""«Интеграционные данные» of one connection: links, the way in from outside, the module in RetailCRM."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from mmdesk.services.integration_desk import Integration, PublicWay
from mmdesk.services.self_test import PublicPlace
from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.picture import Picture
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.setup.integration_state import IntegrationState
from mmdesk.ui.setup.link_row import LinkRow
from mmdesk.ui.setup.public_form import PublicForm
from mmdesk.ui.theme import Role, Theme, Tone, dress
from mmdesk.ui.words import spoken


class IntegrationView(QWidget):
    """Shows; what was typed into the form stays while other parts change."""

    chosen = Signal(str)
    save_asked = Signal(object)
    test_all_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        # Made inside what they stand in: a part that moves house is styled once more each time.
        self._area = QScrollArea(self)
        self._body = QWidget(self._area)
        self._way: PublicWay | None = None
        self._whose = ""
        self._typed: dict[str, PublicWay] = {}
        self.choice = QComboBox()
        self.test_all = QPushButton(self.tr("Test all from outside"))
        self.rows = {
            place: LinkRow(place, caption, where, theme, self._body)
            for place, caption, where in self._captions()
        }
        self.form = PublicForm(theme, self._body)
        self.save = QPushButton(self.tr("Save the address"))
        self.empty = Banner(theme, self)
        self._mark = Picture(theme)
        self._module = plain_label()
        self._arrange()
        self.choice.textActivated.connect(self.chosen)
        self.test_all.clicked.connect(self.test_all_asked)
        self.save.clicked.connect(self._ask_save)
        for field in self.form.fields.values():
            field.edit.returnPressed.connect(self._ask_save)

    def show_names(self, names: Sequence[str], chosen: str) -> None:
        """The connections there are; without any, what to do about it."""
        known = [self.choice.itemText(number) for number in range(self.choice.count())]
        if known != list(names):
            self.choice.clear()
            self.choice.addItems(list(names))
        self.choice.setCurrentText(chosen)
        words = "" if names else self.tr("There is no connection yet: add one under “Connections”.")
        self.empty.show_words("plug", Tone.MUTED, words)
        self._typed = {name: way for name, way in self._typed.items() if name in names}
        for widget in (self.choice, self.test_all, self._area):
            widget.setVisible(bool(names))

    def show_state(self, state: IntegrationState) -> None:
        for row in self.rows.values():
            row.show_state(state)
        self.test_all.setEnabled(state.shown.is_public and not state.testing)
        module = state.module
        self._mark.show_icon(module.icon, module.tone)
        self._module.setText(spoken(module.words))
        shown = state.shown
        if (shown.way, shown.connection.name) != (self._way, self._whose):
            self._turn_to(shown)

    def _turn_to(self, shown: Integration) -> None:
        """What was typed for one connection and not saved waits until the form is that connection's again."""
        if shown.connection.name != self._whose and self.is_changed:
            self._typed[self._whose] = self.form.way()
        self._way, self._whose = shown.way, shown.connection.name
        self.form.show_way(shown.way, has_password=shown.has_password)
        typed = self._typed.pop(self._whose, None)
        if typed is not None:
            self.form.type(typed)

    def show_form(self) -> None:
        """Scroll down to the way in from outside."""
        self._area.ensureWidgetVisible(self.save)

    @property
    def is_changed(self) -> bool:
        """Whether the form holds something that is not saved."""
        return self._way is not None and self.form.is_changed

    def unsaved(self) -> tuple[str, ...]:
        """The connections for which something was typed and not saved."""
        now = {self._whose} if self.is_changed else set()
        return tuple(sorted(now | self._typed.keys()))

    def arrive(self) -> None:
        first: QWidget = self.choice if self.choice.count() > 1 else self.rows[PublicPlace.FEED].copy
        first.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def _ask_save(self) -> None:
        self.save_asked.emit(self.form.way())

    def _captions(self) -> tuple[tuple[PublicPlace, str, str], ...]:
        setup = self.tr(
            "Paste it in Megamarket's cabinet: Settings | API integration | API integration setup."
        )
        return (
            (
                PublicPlace.FEED,
                self.tr("Feed"),
                self.tr(
                    "Paste it as the feed's link in Megamarket's cabinet: Settings | Stores | Edit store. "
                    "A feed of your own will do, if its offer ids are the externalIds of RetailCRM's offers."
                ),
            ),
            (PublicPlace.ORDER_NEW, self.tr("New orders"), setup),
            (PublicPlace.ORDER_CANCEL, self.tr("Cancelled lots"), setup),
            (
                PublicPlace.CRM,
                self.tr("Calls of RetailCRM"),
                self.tr("Pasted nowhere: registration tells RetailCRM, a new key within a minute."),
            ),
        )

    def _arrange(self) -> None:
        self.choice.setAccessibleName(self.tr("Connection"))
        self.choice.setMinimumWidth(240)
        dress(self.save, Role.PRIMARY)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(plain_label(self.tr("Integration data"), Role.HEADING, wraps=False))
        head.addWidget(self.choice)
        head.addStretch(1)
        head.addWidget(self.test_all)
        self._fill_body()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.viewport().setAutoFillBackground(False)
        self._area.setWidget(self._body)
        self._body.setAutoFillBackground(False)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        rows.addLayout(head)
        rows.addWidget(self.empty)
        rows.addWidget(self._area, 1)
        rows.addStretch(0)

    def _fill_body(self) -> None:
        rows = QVBoxLayout(self._body)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setSpacing(12)
        for row in self.rows.values():
            rows.addWidget(row)
        rows.addWidget(self._module_card())
        rows.addWidget(self._way_card())
        rows.addStretch(1)

    def _module_card(self) -> QFrame:
        frame = QFrame()
        dress(frame, Role.CARD)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._module, 1)
        rows = QVBoxLayout(frame)
        rows.setContentsMargins(16, 10, 16, 12)
        rows.setSpacing(6)
        rows.addWidget(plain_label(self.tr("Module in RetailCRM"), Role.STRONG))
        rows.addLayout(line)
        return frame

    def _way_card(self) -> QFrame:
        frame = QFrame()
        dress(frame, Role.CARD)
        how = self.tr(
            "The service listens on this computer only. To be reached, put a proxy or a tunnel before it:\n"
            "•  for good: a Russian VPS with nginx and ssh -R or frp, a name and a certificate of your own;\n"
            "•  without a server: CloudPub in five minutes, or tuna to try.\n"
            "Not ngrok, cloudflared or localtunnel: from Russia they work now and then only. "
            "Step by step: docs/hosting.md."
        )
        rows = QVBoxLayout(frame)
        rows.setContentsMargins(16, 12, 16, 16)
        rows.setSpacing(12)
        rows.addWidget(plain_label(self.tr("The way in from outside"), Role.STRONG))
        rows.addWidget(plain_label(how))
        rows.addWidget(self.form)
        rows.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        return frame
