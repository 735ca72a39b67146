"""Which rows have been met, one bit for each: a set of a million numbers would take a hundred times more."""

from __future__ import annotations

from collections.abc import Collection, Iterable


class KeysSeen:
    """Holds row numbers from 0 on."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, key: int) -> bool:
        """Whether it was not in before."""
        is_new = key not in self
        self.add_all((key,))
        return is_new

    def add_all(self, keys: Collection[int]) -> None:
        bits = self._bits
        lacking = (max(keys, default=0) >> 3) + 1 - len(bits)
        if lacking > 0:
            bits.extend(bytes(lacking + 1024))
        for key in keys:
            bits[key >> 3] |= 1 << (key & 7)

    def missing(self, keys: Iterable[int]) -> list[int]:
        """Those of some that are not in, in their order."""
        bits = self._bits
        most = len(bits) * 8
        return [key for key in keys if key >= most or not bits[key >> 3] & (1 << (key & 7))]

    def __contains__(self, key: int) -> bool:
        return key >> 3 < len(self._bits) and bool(self._bits[key >> 3] & (1 << (key & 7)))
