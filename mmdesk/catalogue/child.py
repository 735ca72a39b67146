"""How this program starts itself as one of the lean processes that a build is made of."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

READ_SOURCE: Final = "read-catalogue"
BUILD_FEED: Final = "build-feed"
VALIDATE_FEED: Final = "validate-feed"
"""The arguments that make the frozen program the child; `mmdesk.__main__` knows them."""
_MODULES: Final = {
    READ_SOURCE: "mmdesk.catalogue.reading_process",
    BUILD_FEED: "mmdesk.catalogue.build_process",
    VALIDATE_FEED: "mmdesk.catalogue.validator_process",
}
_GROUP: Final = None if sys.platform == "win32" else 0
"""A group of its own."""
_PIPE_BYTES: Final = 1 << 20
"""What Linux grants to everybody."""
# A child needs nothing of its parent's environment, secrets among it; Windows cannot start without these.
_INHERITED: Final = ("SYSTEMROOT", "WINDIR", "PATH", "TEMP", "TMP", "TMPDIR")


def command(entry: str) -> tuple[str, ...]:
    """The frozen program by its entry, else the interpreter with the module alone."""
    if getattr(sys, "frozen", False):
        return (sys.executable, entry)
    root = str(Path(__file__).parents[2])
    start = (
        f"import sys; sys.path.append({root!r}); from {_MODULES[entry]} import main; "
        "sys.exit(main(sys.argv[1:]))"
    )
    return (sys.executable, "-I", "-c", start)


def run(entry: str, words: Sequence[str]) -> int:
    """What the frozen program does as a child; its exit code."""
    main: Callable[[Sequence[str]], int] = importlib.import_module(_MODULES[entry]).main
    return main(words)


def start(
    entry: str,
    *words: str,
    stdin: int | IO[bytes],
    stdout: int | IO[bytes],
    stderr: int | IO[bytes] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child with these arguments; it complains where this process does. Raises OSError."""
    child = subprocess.Popen(
        (*command(entry), *words),
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        env={name: os.environ[name] for name in _INHERITED if name in os.environ},
        creationflags=_without_window(),
        # Ctrl+C in a terminal is for whoever started it, who ends it in order; here it would hit the imports.
        process_group=_GROUP,
    )
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            _widen(pipe)
    return child


if sys.platform == "linux":
    import fcntl

    def _widen(pipe: IO[bytes]) -> None:
        """Room for a few batches: in the usual 64 KB one process waits for the other most of the time."""
        # Where the system grants no more, the build is only slower.
        with suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)

else:

    def _widen(_pipe: IO[bytes]) -> None:
        """Only Linux lets a pipe be made wider."""


if sys.platform == "win32":

    def _without_window() -> int:
        return subprocess.CREATE_NO_WINDOW

else:

    def _without_window() -> int:
        return 0
