"""One window a profile: the first holds a lock, a second start asks it to come forward and ends."""

from __future__ import annotations

import getpass
import hashlib
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from mmdesk.file_locks import acquire

if TYPE_CHECKING:
    from mmdesk.ui.summons import Summons

logger = logging.getLogger(__name__)


class SingleInstance(QObject):
    """The claim of this process to be the profile's window.

    The claim is a lock of the operating system on a file of the profile: it is gone with its process, however
    that ended, so a socket left behind by a killed one is cleared away safely. The socket only carries the
    request.
    """

    summoned = Signal()
    """Another start wants this window in front."""

    def __init__(self, root: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock_file = root / "window.lock"
        self._name = address_of(root)
        self._descriptor: int | None = None
        self._summons: Summons | None = None

    def claim(self) -> bool:
        """False when another process is the window.

        A profile that cannot be written counts as free: opening it says better what is wrong.
        """
        try:
            self._descriptor = acquire(self._lock_file)
        except OSError as error:
            logger.warning("no lock on the profile: %s", error)
            return True
        return self._descriptor is not None

    @Slot()
    def listen(self) -> None:
        """Hear other starts from now on; only after a claim, and only then is an old socket cleared away."""
        # Apart, because Qt's network library takes time that a window need not wait for.
        from mmdesk.ui.summons import Summons

        if self._summons is None and self._descriptor is not None:
            self._summons = Summons(self._name, self)
            self._summons.heard.connect(self.summoned)

    def summon(self) -> bool:
        """Ask the window to come forward; whether it said that it would. Waits three seconds at most."""
        from mmdesk.ui.summons import summon

        return summon(self._name)

    def close(self) -> None:
        """Give the claim back."""
        if self._summons is not None:
            self._summons.close()
            self._summons = None
        self._let_go()

    def _let_go(self) -> None:
        if self._descriptor is not None:
            # Closing gives the lock back on every system.
            os.close(self._descriptor)
            self._descriptor = None


def address_of(root: Path) -> str:
    """The name of the socket: the same for one account and profile, telling nobody which."""
    place = os.path.normcase(os.path.realpath(root))
    whose = f"{_account()}\0{place}".encode(errors="surrogateescape")
    return f"mmdesk-{hashlib.sha256(whose).hexdigest()[:20]}"


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        # A container's account may have no name.
        return str(os.getuid()) if sys.platform != "win32" else ""
