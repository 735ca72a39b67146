"""The command line tools of CUPS: started with fixed arguments, in the C locale, with a limit of time."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mmdesk.errors import Text
from mmdesk.printing.print_errors import PrintDoubtful, PrinterUnreachable

ASK_SECONDS: Final = 10.0
SEND_SECONDS: Final = 60.0

_PASSED_ON: Final = (
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "CUPS_SERVER",
    "CUPS_USER",
    "KRB5CCNAME",
    "XDG_RUNTIME_DIR",
    "TMPDIR",
)
"""No secret of the program's own environment reaches them."""

_NO_SERVICE: Final = re.compile(
    r"scheduler|unable to connect|connection refused|bad file descriptor|no such file or directory"
    r"|host is down|transport endpoint|broken pipe|timed? ?out",
    re.IGNORECASE,
)
_INSTALL: Final = Text(
    "Установите CUPS (в Debian и Ubuntu: пакеты cups и cups-client).",
    "Install CUPS (Debian and Ubuntu: the packages cups and cups-client).",
)
START_SERVICE: Final = Text(
    "Запустите службу печати CUPS на этом компьютере.", "Start the printing service CUPS on this computer."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tool printed, and whether it was content."""

    is_good: bool
    text: str
    complaint: str
    """Without the tool's own name in front."""

    @property
    def is_no_service(self) -> bool:
        """CUPS itself was not reached."""
        return not self.is_good and _NO_SERVICE.search(self.complaint) is not None


def ask(tool: str, *arguments: str) -> Answer:
    """Run a tool that only looks; raises PrinterUnreachable when it is missing or does not come back."""
    try:
        return _run([tool, *arguments], b"", ASK_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise PrinterUnreachable(_SILENT, hint=START_SERVICE) from error


def feed(tool: str, document: bytes, *arguments: str) -> Answer:
    """Run a tool that takes a document; raises PrinterUnreachable, and PrintDoubtful when it hangs."""
    try:
        return _run([tool, *arguments], document, SEND_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise PrintDoubtful(_SILENT) from error


_SILENT: Final = Text("служба печати CUPS молчит", "the printing service CUPS keeps silent")


def _run(command: Sequence[str], document: bytes, seconds: float) -> Answer:
    program = shutil.which(command[0])
    if program is None:
        raise PrinterUnreachable(
            Text("нет программы {tool}", "the program {tool} is missing").format(tool=command[0]),
            hint=_INSTALL,
        )
    done = subprocess.run(
        [program, *command[1:]],
        input=document,
        capture_output=True,
        env=_environment(),
        timeout=seconds,
        check=False,
    )
    complaint = done.stderr.decode("utf-8", "replace").strip()
    return Answer(
        done.returncode == 0,
        done.stdout.decode("utf-8", "replace"),
        complaint.removeprefix(f"{command[0]}: ").removeprefix("Error - "),
    )


def _environment() -> dict[str, str]:
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**passed, "LC_ALL": "C", "LANG": "C", "LANGUAGE": "C"}
