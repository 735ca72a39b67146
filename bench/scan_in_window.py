"""From the Enter of a scan to the verdict's colour and sound in the window, 20 scans in 2 seconds.

Another process writes like a keyboard scanner, by real keys of the X server, while the window packs orders
that wait among 100,000 shipments. A span begins when the X server saw the Enter, by its own time stamp, and
ends when the verdict bar has been painted, or the sound asked for. Only under X11 with xdotool. No service
runs: every order that has been closed stays on its way to paper.

Run it with: make bench, or python bench/scan_in_window.py [--scans N] [--shipments N]
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import _window
from tests.ui import screen

HERE = Path(__file__).parent
GOAL_MS = 50.0


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scans", type=int, default=200)
    options.add_argument("--shipments", type=int, default=_window.SHIPMENTS)
    chosen = options.parse_args()
    if not screen.is_needed() or shutil.which("xdotool") is None:
        print("not measured: real keys need X11 and xdotool")
        return
    with _window.environment() as environ, _window.crowded(chosen.shipments, environ) as profile:
        told = _window.played(HERE / "_scanned.py", environ, profile, chosen.scans)
    report(chosen.shipments, told["seen"], told["heard"], told["seconds"])


def report(count: int, seen: list[float], heard: list[float], seconds: list[float]) -> None:
    """One table for people; nothing is judged, a loaded machine proves nothing."""
    rows = {
        "Enter to the painted verdict": _window.Milliseconds(tuple(seen)),
        "Enter to the sound": _window.Milliseconds(tuple(heard)),
    }
    _window.table(
        f"{len(seen)} scans in the window among {count} shipments, milliseconds",
        ("p50", "p95", "max"),
        {name: (each.median, each.percentile(95), max(each.values)) for name, each in rows.items()},
    )
    print(f"20 scans took {min(seconds):.1f} to {max(seconds):.1f} s; all were answered in their order")
    reached = rows["Enter to the painted verdict"].percentile(95) < GOAL_MS
    print(f"goal: 95 of 100 under {GOAL_MS:.0f} ms: {'reached' if reached else 'missed'}")


if __name__ == "__main__":
    main()
