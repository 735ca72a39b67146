from __future__ import annotations

import pytest

from mmdesk.ui.packing.bench_settings import PACE_RANGE, BenchSettings, pace_for, settings_of, shown


def test_what_was_kept_is_read_back() -> None:
    kept = BenchSettings(
        volume=30, prefix="~", suffix="#", pace_ms=90, serial_port="COM3", serial_baud=115200
    )
    assert settings_of(kept.document()) == kept


@pytest.mark.parametrize(
    "strange",
    [
        {},
        {"volume": "loud"},
        {"volume": True},
        {"volume": 900},
        {"pace_ms": 0},
        {"prefix": 7},
        {"prefix": "x" * 99},
    ],
)
def test_strange_values_count_as_the_usual_ones(strange: dict[str, object]) -> None:
    assert settings_of(strange) == BenchSettings()


def test_a_slow_scanner_gets_more_time_and_nobody_gets_all_of_it() -> None:
    assert pace_for(8) == BenchSettings().pace_ms
    assert pace_for(60) == 90
    assert pace_for(2000) == PACE_RANGE[1]


def test_what_has_no_picture_is_shown_all_the_same() -> None:
    assert shown("01\x1d91\x07") == "01[GS]91�"
