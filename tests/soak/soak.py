"""A long day in the window: 20 orders a minute come in while somebody clicks and types at random.

    make soak            half an hour
    make soak SECONDS=180

Everything is opened once before anybody clicks: what is made or loaded at its first use is no growth. It
fails when the window raises anything, ends by itself, stands still for half a minute (the stacks are told
then), has a dialog that Esc does not close, grows (the last third of the time is held against the second one;
the first one is the warm-up), or works for too long at a stretch: the processor time of the window's thread
between two of its answers may be 50 ms at most. Machines differ and are shared, so a fixed piece of work is
done in the same thread now and then; where it takes longer than on the quiet machine of docs/benchmarks.md,
the limit is higher by as much, and never lower than 50 ms. Turns over 50 ms are told with what the thread was
at. Other colours, another language and another person dress or make the whole window anew: told, and not
judged.

How long the window's thread did not answer is told and not judged: it waits for the machine as well.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import random
import subprocess
import sys
import tempfile
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
from tests.soak.turns import STOOD_STILL

_HERE: Final = Path(__file__).parent
_A_MINUTE: Final = 20
_SCHEMES: Final = ("standard", "dsm")
_SPARE_SECONDS: Final = 300.0
"""To open, to see everything once and to end in, on a busy machine."""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=1800.0)
    options.add_argument("--seed", type=int, default=0, help="0: another one each time")
    chosen = options.parse_args()
    seed = chosen.seed or random.SystemRandom().randrange(1, 10**6)
    # Whatever hangs in this process, nobody waits for it for ever.
    faulthandler.dump_traceback_later(chosen.seconds + 2 * _SPARE_SECONDS, exit=True)
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
    faulthandler.cancel_dump_traceback_later()
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
    """Run the window in a process of its own; the lines that it tells. Raises SystemExit."""
    command = [sys.executable, str(_HERE / "clicks.py"), str(stage.profile), str(seconds), str(seed)]
    own = {
        **environ,
        **stage.environ,
        "MMDESK_SERVICE": "off",
        "MMDESK_LANG": "en",
        "PYTHONPATH": str(_HERE.parents[1]),
    }
    # A file and no pipe: nobody who inherits it can keep us waiting for its end.
    with tempfile.TemporaryFile("w+", encoding="utf-8") as told:
        window = subprocess.Popen(command, env={**os.environ, **own}, stdout=told)
        try:
            code = window.wait(seconds + _SPARE_SECONDS)
        except subprocess.TimeoutExpired:
            raise SystemExit(f"the window did not end {_SPARE_SECONDS:.0f} s after the last click") from None
        finally:
            window.kill()
            window.wait()
        if code == STOOD_STILL:
            raise SystemExit("the window stood still: what it was at is told above")
        if code:
            raise SystemExit(f"the window ended with {code}")
        told.seek(0)
        return told.read().splitlines()


if __name__ == "__main__":
    sys.exit(main())
