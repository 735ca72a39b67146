"""What a scan or a key means to a packing in progress: a verdict in words, and what it adds to the draft."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from mmdesk.domain.marking import MarkingCode, key_of
from mmdesk.domain.packing_session import BenchLot, Doing, Entry, LotStand, Session, undone
from mmdesk.domain.status import Status, name_of
from mmdesk.domain.verdict import Verdict
from mmdesk.errors import Text


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer, and the draft after it; `entry` is what was added, or what `undo` took away."""

    verdict: Verdict
    words: Text
    session: Session
    entry: Entry | None = None
    lot: BenchLot | None = None


def scan_goods(session: Session, offer_id: str, mark: MarkingCode | None = None) -> Decision:
    """A unit of an offer; `mark` when its marking code was scanned, which names the goods as well."""
    if session.awaiting is not None:
        return _mark_first(session, session.awaiting)
    if session.to_take_out:
        return _take_out(session, offer_id, mark)
    wanted = next((each for each in session.open_lots if each.lot.offer_id == offer_id), None)
    if wanted is not None:
        return _put(session, wanted, mark)
    return _not_wanted(session, offer_id)


def scan_mark(session: Session, mark: MarkingCode, gtins: Collection[str]) -> Decision:
    """The marking code of the unit that awaits it; `gtins` are those of its offer, none where unknown."""
    awaiting = session.awaiting
    assert awaiting is not None
    if gtins and mark.gtin not in gtins:
        words = Text(
            "Этот код не от товара «{name}». Отсканируйте код на самом товаре.",
            "This code is not of “{name}”. Scan the code on the goods themselves.",
        )
        return Decision(Verdict.MARK_FOREIGN, words.format(name=awaiting.lot.name), session)
    entry = Entry(Doing.MARK, (awaiting.index,), awaiting.lot.offer_id, mark.text)
    after = session.with_entries(entry)
    return Decision(Verdict.RIGHT, _counted(after, awaiting), after, entry, awaiting)


def next_box(session: Session) -> Decision:
    """Close the box being filled. One without lots stays open."""
    if session.awaiting is not None:
        return _mark_first(session, session.awaiting)
    if session.to_take_out:
        return _first_take_out(session)
    number = len(session.groups)
    if not session.groups[-1]:
        words = Text("Место {n} ещё пустое: сначала положите товар.", "Box {n} is empty: put goods in first.")
        return Decision(Verdict.REFUSED, words.format(n=number), session)
    entry = Entry(Doing.BOX)
    words = Text("Место {n} закрыто, открыто место {next}.", "Box {n} is closed, box {next} is open.")
    after = session.with_entries(entry)
    return Decision(Verdict.BOX_CLOSED, words.format(n=number, next=number + 1), after, entry)


def undo(session: Session) -> Decision:
    """Take back the last thing done, over the border of a box as well."""
    entries, entry = undone(session.entries)
    after = replace(session, entries=entries)
    if entry is None:
        return Decision(Verdict.REFUSED, _NOTHING_TO_UNDO, session)
    lot = next((each for each in session.all_lots if each.index in entry.lots), None)
    name = lot.lot.name if lot is not None else ""
    number = len(after.groups)
    return Decision(Verdict.UNDONE, _UNDONE[entry.doing].format(name=name, n=number), after, entry, lot)


def acknowledge(session: Session) -> Decision:
    """Somebody has read what leaves the order."""
    news = session.news
    if not news:
        return Decision(Verdict.ACKNOWLEDGED, still_wanted(session) or _GO_ON, session)
    entry = Entry(Doing.SEEN, tuple(each.index for each in news))
    after = session.with_entries(entry)
    if after.to_take_out:
        told = _first_take_out(after)
        return Decision(told.verdict, told.words, after, entry)
    return Decision(Verdict.ACKNOWLEDGED, still_wanted(after) or _GO_ON, after, entry)


def still_wanted(session: Session) -> Text | None:
    """The one scan without which nothing goes on; None where any goods of the order may come next."""
    if session.awaiting is not None:
        return _scan_the_mark(session.awaiting)
    return _first_take_out(session).words if session.to_take_out else None


def stopped(session: Session) -> Text:
    """What has been cancelled while it was being packed, and what to do."""
    told = [_leaves(session, each) for each in session.news]
    return Text(" ".join(text.ru for text in told), " ".join(text.en for text in told))


def _put(session: Session, wanted: BenchLot, mark: MarkingCode | None) -> Decision:
    needs = wanted.lot.needs_mark
    entry = Entry(
        Doing.PUT, (wanted.index,), wanted.lot.offer_id, mark.text if mark is not None and needs else ""
    )
    after = session.with_entries(entry)
    if needs and mark is None:
        return Decision(Verdict.MARK_WANTED, _scan_the_mark(wanted), after, entry, wanted)
    return Decision(Verdict.RIGHT, _counted(after, wanted), after, entry, wanted)


def _take_out(session: Session, offer_id: str, mark: MarkingCode | None) -> Decision:
    leaving = [each for each in session.to_take_out if each.lot.offer_id == offer_id]
    marked = [each for each in leaving if each.index in session.marks]
    if not leaving:
        return _first_take_out(session)
    if marked and mark is None and len(marked) == len(leaving):
        return Decision(Verdict.MARK_WANTED, _scan_the_mark(marked[0]), session)
    if mark is not None and marked:
        fitting = [each for each in marked if key_of(session.marks[each.index]) == mark.key]
        if not fitting:
            words = Text(
                "Это другая единица товара «{name}»: нужна та, что отменена. Верните эту в место.",
                "This is another unit of “{name}”: the cancelled one is wanted. Put this one back.",
            )
            return Decision(Verdict.MARK_FOREIGN, words.format(name=marked[0].lot.name), session)
        leaving = fitting
    gone = leaving[0]
    entry = Entry(Doing.OUT, (gone.index,), offer_id, session.marks.get(gone.index, ""))
    after = session.with_entries(entry)
    words = Text("{name}: достали из места {n}, отложите.", "{name}: out of box {n}, put it aside.")
    told = words.format(name=gone.lot.name, n=session.box_of(gone.index))
    return Decision(Verdict.TAKEN_OUT, told, after, entry, gone)


def _not_wanted(session: Session, offer_id: str) -> Decision:
    here = session.of_offer(offer_id)
    unplaced = [each for each in here if each.index not in session.placed]
    for verdict, stands, words in _REFUSALS:
        found = next((each for each in unplaced if each.stand in stands), None)
        if found is not None:
            status = name_of(_end_of(found))
            return Decision(verdict, words.format(name=found.lot.name, status=status), session, None, found)
    if here:
        return Decision(Verdict.EXTRA, _extra(session, here), session, None, here[0])
    return Decision(Verdict.WRONG, _WRONG, session)


def _extra(session: Session, here: Collection[BenchLot]) -> Text:
    count = sum(each.index in session.placed for each in here)
    words = Text(
        "{name}: все {n} уже в заказе. Уберите лишний.", "{name}: all {n} are in already. Put this one away."
    )
    return words.format(name=next(iter(here)).lot.name, n=count)


def _mark_first(session: Session, awaiting: BenchLot) -> Decision:
    words = Text("Скан не учтён. ", "Not counted. ").joined(_scan_the_mark(awaiting))
    return Decision(Verdict.MARK_FIRST, words, session, None, awaiting)


def _scan_the_mark(wanted: BenchLot) -> Text:
    return Text(
        "{name}: отсканируйте код маркировки «Честный знак».", "{name}: now scan its marking code."
    ).format(name=wanted.lot.name)


def _first_take_out(session: Session) -> Decision:
    first = session.to_take_out[0]
    words = Text(
        "Достаньте из места {n}: {name}. Отсканируйте его, чтобы продолжить.",
        "Take out of box {n}: {name}. Scan it to go on.",
    )
    told = words.format(name=first.lot.name, n=session.box_of(first.index))
    return Decision(Verdict.TAKE_OUT, told, session, None, first)


def _counted(session: Session, wanted: BenchLot) -> Text:
    """«Кружка синяя 2 из 2»."""
    same = [each for each in session.of_offer(wanted.lot.offer_id) if each.stand is LotStand.TO_PACK]
    done = sum(each.index in session.placed for each in same)
    return Text("{name} {done} из {all}", "{name} {done} of {all}").format(
        name=wanted.lot.name, done=done, all=len(same)
    )


def _leaves(session: Session, each: BenchLot) -> Text:
    what = _LEAVES[each.stand].format(name=each.lot.name, status=name_of(_end_of(each)))
    box = session.box_of(each.index)
    if not box:
        return what.joined(Text(" Не кладите его.", " Leave it out."))
    return what.joined(Text(" Достаньте его из места {n}.", " Take it out of box {n}.").format(n=box))


def _end_of(each: BenchLot) -> str:
    """The status in which it ends, although the buyer's wish may only just have been granted."""
    return each.lot.status if each.lot.is_canceled else Status.CUSTOMER_CANCELED


_LEAVES: Final = {
    LotStand.CANCELED: Text("{name}: {status}.", "{name}: {status}."),
    LotStand.ASKED: Text("{name}: покупатель просит отменить.", "{name}: the buyer asks to cancel it."),
    LotStand.LEAVING: Text("{name}: от него отказались.", "{name}: it has been rejected."),
}
_REFUSALS: Final = (
    (
        Verdict.CANCELLED,
        frozenset({LotStand.CANCELED}),
        Text("{name}: {status}. Не кладите его, отложите.", "{name}: {status}. Leave it out, put it aside."),
    ),
    (
        Verdict.CANCELLED,
        frozenset({LotStand.ASKED}),
        Text(
            "{name}: покупатель просит отменить. Отложите, пока ему не ответят.",
            "{name}: the buyer asks to cancel it. Put it aside until that is answered.",
        ),
    ),
    (
        Verdict.EXTRA,
        frozenset({LotStand.LEAVING}),
        Text("{name}: от него отказались. Отложите.", "{name}: it has been rejected. Put it aside."),
    ),
    (
        Verdict.ALREADY_PACKED,
        frozenset({LotStand.PACKED}),
        Text("{name}: уже упакован в этом заказе.", "{name}: already packed in this order."),
    ),
)
_WRONG: Final = Text("Этого товара нет в заказе. Уберите его.", "It is not in this order. Put it away.")
_GO_ON: Final = Text("Продолжайте.", "Go on.")
_NOTHING_TO_UNDO: Final = Text("Отменять нечего: сканов ещё нет.", "Nothing to undo: nothing was scanned.")
_UNDONE: Final = {
    Doing.PUT: Text(
        "{name}: скан отменён, достаньте из места {n}.", "{name}: undone, take it out of box {n}."
    ),
    Doing.MARK: Text("{name}: код маркировки отменён.", "{name}: its marking code is undone."),
    Doing.BOX: Text("Снова открыто место {n}.", "Box {n} is open again."),
    Doing.OUT: Text("{name}: снова в месте.", "{name}: back in its box."),
    Doing.SEEN: Text("", ""),
}
