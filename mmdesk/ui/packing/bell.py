"""The soft bell of a new order, at the volume of the workstation."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from mmdesk.ui.messages import Messages
from mmdesk.ui.notes_state import ORDERS, Note
from mmdesk.ui.packing.sounds import NEW_ORDER, Sounds


class Bell(QObject):
    """Belongs to the sounds that it plays."""

    def __init__(self, messages: Messages, sounds: Sounds) -> None:
        super().__init__(sounds)
        self._sounds = sounds
        messages.noted.connect(self._ring)

    @Slot(object)
    def _ring(self, note: Note) -> None:
        if note.kind == ORDERS:
            self._sounds.play(NEW_ORDER)
