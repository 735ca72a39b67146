"""Events of an order's timeline: written with what they tell of, read in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from mmdesk.domain.deadline import DEADLINE_NAMES, DeadlineKind
from mmdesk.domain.intent import COMMAND_NAMES, Command
from mmdesk.domain.print_job import DOCUMENT_NAMES, DocumentKind, reason_words
from mmdesk.domain.status import name_of
from mmdesk.errors import Text
from mmdesk.services.operators import Operator
from mmdesk.storage.history import HistoryEvent
from mmdesk.storage.shipments import StoredShipment
from mmdesk.storage.uow import UnitOfWork


class Happening(StrEnum):
    """Everything that a timeline can tell."""

    ARRIVED = "arrived"
    STATUS_CHANGED = "status_changed"
    LOT_CANCELED = "lot_canceled"
    LOT_GONE = "lot_gone"
    CANCEL_REQUESTED = "cancel_requested"
    COMMAND_QUEUED = "command_queued"
    COMMAND_ACCEPTED = "command_accepted"
    COMMAND_EFFECTIVE = "command_effective"
    COMMAND_MOOT = "command_moot"
    COMMAND_PARKED = "command_parked"
    COMMAND_IN_DOUBT = "command_in_doubt"
    COMMAND_RETRIED = "command_retried"
    COMMAND_DROPPED = "command_dropped"
    COMMAND_DROPPED_IN_DOUBT = "command_dropped_in_doubt"
    COMMAND_TAKEN_BACK = "command_taken_back"
    COMMAND_REPLACED = "command_replaced"
    COMMAND_WITHDRAWN = "command_withdrawn"
    COMMAND_UNWANTED = "command_unwanted"
    LABEL_STORED = "label_stored"
    LABEL_INCOMPLETE = "label_incomplete"
    PRINT_QUEUED = "print_queued"
    REPRINT_QUEUED = "reprint_queued"
    PRINTED = "printed"
    PRINT_DOUBTFUL = "print_doubtful"
    PRINT_FAILED = "print_failed"
    PRINT_CANCELLED = "print_cancelled"
    PRINT_RETRIED = "print_retried"
    PRINT_MOVED = "print_moved"
    PRINT_SEEN = "print_seen"
    COURIERED = "couriered"
    CRM_CREATED = "crm_created"
    CRM_MAPPING_USELESS = "crm_mapping_useless"
    BENCH_OPENED = "bench_opened"
    BENCH_RESUMED = "bench_resumed"
    BENCH_TAKEN_OVER = "bench_taken_over"
    BENCH_LEFT = "bench_left"
    BENCH_PARKED = "bench_parked"
    LOT_SCANNED = "lot_scanned"
    MARK_SCANNED = "mark_scanned"
    LOT_TAKEN_OUT = "lot_taken_out"
    SCAN_UNDONE = "scan_undone"
    SCANS_MISSED = "scans_missed"
    BOX_CLOSED = "box_closed"
    LOT_MISSING = "lot_missing"
    CANCEL_SEEN = "cancel_seen"
    BENCH_FINISHED = "bench_finished"
    NOTICE = "notice"
    DEADLINE_NEAR = "deadline_near"
    DEADLINE_OVERDUE = "deadline_overdue"


_SENTENCES: Final[Mapping[Happening, Text]] = {
    Happening.ARRIVED: Text("пришёл из Мегамаркета", "came from Megamarket"),
    Happening.STATUS_CHANGED: Text("состояние: {from_} → {to}", "status: {from_} → {to}"),
    Happening.LOT_CANCELED: Text("лот {lot}: {status}", "lot {lot}: {status}"),
    Happening.LOT_GONE: Text(
        "лота {lot} больше нет в заказе: Мегамаркет его не показывает",
        "lot {lot} is no part of the order any more: Megamarket does not show it",
    ),
    Happening.CANCEL_REQUESTED: Text(
        "покупатель просит отменить {which}", "the buyer asks to cancel {which}"
    ),
    Happening.COMMAND_QUEUED: Text("в очереди: {command}, {which}", "queued: {command}, {which}"),
    Happening.COMMAND_ACCEPTED: Text("принято: {command}", "accepted: {command}"),
    Happening.COMMAND_EFFECTIVE: Text(
        "{command}: действие уже выполнено, показало чтение заказа",
        "{command}: has taken effect, as reading the order showed",
    ),
    Happening.COMMAND_MOOT: Text("{command}: больше не нужно", "{command}: not needed any more"),
    Happening.COMMAND_PARKED: Text(
        "{command}: остановлено, решите, что делать. {words}", "{command}: parked, please decide. {words}"
    ),
    Happening.COMMAND_IN_DOUBT: Text(
        "{command}: ответ потерян, заказ перечитывается",
        "{command}: the answer is lost, reading the order again",
    ),
    Happening.COMMAND_RETRIED: Text("{command}: отправляется снова", "{command}: is sent again"),
    Happening.COMMAND_DROPPED: Text("{command}: снято с отправки", "{command}: dropped"),
    Happening.COMMAND_DROPPED_IN_DOUBT: Text(
        "{command}: снято с отправки, хотя могло уже подействовать",
        "{command}: dropped, although it may have taken effect already",
    ),
    Happening.COMMAND_TAKEN_BACK: Text(
        "{command}: возвращено до отправки", "{command}: taken back before it was sent"
    ),
    Happening.COMMAND_REPLACED: Text(
        "{command}: заменено новым решением", "{command}: replaced by a new decision"
    ),
    Happening.COMMAND_WITHDRAWN: Text(
        "{command}: снято с отправки, лоты отменены или исчезли",
        "{command}: withdrawn, its lots are cancelled or gone",
    ),
    Happening.COMMAND_UNWANTED: Text(
        "{command}: снято с отправки, покупатель отменяет {which}",
        "{command}: withdrawn, the buyer cancels {which}",
    ),
    Happening.LABEL_STORED: Text("этикетка получена, {where}", "label fetched, {where}"),
    Happening.LABEL_INCOMPLETE: Text(
        "посмотрите на этикетку, прежде чем клеить: на ней не хватает картинок ({pictures}), "
        "среди них может быть штрихкод; {where}",
        "look at the label before you stick it: {pictures} of its pictures are missing, the barcode may be "
        "one of them; {where}",
    ),
    Happening.PRINT_QUEUED: Text(
        "на печать: {document}, принтер «{printer}» ({workstation}), копий {copies}",
        "to be printed: {document}, printer “{printer}” ({workstation}), copies {copies}",
    ),
    Happening.REPRINT_QUEUED: Text(
        "на повторную печать: {document}, принтер «{printer}» ({workstation}), копий {copies}; "
        "причина: {reason}",
        "to be printed again: {document}, printer “{printer}” ({workstation}), copies {copies}; "
        "reason: {reason}",
    ),
    Happening.PRINTED: Text(
        "напечатано: {document}, принтер «{printer}» ({workstation}), копий {copies}",
        "printed: {document}, printer “{printer}” ({workstation}), copies {copies}",
    ),
    Happening.PRINT_DOUBTFUL: Text(
        "неясно, вышла ли бумага: {document}, принтер «{printer}» ({workstation})",
        "may have come out: {document}, printer “{printer}” ({workstation})",
    ),
    Happening.PRINT_FAILED: Text(
        "не напечатано: {document}, принтер «{printer}» ({workstation}). {words}",
        "not printed: {document}, printer “{printer}” ({workstation}). {words}",
    ),
    Happening.PRINT_CANCELLED: Text(
        "печать отменена: {document}, принтер «{printer}» ({workstation})",
        "printing cancelled: {document}, printer “{printer}” ({workstation})",
    ),
    Happening.PRINT_RETRIED: Text(
        "снова на печать: {document}, принтер «{printer}» ({workstation})",
        "to be printed once more: {document}, printer “{printer}” ({workstation})",
    ),
    Happening.PRINT_MOVED: Text(
        "на другой принтер: {document}, принтер «{printer}» ({workstation})",
        "to another printer: {document}, printer “{printer}” ({workstation})",
    ),
    Happening.PRINT_SEEN: Text(
        "бумага вышла, проверено: {document}, принтер «{printer}» ({workstation})",
        "came out, somebody has looked: {document}, printer “{printer}” ({workstation})",
    ),
    Happening.COURIERED: Text("передан курьеру", "handed to the courier"),
    Happening.CRM_CREATED: Text("заказ {order} в RetailCRM", "order {order} in RetailCRM"),
    Happening.CRM_MAPPING_USELESS: Text(
        "{which}: статус товара в RetailCRM не изменён, сопоставленный статус не отменяет товар",
        "{which}: item status in RetailCRM left alone, the one mapped to does not cancel an item",
    ),
    Happening.BENCH_OPENED: Text("упаковка начата · {workstation}", "packing begun · {workstation}"),
    Happening.BENCH_RESUMED: Text("упаковка продолжена · {workstation}", "packing resumed · {workstation}"),
    Happening.BENCH_TAKEN_OVER: Text(
        "упаковка продолжена на другом столе: {workstation}", "packing taken over: {workstation}"
    ),
    Happening.BENCH_LEFT: Text("упаковка не начата · {workstation}", "left unpacked · {workstation}"),
    Happening.BENCH_PARKED: Text(
        "упаковка отложена: {words} · {workstation}", "packing parked: {words} · {workstation}"
    ),
    Happening.LOT_SCANNED: Text(
        "лот {lot} проверен и в месте {box} · {workstation}",
        "lot {lot} verified, in box {box} · {workstation}",
    ),
    Happening.MARK_SCANNED: Text(
        "лот {lot}: код маркировки прочитан · {workstation}", "lot {lot}: marking code read · {workstation}"
    ),
    Happening.LOT_TAKEN_OUT: Text(
        "лот {lot} вынут из места {box} · {workstation}", "lot {lot} taken out of box {box} · {workstation}"
    ),
    Happening.SCAN_UNDONE: Text(
        "последний скан отменён, лот {lot} · {workstation}", "last scan undone, lot {lot} · {workstation}"
    ),
    Happening.SCANS_MISSED: Text(
        "не засчитано: {words} · {workstation}", "not counted: {words} · {workstation}"
    ),
    Happening.BOX_CLOSED: Text("место {box} закрыто · {workstation}", "box {box} closed · {workstation}"),
    Happening.LOT_MISSING: Text(
        "нет на месте: {which}, {words} · {workstation}",
        "missing: {which}, {words} · {workstation}",
    ),
    Happening.CANCEL_SEEN: Text(
        "упаковщик видел отмену: {which} · {workstation}",
        "the packer has seen the cancellation: {which} · {workstation}",
    ),
    Happening.BENCH_FINISHED: Text(
        "упакован, мест: {boxes} · {workstation}", "packed, boxes: {boxes} · {workstation}"
    ),
    Happening.NOTICE: Text("внимание: {words}", "note: {words}"),
    Happening.DEADLINE_NEAR: Text(
        "прошло {share}% времени, срок «{deadline}» наступит через {left}",
        "{share}% of the time has gone, the deadline “{deadline}” comes in {left}",
    ),
    Happening.DEADLINE_OVERDUE: Text(
        "срок «{deadline}» прошёл, решите, что делать с заказом",
        "the deadline “{deadline}” has passed, decide what becomes of the order",
    ),
}
_STATUSES: Final = ("status", "from_", "to")
_PLACES: Final = (*_STATUSES, "command", "words", "lot", "which", "where", "boxes", "pictures", "order",
                  "deadline", "share", "left", "document", "printer", "workstation", "copies",
                  "reason", "box")  # fmt: skip
_SEVERAL: Final = {
    "which": ("lots", Text("лот {}", "lot {}"), Text("лоты {}", "lots {}")),
    "where": ("boxes", Text("место {}", "box {}"), Text("места {}", "boxes {}")),
}
"""The detail that has their numbers, and how one and several of them are called."""
_UNKNOWN: Final = Text.same("—")


def tell(
    work: UnitOfWork, stored: StoredShipment, at: datetime, by: Operator, what: Happening, **details: str
) -> None:
    """Add one event to the shipment's timeline."""
    work.history.add(
        stored.connection_id, stored.key, HistoryEvent(at, by.actor, by.name, what.value, details)
    )


def in_words(words: Text | None) -> dict[str, str]:
    """A remote's words as details of an event, in both languages."""
    return {"words": words.ru, "words_en": words.en} if words else {}


def sentence(event: HistoryEvent) -> Text:
    """The event in words; one written by a newer version shows its bare name."""
    if event.what not in Happening.__members__.values():
        return Text.same(event.what)
    places = {place: _detail(place, event.details) for place in _PLACES}
    return _SENTENCES[Happening(event.what)].format(**places)


def _detail(place: str, details: Mapping[str, str]) -> Text:
    """One detail as people call it; an older or newer version may have left it out."""
    if place in _SEVERAL:
        return _numbered(place, details)
    told = details.get(place, "")
    if place == "words":
        return Text(told, details.get("words_en", told))
    if not told:
        return _UNKNOWN
    if place in _STATUSES:
        return name_of(told)
    if place == "deadline" and told in DeadlineKind.__members__.values():
        return DEADLINE_NAMES[DeadlineKind(told)]
    if place == "left" and told.isdecimal():
        return _span(int(told))
    if place == "document" and told in DocumentKind.__members__.values():
        return _paper(DocumentKind(told), details.get("box", ""))
    if place == "reason":
        return reason_words(told)
    if place == "command" and told in Command.__members__.values():
        return COMMAND_NAMES[Command(told)]
    return Text.same(told)


def _numbered(place: str, details: Mapping[str, str]) -> Text:
    """«лот 2», «места 1, 3»."""
    detail, one, several = _SEVERAL[place]
    told = details.get(detail, "")
    words = one if told.isdecimal() else several
    return Text(words.ru.format(told or _UNKNOWN.ru), words.en.format(told or _UNKNOWN.en))


def _paper(kind: DocumentKind, box: str) -> Text:
    """«этикетка места 2»."""
    name = DOCUMENT_NAMES[kind]
    return name.joined(Text(f" места {box}", f" of box {box}")) if box else name


def _span(minutes: int) -> Text:
    """Days and hours, or hours and minutes: nobody plans a day by its minutes."""
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return Text(f"{days} д {hours} ч", f"{days} d {hours} h")
    return (
        Text(f"{hours} ч {rest} мин", f"{hours} h {rest} min")
        if hours
        else Text(f"{rest} мин", f"{rest} min")
    )
