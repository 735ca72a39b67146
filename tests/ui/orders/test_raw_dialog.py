from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mmdesk.ui.orders.raw_dialog import RawDialog, indented
from tests.factory import lot
from tests.ui.orders.cards import card


def test_a_document_is_shown_with_its_parts_under_each_other() -> None:
    assert indented('{"цена":500}') == '{\n  "цена": 500\n}'


@pytest.mark.parametrize("raw", ["", "<html>", "[" * 100_000])
def test_what_is_no_json_is_shown_as_it_came(raw: str) -> None:
    assert indented(raw) == raw


def test_markup_in_it_is_text_that_nobody_can_change(qtbot: QtBot) -> None:
    dialog = RawDialog(card(lot(1), raw='{"name": "<b>Кружка</b>"}'))
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    assert '"name": "<b>Кружка</b>"' in dialog.document.toPlainText()
    assert dialog.document.isReadOnly()
