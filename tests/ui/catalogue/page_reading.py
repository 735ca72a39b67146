"""What a person reads on the page, and finds to press."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget

from mmdesk.ui.catalogue.empty_notice import EmptyNotice
from mmdesk.ui.catalogue.flat_model import FlatModel, Line
from mmdesk.ui.catalogue.flat_table import FlatTable
from mmdesk.ui.catalogue.offers_model import OffersModel
from tests.services.feed_stand import FeedStand, many
from tests.ui.catalogue.page_stand import CataloguePage

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


def lines_of(table: FlatTable) -> tuple[Line, ...]:
    model = table.model()
    assert isinstance(model, FlatModel)
    return model.lines


def notice_of(widget: QWidget) -> str:
    return "\n".join(each.words() for each in widget.findChildren(EmptyNotice))


def button_of(within: QWidget, words: str) -> QAbstractButton:
    return next(each for each in within.findChildren(QAbstractButton) if each.text() == words)
