"""The offers of a feed, their problems and differences, looked through by a person."""

from __future__ import annotations

import csv
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from mmdesk.errors import Text
from mmdesk.services.offer_list import OfferShow
from mmdesk.storage.pictures import Failure
from tests.services.feed_stand import FeedStand, Goods, many
from tests.ui.catalogue.page_reading import CONTROL, OpenPage, lines_of, offers_shown, shows_offers
from tests.ui.catalogue.page_stand import written


def test_the_offer_under_the_keyboard_is_explained_rule_by_rule(opened: OpenPage, shop: FeedStand) -> None:
    shop.set("feed.discount_percent", "10")
    shop.set("feed.reserve", "2")
    shop.build(Goods("A", price=500, quantity=7), Goods("B", price=300))
    page = opened()
    page.open_tab(2)
    details = page.view.offers_tab.details
    page.wait(lambda: details.page is not None and details.page.explanation.offer.offer_id == "A")
    told = {line.key: [cell.text for cell in line.cells][1:] for line in lines_of(details.rules)}
    assert (told["price"], told["stock"]) == (["500", "450"], ["7", "5"])
    assert told["no_name"] == ["Кружка A", "suits"]
    page.view.offers_tab.table.setFocus()
    page.press(Qt.Key.Key_Down)
    page.wait(lambda: details.page is not None and details.page.explanation.offer.offer_id == "B")


def test_a_monstrous_name_pushes_nothing_out_of_sight(opened: OpenPage, shop: FeedStand) -> None:
    shop.build(Goods("LONG", name="Ж" * 2_000, vendor="\u202e" + "В" * 2_000, quantity=0))
    page = opened()
    page.open_tab(2)
    details = page.view.offers_tab.details
    page.wait(lambda: details.page is not None)
    body = details.widget()
    assert body is not None
    assert body.width() <= details.viewport().width()
    assert details.rules.width() <= details.viewport().width()
    assert not any("\u202e" in label.text() for label in details.findChildren(QLabel))


def test_the_details_show_the_picture_or_tell_why_there_is_none(opened: OpenPage, shop: FeedStand) -> None:
    mug, rug = "https://shop.example/mug.jpg", "https://shop.example/rug.jpg"
    shop.build(Goods("A", picture=mug), Goods("B", picture=rug), Goods("C"))
    small = BytesIO()
    Image.new("RGB", (480, 320)).save(small, "JPEG")
    now = shop.clock.now()
    with shop.storage.work() as work:
        work.pictures.put(mug, small.getvalue(), now, now)
        work.pictures.put_failure(rug, Failure(Text("файла нет", "no file there"), 1, now), now)
        work.commit()
    page = opened()
    page.open_tab(2)
    details = page.view.offers_tab.details

    def shown(offer_id: str) -> tuple[bool, str]:
        page.wait(lambda: details.page is not None and details.page.explanation.offer.offer_id == offer_id)
        return details.has_picture, details.no_picture

    assert shown("A") == (True, "")
    page.view.offers_tab.table.setFocus()
    page.press(Qt.Key.Key_Down)
    assert shown("B") == (False, "No picture: no file there")
    page.press(Qt.Key.Key_Down)
    assert shown("C") == (False, "")


def test_a_search_and_its_end_by_the_keyboard_alone(opened: OpenPage, shop: FeedStand) -> None:
    shop.build(Goods("A", name="Кружка"), Goods("B", name="Плед"))
    page = opened()
    page.press(Qt.Key.Key_F3)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.insert("плед")
    shows_offers(page, "B")
    page.press(Qt.Key.Key_Down)
    page.wait(page.view.offers_tab.table.hasFocus, "the keyboard in the table")
    page.press(Qt.Key.Key_Escape)
    shows_offers(page, "A", "B")


def test_the_details_follow_another_filter(opened: OpenPage, shop: FeedStand) -> None:
    shop.build(Goods("A"), Goods("ПЛЕД"))
    page = opened()
    page.open_tab(2)
    details = page.view.offers_tab.details
    page.wait(lambda: details.page is not None and details.page.explanation.offer.offer_id == "A")
    page.view.offers_tab.show_only(OfferShow.LEFT_OUT)
    page.wait(lambda: details.page is not None and details.page.explanation.offer.offer_id == "ПЛЕД")
    assert details.page is not None
    assert [issue.code for issue in details.page.issues] == ["bad_id"]


def test_another_build_brings_its_offers_to_the_open_list(opened: OpenPage, shop: FeedStand) -> None:
    shop.build(Goods("A"))
    page = opened()
    page.open_tab(2)
    shows_offers(page, "A")
    shop.build(Goods("A"), Goods("B"))
    page.shows(lambda: offers_shown(page) == ["A", "B"])


def test_problems_lead_to_their_offer_and_can_be_saved(
    opened: OpenPage, shop: FeedStand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.build(*many(2), Goods("=ПЛЕД"))
    file = tmp_path / "told.csv"
    page = opened()
    page.open_tab(3)
    tab = page.view.problems_tab
    page.wait(lambda: tab.model.rowCount() == 1)
    monkeypatch.setattr(tab, "choose_place", lambda _window, _name: str(file))
    page.press(Qt.Key.Key_S, CONTROL)
    page.wait(lambda: page.heard.last == "1 line(s) saved")
    heading, line = csv.reader(written(file).splitlines(), delimiter=";")
    assert heading == ["Offer id", "Name", "What is wrong, and what to do"]
    # A spreadsheet must not take an id for a formula.
    assert line[0] == "'=ПЛЕД"
    assert line[1] == "Кружка =ПЛЕД"
    assert line[2].startswith("The id “=ПЛЕД” will not do")
    # The whole of it stands below the table: no cell holds such a sentence.
    assert tab.told == f"=ПЛЕД · Кружка =ПЛЕД\n{line[2]}"
    tab.table.setFocus()
    page.press(Qt.Key.Key_Return)
    shows_offers(page, "=ПЛЕД")


def test_differences_are_told_by_kind(opened: OpenPage, shop: FeedStand) -> None:
    shop.build(*many(10))
    shop.build(*many(9)[1:], Goods("CUP-00001", price=550), Goods("NEW"))
    page = opened()
    page.open_tab(4)
    tab = page.view.changes_tab
    page.wait(lambda: tab.model.rowCount() == 3)
    assert [str(line.key) for line in tab.model.lines] == [
        "('CUP-00010', 'removed')",
        "('CUP-00001', 'price')",
        "('NEW', 'added')",
    ]
    tab.narrow("price")
    assert [cell.text for cell in tab.model.lines[0].cells] == [
        "CUP-00001",
        "Кружка CUP-00001",
        "another price",
        "500 ₽",
        "550 ₽",
    ]


def test_another_page_can_ask_for_an_offer(opened: OpenPage, shop: FeedStand) -> None:
    shop.build(Goods("A"), Goods("B"))
    page = opened()
    page.view.show_asked("B")
    shows_offers(page, "B")
