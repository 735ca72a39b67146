"""From Megamarket's call to the order in RetailCRM, through the real service process.

A buyer orders at the simulated Megamarket, which calls the service; the service stores the call, reads the
order and creates it in RetailCRM. Both moments are taken at the simulators, on one clock: when the call was
made, and when orders/create had taken effect. Orders of both schemes come one after another.

Run it with: make bench, or python bench/webhook_to_crm.py [--orders N]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping
from datetime import datetime
from itertools import cycle, islice
from pathlib import Path
from time import monotonic, sleep

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import _window
from tests.e2e.house import DSM, STANDARD, House, built

WARM_UP = 6
PATIENCE = 60.0


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--orders", type=int, default=100)
    chosen = options.parse_args()
    spans: dict[str, list[float]] = {STANDARD: [], DSM: []}
    with (
        tempfile.TemporaryDirectory(prefix="mmdesk-bench-") as name,
        built(Path(name)) as house,
        house.served(),
    ):
        for number, scheme in enumerate(islice(cycle(spans), chosen.orders + WARM_UP)):
            span = arrives(house, scheme)
            spans[scheme].extend([span] if number >= WARM_UP else [])
    report(spans)


def arrives(house: House, scheme: str) -> float:
    """Milliseconds from the call about a new order to its creation in RetailCRM."""
    shipment_id = house.place(scheme)
    name, until = f"mm-{shipment_id}", monotonic() + PATIENCE
    while not house.sandbox.retailcrm.effects(name).creates:
        assert monotonic() < until, f"{shipment_id} does not arrive"
        sleep(0.001)
    created = datetime.now().astimezone()
    (called,) = [
        delivery.at
        for delivery in house.sandbox.megamarket.webhooks.deliveries()
        if delivery.shipment_id == shipment_id
    ]
    return (created - called).total_seconds() * 1000


def report(spans: Mapping[str, list[float]]) -> None:
    """One table for people; nothing is judged, a loaded machine proves nothing."""
    measured = {name: _window.Milliseconds(tuple(values)) for name, values in spans.items()}
    measured["both"] = _window.Milliseconds(tuple(value for values in spans.values() for value in values))
    _window.table(
        f"{len(measured['both'].values)} orders, milliseconds from the call to the order in RetailCRM",
        ("p50", "p95", "p99"),
        {name: (each.median, each.percentile(95), each.percentile(99)) for name, each in measured.items()},
    )


if __name__ == "__main__":
    main()
