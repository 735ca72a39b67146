"""The page as a person opens it: what it shows of a feed, and what it says of a build."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QWidget

from mmdesk.errors import Text
from mmdesk.services.catalogue_desk import BuildState
from mmdesk.services.offer_list import OfferShow
from mmdesk.storage.feed_fetches import FeedFetch
from mmdesk.ui.catalogue.build_tab import Choice, in_columns
from mmdesk.ui.catalogue.catalogue_state import Situation
from mmdesk.ui.tone import Tone
from tests.services.feed_stand import FeedStand, Goods, many, second_connection
from tests.ui.catalogue.page_reading import OpenPage, hold, notice_of, shows_offers


def test_before_the_first_build_the_page_says_what_fills_it(opened: OpenPage) -> None:
    page = opened()
    assert page.view.state.situation is Situation.NOTHING_BUILT
    assert "“Лавка” is registered there: Settings" in page.view.build_tab.words()
    page.open_tab(2)
    page.wait(lambda: "There are no offers yet" in notice_of(page.view.offers_tab), "why there are none")


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


def test_f5_asks_the_service_and_the_page_waits_for_its_run(opened: OpenPage, shop: FeedStand) -> None:
    shop.build(*many(2))
    page = opened()
    page.press(Qt.Key.Key_F5)
    page.shows(lambda: page.look.run is not None and page.look.run.outcome == "requested")
    assert not page.view.head.build_button.isEnabled()
    assert page.view.head.progress_words() == "A build is asked for by Анна Лесная, and has not begun yet"
    with shop.storage.work() as work:
        taken = work.running.take_request(shop.clock.now())
        assert taken is not None
        work.running.end(taken.run_id, shop.clock.now(), "done")
        work.commit()
    page.shows(page.view.head.build_button.isEnabled)
    assert page.view.head.progress_words() == ""


def test_what_was_asked_for_is_taken_back_before_anybody_has_begun(opened: OpenPage, shop: FeedStand) -> None:
    shop.build(*many(2))
    page = opened()
    page.press(Qt.Key.Key_F5)
    page.shows(page.view.head.cancel_button.isVisible)
    page.view.head.cancel_button.click()
    page.shows(page.view.head.build_button.isEnabled)
    assert not page.view.head.cancel_button.isVisible()
    with shop.storage.work() as work:
        assert work.running.take_request(shop.clock.now()) is None


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


def _reached_by_tab(view: QWidget) -> list[QWidget]:
    return [
        each
        for each in view.findChildren(QWidget)
        if each.isVisible()
        and each.isEnabled()
        and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.focusProxy() is None
    ]


def _name_of(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or words
