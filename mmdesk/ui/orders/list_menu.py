"""The menu of the list: what can be done to the chosen orders, and in which order the list stands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from mmdesk.domain.role import Role, refusal, right_to
from mmdesk.domain.scheme import Verb
from mmdesk.services.order_list import OrderSort
from mmdesk.ui.orders import filter_words, verb_words
from mmdesk.ui.orders.orders_state import HANDING_OVER
from mmdesk.ui.plain_text import tooltip
from mmdesk.ui.theme import Theme
from mmdesk.ui.words import spoken


class ListMenu(QMenu):
    """Opened once and gone."""

    verb_wanted = Signal(Verb)
    hand_over_wanted = Signal()
    sort_wanted = Signal(OrderSort)

    def __init__(
        self,
        verbs: Sequence[Verb],
        sort: OrderSort,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        role: Role = Role.MANAGER,
    ) -> None:
        """What the role leaves to others cannot be chosen and says whose it is."""
        super().__init__(parent)
        self._role = role
        self.setToolTipsVisible(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for verb in verbs:
            self._add_verb(verb, theme)
        self.addSeparator()
        for each in (OrderSort.DEADLINE, OrderSort.NEWEST, OrderSort.NUMBER):
            action = self.addAction(filter_words.sort_name(each))
            action.setData(each)
            action.setCheckable(True)
            action.setChecked(each is sort)
        self.triggered.connect(self._tell)

    def _add_verb(self, verb: Verb, theme: Theme) -> None:
        action = self.addAction(theme.icon(verb_words.ICONS[verb]), verb_words.caption(verb))
        action.setData(verb)
        why = refusal(self._role, right_to(verb))
        action.setEnabled(why is None)
        action.setToolTip(tooltip(spoken(why)) if why is not None else "")
        if verb in verb_words.KEYS:
            action.setShortcut(QKeySequence(verb_words.KEYS[verb]))

    @Slot(QAction)
    def _tell(self, action: QAction) -> None:
        chosen = action.data()
        if isinstance(chosen, OrderSort):
            self.sort_wanted.emit(chosen)
        elif chosen in HANDING_OVER:
            self.hand_over_wanted.emit()
        else:
            self.verb_wanted.emit(Verb(chosen))
