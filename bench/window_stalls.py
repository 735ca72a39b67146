"""The longest spans in which the window's thread answers nothing, over 100,000 shipments.

A timer of 5 ms ticks in the window's thread; a gap is how much later than that a tick came. It ticks (a)
while another process makes 1,000 changes, each in its own transaction, (b) while orders are confirmed and
exchanges asked for, with a running service whose remotes take every call and answer nothing, (c) while a
person scrolls through all orders, and (d) types into the search. The base is the same timer in a bare Qt
window: during the same burst, and with nothing going on. "Own work" is the most processor time that the
thread itself spent between two ticks: on a busy machine it tells the program's share of a gap.

Run it with: make bench, or python bench/window_stalls.py [--changes N] [--shipments N]
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import _window
from mmdesk import bootstrap
from mmdesk.demo.service_process import ServiceProcess
from mmdesk.secrets import SecretKind

HERE = Path(__file__).parent
GOAL_MS = 50.0
REAL = {
    "burst": "mmdesk: burst of another process",
    "dead": "mmdesk: keys pressed, remotes dead",
    "scrolling": "mmdesk: scrolling through all",
    "typing": "mmdesk: typing a search",
}
BARE = {"burst": "bare window: the same burst", "quiet": "bare window: nothing going on"}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--changes", type=int, default=1000)
    options.add_argument("--shipments", type=int, default=_window.SHIPMENTS)
    chosen = options.parse_args()
    gaps: dict[str, Measured] = {}
    with _window.environment() as environ, _window.crowded(chosen.shipments, environ) as profile:
        told = _window.played(HERE / "_stalls.py", environ, "bare", profile, chosen.changes)
        gaps |= {BARE[name]: Measured(*values) for name, values in told.items()}
        with dead_remotes(profile, environ):
            told = _window.played(HERE / "_stalls.py", environ, "real", profile, chosen.changes)
        gaps |= {REAL[name]: Measured(*values) for name, values in told.items()}
    report(chosen.shipments, gaps)


@contextmanager
def dead_remotes(profile: Path, environ: Mapping[str, str]) -> Iterator[None]:
    """A service at work whose connections lead to somebody who takes every call and says nothing."""
    with (
        socket.create_server(("127.0.0.1", 0), backlog=1000) as silent,
        bootstrap.open_parts(profile, {**os.environ, **environ}) as parts,
    ):
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with parts.storage.work() as work:
            names = [connection.name for connection in work.connections.all()]
            for name in names:
                work.connections.change(name, mm_url=url, crm_url=url)
            work.commit()
        for name in names:
            parts.secrets.put(name, SecretKind.MM_TOKEN, "0" * 36)
            parts.secrets.put(name, SecretKind.CRM_KEY, "0" * 32)
        with ServiceProcess(profile, environ) as service:
            service.wait_until_ready(parts.storage, parts.clock)
            yield


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds, the longest first: how late the ticks came, and the thread's own work before each."""

    late: list[float]
    work: list[float]

    def exceeded_by(self, share: float) -> float:
        """The lateness that only this share of all ticks exceeds."""
        return self.late[int(len(self.late) * share)]


def report(count: int, gaps: Mapping[str, Measured]) -> None:
    """One table for people; nothing is judged, a loaded machine proves nothing."""
    _window.table(
        f"the window's thread over {count} shipments, milliseconds without an answer",
        ("p99.9", "second", "longest", "own work"),
        {
            name: (each.exceeded_by(0.001), each.late[1], each.late[0], each.work[0])
            for name, each in gaps.items()
        },
    )
    longest = max(gaps[name].late[0] for name in REAL.values())
    print(f"goal: never over {GOAL_MS:.0f} ms: {'reached' if longest < GOAL_MS else 'missed'}")


if __name__ == "__main__":
    main()
