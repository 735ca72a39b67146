"""What must never reach a log, a screen or a report: secrets and personal data, replaced by stars."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

STARS = "***"
_HIDDEN = rf"\g<1>{STARS}"
# Shorter ones would turn every log line into stars.
_SHORTEST_SECRET = 4
_DASHES = "\u2010-\u2015\u2212-"
_GAP = rf"[\s.{_DASHES}]"

_QUOTE = r"\\?[\"']?"
_NAMES = r"(?:[\w.-]{0,60}(?:token|password|secret|crm[_-]key)|(?:x-)?api[_-]?key)"

_NAMED = ("token", "password", "secret", "key")


@dataclass(frozen=True, slots=True)
class _Rule:
    """Keeps the pattern's first group and hides the rest; can apply only where one of `signs` stands.

    The signs are folded. Looking for them first makes a log line without any nearly free.
    """

    pattern: re.Pattern[str]
    signs: tuple[str, ...] = ("",)


_RULES: tuple[_Rule, ...] = (
    # An address with a login: postgresql://anna:…@host, proxies, a feed behind a password.
    _Rule(re.compile(r"(\b[a-z][a-z0-9+.-]{1,20}://)[^\s/@\"']{1,200}(?=@)", re.IGNORECASE), ("://",)),
    # The random segment of our own public addresses, which is what protects them.
    _Rule(
        re.compile(r"(/)[A-Za-z0-9_-]{16,}(?=/(?:order/(?:new|cancel)|megamarket\.xml|crm)\b)"),
        ("/order/", "/megamarket.xml", "/crm"),
    ),
    # "token": "…" in JSON, in an escaped JSON string and in a Python mapping.
    _Rule(
        re.compile(
            rf"((?:\\?[\"']){_NAMES}(?:\\?[\"'])\s*[:,=]\s*b?\\?[\"'])(?:[^\"'\\]|\\[^\"'])+", re.IGNORECASE
        ),
        _NAMED,
    ),
    # X-API-KEY: …, apiKey=…, password=… in headers, queries and forms.
    _Rule(re.compile(rf"(\b{_NAMES}{_QUOTE}=\s?{_QUOTE})[^\s&\"'#,;]+", re.IGNORECASE), _NAMED),
    _Rule(
        re.compile(rf"(\bx-(?:api-key|merchant-token){_QUOTE}\s*:\s*{_QUOTE})[^\s\"',;]+", re.IGNORECASE),
        _NAMED,
    ),
    # merchantToken: … in a sentence; a word without a digit is no secret but the sentence itself.
    _Rule(re.compile(rf"(\b{_NAMES}:\s{{1,2}})(?=[\w-]{{0,80}}\d)[\w-]{{8,}}", re.IGNORECASE), _NAMED),
    _Rule(
        re.compile(r"(\bauthorization\W{1,8}(?:basic|bearer|token)\s+)[^\s\"',;]+", re.IGNORECASE),
        ("author",),
    ),
    _Rule(re.compile(r"(\b(?:Basic|Bearer) )[A-Za-z0-9+/_=-]{8,}"), ("basic ", "bearer ")),
    # Megamarket's own refusal quotes the token in a sentence: «Авторизационный токен: … невалидный.»
    _Rule(
        re.compile(r"(\b(?:token|токен\w*)\W{1,10})(?=[\w-]{0,80}\d)[\w-]{16,}", re.IGNORECASE),
        ("token", "токен"),
    ),
    # E-mail addresses.
    _Rule(re.compile(r"()(?<![\w.+-])[\w.+-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63})+"), ("@", "%40")),
    # Telephone numbers: with a plus, with separators, or a Russian number bare.
    _Rule(
        re.compile(rf"()(?<!\w)(?:\+|%2b)\d(?:[\s().{_DASHES}]{{0,2}}\d){{9,14}}(?!\w)", re.IGNORECASE),
        ("+", "%2b"),
    ),
    _Rule(
        re.compile(
            rf"()(?<![\w-])[78]{_GAP}?(?:\(\d{{3}}\){_GAP}?|\d{{3}}{_GAP})"
            rf"\d{{3}}{_GAP}?\d{{2}}{_GAP}?\d{{2}}(?![\w-])"
        )
    ),
    _Rule(re.compile(r"()(?<![\w-])[78][3489]\d{9}(?![\w-]|\.\d)")),
)


class Mask:
    """Knows the secrets of this process and what secrets and personal data look like; safe in any thread."""

    def __init__(self) -> None:
        self._spellings: frozenset[str] = frozenset()
        self._known: re.Pattern[str] | None = None
        self._lock = threading.Lock()

    def register(self, secret: str) -> None:
        """Hide this value from now on, also as it stands in an address or in JSON."""
        with self._lock:
            if len(secret) < _SHORTEST_SECRET or secret in self._spellings:
                return
            self._spellings = self._spellings.union(_spellings(secret))
            longest_first = sorted(self._spellings, key=lambda spelling: (-len(spelling), spelling))
            self._known = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)

    def apply(self, text: str) -> str:
        """The text without registered secrets and without anything that looks like one."""
        known = self._known
        if known is not None:
            text = known.sub(STARS, text)
        folded = text.casefold()
        for rule in _RULES:
            if any(sign in folded for sign in rule.signs):
                text = rule.pattern.sub(_HIDDEN, text)
        return text


def _spellings(secret: str) -> Iterable[str]:
    return {secret, quote(secret, safe=""), json.dumps(secret)[1:-1]}


_PROCESS = Mask()


def register(secret: str) -> None:
    """Hide this value in everything the process logs, stores or shows from now on."""
    _PROCESS.register(secret)


def masked(text: str) -> str:
    """The text as it may be logged, stored or shown."""
    return _PROCESS.apply(text)
