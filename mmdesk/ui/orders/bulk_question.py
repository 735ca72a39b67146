"""What is asked before a verb goes to several orders: which ones, what follows, and what is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from mmdesk.domain.scheme import Verb
from mmdesk.domain.schemes import scheme_of
from mmdesk.services.order_list import OrderRow
from mmdesk.ui.confirm_dialog import ConfirmDialog
from mmdesk.ui.orders import verb_words
from mmdesk.ui.theme import Theme

Groups = Mapping[Verb, Sequence[OrderRow]]
_NAMED: Final = 6
"""So many orders are named for each verb; of more it is said how many."""
_FINAL: Final = frozenset({Verb.COURIER, Verb.PACK})
"""What leaves at once, or is a fact of our own: neither can be taken back."""


def question(groups: Groups, left_out: Groups, theme: Theme, parent: QWidget) -> ConfirmDialog:
    """One question for all of it; Enter agrees where everything can be taken back."""
    translate = QCoreApplication.translate
    lasting = bool(_FINAL & groups.keys())
    answer = (
        verb_words.caption(next(iter(groups))) if len(groups) == 1 else translate("BulkQuestion", "Do it")
    )
    sentences = (*_sentences(groups), *_meaning(groups), _consequence(groups), *_left_out(left_out))
    title = translate("BulkQuestion", "Several orders at once")
    return ConfirmDialog(title, sentences, answer, theme, parent, destructive=lasting)


def _sentences(groups: Groups) -> list[str]:
    return [f"{verb_words.caption(verb)}: {_counted(rows)}" for verb, rows in groups.items()]


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


def _left_out(groups: Groups) -> list[str]:
    translate = QCoreApplication.translate
    told = [f"{verb_words.one_at_a_time(verb)} {_named(rows)}" for verb, rows in groups.items()]
    return [translate("BulkQuestion", "Left out:"), *told] if told else []


def _consequence(groups: Groups) -> str:
    translate = QCoreApplication.translate
    if Verb.COURIER in groups:
        return translate("BulkQuestion", "That an order is with the courier cannot be taken back.")
    if Verb.PACK in groups:
        return translate("BulkQuestion", "Every order goes into one box. Megamarket is told at once.")
    return translate("BulkQuestion", "Until it has left, Ctrl+Z takes it back.")


def _counted(rows: Sequence[OrderRow]) -> str:
    count = QCoreApplication.translate("BulkQuestion", "%n order(s)", "", len(rows))
    return f"{count} · {_named(rows)}"


def _named(rows: Sequence[OrderRow]) -> str:
    named = ", ".join(row.shipment_id for row in rows[:_NAMED])
    more = len(rows) - _NAMED
    if more <= 0:
        return named
    return QCoreApplication.translate("BulkQuestion", "{orders} and %n more", "", more).format(orders=named)
