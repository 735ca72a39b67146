"""Plays the sounds of the bench. Without a device for sound it is silent, and says why to whoever asks."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject, QTimer, QUrl, Signal, Slot

from mmdesk.domain.verdict import Sound
from mmdesk.paths import resource

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QSoundEffect

logger = logging.getLogger(__name__)

NEW_ORDER: Final = "new-order"
NAMES: Final = (*(sound.value for sound in Sound if sound is not Sound.NONE), NEW_ORDER)
_LOAD_MS: Final = 200


class Silence(StrEnum):
    """Why nothing is heard."""

    LOADING = "loading"
    NO_PLAYER = "no-player"
    """The libraries for sound are missing on this computer."""
    NO_DEVICE = "no-device"


class Voice(Protocol):
    """One sound that is ready to be played; both return at once."""

    def play(self) -> None: ...

    def setVolume(self, volume: float) -> None: ...


class NoSound(Exception):
    """Raised when nothing can be played here; says why."""

    def __init__(self, why: Silence) -> None:
        super().__init__(why.value)
        self.why = why


Load = Callable[[str, QObject], Voice]
"""Makes the voice of that name, belonging to that object. Raises NoSound."""


class Sounds(QObject):
    """Lives with the page. Nothing is loaded before the window has been up for a moment."""

    changed = Signal()
    """`silence` has changed."""

    def __init__(self, volume: int, parent: QObject | None = None, load: Load | None = None) -> None:
        super().__init__(parent)
        self._volume = volume
        self._load = load or voice_of
        self._voices: dict[str, Voice] = {}
        self._left = list(NAMES)
        self._silence: Silence | None = Silence.LOADING
        self._turns = QTimer(self, interval=_LOAD_MS)
        self._turns.timeout.connect(self._load_next)
        self._turns.start()

    @property
    def silence(self) -> Silence | None:
        """Why nothing is heard; None when there is sound."""
        return self._silence

    def play(self, name: str) -> None:
        """At once; a sound that still plays begins anew. The empty name is silence."""
        voice = self._voices.get(name)
        if voice is not None and self._volume:
            voice.play()

    def use_volume(self, percent: int) -> None:
        self._volume = percent
        for voice in self._voices.values():
            voice.setVolume(percent / 100)

    @Slot()
    def _load_next(self) -> None:
        """One in a turn: opening a device takes some milliseconds."""
        self._turns.setInterval(0)
        try:
            self._take(self._left.pop(0))
        except NoSound as nothing:
            logger.info("the bench is silent: %s", nothing)
            self._left.clear()
            self._tell(nothing.why)
        if not self._left:
            self._turns.stop()
            if self._voices:
                self._tell(None)

    def _take(self, name: str) -> None:
        voice = self._load(name, self)
        voice.setVolume(self._volume / 100)
        self._voices[name] = voice

    def _tell(self, silence: Silence | None) -> None:
        if silence is not self._silence:
            self._silence = silence
            self.changed.emit()


def voice_of(name: str, owner: QObject) -> QSoundEffect:
    """From its file, by Qt. Raises NoSound where Qt cannot play or has nothing to play on."""
    try:
        # Loads the system's libraries for sound, which a bare machine may not have.
        multimedia = importlib.import_module("PySide6.QtMultimedia")
    except ImportError as error:
        raise NoSound(Silence.NO_PLAYER) from error
    if multimedia.QMediaDevices.defaultAudioOutput().isNull():
        raise NoSound(Silence.NO_DEVICE)
    effect: QSoundEffect = multimedia.QSoundEffect(owner)
    effect.setSource(QUrl.fromLocalFile(str(resource("sounds", f"{name}.wav"))))
    return effect
