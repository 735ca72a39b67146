"""What the window waits for when it opens: the database layer imported, the profile's database opened."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mmdesk.bootstrap import Parts

FOUNDATION: Final = (
    "mmdesk.services.acting_service",
    "mmdesk.services.operators",
    "mmdesk.services.order_actions",
    "mmdesk.services.order_card",
    "mmdesk.services.order_list",
    "mmdesk.services.service_state",
)
"""What pages stand on. None of it leads to Qt: only the window's thread may import what does."""


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

    def load_foundation(self) -> None:
        """Import what the pages stand on; the window's thread finds it ready."""
        for name in FOUNDATION:
            importlib.import_module(name)

    def close(self) -> None:
        """After the task thread has ended."""
        if self._parts is not None:
            self._parts.close()
            self._parts = None
