"""What the window waits for when it opens: the database layer imported, the profile's database opened."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mmdesk.bootstrap import Parts


class Opening:
    """Work for the task thread, done again for every attempt. Keeps what it opened, so that it can be closed
    even when the window is gone before the answer arrives.
    """

    def __init__(self, profile_dir: Path | None, environ: Mapping[str, str]) -> None:
        self._profile_dir = profile_dir
        self._environ = environ
        self._parts: Parts | None = None

    def open(self) -> Parts:
        """Raises ProfileUnusable, DatabaseNotLocal and StorageError."""
        from mmdesk.bootstrap import open_parts

        self._parts = open_parts(self._profile_dir, self._environ)
        return self._parts

    def close(self) -> None:
        """After the task thread has ended."""
        if self._parts is not None:
            self._parts.close()
            self._parts = None
