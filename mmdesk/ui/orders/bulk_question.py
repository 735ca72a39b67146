"""What is asked before a verb goes to several orders: which ones, what follows, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from mmdesk.domain.scheme import Verb
from mmdesk.domain.schemes import scheme_of
from mmdesk.services.order_list import OrderRow
from mmdesk.ui.confirm_dialog import ConfirmDialog
from mmdesk.ui.facts.lines_list import LinesList
from mmdesk.ui.orders import verb_words
from mmdesk.ui.orders.bulk import Foreseen
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import Theme
from mmdesk.ui.words import spoken

Groups = Mapping[Verb, Sequence[OrderRow]]
_NAMED: Final = 6
"""So many orders are named in the sentence itself, unless there is something to say about one of them."""
_FINAL: Final = frozenset({Verb.COURIER, Verb.PACK})
"""What leaves at once, or is a fact of our own: neither can be taken back."""


def question(
    foreseen: Mapping[Verb, Sequence[Foreseen]],
    one_at_a_time: Groups,
    now: datetime,
    theme: Theme,
    parent: QWidget,
) -> ConfirmDialog:
    """One question for all of it; Enter agrees where everything can be taken back.

    At least one order of `foreseen` will have it done; `one_at_a_time` are those for which it asks more.
    """
    translate = QCoreApplication.translate
    doing = {verb: [each for each in some if each.will_be_done] for verb, some in foreseen.items()}
    doing = {verb: some for verb, some in doing.items() if some}
    groups = {verb: [each.row for each in some] for verb, some in doing.items()}
    lasting = bool(_FINAL & groups.keys())
    answer = (
        verb_words.caption(next(iter(groups))) if len(groups) == 1 else translate("BulkQuestion", "Do it")
    )
    listed = _listed(doing, now)
    sentences = (*_sentences(groups, named=not listed), *_meaning(groups), _consequence(groups))
    title = translate("BulkQuestion", "Several orders at once")
    dialog = ConfirmDialog(title, sentences, answer, theme, parent, destructive=lasting)
    if listed:
        dialog.body.addWidget(LinesList(listed, translate("BulkQuestion", "The orders")))
    if left := [*_staying(foreseen), *_left_out(one_at_a_time)]:
        count = translate("BulkQuestion", "%n order(s)", "", len(left))
        words = f"{translate('BulkQuestion', 'Left out:')} {count}"
        dialog.body.addWidget(plain_label(words))
        dialog.body.addWidget(LinesList(left, words))
    return dialog


def _sentences(groups: Groups, *, named: bool) -> list[str]:
    return [f"{verb_words.caption(verb)}: {_counted(rows, named=named)}" for verb, rows in groups.items()]


def _meaning(groups: Groups) -> list[str]:
    """Confirming is acceptance where packing is not reported by itself: that is seen outside."""
    rows = groups.get(Verb.CONFIRM, ())
    accepted = sum(scheme_of(row.scheme).accepts_unseen for row in rows)
    if not accepted:
        return []
    translate, confirmed = QCoreApplication.translate, len(rows) - accepted
    told = [translate("BulkQuestion", "%n confirmation(s)", "", confirmed)] if confirmed else []
    told.append(
        translate("BulkQuestion", "%n acceptance(s): Megamarket will see them as assembled", "", accepted)
    )
    return [", ".join(told)]


def _listed(doing: Mapping[Verb, Sequence[Foreseen]], now: datetime) -> list[str]:
    """Every order in a line of its own, what asks for a look first; empty where few names are enough."""
    told = [(verb, each, _remarks(each, now)) for verb, some in doing.items() for each in some]
    if len(told) <= _NAMED and not any(remarks for _, _, remarks in told):
        return []
    told.sort(key=lambda line: (not line[1].prospect.looks, not line[2]))
    lines = []
    for verb, each, remarks in told:
        parts = [verb_words.caption(verb)] if len(doing) > 1 else []
        lines.append(" · ".join((each.row.shipment_id, *parts, *remarks)))
    return lines


def _remarks(each: Foreseen, now: datetime) -> list[str]:
    due = each.row.due_at
    late = due is not None and due < now
    words = [QCoreApplication.translate("BulkQuestion", "overdue")] if late else []
    return [*words, *map(spoken, each.prospect.looks)]


def _staying(foreseen: Mapping[Verb, Sequence[Foreseen]]) -> Iterator[str]:
    for some in foreseen.values():
        for each in some:
            if each.prospect.refusal is not None:
                yield f"{each.row.shipment_id}: {spoken(each.prospect.refusal)}"


def _left_out(groups: Groups) -> Iterator[str]:
    for verb, rows in groups.items():
        for row in rows:
            yield f"{row.shipment_id}: {verb_words.one_at_a_time(verb)}"


def _consequence(groups: Groups) -> str:
    translate = QCoreApplication.translate
    if Verb.COURIER in groups:
        return translate("BulkQuestion", "That an order is with the courier cannot be taken back.")
    if Verb.PACK in groups:
        return translate("BulkQuestion", "Every order goes into one box. Megamarket is told at once.")
    return translate("BulkQuestion", "Until it has left, Ctrl+Z takes it back.")


def _counted(rows: Sequence[OrderRow], *, named: bool) -> str:
    count = QCoreApplication.translate("BulkQuestion", "%n order(s)", "", len(rows))
    return f"{count} · {', '.join(row.shipment_id for row in rows)}" if named else count
