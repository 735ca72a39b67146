from __future__ import annotations

import pytest

from mmdesk.domain.marking import GS, key_of

CODE = "010460123456789321ABC!1234-6789"


@pytest.mark.parametrize(
    "spelling", [CODE, f"{GS}{CODE}", f"{CODE}{GS}93abcd"], ids=["bare", "separated", "whole"]
)
def test_spellings_of_one_code_have_one_key(spelling: str) -> None:
    assert key_of(spelling) == key_of(CODE)


@pytest.mark.parametrize("text", ["010460123456789321", "0104601234567890", "ANY 1"])
def test_what_is_no_marking_code_is_its_own_key(text: str) -> None:
    assert key_of(f" {text} ") == text


def test_a_code_that_is_half_is_its_own_key() -> None:
    assert key_of("010460123456789321") == "010460123456789321"
