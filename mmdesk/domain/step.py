"""What a person has to do next with an order: the schemes answer, lists and chips show it."""

from __future__ import annotations

from enum import StrEnum


class Step(StrEnum):
    """The next thing somebody does; `wait` where only Megamarket is to act."""

    CONFIRM = "confirm"
    PACK = "pack"
    HAND_OVER = "hand-over"
    CLOSE = "close"
    WAIT = "wait"
    DONE = "done"
