"""The texts of the windows in the person's language: English stands in the code, files translate it."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QT_TRANSLATE_NOOP3,
    QCoreApplication,
    QLibraryInfo,
    QLocale,
    QTranslator,
)

from mmdesk.language import Language
from mmdesk.paths import resource

logger = logging.getLogger(__name__)

LEFT_IN_ENGLISH: Final = (
    QT_TRANSLATE_NOOP("QFileDialog", "&Look in:"),
    QT_TRANSLATE_NOOP("QFileDialog", "Files of &type:"),
    QT_TRANSLATE_NOOP("QAbstractFileIconProvider", "Drive"),
    QT_TRANSLATE_NOOP("QAbstractFileIconProvider", "Unknown"),
    QT_TRANSLATE_NOOP3("QAbstractFileIconProvider", "Folder", "All other platforms"),
)
"""Words of Qt's dialogs that its own Russian does not know: named here, they are translated with ours."""


def install(application: QCoreApplication, language: Language) -> None:
    """Before the first widget is made: what is shown stays as it is. A second call changes the language."""
    uninstall(application)
    QLocale.setDefault(QLocale(language))
    for name, folder in (
        # The later one is asked first.
        ("qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        ("mmdesk", str(resource("i18n"))),
    ):
        file = Path(folder) / f"{name}_{language}.qm"
        translator = _Installed(application)
        if translator.take(file):
            application.installTranslator(translator)
        else:
            logger.warning("translation=%s language=%s not found or damaged: %s", name, language, file)


def uninstall(application: QCoreApplication) -> None:
    """Back to the English of the code."""
    for translator in application.findChildren(_Installed):
        application.removeTranslator(translator)
        translator.setParent(None)


class _Installed(QTranslator):
    """Known by its class, so that a change of language finds what is to go."""

    def take(self, file: Path) -> bool:
        """Read the file whole: one that Qt maps would pull the ground away when an update rewrites it."""
        try:
            # Qt looks things up in these very bytes.
            self._content = file.read_bytes()
        except OSError:
            return False
        return self.load(self._content)
