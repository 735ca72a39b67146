"""Questions that the page asks, and what comes of answering them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from mmdesk.services import connection_settings
from tests.services.feed_stand import FeedStand, many
from tests.ui.catalogue.page_reading import OpenPage, button_of, hold
from tests.ui.catalogue.page_stand import serve


def test_a_held_build_is_published_after_its_question(opened: OpenPage, shop: FeedStand) -> None:
    hold(shop)
    page = opened()
    assert page.badges == [1]
    assert "60 % of the offers would vanish" in page.view.head.warnings()
    page.view.head.accept_button.click()
    asked = page.dialog()
    page.wait(lambda: QApplication.focusWidget() is asked.reason_field, "the keyboard")
    samples = page.part(QPlainTextEdit, asked).toPlainText()
    assert "CUP-00005: gone from the feed (RetailCRM has it no longer)" in samples
    page.answer("распродали")
    page.shows(lambda: page.look.held is None and page.look.decisions and page.heard.last)
    assert page.look.decisions[0].details["reason"] == "распродали"
    assert page.heard.last == "Build № 2 is the feed now: 4 offer(s)"
    assert page.badges == [1, 0]


def test_without_a_reason_the_question_stays(opened: OpenPage, shop: FeedStand) -> None:
    hold(shop)
    page = opened()
    page.view.head.accept_button.click()
    page.answer()
    asked = page.dialog()
    assert asked.isVisible()
    page.wait(lambda: QApplication.focusWidget() is asked.reason_field, "the field of the reason")
    page.press(Qt.Key.Key_Escape)
    page.shows(lambda: QApplication.activeModalWidget() is None)
    assert page.look.held is not None


def test_leaving_the_former_feed_is_on_record_and_the_question_shrinks(
    opened: OpenPage, shop: FeedStand
) -> None:
    hold(shop)
    page = opened()
    page.view.head.leave_button.click()
    page.answer("выгрузка не та")
    page.shows(lambda: bool(page.look.decisions))
    page.wait(lambda: "You left the former feed" in page.view.head.warnings())
    assert not page.view.head.leave_button.isVisible()
    assert page.look.held is not None


def test_a_build_can_be_gone_back_to(opened: OpenPage, shop: FeedStand) -> None:
    first = shop.build(*many(10)).build
    shop.build(*many(10, price=510))
    page = opened()
    page.open_tab(5)
    table = page.view.history_tab.table
    table.setFocus()
    page.press(Qt.Key.Key_Down)
    button = button_of(page.view.history_tab, "Go back to this build…")
    page.wait(button.isEnabled, "a build that can be gone back to")
    button.click()
    assert "Go back to build № 1?" in page.dialog().windowTitle()
    page.answer("цены перепутаны")
    page.shows(
        lambda: page.look.status.current is not None and page.look.status.current.build_id == first.build_id
    )


def test_sales_are_stopped_by_a_question_and_let_go_on_by_another(opened: OpenPage, shop: FeedStand) -> None:
    shop.build(*many(2))
    page = opened()
    page.open_tab(6)
    button_of(page.view.rules_tab, "Stop sales…").click()
    page.answer("потоп")
    page.shows(lambda: "Sales are stopped" in page.view.head.warnings())
    assert connection_settings.shown(shop.storage, shop.name)["feed.stop_sales"] is True
    button_of(page.view.rules_tab, "Let sales go on…").click()
    page.answer()
    page.shows(lambda: "Sales are stopped" not in page.view.head.warnings())


def test_away_from_the_service_nothing_can_be_decided(opened: OpenPage, shop: FeedStand) -> None:
    hold(shop)
    serve(shop, "SERVER-1#0")
    page = opened()
    assert not page.view.head.accept_button.isEnabled()
    assert "on the computer of the service: SERVER-1" in page.view.head.warnings()
