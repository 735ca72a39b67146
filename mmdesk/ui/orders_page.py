"""Makes the page «Заказы» out of its parts. Leads to the database: imported after the window is shown."""

from __future__ import annotations

from functools import partial

from mmdesk.services.order_actions import OrderActions
from mmdesk.services.order_card import card
from mmdesk.services.order_list import OrderList
from mmdesk.services.print_desk import PrintDesk
from mmdesk.services.print_papers import PrintPapers
from mmdesk.services.saved_filters import OperatorFilters
from mmdesk.ui.orders.details_view import DetailsView
from mmdesk.ui.orders.opening import Opener
from mmdesk.ui.orders.order_printing import OrderPrinting
from mmdesk.ui.orders.orders_view import OrdersView
from mmdesk.ui.orders.own_filters import OwnFilters
from mmdesk.ui.orders.undo_strip_view import UndoStripView
from mmdesk.ui.orders.verbs import OrderVerbs
from mmdesk.ui.page_context import MadePage, Making, PageContext
from mmdesk.ui.words import language


def make(context: PageContext) -> Making:
    """With what tells in the status strip what leaves soon."""
    storage, clock = context.parts.storage, context.parts.clock
    runner, changes, messages = context.runner, context.changes, context.messages
    theme, window = context.theme, context.window
    actions = OrderActions(storage, clock, context.operator, context.parts.profile.labels)
    read_card = partial(card, storage, clock, role=context.operator.role)
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
    yield
    details = DetailsView(runner, changes, read_card, verbs, theme, messages, clock)
    orders = OrderList(storage, clock)
    people = OperatorFilters(storage, context.operator)
    filters = OwnFilters(runner, orders, people, context.workstation)
    yield
    page = OrdersView(
        runner,
        changes,
        orders,
        details,
        verbs,
        theme,
        messages,
        clock,
        context.place,
        filters=filters,
        workstation=context.workstation,
        role=context.operator.role,
        whole=False,
    )
    yield from page.fill()
    yield
    verbs.bench_wished.connect(partial(page.open_asked.emit, "packing"))
    desk = PrintDesk(storage, clock, context.parts.workstation, language())
    printing = OrderPrinting(
        page,
        page.chosen_keys,
        runner,
        OrderList(storage, clock),
        desk,
        PrintPapers(storage, clock, desk, language()),
        context.operator,
        messages,
        theme,
    )
    details.verb_row.print_wished.connect(printing.print_chosen)
    return MadePage(page, UndoStripView(runner, changes, actions, verbs, theme, clock))
