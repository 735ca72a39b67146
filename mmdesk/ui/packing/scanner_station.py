"""This workstation's scanners and sounds: listens while somebody works at the bench, follows its settings."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from mmdesk.ui.packing.bench_settings import BenchSettings, settings_of
from mmdesk.ui.packing.scanner import Scanner
from mmdesk.ui.packing.scans_elsewhere import is_writing, search_field, search_for
from mmdesk.ui.packing.serial_scanner import SerialScanner, SerialSettings, ports
from mmdesk.ui.packing.settings_dialog import TESTED_PACE_MS, SettingsDialog
from mmdesk.ui.packing.sounds import Sounds
from mmdesk.ui.workstation import Workstation

_UNMEASURED = -1


class ScannerStation(QObject):
    """Scans of both kinds come out of one signal; those made in the settings' trial field do not."""

    scanned = Signal(str)
    torn = Signal(str, str)
    """Part of a scan: nothing may be looked up by it. Then what may have been the whole, or nothing."""

    def __init__(self, workstation: Workstation, sounds: Sounds, parent: QWidget) -> None:
        super().__init__(parent)
        self._workstation = workstation
        self._sounds = sounds
        self._parent = parent
        self._settings = settings_of(workstation.remembered.bench)
        self._listens = False
        self._is_away = False
        self._dialog: SettingsDialog | None = None
        self._scanner = Scanner(self._settings.habits, self)
        self._scanner.measured.connect(self._measure)
        self._scanner.torn.connect(self._tell_torn)
        self._serial: SerialScanner | None = None
        sounds.use_volume(self._settings.volume)
        self._make_serial()

    @property
    def settings(self) -> BenchSettings:
        return self._settings

    @property
    def dialog(self) -> SettingsDialog | None:
        """While it is open."""
        return self._dialog

    @Slot()
    def start(self) -> None:
        """The bench can be seen: every scan is meant for it, whatever has the focus."""
        self._is_away = False
        self._scanner.let_pass(None)
        self._listen()

    @Slot()
    def watch(self) -> None:
        """Another page is shown, but they work at the bench: only what is meant for a field goes there."""
        self._is_away = True
        self._scanner.let_pass(is_writing)
        self._listen()

    @Slot()
    def stop(self) -> None:
        self._listens = False
        self._scanner.stop()
        if self._serial is not None:
            self._serial.stop()

    @Slot(object)
    def note_answer(self, at: int) -> None:
        """A key of that time, in ms of the keyboard, has answered a question: no scan begins with it."""
        self._scanner.has_answered(at)

    @Slot()
    def open_settings(self) -> None:
        if self._dialog is not None:
            self._dialog.activateWindow()
            return
        self._dialog = SettingsDialog(self._settings, self._sounds, ports(), self._parent)
        self._dialog.changed.connect(self._follow)
        self._dialog.finished.connect(self._closed)
        self._scanner.use(replace(self._settings.habits, pace_ms=TESTED_PACE_MS))
        if self._serial is not None:
            self._dialog.show_port(self._serial.state)
        self._dialog.open()

    @Slot(BenchSettings)
    def _follow(self, settings: BenchSettings) -> None:
        before, self._settings = self._settings, settings
        self._workstation.keep_bench(settings.document())
        self._sounds.use_volume(settings.volume)
        if (before.serial_port, before.serial_baud) != (settings.serial_port, settings.serial_baud):
            self._make_serial()

    @Slot()
    def _closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None
        self._scanner.use(self._settings.habits)

    def _listen(self) -> None:
        if self._listens:
            return
        self._listens = True
        self._scanner.start()
        if self._serial is not None:
            self._serial.start()

    def _make_serial(self) -> None:
        if self._serial is not None:
            self._serial.stop()
            self._serial.deleteLater()
            self._serial = None
        if self._settings.serial_port:
            chosen = SerialSettings(self._settings.serial_port, self._settings.serial_baud)
            self._serial = SerialScanner(chosen, self)
            self._serial.scanned.connect(self._take_serial)
            self._serial.state_changed.connect(self._tell_port)
            if self._listens:
                self._serial.start()

    @Slot()
    def _tell_port(self) -> None:
        if self._dialog is not None and self._serial is not None:
            self._dialog.show_port(self._serial.state)

    @Slot(str)
    def _take_serial(self, text: str) -> None:
        habits = self._settings.habits
        bare = text.removeprefix(habits.prefix).removesuffix(habits.suffix)
        self._measure(bare, _UNMEASURED)

    @Slot(str, int)
    def _measure(self, text: str, longest_pause_ms: int) -> None:
        if self._dialog is not None:
            self._dialog.show_scan(text, longest_pause_ms)
            return
        field = search_field() if self._is_away else None
        if field is not None:
            search_for(field, text)
        elif not self._is_away or self._parent.window().isVisible():
            self.scanned.emit(text)

    @Slot(str, str)
    def _tell_torn(self, text: str, whole: str) -> None:
        if self._dialog is not None:
            self._dialog.show_scan(text, _UNMEASURED)
        else:
            self.torn.emit(text, whole)
