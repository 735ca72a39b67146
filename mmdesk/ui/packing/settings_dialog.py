"""The scanner and the sounds of this workstation, with a field that shows what a scanner really writes."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from mmdesk.domain.verdict import Sound
from mmdesk.ui.packing.bench_settings import PACE_RANGE, BenchSettings, pace_for, shown
from mmdesk.ui.packing.serial_scanner import BAUD_RATES, PortState
from mmdesk.ui.packing.sounds import Silence, Sounds
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import Role, Tone, dress, inset

TESTED_PACE_MS: Final = PACE_RANGE[1]
"""While somebody tries the scanner out, even a slow one is heard."""
_WIDTH: Final = 640


class SettingsDialog(QDialog):
    """Every change counts at once: one hears and sees it here."""

    changed = Signal(BenchSettings)

    def __init__(
        self, settings: BenchSettings, sounds: Sounds, ports: tuple[str, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._sounds = sounds
        self.setWindowTitle(self.tr("Scanner and sounds of this workstation"))
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.listen = QPushButton(self.tr("Listen"))
        self.silence = plain_label(tone=Tone.WARN)
        self.prefix, self.suffix = QLineEdit(settings.prefix), QLineEdit(settings.suffix)
        self.pace = inset(QSpinBox())
        self.port, self.baud = QComboBox(), QComboBox()
        self._port_field = QLineEdit()
        self.port_state = plain_label(role=Role.CAPTION)
        self.seen = plain_label(self.tr("Scan something here: it shows what comes in."), Role.CODE)
        self.measured = plain_label(role=Role.CAPTION)
        self.take_pace = QPushButton()
        self._proposed = settings.pace_ms
        self._fill(ports)
        self._lay_out()
        self._connect()
        self._tell_silence()

    @property
    def settings(self) -> BenchSettings:
        return self._settings

    def show_scan(self, text: str, longest_pause_ms: int) -> None:
        """What the scanner wrote; GS and its like are made visible."""
        self.seen.setText(shown(text))
        words = self.tr("%n character(s)", "", len(text))
        if longest_pause_ms >= 0:
            paused = self.tr("longest pause between keys {pause} ms").format(pause=longest_pause_ms)
            words = f"{words}, {paused}"
        separators = text.count("\x1d")
        if separators:
            told = self.tr("separators GS: %n", "", separators)
            words = f"{words}, {told}"
        self.measured.setText(words)
        self._propose(longest_pause_ms)

    def show_port(self, state: PortState) -> None:
        words = {
            PortState.CLOSED: self.tr("closed"),
            PortState.OPEN: self.tr("open, the scanner may be used"),
            PortState.MISSING: self.tr("not there; tried again every two seconds"),
        }
        self.port_state.setText(words[state] if self._settings.serial_port else "")

    def _propose(self, longest_pause_ms: int) -> None:
        self._proposed = pace_for(longest_pause_ms)
        self.take_pace.setVisible(longest_pause_ms >= 0 and self._proposed > self._settings.pace_ms)
        self.take_pace.setText(self.tr("Allow {pace} ms").format(pace=self._proposed))

    def _fill(self, ports: tuple[str, ...]) -> None:
        self.volume.setRange(0, 100)
        self.volume.setValue(self._settings.volume)
        self.volume.setPageStep(10)
        self.pace.setRange(*PACE_RANGE)
        self.pace.setValue(self._settings.pace_ms)
        self.pace.setSuffix(self.tr(" ms"))
        self.port.setEditable(True)
        self.port.setLineEdit(self._port_field)
        self.port.addItem("")
        self.port.addItems(list(ports))
        self.port.setCurrentText(self._settings.serial_port)
        self._port_field.setPlaceholderText(self.tr("none: the scanner is a keyboard"))
        for rate in BAUD_RATES:
            self.baud.addItem(str(rate), rate)
        self.baud.setCurrentText(str(self._settings.serial_baud))
        for name, widget in (
            (self.tr("Volume"), self.volume),
            (self.tr("Prefix that the scanner writes"), self.prefix),
            (self.tr("Suffix that the scanner writes"), self.suffix),
            (self.tr("Longest pause between two keys of a scan"), self.pace),
            (self.tr("Serial port of the scanner"), self.port),
            (self.tr("Speed of the port"), self.baud),
            (self.tr("What the scanner wrote"), self.seen),
        ):
            widget.setAccessibleName(name)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.addRow(plain_label(self.tr("Sounds"), Role.HEADING))
        form.addRow(self.tr("Volume"), _beside(self.volume, self.listen))
        form.addRow("", self.silence)
        form.addRow(plain_label(self.tr("Scanner"), Role.HEADING))
        form.addRow(self.tr("Prefix"), self.prefix)
        form.addRow(self.tr("Suffix"), self.suffix)
        form.addRow(self.tr("Pause between keys"), _beside(self.pace, self.take_pace))
        form.addRow(self.tr("Serial port"), _beside(self.port, self.baud))
        form.addRow("", self.port_state)
        form.addRow(self.tr("Trial"), self.seen)
        form.addRow("", self.measured)
        dress(self.take_pace, Role.QUIET)
        self.take_pace.hide()
        for button in (self.listen, self.take_pace):
            button.setAutoDefault(False)
        self.seen.setMinimumHeight(48)
        self.measured.setMinimumHeight(40)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(buttons)
        self.resize(_WIDTH, self.sizeHint().height())

    def _connect(self) -> None:
        self.volume.valueChanged.connect(self._take)
        self.pace.valueChanged.connect(self._take)
        self.prefix.textEdited.connect(self._take)
        self.suffix.textEdited.connect(self._take)
        self.port.activated.connect(self._take)
        self._port_field.editingFinished.connect(self._take)
        self.baud.activated.connect(self._take)
        self.listen.clicked.connect(self._listen)
        self.take_pace.clicked.connect(self._take_pace)
        self._sounds.changed.connect(self._tell_silence)

    @Slot()
    def _take(self) -> None:
        new = replace(
            self._settings,
            volume=self.volume.value(),
            prefix=self.prefix.text(),
            suffix=self.suffix.text(),
            pace_ms=self.pace.value(),
            serial_port=self.port.currentText().strip(),
            serial_baud=int(self.baud.currentText()),
        )
        if new != self._settings:
            self._settings = new
            self.changed.emit(new)

    @Slot()
    def _listen(self) -> None:
        self._sounds.play(Sound.BOX_CLOSED.value)

    @Slot()
    def _take_pace(self) -> None:
        self.pace.setValue(self._proposed)
        self.take_pace.hide()

    @Slot()
    def _tell_silence(self) -> None:
        match self._sounds.silence:
            case Silence.NO_PLAYER:
                words = self.tr("This computer lacks the libraries for sound: the bench is silent.")
            case Silence.NO_DEVICE:
                words = self.tr("No loudspeaker was found: the bench is silent.")
            case _:
                words = ""
        self.silence.setText(words)
        self.silence.setVisible(bool(words))


def _beside(first: QWidget, second: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(8)
    line.addWidget(first, 1)
    line.addWidget(second)
    return line
