"""Pictures of goods at the bench."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QBuffer
from pytestqt.qtbot import QtBot

from mmdesk.errors import Text
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.ui.conftest import Wait
from tests.ui.packing import bench_views as views
from tests.ui.packing.held_bench import Bench, opened_bench


@pytest.fixture
def bench(qtbot: QtBot, runner: TaskRunner, theme: Theme, wait: Wait) -> Iterator[Bench]:
    with opened_bench(runner, theme, wait) as opened:
        yield opened


def drawn(bench: Bench) -> bytes:
    """Any picture."""
    written = QBuffer()
    bench.view.grab().save(written, "JPG")
    return bytes(written.data().data())


def test_a_picture_that_the_service_has_fetched_is_shown(bench: Bench) -> None:
    address = "https://shop.example/mug.jpg"
    bench.pictures[address] = drawn(bench)
    bench.show(views.packing(rows=(replace(views.MUG, picture=address),)))
    bench.wait(lambda: bench.view.packing.stage.has_picture)


def test_a_picture_that_comes_later_is_shown_then(bench: Bench) -> None:
    address = "https://shop.example/mug.jpg"
    bench.show(views.packing(rows=(replace(views.MUG, picture=address),)))
    bench.wait(lambda: bench.read == [address])
    assert not bench.view.packing.stage.has_picture
    bench.pictures[address] = drawn(bench)
    bench.changes.changed.emit()
    bench.wait(lambda: bench.view.packing.stage.has_picture)


def test_the_pictures_of_an_order_are_read_together_and_once(bench: Bench) -> None:
    mug, rug = "https://shop.example/mug.jpg", "https://shop.example/rug.jpg"
    bench.pictures |= {mug: drawn(bench), rug: drawn(bench)}
    rows = (replace(views.MUG, picture=mug), replace(views.BLANKET, picture=rug))
    bench.show(views.packing(rows=rows))
    bench.wait(lambda: bench.view.packing.stage.has_picture)
    bench.show(views.packing(rows=rows[1:]))
    assert bench.view.packing.stage.has_picture, "it was there before its turn came"
    assert sorted(bench.read) == [mug, rug]


def test_what_is_no_picture_leaves_the_name_alone(bench: Bench) -> None:
    address = "https://shop.example/none.jpg"
    bench.pictures[address] = b"broken"
    bench.show(views.packing(rows=(replace(views.MUG, picture=address),)))
    bench.wait(lambda: bench.read == [address])
    note = Text("Закончились", "Sold out")
    bench.show(views.packing(rows=(replace(views.MUG, picture=address, note=note),)))
    assert not bench.view.packing.stage.has_picture
