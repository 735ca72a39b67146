"""Read many shipments although some of their ids are refused, or spoil the answer they are shown in."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from mmdesk.clients.errors import Refused, Unreadable
from mmdesk.clients.json_reading import OddShape
from mmdesk.clients.megamarket import Megamarket
from mmdesk.clients.megamarket_wire import OddShipment
from mmdesk.domain.shipment import Shipment, ShipmentId
from mmdesk.errors import Text

_PATIENCE: Final = 12
"""How many unexplained refusals one reading may meet before the remote itself is taken to refuse."""
_GARBLED: Final = 40
"""How many answers, and none else, one reading may find unreadable before the remote itself is at fault."""


@dataclass(frozen=True, slots=True)
class Read:
    """What order/get told of the ids asked for; `unknown` are those it refused to show."""

    shown: tuple[Shipment, ...] = ()
    odd: tuple[OddShipment, ...] = ()
    unknown: tuple[ShipmentId, ...] = ()

    def of(self, ids: Container[ShipmentId]) -> Read:
        """The part of it that is about these shipments."""
        return Read(
            tuple(each for each in self.shown if each.shipment_id in ids),
            tuple(each for each in self.odd if each.shipment_id in ids),
            tuple(each for each in self.unknown if each in ids),
        )

    def __add__(self, other: Read) -> Read:
        return Read(self.shown + other.shown, self.odd + other.odd, self.unknown + other.unknown)


def read_shipments(client: Megamarket, ids: Iterable[ShipmentId]) -> Read:
    """Read shipments, at best in one call; one that Megamarket does not know must not hide the others.

    One whose answer cannot be read at all is `odd`, as one that makes no sense is.
    Raises RemoteError; Refused and Unreadable only when the trouble is not about single shipments.
    """
    reader = _Reader(client)
    read = reader.read(tuple(ids))
    if reader.unexplained is not None and not (read.shown or read.odd):
        raise reader.unexplained
    return read


class _Reader:
    """One unknown id may have a whole call refused: the complaint names it, else halving finds it.

    One shipment may spoil a whole answer, which names nothing: only halving finds it.
    """

    def __init__(self, client: Megamarket) -> None:
        self._client = client
        self._refusals = 0
        self._garbled = 0
        self._has_read = False
        self.unexplained: Refused | None = None

    def read(self, ids: Sequence[ShipmentId]) -> Read:
        if not ids:
            return Read()
        try:
            reading = self._client.get_each(ids)
        except Refused as error:
            named = frozenset(problem.shipment_id for problem in error.problems)
            unknown = tuple(each for each in ids if each in named)
            if unknown:
                return self.read([each for each in ids if each not in named]) + Read(unknown=unknown)
            return self._refused(ids, error)
        except Unreadable as error:
            return self._unreadable(ids, error)
        self._has_read = True
        return Read(reading.shipments, reading.odd)

    def _refused(self, ids: Sequence[ShipmentId], error: Refused) -> Read:
        self.unexplained = error
        self._refusals += 1
        if self._refusals > _PATIENCE:
            raise error
        if len(ids) == 1:
            return Read(unknown=tuple(ids))
        return self._halved(ids)

    def _unreadable(self, ids: Sequence[ShipmentId], error: Unreadable) -> Read:
        self._garbled += 1
        if self._garbled > _GARBLED and not self._has_read:
            raise error
        if len(ids) == 1:
            return Read(odd=(OddShipment(ids[0], _spoilt(error), ""),))
        return self._halved(ids)

    def _halved(self, ids: Sequence[ShipmentId]) -> Read:
        middle = len(ids) // 2
        return self.read(ids[:middle]) + self.read(ids[middle:])


def _spoilt(error: Unreadable) -> OddShape:
    words = error.words
    wanted = Text(f"читаемый ответ ({words.ru})", f"an answer that can be read ({words.en})")
    return OddShape(error.where, wanted)


def is_blank(shipment: Shipment) -> bool:
    """Whether Megamarket shows no more than that the order exists: neither its scheme nor any status."""
    return not shipment.service_scheme and not any(lot.status for lot in shipment.lots)
