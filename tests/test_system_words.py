"""What the system says of a failure, told in the reader's language."""

from __future__ import annotations

import errno
import os

from mmdesk.system_words import system_words, told_of


def said(number: int) -> OSError:
    return OSError(number, os.strerror(number))


def test_a_usual_failure_is_told_in_both_languages() -> None:
    told = told_of("/srv/labels", said(errno.ENOSPC))
    assert told.ru == "/srv/labels: на диске кончилось место"
    assert told.en == "/srv/labels: No space left on device"
    assert system_words(said(errno.ENOTCONN)).ru == "соединение оборвалось"


def test_an_unusual_failure_is_told_by_its_number_and_the_words_of_the_system() -> None:
    words = system_words(OSError(9999, "Flux lost"))
    assert words.ru == "ошибка системы 9999 (Flux lost)"
    assert words.en == "system error 9999 (Flux lost)"


def test_a_failure_without_a_number_is_told_as_it_came() -> None:
    assert system_words(OSError()).ru == "OSError"
