"""Makes the page «Печать» out of its parts. Leads to the database: imported after the window is shown."""

from __future__ import annotations

from functools import partial

from mmdesk.services.print_desk import PrintDesk
from mmdesk.services.print_list import PrintList
from mmdesk.services.print_papers import PrintPapers
from mmdesk.services.printers import PrinterDesk
from mmdesk.services.workstations import rename
from mmdesk.ui.orders.opening import Opener
from mmdesk.ui.page_context import MadePage, Making, PageContext
from mmdesk.ui.printing.printing_deeds import PrintingDeeds, PrintingServices
from mmdesk.ui.printing.printing_view import PrintingView
from mmdesk.ui.words import language


def make(context: PageContext) -> Making:
    """Documents are made in the language in which the window speaks."""
    parts = context.parts
    storage, clock, here = parts.storage, parts.clock, parts.workstation
    desk = PrintDesk(storage, clock, here, language())
    services = PrintingServices(
        desk,
        PrinterDesk(storage, clock, here),
        PrintPapers(storage, clock, desk, language()),
        context.operator,
        parts.profile.labels,
        partial(rename, parts.profile, storage),
    )
    deeds = PrintingDeeds(
        context.runner,
        services,
        context.messages,
        context.theme,
        Opener(context.messages, context.window).open_document,
        context.window,
    )
    jobs = PrintList(storage, clock, here)
    view = PrintingView(context.runner, context.changes, jobs, deeds, context.theme, clock, context.place)
    yield
    return MadePage(view)
