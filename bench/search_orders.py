"""Search among 100,000 shipments, letter by letter, as a person types it.

Two things are measured: the use case alone, `OrderList.index` and the rows that then are in sight, called for
each beginning of each phrase; and the real window, from a key in its search field to the painted result. In
the window a key whose result is what is shown already paints nothing, and is left out.

Run it with: make bench, or python bench/search_orders.py [--rounds N] [--shipments N]
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import _window
from mmdesk import bootstrap
from mmdesk.services.order_list import OrderFilter, OrderList, OrderWish

HERE = Path(__file__).parent
GOAL_MS = 50.0
IN_SIGHT = 64
PHRASES = (
    "кружка синяя",
    "примеров анна",
    "скатерть бежевая 150",
    "TEA-GRN",
    "крузенштерн",
    "700150",
    "+79000001234",
    "щётка соловьёв",
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--shipments", type=int, default=_window.SHIPMENTS)
    chosen = options.parse_args()
    with _window.environment() as environ, _window.crowded(chosen.shipments, environ) as profile:
        with bootstrap.open_parts(profile, os.environ) as parts:
            orders = OrderList(parts.storage, parts.clock)
            alone = asked(orders, chosen.rounds)
            expected = {text: found(orders, text) for text in typed()}
        notes = profile / "expected.json"
        notes.write_text(json.dumps([PHRASES, expected]), encoding="utf-8")
        told = _window.played(HERE / "_search_keys.py", environ, profile, notes, chosen.rounds)
    report(chosen.shipments, alone, _window.Milliseconds(tuple(told["keys"])))


def typed() -> Iterator[str]:
    """Every beginning of every phrase."""
    for phrase in PHRASES:
        yield from (phrase[:length] for length in range(1, len(phrase) + 1))


def asked(orders: OrderList, rounds: int) -> _window.Milliseconds:
    """The use case alone, after one round that nobody counts."""
    spans = []
    for _ in range(rounds + 1):
        for text in typed():
            began = perf_counter()
            orders.rows(orders.index(wish(text)).keys[:IN_SIGHT])
            spans.append((perf_counter() - began) * 1000)
    return _window.Milliseconds(tuple(spans[len(spans) // (rounds + 1) :]))


def found(orders: OrderList, text: str) -> tuple[int, str]:
    """How many orders are found, and the number of the first."""
    keys = orders.index(wish(text)).keys
    first = orders.rows(keys[:1])
    return len(keys), first[0].shipment_id if first else ""


def wish(text: str) -> OrderWish:
    return OrderWish(show=OrderFilter.CONFIRM, search=text)


def report(count: int, alone: _window.Milliseconds, painted: _window.Milliseconds) -> None:
    """One table for people; nothing is judged, a loaded machine proves nothing."""
    rows = {"OrderList.index and rows": alone, "window: key to painted result": painted}
    _window.table(
        f"search among {count} shipments, {len(alone.values)} and {len(painted.values)} keys, milliseconds",
        ("p50", "p95", "max"),
        {name: (each.median, each.percentile(95), max(each.values)) for name, each in rows.items()},
    )
    verdict = "reached" if painted.percentile(95) < GOAL_MS else "missed"
    print(f"goal: 95 of 100 keys under {GOAL_MS:.0f} ms: {verdict}")


if __name__ == "__main__":
    main()
