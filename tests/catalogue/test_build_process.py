"""The processes of a build: what they tell, and what becomes of the others when one of them dies."""

from __future__ import annotations

import gzip
import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mmdesk.catalogue import build_process
from mmdesk.catalogue.build_order import BuildFailure, BuildOrder, BuildReport, Progress, order_encoder
from mmdesk.catalogue.feed_refusal import FeedRefused
from tests.catalogue.build_children import (
    READER,
    VALIDATOR,
    build_order,
    built,
    children,
    environment,
    is_alive,
    running,
    trail,
    wait_until,
    write_catalogue,
)
from tests.catalogue.golden_feeds import catalogue, feed_file
from tests.catalogue.hostile_icml import SAMPLES

MANY = 12_000
"""More offers than the pipes between the processes take in."""
linux = pytest.mark.skipif(sys.platform != "linux", reason="tells processes apart by /proc")
# Runs the build in this interpreter and tells what it has imported by its end.
_RUN = """
import atexit, runpy, sys
atexit.register(lambda: print(*sys.modules, file=sys.stderr))
runpy.run_module("mmdesk.catalogue.build_process", run_name="__main__")
"""


@pytest.fixture
def whole(tmp_path: Path) -> BuildOrder:
    source = tmp_path / "catalogue.xml"
    source.write_bytes(catalogue("whole"))
    return build_order(source, tmp_path)


@pytest.fixture
def large(tmp_path: Path) -> BuildOrder:
    return build_order(write_catalogue(tmp_path / "catalogue.xml", MANY), tmp_path)


def report(order: BuildOrder) -> BuildReport:
    last = built(order)
    assert isinstance(last, BuildReport), last
    return last


def failure(order: BuildOrder) -> BuildFailure:
    last = built(order)
    assert isinstance(last, BuildFailure), last
    assert last.detail_ru
    assert last.hint_ru
    return last


def test_a_build_writes_feed_packed_copy_and_trail_and_reports_on_them(whole: BuildOrder) -> None:
    last = report(whole)
    feed = Path(whole.feed).read_bytes()
    assert feed == feed_file("whole").read_bytes()
    assert gzip.decompress(Path(whole.gzip).read_bytes()) == feed
    assert (last.size, last.sha256) == (len(feed), hashlib.sha256(feed).hexdigest())
    assert last.gzip_size == Path(whole.gzip).stat().st_size
    assert (last.read, last.published, last.unavailable) == (9, 3, 1)
    assert last.excluded == {"inactive": 2, "service": 1, "no_category": 1, "no_price": 1, "no_name": 1}
    assert [(line.offer_id, line.state) for line in trail(whole)][:4] == [
        ("5001", ""),
        ("5002", ""),
        ("5003", ""),
        ("5004", "inactive"),
    ]
    assert last.vendors == {"Nordhem": 8, "": 1}
    assert sorted(last.params) == [("", "Объём", 1), ("color", "Цвет", 1)]
    assert {problem.code for problem in last.problems} == {
        "no_picture",
        "no_vendor",
        "no_category",
        "no_price",
        "no_name",
    }


def test_a_build_into_a_file_alone_is_neither_packed_nor_validated(whole: BuildOrder, tmp_path: Path) -> None:
    whole.gzip = ""
    last = report(whole)
    assert (last.published, last.gzip_size) == (3, 0)
    assert {file.name for file in tmp_path.iterdir()} == {"catalogue.xml", "feed.xml", "offers.jsonl"}


def test_names_of_files_may_be_cyrillic(tmp_path: Path) -> None:
    folder = tmp_path / "Мои товары"
    folder.mkdir()
    order = build_order(write_catalogue(folder / "каталог.xml", 1), folder)
    assert report(order).published == 1


def test_progress_grows_with_what_was_read(large: BuildOrder) -> None:
    with running(large) as build:
        *steps, last = build.told()
    assert isinstance(last, BuildReport)
    told = [(step.read, step.share) for step in steps if isinstance(step, Progress)]
    assert len(told) == len(steps) >= 2
    assert told == sorted(told)
    assert told[0][1] < told[-1][1] <= 1.0


def test_offers_that_share_an_id_are_taken_out_of_all_files(tmp_path: Path) -> None:
    source = tmp_path / "catalogue.xml"
    source.write_bytes(catalogue("duplicates"))
    order = build_order(source, tmp_path)
    last = report(order)
    feed = Path(order.feed).read_bytes()
    assert feed == feed_file("duplicates").read_bytes()
    assert gzip.decompress(Path(order.gzip).read_bytes()) == feed
    assert last.sha256 == hashlib.sha256(feed).hexdigest()
    assert (last.read, last.published, last.unavailable) == (7, 2, 0)
    assert last.excluded == {"duplicate_id": 5}
    assert [line.state for line in trail(order)] == [
        "duplicate_id",
        "",
        "duplicate_id",
        "duplicate_id",
        "",
        "duplicate_id",
        "duplicate_id",
    ]
    assert not list(tmp_path.glob("*.first"))


@pytest.mark.parametrize("kind", ["cut in a text", "billion laughs", "gzip truncated", "web page"])
def test_a_broken_source_is_told_as_the_source_s_fault(kind: str, tmp_path: Path) -> None:
    source = tmp_path / "catalogue.xml"
    source.write_bytes(SAMPLES[kind].make())
    assert failure(build_order(source, tmp_path)).is_source


def test_a_source_that_is_cut_off_late_is_told_too(tmp_path: Path) -> None:
    source = write_catalogue(tmp_path / "catalogue.xml", MANY)
    os.truncate(source, source.stat().st_size - 1000)
    assert failure(build_order(source, tmp_path)).is_source


def test_a_missing_source_is_told_by_its_name(tmp_path: Path) -> None:
    told = failure(build_order(tmp_path / "nothing.xml", tmp_path))
    assert told.is_source
    assert "nothing.xml" in told.detail_en


@pytest.mark.parametrize("packed", [True, False])
def test_an_empty_feed_is_never_made(tmp_path: Path, packed: bool) -> None:
    source = tmp_path / "catalogue.xml"
    source.write_bytes(catalogue("empty"))
    told = failure(build_order(source, tmp_path, packed=packed))
    assert not told.is_source
    assert "empty" in told.detail_en


@linux
def test_a_broken_source_leaves_no_process_behind(tmp_path: Path) -> None:
    source = write_catalogue(tmp_path / "catalogue.xml", MANY)
    os.truncate(source, source.stat().st_size - 1000)
    with running(build_order(source, tmp_path)) as build:
        family = [build.pid, build.child(READER), build.child(VALIDATOR)]
        assert isinstance(build.told()[-1], BuildFailure)
        assert build.exit_code() == 0
        wait_until(lambda: not any(map(is_alive, family)))


@linux
def test_a_reader_that_dies_in_the_middle_is_told(large: BuildOrder) -> None:
    with running(large) as build:
        assert isinstance(build.next_told(), Progress)
        os.kill(build.pid, signal.SIGSTOP)
        os.kill(build.child(READER), signal.SIGKILL)
        os.kill(build.pid, signal.SIGCONT)
        last = build.told()[-1]
        assert isinstance(last, BuildFailure)
        assert last.is_source
        assert "its process has ended" in last.detail_en
        assert build.exit_code() == 0


@linux
def test_a_validator_that_dies_in_the_middle_lets_nothing_be_published(large: BuildOrder) -> None:
    with running(large) as build:
        assert isinstance(build.next_told(), Progress)
        os.kill(build.pid, signal.SIGSTOP)
        os.kill(build.child(VALIDATOR), signal.SIGKILL)
        os.kill(build.pid, signal.SIGCONT)
        last = build.told()[-1]
        assert isinstance(last, BuildFailure)
        assert not last.is_source
        assert "nothing is published without it" in last.detail_en
        assert build.exit_code() == 0


@linux
def test_reader_and_validator_end_when_the_build_is_killed(large: BuildOrder) -> None:
    with running(large) as build:
        assert isinstance(build.next_told(), Progress)
        os.kill(build.pid, signal.SIGSTOP)
        others = [build.child(READER), build.child(VALIDATOR)]
        assert all(map(is_alive, others))
        os.kill(build.pid, signal.SIGKILL)
        wait_until(lambda: not any(map(is_alive, others)))
        assert build.exit_code() == -signal.SIGKILL


@linux
def test_no_process_of_a_build_inherits_a_secret(large: BuildOrder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MMDESK_SECRET_SHOP_MM_TOKEN", "a-secret-token")
    with running(large) as build:
        assert isinstance(build.next_told(), Progress)
        os.kill(build.pid, signal.SIGSTOP)
        family = [build.pid, build.child(READER), build.child(VALIDATOR)]
        assert sorted(children(build.pid)) == sorted(family[1:])
        for pid in family:
            assert "PATH=" in environment(pid)
            assert "secret" not in environment(pid).lower()


@linux
@pytest.mark.parametrize("full", ["feed", "trail", "gzip"])
def test_a_full_disk_is_told_with_its_cure(full: str, large: BuildOrder) -> None:
    setattr(large, full, "/dev/full")
    told = failure(large)
    assert not told.is_source
    assert "No space left on device" in told.detail_en
    assert "Free some space" in told.hint_en


@linux
@pytest.mark.parametrize("full", ["feed", "trail", "gzip"])
def test_a_disk_that_is_full_at_the_very_end_is_told_too(full: str, whole: BuildOrder) -> None:
    setattr(whole, full, "/dev/full")
    assert "No space left on device" in failure(whole).detail_en


@linux
@pytest.mark.parametrize("limit", [100, 300_000])
def test_a_disk_that_takes_only_a_part_is_told(limit: int, large: BuildOrder) -> None:
    import resource

    def at_most(pid: int) -> None:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (limit, limit))

    with running(large, on_start=at_most) as build:
        last = build.told()[-1]
    assert isinstance(last, BuildFailure)
    assert "File too large" in last.detail_en


def test_a_feed_that_megamarket_would_not_take_is_refused(
    whole: BuildOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_process, "_LARGEST", 1_000)
    with pytest.raises(FeedRefused, match="500 is the limit"):
        build_process.build(whole, lambda _told: None)


def test_a_catalogue_without_end_is_refused(large: BuildOrder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_process, "_MOST_OFFERS", 2_000)
    large.gzip = ""
    with pytest.raises(FeedRefused, match="more than 2000 offers"):
        build_process.build(large, lambda _told: None)


def test_the_build_imports_neither_database_nor_network_nor_parser(whole: BuildOrder) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _RUN], input=order_encoder.encode(whole), capture_output=True, check=True
    )
    imported = {name.partition(".")[0] for name in ran.stderr.decode().split()}
    assert "msgspec" in imported
    assert imported.isdisjoint({"lxml", "sqlalchemy", "httpx", "PySide6", "keyring", "click", "sqlite3"})
