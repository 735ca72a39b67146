"""A feed is checked from the command line."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from tests.catalogue.feed_file import feed, offer
from tests.cli.conftest import CommandLine
from tests.services.known_offers import known
from tests.storage.build import NOON


@pytest.fixture
def good(tmp_path: Path) -> Path:
    file = tmp_path / "good.xml"
    file.write_bytes(feed(offer("A")))
    return file


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    file = tmp_path / "bad.xml"
    file.write_bytes(feed(offer("A", vendor=""), offer("B", price="<price>free</price>", oldprice="")))
    return file


def test_a_good_feed_is_told_so(line: CommandLine, good: Path) -> None:
    assert line.done("feed", "check", good).out == "The feed will do: 1 offers, 0 errors, 0 warnings\n"
    told = line.read("feed", "check", good)
    assert told == {
        "ok": True,
        "offers": 1,
        "errors": 0,
        "warnings": 0,
        "counts": {},
        "problems": [],
        "crm": None,
        "sha256": hashlib.sha256(good.read_bytes()).hexdigest(),
        "size": good.stat().st_size,
    }


def test_a_bad_feed_ends_with_1_and_a_line_for_each_problem_errors_first(
    line: CommandLine, bad: Path
) -> None:
    ran = line.run("feed", "check", bad)
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "B: price: the price “free” is no number. Write whole roubles.",
        "A: vendor: there is no vendor, which a card needs. Give the brand.",
        "The feed will not do: 2 offers, 1 errors, 1 warnings",
    ]


def test_the_document_tells_code_severity_field_value_and_words(line: CommandLine, bad: Path) -> None:
    ran = line.run("feed", "check", bad, "--json")
    assert ran.code == 1
    told = ran.document
    assert (told["ok"], told["errors"], told["warnings"]) == (False, 1, 1)
    assert told["counts"] == {"bad_price": 1, "no_vendor": 1}
    first, second = told["problems"]
    assert first == {
        "offer_id": "B",
        "code": "bad_price",
        "severity": "error",
        "field": "price",
        "value": "free",
        "message": "the price “free” is no number. Write whole roubles.",
    }
    assert second["severity"] == "warning"


def test_warnings_alone_are_no_failure(line: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_bytes(feed(offer("A", vendor="", picture="")))
    assert line.read("feed", "check", file)["warnings"] == 2


def test_what_is_not_listed_is_counted(line: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_bytes(feed(*(offer(f"A-{number}", vendor="") for number in range(1007))))
    lines = line.done("feed", "check", file).out.splitlines()
    assert len(lines) == 1000 + 2
    assert lines[-2] == "…and 7 more, see counts in --json"


def test_a_packed_feed_is_checked_too(line: CommandLine, good: Path, tmp_path: Path) -> None:
    packed = tmp_path / "feed.xml.gz"
    packed.write_bytes(gzip.compress(good.read_bytes()))
    assert line.read("feed", "check", packed) == line.read("feed", "check", good)


@pytest.mark.parametrize("name", ["missing.xml", "."])
def test_no_file_is_a_wrong_call(line: CommandLine, tmp_path: Path, name: str) -> None:
    assert line.run("feed", "check", tmp_path / name).code == 2


def test_the_differences_to_the_crm_are_told(line: CommandLine, tmp_path: Path) -> None:
    shop = line.connect("shop")
    with line.storage.work() as work:
        work.offers.add(shop.connection_id, [known("A"), known("B", "Нож")], NOON)
        work.commit()
    file = tmp_path / "feed.xml"
    file.write_bytes(feed(offer("A"), offer("Z")))
    ran = line.run("feed", "check", file, "--connection", "shop", "--json")
    assert ran.code == 1
    assert (ran.document["ok"], ran.document["errors"]) == (False, 0)
    assert ran.document["crm"] == {
        "only_in_feed": 1,
        "only_in_crm": 1,
        "feed_samples": ["Z"],
        "crm_samples": [{"offer_id": "B", "name": "Нож"}],
    }
    told = line.run("feed", "check", file, "--connection", "shop").out.splitlines()
    assert told[0].startswith("Z: id: RetailCRM has no offer with this externalId")
    assert told[1].startswith("B: id: the offer is not in the feed: Нож.")
    assert told[2] == "only in the feed: 1, only in RetailCRM: 1"


def test_a_catalogue_that_was_never_read_is_told_with_the_cure(line: CommandLine, good: Path) -> None:
    line.connect("shop")
    ran = line.run("feed", "check", good, "--connection", "shop")
    assert ran.code == 1
    assert "mmdesk feed build shop" in ran.err


def test_an_unknown_connection_is_refused(line: CommandLine, good: Path) -> None:
    ran = line.run("feed", "check", good, "--connection", "nowhere")
    assert (ran.code, ran.out) == (1, "")
    assert "nowhere" in ran.err
