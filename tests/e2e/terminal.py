"""The program on a terminal, for what it says to a person who watches; not on Windows."""

from __future__ import annotations

import os
import subprocess

from tests.e2e.program import ROOT, Program


def watched(program: Program, *arguments: object) -> str:
    """What a run that must end well has shown on the terminal that its complaints go to."""
    import pty

    screen, end = pty.openpty()
    with os.fdopen(screen, "rb", buffering=0) as shown:
        try:
            child = subprocess.Popen(
                program.command(*arguments),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=end,
                env=program.environ,
                cwd=ROOT,
            )
        finally:
            os.close(end)
        seen = bytearray()
        with child:
            try:
                while piece := shown.read(4096):
                    seen += piece
            except OSError:
                # So Linux tells that nobody writes there any more.
                pass
    said = seen.decode("utf-8", "replace")
    assert child.returncode == 0, said
    return said
