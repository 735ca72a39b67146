"""Two that build one feed, and what a killed one leaves behind."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from mmdesk.catalogue.feed_files import BuildUnderWay, FeedFiles
from tests.catalogue.kept_builds import WHOLE, WORK, content, names, started_process, tell, told_by, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "feeds"


@pytest.fixture
def files(root: Path) -> FeedFiles:
    return FeedFiles(root)


def test_the_workplace_of_a_living_process_is_left_alone(files: FeedFiles, root: Path) -> None:
    with started_process(root, WORK) as process:
        theirs = told_by(process)
        with files.workplace() as ours:
            assert ours.name != theirs
            assert content(root / "work" / theirs) == {"feed.xml": b"half"}
        tell(process)
        assert process.wait(20) == 0
    assert names(root / "work") == []


def test_the_workplace_of_a_killed_process_goes_when_the_next_build_begins(
    files: FeedFiles, root: Path
) -> None:
    with started_process(root, WORK) as process:
        theirs = told_by(process)
    assert content(root / "work" / theirs) == {"feed.xml": b"half"}
    with files.workplace() as ours:
        assert names(root / "work") == [ours.name, f"{ours.name}.lock"]


def test_builds_of_one_process_do_not_take_each_other_for_dead(files: FeedFiles) -> None:
    with files.workplace() as one, files.workplace() as other:
        write(one)
        write(other)
        assert content(one) == content(other) == WHOLE


# One builder a connection
def test_two_processes_cannot_build_one_feed_at_a_time(files: FeedFiles, root: Path) -> None:
    program = "with files.building('7'): print('holds', flush=True); input()"
    with started_process(root, program) as process:
        assert told_by(process) == "holds"
        with pytest.raises(BuildUnderWay) as raised, files.building("7"):
            pass
        with files.building("8"):
            pass
        tell(process)
        assert process.wait(20) == 0
    with files.building("7"):
        pass
    assert raised.value.text.ru == ("Фид уже собирается. Дождитесь, пока та сборка закончится, и повторите.")


def test_the_lock_of_a_killed_builder_is_free(files: FeedFiles, root: Path) -> None:
    program = "with files.building('7'): print('holds', flush=True); input()"
    with started_process(root, program) as process:
        assert told_by(process) == "holds"
    with files.building("7"):
        pass


def test_the_lock_is_given_back_by_a_build_that_fails(files: FeedFiles) -> None:
    with pytest.raises(ValueError, match="no"), files.building("7"):
        raise ValueError("no")
    with files.building("7"):
        pass


def test_whoever_waits_builds_as_soon_as_the_other_one_ends(
    files: FeedFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    holds, waits, order = threading.Event(), threading.Event(), []

    def first() -> None:
        with files.building("7"):
            holds.set()
            assert waits.wait(20)
            order.append("first")

    monkeypatch.setattr(time, "sleep", lambda _: waits.set())
    thread = threading.Thread(target=first)
    thread.start()
    assert holds.wait(20)
    with files.building("7", wait=20):
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


def test_who_has_waited_long_enough_is_told(files: FeedFiles) -> None:
    with files.building("7"), pytest.raises(BuildUnderWay), files.building("7", wait=0.1):
        pass


@pytest.mark.parametrize("key", ["..", ".", "a/b", "../../x", "лавка", "con:1"])
def test_a_key_of_any_form_locks_below_the_root(files: FeedFiles, root: Path, key: str) -> None:
    with files.building(key), pytest.raises(BuildUnderWay), files.building(key):
        pass
    assert len(names(root / "locks")) == 1
    assert names(root.parent) == ["feeds"]
