"""Files that a person asked for: whole or not at all."""

from __future__ import annotations

from pathlib import Path

from mmdesk.errors import MmdeskError, Text
from mmdesk.private_files import replace_private
from mmdesk.system_words import told_of


class FileNotWritten(MmdeskError):
    """Raised when a result cannot be stored where it was asked for."""

    title = Text("Файл не записан", "The file was not written")
    hint = Text("Проверьте папку и место на диске.", "Check the folder and the free space.")


def write_whole(path: Path, content: bytes) -> None:
    """For the owner only: labels are personal. Raises FileNotWritten."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_private(path, content)
    except OSError as error:
        raise FileNotWritten(told_of(path, error)) from error
