from __future__ import annotations

import pytest

from mmdesk.domain.box import Box, Mark
from mmdesk.domain.intent import (
    Accept,
    AnswerCancel,
    CancelAnswer,
    Close,
    Confirm,
    LotResult,
    MegamarketIntent,
    Move,
    Pack,
    Reject,
)
from mmdesk.domain.leaving import Keep, Narrow, Stop, without
from tests.factory import NOW


@pytest.mark.parametrize(
    ("intent", "rest"),
    [
        (Confirm((1, 2)), Confirm((1,))),
        (Move((1, 2), NOW), Move((1,), NOW)),
        (Reject((1, 2), "OUT_OF_STOCK"), Reject((1,), "OUT_OF_STOCK")),
        (Accept((1, 2), (Mark(1, "a"), Mark(2, "b"))), Accept((1,), (Mark(1, "a"),))),
        (Confirm((2,)), None),
        (Accept((2,)), None),
    ],
)
def test_what_nobody_has_packed_goes_out_without_the_lot(
    intent: MegamarketIntent, rest: MegamarketIntent | None
) -> None:
    assert without(intent, [2]) == Narrow(rest)


@pytest.mark.parametrize("intent", [Pack((Box(1, (1, 2)),)), Accept((1, 2), checked=True)])
def test_what_somebody_has_packed_stops(intent: MegamarketIntent) -> None:
    assert without(intent, [2]) == Stop()


@pytest.mark.parametrize(
    "intent",
    [
        Confirm((1,)),
        AnswerCancel((CancelAnswer(2, canceled=True),)),
        Close((LotResult(2, handed_over=True),), NOW),
    ],
)
def test_everything_else_stays(intent: MegamarketIntent) -> None:
    assert without(intent, [2]) == Keep()
