"""One small catalogue for each rule, and the feed that comes of it, byte for byte."""

from __future__ import annotations

import pytest

from tests.catalogue.building import made_of_icml
from tests.catalogue.golden_feeds import CASES, FOLDER, catalogue, feed_file


@pytest.mark.parametrize("name", CASES)
def test_a_catalogue_gives_the_feed_that_was_agreed_on(name: str) -> None:
    found = made_of_icml(catalogue(name), CASES[name])
    assert found.feed.decode() == feed_file(name).read_text(encoding="utf-8")
    assert found.verdict.errors == (0 if found.tally.published else 1)


def test_every_golden_file_is_compared() -> None:
    expected = {f"{name}.{kind}.xml" for name in CASES for kind in ("icml", "feed")}
    assert {file.name for file in FOLDER.iterdir()} == expected
