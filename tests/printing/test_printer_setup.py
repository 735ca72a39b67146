from __future__ import annotations

from typing import Any

import pytest

from mmdesk.printing.paper import LABEL_75X120
from mmdesk.printing.printer_setup import Dialect, PrinterKind, PrinterSetup, SetupWrong
from mmdesk.printing.spooler import (
    JobStage,
    JobState,
    PrinterCondition,
    PrinterState,
    PrintOptions,
)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"target": " "}, "не указано, куда печатать"),
        ({"dpi": 72}, "бывает 203, 300, 600"),
        ({"darkness": 31}, "от 0 до 30"),
        ({"darkness": 16, "dialect": Dialect.TSPL}, "от 0 до 15"),
        ({"speed": 0}, "от 1 до 14"),
        ({"gap_mm": -1}, "от 0 до 20 мм"),
    ],
)
def test_a_setup_that_cannot_be_is_refused_with_what_can(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(SetupWrong) as refused:
        PrinterSetup(**{"kind": PrinterKind.NETWORK, "target": "printer", **wrong})
    assert words in refused.value.text.ru


@pytest.mark.parametrize("copies", [0, 100])
def test_nobody_prints_no_copy_or_a_hundred(copies: int) -> None:
    with pytest.raises(ValueError, match="copies"):
        PrintOptions(LABEL_75X120, copies=copies)


def test_every_condition_and_every_stage_has_words_in_both_languages() -> None:
    states = [PrinterState.of(condition).words for condition in PrinterCondition]
    stages = [JobState.of(stage).words for stage in JobStage]
    for words in [*states, *stages]:
        assert words.ru
        assert words.en
    assert PrinterState.of(PrinterCondition.OFFLINE, "192.0.2.1").words.ru == "Не отвечает: 192.0.2.1"


def test_only_what_still_moves_is_followed() -> None:
    moving = {JobStage.WAITING, JobStage.PRINTING, JobStage.HELD}
    assert {stage for stage in JobStage if not stage.is_final} == moving
