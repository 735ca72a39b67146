"""The check of a feed, as a multiple of the time in which lxml merely reads the same file.

Both are processes of their own, started by turns, so that neither has what the other has left. The bare one
takes the offers out of `iterparse` and forgets them. The check is `mmdesk.catalogue.validator`, with the
digest of the file and the search for repeated ids.

Run it with: make bench, or python bench/feed_validator.py [--offers N …] [--rounds N]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import _feeds
from bench._feeds import Taken

GOAL = 2.6
OFFERS = (10_000, 100_000, 1_000_000)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--offers", type=int, nargs="+", default=OFFERS)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--child", nargs=2, metavar=("KIND", "FILE"), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.child:
        kind, file = chosen.child
        measure(CHILDREN[kind], Path(file))
        return
    with tempfile.TemporaryDirectory(prefix="mmdesk-bench-") as name:
        for count in chosen.offers:
            file = Path(name) / "feed.xml"
            _feeds.write(file, count)
            rounds = [{kind: started(kind, file) for kind in CHILDREN} for _ in range(chosen.rounds)]
            report(count, file.stat().st_size, rounds)


def started(kind: str, file: Path) -> Taken:
    return _feeds.taken(__file__, "--child", kind, str(file))


def measure(work: Callable[[Path], object], file: Path) -> None:
    began, spent = perf_counter(), process_time()
    work(file)
    _feeds.tell(perf_counter() - began, process_time() - spent)


def bare(file: Path) -> None:
    from lxml import etree

    with file.open("rb") as source:
        for _, element in etree.iterparse(source, events=("end",), tag="offer"):
            element.clear()


def checked(file: Path) -> None:
    from mmdesk.catalogue.validator import validate

    verdict = validate(file, vat_codes=("NO_VAT",))
    assert not verdict.counts, verdict.counts


CHILDREN = {"bare": bare, "checked": checked}


def report(count: int, size: int, rounds: list[dict[str, Taken]]) -> None:
    """One table for people, the middle of all rounds; nothing is judged, a loaded machine proves nothing."""
    print(f"{count} offers, {size / 1e6:.0f} MB:{'seconds':>12}{'processor':>12}{'megabytes':>12}")
    for kind in CHILDREN:
        middle = [
            statistics.median(figures) for figures in zip(*(each[kind] for each in rounds), strict=True)
        ]
        print(f"{kind:>20}{middle[0]:12.2f}{middle[1]:12.2f}{middle[2]:12.1f}")
    ratio = statistics.median(each["checked"].seconds / each["bare"].seconds for each in rounds)
    work = statistics.median(each["checked"].work / each["bare"].work for each in rounds)
    verdict = "reached" if ratio < GOAL else "missed"
    print(f"ratio: {ratio:.2f}, of processor time {work:.2f}; goal: under {GOAL}: {verdict}")


if __name__ == "__main__":
    main()
