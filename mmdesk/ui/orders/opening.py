"""Open documents and addresses with what the system has for them."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from mmdesk.ui.messages import Kind, Messages

logger = logging.getLogger(__name__)


class Opener(QObject):
    """A failure is said in a sentence that names the thing."""

    def __init__(self, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages = messages

    def open_document(self, file: Path) -> None:
        """With the system's viewer for files of this kind; a folder with its file manager."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
            logger.warning("no viewer opened a document, suffix=%s", file.suffix)
            words = self.tr("No program opened the file {file}. It is saved: open it by hand.")
            self._messages.say(Kind.REFUSED, words.format(file=file))
            return
        # A viewer that fails by itself says so to nobody: the person knows where to look.
        self._messages.say(Kind.DONE, self.tr("Saved and opened: {file}").format(file=file))

    def open_address(self, address: str) -> None:
        """In the browser; anything but a web address is refused."""
        url = QUrl(address, QUrl.ParsingMode.StrictMode)
        is_web = url.isValid() and url.scheme() in {"https", "http"}
        if not is_web or not QDesktopServices.openUrl(url):
            words = self.tr("No program opened the address {address}. Copy it into a browser.")
            self._messages.say(Kind.REFUSED, words.format(address=address))
