"""The last stop of a failure nobody expected: into the log with everything, to the person in one sentence."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import NoReturn

from mmdesk import logs
from mmdesk.cli.output import Exit, complain
from mmdesk.errors import MmdeskError, Text
from mmdesk.fault_report import log_fault
from mmdesk.paths import Profile


def report(error: Exception, profile_dir: Path | None) -> NoReturn:
    """Keep the traceback, without secrets, in the profile's log; end as refused."""
    name = type(error).__name__
    try:
        profile = Profile.choose(profile_dir).create()
        with logs.configure(profile, "cli", logging.INFO):
            log_fault(error, "the command line")
        where = str(profile.logs)
    except (MmdeskError, OSError):
        where = "—"
    words = Text(
        "Ошибка программы ({n}). Подробности в журнале: {w}", "A fault of the program ({n}). See the log: {w}"
    )
    complain(words.format(n=name, w=where))
    sys.exit(Exit.REFUSED)
