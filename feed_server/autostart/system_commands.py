"""The system's own programs, called as argument lists; tests play the system."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from feed_server.autostart.contract import AutostartFailed
from mmdesk.errors import Text

_SECONDS: Final = 60.0
_NOT_FOUND: Final = 127


@dataclass(frozen=True, slots=True)
class Ran:
    """How a program of the system ended."""

    code: int
    out: str = ""
    err: str = ""

    @property
    def done(self) -> bool:
        return self.code == 0

    @property
    def words(self) -> str:
        """Its last line, for a sentence."""
        lines = [line.strip() for line in f"{self.out}\n{self.err}".splitlines() if line.strip()]
        return lines[-1] if lines else f"{self.code}"


Runner = Callable[[Sequence[str]], Ran]


def run_on_system(command: Sequence[str]) -> Ran:
    """Run to the end; a program that is not there ends with 127. Raises AutostartFailed when it hangs."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            errors="replace",
            timeout=_SECONDS,
        )
    except FileNotFoundError:
        return Ran(_NOT_FOUND, err=f"{command[0]}: not found")
    except subprocess.TimeoutExpired as error:
        raise AutostartFailed(Text(f"{command[0]} не отвечает", f"{command[0]} does not answer")) from error
    except OSError as error:
        raise AutostartFailed(f"{command[0]}: {error.strerror or error}") from error
    return Ran(done.returncode, done.stdout, done.stderr)


def insist(run: Runner, *command: str) -> Ran:
    """Run what must succeed. Raises AutostartFailed with the program's own words."""
    ran = run(command)
    if not ran.done:
        raise AutostartFailed(f"{' '.join(command)}: {ran.words}")
    return ran
