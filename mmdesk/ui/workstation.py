"""What this workstation remembers of its window: colours, language, place and sizes; nothing about orders."""

from __future__ import annotations

import base64
import binascii
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Slot

from mmdesk.errors import MmdeskError
from mmdesk.language import Language
from mmdesk.private_files import replace_private
from mmdesk.ui.notes_state import KINDS
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Mode

logger = logging.getLogger(__name__)

FILE_NAME: Final = "window.json"
_LARGEST: Final = 200_000
_CALM_MS: Final = 1000
"""After the last change: a window that is dragged or a column that is pulled changes many times."""
_LARGEST_SIZE: Final = 20_000
_OURS: Final = (
    "theme",
    "language",
    "geometry",
    "sizes",
    "operator",
    "quiet",
    "bench",
    "page",
    "filters",
    "canceled_seen",
)
_LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class Remembered:
    """`language` None follows the system. `sizes` are of a splitter's parts or a table's columns, by name.

    `operator` is the name of the person who worked here last, `page` that of the page they opened last.
    `quiet` are the kinds of notifications that are switched off; `bench` is what the packing bench keeps of
    its scanner and sounds, as JSON holds it; `filters` are those of the list of orders, kept where nobody
    signs in; `canceled_seen` is until when cancellations were looked at here, empty before the first time.

    `foreign` is what another version wrote into the file: kept, so that going back to it loses nothing.
    """

    theme: Mode = Mode.AUTO
    language: Language | None = None
    geometry: bytes = b""
    sizes: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: MappingProxyType({}))
    foreign: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))  # whatever JSON holds
    operator: str = ""
    quiet: frozenset[str] = frozenset()
    page: str = ""
    bench: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    filters: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    canceled_seen: str = ""


class Workstation(QObject):
    """Reads the file once, when it is made; writes it on the task thread, a second after the last change."""

    def __init__(self, file: Path, runner: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._runner = runner
        self._remembered = self._written = read(file)
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self.write)

    @property
    def remembered(self) -> Remembered:
        return self._remembered

    def choose_theme(self, mode: Mode) -> None:
        self._change(replace(self._remembered, theme=mode))

    def choose_language(self, language: Language) -> None:
        self._change(replace(self._remembered, language=language))

    def choose_operator(self, name: str) -> None:
        self._change(replace(self._remembered, operator=name))

    def choose_page(self, name: str) -> None:
        self._change(replace(self._remembered, page=name))

    def choose_quiet(self, kinds: frozenset[str]) -> None:
        """Of notifications."""
        self._change(replace(self._remembered, quiet=kinds))

    def keep_geometry(self, geometry: bytes) -> None:
        self._change(replace(self._remembered, geometry=geometry))

    def keep_sizes(self, sizes: Mapping[str, tuple[int, ...]]) -> None:
        """Those that are named; the others stay."""
        self._change(replace(self._remembered, sizes={**self._remembered.sizes, **sizes}))

    def keep_bench(self, bench: Mapping[str, object]) -> None:
        self._change(replace(self._remembered, bench=bench))

    def keep_filters(self, filters: Mapping[str, object]) -> None:
        self._change(replace(self._remembered, filters=filters))

    def keep_canceled_seen(self, until: str) -> None:
        self._change(replace(self._remembered, canceled_seen=until))

    @Slot()
    def write(self) -> None:
        """Hand the file in for writing now, if anything has changed."""
        self._calm.stop()
        if self._remembered == self._written:
            return
        self._written = self._remembered
        work = partial(_write, self._file, self._remembered)
        self._runner.write(work, owner=self, done=self._done, failed=self._failed)

    def _change(self, remembered: Remembered) -> None:
        if remembered != self._remembered:
            self._remembered = remembered
            self._calm.start()

    def _done(self, _nothing: None) -> None:
        """The next start finds it."""

    def _failed(self, error: MmdeskError) -> None:
        logger.warning("what the window remembers was not written: %s", error)


def read(file: Path) -> Remembered:
    """What can be read of it; a missing or damaged file counts as empty, a strange value as unset."""
    try:
        with file.open("rb") as opened:
            document = json.loads(opened.read(_LARGEST))
    except FileNotFoundError:
        return Remembered()
    except (OSError, ValueError, RecursionError) as error:
        logger.warning("what the window remembered cannot be read: %s", type(error).__name__)
        return Remembered()
    if not isinstance(document, dict):
        return Remembered()
    return Remembered(
        theme=_theme(document.get("theme")),
        language=_language(document.get("language")),
        geometry=_bytes(document.get("geometry")),
        sizes=_sizes(document.get("sizes")),
        bench=_object(document.get("bench")),
        filters=_object(document.get("filters")),
        operator=_name(document.get("operator")),
        quiet=_kinds(document.get("quiet")),
        page=_name(document.get("page")),
        canceled_seen=_name(document.get("canceled_seen")),
        foreign={name: value for name, value in document.items() if name not in _OURS},
    )


def document_of(remembered: Remembered) -> str:
    """The file's text."""
    document = {
        **remembered.foreign,
        "theme": remembered.theme.value,
        "language": remembered.language,
        "geometry": base64.b64encode(remembered.geometry).decode("ascii"),
        "operator": remembered.operator,
        "quiet": sorted(remembered.quiet),
        "page": remembered.page,
        "sizes": {name: list(sizes) for name, sizes in sorted(remembered.sizes.items())},
        "bench": dict(remembered.bench),
        "filters": dict(remembered.filters),
        "canceled_seen": remembered.canceled_seen,
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _write(file: Path, remembered: Remembered) -> None:
    """On the task thread. A disk that refuses costs a few sizes, nothing else."""
    try:
        replace_private(file, document_of(remembered))
    except OSError as error:
        logger.warning("what the window remembers was not written: %s", error)


def _theme(value: object) -> Mode:
    try:
        return Mode(value) if isinstance(value, str) else Mode.AUTO
    except ValueError:
        return Mode.AUTO


def _language(value: object) -> Language | None:
    return value if value == "ru" or value == "en" else None


def _object(value: object) -> Mapping[str, object]:
    return {str(name): each for name, each in value.items()} if isinstance(value, dict) else {}


def _kinds(value: object) -> frozenset[str]:
    given = value if isinstance(value, list) else []
    return KINDS & {each for each in given if isinstance(each, str)}


def _name(value: object) -> str:
    return value if isinstance(value, str) and len(value) <= _LONGEST_NAME else ""


def _sizes(document: object) -> Mapping[str, tuple[int, ...]]:
    entries = document.items() if isinstance(document, dict) else ()
    return {str(name): tuple(sizes) for name, sizes in entries if _are_sizes(sizes)}


def _are_sizes(value: object) -> bool:
    return isinstance(value, list) and all(type(size) is int and 0 <= size <= _LARGEST_SIZE for size in value)


def _bytes(value: object) -> bytes:
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except (binascii.Error, ValueError):
        return b""
