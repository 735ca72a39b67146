"""From the start of the program to a window that can be worked with, over 100,000 shipments.

The program is `mmdesk --profile DIR`, a new process each time: usable means that the list has painted its
first orders and then answered the key Down. The base of the ratio is a bare Qt window, Python and PySide6
included, started by turns with it. Nothing in the program knows that it is measured.

Run it with: make bench, or python bench/window_opening.py [--goes N] [--shipments N]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import _window

HERE = Path(__file__).parent
GOAL = 5.0
WARM_UP = 2


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--goes", type=int, default=11)
    options.add_argument("--shipments", type=int, default=_window.SHIPMENTS)
    chosen = options.parse_args()
    bare: list[Mapping[str, float]] = []
    real: list[Mapping[str, float]] = []
    with _window.environment() as environ, _window.crowded(chosen.shipments, environ) as profile:
        for _ in range(chosen.goes + WARM_UP):
            bare.append(started("_bare_window.py", environ))
            real.append(started("_first_rows.py", environ, profile))
    report(chosen.shipments, bare[WARM_UP:], real[WARM_UP:])


def started(script: str, environ: Mapping[str, str], *arguments: object) -> Mapping[str, float]:
    """Milliseconds from the start of the process to each moment that it told, and its processor time."""
    # On every system the counter is the machine's own, so that two processes read the same one.
    began = perf_counter()
    told = _window.played(HERE / script, environ, *arguments)
    work = told.pop("work") * 1000
    return {"work": work, **{name: (moment - began) * 1000 for name, moment in told.items()}}


def report(count: int, bare: list[Mapping[str, float]], real: list[Mapping[str, float]]) -> None:
    """One table for people; nothing is judged, a loaded machine proves nothing."""
    rows = {
        "bare Qt window painted": of(bare, "usable"),
        "mmdesk: window painted": of(real, "shown"),
        "mmdesk: first orders painted": of(real, "rows"),
        "mmdesk: a key answered": of(real, "usable"),
        "bare Qt window, processor time": of(bare, "work"),
        "mmdesk, processor time": of(real, "work"),
    }
    _window.table(
        f"{len(real)} starts over {count} shipments, milliseconds since the process was started",
        ("min", "median", "max"),
        {name: (min(each.values), each.median, max(each.values)) for name, each in rows.items()},
    )
    ratio = rows["mmdesk: a key answered"].median / rows["bare Qt window painted"].median
    work = rows["mmdesk, processor time"].median / rows["bare Qt window, processor time"].median
    print(f"ratio of the medians: {ratio:.2f}, of processor time {work:.2f}")
    print(f"goal: under {GOAL:.0f} times a bare window: {'reached' if ratio < GOAL else 'missed'}")


def of(goes: list[Mapping[str, float]], moment: str) -> _window.Milliseconds:
    return _window.Milliseconds(tuple(each[moment] for each in goes))


if __name__ == "__main__":
    main()
