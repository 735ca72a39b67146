"""The page as a person drives it: what it shows of a feed, and what comes of answering its questions."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from mmdesk.errors import Text
from mmdesk.services import connection_settings
from mmdesk.services.catalogue_desk import BuildState
from mmdesk.services.offer_list import OfferShow
from mmdesk.storage.feed_fetches import FeedFetch
from mmdesk.storage.pictures import Failure
from mmdesk.ui.catalogue.build_tab import Choice, in_columns
from mmdesk.ui.catalogue.catalogue_state import Situation
from mmdesk.ui.catalogue.empty_notice import EmptyNotice
from mmdesk.ui.catalogue.flat_model import FlatModel, Line
from mmdesk.ui.catalogue.flat_table import FlatTable
from mmdesk.ui.catalogue.offers_model import OffersModel
from mmdesk.ui.catalogue.rule_fields import (
    ChoiceField,
    FlagField,
    LineField,
    ParamsField,
    TableField,
    WordsField,
)
from mmdesk.ui.tone import Tone
from tests.services.feed_stand import FeedStand, Goods, many, second_connection
from tests.ui.catalogue.page_stand import CataloguePage, serve, written

OpenPage = Callable[[], CataloguePage]
CONTROL = Qt.KeyboardModifier.ControlModifier


def offers_shown(page: CataloguePage) -> list[str]:
    model = page.part(OffersModel)
    return [str(model.data(model.index(row, 0))) for row in range(model.rowCount())]


def shows_offers(page: CataloguePage, *offer_ids: str) -> None:
    page.wait(lambda: offers_shown(page) == list(offer_ids), f"{offer_ids}, but {offers_shown(page)}")


def hold(shop: FeedStand) -> None:
    shop.build(*many(10))
    assert shop.build(*many(4)).is_held


# -- states


def test_before_the_first_build_the_page_says_what_fills_it(opened: OpenPage) -> None:
    page = opened()
    assert page.view.state.situation is Situation.NOTHING_BUILT
    assert "“Лавка” is registered there: Settings" in page.view.build_tab.words()
    page.open_tab(2)
    page.wait(lambda: "There are no offers yet" in _notice_of(page.view.offers_tab), "why there are none")


def test_a_connection_with_a_file_of_goods_is_told_that_the_service_builds(
    opened: OpenPage, shop: FeedStand
) -> None:
    shop.set("feed.source", "https://shop.example.ru/icml.xml")
    assert "by itself within a minute" in opened().view.build_tab.words()


def test_without_a_connection_the_page_says_how_to_make_one(opened: OpenPage, shop: FeedStand) -> None:
    with shop.storage.work() as work:
        work.connections.remove(shop.name, shop.clock.now())
        work.commit()
    page = opened()
    assert page.view.state.situation is Situation.NO_CONNECTION
    assert not page.view.tabs.isVisible()
    assert not page.view.head.build_button.isEnabled()


def test_a_published_build_is_told_with_its_counts(opened: OpenPage, shop: FeedStand) -> None:
    shop.set("feed.exclude_vendors", '["Skarn"]')
    shop.build(*many(3), Goods("KNIFE", vendor="Skarn"), Goods("ПЛЕД"))
    page = opened()
    buttons = [button.text() for button in page.view.build_tab.count_buttons()]
    assert buttons == [
        "5  read from the source",
        "3  in the feed",
        "1  the id will not do",
        "1  the vendor is left out",
    ]
    assert page.view.build_tab.words().startswith("Build № 1: published now")
    assert page.badges == []


def test_numbers_of_counts_stand_under_each_other() -> None:
    numbers = ("1\u2009204", "39", "8")
    aligned = in_columns([Choice(each, "", OfferShow.ALL, "", Tone.TEXT) for each in numbers])
    assert [each.blanks for each in aligned] == ["", "\u2007\u2009\u2007", "\u2007\u2009\u2007\u2007"]


def test_a_count_leads_to_its_offers(opened: OpenPage, shop: FeedStand) -> None:
    shop.set("feed.exclude_vendors", '["Skarn"]')
    shop.build(*many(3), Goods("KNIFE", vendor="Skarn"))
    page = opened()
    page.view.build_tab.count_buttons()[-1].click()
    shows_offers(page, "KNIFE")
    assert page.view.tabs.currentWidget() is page.view.offers_tab


def test_a_build_under_way_is_followed_and_nothing_else_can_be_decided(
    opened: OpenPage, shop: FeedStand
) -> None:
    shop.build(*many(8))
    page = opened()
    with shop.storage.work() as work:
        build_id = work.feed_builds.begin(
            shop.connection.connection_id, shop.clock.now(), source="x", inputs="x", asked_by=""
        )
        work.feed_builds.tell_progress(build_id, "build", 50, 4)
        work.commit()
    page.shows(lambda: page.view.head.progress_words() == "Building the feed: 4 of about 8 offers, 50 %")
    assert not page.view.head.build_button.isEnabled()
    with shop.storage.work() as work:
        work.feed_builds.fail(build_id, shop.clock.now(), Text("диск полон", "the disk is full"))
        work.commit()
    page.shows(lambda: page.view.state.situation is Situation.FAILED)
    assert "the disk is full. Megamarket gets the former feed." in page.view.head.warnings()
    assert page.badges == [1]


def begin_build(shop: FeedStand) -> int:
    """The service has a build under way that fetches its goods."""
    with shop.storage.work() as work:
        build_id = work.feed_builds.begin(shop.connection.connection_id, shop.clock.now(), asked_by="")
        work.feed_builds.tell_progress(build_id, "pages", 30, 12, 40)
        work.commit()
    return build_id


def test_a_build_is_cancelled_beside_its_progress(opened: OpenPage, shop: FeedStand) -> None:
    shop.build(*many(8))
    page = opened()
    head = page.view.head
    assert not head.cancel_button.isVisible()
    build_id = begin_build(shop)
    page.shows(lambda: head.progress_words() == "Reading the catalogue: 12 of 40 pages")
    head.cancel_button.setFocus()
    page.press(Qt.Key.Key_Escape)
    assert page.look.newest is not None
    assert page.look.newest.state is BuildState.BUILDING
    page.press(Qt.Key.Key_Space)
    page.shows(lambda: not head.cancel_button.isVisible())
    page.wait(lambda: page.heard.last)
    words = f"Build № {build_id} is cancelled. Megamarket goes on getting the former feed."
    assert page.heard.last == words
    assert QApplication.focusWidget() is head.build_button
    assert (page.view.state.situation, page.badges) == (Situation.OK, [])
    assert [each.who for each in page.look.decisions] == ["Анна Лесная"]


def test_a_build_that_was_published_first_is_said_to_be(opened: OpenPage, shop: FeedStand) -> None:
    shop.build(*many(8))
    page = opened()
    build_id = begin_build(shop)
    page.shows(page.view.head.cancel_button.isVisible)
    with shop.storage.work() as work:
        work.feed_builds.publish(build_id, shop.clock.now())
        work.commit()
    page.view.head.cancel_button.click()
    page.wait(lambda: page.heard.last)
    assert page.heard.last == f"Too late to cancel: build № {build_id} is the feed already."


def test_a_source_that_fails_is_told_in_the_words_of_the_job(opened: OpenPage, shop: FeedStand) -> None:
    shop.build(*many(2))
    with shop.storage.work() as work:
        run_id = work.running.begin("feed", shop.clock.now())
        words = Text("Лавка: Файл обрывается", "Лавка: The file breaks off")
        work.running.end(run_id, shop.clock.now(), "failed", words)
        work.commit()
    page = opened()
    assert "The feed could not be renewed\nThe file breaks off" in page.view.head.warnings()


def test_a_service_that_is_gone_is_told(opened: OpenPage, shop: FeedStand) -> None:
    with shop.storage.work() as work:
        work.running.drop_lease("service", "test")
        work.commit()
    page = opened()
    assert "The service is not running" in page.view.head.warnings()
    page.press(Qt.Key.Key_F5)
    page.wait(lambda: "it builds when it starts" in page.heard.last)


def test_who_fetched_the_feed_is_listed_and_that_a_build_pulls_nobody(
    opened: OpenPage, shop: FeedStand
) -> None:
    shop.build(*many(2))
    with shop.storage.work() as work:
        fetch = FeedFetch(shop.clock.now(), "FeedLoader/2.1", 304, 0)
        work.feed_fetches.add(shop.connection.connection_id, fetch)
        work.commit()
    tab = opened().view.build_tab
    model = tab.fetches.model()
    assert [model.index(0, column).data() for column in (1, 2, 3)] == ["FeedLoader/2.1", "304", "—"]
    said = "\n".join(label.text() for label in tab.findChildren(QWidget) if hasattr(label, "text"))
    assert "does not make Megamarket fetch the feed" in said
    assert "there is no stock by warehouse" in said


def test_the_link_of_the_feed_can_be_copied(opened: OpenPage, shop: FeedStand) -> None:
    shop.set("http.public_url", "https://mm.example.ru")
    tab = opened().view.build_tab
    tab.copy_link()
    assert QGuiApplication.clipboard().text() == "https://mm.example.ru/key-of-feed-5046/megamarket.xml"


# -- building


def test_f5_asks_the_service_and_the_page_waits_for_its_run(opened: OpenPage, shop: FeedStand) -> None:
    shop.build(*many(2))
    page = opened()
    page.press(Qt.Key.Key_F5)
    page.shows(lambda: page.look.run is not None and page.look.run.outcome == "requested")
    assert not page.view.head.build_button.isEnabled()
    assert page.view.head.progress_words() == "Reading the catalogue from its source…"
    with shop.storage.work() as work:
        taken = work.running.take_request(shop.clock.now())
        assert taken is not None
        work.running.end(taken.run_id, shop.clock.now(), "done")
        work.commit()
    page.shows(page.view.head.build_button.isEnabled)
    assert page.view.head.progress_words() == ""


# -- offers


def test_the_offer_under_the_keyboard_is_explained_rule_by_rule(opened: OpenPage, shop: FeedStand) -> None:
    shop.set("feed.discount_percent", "10")
    shop.set("feed.reserve", "2")
    shop.build(Goods("A", price=500, quantity=7), Goods("B", price=300))
    page = opened()
    page.open_tab(2)
    details = page.view.offers_tab.details
    page.wait(lambda: details.page is not None and details.page.explanation.offer.offer_id == "A")
    told = {line.key: [cell.text for cell in line.cells][1:] for line in _lines(details.rules)}
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


def test_each_connection_has_a_catalogue_of_its_own(opened: OpenPage, shop: FeedStand) -> None:
    other = second_connection(shop.storage, shop.clock)
    shop.build(Goods("A"))
    page = opened()
    page.open_tab(2)
    shows_offers(page, "A")
    choice = page.part(QComboBox, page.view.head)
    assert choice.isVisible()
    choice.setCurrentText(other.name)
    choice.textActivated.emit(other.name)
    page.wait(lambda: page.look.connection == other.name)
    shows_offers(page)
    assert page.view.state.situation is Situation.NOTHING_BUILT


# -- problems and differences


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


# -- questions


def test_a_held_build_is_published_after_its_question(opened: OpenPage, shop: FeedStand) -> None:
    hold(shop)
    page = opened()
    assert page.badges == [1]
    assert "60 % of the offers would vanish" in page.view.head.warnings()
    page.view.head.accept_button.click()
    asked = page.dialog()
    assert QApplication.focusWidget() is asked.safe_button
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
    button = _button(page.view.history_tab, "Go back to this build…")
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
    _button(page.view.rules_tab, "Stop sales…").click()
    page.answer("потоп")
    page.shows(lambda: "Sales are stopped" in page.view.head.warnings())
    assert connection_settings.shown(shop.storage, shop.name)["feed.stop_sales"] is True
    _button(page.view.rules_tab, "Let sales go on…").click()
    page.answer()
    page.shows(lambda: "Sales are stopped" not in page.view.head.warnings())


def test_away_from_the_service_nothing_can_be_decided(opened: OpenPage, shop: FeedStand) -> None:
    hold(shop)
    serve(shop, "SERVER-1#0")
    page = opened()
    assert not page.view.head.accept_button.isEnabled()
    assert "on the computer of the service: SERVER-1" in page.view.head.warnings()


# -- rules


def test_rules_are_saved_by_the_keyboard_after_their_effect_was_told(
    opened: OpenPage, shop: FeedStand
) -> None:
    shop.build(Goods("A", quantity=1), Goods("B", quantity=9))
    page = opened()
    page.open_tab(6)
    field = page.view.rules_tab.field("feed.min_quantity")
    assert isinstance(field, LineField)
    field.edit.setFocus()
    field.edit.selectAll()
    page.press(Qt.Key.Key_5)
    page.wait(lambda: page.view.rules_tab.effect().startswith("1 offer(s) will leave the feed."))
    page.press(Qt.Key.Key_S, CONTROL)
    page.shows(lambda: page.look.settings["feed.min_quantity"] == 5)
    page.wait(lambda: not page.view.rules_tab.state.is_changed)
    assert page.view.rules_tab.effect() == ""


def test_prices_are_set_by_the_feed_or_by_the_api(opened: OpenPage, shop: FeedStand) -> None:
    page = opened()
    page.open_tab(6)
    field = page.view.rules_tab.field("price.by")
    assert isinstance(field, ChoiceField)
    assert field.buttons["feed"].isChecked()
    field.buttons["api"].click()
    page.view.rules_tab.save()
    page.shows(lambda: page.look.settings["price.by"] == "api")
    assert not field.buttons["feed"].isChecked()


def test_a_wrong_value_is_told_at_its_field_and_nothing_is_saved(opened: OpenPage, shop: FeedStand) -> None:
    page = opened()
    page.open_tab(6)
    field = page.view.rules_tab.field("feed.days")
    assert isinstance(field, LineField)
    field.edit.setText("сто")
    field.edit.textEdited.emit("сто")
    assert field.error == "Allowed: a whole number from 0 to 60."
    assert field.edit.accessibleDescription() == field.error
    page.press(Qt.Key.Key_S, CONTROL)
    assert page.view.rules_tab.effect().startswith("1 value(s) will not do")
    page.view.rules_tab.take_back()
    assert (field.error, field.edit.text()) == ("", "1")


def test_vendors_of_the_catalogue_are_ticked_with_space(opened: OpenPage, shop: FeedStand) -> None:
    shop.build(*many(2), Goods("KNIFE", vendor="Skarn"))
    page = opened()
    page.open_tab(6)
    field = page.view.rules_tab.field("feed.exclude_vendors")
    assert isinstance(field, WordsField)
    assert [entry.name for entry in field.list.model.entries] == ["Лумвик", "Skarn"]
    field.list.search.setText("ска")
    assert field.list.view.model().rowCount() == 0
    field.list.search.setText("SKA")
    field.list.view.setFocus()
    field.list.view.setCurrentIndex(field.list.view.model().index(0, 0))
    page.press(Qt.Key.Key_Space)
    assert page.view.rules_tab.state.changes() == {"feed.exclude_vendors": '["Skarn"]'}
    page.wait(lambda: page.view.rules_tab.effect().startswith("1 offer(s) will leave the feed."))


def test_a_vendor_that_is_excluded_but_gone_is_listed_still(opened: OpenPage, shop: FeedStand) -> None:
    shop.set("feed.exclude_vendors", '["Прежний"]')
    shop.build(*many(2))
    field = opened().view.rules_tab.field("feed.exclude_vendors")
    assert isinstance(field, WordsField)
    assert [(entry.name, entry.offers) for entry in field.list.model.entries] == [
        ("Прежний", 0),
        ("Лумвик", 2),
    ]
    assert field.list.chosen() == ("Прежний",)


def test_params_go_out_all_or_those_that_are_ticked(opened: OpenPage, shop: FeedStand) -> None:
    shop.build(Goods("A", params={"color": "белый", "size": "300 мл"}))
    page = opened()
    field = page.view.rules_tab.field("feed.params")
    assert isinstance(field, ParamsField)
    assert field.all_button.isChecked()
    assert not field.list.isEnabled()
    field.some_button.click()
    changes = page.view.rules_tab.state.changes()
    assert sorted(changes["feed.params"]) == sorted('["color", "size"]')


def test_a_flag_and_the_table_of_rates_are_typed_as_well(opened: OpenPage, shop: FeedStand) -> None:
    page = opened()
    page.open_tab(6)
    flag = page.view.rules_tab.field("feed.old_price")
    rates = page.view.rules_tab.field("feed.vat_map")
    assert isinstance(flag, FlagField)
    assert isinstance(rates, TableField)
    flag.box.click()
    item = rates.table.item(3, 1)
    assert item is not None
    item.setText("VAT_22")
    changes = page.view.rules_tab.state.changes()
    assert changes["feed.old_price"] == "true"
    assert '"20": "VAT_22"' in changes["feed.vat_map"]


# -- a foreign feed


def test_a_foreign_feed_is_checked_and_its_findings_are_listed(
    opened: OpenPage, shop: FeedStand, tmp_path: Path
) -> None:
    build = shop.build(*many(3)).build
    feed = shop.files.feed(build.folder).read_text(encoding="utf-8")
    file = tmp_path / "foreign.xml"
    file.write_text(feed.replace("CUP-00002", "OWN-1", 1), encoding="utf-8")
    page = opened()
    page.open_tab(7)
    tab = page.view.foreign_tab
    tab.place.setFocus()
    tab.place.insert(str(file))
    page.press(Qt.Key.Key_Return)
    page.wait(lambda: "The feed will not do" in tab.verdict())
    assert "Only in the feed: 1, only in RetailCRM: 1." in tab.verdict()
    assert [line.cells[0].text for line in tab.found.model.lines] == ["OWN-1", "CUP-00002"]
    tab.found.table.setFocus()
    assert tab.found.told.startswith("OWN-1 · id\nRetailCRM has no offer with this externalId")
    page.press(Qt.Key.Key_Down)
    assert tab.found.told.startswith("CUP-00002 · id\n")


def test_what_cannot_be_checked_is_told(opened: OpenPage) -> None:
    page = opened()
    page.open_tab(7)
    tab = page.view.foreign_tab
    tab.start()
    page.wait(lambda: "It is not said which feed to check" in tab.verdict())
    assert not tab.is_checking


# -- for everybody


def test_every_control_has_a_name_for_a_screen_reader(opened: OpenPage, shop: FeedStand) -> None:
    hold(shop)
    page = opened()
    for number in range(1, page.view.tabs.count() + 1):
        page.open_tab(number)
        nameless = [each for each in _reached_by_tab(page.view) if not _name_of(each)]
        assert nameless == [], (number, nameless)


def test_every_tab_is_opened_by_its_key(opened: OpenPage) -> None:
    page = opened()
    for number in range(1, 8):
        page.open_tab(number)
        assert page.view.tabs.currentIndex() == number - 1


def test_another_page_can_ask_for_an_offer(opened: OpenPage, shop: FeedStand) -> None:
    shop.build(Goods("A"), Goods("B"))
    page = opened()
    page.view.show_asked("B")
    shows_offers(page, "B")


def _reached_by_tab(view: QWidget) -> list[QWidget]:
    return [
        each
        for each in view.findChildren(QWidget)
        if each.isVisible()
        and each.isEnabled()
        and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.focusProxy() is None
        and not isinstance(each, QTabBar)
    ]


def _name_of(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or words


def _lines(table: FlatTable) -> tuple[Line, ...]:
    model = table.model()
    assert isinstance(model, FlatModel)
    return model.lines


def _notice_of(widget: QWidget) -> str:
    return "\n".join(each.words() for each in widget.findChildren(EmptyNotice))


def _button(within: QWidget, words: str) -> QAbstractButton:
    return next(each for each in within.findChildren(QAbstractButton) if each.text() == words)
