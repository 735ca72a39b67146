"""Builds of the feed as the service would publish them, and a server that hands them over."""

from __future__ import annotations

import gzip
import hashlib
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import httpx

from feed_server.listening import HttpServer
from feed_server.published_feed import FilesPublished
from mmdesk.catalogue.feed_files import FeedFiles
from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.storage.feed_builds import BuildResult
from mmdesk.storage.uow import Storage
from tests.feed_server.doorstep import FEED, Door

PATH = f"/{FEED}/megamarket.xml"


def some_feed(seed: int, size: int) -> bytes:
    """A feed of about this many bytes that no other seed makes, and of which gzip saves little."""
    chance = random.Random(seed)
    return b"<yml_catalog>%s</yml_catalog>" % chance.randbytes(size // 2).hex().encode()


@dataclass(frozen=True, slots=True)
class Build:
    """A build as it was published."""

    build_id: int
    folder: str
    plain: bytes
    packed: bytes

    @property
    def tag(self) -> str:
        return f'"{hashlib.sha256(self.plain).hexdigest()}"'

    @property
    def packed_tag(self) -> str:
        return f'{self.tag[:-1]}-gz"'


@dataclass(frozen=True, slots=True)
class Publisher:
    """Builds and publishes feeds of one connection."""

    storage: Storage
    clock: Clock
    connection: Connection
    files: FeedFiles

    def build(self, content: bytes) -> Build:
        """A build that is whole and not published yet."""
        packed = gzip.compress(content, mtime=0)
        owner, now = self.connection.connection_id, self.clock.now()
        with self.files.workplace() as place:
            (place / "feed.xml").write_bytes(content)
            (place / "feed.xml.gz").write_bytes(packed)
            (place / "offers.jsonl").write_bytes(b"{}\n")
            folder = self.files.keep(place, now)
            with self.storage.work() as work:
                build_id = work.feed_builds.begin(owner, now, source="icml", inputs="", asked_by="")
                work.feed_builds.fill(build_id, _result(folder, content, packed), {})
                work.commit()
        return Build(build_id, folder, content, packed)

    def show(self, build: Build) -> None:
        """Publish it, be it for the first time or once more."""
        with self.storage.work() as work:
            work.feed_builds.publish(build.build_id, self.clock.now())
            work.commit()

    def publish(self, content: bytes) -> Build:
        build = self.build(content)
        self.show(build)
        return build

    def sweep(self, *kept: Build) -> None:
        """Remove the files of all builds but these."""
        named = {build.folder for build in kept}
        self.files.sweep(lambda: named)


def _result(folder: str, content: bytes, packed: bytes) -> BuildResult:
    return BuildResult(
        folder=folder,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        gzip_size=len(packed),
        milliseconds=1,
        read=1,
        published=1,
        unavailable=0,
        excluded={},
        problems={},
        vendors={},
        params=(),
    )


@contextmanager
def serving(door: Door, files: FeedFiles) -> Iterator[httpx.Client]:
    """A server of what is published, and a client that asks for the plain form unless it says otherwise."""
    parts = replace(door.parts(), feed=FilesPublished(door.storage, files))
    server = HttpServer(parts, "127.0.0.1", 0)
    try:
        with client_of(server.port) as client:
            yield client
    finally:
        server.stop()


def client_of(port: int) -> httpx.Client:
    headers = {"Accept-Encoding": "identity"}
    return httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20, trust_env=False, headers=headers)


@dataclass(frozen=True, slots=True)
class Got:
    """An answer with its body as it came over the wire."""

    status: int
    headers: httpx.Headers
    body: bytes


def fetch(client: httpx.Client, verb: str = "GET", **headers: str) -> Got:
    """Fetch the feed; a header's name is written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with client.stream(verb, PATH, headers=named) as answer:
        return Got(answer.status_code, answer.headers, b"".join(answer.iter_raw()))
