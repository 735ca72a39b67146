"""Texts that hold or begin with what a person typed, whatever the case: the same on both databases."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute, Session

_ESCAPE: Final = "\\"
_Words = ColumnElement[str] | InstrumentedAttribute[str]


def holds(session: Session, text: _Words, word: str) -> ColumnElement[bool]:
    return _like(session, text, word, "%")


def begins(session: Session, text: _Words, word: str) -> ColumnElement[bool]:
    return _like(session, text, word, "")


def _like(session: Session, text: _Words, word: str, before: str) -> ColumnElement[bool]:
    # SQLite, and PostgreSQL in its plainest locale, know the cases of Latin letters alone: of other words the
    # usual spellings are tried.
    others = () if word.isascii() else (word.lower(), word.upper(), word.capitalize())
    # On SQLite LIKE folds by itself, and ILIKE would fold each text once more.
    like = text.ilike if session.get_bind().dialect.name == "postgresql" else text.like
    spellings = dict.fromkeys((word, *others))
    return or_(*(like(f"{before}{_escaped(each)}%", escape=_ESCAPE) for each in spellings))


def _escaped(word: str) -> str:
    for sign in (_ESCAPE, "%", "_"):
        word = word.replace(sign, _ESCAPE + sign)
    return word
