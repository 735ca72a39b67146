"""The catalogue: not built, being built, published, held, failed; its offers, its rules, a foreign feed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Final
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QWidget

from mmdesk.catalogue.feed_files import FeedFiles
from mmdesk.catalogue.thumbnail import thumbnail
from mmdesk.clock import ManualClock
from mmdesk.demo.shop import NAMES
from mmdesk.errors import Text
from mmdesk.sandbox.megamarket_state import Scheme
from mmdesk.sandbox.pictures import draw_goods
from mmdesk.sandbox.shop import demo_offers
from mmdesk.sandbox.shop_goods import GoodsKind
from mmdesk.sandbox.shop_icml import icml, picture_url
from mmdesk.services import connection_settings, foreign_feed
from mmdesk.services.catalogue_desk import BuildState, CatalogueDesk, CatalogueLook, FeedBuild, Hold
from mmdesk.services.catalogue_desk import Change as Difference
from mmdesk.services.feed_building import FeedBuilding
from mmdesk.services.feed_order import ReadySource
from mmdesk.services.feed_sources import FileSource, Tell
from mmdesk.services.foreign_feed import ForeignCheck
from mmdesk.services.foreign_feed import Tell as TellCheck
from mmdesk.services.offer_list import OfferIndex, OfferList, OfferShow, OfferWish
from mmdesk.storage.feed_fetches import FeedFetch
from mmdesk.storage.pictures import Failure
from mmdesk.storage.uow import UnitOfWork
from mmdesk.ui import moments
from mmdesk.ui.catalogue import catalogue_words
from mmdesk.ui.catalogue.catalogue_state import Situation
from mmdesk.ui.catalogue.catalogue_view import CatalogueView
from mmdesk.ui.catalogue.flat_table import FlatTable, RowsTable
from mmdesk.ui.catalogue.rule_fields import LineField
from mmdesk.ui.messages import Kind
from tests.shots.morning import END
from tests.shots.stage import PERSON, Scene, Shop, Stage

_NAME: Final = NAMES[Scheme.STANDARD]
_ADDRESS: Final = "https://shop.example.ru/icml.xml"
_NO_FILE: Final = Text("по этому адресу файла нет (HTTP 404)", "no file there (HTTP 404)")
_PICTURED: Final = 12
_PICTURES: Final = "https://shop.example.ru/pictures"
_RULES: Final = {
    "feed.source": _ADDRESS,
    "feed.min_quantity": "2",
    "feed.exclude_vendors": '["Varnaveld"]',
    "feed.discount_percent": "5",
    "feed.old_price": "true",
    "http.public_url": "https://mm.example.ru",
}
_TYPED: Final = {"feed.min_quantity": "20", "feed.discount_percent": "7,5"}
_WRONG: Final = {"feed.days": "сто", "feed.discount_percent": "120"}
_VANISHED: Final = 138
"""Offers that a held build has no longer, as their vendors are left out since."""
_GONE_VENDORS: Final = frozenset({"Домовея", "Olmari", "Лумвик"})
_AGENT: Final = "Megamarket-FeedLoader/2.1"
_FETCHES: Final = tuple(
    FeedFetch(END - timedelta(minutes=minutes), _AGENT, status, size)
    for minutes, status, size in ((190, 200, 12_190), (100, 304, 0), (12, 200, 12_288))
)
Change = Callable[[CatalogueLook], CatalogueLook | None]


@dataclass(frozen=True, slots=True)
class Opened:
    """The window goes when nobody holds it."""

    shop: Shop
    page: CatalogueView


class _Told(CatalogueDesk):
    """The desk of the shop, whose looks a scene may change."""

    def __init__(self, stage: Stage, change: Change) -> None:
        storage = stage.parts.storage
        super().__init__(storage, stage.clock, FeedFiles(stage.parts.profile.feeds), PERSON)
        self._change = change

    def look(self, name: str) -> CatalogueLook | None:
        found = super().look(name or _NAME)
        return None if found is None else self._change(_served(found))

    def changes(self, name: str, build_id: int | None) -> tuple[FeedBuild, tuple[Difference, ...]]:
        """Of a build that is held as the scene has it: the goods of some vendors are gone."""
        build, changes = super().changes(name, build_id)
        look = self.look(name)
        held = look.held if look is not None else None
        if held is None:
            return build, changes
        gone = [each for each in demo_offers() if each.vendor in _GONE_VENDORS][:_VANISHED]
        return held, tuple(
            Difference(each.external_id, "removed", new="vendor", name=each.name) for each in gone
        )


class _NoOffers(OfferList):
    """The list before the first build."""

    def index(self, name: str, wish: OfferWish) -> OfferIndex:
        return OfferIndex(wish, 0, (), dict.fromkeys(OfferShow, 0), {})


def _served(look: CatalogueLook) -> CatalogueLook:
    """With its service at work, as on a computer of the shop."""
    return replace(look, service_alive=True, service_here=True, service_host="SKLAD", is_registered=True)


def _as_it_is(look: CatalogueLook) -> CatalogueLook:
    return look


def _open(
    stage: Stage, change: Change = _as_it_is, situation: Situation = Situation.OK, tab: int = 1
) -> Opened:
    """The page over the shop's catalogue, which is built before the first scene."""
    _build_once(stage)
    shop = stage.bare()
    context = stage.context(shop)
    storage = stage.parts.storage
    page = CatalogueView(
        stage.runner,
        shop.changes,
        _Told(stage, change),
        _NoOffers(storage) if situation is Situation.NOTHING_BUILT else OfferList(storage),
        partial(foreign_feed.check, storage),
        stage.theme,
        context.messages,
        stage.clock,
    )
    shop.window.add_page(page)
    shop.window.show_state(stage.healthy())
    stage.until(lambda: page.state.situation is situation, f"the situation {situation}")
    _pause(stage, 200)
    page.setFocus()
    stage.press(shop, f"Alt+{tab}")
    _pause(stage, 400)
    return Opened(shop, page)


class _Shown(FileSource):
    """A file of ours that calls itself by the address of the shop."""

    def ready(self, *, whole: bool, tell: Tell, stopping: Callable[[], bool]) -> ReadySource:
        return replace(super().ready(whole=whole, tell=tell, stopping=stopping), label=_ADDRESS)


def _build_once(stage: Stage) -> None:
    """Two builds of the demo's goods, the second with other prices, and a few fetches."""
    storage = stage.parts.storage
    with storage.look() as work:
        connection = work.connections.get(_NAME)
        if work.feed_builds.current(connection.connection_id) is not None:
            return
    for key, value in _RULES.items():
        connection_settings.put(storage, _NAME, key, value)
    clock = ManualClock(END - timedelta(hours=3))
    files = FeedFiles(stage.parts.profile.feeds)
    building = FeedBuilding(storage, clock, files, connection, ZoneInfo("Europe/Moscow"))
    file = stage.parts.profile.root / "goods.xml"
    for rise in (0, 40):
        offers = [replace(each, price=each.price + rise * (each.id % 9 == 0)) for each in demo_offers()]
        file.write_bytes(icml(offers, date="2026-11-02 12:00:00", pictures=_PICTURES))
        building.build(_Shown(str(file)))
        clock.advance(3000)
    with storage.work() as work:
        for fetch in _FETCHES:
            work.feed_fetches.add(connection.connection_id, fetch)
        _put_pictures(work)
        work.commit()


def _put_pictures(work: UnitOfWork) -> None:
    """As the service has fetched them for orders of the first goods; of plaids the site has none."""
    for goods in demo_offers()[:_PICTURED]:
        small = thumbnail(draw_goods(goods.kind, goods.colour))
        work.pictures.put(picture_url(goods, _PICTURES), small, END, END)
    for goods in demo_offers():
        if goods.kind is GoodsKind.BLANKET:
            work.pictures.put_failure(picture_url(goods, _PICTURES), Failure(_NO_FILE, 1, END), END)


def _pause(stage: Stage, milliseconds: int) -> None:
    """Let the reading threads work: QTest's own pause lets nobody else run."""
    end = monotonic() + milliseconds / 1000
    stage.until(lambda: monotonic() > end, "the end of a pause")


def _newest(look: CatalogueLook) -> FeedBuild:
    found = look.newest
    assert found is not None
    return found


def _with_newest(look: CatalogueLook, **values: object) -> CatalogueLook:
    """The same shop with one more build that is like the last but for these values."""
    newest = _newest(look)
    build = replace(newest, **{"build_id": newest.build_id + 1, "published_at": None, **values})  # type: ignore[arg-type]  # fields of a build
    return replace(look, status=replace(look.status, builds=(build, *look.status.builds)))


def _nothing(look: CatalogueLook) -> CatalogueLook:
    status = replace(
        look.status, current=None, builds=(), fetches=(), vendors={}, params=(), kept=frozenset()
    )
    return replace(look, status=status, feed_link=None)


def _unregistered(look: CatalogueLook) -> CatalogueLook:
    empty = _nothing(look)
    return replace(empty, is_registered=False, settings={**empty.settings, "feed.source": "api"})


def _building(look: CatalogueLook) -> CatalogueLook:
    values = {"state": BuildState.BUILDING, "phase": "build", "done_percent": 43, "read": 131, "folder": ""}
    return _with_newest(look, **values, finished_at=None, milliseconds=0)


def _fetching(look: CatalogueLook) -> CatalogueLook:
    values = {"state": BuildState.BUILDING, "phase": "bytes", "done_percent": 31, "folder": ""}
    return _with_newest(look, **values, read=48_200_000, size=155_000_000, finished_at=None, milliseconds=0)


def _held(look: CatalogueLook) -> CatalogueLook:
    hold = Hold("vanished", _VANISHED / _newest(look).published_offers, ("feed.exclude_vendors",))
    newest = _newest(look)
    left = newest.published_offers - _VANISHED
    return _with_newest(
        look,
        state=BuildState.HELD,
        hold=hold,
        changes={"removed": _VANISHED, "price": 4, "stock": 31},
        published_offers=left,
        size=newest.size * left // newest.published_offers,
        gzip_size=newest.gzip_size * left // newest.published_offers,
        excluded={**newest.excluded, "vendor": newest.excluded["vendor"] + _VANISHED},
        build_id=newest.build_id,
    )


def _failed(look: CatalogueLook) -> CatalogueLook:
    why = Text(
        "Каталог не прочитан: shop.example.ru не отвечает. Проверьте адрес или подождите.",
        "The catalogue was not read: shop.example.ru does not answer. Check the address, or wait.",
    )
    return _with_newest(look, state=BuildState.FAILED, error=why, read=0, folder="", milliseconds=0)


def _alone(look: CatalogueLook) -> CatalogueLook:
    return replace(look, service_alive=False)


def _elsewhere(look: CatalogueLook) -> CatalogueLook:
    return replace(_held(look), service_here=False, service_host="SERVER-1")


def _stopped(look: CatalogueLook) -> CatalogueLook:
    return replace(look, settings={**look.settings, "feed.stop_sales": True})


def _several(look: CatalogueLook) -> CatalogueLook:
    return replace(look, names=("Стандарт", "ДСМ"))


def _unconnected(_look: CatalogueLook) -> CatalogueLook | None:
    return None


def state(change: Change, situation: Situation, stage: Stage) -> QWidget:
    return _open(stage, change, situation).shop.window


def tab(number: int, stage: Stage) -> QWidget:
    return _open(stage, tab=number).shop.window


def empty_tab(number: int, stage: Stage) -> QWidget:
    return _open(stage, _nothing, Situation.NOTHING_BUILT, number).shop.window


def offers(show: OfferShow, stage: Stage) -> QWidget:
    opened = _open(stage, tab=2)
    page = opened.page
    stage.until(lambda: page.offers_tab.details.page is not None, "an offer that is explained")
    page.offers_tab.show_only(show)
    _until_listed(stage, page, OfferWish(show))
    _pause(stage, 600)
    return opened.shop.window


def _until_listed(stage: Stage, page: CatalogueView, wish: OfferWish) -> None:
    """The list is as long as it has to be: on a busy computer that takes its time."""
    wanted = len(OfferList(stage.parts.storage).index(_NAME, wish).keys)
    tables = page.offers_tab.findChildren(RowsTable)
    table = next(each for each in tables if not isinstance(each, FlatTable))
    stage.until(lambda: table.model().rowCount() == wanted, "the offers that are wanted")


def searched(words: str, stage: Stage) -> QWidget:
    opened = _open(stage, tab=2)
    page = opened.page
    page.offers_tab.look_for(words)
    _until_listed(stage, page, OfferWish(search=words))
    _pause(stage, 600)
    return opened.shop.window


def rules_typed(values: Mapping[str, str], stage: Stage) -> QWidget:
    return _typed(values, stage).shop.window


def unsaved(stage: Stage) -> QWidget:
    """Rules are typed, and the window is to be closed."""
    opened = _typed({"feed.min_quantity": "20"}, stage)
    opened.shop.window.close()
    question = _dialog(opened, stage)
    stage.afterwards(opened.shop.window.close_unasked)
    return question


def unchanged(stage: Stage) -> QWidget:
    """A build that was asked for found nothing new."""
    opened = _open(stage)
    words = catalogue_words.unchanged(moments.moment(END, END))
    opened.shop.messages.say(Kind.DONE, words)
    return opened.shop.window


def _typed(values: Mapping[str, str], stage: Stage) -> Opened:
    opened = _open(stage, tab=6)
    page = opened.page
    for key, value in values.items():
        field = page.rules_tab.field(key)
        assert isinstance(field, LineField)
        field.edit.setText(value)
        field.edit.textEdited.emit(value)
    # Two lines: what is wrong and where, or what would change and when.
    stage.until(lambda: "\n" in page.rules_tab.effect(), "what comes of it")
    return opened


def rules_end(stage: Stage) -> QWidget:
    opened = _open(stage, tab=6)
    page = opened.page
    bar = page.rules_tab.findChildren(QScrollArea)[0].verticalScrollBar()
    bar.setValue(bar.maximum())
    return opened.shop.window


def accepting(stage: Stage) -> QWidget:
    opened = _open(stage, _held, Situation.HELD)
    page = opened.page
    page.head.accept_button.click()
    return _dialog(opened, stage)


def stopping(stage: Stage) -> QWidget:
    opened = _open(stage, tab=6)
    page = opened.page
    page.rules_tab.stop_wanted.emit(True)
    return _dialog(opened, stage)


def going_back(stage: Stage) -> QWidget:
    opened = _open(stage, tab=5)
    page = opened.page
    builds = page.state.look.status.builds if page.state.look is not None else ()
    page.history_tab.go_back_wanted.emit(builds[-1].build_id)
    return _dialog(opened, stage)


def foreign_found(stage: Stage) -> QWidget:
    opened = _open(stage, tab=7)
    page = opened.page
    page.foreign_tab.place.setText(str(_foreign_feed(stage)))
    page.foreign_tab.start()
    stage.until(page.foreign_tab.verdict, "the verdict")
    page.foreign_tab.place.setText("https://shop.example.ru/feed.xml")
    return opened.shop.window


def foreign_checking(stage: Stage) -> QWidget:
    opened = _open(stage, tab=7)
    page = opened.page
    gate = Event()
    stage.afterwards(gate.set)

    def check(name: str, where: str, tell: TellCheck, _stop: Callable[[], bool]) -> ForeignCheck:
        tell("check", 38)
        gate.wait(10)
        return foreign_feed.check(stage.parts.storage, name, where)

    page.foreign_tab.use(check)
    page.foreign_tab.place.setText("https://shop.example.ru/feed.xml")
    page.foreign_tab.start()
    _pause(stage, 300)
    return opened.shop.window


def _foreign_feed(stage: Stage) -> Path:
    """The published feed with one offer that RetailCRM has not, and one mistake."""
    with stage.parts.storage.look() as work:
        current = work.feed_builds.current(work.connections.get(_NAME).connection_id)
    assert current is not None
    feed = FeedFiles(stage.parts.profile.feeds).feed(current.folder).read_text(encoding="utf-8")
    file = stage.parts.profile.root / "foreign.xml"
    feed = feed.replace('id="TD-10001"', 'id="OWN-1"', 1).replace('id="TD-10002"', 'id="кружка 2"', 1)
    file.write_text(feed, encoding="utf-8")
    return file


def _dialog(opened: Opened, stage: Stage) -> QDialog:
    stage.until(lambda: isinstance(QApplication.activeModalWidget(), QDialog), "the question")
    _pause(stage, 200)
    found = QApplication.activeModalWidget()
    assert isinstance(found, QDialog)
    # The window goes with the last who holds it.
    stage.afterwards(opened.shop.window.close)
    return found


SCENES: Final[Mapping[str, Scene]] = {
    "catalogue-ok": partial(state, _as_it_is, Situation.OK),
    "catalogue-nothing-built": partial(state, _nothing, Situation.NOTHING_BUILT),
    "catalogue-unregistered": partial(state, _unregistered, Situation.NOTHING_BUILT),
    "catalogue-no-connection": partial(state, _unconnected, Situation.NO_CONNECTION),
    "catalogue-building": partial(state, _building, Situation.BUILDING),
    "catalogue-fetching": partial(state, _fetching, Situation.BUILDING),
    "catalogue-held": partial(state, _held, Situation.HELD),
    "catalogue-held-elsewhere": partial(state, _elsewhere, Situation.HELD),
    "catalogue-failed": partial(state, _failed, Situation.FAILED),
    "catalogue-service-down": partial(state, _alone, Situation.OK),
    "catalogue-sales-stopped": partial(state, _stopped, Situation.OK),
    "catalogue-two-connections": partial(state, _several, Situation.OK),
    "catalogue-accepting": accepting,
    "catalogue-stopping-sales": stopping,
    "catalogue-going-back": going_back,
    **{f"catalogue-offers-{show}": partial(offers, show) for show in OfferShow},
    "catalogue-offers-found": partial(searched, "плед"),
    "catalogue-offers-nothing-found": partial(searched, "самовар"),
    "catalogue-offers-nothing-built": partial(empty_tab, 2),
    "catalogue-problems": partial(tab, 3),
    "catalogue-problems-empty": partial(empty_tab, 3),
    "catalogue-differences": partial(tab, 4),
    "catalogue-history": partial(tab, 5),
    "catalogue-rules": partial(tab, 6),
    "catalogue-rules-end": rules_end,
    "catalogue-rules-typed": partial(
        rules_typed, {"feed.min_quantity": "20", "feed.discount_percent": "7,5"}
    ),
    "catalogue-rules-wrong": partial(rules_typed, {"feed.days": "сто", "feed.discount_percent": "120"}),
    "catalogue-unsaved": unsaved,
    "catalogue-unchanged": unchanged,
    "catalogue-foreign": partial(tab, 7),
    "catalogue-foreign-checking": foreign_checking,
    "catalogue-foreign-found": foreign_found,
}
