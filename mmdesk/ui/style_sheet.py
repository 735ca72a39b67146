"""The one style sheet of the program, made from the tokens. It gives shapes; plain surfaces have the palette.

Item views have no `::item` rules on purpose: those would take painting away from delegates and the palette.
A border that grows on focus takes its pixel from the padding or the margin, so that nothing moves.
"""

from __future__ import annotations

from dataclasses import fields
from string import Template
from typing import Final

from mmdesk.ui.tokens import Tokens

_SHEET: Final = Template("""
QPushButton {
    min-height: 20px; padding: 5px 13px; border: 1px solid $edge; border-radius: 6px;
    background: $surface; color: $text;
}
QPushButton:hover { background: $hover; }
QPushButton:pressed, QPushButton:open { background: $selection; }
QPushButton:checked { background: $selection; border-color: $accent; }
QPushButton:focus { border: 2px solid $accent; padding: 4px 12px; }
QPushButton:disabled { background: transparent; border-color: $line; color: $disabled; }
QPushButton::menu-indicator { image: none; width: 0; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }

QPushButton[role="primary"] {
    background: $accent; border-color: $accent; color: $on_accent; font-weight: 600;
}
QPushButton[role="primary"]:hover, QPushButton[role="primary"]:pressed {
    background: $accent_strong; border-color: $accent_strong;
}
QPushButton[role="primary"]:focus { border: 2px solid $text; padding: 4px 12px; }
QPushButton[role="danger"] {
    background: $danger; border-color: $danger; color: $on_danger; font-weight: 600;
}
QPushButton[role="danger"]:hover, QPushButton[role="danger"]:pressed {
    background: $danger_strong; border-color: $danger_strong;
}
QPushButton[role="danger"]:focus { border: 2px solid $text; padding: 4px 12px; }
QPushButton[role="primary"]:disabled, QPushButton[role="danger"]:disabled {
    background: $hover; border-color: $line; color: $disabled;
}
QPushButton[role="quiet"] {
    min-height: 20px; padding: 5px 7px; border: 1px solid $line; border-radius: 6px;
    background: $hover; color: $text;
}
QPushButton[role="quiet"]:hover { border-color: $edge; }
QPushButton[role="menu"], QToolButton {
    min-height: 20px; padding: 5px 7px; border: 1px solid transparent; border-radius: 6px;
    background: transparent; color: $text;
}
QPushButton[role="menu"]:hover, QToolButton:hover { background: $hover; }
QPushButton[role="quiet"]:pressed, QPushButton[role="quiet"]:checked, QPushButton[role="menu"]:pressed,
QToolButton:pressed, QToolButton:open, QToolButton:checked { background: $selection; }
QPushButton[role="quiet"]:focus, QPushButton[role="menu"]:focus, QToolButton:focus {
    border: 2px solid $accent; padding: 4px 6px;
}
QPushButton[role="quiet"]:disabled, QPushButton[role="menu"]:disabled, QToolButton:disabled {
    background: transparent; color: $disabled;
}
QToolButton::menu-indicator { image: none; width: 0; }
QPushButton[role="menu"] { padding-left: 12px; text-align: left; }
QPushButton[role="menu"]:focus { padding-left: 11px; }

QPushButton[role="chip"] {
    min-height: 18px; padding: 3px 9px; border: 1px solid $edge; border-radius: 13px; background: $surface;
}
QPushButton[role="chip"]:hover { background: $hover; }
QPushButton[role="chip"]:checked { background: $selection; border: 1px solid $accent; }
QPushButton[role="chip"]:focus { border: 2px solid $accent; padding: 2px 8px; }
QPushButton[role="chip"]:disabled { background: transparent; border-color: $line; color: $disabled; }

QLineEdit, QComboBox, QAbstractSpinBox {
    min-height: 20px; padding: 5px 8px; border: 1px solid $edge; border-radius: 6px;
    background: $surface; color: $text; selection-background-color: $accent; selection-color: $on_accent;
    placeholder-text-color: $muted;
}
QLineEdit { lineedit-clear-button-icon: url("marks:cross-$shade.svg"); }
QLineEdit QToolButton { min-height: 0; padding: 0; border: none; }
QLineEdit:hover, QComboBox:hover, QAbstractSpinBox:hover { border-color: $muted; }
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus { border: 2px solid $accent; padding: 4px 7px; }
QLineEdit:read-only { background: $bg; }
QLineEdit[tone="danger"] { border: 2px solid $danger; padding: 4px 7px; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled {
    background: $bg; border-color: $line; color: $disabled;
}
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url("marks:chevron-$shade.svg"); width: 16px; height: 16px; }
QComboBox QAbstractItemView {
    border: 1px solid $edge; margin: 0; border-radius: 0; background: $surface; color: $text; padding: 4px;
    selection-background-color: $selection; selection-color: $text; outline: none;
}
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {
    min-height: 0; padding: 0; border: none; border-radius: 0; background: transparent;
}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    border: none; width: 20px; background: transparent;
}
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: $hover; }
QAbstractSpinBox::up-arrow { image: url("marks:chevron-up-$shade.svg"); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url("marks:chevron-$shade.svg"); width: 12px; height: 12px; }

QCheckBox, QRadioButton {
    min-height: 20px; padding: 3px 5px; spacing: 8px; border: 1px solid transparent; border-radius: 6px;
}
QCheckBox:focus, QRadioButton:focus { border: 2px solid $accent; padding: 2px 4px; }
QCheckBox:disabled, QRadioButton:disabled { color: $disabled; }
QCheckBox::indicator, QRadioButton::indicator {
    width: 16px; height: 16px; border: 1px solid $edge; border-radius: 4px; background: $surface;
}
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked, QRadioButton::indicator:checked, QCheckBox::indicator:indeterminate {
    background: $accent; border-color: $accent;
}
QCheckBox::indicator:checked { image: url("marks:check-$shade.svg"); }
QCheckBox::indicator:indeterminate { image: url("marks:dash-$shade.svg"); }
QRadioButton::indicator:checked { image: url("marks:point-$shade.svg"); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $bg; border-color: $line; }
QCheckBox::indicator:checked:disabled, QRadioButton::indicator:checked:disabled { background: $disabled; }

QAbstractItemView, QPlainTextEdit, QTextEdit {
    border: 1px solid $line; margin: 1px; border-radius: 6px; background: $surface; color: $text;
    selection-background-color: $selection; selection-color: $text; outline: none; gridline-color: $line;
}
QAbstractItemView:focus, QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $accent; margin: 0; }
QAbstractItemView::indicator {
    width: 16px; height: 16px; border: 1px solid $edge; border-radius: 4px; background: $surface;
}
QAbstractItemView::indicator:checked {
    image: url("marks:check-$shade.svg"); border-color: $accent; background: $accent;
}
QAbstractItemView::indicator:disabled { border-color: $line; background: $bg; }
QAbstractItemView::indicator:checked:disabled { background: $disabled; }
QTableCornerButton::section { background: $surface; border: none; }
QHeaderView { background: $surface; border: none; margin: 0; border-radius: 6px; }
QHeaderView:focus { border: none; }
QHeaderView::section {
    min-height: 22px; padding: 4px 8px; border: none; border-bottom: 1px solid $line;
    background: $surface; color: $muted; font-weight: 400;
}
QHeaderView::section:hover { background: $hover; color: $text; }
QHeaderView::up-arrow {
    image: url("marks:chevron-up-$shade.svg"); width: 12px; height: 12px;
    subcontrol-origin: padding; subcontrol-position: center right;
}
QHeaderView::down-arrow {
    image: url("marks:chevron-$shade.svg"); width: 12px; height: 12px;
    subcontrol-origin: padding; subcontrol-position: center right;
}

QAbstractScrollArea::corner { border: none; background: transparent; }
QScrollArea { border: none; background: transparent; }
QScrollBar:vertical { width: 12px; margin: 0; border: none; background: transparent; }
QScrollBar:horizontal { height: 12px; margin: 0; border: none; background: transparent; }
QScrollBar::handle { background: $edge; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QSplitter::handle { background: transparent; }
QSplitter::handle:horizontal { width: 8px; }
QSplitter::handle:vertical { height: 8px; }
QSplitter::handle:hover { background: $selection; }

QToolTip { padding: 6px 8px; border: 1px solid $edge; background: $surface; color: $text; }
QBalloonTip QLabel { color: $ink; }
QMenu { padding: 4px; border: 1px solid $edge; background: $surface; color: $text; }
QMenu::item { min-height: 20px; padding: 5px 24px 5px 8px; border-radius: 4px; }
QMenu::item:selected { background: $selection; color: $text; }
QMenu::item:disabled { color: $disabled; background: transparent; }
QMenu::separator { height: 1px; margin: 4px 8px; background: $line; }
QMenu::icon { padding-left: 8px; }
QMenu::indicator { width: 16px; height: 16px; margin-left: 8px; }
QMenu::indicator:checked { image: url("marks:tick-$shade.svg"); }
QMenu::right-arrow { image: url("marks:chevron-right-$shade.svg"); width: 12px; height: 12px; }

QGroupBox { margin-top: 12px; padding: 16px 12px 12px 12px; border: 1px solid $line; border-radius: 6px; }
QGroupBox::title { subcontrol-origin: margin; left: 12px; padding: 0 4px; color: $muted; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabBar::tab {
    min-height: 20px; padding: 6px 13px; border: none; border-bottom: 2px solid transparent; color: $muted;
}
QTabBar::tab:hover { background: $hover; color: $text; }
QTabBar::tab:selected { border-bottom-color: $accent; color: $text; }
QTabBar::tab:focus { background: $selection; }
QProgressBar {
    max-height: 6px; border: none; border-radius: 3px; background: $line; color: transparent;
}
QProgressBar::chunk { border-radius: 3px; background: $accent; }

QLabel[role="title"] { font-size: 20px; font-weight: 600; }
QLabel[role="heading"] { font-size: 15px; font-weight: 600; }
QLabel[role="caption"] { color: $muted; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="key"] {
    padding: 1px 7px; border: 1px solid $edge; border-bottom-width: 2px; border-radius: 4px;
    background: $surface;
}
QLabel[role="code"] {
    padding: 5px 8px; border: 1px solid $line; border-radius: 4px; background: $hover;
    font-family: "Cascadia Mono", "Consolas", "Menlo", "DejaVu Sans Mono", monospace;
}
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="accent"] { color: $accent; }
QLabel[tone="ok"] { color: $ok; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="danger"] { color: $danger; }
QLabel:disabled { color: $disabled; }

QFrame[role="card"] { border: 1px solid $line; border-radius: 6px; background: $surface; }
QFrame[role="rule"] { min-height: 1px; max-height: 1px; border: none; background: $line; }
QFrame[role="banner"] { border: 1px solid $muted; border-radius: 6px; background: $hover; }
QFrame[role="banner"][tone="accent"] { border-color: $accent; background: $accent_tint; }
QFrame[role="banner"][tone="ok"] { border-color: $ok; background: $ok_tint; }
QFrame[role="banner"][tone="warn"] { border-color: $warn; background: $warn_tint; }
QFrame[role="banner"][tone="danger"] { border-color: $danger; background: $danger_tint; }
QFrame[role="strip"] { border: none; background: $strip; }
QFrame[role="strip"] QLabel { color: $on_strip; font-weight: 600; }
QFrame[role="side"] { border: none; border-right: 1px solid $line; background: $surface; }
QFrame[role="foot"] { border: none; border-top: 1px solid $line; background: $surface; }
""")


def style_sheet(tokens: Tokens, shade: str) -> str:
    """`shade` names the set of small marks, which a style sheet can only take from files: light or dark."""
    colours = {field.name: getattr(tokens, field.name).name() for field in fields(tokens)}
    # Qt's own note of a tray has a light ground in either.
    colours["ink"] = colours["text" if shade == "light" else "bg"]
    return _SHEET.substitute(colours, shade=shade)
