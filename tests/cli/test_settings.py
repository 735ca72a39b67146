from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import SECRETS, CommandLine


def test_unset_settings_show_their_defaults(line: CommandLine) -> None:
    line.connect("shop")
    shown = line.settings("shop")
    assert shown["reject.default_reason"] == "OUT_OF_STOCK"
    assert shown["cancel.accept"] == "auto"
    assert (shown["exchange.megamarket_seconds"], shown["feed.min_quantity"]) == (60, 0)
    assert (shown["feed.params"], shown["feed.exclude_vendors"]) == ("all", [])


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("status.map.CONFIRMED", "client-confirmed", "client-confirmed"),
        ("lot.cancel.MERCHANT_CANCELED/LATE_REJECT", "failure", "failure"),
        ("reject.reason.failure", "TWICE_ORDER", "TWICE_ORDER"),
        ("feed.min_quantity", "3", 3),
        ("feed.discount_percent", "7,5", 7.5),
        ("feed.exclude_vendors", '["Не для СММ"]', ["Не для СММ"]),
        ("stock.api", "true", True),
    ],
)
def test_a_set_value_is_shown_with_its_type(line: CommandLine, key: str, typed: str, value: object) -> None:
    line.connect("shop")
    line.done("settings", "set", "shop", key, typed)
    assert line.settings("shop")[key] == value


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("order.metod", "x"),
        ("status.map.", "x"),
        ("feed.min_quantity", "many"),
        ("cancel.accept", "perhaps"),
        ("reject.default_reason", "NOT_ACCEPTABLE"),
        ("http.public_url", "http://desk.example.org"),
    ],
)
def test_what_cannot_be_set_is_named_and_changes_nothing(line: CommandLine, key: str, typed: str) -> None:
    line.connect("shop")
    before = line.settings("shop")
    ran = line.run("settings", "set", "shop", key, typed)
    assert ran.code == 1
    assert key in ran.err or typed in ran.err
    assert line.settings("shop") == before


def test_settings_travel_in_a_file_without_secrets(line: CommandLine, tmp_path: Path) -> None:
    line.connect("shop")
    line.done("settings", "set", "shop", "status.map.PACKED", "assembling-complete")
    file = tmp_path / "settings.json"
    line.done("settings", "export", file)
    assert not any(secret in file.read_text(encoding="utf-8") for secret in SECRETS.values())
    before = line.settings("shop")
    line.done("settings", "set", "shop", "status.map.PACKED", "assembling")
    line.done("settings", "import", file)
    assert line.settings("shop") == before


@pytest.mark.parametrize(
    "connections",
    [
        {"shop": {"feed.min_quantity": 5, "order.metod": "x"}},
        {"shop": {"feed.min_quantity": 5}, "nowhere": {}},
        {"shop": {"feed.min_quantity": "many"}},
    ],
)
def test_a_file_is_taken_over_whole_or_not_at_all(
    line: CommandLine, tmp_path: Path, connections: dict[str, object]
) -> None:
    line.connect("shop")
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"mmdesk_settings": 1, "connections": connections}), encoding="utf-8")
    assert line.run("settings", "import", file).code == 1
    assert line.settings("shop")["feed.min_quantity"] == 0


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"[]", b"{}", b'{"mmdesk_settings": 2, "connections": {}}']
)
def test_a_foreign_file_is_refused(line: CommandLine, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(content)
    ran = line.run("settings", "import", file)
    assert ran.code == 1
    assert "settings" in ran.err


def test_a_file_that_is_missing_is_a_usage_error(line: CommandLine, tmp_path: Path) -> None:
    assert line.run("settings", "import", tmp_path / "none.json").code == 2
