"""Sums of money as they stand on paper."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from mmdesk.language import Language

_NO_BREAK = "\u00a0"
_KOPECK = Decimal("0.01")


def roubles(amount: Decimal, language: Language) -> str:
    """`1 430,00 ₽` in Russian, `1,430.00 ₽` in English; never broken over two lines."""
    spelt = f"{amount.quantize(_KOPECK, ROUND_HALF_UP):,.2f}"
    if language == "ru":
        spelt = spelt.replace(",", _NO_BREAK).replace(".", ",")
    return f"{spelt.replace('-', '−')}{_NO_BREAK}₽"
