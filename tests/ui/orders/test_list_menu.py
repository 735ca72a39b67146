from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mmdesk.domain.role import Role
from mmdesk.domain.scheme import Verb
from mmdesk.services.order_list import OrderSort
from mmdesk.ui.orders.list_menu import ListMenu
from mmdesk.ui.theme import Theme


def test_what_a_role_leaves_to_others_cannot_be_chosen(theme: Theme, qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    menu = ListMenu((Verb.CONFIRM, Verb.LABEL), OrderSort.DEADLINE, theme, page, role=Role.PACKER)
    confirm, label = menu.actions()[:2]
    assert (confirm.isEnabled(), label.isEnabled()) == (False, True)
    assert "order desk or manager" in confirm.toolTip()
