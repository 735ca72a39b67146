"""Every question and every other dialog, over the window it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final, TypeVar

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from mmdesk.domain.scheme import SchemeCode, Verb
from mmdesk.domain.step import Step
from mmdesk.services.order_list import OrderFilter
from mmdesk.ui.about_dialog import AboutDialog
from mmdesk.ui.confirm_dialog import ConfirmDialog
from mmdesk.ui.crash_dialog import CrashDialog
from mmdesk.ui.keys_dialog import KeysDialog
from mmdesk.ui.orders.details_state import Alarm
from mmdesk.ui.orders.orders_view import OrdersView
from mmdesk.ui.orders.question_dialog import QuestionDialog
from mmdesk.ui.orders.questions import QUESTIONS
from mmdesk.ui.orders.raw_dialog import RawDialog
from tests.shots.scenes_card import Wanted, alarmed, at, on_the_way
from tests.shots.stage import Scene, Stage

Dialog = TypeVar("Dialog", bound=QDialog)
_REPORT: Final = (
    "mmdesk, 23.11.2026 11:40:00, thread MainThread\n\nTraceback (most recent call last):\n"
    '  File "mmdesk/ui/orders/orders_view.py", line 190, in _show_list\n'
    "    self._model.put((), reading.rows)\nKeyError: 417\n"
)


def question(verb: Verb, wanted: Wanted, stage: Stage) -> QuestionDialog:
    """The question about an order, as the verb opens it."""
    shop = stage.show(stage.card(wanted))
    assert shop.details.card is not None
    dialog = QUESTIONS[verb](shop.details.card, stage.theme, stage.clock, shop.window)
    return _opened(dialog, stage)


def reject(stage: Stage) -> QWidget:
    dialog = question(Verb.REJECT, _with_lots(3, at(Step.CONFIRM)), stage)
    stage.write(dialog, " ")
    return dialog


def pack_into_two(stage: Stage) -> QWidget:
    dialog = question(Verb.PACK, _with_lots(3, at(Step.PACK)), stage)
    stage.write(dialog, "12")
    return dialog


def pack_with_marks(stage: Stage) -> QWidget:
    dialog = question(Verb.PACK, lambda card: any(each.lot.needs_mark for each in card.lots), stage)
    dialog.accept()
    return dialog


def close_in_part(stage: Stage) -> QWidget:
    dialog = question(Verb.CLOSE, _with_lots(2, on_the_way), stage)
    stage.write(dialog, "2")
    return dialog


def answer(stage: Stage) -> QWidget:
    dialog = question(Verb.ANSWER_CANCEL, alarmed(Alarm.ASKED), stage)
    stage.write(dialog, "1")
    return dialog


def several_at_once(stage: Stage) -> QWidget:
    """Some orders can be handed over, one needs a look first, and the others stay as they are."""
    shop = stage.open()
    stage.choose(shop, OrderFilter.ALL)
    stage.press(shop, "Ctrl+A")
    stage.until(lambda: shop.table.selected_count() == len(stage.cards), "all orders chosen")
    stage.press(shop, "F8")

    def asked() -> ConfirmDialog | None:
        shown = (each for each in QApplication.topLevelWidgets() if isinstance(each, ConfirmDialog))
        return next((each for each in shown if each.isActiveWindow()), None)

    stage.until(lambda: asked() is not None, "a question about several orders")
    dialog = asked()
    assert dialog is not None
    return dialog


def raw(stage: Stage) -> QWidget:
    card = stage.card(at(Step.CONFIRM))
    return _opened(RawDialog(card, stage.show(card).details), stage)


def keys(stage: Stage) -> QWidget:
    shop = stage.open()
    page = shop.part(OrdersView)
    return _opened(KeysDialog(page.title(), page.keys(), _everywhere(page.title()), shop.window), stage)


def _everywhere(page: str) -> tuple[tuple[str, str], ...]:
    """The window's own keys in its own words: when it tells them itself, it waits for an answer."""
    translate = QCoreApplication.translate
    return (
        ("Ctrl+1", translate("MainWindow", "Open the page “{page}”").format(page=page)),
        ("Esc", translate("MainWindow", "Close a message, go back")),
        ("F1", translate("MainWindow", "Show this table")),
    )


def about(stage: Stage) -> QWidget:
    return _opened(AboutDialog(stage.open().window), stage)


def crash(stage: Stage) -> QWidget:
    dialog = CrashDialog(stage.open().window)
    for _ in range(2):
        dialog.add("orders_view.py:190", _REPORT)
    return _opened(dialog, stage)


def _with_lots(count: int, wanted: Wanted) -> Wanted:
    return lambda card: len(card.lots) >= count and wanted(card)


def _opened(dialog: Dialog, stage: Stage) -> Dialog:
    dialog.open()
    stage.until(dialog.isActiveWindow, "a dialog in front")
    return dialog


SCENES: Final[Mapping[str, Scene]] = {
    "dialog-reject": reject,
    "dialog-pack": pack_into_two,
    "dialog-pack-marks": pack_with_marks,
    "dialog-pack-dsm": partial(question, Verb.PACK, at(Step.CONFIRM, SchemeCode.DSM)),
    "dialog-close": close_in_part,
    "dialog-answer": answer,
    "dialog-move": partial(question, Verb.MOVE, on_the_way),
    "dialog-several": several_at_once,
    "dialog-raw": raw,
    "dialog-keys": keys,
    "dialog-about": about,
    "dialog-crash": crash,
}
