from __future__ import annotations

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from mmdesk.domain.role import Role
from mmdesk.domain.scheme import Verb
from mmdesk.ui.orders.selection_bar import SelectionBar
from mmdesk.ui.theme import Theme


def test_what_a_role_leaves_to_others_cannot_be_pressed_and_says_whose_it_is(
    theme: Theme, qtbot: QtBot
) -> None:
    bar = SelectionBar(theme)
    qtbot.addWidget(bar)
    bar.resize(1200, 40)
    bar.show_role(Role.PACKER)
    bar.show_chosen(3, (Verb.CONFIRM, Verb.LABEL))
    shown = {button.accessibleName(): button for button in bar.findChildren(QPushButton)}
    assert not shown["Confirm"].isEnabled()
    assert "order desk or manager" in shown["Confirm"].toolTip()
    assert shown["Label"].isEnabled()
    bar.show_role(Role.DESK)
    assert shown["Confirm"].isEnabled()
    assert "manager" not in shown["Confirm"].toolTip()
