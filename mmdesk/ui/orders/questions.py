"""The dialog that a verb asks by. Imported when the first question is near: the window opens without them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QWidget

from mmdesk.clock import Clock
from mmdesk.domain.scheme import Verb
from mmdesk.services.order_card import OrderCard
from mmdesk.ui.orders.answer_dialog import AnswerDialog
from mmdesk.ui.orders.close_dialog import CloseDialog
from mmdesk.ui.orders.move_dialog import MoveDialog
from mmdesk.ui.orders.pack_dialog import PackDialog
from mmdesk.ui.orders.question_dialog import QuestionDialog
from mmdesk.ui.orders.reject_dialog import RejectDialog
from mmdesk.ui.theme import Theme

QUESTIONS: Final[dict[Verb, Callable[[OrderCard, Theme, Clock, QWidget], QuestionDialog]]] = {
    Verb.REJECT: lambda card, theme, clock, window: RejectDialog(card, theme, window),
    Verb.PACK: lambda card, theme, clock, window: PackDialog(card, theme, window),
    Verb.CLOSE: lambda card, theme, clock, window: CloseDialog(card, theme, window),
    Verb.ANSWER_CANCEL: lambda card, theme, clock, window: AnswerDialog(card, theme, window),
    Verb.MOVE: MoveDialog,
}
