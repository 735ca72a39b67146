"""Start the frozen program as a person would who has only its folder: `python tests/frozen/start.py FOLDER`.

No part of the suite: the folder takes a minute to make, and CI makes it once, last.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from mmdesk import __version__

_SECONDS: Final = 600
_WINDOWS: Final = sys.platform == "win32"
_SUFFIX: Final = ".exe" if _WINDOWS else ""


class NotAsExpected(Exception):
    """Raised for a frozen program that does not do what the same program does from its sources."""


def main() -> int:
    folder = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as place:
        try:
            check(folder, Path(place))
        except NotAsExpected as error:
            sys.stderr.write(f"{error}\n")
            return 1
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    sys.stdout.write(f"The frozen program works; {size / 2**20:.0f} MiB in {folder}\n")
    return 0


def check(folder: Path, place: Path) -> None:
    """Raises NotAsExpected. What is made lies below `place`."""
    service = folder / f"mmdesk-service{_SUFFIX}"
    # The window's program has no console on Windows, and writes nowhere.
    for program in (service,) if _WINDOWS else (service, folder / "mmdesk"):
        said = _ran(place, program, "--version")
        _expect(__version__ in said, f"{program.name} --version says {said!r}")
    _expect(any(folder.rglob("qtbase_ru.qm")), "Qt's own Russian is not in the folder")
    report = json.loads(_ran(place, service, "--profile", place / "profile", "doctor", "--json"))
    _expect(report["ok"] is True, f"doctor is not content: {report}")
    out = place / "out"
    began = time.monotonic()
    said = _ran(place, service, "demo", "--headless", "--out", out)
    sys.stdout.write(f"{said.strip().splitlines()[-1]} ({time.monotonic() - began:.0f} s)\n")
    for wanted in ("label-*.pdf", "packing-list-*.pdf", "megamarket.xml", "window.png"):
        _expect(bool(list(out.glob(wanted))), f"the demo left no {wanted}")


def _ran(place: Path, program: Path, *arguments: object) -> str:
    """Its standard output. It finds neither the checkout nor another Python."""
    left_out = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    environ = {name: value for name, value in os.environ.items() if name not in left_out}
    command = [str(program), *(str(argument) for argument in arguments)]
    ran = subprocess.run(
        command,
        cwd=place,
        env={**environ, "MMDESK_SECRETS": "file", "MMDESK_LANG": "en", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=_SECONDS,
        check=False,
    )
    _expect(ran.returncode == 0, f"{' '.join(command)}: exit code {ran.returncode}\n{ran.stdout}{ran.stderr}")
    return ran.stdout


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise NotAsExpected(otherwise)


if __name__ == "__main__":
    sys.exit(main())
