"""The way back from a shape that was given by `dress`."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def undress(widget: QWidget) -> None:
    """Show it as any other of its class."""
    if not (widget.property("role") or widget.property("tone")):
        return
    widget.setProperty("role", "")
    widget.setProperty("tone", "")
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
