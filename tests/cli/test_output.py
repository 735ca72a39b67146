from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from mmdesk.cli.output import Exit, NotFinished, exit_code, moment, money, say
from mmdesk.clients.errors import AddressWrong, Refused, TimedOut, TokenRefused, Unavailable
from mmdesk.domain.standing import NotAllowed
from mmdesk.errors import MmdeskError, Text
from mmdesk.storage.queries import AmbiguousShipment


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NotAllowed(), Exit.REFUSED),
        (Refused("no"), Exit.REFUSED),
        (TokenRefused("no"), Exit.REFUSED),
        (AddressWrong("a page"), Exit.REFUSED),
        (AmbiguousShipment("1"), Exit.USAGE),
        (Unavailable("no connection"), Exit.NOT_REACHED),
        (TimedOut("slow"), Exit.NOT_REACHED),
        (NotFinished("1"), Exit.NOT_REACHED),
    ],
    ids=lambda value: type(value).__name__,
)
def test_scripts_can_tell_a_refusal_from_a_remote_that_is_away(error: MmdeskError, code: Exit) -> None:
    assert exit_code(error) == code


@pytest.mark.parametrize(("language", "words"), [("ru", "да"), ("en", "yes")])
def test_a_reader_gets_their_own_language(monkeypatch: pytest.MonkeyPatch, language: str, words: str) -> None:
    monkeypatch.setenv("MMDESK_LANG", language)
    assert say(Text("да", "yes")) == words


def test_moments_carry_their_offset() -> None:
    assert moment(datetime(2026, 11, 2, 9, 0, 0, 250, tzinfo=UTC)) == "2026-11-02T09:00:00+00:00"
    assert moment(None) is None


def test_money_is_a_number_of_roubles() -> None:
    assert money(Decimal("1430.50")) == 1430.5
