"""Sweeps a folder away when the process that started this one is gone without having done so itself.

A process of its own, because a killed one cleans up nothing. It takes the folder's path; its standard
input is the leash, of which nothing but the end matters.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from typing import Final

_TRIES: Final = 60
_PAUSE: Final = 0.5
"""Seconds; the other children of the killed process take a moment to end and still write."""


def sweep_after(folder: str) -> None:
    """Wait for the end of the leash, then remove the folder for good."""
    while os.read(0, 4096):
        pass
    for _ in range(_TRIES):
        if not os.path.lexists(folder):
            return
        # Nobody announces that a child of a killed process is gone.
        time.sleep(_PAUSE)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    # It ends with its owner, never before.
    for _number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(_number, signal.SIG_IGN)
    sweep_after(sys.argv[1])
