"""What calls have really done: counters for tests that look for losses and repetitions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Effects:
    """How often an order was made, changed, asked to change without any difference, and tracked."""

    creates: int = 0
    edits: int = 0
    repeats: int = 0
    tracking: int = 0


class EffectCounters:
    """Effects by the order's externalId, or by its number when it has none."""

    def __init__(self) -> None:
        self._effects: dict[str, Effects] = {}

    def of(self, name: str) -> Effects:
        return self._effects.setdefault(name, Effects())

    def told(self) -> dict[str, dict[str, int]]:
        return {
            name: {
                "creates": one.creates,
                "edits": one.edits,
                "repeats": one.repeats,
                "tracking": one.tracking,
            }
            for name, one in self._effects.items()
        }
