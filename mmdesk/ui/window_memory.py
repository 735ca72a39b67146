"""Watches one window, and puts its place and the sizes of its parts back at the next start."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QHeaderView, QSplitter, QWidget

from mmdesk.ui.main_window import MainWindow
from mmdesk.ui.workstation import Workstation

_CALM_MS: Final = 300
_CHANGES: Final = frozenset({QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.WindowStateChange})


class WindowMemory(QObject):
    """Belongs to its window. A part is known by the class that holds it, so a page need not know of this.

    Sizes that nobody has touched are not kept: the next version's may be better ones.
    """

    def __init__(self, window: MainWindow, workstation: Workstation) -> None:
        super().__init__(window)
        self._window = window
        self._workstation = workstation
        self._splitters: dict[str, QSplitter] = {}
        self._headers: dict[str, QHeaderView] = {}
        self._untouched: dict[str, tuple[int, ...]] = {}
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self.keep)
        window.restore(workstation.remembered.geometry)
        window.installEventFilter(self)

    def take_on(self, page: QWidget) -> None:
        """Put the page's parts back as they were, and remember them from now on."""
        remembered = self._workstation.remembered.sizes
        for splitter in page.findChildren(QSplitter):
            sizes = remembered.get(_name(splitter, splitter.count()))
            if sizes:
                splitter.setSizes(list(sizes))
            # Only a person's hand moves it; the window's size changes its parts as well.
            splitter.splitterMoved.connect(self._note_splitter)
        for header in page.findChildren(QHeaderView):
            if header.orientation() is Qt.Orientation.Horizontal:
                name = _name(header, header.count())
                self._headers[name] = header
                self._untouched[name] = _sizes(header)
                _resize(header, remembered.get(name, ()))
                header.sectionResized.connect(self._note)

    @Slot()
    def keep(self) -> None:
        """As it stands now."""
        self._calm.stop()
        self._workstation.keep_geometry(self._window.remember())
        sizes = {name: tuple(splitter.sizes()) for name, splitter in self._splitters.items()}
        columns = {name: _sizes(header) for name, header in self._headers.items()}
        sizes |= {name: each for name, each in columns.items() if each != self._untouched[name]}
        self._workstation.keep_sizes(sizes)

    def let_go(self) -> None:
        """Keep it for the last time: the window is about to be taken down."""
        self._window.removeEventFilter(self)
        self.keep()

    @Slot()
    def _note(self) -> None:
        self._calm.start()

    @Slot()
    def _note_splitter(self) -> None:
        splitter = self.sender()
        assert isinstance(splitter, QSplitter)
        self._splitters[_name(splitter, splitter.count())] = splitter
        self._calm.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() in _CHANGES:
            self._calm.start()
        return False


def _name(part: QWidget, count: int) -> str:
    """With the number of parts: sizes of another version's columns would land in the wrong ones."""
    return f"{type(part.parent()).__name__}.{count}"


def _sizes(header: QHeaderView) -> tuple[int, ...]:
    """By section; 0 for one that is sized by what is in it or by the room that is left."""
    return tuple(
        header.sectionSize(section) if _is_a_persons(header, section) else 0
        for section in range(header.count())
    )


def _resize(header: QHeaderView, sizes: tuple[int, ...]) -> None:
    for section, size in enumerate(sizes):
        if size and _is_a_persons(header, section):
            header.resizeSection(section, size)


def _is_a_persons(header: QHeaderView, section: int) -> bool:
    takes_the_rest = header.stretchLastSection() and header.visualIndex(section) == header.count() - 1
    return not takes_the_rest and header.sectionResizeMode(section) is QHeaderView.ResizeMode.Interactive
