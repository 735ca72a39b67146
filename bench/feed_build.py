"""A build of the feed, as a multiple of a process that merely reads the same catalogue with lxml.

Each is measured whole, from its start to its end with all the processes that it starts, and one after the
other in each round: `mmdesk feed build NAME --source FILE --out FILE`, which writes a file alone; the same
without `--out` on a fresh profile, which validates, packs and publishes; and the same once more, when nothing
has changed. The bare one takes the offers out of `iterparse` and forgets them. Processor seconds are of all
processes together, megabytes those of the largest one.

Run it with: make bench, or python bench/feed_build.py [--offers N …] [--rounds N]
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import _catalogues, _feeds
from bench._feeds import Taken

OFFERS = (10_000, 100_000, 1_000_000)
GOAL_AT = 100_000
"""Before that the start of the processes weighs more than the work."""
GOALS = {"into a file": 3.0, "published": 4.5}
MOST_MEGABYTES = 100
MOST_GROWTH = 40
NAME = "bench"
BARE = "bare"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--offers", type=int, nargs="+", default=OFFERS)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--measured", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    options.add_argument("--bare", metavar="FILE", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.measured:
        measure(chosen.measured)
        return
    if chosen.bare:
        bare(Path(chosen.bare))
        return
    largest = [compare(count, chosen.rounds) for count in chosen.offers]
    told = ", ".join(
        f"{megabytes:.0f} at {count}" for count, megabytes in zip(chosen.offers, largest, strict=True)
    )
    grown = largest[-1] - largest[0]
    reached = max(largest) - max(grown, 0) < MOST_MEGABYTES and grown < MOST_GROWTH
    print(f"\nmegabytes of the largest process: {told} offers; goals: under {MOST_MEGABYTES} for 100000,")
    print(f"at most {MOST_GROWTH} more for a million: {verdict(reached)}")


def compare(count: int, rounds: int) -> float:
    """Print the table of one size; the megabytes of the largest process of a build."""
    with tempfile.TemporaryDirectory(prefix="mmdesk-bench-") as name:
        source = Path(name) / "catalogue.xml"
        _catalogues.write(source, count)
        found = [one_round(source, Path(name)) for _ in range(rounds)]
        report(count, source.stat().st_size, found)
    return max(statistics.median(each[kind].megabytes for each in found) for kind in GOALS)


def one_round(source: Path, folder: Path) -> dict[str, Taken]:
    with fresh_profile(folder) as profile:
        build = ("-m", "mmdesk", "--profile", str(profile), "feed", "build", NAME, "--source", str(source))
        return {
            BARE: started(__file__, "--bare", str(source)),
            "into a file": started(*build, "--out", str(folder / "feed.xml"), "--json"),
            "published": started(*build, "--json"),
            "unchanged": started(*build, "--json"),
        }


@contextmanager
def fresh_profile(folder: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="profile-", dir=folder) as name:
        mmdesk = (sys.executable, "-m", "mmdesk", "--profile", name)
        account = ("--scheme", "standard", "--merchant-id", "15010", "--crm-url", "http://127.0.0.1:1")
        run(*mmdesk, "connection", "add", NAME, *account)
        run(*mmdesk, "feed", "status", NAME)  # so that no measured start is the one that compiles
        yield Path(name)


def run(*command: str) -> None:
    """With the program's bytecode kept, as an installed one has it, whatever this shell says of that."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env=environ | {"MMDESK_SECRETS": "file"},
        check=True,
    )


def started(*command: str) -> Taken:
    """Each has a process of its own that measures it: what it has taken is then all that was taken there."""
    return _feeds.taken(__file__, "--measured", *command)


def measure(command: list[str]) -> None:
    began = perf_counter()
    run(sys.executable, *command)
    seconds = perf_counter() - began
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    unit = 1024**2 if sys.platform == "darwin" else 1024
    _feeds.tell(seconds, spent.ru_utime + spent.ru_stime, spent.ru_maxrss / unit)


def bare(file: Path) -> None:
    from lxml import etree

    with file.open("rb") as source:
        for _, element in etree.iterparse(source, events=("end",), tag="offer"):
            element.clear()


def report(count: int, size: int, rounds: list[dict[str, Taken]]) -> None:
    """One table for people, the middle of all rounds; nothing is judged, a loaded machine proves nothing."""
    print(f"\n{count} offers, {size / 1e6:.0f} MB, load {os.getloadavg()[0]:.1f}")
    print(f"{'':>14}{'seconds':>10}{'processor':>11}{'megabytes':>11}{'× bare':>9}{'× processor':>13}")
    for kind in rounds[0]:
        seconds, work, megabytes = (
            statistics.median(figures) for figures in zip(*(each[kind] for each in rounds), strict=True)
        )
        ratio = statistics.median(each[kind].seconds / each[BARE].seconds for each in rounds)
        work_ratio = statistics.median(each[kind].work / each[BARE].work for each in rounds)
        is_judged = kind in GOALS and count == GOAL_AT
        goal = f"  goal: {GOALS[kind]}: {verdict(ratio <= GOALS[kind])}" if is_judged else ""
        print(f"{kind:>14}{seconds:10.2f}{work:11.2f}{megabytes:11.1f}{ratio:9.2f}{work_ratio:13.2f}{goal}")


def verdict(reached: bool) -> str:
    return "reached" if reached else "missed"


if __name__ == "__main__":
    main()
