"""Documents for a viewer or a printer: whole, for this account alone, and never in the way of an open one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from mmdesk.errors import MmdeskError, Text
from mmdesk.private_files import PRIVATE_DIRECTORY, replace_private
from mmdesk.system_words import told_of

_NAMES: Final = 9


class DocumentNotSaved(MmdeskError):
    """Raised when a document cannot be stored in its folder."""

    title = Text("Документ не сохранён", "The document was not saved")
    hint = Text(
        "Проверьте, есть ли место на диске и можно ли писать в эту папку.",
        "Check the free space, and that the folder can be written to.",
    )


def save(folder: Path, kind: str, shipment_id: str, content: bytes) -> Path:
    """Store `kind-shipment.pdf` and tell where it lies. Raises DocumentNotSaved.

    The name holds nothing personal, and nothing that could lead out of the folder.
    """
    stem = f"{kind}-{re.sub('[^0-9A-Za-z_-]', '_', shipment_id)}"
    try:
        folder.mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        return _put(folder, stem, content)
    except OSError as error:
        raise DocumentNotSaved(told_of(folder, error)) from error


def _put(folder: Path, stem: str, content: bytes) -> Path:
    """Replace the document of that name, or lie beside it. Raises OSError."""
    path = folder / f"{stem}.pdf"
    for number in range(2, _NAMES + 1):
        try:
            replace_private(path, content)
        except OSError:
            # Windows lets nobody replace a file that a viewer has open.
            if not path.exists():
                raise
            path = folder / f"{stem}-{number}.pdf"
        else:
            return path
    replace_private(path, content)
    return path
