"""What the bench tells a packer in words: what happened, then what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mmdesk.domain.scan import Fault
from mmdesk.domain.verdict import Verdict
from mmdesk.errors import Text
from mmdesk.services.bench_view import Choice

SCAN_SOMETHING: Final = Text(
    "Отсканируйте номер заказа или любой товар.", "Scan the number of an order, or any goods."
)
OPENED: Final = Text("Заказ {n}: сканируйте товары.", "Order {n}: scan its goods.")
RESUMED: Final = Text("Заказ {n}: продолжаем с того же места.", "Order {n}: going on where it was.")
ALL_THERE: Final = Text(
    "Заказ {n}: всё на местах. «Готово» отправит упаковку снова.",
    "Order {n}: everything is in its box. “Done” sends the packing again.",
)
FINISHED: Final = Text("Заказ {n} закрыт, мест: {boxes}. Можно брать следующий.",
                       "Order {n} is closed, boxes: {boxes}. Take the next one.")  # fmt: skip
REPACKED: Final = Text(
    "Заказ {n}: отменённое убрано. Напечатанное раньше уничтожьте, новое печатается.",
    "Order {n}: what was cancelled is out. Destroy what was printed before, a new paper is printed.",
)
BOXES_STAY: Final = Text(
    "Заказ {n}: отменённое убрано, но Мегамаркет уже не принимает изменений в местах. Старую этикетку "
    "уничтожьте, наклейте новую; если на ней прежние места, предупредите поддержку Мегамаркета.",
    "Order {n}: what was cancelled is out, but Megamarket takes no changes of the boxes any more. Destroy "
    "the old label and use the new one; if it shows the old boxes, tell Megamarket's support.",
)
NOTHING_LEFT: Final = Text(
    "В заказе {n} ничего не осталось: он отменён. Верните товар на полку.",
    "Nothing is left of order {n}: it is cancelled. Put the goods back.",
)
RECALLED: Final = Text(
    "Остановитесь: заказ {n}, который вы закрыли, отменён. Достаньте товар из коробки, верните на полку.",
    "Stop: order {n}, which you have closed, is cancelled. Take its goods out of the box, put them back.",
)
RECALLED_IN_PART: Final = Text(
    "Остановитесь: часть заказа {n}, который вы закрыли, отменена. {what} Потом отсканируйте {n}.",
    "Stop: part of order {n}, which you have closed, is cancelled. {what} Then scan {n}.",
)
DESTROY_LABEL: Final = Text(" Этикетку уничтожьте.", " Destroy its label.")
NO_LABEL: Final = Text(" Этикетка не печаталась.", " Its label was not printed.")
DESTROY_LIST: Final = Text(" Упаковочный лист уничтожьте.", " Destroy its packing list.")
NO_LIST: Final = Text(" Упаковочный лист не печатался.", " Its packing list was not printed.")
REJECTED: Final = Text("Заказ {n}: от всех лотов отказались.", "Order {n}: all its lots are rejected.")
MISSING: Final = Text("Отказ отправлен: {why}. Остальное собирайте.", "Rejected: {why}. Go on with the rest.")
PARKED: Final = Text("Заказ {n} отложен: {why}.", "Order {n} is put aside: {why}.")
GO_ON: Final = Text("Продолжайте заказ {n}.", "Go on with order {n}.")
LEFT: Final = Text("Заказ {n} закрыт, в нём ничего не сканировали.",
                   "Order {n} is closed, nothing of it was scanned.")  # fmt: skip
REPRINTED: Final = Text("Заказ {n}: печатаем ещё раз.", "Order {n}: printing once more.")
OTHERS: Final = Text(
    "Заказ {n} собирает {who} ({where}). Возьмите другой.",
    "Order {n} is being packed by {who} ({where}). Take another one.",
)
TAKE_OVER: Final = Text(
    "Заказ {n} начал {who} ({where}), но тот стол не отвечает. Продолжить здесь?",
    "Order {n} was begun by {who} ({where}), but that bench does not answer. Go on with it here?",
)
TAKEN_AWAY: Final = Text(
    "Заказ {n} продолжают на другом столе: {who} ({where}).",
    "Order {n} is now at another bench: {who} ({where}).",
)
ALREADY_PACKED: Final = Text(
    "Заказ {n} уже упакован. Напечатать снова: F7.",
    "Order {n} is packed already. F7 prints its paper again.",
)
FINISHING: Final = Text(
    "Заказ {n} уже закрыт, печать начнётся сама.", "Order {n} is closed already, printing starts by itself."
)
NOT_READY: Final = Text("Заказ {n}: {why}", "Order {n}: {why}")
NEEDED_LATER: Final = Text(
    "Товар нужен заказу {n}, но его пока нельзя собрать. {why}",
    "Order {n} needs it, but cannot be packed yet. {why}",
)
NEEDED_PARKED: Final = Text(
    "Товар нужен заказу {n}, он отложен: {why}. Отсканируйте номер заказа, чтобы продолжить.",
    "Order {n} needs it and is put aside: {why}. Scan the order's number to go on.",
)
PACKED_ELSEWHERE: Final = Text(
    "Этот товар уже упакован в заказе {n}, больше его никто не ждёт. Верните его на полку.",
    "These goods are packed in order {n} already, nobody else waits for them. Put them back.",
)
NOBODY_NEEDS: Final = Text(
    "{name}: этот товар не нужен ни одному заказу, который можно собрать.",
    "{name}: no order that can be packed needs it.",
)
NO_SUCH_ORDER: Final = Text(
    "Заказа {n} нет в базе. Проверьте номер или обменяйтесь с Мегамаркетом (F5).",
    "There is no order {n}. Check the number, or exchange with Megamarket (F5).",
)
NO_SUCH_NUMBER: Final = Text(
    "Номера {code} нет ни у заказов, ни у товаров. Проверьте цифры или обменяйтесь с Мегамаркетом (F5).",
    "No order and no goods have the number {code}. Check its digits, or exchange with Megamarket (F5).",
)
SEVERAL_ORDERS: Final = Text(
    "Номер {n} есть в нескольких подключениях. Откройте заказ из списка.",
    "Several connections have an order {n}. Open it from the list.",
)
AMBIGUOUS: Final = Text(
    "Этот код у разных товаров: {names}. Отсканируйте другой код товара или позовите менеджера.",
    "Different goods have this code: {names}. Scan another code of the goods, or call the manager.",
)
UNKNOWN: Final = Text(
    "Код {code} никому не известен. Он записан: менеджер может привязать его к товару.",
    "Nobody knows the code {code}. It is kept: the manager can attach it to goods.",
)
UNKNOWN_CONTROL: Final = Text(
    "Управляющего кода {code} в этой версии нет.", "This version has no control barcode {code}."
)
NO_QUESTION_OPEN: Final = Text(
    "{code} отвечает на вопрос, а вопроса сейчас нет.", "{code} answers a question, and none is open."
)
NO_SUCH_ANSWER: Final = Text(
    "У вопроса нет ответа {code}. Откройте вопрос снова.",
    "The question had no answer {code}. Open it again.",
)
WRONG: Final = Text(
    "{name}: этого товара нет в заказе {n}. Уберите его.", "{name}: it is not in order {n}. Put it away."
)
FINISH_FIRST: Final = Text(
    "На столе заказ {n}. Сначала закончите его или отложите (F8).",
    "Order {n} is on the bench. Finish it first, or put it aside (F8).",
)
OTHERS_LABEL: Final = Text(
    "Это этикетка заказа {other}, он уже упакован. На столе заказ {n}: продолжайте его.",
    "This is the label of order {other}, which is packed already. Go on with order {n} on the bench.",
)
OTHERS_NUMBER: Final = Text(
    "Заказ {other} уже упакован. На столе заказ {n}: продолжайте его.",
    "Order {other} is packed already. Go on with order {n} on the bench.",
)
ALARM_FIRST: Final = Text("Скан не учтён: сначала «Понял» (Esc или MMD:OK). {why}",
                          "Not counted: acknowledge first (Esc or MMD:OK). {why}")  # fmt: skip
MARK_NOT_WANTED: Final = Text(
    "Ждём код маркировки «Честный знак», а это другой код.",
    "A marking code is awaited, this is another code.",
)
MARK_USED: Final = Text(
    "Этот код маркировки уже использован в заказе {n}, лот {lot}. Возьмите другую единицу товара.",
    "This marking code is used already in order {n}, lot {lot}. Take another unit.",
)
NOT_COMPLETE: Final = Text("Ещё не всё: осталось {n}.", "Not complete yet: {n} to go.")
UNDECIDED: Final = Text(
    "Покупатель просит отменить {name}. Дождитесь ответа или отложите заказ (F8).",
    "The buyer asks to cancel {name}. Wait for the answer, or put the order aside (F8).",
)
NO_ORDER_HERE: Final = Text("На столе нет заказа.", "There is no order on the bench.")
NOT_MISSING: Final = Text(
    "Отказаться можно только от того, что ещё не в месте. Сначала отмените скан (Ctrl+Z).",
    "Only what is not in a box yet can be missing. Undo its scan first (Ctrl+Z).",
)
NOT_PARKED_HERE: Final = Text(
    "Этот заказ уже закрыт: достаньте отменённое, тогда он уйдёт.",
    "This order is closed already: take out what is cancelled, then it goes on.",
)
PARK_FIRST: Final = Text(
    "В заказе {n} уже есть сканы. Отложите его (F8) или закончите.",
    "Order {n} has scans already. Put it aside (F8), or finish it.",
)
NOTHING_TO_PRINT: Final = Text(
    "Печатать нечего: отсканируйте номер упакованного заказа.",
    "Nothing to print: scan a packed order's number.",
)
PRINTS_BY_ITSELF: Final = Text(
    "бумага заказа {n} ещё не печаталась. Она напечатается сама, как только придёт.",
    "the paper of order {n} has not been printed yet. It comes out by itself as soon as it is here.",
)
INCOMPLETE_LABEL: Final = Text(
    "На этикетке не хватает картинок ({pictures}): посмотрите на неё, прежде чем клеить. Среди них может быть"
    " штрихкод. Отсканируйте номер заказа и нажмите F7, чтобы напечатать.",
    "The label lacks pictures ({pictures}): look at it before you stick it. One of them may be the barcode."
    " Scan the order's number and press F7 to print it.",
)
PRINTING: Final = Text("Заказ {n}: печатаем.", "Order {n}: printing.")
PAPER_WAITS: Final = Text("Заказ {n}. {why}", "Order {n}. {why}")
PAPER_OUT: Final = Text("Заказ {n}: бумага вышла.", "Order {n}: its paper is out.")
NOTHING_ASKED: Final = Text("Вопроса уже нет.", "There is no question any more.")
ASK_MISSING: Final = Text("Чего нет на месте и почему?", "What is missing, and why?")
ASK_PARK: Final = Text("Почему откладываем заказ {n}?", "Why is order {n} put aside?")
ASK_REPRINT: Final = Text("Почему печатаем заказ {n} снова?", "Why is order {n} printed again?")
ASK_DOUBT: Final = Text(
    "Заказ {n}: бумага могла выйти. Посмотрите на принтер: она там?",
    "Order {n}: its paper may have come out. Look at the printer: is it there?",
)
ASK_DOUBT_BOXES: Final = Text(
    "Заказ {n}: этикетка могла выйти (место {boxes}). Посмотрите на принтер: она там?",
    "Order {n}: the label may have come out (box {boxes}). Look at the printer: is it there?",
)
CAME_OUT: Final = Text(
    "Заказ {n}: бумага на месте, печатать больше нечего.",
    "Order {n}: its paper is there, nothing more is to be printed.",
)

FAULTS: Final[Mapping[Fault, tuple[Verdict, Text]]] = {
    Fault.HALF: (
        Verdict.HALF,
        Text(
            "Код прочитан не полностью. Отсканируйте ещё раз.", "The code was not read whole. Scan it again."
        ),
    ),
    Fault.JOINED: (
        Verdict.JOINED,
        Text("Два кода слились в один. Сканируйте по одному.", "Two codes ran together. Scan one at a time."),
    ),
}
PARK_REASONS: Final = (
    Choice("not-found", Text("товар не нашли", "goods not found")),
    Choice("damaged", Text("товар повреждён", "goods damaged")),
    Choice("question", Text("нужно решение менеджера", "the manager has to decide")),
    Choice("no-box", Text("нет упаковки", "no packaging")),
    Choice("urgent", Text("срочный заказ важнее", "an urgent order goes first")),
)
REPRINT_REASONS: Final = (
    Choice("spoilt", Text("испорчена", "it is spoilt")),
    Choice("not-printed", Text("не напечаталась", "it was not printed")),
    Choice("lost", Text("потеряна", "it is lost")),
    Choice("unreadable", Text("не читается", "it cannot be read")),
)

IS_THERE, IS_NOT_THERE = "there", "not-there"
DOUBT_ANSWERS: Final = (
    Choice(IS_THERE, Text("вышла целиком", "it is there, whole")),
    Choice(IS_NOT_THERE, Text("не вышла или испорчена: напечатать снова",
                              "it is not there, or spoilt: print it again")),
)  # fmt: skip


def reason_words(code: str) -> Text:
    """A reason for putting an order aside; the packer's own words as they are."""
    return next((choice.words for choice in PARK_REASONS if choice.code == code), Text.same(code))
