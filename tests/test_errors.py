from __future__ import annotations

import pytest

from mmdesk.errors import MmdeskError, Text


class TooHeavy(MmdeskError):
    title = Text("Слишком тяжело", "Too heavy")
    hint = Text("Возьмите тележку.", "Take a trolley.")


def test_a_text_is_read_in_the_readers_language() -> None:
    text = Text("коробка", "box")
    assert text.in_language("ru") == "коробка"
    assert text.in_language("en") == str(text) == "box"


def test_places_are_filled_language_by_language() -> None:
    place = Text("лот {n}: {state}", "lot {n}: {state}")
    filled = place.format(n=2, state=Text("упакован", "packed"))
    assert filled == Text("лот 2: упакован", "lot 2: packed")


def test_texts_are_joined_language_by_language() -> None:
    assert Text("лот", "lot").joined(Text(" цел", " whole")) == Text("лот цел", "lot whole")


def test_foreign_words_with_braces_are_shown_as_they_are() -> None:
    words = Text.same('{"code": 0}')
    assert Text("ответ: {words}", "answer: {words}").format(words=words).ru == 'ответ: {"code": 0}'


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (MmdeskError(), "Не получилось"),
        (MmdeskError("E17"), "Не получилось: E17"),
        (TooHeavy(), "Слишком тяжело. Возьмите тележку."),
        (TooHeavy("31 кг."), "Слишком тяжело: 31 кг. Возьмите тележку."),
        (TooHeavy(Text("31 кг", "31 kg")), "Слишком тяжело: 31 кг. Возьмите тележку."),
        (TooHeavy(hint=Text("Позовите двоих.", "Call two.")), "Слишком тяжело. Позовите двоих."),
        (TooHeavy(hint=Text("", "")), "Слишком тяжело"),
    ],
)
def test_a_failure_is_one_sentence_with_its_cure(error: MmdeskError, sentence: str) -> None:
    assert error.sentence("ru") == error.text.ru == sentence


def test_a_failure_reads_english_in_a_traceback() -> None:
    assert str(TooHeavy(Text("31 кг", "31 kg"))) == "Too heavy: 31 kg. Take a trolley."


def test_a_hint_may_come_later() -> None:
    error = TooHeavy("31").with_hint(Text("Позовите двоих.", "Call two."))
    assert isinstance(error, TooHeavy)
    assert str(error) == "Too heavy: 31. Call two."
    assert TooHeavy.hint.en == "Take a trolley."


def test_only_the_command_line_names_the_command() -> None:
    told = Text("Измените {name}: «Настройки».", "Edit {name}: Settings.", "mmdesk edit {name}").format(
        name="A"
    )
    error = TooHeavy("31", hint=told)
    assert error.sentence("ru") == "Слишком тяжело: 31. Измените A: «Настройки»."
    assert error.text.in_language("en") == "Too heavy: 31. Edit A: Settings."
    assert error.text.on_command_line("en") == "Too heavy: 31. Edit A: Settings. Command: mmdesk edit A"
    assert error.text.on_command_line("ru").endswith("«Настройки». Команда: mmdesk edit A")


def test_the_command_of_a_part_goes_with_the_whole() -> None:
    part = Text("задайте", "set it", "mmdesk set")
    assert Text("{words}!", "{words}!").format(words=part).command == "mmdesk set"
    assert Text("так: ", "so: ").joined(part).command == "mmdesk set"
    assert part.on_command_line("en") == "set it. Command: mmdesk set"
