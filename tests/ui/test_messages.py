from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from mmdesk.errors import MmdeskError, Text
from mmdesk.language import Language
from mmdesk.ui import words
from mmdesk.ui.message_bar import MessageBar
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.theme import Theme
from tests.ui.conftest import Wait

SOON_MS = 30


class LotGone(MmdeskError):
    title = Text("Лот уже отменён", "The lot is cancelled already")
    hint = Text("Уберите его из места.", "Take it out of the box.")


@pytest.fixture
def messages() -> Messages:
    return Messages()


@pytest.fixture
def window(theme: Theme, messages: Messages, qtbot: QtBot, wait: Wait) -> QWidget:
    """A page of one field with the bar under it."""
    window = QWidget()
    rows = QVBoxLayout(window)
    rows.addWidget(QLineEdit())
    rows.addWidget(MessageBar(theme, messages, fades_after_ms=SOON_MS))
    qtbot.addWidget(window)
    # Away from the window, or the bar takes the pointer for a reader.
    QCursor.setPos(QPoint(1900, 1100))
    window.resize(600, 200)
    window.move(0, 0)
    window.show()
    window.activateWindow()
    wait(window.isActiveWindow)
    return window


@pytest.fixture
def bar(window: QWidget) -> MessageBar:
    bar = window.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    return bar


def lines_of(bar: MessageBar) -> QPlainTextEdit:
    lines = bar.findChild(QPlainTextEdit)
    assert isinstance(lines, QPlainTextEdit)
    return lines


def more_of(bar: MessageBar) -> QPushButton:
    more = bar.findChild(QPushButton)
    assert isinstance(more, QPushButton)
    return more


def field_of(window: QWidget) -> QLineEdit:
    field = window.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    return field


def close_of(bar: MessageBar) -> QToolButton:
    close = bar.findChild(QToolButton)
    assert isinstance(close, QToolButton)
    return close


def shown_in(bar: MessageBar) -> set[str]:
    return {label.text() for label in bar.findChildren(QLabel) if label.isVisible()}


def test_an_empty_bar_takes_no_room(bar: MessageBar) -> None:
    assert not bar.isVisible()


def test_a_sentence_is_shown_as_it_is_written(bar: MessageBar, messages: Messages) -> None:
    messages.say(Kind.REFUSED, "<b>Anna</b> & co: refused")
    assert shown_in(bar) == {"<b>Anna</b> & co: refused"}
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in bar.findChildren(QLabel))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ru", "Лот уже отменён: лот 2. Уберите его из места."),
        ("en", "The lot is cancelled already: lot 2. Take it out of the box."),
    ],
)
def test_an_expected_failure_is_told_in_the_language_of_the_windows(
    bar: MessageBar, messages: Messages, language: Language, sentence: str
) -> None:
    words.use(language)
    messages.show_error(LotGone(Text("лот 2", "lot 2")))
    assert shown_in(bar) == {sentence}


def test_what_was_done_fades_by_itself(bar: MessageBar, messages: Messages, wait: Wait) -> None:
    messages.say(Kind.DONE, "12 orders confirmed")
    assert bar.isVisible()
    wait(lambda: not bar.isVisible())


def test_a_refusal_stays(bar: MessageBar, messages: Messages, qtbot: QtBot) -> None:
    messages.say(Kind.DONE, "12 orders confirmed")
    messages.say(Kind.REFUSED, "2 were refused")
    with qtbot.assertNotEmitted(messages.said, wait=3 * SOON_MS):
        pass
    assert shown_in(bar) == {"2 were refused"}


def test_a_message_does_not_fade_while_the_keyboard_reads_it(
    bar: MessageBar, messages: Messages, window: QWidget, qtbot: QtBot, wait: Wait
) -> None:
    messages.say(Kind.DONE, "38 of 40 confirmed", ["700100200: cancelled"])
    more_of(bar).setFocus()
    wait(more_of(bar).hasFocus)
    with qtbot.assertNotEmitted(messages.said, wait=3 * SOON_MS):
        pass
    assert bar.isVisible()
    field_of(window).setFocus()
    wait(lambda: not bar.isVisible())


def test_a_message_does_not_fade_under_the_pointer(
    bar: MessageBar, messages: Messages, qtbot: QtBot, wait: Wait
) -> None:
    messages.say(Kind.DONE, "12 orders confirmed")
    QCursor.setPos(bar.mapToGlobal(bar.rect().center()))
    wait(bar.underMouse)
    with qtbot.assertNotEmitted(messages.said, wait=3 * SOON_MS):
        pass
    assert bar.isVisible()


def test_lines_open_on_demand_and_scroll_when_there_are_many(bar: MessageBar, messages: Messages) -> None:
    messages.say(Kind.REFUSED, "40 were refused", [f"7001002{number:02}: late" for number in range(40)])
    assert not lines_of(bar).isVisible()
    more_of(bar).click()
    assert lines_of(bar).isVisible()
    assert lines_of(bar).toPlainText().count("\n") == 39
    assert lines_of(bar).height() < 200


def test_without_lines_there_is_nothing_to_open(bar: MessageBar, messages: Messages) -> None:
    messages.say(Kind.REFUSED, "refused", ["one"])
    more_of(bar).click()
    messages.say(Kind.REFUSED, "refused again")
    assert not more_of(bar).isVisible()
    assert not lines_of(bar).isVisible()


def test_escape_closes_it_and_gives_the_focus_back(
    bar: MessageBar, messages: Messages, window: QWidget, wait: Wait
) -> None:
    messages.say(Kind.REFUSED, "refused", ["one"])
    more_of(bar).setFocus()
    wait(more_of(bar).hasFocus)
    QTest.keyClick(more_of(bar), Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert field_of(window).hasFocus()


def test_closing_by_the_pointer_leaves_the_focus_where_work_is(
    bar: MessageBar, messages: Messages, window: QWidget, wait: Wait
) -> None:
    field = field_of(window)
    field.setFocus()
    wait(field.hasFocus)
    messages.say(Kind.REFUSED, "refused")
    QTest.mouseClick(close_of(bar), Qt.MouseButton.LeftButton)
    assert not bar.isVisible()
    assert field.hasFocus()


def test_a_screen_reader_hears_it_and_a_refusal_interrupts(
    bar: MessageBar, messages: Messages, announced: Callable[[], list[tuple[str, bool]]]
) -> None:
    messages.say(Kind.DONE, "confirmed")
    messages.say(Kind.REFUSED, "refused")
    assert announced() == [("confirmed", False), ("refused", True)]
    assert bar.accessibleName() == "refused"


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[tuple[str, bool]]]:
    """What would be read aloud: no screen reader listens to a test."""
    heard: list[tuple[str, bool]] = []

    def hear(event: QAccessibleAnnouncementEvent) -> None:
        assertive = event.politeness() is QAccessible.AnnouncementPoliteness.Assertive
        heard.append((event.message(), assertive))

    monkeypatch.setattr("mmdesk.ui.message_bar.QAccessible.updateAccessibility", hear)
    return lambda: heard


def test_a_message_about_a_lasting_state_ends_with_it(bar: MessageBar, messages: Messages) -> None:
    messages.say(Kind.REFUSED, "The service has stopped", about="service")
    messages.over("database")
    assert bar.isVisible()
    messages.over("service")
    assert not bar.isVisible()


def test_what_was_done_meanwhile_does_not_hide_a_state_that_lasts(
    bar: MessageBar, messages: Messages, wait: Wait
) -> None:
    messages.say(Kind.REFUSED, "The service has stopped", about="service")
    messages.say(Kind.DONE, "12 orders confirmed")
    assert shown_in(bar) == {"The service has stopped", "12 orders confirmed"}
    wait(lambda: shown_in(bar) == {"The service has stopped"})


def test_a_state_that_lasts_comes_back_after_what_was_refused_meanwhile(
    bar: MessageBar, messages: Messages
) -> None:
    messages.say(Kind.REFUSED, "The service has stopped", about="service")
    messages.say(Kind.REFUSED, "2 were refused")
    assert shown_in(bar) == {"2 were refused"}
    close_of(bar).click()
    assert shown_in(bar) == {"The service has stopped"}


def test_a_state_that_ended_meanwhile_does_not_come_back(
    bar: MessageBar, messages: Messages, wait: Wait
) -> None:
    messages.say(Kind.REFUSED, "The service has stopped", about="service")
    messages.say(Kind.DONE, "12 orders confirmed")
    messages.over("service")
    assert shown_in(bar) == {"12 orders confirmed"}
    wait(lambda: not bar.isVisible())


def test_a_refusal_that_nobody_can_have_read_comes_back_after_a_lesser_message(
    bar: MessageBar, messages: Messages, wait: Wait
) -> None:
    messages.say(Kind.REFUSED, "2 were refused")
    messages.say(Kind.NOTICE, "There is nothing to take back")
    wait(lambda: shown_in(bar) == {"2 were refused"})
    close_of(bar).click()
    assert not bar.isVisible()


def test_a_refusal_that_was_read_makes_room_for_good(
    theme: Theme, messages: Messages, qtbot: QtBot, wait: Wait
) -> None:
    bar = MessageBar(theme, messages, fades_after_ms=SOON_MS, read_after_ms=0)
    qtbot.addWidget(bar)
    messages.say(Kind.REFUSED, "2 were refused")
    messages.say(Kind.DONE, "2 orders confirmed")
    wait(bar.isHidden)


def test_the_next_order_takes_only_what_has_happened_away(bar: MessageBar, messages: Messages) -> None:
    messages.say(Kind.REFUSED, "The service has stopped", about="service")
    messages.say(Kind.REFUSED, "Order 700100200: a lot is cancelled already")
    messages.settle()
    assert shown_in(bar) == {"The service has stopped"}


def test_the_end_of_a_state_leaves_what_was_said_since(bar: MessageBar, messages: Messages) -> None:
    messages.say(Kind.REFUSED, "The service has stopped", about="service")
    messages.say(Kind.REFUSED, "Order 700100200: a lot is cancelled already")
    messages.over("service")
    assert shown_in(bar) == {"Order 700100200: a lot is cancelled already"}


def test_a_failure_is_over_when_the_same_thing_succeeds(
    bar: MessageBar, messages: Messages, wait: Wait
) -> None:
    messages.say(Kind.REFUSED, "The service has stopped", about="service")
    messages.say(Kind.REFUSED, "Not saved: no such folder", deed="bundle")
    messages.say(Kind.DONE, "Saved: a.zip", deed="bundle")
    close_of(bar).click()
    assert shown_in(bar) == {"The service has stopped"}


def test_a_failure_is_over_when_its_deed_is_told_to_be(bar: MessageBar, messages: Messages) -> None:
    messages.say(Kind.REFUSED, "Not read: no such file", deed="import")
    messages.over("import")
    assert not bar.isVisible()


def test_a_notice_goes_by_itself(bar: MessageBar, messages: Messages, wait: Wait) -> None:
    messages.say(Kind.NOTICE, "Operators are entered now")
    wait(bar.isHidden)
