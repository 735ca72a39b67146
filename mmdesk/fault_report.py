"""A fault of the program: into the log with everything, and without secrets for whoever mends it."""

from __future__ import annotations

import logging
import platform
import sys
import traceback
from datetime import datetime

from mmdesk import __version__
from mmdesk.masking import masked

logger = logging.getLogger(__name__)

_LONGEST_REPORT = 60_000
# What a fault may depend on beside ourselves.
_LIBRARIES = ("PySide6", "sqlalchemy")


def log_fault(error: BaseException, where: str) -> None:
    """Into the log of this process, with the traceback; the log's own form masks it."""
    logger.error("our own fault in %s", where, exc_info=error)


def report_of(error: BaseException, where: str, at: datetime) -> str:
    """What a person can send: versions, the moment in UTC, the place and the masked traceback."""
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    lines = [
        f"mmdesk {__version__}, Python {platform.python_version()}, {system}",
        ", ".join(f"{name} {_version(name)}" for name in _LIBRARIES),
        f"{at:%Y-%m-%dT%H:%M:%SZ}, {where}",
        "",
        "".join(traceback.format_exception(error)).rstrip(),
    ]
    return _shortened(masked("\n".join(lines)))


def place_of(error: BaseException) -> str:
    """Kind and line of a fault: two with one place are the same fault."""
    frames = traceback.extract_tb(error.__traceback__)
    last = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__qualname__} {last}"


def _version(name: str) -> str:
    """Of a library that this process has loaded; none is loaded for the sake of a report."""
    return str(getattr(sys.modules.get(name), "__version__", "-"))


def _shortened(report: str) -> str:
    """The head tells what runs, the tail what went wrong; a deep recursion lies between."""
    if len(report) <= _LONGEST_REPORT:
        return report
    half = _LONGEST_REPORT // 2
    return f"{report[:half]}\n…\n{report[-half:]}"
