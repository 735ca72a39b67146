"""The pages of the window in the order of their keys, and what has to be imported before each is made."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class PageEntry:
    """`foundation` leads to no Qt and is imported by the task thread; `in_turn` by the window's own, one
    module between two events: the small ones first, so that what a module stands on is loaded and no turn is
    long. `module` makes the page (`PageModule`) and is the last of them.
    """

    module: str
    foundation: tuple[str, ...] = ()
    in_turn: tuple[str, ...] = ()


_QT_SPOOLER: Final = ("mmdesk.printing.qt_spooler",) if sys.platform == "win32" else ()
"""There the spool's threads print through Qt, which only the window's thread may import."""

_ASKED_ON_ORDERS: Final = (
    "mmdesk.ui.orders.question_dialog",
    "mmdesk.ui.orders.answer_dialog",
    "mmdesk.ui.orders.close_dialog",
    "mmdesk.ui.orders.move_dialog",
    "mmdesk.ui.orders.box_table",
    "mmdesk.ui.orders.pack_dialog",
    "mmdesk.ui.orders.reject_dialog",
    "mmdesk.ui.orders.questions",
    "mmdesk.ui.keys_dialog",
)
"""Dialogs of the first page: it is there without them, and none of them shall keep a person waiting."""

PAGES: Final = (
    PageEntry(
        module="mmdesk.ui.orders_page",
        foundation=(
            "mmdesk.services.acting_service",
            "mmdesk.services.operators",
            "mmdesk.services.order_actions",
            "mmdesk.services.order_card",
            "mmdesk.services.order_list",
            "mmdesk.services.print_list",
            "mmdesk.services.print_papers",
            "mmdesk.services.saved_filters",
            "mmdesk.services.service_state",
        ),
        in_turn=(
            "mmdesk.ui.orders.details_state",
            "mmdesk.ui.orders.lot_rows",
            "mmdesk.ui.orders.timeline_view",
            "mmdesk.ui.orders.verb_row",
            "mmdesk.ui.orders.verbs",
            "mmdesk.ui.orders.details_view",
            "mmdesk.ui.orders.orders_model",
            "mmdesk.ui.orders.orders_state",
            "mmdesk.ui.orders.list_reader",
            "mmdesk.ui.orders.list_notice",
            "mmdesk.ui.orders.filter_bar",
            "mmdesk.ui.orders.selection_bar",
            "mmdesk.ui.orders.orders_delegate",
            "mmdesk.ui.orders.list_pane",
            "mmdesk.ui.orders.filter_dialogs",
            "mmdesk.ui.orders.orders_view",
            "mmdesk.ui.printing.pick_dialog",
            "mmdesk.ui.orders.order_printing",
            "mmdesk.ui.orders.undo_strip_view",
            "mmdesk.ui.service_child",
            "mmdesk.ui.service_keeper",
        ),
    ),
    PageEntry(
        module="mmdesk.ui.packing_page",
        foundation=("mmdesk.services.bench",),
        in_turn=(
            *_ASKED_ON_ORDERS,
            "mmdesk.ui.packing.scanner",
            "mmdesk.ui.packing.serial_scanner",
            "mmdesk.ui.packing.lines",
            "mmdesk.ui.packing.board",
            "mmdesk.ui.packing.product_stage",
            "mmdesk.ui.packing.question_panel",
            "mmdesk.ui.packing.scanner_station",
            "mmdesk.ui.packing.packing_view",
        ),
    ),
    PageEntry(
        module="mmdesk.ui.printing_page",
        foundation=(
            "mmdesk.services.printers",
            "mmdesk.services.print_desk",
            "mmdesk.services.print_papers",
            "mmdesk.services.print_list",
            "mmdesk.services.spool",
            "mmdesk.services.workstations",
        ),
        in_turn=(
            *_QT_SPOOLER,
            "mmdesk.ui.printing.printing_state",
            "mmdesk.ui.printing.jobs_model",
            "mmdesk.ui.printing.jobs_table",
            "mmdesk.ui.printing.job_bar",
            "mmdesk.ui.printing.printing_bar",
            "mmdesk.ui.printing.printers_panel",
            "mmdesk.ui.printing.printer_dialog",
            "mmdesk.ui.printing.printing_deeds",
            "mmdesk.ui.printing.printing_view",
        ),
    ),
    PageEntry(
        module="mmdesk.ui.catalogue_page",
        foundation=(
            "mmdesk.services.catalogue_desk",
            "mmdesk.services.feed_round",
            "mmdesk.services.foreign_feed",
            "mmdesk.services.offer_list",
        ),
        in_turn=(
            "mmdesk.ui.catalogue.catalogue_words",
            "mmdesk.ui.catalogue.flat_table",
            "mmdesk.ui.catalogue.kinds_list",
            "mmdesk.ui.catalogue.build_tab",
            "mmdesk.ui.catalogue.offers_tab",
            "mmdesk.ui.catalogue.problems_tab",
            "mmdesk.ui.catalogue.changes_tab",
            "mmdesk.ui.catalogue.history_tab",
            "mmdesk.ui.catalogue.rules_tab",
            "mmdesk.ui.catalogue.foreign_tab",
            "mmdesk.ui.catalogue.decisions",
            "mmdesk.ui.catalogue.catalogue_view",
        ),
    ),
    PageEntry(
        module="mmdesk.ui.exchange_page",
        foundation=("mmdesk.services.exchange_desk",),
        in_turn=(
            "mmdesk.ui.facts.section_view",
            "mmdesk.ui.exchange.jobs_view",
            "mmdesk.ui.exchange.calls_view",
            "mmdesk.ui.exchange.queue_view",
            "mmdesk.ui.exchange.places_view",
            "mmdesk.ui.exchange.remotes_view",
            "mmdesk.ui.exchange.exchange_view",
        ),
    ),
    PageEntry(
        module="mmdesk.ui.dashboard_page",
        foundation=("mmdesk.services.figures", "mmdesk.services.figures_export"),
        in_turn=(
            "mmdesk.ui.dashboard.dashboard_state",
            "mmdesk.ui.dashboard.bar_chart",
            "mmdesk.ui.dashboard.period_view",
            "mmdesk.ui.dashboard.dashboard_view",
        ),
    ),
    PageEntry(
        module="mmdesk.ui.setup_page",
        foundation=(
            "mmdesk.services.connection_desk",
            "mmdesk.services.integration_desk",
            "mmdesk.services.keeping_desk",
            "mmdesk.services.mapping_desk",
            "mmdesk.services.roster",
            "mmdesk.remotes",
        ),
        in_turn=(
            "mmdesk.ui.setup.remote_talk",
            "mmdesk.ui.setup.checks_view",
            "mmdesk.ui.setup.public_form",
            "mmdesk.ui.setup.wizard_steps",
            "mmdesk.ui.setup.wizard_view",
            "mmdesk.ui.setup.connection_dialogs",
            "mmdesk.ui.setup.connections_view",
            "mmdesk.ui.setup.connections_section",
            "mmdesk.ui.setup.integration_view",
            "mmdesk.ui.setup.integration_section",
            "mmdesk.ui.setup.mapping_view",
            "mmdesk.ui.setup.mapping_section",
            "mmdesk.ui.setup.operators_section",
            "mmdesk.ui.setup.keeping_section",
        ),
    ),
)
"""The first one is made before the others are imported: work begins there."""
