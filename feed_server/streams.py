"""Standard output and error of a service that a system starts without a console."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def open_missing_streams() -> None:
    """Let words go nowhere where the system gave no streams at all, as to a program without a console."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115 - for as long as the process
