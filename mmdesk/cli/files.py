"""Files that a person asked for: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from mmdesk.errors import MmdeskError, Text


class FileNotWritten(MmdeskError):
    """Raised when a result cannot be stored where it was asked for."""

    title = Text("Файл не записан", "The file was not written")
    hint = Text("Проверьте папку и место на диске.", "Check the folder and the free space.")


def write_whole(path: Path, content: bytes) -> None:
    """Write beside and rename, for the owner only: labels are personal. Raises FileNotWritten."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        beside = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise FileNotWritten(f"{path}: {error.strerror}") from error
