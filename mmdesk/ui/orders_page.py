"""Makes the page «Заказы» out of its parts. Leads to the database: imported after the window is shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from mmdesk.services.operators import Operator
from mmdesk.services.order_actions import OrderActions
from mmdesk.services.order_card import card
from mmdesk.services.order_list import OrderList
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.messages import Messages
from mmdesk.ui.orders.details_view import DetailsView
from mmdesk.ui.orders.opening import Opener
from mmdesk.ui.orders.orders_view import OrdersView
from mmdesk.ui.orders.undo_strip_view import UndoStripView
from mmdesk.ui.orders.verbs import OrderVerbs
from mmdesk.ui.page import Page
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme

if TYPE_CHECKING:
    from mmdesk.bootstrap import Parts


@dataclass(frozen=True, slots=True)
class OrdersPage:
    """The page, and what tells in the status strip what leaves soon."""

    page: Page
    strip: QWidget


def make(
    parts: Parts,
    operator: Operator,
    runner: TaskRunner,
    changes: ChangeNotice,
    theme: Theme,
    messages: Messages,
    window: QWidget,
) -> OrdersPage:
    """Everything belongs to `window` and goes with it."""
    storage, clock = parts.storage, parts.clock
    actions = OrderActions(storage, clock, operator, parts.profile.labels)
    read_card = partial(card, storage, clock)
    verbs = OrderVerbs(
        runner,
        actions,
        read_card,
        messages,
        window,
        Opener(messages, window).open_document,
        changes=changes,
        theme=theme,
        clock=clock,
    )
    details = DetailsView(runner, changes, read_card, verbs, theme, messages, clock)
    page = OrdersView(runner, changes, OrderList(storage, clock), details, verbs, theme, messages, clock)
    return OrdersPage(page, UndoStripView(runner, changes, actions, verbs, theme, clock))
