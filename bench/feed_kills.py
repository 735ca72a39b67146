"""Builds of the feed killed a thousand times, and whatever is served meanwhile: always a whole, valid feed.

The loop is that of tests/e2e/test_feed_kills.py. It runs in houses of their own, 50 builds each: a seed that
finds something can be played again in a few minutes. Exit code 1 when anything at all was wrong.

Run it with: make bench, or python bench/feed_kills.py [--builds N] [--seed N]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from time import monotonic

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.e2e.build_lookout import Part
from tests.e2e.feed_kills import Builder, Killing, Stage, kill_builds

A_HOUSE = 50
OFFERS = 3000


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--builds", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    began, done, together = monotonic(), 0, Killing()
    for seed in range(chosen.seed, chosen.seed + -(-chosen.builds // A_HOUSE)):
        with tempfile.TemporaryDirectory(prefix="mmdesk-bench-") as name:
            builds = min(A_HOUSE, chosen.builds - done)
            killing = kill_builds(Path(name), builds, seed, OFFERS)
        done += builds
        tell(seed, done, killing)
        together += killing
    report(together, monotonic() - began)
    return 0 if together.is_good else 1


def tell(seed: int, done: int, killing: Killing) -> None:
    """One line for each house, at once: such a run takes an hour or two."""
    words = "all whole" if killing.is_good else "SOMETHING IS WRONG"
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"seed {seed}: {done} builds so far, {words} (load {load})", flush=True)
    for sentence in (*killing.wrong, *killing.served.wrong):
        print(f"    {sentence}", flush=True)


def report(killing: Killing, seconds: float) -> None:
    victims = (*Builder, *Part)
    print(
        f"\n{'killed while the build was':32}"
        + "".join(f"{each.replace('_process', ''):>11}" for each in victims)
    )
    for stage in Stage:
        print(f"{stage:32}" + "".join(f"{killing.kills[each, stage]:11}" for each in victims))
    print(f"\n{'answers':32}")
    for answer, count in sorted(killing.served.answers.items()):
        print(f"{answer:32}{count:11}")
    rows = {
        "builds killed": killing.kills.total(),
        "over before the kill": killing.missed,
        "left in peace, and served": killing.builds,
        "feeds served, each judged": killing.served.feeds,
        "slowest orphan, seconds": round(killing.slowest_orphan, 1),
        "seconds": round(seconds),
        "wrong": len(killing.wrong) + len(killing.served.wrong),
    }
    print()
    for name, number in rows.items():
        print(f"{name:32}{number:11}")
    print(f"goal: whole and valid feeds alone: {'reached' if killing.is_good else 'missed'}")


if __name__ == "__main__":
    sys.exit(main())
