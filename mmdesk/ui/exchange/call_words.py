"""What Megamarket called us with, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from mmdesk.services.received_calls import ReceivedCall
from mmdesk.ui import moments
from mmdesk.ui.words import begun


def name(call: ReceivedCall) -> str:
    """A call that a newer version takes shows its own path."""
    names = {
        "order/new": QCoreApplication.translate("CallWords", "new order"),
        "order/cancel": QCoreApplication.translate("CallWords", "cancellation"),
    }
    return names.get(call.source, call.source)


def title(call: ReceivedCall) -> str:
    """«Новый заказ (order/new), 23 ноября 2026, 11:38»."""
    called = name(call)
    known = begun(called) if called == call.source else f"{begun(called)} ({call.source})"
    return f"{known}, {moments.exact(call.received_at)}"
