"""What the page says while the bench waits for the database, and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from mmdesk.domain.verdict import Verdict
from mmdesk.ui.message_bar import MessageBar
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.packing.bench_actions import SLOW_MS, BenchActions
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.ui.conftest import Wait
from tests.ui.packing import bench_views as views
from tests.ui.packing.held_bench import Bench, HeldBench, opened_bench


@pytest.fixture
def bench(qtbot: QtBot, runner: TaskRunner, theme: Theme, wait: Wait) -> Iterator[Bench]:
    with opened_bench(runner, theme, wait) as opened:
        yield opened


@pytest.fixture
def held(bench: Bench) -> Iterator[HeldBench]:
    """The bench of the page, locked."""
    bench.said.free.clear()
    yield bench.said
    bench.said.free.set()
    bench.said.look.set()


def test_whoever_waits_for_the_database_is_told_so_and_every_scan_is_answered_then(
    bench: Bench, held: HeldBench
) -> None:
    bench.view.take_scan("1")
    bench.wait(lambda: bench.bar()[0] == "SAVING…")
    bench.view.take_scan("2")
    assert "2 scan(s) or key(s) wait" in bench.bar()[1]
    assert "do not scan on" in bench.bar()[1]
    assert bench.speaker.played == []
    held.free.set()
    bench.wait(lambda: bench.bar() == ("RIGHT", "2"))
    assert bench.speaker.played == ["right", "right"]


def test_scans_behind_one_that_failed_are_refused_together_and_the_next_counts(
    bench: Bench, held: HeldBench
) -> None:
    held.fails = True
    for code in ("1", "2", "3"):
        bench.view.take_scan(code)
    held.free.set()
    bench.wait(lambda: bench.bar()[0] == "NOT COUNTED")
    assert "3 scan(s) or key(s) did not count" in bench.bar()[1]
    bench.view.take_scan("1")
    bench.wait(lambda: bench.bar() == ("RIGHT", "1"))
    assert (held.asked, bench.speaker.played) == ([("scan", "1")], ["wrong", "right"])


def test_what_did_not_count_is_told_until_the_next_scan_whatever_the_database_does_meanwhile(
    bench: Bench, held: HeldBench, qtbot: QtBot
) -> None:
    """A look waits behind the scan that failed, and the scans that failed with it wait behind the look."""
    bench.show(views.packing(views.said(Verdict.RESUMED, "Продолжаем", number=3)))
    held.fails, looks = True, held.looks
    held.look.clear()
    bench.view.take_scan("1")
    bench.changes.changed.emit()
    bench.wait(lambda: bench.bar()[0] == "SAVING…")
    bench.view.take_scan("2")
    held.free.set()
    bench.wait(lambda: held.looks > looks)
    bench.wait(lambda: bench.bar()[0] == "NOT COUNTED")
    actions = bench.view.window().findChild(BenchActions)
    assert actions is not None
    with qtbot.assertNotEmitted(actions.kept_waiting, wait=SLOW_MS + 200):
        """Nothing waits any more that could still count."""
    assert bench.bar()[0] == "NOT COUNTED"
    held.look.set()
    bench.show(replace(held.now, waiting=3))
    assert bench.bar()[0] == "NOT COUNTED"
    bench.view.take_scan("1")
    bench.wait(lambda: bench.bar() == ("RIGHT", "1"))


def test_the_next_order_takes_away_what_was_said_of_another_matter(bench: Bench, theme: Theme) -> None:
    messages = Messages()
    bar = MessageBar(theme, messages, bench.view.window())
    bench.view.moved_on.connect(messages.settle)
    bench.show(views.packing())
    messages.say(Kind.REFUSED, "The sheet has no room")
    bench.show(views.packing(views.said(Verdict.WRONG, number=5), alarm=True))
    assert not bar.isHidden()
    bench.show(views.idle(views.said(Verdict.FINISHED, number=6)))
    assert bar.isHidden()
