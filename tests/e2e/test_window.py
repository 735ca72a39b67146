"""The window as people use it: both schemes by keyboard alone, and a killed window that loses nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pypdfium2
import pytest

from mmdesk.domain.standing import RowState
from mmdesk.services import connection_settings
from tests.e2e.desktop import Desktop, window
from tests.e2e.house import DSM, STANDARD, House, built
from tests.e2e.program import eventually
from tests.ui import screen

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

UNDO_SECONDS = 2

COVER = "#ff00ff"
# A window over the whole screen, which tells when it has been painted.
_ANOTHER_PROGRAM = f"""
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QRasterWindow, QPainter
from PySide6.QtWidgets import QApplication

class Cover(QRasterWindow):
    def paintEvent(self, event):
        QPainter(self).fillRect(event.rect(), QColor("{COVER}"))
        QTimer.singleShot(0, lambda: print("painted", flush=True))

application = QApplication([])
cover = Cover()
cover.setGeometry(application.primaryScreen().geometry())
cover.show()
application.exec()
"""


@pytest.fixture(scope="module")
def shown() -> Iterator[dict[str, str]]:
    """The environment of programs that open windows: a screen of this module's own."""
    if not screen.is_needed():
        yield dict(os.environ)
        return
    try:
        opened = screen.start()
    except screen.NoScreen as missing:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(missing))
    yield opened.environ(os.environ)
    opened.end()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with a service, where an action can be taken back for a moment."""
    with built(tmp_path_factory.mktemp("shop")) as shop:
        for name in (STANDARD, DSM):
            connection_settings.put(shop.parts.storage, name, "desk.undo_seconds", str(UNDO_SECONDS))
        with shop.served():
            yield shop


@pytest.fixture
def viewed(tmp_path: Path) -> Path:
    """Where the system's viewer for documents leaves a copy of each that it was asked to show."""
    folder = tmp_path / "viewed"
    folder.mkdir()
    return folder


@pytest.fixture
def environ(shop: House, shown: dict[str, str], viewed: Path, tmp_path: Path) -> dict[str, str]:
    programs = tmp_path / "bin"
    programs.mkdir()
    viewer = programs / "xdg-open"
    viewer.write_text(f'#!/bin/sh\ncp "${{1#file://}}" "{viewed}"\n')
    viewer.chmod(0o755)
    own = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "MMDESK_SERVICE": "off"}
    return {**shown, **shop.program.environ, **own, "DISPLAY": shown.get("DISPLAY", "")}


@pytest.fixture
def desk(shop: House, environ: dict[str, str]) -> Iterator[Desktop]:
    with window(shop.program.profile, environ) as desk:
        yield desk


def test_a_standard_order_goes_its_way_by_keys_alone(shop: House, desk: Desktop, viewed: Path) -> None:
    order = shop.order(lots=3)
    desk.open(order)
    desk.press("F4")
    desk.until_dialog("Reject lots")
    desk.press("Down", "Space", "1", "Ctrl+Return")
    desk.until_no_dialog()
    until_known(shop, order, "NEW", "MERCHANT_CANCELED", "NEW")
    desk.press("F2")
    until_known(shop, order, "CONFIRMED", "MERCHANT_CANCELED", "CONFIRMED")
    desk.press("F6")
    desk.until_dialog("Pack the order")
    desk.press("1", "2", "Return")
    until_known(shop, order, "PACKED", "MERCHANT_CANCELED", "PACKED")
    assert shop.remotes.megamarket(order).boxes == 2
    desk.press("F7")
    label = eventually(lambda: next(viewed.glob("*.pdf"), None), "the label is shown")
    assert pages_of(label) == 2
    desk.until_said("Hand over", "F8")
    desk.press("F8")
    shop.until_market(order, "SHIPPED", "MERCHANT_CANCELED", "SHIPPED")


def test_an_order_of_our_own_delivery_goes_its_way_by_keys_alone(shop: House, desk: Desktop) -> None:
    order = shop.order(DSM, lots=2)
    desk.open(order)
    desk.press("F6")
    desk.until_dialog("Pack the order")
    desk.press("Return")
    until_known(shop, order, "PACKED", "PACKED")
    desk.until_said("Give to the courier", "F8")
    desk.press("F8")
    eventually(lambda: couriered(shop, order), "given to the courier")
    desk.until_said("Close", "F8")
    desk.press("F8")
    desk.until_dialog("Close the order")
    desk.press("Down", "1", "Ctrl+Return")
    shop.until_market(order, "DELIVERED", "CUSTOMER_CANCELED")


def test_a_new_order_appears_by_itself(shop: House, desk: Desktop) -> None:
    first = shop.order()
    desk.until_listed(first)
    desk.until_listed(shop.order())
    desk.until_listed(first)


def test_an_action_is_taken_back_before_it_leaves(shop: House, desk: Desktop) -> None:
    order = shop.order()
    desk.open(order)
    desk.press("F2")
    eventually(lambda: shop.pending(order), "a command in the queue")
    desk.press("Ctrl+Z")
    eventually(lambda: not [row for row in shop.pending(order) if row.target == "megamarket"], "taken back")
    assert shop.calls("order/confirm", order) == 0


def test_a_window_killed_in_the_undo_window_loses_nothing(
    shop: House, desk: Desktop, environ: dict[str, str]
) -> None:
    order = shop.order()
    desk.open(order)
    desk.press("F2")
    eventually(lambda: confirmation(shop, order) == RowState.PENDING, "a command that waits")
    desk.kill()
    assert confirmation(shop, order) == RowState.PENDING
    with window(shop.program.profile, environ) as again:
        shop.until_market(order, "CONFIRMED")
        again.open(order)
    assert shop.calls("order/confirm", order) == 1


def test_a_window_killed_right_after_an_action_loses_nothing(
    shop: House, desk: Desktop, environ: dict[str, str]
) -> None:
    orders = [shop.order() for _ in range(3)]
    for order in orders:
        desk.open(order)
        desk.press("F2")
        eventually(partial(confirmation, shop, order), "a command")
    desk.kill()
    for order in orders:
        shop.until_market(order, "CONFIRMED")
        assert shop.calls("order/confirm", order) == 1
    with window(shop.program.profile, environ) as again:
        again.open(orders[0])


def test_a_second_start_brings_the_first_window_to_the_front(
    shop: House, desk: Desktop, environ: dict[str, str]
) -> None:
    desk.until_said("Exchange")
    with another_program(environ):
        eventually(lambda: desk.look()["centre"] == COVER, "another program covers the window")
        command = shop.program.command()
        ran = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=30, check=False)
        assert ran.returncode == 0, ran.stderr
        eventually(lambda: desk.look()["centre"] != COVER, "the first window is in front")


@contextmanager
def another_program(environ: dict[str, str]) -> Iterator[None]:
    """A window of somebody else's over the whole screen."""
    command = [sys.executable, "-c", _ANOTHER_PROGRAM]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        try:
            assert child.stdout.readline().strip() == "painted"
            yield
        finally:
            child.kill()


def until_known(shop: House, order: str, *lots: str) -> None:
    """Megamarket shows the lots so, and our mirror too: what is done next is decided by the mirror."""
    shop.until_market(order, *lots)

    def mirrored() -> bool:
        known = shop.known(order)
        goods = [each.lot.status for each in known.lots if each.lot.is_goods] if known else []
        return goods == list(lots)

    eventually(mirrored, (order, lots))


def couriered(shop: House, order: str) -> bool:
    known = shop.known(order)
    return known is not None and known.couriered_at is not None


def confirmation(shop: House, order: str) -> RowState | None:
    """The state of the order's confirmation while it is not over."""
    rows = [row for row in shop.pending(order) if row.command == "confirm"]
    return rows[0].progress.state if rows else None


def pages_of(file: Path) -> int:
    with pypdfium2.PdfDocument(file) as document:
        return len(document)
