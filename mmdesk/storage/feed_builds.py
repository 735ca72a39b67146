"""The builds of the feed: under way, published, waiting for an answer, or failed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, CursorResult, ScalarSelect, delete, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from mmdesk.domain.connection import ConnectionId
from mmdesk.errors import Text
from mmdesk.storage.catalogue_tables import FeedBuildRow, FeedChangeRow, FeedIssueRow, OfferRow
from mmdesk.storage.engine import takes_locks

_APART: Final = timedelta(seconds=1)
_NONE: Final[Mapping[str, str]] = {}
_NOTHING_READ: Final = {"phase": "", "read": 0, "size": 0}


class BuildState(StrEnum):
    """What has become of a build."""

    BUILDING = "building"
    HELD = "held"
    """Whole and valid, but so different that a person has to agree."""
    PUBLISHED = "published"
    """Has been at the feed's address, and perhaps still is: see `FeedBuilds.current`."""
    DROPPED = "dropped"
    """Was held and never published; a later build has taken its place."""
    FAILED = "failed"
    CANCELLED = "cancelled"
    """Somebody has called it off before it was the feed; the error names who."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a build waits for an answer: `reason` is vanished, price or empty; `share` is a part of 1."""

    reason: str
    share: float
    settings: tuple[str, ...] = ()
    """The keys that were changed since the feed before it."""


@dataclass(frozen=True, slots=True)
class FeedBuild:
    """One build. `inputs` is a digest of everything it was made of; `size` and `gzip_size` are bytes.

    While its goods are fetched, `read` of `size` pages or bytes are there, as `phase` says; `size` is 0 where
    nobody knows.
    """

    build_id: int
    connection_id: ConnectionId
    state: BuildState
    started_at: datetime
    finished_at: datetime | None
    published_at: datetime | None
    applied_at: datetime | None
    phase: str
    done_percent: int
    source: str
    inputs: str
    settings: Mapping[str, str]
    folder: str
    sha256: str
    size: int
    gzip_size: int
    milliseconds: int
    read: int
    published_offers: int
    unavailable: int
    excluded: Mapping[str, int]
    problems: Mapping[str, int]
    changes: Mapping[str, int]
    hold: Hold | None
    accepted_by: str
    asked_by: str
    error: Text | None


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build has come to, once its files are whole."""

    folder: str
    sha256: str
    size: int
    gzip_size: int
    milliseconds: int
    read: int
    published: int
    unavailable: int
    excluded: Mapping[str, int]
    problems: Mapping[str, int]
    vendors: Mapping[str, int]
    params: Sequence[tuple[str, str, int]]
    """Code, name, and how many offers have it."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One complaint about one offer of a build."""

    offer_id: str
    code: str
    message: Text
    name: str = ""
    """Of the offer as the catalogue has it; read, never written."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference to the feed before: `what` is added, removed, price, stock or name.

    `name` is the offer's as the catalogue has it; read, never written.
    """

    offer_id: str
    what: str
    old: str = ""
    new: str = ""
    name: str = ""


class FeedBuilds:
    """The builds of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def begin(
        self,
        connection_id: ConnectionId,
        at: datetime,
        *,
        source: str = "",
        inputs: str = "",
        asked_by: str,
        settings: Mapping[str, str] = _NONE,
    ) -> int:
        """A build whose goods are being fetched, or are there: then `has_goods` follows."""
        row = FeedBuildRow(
            connection_id=connection_id,
            started_at=at,
            state=BuildState.BUILDING.value,
            source=source,
            inputs=inputs,
            asked_by=asked_by,
            settings=_json(settings),
        )
        self._session.add(row)
        self._session.flush()
        return row.id

    def has_goods(self, build_id: int, *, source: str, inputs: str) -> None:
        """What a build is made of."""
        row = self._session.get_one(FeedBuildRow, build_id)
        row.source, row.inputs, row.read, row.size = source, inputs, 0, 0

    def tell_progress(self, build_id: int, phase: str, percent: int, read: int, size: int = 0) -> None:
        """How far it is; a build that is cancelled gets no further."""
        query = update(FeedBuildRow).where(
            FeedBuildRow.id == build_id, FeedBuildRow.state != BuildState.CANCELLED.value
        )
        values = {"phase": phase, "done_percent": percent, "read": read}
        self._session.execute(query.values(values | ({"size": size} if size else {})))

    def is_under_way(self, build_id: int) -> bool:
        """Whether it is still being made; in a writing unit of work nobody can cancel it until that ends."""
        query = select(FeedBuildRow.state).where(FeedBuildRow.id == build_id)
        if takes_locks(self._session):
            query = query.with_for_update()
        return self._session.scalars(query).first() == BuildState.BUILDING.value

    def cancel(self, build_id: int, at: datetime, words: Text) -> bool:
        """Call a build off, unless it has come to its end; whether it is called off by this."""
        query = update(FeedBuildRow).where(*_under_way(build_id))
        values = {"state": BuildState.CANCELLED.value, "finished_at": at, "error": words, **_NOTHING_READ}
        called_off = self._session.execute(query.values(values))
        return cast("CursorResult[Any]", called_off).rowcount == 1

    def forget(self, build_id: int) -> None:
        """The goods were fetched, and nothing was to be built."""
        self._session.execute(delete(FeedBuildRow).where(*_under_way(build_id)))

    def fill(self, build_id: int, result: BuildResult, settings: Mapping[str, str]) -> None:
        """Write down what a build has come to; its state stays."""
        row = self._session.get_one(FeedBuildRow, build_id)
        row.folder, row.sha256 = result.folder, result.sha256
        row.size, row.gzip_size, row.milliseconds = result.size, result.gzip_size, result.milliseconds
        row.read, row.published_offers, row.unavailable = result.read, result.published, result.unavailable
        row.excluded, row.problems = _json(result.excluded), _json(result.problems)
        row.vendors, row.params = _json(result.vendors), _json([list(each) for each in result.params])
        row.settings = _json(settings)

    def add_issues(self, build_id: int, issues: Sequence[Issue]) -> None:
        rows = [
            {"build_id": build_id, "offer_id": each.offer_id, "code": each.code, "message": each.message}
            for each in issues
        ]
        if rows:
            self._session.execute(insert(FeedIssueRow), rows)

    def add_changes(self, build_id: int, counts: Mapping[str, int], changes: Sequence[Change]) -> None:
        self._session.get_one(FeedBuildRow, build_id).changes = _json(counts)
        rows = [
            {
                "build_id": build_id,
                "offer_id": each.offer_id,
                "what": each.what,
                "old": each.old,
                "new": each.new,
            }
            for each in changes
        ]
        if rows:
            self._session.execute(insert(FeedChangeRow), rows)

    def hold(self, build_id: int, at: datetime, hold: Hold) -> None:
        row = self._session.get_one(FeedBuildRow, build_id)
        row.state, row.finished_at, row.phase = BuildState.HELD.value, at, ""
        row.held = _json({"reason": hold.reason, "share": hold.share, "settings": list(hold.settings)})

    def publish(self, build_id: int, at: datetime, accepted_by: str = "") -> None:
        """From here on this is the current one, until another is published. Earlier held ones are dropped.

        Moments of publishing are a second apart at least, and never go back with the computer's clock.
        """
        row = self._session.get_one(FeedBuildRow, build_id)
        row.finished_at = row.finished_at or at
        former = self.current(ConnectionId(row.connection_id))
        if former is not None and former.published_at is not None:
            at = max(at, former.published_at + _APART)
        row.state, row.phase, row.published_at = BuildState.PUBLISHED.value, "", at
        row.accepted_by = accepted_by or row.accepted_by
        row.applied_at = None
        self.drop_held(ConnectionId(row.connection_id))

    def drop_held(self, connection_id: ConnectionId) -> None:
        query = update(FeedBuildRow).where(
            FeedBuildRow.connection_id == connection_id, FeedBuildRow.state == BuildState.HELD.value
        )
        self._session.execute(query.values(state=BuildState.DROPPED.value))

    def fail(self, build_id: int, at: datetime, error: Text) -> None:
        """It will not come to its end; one that is cancelled stays so."""
        query = update(FeedBuildRow).where(*_under_way(build_id))
        self._session.execute(query.values(_failed(at, error)))

    def fail_unfinished(self, connection_id: ConnectionId, at: datetime, error: Text) -> None:
        """Builds whose process is gone will not end any more. Only for whoever alone may build."""
        query = update(FeedBuildRow).where(
            FeedBuildRow.connection_id == connection_id, FeedBuildRow.state == BuildState.BUILDING.value
        )
        self._session.execute(query.values({**_failed(at, error), **_NOTHING_READ}))

    def applied(self, build_id: int, at: datetime) -> None:
        """Every offer of the build is in the database."""
        row = self._session.get_one(FeedBuildRow, build_id)
        row.applied_at, row.phase = at, ""

    def current(self, connection_id: ConnectionId) -> FeedBuild | None:
        """The build at the feed's address: the one that was published last."""
        query = (
            select(FeedBuildRow)
            .where(FeedBuildRow.connection_id == connection_id, FeedBuildRow.published_at.is_not(None))
            .order_by(FeedBuildRow.published_at.desc(), FeedBuildRow.id.desc())
            .limit(1)
        )
        row = self._session.scalars(query).first()
        return None if row is None else build_of(row)

    def held(self, connection_id: ConnectionId) -> FeedBuild | None:
        """The build that waits for an answer."""
        found = [each for each in self.latest(connection_id, 20) if each.state is BuildState.HELD]
        return found[0] if found else None

    def get(self, build_id: int) -> FeedBuild | None:
        row = self._session.get(FeedBuildRow, build_id, populate_existing=True)
        return None if row is None else build_of(row)

    def latest(self, connection_id: ConnectionId, limit: int) -> tuple[FeedBuild, ...]:
        """The newest first, whatever became of them."""
        query = (
            select(FeedBuildRow)
            .where(FeedBuildRow.connection_id == connection_id)
            .order_by(FeedBuildRow.id.desc())
            .limit(limit)
        )
        return tuple(map(build_of, self._session.scalars(query)))

    def with_files(self, connection_id: ConnectionId) -> tuple[FeedBuild, ...]:
        """Builds whose files are kept, the last published first."""
        query = (
            select(FeedBuildRow)
            .where(FeedBuildRow.connection_id == connection_id, FeedBuildRow.folder != "")
            .order_by(FeedBuildRow.published_at.desc().nulls_last(), FeedBuildRow.id.desc())
        )
        return tuple(map(build_of, self._session.scalars(query)))

    def folders(self) -> frozenset[str]:
        """The folders of all connections that some build still names."""
        query = select(FeedBuildRow.folder).where(FeedBuildRow.folder != "")
        return frozenset(self._session.scalars(query))

    def forget_files(self, build_id: int) -> None:
        """Its files are about to go; it can be published no more. Its issues and changes go with them."""
        row = self._session.get_one(FeedBuildRow, build_id)
        row.folder, row.vendors, row.params, row.settings = "", "{}", "[]", "{}"
        for table in (FeedIssueRow, FeedChangeRow):
            self._session.execute(delete(table).where(table.build_id == build_id))

    def issues(self, build_id: int, limit: int = 1000) -> tuple[Issue, ...]:
        query = (
            select(FeedIssueRow, _name_of(build_id, FeedIssueRow.offer_id))
            .where(FeedIssueRow.build_id == build_id)
            .order_by(FeedIssueRow.id)
            .limit(limit)
        )
        found = self._session.execute(query)
        return tuple(Issue(row.offer_id, row.code, row.message, name or "") for row, name in found)

    def changes(self, build_id: int, limit: int = 1000) -> tuple[Change, ...]:
        query = (
            select(FeedChangeRow, _name_of(build_id, FeedChangeRow.offer_id))
            .where(FeedChangeRow.build_id == build_id)
            .order_by(FeedChangeRow.id)
            .limit(limit)
        )
        found = self._session.execute(query)
        return tuple(Change(row.offer_id, row.what, row.old, row.new, name or "") for row, name in found)

    def vendors(self, build_id: int) -> Mapping[str, int]:
        """The vendors of the catalogue that a build read, with the number of their offers."""
        vendors: dict[str, int] = json.loads(self._session.get_one(FeedBuildRow, build_id).vendors)
        return vendors

    def params(self, build_id: int) -> tuple[tuple[str, str, int], ...]:
        """The params of the catalogue that a build read: code, name, number of offers."""
        stored: list[list[object]] = json.loads(self._session.get_one(FeedBuildRow, build_id).params)
        return tuple((str(code), str(name), int(str(count))) for code, name, count in stored)


def _name_of(build_id: int, offer_id: InstrumentedAttribute[str]) -> ScalarSelect[str]:
    """The name of the build's offer; no row where the catalogue does not know it."""
    connection = select(FeedBuildRow.connection_id).where(FeedBuildRow.id == build_id).scalar_subquery()
    mine = (OfferRow.connection_id == connection) & (OfferRow.offer_id == offer_id)
    return select(OfferRow.name).where(mine).scalar_subquery()


def _under_way(build_id: int) -> tuple[ColumnElement[bool], ...]:
    return FeedBuildRow.id == build_id, FeedBuildRow.state == BuildState.BUILDING.value


def _failed(at: datetime, error: Text) -> dict[str, object]:
    return {"state": BuildState.FAILED.value, "finished_at": at, "phase": "", "error": error}


def build_of(row: FeedBuildRow) -> FeedBuild:
    return FeedBuild(
        build_id=row.id,
        connection_id=ConnectionId(row.connection_id),
        # A row of a version that had no state was published or nothing.
        state=BuildState(row.state or (BuildState.PUBLISHED if row.published_at else BuildState.FAILED)),
        started_at=row.started_at,
        finished_at=row.finished_at,
        published_at=row.published_at,
        applied_at=row.applied_at,
        phase=row.phase,
        done_percent=row.done_percent,
        source=row.source,
        inputs=row.inputs,
        settings=json.loads(row.settings),
        folder=row.folder,
        sha256=row.sha256,
        size=row.size,
        gzip_size=row.gzip_size,
        milliseconds=row.milliseconds,
        read=row.read,
        published_offers=row.published_offers,
        unavailable=row.unavailable,
        excluded=json.loads(row.excluded),
        problems=json.loads(row.problems),
        changes=json.loads(row.changes),
        hold=_hold(row.held),
        accepted_by=row.accepted_by,
        asked_by=row.asked_by,
        error=row.error,
    )


def _hold(stored: str) -> Hold | None:
    if not stored:
        return None
    told = json.loads(stored)
    return Hold(told["reason"], told["share"], tuple(told["settings"]))


def _json(value: object) -> str:
    return json.dumps(dict(value) if isinstance(value, Mapping) else value, ensure_ascii=False)
