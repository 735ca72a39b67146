from __future__ import annotations

import pytest

from mmdesk.clients.masking import LONGEST_WORDS, Mask
from mmdesk.masking import STARS

TOKEN = "5A4DB0C5-0000-4000-8000-00000000beef"


@pytest.mark.parametrize(
    "quoted",
    [TOKEN, TOKEN.lower(), TOKEN.upper()],
)
def test_the_secret_is_hidden_in_any_letter_case(quoted: str) -> None:
    assert Mask(TOKEN)(f"Авторизационный токен: {quoted} невалидный.") == (
        f"Авторизационный токен: {STARS} невалидный."
    )


def test_the_secret_is_hidden_in_its_percent_encoded_form() -> None:
    assert "k/e+y=1" not in Mask("k/e+y=1")("apiKey=k%2Fe%2By%3D1 is wrong, k/e+y=1")
    assert "k%2Fe%2By%3D1" not in Mask("k/e+y=1")("apiKey=k%2Fe%2By%3D1 is wrong")


def test_an_empty_or_tiny_secret_does_not_hide_the_words() -> None:
    assert Mask("")("ошибка") == "ошибка"
    assert Mask("а")("задача") == "задача"


def test_words_become_one_printable_line_of_bounded_length() -> None:
    assert Mask("")("one\r\n\x1b[31mtwo\u202e") == "one [31mtwo"
    assert len(Mask("")("x" * 5000)) == LONGEST_WORDS


def test_the_secret_is_not_in_the_representation() -> None:
    assert TOKEN not in repr(Mask(TOKEN))
