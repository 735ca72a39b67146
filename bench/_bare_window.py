"""A window of Qt's with nothing in it, which tells when it has been painted."""

from __future__ import annotations

import sys
from time import perf_counter, process_time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow


class FirstPainting(QObject):
    """Tells the moment and ends the program."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self.tell)
        return False

    def tell(self) -> None:
        sys.stdout.write(f'{{"usable": {perf_counter()}, "work": {process_time()}}}\n')
        QApplication.quit()


def main() -> None:
    application = QApplication(sys.argv)
    window = QMainWindow()
    window.resize(1366, 768)
    first = FirstPainting()
    window.installEventFilter(first)
    window.show()
    application.exec()


if __name__ == "__main__":
    main()
