"""What a soak told, and whether it is well: no fault, flat memory after the warm-up, and short turns."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from typing import Final

from tests.soak.pace import factor

SLACK_MB: Final = 12.0
"""So much the median of the last third may be above that of the second one: caches of letters and pictures
fill up, and what is freed does not all go back to the system.
"""
GOAL_MS: Final = 50.0
"""Of own work at a stretch, where a piece of reference work takes `pace.QUIET_MS`: as long as a turn that has
to be told."""
_SHOWN: Final = 12


def judged(lines: Sequence[str]) -> int:
    """Tell people the figures; the exit code."""
    told = json.loads(lines[-1]) if lines else {}
    if not told:
        print("the window told nothing")
        return 1
    faults, memory, longest = told["faults"], told["memory_mb"], told["longest_ms"]
    for fault in faults:
        print(f"fault: {fault}")
    before, after = thirds(memory)
    print(f"clicks and keys: {told['deeds']}, pages opened: {told['pages']}, orders seen: {told['orders']}")
    print(f"memory of the window, MB: {before:.0f} after the warm-up, {after:.0f} at the end")
    print(f"in between, MB: {' '.join(f'{each:.0f}' for each in memory[:: max(len(memory) // _SHOWN, 1)])}")
    print(f"the window's thread, ms without an answer: p99.9 {told['p999_ms']:.0f}, longest {longest:.0f}")
    print(
        f"its own work between two answers, ms: p99.9 {told['own_p999_ms']:.0f}, longest {told['own_ms']:.0f}"
    )
    long = [turn for turn in told["long_turns"] if not turn["anew"]]
    anew = [turn["work_ms"] for turn in told["long_turns"] if turn["anew"]]
    slower = factor(told["pieces_ms"])
    too_long = [turn for turn in long if turn["work_ms"] > GOAL_MS * max(slower, turn["slower"])]
    print(
        f"its limit, ms: {GOAL_MS * slower:.0f}, which is {GOAL_MS:.0f} times {slower:.2f}: "
        "so many times as long as on a quiet machine did a fixed piece of work take; right after a long turn "
        "it was done once more, and counts for that turn if it was slower yet"
    )
    print(f"over {GOAL_MS:.0f} ms of own work: {len(long)} times")
    for turn in long[:_SHOWN]:
        print(
            f"  {turn['work_ms']:4.0f} ms at {turn['at']:.1f} s, times {turn['slower']:.2f}, after "
            f"{turn['after']}: {turn['busy_with']}"
        )
    if anew:
        print(f"dressed or made anew as a whole, not judged: {len(anew)} times, longest {max(anew):.0f} ms")
    grew = after > before + SLACK_MB
    print("memory grew" if grew else "memory is flat")
    print("it worked for too long at a stretch" if too_long else "no turn was too long")
    return 1 if grew or faults or too_long else 0


def thirds(memory: Sequence[float]) -> tuple[float, float]:
    """The medians of the second and of the last third; the first one is the warm-up."""
    third = max(len(memory) // 3, 1)
    return statistics.median(memory[third : 2 * third] or memory), statistics.median(memory[-third:])
