from __future__ import annotations

import hashlib

import pytest

from mmdesk.domain.box import Box
from mmdesk.domain.intent import (
    INTENTS,
    AnswerCancel,
    CancelAnswer,
    Close,
    Command,
    LotResult,
    Pack,
    Target,
)
from mmdesk.domain.label import digest
from mmdesk.domain.reason import REASON_NAMES, CloseReason, RejectReason
from tests.factory import NOW


def test_every_command_has_its_intent() -> None:
    assert set(INTENTS) == set(Command)
    assert all(kind.command == command for command, kind in INTENTS.items())


def test_only_what_is_named_after_the_crm_goes_there() -> None:
    to_crm = {command for command, kind in INTENTS.items() if kind.target == Target.CRM}
    assert to_crm == {command for command in Command if command.startswith("crm_")}


@pytest.mark.parametrize(
    "intent",
    [
        Pack((Box(1, (3, 1)), Box(2, (2,)))),
        Close(tuple(LotResult(index, handed_over=True) for index in (1, 2, 3)), NOW),
        AnswerCancel(tuple(CancelAnswer(index, canceled=True) for index in (1, 2, 3))),
    ],
    ids=lambda intent: intent.command,
)
def test_a_command_names_the_lots_inside_it(intent: Pack | Close | AnswerCancel) -> None:
    assert intent.lots == (1, 2, 3)


def test_every_reason_has_a_name_of_its_own() -> None:
    assert set(REASON_NAMES) == {*RejectReason, *CloseReason}
    assert len({name.ru for name in REASON_NAMES.values()}) == len(REASON_NAMES)


def test_a_label_is_known_by_its_digest() -> None:
    assert digest(b"%PDF-1.4") == hashlib.sha256(b"%PDF-1.4").hexdigest()
