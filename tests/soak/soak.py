"""A long day in the window: 20 orders a minute come in while somebody clicks and types at random.

    make soak            half an hour
    make soak SECONDS=180

It fails when the window raises anything, ends by itself, does not answer for a minute, or grows: memory
after the warm-up may not rise by more than GROWTH. How long the window's thread was kept is told and not
judged: that is a figure of the machine as well (bench/window_stalls.py has it on a quiet one).
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench import _window
from mmdesk.demo.opening import Wishes, opened
from mmdesk.demo.scene import Stage
from mmdesk.demo.story import Story
from tests.soak.judging import judged

_HERE: Final = Path(__file__).parent
_A_MINUTE: Final = 20
_SCHEMES: Final = ("standard", "dsm")
_SPARE_SECONDS: Final = 180.0


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=1800.0)
    options.add_argument("--seed", type=int, default=0, help="0: another one each time")
    chosen = options.parse_args()
    seed = chosen.seed or random.SystemRandom().randrange(1, 10**6)
    print(f"soak: {chosen.seconds:.0f} s, seed {seed}", flush=True)
    with _window.environment() as environ, opened(Wishes(None, "en", environ), Story("en", _quiet)) as stage:
        ending = threading.Event()
        buyers = threading.Thread(target=_order, args=(stage, random.Random(seed), ending), name="buyers")
        buyers.start()
        try:
            told = _clicked(stage, environ, chosen.seconds, seed)
        finally:
            ending.set()
            buyers.join()
    return judged(told)


def _quiet(_line: str) -> None:
    """The story of the opening is not what is looked at."""


def _order(stage: Stage, chance: random.Random, ending: threading.Event) -> None:
    """Buyers of both schemes, some of whom give up again."""
    while not ending.wait(60 / _A_MINUTE):
        shipment_id = stage.sandbox.buyer.place(chance.choice(_SCHEMES))
        if chance.random() < 0.2:
            lots = [lot.index for lot in stage.sandbox.megamarket.shipment(shipment_id).lots]
            stage.sandbox.buyer.cancel(shipment_id, lots[:1])


def _clicked(stage: Stage, environ: Mapping[str, str], seconds: float, seed: int) -> list[str]:
    """Run the window in a process of its own; the lines that it tells."""
    command = [sys.executable, str(_HERE / "clicks.py"), str(stage.profile), str(seconds), str(seed)]
    own = {
        **environ,
        **stage.environ,
        "MMDESK_SERVICE": "off",
        "MMDESK_LANG": "en",
        "PYTHONPATH": str(_HERE.parents[1]),
    }
    ran = subprocess.run(
        command,
        env={**os.environ, **own},
        stdout=subprocess.PIPE,
        text=True,
        timeout=seconds + _SPARE_SECONDS,
        check=False,
    )
    if ran.returncode:
        raise SystemExit(f"the window ended with {ran.returncode}")
    return ran.stdout.splitlines()


if __name__ == "__main__":
    sys.exit(main())
