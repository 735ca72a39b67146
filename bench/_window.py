"""What the benchmarks of the window share: a screen, a profile with many orders, processes with windows."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Any, Final

from tests.ui import screen

ROOT: Final = Path(__file__).resolve().parents[1]
SHIPMENTS: Final = 100_000
_OPEN: Final = 1000
"""So many are not finished, however small the profile: there is enough to pack in each."""
_KEPT: Final = ROOT / "build" / "bench"
_FRESH_SECONDS: Final = 3600.0
"""Deadlines lie around the moment of seeding."""
_SECONDS: Final = 300.0


@dataclass(frozen=True, slots=True)
class Milliseconds:
    """One value for each go."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def percentile(self, share: int) -> float:
        return statistics.quantiles(self.values, n=100, method="inclusive")[share - 1]


@contextmanager
def environment() -> Iterator[dict[str, str]]:
    """For programs with windows: on this machine's screen, or on one of their own where there is none."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("MMDESK_")}
    # The service is another program, and would compete for the processors.
    own |= {"MMDESK_SECRETS": "file", "MMDESK_SERVICE": "off", "MMDESK_LANG": "ru"}
    if not screen.is_needed() or os.environ.get("DISPLAY"):
        yield own
        return
    with screen.opened() as shown:
        yield shown.environ(own)


@contextmanager
def crowded(count: int, environ: Mapping[str, str]) -> Iterator[Path]:
    """A profile with so many orders, to be spoiled; seeding takes a while, so one is kept for an hour."""
    kept = _KEPT / f"crowd-{count}-{_digest()}"
    if not kept.exists() or time() - kept.stat().st_mtime > _FRESH_SECONDS:
        for old in _KEPT.glob("crowd-*"):
            shutil.rmtree(old, ignore_errors=True)
        _seed(kept, count, environ)
    with tempfile.TemporaryDirectory(prefix="mmdesk-bench-") as name:
        yield Path(shutil.copytree(kept, Path(name) / "profile"))


def _seed(profile: Path, count: int, environ: Mapping[str, str]) -> None:
    from mmdesk import bootstrap
    from tests import crowd

    with tempfile.TemporaryDirectory(prefix="mmdesk-bench-") as name:
        fresh = Path(name) / "profile"
        with bootstrap.open_parts(fresh, environ) as parts:
            open_share = min(_OPEN / count, 1.0)
            crowd.seed(parts.storage, count, now=parts.clock.now(), open_share=open_share)
        profile.parent.mkdir(parents=True, exist_ok=True)
        # Only what is complete gets the name.
        shutil.move(fresh, profile)
    profile.touch()


def _digest() -> str:
    """Changes with what is seeded and with the tables that it is kept in."""
    storage = sorted((ROOT / "mmdesk" / "storage").rglob("*.py"))
    sources = [Path(__file__), ROOT / "tests" / "crowd.py", *storage]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]


def played(script: Path, environ: Mapping[str, str], *arguments: object) -> dict[str, Any]:
    """Run a file as the process with the window; the figures that it told last."""
    command = [sys.executable, str(script), *map(str, arguments)]
    ran = subprocess.run(
        command, env=dict(environ), stdout=subprocess.PIPE, text=True, timeout=_SECONDS, check=False
    )
    lines = ran.stdout.splitlines()
    assert ran.returncode == 0, f"{command} ended with {ran.returncode}"
    assert lines, f"{command} told nothing"
    told: dict[str, Any] = json.loads(lines[-1])
    return told


def table(title: str, columns: Sequence[str], rows: Mapping[str, Sequence[float]]) -> None:
    """Figures for people, in milliseconds."""
    print(title)
    width = max(map(len, rows))
    print(f"{'':>{width}}" + "".join(f"{column:>10}" for column in columns))
    for name, figures in rows.items():
        print(f"{name:>{width}}" + "".join(f"{figure:10.1f}" for figure in figures))
