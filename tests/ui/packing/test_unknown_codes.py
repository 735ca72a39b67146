from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mmdesk.domain.verdict import Verdict
from mmdesk.services import offer_search, scan_codes
from mmdesk.storage.uow import Storage
from mmdesk.ui.packing.unknown_codes import UnknownCodes
from mmdesk.ui.packing.unknown_codes_dialog import CodeBook, UnknownCodesDialog
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests import factory
from tests.services.bench_stand import OTHER, BenchStand, ean, offer
from tests.ui.conftest import Wait
from tests.ui.packing.bench_room import MUG, Room, Rooms
from tests.ui.packing.x_keys import Hardware

CODE, ANOTHER = ean(469999999999), ean(469999999998)


def book_of(stand: BenchStand) -> CodeBook:
    clock = stand.mirror.clock

    def attach(connection: str, code: str, offer_id: str) -> None:
        scan_codes.attach(stand.storage, clock, connection, code, offer_id, OTHER)

    return CodeBook(
        partial(scan_codes.unknown, stand.storage),
        partial(offer_search.find, stand.storage),
        attach,
        partial(scan_codes.forget, stand.storage),
    )


@pytest.fixture
def dialog(
    rooms: Rooms, runner: TaskRunner, theme: Theme, qtbot: QtBot, wait: Wait
) -> Iterator[UnknownCodesDialog]:
    """With one code that nobody knew."""
    rooms.stand.bench().scan(CODE)
    dialog = UnknownCodesDialog(book_of(rooms.stand), runner, theme, rooms.stand.mirror.clock)
    dialog.show()
    dialog.activateWindow()
    wait(lambda: dialog.codes.lines.lines and dialog.isActiveWindow())
    yield dialog
    shiboken6.delete(dialog)


def press(dialog: UnknownCodesDialog, key: Qt.Key) -> None:
    QTest.keyClick(dialog.focusWidget(), key)


@pytest.mark.parametrize("way_to_offers", [Qt.Key.Key_Return, Qt.Key.Key_Down])
def test_a_code_gets_its_offer_by_keys_alone_and_the_bench_knows_it(
    rooms: Rooms, dialog: UnknownCodesDialog, wait: Wait, way_to_offers: Qt.Key
) -> None:
    rooms.stand.show(factory.shipment(replace(factory.lot(1, "CONFIRMED"), offer_id="RUG-1")))
    assert dialog.codes.lines.lines[0].name == CODE
    dialog.codes.setFocus()
    press(dialog, Qt.Key.Key_Return)
    dialog.search.setText("плед")
    wait(lambda: [line.name for line in dialog.offers.lines.lines] == ["Плед серый"])
    press(dialog, way_to_offers)
    press(dialog, Qt.Key.Key_Return)
    wait(lambda: not dialog.codes.lines.lines)
    assert rooms.stand.bench().scan(CODE).said.verdict is Verdict.FINISHED


def test_a_code_is_told_with_its_separators_and_the_name_of_the_bench(
    rooms: Rooms, dialog: UnknownCodesDialog, wait: Wait
) -> None:
    with rooms.stand.storage.work() as work:
        work.printers.rename_workstation("Стол 2", "У окна")
        work.commit()
    rooms.stand.bench(OTHER, "Стол 2").scan("240ABC\x1d91EE06")
    dialog.read_again()
    wait(lambda: len(dialog.codes.lines.lines) == 2)
    assert dialog.codes.lines.lines[0].name == "240ABC[GS]91EE06"
    assert "У окна" in dialog.codes.lines.lines[0].detail
    assert "Стол 2" not in dialog.codes.lines.lines[0].detail


def test_a_code_of_no_interest_is_forgotten(dialog: UnknownCodesDialog, wait: Wait) -> None:
    dialog.forget.click()
    wait(lambda: not dialog.codes.lines.lines)
    assert "No code is unknown" in dialog.told.text()


def test_a_refusal_is_told_and_the_code_stays_unknown(
    rooms: Rooms, dialog: UnknownCodesDialog, wait: Wait
) -> None:
    dialog.search.setText("MUG-1")
    wait(lambda: dialog.offers.lines.lines)
    stand = rooms.stand
    scan_codes.forget(stand.storage, (CODE,))
    stand.sell(offer("BOX-1", "Коробка", CODE))
    dialog.offers.setFocus()
    press(dialog, Qt.Key.Key_Return)
    wait(lambda: "Коробка" in dialog.told.text())


def test_the_page_tells_how_many_there_are(
    rooms: Rooms, room: Room, runner: TaskRunner, theme: Theme, scanner_gun: Hardware, wait: Wait
) -> None:
    stand = rooms.stand
    codes = UnknownCodes(room.view, book_of(stand), runner, room.changes, theme, stand.mirror.clock)
    scanner_gun.scan(CODE, ANOTHER)
    wait(lambda: len(scan_codes.unknown(stand.storage)) == 2)
    room.changed()
    wait(room.view.header.codes.isVisible)
    room.view.header.codes.click()
    assert codes.dialog is not None
    wait(lambda: codes.dialog is not None and len(codes.dialog.codes.lines.lines) == 2)
    codes.dialog.reject()


def test_no_scan_counts_behind_the_open_list_and_the_list_says_so(
    rooms: Rooms, room: Room, runner: TaskRunner, theme: Theme, scanner_gun: Hardware, wait: Wait
) -> None:
    stand = rooms.stand
    stand.show(factory.shipment(factory.lot(1, "CONFIRMED", offer_id="MUG-1")))
    codes = UnknownCodes(room.view, book_of(stand), runner, room.changes, theme, stand.mirror.clock)
    codes.open()
    dialog = codes.dialog
    assert dialog is not None
    dialog.activateWindow()
    wait(dialog.isActiveWindow)
    scanner_gun.scan(MUG)
    wait(lambda: "Close it" in dialog.told.text())
    assert room.speaker.played == ["wrong"]
    dialog.reject()
    room.front()
    assert room.view.view is not None
    assert room.view.view.order is None
    scanner_gun.scan(MUG)
    room.until(Verdict.FINISHED)


def test_offers_are_found_by_words_in_any_case_by_id_and_by_article(
    sqlite_storage: Storage, rooms: Rooms
) -> None:
    def names(typed: str) -> list[str]:
        return [offer.offer_id for offer in offer_search.find(sqlite_storage, typed)]

    assert names("кружка") == names("КРУЖ") == names("синяя кружка") == ["MUG-1"]
    assert names("RUG") == ["RUG-1"]
    assert names("КР-") == ["MUG-1"]
    assert names("  ") == names("100%") == []
