"""A packer at the bench: the real page over a real database, driven by a real keyboard scanner."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from mmdesk.domain.lot import Lot
from mmdesk.domain.verdict import Sound, Verdict
from mmdesk.errors import MmdeskError, Text
from mmdesk.services import scan_codes
from mmdesk.services.bench import Bench
from mmdesk.services.bench_view import BenchView, FinishStep, RowState
from mmdesk.ui.packing.packing_state import SAME_HAND_MS, Scene
from tests import factory
from tests.services.bench_stand import OTHER, ean
from tests.ui.packing.bench_room import CUP, MUG, RUG, Room, Rooms
from tests.ui.packing.x_keys import Hardware


def lot(index: int, offer_id: str = "MUG-1", status: str = "CONFIRMED") -> Lot:
    return replace(factory.lot(index, status, offer_id=offer_id))


def rows(view: BenchView) -> list[tuple[str, int, int]]:
    return [(row.offer_id, row.done, row.wanted) for row in view.rows]


def test_an_order_of_one_lot_takes_one_scan_and_its_label_comes_out(
    rooms: Rooms, room: Room, scanner_gun: Hardware
) -> None:
    order = rooms.stand.show(factory.shipment(lot(1)))
    scanner_gun.scan(MUG)
    room.until(Verdict.FINISHED)
    assert rooms.stand.sent(order) == ["pack"]
    assert room.view.scene is Scene.START
    rooms.stand.settle(order)
    rooms.stand.show(factory.shipment(replace(lot(1, status="PACKED"), box_index=1)))

    def asked() -> bool:
        room.changed()
        return "label" in rooms.stand.sent(order)

    room.wait(asked, "the label to be asked for")
    rooms.stand.settle(order)
    rooms.stand.give_label(order, 1)

    def printed() -> bool:
        room.changed()
        return bool(rooms.stand.papers.printed)

    room.wait(printed, "the label to be printed")
    assert rooms.stand.papers.printed == [(order.shipment_id, "")]


def test_every_lot_is_counted_and_the_last_one_closes_the_order(
    rooms: Rooms, room: Room, scanner_gun: Hardware
) -> None:
    rooms.stand.show(factory.shipment(lot(1), lot(2), lot(3, "RUG-1")))
    scanner_gun.scan(MUG)
    assert rows(room.until(Verdict.RIGHT)) == [("MUG-1", 1, 2), ("RUG-1", 0, 1)]
    assert [line.count for line in room.view.packing.rows.lines.lines] == ["1 of 2", "0 of 1"]
    product = room.view.packing.stage.product
    assert product is not None
    assert product.task == "scan it: 1 left"
    scanner_gun.scan(MUG, RUG)
    room.until(Verdict.FINISHED)
    assert room.speaker.played == ["right", "right", "box-closed"]


def test_twenty_scans_in_two_seconds_are_all_counted_in_their_order(
    rooms: Rooms, room: Room, scanner_gun: Hardware
) -> None:
    """The wrong one in the middle would stop everything behind it, had it come at another place."""
    lots = [lot(index, "MUG-1" if index <= 10 else "RUG-1") for index in range(1, 21)]
    order = rooms.stand.show(factory.shipment(*lots))
    scanner_gun.scan(*([MUG, RUG] * 10), pause_ms=60)
    room.until(Verdict.FINISHED)
    assert room.speaker.played == ["right"] * 19 + ["box-closed"]
    assert rooms.stand.sent(order) == ["pack"]


def test_control_barcodes_are_read_under_the_russian_layout(
    rooms: Rooms, room: Room, scanner_gun: Hardware
) -> None:
    rooms.stand.show(factory.shipment(lot(1), lot(2), lot(3, "RUG-1")))
    scanner_gun.scan(MUG)
    room.until(Verdict.RIGHT)
    scanner_gun.layout("ru")
    scanner_gun.scan_by_places("MMD:NEXTBOX")
    view = room.until(Verdict.BOX_CLOSED)
    assert view.box == 2
    assert len(room.view.packing.boxes.lines.lines) == len(view.boxes)


@pytest.mark.parametrize("place", ["button", "field"])
def test_a_scan_reaches_the_bench_whatever_has_the_focus(
    place: str, rooms: Rooms, room: Room, scanner_gun: Hardware
) -> None:
    rooms.stand.show(factory.shipment(lot(1), lot(2)))
    if place == "button":
        room.view.header.settings.setFocus()
    else:
        room.view.hand.open("4")
    scanner_gun.scan(MUG)
    room.until(Verdict.RIGHT)
    assert room.station.dialog is None
    assert not room.view.hand.isVisible()


def test_wrong_goods_fill_the_page_until_somebody_has_understood(
    rooms: Rooms, room: Room, scanner_gun: Hardware
) -> None:
    rooms.stand.show(factory.shipment(lot(1), lot(2)))
    scanner_gun.scan(MUG, CUP)
    room.until(Verdict.WRONG)
    assert room.view.scene is Scene.ALARM
    assert room.view.alarm.isVisible()
    scanner_gun.scan(MUG)
    room.until(Verdict.ALARM_FIRST)
    scanner_gun.press("Return", "space")
    scanner_gun.press("Escape")
    room.wait(lambda: room.view.scene is Scene.PACKING)
    assert room.view.view is not None
    assert rows(room.view.view) == [("MUG-1", 1, 2)]


def test_the_control_barcode_says_understood_as_well(rooms: Rooms, room: Room, scanner_gun: Hardware) -> None:
    rooms.stand.show(factory.shipment(lot(1), lot(2)))
    scanner_gun.scan(MUG, CUP)
    room.until(Verdict.WRONG)
    scanner_gun.scan("MMD:OK")
    room.wait(lambda: room.view.scene is Scene.PACKING)


def test_one_unit_too_many_is_told_and_the_verdict_stays_in_the_bar(
    rooms: Rooms, room: Room, scanner_gun: Hardware
) -> None:
    rooms.stand.show(factory.shipment(lot(1), lot(2, "RUG-1")))
    scanner_gun.scan(MUG, MUG)
    view = room.until(Verdict.EXTRA)
    assert room.speaker.played == ["right", "extra"]
    assert room.view.packing.stage.verdict is not None
    room.view.packing.stage.end_glance()
    assert room.view.bar.notice is not None
    assert room.view.bar.notice.title == view.said.verdict.heading.en


def test_a_cancelled_lot_stops_the_packing_at_once(rooms: Rooms, room: Room, scanner_gun: Hardware) -> None:
    rooms.stand.show(factory.shipment(lot(1), lot(2, "RUG-1")))
    scanner_gun.scan(MUG)
    room.until(Verdict.RIGHT)
    rooms.stand.show(factory.shipment(lot(1, status="CUSTOMER_CANCELED"), lot(2, "RUG-1")))
    room.changed()
    room.until(Verdict.STOPPED)
    assert room.view.scene is Scene.ALARM
    assert room.speaker.played[-1] == Sound.CANCELLED.value


def test_a_page_that_is_not_in_sight_is_brought_forward_by_a_cancellation(
    rooms: Rooms, room: Room, scanner_gun: Hardware
) -> None:
    asked: list[str] = []
    room.view.open_asked.connect(lambda name, _wanted: asked.append(name))
    rooms.stand.show(factory.shipment(lot(1), lot(2, "RUG-1")))
    scanner_gun.scan(MUG)
    room.until(Verdict.RIGHT)
    room.view.hide()
    rooms.stand.show(factory.shipment(lot(1, status="CUSTOMER_CANCELED"), lot(2, "RUG-1")))
    room.changed()
    room.until(Verdict.STOPPED)
    assert asked == ["packing"]


def test_two_benches_never_pack_the_same_order(rooms: Rooms, scanner_gun: Hardware) -> None:
    order = rooms.stand.show(factory.shipment(lot(1), lot(2)))
    other = rooms.stand.bench(OTHER, "Стол 2")
    other.scan(MUG)
    here = rooms.open()
    scanner_gun.scan(order.shipment_id)
    view = here.until(Verdict.OTHERS)
    assert view.order is None
    assert "Мария" in view.said.words.ru
    assert "Стол 2" in view.said.words.ru
    assert other.scan(MUG).said.verdict is Verdict.FINISHED


def test_a_bench_that_was_killed_goes_on_where_it_was(
    rooms: Rooms, room: Room, scanner_gun: Hardware
) -> None:
    """Everything that was answered is in the database: the dead window has nothing that is missed."""
    rooms.stand.show(factory.shipment(lot(1), lot(2), lot(3, "RUG-1")))
    scanner_gun.scan(MUG)
    room.until(Verdict.RIGHT)
    room.station.stop()
    again = rooms.open()
    assert rows(again.until(Verdict.RESUMED)) == [("MUG-1", 1, 2), ("RUG-1", 0, 1)]
    scanner_gun.scan(MUG, RUG)
    again.until(Verdict.FINISHED)


def test_what_is_missing_is_told_by_a_key_and_two_digits(
    rooms: Rooms, room: Room, scanner_gun: Hardware
) -> None:
    order = rooms.stand.show(factory.shipment(lot(1), lot(2, "RUG-1")))
    scanner_gun.scan(MUG)
    room.until(Verdict.RIGHT)
    scanner_gun.press("F4")
    room.wait(lambda: room.view.scene is Scene.QUESTION)
    scanner_gun.press("1")
    room.wait(lambda: "reject" in rooms.stand.sent(order), "the rejection")


def test_one_of_two_units_is_missing(rooms: Rooms, room: Room, scanner_gun: Hardware) -> None:
    rooms.stand.show(factory.shipment(lot(1), lot(2), lot(3, "RUG-1")))
    scanner_gun.scan(RUG)
    room.until(Verdict.RIGHT)
    scanner_gun.press("F4")
    room.wait(lambda: room.view.scene is Scene.QUESTION)
    scanner_gun.press("1", "1")
    view = room.until(Verdict.MISSING)
    assert sorted((row.state, len(row.lots)) for row in view.rows if row.offer_id == "MUG-1") == [
        (RowState.MISSING, 1),
        (RowState.OPEN, 1),
    ]


def test_an_order_is_put_aside_and_gone_on_with(rooms: Rooms, room: Room, scanner_gun: Hardware) -> None:
    rooms.stand.show(factory.shipment(lot(1), lot(2)))
    scanner_gun.scan(MUG)
    room.until(Verdict.RIGHT)
    scanner_gun.press("F8")
    room.wait(lambda: room.view.scene is Scene.QUESTION)
    scanner_gun.press("2")
    room.until(Verdict.PARKED)
    room.wait(room.view.start.parked.hasFocus, "the list of what is put aside")
    assert "goods damaged" in room.view.start.parked.lines.lines[0].detail
    scanner_gun.chain("sleep", str((SAME_HAND_MS + 100) / 1000), "key", "Return")
    assert rows(room.until(Verdict.RESUMED)) == [("MUG-1", 1, 2)]


def test_a_scan_half_a_second_after_a_digit_that_answered_is_whole(
    rooms: Rooms, room: Room, scanner_gun: Hardware
) -> None:
    rooms.stand.show(factory.shipment(lot(1), lot(2)))
    rooms.stand.show(factory.shipment(lot(1, "RUG-1"), lot(2, "RUG-1"), shipment_id="700100299"))
    scanner_gun.scan(MUG)
    room.until(Verdict.RIGHT)
    scanner_gun.press("F8")
    room.wait(lambda: room.view.scene is Scene.QUESTION)
    scanner_gun.chain(
        "key", "2", "sleep", "0.4",
        "type", "--delay", "0", "--args", "1", RUG, "key", "--delay", "0", "Return",
    )  # fmt: skip
    assert rows(room.until(Verdict.RIGHT)) == [("RUG-1", 1, 2)]


def test_a_reason_may_be_written(rooms: Rooms, room: Room, scanner_gun: Hardware) -> None:
    rooms.stand.show(factory.shipment(lot(1), lot(2)))
    scanner_gun.scan(MUG)
    room.until(Verdict.RIGHT)
    scanner_gun.press("F8")
    room.wait(lambda: room.view.scene is Scene.QUESTION)
    room.view.question.own_words.setFocus()
    scanner_gun.type("wet box 2")
    room.wait(lambda: room.view.question.own_words.text() == "wet box 2")
    scanner_gun.press("Return")
    room.until(Verdict.PARKED)
    room.wait(lambda: room.view.start.parked.lines.lines, "the list of what is put aside")
    assert "wet box 2" in room.view.start.parked.lines.lines[0].detail


def test_the_last_scan_is_taken_back(rooms: Rooms, room: Room, scanner_gun: Hardware) -> None:
    rooms.stand.show(factory.shipment(lot(1), lot(2)))
    scanner_gun.scan(MUG)
    room.until(Verdict.RIGHT)
    scanner_gun.press("ctrl+z")
    assert rows(room.until(Verdict.UNDONE)) == [("MUG-1", 0, 2)]


def test_a_number_is_typed_when_its_barcode_is_damaged(
    rooms: Rooms, room: Room, scanner_gun: Hardware
) -> None:
    order = rooms.stand.show(factory.shipment(lot(1), lot(2)))
    scanner_gun.type(order.shipment_id)
    room.wait(lambda: room.view.hand.field.text() == order.shipment_id)
    scanner_gun.press("Return")
    room.until(Verdict.OPENED)
    assert not room.view.hand.isVisible()


def test_nothing_is_scanned_while_another_page_is_open(
    rooms: Rooms, room: Room, scanner_gun: Hardware
) -> None:
    rooms.stand.show(factory.shipment(lot(1)))
    other_page = QLineEdit(room.window)
    other_page.show()
    room.view.hide()
    other_page.setFocus()
    scanner_gun.scan(MUG)
    room.wait(lambda: other_page.text() == MUG)
    scanner_gun.finish()
    room.view.show()
    room.front()
    scanner_gun.scan("MMD:OK")
    room.until(Verdict.ACKNOWLEDGED)
    assert room.speaker.played == []


def test_an_order_that_another_page_asks_for_is_opened(rooms: Rooms, room: Room) -> None:
    order = rooms.stand.show(factory.shipment(lot(1), lot(2)))
    room.view.show_asked(order)
    room.until(Verdict.OPENED)


def stumbling(code: str) -> tuple[str, ...]:
    """A scanner that pauses among the first keys: they open the field for numbers."""
    return (
        "type", "--delay", "0", "--args", "1", code[:3], "sleep", "0.3",
        "type", "--delay", "0", "--args", "1", code[3:], "key", "--delay", "0", "Return",
    )  # fmt: skip


def test_a_scan_that_paused_among_its_first_keys_counts_when_its_code_is_known(
    rooms: Rooms, room: Room, scanner_gun: Hardware
) -> None:
    rooms.stand.show(factory.shipment(lot(1), lot(2)))
    scanner_gun.chain(*stumbling(MUG))
    assert rows(room.until(Verdict.RIGHT)) == [("MUG-1", 1, 2)]
    assert not room.view.hand.isVisible()


def test_a_scan_that_paused_is_half_a_code_where_nobody_knows_it_and_nothing_is_kept_of_it(
    rooms: Rooms, room: Room, scanner_gun: Hardware
) -> None:
    rooms.stand.show(factory.shipment(lot(1), lot(2)))
    scanner_gun.chain(*stumbling(ean(469999999999)))
    assert room.until(Verdict.HALF).order is None
    assert room.speaker.played == ["unknown"]
    assert not room.view.hand.isVisible()
    assert scan_codes.unknown(rooms.stand.storage) == ()
    scanner_gun.scan(MUG)
    room.until(Verdict.RIGHT)


def test_an_unknown_code_is_told_from_everything_else(room: Room, scanner_gun: Hardware) -> None:
    scanner_gun.scan(ean(469999999999))
    room.until(Verdict.UNKNOWN)
    assert room.speaker.played == ["unknown"]
    assert room.view.bar.notice is not None
    assert room.view.bar.notice.tone.value == "unknown"


def test_an_order_on_its_way_to_paper_is_shown_with_its_step(
    rooms: Rooms, room: Room, scanner_gun: Hardware
) -> None:
    rooms.stand.show(factory.shipment(lot(1)))
    scanner_gun.scan(MUG)
    view = room.until(Verdict.FINISHED)
    assert [line.step for line in view.finishing] == [FinishStep.PACKING_QUEUED]
    assert room.view.start.finishing.isVisible()
    assert "packing waits to be sent" in room.view.start.finishing.lines.lines[0].detail


class DeadDisk(MmdeskError):
    title = Text("База недоступна", "The database is not reachable")


class FailingBench(Bench):
    """Its database is gone for the first scan."""

    fails = True

    def scan(self, text: str) -> BenchView:
        if self.fails:
            self.fails = False
            raise DeadDisk
        return super().scan(text)


def test_a_scan_that_was_not_counted_is_told_loudly(rooms: Rooms, scanner_gun: Hardware) -> None:
    stand = rooms.stand
    stand.show(factory.shipment(lot(1), lot(2)))
    bench = FailingBench(stand.storage, stand.mirror.clock, OTHER, "Стол 1", stand.papers)
    room = rooms.open(bench)
    scanner_gun.scan(MUG)
    room.wait(lambda: room.speaker.played == ["wrong"])
    assert room.view.bar.notice is not None
    assert "not reachable" in room.view.bar.notice.words
    scanner_gun.scan(MUG)
    room.until(Verdict.RIGHT)


def other_page(room: Room) -> tuple[QLineEdit, QLineEdit, QPushButton]:
    """In front of the bench: a field for searching, one for anything, and a button that has the focus."""
    page = QWidget(room.window)
    search, field, button = QLineEdit(), QLineEdit(), QPushButton("Delete all")
    search.setClearButtonEnabled(True)
    rows_of_page = QVBoxLayout(page)
    for widget in (search, field, button):
        rows_of_page.addWidget(widget)
    layout = room.window.layout()
    assert layout is not None
    layout.addWidget(page)
    room.view.hide()
    button.setFocus()
    return search, field, button


def test_a_scan_on_another_page_comes_back_to_the_bench_and_counts(
    rooms: Rooms, room: Room, scanner_gun: Hardware
) -> None:
    rooms.stand.show(factory.shipment(lot(1), lot(2), lot(3, "RUG-1")))
    scanner_gun.scan(MUG)
    room.until(Verdict.RIGHT)
    room.view.open_asked.connect(room.view.show)
    _, _, button = other_page(room)
    room.wait(button.hasFocus)
    scanner_gun.scan(RUG)
    room.wait(lambda: rows_done(room) == 2, "the scan to count")
    assert room.view.isVisible()


def test_in_a_field_for_searching_a_scan_replaces_what_was_searched_for(
    rooms: Rooms, room: Room, scanner_gun: Hardware
) -> None:
    rooms.stand.show(factory.shipment(lot(1), lot(2)))
    scanner_gun.scan(MUG)
    room.until(Verdict.RIGHT)
    search, field, _ = other_page(room)
    search.setText("cup")
    search.setFocus()
    room.wait(search.hasFocus)
    scanner_gun.scan(RUG)
    room.wait(lambda: search.text() == RUG, "the scan in the field")
    field.setFocus()
    room.wait(field.hasFocus)
    scanner_gun.scan(CUP)
    room.wait(lambda: field.text() == CUP, "the code as it was written")
    assert rows_done(room) == 1


def rows_done(room: Room) -> int:
    return room.view.view.done if room.view.view is not None else 0
