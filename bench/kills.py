"""The service killed thousands of times under a busy shop while both remotes fail: nothing lost or doubled.

The loop is that of tests/e2e/test_kills.py. It runs in houses of their own, 100 kills each, so that a seed
that finds something can be played again in a few minutes. Exit code 1 when any accounts do not balance.

Run it with: make bench, or python bench/kills.py [--kills N] [--seed N]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from time import monotonic

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.e2e.busy_shop import Accounts
from tests.e2e.kills import kill_again_and_again

A_HOUSE = 100


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=2000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    began, done, in_calls, accounts = monotonic(), 0, 0, Accounts()
    for seed in range(chosen.seed, chosen.seed + -(-chosen.kills // A_HOUSE)):
        with tempfile.TemporaryDirectory(prefix="mmdesk-bench-") as name:
            killing = kill_again_and_again(Path(name), min(A_HOUSE, chosen.kills - done), seed)
        done, in_calls = done + killing.kills, in_calls + killing.in_calls
        accounts += killing.accounts
        tell(seed, done, killing.accounts)
    report(accounts, done, in_calls, monotonic() - began)
    return 0 if accounts.balance else 1


def tell(seed: int, done: int, accounts: Accounts) -> None:
    """One line for each house, at once: such a run takes an hour."""
    words = "balanced" if accounts.balance else "NOT BALANCED"
    print(f"seed {seed}: {done} kills so far, {accounts.orders} orders, {words}", flush=True)
    for kind, sentences in accounts.wrong.items():
        for sentence in sentences:
            print(f"    {kind}: {sentence}", flush=True)


def report(accounts: Accounts, kills: int, in_calls: int, seconds: float) -> None:
    rows = {
        "kills": kills,
        "of them while a changing call was under way": in_calls,
        "orders": accounts.orders,
        "decisions": accounts.decisions,
        **{kind: len(sentences) for kind, sentences in accounts.wrong.items()},
        "seconds": round(seconds),
    }
    for name, count in rows.items():
        print(f"{name:>44}{count:9}")
    print(f"goal: nothing lost, nothing doubled: {'reached' if accounts.balance else 'missed'}")


if __name__ == "__main__":
    sys.exit(main())
