"""Where a scan belongs that is made while another page is shown: into a field, or onto the bench."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit


def search_field() -> QLineEdit | None:
    """The field for searching that has the focus. Fields that have a button to clear them are such."""
    focus = QApplication.focusWidget()
    is_search = isinstance(focus, QLineEdit) and focus.isClearButtonEnabled() and not focus.isReadOnly()
    return focus if is_search and isinstance(focus, QLineEdit) else None


def is_writing() -> bool:
    """Whether the focus is in a field for text other than one for searching: a code may be meant for it."""
    focus = QApplication.focusWidget()
    if isinstance(focus, QComboBox):
        return focus.isEditable()
    if isinstance(focus, QLineEdit | QTextEdit | QPlainTextEdit | QAbstractSpinBox):
        return not focus.isReadOnly() and search_field() is None
    return False


def search_for(field: QLineEdit, code: str) -> None:
    """Instead of what was searched for before: two codes in a row are no code."""
    field.selectAll()
    field.insert(code)
