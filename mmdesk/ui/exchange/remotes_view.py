"""Section «Системы»: how Megamarket and RetailCRM answer each connection."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from PySide6.QtWidgets import QWidget

from mmdesk.services.exchange_watch import ExchangeSeen
from mmdesk.services.remote_standing import RemoteStanding, RemoteState
from mmdesk.ui import moments
from mmdesk.ui.exchange import queue_words
from mmdesk.ui.exchange.exchange_state import remote_key
from mmdesk.ui.facts.details_card import Details
from mmdesk.ui.facts.facts_model import Cell, Column, Line
from mmdesk.ui.facts.section_view import SectionView
from mmdesk.ui.notice_page import NoticePage
from mmdesk.ui.theme import Theme, Tone
from mmdesk.ui.words import spoken

_LOOKS: Final[Mapping[RemoteState, tuple[str, Tone]]] = {
    RemoteState.ANSWERS: ("check", Tone.OK),
    RemoteState.SILENT: ("ring", Tone.MUTED),
    RemoteState.PAUSED: ("pause", Tone.WARN),
    RemoteState.ODD: ("warning", Tone.WARN),
    RemoteState.STOPPED: ("key", Tone.DANGER),
    RemoteState.RESTS: ("pause", Tone.WARN),
    RemoteState.OFF: ("offline", Tone.WARN),
    RemoteState.UNREGISTERED: ("plug", Tone.WARN),
}


class RemotesView(SectionView):
    """A refused token stands first and in red: only a person mends it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        empty = NoticePage(theme, "plug", Tone.MUTED, self.tr("Nothing is connected yet"))
        columns = (
            Column(self.tr("Connection"), 176),
            Column(self.tr("System"), 128),
            Column(self.tr("State"), 312),
            Column(self.tr("Last answer"), 136),
            Column(self.tr("In its own words")),
        )
        super().__init__(columns, self.tr("Megamarket and RetailCRM"), empty, theme, parent)
        self._seen: ExchangeSeen | None = None
        self._remotes: dict[str, RemoteStanding] = {}

    def show_seen(self, seen: ExchangeSeen) -> None:
        self._seen = seen
        self._remotes = {remote_key(each): each for each in seen.remotes}
        self.show_lines([self._line(each, seen.at) for each in seen.remotes])

    def details(self, key: str) -> Details | None:
        remote = self._remotes.get(key)
        if remote is None or self._seen is None:
            return None
        icon, tone = _LOOKS[remote.state]
        heading = self.tr("{system}, connection {name}: {state}").format(
            system=queue_words.remote_name(remote.target),
            name=remote.connection,
            state=self._state(remote, self._seen.at),
        )
        told = (remote.words, remote.cure)
        return Details(heading, icon, tone, tuple(spoken(each) for each in told if each is not None))

    def _line(self, remote: RemoteStanding, now: datetime) -> Line:
        icon, tone = _LOOKS[remote.state]
        answered = remote.answered_at
        return Line(
            remote_key(remote),
            (
                Cell(remote.connection),
                Cell(queue_words.remote_name(remote.target)),
                Cell(self._state(remote, now), icon, tone),
                Cell(
                    moments.ago(answered, now) if answered else "—",
                    tone=Tone.MUTED,
                    tip=moments.exact(answered) if answered else "",
                ),
                Cell(spoken(remote.words) if remote.words else ""),
            ),
        )

    def _state(self, remote: RemoteStanding, now: datetime) -> str:
        match remote.state:
            case RemoteState.ANSWERS:
                return self.tr("answers")
            case RemoteState.SILENT:
                return self.tr("not asked yet")
            case RemoteState.PAUSED:
                return self.tr("does not answer, next try {when}").format(when=self._next_try(remote, now))
            case RemoteState.ODD:
                return self.tr("answers oddly, next try {when}").format(when=self._next_try(remote, now))
            case RemoteState.STOPPED:
                return self.tr("token refused, exchange stopped")
            case RemoteState.RESTS:
                return self.tr("connection paused")
            case RemoteState.OFF:
                return self.tr("module switched off")
            case RemoteState.UNREGISTERED:
                return self.tr("not registered")

    def _next_try(self, remote: RemoteStanding, now: datetime) -> str:
        if remote.until is None or remote.until <= now:
            return self.tr("now")
        return moments.until(remote.until, now)
