"""Turn what was typed into values; what cannot be one is a usage error that names it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

import click

MOSCOW: Final = ZoneInfo("Europe/Moscow")
"""Dates typed without a zone are Megamarket's own."""


_DATE_ALONE: Final = re.compile(r"\d{4}-?\d{2}-?\d{2}")


def lot_number(text: str) -> int:
    if not text.strip().isdecimal():
        raise click.BadParameter(f"«{text}»: a lot is a number")
    return int(text)


def pairs(values: Iterable[str], what: str) -> dict[int, str]:
    """`N=WORD` options as a mapping; a lot named twice is a usage error."""
    found: dict[int, str] = {}
    for value in values:
        lot, equals, word = value.partition("=")
        if not equals or not word:
            raise click.BadParameter(f"«{value}»: expected LOT={what}")
        if lot_number(lot) in found:
            raise click.BadParameter(f"«{value}»: lot {lot} is named twice")
        found[lot_number(lot)] = word
    return found


def answers(values: Iterable[str]) -> dict[int, bool]:
    """`N=yes|no` options as a mapping."""
    words = pairs(values, "yes|no")
    for lot, word in words.items():
        if word not in {"yes", "no"}:
            raise click.BadParameter(f"«{lot}={word}»: expected yes or no")
    return {lot: word == "yes" for lot, word in words.items()}


def boxes(values: Iterable[str]) -> tuple[tuple[int, ...], ...]:
    """`--box 1,2 --box 3` as lots by box; an empty box stays empty, so that it is refused by name."""
    return tuple(tuple(lot_number(lot) for lot in value.split(",") if lot.strip()) for value in values)


def delivery_moment(text: str) -> datetime:
    """A date (noon is meant) or a moment; without a zone it is Moscow time."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"«{text}»: expected 2026-12-31 or 2026-12-31T15:00") from error
    if _DATE_ALONE.fullmatch(text):
        parsed = datetime.combine(parsed.date(), time(12))
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=MOSCOW)
