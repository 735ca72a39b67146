from __future__ import annotations

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from mmdesk.errors import Text
from mmdesk.ui.messages import Messages
from mmdesk.ui.notes_state import Note
from mmdesk.ui.packing.bell import Bell
from mmdesk.ui.packing.sounds import Sounds, Voice
from tests.ui.conftest import Wait


class Heard:
    """What a person beside the loudspeaker hears."""

    def __init__(self, name: str, heard: list[str]) -> None:
        self._name = name
        self._heard = heard

    def play(self) -> None:
        self._heard.append(self._name)

    def setVolume(self, volume: float) -> None:
        """As loud as it may be."""


def test_a_new_order_rings_and_other_news_do_not(qtbot: QtBot, wait: Wait) -> None:
    heard: list[str] = []
    owner = QObject()

    def load(name: str, _owner: QObject) -> Voice:
        return Heard(name, heard)

    sounds, messages = Sounds(50, owner, load), Messages()
    Bell(messages, sounds)
    wait(lambda: sounds.silence is None)
    for kind in ("cancellations", "orders", "deadlines"):
        messages.noted.emit(Note(kind, Text.same(kind), Text.same("700")))
    assert heard == ["new-order"]
