from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from mmdesk.cli import sandbox as command
from tests.sandbox.megamarket_stand import open_stand


@pytest.mark.parametrize(("language", "words"), [("ru", "покупатель заказывает"), ("en", "a buyer orders")])
def test_its_help_tells_how_to_order_and_how_to_make_trouble(
    monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    monkeypatch.setenv("MMDESK_LANG", language)
    told = CliRunner().invoke(command.sandbox, ["--help"]).output
    assert words in told
    examples = re.findall(r"curl -X POST http://127\.0\.0\.1:8100(\S+) -d '(.+)'", told)
    assert [path for path, _ in examples] == ["/_sandbox/orders", "/_sandbox/faults"]


def test_the_examples_of_its_help_are_taken_by_the_simulator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MMDESK_LANG", "en")
    told = CliRunner().invoke(command.sandbox, ["--help"]).output
    with open_stand(pending_seconds=0) as stand:
        for path, body in re.findall(r"127\.0\.0\.1:8100(\S+) -d '(.+)'", told):
            answer = stand.http.post(path, json=json.loads(body))
            assert answer.status_code == 200, answer.text
