"""A page as the dots of a label printer."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Black and white dots, row by row from the top.

    A row is `stride` bytes, its leftmost dot the highest bit, a set bit is black; the bits behind its last
    dot are white.
    """

    width: int
    height: int
    rows: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.rows) != self.stride * self.height:
            raise ValueError(f"{len(self.rows)} bytes are no {self.width}x{self.height} dots")

    @property
    def stride(self) -> int:
        return (self.width + 7) // 8
