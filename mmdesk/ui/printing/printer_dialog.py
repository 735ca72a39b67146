"""Set up a printer: where it is, what lies in it, and how a page goes onto that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from mmdesk.errors import MmdeskError
from mmdesk.printing.fitting import Placement, Turn
from mmdesk.printing.paper import PAPERS
from mmdesk.printing.printer_setup import RESOLUTIONS, Dialect, PrinterKind
from mmdesk.printing.spooler import PrinterState
from mmdesk.services.printers import (
    LONGEST_NAME,
    MOST_COPIES,
    Printer,
    PrinterDesk,
    PrinterWish,
    SystemPrinter,
)
from mmdesk.ui.printing.paper_dialog import PaperDialog
from mmdesk.ui.printing.printer_state import PrinterForm
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme, Tone, inset
from mmdesk.ui.words import language, spoken

_NETWORK: Final = frozenset({PrinterKind.NETWORK})
_DOTS: Final = frozenset({PrinterKind.SYSTEM, PrinterKind.NETWORK})


class PrinterDialog(PaperDialog):
    """The queues of the system are looked for while it is open; «check» asks the printer how it is."""

    def __init__(
        self,
        runner: TaskRunner,
        desk: PrinterDesk,
        theme: Theme,
        printer: Printer | None = None,
        parent: QWidget | None = None,
    ) -> None:
        translate = QCoreApplication.translate
        title = translate("PrinterDialog", "New printer") if printer is None else printer.name
        super().__init__(theme, title, translate("PrinterDialog", "Save  Enter"), parent)
        self.printer = printer
        self._runner = runner
        self._desk = desk
        self._form = PrinterForm() if printer is None else PrinterForm.of(printer)
        self._make_fields()
        self._fill(self._form)
        self._connect()
        self._show_kind()
        runner.read(desk.found, owner=self, done=self._show_queues, failed=self._not_found)
        self.kind.setFocus(Qt.FocusReason.OtherFocusReason)

    def form(self) -> PrinterForm:
        """The fields as they stand."""
        return PrinterForm(
            name=self.name.text(),
            kind=PrinterKind(self.kind.currentData()),
            queue=self.queue.currentText(),
            address=self.address.text(),
            folder=self.folder.text(),
            dialect=Dialect(self.dialect.currentData()),
            paper=self.paper.currentText(),
            dpi=int(self.dpi.currentData()),
            copies=self.copies.value(),
            turn=Turn(self.turn.currentData()),
            placement=Placement(self.placement.currentData()),
            darkness=self.darkness.value(),
            gap_mm=self.gap.value(),
            plain_hex=self.plain_hex.isChecked(),
            asks_state=self.asks_state.isChecked(),
        )

    def wish(self) -> PrinterWish:
        """What was accepted."""
        return self.form().wish()

    def obstacle(self) -> str:
        try:
            self.form().wish()
        except MmdeskError as error:
            return error.sentence(language())
        return ""

    @Slot()
    def accept(self) -> None:
        """What has no obstacle is tried first: a folder that cannot be written keeps the dialog open."""
        if self.obstacle():
            super().accept()
            return
        self.accept_button.setEnabled(False)
        work = partial(self._desk.make_ready, self.form().setup())
        self._runner.write(work, owner=self, done=self._ready, failed=self._not_ready)

    def _ready(self, _nothing: None) -> None:
        self.accept_button.setEnabled(True)
        super().accept()

    def _not_ready(self, error: MmdeskError) -> None:
        self.accept_button.setEnabled(True)
        self.folder.setFocus(Qt.FocusReason.OtherFocusReason)
        self.sentence.show_words("warning", Tone.WARN, error.sentence(language()))

    # -- fields

    def _make_fields(self) -> None:
        self.kind = _choice({kind.value: self._kind_name(kind) for kind in PrinterKind})
        self.queue = QComboBox()
        self._typed_queue = QLineEdit()
        self.queue.setLineEdit(self._typed_queue)
        self._typed_queue.setPlaceholderText(self.tr("looking for printers…"))
        self.address = QLineEdit()
        self.address.setPlaceholderText("192.0.2.40:9100")
        self.folder = QLineEdit()
        self._choose_folder = QPushButton(self.tr("Choose…"))
        self.dialect = _choice({Dialect.ZPL.value: "ZPL (Zebra)", Dialect.TSPL.value: "TSPL (TSC, Xprinter)"})
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.paper = QComboBox()
        self.paper.setEditable(True)
        self.paper.addItems(list(PAPERS))
        self.dpi = _choice({dpi: self.tr("{dpi} dots an inch").format(dpi=dpi) for dpi in RESOLUTIONS})
        self.copies = inset(QSpinBox(minimum=1, maximum=MOST_COPIES))
        self.turn = _choice({int(turn): self._turn_name(turn) for turn in Turn})
        self.placement = _choice(
            {
                Placement.TOP_LEFT.value: self.tr("at the top left"),
                Placement.CENTRE.value: self.tr("in the middle"),
            }
        )
        self.darkness = inset(QSpinBox(minimum=-1, maximum=30))
        self.darkness.setSpecialValueText(self.tr("as the printer is set"))
        self.gap = inset(QDoubleSpinBox(minimum=0, maximum=20, decimals=1, singleStep=0.5))
        self.gap.setSuffix(self.tr(" mm"))
        self.plain_hex = QCheckBox(self.tr("without compression, for printers that imitate ZPL"))
        self.asks_state = QCheckBox(self.tr("ask for its state (off when it prints the question)"))
        self.check = QPushButton(self.theme.icon("refresh"), self.tr("Check"))
        self.check.setAutoDefault(False)
        self.buttons.insertWidget(0, self.check)
        self._folder_line = QWidget()
        line = QHBoxLayout(self._folder_line)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.folder, 1)
        line.addWidget(self._choose_folder)
        self._choose_folder.setAutoDefault(False)
        for caption, widget in self._captions().items():
            self.add_field(caption, widget)
        self.folder.setAccessibleName(self.tr("Folder"))

    def _captions(self) -> Mapping[str, QWidget]:
        return {
            self.tr("Kind"): self.kind,
            self.tr("Printer of this computer"): self.queue,
            self.tr("Address"): self.address,
            self.tr("Folder"): self._folder_line,
            self.tr("Language"): self.dialect,
            self.tr("Name"): self.name,
            self.tr("Sheet in it"): self.paper,
            self.tr("Resolution"): self.dpi,
            self.tr("Copies"): self.copies,
            self.tr("Turn"): self.turn,
            self.tr("A smaller page lies"): self.placement,
            self.tr("Darkness"): self.darkness,
            self.tr("Gap between labels"): self.gap,
            self.tr("Data"): self.plain_hex,
            self.tr("State"): self.asks_state,
        }

    def _fill(self, form: PrinterForm) -> None:
        for box, value in (
            (self.kind, form.kind.value),
            (self.dialect, form.dialect.value),
            (self.dpi, form.dpi),
            (self.turn, int(form.turn)),
            (self.placement, form.placement.value),
        ):
            box.setCurrentIndex(max(box.findData(value), 0))
        self.queue.setEditText(form.queue)
        self.address.setText(form.address)
        self.folder.setText(form.folder)
        self.name.setText(form.name)
        self.paper.setEditText(form.paper)
        self.copies.setValue(form.copies)
        self.darkness.setValue(form.darkness)
        self.gap.setValue(form.gap_mm)
        self.plain_hex.setChecked(form.plain_hex)
        self.asks_state.setChecked(form.asks_state)

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(self._show_kind)
        self.dialect.currentIndexChanged.connect(self._show_kind)
        self._choose_folder.clicked.connect(self._ask_folder)
        self.check.clicked.connect(self._check)

    @Slot()
    def _show_kind(self) -> None:
        form = self.form()
        self.show_field(self.queue, shown=form.kind is PrinterKind.SYSTEM)
        self.show_field(self.address, shown=form.kind is PrinterKind.NETWORK)
        self.show_field(self._folder_line, shown=form.kind is PrinterKind.FOLDER)
        for widget in (self.dialect, self.darkness, self.asks_state):
            self.show_field(widget, shown=form.kind in _NETWORK)
        self.show_field(self.dpi, shown=form.kind in _NETWORK)
        for widget in (self.copies, self.turn, self.placement):
            self.show_field(widget, shown=form.kind in _DOTS)
        is_zpl = form.dialect is Dialect.ZPL
        self.show_field(self.plain_hex, shown=form.kind in _NETWORK and is_zpl)
        self.show_field(self.gap, shown=form.kind in _NETWORK and not is_zpl)
        self.darkness.setMaximum(form.most_darkness)
        self.name.setPlaceholderText(self.tr("as you call it, such as “Labels at bench 1”"))
        self.fit()

    # -- looking

    def _show_queues(self, found: Sequence[SystemPrinter]) -> None:
        typed = self.queue.currentText()
        self.queue.clear()
        self.queue.addItems([each.name for each in found])
        words = self.tr("the name of the queue") if found else self.tr("the system has no printer")
        self._typed_queue.setPlaceholderText(words)
        self.queue.setEditText(typed or next((each.name for each in found), ""))

    def _not_found(self, error: MmdeskError) -> None:
        self._typed_queue.setPlaceholderText(self.tr("the name of the queue"))
        self.sentence.show_words("warning", Tone.WARN, error.sentence(language()))

    @Slot()
    def _check(self) -> None:
        obstacle = self.obstacle()
        if obstacle:
            self.sentence.show_words("warning", Tone.WARN, obstacle)
            return
        self.check.setEnabled(False)
        self.sentence.show_words("hourglass", Tone.MUTED, self.tr("Asking the printer…"))
        work = partial(self._desk.look, self.form().setup())
        self._runner.read(work, owner=self, done=self._checked, failed=self._not_checked)

    def _checked(self, state: PrinterState) -> None:
        self.check.setEnabled(True)
        good = state.condition.can_print
        icon, tone = ("check", Tone.OK) if good else ("warning", Tone.WARN)
        self.sentence.show_words(icon, tone, spoken(state.words))

    def _not_checked(self, error: MmdeskError) -> None:
        self.check.setEnabled(True)
        self.sentence.show_words("warning", Tone.WARN, error.sentence(language()))

    @Slot()
    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Folder for documents"), self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    # -- words

    def _kind_name(self, kind: PrinterKind) -> str:
        return {
            PrinterKind.SYSTEM: self.tr("printer of this computer"),
            PrinterKind.NETWORK: self.tr("label printer on the network, without a driver"),
            PrinterKind.FOLDER: self.tr("folder: every document becomes a file"),
        }[kind]

    def _turn_name(self, turn: Turn) -> str:
        if turn is Turn.NONE:
            return self.tr("none")
        return self.tr("{degrees}° clockwise").format(degrees=int(turn))


def _choice(entries: Mapping[str, str] | Mapping[int, str]) -> QComboBox:
    box = QComboBox()
    for value, words in entries.items():
        box.addItem(words, value)
    return box
