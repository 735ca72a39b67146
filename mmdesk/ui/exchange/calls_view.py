"""Section «Вызовы»: what Megamarket told us, as it came, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QWidget

from mmdesk.services.exchange_watch import ExchangeSeen
from mmdesk.services.received_calls import CallState, ReceivedCall
from mmdesk.ui import moments
from mmdesk.ui.exchange import call_words, exchange_state
from mmdesk.ui.facts.details_card import Details
from mmdesk.ui.facts.facts_model import Cell, Column, Line
from mmdesk.ui.facts.section_view import SectionView
from mmdesk.ui.notice_page import NoticePage
from mmdesk.ui.theme import Theme, Tone
from mmdesk.ui.words import begun, spoken

_LOOKS: Final[Mapping[CallState, tuple[str, Tone]]] = {
    CallState.DONE: ("check", Tone.MUTED),
    CallState.WAITING: ("hourglass", Tone.ACCENT),
    CallState.PARKED: ("stop", Tone.DANGER),
}


class CallsView(SectionView):
    """Tells what the person wishes; who carries it out is not known here."""

    body_wished = Signal(object)
    replay_wished = Signal(object)
    drop_wished = Signal(object)
    """All three with the `ReceivedCall`."""
    filter_changed = Signal(bool)
    """Whether only parked calls are wanted."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        empty = NoticePage(theme, "bell", Tone.MUTED, self.tr("No calls of Megamarket"))
        empty.add_sentence(
            self.tr(
                "They come once the public addresses are entered in the Megamarket account. "
                "Without them every order arrives by polling."
            )
        )
        columns = (
            Column(self.tr("State"), 136),
            Column(self.tr("Time"), 116),
            Column(self.tr("Call"), 128),
            Column(self.tr("Order"), 200),
            Column(self.tr("Repeats"), 84, right=True),
            Column(self.tr("Connection"), 144),
            Column(self.tr("What it says")),
        )
        super().__init__(columns, self.tr("Calls of Megamarket"), empty, theme, parent)
        self._seen: ExchangeSeen | None = None
        self._calls: dict[str, ReceivedCall] = {}
        self.parked_only = QCheckBox(self.tr("Stopped ones only"))
        self.parked_only.toggled.connect(self.filter_changed)
        self.head.addWidget(self.parked_only)
        self.head.addStretch(1)
        self.body = self.made_button(self.tr("Show the body  Enter"))
        self.replay = self.made_button(
            self.tr("Work off again  Ctrl+R"), self.tr("Its orders are read again; nothing is done twice")
        )
        self.drop = self.made_button(self.tr("Drop…  Del"))
        self.body.clicked.connect(self._wish_body)
        self.replay.clicked.connect(self._wish_replay)
        self.drop.clicked.connect(self._wish_drop)
        self.table.opened.connect(self._wish_body)
        for key, act in (("Ctrl+R", self.replay.click), ("Del", self.drop.click)):
            shortcut = QShortcut(QKeySequence(key), self, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def show_seen(self, seen: ExchangeSeen) -> None:
        self._seen = seen
        self._calls = {str(each.row_id): each for each in seen.calls}
        nothing = self.tr("No calls of Megamarket")
        self.empty.show_heading(self.tr("No call is stopped") if self.parked_only.isChecked() else nothing)
        self.show_lines([self._line(each, seen.at) for each in seen.calls])

    @property
    def current(self) -> ReceivedCall | None:
        return self._calls.get(self.table.current_key)

    def details(self, key: str) -> Details | None:
        call = self._calls.get(key)
        if call is None or self._seen is None:
            return None
        self.replay.setEnabled(exchange_state.can_replay(call))
        self.drop.setVisible(exchange_state.can_drop_call(call))
        icon, tone = _LOOKS[call.state]
        heading = self.tr("{call}, {at}: {state}").format(
            call=self._titled(call), at=moments.exact(call.received_at), state=self._state(call)
        )
        sentences = [spoken(call.error)] if call.error else []
        if call.repeats:
            sentences.append(self.tr("It came again %n time(s), with no further effect.", "", call.repeats))
        if call.state is CallState.PARKED:
            sentences.append(self.tr("Work it off again, or drop it: its orders still arrive by polling."))
        return Details(heading, icon, tone, tuple(sentences))

    def _line(self, call: ReceivedCall, now: datetime) -> Line:
        icon, tone = _LOOKS[call.state]
        said = spoken(call.error) if call.error else ""
        return Line(
            str(call.row_id),
            (
                Cell(self._state(call), icon, tone),
                Cell(moments.moment(call.received_at, now), tip=moments.exact(call.received_at)),
                Cell(call_words.name(call), tip=call.source),
                Cell(", ".join(call.orders) or "—"),
                Cell(moments.number(call.repeats) if call.repeats else "", tone=Tone.MUTED),
                Cell(call.connection, tone=Tone.MUTED),
                Cell(said),
            ),
        )

    def _state(self, call: ReceivedCall) -> str:
        match call.state:
            case CallState.DONE:
                return self.tr("worked off")
            case CallState.WAITING:
                return self.tr("waits")
            case CallState.PARKED:
                return self.tr("stopped")

    def _titled(self, call: ReceivedCall) -> str:
        """«Новый заказ 700100200»: it stands at the beginning."""
        return " ".join(filter(None, (begun(call_words.name(call)), ", ".join(call.orders))))

    @Slot()
    def _wish_body(self) -> None:
        if self.current is not None:
            self.body_wished.emit(self.current)

    @Slot()
    def _wish_replay(self) -> None:
        if self.current is not None:
            self.replay_wished.emit(self.current)

    @Slot()
    def _wish_drop(self) -> None:
        if self.current is not None and exchange_state.can_drop_call(self.current):
            self.drop_wished.emit(self.current)
