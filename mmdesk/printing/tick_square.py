"""An empty square to tick with a pen."""

from __future__ import annotations

from reportlab.platypus import Flowable


class TickSquare(Flowable):  # type: ignore[misc]  # reportlab ships no types
    """A square of `side` points."""

    def __init__(self, side: float) -> None:
        super().__init__()
        self.width = self.height = side

    def draw(self) -> None:
        self.canv.setLineWidth(0.8)
        self.canv.rect(0, 0, self.width, self.height)
