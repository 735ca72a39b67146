"""Fetches the feed's address all the time, in every way a client may, and judges each answer."""

from __future__ import annotations

import gzip
import hashlib
import io
import random
import re
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from time import monotonic, sleep
from typing import Final

import httpx

from mmdesk.catalogue.validator import validate
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.feed_builds import FeedBuild
from tests.e2e.feed_house import FeedHouse
from tests.e2e.feed_variants import Variant, WrongFeed, variant_of

_PACKED: Final = "-gz"
_RANGE: Final = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
_REST: Final = 0.04
"""Seconds between two fetches."""
_SIP, _SIP_REST = 64 * 1024, 0.004
_REMEMBERED: Final = 12
"""Feeds whose bytes are kept to compare parts with."""


class Way(StrEnum):
    """How the feed is asked for; a slow client reads on while other builds are published."""

    PLAIN = "plain"
    GZIP = "gzip"
    SLOW = "slowly"
    IF_CHANGED = "if changed"
    PART = "part"
    PART_OF = "part of a known one"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class Got:
    """An answer with its body as it came over the wire."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def tag(self) -> str:
        return self.headers.get("etag", "").strip('"')


@dataclass
class Served:
    """What was served: answers counted by status and way, feeds counted once each, and what was wrong."""

    answers: Counter[str] = field(default_factory=Counter)
    feeds: int = 0
    wrong: list[str] = field(default_factory=list)

    def __iadd__(self, other: Served) -> Served:
        self.answers += other.answers
        self.feeds += other.feeds
        self.wrong += other.wrong
        return self


class Judge:
    """Knows what may be served; for one thread."""

    def __init__(self, house: FeedHouse, served: Served) -> None:
        self._house = house
        self._served = served
        self._vat_codes = frozenset(ConnectionSettings().feed_vat_map.values())
        self._whole: dict[str, bytes] = {}
        """By tag: feeds that were found good, both as XML and packed."""
        self._variants: dict[str, Variant] = {}

    @property
    def known(self) -> Mapping[str, bytes]:
        return self._whole

    def variant(self, tag: str) -> Variant | None:
        """Which variant the feed of this tag is of, if it was found good."""
        return self._variants.get(tag.removesuffix(_PACKED))

    def check(self, way: Way, asked: Mapping[str, str], got: Got, before: FeedBuild | None) -> None:
        """Raises WrongFeed. `before` is what was published when the feed was asked for."""
        self._served.answers[f"{got.status} {way}"] += 1
        if got.status == 503 and before is None:
            return
        if got.status not in (200, 206, 304):
            raise WrongFeed(f"{got.status} though a feed is published")
        digest = got.tag.removesuffix(_PACKED)
        is_former = before is not None and before.sha256 == digest
        if not is_former and digest not in self._published_since(before):
            raise WrongFeed(f"{got.status} with the tag {got.tag[:12]}, which was not the current one")
        match got.status:
            case 304:
                self._check_unchanged(asked, got)
            case 206:
                self._check_part(got)
            case _ if way is Way.HEAD:
                self._check_length(got)
            case _:
                self._check_whole(got)
                if asked.get("If-None-Match") == f'"{got.tag}"':
                    raise WrongFeed("sent whole to somebody who has it")

    def _published_since(self, before: FeedBuild | None) -> set[str]:
        """The digests of what has become the current one since then."""
        published = [(each.published_at, each.sha256) for each in self._house.latest()]
        since = None if before is None else before.published_at
        return {digest for at, digest in published if at is not None and (since is None or at >= since)}

    def _check_unchanged(self, asked: Mapping[str, str], got: Got) -> None:
        if asked.get("If-None-Match") != f'"{got.tag}"' or got.body:
            raise WrongFeed(f"304 with the tag {got.tag[:12]} and {len(got.body)} bytes")

    def _check_whole(self, got: Got) -> None:
        packed = got.headers.get("content-encoding") == "gzip"
        if got.tag.endswith(_PACKED) != packed or int(got.headers["content-length"]) != len(got.body):
            raise WrongFeed(f"headers that do not fit the body: {dict(got.headers)}")
        if self._whole.get(got.tag) != got.body:
            plain = gzip.decompress(got.body) if packed else got.body
            self._check_feed(got.tag.removesuffix(_PACKED), plain)
            self._remember(got.tag, got.body)

    def _check_feed(self, digest: str, plain: bytes) -> None:
        if hashlib.sha256(plain).hexdigest() != digest:
            raise WrongFeed(f"{len(plain)} bytes that do not have the digest {digest[:12]} of their tag")
        if digest in self._variants:
            return
        verdict = validate(io.BytesIO(plain), vat_codes=self._vat_codes)
        if not verdict.ok:
            raise WrongFeed(f"{digest[:12]}: {dict(verdict.counts)}")
        self._variants[digest] = variant_of(plain, self._house.offers)
        self._served.feeds += 1

    def _check_part(self, got: Got) -> None:
        span = _RANGE.fullmatch(got.headers.get("content-range", ""))
        whole = self._of(got.tag)
        if span is None or whole is None:
            raise WrongFeed(f"206 of what nobody has: {dict(got.headers)}")
        first, last, size = map(int, span.groups())
        if size != len(whole) or got.body != whole[first : last + 1]:
            raise WrongFeed(f"206 {span[0]} of {got.tag[:12]} with other bytes than the whole")

    def _check_length(self, got: Got) -> None:
        whole = self._of(got.tag)
        if whole is None or got.headers["content-length"] != str(len(whole)):
            raise WrongFeed(f"HEAD of what nobody has: {dict(got.headers)}")

    def _of(self, tag: str) -> bytes | None:
        """The bytes of a tag: as they were served, else as they lie on the disk, which are judged first."""
        if tag not in self._whole:
            digest = tag.removesuffix(_PACKED)
            folders = [each.folder for each in self._house.latest() if each.sha256 == digest and each.folder]
            for folder in folders:
                is_packed = tag != digest
                path = self._house.files.gzip(folder) if is_packed else self._house.files.feed(folder)
                body = path.read_bytes()
                self._check_feed(digest, gzip.decompress(body) if is_packed else body)
                self._remember(tag, body)
        return self._whole.get(tag)

    def _remember(self, tag: str, body: bytes) -> None:
        self._whole[tag] = body
        if len(self._whole) > _REMEMBERED:
            del self._whole[next(iter(self._whole))]


class Fetcher:
    """A thread with a client of its own, at work while the block runs."""

    def __init__(self, house: FeedHouse, seed: int) -> None:
        self.served = Served()
        self._house = house
        self._dice = random.Random(seed)
        self._judge = Judge(house, self.served)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="fetcher")

    def __enter__(self) -> Fetcher:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _work(self) -> None:
        with client() as fetching:
            while not self._over.wait(_REST):
                way = self._dice.choice(tuple(Way))
                try:
                    fetch(fetching, self._house, self._judge, way, self._headers(way))
                except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
                    self.served.wrong.append(f"{way}: {type(error).__name__}: {error}")

    def _headers(self, way: Way) -> dict[str, str]:
        packed = way is Way.GZIP or (way not in (Way.PLAIN, Way.SLOW) and self._dice.random() < 0.5)
        headers = {"Accept-Encoding": "gzip" if packed else "identity"}
        tags = [tag for tag in self._judge.known if tag.endswith(_PACKED) == packed]
        if not tags:
            return headers
        # Mostly the last one, which may be the current one.
        tag = tags[-1] if self._dice.random() < 0.8 else self._dice.choice(tags)
        if way is Way.IF_CHANGED:
            headers["If-None-Match"] = f'"{tag}"'
        if way in (Way.PART, Way.PART_OF):
            first = self._dice.randrange(len(self._judge.known[tag]) // 2)
            headers["Range"] = f"bytes={first}-{first + self._dice.randrange(300_000)}"
        if way is Way.PART_OF:
            headers["If-Range"] = f'"{tag}"'
        return headers


def client() -> httpx.Client:
    """Each fetch has a connection of its own: a kept one would tell of the former service's end."""
    limits = httpx.Limits(max_keepalive_connections=0)
    return httpx.Client(timeout=20, trust_env=False, verify=False, limits=limits)


def fetch(
    fetching: httpx.Client, house: FeedHouse, judge: Judge, way: Way, headers: Mapping[str, str]
) -> Got | None:
    """Ask once and judge the answer; None where the service was down. Raises WrongFeed."""
    began, before = monotonic(), house.current()
    try:
        got = _ask(fetching, house.address, way, headers)
    except httpx.TransportError as error:
        if house.was_up(began):
            raise WrongFeed(f"no whole answer though the service is up: {error!r}") from error
        return None
    if got.status == 503 and not house.was_up(began):
        return None
    judge.check(way, headers, got, before)
    return got


def _ask(fetching: httpx.Client, address: str, way: Way, headers: Mapping[str, str]) -> Got:
    verb = "HEAD" if way is Way.HEAD else "GET"
    with fetching.stream(verb, address, headers=dict(headers)) as answer:
        pieces = []
        for piece in answer.iter_raw(_SIP):
            pieces.append(piece)
            if way is Way.SLOW:
                sleep(_SIP_REST)
        return Got(answer.status_code, dict(answer.headers), b"".join(pieces))
