"""Every state of the bench, told by hand: the morning has no such bad luck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Final

from PySide6.QtWidgets import QWidget

from mmdesk.catalogue.thumbnail import thumbnail
from mmdesk.clock import ManualClock
from mmdesk.domain.verdict import Control, Verdict
from mmdesk.errors import MmdeskError, Text
from mmdesk.sandbox.pictures import draw_goods
from mmdesk.sandbox.shop_goods import GoodsKind
from mmdesk.services.bench_view import BenchRow, BenchView, FinishStep, ParkedOrder, QuestionKind, RowState
from mmdesk.services.bench_words import PARK_REASONS, REPRINT_REASONS
from mmdesk.services.offer_search import FoundOffer
from mmdesk.services.scan_codes import UnknownCode
from mmdesk.ui.packing.bench_actions import BenchActions
from mmdesk.ui.packing.bench_settings import BenchSettings
from mmdesk.ui.packing.packing_view import PackingView
from mmdesk.ui.packing.pictures import Pictures
from mmdesk.ui.packing.settings_dialog import SettingsDialog
from mmdesk.ui.packing.sounds import Sounds
from mmdesk.ui.packing.unknown_codes_dialog import CodeBook, UnknownCodesDialog
from tests.shots.stage import Scene, Shop, Stage
from tests.ui.packing import bench_views as views

_RIGHT: Final = views.said(
    Verdict.RIGHT, "Кружка синяя, 350 мл: 1 из 2.", "Blue mug, 350 ml: 1 of 2.", number=5
)
_ROWS: Final = (
    replace(views.MUG, done=1, boxes=(1,)),
    views.BLANKET,
    views.CABLE,
    replace(views.BLANKET, name="Духи", needs_mark=True, lots=(9,)),
    views.KNIFE,
)
_GOODS: Final = {
    views.MUG.name: (GoodsKind.MUG, "blue"),
    views.BLANKET.name: (GoodsKind.BLANKET, "grey"),
}
"""Those that have a picture; its address is their name here."""
_REFUSED: Final = Text(
    "Мегамаркет отказал: лот 2 уже отменён. Уберите его из места 1 и отсканируйте заказ снова.",
    "Megamarket refused: lot 2 is cancelled already. Take it out of box 1 and scan the order again.",
)
_BUSY: Final = Text(
    "База данных занята, повторите через минуту.", "The database is busy, try again in a minute."
)
_TO_PAPER: Final = (
    views.finishing("700100100", FinishStep.STOPPED, 2, _REFUSED),
    views.finishing("700100101", FinishStep.PACKING_SENT, 2),
    views.finishing("700100102", FinishStep.LABEL_ASKED, 4),
    views.finishing("700100103", FinishStep.PRINTED, 6),
)


def bench(
    view: BenchView, stage: Stage, *, aside: Sequence[ParkedOrder] = (), glance: bool = True
) -> tuple[Shop, PackingView]:
    """The window with the page, which shows that view; without the glance, the verdict has left the stage."""
    view = replace(view, rows=tuple(_pictured(row) for row in view.rows))
    shop = stage.bare()
    # A dialog does not hold the window it stands over.
    stage.afterwards(shop.window.hide)
    said = views.SaidBench(now=view, put_aside=tuple(aside))
    page = PackingView(
        BenchActions(stage.runner, said, shop.window), shop.changes, Sounds(0, shop.window),
        Pictures(_kept, stage.runner, shop.window), stage.theme, _clock(),
    )  # fmt: skip
    shop.window.add_page(page)
    shop.window.show_state(stage.healthy())
    stage.until(lambda: page.view == view, "the view of the bench")
    stage.until(lambda: len(page.start.parked.lines.lines) == len(aside), "what is put aside")
    product = page.packing.stage.product
    if view.order is not None and product is not None and product.picture:
        stage.until(lambda: page.packing.stage.has_picture, "the picture of the product")
    if not glance:
        page.packing.stage.end_glance()
    return shop, page


def _pictured(row: BenchRow) -> BenchRow:
    return replace(row, picture=row.name) if row.name in _GOODS else row


@cache
def _kept(addresses: Sequence[str]) -> Mapping[str, bytes]:
    """As the service would have fetched them."""
    return {each: thumbnail(draw_goods(*_GOODS[each])) for each in addresses}


def _clock() -> ManualClock:
    return ManualClock(views.NOW)


def shown(view: BenchView, stage: Stage) -> QWidget:
    return bench(view, stage)[0].window


def calm(view: BenchView, stage: Stage) -> QWidget:
    return bench(view, stage, glance=False)[0].window


def start_full(stage: Stage) -> QWidget:
    aside = (views.parked("700100214"), views.parked("700100215"))
    return bench(views.idle(finishing=_TO_PAPER, parked=2), stage, aside=aside)[0].window


def by_hand(stage: Stage) -> QWidget:
    shop, page = bench(views.idle(), stage)
    page.hand.open("7001002")
    return shop.window


def saving(stage: Stage) -> QWidget:
    """The database keeps three scans waiting."""
    shop, _ = bench(views.packing(_RIGHT, _ROWS), stage)
    _actions(shop).kept_waiting.emit(3)
    return shop.window


def not_counted(stage: Stage) -> QWidget:
    """It has kept them waiting for too long."""
    shop, _ = bench(views.packing(_RIGHT, _ROWS), stage)
    _actions(shop).refused.emit(MmdeskError(hint=_BUSY), 3)
    return shop.window


def _actions(shop: Shop) -> BenchActions:
    found = shop.window.findChild(BenchActions)
    assert isinstance(found, BenchActions)
    return found


def many_rows(stage: Stage) -> QWidget:
    rows = [views.row(f"Товар номер {number}, размер M", (number,)) for number in range(1, 15)]
    return bench(views.packing(rows=rows, boxes=4), stage, glance=False)[0].window


def missing_reason(stage: Stage) -> QWidget:
    shop, page = bench(_asking(QuestionKind.MISSING, rows=True), stage)
    page.question.choose_digit(2)
    return shop.window


def settings(stage: Stage) -> QWidget:
    shop, _ = bench(views.idle(), stage)
    sounds = Sounds(0, shop.window)
    stage.until(lambda: sounds.silence is None or sounds.silence.value != "loading", "sounds")
    dialog = SettingsDialog(BenchSettings(serial_port="COM3"), sounds, ("COM3", "COM4"), shop.window)
    dialog.show_scan("0104600000000017215abcd\x1d91EE06\x1d92dGVzdA==", 62)
    dialog.open()
    stage.until(dialog.isActiveWindow, "a dialog in front")
    return dialog


def unknown_codes(stage: Stage) -> QWidget:
    shop, _ = bench(views.idle(), stage)
    codes = tuple(
        UnknownCode(
            f"469999999999{number}",
            number,
            views.NOW,
            views.NOW,
            "Анна",
            "SKLAD-1",
            "Стол 1",
            "700100200",
            "",
        )
        for number in range(1, 4)
    )
    offers = (
        FoundOffer("Стандарт", "RUG-1", "Плед серый, 150×200", "ПЛ-150"),
        FoundOffer("Стандарт", "RUG-2", "Плед синий, 150×200", "ПЛ-151"),
    )
    book = CodeBook(lambda: codes, lambda _typed: offers, lambda *_: None, len)
    dialog = UnknownCodesDialog(book, stage.runner, stage.theme, _clock(), shop.window)
    dialog.open()
    dialog.search.setText("плед")
    stage.until(lambda: dialog.offers.lines.lines and dialog.codes.lines.lines, "codes and offers")
    return dialog


def _asking(kind: QuestionKind, *, rows: bool = False) -> BenchView:
    words = {
        QuestionKind.MISSING: Text("Чего нет на месте и почему?", "What is missing, and why?"),
        QuestionKind.PARK: Text("Почему откладываем заказ 700100200?", "Why is order 700100200 put aside?"),
        QuestionKind.REPRINT: Text("Почему печатаем заказ 700100200 снова?", "Why print 700100200 again?"),
        QuestionKind.TAKE_OVER: Text(
            "Заказ 700100200 у Ольги на месте SKLAD-2, оттуда 5 минут ничего не слышно. Продолжить здесь?",
            "Order 700100200 is Olga's at SKLAD-2, silent for 5 minutes. Go on with it here?",
        ),
    }
    reasons = 0 if kind is QuestionKind.TAKE_OVER else 4
    view = views.asking(kind, words[kind], (views.MUG, views.BLANKET) if rows else (), reasons)
    own = {QuestionKind.PARK: PARK_REASONS, QuestionKind.REPRINT: REPRINT_REASONS}
    if kind not in own or view.question is None:
        return view
    return replace(view, question=replace(view.question, reasons=own[kind]))


def _alarm(verdict: Verdict, ru: str, en: str) -> BenchView:
    return views.packing(views.said(verdict, ru, en, number=6), _ROWS, alarm=True)


def _told(verdict: Verdict, ru: str, en: str) -> BenchView:
    return views.packing(views.said(verdict, ru, en, number=6), _ROWS)


_MARKED: Final = views.packing(
    views.said(
        Verdict.MARK_WANTED, "Духи: отсканируйте код маркировки.", "Perfume: scan the mark.", number=6
    ),
    (replace(views.BLANKET, name="Духи", needs_mark=True, state=RowState.NOW), views.MUG),
)
_TAKING_OUT: Final = replace(
    views.packing(
        views.said(Verdict.TAKE_OUT, "Сначала достаньте Нож Skar из места 1.", "First take out the knife.",
                   number=6),
        (replace(views.KNIFE, state=RowState.TAKE_OUT, boxes=(1,)), views.MUG),
    ),
    keys=frozenset({Control.UNDO}),
)  # fmt: skip
_TAKEN: Final = views.idle(
    views.said(
        Verdict.OTHERS,
        "Заказ 700100200 пакует Ольга на месте SKLAD-2. Возьмите другой.",
        "Olga packs order 700100200 at SKLAD-2. Take another one.",
        number=6,
    )
)

SCENES: Final[Mapping[str, Scene]] = {
    "bench-start": partial(shown, views.idle()),
    "bench-start-full": start_full,
    "bench-by-hand": by_hand,
    "bench-verifying": partial(calm, views.packing(rows=_ROWS)),
    "bench-right": partial(shown, views.packing(_RIGHT, _ROWS, boxes=2)),
    "bench-saving": saving,
    "bench-not-counted": not_counted,
    "bench-many-rows": many_rows,
    "bench-wrong": partial(shown, _alarm(Verdict.WRONG,
        "Кружка красная не из этого заказа. Отложите её и нажмите Esc.",
        "The red mug is not of this order. Put it aside and press Esc.")),
    "bench-extra": partial(shown, _told(Verdict.EXTRA,
        "Кружка синяя: обе уже в месте 1. Уберите лишнюю.", "Blue mug: both are in box 1. Put it back.")),
    "bench-cancelled": partial(shown, _alarm(Verdict.CANCELLED,
        "Нож Skar отменён покупателем. Не кладите его, верните на полку.",
        "The knife was cancelled by the buyer. Do not pack it, put it back.")),
    "bench-stopped": partial(shown, _alarm(Verdict.STOPPED,
        "Покупатель отменил: Плед серый. Достаньте его из места 1.",
        "The buyer has cancelled the blanket. Take it out of box 1.")),
    "bench-unknown": partial(shown, _told(Verdict.UNKNOWN,
        "Код 4699999999999 никто не знает. Отложите товар и позовите менеджера.",
        "Nobody knows the code 4699999999999. Put it aside and call the manager.")),
    "bench-mark": partial(calm, _MARKED),
    "bench-taking-out": partial(shown, _TAKING_OUT),
    "bench-taken": partial(shown, _TAKEN),
    "bench-missing": partial(shown, _asking(QuestionKind.MISSING, rows=True)),
    "bench-missing-why": missing_reason,
    "bench-park": partial(shown, _asking(QuestionKind.PARK)),
    "bench-reprint": partial(shown, _asking(QuestionKind.REPRINT)),
    "bench-take-over": partial(shown, _asking(QuestionKind.TAKE_OVER)),
    "bench-settings": settings,
    "bench-codes": unknown_codes,
}  # fmt: skip
