"""The feed at the command line, from a catalogue file and without any remote."""

from __future__ import annotations

from pathlib import Path

import pytest

from mmdesk.catalogue.feed_files import FEED
from tests.cli.conftest import CommandLine

OFFER = (
    '<offer id="{offer_id}" quantity="{stock}"><price>{price}</price><categoryId>1</categoryId>'
    "<name>{name}</name>"
    "<vendor>Лумвик</vendor><picture>https://shop.example.ru/1.jpg</picture></offer>"
)
SOURCE = (
    '<?xml version="1.0" encoding="UTF-8"?><yml_catalog date="2026-11-02 12:00:00"><shop><name>Кухня</name>'
    '<company>Кухня</company><categories><category id="1">Чашки</category></categories>'
    "<offers>{offers}</offers></shop></yml_catalog>"
)


def offer(offer_id: str, stock: int = 5, price: str = "700", name: str = "Чашка") -> str:
    return OFFER.format(offer_id=offer_id, stock=stock, price=price, name=name)


class Kitchen:
    """A connection whose goods lie in a file."""

    def __init__(self, line: CommandLine, file: Path) -> None:
        self.line = line
        self.file = file
        line.connect("kitchen")
        line.done("settings", "set", "kitchen", "feed.source", file)

    def export(self, *offers: str) -> None:
        self.file.write_text(SOURCE.format(offers="".join(offers)), encoding="utf-8")

    def build(self) -> None:
        self.line.done("feed", "build", "kitchen")

    @property
    def published(self) -> Path:
        return Path(self.line.read("feed", "build", "kitchen")["path"])


@pytest.fixture
def kitchen(line: CommandLine, tmp_path: Path) -> Kitchen:
    kitchen = Kitchen(line, tmp_path / "goods.xml")
    kitchen.export(offer("CUP-1"), offer("CUP-2", stock=1), offer("CUP#3"))
    return kitchen


def test_an_offer_is_explained_rule_by_rule_with_the_settings(kitchen: Kitchen, line: CommandLine) -> None:
    line.done("settings", "set", "kitchen", "feed.discount_percent", "10")
    line.done("settings", "set", "kitchen", "feed.reserve", "2")
    kitchen.build()
    told = line.done("feed", "explain", "kitchen", "CUP-1").out
    assert "price: 700 → 630" in told
    assert "feed.discount_percent = 10" in told
    assert "stock: 5 → 3" in told
    assert "feed.reserve = 2" in told
    steps = {
        each["rule"]: each["after"] for each in line.read("feed", "explain", "kitchen", "CUP-1")["steps"]
    }
    assert (steps["bad_id"], steps["price"], steps["stock"]) == ("ok", "630", "3")


def test_the_reason_names_what_is_wrong_with_the_offer(kitchen: Kitchen, line: CommandLine) -> None:
    line.done("settings", "set", "kitchen", "feed.min_quantity", "3")
    kitchen.build()
    assert "“CUP#3”" in line.done("feed", "explain", "kitchen", "CUP#3").out
    told = line.done("feed", "explain", "kitchen", "CUP-2").out
    assert "min_quantity" in told
    assert "feed.min_quantity = 3" in told


def test_a_name_cannot_command_the_terminal(kitchen: Kitchen, line: CommandLine) -> None:
    kitchen.export(offer("CUP-1", name="Чашка \u009b31m \u202e"))
    kitchen.build()
    told = line.done("feed", "explain", "kitchen", "CUP-1").out
    assert all(each.isprintable() for each in told.splitlines())


def test_differences_to_the_feed_before_are_listed(kitchen: Kitchen, line: CommandLine) -> None:
    kitchen.build()
    kitchen.export(offer("CUP-1", price="720"), offer("CUP-2", stock=1), offer("CUP-4"))
    kitchen.build()
    told = line.read("feed", "changes", "kitchen")
    assert told["counts"] == {"price": 1, "added": 1}
    assert {"offer_id": "CUP-1", "what": "price", "old": "700", "new": "720"} in told["changes"]
    assert "CUP-4  added" in line.done("feed", "changes", "kitchen").out
    assert line.run("feed", "changes", "kitchen", "99").code == 1


@pytest.mark.parametrize("harm", ["cut", "overwritten"])
def test_a_published_file_that_somebody_harmed_is_built_anew(
    kitchen: Kitchen, line: CommandLine, harm: str
) -> None:
    first = kitchen.published
    whole = first.read_bytes()
    first.write_bytes(whole[:100] if harm == "cut" else whole.replace(b"CUP-1", b"CUP<1"))
    told = line.read("feed", "build", "kitchen")
    assert not told["unchanged"]
    assert Path(told["path"]) != first
    assert b"CUP-1" in Path(told["path"]).read_bytes()
    assert Path(told["path"]).name == FEED
    assert line.read("feed", "build", "kitchen")["unchanged"]


def test_an_empty_feed_is_written_nowhere(kitchen: Kitchen, line: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "out.xml"
    out.write_text("the feed of yesterday", encoding="utf-8")
    kitchen.export(offer("CUP#3"), offer("CUP-4", price="0"))
    ran = line.run("feed", "build", "kitchen", "--out", out)
    assert ran.code == 1
    assert "bad_id: 1" in ran.err
    assert "no_price: 1" in ran.err
    assert out.read_text(encoding="utf-8") == "the feed of yesterday"


def test_another_kind_of_address_is_refused_as_such(kitchen: Kitchen, line: CommandLine) -> None:
    assert kitchen.file.exists()
    ran = line.run("feed", "build", "kitchen", "--source", "ftp://shop.example.ru/goods.xml")
    assert ran.code == 1
    assert "http(s)://" in ran.err


def test_a_setting_below_zero_is_told_as_a_value(kitchen: Kitchen, line: CommandLine) -> None:
    assert kitchen.file.exists()
    ran = line.run("settings", "set", "kitchen", "feed.discount_percent", "-5")
    assert ran.code == 1
    assert "-5" in ran.err
