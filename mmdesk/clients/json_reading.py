"""Reads JSON that strangers wrote: bounded, exact in money, and every complaint names its path.

Required facts are read by `required_*`, which raise OddShape; all other readers take what fits and give the
absent value for anything else, because what is only guessed about a remote must never stop an order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from typing import Final

import msgspec

from mmdesk.clients.masking import UNPRINTABLE
from mmdesk.errors import MmdeskError, Text

DEEPEST: Final = 64
_BOM: Final = b"\xef\xbb\xbf"
_LONGEST_KEY: Final = 200
_LARGEST_INDEX: Final = 1_000_000
_LONGEST_NUMBER: Final = 18
_LARGEST_NUMBER: Final = 10**_LONGEST_NUMBER
_LARGEST_SUM: Final = Decimal(10) ** 12
_FINEST_PLACES: Final = -4
_FINEST: Final = Decimal(1).scaleb(_FINEST_PLACES)
_SUM: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_TRUE: Final = frozenset({"1", "true"})
_FALSE: Final = frozenset({"0", "false"})
# Zero dates such as 0001-01-01 stand for "none" in the systems that send them.
_FIRST_YEAR: Final = 2000

_decoder = msgspec.json.Decoder(float_hook=Decimal)


class NotJson(MmdeskError):
    """Raised for bytes that are no JSON at all: not UTF-8, cut short, or nested deeper than 64 levels."""

    title = Text("Это не JSON", "This is no JSON")


class OddShape(MmdeskError):
    """Raised for JSON of another shape than agreed; `path` names the place."""

    title = Text("Непривычный вид данных", "The data has an odd shape")

    def __init__(self, path: str, wanted: Text) -> None:
        self.path = path
        self.wanted = wanted
        where = f"{path}: " if path else ""
        super().__init__(Text(f"{where}ожидается {wanted.ru}", f"{where}expected {wanted.en}"))


_OBJECT: Final = Text("объект", "an object")
_LIST: Final = Text("список", "a list")
_KEY: Final = Text("непустой номер или код", "a number or code that is not empty")
_NUMBER: Final = Text("номер от 1", "a number from 1")


def parse_json(body: bytes) -> Node:
    """Decode a document. Raises NotJson; fractions come as Decimal, a byte order mark is skipped."""
    try:
        value: object = _decoder.decode(without_mark(body))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotJson(Text("разбор не удался", "it cannot be parsed")) from error
    except RecursionError as error:
        raise NotJson(_TOO_DEEP) from error
    _check_depth(value)
    return Node(value)


def without_mark(body: bytes) -> bytes:
    return body.removeprefix(_BOM)


_TOO_DEEP: Final = Text(f"вложенность больше {DEEPEST}", f"nested deeper than {DEEPEST}")


def _check_depth(value: object) -> None:
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return
    raise NotJson(_TOO_DEEP)


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return [inner for inner in value.values() if isinstance(inner, dict | list)]
    if isinstance(value, list):
        return [inner for inner in value if isinstance(inner, dict | list)]
    return []


@dataclass(frozen=True, slots=True)
class Node:
    """A value with the path that led to it, e.g. data.shipments[0].items[2].itemIndex."""

    value: object
    path: str = ""

    def __getitem__(self, name: str) -> Node:
        """A field; an empty node where there is none. Raises OddShape when this is no object.

        An empty list counts as an empty object: PHP writes empty maps so.
        """
        path = f"{self.path}.{name}" if self.path else name
        if isinstance(self.value, dict):
            return Node(self.value.get(name), path)
        if self.value is None or self.value == []:
            return Node(None, path)
        raise OddShape(self.path, _OBJECT)

    def get(self, name: str) -> Node:
        """A field, or an empty node whatever this is."""
        value = self.value.get(name) if isinstance(self.value, dict) else None
        return Node(value, f"{self.path}.{name}" if self.path else name)

    @property
    def is_absent(self) -> bool:
        return self.value is None

    @property
    def is_object(self) -> bool:
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        return isinstance(self.value, list)

    def rows(self) -> tuple[Node, ...]:
        """The elements of a list, none for null. Raises OddShape for anything else."""
        if self.value is None:
            return ()
        if isinstance(self.value, list):
            return tuple(Node(value, f"{self.path}[{place}]") for place, value in enumerate(self.value))
        raise OddShape(self.path, _LIST)

    def members(self) -> tuple[Node, ...]:
        """The elements of a list or the values of an object: PHP writes a keyed collection either way."""
        if isinstance(self.value, dict):
            return tuple(Node(value, f"{self.path}.{name}") for name, value in self.value.items())
        return self.rows()

    def named(self) -> tuple[tuple[str, Node], ...]:
        """The fields of an object, none for anything else."""
        if not isinstance(self.value, dict):
            return ()
        return tuple(
            (_printable(name), Node(value, f"{self.path}.{name}")) for name, value in self.value.items()
        )

    def required_key(self) -> str:
        """An id or code as text. Raises OddShape when it is empty, overlong or no scalar."""
        key = self.text().strip()
        if not key or len(key) > _LONGEST_KEY:
            raise OddShape(self.path, _KEY)
        return key

    def required_number(self, largest: int = _LARGEST_INDEX) -> int:
        """A number from 1 to `largest`, also written as digits. Raises OddShape."""
        index = self.whole()
        if index is None or not 1 <= index <= largest:
            raise OddShape(self.path, _NUMBER)
        return index

    def text(self) -> str:
        """Text or a whole number as one printable line; else empty."""
        if isinstance(self.value, str):
            return _printable(self.value)
        if isinstance(self.value, bool):
            return ""
        if isinstance(self.value, int) and abs(self.value) < _LARGEST_NUMBER:
            return str(self.value)
        return ""

    def whole(self) -> int | None:
        if isinstance(self.value, bool):
            return None
        if isinstance(self.value, int):
            return self.value if abs(self.value) < _LARGEST_NUMBER else None
        if isinstance(self.value, str) and self.value.isascii() and self.value.isdecimal():
            return int(self.value) if len(self.value) <= _LONGEST_NUMBER else None
        return None

    def money(self) -> Decimal | None:
        """A finite sum below 10^12 in roubles, given as a number or as text."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | Decimal | str):
            return None
        try:
            amount = _sum_of(self.value) if isinstance(self.value, str) else Decimal(self.value)
            return _rounded(amount) if amount is not None and amount.copy_abs() < _LARGEST_SUM else None
        except ArithmeticError:
            return None

    def flag(self) -> bool | None:
        """True and false, also written as 1 and 0 or as text."""
        word = str(self.value).lower() if isinstance(self.value, bool | int | str) else ""
        return True if word in _TRUE else False if word in _FALSE else None

    def moment(self, zone: tzinfo) -> datetime | None:
        """A date and time in UTC; `zone` is that of a text without an offset."""
        if not isinstance(self.value, str):
            return None
        try:
            read = datetime.fromisoformat(self.value.strip())
            moment = (read if read.tzinfo is not None else read.replace(tzinfo=zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            return None
        return moment if moment.year >= _FIRST_YEAR else None


def _printable(text: str) -> str:
    """One line without what drives a terminal or turns text about; half a surrogate cannot be stored."""
    return UNPRINTABLE.sub(" ", text.replace("\x00", "")).encode("utf-8", "replace").decode("utf-8")


def _rounded(amount: Decimal) -> Decimal:
    # A binary fraction that somebody printed in full, 0.30000000000000004, means 0.3.
    exact = amount.as_tuple().exponent
    is_fine = isinstance(exact, int) and exact < _FINEST_PLACES
    return (amount.quantize(_FINEST) if is_fine else amount) + 0


def _sum_of(text: str) -> Decimal | None:
    plain = text.strip().replace("\u00a0", "").replace(" ", "").replace(",", ".")
    return Decimal(plain) if _SUM.fullmatch(plain) else None
