"""Codes that nobody knew at the bench: what they are, a manager says once; from then on every bench knows."""

from __future__ import annotations

from collections.abc import Sequence

from mmdesk.clock import Clock
from mmdesk.domain.gtin import is_gtin, spellings
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.operators import Operator
from mmdesk.storage.scan_codes import AttachedCode, UnknownCode
from mmdesk.storage.uow import Storage, UnitOfWork

__all__ = [
    "AttachedCode",
    "CodeNotAttached",
    "UnknownCode",
    "attach",
    "attached",
    "detach",
    "forget",
    "unknown",
]

_MOST = 1000


class CodeNotAttached(MmdeskError):
    """Raised when a code cannot become an offer's; names the offer that is not there, or has it already."""

    title = Text("Код не привязан", "The code was not attached")


def unknown(storage: Storage, limit: int = _MOST) -> tuple[UnknownCode, ...]:
    """Codes that nobody knew, the latest first. Raises StorageError."""
    with storage.look() as work:
        return work.codes.unknown(limit)


def attached(storage: Storage) -> tuple[AttachedCode, ...]:
    """Codes that people attached to offers, the latest first. Raises StorageError."""
    with storage.look() as work:
        return work.codes.attached()


def attach(storage: Storage, clock: Clock, connection: str, code: str, offer_id: str, by: Operator) -> None:
    """The code counts as a barcode of the offer from now on, whatever a later build of the feed brings.

    One that was attached to another offer passes to this one. Raises CodeNotAttached and UnknownConnection.
    """
    text = code.strip()
    with storage.work() as work:
        owner = work.connections.get(connection).connection_id
        if not text or offer_id not in work.offers.by_ids(owner, (offer_id,)):
            raise CodeNotAttached(Text(f"товара «{offer_id}» нет", f"no offer “{offer_id}”"), hint=_CHOOSE)
        others = [each for each in work.codes.owners(_spelled(text), owner) if each.offer_id != offer_id]
        kept = work.codes.attached_to(owner, [each.offer_id for each in others])
        foreign = [each for each in others if text not in kept.get(each.offer_id, ())]
        if foreign:
            raise CodeNotAttached(Text.same(f"{foreign[0].name} ({foreign[0].offer_id})"), hint=_HAS_IT)
        work.codes.attach(owner, text, offer_id, by.name, clock.now())
        work.codes.forget((text,))
        work.commit()


def detach(storage: Storage, connection: str, codes: Sequence[str]) -> int:
    """How many of these codes were attached. Raises UnknownConnection and StorageError."""
    with storage.work() as work:
        gone = work.codes.detach(work.connections.get(connection).connection_id, codes)
        _commit_if(work, gone)
    return gone


def forget(storage: Storage, codes: Sequence[str]) -> int:
    """Unknown codes that are of no interest; how many there were. Raises StorageError."""
    with storage.work() as work:
        gone = work.codes.forget(codes)
        _commit_if(work, gone)
    return gone


def _spelled(code: str) -> tuple[str, ...]:
    return spellings(code) if is_gtin(code) else (code,)


def _commit_if(work: UnitOfWork, changed: int) -> None:
    # A commit wakes every process: one that changed nothing must not be made.
    if changed:
        work.commit()


_CHOOSE = Text("Выберите товар из каталога.", "Choose one of the catalogue.")
_HAS_IT = Text(
    "Этот код уже у другого товара: исправьте штрихкод в RetailCRM.",
    "Another offer has this code already: correct its barcode in RetailCRM.",
)
