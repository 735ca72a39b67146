"""Makes the sounds of the bench; run as `python resources/sounds/make.py`.

Each is told from the others without looking: by pitch, by the number of its tones, and by its length. The
files are the same, byte for byte, wherever they are made.
"""

from __future__ import annotations

import math
import struct
import wave
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
RATE: Final = 22_050
_LOUDEST: Final = 26_000
_EDGE: Final = 0.006
"""Seconds in which a tone comes and goes: without that each would begin with a click."""


@dataclass(frozen=True, slots=True)
class Tone:
    """`start` and `end` in Hz glide into each other; 0 is silence. `harshness` adds odd overtones, 0 to 1."""

    seconds: float
    start: float
    end: float
    harshness: float = 0.0
    fades: bool = False


def steady(seconds: float, pitch: float, harshness: float = 0.0) -> Tone:
    return Tone(seconds, pitch, pitch, harshness)


def rest(seconds: float) -> Tone:
    return Tone(seconds, 0, 0)


SOUNDS: Final[Mapping[str, Sequence[Tone]]] = {
    "right": (Tone(0.09, 1050, 1500),),
    "box-closed": (steady(0.1, 784), steady(0.1, 988), Tone(0.18, 1319, 1319, fades=True)),
    "wrong": (steady(0.13, 165, 1.0), rest(0.04), steady(0.13, 165, 1.0)),
    "extra": (steady(0.11, 523, 0.4), rest(0.05), steady(0.11, 523, 0.4)),
    "cancelled": (
        steady(0.15, 880, 0.5), steady(0.15, 587, 0.5), steady(0.15, 880, 0.5),
        steady(0.15, 587, 0.5), steady(0.15, 880, 0.5), steady(0.15, 587, 0.5),
    ),
    "unknown": (steady(0.6, 247, 0.6),),
    "new-order": (Tone(0.5, 1175, 1175, fades=True), Tone(0.7, 880, 880, fades=True)),
}  # fmt: skip


def main() -> None:
    for name, tones in SOUNDS.items():
        write(HERE / f"{name}.wav", tones)


def write(file: Path, tones: Sequence[Tone]) -> None:
    """As a WAV of one channel with 16 bits a sample."""
    samples = [sample for tone in tones for sample in _samples(tone)]
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(struct.pack(f"<{len(samples)}h", *samples))


def _samples(tone: Tone) -> list[int]:
    count = round(tone.seconds * RATE)
    phase, samples = 0.0, []
    for place in range(count):
        pitch = tone.start + (tone.end - tone.start) * place / count
        phase += pitch / RATE
        samples.append(round(_LOUDEST * _envelope(tone, place, count) * _wave(phase, tone.harshness)))
    return samples


def _wave(phase: float, harshness: float) -> float:
    overtones = sum(math.sin(math.tau * phase * odd) / odd for odd in (3, 5, 7))
    return (math.sin(math.tau * phase) + harshness * overtones) / (1 + harshness * 0.5)


def _envelope(tone: Tone, place: int, count: int) -> float:
    edge = _EDGE * RATE
    fade = (1 - place / count) ** 2 if tone.fades else 1.0
    return min(1.0, place / edge, (count - place) / edge) * fade


if __name__ == "__main__":
    main()
