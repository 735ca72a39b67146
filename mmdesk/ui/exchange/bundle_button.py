"""The button «Архив для поддержки…»: asks where to, collects, tells."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from mmdesk.errors import MmdeskError
from mmdesk.services.exchange_desk import ExchangeDesk
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme

_DEED: Final = "support bundle"


class BundleButton(QPushButton):
    """Collecting takes seconds; the button waits for it."""

    def __init__(
        self,
        runner: TaskRunner,
        desk: ExchangeDesk,
        messages: Messages,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._desk = desk
        self._messages = messages
        self.setIcon(theme.icon("document"))
        self._reset()
        self.clicked.connect(self._ask)

    def save(self, file: Path) -> None:
        self.setEnabled(False)
        self.setText(self.tr("Collecting…"))
        self._runner.read(
            partial(self._desk.save_bundle, file), owner=self, done=self._tell, failed=self._fail
        )

    @Slot()
    def _ask(self) -> None:
        file, _ = QFileDialog.getSaveFileName(
            self.window(), self.tr("Where to save the support bundle"), "mmdesk-support.zip", "ZIP (*.zip)"
        )
        if file:
            self.save(Path(file))

    def _tell(self, file: Path) -> None:
        self._reset()
        told = self.tr("The support bundle is saved, without secrets and personal data: {file}")
        self._messages.say(Kind.DONE, told.format(file=file), deed=_DEED)

    def _fail(self, error: MmdeskError) -> None:
        self._reset()
        self._messages.show_error(error, deed=_DEED)

    def _reset(self) -> None:
        self.setEnabled(True)
        self.setText(self.tr("Support bundle…"))
