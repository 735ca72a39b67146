"""A feed that somebody else makes is checked from a file or from the web, and the check can be stopped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from mmdesk.clients.errors import RemoteError
from mmdesk.clock import ManualClock
from mmdesk.services import foreign_feed
from mmdesk.services.foreign_feed import FeedNotNamed, FeedNotThere
from mmdesk.services.side_by_side import PollSkipped
from mmdesk.storage.uow import Storage
from tests.catalogue.feed_file import feed, offer
from tests.services.feed_stand import FeedStand, many


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock, tmp_path: Path) -> FeedStand:
    return FeedStand(sqlite_storage, clock, tmp_path)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the standard library
        """Says nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder on the web, at this address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def feed_file(folder: Path, *ids: str) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / "feed.xml"
    file.write_bytes(feed(*(offer(each) for each in ids)))
    return file


def test_a_file_is_compared_with_the_catalogue_and_tells_how_far_it_is(
    shop: FeedStand, tmp_path: Path
) -> None:
    shop.build(*many(2))
    told: list[tuple[str, int]] = []
    file = feed_file(tmp_path / "site", "CUP-00001", "OWN-1")
    result = foreign_feed.check(
        shop.storage, shop.name, f'"{file}"', lambda phase, done: told.append((phase, done))
    )
    assert result.beside_crm
    assert result.found.crm is not None
    assert result.found.crm.feed_samples == ("OWN-1",)
    assert [each.offer_id for each in result.found.crm.crm_samples] == ["CUP-00002"]
    assert told[-1] == ("check", 100)


def test_an_address_is_fetched_first(shop: FeedStand, tmp_path: Path) -> None:
    shop.build(*many(1))
    phases: list[str] = []
    feed_file(tmp_path / "site", "CUP-00001")
    with served(tmp_path / "site") as address:
        result = foreign_feed.check(
            shop.storage, shop.name, f"{address}/feed.xml", lambda phase, _done: phases.append(phase)
        )
    assert result.found.ok
    assert list(dict.fromkeys(phases)) == ["fetch", "check"]


def test_an_address_where_nothing_is_is_told(shop: FeedStand, tmp_path: Path) -> None:
    with served(tmp_path) as address, pytest.raises(RemoteError):
        foreign_feed.check(shop.storage, shop.name, f"{address}/nothing.xml")


def test_without_a_catalogue_the_rules_alone_are_asked(shop: FeedStand, tmp_path: Path) -> None:
    result = foreign_feed.check(shop.storage, shop.name, str(feed_file(tmp_path, "A")))
    assert not result.beside_crm
    assert (result.found.crm, result.found.verdict.offers) == (None, 1)


@pytest.mark.parametrize(
    ("where", "error"), [("  ", FeedNotNamed), ("nothing/feed.xml", FeedNotThere), (".", FeedNotThere)]
)
def test_what_is_no_file_is_told_as_such(
    shop: FeedStand, tmp_path: Path, where: str, error: type[Exception]
) -> None:
    place = str(tmp_path / where) if where.strip() else where
    with pytest.raises(error):
        foreign_feed.check(shop.storage, shop.name, place)


def test_a_check_ends_when_it_is_to_stop(shop: FeedStand, tmp_path: Path) -> None:
    file = feed_file(tmp_path, *(f"A-{number}" for number in range(3000)))
    told: list[int] = []
    with pytest.raises(PollSkipped):
        foreign_feed.check(
            shop.storage,
            shop.name,
            str(file),
            lambda _phase, done: told.append(done),
            lambda: bool(told),
        )
    assert told[-1] < 100
