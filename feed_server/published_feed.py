"""Sends the published build: whole, in part, packed, or the word that the client has it already."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from feed_server.fetching import Form, Shown, Verdict, headers_of, judge
from mmdesk.catalogue.feed_files import FeedFiles
from mmdesk.domain.connection import Connection
from mmdesk.errors import MmdeskError, Text
from mmdesk.storage.feed_builds import FeedBuild
from mmdesk.storage.uow import Storage, UnitOfWork

_MEDIA_TYPE: Final = "text/xml; charset=utf-8"
_PIECE: Final = 64 * 1024
"""Bytes read at once. A client that takes less in half a minute is cut off as one that reads nothing."""
_LATEST: Final = 50


class FeedNotReadable(MmdeskError):
    """Raised when the files of the published build are there, but not as they were written."""

    title = Text("Файлы фида не читаются", "The feed's files cannot be read")
    hint = Text("Соберите фид заново: mmdesk feed build ИМЯ.", "Build it anew: mmdesk feed build NAME.")


class FilesPublished:
    """The published builds of this computer. Safe to share between threads."""

    def __init__(self, storage: Storage, files: FeedFiles) -> None:
        self._storage = storage
        self._files = files

    def response(self, connection: Connection, request: Request) -> Response | None:
        """None: nothing is published, or not on this computer. Raises FeedNotReadable and StorageError.

        The file is open from here on: it is sent to its end whatever is published or removed meanwhile.
        """
        gone = None
        while (found := self._current(connection, request)) is not None and found[0].folder != gone:
            build, shown = found
            verdict = judge(request.method, request.headers, shown)
            try:
                return self._answer(build.folder, verdict, shown, has_body=request.method == "GET")
            except FileNotFoundError:
                # It never was on this computer, or it was removed because another one is published by now.
                gone = build.folder
            except OSError as error:
                raise FeedNotReadable(f"{build.folder}: {error.strerror or error}") from error
        return None

    def _current(self, connection: Connection, request: Request) -> tuple[FeedBuild, Shown] | None:
        with self._storage.look() as work:
            build = work.feed_builds.current(connection.connection_id)
            if build is None or build.published_at is None:
                return None
            second = build.published_at.astimezone(UTC).replace(microsecond=0)
            asks_by_date = not _DATED.isdisjoint(request.headers.keys())
            date_proves = asks_by_date and _is_alone_in(second, work, build)
        plain = Form(f'"{build.sha256}"', build.size)
        packed = Form(f'"{build.sha256}-gz"', build.gzip_size, "gzip")
        return build, Shown(plain, packed, second, date_proves)

    def _answer(self, folder: str, verdict: Verdict, shown: Shown, *, has_body: bool) -> Response:
        if not self._files.has(folder):
            raise FileNotFoundError(folder)
        path = self._files.gzip(folder) if verdict.form.coding else self._files.feed(folder)
        headers = headers_of(verdict, shown, _MEDIA_TYPE)
        with ExitStack() as stack:
            file = stack.enter_context(_opened(path, verdict.form))
            if not verdict.span or not has_body:
                return Response(None, verdict.status, headers)
            stack.pop_all()
        return _FileSent(file, verdict.span, verdict.status, headers)


class _FileSent(StreamingResponse):
    """Sends a part of an open file, and closes it whatever becomes of the client."""

    def __init__(self, file: BinaryIO, span: range, status: int, headers: Mapping[str, str]) -> None:
        super().__init__((), status, headers)
        self._file = file
        self._span = span

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            # Starlette ends it as soon as the client has gone away.
            await super().__call__(scope, receive, send)
        finally:
            self._file.close()

    async def stream_response(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        for start in range(self._span.start, self._span.stop, _PIECE):
            stop = min(start + _PIECE, self._span.stop)
            piece = await anyio.to_thread.run_sync(self._read, start, stop - start)
            # Whoever has the last byte may ask for something else at once, so the answer ends with that byte.
            more = stop < self._span.stop
            await send({"type": "http.response.body", "body": piece, "more_body": more})

    def _read(self, start: int, size: int) -> bytes:
        self._file.seek(start)
        piece = self._file.read(size)
        if len(piece) < size:
            raise FeedNotReadable(_SHORT)
        return piece


def _opened(path: Path, form: Form) -> BinaryIO:
    """Open the file; half a feed takes everything off sale, so one of another size is never sent."""
    with ExitStack() as stack:
        file = stack.enter_context(path.open("rb"))
        if os.fstat(file.fileno()).st_size != form.size:
            raise FeedNotReadable(_SHORT)
        stack.pop_all()
    return file


def _is_alone_in(second: datetime, work: UnitOfWork, build: FeedBuild) -> bool:
    """Whether no other build was published in that second."""
    latest = work.feed_builds.latest(build.connection_id, _LATEST)
    others = [each.published_at for each in latest if each.published_at and each.build_id != build.build_id]
    return all(moment.replace(microsecond=0) != second for moment in others)


_DATED: Final = frozenset({"if-modified-since", "if-unmodified-since", "if-range"})
_SHORT: Final = Text("файл не той длины, что записан", "the file is not as long as it was written")
