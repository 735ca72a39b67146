"""Makes the page «Упаковка» out of its parts. Leads to the database: imported after the window is shown."""

from __future__ import annotations

from functools import partial

from mmdesk.services import offer_search, scan_codes
from mmdesk.services.bench import Bench
from mmdesk.services.order_papers import OrderPapers
from mmdesk.services.thumbnails import thumbnails
from mmdesk.ui.packing.bell import Bell
from mmdesk.ui.packing.bench_actions import BenchActions
from mmdesk.ui.packing.packing_view import PackingView
from mmdesk.ui.packing.pictures import Pictures
from mmdesk.ui.packing.scanner_station import ScannerStation
from mmdesk.ui.packing.sounds import Sounds
from mmdesk.ui.packing.unknown_codes import UnknownCodes
from mmdesk.ui.packing.unknown_codes_dialog import CodeBook
from mmdesk.ui.page_context import MadePage, Making, PageContext
from mmdesk.ui.words import language


def make(context: PageContext) -> Making:
    """With this workstation's scanner and loudspeaker at it."""
    parts, runner, window = context.parts, context.runner, context.window
    here = parts.workstation
    papers = OrderPapers(parts.clock, language())
    bench = Bench(parts.storage, parts.clock, context.operator, here.code, papers, place=here.name)
    sounds = Sounds(0, window)
    pictures = Pictures(partial(thumbnails, parts.storage), runner, window)
    context.changes.changed.connect(pictures.look_again)
    view = PackingView(
        BenchActions(runner, bench, window),
        context.changes,
        sounds,
        pictures,
        context.theme,
        parts.clock,
        context.place,
    )
    yield
    view.moved_on.connect(context.messages.settle)
    Bell(context.messages, sounds)
    view.serve(ScannerStation(context.workstation, sounds, view))
    UnknownCodes(view, _code_book(context), runner, context.changes, context.theme, parts.clock)
    return MadePage(view)


def _code_book(context: PageContext) -> CodeBook:
    storage, clock = context.parts.storage, context.parts.clock

    def attach(connection: str, code: str, offer_id: str) -> None:
        scan_codes.attach(storage, clock, connection, code, offer_id, context.operator)

    return CodeBook(
        unknown=partial(scan_codes.unknown, storage),
        find=partial(offer_search.find, storage),
        attach=attach,
        forget=partial(scan_codes.forget, storage),
    )
