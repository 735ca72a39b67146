"""Spares the start of the window what only costs time there; comes before our other imports."""

from __future__ import annotations

import builtins
import gc

import PySide6.QtWidgets  # noqa: F401 - its hook is in place once it is imported


def begin() -> None:
    """From here on Python collects no garbage by itself; `GarbageCollector` does, once all is loaded."""
    gc.disable()
    # From its own import on PySide6 reads the source of every module that is imported, to find `__feature__`
    # switches. Nothing here has them, and reading SQLAlchemy's sources takes longer than showing a window.
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
