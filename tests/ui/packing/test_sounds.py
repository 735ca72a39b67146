from __future__ import annotations

import wave
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from mmdesk.domain.verdict import Sound
from mmdesk.paths import resource
from mmdesk.ui.packing.sounds import NAMES, NoSound, Silence, Sounds
from resources.sounds import make
from tests.ui.conftest import Wait


class Loudspeaker:
    """Remembers what was played, and how loud."""

    def __init__(self) -> None:
        self.played: list[tuple[str, float]] = []

    def load(self, name: str, _owner: QObject) -> Played:
        return Played(self, name)


class Played:
    def __init__(self, speaker: Loudspeaker, name: str) -> None:
        self._speaker, self._name, self._volume = speaker, name, -1.0

    def play(self) -> None:
        self._speaker.played.append((self._name, self._volume))

    def setVolume(self, volume: float) -> None:
        self._volume = volume


def no_device(_name: str, _owner: QObject) -> Played:
    raise NoSound(Silence.NO_DEVICE)


def seconds(name: str) -> float:
    with wave.open(str(resource("sounds", f"{name}.wav"))) as opened:
        return float(opened.getnframes() / opened.getframerate())


def test_the_script_makes_the_very_files_that_are_shipped(tmp_path: Path) -> None:
    for name, tones in make.SOUNDS.items():
        make.write(tmp_path / f"{name}.wav", tones)
    made = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    shipped = {file.name: file.read_bytes() for file in make.HERE.glob("*.wav")}
    assert made == shipped


def test_every_sound_of_a_verdict_has_its_file() -> None:
    assert set(NAMES) == set(make.SOUNDS)


def test_the_alarms_are_told_apart_by_their_length() -> None:
    lengths = [round(seconds(name), 2) for name in ("right", "extra", "wrong", "unknown", "cancelled")]
    assert lengths == sorted(set(lengths))
    assert (lengths[0], lengths[2], lengths[-1]) == (0.09, 0.3, 0.9)


def test_a_sound_is_played_at_the_volume_of_the_workstation(qtbot: QtBot, wait: Wait) -> None:
    speaker = Loudspeaker()
    sounds = Sounds(40, load=speaker.load)
    wait(lambda: sounds.silence is None)
    sounds.play(Sound.WRONG.value)
    sounds.use_volume(100)
    sounds.play(Sound.RIGHT.value)
    assert speaker.played == [("wrong", 0.4), ("right", 1.0)]


@pytest.mark.parametrize("name", ["", "no such sound"])
def test_what_is_no_sound_is_silent(name: str, qtbot: QtBot, wait: Wait) -> None:
    speaker = Loudspeaker()
    sounds = Sounds(40, load=speaker.load)
    wait(lambda: sounds.silence is None)
    sounds.play(name)
    assert speaker.played == []


def test_without_a_device_everything_is_silent_and_the_reason_is_known(qtbot: QtBot, wait: Wait) -> None:
    told: list[Silence | None] = []
    sounds = Sounds(80, load=no_device)
    sounds.changed.connect(lambda: told.append(sounds.silence))
    wait(lambda: told)
    sounds.play(Sound.RIGHT.value)
    assert told == [Silence.NO_DEVICE]


def test_a_machine_whatever_it_has_ends_the_loading(qtbot: QtBot, wait: Wait) -> None:
    """With the real libraries, or without them."""
    sounds = Sounds(80)
    wait(lambda: sounds.silence is not Silence.LOADING)
    sounds.play(Sound.RIGHT.value)
