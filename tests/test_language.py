from __future__ import annotations

import pytest

from mmdesk.language import choose


@pytest.mark.parametrize("name", ["en", "EN", "en_US.UTF-8", "English"])
def test_the_variable_decides_whatever_the_locale_says(name: str) -> None:
    assert choose({"MMDESK_LANG": name, "LANG": "ru_RU.UTF-8"}) == "en"


def test_russian_can_be_asked_for_on_an_english_machine() -> None:
    assert choose({"MMDESK_LANG": "ru", "LC_ALL": "en_US.UTF-8"}, "en_US") == "ru"


def test_without_the_variable_the_locale_decides() -> None:
    assert choose({"LANG": "en_GB.UTF-8"}) == "en"
    assert choose({"LC_ALL": "ru_RU.UTF-8", "LANG": "en_GB.UTF-8"}) == "ru"


def test_windows_spells_its_locale_in_words() -> None:
    assert choose({}, "English_United States") == "en"


@pytest.mark.parametrize("name", ["", "C", "C.UTF-8", "de_DE.UTF-8"])
def test_any_other_language_is_answered_in_russian(name: str) -> None:
    assert choose({"LANG": name}) == "ru"
