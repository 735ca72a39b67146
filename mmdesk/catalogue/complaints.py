"""What a check has found so far: every complaint is counted, and of each kind the first ones are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from mmdesk.catalogue.problems import WARNINGS, Problem

_LONGEST: Final = 80
_HIDDEN: Final = "\N{REPLACEMENT CHARACTER}"


def shown(text: str, longest: int = _LONGEST) -> str:
    """A text of a foreign file, fit for a terminal and a log: printable, on one line, and not long."""
    cut = text if len(text) <= longest else f"{text[: longest - 1]}…"
    return cut if cut.isprintable() else "".join(each if each.isprintable() else _HIDDEN for each in cut)


class Complaints:
    """Keeps at most `most` of each code: a hundred thousand of one kind do not hide a single other."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: list[Problem] = []
        self.counts: dict[str, int] = {}

    def add(self, offer_id: str, code: str, field: str = "", value: str = "", *, times: int = 1) -> None:
        """`value` is as the file has it; it is made presentable here. `times` complaints are told by one."""
        counted = self.counts.get(code, 0)
        self.counts[code] = counted + times
        if counted < self._most:
            self._kept.append(Problem(shown(offer_id), code, shown(field), shown(value)))

    @property
    def errors(self) -> int:
        return sum(count for code, count in self.counts.items() if code not in WARNINGS)

    def listed(self) -> Sequence[Problem]:
        """At most `most`: errors before warnings, each kind in its turn, in the order of the file."""
        so_far = Counter[str]()
        ranked = []
        for place, problem in enumerate(self._kept):
            ranked.append((not problem.is_error, so_far[problem.code], place))
            so_far[problem.code] += 1
        chosen = sorted(ranked)[: self._most]
        return [self._kept[place] for _, _, place in sorted(chosen, key=lambda each: (each[0], each[2]))]
