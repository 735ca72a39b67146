"""What the window waits for when it opens: the database layer imported, the profile's database opened."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mmdesk.paths import Profile

if TYPE_CHECKING:
    from mmdesk.bootstrap import Parts
    from mmdesk.services.restoring import Restored
    from mmdesk.services.workstations import WorkstationReplaced

logger = logging.getLogger(__name__)


class Opening:
    """Work for the task thread, done again for every attempt. Keeps what it opened, so that it can be closed
    even when the window is gone before the answer arrives.
    """

    def __init__(self, profile_dir: Path | None, environ: Mapping[str, str]) -> None:
        self._profile_dir = profile_dir
        self._environ = environ
        self._parts: Parts | None = None
        self.restored: Restored | None = None
        """What the last window was asked to restore, once `open` has returned."""
        self.replaced: WorkstationReplaced | None = None
        """That this became another workstation because of a damaged file, once `open` has returned."""

    def open(self) -> Parts:
        """Raises ProfileUnusable, DatabaseNotLocal, WorkstationUnknown and StorageError."""
        from mmdesk.bootstrap import database_url, open_parts
        from mmdesk.clock import SystemClock
        from mmdesk.services import restoring
        from mmdesk.services.workstations import replacement

        root = Profile.choose(self._profile_dir).root
        url = database_url(self._profile_dir, self._environ)
        self.restored = restoring.carry_out(root, url, SystemClock())
        self._parts = parts = open_parts(self._profile_dir, self._environ)
        # Read here, once: pages are made in the window's thread, which touches no file.
        logger.info("workstation=%s %s", parts.workstation.code, parts.workstation.name)
        self.replaced = replacement(parts.profile)
        return parts

    def close(self) -> None:
        """After the task thread has ended."""
        if self._parts is not None:
            self._parts.close()
            self._parts = None
