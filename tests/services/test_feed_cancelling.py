"""A build that a person calls off at several moments of its life: real processes, one database."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from zoneinfo import ZoneInfo

import pytest

from mmdesk.catalogue.feed_files import FeedFiles
from mmdesk.clients.catalogue_file import CatalogueFile
from mmdesk.clock import ManualClock
from mmdesk.domain.role import Role
from mmdesk.errors import MmdeskError
from mmdesk.services.catalogue_desk import CatalogueDesk
from mmdesk.services.feed_building import FeedBuilding
from mmdesk.services.feed_making import Built
from mmdesk.services.feed_order import ReadySource
from mmdesk.services.feed_publishing import NoSuchBuild
from mmdesk.services.feed_round import FeedPollster
from mmdesk.services.feed_sources import FeedSource, FileSource, Tell
from mmdesk.services.feed_watch import BuildCancelled, BuildWatch, Step
from mmdesk.services.feed_web_source import WebSource
from mmdesk.services.job_runs import JobOutcome
from mmdesk.services.operators import Operator
from mmdesk.services.side_by_side import PollSkipped, poll_all
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.feed_builds import BuildState, FeedBuild
from mmdesk.storage.uow import Storage
from tests.catalogue.build_children import children, command_line, is_alive, wait_until
from tests.clients.scripted import ScriptedServer
from tests.services.feed_stand import FeedStand, Goods, many

linux = pytest.mark.skipif(sys.platform != "linux", reason="tells processes apart by /proc")
SOON = 5.0
"""Seconds; on a quiet machine it is well under one."""
BY_ANNA = "отменил оператор Анна Лесная"


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock, tmp_path: Path) -> FeedStand:
    """A shop with a small feed; the next one would be another."""
    stand = FeedStand(sqlite_storage, clock, tmp_path)
    stand.build(*many(3))
    stand.export(*many(4))
    return stand


def building_of(shop: FeedStand) -> FeedBuilding:
    return FeedBuilding(shop.storage, shop.clock, shop.files, shop.connection, ZoneInfo("Europe/Moscow"))


def newest(shop: FeedStand) -> FeedBuild:
    with shop.storage.look() as work:
        return work.feed_builds.latest(shop.connection.connection_id, 1)[0]


def served(shop: FeedStand) -> bytes:
    with shop.storage.look() as work:
        current = work.feed_builds.current(shop.connection.connection_id)
    assert current is not None
    return shop.files.feed(current.folder).read_bytes()


def assert_nothing_is_left(shop: FeedStand) -> None:
    """One published build, no workplace, and its offers are in the feed as before."""
    root = shop.file.parent / "feeds"
    assert [each for each in (root / "work").iterdir() if each.is_dir()] == []
    assert len(list((root / "builds").iterdir())) == 1
    assert served(shop).count(b"<offer ") == 3


@dataclass
class UnderWay:
    """A build in a thread of its own, as the service makes it."""

    thread: threading.Thread
    ended: list[Built | MmdeskError]

    def end(self) -> Built | MmdeskError:
        self.thread.join(60)
        return self.ended[0]


@contextmanager
def under_way(shop: FeedStand, source: FeedSource) -> Iterator[UnderWay]:
    ended: list[Built | MmdeskError] = []

    def build() -> None:
        try:
            ended.append(building_of(shop).build(source, again=True))
        except MmdeskError as error:
            ended.append(error)

    shop.clock.advance(60)
    thread = threading.Thread(target=build)
    thread.start()
    yield UnderWay(thread, ended)
    thread.join(60)
    assert not thread.is_alive()


@linux
def test_cancelling_in_the_middle_ends_all_processes_and_leaves_no_file(shop: FeedStand) -> None:
    shop.export(*many(12_000))
    before = served(shop)
    with under_way(shop, FileSource(str(shop.file))) as build:
        wait_until(lambda: any("build_process" in command_line(pid) for pid in children(os.getpid())))
        [middle] = [pid for pid in children(os.getpid()) if "build_process" in command_line(pid)]
        wait_until(lambda: len(children(middle)) == 2)
        # It must not be over before anybody has called it off.
        os.kill(middle, signal.SIGSTOP)
        family = [middle, *children(middle)]
        wait_until(lambda: newest(shop).state is BuildState.BUILDING)
        began = monotonic()
        told = shop.desk.cancel(shop.name, newest(shop).build_id)
        error = build.end()
        took = monotonic() - began
    assert (told.state, str(told.error)) == (BuildState.CANCELLED, "cancelled by Анна Лесная")
    assert isinstance(error, BuildCancelled)
    assert BY_ANNA in error.text.ru
    wait_until(lambda: not any(map(is_alive, family)))
    assert took < SOON
    assert newest(shop).state is BuildState.CANCELLED
    assert served(shop) == before
    assert_nothing_is_left(shop)


def test_a_download_that_hangs_is_let_go_of(shop: FeedStand, tmp_path: Path) -> None:
    hangs = threading.Event()

    def first_half(connection: socket.socket, stop: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\nContent-Type: text/xml\r\n\r\n")
        connection.sendall(b"<yml_catalog>" + b" " * 500_000)
        hangs.set()
        stop.wait(60)

    with ScriptedServer([first_half]) as site:
        source = WebSource(f"{site.url}/goods.xml", tmp_path / "fetched", CatalogueFile())
        with under_way(shop, source) as build:
            wait_until(hangs.is_set)
            wait_until(lambda: newest(shop).state is BuildState.BUILDING)
            began = monotonic()
            shop.desk.cancel(shop.name, newest(shop).build_id)
            error = build.end()
            took = monotonic() - began
    assert isinstance(error, BuildCancelled)
    assert took < SOON
    assert list((tmp_path / "fetched").iterdir()) == []
    assert (newest(shop).state, newest(shop).read) == (BuildState.CANCELLED, 0)
    assert_nothing_is_left(shop)


def test_how_much_of_a_download_is_there_is_told_in_bytes(shop: FeedStand, tmp_path: Path) -> None:
    more, seen_it = threading.Event(), threading.Event()

    def in_parts(connection: socket.socket, stop: threading.Event) -> None:
        body = shop.file.read_bytes()
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body))
        connection.sendall(body[:100])
        more.wait(60)
        connection.sendall(body[100:200])
        seen_it.wait(60)
        connection.sendall(body[200:])

    with ScriptedServer([in_parts]) as site:
        address = f"{site.url}/goods.xml"
        source = WebSource(address, tmp_path / "fetched", CatalogueFile())
        with under_way(shop, source) as build:
            wait_until(lambda: newest(shop).state is BuildState.BUILDING)
            more.set()
            wait_until(lambda: newest(shop).phase == "bytes")
            seen = newest(shop)
            seen_it.set()
            built = build.end()
    assert (seen.read, seen.size) == (200, shop.file.stat().st_size)
    assert isinstance(built, Built)
    assert (built.build.state, built.build.source) == (BuildState.PUBLISHED, address)


def test_goods_that_have_not_changed_leave_no_build_behind(shop: FeedStand) -> None:
    shop.build()
    before = newest(shop)

    class SlowFile(FileSource):
        def ready(self, *, whole: bool, tell: Tell, stopping: Callable[[], bool]) -> ReadySource:
            wait_until(lambda: newest(shop).state is BuildState.BUILDING)
            return super().ready(whole=whole, tell=tell, stopping=stopping)

    with under_way(shop, SlowFile(str(shop.file))) as build:
        built = build.end()
    assert isinstance(built, Built)
    assert (built.is_new, newest(shop)) == (False, before)


def test_cancelled_when_its_files_are_kept_already_they_go_again(
    shop: FeedStand, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = FeedFiles.keep

    def kept_and_cancelled(files: FeedFiles, *given: object) -> str:
        folder = keep(files, *given)  # type: ignore[arg-type]  # passed on as they came
        shop.desk.cancel(shop.name, newest(shop).build_id)
        return folder

    monkeypatch.setattr(FeedFiles, "keep", kept_and_cancelled)
    with pytest.raises(BuildCancelled, match="cancelled by Анна Лесная"):
        building_of(shop).build(FileSource(str(shop.file)), again=True)
    assert_nothing_is_left(shop)


def test_too_late_is_told_and_the_build_is_published_whole(shop: FeedStand) -> None:
    told: list[FeedBuild] = []

    def late(step: Step) -> None:
        if step.phase == "apply":
            told.append(shop.desk.cancel(shop.name, newest(shop).build_id))

    built = building_of(shop).build(FileSource(str(shop.file)), again=True, tell=late)
    assert [each.state for each in told] == [BuildState.PUBLISHED]
    assert (built.build.state, built.build.applied_at is not None) == (BuildState.PUBLISHED, True)
    assert served(shop).count(b"<offer ") == 4
    assert shop.desk.look(shop.name).decisions == ()  # type: ignore[union-attr]  # there is a connection


def cancelled(shop: FeedStand) -> None:
    """A build that somebody has called off at once."""

    def at_once(step: Step) -> None:
        if step.phase == "compare":
            shop.desk.cancel(shop.name, newest(shop).build_id)

    with pytest.raises(BuildCancelled):
        building_of(shop).build(FileSource(str(shop.file)), again=True, tell=at_once)


def test_who_cancelled_stands_in_the_history_and_nothing_becomes_the_feed(shop: FeedStand) -> None:
    cancelled(shop)
    assert_nothing_is_left(shop)
    look = shop.desk.look(shop.name)
    assert look is not None
    [event] = look.decisions
    assert (event.who, event.what, event.details) == ("Анна Лесная", "feed_cancelled", {"build": "2"})


def test_the_question_of_the_guard_stays_as_it_is(shop: FeedStand) -> None:
    shop.build(Goods("CUP-00001"))
    held = newest(shop)
    assert held.state is BuildState.HELD
    shop.export(*many(2))
    cancelled(shop)
    look = shop.desk.look(shop.name)
    assert look is not None
    assert look.held == held
    shop.desk.accept(shop.name, held.build_id, "распродали")
    assert served(shop).count(b"<offer ") == 1


def test_a_cancelled_run_is_no_failure_and_the_next_one_comes_when_it_is_due(shop: FeedStand) -> None:
    pollster = FeedPollster(
        shop.connection,
        building_of(shop),
        ConnectionSettings,
        lambda _settings: FileSource(str(shop.file)),
        lambda: False,
    )
    say = BuildWatch.say

    def heard(watch: BuildWatch, step: Step, *, urgent: bool = False) -> None:
        say(watch, step, urgent=urgent)
        if step.phase == "compare":
            shop.desk.cancel(shop.name, newest(shop).build_id)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BuildWatch, "say", heard)
        result = poll_all([pollster], probe=True)
    assert result.outcome is JobOutcome.SKIPPED
    assert BY_ANNA in str(result.reason and result.reason.ru)
    shop.clock.advance(60)
    with pytest.raises(PollSkipped, match="by itself it begins when it is due"):
        pollster.run()
    shop.clock.advance(3600)
    assert pollster.run().builds == 1
    assert served(shop).count(b"<offer ") == 4


def test_changed_rules_are_not_kept_waiting_by_a_cancelled_build(shop: FeedStand) -> None:
    cancelled(shop)
    shop.set("feed.stop_sales", "true")
    built = building_of(shop).build(FileSource(str(shop.file)))
    assert built.build.unavailable == 4


def test_a_person_builds_again_at_once(shop: FeedStand) -> None:
    cancelled(shop)
    assert building_of(shop).build(FileSource(str(shop.file)), again=True).build.published_offers == 4


def test_only_a_manager_cancels_and_only_what_is_there(shop: FeedStand) -> None:
    packer = CatalogueDesk(shop.storage, shop.clock, shop.files, Operator("Павел", role=Role.PACKER))
    with pytest.raises(MmdeskError):
        packer.cancel(shop.name, newest(shop).build_id)
    with pytest.raises(NoSuchBuild):
        shop.desk.cancel(shop.name, 1000)
    assert shop.desk.cancel(shop.name, newest(shop).build_id).state is BuildState.PUBLISHED


def test_whoever_builds_at_the_command_line_ends_it_there(shop: FeedStand) -> None:
    names: list[str] = []

    def interrupted(step: Step) -> None:
        if step.phase == "compare":
            names.append("vera")

    with pytest.raises(BuildCancelled, match="cancelled by vera"):
        building_of(shop).build(
            FileSource(str(shop.file)), again=True, tell=interrupted, cancelled_by=lambda: "".join(names)
        )
    assert newest(shop).state is BuildState.CANCELLED
    assert_nothing_is_left(shop)
