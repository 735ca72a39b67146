from __future__ import annotations

import ast
import gc
import itertools
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QIcon, QImage, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QSpinBox, QTableView
from pytestqt.qtbot import QtBot

import mmdesk.ui
from mmdesk.paths import resource
from mmdesk.ui.style_sheet import style_sheet
from mmdesk.ui.theme import Mode, Role, SystemColours, Theme, Tokens, Tone, application_icon, dress, inset
from mmdesk.ui.tokens import DARK, LIGHT

ICONS = sorted(path.stem for path in resource("icons").glob("*.svg"))
WINDOWS = Path(mmdesk.ui.__file__).parent


def luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(one: QColor, other: QColor) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def text_pairs(tokens: Tokens) -> Iterator[tuple[str, QColor, QColor]]:
    """Every text on every ground it may stand on."""
    grounds = {name: getattr(tokens, name) for name in ("bg", "surface", "selection", "hover")}
    for tone, (name, ground) in itertools.product(Tone, grounds.items()):
        yield f"{tone} on {name}", tokens.of(tone), ground
    for tone in Tone:
        yield f"{tone} on its tint", tokens.of(tone), tokens.tint(tone)
        yield f"text on the tint of {tone}", tokens.text, tokens.tint(tone)
        yield f"muted on the tint of {tone}", tokens.muted, tokens.tint(tone)
    yield "on_accent on accent", tokens.on_accent, tokens.accent
    yield "on_accent on accent_strong", tokens.on_accent, tokens.accent_strong
    yield "on_danger on danger", tokens.on_danger, tokens.danger
    yield "on_danger on danger_strong", tokens.on_danger, tokens.danger_strong
    yield "on_strip on strip", tokens.on_strip, tokens.strip


class ChangeableSystem(SystemColours):
    """A desktop whose colours a test turns; no screen of the tests has such a switch."""

    def __init__(self) -> None:
        super().__init__()
        self._dark = False
        self.asked: list[Mode] = []

    def is_dark(self) -> bool:
        return self._dark

    def ask_for(self, mode: Mode) -> None:
        self.asked.append(mode)

    def turn(self, *, dark: bool) -> None:
        self._dark = dark
        self.changed.emit()


def palettes() -> list[object]:
    return [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")]


def drawn(icon: QIcon, ratio: float = 1.0, mode: QIcon.Mode = QIcon.Mode.Normal) -> QImage:
    return icon.pixmap(QSize(16, 16), ratio, mode).toImage()


def ink(image: QImage) -> QColor:
    """The colour of its most solid pixel."""
    pixels = itertools.product(range(image.width()), range(image.height()))
    return max((image.pixelColor(x, y) for x, y in pixels), key=QColor.alpha)


@pytest.mark.parametrize("tokens", palettes())
def test_every_text_can_be_read_on_every_ground_it_stands_on(tokens: Tokens) -> None:
    weak = {name: contrast(text, ground) for name, text, ground in text_pairs(tokens)}
    assert {name: ratio for name, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("tokens", palettes())
@pytest.mark.parametrize(
    ("name", "ground"),
    [("disabled", "bg"), ("disabled", "surface"), ("disabled", "hover"), ("edge", "bg"), ("edge", "surface")],
)
def test_what_is_disabled_and_what_outlines_a_control_can_still_be_seen(
    tokens: Tokens, name: str, ground: str
) -> None:
    assert contrast(getattr(tokens, name), getattr(tokens, ground)) >= 3


@pytest.mark.parametrize("tokens", palettes())
@pytest.mark.parametrize("ground", ["bg", "surface", "selection", "hover"])
def test_the_focus_ring_stands_out(tokens: Tokens, ground: str) -> None:
    assert contrast(tokens.accent, getattr(tokens, ground)) >= 3


@pytest.mark.parametrize("tokens", palettes())
def test_the_style_sheet_uses_no_colour_that_has_no_name(tokens: Tokens) -> None:
    sheet = style_sheet(tokens, "light")
    named = {getattr(tokens, field.name).name() for field in fields(tokens)}
    used = {word.strip(";,") for word in sheet.split() if word.startswith("#")}
    assert used <= named
    assert "$" not in sheet


@pytest.mark.parametrize("shade", ["light", "dark"])
def test_the_style_sheet_names_only_marks_that_exist(shade: str) -> None:
    marks = [part.split('"')[0] for part in style_sheet(LIGHT, shade).split('url("marks:')[1:]]
    assert marks
    assert [name for name in marks if not resource("icons", "marks", name).is_file()] == []


def test_a_choice_changes_the_colours_at_once(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.choose(Mode.DARK)
    assert theme.is_dark
    assert theme.mode is Mode.DARK
    assert QApplication.palette().color(QPalette.ColorRole.Window) == DARK.bg


def test_choosing_what_is_in_force_tells_nobody(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(theme.changed):
        theme.choose(Mode.LIGHT)


def test_auto_follows_the_system_when_it_changes(qapp: QApplication) -> None:
    system = ChangeableSystem()
    theme = Theme(Mode.AUTO, system=system)
    assert theme.tokens is LIGHT
    system.turn(dark=True)
    assert theme.tokens is DARK
    assert QApplication.palette().color(QPalette.ColorRole.Base) == DARK.surface


def test_a_choice_of_light_stands_against_a_dark_system(qapp: QApplication) -> None:
    system = ChangeableSystem()
    theme = Theme(Mode.LIGHT, system=system)
    system.turn(dark=True)
    assert theme.tokens is LIGHT
    assert QApplication.palette().color(QPalette.ColorRole.Window) == LIGHT.bg


def test_the_system_is_told_the_choice_so_that_title_bars_follow(qapp: QApplication) -> None:
    system = ChangeableSystem()
    theme = Theme(Mode.AUTO, system=system)
    theme.choose(Mode.DARK)
    assert system.asked == [Mode.AUTO, Mode.DARK]


def test_letters_are_never_smaller_than_the_base_and_speak_russian(theme: Theme) -> None:
    font = QApplication.font()
    assert font.pixelSize() >= 13
    assert QFontDatabase.WritingSystem.Cyrillic in QFontDatabase.writingSystems(QFontInfo(font).family())


def test_digits_in_tables_are_of_one_width(theme: Theme, qtbot: QtBot) -> None:
    table, label = QTableView(), QLabel()
    qtbot.addWidget(table)
    qtbot.addWidget(label)
    table.ensurePolished()
    label.ensurePolished()
    assert table.font().isFeatureSet(QFont.Tag("tnum"))
    assert not label.font().isFeatureSet(QFont.Tag("tnum"))


def test_other_colours_leave_the_letters_of_tables_as_they_are(theme: Theme, qtbot: QtBot) -> None:
    before, after = QTableView(), QTableView()
    qtbot.addWidget(before)
    before.ensurePolished()
    theme.choose(Mode.DARK)
    qtbot.addWidget(after)
    after.ensurePolished()
    assert before.font().isFeatureSet(QFont.Tag("tnum"))
    assert after.font().isFeatureSet(QFont.Tag("tnum"))


def test_dressing_again_changes_what_is_shown(theme: Theme, qtbot: QtBot) -> None:
    label = QLabel("late")
    qtbot.addWidget(label)
    dress(label, Role.HEADING, Tone.OK)
    label.show()
    dress(label, tone=Tone.DANGER)
    assert label.palette().color(QPalette.ColorRole.WindowText) == LIGHT.danger
    assert label.font().pixelSize() == 15


def test_nothing_moves_when_a_button_gets_the_focus(theme: Theme, qtbot: QtBot) -> None:
    button = QPushButton("Confirm")
    qtbot.addWidget(button)
    calm = button.sizeHint()
    button.show()
    button.setFocus()
    assert button.sizeHint() == calm
    assert calm.height() == 32


def test_a_number_keeps_off_the_left_edge_of_its_field(theme: Theme, qtbot: QtBot) -> None:
    """What the words "10" cover begins some pixels within the border."""
    field = inset(QSpinBox(value=10))
    qtbot.addWidget(field)
    field.show()
    shown = field.grab().toImage()
    ground = shown.pixelColor(shown.width() // 2, shown.height() // 2)
    row = range(shown.height() // 2 - 4, shown.height() // 2 + 4)
    first = next(x for x in range(3, shown.width()) if any(shown.pixelColor(x, y) != ground for y in row))
    assert first >= 8


def test_an_icon_follows_the_theme_by_itself(theme: Theme) -> None:
    icon = theme.icon("dot", Tone.OK)
    assert ink(drawn(icon)) == LIGHT.ok
    theme.choose(Mode.DARK)
    assert ink(drawn(icon)) == DARK.ok


def test_a_disabled_icon_is_as_grey_as_its_words(theme: Theme) -> None:
    assert ink(drawn(theme.icon("dot", Tone.DANGER), mode=QIcon.Mode.Disabled)) == LIGHT.disabled


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_an_icon_has_a_pixel_for_every_pixel_of_the_screen(theme: Theme, ratio: float) -> None:
    pixmap = theme.icon("truck").pixmap(QSize(16, 16), ratio)
    assert pixmap.width() == round(16 * ratio)
    assert pixmap.devicePixelRatio() == ratio


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_draws_something_and_stays_inside(theme: Theme, name: str) -> None:
    image = theme.icon(name).pixmap(QSize(48, 48), 1.0).toImage()
    border = [(x, y) for x, y in itertools.product(range(48), repeat=2) if {x, y} & {0, 47}]
    assert ink(image).alpha() == 255
    assert all(image.pixelColor(x, y).alpha() == 0 for x, y in border)


def test_all_outlines_are_of_one_style() -> None:
    heads = {resource("icons", f"{name}.svg").read_text().split(">")[0] for name in ICONS if name != "mmdesk"}
    assert len(heads) == 1
    assert 'viewBox="0 0 24 24"' in heads.pop()


def test_an_unknown_icon_is_refused_where_it_is_named(theme: Theme) -> None:
    with pytest.raises(FileNotFoundError):
        theme.icon("no-such-icon")


def test_the_program_has_an_icon_in_the_sizes_window_systems_ask_for(theme: Theme) -> None:
    icon = application_icon()
    assert {size.width() for size in icon.availableSizes()} >= {16, 32, 48, 256}
    assert ink(icon.pixmap(QSize(32, 32), 1.0).toImage()).alpha() == 255


def named_icons() -> Iterator[tuple[str, str]]:
    """Every literal that the code of the windows hands to something called icon."""
    for path in sorted(WINDOWS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            asked = [node.args[0]] if _called(node) in {"icon", "show_icon"} and node.args else []
            asked += [keyword.value for keyword in node.keywords if keyword.arg in {"icon", "icon_name"}]
            for value in asked:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield path.name, value.value


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def test_every_icon_the_windows_name_is_there() -> None:
    named = set(named_icons())
    assert named
    assert {each for each in named if each[1] not in ICONS} == set()


def test_an_icon_outlives_the_garbage_that_it_was_made_for(qtbot: QtBot, theme: Theme) -> None:
    class Holder:
        icon: QIcon
        itself: Holder

    button = QPushButton()
    qtbot.addWidget(button)
    holder = Holder()
    holder.icon, holder.itself = theme.icon("clock"), holder
    button.setIcon(holder.icon)
    before = button.grab().toImage()
    del holder
    gc.collect()
    assert button.grab().toImage() == before


def test_a_note_of_the_tray_can_be_read_on_its_light_ground_in_both_palettes() -> None:
    """Qt paints that ground itself, whatever the palette."""
    for tokens, shade in ((LIGHT, "light"), (DARK, "dark")):
        rule = style_sheet(tokens, shade).split("QBalloonTip QLabel { color: ")[1]
        assert QColor(rule[:7]).lightness() < 64
