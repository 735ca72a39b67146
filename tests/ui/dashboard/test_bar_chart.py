from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mmdesk.ui.dashboard.bar_chart import BarChart, Bars, Series
from mmdesk.ui.theme import Theme, Tone

OPEN = Series("open", Tone.ACCENT, (1, 0, 3))
DONE = Series("delivered", Tone.OK, (2, 0, 0))
BARS = Bars(("1.11", "2.11", "3.11"), ("Sun", "Mon", "Tue"), (OPEN, DONE))


@pytest.fixture
def chart(qtbot: QtBot, theme: Theme) -> BarChart:
    made = BarChart("Orders", "No orders", theme)
    qtbot.addWidget(made)
    made.resize(400, 240)
    made.show()
    made.activateWindow()
    made.setFocus()
    return made


def test_a_plot_without_bars_says_why(chart: BarChart) -> None:
    chart.show_bars(Bars())
    assert chart.accessibleDescription() == "No orders"
    assert chart.words() == "No orders"


def test_all_that_is_drawn_can_be_read(chart: BarChart) -> None:
    chart.show_bars(BARS)
    assert chart.accessibleName() == "Orders"
    assert chart.accessibleDescription() == "Sun: 3 — open 1, delivered 2\nTue: 3 — open 3"


def test_arrows_go_from_bar_to_bar_and_tell_each(chart: BarChart) -> None:
    chart.show_bars(BARS)
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert chart.told() == "Sun: 3 — open 1, delivered 2"
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert chart.told() == "Tue: 3 — open 3"
    QTest.keyClick(chart, Qt.Key.Key_Right)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.told() == "Mon: 0"


def test_a_mark_beyond_the_new_bars_is_gone(chart: BarChart) -> None:
    chart.show_bars(BARS)
    QTest.keyClick(chart, Qt.Key.Key_End)
    chart.show_bars(Bars(("1",), ("one",), (Series("orders", Tone.ACCENT, (5,)),)))
    assert chart.marked == -1
    assert chart.told() == ""


@pytest.mark.parametrize("lying", [False, True])
def test_bars_are_painted_as_long_as_their_values(chart: BarChart, theme: Theme, lying: bool) -> None:
    values = (100, 50)
    chart.clearFocus()
    chart.show_bars(Bars(("a", "b"), ("a", "b"), (Series("orders", Tone.ACCENT, values),), lying=lying))
    picture = chart.grab().toImage()
    wanted = theme.color(Tone.ACCENT).rgb()
    lines = range(picture.height()) if lying else range(picture.width())
    across = range(picture.width()) if lying else range(picture.height())

    def length(line: int) -> int:
        points = ((each, line) if lying else (line, each) for each in across)
        return sum(picture.pixel(*point) == wanted for point in points)

    lengths = [length(line) for line in lines]
    longest = max(lengths)
    half = [each for each in lengths if longest * 0.4 < each < longest * 0.6]
    assert longest > 60
    assert len(half) > 8
