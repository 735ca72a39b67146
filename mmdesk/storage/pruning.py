"""What is old enough to go: found by reading alone, taken away in batches that keep nobody waiting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import CursorResult, Delete, Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from mmdesk.domain.intent import Command
from mmdesk.domain.print_job import PrintState
from mmdesk.domain.standing import RowState
from mmdesk.errors import Text
from mmdesk.storage import search
from mmdesk.storage.bench_tables import UnknownCodeRow
from mmdesk.storage.catalogue_tables import (
    FeedBuildRow,
    FeedChangeRow,
    FeedFetchRow,
    FeedIssueRow,
    PictureRow,
)
from mmdesk.storage.tables import (
    ConnectionRow,
    InboxRow,
    JobRunRow,
    LabelRow,
    OutboxLotRow,
    OutboxRow,
    PackingDraftRow,
    PathKeyRow,
    PrintJobRow,
    ShipmentRow,
)

_OVER: Final = (RowState.DONE.value, RowState.CANCELLED.value)
_NO_DOCUMENT: Final = "{}"
_WAITED: Final = Text(
    "Слишком долго ждало окна на своём рабочем месте.", "It waited too long for a window at its workstation."
)
_HOLDS_BUYER: Final = or_(
    ShipmentRow.buyer_name != "",
    ShipmentRow.buyer_phone != "",
    ShipmentRow.buyer_email != "",
    ShipmentRow.buyer_address != "",
    ShipmentRow.buyer_comment != "",
    ShipmentRow.raw != _NO_DOCUMENT,
)


@dataclass(frozen=True, slots=True)
class Old:
    """One kind of row that has outlived its term. `may_change`: a row found may not be old any more."""

    keys: Select[int]
    remove: Callable[[Session, Sequence[int]], int]
    may_change: bool = False


class Pruning:
    """The old rows of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, old: Old, limit: int) -> tuple[int, ...]:
        """The keys of what may go; looks at whole tables, so a unit of work that only reads is the place."""
        return tuple(self._session.scalars(old.keys.limit(limit)))

    def remove(self, old: Old, keys: Sequence[int]) -> int:
        """Take away what was found, and tell how many rows that were."""
        if old.may_change:
            keys = self._session.scalars(old.keys.where(old.keys.selected_columns[0].in_(keys))).all()
        return old.remove(self._session, keys) if keys else 0


def old_job_runs(before: datetime) -> Old:
    """Runs that ended before; the last one of each job stays, because the schedule is computed from it."""
    begun = JobRunRow.finished_at.is_not(None), JobRunRow.started_at.is_not(None)
    last = select(func.max(JobRunRow.id)).where(*begun).group_by(JobRunRow.job)
    keys = select(JobRunRow.id).where(JobRunRow.finished_at < before, JobRunRow.id.not_in(last))
    return Old(keys, _deleting(JobRunRow))


def old_calls(before: datetime) -> Old:
    """Megamarket's calls that were worked off before; those that wait for a person stay."""
    keys = select(InboxRow.id).where(InboxRow.processed_at < before, InboxRow.parked.is_(False))
    return Old(keys, _deleting(InboxRow))


def old_commands(before: datetime) -> Old:
    """Commands of finished orders that were over before.

    Those in doubt stay: a later command about the same lots takes their doubt over. So do creations in
    RetailCRM: they tell that an order was made there, and must not be made again.
    """
    keys = (
        select(OutboxRow.id)
        .join(ShipmentRow, ShipmentRow.id == OutboxRow.shipment_pk)
        .where(
            OutboxRow.state.in_(_OVER),
            OutboxRow.finished_at < before,
            OutboxRow.in_doubt.is_(False),
            OutboxRow.command != Command.CRM_CREATE.value,
            ShipmentRow.finished.is_(True),
            ShipmentRow.seen_at < before,
        )
    )
    return Old(keys, _remove_commands, may_change=True)


def old_labels(void_before: datetime, finished_before: datetime) -> Old:
    """Labels void since before, and those of orders that were over before."""
    keys = (
        select(LabelRow.id)
        .join(ShipmentRow, ShipmentRow.id == LabelRow.shipment_pk)
        .where(
            or_(
                LabelRow.void_at < void_before,
                ShipmentRow.finished.is_(True) & (ShipmentRow.seen_at < finished_before),
            )
        )
    )
    return Old(keys, _remove_labels, may_change=True)


def old_feed_fetches(before: datetime) -> Old:
    return Old(select(FeedFetchRow.id).where(FeedFetchRow.at < before), _deleting(FeedFetchRow))


def old_feed_builds(before: datetime) -> Old:
    """Builds that ended before and whose files are gone; those that one can go back to stay."""
    keys = select(FeedBuildRow.id).where(FeedBuildRow.finished_at < before, FeedBuildRow.folder == "")
    return Old(keys, _remove_builds)


def old_print_documents(finished_before: datetime, queued_before: datetime) -> Old:
    """Documents of print jobs that were over before, and jobs that have waited since before for a window.

    What was printed stays known; what never was is cancelled.
    """
    keys = select(PrintJobRow.id).where(
        or_(
            PrintJobRow.document.is_not(None) & (PrintJobRow.finished_at < finished_before),
            (PrintJobRow.state == PrintState.WAITING.value) & (PrintJobRow.created_at < queued_before),
        )
    )
    return Old(keys, _forget_documents, may_change=True)


def old_print_jobs(before: datetime) -> Old:
    """Jobs of no order that were over before; those of orders tell what was printed of them."""
    keys = select(PrintJobRow.id).where(PrintJobRow.shipment_pk.is_(None), PrintJobRow.finished_at < before)
    return Old(keys, _deleting(PrintJobRow))


def old_unknown_codes(before: datetime) -> Old:
    """Codes that nobody has attached to an offer, and that were last scanned before."""
    keys = select(UnknownCodeRow.id).where(UnknownCodeRow.last_at < before)
    return Old(keys, _deleting(UnknownCodeRow), may_change=True)


def old_pictures(before: datetime) -> Old:
    """Copies of pictures that no open order has wanted since before, and what is known of failures."""
    keys = select(PictureRow.id).where(PictureRow.wanted_at < before)
    return Old(keys, _deleting(PictureRow), may_change=True)


def old_drafts(before: datetime) -> Old:
    """Packings in progress of orders that were over before: nobody goes on with them."""
    keys = (
        select(PackingDraftRow.shipment_pk)
        .join(ShipmentRow, ShipmentRow.id == PackingDraftRow.shipment_pk)
        .where(ShipmentRow.finished.is_(True), PackingDraftRow.heartbeat_at < before)
    )
    return Old(keys, _remove_drafts, may_change=True)


def _remove_drafts(session: Session, keys: Sequence[int]) -> int:
    return _count(session, delete(PackingDraftRow).where(PackingDraftRow.shipment_pk.in_(keys)))


def old_path_keys(now: datetime) -> Old:
    """Rotated keys whose validity is over."""
    return Old(select(PathKeyRow.id).where(PathKeyRow.valid_until <= now), _deleting(PathKeyRow))


def old_buyers(before: datetime) -> Old:
    """Orders that were over before and still tell who ordered; what is taken away is only that."""
    # All connections are named, so that the index by connection, end and moment leads there.
    keys = select(ShipmentRow.id).where(
        ShipmentRow.connection_id.in_(select(ConnectionRow.id)),
        ShipmentRow.finished.is_(True),
        ShipmentRow.seen_at < before,
        _HOLDS_BUYER,
    )
    return Old(keys, _forget_buyers, may_change=True)


_Deletable = type[
    JobRunRow
    | InboxRow
    | FeedFetchRow
    | PathKeyRow
    | OutboxRow
    | LabelRow
    | PictureRow
    | PrintJobRow
    | UnknownCodeRow
]


def _deleting(table: _Deletable) -> Callable[[Session, Sequence[int]], int]:
    return lambda session, keys: _count(session, delete(table).where(table.id.in_(keys)))


def _remove_commands(session: Session, keys: Sequence[int]) -> int:
    session.execute(delete(OutboxLotRow).where(OutboxLotRow.outbox_id.in_(keys)))
    return _count(session, delete(OutboxRow).where(OutboxRow.id.in_(keys)))


def _remove_labels(session: Session, keys: Sequence[int]) -> int:
    """That something was printed stays known."""
    session.execute(update(PrintJobRow).where(PrintJobRow.label_id.in_(keys)).values(label_id=None))
    return _count(session, delete(LabelRow).where(LabelRow.id.in_(keys)))


def _forget_documents(session: Session, keys: Sequence[int]) -> int:
    rows = session.scalars(select(PrintJobRow).where(PrintJobRow.id.in_(keys)).with_for_update()).all()
    for row in rows:
        row.document = None
        if row.state == PrintState.WAITING.value:
            row.state, row.outcome, row.finished_at = PrintState.CANCELLED.value, _WAITED, row.created_at
    session.flush()
    return len(rows)


def _remove_builds(session: Session, keys: Sequence[int]) -> int:
    session.execute(delete(FeedIssueRow).where(FeedIssueRow.build_id.in_(keys)))
    session.execute(delete(FeedChangeRow).where(FeedChangeRow.build_id.in_(keys)))
    return _count(session, delete(FeedBuildRow).where(FeedBuildRow.id.in_(keys)))


def _forget_buyers(session: Session, keys: Sequence[int]) -> int:
    rows = session.scalars(select(ShipmentRow).where(ShipmentRow.id.in_(keys)).with_for_update()).all()
    for row in rows:
        row.buyer_name = row.buyer_phone = row.buyer_email = row.buyer_address = row.buyer_comment = ""
        row.raw = _NO_DOCUMENT
        row.version += 1
    session.flush()
    search.write(session, rows)
    return len(rows)


def _count(session: Session, query: Delete) -> int:
    gone = session.execute(query.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", gone).rowcount
