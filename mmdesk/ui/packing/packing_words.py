"""The bench in words: rows, boxes, tasks, verdicts and what waits, as its page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from PySide6.QtCore import QCoreApplication

from mmdesk.domain.deadline import DEADLINE_NAMES
from mmdesk.domain.schemes import scheme_of
from mmdesk.domain.verdict import Control, Verdict
from mmdesk.domain.verdict import Tone as VerdictTone
from mmdesk.services.bench_view import (
    FINISH_NAMES,
    BenchBox,
    BenchRow,
    BenchView,
    Finishing,
    FinishStep,
    OrderHead,
    ParkedOrder,
    RowState,
    Said,
)
from mmdesk.ui import moments
from mmdesk.ui.packing.bench_settings import with_names
from mmdesk.ui.packing.board import Notice
from mmdesk.ui.packing.lines import WHOLE, Line
from mmdesk.ui.packing.packing_state import next_row
from mmdesk.ui.packing.product_stage import Product
from mmdesk.ui.packing.verdict_look import icon_of
from mmdesk.ui.tone import Tone
from mmdesk.ui.words import spoken

_DOT: Final = " · "
_ROW_LOOKS: Final[Mapping[RowState, tuple[str, Tone]]] = {
    RowState.OPEN: ("ring", Tone.TEXT),
    RowState.NOW: ("play", Tone.ACCENT),
    RowState.DONE: ("check", Tone.OK),
    RowState.CANCELLED: ("forbidden", Tone.DANGER),
    RowState.ASKED: ("question", Tone.WARN),
    RowState.MISSING: ("cross", Tone.WARN),
    RowState.PACKED: ("box-check", Tone.MUTED),
    RowState.TAKE_OUT: ("return", Tone.DANGER),
}
_COUNTED: Final = (RowState.OPEN, RowState.NOW, RowState.DONE)


def row_line(row: BenchRow, *, is_next: bool) -> Line:
    """«▶ Плед серый, 150×200 — 0 из 1», and why a row is not packed."""
    icon, tone = _ROW_LOOKS[row.state]
    if is_next and row.state is RowState.OPEN:
        icon, tone = "play", Tone.ACCENT
    counted = row.state in _COUNTED
    return Line(
        icon=icon,
        tone=tone,
        name=row.name or row.offer_id,
        detail=_DOT.join(_details(row)),
        count=count_of(row.done, row.wanted) if counted else moments.number(len(row.lots)),
        is_next=is_next,
        is_quiet=not counted and row.state is not RowState.TAKE_OUT,
    )


def count_of(done: int, wanted: int) -> str:
    """«1 из 2»."""
    return QCoreApplication.translate("PackingWords", "{done} of {wanted}").format(done=done, wanted=wanted)


def _details(row: BenchRow) -> list[str]:
    translate = QCoreApplication.translate
    told = [spoken(row.note)] if row.note is not None else []
    told += [row.article] if row.article else []
    if row.needs_mark and row.state in _COUNTED:
        read = translate("PackingWords", "marking codes: {read}").format(
            read=count_of(len(row.marks), row.wanted)
        )
        told.append(read)
    if len(row.boxes) > 1 or (row.boxes and row.boxes != (1,)):
        told.append(translate("PackingWords", "in box {boxes}").format(boxes=", ".join(map(str, row.boxes))))
    return told


def product(view: BenchView) -> Product:
    """What is to be scanned next, and what to do with it."""
    translate = QCoreApplication.translate
    row = next_row(view)
    if row is None:
        return Product("check-all", *_nothing_left(view))
    left = max(row.wanted - row.done, 1)
    match row.state:
        case RowState.TAKE_OUT:
            task = translate("PackingWords", "take it out of the box and scan it")
        case RowState.NOW:
            task = translate("PackingWords", "scan its marking code")
        case _:
            task = translate("PackingWords", "scan it: %n left", "", left)
    icon = "barcode" if row.state is RowState.NOW else "box-open"
    shelf = translate("PackingWords", "shelf {shelf}").format(shelf=row.shelf) if row.shelf else ""
    told = _DOT.join(part for part in (row.article, shelf) if part)
    return Product(icon, row.name or row.offer_id, task, told, row.picture)


def _nothing_left(view: BenchView) -> tuple[str, str]:
    translate = QCoreApplication.translate
    if Control.DONE in view.keys:
        words = translate("PackingWords", "Everything is in its box")
        return words, translate("PackingWords", "scan MMD:DONE or press F10 to finish")
    words = translate("PackingWords", "Nothing is left to pack here")
    return words, translate("PackingWords", "press Esc and scan the next order")


def box_words(box: BenchBox) -> str:
    """«Место 1: 2 лота»."""
    count = sum(line.count for line in box.lines)
    words = QCoreApplication.translate("PackingWords", "Box {box}: %n lot(s)", "", count)
    return words.format(box=box.number)


def box_line(box: BenchBox) -> Line:
    contents = ", ".join(f"{line.name or line.offer_id} × {line.count}" for line in box.lines)
    empty = QCoreApplication.translate("PackingWords", "still empty")
    icon, tone = ("box-open", Tone.ACCENT) if box.is_current else ("box-check", Tone.OK)
    return Line(icon, tone, box_words(box), contents or empty, is_quiet=not box.is_current)


def head_words(head: OrderHead) -> str:
    """«700100200 · Стандарт · Москва»; the connection where its name says more than the scheme."""
    scheme = spoken(head.scheme_name)
    named = head.connection if head.connection.casefold() != scheme.casefold() else ""
    return _DOT.join(part for part in (head.ref.shipment_id, scheme, named, head.region) if part)


def due_words(head: OrderHead, now: datetime) -> str:
    """«отгрузить до 18:00 (через 2 ч 10 мин)»; empty where the order has no deadline."""
    if head.due is None:
        return ""
    kind, at = head.due
    return f"{spoken(DEADLINE_NAMES[kind])} {moments.moment(at, now)} ({moments.until(at, now)})"


def place_words(view: BenchView) -> str:
    """«место 2 · 3 из 5»."""
    box = QCoreApplication.translate("PackingWords", "box {box}").format(box=view.box) if view.box else ""
    counted = count_of(view.done, view.wanted) if view.wanted else ""
    return _DOT.join(part for part in (box, counted) if part)


def said_notice(said: Said, hint: str = "") -> Notice:
    """A verdict for the stage and the bar."""
    verdict = said.verdict
    told = with_names(spoken(said.words))
    return Notice(verdict.tone, icon_of(verdict), spoken(verdict.heading), told, hint)


def failure_notice(sentence: str) -> Notice:
    """A scan that was not counted because the program could not."""
    title = QCoreApplication.translate("PackingWords", "NOT COUNTED")
    return Notice(VerdictTone.WRONG, "warning", title, sentence)


def lost_words(why: str, count: int) -> str:
    """Why nothing counted, and what to do over again."""
    told = QCoreApplication.translate(
        "PackingWords", "%n scan(s) or key(s) did not count: repeat them in their order.", "", count
    )
    return f"{why.rstrip('.')}. {told}"


def saving_notice(count: int) -> Notice:
    """No answer yet. Whether they count is not known: the database may stay busy for too long."""
    translate = QCoreApplication.translate
    told = translate(
        "PackingWords",
        "The database is busy. %n scan(s) or key(s) wait for it: do not scan on, wait.",
        "",
        count,
    )
    return Notice(VerdictTone.NEUTRAL, "hourglass", translate("PackingWords", "SAVING…"), told)


def start_notice(view: BenchView, now: datetime) -> Notice:
    """What the empty bench asks for; with nothing to do it asks for nothing."""
    translate = QCoreApplication.translate
    if not view.waiting:
        return _nothing_waits(view, now)
    title = translate("PackingWords", "Scan an order or any product")
    told = translate("PackingWords", "%n order(s) to pack", "", view.waiting)
    return Notice(VerdictTone.NEUTRAL, "barcode", title, told)


def _nothing_waits(view: BenchView, now: datetime) -> Notice:
    translate = QCoreApplication.translate
    told = translate("PackingWords", "No order waits to be packed: new ones come here by themselves.")
    if view.packed_at is not None and moments.is_same_day(view.packed_at, now):
        return Notice(
            VerdictTone.NEUTRAL, "check-all", translate("PackingWords", "Everything is packed"), told
        )
    return Notice(VerdictTone.NEUTRAL, "barcode", translate("PackingWords", "Nothing to pack yet"), told)


def finishing_line(order: Finishing, now: datetime) -> Line:
    """How far a closed order has come; why a stopped one does not go on, or what another one waits for."""
    title = _DOT.join((order.ref.shipment_id, spoken(scheme_of(order.scheme).name)))
    if order.stopped is not None:
        return Line("stop", Tone.DANGER, title, spoken(order.stopped), detail_lines=WHOLE)
    count, age = count_of(order.number, order.of), moments.ago(order.since, now)
    if order.waits is not None:
        told = f"{age} · {spoken(order.waits)}"
        return Line("hourglass", Tone.WARN, title, told, count, detail_lines=WHOLE)
    step = spoken(FINISH_NAMES[order.step])
    done = order.step is FinishStep.PRINTED
    detail = f"{step} · {age}"
    icon, tone = ("check", Tone.OK) if done else ("hourglass", Tone.ACCENT)
    return Line(icon, tone, title, detail, count, detail_lines=2)


def parked_line(order: ParkedOrder, now: datetime) -> Line:
    """Why it was put aside, by whom, and how much of it is packed."""
    who = _DOT.join(part for part in (order.operator, order.workstation) if part)
    detail = f"{spoken(order.reason)} · {who} · {moments.ago(order.at, now)}"
    count = count_of(order.done, order.wanted)
    return Line("pause", Tone.WARN, order.ref.shipment_id, detail, count, detail_lines=2)


def key_words(control: Control) -> str:
    """What a key of the bench does, for its button and the table under F1."""
    translate = QCoreApplication.translate
    match control:
        case Control.NEXTBOX:
            return translate("PackingWords", "Next box")
        case Control.MISSING:
            return translate("PackingWords", "Not there")
        case Control.PARK:
            return translate("PackingWords", "Put aside")
        case Control.UNDO:
            return translate("PackingWords", "Undo scan")
        case Control.REPRINT:
            return translate("PackingWords", "Print again")
        case Control.DONE:
            return translate("PackingWords", "Finish")
        case Control.OK:
            return translate("PackingWords", "Understood")


def is_news(before: Said | None, after: Said) -> bool:
    """Whether the verdict is another one than has been told; nothing yet is no news."""
    told = before is not None and before.number == after.number
    return not told and after.verdict is not Verdict.IDLE
