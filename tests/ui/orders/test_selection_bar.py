from __future__ import annotations

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from mmdesk.domain.role import Role
from mmdesk.domain.scheme import Verb
from mmdesk.ui.orders.selection_bar import SelectionBar, VerbButton
from mmdesk.ui.theme import Theme

FIVE = (Verb.CONFIRM, Verb.PACK, Verb.LABEL, Verb.SHIP, Verb.COURIER)


def test_no_more_verbs_lose_their_words_than_have_to(theme: Theme, qtbot: QtBot) -> None:
    bar = SelectionBar(theme)
    qtbot.addWidget(bar)
    bar.resize(2000, bar.height())
    bar.show_chosen(144, FIVE)
    buttons = {each.verb: each for each in bar.findChildren(VerbButton)}

    def with_words() -> list[Verb]:
        return [verb for verb in FIVE if buttons[verb].text()]

    assert with_words() == list(FIVE)
    room = bar.width()
    while len(with_words()) == len(FIVE):
        room -= 1
        bar.resize(room, bar.height())
        bar.show_chosen(144, FIVE)
    assert set(FIVE) - set(with_words()) == {Verb.LABEL}
    assert buttons[Verb.LABEL].toolTip() == "Label F7"
    bar.resize(0, bar.height())
    bar.show_chosen(144, FIVE)
    assert with_words() == []


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
