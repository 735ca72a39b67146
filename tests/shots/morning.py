"""The shop that is drawn: the demo's morning, ended at a fixed moment, with a few notices on its orders."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from mmdesk import bootstrap
from mmdesk.clock import ManualClock
from mmdesk.demo.morning import LENGTH, Morning
from mmdesk.demo.shop import NAMES, connect_all, own_environment
from mmdesk.demo.stage_clock import limiters_in_story_time
from mmdesk.domain.notice import NoticeCode
from mmdesk.domain.scheme import SchemeCode
from mmdesk.domain.standing import FOREIGN_DELIVERY, RowState
from mmdesk.domain.step import Step
from mmdesk.errors import Text
from mmdesk.sandbox.megamarket_state import Scheme
from mmdesk.sandbox.run import Sandbox
from mmdesk.services import connection_settings, crm_notices
from mmdesk.services.crm_contents import ContentsChange
from mmdesk.storage.queries import OrderRow, Queries

END: Final = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)
"""The moment of every picture."""


def live_through(profile: Path) -> None:
    """Fill the profile; takes some seconds."""
    clock, environ = ManualClock(END - LENGTH), own_environment(os.environ)
    with bootstrap.open_parts(profile, environ, clock) as parts, Sandbox(now=clock.now) as sandbox:
        sandbox.retailcrm.behave(rate_limit=False)
        connect_all(parts, sandbox, None, limiters_in_story_time(clock))
        connection_settings.put(parts.storage, NAMES[Scheme.DSM], "cancel.accept", "ask")
        Morning(parts.storage, clock, sandbox, END).play()
        give_notices(parts)


def give_notices(parts: bootstrap.Parts) -> None:
    """What staff did in RetailCRM meanwhile: contents changed, a DSM order given to others."""
    rows = Queries(parts.storage.engine).list_orders()
    parked = _first(rows, is_parked)
    contents = _first(rows, lambda row: _stands(row, SchemeCode.STANDARD, Step.PACK) and row.lots > 1)
    foreign = _first(rows, lambda row: _stands(row, SchemeCode.DSM, Step.HAND_OVER))
    _give(parts, contents, {NoticeCode.COMPOSITION: ContentsChange(added=1, removed=(2,)).words})
    _give(parts, parked, {NoticeCode.COMPOSITION: ContentsChange(multiplied=(1,), replaced=(2,)).words})
    told = {
        NoticeCode.COMPOSITION: ContentsChange(added=2).words,
        NoticeCode.FOREIGN_DELIVERY: FOREIGN_DELIVERY,
        NoticeCode.WISH_REFUSED: NO_REASON,
    }
    _give(parts, foreign, told)


def is_parked(row: OrderRow) -> bool:
    return any(pending.state is RowState.PARKED for pending in row.pending)


def _stands(row: OrderRow, scheme: SchemeCode, step: Step) -> bool:
    return row.scheme is scheme and row.step is step and not is_parked(row)


def _first(rows: Sequence[OrderRow], wanted: Callable[[OrderRow], bool]) -> OrderRow:
    return next(row for row in rows if wanted(row))


def _give(parts: bootstrap.Parts, row: OrderRow, told: dict[NoticeCode, Text]) -> None:
    with parts.storage.work() as work:
        stored = work.shipments.get(row.key)
        for code, words in told.items():
            crm_notices.note(work, stored, code, words, parts.clock.now())
        work.commit()


NO_REASON: Final = Text(
    "лот 1: неизвестно, почему его не вручили. Сопоставьте статусу товара причину: «Настройки», "
    "«Соответствия и заказы», или закройте заказ в mmdesk.",
    "lot 1: why it was not handed over is unknown. Map its item status to a reason under Settings, "
    "Mappings and orders, or close the order in mmdesk.",
)
