"""A closed order that the buyer cancels: whoever packed it has the parcel in their hands and has to know."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mmdesk.domain import packing_decisions as decisions
from mmdesk.domain.packing_session import Doing, Entry, LotStand
from mmdesk.domain.print_job import DocumentKind, PrintState
from mmdesk.errors import Text
from mmdesk.services import bench_words as words
from mmdesk.services.bench_order import BenchOrder
from mmdesk.storage.uow import UnitOfWork

_MAY_BE_OUT: Final = (PrintState.PRINTING, PrintState.PRINTED, PrintState.DOUBTFUL)


def gone_since(order: BenchOrder) -> tuple[int, ...]:
    """The lots in a box that have been cancelled, of which nobody at the bench has been told."""
    session = order.session
    return tuple(
        each.index for each in session.news if each.stand is LotStand.CANCELED and session.box_of(each.index)
    )


def recall(work: UnitOfWork, order: BenchOrder) -> Text:
    """What to do with a closed order of which something has gone."""
    if not order.standing.staying:
        return words.RECALLED.format(n=order.number).joined(_of_paper(work, order))
    what = decisions.stopped(order.session)
    return words.RECALLED_IN_PART.format(n=order.number, what=what)


def note_told(work: UnitOfWork, order: BenchOrder, lots: tuple[int, ...], now: datetime) -> None:
    """Somebody has read it; nothing where the order is no longer on its way to its paper."""
    if order.draft is not None and order.draft.is_finishing:
        work.drafts.keep(order.key, (*order.session.entries, Entry(Doing.SEEN, lots)), now)


def nothing_left(work: UnitOfWork, order: BenchOrder) -> Text:
    """Of an order that was cancelled as a whole; a label that never came out is not to be looked for."""
    return words.NOTHING_LEFT.format(n=order.number).joined(_of_paper(work, order))


def _of_paper(work: UnitOfWork, order: BenchOrder) -> Text:
    kind = DocumentKind.LABEL if order.has_label else DocumentKind.PACKING_LIST
    jobs = work.print_jobs.of_shipment(order.key, kind)
    is_out = any(job.state in _MAY_BE_OUT for job in jobs)
    if order.has_label:
        return words.DESTROY_LABEL if is_out else words.NO_LABEL
    return words.DESTROY_LIST if is_out else words.NO_LIST
