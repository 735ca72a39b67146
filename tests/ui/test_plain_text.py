"""Words of remotes and buyers: nothing hidden, nothing turned round, nothing endless, in every place."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mmdesk.ui import plain_words
from mmdesk.ui.facts.facts_model import Cell, Column, FactsModel, Line
from mmdesk.ui.message_bar import MessageBar
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.plain_text import ElidedCheckBox, ElidedLabel, plain_label, tooltip
from mmdesk.ui.plain_words import (
    LONGEST_LINE,
    LONGEST_PARAGRAPH,
    MOST_TIP_LINES,
    one_line,
    paragraph,
    visible,
)
from mmdesk.ui.theme import Theme
from tests.ui import hostile

NAMES = [name for name in vars(hostile) if name.isupper() and name != "ALL"]


class _Reader(HTMLParser):
    """What a tooltip shows."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.lines: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.lines.append(data)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_hidden_is_left_and_nothing_is_endless(name: str) -> None:
    words = getattr(hostile, name)
    assert hostile.hidden(visible(words)) == set()
    line, text = one_line(words), paragraph(words)
    assert (hostile.hidden(line), hostile.hidden(text)) == (set(), set())
    assert "\n" not in line
    assert len(line) <= LONGEST_LINE
    assert len(text.replace("\u200b", "")) <= LONGEST_PARAGRAPH
    line.encode()


def test_usual_words_stay_as_they_are() -> None:
    for words in ("Кружка синяя, 350 мл", "1\N{NARROW NO-BREAK SPACE}430\N{NO-BREAK SPACE}₽", "café é ё й"):
        assert one_line(words) == paragraph(words) == words
    assert paragraph("one\n\ntwo") == "one\n\ntwo"


def test_what_reads_backwards_is_read_as_it_is_stored() -> None:
    assert one_line(hostile.TURNED) == "invoicegpj.exe"


def test_a_control_character_leaves_a_sign() -> None:
    assert one_line(hostile.CONTROLS) == "bell�nul�delete�"


def test_lines_and_tabs_become_one_line() -> None:
    assert one_line(hostile.LINES) == "one two three four five"
    assert one_line(hostile.TABS) == "one two three"
    assert visible(hostile.LINES).splitlines() == ["one", "two", "three", "four", "five"]


def test_what_is_cut_says_so() -> None:
    assert one_line(hostile.LONG).endswith("…")
    assert paragraph(hostile.LONG).endswith("…")


@pytest.mark.parametrize("name", NAMES)
def test_a_tooltip_is_words_only_and_has_an_end(name: str) -> None:
    told = _Reader(tooltip(getattr(hostile, name)))
    assert told.tags <= {"div"}
    assert hostile.hidden("".join(told.lines)) == set()
    assert len("".join(told.lines)) < 2 * plain_words.LONGEST_TIP


def test_a_tooltip_of_many_lines_has_an_end() -> None:
    assert len(_Reader(tooltip("line\n" * 300)).lines) == MOST_TIP_LINES + 1


@pytest.mark.parametrize("name", NAMES)
def test_no_label_is_wider_than_its_place(name: str, theme: Theme, qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    words = getattr(hostile, name)
    rows = QVBoxLayout(page)
    for part in (plain_label(words), ElidedLabel(words), ElidedCheckBox(words)):
        rows.addWidget(part)
    assert page.minimumSizeHint().width() < 900
    assert all(hostile.hidden(label.text()) == set() for label in page.findChildren(QLabel))


def test_a_label_shows_what_it_is_told_later_just_as_plainly(qtbot: QtBot) -> None:
    label = plain_label()
    qtbot.addWidget(label)
    label.setText(hostile.TURNED)
    assert label.text() == "invoicegpj.exe"


@pytest.mark.parametrize("name", NAMES)
def test_a_cell_is_one_line(name: str, theme: Theme) -> None:
    model = FactsModel([Column("what")], theme)
    model.show_lines([Line("key", (Cell(getattr(hostile, name)),))])
    index: QModelIndex | QPersistentModelIndex = model.index(0, 0)
    for words in (model.data(index), model.data(index, Qt.ItemDataRole.DisplayRole)):
        assert isinstance(words, str)
        assert hostile.hidden(words) == set()
        assert "\n" not in words
        assert len(words) <= LONGEST_LINE


def test_a_message_of_any_length_leaves_the_page_its_room(theme: Theme, qtbot: QtBot) -> None:
    messages = Messages()
    bar = MessageBar(theme, messages)
    qtbot.addWidget(bar)
    messages.say(Kind.REFUSED, hostile.EVERYTHING, [hostile.EVERYTHING] * 5_000)
    bar.resize(800, bar.heightForWidth(800))
    assert bar.heightForWidth(800) < 260
    assert bar.minimumSizeHint().width() < 900
    assert hostile.hidden(bar.accessibleName()) == set()
